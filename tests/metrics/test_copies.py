"""Exact copies: what they change, and leaving them out."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import pytest

import retention as rt
from retention.metrics.copies import copies_effect

HEADER = "customer,ordered_at,total"
ROWS = ["a,2024-01-05,10", "b,2024-01-06,20", "a,2024-02-05,5", "a,2024-02-05,5", "c,2024-03-09,7", ",2024-03-10,7"]


@pytest.fixture
def events():
    return rt.read_events("\n".join([HEADER, *ROWS]).encode() + b"\n")


def test_copies_change_money_and_rows_but_never_a_rate(events):
    effect = asdict(copies_effect(events))
    rates = effect.pop("rate_with"), effect.pop("rate_without")
    assert effect == {"rows": 1, "customers": 0, "money": 5.0}
    assert pd.isna(rates[0]) == pd.isna(rates[1])


def test_without_copies_the_report_still_adds_up(events):
    after = events.without_copies()
    report = after.report
    assert len(after) == 4
    assert report.rows_read == report.rows_kept + sum(report.dropped.values()) == 6
    assert dict(report.dropped) == {"no customer": 1, "exact copy of an earlier row": 1}
    assert report.left_out[["row", "reason"]].to_dict("list") == {
        "row": [4, 6],
        "reason": ["exact copy of an earlier row", "no customer"],
    }
    assert report.examples["exact copy of an earlier row"][0][0] == 4


def test_leaving_copies_out_twice_changes_nothing_more(events):
    once = events.without_copies()
    assert once.without_copies() is once


def test_it_is_what_reading_without_copies_gives(events):
    read = rt.read_events("\n".join([HEADER, *ROWS]).encode() + b"\n", duplicates="drop")
    assert read.report.rows_kept == events.without_copies().report.rows_kept
    assert read.fingerprint == events.without_copies().fingerprint
