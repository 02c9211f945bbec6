"""Rhythms and silences counted in a database equal those counted in memory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import retention as rt
from retention.metrics.most_overdue import most_overdue
from retention.periods import to_local
from tests.engines.same import OWN, few, pair, same_or_refused
from tests.oracles import Row
from tests.strategies import ZONES, events_of, row_lists, settings

zones = st.sampled_from(ZONES)
shares = st.floats(0, 1)
plain = settings(**OWN, start=None, end=None)


def moments(memory, zone, *parts):
    first, last = memory._bounds[0], memory.until
    return [to_local(np.array([first + int((last - first) * part)]), zone)[0] for part in sorted(parts)]


def test_rhythms_are_those_of_memory(engine):
    def law(rows, chosen, zone, followed, first_value, one, other):
        memory, there = pair(engine, rows, zone)
        at, final = moments(memory, zone, one, other)
        asked = {"followed_to": final if followed else None, "first_value": first_value}
        same_or_refused(lambda source: source.rhythm_counts(chosen, at, **asked), memory, there, "codes")

    engine.holds(
        law,
        row_lists(),
        plain,
        zones,
        st.booleans(),
        st.sampled_from([None, "buy", "join"]),
        shares,
        shares,
        examples=few(engine),
    )


def test_silences_by_class_are_those_of_memory(engine):
    def law(rows, chosen, zone, one):
        memory, there = pair(engine, rows, zone)
        (at,) = moments(memory, zone, one)
        same_or_refused(lambda source: source.silence_class_counts(chosen, at), memory, there)

    engine.holds(law, row_lists(most=80), plain, zones, shares, examples=few(engine))


def test_the_first_who_are_overdue_are_those_of_memory(engine):
    rows = crowd()
    memory, there = events_of(rows, "Europe/Berlin"), engine.source(rows, "Europe/Berlin")
    chosen = rt.CohortSettings(segment="plan", return_event="buy")
    for by in ("lateness", "at_stake"):
        asked = {"by": by, "at": "2024-07-01", "first_value": "join"}
        expected = most_overdue(memory, 5, chosen, **asked)
        found = most_overdue(there, 5, chosen, **asked)
        assert len(expected)
        pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True), rtol=1e-9)
    with pytest.raises(rt.SettingsError, match="does not order"):
        most_overdue(there, 5, chosen, by="expected_loss")


def test_who_asked_not_to_be_contacted_in_any_row_is_in_no_list(engine):
    days = pd.to_datetime(["2024-01-01", "2024-01-02", None, "2024-01-01"])
    frame = pd.DataFrame({"who": ["a", "b", "a", "c"], "at": days, "no_mail": [False, False, True, False]})
    mapping = rt.ColumnMapping("who", "at", do_not_contact="no_mail")
    found = rt.SqlEvents(engine.table(frame), mapping).rhythm_counts(rt.CohortSettings())
    assert dict(zip(found.ids.to_pylist(), found.blocked.tolist(), strict=True)) == {"a": True, "b": False, "c": False}
    words = rt.SqlEvents(engine.table(frame.astype({"no_mail": str})), mapping)
    with pytest.raises(rt.SettingsError, match="no yes and no"):
        words.rhythm_counts(rt.CohortSettings())


def crowd():
    """Customers who come every week or so, some of whom have stopped."""
    draw, rows = np.random.default_rng(3), []
    for customer in range(70):
        steps = draw.integers(1, 14 * 24, 20) if customer < 60 else draw.integers(1, 60 * 24, 6)
        at = 1_704_067_200_000_000 + (int(draw.integers(0, 1500)) + np.cumsum(steps)) * 3_600_000_000
        kinds, paid = draw.choice(["buy", "buy", "join"], len(at)), draw.choice([np.nan, 10.0, 2.5], len(at))
        rows += [
            Row(f"c{customer}", int(t), str(kind), float(money), "x" if customer % 3 else "")
            for t, kind, money in zip(at, kinds, paid, strict=True)
        ]
    return rows
