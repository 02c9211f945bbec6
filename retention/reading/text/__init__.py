"""Text tables: what stands between the fields, where the header is, and what breaks them."""
