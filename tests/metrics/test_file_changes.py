"""Two files compared: what is new changes nothing, what was restated is found, with the rows that did it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from tests import oracle_file_changes as oracle
from tests.contract_strategies import contract_lists, contract_settings, contracts_of, ends_of_data
from tests.strategies import ANCHORS, events_of, micros, row_lists
from tests.strategies import settings as any_settings

MAPPING = rt.ColumnMapping("who", "when", "what", "paid", ("shop",))
FRAME = pd.DataFrame(
    [
        ("a", "2024-01-05", "buy", 5.0, "x"),
        ("b", "2024-01-09", "buy", 6.0, "y"),
        ("c", "2024-01-31", "look", None, ""),
        ("a", "2024-02-03", "buy", 7.0, "x"),
        ("a", "2024-02-03", "buy", 7.0, "x"),
        ("b", "2024-03-31", "buy", 8.0, "y"),
    ],
    columns=["who", "when", "what", "paid", "shop"],
)


def events(frame, mapping=MAPPING, **options):
    return rt.events_from_frame(frame, mapping, **options)


def rows(change):
    found = change.rows
    return {name: getattr(found, name) for name in ("added", "removed", "changed", "customers", "new")}


# -------------------------------------------------------------------------------------- worked examples
def test_the_same_file_in_another_order_is_the_same():
    change = rt.compare_files(events(FRAME), events(FRAME.sample(frac=1, random_state=3)))
    assert (rows(change), change.restated, len(change.cells), len(change.periods)) == (
        {"added": 0, "removed": 0, "changed": 0, "customers": 0, "new": 0},
        *(False, 0, 0),
    )
    assert rt.compare_files(events(FRAME), events(FRAME)).words == (
        "Both files hold the same, read in the same way: nothing changed."
    )


def test_rows_from_later_on_are_new_and_change_nothing():
    later = pd.concat([FRAME, FRAME.assign(when="2024-04-01")])
    change = rt.compare_files(events(FRAME), events(later))
    assert rows(change) == {"added": 0, "removed": 0, "changed": 0, "customers": 0, "new": 6}
    assert change.words == (
        "No row from before 1 Apr 2024 changed: all 3 finished cells are as they were. 6 rows from later on are new."
    )


def test_one_visit_less_is_found_in_its_cell_and_its_row():
    change = rt.compare_files(events(FRAME), events(FRAME.drop(index=5)), rt.CohortSettings())
    assert change.moment == pd.Timestamp("2024-02-04"), "the later file ends earlier"
    change = rt.compare_files(events(FRAME), events(FRAME.drop(index=5), observed_until="2024-04-01"))
    found = change.cells.iloc[0]
    assert (len(change.cells), found["age"], found["active_then"], found["active_now"]) == (1, 2, 1, 0)
    assert found["difference"] == pytest.approx(-1 / 3)
    assert change.periods[["kept_then", "kept_now"]].values.tolist() == []
    row = change.rows.rows.iloc[0]
    assert (row["change"], row["customer"], row["row_then"], row["paid, then"]) == ("removed", "b", 6, 8.0)
    assert row["row_now"] is pd.NA
    assert change.behind("2024-01-01", 2)["customer"].tolist() == ["b"]
    assert change.behind("2024-01-01", 1).empty
    assert change.words == (
        "1 of 3 finished cells differs from the earlier file; the most in Jan 2024, month 2, from "
        "33.3\N{NO-BREAK SPACE}% to 0.0\N{NO-BREAK SPACE}%. "
        "What was finished can only change if the export was restated. "
        "1 row from before 1 Apr 2024 differs (1 taken out), of 1 customer."
    )


def test_one_of_two_copies_taken_out_is_one_row():
    change = rt.compare_files(events(FRAME), events(FRAME.drop(index=4)))
    assert rows(change) == {"added": 0, "removed": 1, "changed": 0, "customers": 1, "new": 0}
    assert change.rows.rows["row_then"].tolist() == [5]
    assert change.words.startswith("All 3 finished cells are as they were. 1 row from before 1 Apr 2024 differs")


@pytest.mark.parametrize(
    ("column", "value", "then"),
    [
        ("what", "look", "buy"),
        ("paid", 6.5, 6.0),
        ("shop", "", "y"),
        ("when", "2024-01-10", pd.Timestamp("2024-01-09")),
    ],
)
def test_an_altered_row_says_what_was_altered(column, value, then):
    frame = FRAME.copy()
    frame.loc[1, column] = value
    change = rt.compare_files(events(FRAME), events(frame))
    assert rows(change) == {"added": 0, "removed": 0, "changed": 1, "customers": 1, "new": 0}
    row = change.rows.rows.iloc[0]
    now = pd.Timestamp(value) if column == "when" else value
    assert (row["what"], row[f"{column}, then"], row[f"{column}, now"]) == (column, then, now)
    assert (row["row_then"], row["row_now"]) == (2, 2)


def test_a_customer_with_another_id_is_taken_out_and_added():
    change = rt.compare_files(events(FRAME), events(FRAME.replace({"who": {"c": "new"}})))
    assert rows(change) == {"added": 1, "removed": 1, "changed": 0, "customers": 2, "new": 0}
    assert change.rows.rows[["change", "customer"]].values.tolist() == [["removed", "c"], ["added", "new"]]


def test_an_earlier_cohort_that_only_the_later_file_has_counts_as_empty_then():
    more = pd.concat([FRAME, pd.DataFrame([("z", "2023-12-05", "buy", 1.0, "x")], columns=FRAME.columns)])
    change = rt.compare_files(events(FRAME), events(more))
    found = change.cells[change.cells["cohort"] == "2023-12-01"].iloc[0]
    assert (found["size_then"], found["size_now"], found["active_now"]) == (0, 1, 1)
    assert np.isnan(found["rate_then"])


def test_columns_of_one_file_only_are_not_compared_and_named():
    change = rt.compare_files(events(FRAME), events(FRAME, rt.ColumnMapping("who", "when", "what")))
    assert not change.restated
    assert (change.rows.columns, change.rows.only_then) == (("when", "what"), ("paid", "shop"))
    assert change.words.endswith("Not compared, since only one of the files has it: paid, shop.")


def test_money_is_compared_where_it_is_counted():
    frame = FRAME.copy()
    frame.loc[0, "paid"] = 50.0
    cells = rt.compare_files(events(FRAME), events(frame), rt.CohortSettings(value="sum")).cells
    assert cells[["age", "value_then", "value_now"]].values.tolist() == [[0, 11.0, 56.0]]


def test_a_file_without_a_row_from_before_has_lost_them_all():
    change = rt.compare_files(events(FRAME), events(FRAME.assign(when="2025-01-01")))
    assert (change.rows.removed, change.rows.new) == (6, 6)
    assert change.cells["active_now"].sum() == 0
    assert change.cells["active_then"].sum() == 5


def test_files_that_cannot_be_compared_are_refused():
    with pytest.raises(rt.SettingsError, match="Read both in the same zone"):
        rt.compare_files(events(FRAME), events(FRAME, timezone="Asia/Seoul"))
    with pytest.raises(rt.SettingsError, match="cannot be compared"):
        rt.compare_files(FRAME, FRAME)
    contracts = rt.subscriptions_from_frame(FRAME, rt.SubscriptionMapping("who", "when"))
    with pytest.raises(rt.SettingsError, match="one file holds visits and the other contracts"):
        rt.compare_files(events(FRAME), contracts)
    with pytest.raises(rt.SettingsError, match="neither file has a cohort"):
        rt.compare_files(events(FRAME), events(FRAME)).behind("2020-01-01", 1)


# ------------------------------------------------------------------------------------------- contracts
CONTRACTS = pd.DataFrame(
    [("a", "2024-01-05", None, 10.0), ("b", "2024-01-20", "2024-02-10", 20.0), ("c", "2024-03-02", None, 30.0)],
    columns=["who", "from", "to", "mrr"],
)


def contracts(frame, until="2024-05-01"):
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr")
    return rt.subscriptions_from_frame(frame, mapping, observed_until=until, end_day="excluded")


def test_an_end_after_the_earlier_file_is_news():
    later = CONTRACTS.copy()
    later.loc[0, "to"] = "2024-05-01"
    change = rt.compare_files(contracts(CONTRACTS), contracts(later, "2024-06-01"))
    assert (change.restated, len(change.cells), len(change.periods)) == (False, 0, 0)


def test_an_end_before_it_is_a_change():
    later = CONTRACTS.copy()
    later.loc[0, "to"] = "2024-03-15"
    change = rt.compare_files(contracts(CONTRACTS), contracts(later, "2024-06-01"))
    row = change.rows.rows.iloc[0]
    assert (row["what"], row["to, then"] is pd.NaT, row["to, now"]) == ("to", True, pd.Timestamp("2024-03-15"))
    jan = change.cells[change.cells["cohort"] == "2024-01-01"]
    assert jan[["age", "active_then", "active_now"]].values.tolist() == [[2, 1, 0], [3, 1, 0]]
    assert change.behind("2024-01-01", 2)["customer"].tolist() == ["a"]
    assert change.periods[["start_then", "start_now", "kept_then", "kept_now"]].values.tolist() == [
        *([1, 1, 1, 0], [2, 1, 2, 1]),
    ]


# ------------------------------------------------------------------------------------------------ laws
def counted(change):
    found = rows(change)
    return {name: found[name] for name in ("removed", "added", "changed", "customers")}


@given(row_lists(), row_lists(most=15), st.integers(0, 11), any_settings(segment=None))
@settings(max_examples=25, deadline=None)
def test_later_rows_change_no_complete_cell(old, more, at, chosen):
    until = max(micros(ANCHORS[at]), max(row.instant for row in old) + 1)
    new = [row for row in more if row.instant >= until]
    before, after = events_of(old, until=until), events_of([*old, *new], until=until + 90 * 86_400_000_000)
    change = rt.compare_files(before, after, chosen)
    assert counted(change) == {"removed": 0, "added": 0, "changed": 0, "customers": 0}
    assert (len(change.cells), len(change.periods), change.rows.new) == (0, 0, len(new))


@given(row_lists(), st.data())
@settings(max_examples=25, deadline=None)
def test_one_earlier_row_that_is_altered_is_found(old, data):
    until = max(row.instant for row in old) + 1
    i = data.draw(st.integers(0, len(old) - 1))
    changes = data.draw(
        st.sampled_from([{"event": "else"}, {"amount": 77.0}, {"segment": "z"}, {"customer": "new"}, {"instant": 5}])
    )
    new = [replace(row, **changes) if place == i else row for place, row in enumerate(old)]
    change = rt.compare_files(events_of(old, until=until), events_of(new, until=until))
    apart = "customer" in changes
    assert (change.rows.changed, change.rows.removed, change.rows.added) == ((0, 1, 1) if apart else (1, 0, 0))
    listed = change.rows.rows.iloc[0]
    assert listed["customer"] == old[i].customer or apart


@given(row_lists(most=15), row_lists(most=15), st.integers(0, 11))
@settings(max_examples=50, deadline=None)
def test_differing_rows_are_those_of_the_slow_count(old, extra, at):
    new = [*old[: len(old) // 2], *extra, *old[len(old) // 2 + 2 :]]
    moment = micros(ANCHORS[at])
    before, after = events_of(old, until=moment), events_of(new, until=moment)
    then, now = ([oracle.visit(r) for r in sorted(part, key=order) if r.instant < moment] for part in (old, new))
    found = before.row_changes(after, before.observed_until)
    expected = oracle.differences(then, now)
    assert {name: getattr(found, name) for name in expected} == expected
    assert len(found.rows) == found.added + found.removed + found.changed


def order(row):
    return (row.customer, row.instant)


@given(contract_lists(), contract_lists(most=4), ends_of_data(), contract_settings(segment=None))
@settings(max_examples=25, deadline=None)
def test_how_contracts_go_on_changes_no_complete_cell(old, more, until, chosen):
    """Ends at the moment or later become known, and contracts begin: all that is news."""
    old = [row for row in old if row.start < until]
    if not old:
        return
    known = [replace(row, end=None) if row.end is not None and row.end >= until else row for row in old]
    later = [row for row in more if row.start >= until]
    before, after = contracts_of(known, until), contracts_of([*old, *later], until + 40 * 86_400_000_000)
    change = rt.compare_files(before, after, chosen)
    assert (change.restated, len(change.cells), len(change.periods), change.rows.new) == (False, 0, 0, len(later))


@given(contract_lists(), contract_lists(most=6), ends_of_data())
@settings(max_examples=25, deadline=None)
def test_differing_contracts_are_those_of_the_slow_count(old, extra, until):
    new = [*old[1:], *extra]
    if not new:
        return
    then, now = (
        [oracle.contract(r, until) for r in sorted(part, key=lambda r: (r.customer, r.start)) if r.start < until]
        for part in (old, new)
    )
    before, after = contracts_of(old, until), contracts_of(new, until)
    found = before.row_changes(after, before.observed_until)
    expected = oracle.differences(then, now)
    assert {name: getattr(found, name) for name in expected} == expected
