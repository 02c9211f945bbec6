"""Squares of what customers have brought so far, from which ranges of a mean are made, against plain loops."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retention.settings import CohortSettings
from tests.contract_strategies import contract_lists, contract_settings, contracts_of, ends_of_data
from tests.oracle_contracts import Book
from tests.oracle_customer_value import brought, brought_by_contracts
from tests.oracles import Row
from tests.strategies import ZONES, events_of, row_lists, settings

law = hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@law
@given(
    rows=row_lists(),
    chosen=st.sampled_from(["on", "bracket"]).flatmap(
        lambda measure: settings(
            period="month",
            period_size=1,
            origin=None,
            cohort_period=None,
            measure=measure,
            within=None,
            brackets=(1, 3) if measure == "bracket" else None,
            value="cumulative",
            min_events=1,
        )
    ),
    zone=st.sampled_from(ZONES),
)
def test_of_visits(rows, chosen, zone):
    assert chosen.value == "cumulative"
    events = events_of(rows, zone)
    counts = events.cohort_counts(chosen)
    expected = brought(rows, chosen, zone, events.until)
    compared = 0
    for name, cells in zip(counts.segments, expected.values(), strict=True):
        i = counts.segments.index(name)
        for at, (cohort, column) in enumerate(sorted(cells)):
            j, k = divmod(at, counts.eligible.shape[2])
            assert column == k
            each = cells[cohort, column]
            assert counts.eligible[i, j, k] == len(each)
            assert counts.amounts[i, j, k] == pytest.approx(sum(each), abs=1e-6)
            assert counts.squares[i, j, k] == pytest.approx(sum(v * v for v in each), abs=1e-6)
            compared += 1
    assert compared == counts.eligible.size


def test_only_with_cumulative_money():
    events = events_of([Row("a", 0, "buy", 5.0)])
    assert events.cohort_counts(CohortSettings(value="sum")).squares is None
    assert events.cohort_counts(CohortSettings()).squares is None


@law
@given(
    rows=contract_lists(),
    until=ends_of_data(),
    chosen=contract_settings(period="month", period_size=1, origin=None, start=None, end=None),
)
def test_of_contracts(rows, until, chosen):
    chosen = chosen.replace(value="sum")
    zone = "Asia/Seoul"
    book = Book(rows, chosen, zone, until)
    assume(book.customers)
    counts = contracts_of(rows, until, zone).cohort_counts(chosen)
    by_cell = {}
    for customer in book.customers:
        name = "" if chosen.segment is None else (book.of(customer)[0].segment or "(blank)")
        for age in range(counts.eligible.shape[2]):
            cell = (counts.segments.index(name), book.cohort(customer), age)
            by_cell.setdefault(cell, []).append(brought_by_contracts(book, customer, age))
    first = min((book.cohort(c) for c in book.customers), default=0)
    for (i, cohort, age), each in by_cell.items():
        j = cohort - first
        if counts.complete[i, j, age]:
            assert counts.squares[i, j, age] == pytest.approx(sum(v * v for v in each), abs=1e-4)
