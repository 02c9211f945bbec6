"""Shares along time: lines with their range, hollow where few were counted, hatched where a period is not over."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from retention.charts.along_time import bands, few, line
from retention.charts.lines import SYMBOLS, Trace, dash_of, top_of
from retention.charts.theme import Theme, percent, percent_likely, plain
from retention.charts.timeline import MANY, Timeline, last_known
from retention.charts.words import headed, of_group
from retention.languages import mark, say

BANDS = 2  # with more lines than this, bands would hide each other
WORDS = {"retention": "kept", "churn": "lost"}
COUNTED = {
    "retention": mark("{k} of {n} customers kept, {share}."),
    "churn": mark("{k} of {n} customers lost, {share}."),
}
ENDS = {"retention": mark("kept {share}"), "churn": mark("lost {share}")}


def _of(frame: pd.DataFrame, show: str) -> tuple[Any, Any, Any]:
    """The rate that is asked for, and its range."""
    rate, lower, upper = (frame[name].to_numpy(float) for name in ("retention_rate", "lower", "upper"))
    return (rate, lower, upper) if show == "retention" else (1 - rate, 1 - upper, 1 - lower)


def rate_traces(frames: dict[str, pd.DataFrame], time: Timeline, show: str, tokens: Theme) -> tuple[list[Trace], float]:
    """Everything that draws the rates of one frame or several, and the end of their axis."""
    parts = {name: _of(frame, show) for name, frame in frames.items()}
    banded = len(frames) <= BANDS
    top = top_of([part[2] if banded else part[0] for part in parts.values()])
    first = next(iter(frames.values()))
    over = say("It counts when the {period} is over.", period=time.period)
    open_words = [f"{_so_far(first, i, len(frames))} {over}" for i in range(len(first))]
    traces = time.not_over(top, time.sentences(open_words), tokens)
    for i, (name, frame) in enumerate(frames.items()):
        colour = tokens.categorical[i % len(tokens.categorical)]
        if banded:
            traces += bands(time, *parts[name][1:], colour)
        traces.append(_line(name, frame, time, parts[name], show, colour, i if len(frames) > 1 else None, tokens))
    return [*traces, *time.dashes(time.sentences([""] * len(time)), tokens)], top


def _so_far(frame: pd.DataFrame, i: int, segments: int) -> str:
    if segments > 1:
        return say("No rate yet.")
    return say(
        "No rate yet: {k} of {n} customers kept so far.",
        k=f"{int(frame['kept'].iloc[i]):,}",
        n=f"{int(frame['start'].iloc[i]):,}",
    )


def _line(
    name: str,
    frame: pd.DataFrame,
    time: Timeline,
    rates: tuple[Any, Any, Any],
    show: str,
    colour: str,
    place: int | None,
    tokens: Theme,
) -> Trace:
    rate, lower, upper = rates
    starts = frame["start"].to_numpy()
    counted = frame["kept" if show == "retention" else "lost"].to_numpy()
    group = (name or say("(blank)")) if place is not None else ""
    said = [
        ""
        if math.isnan(rate[i])
        else headed(
            of_group(plain(group), time.head(i)),
            say(
                COUNTED[show],
                k=f"{counted[i]:,}",
                n=f"{starts[i]:,}",
                share=percent_likely(rate[i], lower[i], upper[i]),
            ),
        )
        for i in range(len(rate))
    ]
    return {
        **line(time, group or WORDS[show], rate, colour, said),
        "line": {"width": 2.5 if place is None else 2, "color": colour, "dash": dash_of(place or 0)},
        "marker": {
            "size": 6 if len(time) <= MANY else 4,
            "symbol": SYMBOLS[(place or 0) % len(SYMBOLS)],
            **few(starts, colour, tokens),
            "opacity": 1,
        },
        "customdata": [[i, 0] for i in range(len(time))],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def line_ends(frames: dict[str, pd.DataFrame], show: str, tokens: Theme) -> list[tuple[str, float, str]]:
    ends = []
    for i, (name, frame) in enumerate(frames.items()):
        rate = _of(frame, show)[0]
        last = last_known(rate)
        if last is not None:
            ends.append((name or say("(blank)"), float(rate[last]), tokens.categorical[i % len(tokens.categorical)]))
    return ends


def rate_end(frame: pd.DataFrame, show: str, tokens: Theme) -> list[tuple[str, float, str]]:
    rate = _of(frame, show)[0]
    last = last_known(rate)
    if last is None:
        return []
    return [(say(ENDS[show], share=percent(float(rate[last]))), float(rate[last]), tokens.accent)]
