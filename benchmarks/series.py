"""From changed settings to a series: our engine, the usual pandas recipe, DuckDB SQL; and every series by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import retention as rt
from benchmarks import data
from benchmarks.competitors import FREQUENCY
from benchmarks.counting import PANDAS, SQL, TARGET_SIZE, Field, cold
from benchmarks.report import Row, duration, events_text, faster, short
from benchmarks.timing import Timing, in_turns, once

Lines = dict[pd.Timestamp, tuple[int, ...]]  # customers active, new and kept in each period
PERIODS = ("month", "week", "day")
MOST_SECONDS = 0.5
MONTH = rt.CohortSettings()
WEEK, DAY = MONTH.replace(period="week"), MONTH.replace(period="day")
CHANNEL, ADS = {"segment": "channel"}, {"where": (("channel", "==", "ads"),)}
SERIES: dict[str, Callable[[rt.Events], Any]] = {
    "retention by month, channels": lambda e: rt.period_retention(e, MONTH.replace(**CHANNEL)),
    "retention by week, channels": lambda e: rt.period_retention(e, WEEK.replace(**CHANNEL)),
    "retention by day, channels": lambda e: rt.period_retention(e, DAY.replace(**CHANNEL)),
    "retention by month, ads only": lambda e: rt.period_retention(e, MONTH.replace(**ADS)),
    "retention by month, purchases": lambda e: rt.period_retention(e, MONTH.replace(return_event="purchase")),
    "retention by month, 3 rows or more": lambda e: rt.period_retention(e, MONTH.replace(min_events=3)),
    "lifecycle by month": lambda e: rt.lifecycle(e, MONTH),
    "active customers by week": lambda e: rt.active_customers(e, WEEK),
    "active days of the last 28": lambda e: rt.stickiness(e, DAY),
    "active months of the last 12": lambda e: rt.stickiness(e, MONTH),
    "revenue retention by month": lambda e: rt.revenue_retention(e, MONTH),
    "revenue retention by month, channels": lambda e: rt.revenue_retention(e, MONTH.replace(**CHANNEL)),
    "bought again within 90 days": lambda e: rt.repeat_rate(e, MONTH, 90),
    "days between visits": lambda e: rt.visit_gaps(e, MONTH),
    "silent for 30 days, by month": lambda e: rt.lapses(e, MONTH, 30),
    "how many of the silent came back": lambda e: rt.lapse_check(e, MONTH, 30),
}
SEVERAL = {"findings, from several series": lambda e: rt.find(e, MONTH)}  # no series by itself: no target


def measure(sizes: tuple[int, ...], repetitions: int, folder: Path = data.FOLDER) -> list[Row]:
    """Period retention against both competitors at each size, then every series by itself."""
    rows: list[Row] = []
    for n in sizes:
        table = data.table(n, folder)
        events = rt.events_from_frame(table, data.MAPPING)
        field = Field(table)
        for period in PERIODS:
            rows += compare(events, field, period, repetitions)
        field.close()
        rows += ours_only(events, repetitions)
    return rows


def compare(events: rt.Events, field: Field, period: str, repetitions: int) -> list[Row]:
    """Retention by one period against both."""
    settings = rt.CohortSettings(period=period)  # type: ignore[arg-type]
    first = once(lambda: rt.period_retention(cold(events), settings))
    runs: dict[str, Callable[[], Any]] = {"ours": lambda: rt.period_retention(events, settings)}
    if field.duckdb is not None:
        runs[SQL] = partial(run_sql, field.duckdb, fastest_form(field.duckdb, period))
    runs[PANDAS] = lambda: pandas_recipe(field.frame, period)
    # At the full size the recipe takes seconds: once is enough.
    timings = in_turns(runs, repetitions, {PANDAS: 1} if len(events) >= TARGET_SIZE else None)
    ours = timings.pop("ours")
    part = f"Settings to period retention, {events_text(len(events))} events"
    rows = [faster(part, period, ours, name, timing) for name, timing in timings.items()]
    return [_judged(replace(rows[0], ours=f"{rows[0].ours}, first {first * 1000:.0f}"), events, ours), *rows[1:]]


def ours_only(events: rt.Events, repetitions: int) -> list[Row]:
    """Every series: the first time on fresh events, and again."""
    part = f"Every series, {events_text(len(events))} events"
    rows = []
    for name, run in (SERIES | SEVERAL).items():
        first = Timing((once(partial(run, cold(events))),))
        again = in_turns({"ours": partial(run, events)}, repetitions)["ours"]
        row = Row(part, name, duration(again), "the first time", short(first))
        rows.append(_judged(row, events, again) if name in SERIES else row)
    return rows


def _judged(row: Row, events: rt.Events, ours: Timing) -> Row:
    """With the target, where the file is as large as the one it speaks of."""
    if len(events) < TARGET_SIZE:
        return row
    return replace(row, target=f"under {MOST_SECONDS * 1000:.0f} ms", met=ours.median < MOST_SECONDS)


# ------------------------------------------------------------------------------------------------- the others
def pandas_recipe(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """The recipe of tutorials: each customer's periods once, joined to those of the period before."""
    periods = frame["timestamp"].dt.to_period(FREQUENCY[period])
    seen = pd.DataFrame({"customer": frame["customer"], "period": periods}).drop_duplicates()
    before = seen.assign(period=seen["period"] + 1, kept=True)
    seen = seen.merge(before, on=["customer", "period"], how="left")
    seen["new"] = seen["period"] == seen.groupby("customer", observed=True)["period"].transform("min")
    seen["kept"] = seen["kept"].notna()
    found = seen.groupby("period").agg(end=("customer", "size"), new=("new", "sum"), kept=("kept", "sum"))
    return found.assign(start=found["end"].shift(fill_value=0))


