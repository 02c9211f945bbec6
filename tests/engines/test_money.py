"""Money added up where the events lie is the same as in memory, to the cent and to the customer."""

from dataclasses import replace
from math import nan

import pytest
from hypothesis import strategies as st

import retention as rt
from tests.engines.same import pair, same_or_refused
from tests.engines.test_series import CUT, DAY, ZONE, near
from tests.oracles import Row
from tests.strategies import OF_COHORTS, events_of, row_lists, settings

AMOUNTS = st.sampled_from([nan, 10.0, 2.5, 0.0, -4.0, 0.1, 0.2, -0.3, -10.0, 0.7, -2.5])
CHOSEN = settings(**OF_COHORTS | {"min_events": 1})


@st.composite
def rows_of_money(draw):
    """Rows whose payments and refunds cancel now and then."""
    return [replace(row, amount=draw(AMOUNTS)) for row in draw(row_lists())]


def test_what_moved_the_money(engine):
    def law(rows, chosen, zone, cut):
        same_or_refused(lambda events: events.revenue_counts(chosen), *pair(engine, near(rows, chosen), zone, cut))

    engine.holds(law, rows_of_money(), CHOSEN, ZONE, CUT)


def test_money_by_first_payment_and_age(engine):
    def law(rows, chosen, zone, cut, ages):
        asked, chosen = near(rows, chosen), chosen.replace(max_age=ages)
        same_or_refused(lambda events: events.revenue_cohort_counts(chosen), *pair(engine, asked, zone, cut))

    few = settings(**OF_COHORTS | {"min_events": 1, "period": "month"})
    engine.holds(law, rows_of_money(), few, ZONE, CUT, st.sampled_from([None, 0, 1, 5]))


def test_cents_that_cancel_are_no_money(engine):
    """0.1 + 0.2 - 0.3 is a little more than zero as computers count, and nothing to a shop."""
    rows = [Row("a", 40 * DAY, amount=amount) for amount in (0.1, 0.2, -0.3)]
    rows += [Row("a", 75 * DAY, amount=5.0), Row("b", 75 * DAY, amount=-5.0), Row("b", 76 * DAY, amount=2.0)]
    rows += [Row("c", 40 * DAY, amount=1.0)]
    memory, source = events_of(rows), engine.source(rows)
    counts = source.revenue_counts(rt.CohortSettings(period="month"))
    assert counts.below_zero[0].tolist() == [0.0, -3.0]
    assert counts.end[0].tolist() == [1.0, 5.0]
    same_or_refused(lambda events: events.revenue_counts(rt.CohortSettings(period="month")), memory, source)


def test_a_table_without_amounts_is_refused(engine):
    source = engine.source([Row("a", DAY)])
    blind = replace(source, mapping=rt.ColumnMapping("customer", "time"), _cache={})
    for count in (blind.revenue_counts, blind.revenue_cohort_counts):
        with pytest.raises(rt.SettingsError, match="no amount column"):
            count(rt.CohortSettings(period="month"))
