"""Measures speed and memory side by side with what people would use instead: ``make bench``."""
