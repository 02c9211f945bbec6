"""``python -m benchmarks``: measure, print one table of ratios, say which targets are met."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import data, report
from benchmarks.report import Row

PARTS = ("counting", "series", "models", "reading", "memory", "browser")
FULL, QUICK = (100_000, 1_000_000, 10_000_000), (100_000, 1_000_000)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the parts that were asked for, each telling on stderr that it has begun."""
    options = parser().parse_args(argv)
    sizes = options.sizes or (QUICK if options.quick else FULL)
    turns = options.turns or (3 if options.quick else 5)
    heading = report.machine()
    rows: list[Row] = []
    for part in options.parts:
        begin = perf_counter()
        sys.stderr.write(f"{part} ...")
        sys.stderr.flush()
        rows += measure(part, sizes, turns, options.folder)
        sys.stderr.write(f" {perf_counter() - begin:.0f} s\n")
    print(heading)
    print("Medians of several turns taken one after the other; what was fastest in brackets.")
    print(report.text(rows))
    if options.markdown is not None:
        options.markdown.write_text(report.markdown(rows, heading), encoding="utf-8")
    return 0


def measure(part: str, sizes: tuple[int, ...], turns: int, folder: Path) -> list[Row]:
    """The rows of one part. Each is imported when its turn comes: the browser part needs more than the others."""
    if part == "counting":
        from benchmarks import counting

        return counting.measure(sizes, turns, folder)
    if part == "series":
        from benchmarks import series

        return series.measure(sizes, turns, folder)
    if part == "models":
        from benchmarks import models

        return models.measure(sizes, turns, folder)
    if part == "reading":
        from benchmarks import reading

        return reading.measure(sizes, turns // 2 + 1, folder)
    if part == "memory":
        from benchmarks import memory

        return memory.measure(sizes, folder)
    from benchmarks import browser

    return browser.measure(3 * turns, folder)


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, allow_abbrev=False)
    made.add_argument("--sizes", type=_sizes, help="numbers of events, such as 1e5,1e6 (default: 1e5,1e6,1e7)")
    made.add_argument("--parts", type=_parts, default=PARTS, help=f"some of {','.join(PARTS)} (default: all)")
    made.add_argument("--quick", action="store_true", help="up to a million events, 3 turns")
    made.add_argument("--turns", type=_turns, metavar="N", help="how often everybody is measured (default: 5)")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown too")
    made.add_argument("--folder", type=Path, default=data.FOLDER, help="where generated events are kept")
    return made


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(float(part)) for part in text.split(","))
    except (ValueError, OverflowError):
        sizes = (0,)
    if min(sizes) < 100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of sizes of at least 100, such as 1e5,1e6.")
    return sizes


def _turns(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of turns of at least 1.")
    return int(text)


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"'{unknown[0]}' is not a part. Choose some of: {','.join(PARTS)}.")
    return parts


if __name__ == "__main__":
    sys.exit(main())
