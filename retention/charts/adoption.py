"""Who uses what, by age: events down, ages across, and above them how many customers were active."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from retention.charts.layers import text_trace
from retention.charts.letters import shortened, widest
from retention.charts.theme import Theme, hard_steps, percent_likely, plain, template, theme_named, titled
from retention.charts.units import age_name, several_of
from retention.charts.words import headed, of_group
from retention.intervals import Floats
from retention.languages import say
from retention.results import FEW_GREYED

ROW, TOP, BOTTOM = 28, 30, 46
LETTER = 6.8  # pixels
MOST_LETTERS = 22
HEAD, CEILING = -0.95, -1.4  # in rows: where the number of active customers stands; where the figure ends


def adoption_heatmap(
    frame: pd.DataFrame, *, unit: str = "month", times: int = 1, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw the share of active customers who used each event, by age, on one scale from 0.

    Events stand in the order in which they are used most. Cells of fewer than 10 customers are grey and have no number;
    ages at which nobody was active are blank.

    Parameters
    ----------
    frame
        What :func:`retention.feature_adoption` returns: event, age, active, used, share, lower, upper.
    unit
        What one age is called.
    times
        How often an event had to be done to count, for the words.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"event": ["export", "export"], "age": [0, 1], "active": [50, 40], "used": [25, 10],
    ...                       "share": [0.5, 0.25], "lower": [0.37, 0.14], "upper": [0.63, 0.40]})
    >>> figure = adoption_heatmap(frame)
    >>> figure.data[-1].hovertext[0][1]
    'export, month 1:<br>10 of 40 active customers did it, 25.0 % (likely 14-40 %).'
    """
    tokens = theme_named(theme)
    sheets = {name: _sheet(frame, name) for name in ("share", "active", "used", "lower", "upper")}
    events, ages = list(sheets["share"].index), [int(age) for age in sheets["share"].columns]
    share, active = (sheets[name].to_numpy(float) for name in ("share", "active"))
    few = active < FEW_GREYED
    top = _top(share[~few])
    hover = _sentences(sheets, unit, times)
    traces = [_cells(np.where(few, np.nan, share), top, tokens), _greyed(few & (active > 0), tokens)]
    traces += _numbers(share, few, top, tokens)
    traces.append(_heads(active, tokens))
    traces.append(_hover(hover))
    left = round(LETTER * widest([_named(event, MOST_LETTERS) for event in events]) + 24)
    return go.Figure(data=traces, layout=titled(_layout(events, ages, unit, left, tokens), title))


