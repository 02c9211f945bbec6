"""What one count of a table needs to know before it asks the engine: the same plan, with conditions as expressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from retention.engine.plan import Bools, Codes, Plan, no_such_event
from retention.engine.sql.rows import AMOUNT, COHORT, EVENT, PERIOD, segment_column, with_calendar
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints, Slots, slots
from retention.settings import Condition, check_series

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents
    from retention.settings import CohortSettings


@dataclass(frozen=True, eq=False)
class SqlPlan(Plan):
    """A plan whose rows lie in a database. Calendars, bounds and ranges are those of :class:`Plan`."""

    @property
    def source(self) -> SqlEvents:
        """The table counted."""
        return cast("SqlEvents", self.events)

    # ------------------------------------------------------------------------------------------------ the calendar
    @cached_property
    def slots(self) -> Slots:
        """The calendar that the engine joins; numbers count from the table's first period and cohort."""
        found = slots(*self.bounds, {PERIOD: self.calendar, COHORT: self.rows})
        columns = found.columns | {
            PERIOD: found.columns[PERIOD] - self.base,
            COHORT: found.columns[COHORT] - self.row_base,
            "day": found.columns["day"] - self.source.days(self.zone)[0],
        }
        return Slots(found.shift, found.length, columns)

    def on_calendar(self, rows: ir.Table) -> ir.Table:
        """Rows with ``day``, ``period`` and ``cohort``, each counted from the table's first."""
        return with_calendar(rows, self.slots)

    def rows_a_period(self) -> Ints:
        """Number of rows in each period from the table's first to its last."""
        if self.settings.period != "hour":
            return super().rows_a_period()
        rows = self.on_calendar(self.source.rows)
        found = self.source._ask(rows.group_by(PERIOD).aggregate(n=rows.count()))
        return np.bincount(found[PERIOD].to_numpy(np.int64), found["n"]).astype(np.int64)

    # ------------------------------------------------------------------------------------------------ the conditions
    @cached_property
    def tests(self) -> dict[str, list[tuple[Codes, Bools]]]:
        """Refuses unknown events and columns, by the names they were given; the engine does the testing."""
        s = self.settings
        for setting in ("where", "start_where", "return_where"):
            for condition in getattr(s, setting):
                self._column_of(condition[0], setting)
        for setting in ("start_event", "return_event"):
            event = getattr(s, setting)
            if event is not None:
                self._column_of(self.events.mapping.event or "event", setting)
                if event not in self.source.event_names:
                    raise no_such_event(event, self.source.event_names, setting)
        return {"any": [], "start": [], "return": []}

    def _column_of(self, name: str, setting: str) -> str:
        """Name among the prepared rows of a column of the mapping."""
        mapping = self.events.mapping
        if name in mapping.segments:
            return segment_column(mapping.segments.index(name))
        if mapping.event is not None and name in (mapping.event, "event"):
            return EVENT
        have = [*([mapping.event] if mapping.event is not None else []), *mapping.segments]
        raise SettingsError(
            say("'{name}' is neither the event column nor a segment column.", name=name),
            where=setting,
            todo=say("Choose one of: {choices}.", choices=", ".join(have))
            if have
            else say("Name it in ColumnMapping when reading the file."),
        )

    def is_role(self, rows: ir.Table, role: str) -> Any:
        """Expression that is true for the rows that are "start", "return" or "money"; never null."""
        import ibis

        s = self.settings
        start = role == "start"
        event, conditions = (s.start_event, s.start_where) if start else (s.return_event, s.return_where)
        found = ibis.literal(True)
        for condition in (*s.where, *conditions):
            found &= self._holds(rows, condition)
        if event is not None:
            found &= (rows[EVENT] == event).fill_null(False)
        if role != "money" and self.leaves_out_refunds:
            found &= (rows[AMOUNT] >= 0).fill_null(True)
        return found

    def _holds(self, rows: ir.Table, condition: Condition) -> Any:
        name, operator, value = condition
        column = rows[self._column_of(name, "where")].fill_null("")
        wanted = [str(one) for one in value] if operator == "in" else [str(value)]
        return (column.isin(wanted)) if operator != "!=" else ~column.isin(wanted)

    @cached_property
    def leaves_out_refunds(self) -> bool:
        """Whether some rows can be money without being activity."""
        return self.events.mapping.amount is not None and not self.settings.refunds_count


def sql_plan(source: SqlEvents, settings: CohortSettings) -> SqlPlan:
    """The plan of a count, its names checked."""
    plan = SqlPlan(cast("Any", source), settings)
    plan.tests  # noqa: B018 - refuses unknown events and columns before any work
    return plan


def sql_activity_plan(source: SqlEvents, settings: CohortSettings) -> SqlPlan:
    """Plan of a series: every row of activity can be a customer's first, as in ``activity_plan``."""
    check_series(settings)
    sql_plan(source, settings)
    start = {"start_event": settings.return_event, "start_where": settings.return_where, "start": None, "end": None}
    return SqlPlan(cast("Any", source), settings.replace(**start, cohort_period=None))
