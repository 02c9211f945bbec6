"""What customers have brought, what a new one is expected to bring, and how far such a projection missed before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.lines import Trace, faint
from retention.charts.money import money, money_axis
from retention.charts.money_lines import figure, money_band, money_line, time_axis, words_at
from retention.charts.theme import Theme, percent, plain, theme_named, with_range
from retention.charts.units import age_name, one_of, several_of, so_long
from retention.charts.words import ended, from_cohorts, headed
from retention.languages import counted, mark, say

if TYPE_CHECKING:
    from retention.metrics.customer_value import ObservedValue
    from retention.metrics.projection import ProjectedValue, ValueCheck
    from retention.metrics.simple_value import SimpleValue

HEIGHT, STRIP, ROW = 340, 220, 46
OBSERVED, PROJECTED, THEN = mark("observed so far"), mark("projected"), mark("projected earlier")


def value_projection(
    observed: ObservedValue | None,
    projected: ProjectedValue | None,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw money per customer over time, before margin and discount: observed as a line, projected dashed, with bands.

    The dotted line is the projection as it would have been made without the last part of the history: where it leaves
    the observed line, the model has missed before.

    Parameters
    ----------
    observed
        What :func:`retention.observed_value` returns, or None.
    projected
        What :func:`retention.projected_value` returns for the same customers, or None where it was refused.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    """
    tokens = theme_named(theme)
    traces: list[Trace] = []
    ends: list[tuple[str, float, str]] = []
    unit, last, highest = "period", 1.0, 1.0
    if projected is not None:
        curve, unit = projected.curve, projected.terms.unit
        colour, x = tokens.attention, curve.index.to_numpy(float)
        traces.append(money_band(x, curve["revenue_lower"], curve["revenue_upper"], colour))
        then = [_projected_said(unit, t, v, None, THEN) for t, v in zip(x, curve["then"], strict=True)]
        traces.append(money_line(THEN, x, curve["then"], then, tokens.muted, dash="dot", width=1.5))
        ranges = zip(curve["revenue_lower"], curve["revenue_upper"], strict=True)
        said = [_projected_said(unit, t, v, r, PROJECTED) for t, v, r in zip(x, curve["revenue"], ranges, strict=True)]
        traces.append(money_line(PROJECTED, x, curve["revenue"], said, colour, dash="dash"))
        ends += [(say(PROJECTED), float(curve["revenue"].iloc[-1]), colour)]
        ends += [(say(THEN), float(curve["then"].iloc[-1]), tokens.muted)]
        last, highest = float(x[-1]), float(np.nanmax([curve["revenue_upper"].max(), curve["then"].max()]))
    if observed is not None and len(observed.pooled):
        frame, unit = observed.pooled, observed.unit
        if projected is not None:
            frame = frame[frame["since"] <= last]
        traces.append(money_band(frame["since"], frame["lower"], frame["upper"], tokens.accent))
        said = [_observed_said(unit, row) for row in frame.reset_index().to_dict("records")]
        traces.append(money_line(OBSERVED, frame["since"], frame["value"], said, tokens.accent))
        if len(frame):
            ends.append((say(OBSERVED), float(frame["value"].iloc[-1]), tokens.accent))
            last = max(last, float(frame["since"].iloc[-1]))
            highest = max(highest, float(np.nanmax(frame[["value", "upper"]].to_numpy())))
    kind = projected.kind if projected is not None else observed.kind if observed is not None else ""
    units = several_of(unit)
    words = (
        say("{units} since the first purchase", units=units)
        if kind == "visits"
        else say("{units} since the start", units=units)
    )
    axis = time_axis(last, words)
    drawn = figure(traces, tokens, yaxis=money_axis(0.0, highest), xaxis=axis, height=HEIGHT, title=title)
    names_at_right(drawn, ends)
    return drawn


def _observed_said(unit: str, row: Any) -> str:
    people = counted(int(row["customers"]), "customer")
    each = say("{money} for each of {customers}", money=money(row["value"]), customers=people)
    if not np.isnan(row["lower"]):
        each = with_range(each, money(row["lower"]), money(row["upper"]))
    head = say("By the end of {age}", age=age_name(unit, str(int(row["age"]))))
    return headed(head, from_cohorts(each, int(row["cohorts"])))


def _projected_said(unit: str, since: float, value: float, ends: tuple[float, float] | None, name: str) -> str:
    number = money(value) if ends is None else with_range(money(value), money(ends[0]), money(ends[1]))
    said = (
        say("{number},<br>projected without the last part of the history.", number=number)
        if name == THEN
        else say("{number},<br>projected for a new customer.", number=number)
    )
    return headed(say("{time} after the first", time=so_long(since, unit)), said)


