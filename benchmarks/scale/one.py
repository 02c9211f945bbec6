"""One engine, one number of events, in a process of its own, so that its peak of memory is its own.

``python -m benchmarks.scale.one duckdb FOLDER TURNS`` prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.scale.engines import ENGINES
from benchmarks.scale.questions import QUESTIONS
from benchmarks.scale.tree import peak_bytes, read_bytes

TOLERANCE = 1e-6  # sums of money are added up in another order


def main(engine: str, folder: str, turns: int) -> dict[str, Any]:
    """Ask every question, ours and by hand in turns."""
    begin = perf_counter()
    opened = ENGINES[engine](Path(folder))
    found: dict[str, Any] = {"open": perf_counter() - begin, "questions": {}}
    begin = perf_counter()
    events = len(opened.source)
    opened.source.usual_interval_days, opened.source.rows_a_day()  # of a table asked once, by Connect too
    found |= {"events": events, "measured": perf_counter() - begin}
    for question in QUESTIONS:
        found["questions"][question.name] = _asked(question, opened, engine, turns)
    return found | {"peak": peak_bytes()}


def _asked(question: Any, opened: Any, engine: str, turns: int) -> dict[str, Any]:
    """Seconds of ours and of theirs, turn by turn; who begins changes, since the second finds the files at hand."""
    asked = {"ours": lambda: question.ours(opened.source), "theirs": lambda: opened.run(question.sql)}
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    given: dict[str, Any] = {"theirs": []}
    sides, read = ["ours"] if engine == "memory" else ["ours", "theirs"], []
    for turn in range(turns):
        for who in sides if turn % 2 == 0 else reversed(sides):
            before, begin = read_bytes(), perf_counter()
            given[who] = asked[who]()
            taken[who].append(perf_counter() - begin)
            if who == "ours":
                read.append(read_bytes() - before)
        if engine != "memory":
            _same(question.name, given["ours"], float(question.check(given["theirs"])))
    return {**taken, "read": min(read), "rows": len(given["theirs"])}


def _same(name: str, number: float, expected: float) -> None:
    if abs(number - expected) > TOLERANCE * max(1.0, abs(expected)):
        raise AssertionError(f"{name}: {number} is not {expected}")


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
