"""Campaigns in memory: who of the treated and of those held out was active in the days after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import CampaignCounts
from retention.engine.after import any_between, codes_in, rows_between, running, running_sum, windows_after
from retention.engine.plan import Plan
from retention.engine.series_plan import activity_plan
from retention.errors import whole_number
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.campaigns import Campaign

Floats = NDArray[np.float64]


def campaign_counts(campaign: Campaign, source: Any, settings: CohortSettings, days: int) -> CampaignCounts:
    """Count who of each group was active in the so many local days after their day.

    The day itself does not count: what happened on it may have come before the treatment. A customer is known who has
    a row before the window begins, so that whether somebody counts never depends on what came of it.
    """
    length = whole_number(days, "days")
    contracts = hasattr(source, "end")
    code = codes_in(campaign.customer_ids, source)
    day = campaign.day.astype("datetime64[D]").astype(np.int64)
    begin, end = windows_after(day, settings.timezone or source.timezone, length)
    unknown = code < 0
    known = ~unknown
    firsts = source.start if contracts else source.time
    known[known] = firsts[source.offsets[code[known]]] < begin[known]
    watched = known & (end <= source.until)
    at = np.flatnonzero(watched)
    active = np.zeros(len(code), bool)
    money: Floats | None = None if source.amount is None else np.zeros(len(code))
    if contracts:
        active[at] = running(source, code[at], end[at] - 1)  # as it was just before the window ended
        if money is not None:
            money[at] = running_sum(source, code[at], end[at] - 1, source.amount)
    else:
        plan = activity_plan(source, settings)
        active[at] = any_between(plan, code[at], begin[at], end[at])
        if money is not None:
            money[at] = _money_between(plan, code[at], begin[at], end[at])

    def by_group(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(campaign.group[which], minlength=2)

    def added(values: Floats) -> Floats:
        return np.asarray(np.bincount(campaign.group[watched], values[watched], minlength=2), float)

    return CampaignCounts(
        listed=by_group(known | ~known),
        unknown=by_group(unknown),
        later=by_group(~unknown & ~known),
        waiting=by_group(known & ~watched),
        watched=by_group(watched),
        active=by_group(active),
        money=None if money is None else added(money),
        squares=None if money is None else added(money**2),
        last_day=np.datetime64(int(day[known].max()) + length, "D") if known.any() else None,
        contracts=contracts,
    )


def _money_between(plan: Plan, code: Ints, begin: Ints, end: Ints) -> Floats:
    """Money of each customer from one instant to another; only the rows between are looked at."""
    first, last = rows_between(plan, code, begin, end)
    size = last - first
    ends = np.cumsum(size)
    row = np.arange(int(size.sum())) + np.repeat(first - (ends - size), size)
    amount = np.nan_to_num(plan.events.amount[row])  # type: ignore[index]
    mask = plan.mask("money", slice(0, len(plan.events)))
    if mask is not None:
        amount = np.where(mask[row], amount, 0.0)
    return np.asarray(np.bincount(np.repeat(np.arange(len(code)), size), amount, minlength=len(code)), float)
