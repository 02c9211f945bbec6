"""From a file to events: our reader beside bare ones, which check nothing; each in a fresh process, all in turns."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from benchmarks import data
from benchmarks.probe import in_fresh_process
from benchmarks.report import Row, at_most, events_text, faster, within
from benchmarks.timing import Timing

MOST_OF_PYARROW = 3.0
MOST_OF_UTF8 = 1.5
MOST_SECONDS_WORKBOOK = 25.0
TARGET_SIZE = 1_000_000
WORKBOOK_ROWS = 540_000
READERS = {
    "pandas_read_csv": ("pandas", "pandas.read_csv"),
    "polars_read_csv": ("polars", "polars.read_csv"),
    "duckdb_read_csv": ("duckdb", "DuckDB read_csv"),
}


def measure(sizes: tuple[int, ...], repetitions: int, folder: Path = data.FOLDER) -> list[Row]:
    """A few rows for each size; other forms and a workbook at one size."""
    rows = [row for n in sizes for row in compare(n, repetitions, folder)]
    if max(sizes) >= TARGET_SIZE:
        rows += other_forms(TARGET_SIZE, repetitions, folder) + workbook(WORKBOOK_ROWS, folder)
    return rows


def in_turns(pairs: dict[str, tuple[str, Path]], repetitions: int) -> dict[str, Timing]:
    """Seconds of several ways of reading, one after the other and then again."""
    for _, file in pairs.values():
        file.read_bytes()  # from here on the file lies in the system's cache for everybody alike
    seconds: dict[str, list[float]] = {name: [] for name in pairs}
    for _ in range(repetitions):
        for name, (how, file) in pairs.items():
            seconds[name].append(in_fresh_process(how, file)["seconds"])
    return {name: Timing(tuple(taken)) for name, taken in seconds.items()}


def compare(n: int, repetitions: int, folder: Path) -> list[Row]:
    """One size: everybody. Small files take a few milliseconds, so targets stand on the larger ones only."""
    file = data.csv_file(n, folder)
    others = [how for how, (package, _) in READERS.items() if find_spec(package)]
    taken = in_turns({how: (how, file) for how in ("ours", "pyarrow_typed", *others)}, repetitions)
    part, what = "CSV file to events", f"{events_text(n)} events, {file.stat().st_size / 1e6:.0f} MB"
    judged = n >= TARGET_SIZE
    rows = [
        at_most(part, what, taken["ours"], "pyarrow.csv, typed", taken["pyarrow_typed"], MOST_OF_PYARROW, judged=judged)
    ]
    return rows + [faster(part, what, taken["ours"], READERS[how][1], taken[how]) for how in others]


def other_forms(n: int, repetitions: int, folder: Path) -> list[Row]:
    """The same events in other encodings and styles, against ourselves reading the plainest file of the same text."""
    plain = data.csv_file(n, folder)
    files = {name: data.variant_file(n, name, folder) for name in data.VARIANTS}
    taken = in_turns({"plain": ("ours", plain), **{name: ("ours", file) for name, file in files.items()}}, repetitions)
    part = f"Other forms of {events_text(n)} events, against our own reading of UTF-8"
    rows = []
    for name in data.VARIANTS:
        if name == "Korean, UTF-8":
            continue
        encoded = name.startswith("Korean")
        base = taken["Korean, UTF-8" if encoded else "plain"]
        against = "the same in UTF-8" if encoded else "the plain file"
        rows.append(at_most(part, name, taken[name], against, base, MOST_OF_UTF8, judged=encoded))
    return rows


def workbook(n: int, folder: Path) -> list[Row]:
    """A large workbook, against the bare reader underneath and against a clock."""
    file = data.workbook_file(n, folder)
    taken = in_turns({how: (how, file) for how in ("ours", "fastexcel_text")}, 1)
    part, what = "Workbook to events", f"{n:,} rows of 8 columns, {file.stat().st_size / 1e6:.0f} MB"
    bare = at_most(part, what, taken["ours"], "fastexcel, all text", taken["fastexcel_text"], 0, judged=False)
    return [bare, within(part, what, taken["ours"], MOST_SECONDS_WORKBOOK)]
