"""What a customer has brought so far, cohort by cohort; and how the money of a cohort holds with age."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.lines import Trace, area
from retention.charts.money import money, money_axis
from retention.charts.revenue_rates import rate_name
from retention.charts.theme import Theme, per_cent, percent, percent_range, plain, template, theme_named, titled
from retention.charts.units import age_name, several_of
from retention.charts.words import Windows, age_axis, ended, from_cohorts, headed, of_group, unit_name
from retention.intervals import Floats
from retention.languages import counted, mark, say
from retention.results import CohortMatrix

HEIGHT = 340
MARGIN = {"l": 56, "r": 20, "t": 24, "b": 48}


def value_curves(
    matrix: CohortMatrix,
    pooled: pd.DataFrame | None = None,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw the cumulative value per customer by age: a thin line for each cohort, the newest emphasised.

    Only windows that are over are drawn: a line ends where its cohort has been watched no longer.

    Parameters
    ----------
    matrix
        Counted with ``value="cumulative"``.
    pooled
        What :func:`retention.value_by_age` returns, drawn boldly on top.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    """
    tokens = theme_named(theme)
    values = np.where(matrix.known, np.nan if matrix.values is None else matrix.values, np.nan)
    names, windows = [plain(name) for name in matrix.cohort_names()], Windows(matrix)
    rows = [row for row in range(len(names)) if not np.isnan(values[row]).all()]
    newest = next((row for row in reversed(rows) if (~np.isnan(values[row])).sum() > 1), None)
    traces = []
    for row in rows:
        said = [_value_said(matrix, names[row], windows, row, j, values) for j in range(len(matrix.ages))]
        traces.append(_thin(matrix.ages, values[row], said, names[row], tokens, is_newest=row == newest))
    traces.sort(key=lambda trace: trace["line"]["width"])
    highest = float(np.nanmax(values)) if rows else 1.0
    if pooled is not None and len(pooled):
        said = [_pooled_said(matrix, age, row) for age, row in _rows(pooled)]
        traces.append(_bold(pooled.index, pooled["value"], said, say("All cohorts"), tokens.accent))
    drawn = _figure(traces, matrix.ages, money_axis(0.0, highest), age_axis(matrix), tokens, title)
    _label_newest(drawn)
    if pooled is not None and len(pooled):
        names_at_right(drawn, [(say("all cohorts"), float(pooled["value"].iloc[-1]), tokens.accent)])
    return drawn


def _value_said(matrix: CohortMatrix, name: str, windows: Windows, row: int, j: int, values: Floats) -> str:
    if np.isnan(values[row, j]):
        return ""
    age, people = age_name(unit_name(matrix), matrix.age_labels[j]), int(matrix.eligible[row, j])
    head = say("{cohort}, {age} ({window})", cohort=name, age=age, window=windows.text(row, j))
    return headed(head, ended(_for_each(values[row, j], people)))


def _for_each(amount: float, people: int) -> str:
    return say("{money} for each of {customers} so far", money=money(amount), customers=counted(people, "customer"))


def _pooled_said(matrix: CohortMatrix, age: int, row: Any) -> str:
    head = of_group(say("All cohorts"), age_name(unit_name(matrix), str(age)))
    return headed(head, from_cohorts(_for_each(row["value"], int(row["customers"])), int(row["cohorts"])))


