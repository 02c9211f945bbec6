"""What people use instead for a cohort matrix: the usual pandas recipe, and SQL in DuckDB.

Each gives customers seen per (segment, start of the cohort's period, age), whether or not the window is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import retention as rt

Cells = dict[tuple[str, pd.Timestamp, int], int]
FREQUENCY = {"month": "M", "week": "W", "day": "D"}
TRIAL_ROWS = 1_000_000
ELAPSED_MONTH = 30 * 86_400


@dataclass(frozen=True)
class Case:
    """A matrix that everybody can count."""

    period: str
    clock: str = "calendar"
    segment: bool = False

    @property
    def name(self) -> str:
        """What the table says."""
        return f"{self.period}{' elapsed' * (self.clock == 'elapsed')}{' by channel' * self.segment}"

    @property
    def sql_forms(self) -> tuple[str, ...]:
        """Ways to write it in SQL; the fastest one counts."""
        return ("distinct rows", "count(distinct)", *(("periods first",) if self.clock == "calendar" else ()))

    @property
    def settings(self) -> rt.CohortSettings:
        """The same as our settings."""
        return rt.CohortSettings(
            period=self.period,
            clock=self.clock,
            segment="channel" if self.segment else None,  # type: ignore[arg-type]
        )


CASES = tuple(
    Case(period, clock, segment)
    for period, clock in (("month", "calendar"), ("week", "calendar"), ("day", "calendar"), ("month", "elapsed"))
    for segment in (False, True)
)


# ---------------------------------------------------------------------------------------------------- pandas
def pandas_frame(table: pa.Table) -> pd.DataFrame:
    """What pandas works on: datetime64, ids and labels as categories, in the order of the file."""
    return table.to_pandas()


def with_text_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with ids as text, as ``read_csv`` gives them unless told otherwise."""
    return frame.assign(customer=frame["customer"].astype("str"))


def pandas_recipe(frame: pd.DataFrame, case: Case) -> pd.DataFrame:
    """The recipe of tutorials: first period by ``transform``, age by subtraction, ``nunique``, ``unstack``."""
    frame = frame[["customer", "timestamp", "channel"]].copy()
    by_customer = frame.groupby("customer", observed=True)
    first = by_customer["timestamp"].transform("min")
    frame["cohort"] = first.dt.to_period(FREQUENCY[case.period])
    if case.clock == "elapsed":
        frame["age"] = (frame["timestamp"] - first) // pd.Timedelta(days=30)
    else:
        period = frame["timestamp"].dt.to_period(FREQUENCY[case.period])
        frame["age"] = period.astype("int64") - frame["cohort"].astype("int64")
    keys = ["cohort", "age"]
    if case.segment:
        frame["segment"] = by_customer["channel"].transform("first")
        keys = ["segment", *keys]
    return frame.groupby(keys, observed=True)["customer"].nunique().unstack(fill_value=0)


def pandas_cells(result: pd.DataFrame) -> Cells:
    """The recipe's table, cell by cell."""
    cells = result.stack()
    if cells.index.nlevels == 2:
        cells = pd.concat({"": cells})
    return {(str(segment), cohort.start_time, int(age)): int(n) for (segment, cohort, age), n in cells.items() if n > 0}


# ---------------------------------------------------------------------------------------------------- DuckDB


def duckdb_table(table: pa.Table, threads: int) -> Any:
    """A connection with the rows in a table: text ids and labels as a file has them, and ids as numbers beside.

    A second table, ``trial``, holds some of the customers, at most about a million rows: forms are tried on it.
    """
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    connection.register("given", _plain(table))
    connection.execute("create table events as select * from given")
    connection.unregister("given")
    every = -(-table.num_rows // TRIAL_ROWS)
    connection.execute(f"create table trial as select * from events where customer_number % {every} = 0")
    return connection


def _plain(table: pa.Table) -> pa.Table:
    """Text for the codes of categories, so that the database stores them in its own way."""
    numbers = table["customer"].combine_chunks().indices
    for name in ("customer", "event", "channel"):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table.append_column("customer_number", numbers)


def sql(case: Case, form: str, customer: str = "customer", source: str = "events") -> str:
    """Two levels of GROUP BY: each customer's first moment, then customers by cohort and age."""
    by = "segment, cohort, age" if case.segment else "cohort, age"
    if form == "periods first":
        return f"{_periods(case, customer, source)} select {by}, count(*) as n from rows group by {by}"
    if form == "count(distinct)":
        return f"{_joined(case, customer, source)} select {by}, count(distinct who) as n from rows group by {by}"
    return (
        f"{_joined(case, customer, source)} select {by}, count(*) as n from (select distinct * from rows) group by {by}"
    )


def _joined(case: Case, customer: str, source: str) -> str:
    """Every event beside its customer's first one, as most people begin."""
    start = f"date_trunc('{case.period}', moment)"
    age = f"date_diff('{case.period}', {start}, date_trunc('{case.period}', timestamp))"
    if case.clock == "elapsed":
        age = f"date_diff('second', moment, timestamp) // {ELAPSED_MONTH}"
    first = f"select {customer} as who, min(timestamp) as moment {_first_channel('channel', 'timestamp', case)}"
    return f"""
        with first as ({first} from {source} group by {customer}),
        rows as (
            select {"segment, " * case.segment} {start} as cohort, {age} as age, who
            from {source} join first on who = {customer}
        )"""


def _periods(case: Case, customer: str, source: str) -> str:
    """Each customer's periods once, the first of them by the smaller table: as a patient person tunes it."""
    moment = ", min(timestamp) as moment, arg_min(channel, timestamp) as channel" if case.segment else ""
    return f"""
        with seen as (
            select {customer} as who, date_trunc('{case.period}', timestamp) as period {moment}
            from {source} group by 1, 2
        ),
        first as (select who, min(period) as cohort {_first_channel("channel", "moment", case)} from seen group by who),
        rows as (
            select {"segment, " * case.segment} cohort, date_diff('{case.period}', cohort, period) as age
            from seen join first using (who)
        )"""


def _first_channel(channel: str, moment: str, case: Case) -> str:
    return f", arg_min({channel}, {moment}) as segment" if case.segment else ""


def duckdb_cells(connection: Any, query: str) -> Cells:
    """The query's answer, cell by cell."""
    answer = connection.execute(query).fetchall()
    return {(str(row[0]) if len(row) == 4 else "", pd.Timestamp(row[-3]), int(row[-2])): int(row[-1]) for row in answer}


# ------------------------------------------------------------------------------------------------------ ours
def our_cells(events: rt.Events, case: Case) -> Cells:
    """Our matrix, cell by cell: customers of windows that are over and of those still open."""
    result = rt.cohort_matrix(events, case.settings)
    matrices = result if isinstance(result, dict) else {"": result}
    cells: Cells = {}
    for segment, matrix in matrices.items():
        seen = matrix.active + matrix.open_active
        for i, j in np.argwhere(seen > 0):
            cells[segment, pd.Timestamp(matrix.cohorts[i]), int(matrix.ages[j])] = int(seen[i, j])
    return cells