def _sheet(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Events by age, the most used first: by all users over all active."""
    total = frame.groupby("event", observed=True, sort=False)[["used", "active"]].sum()
    order = (total["used"] / total["active"].clip(lower=1)).sort_values(ascending=False, kind="stable").index
    return frame.pivot(index="event", columns="age", values=column).reindex(order)


def _top(share: Floats) -> float:
    """End of the scale: the largest share, rounded up to a tenth, or to a hundredth where all are small."""
    highest = float(np.nanmax(share)) if len(share) and not np.isnan(share).all() else 0.0
    digits = 10 if highest > 0.1 else 100
    return max(math.ceil(highest * digits - 1e-9), 1) / digits


def _heat(z: Floats, colours: list[list[Any]], top: float) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": z,
        "xgap": 2,
        "ygap": 2,
        "zmin": 0,
        "zmax": top,
        "colorscale": colours,
        "showscale": False,
        "hoverinfo": "skip",
        "hoverongaps": False,
    }


def _cells(share: Floats, top: float, tokens: Theme) -> dict[str, Any]:
    return {**_heat(share, hard_steps(tokens.ramp), top), "name": "cells"}


def _greyed(few: NDArray[np.bool_], tokens: Theme) -> dict[str, Any]:
    colours = [[0, tokens.greyed], [1, tokens.greyed]]
    return {**_heat(np.where(few, 0.5, np.nan), colours, 1.0), "name": "few customers"}


def _numbers(share: Floats, few: NDArray[np.bool_], top: float, tokens: Theme) -> list[dict[str, Any]]:
    """Whole percents in the cells, one trace for each ink."""
    steps = np.minimum(np.nan_to_num(share) / top * len(tokens.ramp), len(tokens.ramp) - 1).astype(int)
    inks = np.array(tokens.ramp_inks, object)[steps]
    size = 12 if share.shape[1] <= 10 else 11
    digits = 0 if top > 0.1 else 1
    traces = []
    for ink in dict.fromkeys(tokens.ramp_inks):
        rows, columns = np.nonzero((inks == ink) & ~np.isnan(share) & ~few)
        if len(rows):
            texts = [f"{100 * value:.{digits}f}" for value in share[rows, columns]]
            traces.append(text_trace(columns, rows, texts, ink, size))
    return traces


def _heads(active: Floats, tokens: Theme) -> dict[str, Any]:
    """How many were active at each age, above the cells."""
    known = active[0] if len(active) else np.zeros(0)
    every = max(1, math.ceil(len(known) * max((len(f"{n:,.0f}") for n in known), default=1) / 46))
    at = range(0, len(known), every)
    texts = [f"{known[i]:,.0f}" for i in at]
    return {**text_trace(list(at), [HEAD] * len(texts), texts, tokens.muted, 11), "name": "active"}


def _hover(sentences: NDArray[np.object_]) -> dict[str, Any]:
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return {
        **_heat(np.where(sentences != "", 0.5, np.nan), clear, 1.0),
        "name": "hover",
        "hoverinfo": "text",
        "hovertext": sentences,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _sentences(sheets: dict[str, pd.DataFrame], unit: str, times: int) -> NDArray[np.object_]:
    parts = {name: sheet.to_numpy(float) for name, sheet in sheets.items()}
    events = [plain(_named(event, 40)) for event in sheets["share"].index]
    ages = [int(age) for age in sheets["share"].columns]
    out = np.full(parts["share"].shape, "", object)
    for i, j in zip(*np.nonzero(parts["active"] > 0), strict=True):
        n, used, rate, low, high = (float(parts[name][i, j]) for name in ("active", "used", "share", "lower", "upper"))
        numbers = {"k": f"{used:,.0f}", "n": f"{n:,.0f}", "share": percent_likely(rate, low, high)}
        said = (
            say("{k} of {n} active customers did it, {share}.", **numbers)
            if times == 1
            else say("{k} of {n} active customers did it {times} times or more, {share}.", times=times, **numbers)
        )
        out[i, j] = headed(of_group(events[i], age_name(unit, str(ages[j]))), said)
    return out


def _named(event: Any, longest: int) -> str:
    return shortened(str(event) or say("(blank)"), longest)


def _layout(events: list[Any], ages: list[int], unit: str, left: int, tokens: Theme) -> dict[str, Any]:
    every = max(1, math.ceil(len(ages) / 16))
    at = [i for i, age in enumerate(ages) if age % every == 0]
    names = [plain(_named(event, MOST_LETTERS)) for event in events]
    return {
        "template": template(tokens),
        "height": round(TOP + BOTTOM + ROW * (max(1, len(events)) - 0.5 - CEILING)),
        "margin": {"l": left, "r": 10, "t": TOP, "b": BOTTOM},
        "xaxis": {
            "range": [-0.5, len(ages) - 0.5],
            "tickmode": "array",
            "tickvals": at,
            "ticktext": [f"{ages[i]}" for i in at],
            "title": {"text": say("{units} since the start", units=several_of(unit))},
            "ticklabelstandoff": 4,
        },
        "yaxis": {
            "range": [len(events) - 0.5, CEILING],
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "tickfont": {"size": 13, "color": tokens.text},
            "showgrid": False,
            "ticklabelstandoff": 6,
        },
        "annotations": [
            {
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 6,
                "xshift": 10 - left,  # from the edge of the figure, over the names
                "showarrow": False,
                "text": say("customers active, and % who did each"),
                "font": {"size": 12, "color": tokens.muted},
            }
        ],
    }
