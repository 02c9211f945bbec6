"""What every series begins with: which rows are activity, which periods are shown, and which hold no rows at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.plan import MOST_CELLS, Bools, Plan
from retention.engine.tables import empty_periods
from retention.errors import SettingsError
from retention.languages import say
from retention.settings import CohortSettings, check_series

if TYPE_CHECKING:
    from retention.events import Events


def activity_plan(events: Events, settings: CohortSettings) -> Plan:
    """Plan in which every row of activity can be a customer's first: the range shown never decides who is new."""
    check_series(settings)
    Plan(events, settings).tests  # noqa: B018 - refuses unknown events and columns, by the names they were given
    start = {"start_event": settings.return_event, "start_where": settings.return_where, "start": None, "end": None}
    return Plan(events, settings.replace(**start, cohort_period=None))


def checked(cells: int) -> int:
    """The number of cells of a table, if no more than memory is made for."""
    if cells > MOST_CELLS:
        raise SettingsError(
            say("{cells} numbers are too many to count.", cells=f"{cells:,}"),
            where="period",
            todo=say("Choose a longer period, or no segment."),
        )
    return cells


def periods_asked(plan: Plan, settings: CohortSettings) -> tuple[int, int]:
    """First period asked for and the one after the last, among those of the file; ``settings`` hold the range."""
    first, after = Plan(plan.events, settings).asked
    low = max(0, first or 0)
    return low, max(low, plan.n_periods if after is None else min(after, plan.n_periods))


def periods_shown(plan: Plan, settings: CohortSettings, active: NDArray[Any]) -> slice:
    """From the first period with anybody (or any money) up to the end, inside the range asked for."""
    held = np.flatnonzero(active > 0)
    if not len(held):
        return slice(0, 0)
    first, after = periods_asked(plan, settings)
    low = max(int(held[0]), first)
    return slice(low, max(low, after))


def without_data(plan: Plan) -> Bools:
    """Periods without a single row of the file, although rows are plentiful on both sides."""
    table = np.zeros(plan.n_periods, bool)
    gaps = empty_periods(plan)
    if gaps is not None:
        table[: len(gaps)] = gaps
    return table
