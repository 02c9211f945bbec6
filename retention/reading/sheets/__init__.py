"""Workbooks, and what is laid out like them: checked, parsed in another process, chosen, laid out."""
