"""Customers kept, won back and new above zero, lost below: the counts behind a rate of retention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.charts.lines import Trace
from retention.charts.theme import Theme
from retention.charts.timeline import Timeline
from retention.languages import say, term


def bar_traces(frame: pd.DataFrame, time: Timeline, tokens: Theme) -> tuple[list[Trace], float, float]:
    """The bars of each period, and the lowest and the highest of them."""
    said = time.sentences([_counts(frame, i, bool(time.complete[i])) for i in range(len(frame))], compared=True)
    # Whoever has not come by yet may still come: nobody is lost before the period is over.
    lost = np.where(time.complete & ~time.no_data, frame["lost"].to_numpy(float), 0.0)
    looks = tokens.lifecycle
    parts = {"kept": ("kept", "returning"), "won back": ("won_back", "resurrected"), "new": ("new", "new")}
    traces = [
        time.bars(name, frame[column].to_numpy(float), looks[look], said, tokens)
        for name, (column, look) in parts.items()
    ]
    traces.append(time.bars("lost", -lost, looks["dormant"], said, tokens))
    traces += time.dashes(said, tokens)
    high = sum(frame[column].to_numpy(float) for column, _ in parts.values())
    return traces, -float(np.max(lost, initial=0.0)), float(np.max(high, initial=1.0))


def _counts(frame: pd.DataFrame, i: int, complete: bool) -> str:
    row = {name: f"{int(frame[name].iloc[i]):,}" for name in ("start", "end", "new", "kept", "lost", "won_back")}
    if complete:
        return say(
            "of {start} customers at the start {kept} kept, {lost} lost;<br>"
            "{won_back} won back and {new} new make {end}.",
            **row,
        )
    return say(
        "of {start} customers at the start {kept} kept so far, {lost} not there so far;<br>"
        "{won_back} won back and {new} new make {end} so far.",
        **row,
    )


def bar_ends(frame: pd.DataFrame, tokens: Theme) -> list[tuple[str, float, str]]:
    """Names of the parts at the heights they have in the last complete period."""
    done = np.flatnonzero(frame["complete"].to_numpy(bool))
    if not len(done):
        return []
    last = frame.iloc[int(done[-1])]
    ends, below = [], 0.0
    parts = (
        (say("kept"), "kept", "returning"),
        (say("won back"), "won_back", "resurrected"),
        (term("customers", "new"), "new", "new"),
    )
    for name, column, look in parts:
        ends.append((name, below + float(last[column]) / 2, tokens.lifecycle[look]))
        below += float(last[column])
    return [*ends, (say("lost"), -float(last["lost"]) / 2, tokens.lifecycle["dormant"])]
