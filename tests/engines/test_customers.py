"""Customers counted in a database equal those counted in memory."""

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
shares = st.floats(0, 1)
HISTORY = dict.fromkeys(("start", "end"))


@pytest.mark.parametrize("each", [True, False])
def test_purchase_histories_are_those_of_memory(engine, each):
    def law(rows, chosen, zone, followed, one, other):
        memory, there = pair(engine, rows, zone)
        first, last = memory._bounds[0], memory.until
        at, final = (to_local(np.array([first + int((last - first) * part)]), zone)[0] for part in sorted((one, other)))
        asked = {"followed_to": final if followed else None, "each": each}
        same_or_refused(lambda source: source.customer_counts(chosen, at, **asked), memory, there, "codes")

    engine.holds(
        law, row_lists(), settings(**OWN, **HISTORY), zones, st.booleans(), shares, shares, examples=few(engine)
    )


def test_second_orders_are_those_of_memory(engine):
    def law(rows, chosen, zone, days, cut):
        memory, there = pair(engine, rows, zone, cut)
        same_or_refused(lambda source: source.repeat_counts(chosen, days), memory, there)

    engine.holds(
        law, row_lists(), settings(**OWN), zones, st.integers(1, 60), st.sampled_from([None, 0.5]), examples=few(engine)
    )


def test_rows_are_spread_as_in_memory(engine):
    def law(rows, chosen, zone):
        memory, there = pair(engine, rows, zone)
        same_or_refused(lambda source: source.spread_counts(chosen), memory, there)

    engine.holds(law, row_lists(), settings(), zones, examples=few(engine))


def test_habits_are_those_of_memory(engine):
    def law(rows, chosen, zone, cut):
        memory, there = pair(engine, rows, zone, cut)
        same_or_refused(lambda source: source.habit_counts(chosen), memory, there)

    engine.holds(law, row_lists(), settings(**OWN), zones, st.sampled_from([None, 0.5]), examples=few(engine))


def test_days_to_the_second_order_end_to_the_microsecond(engine):
    day = 86_400_000_000
    rows = [Row("a", 0, "buy", 5.0, "x"), Row("a", 30 * day, "buy", 5.0, "x"), Row("a", 30 * day, "buy", 5.0, "x")]
    rows += [Row("b", 0, "buy", 5.0, "x"), Row("b", 30 * day - 1, "buy", 5.0, "x"), Row("c", 90 * day, "buy", 1.0, "")]
    found = engine.source(rows).repeat_counts(rt.CohortSettings(), 30)
    same(events_of(rows).repeat_counts(rt.CohortSettings(), 30), found)
    assert found.came[0].tolist() == [1, 0, 0, 0]


def test_refunds_take_off_what_was_paid_to_the_cent(engine):
    at = [np.datetime64(day, "us").astype(np.int64) for day in ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04")]
    rows = [Row("a", int(t), "buy", paid, "x") for t, paid in zip(at, (7.0, 0.1, 0.2, -0.3), strict=True)]
    for source in (events_of(rows), engine.source(rows)):
        found = source.customer_counts(rt.CohortSettings())
        assert (found.money.tolist(), found.purchases.tolist()) == ([0.0], [3])
