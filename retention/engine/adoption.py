"""Adoption in memory: which events the active customers did, by age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retention.counts import AdoptionCounts
from retention.engine.blocks import Block, memberships, returns
from retention.engine.plan import Tables
from retention.engine.series_plan import checked
from retention.engine.starts import chosen_events, event_codes, start_plan, times_each
from retention.engine.workers import add_up
from retention.errors import whole_number
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events


def adoption_counts(events: Events, settings: CohortSettings, times: int = 1) -> AdoptionCounts:
    """Count, of the customers active at each age, those who used each event at least so many times.

    Only windows that are over for a customer are looked at; the start's own row is activity, and use, at age 0.
    """
    times = whole_number(times, "times")
    plan = start_plan(events, settings)
    chosen = chosen_events(plan)
    n_events, n_ages = len(chosen.names), plan.n_columns
    checked(n_events * n_ages)
    codes = event_codes(events)

    def count(block: Block) -> Tables:
        members = memberships(block)
        pairs = returns(block, members, "any")  # the start's own row with them
        last = np.minimum(members.last, n_ages - 1)
        keep = (pairs.age >= 0) & (pairs.age <= last[pairs.member])
        member, age, row = pairs.member[keep].astype(np.int64), pairs.age[keep].astype(np.int64), pairs.row[keep]
        event = chosen.column[codes[block.rows][row]]
        cell = member * n_ages + age
        there, _ = times_each(cell)
        did, often = times_each((cell * n_events + event)[event >= 0])
        did = did[often >= times]
        return {
            "active": np.bincount(there % n_ages, minlength=n_ages),
            "used": np.bincount(did % (n_ages * n_events), minlength=n_ages * n_events),
        }

    tables = add_up(plan, n_events * n_ages, count)
    active = tables["active"]
    held = np.flatnonzero(active)
    n_shown = int(held[-1]) + 1 if len(held) else 0
    used = tables["used"].reshape(n_ages, n_events).T
    return AdoptionCounts(chosen.names, np.arange(n_shown), active[:n_shown], used[:, :n_shown], chosen.passed_over)
