"""Amounts, ids and names: text becomes numbers and codes."""
