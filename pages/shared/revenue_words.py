"""Money in words: what came again from the same customers, and both rates spelled out on the visitor's own numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pages.shared import one_period, words
from pages.shared.series_controls import SeriesView
from retention.charts.money import money


def known(frame: pd.DataFrame) -> list[int]:
    """Positions of the periods that have a rate."""
    found: list[int] = np.flatnonzero(frame["nrr"].notna().to_numpy()).tolist()
    return found


def why_not(frame: pd.DataFrame, view: SeriesView) -> str:
    """Why no period has a rate."""
    if not len(frame):
        return "Nothing can be said yet: nobody pays anything in the data shown."
    return (
        f"Nothing can be said yet: a rate needs two whole {view.unit}s with money, one to start from and one to look "
        "at. Choose a shorter period, or more of them."
    )


def of_100(row: Any, rate: str) -> str:
    """A share of money as so many of each 100, with its range."""
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    likely = "" if np.isnan(lower) else f", likely {100 * lower:.0f} to {100 * upper:.0f}"
    name = {"grr": "gross", "nrr": "net"}[rate]
    return f"({name}{likely})"


def sentence(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> str:
    """What came again of each 100, with the range and n."""
    i = whole.index.get_loc(start)
    row = whole.iloc[i]
    people = words.count(int(row["customers"]), "customer")
    gross, net = f"**{100 * row['grr']:.0f}**", f"**{100 * row['nrr']:.0f}**"
    of_gross, of_net = of_100(row, "grr"), of_100(row, "nrr")
    if view.contracts:
        return (
            f"Of each 100 a month that {people} paid at the beginning of {one_period.called(start, view)}, {gross} "
            f"still ran at its end before any increase {of_gross}, and {net} with increases {of_net}."
        )
    before = one_period.called(whole.index[i - 1], view)
    return (
        f"Of each 100 that {people} paid in {before}, {gross} came again from them in {one_period.called(start, view)} "
        f"before any increase {of_gross}, and {net} with increases {of_net}."
    )


def beside(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> list[str]:
    """What belongs to neither rate, and the same rates a period and a year before."""
    row, lines = whole.loc[start], []
    others = [(float(row["new"]), "from new customers"), (float(row["reactivated"]), "from customers won back")]
    said = " and ".join(f"**{money(amount)}** {who}" for amount, who in others if amount > 0)
    if said:
        lines.append(f"Besides, {said}: they belong to neither rate.")
    i = whole.index.get_loc(start)
    for other in (whole.index[i - 1] if i else None, one_period.a_year_before(start, view)):
        if other is not None and other in whole.index and not np.isnan(whole.at[other, "nrr"]):
            then = whole.loc[other]
            lines.append(
                f"{one_period.at(other, view)} it was {100 * then['grr']:.0f} {of_100(then, 'grr')} and "
                f"{100 * then['nrr']:.0f} {of_100(then, 'nrr')}."
            )
    return lines


def formulas(row: Any) -> list[str]:
    """Both rates and the quick ratio, spelled out on the numbers of one period."""
    n = {name: money(row[name]) for name in ("start", "new", "reactivated", "expansion", "contraction", "churned")}
    ratio = row["quick_ratio"]
    return [
        "Gross: the same customers, before any increase  \n"
        f"({n['start']} − {n['contraction']} − {n['churned']}) / {n['start']} = **{words.percent(row['grr'])}**  \n"
        f"{_likely(row, 'grr')}",
        "Net: the same customers, with increases  \n"
        f"({n['start']} + {n['expansion']} − {n['contraction']} − {n['churned']}) / {n['start']} = "
        f"**{words.percent(row['nrr'])}**  \n{_likely(row, 'nrr')}",
        "Quick ratio: what came by what went  \n"
        + (
            "nothing went."
            if np.isnan(ratio)
            else f"({n['new']} + {n['expansion']} + {n['reactivated']}) / ({n['contraction']} + {n['churned']}) = "
            f"**{ratio:.2f}**. Below 1 the money shrinks."
        ),
    ]


def _likely(row: Any, rate: str) -> str:
    lower, upper, n = row[f"{rate}_lower"], row[f"{rate}_upper"], int(row["customers"])
    return f"n = {n:,}" if np.isnan(lower) else words.likely(lower, upper, n)
