"""Timings: nothing is measured unless somebody wants to know; then each second belongs to one thing."""

from __future__ import annotations

import time

import pytest

import retention
from pages.shared import timings
from tests.pages.conftest import App, orders


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "perf_counter", clock)
    return clock


class Table:
    """Something in memory with so many rows."""

    nbytes = 1

    def __init__(self, rows):
        self._rows = rows

    def __len__(self):
        return self._rows


def test_each_second_belongs_to_one_part(clock):
    with timings.interaction("cohorts", clock.now, ("ages",)) as look:
        clock.now = 1.0
        with timings.measuring(timings.READ):
            clock.now = 3.0
        with timings.measuring(timings.COUNT, (Table(10), "settings")):
            timings.anew("matrix")
            with timings.measuring(timings.COUNT, (Table(99),)):  # belongs to the one around it
                timings.anew("part")
                clock.now = 7.0
        with timings.measuring(timings.COUNT, (Table(10),)):
            clock.now = 7.5
        clock.now = 10.0
    assert look.facts == {
        "page": "cohorts",
        "changed": ("ages",),
        "read_ms": 2000.0,
        "count_ms": 4500.0,
        "draw_ms": 3500.0,
        "total_ms": 10000.0,
        "rows": 10,
        "counted": ("matrix", "part"),
        "kept": 1,
    }


def test_an_interaction_that_ends_in_an_error_is_measured_and_the_error_goes_on(clock):
    looks = []

    def fails():
        with timings.interaction("", 0.0, ()) as look:
            looks.append(look)
            clock.now = 2.0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    (look,) = looks
    assert (look.total, look.facts["page"]) == (2.0, "upload")
    assert timings.measuring(timings.READ) is timings.measuring(timings.COUNT)  # nobody measures any more


def test_without_debug_nothing_is_measured_and_the_version_is_told(app):
    app.sample("shop").go(app.cohorts)
    assert f"Version {retention.__version__}" in app.said
    assert "_looks" not in app.at.session_state
    assert not [box for box in app.at.expander if box.label == "Timings"]


def test_with_debug_the_foot_of_the_sidebar_shows_the_last_looks(monkeypatch):
    monkeypatch.setenv(timings.VARIABLE, "1")
    monkeypatch.delenv("RETENTION_FILE", raising=False)
    rows = [f"only-here-{i % 7},2024-0{1 + i % 5}-1{i % 3},5" for i in range(60)]
    app = App().read("orders.csv", orders(*rows)).go(App.cohorts)
    app.at.toggle(key="notes").set_value(False)
    app.run()
    looks = list(app.at.session_state["_looks"])
    assert looks[-1].changed == ("notes",)
    assert looks[-1].kept > 0
    assert looks[-1].counted == []
    assert any(look.counted and look.rows >= 60 for look in looks if look.page == "cohorts")
    assert any(look.seconds["read"] > 0 for look in looks)
    (shown,) = [box for box in app.at.sidebar.expander if box.label == "Timings"]
    frame = shown.dataframe[0].value
    assert len(frame) == len(looks)
    assert frame["Page"].iloc[0] == "cohorts"
    assert frame["Changed"].iloc[0] == "notes"
