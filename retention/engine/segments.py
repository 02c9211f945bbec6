"""Segments: the value on each customer's first start event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.blocks import Block, Members, blocks, first_segments, memberships, returns
from retention.engine.plan import Plan
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints

if TYPE_CHECKING:
    from retention.events import Segment

MOST_SEGMENTS = 12


def segments(plan: Plan) -> tuple[tuple[str, ...], Ints | None]:
    """Names of the segments, largest first, and the position among them of each customer."""
    name = plan.settings.segment
    if name is None:
        return ("",), None
    if name not in plan.events.segments:
        raise not_a_segment(name, tuple(plan.events.segments))
    key, kept = decided_by(plan), plan.events._cache.get("segments")
    if kept is None or kept[0] != key:
        kept = plan.events._cache["segments"] = (key, *_ranked(plan, plan.events.segments[name]))
    names, place = kept[1:]
    return names, place


def not_a_segment(name: str, known: tuple[str, ...]) -> SettingsError:
    """What to say where a segment is asked for by a name that no column of segments has."""
    return SettingsError(
        say("'{name}' is not a segment column.", name=name),
        where="segment",
        todo=say("Choose one of: {choices}.", choices=", ".join(known))
        if known
        else say("Name it in ColumnMapping(segments=...) when reading the file."),
    )


def shown_names(ranked: list[str]) -> tuple[str, ...]:
    """Names of the segments from the largest on: of more than 12 the largest 11, and "other"."""
    return tuple([*ranked[:11], "other"] if len(ranked) > MOST_SEGMENTS else ranked) or ("",)


def shown_places(n: int) -> Ints:
    """Position among the names shown of each of so many segments, from the largest on."""
    return np.minimum(np.arange(n), 11 if n > MOST_SEGMENTS else n)


def decided_by(plan: Plan) -> tuple[Any, ...]:
    """The settings that say which segment a customer is in; a slider moves others, so that the answer is kept."""
    s = plan.settings
    period = () if s.birth == "first" and s.start is None and s.end is None else (plan.rows,)
    return (s.segment, s.where, s.start_where, s.start_event, s.refunds_count, s.birth, s.start, s.end, period)


def _ranked(plan: Plan, column: Segment) -> tuple[tuple[str, ...], Ints]:
    n = len(column.labels)
    found = np.full(plan.events.n_customers, -1, np.int64)
    entered = np.zeros(n + 1, np.int64)
    for block in blocks(plan):
        codes = first_segments(block, column.codes, n)
        members = memberships(block)
        if plan.settings.birth == "first_in_range":  # the first start inside the range decides
            codes = np.full(len(codes), -1, np.int64)
            codes[members.customer] = _segments_at(block, members, column.codes, n)
        found[block.customers] = codes
        entered += np.bincount(codes[members.customer], minlength=n + 1)
    ranked = sorted(np.flatnonzero(entered).tolist(), key=lambda c: (-int(entered[c]), c))
    names = [column.labels[c] if c < n else "(blank)" for c in ranked]
    place = np.zeros(n + 1, np.int64)
    place[ranked] = shown_places(len(ranked))
    return shown_names(names), place[found]


def _segments_at(block: Block, members: Members, codes: NDArray[Any], n_labels: int) -> Ints:
    """Segment on each member's start row; of several start rows at that instant, the first value in order."""
    pairs = returns(block, members, "start")
    time = block.plan.events.time[block.rows]
    tied = time[pairs.row] == time[members.row[pairs.member]]
    values = codes[block.rows][pairs.row[tied]].astype(np.int64)
    found = np.full(len(members.row), n_labels)
    np.minimum.at(found, pairs.member[tied], np.where(values < 0, n_labels, values))
    return found
