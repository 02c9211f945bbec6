"""Spread, steps, money and prices against plain loops over rows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.settings import CohortSettings
from tests import oracle_findings as oracle
from tests.oracles import Row
from tests.strategies import ZONES, events_of, micros, row_lists


def counter(numbers, counts) -> Counter:
    return Counter({n: int(c) for n, c in zip(numbers, counts, strict=True) if c})


def row(customer: str, day: str, amount: float = 10.0, event: str = "buy") -> Row:
    return Row(customer, micros(datetime.fromisoformat(day).replace(tzinfo=UTC)), event, amount, "")


@settings(deadline=None)
@given(
    rows=row_lists(),
    zone=st.sampled_from(ZONES),
    start=st.sampled_from([None, "buy"]),
    back=st.sampled_from([None, "look"]),
)
def test_rows_are_spread_as_plain_loops_say(rows, zone, start, back):
    found = events_of(rows, zone).spread_counts(CohortSettings(start_event=start, return_event=back))
    months = found.numbers + 1970 * 12
    expected = oracle.spread(rows, zone, start, back)
    assert counter(months, found.starts) == expected["starts"]
    assert counter(months, found.returns) == expected["returns"]
    kinds = zip(found.customer_starts.tolist(), found.customer_returns.tolist(), strict=True)
    assert counter(kinds, found.customers) == expected["kinds"]
    assert found.same == (start == back)


@settings(deadline=None)
@given(rows=row_lists(days=400), zone=st.sampled_from(ZONES))
def test_who_came_again_among_those_watched_is_as_plain_loops_say(rows, zone):
    events = events_of(rows, zone)
    until = events.observed_until.date()
    found = events.habit_counts(CohortSettings()).steps
    for step in (0, 1):
        counts = zip(found.watched[step].tolist(), found.came[step].tolist(), strict=True)
        assert list(counts) == [oracle.steps(rows, zone, until, step, d) for d in range(found.watched.shape[1])]


@settings(deadline=None)
@given(rows=row_lists())
def test_the_richest_are_those_of_plain_loops(rows):
    found = events_of(rows).habit_counts(CohortSettings()).money
    paid = oracle.money(rows)
    assert (found.customers, found.paying) == (len({r.customer for r in rows}), len(paid))
    for percent in (0, 1, 10, 50, 100):
        people = -(-len(paid) * percent // 100)
        assert found.people[percent] == people
        assert found.money[percent] == pytest.approx(sum(paid[:people]))


@settings(deadline=None)
@given(rows=row_lists(days=400), zone=st.sampled_from(ZONES))
def test_prices_before_and_after_are_those_of_plain_loops(rows, zone):
    found = events_of(rows, zone).habit_counts(CohortSettings()).prices
    for i, number in enumerate(found.numbers.tolist()):
        expected = oracle.prices(rows, zone, number + 1970 * 12, found.block)
        assert np.repeat(found.ratios, found.customers[i]) == pytest.approx(expected, rel=6e-4)


def test_worked_example():
    """a buys three times and then pays twice as much; b comes once; c takes everything back."""
    rows = [row("a", f"2024-0{m}-05") for m in (1, 2, 3)] + [row("a", f"2024-0{m}-05", 20) for m in (4, 5, 6)]
    rows += [row("b", "2024-02-01"), row("c", "2024-01-31"), row("c", "2024-06-30", -10)]
    found = events_of(rows).habit_counts(CohortSettings())
    assert found.steps.watched[0, [30, 31, 150, 151, 152]].tolist() == [3, 3, 3, 2, 1]
    assert found.steps.came[0, [30, 31, 151, 152]].tolist() == [0, 1, 1, 1]


def test_who_came_soon_but_was_not_watched_long_is_not_counted():
    """b came again on the next day, and the file ends three days later: nobody knows of the others of that week."""
    rows = [row("a", "2024-01-01"), row("b", "2024-06-27"), row("b", "2024-06-28"), row("c", "2024-06-30")]
    steps = events_of(rows).habit_counts(CohortSettings()).steps
    assert (steps.watched[0, 3], steps.came[0, 3]) == (2, 1)
    assert (steps.watched[0, 90], steps.came[0, 90]) == (1, 0)


def test_worked_example_of_money_and_prices():
    """a buys three times and then pays twice as much; b comes once; c takes everything back."""
    rows = [row("a", f"2024-0{m}-05") for m in (1, 2, 3)] + [row("a", f"2024-0{m}-05", 20) for m in (4, 5, 6)]
    rows += [row("b", "2024-02-01"), row("c", "2024-01-31"), row("c", "2024-06-30", -10)]
    found = events_of(rows).habit_counts(CohortSettings())
    assert found.money.people[[10, 100]].tolist() == [1, 2]
    assert found.money.money[[10, 100]].tolist() == [90, 100]
    assert [np.datetime64(int(n), "M").item() for n in found.prices.numbers] == [date(2024, 4, 1)]
    assert found.prices.ratios[found.prices.customers[0] > 0] == pytest.approx([2], rel=6e-4)


def test_without_amounts_there_is_neither_money_nor_price():
    events = events_of([row("a", "2024-01-05"), row("a", "2024-02-05")])
    object.__setattr__(events, "amount", None)
    found = events.habit_counts(CohortSettings())
    assert (found.money, found.prices) == (None, None)
