"""Money counted in one pass, held to plain loops and to the laws of addition."""

from __future__ import annotations

import os
from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.engine.movements import MONEY, SQUARES
from tests import oracle_money
from tests.oracles import Row
from tests.strategies import CONDITIONS, ZONES, events_of, row_lists

AMOUNTS = [nan, 10.0, 2.5, 0.0, -4.0, 0.1, 0.2, -0.3, -10.0, 0.7, -2.5]
DAY = 86_400_000_000
relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "70")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
law = hypothesis_settings(relaxed, max_examples=40)

rows_of_money = row_lists(most=25).flatmap(
    lambda rows: st.lists(st.sampled_from(AMOUNTS), min_size=len(rows), max_size=len(rows)).map(
        lambda amounts: [replace(row, amount=amount) for row, amount in zip(rows, amounts, strict=True)]
    )
)


@st.composite
def series_settings(draw, units=("day", "week", "month", "month", "quarter", "year")):
    """Any settings that a series takes."""
    period = draw(st.sampled_from(units))
    days = ["2024-02-10", "2024-03-01", "2024-10-28"]
    start, end = draw(st.sampled_from([None, *days])), draw(st.sampled_from([None, *days]))
    if start and end and end <= start:
        start, end = None, end
    return rt.CohortSettings(
        period=period,
        period_size=draw(st.sampled_from([1, 1, 2, 3])),
        return_event=draw(st.sampled_from([None, None, "buy", "look"])),
        where=draw(st.sampled_from(CONDITIONS)),
        return_where=draw(st.sampled_from(CONDITIONS)),
        segment=draw(st.sampled_from([None, "plan"])),
        timezone=draw(st.sampled_from([None, *ZONES])),
        week_start=draw(st.sampled_from(["monday", "sunday"])),
        refunds_count=draw(st.booleans()),
        start=start,
        end=end,
    )


zones = st.sampled_from(ZONES)
ends = st.one_of(st.none(), st.integers(-3, 90))


def until_of(rows, days):
    """End of the data: so many days after the last row, or the usual one."""
    return None if days is None else max(r.instant for r in rows) + 1 + days * DAY


# ------------------------------------------------------------------------------------------------ the same counts
@relaxed
@given(rows_of_money, series_settings(), zones, ends)
def test_movements_are_what_plain_loops_find(rows, settings, zone, days):
    events = events_of(rows, zone, until_of(rows, days))
    counts = events.revenue_counts(settings)
    expected = oracle_money.revenue(rows, settings, zone, events.until)
    assert list(counts.segments) == list(expected)
    for i, line in enumerate(expected.values()):
        cells = list(line.values())
        assert len(counts.numbers) == len(cells)
        assert counts.complete.tolist() == [cell.complete for cell in cells]
        for name in ("customers", "kept"):
            assert getattr(counts, name)[i].tolist() == [getattr(cell, name) for cell in cells], name
        for name in (*MONEY, "below_zero"):
            assert getattr(counts, name)[i].tolist() == pytest.approx([float(getattr(c, name)) for c in cells]), name
        for name in SQUARES:
            found = getattr(counts.squares, name)[i].tolist()
            assert found == pytest.approx([squares(cell.pairs, name) for cell in cells]), name


def squares(pairs, name):
    values = [{"x": float(x), "y": float(y), "m": float(min(x, y))} for x, y in pairs]
    return sum(v[name[0]] * v[name[1]] for v in values)


@relaxed
@given(rows_of_money, series_settings(("week", "month", "quarter")), zones, ends, st.sampled_from([None, 0, 2]))
def test_cohorts_are_what_plain_loops_find(rows, settings, zone, days, max_age):
    events = events_of(rows, zone, until_of(rows, days))
    counts = events.revenue_cohort_counts(settings.replace(max_age=max_age))
    expected = oracle_money.cohorts(rows, settings, zone, events.until)
    assert list(counts.segments) == list(expected)
    for i, table in enumerate(expected.values()):
        periods = sorted({p for p, _ in table})
        assert len(counts.numbers) == len(periods)
        for row, p in enumerate(periods):
            for age in range(counts.money.shape[2]):
                cell = table.get((p, age))
                assert counts.complete[row, age] == (cell is not None and cell.complete)
                if cell is None:
                    continue
                assert counts.customers[i, row] == cell.customers
                assert counts.paying[i, row, age] == cell.paying
                for name in ("money", "kept"):
                    assert getattr(counts, name)[i, row, age] == pytest.approx(float(getattr(cell, name)))
                assert counts.start[i, row] == pytest.approx(float(cell.start))


