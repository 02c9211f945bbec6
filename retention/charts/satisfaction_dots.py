"""Groups of answers beside each other: a dot with its range for each, and its number."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from retention.charts.dot_rows import dot_rows, share_rows
from retention.charts.satisfaction import ends_of_scores, score_axis, signed
from retention.charts.satisfaction_groups import group_colours
from retention.charts.theme import Theme, percent, percent_range, plain, theme_named


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
    drawn = dot_rows(parts, [str(name) for name in frame.index], colours, said, numbers, axis, tokens, title)
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
    parts = frame.rename(columns={"rate": "value", "watched": "n"})
    colours = [group_colours(tokens)[str(name)] for name in frame.index]
    return share_rows(parts, [str(name) for name in frame.index], colours, said, tokens, title)
