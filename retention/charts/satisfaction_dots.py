"""Groups of answers beside each other: a dot with its range for each, and its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.lines import percent_axis, top_of
from retention.charts.satisfaction import ends_of_scores, score_axis, signed
from retention.charts.satisfaction_groups import group_colours
from retention.charts.theme import Theme, percent, percent_range, plain, shortened, template, theme_named, titled
from retention.results import FEW_GREYED, FEW_MARKED

ROW, TOP, BOTTOM = 40, 8, 34
LETTER = 6.6  # pixels


def nps_segments(frame: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the net promoter score of each segment with its range, and a quiet line at 0.

    Dots of fewer than 30 answers are hollow, those of fewer than 10 grey.

    Parameters
    ----------
    frame
        What :func:`retention.nps` returns by segment.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"score": [30.0], "lower": [14.7], "upper": [45.3], "n": [100]}, index=["UK"])
    >>> nps_segments(frame).data[1].hovertext
    ('UK: +30 of 100 answers (likely +15 to +45).',)
    """
    tokens = theme_named(theme)
    said = [
        f"{plain(name)}: {signed(row['score'])} of {int(row['n']):,} answers "
        f"(likely {signed(row['lower'])} to {signed(row['upper'])})."
        for name, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    numbers = [signed(score) for score in frame["score"]]
    low, high = ends_of_scores([frame])
    axis = {**score_axis(low, high), "showgrid": True}
    parts = frame.rename(columns={"score": "value"})
    colours = [tokens.accent] * len(frame)
    drawn = _dots(parts, [str(name) for name in frame.index], colours, said, numbers, axis, tokens, title)
    if low < 0 < high:
        drawn.add_vline(x=0, line={"width": 1, "color": tokens.muted, "dash": "dot"}, layer="below")
    return drawn


def answer_retention(
    frame: pd.DataFrame, *, did: str = "were active", theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw the share of promoters, passives and detractors with activity after their answer, with ranges.

    Parameters
    ----------
    frame
        What :meth:`retention.RetentionByAnswer.to_frame` returns.
    did
        What those counted did, in words, as the result says.
    theme, title
        As in :func:`nps_segments`.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [31], "watched": [40], "rate": [0.775], "lower": [0.625], "upper": [0.877]},
    ...                      index=["promoters"])
    >>> answer_retention(frame).data[1].hovertext
    ('31 of 40 promoters were active after their answer, 77.5 % (likely 62-88 %).',)
    """
    tokens = theme_named(theme)
    said = [
        f"No {name} were watched long enough."
        if not row["watched"]
        else f"{int(row['active']):,} of {int(row['watched']):,} {name} {did} after their answer, "
        f"{percent(row['rate'])} (likely {percent_range(row['lower'], row['upper'])})."
        for name, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    numbers = [percent(rate) for rate in frame["rate"]]
    axis = {**percent_axis(top_of([frame["upper"].to_numpy(float)])), "showgrid": True}
    parts = frame.rename(columns={"rate": "value", "watched": "n"})
    colours = [group_colours(tokens)[str(name)] for name in frame.index]
    return _dots(parts, [str(name) for name in frame.index], colours, said, numbers, axis, tokens, title)


def _dots(
    frame: pd.DataFrame,
    names: Sequence[str],
    colours: Sequence[str],
    said: Sequence[str],
    numbers: Sequence[str],
    axis: dict[str, Any],
    tokens: Theme,
    title: str | None,
) -> go.Figure:
    """Rows of ``value``, ``lower``, ``upper`` and ``n``, the first one on top, with names at the left."""
    rows = list(range(len(frame)))
    labels = [shortened(name, 22) for name in names]
    n = frame["n"].to_numpy()
    tones = [tokens.hatch if few else colour for few, colour in zip(n < FEW_GREYED, colours, strict=True)]
    ranges = {
        "type": "scatter",
        "mode": "lines",
        "x": [end for low, high in zip(frame["lower"], frame["upper"], strict=True) for end in (low, high, None)],
        "y": [row for row in rows for _ in range(3)],
        "line": {"width": 4, "color": tokens.hatch},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": frame["value"].to_numpy(float),
        "y": rows,
        "text": list(numbers),
        "textposition": "top center",
        "textfont": {"size": 12, "color": tokens.text},
        "cliponaxis": False,
        "hovertext": list(said),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 12,
            "color": np.where(n < FEW_MARKED, tokens.paper, tones).tolist(),
            "line": {"width": 2, "color": tones},
        },
    }
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": TOP + BOTTOM + ROW * max(1, len(rows)),
        "margin": {"l": round(LETTER * max(map(len, labels), default=1) + 18), "r": 20, "t": TOP, "b": BOTTOM},
        "xaxis": axis,
        "yaxis": {
            "range": [len(rows) - 0.4, -0.75],
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": [plain(label) for label in labels],
            "showgrid": False,
            "tickfont": {"size": 13, "color": tokens.text},
        },
    }
    return go.Figure(data=[ranges, dots], layout=titled(layout, title))
