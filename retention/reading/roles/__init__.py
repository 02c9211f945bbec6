"""Which column plays which role, what kind of table that makes, and what follows from it."""
