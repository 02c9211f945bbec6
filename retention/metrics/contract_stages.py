"""Slipping away from contracts: who is about to end one, who has, and how often those like them stayed or came back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.counts.contract_states import ContractSource
from retention.errors import whole_number
from retention.metrics.contract_rules import States, states_of
from retention.metrics.contract_words import in_words, reasons, rules_in_words
from retention.metrics.customer_list import CustomerList, as_dates, flagged, named, stage_table
from retention.metrics.scoring import HORIZON
from retention.periods import to_local
from retention.settings import CohortSettings
from retention.stages import KEYS

MONTHS, MONTH = 12, 30  # a customer's own month has 30 days, as everywhere


def contract_list(
    source: ContractSource, settings: CohortSettings | None = None, at: Any = None, horizon: int = HORIZON
) -> CustomerList:
    """List every customer with contracts: their stage, what is at stake, and the chance that they stay or come back.

    Rows that touch or overlap are one contract. It runs in [start, end); what runs just before the moment runs. The
    chance of those with a contract is the share of contracts of that age that still ran ``horizon`` days later; of the
    others the share of breaks that had lasted as long and ended with a new contract within ``horizon`` days more. Both
    count what lasts still (Kaplan-Meier), and where fewer than 30 were watched for that long, the longest time that 30
    were takes its place.

    Stages, of which the first that holds is the customer's:

    - *left for good*: asked not to be contacted, in any row of the file;
    - *new*: the first contract runs, and is younger than the time by which half of those who renewed first did so (30
      to 365 days; 90 where fewer than 30 renewals tell);
    - *unconverted*: never paid anything, or the only contract ended within 14 days;
    - *lapsed*: nothing runs. *Lately* for no longer than 90 % of those who came back were away (90 days where fewer
      than 30 tell). After a *long life* if contracts ran for as many days in all as for half of the lapsed, or more;
    - *won back*: runs after a break, for no longer than a first contract would be new;
    - *cooling*: runs, but ends within ``horizon`` days as the file says already, or brings less than it did within the
      last 365 days, or is of an age at which one in ten or more leave within the horizon, 1.5 times as many as of all
      who run (and more than chance explains);
    - *regular*: all others.

    Parameters
    ----------
    source
        Contracts in memory, or anything with the same methods.
    settings
        ``where`` picks contracts, ``segment`` adds a column, ``timezone`` says what a day is.
    at
        Local moment; None is the end of the data. What begins or ends later is not known then.
    horizon
        Days in which leaving or coming back counts; no more than half of the longest time watched.

    Returns
    -------
    CustomerList
        ``kind`` is "contracts". The frame has the columns of :func:`retention.slipping`, with ``silent`` the days since
        nothing runs (0 while something does), ``lateness`` these / ``threshold``, ``usual_low`` and ``usual_high`` NaN,
        ``trend`` what is paid now / the most of the last 365 days, ``value`` the money so far (months with a contract
        where there are no amounts), ``at_stake`` 12 times what is or was last paid a month (12 months without
        amounts), and ``last_event`` the plan of the latest row.

    Raises
    ------
    SettingsError
        For a moment outside the data, or a horizon below one day.

    Notes
    -----
    A contract that ends at midnight no longer runs on the day that begins. A contract that begins and ends at the same
    moment makes its customer one who tried it. Kaplan, E. L. and Meier, P. (1958), "Nonparametric estimation from
    incomplete observations", Journal of the American Statistical Association 53, 457-481.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "c"], "mrr": [10, 20, 30], "to": ["2024-01-08", None, "2024-05-01"],
    ...                       "from": ["2024-01-01", "2024-05-20", "2024-01-05"]})
    >>> contracts = rt.subscriptions_from_frame(
    ...     frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until="2024-06-01")
    >>> found = rt.slipping(contracts, horizon=30)
    >>> found.frame[["customer", "stage", "silent", "at_stake"]]
      customer               stage  silent  at_stake
    0        a         unconverted     145     120.0
    1        b                 new       0     240.0
    2        c  lapsed_recent_long      31     360.0
    """
    settings = settings if settings is not None else CohortSettings()
    counts = source.contract_state_counts(settings, at)
    states = states_of(counts, whole_number(horizon, "horizon"))
    frame = _frame(states)
    table = stage_table(frame)
    rules = states.rules
    return CustomerList(
        frame=frame,
        at=pd.Timestamp(to_local(np.array([counts.at]), settings.timezone or source.timezone)[0]),
        horizon=rules.horizon,
        usual=states.breaks.usual if rules.away_measured else None,
        threshold=rules.away,
        has_money=rules.has_money,
        kind="contracts",
        stages=table,
        words=in_words(int(counts.running.sum()), len(frame), flagged(table)),
        rules=rules_in_words(rules),
    )


def _frame(states: States) -> pd.DataFrame:
    counts, chances, rules = states.counts, states.chances, states.rules
    n = len(counts.codes)
    value, at_stake = counts.life / MONTH, np.full(n, float(MONTHS))
    trend = np.full(n, np.nan)
    if rules.has_money and counts.pays is not None and counts.most is not None and counts.money is not None:
        value, at_stake = counts.money, MONTHS * counts.pays
        paying = counts.running & (counts.most > 0)
        trend[paying] = counts.pays[paying] / counts.most[paying]
    unknown = np.full(n, np.nan)
    return pd.DataFrame(
        {
            "customer": pd.array(counts.ids, dtype="str"),
            "stage": pd.Categorical.from_codes(states.stage, pd.Index(KEYS, dtype="str")),
            "silent": counts.silent,
            "usual_low": unknown,
            "usual_high": unknown,
            "lateness": counts.silent / rules.away,
            "chance": chances.share,
            "chance_lower": chances.lower,
            "chance_upper": chances.upper,
            "like": chances.like,
            "trend": trend,
            "value": value,
            "at_stake": at_stake,
            "expected_loss": at_stake * (1 - chances.share),
            "first_day": as_dates(counts.first_day),
            "last_day": as_dates(counts.last_day),
            "last_event": named(counts.plan, counts.plans, n),
            "segment": named(counts.segment, counts.segments, n),
            "reason": pd.array(reasons(states), dtype="str"),
        }
    )
