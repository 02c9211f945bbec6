"""What moves money: the steps from one period to the next, and the same over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.along_time import change_line
from retention.charts.beside import names_at_right
from retention.charts.letters import widest
from retention.charts.lines import Trace
from retention.charts.money import LOSSES, MOVES, colours, money, money_axis, short_money, signed_money
from retention.charts.theme import Theme, template, theme_named, titled
from retention.charts.timeline import HEIGHT, Timeline, figure, last_known
from retention.charts.words import ended, named
from retention.languages import mark, say, term
from retention.settings import CohortSettings

FAR_FROM_ZERO = 0.75  # of the highest level: if none is lower, bars from zero would hide the steps
# What each step is called, and what its bar says on hover.
STEPS = {
    "new": (mark("New"), mark("New: {money},<br>customers who never paid before.")),
    "reactivated": (
        mark("Reactivated"),
        mark("Reactivated: {money},<br>customers who paid before, and not in the period before."),
    ),
    "expansion": (
        mark("Expansion"),
        mark("Expansion: {money},<br>customers who paid more than in the period before."),
    ),
    "contraction": (
        mark("Contraction"),
        mark("Contraction: {money},<br>customers who paid less than in the period before."),
    ),
    "churned": (mark("Churned"), mark("Churned: {money},<br>customers who did not pay any more.")),
}
# The same in the middle of a line.
MOVED = {
    "reactivated": mark("reactivated"),
    "expansion": mark("expansion"),
    "contraction": mark("contraction"),
    "churned": mark("churned"),
}


# -------------------------------------------------------------------------------------------------------- bridge
def revenue_bridge(
    frame: pd.DataFrame,
    period: Any = None,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the steps from the money of one period to that of the next: what came, what grew, what shrank, what went.

    Steps go downwards, so that their names stand in full however narrow the figure is. Where they are small beside the
    money of the period, the axis begins near it, and says so.

    Parameters
    ----------
    frame
        What :func:`retention.revenue_retention` returns for all customers or one segment.
    period
        Start of the period to explain; the last complete one by default.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"start": [0.0, 90.0], "new": [90.0, 20.0], "reactivated": [0.0, 0.0],
    ...                       "expansion": [0.0, 5.0], "contraction": [0.0, 3.0], "churned": [0.0, 12.0],
    ...                       "end": [90.0, 100.0], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> revenue_bridge(frame).data[0].text
    ('90', '+20', '0', '+5', '−3', '−12', '100')
    """
    tokens, time = theme_named(theme), Timeline(frame, settings)
    i = _position(frame, period)
    row = None if i is None else frame.iloc[i]
    names = [_before(time, i), *(say(name) for name, _ in STEPS.values()), "" if i is None else time.names[i]]
    bars = _bars(row, names, tokens)
    steps = [] if row is None else _connectors(row, tokens)
    values = [] if row is None else [float(row["start"]), float(row["end"]), *_levels(row)]
    axis, left = _money_from(values), max(104, round(6.8 * widest(names) + 18))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": left, "r": 74, "t": 10, "b": 34 if "title" not in axis else 52},
        "xaxis": axis,
        "yaxis": {
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "tickfont": {"color": tokens.text, "size": 13},
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
        },
    }
    return go.Figure(data=[*bars, *steps], layout=titled(layout, title))


def _money_from(levels: list[float]) -> dict[str, Any]:
    """An axis from zero; one that begins later, and says so, where the steps would not be seen."""
    low, high = min(levels, default=0.0), max(levels, default=1.0)
    if low < FAR_FROM_ZERO * high:
        return {**money_axis(0.0, high), "showgrid": True}
    room = max(high - low, 0.001 * high)
    axis = money_axis(low - 0.5 * room, high)
    begins = max(0.0, low - 0.5 * room)
    start = short_money(float(f"{begins:.3g}"))
    words = say("begins at {money}, so that the steps can be seen", money=start)
    return {**axis, "range": [begins, high + 0.08 * room], "showgrid": True, "title": {"text": words}}


def _position(frame: pd.DataFrame, period: Any) -> int | None:
    """Row of the period asked for, or of the last complete one that has one before it."""
    if period is not None:
        found = np.flatnonzero(frame.index == pd.Timestamp(period))
        return int(found[0]) if len(found) else None
    done = np.flatnonzero(frame["complete"].to_numpy(bool))
    return int(done[-1]) if len(done) else None


def _before(time: Timeline, i: int | None) -> str:
    if i is None:
        return ""
    return time.names[i - 1] if i else say("Before {period}", period=time.names[0])


def _levels(row: Any) -> list[float]:
    """Money after each step."""
    steps = [float(row[name]) * (-1 if name in ("contraction", "churned") else 1) for name in STEPS]
    return [float(level) for level in float(row["start"]) + np.cumsum(steps)]


