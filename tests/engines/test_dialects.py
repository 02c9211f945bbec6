"""Every question is written in the SQL of engines that no test can start, and reads as that SQL.

The source takes itself for one in such an engine while DuckDB answers, which is given the functions that it lacks. So
the answers are those of the expressions that are written; how Ibis says them in the other SQL is looked at as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.operations as ops
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

import retention as rt
from retention.counts import SilenceLimits
from retention.engine.sql import rows as sql_rows
from retention.engine.sql import segments as sql_segments
from retention.engine.sql.source import SqlEvents
from retention.engine.sql.visit_questions import VisitQuestions
from tests.engines.places import MAPPING, table_of
from tests.engines.same import alike
from tests.oracles import Row
from tests.strategies import events_of

pytestmark = pytest.mark.engines
DIALECTS = ("bigquery", "clickhouse", "databricks", "snowflake", "trino")
LONGEST = 256 << 10  # of a question, in letters: ClickHouse takes no longer ones, the others four times as much


def names(*lines: str) -> set[str]:
    """Every word of some lines."""
    return set(" ".join(lines).split())


# Functions that all of them have, and those of each; names as their manuals have them.
EVERYWHERE = names("ABS AVG CAST COALESCE COUNT EXP FLOOR GREATEST LEAST LN MAX MIN NULLIF ROUND ROW_NUMBER SQRT SUM")
OWN = {
    "bigquery": names("COUNTIF EXCEPT FIRST_VALUE IEEE_DIVIDE IF LAG LEAD LOGICAL_OR MOD TRIM TRUNC UNIX_MICROS"),
    "clickhouse": names(
        "COUNTIF DATETIME64 EXCEPT FIRST_VALUE ISNOTNULL ISNULL LAGINFRAME LEADINFRAME MAXIF MINIF NULLABLE SUMIF",
        "TOTIMEZONE TOUNIXTIMESTAMP64MICRO",
    ),
    "databricks": names(
        "BIT_COUNT BIT_OR BOOL_OR BTRIM COUNT_IF DATEDIFF DATE_PART EXTRACT FIRST HOUR IF ISNAN LAG LEAD MINUTE",
        "SHIFTLEFT TRY_DIVIDE UNIX_MICROS",
    ),
    "snowflake": names("COUNT_IF DATE_PART DATE_TRUNC EXCLUDE FIRST_VALUE IFF LAG LEAD TRIM"),
    "trino": names("BOOL_OR COUNT_IF DATE_FORMAT DATE_TRUNC FIRST_VALUE IF LAG LEAD TO_UNIXTIME"),
}
SYNTAX = names(
    "ALL AND AS BETWEEN BY DISTINCT ELSE EXISTS FILTER FROM IN JOIN NOT ON OR OVER SELECT THEN TRIM UNION USING WHEN",
    "WHERE WITH",
)
LACKING = (
    "toUnixTimestamp64Micro(x) AS epoch_us(x)",
    "unix_micros(x) AS epoch_us(x)",
    "unix_date(x) AS date_diff('day', DATE '1970-01-01', x)",
    "btrim(x, blanks) AS trim(x, blanks)",
)

# ------------------------------------------------------------------------------------------------------ what is asked
PLAIN, BY_PLAN, MONTH = rt.CohortSettings(), rt.CohortSettings(segment="plan"), np.datetime64("2024-01-01")
LIMITS = SilenceLimits(
    bounds=(1, 2, 3),
    usual=(9.0, 8.0, 7.0),
    late=(30.0, 20.0, 15.0),
    lapsed=(60.0, 50.0, 1.0),
    lapsed_times=(0.0, 0.0, 3.0),
    least=7.0,
    center=2.0,
    spread=0.7,
    weight=2.0,
    outer=1.3,
    fallen=0.5,
    lately=3.0,
)
COHORTS = [
    {"birth": "every", "measure": "within", "within": 3, "min_events": 3, "segment": "plan"},
    {"birth": "first_in_range", "start": "2024-01-01", "measure": "on_or_after", "min_events": 2, "value": "sum"},
    {"cohort_period": "quarter", "return_event": "buy", "value": "cumulative"},
    {"clock": "elapsed", "measure": "bracket", "brackets": (1, 3), "start_event": "join"},
    {"where": (("plan", "!=", "x"), ("event", "in", ("buy", "join"))), "period": "week", "week_start": "sunday"},
]
QUESTIONS: dict[str, Any] = {
    "n_customers": lambda s: s.n_customers,
    "event_names": lambda s: s.event_names,
    "dropped": lambda s: dict(s.dropped),
    "span": lambda s: s.span,
    "until": lambda s: s.until,
    "observed_until": lambda s: s.observed_until,
    "rows_a_day": lambda s: s.rows_a_day("Asia/Kolkata"),
    "usual_interval_days": lambda s: s.usual_interval_days,
    "warm_up_periods": lambda s: s.warm_up_periods("week"),
    "cohort_counts": [lambda s, rule=rule: s.cohort_counts(rt.CohortSettings(**rule)) for rule in COHORTS],
    "cell_customers": lambda s: s.cell_customers(rt.CohortSettings(start_event="join"), MONTH, 1),
    "period_counts": lambda s: s.period_counts(BY_PLAN.replace(period="day", period_size=28, origin="2024-01-03")),
    "active_period_counts": lambda s: s.active_period_counts(rt.CohortSettings(period="week", segment="plan")),
    "revenue_counts": lambda s: s.revenue_counts(BY_PLAN),
    "revenue_cohort_counts": lambda s: s.revenue_cohort_counts(PLAIN),
    "gap_counts": lambda s: s.gap_counts(BY_PLAN),
    "lapse_counts": lambda s: s.lapse_counts(PLAIN),
    "silence_counts": lambda s: s.silence_counts(PLAIN, "2024-03-01", "2024-04-01"),
    "silence_class_counts": lambda s: s.silence_class_counts(PLAIN, "2024-04-01"),
    "customer_counts": [
        lambda s: s.customer_counts(PLAIN, "2024-03-01", followed_to="2024-05-01"),
        lambda s: s.customer_counts(BY_PLAN, each=False),
    ],
    "repeat_counts": lambda s: s.repeat_counts(BY_PLAN, 30),
    "spread_counts": lambda s: s.spread_counts(rt.CohortSettings(start_event="join")),
    "habit_counts": lambda s: s.habit_counts(PLAIN),
    "rhythm_counts": lambda s: s.rhythm_counts(BY_PLAN, "2024-03-01", followed_to="2024-05-01", first_value="join"),
    "overdue_counts": lambda s: s.overdue_counts(BY_PLAN, LIMITS, 5, "lateness"),
}
# What asks nothing that the questions above do not ask.
NO_QUESTIONS = {
    *("table", "mapping", "timezone", "whole_until", "place"),
    *("all_rows", "rows", "days", "fingerprint", "observed_to"),
}
NOT_IN_MEMORY = {"overdue_counts", "dropped"}  # it orders all customers itself, and reports what is left out


def test_every_question_of_a_source_is_among_these():
    public = {
        name: thing
        for kind in (SqlEvents, VisitQuestions)
        for name, thing in vars(kind).items()
        if not name.startswith("_")
    }
    refused = {name for name, thing in public.items() if getattr(thing, "__annotations__", {}).get("return") == "Never"}
    assert refused == {"first_time_counts", "adoption_counts", "behaviour_counts", "row_changes"}
    assert set(public) - refused - NO_QUESTIONS == set(QUESTIONS)


# ------------------------------------------------------------------------------------------------ how it is written
def crowd() -> list[Row]:
    """Customers who come every week or so, for half a year."""
    draw, rows = np.random.default_rng(3), []
    for customer in range(30):
        at = 1_704_067_200_000_000 + np.cumsum(draw.integers(1, 20 * 24, 12)) * 3_600_000_000
        kinds, plans = draw.choice(["buy", "join", "look", ""], 12), draw.choice(["", "x", "y", "z"], 12)
        paid = draw.choice([np.nan, 10.0, 2.5, -4.0], 12)
        rows += [
            Row(f"c{customer}", int(t), str(kind), float(money), str(plan))
            for t, kind, money, plan in zip(at, kinds, paid, plans, strict=True)
        ]
    return rows


@dataclass
class Pretence:
    """A source that takes itself for one in another engine, and what it would have asked there."""

    dialect: str
    connection: Any
    source: Any = None
    asked: list[Any] = field(default_factory=list)

    def events(self, data: pa.Table, mapping: rt.ColumnMapping, zone: str) -> SqlEvents:
        """Such a source."""
        found = SqlEvents(self.connection.create_table("rows", data, overwrite=True), mapping, zone)
        object.__setattr__(found, "_ask", lambda expression: self._ask(found, expression))
        return found

    def _ask(self, source: SqlEvents, expression: Any) -> pd.DataFrame:
        self.asked.append(expression)
        return SqlEvents._ask(source, expression)

    def texts(self) -> list[str]:
        """What was asked since this was asked last, in the other SQL."""
        asked, self.asked = self.asked, []
        return [str(ibis.to_sql(expression, dialect=self.dialect, pretty=False)) for expression in asked]


@pytest.fixture(scope="module", params=DIALECTS)
def pretence(request):
    """DuckDB under the name of another engine."""
    connection = ibis.duckdb.connect()
    for function in LACKING:
        connection.raw_sql(f"CREATE MACRO {function}")
    with pytest.MonkeyPatch.context() as patch:
        for module in (sql_rows, sql_segments):
            patch.setattr(module, "backend_name", lambda _: request.param)
        made = Pretence(request.param, connection)
        made.source = made.events(table_of(ROWS), MAPPING, "Europe/Berlin")
        yield made
    connection.disconnect()


ROWS = crowd()
MEMORY = events_of(ROWS, "Europe/Berlin")


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_asked_in_the_sql_of_the_engine(pretence, question):
    asked = QUESTIONS[question]
    for ask in asked if isinstance(asked, list) else [asked]:
        found = ask(pretence.source)
        if question not in NOT_IN_MEMORY:
            alike(ask(MEMORY), found, question)
        for expression in pretence.asked:
            no_money_parts_windows(expression)
        for text in pretence.texts():
            reads_as(text, pretence.dialect)


def reads_as(text: str, dialect: str) -> None:
    """The text is one question of that SQL, in words that it has."""
    (tree,) = sqlglot.parse(text, read=dialect)
    assert isinstance(tree, exp.Query)
    assert len(text) < LONGEST
    used = {name.upper() for name in re.findall(r"(?<![\w\"`'])([A-Za-z_]\w*)\s*\(", text)}
    assert used <= EVERYWHERE | OWN[dialect] | SYNTAX, used - EVERYWHERE - OWN[dialect] - SYNTAX
    for select in tree.find_all(exp.Select):
        keys = select.args["group"].expressions if select.args.get("group") else []
        fixed = [key for key in keys if not key.find(exp.Column)]
        assert {key.sql() for key in fixed} <= {str(i + 1) for i in range(len(select.expressions))}, "no column's place"


def no_money_parts_windows(expression: Any) -> None:
    """BigQuery splits no window by numbers that are not whole."""
    for window in expression.op().find(ops.WindowFunction):
        assert not [key for key in window.group_by if key.dtype.is_floating()]


# ------------------------------------------------------------------------------------------------- kinds of moments
KINDS = {
    "a moment": pa.timestamp("us", "UTC"),
    "wall time": pa.timestamp("us"),
    "a day": pa.date32(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_moment_is_said_in_the_sql_of_the_engine(pretence, kind):
    at = pd.to_datetime(["2024-03-30T22:30:00", "2024-03-31T00:30:00", "2024-03-31T23:30:00"])
    if kind == "a day":
        at = at.normalize()
    data = pa.table({"who": ["a", "a", "b"], "at": pa.array(at).cast(KINDS[kind])})
    moments = kind == "a moment" or (kind, pretence.dialect) == ("wall time", "clickhouse")
    expected = at.tz_localize("UTC").tz_convert("Asia/Seoul").tz_localize(None) if moments else at
    source = pretence.events(data, rt.ColumnMapping("who", "at"), "Asia/Seoul")
    assert source.span == (expected[0], expected[-1])
    assert source.rows_a_day().tolist() == np.bincount((expected.normalize() - expected[0].normalize()).days).tolist()
    for text in pretence.texts():
        reads_as(text, pretence.dialect)