def revenue_ages(
    frame: pd.DataFrame, unit: str, *, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw net and gross revenue retention by age, over all cohorts together, with their ranges.

    Parameters
    ----------
    frame
        What :func:`retention.revenue_by_age` returns for all customers or one segment.
    unit
        What one age is called, such as "month".
    theme, title
        As in :func:`value_curves`.

    Examples
    --------
    >>> frame = pd.DataFrame({"cohorts": [3, 2], "customers": [90, 60], "start": [900.0, 600.0], "nrr": [1.0, 0.4],
    ...                       "nrr_lower": [0.9, 0.3], "nrr_upper": [1.1, 0.5], "grr": [1.0, 0.3],
    ...                       "grr_lower": [0.9, 0.2], "grr_upper": [1.0, 0.4]}, index=[0, 1])
    >>> revenue_ages(frame, "month").data[1].hovertext[0]
    'Month 1:<br>40.0 % net (likely 30-50 %), of 600 from 60 customers in 2 cohorts.'
    """
    tokens = theme_named(theme)
    shown = frame[frame.index > 0]
    traces: list[Trace] = []
    top = 1.1
    for rate, name, colour in (("nrr", "net", tokens.categorical[0]), ("grr", "gross", tokens.categorical[1])):
        known = shown[shown[rate].notna()]
        said = [_rate_said(unit, age, row, rate) for age, row in _rows(known)]
        traces.append(_band(known, rate, colour))
        traces.append({**_bold(known.index, known[rate], said, name, colour), "mode": "lines+markers"})
        top = max(top, 1.12 * float(known[rate].max()) if len(known) else top)
    step = next(s for s in (0.25, 0.5, 1.0, 2.0, 5.0, math.inf) if top / s <= 7)
    ticks = [step * i for i in range(int(top / step + 1e-9) + 1)] if step < math.inf else [0.0, 1.0]
    texts = [per_cent(f"{100 * tick:.0f}") for tick in ticks]
    axis = {"range": [0, top], "tickmode": "array", "tickvals": ticks, "ticktext": texts}
    words = say("{units} since the first payment", units=several_of(unit))
    words = say("{axis} ({age} is {all})", axis=words, age=age_name(unit, "0"), all=per_cent("100"))
    drawn = _figure(traces, shown.index.to_numpy(), axis, words, tokens, title)
    drawn.add_hline(y=1, line={"width": 1, "color": tokens.muted, "dash": "dot"})
    rates = {"net": "nrr", "gross": "grr"}
    names = [trace for trace in drawn.data if trace.name is not None and len(trace.x)]
    names_at_right(drawn, [(rate_name(rates[trace.name]), float(trace.y[-1]), trace.line.color) for trace in names])
    return drawn


def _rate_said(unit: str, age: int, row: Any, rate: str) -> str:
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    values = {
        "share": percent(row[rate]),
        "money": money(row["start"]),
        "customers": counted(int(row["customers"]), "customer"),
        "cohorts": counted(int(row["cohorts"]), "cohort"),
    }
    head = age_name(unit, str(age))
    head = head[:1].upper() + head[1:]
    if math.isnan(lower):
        return headed(head, say(_SAID[rate], **values))
    return headed(head, say(_SAID_WITH_RANGE[rate], range=percent_range(lower, upper), **values))


_SAID = {
    "nrr": mark("{share} net, of {money} from {customers} in {cohorts}."),
    "grr": mark("{share} gross, of {money} from {customers} in {cohorts}."),
}
_SAID_WITH_RANGE = {
    "nrr": mark("{share} net (likely {range}), of {money} from {customers} in {cohorts}."),
    "grr": mark("{share} gross (likely {range}), of {money} from {customers} in {cohorts}."),
}


# ------------------------------------------------------------------------------------------------------- the parts
def _rows(frame: pd.DataFrame) -> list[tuple[int, dict[Any, Any]]]:
    """Ages and their rows."""
    return list(zip(frame.index.tolist(), frame.to_dict("records"), strict=True))


def _thin(x: Any, y: Floats, said: list[str], name: str, tokens: Theme, *, is_newest: bool) -> Trace:
    known = np.flatnonzero(~np.isnan(y))
    last = int(known[-1]) + 1
    trace: Trace = {
        "type": "scatter",
        "mode": "lines+markers" if is_newest or len(known) == 1 else "lines",
        "x": [int(age) for age in x[:last]],
        "y": y[:last],
        "line": {"width": 2 if is_newest else 1, "color": tokens.attention if is_newest else tokens.hatch},
        "marker": {"size": 5 if is_newest else 4},
        "hovertext": said[:last],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return {**trace, "name": name} if is_newest else {**trace, "opacity": 0.6}


def _bold(x: Any, y: Any, said: list[str], name: str, colour: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [int(age) for age in x],
        "y": np.asarray(y, float),
        "line": {"width": 2.5, "color": colour},
        "marker": {"size": 6, "color": colour},
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _band(frame: pd.DataFrame, rate: str, colour: str) -> Trace:
    known = frame[frame[f"{rate}_lower"].notna()]
    return area(known.index, known[f"{rate}_lower"], known[f"{rate}_upper"], colour)


def _figure(
    traces: list[Trace], ages: Any, yaxis: dict[str, Any], words: str, tokens: Theme, title: str | None
) -> go.Figure:
    last = int(max(ages, default=1))
    first = int(min(ages, default=0))
    every = max(1, math.ceil((last - first + 1) / 13))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": MARGIN,
        "xaxis": {
            "range": [first - 0.25, max(last, first + 1) + 0.25],
            "tickmode": "array",
            "tickvals": [age for age in range(first, last + 1) if age % every == 0],
            "ticklabelstandoff": 4,
            "title": {"text": words},
        },
        "yaxis": yaxis,
    }
    return go.Figure(data=traces, layout=titled(layout, title))


def _label_newest(drawn: go.Figure) -> None:
    """The name of the newest cohort, below the end of its line: values rise, so that there is room."""
    for trace in drawn.data:
        if trace.name is not None and trace.mode == "lines+markers":
            drawn.add_annotation(
                x=trace.x[-1],
                y=float(np.asarray(trace.y, float)[-1]),
                text=trace.name,
                showarrow=False,
                xanchor="left",
                yanchor="top",
                xshift=6,
                yshift=-2,
                font={"color": trace.line.color, "size": 13, "weight": 600},
            )
