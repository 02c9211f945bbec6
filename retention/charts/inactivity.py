"""Silence: how soon those who return are back, and how many of each period's customers then stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.lines import Trace, percent_axis, top_of
from retention.charts.theme import Theme, percent, percent_likely, template, theme_named, titled
from retention.charts.timeline import Timeline, figure
from retention.charts.words import headed
from retention.languages import counted, say
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.metrics.gaps import GapCurve

HEIGHT = 300
AROUND = 1.6  # days drawn, as a multiple of the rule of silence and of the measured one


def return_curve(
    gaps: GapCurve, *, days: int | None = None, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw, of those who return, the share who are back within each number of days.

    Parameters
    ----------
    gaps
        What :func:`retention.visit_gaps` returns.
    days
        The rule of silence, drawn as a line; the measured threshold without it.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": "a", "when": pd.to_datetime(["2024-01-01", "2024-01-04", "2024-01-14"])})
    >>> gaps = rt.visit_gaps(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    >>> [note.text for note in return_curve(gaps, days=3).layout.annotations]
    ['3 days:<br>50.0 % are back']
    """
    tokens = theme_named(theme)
    rule = days or gaps.threshold
    frame = gaps.to_frame()
    frame = frame[frame["came_back"] > 0]
    longest = max(7, round(AROUND * max(rule or 0, gaps.threshold or 0)))
    x, y = [0, *frame.index.tolist()], [0.0, *frame["share_back"].tolist()]
    if x[-1] < longest:
        x, y = [*x, longest], [*y, y[-1]]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"shape": "hv", "color": tokens.accent, "width": 2.5},
        "hovertext": [
            headed(counted(day, "day"), say("{share} of those who return are back.", share=percent(share)))
            for day, share in zip(x, y, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 20, "t": 18, "b": 48},
        "xaxis": {"range": [0, longest], "nticks": 7, "title": {"text": say("days since the last visit")}},
        "yaxis": percent_axis(1.03),
    }
    drawn = go.Figure(data=[line] if gaps.n_closed else [], layout=titled(layout, title))
    if rule and gaps.n_closed:
        _mark_rule(drawn, rule, gaps.share_back(rule), longest, tokens)
    return drawn


def _mark_rule(drawn: go.Figure, days: int, share: float, longest: int, tokens: Theme) -> None:
    right = days > 0.5 * longest
    drawn.add_shape(
        type="line",
        x0=days,
        x1=days,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": tokens.attention, "width": 2, "dash": "dash"},
    )
    drawn.add_annotation(
        x=days,
        y=0.24,  # under the curve, which rises steeply at first
        xanchor="right" if right else "left",
        align="right" if right else "left",
        xshift=-6 if right else 6,
        showarrow=False,
        text=headed(counted(days, "day"), say("{share} are back", share=percent(share))),
        font={"color": tokens.attention_text, "size": 13, "weight": 600},
    )


def lapse_chart(
    frame: pd.DataFrame,
    *,
    days: int,
    theme: str | Theme = "light",
    title: str | None = None,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw, for the customers active in each period, the share who then stayed silent for longer than the rule.

    Those who came back later are set apart from those who have not. Periods after which fewer than ``days`` days have
    passed are hatched: their bars say how many it is so far.

    Parameters
    ----------
    frame
        What :func:`retention.lapses` returns.
    days
        The rule of silence that it was counted with.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [40], "lapsed": [10], "came_back": [4], "undecided": [0], "rate": [0.25],
    ...                       "lower": [0.14], "upper": [0.40], "rate_so_far": [np.nan], "complete": [True]},
    ...                      index=pd.to_datetime(["2026-01-01"]))
    >>> lapse_chart(frame, days=30).data[0].hovertext[0]
    'Jan 2026 (1-31 Jan 2026):<br>10 of 40 customers stayed silent for more than 30 days,<br>25.0 % (likely 14-40 %);
    4 of them came back later.'
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    lapsed = np.where(frame["complete"], frame["rate"], frame["rate_so_far"]).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        later = lapsed * (frame["came_back"] / frame["lapsed"]).fillna(0).to_numpy()
    said = [_sentence(time, i, row, days) for i, row in enumerate(frame.itertuples())]
    top = top_of([np.where(np.isnan(lapsed), 0, lapsed), np.array([0.1])])
    away_colour, back_colour = tokens.lifecycle["dormant"], tokens.lifecycle["resurrected"]
    away = np.nan_to_num(lapsed - later)
    traces: list[Trace] = [
        *time.not_over(top, said, tokens),
        time.bars("not back so far", away, away_colour, said, tokens),
        {**time.bars("came back later", later, back_colour, said, tokens), "base": away},
    ]
    drawn = figure(traces, time, percent_axis(top), tokens, title, small=False)
    drawn.update_layout(barmode="overlay")  # the hatched columns stand behind the bars, not under them
    names_at_right(drawn, _ends(lapsed, later, away_colour, back_colour))
    return drawn


def _ends(lapsed: Any, later: Any, away_colour: str, back_colour: str) -> list[tuple[str, float, str]]:
    """Names of both parts, at the heights they have in the last period that has any."""
    known = np.flatnonzero(np.nan_to_num(lapsed) > 0)
    if not len(known):
        return []
    i = known[-1]
    away, back = float(lapsed[i] - later[i]), float(later[i])
    return [(say("not back so far"), away / 2, away_colour), (say("came back later"), away + back / 2, back_colour)]


def _sentence(time: Timeline, i: int, row: Any, days: int) -> str:
    name, window = time.names[i], time.windows[i]
    head = name if window == name else say("{period} ({window})", period=name, window=window)
    return headed(head, _lapsed(row, counted(days, "day")))


def _lapsed(row: Any, days: str) -> str:
    if not row.active:
        return say("nobody was active.")
    counts = {"k": f"{row.lapsed:,}", "n": f"{row.active:,}", "days": days}
    if not row.complete:
        return say(
            "fewer than {days} have passed since.<br>{k} of {n} customers have been silent for longer so far,"
            "<br>{undecided} cannot be told yet.",
            undecided=f"{row.undecided:,}",
            **counts,
        )
    counts["share"] = percent_likely(row.rate, row.lower, row.upper)
    if not row.lapsed:
        return say("{k} of {n} customers stayed silent for more than {days},<br>{share}.", **counts)
    return say(
        "{k} of {n} customers stayed silent for more than {days},<br>{share}; {back} of them came back later.",
        back=f"{row.came_back:,}",
        **counts,
    )
