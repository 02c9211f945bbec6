"""Customers and what is at stake with them, by stage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from retention.charts.money import money
from retention.charts.theme import Theme, percent, plain, template, theme_named, titled
from retention.charts.words import named
from retention.languages import counted, mark, nouns, say
from retention.stages import NEVER, SLIPPING, STAGES

ROW = 46


def stage_bars(
    table: pd.DataFrame, stake: str = "money", *, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw customers and what is at stake with them, stage by stage; those who are slipping away stand out.

    Parameters
    ----------
    table
        ``CustomerList.stages``: customers, at_stake, expected_loss and chance, by the key of the stage.
    stake
        What is at stake: "money", or "visits" or "months" where there are no amounts.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> table = pd.DataFrame({"customers": [3, 1], "at_stake": [90.0, 10.0], "expected_loss": [0.0, 8.0],
    ...                       "chance": [float("nan"), 0.2]}, ["regular", "cooling"])
    >>> [list(bar.x) for bar in stage_bars(table).data]
    [[3.0, 1.0], [90.0, 10.0]]
    """
    tokens = theme_named(theme)
    parts = [stage for stage in STAGES if stage.key in table.index]
    rows = table.loc[[stage.key for stage in parts]].to_dict("records")
    ys = list(range(len(parts)))[::-1]
    colours = [_stage_colour(stage.key, tokens) for stage in parts]
    said = [_stage_said(say(stage.name), row, stake) for stage, row in zip(parts, rows, strict=True)]
    drawn = go.Figure(
        layout=titled(
            {
                "template": template(tokens),
                "height": 40 + ROW * max(1, len(parts)),
                "margin": {"l": 8, "r": 8, "t": 26, "b": 8},
                "bargap": 0.66,
                "yaxis": {"visible": False, "range": [-0.6, max(1, len(parts)) - 0.2]},
            },
            title,
        )
    )
    panels = {"customers": (0.0, 0.46), "at_stake": (0.54, 1.0)}
    for i, (column, domain) in enumerate(panels.items()):
        values = [float(row[column]) for row in rows]
        written = [f"{value:,.0f}" if column == "customers" or stake != "money" else money(value) for value in values]
        drawn.add_trace(
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": ys,
                "xaxis": "x" if i == 0 else "x2",
                "marker": {"color": colours, "line": {"width": 0}},
                "text": written,
                "textposition": "outside",
                "textfont": {"color": tokens.text, "size": 12},
                "cliponaxis": False,
                "hovertext": said,
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
        axis = {"visible": False, "range": [0, 1.45 * max(1e-9, *values, 0.0)], "domain": list(domain)}
        drawn.update_layout({"xaxis" if i == 0 else "xaxis2": {**axis, "fixedrange": True}})
    heads = (nouns("customer"), _stake(stake))
    for text, (left, _) in zip(heads, panels.values(), strict=True):
        drawn.add_annotation(_label(text, left, 1, tokens.muted, yref="paper", yanchor="bottom"))
    for stage, y in zip(parts, ys, strict=True):
        drawn.add_annotation(_label(say(stage.name), 0, y + 0.2, tokens.text, yref="y", yanchor="bottom"))
    return drawn


def _stage_colour(key: str, tokens: Theme) -> str:
    if key == NEVER:
        return tokens.hatch
    return tokens.accent if key in SLIPPING else tokens.ramp[4]


def _label(text: str, x: float, y: float, colour: str, **more: Any) -> dict[str, Any]:
    font = {"size": 12, "color": colour}
    return {"text": text, "x": x, "xref": "paper", "xanchor": "left", "y": y, "showarrow": False, "font": font, **more}


def _stage_said(name: str, row: Mapping[Any, Any], stake: str) -> str:
    much = money(float(row["at_stake"])) if stake == "money" else f"{row['at_stake']:,.0f}"
    chance = float(row["chance"])
    said = {"customers": counted(int(row["customers"]), "customer"), "at_stake": _stake(stake), "amount": much}
    if math.isnan(chance):
        return named(name, say("{customers},<br>{at_stake}: {amount}.", **said))
    words = say(
        "{customers},<br>{at_stake}: {amount},<br>on average {share} of customers like them come back.",
        share=percent(chance, 0),
        **said,
    )
    return named(name, words)


_STAKES = {
    "money": mark("money of a year at stake"),
    "visits": mark("visits of a year at stake"),
    "months": mark("months of a year at stake"),
}


def _stake(stake: str) -> str:
    if stake in _STAKES:
        return say(_STAKES[stake])
    return say("{what} of a year at stake", what=plain(stake))
