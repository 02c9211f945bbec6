"""What every series begins with: which rows are activity, which periods are shown, and which hold no rows at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import PeriodCounts
from retention.engine.plan import MOST_CELLS, Bools, Plan, Tables
from retention.engine.tables import empty_periods
from retention.errors import SettingsError
from retention.languages import say
from retention.settings import CohortSettings, check_series

if TYPE_CHECKING:
    from retention.events import Events

USUAL_DAYS, USUAL_PERIODS = 28, 12  # the window of active periods unless one is asked for


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


def holds_days(plan: Plan) -> bool:
    """Whether a period can hold several days."""
    unit, size = plan.settings.period, plan.settings.period_size
    return unit != "hour" and (unit, size) != ("day", 1)


def period_table(plan: Plan, settings: CohortSettings, labels: tuple[str, ...], tables: Tables) -> PeriodCounts:
    """Counts of the periods shown, from tables over all periods.

    ``"end"`` are the customers of each segment and period, ``"back"`` those not there in the period before, ``"new"``
    those never there before; ``"rows"`` and ``"days"`` what they did.
    """
    shown = periods_shown(plan, settings, tables["end"].sum(axis=0))
    numbers = np.arange(plan.n_periods)[shown]
    rows, days, end, back, new = (tables[name][:, shown] for name in ("rows", "days", "end", "back", "new"))
    start = np.zeros_like(tables["end"])
    start[:, 1:] = tables["end"][:, :-1]
    return PeriodCounts(
        numbers=numbers + plan.base,
        segments=labels,
        start=start[:, shown],
        end=end,
        new=new,
        kept=end - back,
        won_back=back - new,
        rows=rows,
        complete=numbers <= plan.last_complete,
        no_data=without_data(plan)[shown],
        active_days=None if settings.period == "hour" else days,
    )


def window_asked(plan: Plan, settings: CohortSettings) -> tuple[int, int, bool]:
    """First period of a window, the one after the last, and whether all that was asked for is over."""
    asked = Plan(plan.events, settings).asked
    over = plan.last_complete + 1
    after = over if asked[1] is None else asked[1]
    usual = USUAL_DAYS if (settings.period, settings.period_size) == ("day", 1) else USUAL_PERIODS
    first = max(after - usual, 0) if asked[0] is None else asked[0]
    return first, max(first, min(after, over)), bool(after <= over)
