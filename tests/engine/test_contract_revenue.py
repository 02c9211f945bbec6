"""Money of contracts by cohort, and the sums behind ranges, against plain loops over customers and boundaries."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from tests.engine.test_money import law

MONTHS = pd.date_range("2024-02-01", periods=9, freq="MS")  # ends of January to September
contracts = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(0, 250),
        st.one_of(st.none(), st.integers(0, 120)),
        st.sampled_from([10.0, 0.1, 0.2, 7.5, 0.0]),
        st.sampled_from(["x", "y"]),
    ),
    min_size=1,
    max_size=12,
)
UNTIL = pd.Timestamp("2024-09-16")


def source(rows):
    start = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "who": [r[0] for r in rows],
            "from": [start + pd.Timedelta(days=r[1]) for r in rows],
            "to": pd.to_datetime([None if r[2] is None else start + pd.Timedelta(days=r[1] + r[2] + 1) for r in rows]),
            "mrr": [r[3] for r in rows],
            "plan": [r[4] for r in rows],
        }
    )
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr", segments=("plan",))
    return rt.subscriptions_from_frame(frame, mapping, observed_until=UNTIL), frame


def running(frame):
    """Money of each customer at the end of each month, the last one at the end of the data."""
    levels = defaultdict(dict)
    for i, end in enumerate([*MONTHS[:-1], UNTIL]):
        for who, theirs in frame.groupby("who"):
            runs = theirs[(theirs["from"] < end) & (theirs["to"].isna() | (theirs["to"] >= end))]
            levels[who][i] = round(float(runs["mrr"].sum()), 6)
    return levels


def begun(frame):
    """Month in which each customer's first contract that brings money begins."""
    paid = frame[frame["mrr"] > 0]
    return {who: int((first >= MONTHS).sum()) for who, first in paid.groupby("who")["from"].min().items()}


@law
@given(contracts)
def test_cohorts_are_what_plain_loops_find(rows):
    contracts_of, frame = source(rows)
    found = rt.revenue_cohorts(contracts_of)
    levels, first = running(frame), begun(frame)
    expected = defaultdict(lambda: [0, 0, 0.0, 0.0, 0.0])
    for who, month in first.items():
        base = levels[who].get(month, 0)
        if base <= 0:
            continue
        for at in range(month, 9):
            cell, now = expected[month, at - month], levels[who][at]
            for place, value in enumerate((1, now > 0, base, now, min(now, base))):
                cell[place] += value
    january = pd.Timestamp("2024-01-01")
    seen = {}
    for row in found.to_dict("records"):
        month = (row["cohort"].year - january.year) * 12 + row["cohort"].month - 1
        assert row["complete"] == (month + row["age"] < 8)
        if row["customers"]:
            seen[month, row["age"]] = [row[c] for c in ("customers", "paying", "start", "money", "kept")]
    assert {key: pytest.approx(value) for key, value in expected.items()} == seen


@law
@given(contracts)
def test_sums_behind_ranges_are_what_plain_loops_find(rows):
    contracts_of, frame = source(rows)
    counts = contracts_of.revenue_counts(rt.CohortSettings())
    levels = running(frame)
    low = int(counts.numbers[0]) - (2024 - 1970) * 12
    for place in range(1, len(counts.numbers)):
        pairs = [(theirs[low + place - 1], theirs[low + place]) for theirs in levels.values()]
        pairs = [{"x": x, "y": y, "m": min(x, y)} for x, y in pairs if x > 0]
        for name in ("xx", "xy", "yy", "xm", "mm"):
            expected = sum(p[name[0]] * p[name[1]] for p in pairs)
            assert getattr(counts.squares, name)[0, place] == pytest.approx(expected, abs=1e-6), name


@law
@given(contracts)
def test_laws_of_contracts(rows):
    contracts_of, _ = source(rows)
    frame = rt.revenue_retention(contracts_of)
    known = frame[frame["nrr"].notna()]
    assert (known["grr"] <= np.minimum(known["nrr"], 1) + 1e-12).all()
    assert (known["grr_lower"] <= known["grr"] + 1e-12).all()
    assert (known["nrr"] <= known["nrr_upper"] + 1e-12).all()
    cohorts = rt.revenue_cohorts(contracts_of)
    new = cohorts[cohorts["age"] == 0].groupby("cohort")["money"].sum()
    for start, money in frame["new"].items():
        assert money == pytest.approx(new.get(start, 0.0))
    parts = rt.revenue_cohorts(contracts_of, rt.CohortSettings(segment="plan"))
    for column in ("customers", "money", "kept"):
        assert sum(part[column].sum() for part in parts.values()) == pytest.approx(cohorts[column].sum())


def test_the_textbook_example_on_contracts():
    """Four contracts: 100,000 a month at the start, one grows, one shrinks, one ends."""
    rows = [
        *(("grows", "2024-01-05", "2024-02-10", 40_000), ("grows", "2024-02-10", None, 52_000)),
        *(("shrinks", "2024-01-05", "2024-02-10", 30_000), ("shrinks", "2024-02-10", None, 27_000)),
        *(("goes", "2024-01-05", "2024-02-10", 5_000), ("stays", "2024-01-05", None, 25_000)),
    ]
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "mrr"])
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr")
    found = rt.revenue_retention(rt.subscriptions_from_frame(frame, mapping, observed_until="2024-03-01"))
    row = found.loc["2024-02-01"]
    assert row[["start", "expansion", "contraction", "churned"]].tolist() == [100_000, 12_000, 3_000, 5_000]
    assert (row["nrr"], row["grr"]) == (1.04, 0.92)


def test_data_that_end_before_they_begin_hold_no_cohort():
    frame = pd.DataFrame({"who": ["a"], "from": ["2024-01-05"], "mrr": [3.0]})
    mapping = rt.SubscriptionMapping("who", "from", amount="mrr")
    source = rt.subscriptions_from_frame(frame, mapping, observed_until="2023-06-01")
    assert rt.revenue_cohorts(source).empty
    assert rt.revenue_by_age(source).empty
    assert rt.revenue_retention(source).empty
