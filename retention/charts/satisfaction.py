"""Net promoter scores over time, with their ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.lines import SYMBOLS, Trace, dash_of, faint
from retention.charts.theme import Theme, plain, theme_named
from retention.charts.timeline import MANY, Timeline, figure, last_known
from retention.charts.words import headed, named
from retention.languages import counted, say
from retention.results import FEW_GREYED, FEW_MARKED
from retention.settings import CohortSettings

BANDS = 2  # with more lines than this, ranges would hide each other


def nps_chart(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the net promoter score of each period with its range; a line for each segment, if there are any.

    Points of fewer than 30 answers are hollow, those of fewer than 10 grey. A period under way has a score of its
    answers so far, on a hatched ground. A period without answers is a gap.

    Parameters
    ----------
    frame
        What :func:`retention.nps` returns by period; by both segment and period; or names to frames by period.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    small
        A low figure, for a card beside others.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"score": [30.0], "lower": [14.7], "upper": [45.3], "n": [100], "complete": [True]},
    ...                      index=pd.to_datetime(["2026-01-01"]))
    >>> nps_chart(frame).data[-1].hovertext[0]
    'Jan 2026 (1-31 Jan 2026, complete):<br>+30 of 100 answers (likely +15 to +45).'
    """
    tokens = theme_named(theme)
    frames = _by_segment(frame)
    time = Timeline(next(iter(frames.values())), settings)
    low, high = ends_of_scores(list(frames.values()))
    traces = _under_way(time, low, high, tokens)
    for k, (name, part) in enumerate(frames.items()):
        traces += _line(time, name, part, k, tokens, band=len(frames) <= BANDS)
    drawn = figure(traces, time, score_axis(low, high), tokens, title, small=small)
    if low < 0 < high:
        drawn.add_hline(y=0, line={"width": 1, "color": tokens.muted})
    if len(frames) > 1:
        names_at_right(drawn, _names(frames, tokens))
    return drawn


def signed(score: float, digits: int = 0) -> str:
    """A score with its sign: "+30", "−4", "0".

    Examples
    --------
    >>> signed(30.2), signed(-3.6), signed(0.2)
    ('+30', '−4', '0')
    """
    text = f"{score:+.{digits}f}"
    return "0" if not text.strip("+-0.") else text.replace("-", "−")


# --------------------------------------------------------------------------------------------------- parts
def _by_segment(frame: pd.DataFrame | Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    if not isinstance(frame, pd.DataFrame):
        return dict(frame)
    if frame.index.nlevels == 1:
        return {"": frame}
    names = dict.fromkeys(frame.index.get_level_values(0))
    return {str(name): frame.loc[name] for name in names}


def ends_of_scores(parts: list[pd.DataFrame]) -> tuple[float, float]:
    """Ends of the axis: every range of 30 answers or more, and zero, in steps of ten."""
    sure = [part[part["n"] >= FEW_MARKED] for part in parts]
    kept = sure if any(len(part) for part in sure) else parts
    low = min((float(part["lower"].min()) for part in kept if part["lower"].notna().any()), default=0.0)
    high = max((float(part["upper"].max()) for part in kept if part["upper"].notna().any()), default=0.0)
    scores = [part["score"] for part in parts if part["score"].notna().any()]
    low, high = min([low, 0.0, *(float(s.min()) for s in scores)]), max([high, 10.0, *(float(s.max()) for s in scores)])
    return max(-100.0, 10.0 * math.floor(low / 10)), min(100.0, 10.0 * math.ceil(high / 10))


def score_axis(low: float, high: float) -> dict[str, Any]:
    """An axis of scores with round ticks and their signs."""
    step = 10 if high - low <= 60 else 25 if high - low <= 150 else 50
    ticks = [tick for tick in range(-100, 101, step) if low <= tick <= high]
    return {
        "range": [low - 0.02 * (high - low), high + 0.04 * (high - low)],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [signed(tick) for tick in ticks],
    }


def _line(time: Timeline, name: str, part: pd.DataFrame, k: int, tokens: Theme, *, band: bool) -> list[Trace]:
    colour = tokens.categorical[k % len(tokens.categorical)]
    n = part["n"].to_numpy()
    tones = np.where(n < FEW_GREYED, tokens.hatch, colour)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(name),
        "x": time.x,
        "y": part["score"].to_numpy(float),
        "connectgaps": False,
        "line": {"width": 2, "color": colour, "dash": dash_of(k)},
        "marker": {
            "size": 5 if len(time) > MANY else 7,
            "symbol": SYMBOLS[k % len(SYMBOLS)],
            "color": np.where(n < FEW_MARKED, tokens.paper, tones).tolist(),
            "line": {"width": 1.5, "color": tones.tolist()},
        },
        "hovertext": [_say(time, i, name, row) for i, row in enumerate(part.to_dict("records"))],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return [*(_band(time, part, colour) if band else []), line]


def _band(time: Timeline, part: pd.DataFrame, colour: str) -> list[Trace]:
    """The range, in pieces where there are gaps. One of no width, of answers all alike, would look sure: none."""
    lower, upper = part["lower"].to_numpy(float), part["upper"].to_numpy(float)
    known = np.flatnonzero(upper > lower)
    pieces = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [time.x[i] for i in (*piece, *piece[::-1])],
            "y": [*upper[piece], *lower[piece][::-1]],
            "fill": "toself",
            "fillcolor": faint(colour, 0.15),
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
        for piece in pieces
    ]


def _under_way(time: Timeline, low: float, high: float, tokens: Theme) -> list[Trace]:
    """A hatched ground where the period is not over."""
    said = [named(time.head(i), say("a score of the answers so far.")) for i in range(len(time))]
    columns = time.not_over(high - low, said, tokens)
    return [{**column, "base": low, "hoverinfo": "skip", "hovertemplate": None} for column in columns]


def _say(time: Timeline, i: int, name: str, row: dict[Any, Any]) -> str:
    said = score_of_answers(row, so_far=not time.complete[i]) if row["n"] else say("no answers.")
    return headed(time.head(i), named(plain(name), said))


def score_of_answers(row: dict[Any, Any], *, so_far: bool = False) -> str:
    """A score, of how many answers, and its range."""
    values = {"score": signed(row["score"]), "answers": counted(int(row["n"]), "answer")}
    if row["lower"] == row["upper"]:
        if so_far:
            return say("{score} of {answers} so far (all alike, which gives no range).", **values)
        return say("{score} of {answers} (all alike, which gives no range).", **values)
    values |= {"low": signed(row["lower"]), "high": signed(row["upper"])}
    if so_far:
        return say("{score} of {answers} so far (likely {low} to {high}).", **values)
    return say("{score} of {answers} (likely {low} to {high}).", **values)


def _names(frames: Mapping[str, pd.DataFrame], tokens: Theme) -> list[tuple[str, float, str]]:
    ends = []
    for k, (name, part) in enumerate(frames.items()):
        at = last_known(part["score"])
        if at is not None:
            ends.append((name, float(part["score"].iloc[at]), tokens.categorical[k % len(tokens.categorical)]))
    return ends
