"""Engines count: the same tables from numpy arrays in memory, later from a database."""
