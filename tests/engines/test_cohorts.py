"""Cohort tables counted in a database are those of memory, cell by cell, whatever is asked."""

from __future__ import annotations

from dataclasses import fields
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import retention as rt
from retention.engine.sql.plan import sql_plan
from retention.engine.sql.segments import nobodys_segment, segments
from tests.engines.places import table_of
from tests.engines.same import pair, same, same_or_refused
from tests.oracles import Row
from tests.strategies import ANCHORS, ZONES, events_of, micros, row_lists, settings

LIFE = ["2024-01-05", "2024-01-31", "2024-02-01", "2024-02-29", "2024-03-31", "2024-04-30", "2024-07-01"]


def moment(text: str) -> int:
    """Instant of a moment of UTC."""
    return int(np.datetime64(text, "us").astype(np.int64))


def orders(*names: str) -> list[Row]:
    """A customer of each name: the n-th comes on every n-th day of the list, with money and a plan."""
    return [
        Row(name, moment(day) + i * 1_000_000, ("join", "buy")[i > 0], 10.0 + i, "xyz"[n % 3])
        for n, name in enumerate(names)
        for i, day in enumerate(LIFE[n % 4 :: n % 3 + 1])
    ]


ROWS = orders("anna", "ben", "cleo", "dan", "eve", "fritz")


def test_every_table_is_that_of_memory(engine):
    def law(rows, chosen, zone, cut):
        same_or_refused(lambda source: source.cohort_counts(chosen), *pair(engine, rows, zone, cut))

    engine.holds(law, row_lists(most=60), settings(), st.sampled_from(ZONES), st.sampled_from([None, None, 0.5, 0.9]))


RULES = [
    {},
    {"cohort_period": "quarter"},
    {"period": "day", "cohort_period": "month", "max_age": 40},
    {"period": "week", "week_start": "sunday", "timezone": "Asia/Seoul"},
    {"period": "day", "period_size": 28, "origin": "2024-01-03"},
    {"birth": "every"},
    {"birth": "first_in_range", "start": "2024-02-01", "end": "2024-04-01"},
    {"start": "2024-02-01"},
    {"start_event": "join", "return_event": "buy"},
    {"start_event": "join"},
    {"return_event": "buy", "min_events": 2},
    {"measure": "on_or_after"},
    {"measure": "on_or_after", "min_events": 2},
    {"measure": "within", "within": 2},
    {"measure": "within", "within": 3, "min_events": 3, "birth": "every"},
    {"measure": "bracket", "brackets": (1, 3), "min_events": 2},
    {"clock": "elapsed"},
    {"clock": "elapsed", "measure": "bracket", "brackets": (1, 3), "start_event": "join"},
]


@pytest.mark.parametrize(("place", "rule"), list(enumerate(RULES)), ids=str)
def test_worked_examples(source, place, rule):
    chosen = rt.CohortSettings(**rule, segment=(None, "plan")[place % 2])
    same(events_of(ROWS).cohort_counts(chosen), source.cohort_counts(chosen))


@pytest.mark.parametrize("place", range(0, len(RULES), 3))
def test_money(source, place):
    rule, single = RULES[place], RULES[place].get("measure") in (None, "bracket")
    chosen = rt.CohortSettings(**rule, value="cumulative" if single else "sum", segment=("plan", None)[place % 2])
    same(events_of(ROWS).cohort_counts(chosen), source.cohort_counts(chosen))


@pytest.fixture(scope="module")
def source(engine):
    """The worked example in the engine."""
    return engine.source(ROWS)


# ------------------------------------------------------------------------------------------- ties, copies, blanks
def test_the_start_itself_is_no_return_nor_are_its_copies(engine):
    at = micros(ANCHORS[1])
    twice = [Row("a", at, "buy", 10.0, "x"), Row("a", at, "buy", 2.5, "x"), Row("a", at, "buy", 2.5, "x")]
    other = [Row("b", at, "join", 1.0, ""), Row("b", at, "buy", 1.0, ""), Row("b", at, "buy", 1.0, "y")]
    blank = [Row("c", at, "buy", float("nan"), "x"), Row("c", at, "buy", float("nan"), "x"), Row("c", at + 1, "buy")]
    rows = [*twice, *other, *blank]
    memory, there = events_of(rows), engine.source(rows)
    for start, back, least in ((None, "buy", 1), ("buy", None, 2), (None, None, 2)):
        chosen = rt.CohortSettings(period="day", start_event=start, return_event=back, min_events=least)
        same(memory.cohort_counts(chosen), there.cohort_counts(chosen))


