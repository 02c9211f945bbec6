"""Signs read from the first steps of customers: how many are lost at once, how long first value takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from retention.languages import noun, nouns, numbered, say
from retention.metrics.wording import count, percent, percent_span
from retention.results import FEW_MARKED
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Material, Sign

if TYPE_CHECKING:
    from retention.metrics.time_to_value import TimeToValue

PERIODS_LATER = 6  # the first period's loss is compared with the mean of the ones after it, up to this one


def first_period_loses_most(material: Material, times: float = 2.0, least: float = 0.2, days: int = 90) -> Sign:
    """The first period loses many times as large a share as the ones after it do on average.

    It concerns those seen within the last days: who tried it a year ago is no newcomer to be led anywhere.
    """
    from retention.metrics.cohorts import cohort_matrix, retention_curve

    curve = retention_curve(cohort_matrix(material.source, material.settings))
    unit = material.settings.unit_name
    if len(curve) < 3 or not curve.rates[1] > 0:
        words = say(
            "The data hold too few whole {units} after the first to compare its loss with later ones.",
            units=nouns(unit),
        )
        return Sign(CANNOT_TELL, words)
    last, kept = min(len(curve) - 1, PERIODS_LATER), float(curve.rates[1])
    later_loss = max(1 - (float(curve.rates[last]) / kept) ** (1 / (last - 1)), 0.0)
    values = {
        "kept": percent(kept),
        "customers": count(int(curve.denominator[1]), "customer"),
        "period": numbered(unit, 1),
        "range": percent_span(float(curve.lower[1]), float(curve.upper[1])),
        "lost": percent(1 - kept),
        "later": percent(later_loss),
        "unit": noun(unit),
        "last": numbered(unit, last),
    }
    if material.contracts:
        words = say(
            "{kept} of {customers} were still customers in {period} (likely {range}): {lost} are lost at once, against "
            "{later} a {unit} after that, up to {last}.",
            **values,
        )
    else:
        words = say(
            "{kept} of {customers} came back in {period} (likely {range}): {lost} are lost at once, against {later} a "
            "{unit} after that, up to {last}.",
            **values,
        )
    lately = material.numbers("silent") <= days
    return Sign(YES if 1 - kept >= max(least, times * later_loss) else NO_SIGN, words, lately)


def first_value_comes_late(material: Material, early: int = 7, late: int = 90, share: float = 0.5) -> Sign:
    """Of those who reach first value at all, many take longer than they should.

    Without an event that is first value it is a second day with activity, and the first return is held against the
    usual gap between visits: where customers return after a month, a week says nothing.
    """
    from retention.metrics.time_to_value import time_to_value

    if material.contracts:
        return Sign(CANNOT_TELL, say("Contracts do not show what customers do first."))
    found: TimeToValue
    if material.first_value:
        found, what = (
            time_to_value(material.source, material.first_value, material.settings),
            f"'{material.first_value}'",
        )
    else:
        early, what = max(early, material.customers.usual or 0), say("a second day with activity")
        found = _second_day(material)
    late = max(late, 2 * early)
    late = found.longest if math.isnan(found.within(late)[0]) else late
    (soon, lower, upper), (in_time, _, _) = found.within(early), found.within(late)
    if found.n < FEW_MARKED or late <= early or not in_time > 0:
        words = say("Too few customers were watched for long enough to say how long {what} takes.", what=what)
        return Sign(CANNOT_TELL, words)
    longer = 1 - soon / in_time
    values = {
        "soon": percent(soon),
        "customers": count(found.n, "customer"),
        "what": what,
        "days": count(early, "day"),
        "in_time": percent(in_time),
        "late": late,
        "longer": percent(longer),
        "early": early,
    }
    if math.isnan(lower):
        words = say(
            "{soon} of {customers} reach {what} within {days}, {in_time} within {late}: {longer} of those who get "
            "there take longer than {early}.",
            **values,
        )
    else:
        words = say(
            "{soon} of {customers} reach {what} within {days} (likely {range}), {in_time} within {late}: {longer} of "
            "those who get there take longer than {early}.",
            range=percent_span(lower, upper),
            **values,
        )
    return Sign(YES if longer >= share else NO_SIGN, words)


def _second_day(material: Material) -> TimeToValue:
    """Days from the first active day to the second one, gaps that are still open counted as long as they last."""
    from retention.metrics.time_to_value import TimeToValue
    from retention.models.kaplan_meier import kaplan_meier

    counts = material.source.silence_class_counts(material.settings)
    closed, still_open = counts.closed[0], counts.open[0]
    days = np.tile(np.arange(len(closed)), 2)
    weights = np.concatenate([closed, still_open])
    ended = np.repeat([True, False], len(closed))
    some = weights > 0
    curve = kaplan_meier(days[some], ended[some], weights=weights[some])
    return TimeToValue(say("a second day"), 1, curve, int(weights.sum()), int(closed.sum()))
