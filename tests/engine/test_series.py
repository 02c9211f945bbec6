"""Series: equal to the slow definitions for every setting crossed, and the laws that hold whatever the numbers are."""

from __future__ import annotations

import os
import random
from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from tests.oracle_series import active_periods, lines
from tests.oracles import Row
from tests.strategies import OF_COHORTS, ZONES, events_of, micros, moved_to, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
law = hypothesis_settings(relaxed, max_examples=50)

HOUR = 3_600_000_000
DAY = 24 * HOUR


def series_settings(**fixed):
    """Any settings of a series."""
    return settings(**{**OF_COHORTS, **fixed})


def named(by_segment):
    return {name.replace("(blank)", ""): table for name, table in by_segment.items()}


def found(rows, chosen, zone="UTC", until=None):
    """Counts of every period by segment, as the slow definition writes them."""
    counts = events_of(rows, zone, until).period_counts(chosen)
    names = ("start", "end", "new", "kept", "lost", "won_back", "rows", "active_days")
    tables = {}
    for i, segment in enumerate(counts.segments):
        columns = [[None] * len(counts.numbers) if (t := getattr(counts, n)) is None else t[i].tolist() for n in names]
        columns.append(counts.complete.tolist())
        tables[segment] = [dict(zip((*names, "complete"), line, strict=True)) for line in zip(*columns, strict=True)]
    return named(tables)


def expected(rows, chosen, zone="UTC", until=None):
    until = events_of(rows, zone, until).until
    without_days = {"active_days": None} if chosen.period == "hour" else {}
    by_segment = lines(rows, chosen, zone, until)
    return {name: [asdict(line) | without_days for line in table] for name, table in by_segment.items()}


def near(rows, chosen):
    """Hours of a year are too many for a slow definition: three weeks are enough."""
    first = min(r.instant for r in rows)
    return [r for r in rows if r.instant < first + 21 * DAY] if chosen.period == "hour" else rows


untils = st.one_of(st.none(), st.integers(-40 * 24, 40 * 24))


def until_of(rows, shift):
    return None if shift is None else max(r.instant for r in rows) + shift * HOUR


# -------------------------------------------------------------------------------------- equal to the definitions
@relaxed
@given(rows=row_lists(most=60), chosen=series_settings(), zone=st.sampled_from(ZONES), shift=untils)
def test_every_setting(rows, chosen, zone, shift):
    rows = near(rows, chosen)
    until = until_of(rows, shift)
    assert found(rows, chosen, zone, until) == expected(rows, chosen, zone, until)


def visits():
    """A few customers who come often within three months, so that most are there again and again."""
    at = st.builds(
        lambda day, hour: micros(datetime(2024, 2, 1, hour, tzinfo=UTC)) + day * DAY, days, st.integers(0, 23)
    )
    one = st.builds(Row, st.sampled_from("abcd"), at, st.just("buy"), st.just(1.0), st.sampled_from("xy"))
    return st.lists(one, min_size=1, max_size=80)


days = st.one_of(st.integers(0, 10), st.integers(0, 90))
EVERYTHING = {"return_event": None, "where": (), "return_where": (), "start": None, "end": None}


@relaxed
@given(rows=visits(), chosen=series_settings(**EVERYTHING), zone=st.sampled_from(ZONES), shift=untils)
def test_customers_who_come_often(rows, chosen, zone, shift):
    rows = near(rows, chosen)
    until = until_of(rows, shift)
    assert found(rows, chosen, zone, until) == expected(rows, chosen, zone, until)


@relaxed
@given(rows=row_lists(most=60), chosen=series_settings(), zone=st.sampled_from(ZONES), shift=untils)
def test_active_periods(rows, chosen, zone, shift):
    rows = near(rows, chosen)
    events = events_of(rows, zone, until_of(rows, shift))
    counts = events.active_period_counts(chosen)
    tables = {s: dict(enumerate(counts.exactly[i].tolist())) for i, s in enumerate(counts.segments)}
    wanted = active_periods(rows, chosen, zone, events.until)
    assert named(tables) == {name: {0: 0, **table} for name, table in wanted.items()}
    assert counts.exactly.shape[1] == counts.n_periods + 1


# ---------------------------------------------------------------------------------------------------------- laws
def counts_of(rows, chosen, until=None):
    return events_of(rows, until=until).period_counts(chosen)


@law
@given(rows=row_lists(), chosen=series_settings())
def test_identities(rows, chosen):
    counts = counts_of(near(rows, chosen), chosen)
    assert (counts.end == counts.kept + counts.won_back + counts.new).all()
    assert (counts.start == counts.kept + counts.lost).all()
    assert (counts.end - counts.start == counts.new + counts.won_back - counts.lost).all()
    assert (counts.end[:, :-1] == counts.start[:, 1:]).all()
    for name in ("start", "end", "new", "kept", "won_back", "lost", "rows"):
        assert (getattr(counts, name) >= 0).all(), name
    assert (counts.rows >= counts.end * chosen.min_events).all()
    if counts.active_days is not None:
        assert (counts.end <= counts.active_days).all()
        assert (counts.active_days <= counts.rows).all()


