"""Giving memory back after a large file was read."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return freed memory to the system.

    Allocators keep what a read has used for the next one. A dashboard reads once and then stays open for hours.
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # the GNU C library has it, others do not
        if trim is not None:
            trim(0)
