"""Metrics divide: pure functions from a source's counts to results."""
