"""One reading in a fresh process: ``python -m benchmarks.probe HOW FILE`` prints its figures as JSON.

Everything is imported, and a few rows are read, before the clock starts: what is measured is the reading.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

STATUS, RESET_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
HERE = Path(__file__).resolve().parents[1]
FEW_ROWS = 200


def in_fresh_process(how: str, file: Path) -> dict[str, float]:
    """Run this module as a program of its own and take its figures."""
    command = [sys.executable, "-m", "benchmarks.probe", how, str(file.resolve())]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


# ------------------------------------------------------------------------------------------------- competitors
def ours(file: Path) -> Any:
    """Our reader, with the segment column."""
    from benchmarks import data
    from retention import read_events

    return read_events(file, data.MAPPING)


def ours_without_segment(file: Path) -> Any:
    """Our reader, without the segment column."""
    from benchmarks import data
    from retention import read_events

    return read_events(file, data.WITHOUT_SEGMENT)


def pyarrow_typed(file: Path) -> Any:
    """The bare reader underneath, told every type; it checks nothing and sorts nothing."""
    import pyarrow as pa
    import pyarrow.csv

    coded = pa.dictionary(pa.int32(), pa.string())
    types = {
        "customer": coded,
        "timestamp": pa.timestamp("s"),
        "event": coded,
        "amount": pa.float64(),
        "channel": coded,
    }
    return pa.csv.read_csv(file, convert_options=pa.csv.ConvertOptions(column_types=types))


def pandas_read_csv(file: Path) -> Any:
    """What most people write."""
    import pandas as pd

    return pd.read_csv(file, parse_dates=["timestamp"])


HOW: dict[str, Callable[[Path], Any]] = {
    f.__name__: f for f in (ours, ours_without_segment, pyarrow_typed, pandas_read_csv)
}


# ------------------------------------------------------------------------------------------------- measuring
def probe(how: str, file: Path) -> dict[str, float]:
    """Seconds, peak and resident bytes of one reading, on top of what the imports take."""
    read = HOW[how]
    read(_few_rows(file))
    gc.collect()
    before = _resident("VmRSS")
    if RESET_PEAK.exists():
        RESET_PEAK.write_text("5", encoding="ascii")  # sets the highest figure back to the present one
    begin = perf_counter()
    held = read(file)
    seconds = perf_counter() - begin
    peak = _resident("VmHWM") - before
    gc.collect()
    return {
        "seconds": seconds,
        "rows": len(held),
        "peak": peak,
        "resident": _resident("VmRSS") - before,
        "nbytes": float(getattr(held, "nbytes", 0) or 0),
    }


def _few_rows(file: Path) -> Path:
    """A small file of the same kind, so that lazy imports and first-time set-up lie before the clock."""
    small = file.with_name(f"{file.stem}-first-rows.csv")
    if not small.exists():
        with file.open(encoding="utf-8") as lines:
            rows = [line for _, line in zip(range(FEW_ROWS), lines, strict=False)]
        small.write_text("".join(rows), encoding="utf-8")
    return small


def measures_memory() -> bool:
    """Whether this system tells a process its highest memory use."""
    return STATUS.exists() and RESET_PEAK.exists()


def _resident(field: str) -> float:
    """Bytes from the kernel's account of this process; NaN where it keeps none."""
    if not STATUS.exists():
        return float("nan")
    for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{field}:"):
            return float(line.split()[1]) * 1024
    return float("nan")


if __name__ == "__main__":
    json.dump(probe(sys.argv[1], Path(sys.argv[2])), sys.stdout)