def check_strip(check: ValueCheck, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw a back-test: each number projected with its range, against what came, which is 100 %.

    Parameters
    ----------
    check
        ``projected_value(...).check``.
    theme, title
        As in :func:`value_projection`.
    """
    tokens = theme_named(theme)
    traces: list[Trace] = []
    names, ends, notes = [], [0.8, 1.2], []
    for i, part in enumerate(reversed(check.parts)):
        names.append(plain(say(part.what)))
        if not part.actual:
            continue
        low, middle, high = (v / part.actual for v in (part.lower, part.forecast, part.upper))
        ends += [low, high]
        colour = tokens.accent if part.inside else tokens.attention
        said = ended(plain(part.words))
        line = {"width": 8, "color": faint(colour, 0.35)}
        notes.append(_above(i, _against(round(part.forecast), round(part.actual)), tokens))
        traces.append(
            {"type": "scatter", "mode": "lines", "x": [low, high], "y": [i, i], "line": line, "hoverinfo": "skip"}
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [middle],
                "y": [i],
                "marker": {"size": 11, "symbol": "circle" if part.inside else "diamond", "color": colour},
                "hovertext": [said],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low)
    step = 0.1 if high - low <= 0.8 else 0.25 if high - low <= 2 else 1.0
    ticks = [step * t for t in range(int(np.ceil((low - room) / step)), int((high + room) / step) + 1)]
    drawn = figure(
        traces,
        tokens,
        xaxis={
            "range": [low - room, high + room],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [percent(tick, 0) for tick in ticks],
            "title": {"text": say("of what came (100 %), with the range projected")},
        },
        yaxis={
            "range": [-0.5, len(names) - 0.3],
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "showgrid": False,
            "automargin": True,
        },
        height=84 + ROW * len(names),
        title=title,
    )
    drawn.add_vline(x=1, line={"width": 1.5, "color": tokens.muted}, layer="below")
    return drawn.update_layout(annotations=[*drawn.layout.annotations, *notes])


def _above(row: int, words: str, tokens: Theme) -> dict[str, Any]:
    """Words over a row from its left end, so that they are whole however narrow the figure is."""
    return {
        "xref": "paper",
        "x": 0,
        "y": row,
        "yshift": 15,
        "xanchor": "left",
        "showarrow": False,
        "text": words,
        "font": {"size": 12, "color": tokens.text},
        "bgcolor": tokens.paper,  # the line of what came passes behind
    }


def _against(forecast: float, actual: float) -> str:
    return say("{forecast} projected, {actual} came", forecast=money(forecast), actual=money(actual))


def simple_strip(simple: SimpleValue, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw how far the simple formula swings: its value over churn rates, the one measured marked with its range.

    Parameters
    ----------
    simple
        What :func:`retention.simple_value` returns.
    theme, title
        As in :func:`value_projection`.
    """
    tokens = theme_named(theme)
    frame = simple.strip()
    said = [_churn_said(_CHURN, c, v) for c, v in zip(frame["churn"], frame["value"], strict=True)]
    traces = [money_line("simple formula", frame["churn"], frame["value"], said, tokens.muted, width=1.5)]
    known = not np.isnan(simple.lower)
    if known:
        inside = frame[(frame["churn"] > simple.churn_lower) & (frame["churn"] < simple.churn_upper)]
        x = [simple.churn_lower, *inside["churn"], simple.churn_upper]
        y = [simple.upper, *inside["value"], simple.lower]
        said = [_churn_said(_MAY_BE, c, v) for c, v in zip(x, y, strict=True)]
        traces.append(money_line("range of churn", x, y, said, tokens.attention, width=6))
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [simple.churn],
            "y": [simple.value],
            "marker": {"size": 11, "color": tokens.accent, "line": {"width": 1.5, "color": tokens.paper}},
            "hovertext": [_churn_said(_MEASURED, simple.churn, simple.value)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    low, high = float(frame["churn"].min()), float(frame["churn"].max())
    finite = frame["value"][np.isfinite(frame["value"])]
    ticks = np.linspace(low, high, 5)
    drawn = figure(
        traces,
        tokens,
        xaxis={
            "range": [low - 0.03 * (high - low), high + 0.03 * (high - low)],
            "tickmode": "array",
            "tickvals": ticks.tolist(),
            "ticktext": [percent(float(tick)) for tick in ticks],
            "title": {"text": say("churn in a {unit}", unit=one_of(simple.unit))},
        },
        yaxis=money_axis(0.0, float(finite.max()) if len(finite) else 1.0),
        height=STRIP,
        title=title,
    )
    words_at(drawn, money(simple.value), simple.churn, simple.value, tokens)
    if known and np.isfinite(simple.upper):
        words_at(
            drawn,
            money(simple.upper),
            simple.churn_lower,
            simple.upper,
            tokens,
            xanchor="right",
            yanchor="top",
            xshift=-8,
        )
        words_at(drawn, money(simple.lower), simple.churn_upper, simple.lower, tokens, yanchor="top", yshift=-4)
    return drawn


_CHURN = mark("{churn} churn")
_MAY_BE = mark("{churn} churn, which may be the true one")
_MEASURED = mark("{churn} churn, as measured")


def _churn_said(words: str, churn: float, value: float) -> str:
    return headed(say(words, churn=percent(churn)), ended(money(value)))