def _bars(row: Any, names: list[str], tokens: Theme) -> list[Trace]:
    if row is None:
        return []
    levels, tones = _levels(row), colours(tokens)
    before = [float(row["start"]), *levels[:-1]]
    low = [0.0, *np.minimum(before, levels).tolist(), 0.0]
    wide = [float(row["start"]), *np.abs(np.subtract(levels, before)).tolist(), float(row["end"])]
    said = [
        named(names[0], ended(money(row["start"]))),
        *(say(words, money=signed_money(row[key], key in LOSSES)) for key, (_, words) in STEPS.items()),
        named(names[-1], ended(money(row["end"]))),
    ]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": wide,
            "base": low,
            "y": list(range(len(names))),
            "width": 0.62,
            "marker": {"color": [tokens.hatch, *(tones[name] for name in STEPS), tokens.hatch]},
            "text": [
                money(row["start"]),
                *(signed_money(row[key], key in LOSSES) for key in STEPS),
                money(row["end"]),
            ],
            "textposition": "outside",
            "textfont": {"color": tokens.text, "size": 13},
            "cliponaxis": False,
            "hovertext": said,
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _connectors(row: Any, tokens: Theme) -> list[Trace]:
    """Thin lines from the end of each bar to the beginning of the next."""
    x: list[float | None] = []
    y: list[float | None] = []
    for i, level in enumerate([float(row["start"]), *_levels(row)]):
        x += [level, level, None]
        y += [i + 0.31, i + 0.69, None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"width": 1, "color": tokens.muted},
            "hoverinfo": "skip",
        }
    ]


# ------------------------------------------------------------------------------------------ movements over time
def revenue_movements(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw what moved the money of each period: gains above zero, losses below, and the change of both together.

    In a period that is not over the bars are hatched, nobody has gone yet, and there is no change.

    Parameters
    ----------
    frame
        What :func:`retention.revenue_retention` returns for all customers or one segment.
    theme, title, settings
        As in :func:`revenue_bridge`.
    small
        A low figure without the change, for a card beside others.

    Examples
    --------
    >>> frame = pd.DataFrame({"start": [0.0, 90.0], "new": [90.0, 20.0], "reactivated": [0.0, 0.0],
    ...                       "expansion": [0.0, 5.0], "contraction": [0.0, 3.0], "churned": [0.0, 12.0],
    ...                       "end": [90.0, 100.0], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> [(trace.name, float(trace.y[1])) for trace in revenue_movements(frame).data][:5]
    [('expansion', 5.0), ('reactivated', 0.0), ('new', 20.0), ('contraction', -3.0), ('churned', -12.0)]
    """
    tokens = theme_named(theme)
    time, tones = Timeline(frame, settings), colours(tokens)
    said = time.sentences([_moves(row, bool(row["complete"])) for row in frame.to_dict("records")])
    parts = {name: frame[name].to_numpy(float) * sign for name, sign in MOVES.items()}
    for name in LOSSES:
        parts[name] = np.where(time.complete, parts[name], 0.0)
    traces = [time.bars(name, values, tones[name], said, tokens) for name, values in parts.items()]
    known = time.complete & ~time.no_data
    net = np.where(known, (frame["end"] - frame["start"]).to_numpy(float), np.nan)
    if not small:
        traces.append(change_line(time, "change", net, said, tokens))
    traces += time.dashes(said, tokens)
    high = float(np.max(sum(np.maximum(part, 0) for part in parts.values()), initial=0.0))
    low = float(np.min(sum(np.minimum(part, 0) for part in parts.values()), initial=0.0))
    drawn = figure(traces, time, money_axis(low, high), tokens, title, small=small)
    names_at_right(drawn, _heights(parts, net, time, tones, tokens, small=small))
    return drawn


def _moves(row: dict[Any, Any], complete: bool) -> str:
    if not complete:
        return say(
            "{money} so far: {new} new, {reactivated} reactivated.",
            money=money(row["end"]),
            new=money(row["new"]),
            reactivated=money(row["reactivated"]),
        )
    return say(
        "{before} before, {now} in it:<br>{new} new, {reactivated} reactivated, {expansion} expansion,<br>"
        "{contraction} contraction, {churned} churned.",
        before=money(row["start"]),
        now=money(row["end"]),
        **{name: signed_money(row[name], name in LOSSES) for name in STEPS},
    )


def _name(move: str) -> str:
    """What a movement is called beside its bar."""
    return term("money", "new") if move == "new" else say(MOVED[move])


def _heights(
    parts: dict[str, Any], net: Any, time: Timeline, tones: dict[str, str], tokens: Theme, *, small: bool
) -> list[tuple[str, float, str]]:
    """Names at the heights that they have in the last complete period."""
    done = np.flatnonzero(time.complete)
    if not len(done):
        return []
    ends, reached, i = [], {True: 0.0, False: 0.0}, int(done[-1])
    for name, values in parts.items():
        value, above = float(values[i]), name not in LOSSES
        ends.append((_name(name), reached[above] + value / 2, tones[name]))
        reached[above] += value
    at = last_known(net)
    return ends if small or at is None else [*ends, (term("of money", "change"), float(net[at]), tokens.text)]
