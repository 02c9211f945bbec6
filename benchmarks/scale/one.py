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
    opened.source.usual_interval_days  # noqa: B018 - what cohorts need to know of a table, asked once
    found |= {"events": events, "measured": perf_counter() - begin}
    for question in QUESTIONS:
        found["questions"][question.name] = _asked(question, opened, engine, turns)
    return found | {"peak": peak_bytes()}


def _asked(question: Any, opened: Any, engine: str, turns: int) -> dict[str, Any]:
    ours, theirs, read, rows = [], [], [], 0
    for _ in range(turns):
        before, begin = read_bytes(), perf_counter()
        number = question.ours(opened.source)
        ours.append(perf_counter() - begin)
        read.append(read_bytes() - before)
        if engine == "memory":
            continue
        begin = perf_counter()
        answer = opened.run(question.sql)
        theirs.append(perf_counter() - begin)
        rows, expected = len(answer), float(question.check(answer))
        if abs(number - expected) > TOLERANCE * max(1.0, abs(expected)):
            raise AssertionError(f"{question.name}: {number} is not {expected}")
    return {"ours": ours, "theirs": theirs, "read": min(read), "rows": rows}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
