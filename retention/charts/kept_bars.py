"""Customers kept, won back and new above zero, lost below: the counts behind a rate of retention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.charts.lines import Trace
from retention.charts.theme import Theme
from retention.charts.timeline import Timeline


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
    row = {name: int(frame[name].iloc[i]) for name in ("start", "end", "new", "kept", "lost", "won_back")}
    so_far = "" if complete else " so far"
    lost = f", {row['lost']:,} lost" if complete else f", {row['lost']:,} not there so far"
    return (
        f"of {row['start']:,} customers at the start {row['kept']:,} kept{so_far}{lost};<br>"
        f"{row['won_back']:,} won back and {row['new']:,} new make {row['end']:,}{so_far}."
    )


def bar_ends(frame: pd.DataFrame, tokens: Theme) -> list[tuple[str, float, str]]:
    """Names of the parts at the heights they have in the last complete period."""
    done = np.flatnonzero(frame["complete"].to_numpy(bool))
    if not len(done):
        return []
    last = frame.iloc[int(done[-1])]
    ends, below = [], 0.0
    for name, column, look in (("kept", "kept", "returning"), ("won back", "won_back", "resurrected"), ("new",) * 3):
        ends.append((name, below + float(last[column]) / 2, tokens.lifecycle[look]))
        below += float(last[column])
    return [*ends, ("lost", -float(last["lost"]) / 2, tokens.lifecycle["dormant"])]
