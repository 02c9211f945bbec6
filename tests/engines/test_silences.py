"""Silences counted in a database equal those counted in memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

import retention as rt
from retention.periods import to_local
from tests.engines.same import OWN, few, pair, same, same_or_refused
from tests.oracles import Row
from tests.strategies import ZONES, events_of, row_lists, settings

zones = st.sampled_from(ZONES)
series = settings(**OWN)


def test_gaps_are_those_of_memory(engine):
    def law(rows, chosen, zone, cut):
        memory, there = pair(engine, rows, zone, cut)
        same_or_refused(lambda source: source.gap_counts(chosen), memory, there)

    engine.holds(law, row_lists(), series, zones, st.sampled_from([None, 0.5]), examples=few(engine))


def test_lapses_are_those_of_memory(engine):
    def law(rows, chosen, zone, cut):
        memory, there = pair(engine, rows, zone, cut)
        same_or_refused(lambda source: source.lapse_counts(chosen.replace(segment=None)), memory, there)

    engine.holds(law, row_lists(), series, zones, st.sampled_from([None, 0.5]), examples=few(engine))


def test_who_was_silent_at_a_moment_is_as_in_memory(engine):
    def law(rows, chosen, zone, one, other):
        memory, there = pair(engine, rows, zone)
        first, last = memory._bounds[0], memory.until
        at, until = (to_local(np.array([first + int((last - first) * part)]), zone)[0] for part in sorted((one, other)))
        same_or_refused(lambda source: source.silence_counts(chosen.replace(segment=None), at, until), memory, there)

    engine.holds(law, row_lists(), series, zones, st.floats(0, 1), st.floats(0, 1), examples=few(engine))


def test_a_night_that_changes_its_clocks_has_its_gaps(engine):
    at = ["2024-03-31T00:59", "2024-03-31T01:00", "2024-03-31T22:30", "2024-10-27T00:30", "2024-10-27T23:00"]
    rows = [Row("a", int(np.datetime64(t, "us").astype(np.int64)), "buy", 1.0, "x") for t in at]
    memory, there = events_of(rows, "Europe/Berlin"), engine.source(rows, "Europe/Berlin")
    found = there.gap_counts(rt.CohortSettings())
    same(memory.gap_counts(rt.CohortSettings()), found)
    assert np.flatnonzero(found.closed[0]).tolist() == [1, 209]  # 31 March, 1 April, 27 and 28 October


def test_what_memory_refuses_a_database_refuses(engine):
    there = engine.source([Row("a", 10**15, "buy", 1.0, "x"), Row("a", 10**15 + 10**12, "buy", 1.0, "x")])
    for chosen in (rt.CohortSettings(min_events=2), rt.CohortSettings(return_event="fly")):
        with pytest.raises(rt.SettingsError):
            there.gap_counts(chosen)
    with pytest.raises(rt.SettingsError, match="one group at a time"):
        there.lapse_counts(rt.CohortSettings(segment="plan"))
    with pytest.raises(rt.SettingsError, match="inside the data"):
        there.silence_counts(rt.CohortSettings(), "1999-01-01", "1999-02-01")
