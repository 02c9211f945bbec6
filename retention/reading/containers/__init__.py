"""What a file arrives in: bytes of a path or an upload, packed streams, archives, and what is no table at all."""
