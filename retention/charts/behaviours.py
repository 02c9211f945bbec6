"""What goes with staying: two rates beside each other, and differences found by a search with their ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.letters import letters, shortened, widest
from retention.charts.lines import percent_axis
from retention.charts.theme import (
    Theme,
    percent,
    plain,
    template,
    theme_named,
    titled,
    unchanged_by_clicks,
)
from retention.charts.words import came_back, ended, few_words, headed, named, points
from retention.languages import say

PAIR_ROW, PAIR_TOP, PAIR_BOTTOM = 54, 6, 30
LABEL_LIFT, VALUE_GAP = 18, 8  # pixels above the dot; to the right of the range
ROW, TOP, BOTTOM = 27, 30, 44
LETTER, MOST_LETTERS = 6.6, 24


def behaviour_rates(frame: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the share who came back among those who did something and among those who did not, with ranges.

    Parameters
    ----------
    frame
        One row for each of the groups, the first one filled, its index their names: back, n, rate, lower, upper.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"back": [41, 58], "n": [100, 200], "rate": [0.41, 0.29], "lower": [0.32, 0.23],
    ...                       "upper": [0.51, 0.36]}, index=["invited", "did not"])
    >>> behaviour_rates(frame).data[1].hovertext
    ('invited: 41 of 100 came back, 41.0 % (likely 32-51 %).', 'did not: 58 of 200 came back, 29.0 % (likely 23-36 %).')
    """
    tokens = theme_named(theme)
    rows = frame.to_dict("records")
    upper = frame["upper"].to_numpy(float)
    top = max(1.25 * float(np.nanmax(upper)) if len(upper) and not np.isnan(upper).all() else 0.1, 0.01)
    colours = [tokens.accent, *[tokens.muted] * (len(rows) - 1)][: len(rows)]
    ranges = _ranges(frame, tokens.hatch, 5)
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": frame["rate"].to_numpy(float),
        "y": list(range(len(rows))),
        "hovertext": [_rate_said(str(name), row) for name, row in zip(frame.index, rows, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 14,
            "color": [tokens.accent, *[tokens.paper] * (len(rows) - 1)][: len(rows)],
            "line": {"width": 2, "color": colours},
        },
    }
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": PAIR_TOP + PAIR_BOTTOM + PAIR_ROW * max(1, len(rows)),
        "margin": {"l": 16, "r": 10, "t": PAIR_TOP, "b": PAIR_BOTTOM},
        "xaxis": {**percent_axis(min(top, 1.0)), "range": [0, top], "showgrid": True, "ticklabelstandoff": 4},
        "yaxis": {"visible": False, "range": [len(rows) - 0.4, -0.75]},
        "annotations": [
            note
            for i, (name, row) in enumerate(zip(frame.index, rows, strict=True))
            for note in _rate_notes(str(name), row, i, tokens)
        ],
    }
    return go.Figure(data=[ranges, dots], layout=titled(layout, title))


def _ranges(frame: pd.DataFrame, colour: str, width: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [end for low, high in zip(frame["lower"], frame["upper"], strict=True) for end in (low, high, None)],
        "y": [i for i in range(len(frame)) for _ in range(3)],
        "line": {"width": width, "color": colour},
        "hoverinfo": "skip",
    }


def _rate_said(name: str, row: dict[Any, Any]) -> str:
    if not row["n"]:
        return say("{name}: nobody.", name=plain(name))
    numbers = came_back(int(row["back"]), int(row["n"]), row["rate"], row["lower"], row["upper"])
    return named(plain(name), ended(numbers))


def _rate_notes(name: str, row: dict[Any, Any], i: int, tokens: Theme) -> list[dict[str, Any]]:
    """The group's name above its dot, so that it needs no column of its own; its number beside the range."""
    weight = 600 if i == 0 else 400
    common = {"y": i, "showarrow": False, "align": "left", "xanchor": "left"}
    text = say("{name}, n = {n}", name=plain(name), n=f"{int(row['n']):,}")
    label = {**common, "xref": "paper", "x": 0, "yshift": LABEL_LIFT, "text": text}
    label["font"] = {"size": 13, "color": tokens.text, "weight": weight}
    if math.isnan(row["rate"]):
        return [label]
    number = {**common, "x": row["upper"], "xshift": VALUE_GAP, "text": few_words(percent(row["rate"]), row["n"])}
    number["font"] = {"size": 14, "color": tokens.accent if i == 0 else tokens.text, "weight": 600}
    return [label, number]


