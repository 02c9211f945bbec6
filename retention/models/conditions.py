"""When a model of buying may speak: each condition with its number, so that a refusal can say which one failed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.errors import ModelError
from retention.intervals import Floats
from retention.languages import nouns, say
from retention.models.histories import Histories, histories

# Judgement, not mathematics: below these the published models give forecasts that swing with single customers.
CUSTOMERS, REPEATERS, GAPS = 200, 50, 3.0
SPENDERS, CORRELATION = 30, 0.3


@dataclass(frozen=True)
class Condition:
    """One thing that must hold before a model gives a forecast.

    Attributes
    ----------
    name
        "customers", "repeaters", "history" for buying; "spenders", "correlation" for spend.
    model
        "purchases" or "spend": what it is asked of.
    met
        Whether it holds.
    value, needed
        What these data have, and what is needed: at least, for "correlation" at most.
    sentence
        In words.
    """

    name: str
    model: str
    met: bool
    value: float
    needed: float
    sentence: str


def model_conditions(counts: pd.DataFrame) -> tuple[Condition, ...]:
    """List what must hold before models of buying and spending give a forecast, met or not, with its numbers.

    Parameters
    ----------
    counts
        As :func:`retention.customer_counts` gives it. Without ``monetary_value`` nothing is said of spend.

    Returns
    -------
    tuple of Condition
        At least 200 customers and 50 of them with a repeat purchase; a history of at least 3 times the median gap
        between purchases (of each repeat customer's mean gap, recency / frequency); at least 30 repeat customers who
        spent something, and a correlation of frequency and spend among them within -0.3 and 0.3.

    Raises
    ------
    SettingsError
        If the table holds no purchase histories.

    Examples
    --------
    >>> table = pd.DataFrame({"frequency": [0, 2], "recency": [0.0, 8.0], "T": [20.0, 30.0]})
    >>> for condition in model_conditions(table):
    ...     print(condition.met, condition.sentence)
    False 2 customers; the model needs 200.
    False 1 of them came back; the model needs 50.
    True The history of 30 spans 7.5 times the usual 4 between purchases; the model needs 3.
    """
    found = purchase_conditions(histories(counts))
    if "monetary_value" not in counts or not counts["monetary_value"].notna().any():
        return found
    return found + spend_conditions(*spenders(counts))


def purchase_conditions(table: Histories) -> tuple[Condition, ...]:
    """What a model of buying asks for."""
    repeat = table.x > 0
    gap = weighted_median(table.t_x[repeat] / table.x[repeat], table.customers[repeat])
    longest = float(table.T.max())
    times = longest / gap if gap > 0 else math.nan
    spans = _spans(longest, times, gap, table.unit)
    return (
        Condition(
            "customers",
            "purchases",
            table.n >= CUSTOMERS,
            table.n,
            CUSTOMERS,
            say("{n} customers; the model needs {needed}.", n=f"{table.n:,.0f}", needed=CUSTOMERS),
        ),
        Condition(
            "repeaters",
            "purchases",
            table.repeaters >= REPEATERS,
            table.repeaters,
            REPEATERS,
            say("{n} of them came back; the model needs {needed}.", n=f"{table.repeaters:,.0f}", needed=REPEATERS),
        ),
        Condition("history", "purchases", times >= GAPS, times, GAPS, spans),
    )


def spend_conditions(x: Floats, spend: Floats, customers: Floats) -> tuple[Condition, ...]:
    """What the model of spend asks for: enough who spent, and no link between how often and how much."""
    n, link = float(customers.sum()), weighted_correlation(x, spend, customers)
    independent = not abs(link) > CORRELATION  # where neither varies there is no link
    return (
        Condition(
            "spenders",
            "spend",
            n >= SPENDERS,
            n,
            SPENDERS,
            say(
                "{n} repeat customers with a spend above zero; the model needs {needed}.",
                n=f"{n:,.0f}",
                needed=SPENDERS,
            ),
        ),
        Condition(
            "correlation",
            "spend",
            independent,
            link,
            CORRELATION,
            _linked(link, independent),
        ),
    )


def _spans(longest: float, times: float, gap: float, unit: str | None) -> str:
    """How many usual times between purchases the history is long."""
    history = _length(f"{longest:,.4g}", unit)
    if gap > 0:
        return say(
            "The history of {history} spans {times} times the usual {gap} between purchases; the model needs {needed}.",
            history=history,
            times=f"{times:,.3g}",
            gap=_length(f"{gap:,.3g}", unit),
            needed=f"{GAPS:g}",
        )
    return say(
        "Nobody bought on two days, so that no usual time between purchases is known; the history of {history} must "
        "span {needed} of them.",
        history=history,
        needed=f"{GAPS:g}",
    )


def _length(number: str, unit: str | None) -> str:
    return say("{n} {units}", n=number, units=nouns(unit)) if unit else number


def _linked(link: float, independent: bool) -> str:
    """Whether how often and how much go together."""
    if math.isnan(link):
        return say("How often or how much customers buy is the same for all of them, so that no correlation is known.")
    values = {"link": f"{link:.2f}", "low": f"-{CORRELATION:g}", "high": f"{CORRELATION:g}"}
    if independent:
        return say(
            "How often and how much customers buy do not go together: their correlation is {link}, and the model "
            "needs one between {low} and {high}.",
            **values,
        )
    return say(
        "How often and how much customers buy go together, so that neither can be forecast alone: their correlation "
        "is {link}, and the model needs one between {low} and {high}.",
        **values,
    )


def require(conditions: tuple[Condition, ...], where: str) -> None:
    """Refuse with the first condition that is not met."""
    for condition in conditions:
        if not condition.met:
            raise ModelError(
                condition.sentence, where=where, condition=condition.name, todo=say("Use the observed numbers instead.")
            )


def spenders(counts: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Frequency, mean spend and number of repeat customers who spent something; refunds can leave nothing."""
    table = histories(counts)
    spend = counts["monetary_value"].to_numpy(float)
    keep = (table.x > 0) & (spend > 0)
    return table.x[keep], spend[keep], table.customers[keep]


def weighted_median(values: Floats, weights: Floats) -> float:
    """The least value up to which at least half of the weight lies; NaN for nothing."""
    if not len(values):
        return math.nan
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def weighted_correlation(left: Floats, right: Floats, weights: Floats) -> float:
    """Pearson's correlation; NaN where one of the two does not vary."""
    if not len(left):
        return math.nan
    left, right = left - np.average(left, weights=weights), right - np.average(right, weights=weights)
    spread = float((weights * left**2).sum() * (weights * right**2).sum())
    return float((weights * left * right).sum() / math.sqrt(spread)) if spread > 0 else math.nan