def pandas_lines(found: pd.DataFrame) -> Lines:
    """The recipe's answer by period."""
    columns = found[["end", "new", "kept"]].itertuples(index=False)
    return {start.start_time: tuple(map(int, line)) for start, line in zip(found.index, columns, strict=True)}


def sql_forms(period: str, source: str = "events") -> dict[str, str]:
    """Ways to write it in SQL; the fastest one counts."""
    seen = f"select customer as who, date_trunc('{period}', timestamp) as period from {source} group by 1, 2"
    marked = "select period, lag(period) over (partition by who order by period) as before from seen"
    joined = f"""
        select seen.period, case when seen.period = first then null else coalesce(b.period, first) end as before
        from seen join (select who, min(period) as first from seen group by who) using (who)
        left join seen b on b.who = seen.who and b.period = seen.period - interval 1 {period}"""
    counted = f"""
        select period, count(*) as "end", count(*) filter (before is null) as new,
            count(*) filter (before = period - interval 1 {period}) as kept
        from marked group by period order by period"""
    forms = {"lag": marked, "join": joined}
    return {name: f"with seen as ({seen}), marked as ({form}) {counted}" for name, form in forms.items()}


def fastest_form(connection: Any, period: str) -> str:
    """The form that is fastest on the trial table."""
    trial = sql_forms(period, "trial")
    best = min(trial, key=lambda form: min(once(partial(run_sql, connection, trial[form])) for _ in "12"))
    return sql_forms(period)[best]


def run_sql(connection: Any, query: str) -> Any:
    """Ask the database."""
    return connection.execute(query).fetchnumpy()


def sql_lines(connection: Any, query: str) -> Lines:
    """The query's answer by period."""
    return {pd.Timestamp(start): (end, new, kept) for start, end, new, kept in connection.execute(query).fetchall()}


def our_lines(events: rt.Events, period: str) -> Lines:
    """Our frame by period, those without anybody left out as the others do."""
    found = rt.period_retention(events, rt.CohortSettings(period=period))  # type: ignore[arg-type]
    columns = found[["end", "new", "kept"]].itertuples(index=False)
    return {start: tuple(map(int, line)) for start, line in zip(found.index, columns, strict=True) if line[0]}