def test_words_are_in_the_order_of_their_letters_numbers(engine):
    """Not in that of a dictionary, where a stands before B."""
    at = micros(ANCHORS[1])
    rows = [Row("1", at, segment=word) for word in ("a", "B", "ä", "")] + [Row("2", at, segment="a")]
    chosen = rt.CohortSettings(segment="plan")
    found = engine.source(rows).cohort_counts(chosen)
    assert found.segments == ("B", "a")
    same(events_of(rows).cohort_counts(chosen), found)


def test_many_segments_are_the_largest_and_others(engine):
    at = micros(ANCHORS[1])
    rows = [Row(f"{n}-{i}", at + n, segment=f"s{n:02}" if n else "") for n in range(15) for i in range(1 + n % 7)]
    rows += [Row("back", at, amount=-5.0)]  # only ever gave something back: no start, no segment of their own
    chosen, there = rt.CohortSettings(segment="plan"), engine.source(rows)
    same(events_of(rows).cohort_counts(chosen), there.cohort_counts(chosen))
    plan = sql_plan(there, chosen)
    names, places = segments(plan)
    assert (len(names), names[-1]) == (12, "other")
    assert nobodys_segment(plan) == 11, "the blank ones are few, and among the others"
    assert there._ask(places)["customer"].nunique() == len({r.customer for r in rows}) - 1


def test_money_without_amounts_is_refused(engine):
    bare = rt.SqlEvents(engine.table(table_of(ROWS)), rt.ColumnMapping("customer", "time"))
    with pytest.raises(rt.SettingsError, match="no amount column"):
        bare.cohort_counts(rt.CohortSettings(value="sum"))
    with pytest.raises(rt.SettingsError, match="is not a segment column"):
        bare.cohort_counts(rt.CohortSettings(segment="plan"))


# -------------------------------------------------------------------------------------------- behind a cell, and on
CELLS = [{}, {"start_event": "join", "measure": "within", "within": 2}, {"birth": "every", "min_events": 2}]


@pytest.mark.parametrize("rule", [*CELLS, {"clock": "elapsed"}, {"measure": "on_or_after", "segment": "plan"}], ids=str)
def test_the_customers_behind_each_cell(source, rule):
    chosen, memory = rt.CohortSettings(**rule), events_of(ROWS)
    matrix = memory.cohort_counts(chosen)
    names = [None] if chosen.segment is None else list(matrix.segments)
    cohorts = chosen.cohort_calendar("UTC").starts(matrix.cohort_numbers)[:1]
    for cohort, age, segment in product(cohorts, (0, 2), names[-1:]):
        wanted, found = (s.cell_customers(chosen, cohort, age, segment) for s in (memory, source))
        for field in fields(wanted):
            assert sorted(getattr(found, field.name)) == sorted(getattr(wanted, field.name)), (cohort, age, field.name)


def test_a_cell_that_is_not_there_is_refused(source):
    with pytest.raises(rt.SettingsError, match="no cohort that starts at"):
        source.cell_customers(rt.CohortSettings(), np.datetime64("1999-01-01"), 0)
    with pytest.raises(rt.SettingsError, match="not one of the segments"):
        source.cell_customers(rt.CohortSettings(segment="plan"), np.datetime64("2024-01-01"), 0, "?")


def test_metrics_stand_on_it_as_on_a_file(source):
    chosen = rt.CohortSettings(value="cumulative")
    here, there = (rt.cohort_matrix(each, chosen) for each in (events_of(ROWS), source))
    pd.testing.assert_frame_equal(there.to_frame(), here.to_frame())
    pd.testing.assert_frame_equal(rt.retention_curve(there).to_frame(), rt.retention_curve(here).to_frame())
