"""Slipping away: whom a file shows to be silent for longer than they usually are, and what goes with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.counts import VisitSource
from retention.metrics.contract_stages import contract_list
from retention.metrics.customer_list import CustomerList, as_dates, flagged, named, stage_table
from retention.metrics.customer_stages import trends
from retention.metrics.reasons import reasons
from retention.metrics.scoring import HORIZON, Scored, score
from retention.metrics.series import asked
from retention.metrics.slipping_words import in_words, rules_in_words
from retention.periods import to_local
from retention.settings import CohortSettings
from retention.stages import KEYS


def slipping(
    source: Any,
    settings: CohortSettings | None = None,
    *,
    at: Any = None,
    horizon: int = HORIZON,
    first_value: str | None = None,
) -> CustomerList:
    """List every customer with their stage, how late they are, what is at stake and the chance of a return.

    A visit is an active day of a customer. Silence is held against the customer's own rhythm: the mean of the
    logarithms of their gaps, drawn towards that of all customers as if each had had two gaps more of the usual length.
    Fewer than three visits make no rhythm: the curve of gaps after a first (or second) visit stands in, gaps that last
    still counted as such (Kaplan-Meier). The chance is measured on silences like the customer's, of those that began
    at a visit of the same class (first, second, third and fourth, fifth to eighth, later) and had lasted as long, in
    days or, from the third visit on, in steps of the own usual gap: ``ended within the horizon / lasted as long``.

    Stages, of which the first that holds is the customer's:

    - *left for good*: asked not to be contacted, in any row of the file;
    - *new* or *unconverted*: not yet at first value, and the days within which 80 % of those who reach it have reached
      it are not over, or are;
    - *lapsed*: silent for longer than it takes 90 % of all who return, and for longer than 90 % of the silences like
      theirs that ended. *Lately* up to half as long again. After a *long life* if their first and last visit lie as far
      apart as those of half of the lapsed, or a year;
    - *won back*: one of their latest three gaps was such a lapse, by their rhythm without it;
    - *cooling*: silent for longer than 80 % of their own gaps (without a rhythm: of the silences like theirs that
      ended), or the latest three gaps took twice as long as those before;
    - *regular*: all others.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods; contracts have stages of their own.
    settings
        ``return_event``, ``return_where`` and ``where`` say what counts as a visit, ``refunds_count`` whether refunds
        do, ``segment`` adds a column. ``start`` and ``end`` have no meaning here.
    at
        Local moment looked at: only days that are over by then count. None is the moment up to which data are whole.
    horizon
        Days in which a return counts; no more than half of the history, since longer is not known of anybody.
    first_value
        Event that is first value; None is a visit on a second day.

    Returns
    -------
    CustomerList
        ``frame`` has one row for each customer, in the order of their ids:

        - ``customer``: the id. ``stage``: key of the stage.
        - ``silent``: whole days since the last visit; 0 for a visit on the last whole day.
        - ``usual_low``, ``usual_high``: days between which about three of five of their gaps lie, one of five
          being shorter and one longer; NaN without a rhythm.
        - ``lateness``: ``silent`` / the usual gap: their own, or that of those who return after such a visit.
        - ``chance``, ``chance_lower``, ``chance_upper``, ``like``: share of silences like this that ended with a visit
          within ``horizon`` days more, its range (log-log, Wilson where all or none did), and how many there were.
        - ``trend``: visits a day in their latest three gaps / in all gaps before; NaN with fewer than six gaps.
        - ``value``: money so far, refunds taken off; without amounts the number of visits.
        - ``at_stake``: the same of the 365 days up to the last visit (later refunds taken off), at least 0.
        - ``expected_loss``: ``at_stake * (1 - chance)``.
        - ``first_day``, ``last_day``: of visits. ``last_event``: event of the last row of any kind. ``segment``.
        - ``reason``: the sentence.

    Raises
    ------
    SettingsError
        For a moment outside the data, an event that is not in the file, or a horizon below one day.

    Notes
    -----
    A visit at midnight belongs to the day that begins. A customer seen once is new or unconverted, unless
    ``first_value`` names an event they did. Nobody is ranked by a model's probability of being alive: one-time buyers
    always score 1 there. Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association 53,
    457-481.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> weekly = pd.date_range("2024-01-01", periods=8, freq="7D")
    >>> frame = pd.DataFrame({"who": ["a"] * 8 + ["b"] * 8 + ["c"],
    ...                       "when": [*weekly, *(weekly + pd.Timedelta(days=9)), pd.Timestamp("2024-02-28")]})
    >>> found = rt.slipping(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    >>> found.frame[["customer", "stage", "silent"]].to_dict("list")
    {'customer': ['a', 'b', 'c'], 'stage': ['lapsed_recent_long', 'regular', 'new'], 'silent': [9, 0, 0]}
    >>> found.listed()["reason"].item().split(";")[0]
    'usually comes every 7 days, silent for 9'
    """
    if not hasattr(source, "rhythm_counts"):
        return contract_list(source, settings, at, horizon)
    settings = asked(source, settings, "rhythm_counts")
    scored = score(source, settings, at=at, horizon=horizon, first_value=first_value)
    return _list(source, settings, scored)


def _list(source: VisitSource, settings: CohortSettings, scored: Scored) -> CustomerList:
    counts, usual = scored.counts, scored.silences.together
    frame = customer_frame(scored)
    table = stage_table(frame)
    zone = settings.timezone or source.timezone
    return CustomerList(
        frame=frame,
        at=pd.Timestamp(to_local(np.array([counts.at]), zone)[0]),
        horizon=scored.horizon,
        usual=usual.usual,
        threshold=usual.threshold,
        has_money=counts.money is not None,
        kind="visits",
        stages=table,
        words=in_words(len(frame), flagged(table), usual.usual, usual.threshold),
        rules=rules_in_words(scored.rules),
    )


def customer_frame(scored: Scored) -> pd.DataFrame:
    counts, rhythm, chances = scored.counts, scored.rhythm, scored.chances
    has_money = counts.money is not None
    value, year = (counts.visits, counts.visits_year) if not has_money else (counts.money, counts.money_year)
    at_stake = np.maximum(0.0, np.asarray(year, np.float64))
    trend = trends(counts)
    with np.errstate(invalid="ignore"):
        lateness = counts.silent / np.maximum(1.0, scored.limits.usual)
    said = reasons(counts, scored.stage, rhythm, chances, trend, scored.horizon, bought=has_money)
    return pd.DataFrame(
        {
            "customer": pd.array(counts.ids, dtype="str"),
            "stage": pd.Categorical.from_codes(scored.stage, pd.Index(KEYS, dtype="str")),
            "silent": counts.silent,
            "usual_low": rhythm.low,
            "usual_high": rhythm.high,
            "lateness": np.where(np.isinf(scored.limits.usual), np.nan, lateness),
            "chance": chances.share,
            "chance_lower": chances.lower,
            "chance_upper": chances.upper,
            "like": chances.like,
            "trend": trend,
            "value": np.asarray(value, np.float64),
            "at_stake": at_stake,
            "expected_loss": at_stake * (1 - chances.share),
            "first_day": as_dates(counts.day - counts.age),
            "last_day": as_dates(counts.day - counts.silent),
            "last_event": named(counts.last_event, counts.event_names, len(counts.codes)),
            "segment": named(counts.segment, counts.segments, len(counts.codes)),
            "reason": pd.array(said, dtype="str"),
        }
    )
