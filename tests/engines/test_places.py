"""The engines hold the rows that they are given, whatever zone they stand in themselves."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

import retention as rt
from retention.periods import to_instants
from tests.engines.places import ELSEWHERE, MAPPING, table_of
from tests.engines.same import alike, same
from tests.oracles import Row
from tests.strategies import ANCHORS, ZONES, events_of, row_lists


def test_the_same_rows_are_counted_and_the_same_time_is_spanned(engine):
    def same(rows):
        memory, source = events_of(rows, "Asia/Kolkata"), engine.source(rows, "Asia/Kolkata")
        assert (len(source), source.n_customers, source.span) == (len(memory), memory.n_customers, memory.span)
        assert source.rows_a_day().tolist() == memory.rows_a_day().tolist()
        assert set(source.event_names) == {r.event for r in rows} - {""}

    engine.holds(same, row_lists())


@pytest.mark.parametrize("zone", ["UTC", "Australia/Lord_Howe"])
def test_the_zone_that_an_engine_stands_in_changes_nothing(engine, zone):
    rows = [Row("a", 1_710_055_800_000_000), Row("a", 1_710_055_800_000_001), Row("b", 1_730_613_600_000_000)]
    here = engine.source(rows, "America/New_York")
    engine.stands_in(zone)
    try:
        there = engine.source(rows, "America/New_York")
        assert (there.span, there.rows_a_day().tolist()) == (here.span, here.rows_a_day().tolist())
    finally:
        engine.stands_in(ELSEWHERE)


# Nights on which clocks skip an hour (or half of one, or midnight) and nights on which they repeat it.
CHANGES = ["2024-03-10T02:30", "2024-11-03T01:30", "2024-10-06T02:15", "2024-04-07T01:45", "2018-11-04T00:30"]
WALLS = [*(moment.replace(tzinfo=None) for moment in ANCHORS), *map(datetime.fromisoformat, CHANGES)]
NEAR = st.builds(lambda at, minutes: at + timedelta(minutes=minutes), st.sampled_from(WALLS), st.integers(-90, 90))


def test_times_without_a_zone_are_wall_time_whatever_the_clocks_do(engine):
    def law(walls, zone):
        at = np.array(walls, "datetime64[us]")
        rows = [Row("ab"[i % 2], int(instant), "buy") for i, instant in enumerate(to_instants(at, zone))]
        bare = table_of(rows).set_column(1, "time", pa.array(at.astype(np.int64), pa.timestamp("us")))
        memory, source = events_of(rows, zone), rt.SqlEvents(engine.table(bare), MAPPING, zone)
        assert source.span == memory.span
        for unit in ("hour", "day"):
            chosen = rt.CohortSettings(period=unit, start="2024-02-01")
            same(memory.period_counts(chosen), source.period_counts(chosen))

    if engine.name == "clickhouse":
        pytest.skip("ClickHouse holds nothing but moments, with a zone to show them in or without one")
    zones = st.sampled_from([*ZONES, "Australia/Lord_Howe", "America/Sao_Paulo"])
    engine.holds(law, st.lists(NEAR, min_size=1, max_size=30), zones)


def test_odd_rows_are_left_out_and_told_and_words_are_tidied(engine):
    day = datetime(2024, 3, 5, tzinfo=UTC)
    cells = [("a", day, "x"), (" a ", day, "x "), ("b\t", day, ""), ("b", None, "y"), ("c", None, None)]
    cells += [(None, day, "x"), ("", day, "x"), ("  ", None, "x"), ("d", day.replace(year=1969), "x"), ("e", day, None)]
    who, when, plan = zip(*cells, strict=True)
    at = pa.array(when, pa.timestamp("us", "UTC"))
    table = engine.table(pa.table({"who": pa.array(who), "at": at, "plan": pa.array(plan)}))
    source = rt.SqlEvents(table, rt.ColumnMapping("who", "at", segments=("plan",)), "Asia/Seoul")
    assert (len(source), source.n_customers) == (4, 3)
    assert source.dropped == {"no customer": 3, "no date": 2, "year outside 1970 to 2100": 1}
    counts = source.cohort_counts(rt.CohortSettings(segment="plan"))
    assert dict(zip(counts.segments, counts.sizes.sum(axis=1).tolist(), strict=True)) == {"(blank)": 2, "x": 1}


def test_a_table_without_a_row_that_counts_says_so(engine):
    nothing = pa.table({"who": pa.array([None], pa.string()), "at": pa.array([None], pa.timestamp("us", "UTC"))})
    source = rt.SqlEvents(engine.table(nothing), rt.ColumnMapping("who", "at"), "Asia/Seoul")
    assert source.dropped == {"no customer": 1}
    with pytest.raises(rt.ReadError, match="no row has a customer and a date"):
        source.cohort_counts(rt.CohortSettings())


def test_whoever_may_only_read_is_answered(engine):
    if engine.name != "postgres":
        pytest.skip("the others make no table that a reader could not make")
    names = ["", "NULL", 'a "b"', "c\\d", "it's", "{e,f}", "그룹"]  # in order, as the codes of events are
    rows = [
        Row(f"c{i % 9}", 1_700_000_000_000_000 + i * 7 * 86_400_000_000, names[i % 7], 3.0 * (i % 4), names[i % 5])
        for i in range(60)
    ]
    memory, source = events_of(rows, "Asia/Seoul"), engine.source(rows, "Asia/Seoul")
    chosen = rt.CohortSettings(segment="plan")
    with engine.for_reading():
        same(memory.cohort_counts(chosen), source.cohort_counts(chosen))
        same(memory.period_counts(chosen), source.period_counts(chosen))
        alike(rt.slipping(memory, chosen), rt.slipping(source, chosen), "last events")
        alike(memory.habit_counts(rt.CohortSettings()), source.habit_counts(rt.CohortSettings()), "habits")


def test_a_segment_that_is_blank_everywhere(engine):
    rows = [
        Row("a", 1_700_000_000_000_000, "buy"),
        Row("a", 1_703_000_000_000_000, "buy"),
        Row("b", 1_703_000_000_000_000),
    ]
    memory, source = events_of(rows), engine.source(rows)
    chosen = rt.CohortSettings(segment="plan")
    same(memory.cohort_counts(chosen), source.cohort_counts(chosen))
