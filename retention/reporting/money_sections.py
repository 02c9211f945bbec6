"""Sections on money: what comes again from the same customers, and what customers have brought so far."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.charts.customer_value import value_projection
from retention.charts.revenue import revenue_movements
from retention.charts.revenue_rates import revenue_rates
from retention.errors import SettingsError
from retention.metrics.customer_value import observed_value
from retention.metrics.revenue import revenue_retention
from retention.metrics.wording import money
from retention.reporting.look import Look
from retention.reporting.period_sections import a_year_before, period_table
from retention.reporting.phrases import latest
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table

RATES = {
    "start": ("Before", "money"),
    "customers": ("Customers before", "count"),
    "kept": ("Still paying", "count"),
    "grr": ("Gross", "percent"),
    "grr_lower": ("Gross from", "percent"),
    "grr_upper": ("Gross to", "percent"),
    "nrr": ("Net", "percent"),
    "nrr_lower": ("Net from", "percent"),
    "nrr_upper": ("Net to", "percent"),
    "complete": ("Complete", "text"),
}
MOVES = {
    "start": ("Before", "money"),
    "new": ("New", "money"),
    "reactivated": ("Reactivated", "money"),
    "expansion": ("Expansion", "money"),
    "contraction": ("Contraction", "money"),
    "churned": ("Churned", "money"),
    "end": ("Now", "money"),
    "quick_ratio": ("Quick ratio", "number"),
    "complete": ("Complete", "text"),
}


def need_money(look: Look) -> None:
    """Refuse data without amounts."""
    look.need_periods()
    if not look.has_money:
        raise SettingsError("the file has no amounts.", where="amount")


def money_periods(look: Look) -> pd.DataFrame:
    """Money of each period by what moved it."""
    need_money(look)
    found: pd.DataFrame = revenue_retention(look.source, look.series.replace(refunds_count=False))
    return found


# --------------------------------------------------------------------------------------------------- revenue
def of_100(row: Any, rate: str) -> str:
    """The range of a share of money, as so many of each 100."""
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    name = {"grr": "gross", "nrr": "net"}[rate]
    return f"({name})" if np.isnan(lower) else f"({name}, likely {100 * lower:.0f} to {100 * upper:.0f})"


def revenue_sentence(look: Look, frame: pd.DataFrame) -> tuple[Sentence, tuple[str, ...]]:
    """What came again of each 100 in the last period that has a rate; what belongs to neither rate; earlier ones."""
    known = np.flatnonzero(frame["nrr"].notna().to_numpy())
    if not len(known):
        return f"Nothing can be said yet: a rate needs two whole {look.unit}s with money.", ()
    i = int(known[-1])
    start, row = frame.index[i], frame.iloc[i]
    people = f"{int(row['customers']):,} customers"
    gross, net = Bold(f"{100 * row['grr']:.0f}"), Bold(f"{100 * row['nrr']:.0f}")
    ends = (f" before any increase {of_100(row, 'grr')}, and ", net, f" with increases {of_100(row, 'nrr')}.")
    if look.is_contracts:
        said: Sentence = (
            f"Of each 100 a month that {people} paid at the beginning of {look.called(start)}, ",
            gross,
            " still ran at its end",
            *ends,
        )
    else:
        said = (
            f"Of each 100 that {people} paid in {look.called(frame.index[i - 1])}, ",
            gross,
            f" came again from them in {look.called(start)}",
            *ends,
        )
    return said, (*_beside(row), *_before(look, frame, i))


def _beside(row: Any) -> list[str]:
    others = [(float(row["new"]), "from new customers"), (float(row["reactivated"]), "from customers won back")]
    said = " and ".join(f"{money(amount)} {who}" for amount, who in others if amount > 0)
    return [f"Besides, {said}: they belong to neither rate."] if said else []


def _before(look: Look, frame: pd.DataFrame, i: int) -> list[str]:
    lines = []
    for other in (frame.index[i - 1] if i else None, a_year_before(look, frame.index[i])):
        if other is not None and other in frame["nrr"].dropna().index:
            then = frame.loc[other]
            lines.append(
                f"{look.at(other)} it was {100 * then['grr']:.0f} {of_100(then, 'grr')} and {100 * then['nrr']:.0f} "
                f"{of_100(then, 'nrr')}."
            )
    return lines


def revenue(look: Look) -> Section:
    """Revenue retention, and what moved the money."""
    frame = money_periods(look)
    said, lines = revenue_sentence(look, frame)
    shown = look.shown(frame)
    rates = revenue_rates(shown, settings=look.series)
    moved = revenue_movements(shown, settings=look.series)
    pairs = list(zip(look.names(shown), shown["nrr"].to_numpy(float), strict=True))
    refunds = (
        ("Customers whose refunds outweigh what they paid do not count as paying.",)
        if (frame["below_zero"] < 0).any()
        else ()
    )
    return Section(
        "revenue",
        "Revenue from the same customers",
        said,
        lines,
        exhibits=(
            Exhibit(
                f"Revenue retention, {look.unit} by {look.unit}",
                f"Net and gross revenue retention. Net, {latest(pairs)}.",
                rates,
                period_table(look, frame, RATES, "Revenue retention", ("Gross", "Net")),
                look.annotated(rates),
            ),
            Exhibit(
                f"What moved the money, {look.unit} by {look.unit}",
                f"Gains above zero, losses below. {_moved_words(look, frame)}",
                moved,
                period_table(look, frame, MOVES, "What moved the money"),
                refunds,
            ),
        ),
        how=(
            "On the customers who pay at the start of a period: gross = (start - contraction - churned) / start, never "
            "above 100 %; net = (start + expansion - contraction - churned) / start. New and reactivated money belongs "
            "to neither.",
            "The ranges let customers weigh as much as they paid: they are wide where few pay much of the money.",
        ),
    )


def _moved_words(look: Look, frame: pd.DataFrame) -> str:
    known = frame[frame["complete"] & frame["nrr"].notna()]
    if known.empty:
        return "No period is known yet."
    row = known.iloc[-1]
    parts = ", ".join(f"{name} {money(row[name])}" for name in ("new", "reactivated", "expansion"))
    lost = ", ".join(f"{name} {money(row[name])}" for name in ("contraction", "churned"))
    return f"{look.at(row.name)}: {parts}; {lost}."


# ----------------------------------------------------------------------------------------------------- value
def value(look: Look) -> Section:
    """What customers have brought so far."""
    need_money(look)
    s = look.matrix.settings
    found = observed_value(
        look.source,
        s.replace(
            measure="on",
            within=None,
            brackets=None,
            value="none",
            min_events=1,
            max_age=None if s.brackets else s.max_age,
        ),
    )
    frame = found.pooled.reset_index()
    unit = found.unit.capitalize()
    columns = {
        "age": unit,
        "value": "Per customer",
        "lower": "Likely from",
        "upper": "Likely to",
        "amount": "Money",
        "customers": "Customers",
        "cohorts": "Cohorts",
    }
    kinds = dict.fromkeys(("Per customer", "Likely from", "Likely to", "Money"), "money")
    kinds |= dict.fromkeys((unit, "Customers", "Cohorts"), "count")
    table = Table(
        "Value so far",
        frame[list(columns)].rename(columns=columns),
        kinds,
        plot=Plot("line", unit, ("Per customer", "Likely from", "Likely to")),
    )
    settled: tuple[str, ...] = ()
    if found.warm_up and len(found.settled):
        last = found.settled.reset_index().iloc[-1]
        settled = (
            f"Without the first cohorts, which may hold old customers: {money(last['value'])} by the end of "
            f"{found.unit} {int(last['age'])}.",
        )
    return Section(
        "value",
        "What a customer has brought so far",
        found.words,
        settled,
        exhibits=(
            Exhibit(
                "Money per customer, by time since they came",
                f"Observed value per customer. {found.words}",
                value_projection(found, None),
                table,
                (found.note,) if found.note else (),
            ),
        ),
        how=(
            *((f"{found.formula}.",) if found.formula else ()),
            "The money of a cohort from its first period through each age / its customers, those seen once included; "
            "windows that are over only. What was paid, not a projection, and before any margin.",
        ),
    )