# ------------------------------------------------------------------------------------------------------ the search
def behaviour_dots(
    frame: pd.DataFrame,
    *,
    chosen: tuple[str, int] | None = None,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw differences that a search found on one half of the customers, as the other half has them, with ranges.

    Filled where a difference stands after correcting for everything that was tried, hollow where it could be chance;
    a small line where the first half had it. A quiet line at no difference. Dots carry ``customdata``, their row.

    Parameters
    ----------
    frame
        Rows of ``BehaviourSearch.frame``, the first one on top.
    chosen
        The event and how often of the row that is marked.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"event": ["export"], "times": [2], "coverage": [0.2], "found_difference": [0.10],
    ...                       "n_did": [100], "back_did": [41], "n_not": [200], "back_not": [58], "difference": [0.09],
    ...                       "lower": [0.01], "upper": [0.17], "adjusted": [0.04], "stands": [True]})
    >>> print(behaviour_dots(frame).data[-1].hovertext[0].replace("<br>", " "))
    export, 2 times or more: +9.0 points (likely +1.0 to +17.0), stands. Of 100 who did 41 came back, of 200 others 58.
    """
    tokens = theme_named(theme)
    frame = frame.reset_index(drop=True)
    rows = frame.to_dict("records")
    names = [behaviour_name(str(row["event"]), int(row["times"]), MOST_LETTERS) for row in rows]
    colours = [tokens.accent if row["stands"] else tokens.muted for row in rows]
    found = {
        "type": "scatter",
        "mode": "markers",
        "x": frame["found_difference"].to_numpy(float),
        "hoverinfo": "skip",
        "y": list(range(len(rows))),
        "name": "first half",
        "marker": {"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": tokens.muted}},
        **unchanged_by_clicks({"opacity": 1}),
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": "other half",
        "x": frame["difference"].to_numpy(float),
        "y": list(range(len(rows))),
        "customdata": [[i, 0] for i in range(len(rows))],
        "hovertext": [_difference_said(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 13,
            "color": [c if row["stands"] else tokens.paper for c, row in zip(colours, rows, strict=True)],
            "line": {"width": 2, "color": colours},
        },
        **unchanged_by_clicks({"opacity": 1}),
    }
    left = round(LETTER * widest(names) + 24)
    mark = [i for i, row in enumerate(rows) if chosen is not None and (row["event"], row["times"]) == chosen]
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": TOP + BOTTOM + ROW * max(1, len(rows)),
        "margin": {"l": left, "r": 14, "t": TOP, "b": BOTTOM},
        "clickmode": "event+select",
        "xaxis": _points_axis(frame),
        "yaxis": _named_rows(names, mark, tokens),
        "shapes": [_band(i, tokens) for i in mark],
    }
    drawn = go.Figure(data=[_ranges(frame, tokens.hatch, 4), found, dots], layout=titled(layout, title))
    drawn.add_vline(x=0, line={"width": 1, "color": tokens.muted, "dash": "dot"}, layer="below")
    return drawn


def behaviour_name(event: str, times: int, longest: int = 40) -> str:
    """A behaviour in a few letters, as it stands in the file.

    Examples
    --------
    >>> behaviour_name("export", 1), behaviour_name("export", 3)
    ('export', 'export, 3 or more')
    """
    event = event or say("(blank)")
    if times == 1:
        return shortened(event, longest)
    room = longest - round(letters(say("{event}, {times} or more", event="", times=times)))
    return say("{event}, {times} or more", event=shortened(event, room), times=times)


def _difference_said(row: dict[Any, Any]) -> str:
    head = plain(shortened(str(row["event"]) or say("(blank)"), 40))
    if row["times"] != 1:
        head = say("{event}, {times} times or more", event=head, times=int(row["times"]))
    if math.isnan(row["difference"]):
        return headed(head, say("too few customers in the other half to say."))
    apart = {"points": points(row["difference"]), "low": points(row["lower"]), "high": points(row["upper"])}
    verdict = (
        say("{points} points (likely {low} to {high}), stands.", **apart)
        if row["stands"]
        else say("{points} points (likely {low} to {high}), could be chance.", **apart)
    )
    counts = say(
        "Of {did} who did {did_back} came back, of {others} others {others_back}.",
        did=f"{int(row['n_did']):,}",
        did_back=f"{int(row['back_did']):,}",
        others=f"{int(row['n_not']):,}",
        others_back=f"{int(row['back_not']):,}",
    )
    return headed(head, f"{verdict}<br>{counts}")


def _points_axis(frame: pd.DataFrame) -> dict[str, Any]:
    """Percentage points with their sign; no difference is always in sight."""
    columns = ("lower", "upper", "difference", "found_difference")
    ends = np.concatenate([frame[name].to_numpy(float) for name in columns] + [np.zeros(1)])
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.06 * max(high - low, 0.01)
    step = next(s * p for p in (1e-3, 1e-2, 1e-1, 1.0) for s in (1, 2, 5) if (high - low) / (s * p) <= 5)
    ticks = [round(i * step, 6) for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    digits = 0 if step >= 0.01 else 1
    return {
        "range": [low - room, high + room],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{100 * tick:+.{digits}f}".replace("-", "−") if tick else "0" for tick in ticks],
        "showgrid": True,
        "ticklabelstandoff": 4,
        "title": {"text": say("points more, or less, came back")},
    }


def _named_rows(names: Sequence[str], mark: Sequence[int], tokens: Theme) -> dict[str, Any]:
    return {
        "range": [max(1, len(names)) - 0.4, -0.6],
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [f"<b>{plain(name)}</b>" if i in mark else plain(name) for i, name in enumerate(names)],
        "showgrid": False,
        "ticklabelstandoff": 6,
        "tickfont": {"size": 13, "color": tokens.text},
    }


def _band(i: int, tokens: Theme) -> dict[str, Any]:
    """The row that stands in the sentence."""
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": i - 0.5, "y1": i + 0.5}
    return {"type": "rect", **place, "layer": "below", "fillcolor": tokens.band, "line": {"width": 0}}
