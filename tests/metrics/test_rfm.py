"""Recency, frequency, money: scores, groups, movement."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.rfm import scores
from retention.metrics.rfm_groups import CELLS, GROUPS, NOT_THERE_YET, group_of
from tests import oracle_rfm
from tests.oracles import local
from tests.strategies import ZONES, events_of, row_lists

law = hypothesis_settings(max_examples=60, deadline=None)
SCORES = ("recency", "frequency", "money", "r", "f", "m", "group")


def events(rows, **options):
    frame = pd.DataFrame(rows, columns=["who", "when", "paid"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"), **options)


@law
@given(row_lists(), st.sampled_from(ZONES))
def test_scores_are_those_of_the_slow_twin(rows, zone) -> None:
    rows = [replace(row, amount=0.0 if np.isnan(row.amount) else row.amount) for row in rows]
    source = events_of(rows, zone)
    until = local(source.until, zone).date().toordinal()
    slow = oracle_rfm.table(rows, until, zone)
    assume(slow)
    found = rt.rfm(source).frame.set_index("customer")
    assert sorted(found.index) == sorted(slow)
    for name in SCORES:
        fast = found[name].to_dict()
        if name == "group":
            assert fast == {c: line[name] for c, line in slow.items()}
        else:
            assert fast == pytest.approx({c: line[name] for c, line in slow.items()}), name


@law
@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_scores_keep_the_order_and_never_split_equals(values) -> None:
    found = scores(np.array(values))
    assert found.tolist() == [oracle_rfm.score(v, values) for v in values]
    assert set(found.tolist()) <= {1, 2, 3, 4, 5}
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    for value in set(values):
        assert len(set(found[np.array(values) == value].tolist())) == 1
    if len(set(values)) > 1:
        assert (found.min(), found.max()) == (1, 5)


def test_without_ties_scores_are_fifths() -> None:
    assert np.bincount(scores(np.arange(1_000))).tolist() == [0, 200, 200, 200, 200, 200]


def test_most_coming_once_does_not_make_twice_often() -> None:
    """70 of 100 came once, 15 twice, 10 three times, 5 more often: two visits are few among those who came again."""
    visits = np.repeat([1, 2, 3, 7], [70, 15, 10, 5])
    assert dict(zip(visits.tolist(), scores(visits).tolist(), strict=True)) == {1: 1, 2: 3, 3: 4, 7: 5}


def test_every_pair_of_scores_is_in_exactly_one_group() -> None:
    assert CELLS.shape == (5, 5)
    cells = [(r, f) for r in range(1, 6) for f in range(1, 6)]
    r, f = (np.array(each) for each in zip(*cells, strict=True))
    assert [GROUPS[i].key for i in group_of(r, f)] == [oracle_rfm.group(*cell) for cell in cells]
    assert len(GROUPS) == len({g.key for g in GROUPS}) == len({g.name for g in GROUPS}) == 10
    assert set(CELLS.ravel().tolist()) == set(range(10))


def test_groups_hold_everybody_once_and_all_the_money() -> None:
    days = pd.date_range("2024-01-01", periods=60)
    rows = [(f"c{i % 17}", days[(i * 7) % 60], float(i)) for i in range(120)]
    found = rt.rfm(events(rows))
    assert found.groups["customers"].sum() == len(found.frame) == 17
    assert found.groups["money"].sum() == pytest.approx(sum(range(120)))
    assert found.groups["share"].sum() == pytest.approx(1)
    assert found.words.split(" is the largest group: ")[0] in found.groups["name"].tolist()


def test_refunds_lower_the_money_and_are_no_visit() -> None:
    rows = [("a", "2024-01-01", 50.0), ("a", "2024-01-09", -20.0), ("b", "2024-01-05", 40.0)]
    frame = rt.rfm(events(rows)).frame
    assert frame[["customer", "recency", "frequency", "money"]].to_numpy().tolist() == [
        ["a", 8, 1, 30.0],
        ["b", 4, 1, 40.0],
    ]


def test_few_values_and_no_amounts_are_said() -> None:
    frame = pd.DataFrame({"who": list("abc"), "when": ["2024-01-01", "2024-01-02", "2024-01-09"]})
    found = rt.rfm(rt.events_from_frame(frame, rt.ColumnMapping("who", "when")))
    assert found.frame["m"].isna().all()
    assert found.frame["f"].tolist() == [3, 3, 3]
    assert found.groups["money"].isna().all()
    assert found.notes == (
        "There are only 3 different lengths of silence: not every score from 1 to 5 occurs.",
        "All customers have the same frequency: its score is 3 for everybody and tells nothing.",
        "Without amounts there are scores for recency and frequency only.",
    )


def test_who_asked_not_to_be_contacted_is_counted_and_never_listed() -> None:
    frame = pd.DataFrame({"who": list("aab"), "when": ["2024-01-01", "2024-01-09", "2024-01-05"], "no": ["", "x", ""]})
    found = rt.rfm(rt.events_from_frame(frame, rt.ColumnMapping("who", "when", do_not_contact="no")))
    assert found.groups["customers"].sum() == 2
    assert found.listed()["customer"].tolist() == ["b"]


def test_contracts_have_no_visits() -> None:
    frame = pd.DataFrame({"who": ["a"], "from": ["2024-01-01"]})
    source = rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("who", "from"))
    with pytest.raises(rt.SettingsError, match="no visits"):
        rt.rfm(source)


@law
@given(row_lists(), st.integers(1, 35))
def test_movement_adds_up_to_both_sides(rows, after_first) -> None:
    source = events_of(rows)
    first = pd.Timestamp(source.span[0]).normalize()
    before = first + pd.Timedelta(days=after_first)
    assume(source.span[0] < before < source.observed_until)
    moved, one, two = rt.rfm_movement(source, before), rt.rfm(source, at=before), rt.rfm(source)
    assert moved.table.sum(axis=0).tolist() == two.groups["customers"].tolist()
    assert moved.table.iloc[:-1].sum(axis=1).tolist() == one.groups["customers"].tolist()
    assert moved.table.loc[NOT_THERE_YET].sum() == len(two.frame) - len(one.frame)
    then, now = (x.frame.set_index("customer")["group"].astype(str).to_dict() for x in (one, two))
    for row in moved.frame.itertuples():
        assert (row.before, row.after) == (then.get(row.customer, NOT_THERE_YET), now[row.customer])


def test_movement_goes_forward() -> None:
    source = events([("a", "2024-01-01", 1.0), ("a", "2024-02-01", 1.0)])
    with pytest.raises(rt.SettingsError, match="not after"):
        rt.rfm_movement(source, "2024-01-20", "2024-01-10")


def test_a_hundred_thousand_customers_are_scored_within_a_second() -> None:
    random = np.random.default_rng(3)
    n, rows = 100_000, 400_000
    who = np.concatenate([np.arange(n), random.integers(0, n, rows - n)])
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 700, rows), "D")
    frame = pd.DataFrame({"who": who, "when": when, "paid": random.gamma(2, 20, rows).round(2)})
    source = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))
    source.days()
    begun = time.process_time()
    found = rt.rfm(source)
    assert time.process_time() - begun < 1
    assert len(found.frame) == n
