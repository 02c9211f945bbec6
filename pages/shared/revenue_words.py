"""Money in words: what came again from the same customers, and both rates spelled out on the visitor's own numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pages.shared import one_period, words
from pages.shared.series_controls import SeriesView
from retention.charts.money import money
from retention.languages import joined, nouns, say


def known(frame: pd.DataFrame) -> list[int]:
    """Positions of the periods that have a rate."""
    found: list[int] = np.flatnonzero(frame["nrr"].notna().to_numpy()).tolist()
    return found


def why_not(frame: pd.DataFrame, view: SeriesView) -> str:
    """Why no period has a rate."""
    if not len(frame):
        return say("Nothing can be said yet: nobody pays anything in the data shown.")
    return say(
        "Nothing can be said yet: a rate needs two whole {units} with money, one to start from and one to look "
        "at. Choose a shorter period, or more of them.",
        units=nouns(view.unit),
    )


def of_100(row: Any, rate: str) -> str:
    """A share of money as so many of each 100, with its range."""
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    if np.isnan(lower):
        return say("(gross)") if rate == "grr" else say("(net)")
    low, high = f"{100 * lower:.0f}", f"{100 * upper:.0f}"
    if rate == "grr":
        return say("(gross, likely {low} to {high})", low=low, high=high)
    return say("(net, likely {low} to {high})", low=low, high=high)


def sentence(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> str:
    """What came again of each 100, with the range and n."""
    i = whole.index.get_loc(start)
    row = whole.iloc[i]
    values = {
        "customers": words.count(int(row["customers"]), "customer"),
        "period": one_period.called(start, view),
        "gross": f"{100 * row['grr']:.0f}",
        "net": f"{100 * row['nrr']:.0f}",
        "gross_range": of_100(row, "grr"),
        "net_range": of_100(row, "nrr"),
    }
    if view.contracts:
        return say(
            "Of each 100 a month that {customers} paid at the beginning of {period}, **{gross}** still ran at its end "
            "before any increase {gross_range}, and **{net}** with increases {net_range}.",
            **values,
        )
    return say(
        "Of each 100 that {customers} paid in {period_before}, **{gross}** came again from them in {period} before any "
        "increase {gross_range}, and **{net}** with increases {net_range}.",
        period_before=one_period.called(whole.index[i - 1], view),
        **values,
    )


def beside(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> list[str]:
    """What belongs to neither rate, and the same rates a period and a year before."""
    row, lines = whole.loc[start], []
    others = []
    if float(row["new"]) > 0:
        others.append(say("**{money}** from new customers", money=money(float(row["new"]))))
    if float(row["reactivated"]) > 0:
        others.append(say("**{money}** from customers won back", money=money(float(row["reactivated"]))))
    if others:
        lines.append(say("Besides, {amounts}: they belong to neither rate.", amounts=joined(others)))
    i = whole.index.get_loc(start)
    for other in (whole.index[i - 1] if i else None, one_period.a_year_before(start, view)):
        if other is not None and other in whole.index and not np.isnan(whole.at[other, "nrr"]):
            then = whole.loc[other]
            lines.append(
                say(
                    "{in_period} it was {gross} {gross_range} and {net} {net_range}.",
                    in_period=one_period.at(other, view),
                    gross=f"{100 * then['grr']:.0f}",
                    gross_range=of_100(then, "grr"),
                    net=f"{100 * then['nrr']:.0f}",
                    net_range=of_100(then, "nrr"),
                )
            )
    return lines


def formulas(row: Any) -> list[str]:
    """Both rates and the quick ratio, spelled out on the numbers of one period."""
    n = {name: money(row[name]) for name in ("start", "new", "reactivated", "expansion", "contraction", "churned")}
    return [
        f"{say('Gross: the same customers, before any increase')}  \n"
        f"({n['start']} − {n['contraction']} − {n['churned']}) / {n['start']} = **{words.percent(row['grr'])}**  \n"
        f"{_likely(row, 'grr')}",
        f"{say('Net: the same customers, with increases')}  \n{net_sums(row)}  \n{_likely(row, 'nrr')}",
        f"{say('Quick ratio: what came by what went')}  \n{_quick(row['quick_ratio'], n)}",
    ]


def net_sums(row: Any) -> str:
    """Net revenue retention as it is divided."""
    n = {name: money(row[name]) for name in ("start", "expansion", "contraction", "churned")}
    sums = f"({n['start']} + {n['expansion']} − {n['contraction']} − {n['churned']}) / {n['start']}"
    return f"{sums} = **{words.percent(row['nrr'])}**"


def _quick(ratio: float, n: dict[str, str]) -> str:
    if np.isnan(ratio):
        return say("nothing went.")
    sums = f"({n['new']} + {n['expansion']} + {n['reactivated']}) / ({n['contraction']} + {n['churned']})"
    return say("{sums} = **{ratio}**. Below 1 the money shrinks.", sums=sums, ratio=f"{ratio:.2f}")


def _likely(row: Any, rate: str) -> str:
    lower, upper, n = row[f"{rate}_lower"], row[f"{rate}_upper"], int(row["customers"])
    return f"n = {n:,}" if np.isnan(lower) else words.likely(lower, upper, n)
