"""The section on revenue: what comes again from the same customers, and what moves the money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.charts.revenue import revenue_movements
from retention.charts.revenue_rates import revenue_rates
from retention.errors import SettingsError
from retention.languages import mark, noun, nouns, percent_text, say
from retention.metrics.revenue import revenue_retention
from retention.metrics.wording import count, money
from retention.reporting.look import Look
from retention.reporting.period_sections import a_year_before, period_table
from retention.reporting.phrases import latest, stressed
from retention.reporting.values import Exhibit, Section, Sentence

RATES = {
    "start": (mark("Before"), "money"),
    "customers": (mark("Customers before"), "count"),
    "kept": (mark("Still paying"), "count"),
    "grr": (mark("Gross"), "percent"),
    "grr_lower": (mark("Gross from"), "percent"),
    "grr_upper": (mark("Gross to"), "percent"),
    "nrr": (mark("Net"), "percent"),
    "nrr_lower": (mark("Net from"), "percent"),
    "nrr_upper": (mark("Net to"), "percent"),
    "complete": (mark("Complete"), "text"),
}
MOVES = {
    "start": (mark("Before"), "money"),
    "new": (mark("New"), "money"),
    "reactivated": (mark("Reactivated"), "money"),
    "expansion": (mark("Expansion"), "money"),
    "contraction": (mark("Contraction"), "money"),
    "churned": (mark("Churned"), "money"),
    "end": (mark("Now"), "money"),
    "quick_ratio": (mark("Quick ratio"), "number"),
    "complete": (mark("Complete"), "text"),
}


def need_money(look: Look) -> None:
    """Refuse data without amounts."""
    look.need_periods()
    if not look.has_money:
        raise SettingsError(say("the file has no amounts."), where="amount")


def money_periods(look: Look) -> pd.DataFrame:
    """Money of each period by what moved it."""
    need_money(look)
    found: pd.DataFrame = revenue_retention(look.source, look.series.replace(refunds_count=False))
    return found


def gross_range(row: Any) -> str:
    """The range of gross retention, as so many of each 100."""
    if np.isnan(row["grr_lower"]):
        return say("(gross)")
    return say("(gross, likely {low} to {high})", low=_of_100(row["grr_lower"]), high=_of_100(row["grr_upper"]))


def net_range(row: Any) -> str:
    """The range of net retention, as so many of each 100."""
    if np.isnan(row["nrr_lower"]):
        return say("(net)")
    return say("(net, likely {low} to {high})", low=_of_100(row["nrr_lower"]), high=_of_100(row["nrr_upper"]))


def _of_100(rate: float) -> str:
    return f"{100 * rate:.0f}"


def _rates(row: Any) -> dict[str, str]:
    return {
        "gross": _of_100(row["grr"]),
        "gross_range": gross_range(row),
        "net": _of_100(row["nrr"]),
        "net_range": net_range(row),
    }


def revenue_sentence(look: Look, frame: pd.DataFrame) -> tuple[Sentence, tuple[str, ...]]:
    """What came again of each 100 in the last period that has a rate; what belongs to neither rate; earlier ones."""
    known = np.flatnonzero(frame["nrr"].notna().to_numpy())
    if not len(known):
        return say("Nothing can be said yet: a rate needs two whole {units} with money.", units=nouns(look.unit)), ()
    i = int(known[-1])
    row = frame.iloc[i]
    values = _rates(row) | {"customers": count(int(row["customers"]), "customer")}
    if look.is_contracts:
        said = say(
            "Of each 100 a month that {customers} paid at the beginning of {period}, **{gross}** still ran at its end "
            "before any increase {gross_range}, and **{net}** with increases {net_range}.",
            period=look.called(frame.index[i]),
            **values,
        )
    else:
        said = say(
            "Of each 100 that {customers} paid {when_before}, **{gross}** came again from them {when} "
            "before any increase {gross_range}, and **{net}** with increases {net_range}.",
            when_before=look.within(frame.index[i - 1]),
            when=look.within(frame.index[i]),
            **values,
        )
    return stressed(said), (*_beside(row), *_before(look, frame, i))


def _beside(row: Any) -> list[str]:
    new, back = float(row["new"]), float(row["reactivated"])
    if new > 0 and back > 0:
        return [
            say(
                "Besides, {new} from new customers and {back} from customers won back: they belong to neither rate.",
                new=money(new),
                back=money(back),
            )
        ]
    if new > 0:
        return [say("Besides, {money} from new customers: they belong to neither rate.", money=money(new))]
    if back > 0:
        return [say("Besides, {money} from customers won back: they belong to neither rate.", money=money(back))]
    return []


def _before(look: Look, frame: pd.DataFrame, i: int) -> list[str]:
    lines = []
    for other in (frame.index[i - 1] if i else None, a_year_before(look, frame.index[i])):
        if other is not None and other in frame["nrr"].dropna().index:
            values = _rates(frame.loc[other])
            lines.append(
                say("{when} it was {gross} {gross_range} and {net} {net_range}.", when=look.at(other), **values)
            )
    return lines


def revenue(look: Look) -> Section:
    """Revenue retention, and what moved the money."""
    frame = money_periods(look)
    said, lines = revenue_sentence(look, frame)
    return Section(
        "revenue",
        say("Revenue from the same customers"),
        said,
        lines,
        exhibits=(_rates_exhibit(look, frame), _moves_exhibit(look, frame)),
        how=(
            say(
                "On the customers who pay at the start of a period: gross = (start - contraction - churned) / start, "
                "never above {everything}; net = (start + expansion - contraction - churned) / start. New and "
                "reactivated money belongs to neither.",
                everything=percent_text("100"),
            ),
            say("The ranges let customers weigh as much as they paid: they are wide where few pay much of the money."),
        ),
    )


def _rates_exhibit(look: Look, frame: pd.DataFrame) -> Exhibit:
    shown = look.shown(frame)
    figure = revenue_rates(shown, settings=look.series)
    pairs = list(zip(look.names(shown), shown["nrr"].to_numpy(float), strict=True))
    return Exhibit(
        say("Revenue retention, {unit} by {unit}", unit=noun(look.unit)),
        say("Net and gross revenue retention. Net, {rates}.", rates=latest(pairs)),
        figure,
        period_table(look, frame, RATES, say("Revenue retention"), ("Gross", "Net")),
        look.annotated(figure),
    )


def _moves_exhibit(look: Look, frame: pd.DataFrame) -> Exhibit:
    refunds = say("Customers whose refunds outweigh what they paid do not count as paying.")
    return Exhibit(
        say("What moved the money, {unit} by {unit}", unit=noun(look.unit)),
        f"{say('Gains above zero, losses below.')} {_moved_words(look, frame)}",
        revenue_movements(look.shown(frame), settings=look.series),
        period_table(look, frame, MOVES, say("What moved the money")),
        (refunds,) if (frame["below_zero"] < 0).any() else (),
    )


def _moved_words(look: Look, frame: pd.DataFrame) -> str:
    known = frame[frame["complete"] & frame["nrr"].notna()]
    if known.empty:
        return say("No period is known yet.")
    row = known.iloc[-1]
    moved = {name: money(row[name]) for name in ("new", "reactivated", "expansion", "contraction", "churned")}
    return say(
        "{when}: new {new}, reactivated {reactivated}, expansion {expansion}; contraction {contraction}, churned "
        "{churned}.",
        when=look.at(row.name),
        **moved,
    )
