"""Purchase histories and the models of buying once more, as slow plain Python: the specification of the fast code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, isnan, lgamma, log
from typing import Any

from tests.oracle_gaps import last_whole_day
from tests.oracles import Row, local, matches


@dataclass(frozen=True)
class History:
    """What a model needs to know of one customer; times in days."""

    frequency: int
    recency: int
    age: int
    purchases: int
    money: float
    later: int = 0
    later_money: float = 0.0


def histories(rows: list[Row], s: Any, zone: str, until: int, end: int | None = None) -> dict[str, History]:
    """History of each customer with a purchase on a day over at ``until``; later ones on days over at ``end``."""
    zone = s.timezone or zone
    last = last_whole_day(until, zone)
    final = last if end is None else last_whole_day(end, zone)
    found: dict[str, History] = {}
    for customer in sorted({row.customer for row in rows}):
        money = [r for r in rows if r.customer == customer and wanted(r, s)]
        bought = [r for r in money if s.refunds_count or isnan(r.amount) or r.amount >= 0]
        seen = [r for r in bought if day_of(r, zone) <= last]
        if not seen:
            continue
        days = sorted({day_of(r, zone) for r in seen})
        found[customer] = History(
            frequency=len(days) - 1,
            recency=(days[-1] - days[0]).days,
            age=(last - days[0]).days,
            purchases=len(seen),
            money=paid(money, days[0] + timedelta(days=1), last, zone),
            later=len({day_of(r, zone) for r in bought if last < day_of(r, zone) <= final}),
            later_money=paid(money, last + timedelta(days=1), final, zone),
        )
    return found


def wanted(row: Row, s: Any) -> bool:
    return matches(row, None, s.where) and matches(row, s.return_event, s.return_where)


def day_of(row: Row, zone: str) -> date:
    return local(row.instant, zone).date()


def paid(rows: list[Row], first: date, last: date, zone: str) -> float:
    """Money on the days from first to last; a row without an amount adds nothing."""
    return sum(r.amount for r in rows if not isnan(r.amount) and first <= day_of(r, zone) <= last)


# ----------------------------------------------------------------------------------------- likelihoods, one by one
def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def bg_nbd(r: float, alpha: float, a: float, b: float, x: int, t_x: float, T: float) -> float:  # noqa: N803
    """Log-likelihood of one customer who can leave after each purchase but the first."""
    still_here = log_beta(a, b + x) - log_beta(a, b) - (r + x) * log(alpha + T)
    total = exp(still_here)
    if x > 0:
        total += exp(log_beta(a + 1, b + x - 1) - log_beta(a, b) - (r + x) * log(alpha + t_x))
    return lgamma(r + x) - lgamma(r) + r * log(alpha) + log(total)


def mbg_nbd(r: float, alpha: float, a: float, b: float, x: int, t_x: float, T: float) -> float:  # noqa: N803
    """Log-likelihood of one customer who can leave after every purchase, the first one too."""
    still_here = exp(log_beta(a, b + x + 1) - log_beta(a, b) - (r + x) * log(alpha + T))
    gone = exp(log_beta(a + 1, b + x) - log_beta(a, b) - (r + x) * log(alpha + t_x))
    return lgamma(r + x) - lgamma(r) + r * log(alpha) + log(still_here + gone)


def gamma_gamma(p: float, q: float, gamma: float, x: int, m: float) -> float:
    """Log-likelihood of one customer's mean spend over x repeat purchases."""
    return (
        lgamma(p * x + q)
        - lgamma(p * x)
        - lgamma(q)
        + q * log(gamma)
        + (p * x - 1) * log(m)
        + p * x * log(x)
        - (p * x + q) * log(gamma + m * x)
    )


# ------------------------------------------------------------------------------------------------ customers made up
def bought_by_chance(
    random: Any, n: int, params: tuple[float, ...], watched: float, ahead: float, leaves_at_once: bool = False
) -> list[tuple[int, float, int]]:
    """Repeat purchases and time of the last one within ``watched``, and purchases within ``ahead`` after it."""
    r, alpha, a, b = params
    found = []
    for _ in range(n):
        rate, leaves = random.gamma(r) / alpha, random.beta(a, b)
        now, x, t_x, later = 0.0, 0, 0.0, 0
        stays = not (leaves_at_once and random.random() < leaves)
        while stays and now < watched + ahead:
            now += random.exponential() / rate if rate > 0 else watched + ahead
            if now < watched:
                x, t_x = x + 1, now
            elif now < watched + ahead:
                later += 1
            stays = random.random() >= leaves
        found.append((x, t_x, later))
    return found
