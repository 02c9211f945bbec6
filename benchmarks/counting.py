"""From changed settings to a matrix: our engine, the usual pandas recipe, DuckDB SQL."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import retention as rt
from benchmarks import competitors, data, report
from benchmarks.competitors import CASES, Case
from benchmarks.report import Row, duration, events_text, faster
from benchmarks.timing import Timing, in_turns, once

TARGET_SIZE = 10_000_000  # targets are about files of this size
DUCKDB_LEAST, PANDAS_LEAST, MOST_SECONDS = 8, 40, 0.3
MONTH = Case("month")
PANDAS, SQL = "pandas recipe", "DuckDB SQL"
LISTED = ("month", "week", "day", "month elapsed")  # and by channel: what the 300 ms are promised for
OURS_ONLY = {
    "month": rt.CohortSettings(),
    "week": rt.CohortSettings(period="week"),
    "day": rt.CohortSettings(period="day"),
    "month elapsed": rt.CohortSettings(clock="elapsed"),
    "month by channel": rt.CohortSettings(segment="channel"),
    "week by channel": rt.CohortSettings(period="week", segment="channel"),
    "day by channel": rt.CohortSettings(period="day", segment="channel"),
    "month elapsed by channel": rt.CohortSettings(clock="elapsed", segment="channel"),
    "where channel is ads": rt.CohortSettings(where=(("channel", "==", "ads"),)),
    "within 3 months": rt.CohortSettings(measure="within", within=3),
    "in or after": rt.CohortSettings(measure="on_or_after"),
    "money, cumulative": rt.CohortSettings(value="cumulative"),
    "sign_up, then purchase": rt.CohortSettings(start_event="sign_up", return_event="purchase"),
    "every purchase starts": rt.CohortSettings(birth="every", start_event="purchase"),
}


def measure(sizes: tuple[int, ...], repetitions: int, folder: Path = data.FOLDER) -> list[Row]:
    """All counting rows: every case against both competitors at each size, then our other settings at the largest."""
    rows: list[Row] = []
    for n in sizes:
        table = data.table(n, folder)
        events = rt.events_from_frame(table, data.MAPPING)
        field = Field(table)
        for case in CASES:
            rows += compare(events, field, case, repetitions)
        rows += compare_ids(events, field, repetitions)
        field.close()
        if n == max(sizes):
            rows += ours_only(events, repetitions)
    return rows


class Field:
    """The competitors, each with the rows in the form that it likes; DuckDB only where it is installed."""

    def __init__(self, table: Any) -> None:
        self.frame = competitors.pandas_frame(table)
        self.duckdb = competitors.duckdb_table(table, os.cpu_count() or 1) if find_spec("duckdb") else None

    def query(self, case: Case, customer: str = "customer") -> Callable[[], Any] | None:
        """The form of the query that is fastest on the trial table."""
        if self.duckdb is None:
            return None
        write = partial(competitors.sql, case, customer=customer)
        best = min(case.sql_forms, key=lambda form: min(once(self._run(write(form, source="trial"))) for _ in "12"))
        return self._run(write(best))

    def close(self) -> None:
        """Let go of the database's memory."""
        if self.duckdb is not None:
            self.duckdb.close()

    def _run(self, query: str) -> Callable[[], Any]:
        assert self.duckdb is not None
        connection = self.duckdb
        return lambda: connection.execute(query).fetchnumpy()


def compare(events: rt.Events, field: Field, case: Case, repetitions: int) -> list[Row]:
    """One case against both; a target stands on the plain monthly matrix."""
    first = once(lambda: rt.cohort_matrix(cold(events), case.settings))
    runs: dict[str, Callable[[], Any]] = {"ours": lambda: rt.cohort_matrix(events, case.settings)}
    query = field.query(case)
    if query is not None:
        runs[SQL] = query
    runs[PANDAS] = lambda: competitors.pandas_recipe(field.frame, case)
    judged = len(events) >= TARGET_SIZE and case == MONTH
    least = {SQL: DUCKDB_LEAST, PANDAS: PANDAS_LEAST} if judged else {}
    return _rows(events, case.name, runs, repetitions, least, first)


def compare_ids(events: rt.Events, field: Field, repetitions: int) -> list[Row]:
    """The monthly matrix once more, with ids of the other kind: numbers are faster for SQL, text slower for pandas."""
    runs: dict[str, Callable[[], Any]] = {"ours": lambda: rt.cohort_matrix(events, MONTH.settings)}
    query = field.query(MONTH, "customer_number")
    if query is not None:
        runs[f"{SQL}, ids as numbers"] = query
    frame = competitors.with_text_ids(field.frame)
    runs[f"{PANDAS}, ids as text"] = lambda: competitors.pandas_recipe(frame, MONTH)
    return _rows(events, MONTH.name, runs, repetitions, {}, None)


def _rows(
    events: rt.Events,
    what: str,
    runs: dict[str, Callable[[], Any]],
    repetitions: int,
    least: dict[str, int],
    first: float | None,
) -> list[Row]:
    # At the full size the recipe takes seconds: once is enough for a ratio that is far from its target.
    fewer = {name: 1 for name in runs if name.startswith(PANDAS)} if len(events) >= TARGET_SIZE else None
    timings = in_turns(runs, repetitions, fewer)
    part = f"Settings to matrix, {events_text(len(events))} events"
    rows = [
        faster(part, what, timings["ours"], name, timing, least.get(name))
        for name, timing in timings.items()
        if name != "ours"
    ]
    said = "" if first is None else f", first {first * 1000:.0f}"
    return [replace(rows[0], ours=f"{rows[0].ours}{said}"), *rows[1:]]


def ours_only(events: rt.Events, repetitions: int) -> list[Row]:
    """Every kind of setting: the first time on fresh events, and again."""
    part = f"Every kind of setting, {events_text(len(events))} events"
    rows = []
    for name, settings in OURS_ONLY.items():
        first = Timing((once(partial(rt.cohort_matrix, cold(events), settings)),))
        again = in_turns({"ours": partial(rt.cohort_matrix, events, settings)}, repetitions)["ours"]
        judged = name.removesuffix(" by channel") in LISTED and len(events) >= TARGET_SIZE
        target = f"under {MOST_SECONDS * 1000:.0f} ms" if judged else ""
        row = Row(part, name, duration(again), "the first time", report.short(first), target=target)
        rows.append(replace(row, met=again.median < MOST_SECONDS if judged else None))
    return rows


def cold(events: rt.Events) -> rt.Events:
    """The same events with nothing remembered yet: no column of days, no bounds."""
    return replace(events, _cache={})
