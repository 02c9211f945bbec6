"""Contracts: the fast counts against the slow ones, and the laws that hold whatever the rows are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from tests.contract_strategies import contract_lists, contract_settings, contracts_of, ends_of_data
from tests.oracle_contracts import Book, Contract, cohort_cells, period_table, revenue_table
from tests.oracles import period_number
from tests.strategies import ZONES

CUSTOMERS = ("start", "end", "new", "kept", "won_back")
MONEY = ("start", "new", "reactivated", "expansion", "contraction", "churned", "end", "below_zero")
JAN, FEB, MAR, APR = (np.datetime64(f"2024-0{m}-01", "us").astype(np.int64).item() for m in (1, 2, 3, 4))
DAY = 86_400_000_000
law = hypothesis_settings(max_examples=50, deadline=None)


def numbered(settings, zone, calendar_number):
    """The number that the slow calendar gives to a period of the fast one."""
    calendar = settings.calendar(zone)
    start = int(calendar.start_instants(calendar_number)[0])
    s = settings
    return period_number(start, s.period, s.period_size, s.origin, s.week_start, s.timezone or zone)


def shown_periods(settings, zone, numbers):
    return [numbered(settings, zone, number) for number in numbers.tolist()]


def segments_of(counts, settings):
    return [(i, name if settings.segment else None) for i, name in enumerate(counts.segments)]


def asked(book, settings, zone):
    """Periods of the slow table that the settings show."""
    calendar = settings.calendar(zone)
    first, after = (
        None if day is None else calendar.first_from(np.datetime64(day).item())
        for day in (settings.start, settings.end)
    )
    first, after = (None if number is None else numbered(settings, zone, number) for number in (first, after))
    return [
        t for t in range(book.first, book.last + 1) if (first is None or t >= first) and (after is None or t < after)
    ]


@law
@given(contract_lists(), contract_settings(), st.sampled_from(ZONES), ends_of_data())
def test_periods_are_counted_as_the_slow_twin_counts_them(rows, settings, zone, until) -> None:
    book = Book(rows, settings, zone, until)
    counts = contracts_of(rows, until, zone).period_counts(settings)
    assert shown_periods(settings, zone, counts.numbers) == asked(book, settings, zone)
    for i, segment in segments_of(counts, settings):
        table = period_table(book, segment)
        for j, t in enumerate(asked(book, settings, zone)):
            found = {name: int(getattr(counts, name)[i, j]) for name in CUSTOMERS} | {
                "complete": int(counts.complete[j])
            }
            assert found == table[t]


@law
@given(contract_lists(), contract_settings(), st.sampled_from(ZONES), ends_of_data())
def test_money_is_moved_as_the_slow_twin_moves_it(rows, settings, zone, until) -> None:
    book = Book(rows, settings, zone, until)
    counts = contracts_of(rows, until, zone).revenue_counts(settings)
    for i, segment in segments_of(counts, settings):
        table = revenue_table(book, segment)
        for j, t in enumerate(asked(book, settings, zone)):
            assert {n: float(getattr(counts, n)[i, j]) for n in MONEY} == pytest.approx(
                {n: table[t][n] for n in MONEY}, abs=1e-9
            )
            assert (counts.customers[i, j], counts.kept[i, j]) == (table[t]["customers"], table[t]["kept"])


@law
@given(
    contract_lists(),
    contract_settings(start=None, end=None),
    st.sampled_from(["sum", "none"]),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.sampled_from(ZONES),
    ends_of_data(),
)
def test_cohorts_are_counted_as_the_slow_twin_counts_them(rows, settings, value, max_age, coarse, zone, until) -> None:
    coarser = "year" if coarse and settings.period_size == 1 and settings.period != "week" else None
    settings = settings.replace(value=value, max_age=max_age, cohort_period=coarser)
    book = Book(rows, settings, zone, until)
    source = contracts_of(rows, until, zone)
    counts = source.cohort_counts(settings)
    calendar = settings.cohort_calendar(zone)
    zone_used = settings.timezone or zone
    for i, segment in segments_of(counts, settings):
        cells = {
            (book_row, age): cell
            for (book_row, age), cell in cohort_cells(book, segment).items()
            if max_age is None or age <= max_age
        }
        rows_of = {
            period_number(
                int(calendar.start_instants(n)[0]),
                coarser or settings.period,
                1 if coarser else settings.period_size,
                None if coarser else settings.origin,
                settings.week_start,
                zone_used,
            ): r
            for r, n in enumerate(counts.cohort_numbers.tolist())
        }
        found = {}
        for number, r in rows_of.items():
            for age in range(counts.eligible.shape[2]):
                names = ("eligible", "active", "open_active")
                cell = {name: int(getattr(counts, name)[i, r, age]) for name in names}
                cell["amount"] = float(counts.amounts[i, r, age]) if value == "sum" else 0.0
                if any(cell.values()) or (number, age) in cells:
                    found[number, age] = cell
        expected = {key: {**cell, "amount": cell["amount"] if value == "sum" else 0.0} for key, cell in cells.items()}
        assert found.keys() == expected.keys()
        for key, cell in expected.items():
            assert found[key] == pytest.approx(cell, abs=1e-9), key


@law
@given(contract_lists(), contract_settings(segment="group"), ends_of_data())
def test_identities(rows, settings, until) -> None:
    source = contracts_of(rows, until)
    counts, money = source.period_counts(settings), source.revenue_counts(settings)
    assert (counts.end == counts.kept + counts.won_back + counts.new).all()
    assert (counts.start == counts.kept + counts.lost).all()
    assert (counts.lost >= 0).all()
    up, down = money.new + money.reactivated + money.expansion, money.contraction + money.churned
    assert money.end == pytest.approx(money.start + up - down)
    assert (money.contraction + money.churned <= money.start + 1e-9).all()
    for name in (*MONEY[:-1], "customers", "kept"):
        assert (getattr(money, name) >= 0).all()
    everybody = settings.replace(segment=None)
    for name in CUSTOMERS:
        whole = getattr(source.period_counts(everybody), name)
        assert (getattr(counts, name).sum(axis=0) == whole[0]).all()
    whole = source.revenue_counts(everybody)
    for name in MONEY:
        assert getattr(money, name).sum(axis=0) == pytest.approx(getattr(whole, name)[0], abs=1e-9)


@law
@given(contract_lists(), contract_settings(segment=None, start=None, end=None), ends_of_data())
def test_nrr_times_start_is_what_the_same_customers_pay_at_the_end(rows, settings, until) -> None:
    book = Book(rows, settings, "UTC", until)
    money = contracts_of(rows, until).revenue_counts(settings)
    for j, t in enumerate(range(book.first, book.last + 1)):
        same = sum(max(book.pays(c, t), 0.0) for c in book.customers if book.pays(c, t - 1) > 0)
        kept = money.start[0, j] + money.expansion[0, j] - money.contraction[0, j] - money.churned[0, j]
        assert kept == pytest.approx(same, abs=1e-9)


@law
@given(contract_lists(), contract_lists(), contract_settings(segment=None), ends_of_data(), st.integers(0, 90 * 24))
def test_later_data_never_change_a_complete_period(rows, more, settings, until, hours) -> None:
    later = until + hours * 3_600_000_000
    first = contracts_of(rows, until)
    grown = [Contract(r.customer, max(r.start, until), None, r.amount, r.segment, r.event) for r in more]
    running = [r if r.end is not None and r.end < until else Contract(**{**vars(r), "end": later}) for r in rows]
    assume(min(r.start for r in rows) < until)
    second = contracts_of([*running, *grown], later)
    for ask, names in (("period_counts", CUSTOMERS), ("revenue_counts", MONEY)):
        before, after = getattr(first, ask)(settings), getattr(second, ask)(settings)
        over = before.numbers[before.complete]
        at = np.searchsorted(after.numbers, over)
        assert (after.numbers[at] == over).all()
        assert after.complete[at].all()
        for name in names:
            assert (getattr(before, name)[0][before.complete] == getattr(after, name)[0][at]).all()


@law
@given(contract_lists(), contract_settings(start=None, end=None), ends_of_data())
def test_the_customers_behind_a_cell_are_as_many_as_it_says(rows, settings, until) -> None:
    source = contracts_of(rows, until)
    counts = source.cohort_counts(settings)
    starts = settings.cohort_calendar("UTC").starts(counts.cohort_numbers)
    for i, segment in segments_of(counts, settings):
        for r in np.flatnonzero(counts.sizes[i]).tolist():
            for age in {0, counts.eligible.shape[2] - 1}:
                cell = source.cell_customers(settings, starts[r], age, segment)
                assert len(cell.came_back) == counts.active[i, r, age]
                assert len(cell.came_back) + len(cell.did_not) == counts.eligible[i, r, age]
                assert len(cell.seen_so_far) == counts.open_active[i, r, age]
                everybody = (*cell.came_back, *cell.did_not, *cell.seen_so_far, *cell.not_yet)
                assert len(set(everybody)) == len(everybody) == counts.sizes[i, r]


# ---------------------------------------------------------------------------------------------- worked examples
def test_an_upgrade_is_expansion_and_neither_lost_nor_new() -> None:
    rows = [
        Contract("up", JAN + DAY, FEB + 9 * DAY, 10.0),
        Contract("up", FEB + 9 * DAY, None, 15.0),  # goes on with another plan on the day the first ends
        Contract("stays", JAN, None, 7.0),
        Contract("gone", JAN, FEB + DAY, 5.0),
        Contract("back", JAN, JAN + DAY, 5.0),  # between two boundaries, seen at none
        Contract("back", MAR, None, 8.0),
    ]
    source = contracts_of(rows, APR)
    counts, money = source.period_counts(rt.CohortSettings()), source.revenue_counts(rt.CohortSettings())
    assert {name: getattr(counts, name)[0].tolist() for name in CUSTOMERS} == {
        "start": [0, 3, 2],
        "end": [3, 2, 3],
        "new": [3, 0, 0],
        "kept": [0, 2, 2],
        "won_back": [0, 0, 1],
    }
    assert {name: getattr(money, name)[0].tolist() for name in MONEY} == {
        "start": [0.0, 22.0, 22.0],
        "new": [22.0, 0.0, 0.0],
        "reactivated": [0.0, 0.0, 8.0],
        "expansion": [0.0, 5.0, 0.0],
        "contraction": [0.0, 0.0, 0.0],
        "churned": [0.0, 5.0, 0.0],
        "end": [22.0, 22.0, 30.0],
        "below_zero": [0.0, 0.0, 0.0],
    }


def test_a_contract_that_ends_at_a_boundary_ran_just_before_it() -> None:
    source = contracts_of([Contract("a", JAN, FEB, 1.0), Contract("b", FEB, MAR - DAY, 1.0)], APR)
    counts = source.period_counts(rt.CohortSettings())
    assert (counts.end[0].tolist(), counts.new[0].tolist()) == ([1, 0, 0], [1, 0, 0])


def test_money_after_a_free_trial_is_new_and_not_reactivated() -> None:
    rows = [Contract("a", JAN, FEB + DAY, 0.0), Contract("a", FEB + DAY, None, 9.0), Contract("b", JAN, None, 1.0)]
    source = contracts_of(rows, MAR)
    money, counts = source.revenue_counts(rt.CohortSettings()), source.period_counts(rt.CohortSettings())
    assert (money.new[0].tolist(), money.reactivated[0].tolist()) == ([1.0, 9.0], [0.0, 0.0])
    assert (counts.new[0].tolist(), counts.kept[0].tolist()) == ([2, 0], [0, 2])


def test_what_ends_when_the_data_end_still_runs_there() -> None:
    until = FEB + 9 * DAY
    rows = [Contract("a", JAN, until, 1.0), Contract("b", JAN, until - 1, 1.0), Contract("c", until, None, 1.0)]
    counts = contracts_of(rows, until).period_counts(rt.CohortSettings())
    assert (counts.end[0].tolist(), counts.complete.tolist()) == ([2, 1], [True, False])


def test_fixture_of_start_100000() -> None:
    """Expansion 12,000, contraction 3,000, churned 5,000: net 104 %, gross 92 %; new money belongs to neither."""
    change = FEB + 9 * DAY
    rows = [
        Contract("up", JAN, change, 50_000.0),
        Contract("up", change, None, 62_000.0),
        Contract("down", JAN, change, 30_000.0),
        Contract("down", change, None, 27_000.0),
        Contract("gone", JAN, change, 5_000.0),
        Contract("same", JAN, None, 15_000.0),
        Contract("new", change, None, 9_000.0),
    ]
    money = contracts_of(rows, MAR).revenue_counts(rt.CohortSettings(start="2024-02-01"))
    assert {name: getattr(money, name)[0].tolist() for name in MONEY[:-1]} == {
        "start": [100_000.0],
        "new": [9_000.0],
        "reactivated": [0.0],
        "expansion": [12_000.0],
        "contraction": [3_000.0],
        "churned": [5_000.0],
        "end": [113_000.0],
    }
    if hasattr(rt, "revenue_retention"):
        line = rt.revenue_retention(contracts_of(rows, MAR), rt.CohortSettings(start="2024-02-01")).iloc[0]
        assert (line["nrr"], line["grr"]) == (pytest.approx(1.04), pytest.approx(0.92))


@law
@given(contract_lists(), contract_settings(segment=None), ends_of_data())
def test_gross_is_at_most_one_and_at_most_net(rows, settings, until) -> None:
    frame = rt.revenue_retention(contracts_of(rows, until), settings).dropna(subset=["grr"])
    assert (frame["grr"] <= 1 + 1e-12).all()
    assert (frame["grr"] <= frame["nrr"] + 1e-12).all()


def test_money_of_many_small_amounts_comes_back_to_nothing() -> None:
    rows = [Contract("a", JAN + i, FEB + DAY + i, 0.1) for i in range(10)]
    money = contracts_of(rows, APR).revenue_counts(rt.CohortSettings())
    assert money.end[0].tolist() == [1.0, 0.0, 0.0]
    assert money.churned[0].tolist() == [0.0, 1.0, 0.0]


def test_settings_for_visits_are_refused_with_what_to_choose() -> None:
    source = contracts_of([Contract("a", JAN)], APR)
    for changes in ({"measure": "within", "within": 2}, {"clock": "elapsed"}, {"birth": "every"}, {"min_events": 2}):
        with pytest.raises(rt.SettingsError, match=f"^{next(iter(changes))}: .* Choose {next(iter(changes))}="):
            source.cohort_counts(rt.CohortSettings(**changes))
    with pytest.raises(rt.SettingsError, match="level that runs"):
        source.cohort_counts(rt.CohortSettings(value="cumulative"))
    with pytest.raises(rt.SettingsError, match="contracts have no events"):
        source.period_counts(rt.CohortSettings(return_event="login"))
    with pytest.raises(rt.SettingsError, match="Choose one of: event, group"):
        source.period_counts(rt.CohortSettings(segment="country"))


def test_without_a_column_of_money_there_is_none() -> None:
    frame_source = rt.read_subscriptions(b"account,start_date,end_date\na,2024-01-05,\nb,2024-01-09,2024-02-03\n")
    with pytest.raises(rt.SettingsError, match=r"no column of money.*SubscriptionMapping\(amount"):
        frame_source.revenue_counts(rt.CohortSettings())


def test_data_that_end_before_the_first_start_hold_no_period() -> None:
    source = contracts_of([Contract("a", MAR)], FEB)
    assert len(source.period_counts(rt.CohortSettings()).numbers) == 0
    assert source.cohort_counts(rt.CohortSettings()).sizes.shape == (1, 0)


def test_more_than_twelve_segments_are_the_largest_eleven_and_other() -> None:
    rows = [Contract(f"{i:02d}", JAN, None, 1.0, f"g{i:02d}") for i in range(14)] + [
        Contract("x", JAN, None, 1.0, "g13")
    ]
    counts = contracts_of(rows, MAR).period_counts(rt.CohortSettings(segment="group"))
    assert counts.segments == ("g13", *(f"g{i:02d}" for i in range(10)), "other")
    assert counts.end[:, 0].tolist() == [2, *[1] * 10, 3]


def test_hours_are_periods_too() -> None:
    hour = 3_600_000_000
    source = contracts_of(
        [Contract("a", JAN + 1, JAN + 2 * hour, 1.0), Contract("b", JAN + hour, None, 2.0)], JAN + 3 * hour
    )
    counts = source.period_counts(rt.CohortSettings(period="hour"))
    assert (counts.end[0].tolist(), counts.new[0].tolist()) == ([1, 2, 1], [1, 1, 0])
