"""One reading in a fresh process: ``python -m benchmarks.probe HOW FILE`` prints its figures as JSON.

Everything is imported, and a few rows are read, before the clock starts: what is measured is the reading.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import data

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
    from retention import read_events

    return read_events(file, data.MAPPING)


def ours_without_segment(file: Path) -> Any:
    """Our reader, without the segment column."""
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


def polars_read_csv(file: Path) -> Any:
    """The fastest of the data frame libraries, told to look for dates."""
    import polars as pl

    return pl.read_csv(file, try_parse_dates=True)


def duckdb_read_csv(file: Path) -> Any:
    """A table of the database, by its own detection."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table events as select * from read_csv(?)", [str(file)])
    return connection.table("events")


def fastexcel_text(file: Path) -> Any:
    """The bare reader of workbooks underneath: every cell as text, nothing understood."""
    import fastexcel

    return fastexcel.read_excel(file.read_bytes()).load_sheet(0, header_row=None, dtypes="string").to_arrow()


HOW: dict[str, Callable[[Path], Any]] = {
    f.__name__: f
    for f in (
        *(ours, ours_without_segment, pyarrow_typed),
        *(pandas_read_csv, polars_read_csv, duckdb_read_csv, fastexcel_text),
    )
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
        "rows": _rows(held),
        "peak": peak,
        "resident": _resident("VmRSS") - before,
        "nbytes": float(getattr(held, "nbytes", 0) or 0),
    }


def _rows(held: Any) -> int:
    return int(held.num_rows if hasattr(held, "num_rows") else len(held))


def _few_rows(file: Path) -> Path:
    """A small file of the same kind, so that lazy imports and first-time set-up lie before the clock."""
    if file.suffix == ".xlsx":
        return data.few_rows_workbook(file.parent)
    small = file.with_name(f"{file.stem}-last-rows.csv")
    if not small.exists():
        encoding = data.encoding_of(file)
        with file.open(encoding=encoding, newline="") as lines:
            rows = [next(lines), *deque(lines, FEW_ROWS)]  # the last ones: at the end of a month days tell themselves
        small.write_text("".join(rows), encoding=encoding, newline="")
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
