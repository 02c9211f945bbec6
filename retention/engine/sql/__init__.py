"""Counting where the data are: the same counts as in memory, pushed down through Ibis.

Ibis is imported where a question is asked, never before: the library can be used without it.
"""