@relaxed
@given(rows_of_money, series_settings(), zones, ends, st.sampled_from([1, 2, 7, 30, 200]))
def test_repeats_are_what_plain_loops_find(rows, settings, zone, until, days):
    events = events_of(rows, zone, until_of(rows, until))
    counts = events.repeat_counts(settings, days)
    expected = oracle_money.repeats(rows, settings, zone, events.until, days)
    assert list(counts.segments) == list(expected)
    for i, table in enumerate(expected.values()):
        held = [p for line in expected.values() for p, cell in line.items() if cell.size]
        cells = [cell for p, cell in table.items() if held and p >= min(held)]
        assert counts.sizes[i].tolist() == [cell.size for cell in cells]
        assert counts.watched[i].tolist() == [cell.watched for cell in cells]
        assert counts.came[i].tolist() == [cell.came for cell in cells]
        assert counts.complete.tolist() == [cell.complete for cell in cells]
        if days < counts.came_by_day.shape[1]:
            assert counts.watched_by_day[i, days] == counts.watched[i].sum()
            assert counts.came_by_day[i, days] == counts.came[i].sum()
        else:
            assert counts.watched[i].sum() == 0


# -------------------------------------------------------------------------------------------------------- the laws
@law
@given(rows_of_money, series_settings(), zones)
def test_the_end_is_the_start_and_what_moved_it(rows, settings, zone):
    counts = events_of(rows, zone).revenue_counts(settings)
    moved = counts.new + counts.reactivated + counts.expansion - counts.contraction - counts.churned
    assert counts.start + moved == pytest.approx(counts.end, abs=1e-9)
    assert counts.start[:, 1:] == pytest.approx(counts.end[:, :-1], abs=1e-9)
    for name in MONEY:
        assert (getattr(counts, name) >= 0).all()
    assert (counts.kept <= counts.customers).all()


@law
@given(rows_of_money, series_settings(), zones)
def test_groups_add_up_to_the_whole(rows, settings, zone):
    events = events_of(rows, zone)
    whole = events.revenue_counts(settings.replace(segment=None))
    parts = events.revenue_counts(settings.replace(segment="plan"))
    for name in (*MONEY, "customers", "kept", "below_zero"):
        assert getattr(parts, name).sum(axis=0) == pytest.approx(getattr(whole, name)[0], abs=1e-9), name


@law
@given(rows_of_money, series_settings(), zones, st.integers(0, 1))
def test_later_rows_never_change_a_complete_period(rows, settings, zone, share):
    settings = settings.replace(segment=None, start=None, end=None)
    until = sorted(r.instant for r in rows)[(len(rows) - 1) * share] + 1
    early = [r for r in rows if r.instant < until]
    before = events_of(early, zone, until).revenue_counts(settings)
    after = events_of(rows, zone, until).revenue_counts(settings)
    where = {number: i for i, number in enumerate(after.numbers.tolist())}
    for i, number in enumerate(before.numbers.tolist()):
        if before.complete[i]:
            for name in (*MONEY, "customers", "kept", "below_zero"):
                assert getattr(before, name)[0, i] == getattr(after, name)[0, where[number]], name


def test_the_money_of_a_cohort_at_age_0_is_the_new_money_of_its_period():
    rows = [row("a", 1, 3.0), row("b", 2, 4.0), row("a", 40, 5.0), row("c", 41, 6.0), row("b", 75, 1.0)]
    events = events_of(rows)
    months = rt.CohortSettings()
    by_period, by_cohort = events.revenue_counts(months), events.revenue_cohort_counts(months)
    assert by_period.new.tolist() == by_cohort.start.tolist() == [[7.0, 6.0, 0.0]]


# ---------------------------------------------------------------------------------------------------- small cases
def row(customer, day, amount, event="buy"):
    """An event so many days after the first of January 2024."""
    return Row(customer, 1_704_067_200_000_000 + day * DAY, event, amount)


def test_cents_that_cancel_leave_nobody_paying():
    """0.1 + 0.2 - 0.3 is not zero in floating point numbers; in money it is."""
    rows = [row("a", 0, 0.1), row("a", 1, 0.2), row("a", 2, -0.3), row("b", 3, 1.0)]
    counts = events_of(rows).revenue_counts(rt.CohortSettings())
    assert (counts.end.tolist(), counts.new.tolist(), counts.below_zero.tolist()) == ([[1.0]], [[1.0]], [[0.0]])


