"""From a CSV file to events: our reader, a bare typed read by pyarrow, ``pandas.read_csv``; each in a fresh process."""

from __future__ import annotations

from pathlib import Path

from benchmarks import data
from benchmarks.probe import in_fresh_process
from benchmarks.report import Row, at_most, events_text, faster
from benchmarks.timing import Timing

MOST_OF_PYARROW = 3.0
TARGET_SIZE = 10_000_000
FORMS = ("ours", "pyarrow_typed", "pandas_read_csv")


def measure(sizes: tuple[int, ...], repetitions: int, folder: Path = data.FOLDER) -> list[Row]:
    """Two rows for each size."""
    return [row for n in sizes for row in compare(n, repetitions, folder)]


def compare(n: int, repetitions: int, folder: Path) -> list[Row]:
    """One size: everybody in turns. Small files take a few milliseconds, so a target stands on the large one only."""
    file = data.csv_file(n, folder)
    file.read_bytes()  # from here on the file lies in the system's cache for everybody alike
    seconds: dict[str, list[float]] = {how: [] for how in FORMS}
    for _ in range(repetitions):
        for how in FORMS:
            seconds[how].append(in_fresh_process(how, file)["seconds"])
    ours, arrow, pandas = (Timing(tuple(seconds[how])) for how in FORMS)
    part, what = "CSV file to events", f"{events_text(n)} events, {file.stat().st_size / 1e6:.0f} MB"
    judged = n >= TARGET_SIZE
    return [
        at_most(part, what, ours, "pyarrow.csv, typed", arrow, MOST_OF_PYARROW, judged=judged),
        faster(part, what, ours, "pandas.read_csv", pandas, 1 if judged else None),
    ]
