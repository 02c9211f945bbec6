"""Laws that hold whatever the numbers are."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from tests.strategies import events_of, moved_to, row_lists, settings

law = hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
COUNTS = ("sizes", "eligible", "active", "open_active", "complete")


def matrices(rows, chosen, until=None):
    found = rt.cohort_matrix(events_of(rows, until=until), chosen)
    return found if isinstance(found, dict) else {"": found}


def tables(rows, chosen, until=None):
    found = matrices(rows, chosen, until)
    return {name: {count: getattr(m, count).tolist() for count in COUNTS} for name, m in found.items()}


@law
@given(rows=row_lists(), chosen=settings(), seed=st.integers(0, 99))
def test_order_of_rows_changes_nothing(rows, chosen, seed):
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert tables(rows, chosen) == tables(shuffled, chosen)


@law
@given(rows=row_lists(), chosen=settings())
def test_names_of_customers_change_nothing(rows, chosen):
    renamed = [replace(r, customer=f"z{ord('z') - ord(r.customer)}") for r in rows]
    assert tables(rows, chosen) == tables(renamed, chosen)


@law
@given(rows=row_lists(), chosen=settings(min_events=1))
def test_exact_copies_change_no_count(rows, chosen):
    assert tables(rows, chosen) == tables(rows + rows, chosen)


@law
@given(rows=row_lists(), chosen=settings(measure="on", within=None, brackets=None, value="none"))
def test_on_is_at_most_on_or_after(rows, chosen):
    on, after = matrices(rows, chosen), matrices(rows, chosen.replace(measure="on_or_after"))
    for name in on:
        assert (on[name].active <= after[name].active).all()
        assert (on[name].eligible == after[name].eligible).all()


@law
@given(rows=row_lists(), chosen=settings(measure="on_or_after", within=None, brackets=None, value="none"))
def test_on_or_after_never_rises_with_age(rows, chosen):
    for matrix in matrices(rows, chosen).values():
        assert (np.diff(matrix.active, axis=1) <= 0).all()


@law
@given(rows=row_lists(), chosen=settings(measure="within", brackets=None, within=3, value="none"))
def test_within_is_between_on_and_on_or_after(rows, chosen):
    """Seen in one of the windows: at least as many as in the first of them, at most as many as ever after."""
    within = matrices(rows, chosen)
    on = matrices(rows, chosen.replace(measure="on", within=None))
    after = matrices(rows, chosen.replace(measure="on_or_after", within=None))
    for name, matrix in within.items():
        seen = matrix.active + matrix.open_active
        assert (seen >= on[name].active + on[name].open_active).all()
        assert (seen <= after[name].active + after[name].open_active).all()


@law
@given(
    rows=row_lists(),
    length=st.integers(1, 4),
    chosen=settings(
        measure="on",
        within=None,
        brackets=None,
        value="none",
        clock="calendar",
        period="month",
        cohort_period=None,
        max_age=None,
    ),
)
def test_within_watches_every_cohort_equally_long(rows, length, chosen):
    """A cell is complete only when the same number of windows is over for each cohort."""
    on = matrices(rows, chosen.replace(segment=None))[""]
    within = matrices(rows, chosen.replace(segment=None, measure="within", within=length))[""]
    held = on.sizes > 0  # columns end with the oldest member; an empty cohort before could be older
    k = max(on.complete.shape[1] - (length - 1), 0)
    assert (within.complete[held, :k] == on.complete[held, length - 1 :]).all()
    assert not within.complete[held, k:].any()


@law
@given(rows=row_lists(), chosen=settings(segment="plan", value="none"))
def test_segments_sum_to_the_whole(rows, chosen):
    parts, whole = matrices(rows, chosen), matrices(rows, chosen.replace(segment=None))[""]
    for count in ("sizes", "eligible", "active", "open_active"):
        assert (sum(getattr(m, count) for m in parts.values()) == getattr(whole, count)).all()


@law
@given(
    rows=row_lists(),
    chosen=settings(
        birth="first", start=None, end=None, start_event=None, where=(), start_where=(), refunds_count=True
    ),
)
def test_sizes_sum_to_customers(rows, chosen):
    total = sum(int(m.sizes.sum()) for m in matrices(rows, chosen.replace(segment=None)).values())
    assert total == len({r.customer for r in rows})


@law
@given(
    rows=row_lists(),
    later=row_lists(),
    chosen=settings(segment=None, start_event=None, return_event=None, max_age=None, value="none"),
    days=st.integers(0, 60),
)
def test_later_data_never_change_a_complete_cell(rows, later, chosen, days):
    assume(chosen.period != "hour")  # hours of two years by themselves are refused as too many cells
    assume(chosen.measure != "on_or_after")  # a longer look finds more: the reason why it carries a warning
    early = events_of(rows)
    later = moved_to(later, early.until)
    until = max(early.until, max(r.instant for r in later)) + days * 86_400_000_000
    before, after = matrices(rows, chosen)[""], matrices(rows + later, chosen, until)[""]
    same = np.isin(after.cohorts, before.cohorts)
    assume(before.eligible.size)
    k = before.eligible.shape[1]
    for count in ("eligible", "active", "open_active", "complete"):
        now = getattr(after, count)[same][:, :k]
        assert (now == getattr(before, count))[before.complete].all()


@law
@given(rows=row_lists(), chosen=settings(), level=st.sampled_from([0.5, 0.9, 0.95]))
def test_ranges_hold_their_rates(rows, chosen, level):
    for matrix in matrices(rows, chosen).values():
        lower, upper = matrix.interval(level)
        known = ~np.isnan(matrix.rates)
        assert (known == matrix.known).all()
        assert (lower[known] <= matrix.rates[known]).all()
        assert (matrix.rates[known] <= upper[known]).all()
        assert ((matrix.rates[known] >= 0) & (matrix.rates[known] <= 1)).all()


@law
@given(rows=row_lists(), chosen=settings(segment=None, value="none"))
def test_nobody_is_counted_twice(rows, chosen):
    matrix = matrices(rows, chosen)[""]
    assert (matrix.active <= matrix.eligible).all()
    assert (matrix.eligible <= matrix.sizes[:, None]).all()
    assert (matrix.active + matrix.open_active <= matrix.sizes[:, None]).all()


@law
@given(rows=row_lists(), before=settings(segment="plan"), chosen=settings(segment="plan"))
def test_what_was_counted_before_changes_nothing(rows, before, chosen):
    """Events keep what every setting needs; none of it may leak from one setting into another."""
    events = events_of(rows)
    rt.cohort_matrix(events, before)
    found = rt.cohort_matrix(events, chosen)
    again = {name: {count: getattr(m, count).tolist() for count in COUNTS} for name, m in found.items()}
    assert again == tables(rows, chosen)
