"""What this process and all it has started have read, and the most memory they have held at a time. Linux only."""

from __future__ import annotations

import os
from pathlib import Path


def processes() -> list[int]:
    """This process and everything below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [os.getpid()]
    for process in found:
        found += parents.get(process, [])
    return found


def _total(file: str, key: str, unit: int) -> int:
    total = 0
    for process in processes():
        try:
            lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * unit for line in lines if line.startswith(f"{key}:"))
    return total


def read_bytes() -> int:
    """Bytes read from files so far, whether from the disk or from what the system keeps of it."""
    return _total("io", "rchar", 1)


def peak_bytes() -> int:
    """Sum of what each process has held at most."""
    return _total("status", "VmHWM", 1024)
