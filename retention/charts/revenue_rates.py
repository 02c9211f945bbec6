"""Net and gross revenue retention over time, with their ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.along_time import bands, few, line
from retention.charts.beside import names_at_right
from retention.charts.lines import SYMBOLS, Trace, dash_of
from retention.charts.money import money
from retention.charts.theme import Theme, per_cent, percent, percent_range, plain, theme_named
from retention.charts.timeline import Timeline, figure, last_known
from retention.charts.words import headed, named
from retention.languages import counted, mark, say, term
from retention.settings import CohortSettings

BANDS = 2  # with more lines than this, bands would hide each other
HIGHEST = 3.0  # a net rate beyond 300 % is drawn at the edge
RATES = {"nrr": "net", "grr": "gross"}
SAID = {
    "nrr": mark("{share} net, of {money} from {customers}."),
    "grr": mark("{share} gross, of {money} from {customers}."),
}
SAID_WITH_RANGE = {
    "nrr": mark("{share} net (likely {range}), of {money} from {customers}."),
    "grr": mark("{share} gross (likely {range}), of {money} from {customers}."),
}


def revenue_rates(
    frame: pd.DataFrame | dict[str, pd.DataFrame],
    *,
    show: str | None = None,
    theme: str | Theme = "light",
    title: str | None = None,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw net and gross revenue retention of each period with their ranges; one of them for each segment.

    A period that is not over is a hatched column without a rate, one without rows a dash. Points of fewer than 30
    customers are hollow, those of fewer than 10 grey. A net rate beyond 300 % is drawn at the edge; hovering tells it.

    Parameters
    ----------
    frame
        What :func:`retention.revenue_retention` returns: a frame, or one for each segment.
    show
        "nrr" or "grr"; for a single frame both by default, for segments the net rate.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"start": [0.0, 90.0], "nrr": [np.nan, 0.9], "nrr_lower": [np.nan, 0.7],
    ...                       "nrr_upper": [np.nan, 1.1], "customers": [0, 40], "complete": [True, True]},
    ...                      index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> revenue_rates(frame, show="nrr").data[-1].hovertext[1]
    'Feb 2026 (1-28 Feb 2026, complete):<br>90.0 % net (likely 70-110 %), of 90 from 40 customers.'
    """
    tokens = theme_named(theme)
    frames = frame if isinstance(frame, dict) else {"": frame}
    which = [show] if show else (["nrr"] if isinstance(frame, dict) else ["nrr", "grr"])
    time = Timeline(next(iter(frames.values())), settings)
    grouped = isinstance(frame, dict)
    names = {name: (name or say("(blank)")) if grouped else "" for name in frames}
    lines = [(names[name], part, rate) for name, part in frames.items() for rate in which]
    top = _top(lines)
    traces: list[Trace] = []
    for k, (_, part, rate) in enumerate(lines):
        colour = tokens.categorical[k % len(tokens.categorical)]
        if len(lines) <= BANDS:
            lower, upper = (np.minimum(part[f"{rate}_{end}"].to_numpy(float), top) for end in ("lower", "upper"))
            traces += bands(time, lower, upper, colour)
    said = [headed(time.head(i), say("no rate before it is over.")) for i in range(len(time))]
    traces += time.not_over(top, said, tokens) + time.dashes(time.sentences([""] * len(time)), tokens)
    for k, (name, part, rate) in enumerate(lines):
        traces.append(_line(time, name, part, rate, top, k, tokens))
    drawn = figure(traces, time, _rate_axis(top), tokens, title, small=False)
    drawn.add_hline(y=1, line={"width": 1, "color": tokens.muted, "dash": "dot"})
    names_at_right(drawn, _ends(lines, top, tokens))
    return drawn


def _top(lines: list[tuple[str, pd.DataFrame, str]]) -> float:
    known = [part.loc[part["complete"], rate].to_numpy(float) for _, part, rate in lines]
    rates = np.concatenate(known) if known else np.zeros(0)
    highest = float(np.nanmax(rates)) if len(rates) and not np.isnan(rates).all() else 1.0
    return min(HIGHEST, max(1.1, 1.12 * highest))


def _rate_axis(top: float) -> dict[str, Any]:
    step = 0.25 if top <= 1.6 else 0.5
    ticks = [step * i for i in range(int(top / step + 1e-9) + 1)]
    return {
        "range": [0, top],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [per_cent(f"{100 * tick:.0f}") for tick in ticks],
    }


def _line(time: Timeline, name: str, part: pd.DataFrame, rate: str, top: float, k: int, tokens: Theme) -> Trace:
    colour = tokens.categorical[k % len(tokens.categorical)]
    said = time.sentences([_say(name, row, rate) for row in part.to_dict("records")])
    few_marked = few(part["customers"].to_numpy(), colour, tokens)
    return {
        **line(time, name or RATES[rate], np.minimum(part[rate].to_numpy(float), top), colour, said),
        "line": {"width": 2, "color": colour, "dash": dash_of(k)},
        "marker": {"size": 7, "symbol": SYMBOLS[k % len(SYMBOLS)], **few_marked},
    }


def _say(name: str, row: dict[Any, Any], rate: str) -> str:
    if np.isnan(row[rate]):
        return named(
            plain(name),
            say("no rate: nobody paid in the period before, or the file holds no rows for one of the two."),
        )
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    values = {
        "share": percent(row[rate]),
        "money": money(row["start"]),
        "customers": counted(int(row["customers"]), "customer"),
    }
    if np.isnan(lower):
        return named(plain(name), say(SAID[rate], **values))
    return named(plain(name), say(SAID_WITH_RANGE[rate], range=percent_range(lower, upper), **values))


def rate_name(rate: str) -> str:
    """What a rate is called beside its line."""
    return term("revenue retention", "net") if rate == "nrr" else term("revenue retention", "gross")


def _ends(lines: list[tuple[str, pd.DataFrame, str]], top: float, tokens: Theme) -> list[tuple[str, float, str]]:
    ends = []
    for k, (name, part, rate) in enumerate(lines):
        at = last_known(part[rate])
        if at is not None:
            colour = tokens.categorical[k % len(tokens.categorical)]
            ends.append((name or rate_name(rate), min(float(part[rate].iloc[at]), top), colour))
    return ends
