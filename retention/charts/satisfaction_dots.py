"""Groups of answers beside each other: a dot with its range for each, and its number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from retention.charts.dot_rows import dot_rows, share_rows
from retention.charts.satisfaction import ends_of_scores, score_axis, score_of_answers, signed
from retention.charts.satisfaction_groups import group_colours, group_name
from retention.charts.theme import Theme, percent_likely, plain, theme_named
from retention.charts.words import named
from retention.languages import mark, say


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
        named(plain(name), score_of_answers(row))
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
    said = [_after(str(name), row, did) for name, row in zip(frame.index, frame.to_dict("records"), strict=True)]
    parts = frame.rename(columns={"rate": "value", "watched": "n"})
    colours = [group_colours(tokens)[str(name)] for name in frame.index]
    return share_rows(parts, [group_name(str(name)) for name in frame.index], colours, said, tokens, title)


# What the answerers of a group did: were active, or, of contracts, were still customers.
_ACTIVE = {
    "promoters": mark("{k} of {n} promoters were active after their answer, {share}."),
    "passives": mark("{k} of {n} passives were active after their answer, {share}."),
    "detractors": mark("{k} of {n} detractors were active after their answer, {share}."),
}
_STILL = {
    "promoters": mark("{k} of {n} promoters were still customers after their answer, {share}."),
    "passives": mark("{k} of {n} passives were still customers after their answer, {share}."),
    "detractors": mark("{k} of {n} detractors were still customers after their answer, {share}."),
}
_NOBODY = {
    "promoters": mark("No promoters were watched long enough."),
    "passives": mark("No passives were watched long enough."),
    "detractors": mark("No detractors were watched long enough."),
}


def _after(name: str, row: dict[Any, Any], did: str) -> str:
    if not row["watched"]:
        return say(_NOBODY[name])
    words = _STILL[name] if did == "were still customers" else _ACTIVE[name]
    share = percent_likely(row["rate"], row["lower"], row["upper"])
    return say(words, k=f"{int(row['active']):,}", n=f"{int(row['watched']):,}", share=share)
