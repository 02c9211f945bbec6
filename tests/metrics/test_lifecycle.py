"""Lifecycle: the four moves of a worked example, growth, and periods that are not over."""

from __future__ import annotations

import numpy as np
import pandas as pd

import retention as rt


def events(visits, **options):
    rows = [(who, f"2024-{month:02d}-10") for who, months in visits.items() for month in months]
    frame = pd.DataFrame(rows, columns=["who", "when"])
    return rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"), **options)


FIVE = {"a": (1, 2, 3, 4), "b": (1, 3), "c": (1,), "d": (2, 4), "e": (4,)}


def test_the_four_moves():
    found = rt.lifecycle(events(FIVE, observed_until="2024-05-01"))
    assert found.drop(columns=["quick_ratio", "complete", "no_data"]).to_dict("list") == {
        "new": [3, 1, 0, 1],
        "returning": [0, 1, 1, 1],
        "resurrected": [0, 0, 1, 1],
        "dormant": [0, 2, 1, 1],
        "active": [3, 2, 2, 3],
        "net": [3, -1, 0, 1],
    }
    assert found["quick_ratio"].iloc[1:].tolist() == [0.5, 1.0, 2.0]
    assert np.isnan(found["quick_ratio"].iloc[0]), "nobody went dormant: there is nothing to divide by"


def test_the_month_under_way_has_counts_so_far_and_no_ratio():
    found = rt.lifecycle(events(FIVE)).loc["2024-04-01"]
    assert (found["complete"], found["dormant"], found["new"]) == (False, 1, 1)
    assert np.isnan(found["quick_ratio"])


def test_seen_once_is_new_and_then_dormant_once():
    found = rt.lifecycle(events({"a": (1,)}, observed_until="2024-04-01"))
    assert found[["new", "dormant", "net"]].to_dict("list") == {
        "new": [1, 0, 0],
        "dormant": [0, 1, 0],
        "net": [1, -1, 0],
    }


def test_lifecycle_and_retention_tell_one_story():
    source = events(FIVE)
    moves, kept = rt.lifecycle(source), rt.period_retention(source)
    for one, other in (("returning", "kept"), ("resurrected", "won_back"), ("dormant", "lost"), ("active", "end")):
        assert moves[one].tolist() == kept[other].tolist(), one
