"""What moves the number of customers: new, returning and resurrected above zero, dormant below, and their ratio."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.along_time import change_line, line
from retention.charts.beside import names_at_right
from retention.charts.theme import Theme, theme_named
from retention.charts.timeline import MANY, Timeline, count_axis, figure, last_known
from retention.languages import mark, say, term
from retention.results import FEW_MARKED
from retention.settings import CohortSettings

MOVES = ("returning", "resurrected", "new")  # from zero upwards
FAR = 3.0  # a ratio beyond this many times the middle one is drawn at the edge


def lifecycle_chart(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the customers of each period by where they come from, those gone quiet below zero, and the net change.

    In a period that is not over the bars are hatched, nobody is dormant yet, and there is no net change.

    Parameters
    ----------
    frame
        What :func:`retention.lifecycle` returns for all customers or one segment.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    small
        A low figure without the net change, for a card beside others.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"new": [3, 1], "returning": [0, 2], "resurrected": [0, 0], "dormant": [0, 1],
    ...                       "active": [3, 3], "net": [3, 0], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> lifecycle_chart(frame).data[0].hovertext[1]
    'Feb 2026 (1-28 Feb 2026, complete):<br>3 active: 2 returning, 0 resurrected, 1 new.<br>1 went dormant; net 0.'
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    said = time.sentences([_moves(frame, i, bool(time.complete[i])) for i in range(len(frame))], compared=True)
    parts = {name: frame[name].to_numpy(float) for name in MOVES}
    # Whoever has not come by yet may still come: nobody is dormant before the period is over.
    dormant = np.where(time.complete & ~time.no_data, frame["dormant"].to_numpy(float), 0.0)
    traces = [time.bars(name, values, tokens.lifecycle[name], said, tokens) for name, values in parts.items()]
    traces.append(time.bars("dormant", -dormant, tokens.lifecycle["dormant"], said, tokens))
    net = np.where(time.complete & ~time.no_data & ~time.after_gap, frame["net"].to_numpy(float), np.nan)
    if not small:
        traces.append(change_line(time, "net", net, said, tokens))
    traces += time.dashes(said, tokens)
    high = float(np.max(sum(parts.values()), initial=1.0))
    low = min(-float(np.max(dormant, initial=0.0)), 0.0 if small or np.isnan(net).all() else float(np.nanmin(net)))
    drawn = figure(traces, time, count_axis(low, high), tokens, title, small=small)
    names_at_right(drawn, _ends(frame, net, tokens, small=small))
    return drawn


def _moves(frame: pd.DataFrame, i: int, complete: bool) -> str:
    row = {name: f"{int(frame[name].iloc[i]):,}" for name in (*MOVES, "dormant", "active")}
    if not complete:
        return say(
            "{active} active so far: {returning} returning, {resurrected} resurrected, {new} new.<br>"
            "{dormant} not there so far.",
            **row,
        )
    return say(
        "{active} active: {returning} returning, {resurrected} resurrected, {new} new.<br>"
        "{dormant} went dormant; net {net}.",
        net=signed(int(frame["net"].iloc[i])),
        **row,
    )


def signed(number: int) -> str:
    """A change with its sign: "+12", "−3", "0"."""
    return "0" if number == 0 else f"{number:+,}".replace("-", "−")


def _ends(frame: pd.DataFrame, net: Any, tokens: Theme, *, small: bool) -> list[tuple[str, float, str]]:
    """Names of the moves at the heights they have in the last complete period."""
    done = np.flatnonzero(frame["complete"].to_numpy(bool))
    if not len(done):
        return []
    last = frame.iloc[int(done[-1])]
    ends, below = [], 0.0
    for name in MOVES:
        ends.append((_name(name), below + float(last[name]) / 2, tokens.lifecycle[name]))
        below += float(last[name])
    ends.append((say("dormant"), -float(last["dormant"]) / 2, tokens.lifecycle["dormant"]))
    at = last_known(net)
    return ends if small or at is None else [*ends, (term("change", "net"), float(net[at]), tokens.text)]


def _name(move: str) -> str:
    """What a move is called beside its bar."""
    return term("customers", "new") if move == "new" else say(_NAMES[move])


_NAMES = {"returning": mark("returning"), "resurrected": mark("resurrected")}


# ------------------------------------------------------------------------------------------------- quick ratio
def quick_ratio_chart(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw customers gained for each one gone quiet: (new + resurrected) / dormant, and 1 where the two are even.

    No point where fewer than 30 customers moved: a handful makes any ratio. A ratio far above the others is drawn as
    a triangle at the upper edge; hover says it.

    Parameters
    ----------
    frame
        What :func:`retention.lifecycle` returns for all customers or one segment.
    theme, title, small, settings
        As in :func:`lifecycle_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"new": [40, 30], "resurrected": [0, 6], "dormant": [0, 24], "quick_ratio": [np.nan, 1.5],
    ...                       "complete": [True, True]}, index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> quick_ratio_chart(frame).data[0].hovertext[1]
    'Feb 2026 (1-28 Feb 2026, complete):<br>30 new and 6 resurrected for 24 gone dormant: 1.50.'
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    ratio = _ratio(frame, time)
    known = ratio[~np.isnan(ratio)]
    # A little above the highest, but one ratio on a near empty month must not press the others to the floor.
    top = max(1.25, min(float(known.max()) * 1.1, float(np.median(known)) * FAR)) if len(known) else 2.0
    said = time.sentences([_gained(frame, ratio, i) for i in range(len(frame))])
    beyond = ratio > top
    ratios = {
        **line(time, "quick ratio", np.where(beyond, top * 0.97, ratio), tokens.accent, said),
        "marker": {
            "size": np.where(beyond, 11, 6 if len(time) <= MANY else 4),
            "symbol": np.where(beyond, "triangle-up", "circle"),
            "color": tokens.accent,
        },
    }
    traces = [ratios, *time.not_over(top, said, tokens), *time.dashes(said, tokens)]
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 1e6) if top / s <= 5)
    ticks = sorted({1.0, *(i * step for i in range(int(top / step) + 1))})
    axis = {"range": [0, top], "tickmode": "array", "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    drawn = figure(traces, time, axis, tokens, title, small=small)
    # The line of one is named beside the plot, where nothing can cross the words.
    drawn.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        y0=1,
        y1=1,
        layer="below",
        line={"width": 1.5, "dash": "dash", "color": tokens.muted},
    )
    names_at_right(drawn, [(say("even"), 1.0, tokens.muted)])
    return drawn


def _ratio(frame: pd.DataFrame, time: Timeline) -> Any:
    """The ratio where enough customers moved, NaN elsewhere."""
    moved = sum(frame[name].to_numpy(np.int64) for name in ("new", "resurrected", "dormant"))
    ratio = frame["quick_ratio"].to_numpy(float)
    drawn = time.complete & ~time.no_data & (moved >= FEW_MARKED) & np.isfinite(ratio)
    return np.where(drawn, ratio, np.nan)


def _gained(frame: pd.DataFrame, ratio: Any, i: int) -> str:
    new, back, gone = (int(frame[name].iloc[i]) for name in ("new", "resurrected", "dormant"))
    if np.isnan(ratio[i]):
        return say("no ratio yet: {new} new and {back} resurrected so far.", new=f"{new:,}", back=f"{back:,}")
    return say(
        "{new} new and {back} resurrected for {gone} gone dormant: {ratio}.",
        new=f"{new:,}",
        back=f"{back:,}",
        gone=f"{gone:,}",
        ratio=f"{ratio[i]:.2f}",
    )
