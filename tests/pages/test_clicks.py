"""Charts that can be clicked: what is kept of those that are not shown any more."""

from __future__ import annotations

import gc
import weakref

import numpy as np

import retention as rt
from pages.shared import clicks, state

SPANS = [("Jan 2025", last) for last in ("May 2025", "Jun 2025", "Jul 2025", "Aug 2025", "Sep 2025", "Oct 2025")]


def alive(kind):
    """How many objects of a kind are in memory."""
    gc.collect()
    return sum(type(one) is kind for one in gc.get_objects())


def test_a_matrix_that_is_not_shown_any_more_is_let_go(app):
    app.sample("shop").go(app.cohorts)
    held = [alive(rt.CohortMatrix) for span in SPANS if app.choose("select_slider", "cohorts", span)]
    assert held[-1] == held[1]


def test_a_click_takes_what_is_shown_by_then(monkeypatch):
    monkeypatch.setattr(state.st, "session_state", {})
    taken, shown = [], [np.arange(3), np.arange(4)]
    callbacks = [clicks.then("chart", taken.append, one) for one in shown]
    kept = [weakref.ref(one) for one in shown]
    del shown[:]
    assert [one() is None for one in kept] == [True, False]
    callbacks[0]()
    assert [len(one) for one in taken] == [4]
