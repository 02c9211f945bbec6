"""Bytes that events take: while the file is read, and afterwards; each in a fresh process, on top of the imports."""

from __future__ import annotations

from pathlib import Path

from benchmarks import data
from benchmarks.probe import in_fresh_process, measures_memory
from benchmarks.report import Row, events_text

MOST_BYTES_PER_EVENT = 40
MOST_PEAK = 4.0  # times the file
TARGET_SIZE = 1_000_000  # below, fixed costs decide
FORMS = {"ours_without_segment": "without segment", "ours": "with a segment column"}


def measure(sizes: tuple[int, ...], folder: Path = data.FOLDER) -> list[Row]:
    """Peak and resident memory at each size, with and without the segment column."""
    if not measures_memory():
        return [Row("Memory", "not measured", "this system does not tell a process its highest memory use")]
    return [row for n in sizes for how in FORMS for row in compare(n, how, folder)]


def compare(n: int, how: str, folder: Path) -> list[Row]:
    """Three rows: what the columns hold, what the process keeps, and the peak while reading."""
    file = data.csv_file(n, folder)
    size, figures = file.stat().st_size, in_fresh_process(how, file)
    what, part, judged = f"{events_text(n)} events, {FORMS[how]}", "Memory", n >= TARGET_SIZE
    held, kept, peak = figures["nbytes"] / n, figures["resident"] / n, figures["peak"] / size
    few = judged and how == "ours_without_segment"
    target = f"at most {MOST_BYTES_PER_EVENT} bytes" if few else ""
    return [
        *(
            Row(part, what, said, target=target, met=bytes_an_event <= MOST_BYTES_PER_EVENT if few else None)
            for bytes_an_event, said in (
                (held, f"{held:.1f} bytes an event in columns"),
                (kept, f"{kept:.1f} bytes an event more in the process"),
            )
        ),
        Row(
            part,
            what,
            f"{figures['peak'] / 1e6:.0f} MB at the peak of reading",
            "size of the file",
            f"{size / 1e6:.0f} MB",
            f"{peak:.2f} x",
            f"at most {MOST_PEAK:g} x" if judged else "",
            peak <= MOST_PEAK if judged else None,
        ),
    ]
