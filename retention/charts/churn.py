"""Who was kept and who was lost, period by period: the rate with its range, and the customers it is made of."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.kept_bars import bar_ends, bar_traces
from retention.charts.lines import percent_axis
from retention.charts.rate_lines import line_ends, rate_end, rate_traces
from retention.charts.theme import Theme, theme_named
from retention.charts.timeline import HEIGHT, Timeline, count_axis, figure
from retention.languages import say
from retention.settings import CohortSettings

BOTH = 470  # height of rate and bars together
GAP = 0.09  # of it, between the two


def retention_chart(
    frame: pd.DataFrame | dict[str, pd.DataFrame],
    *,
    show: str = "retention",
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the share of customers kept (or lost) in each period, with its range; one line for each segment.

    A period that is not over is a hatched column without a rate, one without rows a dash; the line has a gap there.
    Points of fewer than 30 customers are hollow, those of fewer than 10 grey.

    Parameters
    ----------
    frame
        What :func:`retention.period_retention` returns: a frame, or one for each segment.
    show
        "retention" (kept / start) or "churn" (lost / start).
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
    >>> import numpy as np
    >>> frame = pd.DataFrame({"start": [0, 40], "kept": [0, 31], "lost": [0, 9], "retention_rate": [np.nan, 31 / 40],
    ...                       "lower": [np.nan, 0.62], "upper": [np.nan, 0.88], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> retention_chart(frame).data[-1].hovertext[1]
    'Feb 2026 (1-28 Feb 2026, complete):<br>31 of 40 customers kept, 77.5 % (likely 62-88 %).'
    """
    tokens = theme_named(theme)
    frames = _named(frame)
    time = Timeline(next(iter(frames.values())), settings)
    traces, top = rate_traces(frames, time, show, tokens)
    drawn = figure(traces, time, percent_axis(top), tokens, title, small=small)
    if len(frames) > 1:
        names_at_right(drawn, line_ends(frames, show, tokens))
    _say_open(drawn, time, tokens)
    return drawn


def retention_bars(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
    selected: int | None = None,
) -> go.Figure:
    """Draw the customers of each period: kept, won back and new above zero, those lost below.

    Parameters
    ----------
    frame
        What :func:`retention.period_retention` returns for all customers or one segment.
    theme, title, small, settings
        As in :func:`retention_chart`.
    selected
        Position of the period that is marked.

    Examples
    --------
    >>> frame = pd.DataFrame({"start": [0, 4], "end": [4, 5], "new": [4, 2], "kept": [0, 3], "lost": [0, 1],
    ...                       "won_back": [0, 0], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> [trace.name for trace in retention_bars(frame).data]
    ['kept', 'won back', 'new', 'lost']
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    traces, low, high = bar_traces(frame, time, tokens)
    drawn = figure(traces, time, count_axis(low, high), tokens, title, small=small)
    names_at_right(drawn, bar_ends(frame, tokens))
    _mark(drawn, time, selected, tokens)
    return drawn


def churn_chart(
    frame: pd.DataFrame,
    *,
    show: str = "retention",
    theme: str | Theme = "light",
    title: str | None = None,
    settings: CohortSettings | None = None,
    selected: int | None = None,
) -> go.Figure:
    """Draw the rate, and under it on the same periods the customers that make it.

    Parameters
    ----------
    frame
        What :func:`retention.period_retention` returns for all customers or one segment.
    show, theme, title, settings
        As in :func:`retention_chart`.
    selected
        Position of the period that is marked.

    Examples
    --------
    >>> import numpy as np
    >>> frame = pd.DataFrame({"start": [0, 40], "end": [40, 45], "new": [40, 14], "kept": [0, 31], "lost": [0, 9],
    ...                       "won_back": [0, 0], "retention_rate": [np.nan, 31 / 40], "lower": [np.nan, 0.62],
    ...                       "upper": [np.nan, 0.88], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> churn_chart(frame).layout.yaxis2.domain
    (0, 0.455)
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    rates, top = rate_traces({"": frame}, time, show, tokens)
    bars, low, high = bar_traces(frame, time, tokens)
    drawn = figure(
        [*rates, *({**bar, "yaxis": "y2"} for bar in bars)], time, percent_axis(top), tokens, title, small=False
    )
    half = 0.5 - GAP / 2
    drawn.update_layout(
        height=drawn.layout.height + BOTH - HEIGHT,
        yaxis_domain=(1 - half, 1),
        yaxis2={**count_axis(low, high), "domain": (0, half), "anchor": "x"},
        xaxis_anchor="y2",
    )
    names_at_right(drawn, [*rate_end(frame, show, tokens)], axis="y", span=half)
    # Heights of the second axis count from the bottom of the figure's lower half.
    names_at_right(drawn, bar_ends(frame, tokens), axis="y2", span=half)
    _say_open(drawn, time, tokens)
    _mark(drawn, time, selected, tokens)
    return drawn


def _named(frame: pd.DataFrame | dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {"": frame} if isinstance(frame, pd.DataFrame) else dict(frame)


def _say_open(drawn: go.Figure, time: Timeline, tokens: Theme) -> None:
    """Say "so far" above a last period that is not over."""
    if not len(time) or time.complete[-1]:
        return
    note = {
        "x": time.x[-1],
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "center",
        "showarrow": False,
        "text": say("so far"),
        "font": {"size": 11, "color": tokens.muted},
    }
    drawn.update_layout(annotations=[*drawn.layout.annotations, note])


def _mark(drawn: go.Figure, time: Timeline, selected: int | None, tokens: Theme) -> None:
    """A quiet column behind the period that was chosen."""
    if selected is None or not 0 <= selected < len(time):
        return
    half = pd.Timedelta(milliseconds=time.widths[selected] / 2)
    middle = pd.Timestamp(time.x[selected])
    drawn.add_shape(
        type="rect",
        xref="x",
        yref="paper",
        y0=0,
        y1=1,
        layer="below",
        x0=(middle - half).isoformat(),
        x1=(middle + half).isoformat(),
        fillcolor=tokens.greyed,
        line={"width": 0},
    )
