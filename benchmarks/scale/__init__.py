"""Measures what happens when the rows lie in a database or are larger than memory: ``make bench-scale``."""
