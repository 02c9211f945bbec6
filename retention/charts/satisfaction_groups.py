"""The three groups behind a net promoter score: their shares over time, and how often each answer was given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.satisfaction import signed
from retention.charts.theme import Theme, percent, template, theme_named, titled
from retention.charts.timeline import HEIGHT, Timeline, count_axis, figure, last_known
from retention.languages import counted, noun, nouns, say
from retention.settings import CohortSettings

GROUPS = ("detractors", "passives", "promoters")


def group_colours(theme: str | Theme = "light") -> dict[str, str]:
    """Colours of the groups: orange, grey, blue, as in every figure of what lies below and above."""
    tokens = theme_named(theme)
    return {"detractors": tokens.diverging[1], "passives": tokens.hatch, "promoters": tokens.diverging[7]}


def nps_shares(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the shares of detractors, passives and promoters of each period, stacked to 100 %.

    Parameters
    ----------
    frame
        What :func:`retention.nps` returns by period.
    theme, title, settings
        As in :func:`nps_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"detractors": [20], "passives": [30], "promoters": [50], "n": [100], "score": [30.0],
    ...                       "complete": [True]}, index=pd.to_datetime(["2026-01-01"]))
    >>> [float(bar.y[0]) for bar in nps_shares(frame).data]
    [0.2, 0.3, 0.5]
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    n = frame["n"].to_numpy(float)
    said = time.sentences([_shares(row) for row in frame.to_dict("records")])
    colours = group_colours(tokens)
    shares = {name: np.divide(frame[name].to_numpy(float), n, out=np.zeros(len(n)), where=n > 0) for name in GROUPS}
    traces = [time.bars(name, shares[name], colours[name], said, tokens) for name in GROUPS]
    axis = {"range": [0, 1], "tickmode": "array", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    axis["ticktext"] = [percent(tick, 0) for tick in (0, 0.25, 0.5, 0.75, 1)]
    drawn = figure(traces, time, axis, tokens, title, small=False)
    at = last_known(np.where(n > 0, n, np.nan))
    if at is not None:
        below, ends = 0.0, []
        for name in GROUPS:
            ends.append((group_name(name), below + float(shares[name][at]) / 2, colours[name]))
            below += float(shares[name][at])
        names_at_right(drawn, ends)
    return drawn


def score_distribution(frame: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw how often each answer from 0 to 10 was given, in the colours of the three groups.

    Parameters
    ----------
    frame
        What :func:`retention.score_counts` returns for all answers or one segment.
    theme, title
        As in :func:`nps_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["detractors"] * 7 + ["passives"] * 2 + ["promoters"] * 2, "count": 1,
    ...                       "share": 1 / 11}, index=range(11))
    >>> score_distribution(frame).data[0].hovertext[10]
    '10, promoters: 1 of 11 answers, 9.1 %.'
    """
    tokens = theme_named(theme)
    colours = group_colours(tokens)
    counts = frame["count"].to_numpy(np.int64)
    n, scores, groups = int(counts.sum()), [int(score) for score in frame.index], frame["group"].tolist()
    said = [
        _score_said(score, group, count, n) for score, group, count in zip(scores, groups, counts.tolist(), strict=True)
    ]
    axis = count_axis(0.0, float(counts.max(initial=1)))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 16, "t": 64, "b": 44},  # the names stand below the camera
        "xaxis": {"range": [-0.6, 10.6], "tickmode": "array", "tickvals": scores, "title": {"text": noun("answer")}},
        "yaxis": {**axis, "title": {"text": say("number of answers")}},
        "annotations": [_over(name, frame, n, tokens) for name in GROUPS],
    }
    bars = {
        "type": "bar",
        "x": scores,
        "y": counts,
        "width": 0.76,
        "marker": {"color": [colours[group] for group in groups], "line": {"width": 0}},
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return go.Figure(data=[bars], layout=titled(layout, title))


def _shares(row: dict[Any, Any]) -> str:
    n = int(row["n"])
    if not n:
        return say("no answers.")
    shares = {name: percent(row[name] / n) for name in GROUPS}
    counts = {f"n_{name}": f"{int(row[name]):,}" for name in GROUPS}
    return say(
        "of {answers} {promoters} promoters ({n_promoters}), {passives} passives ({n_passives}), "
        "{detractors} detractors ({n_detractors}): {score}.",
        answers=counted(n, "answer"),
        score=signed(row["score"]),
        **shares,
        **counts,
    )


def group_name(group: str) -> str:
    """What a group is called, in the language in use: "promoters"."""
    return nouns(group.removesuffix("s"))


def _score_said(score: int, group: str, count: int, n: int) -> str:
    values = {"score": score, "group": group_name(group), "k": f"{count:,}", "n": f"{n:,}"}
    if not n:
        return say("{score}, {group}: {k} of {n} answers.", **values)
    return say("{score}, {group}: {k} of {n} answers, {share}.", share=percent(count / n), **values)


def _over(name: str, frame: pd.DataFrame, n: int, tokens: Theme) -> dict[str, Any]:
    """The group and its share, over the bars that it is made of."""
    mine = frame[frame["group"] == name]
    share = f" {percent(float(mine['count'].sum()) / n, 0)}" if n else ""
    return {
        "x": {"detractors": 2.7, "passives": 7.4, "promoters": 10.6}[name],
        "xanchor": "center" if name == "detractors" else "right",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "align": "center" if name == "detractors" else "right",
        "text": f'<span style="color:{group_colours(tokens)[name]}">■</span> {group_name(name)}<br>{share.strip()}',
        "font": {"size": 11, "color": tokens.text},
    }
