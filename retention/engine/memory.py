"""Counting in memory: cohort tables from sorted event codes, with numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from retention.counts import CellCustomers, CohortCounts
from retention.engine.blocks import Block, blocks, memberships, returns
from retention.engine.plan import Plan
from retention.engine.segments import segments
from retention.engine.tables import finish
from retention.engine.tally import Tally, count_block, count_plain_block
from retention.engine.windows import came_back, columns_over
from retention.engine.workers import each_worker
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints, to_instants
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events


def cohort_counts(events: Events, settings: CohortSettings) -> CohortCounts:
    """Count a cohort table."""
    plan = Plan(events, settings)
    plan.tests  # noqa: B018 - refuses unknown events and columns before any work
    labels, segment = segments(plan)
    plan.check_size(len(labels))
    tally = _run(plan, len(labels), segment)
    return finish(plan, tally, labels)


def _run(plan: Plan, n_segments: int, segment: Ints | None) -> Tally:
    """Work through all blocks."""
    count: Callable[[Block, Tally, Ints | None], None] = count_plain_block if plan.is_plain else count_block
    cells = n_segments * (plan.cohort_range[1] - plan.cohort_range[0]) * plan.n_columns

    def work(share: list[Block]) -> Tally:
        tally = Tally(plan, n_segments)
        for block in share:
            count(block, tally, segment)
        return tally

    first, *others = each_worker(plan, cells, work)
    for other in others:
        first.add(other)
    return first


def cell_customers(
    events: Events, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None
) -> CellCustomers:
    """List the customers behind one cell, by the same rules that count it."""
    plan = Plan(events, settings)
    number = cohort_number(plan, cohort)
    labels, place = segments(plan)
    check_segment(settings, labels, segment)
    found: dict[str, list[Ints]] = {"came_back": [], "did_not": [], "seen_so_far": [], "not_yet": []}
    for block in blocks(plan):
        members = memberships(block, only_cohort=number)
        code = members.customer + block.customers.start
        wanted = np.ones(len(code), bool) if place is None else place[code] == labels.index(str(segment))
        back = np.zeros(len(code), bool)
        spans = came_back(plan, returns(block, members))
        back[spans.member[(spans.low <= age) & (age <= spans.high)]] = True
        over = columns_over(plan, members.last) >= age
        for name, mask in (
            ("came_back", over & back),
            ("did_not", over & ~back),
            ("seen_so_far", ~over & back),
            ("not_yet", ~over & ~back),
        ):
            found[name].append(code[mask & wanted])
    return CellCustomers(**{name: events.customers(np.concatenate(codes)) for name, codes in found.items()})


def check_segment(settings: CohortSettings, labels: tuple[str, ...], segment: str | None) -> None:
    """Refuse a segment that is not one of those shown."""
    if settings.segment is not None and segment not in labels:
        raise SettingsError(
            say("'{segment}' is not one of the segments.", segment=segment),
            where="segment",
            todo=say("Choose one of: {choices}.", choices=", ".join(labels)),
        )


def cohort_number(plan: Plan, cohort: np.datetime64) -> int:
    """The cohort that starts at a local moment; the first there is, where clocks that go back name an hour twice."""
    number = plan.rows.number(int(to_instants(np.array([cohort]), plan.zone)[0])) - plan.row_base
    low, high = plan.cohort_range
    if not low <= number < high and low <= number + 1 < high:
        starts = plan.rows.starts([number + plan.row_base, number + 1 + plan.row_base])
        number += bool(starts[0] == starts[1])
    if not low <= number < high:
        raise SettingsError(
            say("there is no cohort that starts at {cohort}.", cohort=cohort),
            where="cohort",
            todo=say("Take one from matrix.cohorts."),
        )
    return number
