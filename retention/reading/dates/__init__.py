"""Dates and times, decided over the whole column: forms, languages, eras, the order of day and month."""
