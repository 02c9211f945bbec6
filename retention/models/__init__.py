"""Models: estimates with their assumptions, one model to a file."""
