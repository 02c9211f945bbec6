"""What customers did after their start: every row from that instant on, with the time since then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.blocks import Block, Index, Members, memberships, not_own_row, tie_starts
from retention.engine.plan import Codes, Plan, Tables, no_such_event
from retention.engine.workers import add_up
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints
from retention.settings import CohortSettings, check_starts

if TYPE_CHECKING:
    from retention.events import Events

MOST_EVENTS = 200
MOST_MARKS = 64_000_000  # customers times events


def start_plan(events: Events, settings: CohortSettings, segment: bool = False) -> Plan:
    """Plan in which any event is something a customer did, whatever counts as coming back."""
    check_starts(settings)
    if settings.segment is not None and not segment:
        raise SettingsError(
            say("this is counted for everybody at once."),
            where="segment",
            todo=say(
                'Leave it out, and look at one value with where=(("{segment}", "==", ...),).', segment=settings.segment
            ),
        )
    Plan(events, settings).tests  # noqa: B018 - refuses unknown events and columns, by the names they were given
    return Plan(events, settings.replace(return_event=None, return_where=()))


@dataclass(frozen=True)
class After:
    """Rows at or after each member's start, its own row left out; sorted by member, then time.

    ``waited`` is the time since the start in microseconds, ``row`` the position in the block.
    """

    member: Index
    waited: Ints
    row: Index

    def where(self, keep: NDArray[np.bool_]) -> After:
        """Some of the rows."""
        return After(self.member[keep], self.waited[keep], self.row[keep])


def starts_of(block: Block) -> tuple[Members, Ints]:
    """Customers who start in the range asked for, and when."""
    members = memberships(block)
    return members, block.plan.events.time[block.rows][members.row]


def rows_after(block: Block, members: Members, start: Ints, rank: Ints | None) -> After:
    """Everything that the members did from their start on; ``rank`` from :func:`usual_starts`."""
    tie = tie_starts(block, members.row)
    counts = block.starts[1:][members.customer] - tie
    ends = np.cumsum(counts)
    member = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    row = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(tie - (ends - counts), counts)
    mask = block.plan.mask("return", block.rows)
    if mask is not None:
        keep = mask[row]
        member, row = member[keep], row[keep]
    waited = block.plan.events.time[block.rows][row] - start[member]
    first = np.flatnonzero(waited == 0)
    own = first[~not_own_row(block, members, tie, member[first], row[first], rank)]
    keep = np.ones(len(row), bool)
    keep[own] = False
    return After(member[keep], waited[keep], row[keep])


def usual_starts(plan: Plan) -> Ints | None:
    """Rank of each event code as a start, 0 for what most customers have at their first instant; blank is -1.

    In files with dates and no times somebody signs up and invites a colleague at one instant; what everybody has done
    by then is the start, and not what comes first in the alphabet. None where the settings name the start.
    """
    if plan.settings.start_event is not None:
        return None
    codes, n = event_codes(plan.events), len(plan.events.event_names)

    def count(block: Block) -> Tables:
        members, start = starts_of(block)
        time, event = plan.events.time[block.rows], codes[block.rows]
        mask, after = plan.mask("start", block.rows), block.starts[1:][members.customer]
        who, row = np.arange(len(start)), members.row
        seen = []
        while len(who):
            here = event[row] >= 0 if mask is None else (event[row] >= 0) & mask[row]
            seen.append(who[here] * n + event[row[here]])
            more = row + 1 < after[who]
            more[more] = time[row[more] + 1] == start[who[more]]
            who, row = who[more], row[more] + 1
        cells, _ = times_each(np.concatenate([np.zeros(0, np.int64), *seen]))
        return {"customers": np.bincount(cells % max(n, 1), minlength=n)}

    customers = add_up(plan, n, count)["customers"]
    rank = np.full(n + 1, -1)
    rank[np.argsort(-customers, kind="stable")] = np.arange(n)
    return rank


@dataclass(frozen=True)
class Chosen:
    """Events that are counted: a column of them for each code, the last entry being blank; -1 for all others."""

    names: tuple[str, ...]
    column: NDArray[np.int32]
    passed_over: tuple[str, ...]


def event_codes(events: Events) -> Codes:
    """Codes of the event column."""
    if events.event is None:
        raise SettingsError(
            say("the file has no column that says what each row is."),
            where="event",
            todo=say('Name the column of events when reading it: ColumnMapping(..., event="event").'),
        )
    return events.event


def chosen_events(plan: Plan, most: int = MOST_EVENTS, only: str | None = None) -> Chosen:
    """The event asked for, or those with most rows in the file."""
    codes, names = event_codes(plan.events), plan.events.event_names
    if only is not None:
        if only not in names:
            raise no_such_event(only, names, "event")
        ranked = [names.index(only)]
        left: list[int] = []
    else:
        rows = np.bincount(codes[codes >= 0], minlength=len(names))
        order = [int(c) for c in np.argsort(-rows, kind="stable") if rows[c]]
        ranked, left = order[:most], order[most:]
    column = np.full(len(names) + 1, -1, np.int32)
    column[ranked] = np.arange(len(ranked))
    return Chosen(tuple(names[c] for c in ranked), column, tuple(sorted(names[c] for c in left)))


def times_each(key: NDArray[Any]) -> tuple[Ints, Ints]:
    """Distinct keys, and how often each occurs."""
    key = np.sort(key)
    begins = np.flatnonzero(np.concatenate([[len(key) > 0], key[1:] != key[:-1]])) if len(key) else np.zeros(0, int)
    return key[begins], np.diff(np.append(begins, len(key)))