def test_refunds_that_outweigh_are_kept_apart():
    rows = [row("a", 0, 10.0), row("b", 1, 5.0), row("a", 32, -4.0), row("b", 33, 6.0), row("a", 62, 3.0)]
    counts = events_of(rows).revenue_counts(rt.CohortSettings())
    assert counts.churned.tolist() == [[0.0, 10.0, 6.0]]
    assert counts.below_zero.tolist() == [[0.0, -4.0, 0.0]]
    assert counts.reactivated.tolist() == [[0.0, 0.0, 3.0]]


def test_periods_without_rows_are_told_where_rows_are_plentiful():
    rows = [row(c, d, 1.0) for c in "abcdefghij" for d in (0, 65)]
    counts = events_of(rows).revenue_counts(rt.CohortSettings())
    assert counts.no_data.tolist() == [False, True, False]


def test_nobody_who_pays_gives_no_periods():
    counts = events_of([row("a", 0, nan), row("b", 1, -2.0)]).revenue_counts(rt.CohortSettings())
    assert counts.end.shape == (1, 0)


def test_a_file_without_amounts_says_what_to_do():
    events = replace(events_of([row("a", 0, nan)]), amount=None)
    with pytest.raises(rt.SettingsError, match="no amount column"):
        events.revenue_counts(rt.CohortSettings())


@pytest.mark.parametrize("days", [0, -1, 1.5, True])
def test_days_are_whole(days):
    with pytest.raises(rt.SettingsError, match="whole number"):
        events_of([row("a", 0, 1.0)]).repeat_counts(rt.CohortSettings(), days)


def test_many_blocks_give_what_pandas_gives(monkeypatch):
    """Customers are worked through in blocks and on threads; nothing may be lost between them."""
    monkeypatch.setattr("retention.engine.workers.BLOCK_ROWS", 9_000)
    random = np.random.default_rng(4)
    n = 90_000
    frame = {
        "who": random.integers(0, 6_000, n),
        "when": np.datetime64("2024-01-01", "s") + random.integers(0, 300 * 86_400, n),
        "paid": np.round(random.gamma(2, 20, n), 2) * np.where(random.random(n) < 0.05, -1, 1),
    }
    frame = pd.DataFrame(frame)
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))
    counts = events.revenue_counts(rt.CohortSettings())
    net = frame.groupby(["who", frame["when"].dt.month])["paid"].sum().unstack(fill_value=0.0)
    net = net.where(net.abs() > 1e-7, 0)
    paying = net.clip(lower=0)
    assert counts.end[0] == pytest.approx(paying.sum().to_numpy())
    assert counts.below_zero[0] == pytest.approx(net.clip(upper=0).sum().to_numpy())
    before, now = paying.to_numpy()[:, :-1], paying.to_numpy()[:, 1:]
    assert counts.contraction[0, 1:] == pytest.approx(np.where((now > 0) & (now < before), before - now, 0).sum(axis=0))
    assert counts.kept[0, 1:].tolist() == ((before > 0) & (now > 0)).sum(axis=0).tolist()
    ever = np.cumsum(before > 0, axis=1) > 0
    assert counts.reactivated[0, 1:] == pytest.approx(np.where((now > 0) & (before == 0) & ever, now, 0).sum(axis=0))


def test_nothing_to_add_up_in_one_block_is_money_all_the_same(monkeypatch):
    """The first customers give nothing back, buy once, and stand in a block of their own."""
    monkeypatch.setattr("retention.engine.workers.BLOCK_ROWS", 2)
    few = [row("a", 0, 1.0), row("b", 0, 2.0)]
    more = [row("c", 0, 4.0), row("c", 40, 3.5), row("d", 0, -2.5), row("d", 1, 0.0)]
    counts = events_of([*few, *more]).revenue_counts(rt.CohortSettings())
    assert counts.below_zero[0].tolist() == [-2.5, 0]
    assert counts.contraction[0].tolist() == [0, 0.5]
    quiet = events_of(few).revenue_counts(rt.CohortSettings())
    assert {getattr(quiet, name).dtype.kind for name in (*MONEY, "below_zero")} == {"f"}
