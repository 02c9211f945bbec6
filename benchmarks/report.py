"""One table of ratios, for the terminal and as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from benchmarks.timing import Timing

HEADINGS = ("", "ours", "against", "theirs", "ratio", "target")
NAMED = ("numpy", "pandas", "pyarrow", "duckdb", "streamlit")


@dataclass(frozen=True)
class Row:
    """One comparison; ``met`` is None where no target was set."""

    part: str
    what: str
    ours: str
    against: str = ""
    theirs: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        mark = {None: "", True: "✓ ", False: "✗ "}[self.met]
        return (self.what, self.ours, self.against, self.theirs, self.ratio, f"{mark}{self.target}")


def faster(part: str, what: str, ours: Timing, against: str, theirs: Timing, least: float | None = None) -> Row:
    """How many times faster we are, by medians; with a least one as target."""
    ratio = theirs.median / ours.median
    return Row(
        part,
        what,
        duration(ours),
        against,
        duration(theirs),
        f"{ratio:.1f} x faster" if ratio >= 1 else f"{1 / ratio:.1f} x slower",
        "" if least is None else "faster" if least == 1 else f"{least:g} x faster",
        None if least is None else ratio >= least,
    )


def at_most(
    part: str, what: str, ours: Timing, against: str, theirs: Timing, most: float, *, judged: bool = True
) -> Row:
    """How many times the other's time we take, by medians, and the most that is allowed."""
    ratio = ours.median / theirs.median
    target, met = (f"at most {most:g} x", ratio <= most) if judged else ("", None)
    return Row(part, what, duration(ours), against, duration(theirs), f"{ratio:.2f} x", target, met)


def within(part: str, what: str, ours: Timing, seconds: float) -> Row:
    """Our time against a clock."""
    met = ours.median <= seconds
    return Row(part, what, duration(ours), "the clock", target=f"at most {seconds:g} s", met=met)


def duration(timing: Timing) -> str:
    """Median and best in one unit: "98.2 ms (best 95.0)"."""
    unit, factor = ("s", 1.0) if timing.median >= 1 else ("ms", 1000.0)
    digits = 2 if unit == "s" else 1
    return f"{timing.median * factor:.{digits}f} {unit} (best {timing.best * factor:.{digits}f})"


def short(timing: Timing) -> str:
    """The median alone, in milliseconds."""
    return f"{timing.median * 1000:.1f} ms"


def events_text(n: int) -> str:
    """A size in words: "10 million", "100 thousand"."""
    if n >= 1_000_000:
        return f"{n / 1e6:g} million"
    return f"{n / 1000:g} thousand" if n >= 1000 else str(n)


def machine(named: Sequence[str] = NAMED) -> str:
    """What the figures were measured on, in one line: processor, how busy it was, and the packages ``named``."""
    cores = os.cpu_count() or 1
    busy = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    packages = ", ".join(f"{name} {number}" for name in named if (number := _version(name)))
    return f"{platform.machine()}, {cores} cores{busy}; Python {platform.python_version()}, {packages}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def text(rows: Sequence[Row]) -> str:
    """The table for a terminal, a heading for each part."""
    widths = [max(len(cells[i]) for cells in [HEADINGS, *(row.cells for row in rows)]) for i in range(len(HEADINGS))]
    lines = []
    for part, members in _parts(rows):
        lines += ["", part, _line(HEADINGS, widths), _line(["-" * width for width in widths], widths)]
        lines += [_line(row.cells, widths) for row in members]
    return "\n".join([*lines, "", verdict(rows)])


def markdown(rows: Sequence[Row], heading: str) -> str:
    """The same as Markdown."""
    lines = ["# Benchmarks", "", heading]
    for part, members in _parts(rows):
        lines += ["", f"## {part}", "", _pipes(HEADINGS), _pipes(["---"] * len(HEADINGS))]
        lines += [_pipes(row.cells) for row in members]
    return "\n".join([*lines, "", verdict(rows), ""])


def verdict(rows: Sequence[Row]) -> str:
    """How many targets were met, and which were not."""
    judged = [row for row in rows if row.met is not None]
    if not judged:
        return "No target was measured: targets belong to the full sizes."
    missed = [f"{row.part}: {row.what} ({row.target})" for row in judged if not row.met]
    said = f"{len(judged) - len(missed)} of {len(judged)} targets met."
    return said if not missed else f"{said} Missed: {'; '.join(missed)}."


def _parts(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    names = dict.fromkeys(row.part for row in rows)
    return [(name, [row for row in rows if row.part == name]) for name in names]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
