"""What each strategy could bring: a range for the assumed rates, and a point for the chosen one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.letters import shortened
from retention.charts.money import money
from retention.charts.theme import Theme, per_cent, plain, range_words, template, theme_named, titled
from retention.charts.words import headed
from retention.languages import counted, say

ROW = 44  # pixels for each strategy: its name, and its range below
ROOM = 0.34  # of the axis, right of the longest range: for what is written there


def strategy_ranges(
    frame: pd.DataFrame,
    *,
    has_money: bool = True,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw the size of opportunities, the first on top: a bar from the low to the high rate, a point at the chosen one.

    Parameters
    ----------
    frame
        One row for each: name, customers, rate_low, rate, rate_high (fractions), low, chosen, high (money a year, or
        customers).
    has_money
        Whether the sizes are money a year; else customers.
    theme, title
        As in other charts.

    Examples
    --------
    >>> frame = pd.DataFrame({"name": ["Onboarding"], "customers": [240], "rate_low": [0.02], "rate": [0.05],
    ...                       "rate_high": [0.08], "low": [1200.0], "chosen": [3000.0], "high": [4800.0]})
    >>> strategy_ranges(frame).data[0].hovertext[0]
    'Onboarding:<br>240 customers, 2 to 8 %: 1,200 to 4,800 a year; at 5 %: 3,000.'
    """
    tokens = theme_named(theme)
    rows = list(range(len(frame)))
    low, chosen, high = (frame[name].to_numpy(float) for name in ("low", "chosen", "high"))
    end = float(np.max([*high, *chosen, 1.0 if has_money else 0.1]))
    said = [_sentence(row, has_money) for row in frame.to_dict("records")]
    hover = {"hovertext": said, "hovertemplate": "%{hovertext}<extra></extra>"}
    bars = {
        "type": "bar",
        "orientation": "h",
        "base": low,
        "x": high - low,
        "y": rows,
        "width": 0.2,
        "marker": {"color": tokens.accent, "opacity": 0.45, "line": {"width": 0}},
        **hover,
    }
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": chosen,
        "y": rows,
        "marker": {"size": 10, "color": tokens.accent, "line": {"width": 1.5, "color": tokens.paper}},
        **hover,
    }
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": 46 + ROW * max(1, len(rows)),
        "margin": {"l": 8, "r": 12, "t": 8, "b": 38},
        "xaxis": {
            "range": [0, end * (1 + ROOM)],
            "showgrid": True,
            "nticks": 5,
            "tickformat": ",~s" if has_money else ",",
            "title": {"text": say("money a year") if has_money else say("customers kept in a year")},
        },
        "yaxis": {"range": [len(rows) - 0.5, -0.75], "showgrid": False, "showticklabels": False},
        "annotations": _texts(frame, has_money, tokens),
    }
    return go.Figure(data=[bars, points], layout=titled(layout, title))


def _texts(frame: pd.DataFrame, has_money: bool, tokens: Theme) -> list[dict[str, Any]]:
    """The name above each range, what it holds at its right end."""
    found = []
    for i, row in enumerate(frame.to_dict("records")):
        place = {"showarrow": False, "xanchor": "left", "xref": "x", "yref": "y", "y": i}
        name = {"text": plain(shortened(str(row["name"]), 50)), "font": {"size": 13, "color": tokens.text}}
        found.append({**place, **name, "x": 0, "yshift": 15})
        size = {"text": _span(row, has_money), "font": {"size": 12, "color": tokens.muted}, "xshift": 8}
        found.append({**place, **size, "x": max(row["high"], row["chosen"])})
    return found


def _span(row: dict[Any, Any], has_money: bool) -> str:
    write = _amount if has_money else _people
    return range_words(write(row["low"]), write(row["high"]))


def _sentence(row: dict[Any, Any], has_money: bool) -> str:
    write = money if has_money else _people
    values = {
        "customers": counted(int(row["customers"]), "customer"),
        "rates": range_words(f"{100 * row['rate_low']:g}", per_cent(f"{100 * row['rate_high']:g}")),
        "gains": range_words(write(row["low"]), write(row["high"])),
        "rate": per_cent(f"{100 * row['rate']:g}"),
        "gain": write(row["chosen"]),
    }
    said = (
        say("{customers}, {rates}: {gains} a year; at {rate}: {gain}.", **values)
        if has_money
        else say("{customers}, {rates}: {gains} customers kept; at {rate}: {gain}.", **values)
    )
    return headed(plain(row["name"]), said)


def _amount(value: float) -> str:
    """Money in as many letters as a label has room for: "950", "12k", "1.4M"."""
    rounded = float(f"{value:.2g}")
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if rounded >= size:
            return f"{rounded / size:.3g}{letter}"
    return f"{rounded:g}"


def _people(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.{0 if value >= 10 else 1}f}"
