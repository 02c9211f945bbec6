"""Series counted where the events lie are the same as in memory."""

from hypothesis import strategies as st

import retention as rt
from tests.engines.same import pair, same_or_refused
from tests.oracles import Row
from tests.strategies import OF_COHORTS, ZONES, row_lists, settings

ZONE, CUT = st.sampled_from(ZONES), st.sampled_from([None, None, 0.5, 0.9, 1.4])
CHOSEN = settings(**OF_COHORTS)
DAY = 86_400_000_000


def near(rows, chosen):
    """Hours of a year are many for a database that is small: three weeks are enough."""
    first = min(r.instant for r in rows)
    return [r for r in rows if r.instant < first + 21 * DAY] if chosen.period == "hour" else rows


def test_who_was_there_before_and_in_each_period(engine):
    def law(rows, chosen, zone, cut):
        same_or_refused(lambda events: events.period_counts(chosen), *pair(engine, near(rows, chosen), zone, cut))

    engine.holds(law, row_lists(), CHOSEN, ZONE, CUT)


def test_in_how_many_periods_customers_were_active(engine):
    def law(rows, chosen, zone, cut):
        asked = near(rows, chosen)
        same_or_refused(lambda events: events.active_period_counts(chosen), *pair(engine, asked, zone, cut))

    engine.holds(law, row_lists(), CHOSEN, ZONE, CUT)


VISITS = [("a", 0), ("a", 0), ("a", 1), ("a", 40), ("b", 1), ("b", 31), ("c", 62)]


def test_a_worked_example(engine):
    """a comes twice in January and again in February; b in January and February; c once, in March."""
    january = 1_704_067_200_000_000
    source = engine.source([Row(who, january + day * DAY) for who, day in VISITS])
    counts = source.period_counts(rt.CohortSettings(period="month"))
    expected = {
        "start": [0, 2, 2],
        "end": [2, 2, 1],
        "new": [2, 0, 1],
        "kept": [0, 2, 0],
        "won_back": [0, 0, 0],
        "rows": [4, 2, 1],
        "active_days": [3, 2, 1],
    }
    assert {name: getattr(counts, name)[0].tolist() for name in expected} == expected
    active = source.active_period_counts(rt.CohortSettings(period="month"))
    assert (active.n_periods, active.exactly[0].tolist()) == (2, [0, 0, 2])


def test_an_event_that_no_row_has_is_refused_as_in_memory(engine):
    rows = [Row("a", DAY, "buy"), Row("b", 2 * DAY, "look")]
    chosen = rt.CohortSettings(return_event="sing")
    for count in ("period_counts", "active_period_counts"):
        same_or_refused(lambda events, count=count: getattr(events, count)(chosen), *pair(engine, rows, "UTC"))
