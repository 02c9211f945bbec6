"""``python -m benchmarks.scale``: 1, 10 and 100 million events through every engine, beside hand-written SQL."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import data, report
from benchmarks.scale.events import folder_of

# Numbers of events, and how often each question is asked of them: less often where that takes minutes.
SIZES = {
    "memory": {1_000_000: 3, 10_000_000: 3},
    "duckdb": {1_000_000: 3, 10_000_000: 3, 100_000_000: 2},
    "spark": {10_000_000: 2, 100_000_000: 1},
}
NAMED = ("numpy", "pandas", "pyarrow", "ibis-framework", "duckdb", "pyspark")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
Answer = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write the tables into the page where that is asked for."""
    options = parser().parse_args(argv)
    machine = report.machine(NAMED)  # says how busy it is before the work begins
    found: dict[str, dict[int, Answer]] = {}
    for engine in options.engines:
        for n, turns in SIZES[engine].items():
            if n <= options.most:
                sys.stderr.write(f"{engine}, {n:,} events ...\n")
                found.setdefault(engine, {})[n] = ask(engine, folder_of(n, options.folder), turns)
    text = "\n\n".join([machine, table(found), looks(found), growth(found)])
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, tail = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
    return 0


def ask(engine: str, folder: Path, turns: int) -> Answer:
    """One engine in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale.one", engine, str(folder), str(turns)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def table(found: dict[str, dict[int, Answer]]) -> str:
    """Seconds, bytes, rows and the ratio to hand-written SQL, medians of the turns."""
    lines = [
        "| engine | events | question | seconds | by hand | ratio | read | rows returned | peak memory |",
        "|---|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    for engine, sizes in found.items():
        for n, answer in sizes.items():
            for name, one in answer["questions"].items():
                ours, theirs = median(one["ours"]), median(one["theirs"]) if one["theirs"] else None
                beside = f"{theirs:.2f} | {ours / theirs:.2f}" if theirs else " | "
                held = f"{answer['peak'] / 2**30:.1f} GiB"
                read = f"{one['read'] / 1e6:,.0f} MB" if theirs else ""
                rows = f"{one['rows']:,}" if theirs else ""
                lines.append(f"| {engine} | {n:,} | {name} | {ours:.2f} | {beside} | {read} | {rows} | {held} |")
    return "\n".join(lines)


def looks(found: dict[str, dict[int, Answer]]) -> str:
    """Seconds of the first look, which comes once before all questions."""
    lines = ["| engine | events | seconds to open | first look, seconds |", "|---|---:|---:|---:|"]
    for engine, sizes in found.items():
        lines += [f"| {engine} | {n:,} | {one['open']:.1f} | {one['measured']:.1f} |" for n, one in sizes.items()]
    return "\n".join(lines)


def growth(found: dict[str, dict[int, Answer]]) -> str:
    """How the seconds grow with the number of events: the exponent of a fitted power."""
    lines = ["| engine | question | seconds grow with events to the power of |", "|---|---|---:|"]
    for engine, sizes in found.items():
        if len(sizes) < 2:
            continue
        events = np.log([float(n) for n in sizes])
        for name in next(iter(sizes.values()))["questions"]:
            seconds = np.log([median(answer["questions"][name]["ours"]) for answer in sizes.values()])
            lines.append(f"| {engine} | {name} | {np.polyfit(events, seconds, 1)[0]:.2f} |")
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__, allow_abbrev=False)
    made.add_argument("--engines", type=lambda text: tuple(text.split(",")), default=tuple(SIZES), help="some of them")
    made.add_argument(
        "--most", type=lambda text: int(float(text)), default=100_000_000, help="largest number of events"
    )
    made.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.name}")
    made.add_argument("--folder", type=Path, default=data.FOLDER, help="where generated events are kept")
    return made


if __name__ == "__main__":
    sys.exit(main())
