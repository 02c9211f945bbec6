"""Events in a database: a table, what its columns mean, and the source's methods."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from retention.counts import (
    ActivePeriodCounts,
    CellCustomers,
    CohortCounts,
    PeriodCounts,
    RevenueCohortCounts,
    RevenueCounts,
)
from retention.engine.sql import rows as sql_rows
from retention.engine.sql.about import NOWHERE, About, place_of
from retention.engine.sql.look import Look, look_at, within
from retention.engine.sql.rows import AT, CUSTOMER, SLOT
from retention.engine.sql.visit_questions import VisitQuestions
from retention.errors import ReadError
from retention.languages import say
from retention.mapping import ColumnMapping
from retention.periods import (
    DAY,
    Calendar,
    Ints,
    check_timezone,
    end_of_day,
    local_days,
    slots,
    to_instant,
    to_instants,
    to_local,
    usual_interval_in_periods,
    wall_slots,
)
from retention.report import CountedTable
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_EVENT_NAMES = 10_000


@dataclass(frozen=True, eq=False)
class SqlEvents(VisitQuestions, About):
    """Events of customers in a database, counted there.

    Nothing but counts comes back: the rows stay where they are. Every definition is that of :class:`Events`, and tests
    hold the two to the same numbers.

    Parameters
    ----------
    table
        A table or any expression of Ibis, bound to a connection.
    mapping
        Which column plays which role. Times must be timestamps or dates; those without a zone are wall time in
        ``timezone``.
    timezone
        Zone that decides what a day is.
    whole_until
        Local moment up to which the data are whole; by default the end of the last day in the table.
    place
        What reports call the table and its connection; by default by the name that the table has.

    Examples
    --------
    >>> import ibis
    >>> import pyarrow as pa
    >>> import retention as rt
    >>> orders = {"who": ["a", "a", "b"], "at": pd.to_datetime(["2024-01-05", "2024-02-07", "2024-01-09"])}
    >>> table = ibis.duckdb.connect().create_table("orders", pa.table(orders))
    >>> source = rt.SqlEvents(table, rt.ColumnMapping("who", "at"))
    >>> len(source), source.n_customers
    (3, 2)
    """

    table: ir.Table
    mapping: ColumnMapping
    timezone: str = "UTC"
    whole_until: Any = None
    place: CountedTable = NOWHERE
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        check_timezone(self.timezone)
        sql_rows.check_engine(self.table)
        sql_rows.rows_of(self.table, self.mapping)  # refuses columns that are not there before any work
        if self.place is NOWHERE:
            object.__setattr__(self, "place", place_of(self.table))

    def __len__(self) -> int:
        return self._counted.rows

    def __repr__(self) -> str:
        return f"<SqlEvents: {sql_rows.backend_name(self.table)}, {self.mapping.columns}>"

    # ---------------------------------------------------------------------------------------------------- the rows
    @cached_property
    def all_rows(self) -> ir.Table:
        """Every row of the table, in the engine's own form."""
        return sql_rows.rows_of(self.table, self.mapping, self._look.untidy)

    @cached_property
    def _look(self) -> Look:
        """What the table was like when it was first asked."""
        return look_at(self.table, self.mapping, self._ask)

    @cached_property
    def rows(self) -> ir.Table:
        """The rows that count: with a customer, at an instant between 1970 and 2100."""
        look, found = self._look, self.all_rows
        # A condition on the moment that holds for all rows is not said: planners take it for a rare one.
        found = found.filter(found[CUSTOMER].notnull(), *[within(found[AT])] * look.has_odd_times)
        if not look.rows or not self._is_wall_time:
            return found
        return sql_rows.from_wall(found, wall_slots(look.first, look.last, self.timezone))

    @property
    def _is_wall_time(self) -> bool:
        return self.timezone != "UTC" and not sql_rows.has_zone(self.table, self.mapping)

    def _ask(self, expression: Any) -> pd.DataFrame:
        """What the engine answers: the only place where a question is sent."""
        truths = [name for name, kind in expression.schema().items() if kind.is_boolean()]
        if truths:  # which ClickHouse has none of
            expression = expression.mutate(**{name: expression[name].cast("int32") for name in truths})
        return expression.to_pyarrow().to_pandas()  # type: ignore[no-any-return]

    @property
    def dropped(self) -> Mapping[str, int]:
        """Reason to number of rows that are left out."""
        return self._look.dropped

    @property
    def _counted(self) -> Look:
        """The look at a table in which there is something to count."""
        if not self._look.rows:
            raise ReadError(
                say("no row has a customer and a date."),
                where=repr(self),
                todo=say("Check the mapping, and that the table is not empty."),
            )
        return self._look

    # --------------------------------------------------------------------------------------------- what a plan asks
    @property
    def n_customers(self) -> int:
        """Distinct customers."""
        return self._counted.customers

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        """Instants of the first and the last row."""
        look = self._counted
        if not self._is_wall_time:
            return look.first, look.last
        first, last = to_instants(np.array([look.first, look.last]).astype("datetime64[us]"), self.timezone)
        return int(first), int(last)

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Local time of the first and the last event."""
        first, last = to_local(np.array(self._bounds), self.timezone)
        return pd.Timestamp(first), pd.Timestamp(last)

    @cached_property
    def until(self) -> int:
        """``observed_until`` as an instant (microseconds)."""
        if self.whole_until is None:
            return end_of_day(self._bounds[1], self.timezone)
        return to_instant(self.whole_until, self.timezone)

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the data are whole."""
        return pd.Timestamp(to_local(np.array([self.until]), self.timezone)[0])

    def observed_to(self, observed_until: Any) -> Self:
        """Return the same events, whole up to another moment (local time)."""
        return replace(self, whole_until=observed_until, _cache={})

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what was asked of which table, and of how much it holds: changes when rows come or go."""
        import ibis

        parts = (
            ibis.to_sql(self.table),
            self.mapping,
            self.timezone,
            self.until,
            *self._bounds,
            len(self),
            self.n_customers,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]

    @cached_property
    def event_names(self) -> tuple[str, ...]:
        """Names of the events, in order."""
        if self.mapping.event is None:
            return ()
        names = self.rows.filter(self.rows[sql_rows.EVENT].notnull()).select(sql_rows.EVENT).distinct()
        return tuple(sorted(self._ask(names.limit(MOST_EVENT_NAMES))[sql_rows.EVENT]))

    def days(self, timezone: str | None = None) -> tuple[int, Ints]:
        """First local calendar day (days since 1970-01-01); the days of rows stay in the database."""
        first = local_days(np.array(self._bounds[:1]), timezone or self.timezone)
        return int(first[0]), np.zeros(0, np.int64)

    def rows_a_day(self, timezone: str | None = None) -> Ints:
        """Number of rows on each local calendar day from the first to the last."""
        zone = timezone or self.timezone
        kept: dict[str, Ints] = self._cache.setdefault("rows_a_day", {})
        if zone not in kept:
            found = slots(*self._bounds, {"number": Calendar("day", timezone=zone)})
            keyed = sql_rows.in_slots(self.rows, found)
            counted = self._ask(keyed.group_by(SLOT).aggregate(n=keyed.count()))
            day = found.columns["day"] - found.columns["day"][0]
            where = day[counted[SLOT].to_numpy(np.int64)]
            kept[zone] = np.bincount(where, counted["n"], minlength=int(day[-1]) + 1).astype(np.int64)
        return kept[zone]

    @cached_property
    def usual_interval_days(self) -> int | None:
        """Median number of days between one active day of a customer and the next; None if nobody came twice."""
        import ibis

        found = slots(*self._bounds, {"number": Calendar("day", timezone=self.timezone)})
        visits = sql_rows.with_calendar(self.rows, found).select(CUSTOMER, "day").distinct()
        own = ibis.window(group_by=CUSTOMER, order_by="day")
        gaps = visits.mutate(gap=visits["day"] - visits["day"].lag().over(own))
        gaps = gaps.filter(gaps["gap"].notnull())
        counted = self._ask(gaps.group_by("gap").aggregate(n=gaps.count())).sort_values("gap")
        if not len(counted):
            return None
        so_far = counted["n"].cumsum().to_numpy()
        return int(counted["gap"].iloc[int(np.searchsorted(so_far, (so_far[-1] + 1) // 2))])

    def warm_up_periods(self, unit: str, size: int = 1) -> int:
        """First periods of the table whose cohorts may hold old customers: one usual interval between visits."""
        gap = self.usual_interval_days
        return 0 if gap is None else usual_interval_in_periods(gap * DAY, unit, size)

    # ------------------------------------------------------------------------------------- the source's methods
    def cohort_counts(self, settings: CohortSettings) -> CohortCounts:
        """Count a cohort table."""
        from retention.engine.sql import cohorts

        return cohorts.cohort_counts(self, settings)

    def cell_customers(
        self, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None = None
    ) -> CellCustomers:
        """List the customers behind one cell."""
        from retention.engine.sql import cohorts

        return cohorts.cell_customers(self, settings, cohort, age, segment)

    def period_counts(self, settings: CohortSettings) -> PeriodCounts:
        """Count who was there before and in each period."""
        from retention.engine.sql import series

        return series.period_counts(self, settings)

    def active_period_counts(self, settings: CohortSettings) -> ActivePeriodCounts:
        """Count customers by the number of periods in which they were active."""
        from retention.engine.sql import series

        return series.active_period_counts(self, settings)

    def revenue_counts(self, settings: CohortSettings) -> RevenueCounts:
        """Add up the money of each period by what moved it."""
        from retention.engine.sql import money

        return money.revenue_counts(self, settings)

    def revenue_cohort_counts(self, settings: CohortSettings) -> RevenueCohortCounts:
        """Add up the money of those who first paid in one period, by age."""
        from retention.engine.sql import money

        return money.revenue_cohort_counts(self, settings)