@law
@given(rows=row_lists(), chosen=series_settings(start=None, end=None, min_events=1))
def test_every_customer_is_new_exactly_once(rows, chosen):
    active = {r.customer for r in rows if list(found([r], chosen.replace(segment=None)).values()) != [[]]}
    assert counts_of(rows, chosen).new.sum() == len(active)


@law
@given(rows=row_lists(), chosen=series_settings(segment="plan"))
def test_segments_sum_to_the_whole(rows, chosen):
    parts, whole = counts_of(rows, chosen), counts_of(rows, chosen.replace(segment=None))
    for name in ("start", "end", "new", "kept", "lost", "won_back", "rows", "active_days"):
        if getattr(whole, name) is not None:
            assert (getattr(parts, name).sum(axis=0) == getattr(whole, name)[0]).all(), name
    split = events_of(rows).active_period_counts(chosen).exactly.sum(axis=0)
    assert (split == events_of(rows).active_period_counts(chosen.replace(segment=None)).exactly[0]).all()


@law
@given(rows=row_lists(), chosen=series_settings(), seed=st.integers(0, 99))
def test_order_of_rows_changes_nothing(rows, chosen, seed):
    assert found(rows, chosen) == found(random.Random(seed).sample(rows, len(rows)), chosen)


@law
@given(rows=row_lists(), chosen=series_settings(min_events=1))
def test_exact_copies_change_rows_only(rows, chosen):
    once, twice = found(rows, chosen), found(rows + rows, chosen)
    for name in once:
        for line, again in zip(once[name], twice[name], strict=True):
            assert again == line | {"rows": 2 * line["rows"]}


@law
@given(rows=row_lists(), later=row_lists(), chosen=series_settings(segment=None), days=st.integers(0, 60))
def test_later_data_never_change_a_complete_period(rows, later, chosen, days):
    early = events_of(rows)
    later = moved_to(later, early.until)
    until = max(early.until, max(r.instant for r in later)) + days * DAY
    before, after = early.period_counts(chosen), counts_of(rows + later, chosen, until)
    over = before.numbers[before.complete]
    if not before.end.any():  # nobody so far: periods begin with the first one active
        return
    same = np.isin(after.numbers, over)
    assert after.numbers[same].tolist() == over.tolist()
    for name in ("start", "end", "new", "kept", "lost", "won_back", "rows"):
        assert (getattr(after, name)[0][same] == getattr(before, name)[0][before.complete]).all(), name
    assert after.complete[same].all()


@law
@given(rows=row_lists(), chosen=series_settings(start=None, end=None), data=st.data())
def test_the_range_shown_decides_nothing_else(rows, chosen, data):
    """A cut of the whole series: the history before the range decides who is new, kept and won back."""
    assume(chosen.period != "hour")
    whole = counts_of(rows, chosen)
    assume(len(whole.numbers) > 1)
    low = data.draw(st.integers(0, len(whole.numbers) - 1))
    high = data.draw(st.integers(low + 1, len(whole.numbers)))
    calendar = chosen.calendar("UTC")
    start, end = calendar.starts([whole.numbers[low], whole.numbers[high - 1] + 1])
    cut = counts_of(rows, chosen.replace(start=str(start), end=str(end)))
    assert cut.segments == whole.segments
    assert cut.numbers.tolist() == whole.numbers[low:high].tolist()
    for name in ("start", "end", "new", "kept", "won_back", "rows", "active_days"):
        assert (getattr(cut, name) == getattr(whole, name)[:, low:high]).all(), name


@law
@given(rows=row_lists(), before=series_settings(segment="plan"), chosen=series_settings(segment="plan"))
def test_what_was_counted_before_changes_nothing(rows, before, chosen):
    events = events_of(rows)
    if before.period != "hour":  # hours of two years by themselves are refused as too many cells
        rt.cohort_matrix(events, before.replace(start_event="buy"))
    events.period_counts(before)
    again = events.period_counts(chosen)
    fresh = counts_of(rows, chosen)
    assert again.segments == fresh.segments
    assert (again.end == fresh.end).all()
    assert (again.new == fresh.new).all()


# ------------------------------------------------------------------------------------------------ many customers
def test_gaps_in_a_file_with_plenty_of_rows_are_no_data():
    months = [1, 2, 4, 5]
    rows = [Row(f"c{i}", micros_of(month, 1 + i)) for month in months for i in range(20)]
    counts = counts_of(rows, rt.CohortSettings())
    assert counts.no_data.tolist() == [False, False, True, False, False]
    assert counts.end.tolist() == [[20, 20, 0, 20, 20]]
    few = counts_of([r for r in rows if r.customer in {"c1", "c2"}], rt.CohortSettings())
    assert few.no_data.tolist() == [False] * 5


def micros_of(month, day):
    return micros(datetime(2024, month, day, tzinfo=UTC))


def test_more_numbers_than_a_screen_are_refused():
    rows = [Row("a", 0), Row("b", 400 * 366 * DAY)]
    with pytest.raises(rt.SettingsError, match=r"numbers are too many to count\. Choose a longer period"):
        counts_of(rows, rt.CohortSettings(period="hour"))
