"""Bytes to text: the marks of Unicode, the encodings before it, and how to tell them apart."""
