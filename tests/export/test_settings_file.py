"""Settings and notes as a file: round trips, and every damaged or foreign file refused with a sentence."""

from __future__ import annotations

import json
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

NOTES = (rt.Annotation("2026-03-01", "New <price> 한국", "change"), rt.Annotation("2026-04-01", "Sale", "campaign"))
CHOSEN = rt.CohortSettings(
    period="week",
    week_start="sunday",
    cohort_period="month",
    start_event="sign up",
    return_event="=cmd",
    where=(("country", "in", ("DE", "")), ("plan", "!=", "free")),
    return_where=(("device", "==", "phone"),),
    birth="every",
    measure="within",
    within=4,
    min_events=2,
    start="2025-01-01",
    end="2026-01-01",
    max_age=8,
    timezone="Asia/Seoul",
    segment="plan",
    refunds_count=True,
    warm_up=0,
)
CONDITIONS = st.tuples(st.text(max_size=4), st.sampled_from(["==", "!=", "in"]), st.text(max_size=4))
SIMPLE = st.builds(
    rt.CohortSettings,
    period=st.sampled_from(["day", "week", "month"]),
    birth=st.sampled_from(["first", "first_in_range", "every"]),
    start_event=st.none() | st.text(max_size=5),
    where=st.lists(CONDITIONS, max_size=3),
    measure=st.just("bracket"),
    brackets=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    max_age=st.none() | st.integers(0, 30),
    segment=st.none() | st.text(max_size=4),
)


def back(text):
    return rt.read_settings(text.encode())


def test_everything_comes_back():
    assert back(rt.export.settings_json(CHOSEN, NOTES, made="2026-03-01")) == (CHOSEN, NOTES)
    assert back(rt.export.settings_json(rt.CohortSettings())) == (rt.CohortSettings(), ())


@given(SIMPLE)
@settings(max_examples=50)
def test_any_settings_come_back(chosen):
    assert back(rt.export.settings_json(chosen))[0] == chosen


def test_days_and_foreign_numbers_are_written_as_text_and_numbers():
    given = rt.CohortSettings(
        period_size=np.int64(2), origin=date(2024, 1, 1), start=datetime(2024, 2, 1), end=datetime(2024, 3, 1, 12)
    )
    found = back(rt.export.settings_json(given))[0]
    assert (found.period_size, found.origin, found.start, found.end) == (
        *(2, "2024-01-01", "2024-02-01"),
        "2024-03-01T12:00:00",
    )


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(rt.SettingsError, match="a set cannot be written"):
        rt.export.settings_json(rt.CohortSettings(where=(("a", "==", {1}),)))


def whole(**changes):
    return json.dumps({"format": "retention settings", "version": 1, **changes}).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON text"),
        (b'{"format": "retention set', "cut off"),
        (b"\xff\xfe", "not JSON text"),
        (b"[" * 100_000, "not JSON text"),
        (b"[1]", "holds no settings"),
        (b" " * 1_000_001, "far too large"),
        (b'{"period": "week"}', "does not say"),
        (whole(version=2), "version 2, and this program reads up to 1. Update this program"),
        (whole(version="1"), "does not say which version"),
        (whole(version=True), "does not say which version"),
        (whole(colour="red"), "the field 'colour' is not known"),
        (whole(settings={"periods": "week"}), "the setting 'periods' is not known"),
        (whole(settings=[]), "'settings' is not what belongs there"),
        (whole(annotations={}), "'annotations' is not what belongs there"),
        (whole(annotations=["x"]), "is no note"),
        (whole(annotations=[{"date": "soon", "text": "x"}]), "row 1: 'soon' is not a day"),
        (whole(settings={"period": "fortnight"}), "Choose one of"),
        (whole(settings={"within": 3}), "follow-up length has no meaning"),
        (whole(settings={"where": 5}), "wrong kind"),
        (whole(settings={"start_event": "\ud800"}), "not JSON text"),  # half a letter, which no text can hold
    ],
)
def test_other_files_are_refused_with_what_to_do(data, said):
    with pytest.raises(rt.RetentionError, match=said):
        rt.read_settings(data)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(rt.ReadError, match="cannot be opened"):
        rt.read_settings(tmp_path / "none.json")
    path = tmp_path / "view.json"
    path.write_text(rt.export.settings_json(CHOSEN, NOTES), encoding="utf-8")
    assert rt.read_settings(path) == (CHOSEN, NOTES)
