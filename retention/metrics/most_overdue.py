"""Whom to talk to first: the top of the list of customers who are slipping away, however many there are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from retention.counts import OverdueCounts
from retention.errors import SettingsError, whole_number
from retention.languages import say
from retention.metrics.chances import Silences
from retention.metrics.customer_list import ORDERS
from retention.metrics.customer_stages import FALLEN, LATELY, rules_from, stages_of
from retention.metrics.scoring import HORIZON, Scored
from retention.metrics.series import asked
from retention.metrics.slipping import customer_frame, slipping
from retention.settings import CohortSettings
from retention.stages import SLIPPING

BY_THE_ENGINE = ("lateness", "at_stake")
LEAST = 1000  # rows asked for, since another question costs more than rows that are not shown


def most_overdue(
    source: Any,
    n: int = 100,
    settings: CohortSettings | None = None,
    *,
    by: str = "lateness",
    at: Any = None,
    horizon: int = HORIZON,
    first_value: str | None = None,
) -> pd.DataFrame:
    """List the first customers who are slipping away: the same rows as ``slipping(...).listed(by=by).head(n)``.

    A database finds them itself, and only they come back.

    Parameters
    ----------
    source, settings, at, horizon, first_value
        As for :func:`retention.slipping`.
    n
        Customers at most.
    by
        "lateness" or "at_stake"; of a source in memory also "expected_loss" and "chance".

    Returns
    -------
    pandas.DataFrame
        Columns as those of :func:`retention.slipping`, whoever is to be talked to first on top.

    Raises
    ------
    SettingsError
        For an order that the source cannot give.

    Notes
    -----
    Customers seen once are listed where ``first_value`` names an event they did; nobody who asked not to be contacted.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> weekly = pd.date_range("2024-01-01", periods=8, freq="7D")
    >>> frame = pd.DataFrame({"who": ["a"] * 8 + ["b"] * 8, "when": [*weekly, *(weekly + pd.Timedelta(days=9))]})
    >>> found = most_overdue(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")), 5)
    >>> found[["customer", "stage", "silent"]].to_dict("list")
    {'customer': ['a'], 'stage': ['lapsed_recent_long'], 'silent': [9]}
    """
    n = whole_number(n, "n")
    if not hasattr(source, "overdue_counts"):
        found = slipping(source, settings, at=at, horizon=horizon, first_value=first_value)
        return found.listed(by=by).head(n)
    if by not in BY_THE_ENGINE:
        raise SettingsError(
            say("a database does not order customers by '{by}'.", by=by),
            where="by",
            todo=say("Choose one of: {choices}.", choices=", ".join(BY_THE_ENGINE)),
        )
    settings = asked(source, settings, "overdue_counts")
    silences = Silences.of(source.silence_class_counts(settings, at))
    limits, asked_for = silences.numbers(FALLEN, LATELY), max(LEAST, 2 * n)
    while True:
        found = source.overdue_counts(settings, limits, asked_for, by, at, first_value=first_value)
        frame = customer_frame(_scored(found, silences, horizon))
        rows = frame[frame["stage"].isin(SLIPPING)]
        if len(rows) >= n or len(frame) < asked_for:
            break
        asked_for *= 8  # some had only just come back from a lapse
    rows = rows.sort_values([by, "silent"], ascending=[ORDERS[by], False], na_position="last", kind="stable")
    return rows.head(n)


def _scored(found: OverdueCounts, silences: Silences, horizon: int) -> Scored:
    """Score customers by the rules of all."""
    counts = found.counts
    horizon = max(1, min(whole_number(horizon, "horizon"), counts.history // 2))
    rhythm = silences.rhythm(counts.visits - 1, counts.log_sum, counts.log_squares)
    limits = silences.limits(counts.visits, rhythm)
    rules = rules_from(found.reached, found.waiting, found.lives, silences)
    return Scored(
        counts=counts,
        silences=silences,
        rhythm=rhythm,
        limits=limits,
        rules=rules,
        chances=silences.chances(counts.visits, rhythm.own, counts.silent, horizon),
        stage=stages_of(counts, silences, limits, rules, counts.blocked),
        horizon=horizon,
    )
