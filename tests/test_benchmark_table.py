"""Benchmarks: the table that comes along, one's own table checked in words, and what may be compared with what."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt
from retention import benchmarks

HEADER = "subject,value,low,high,unit,definition,period,age,year,grade,source,note\n"


def one(**changes):
    row = {"subject": "Shops", "value": "30", "definition": "on", "period": "month", "age": "1", "year": "2025"}
    row |= {"grade": "C", "source": "a page", **changes}
    names = HEADER.strip().split(",")
    return (HEADER + ",".join(str(row.get(name, "")) for name in names) + "\n").encode()


def test_every_row_that_comes_along_is_whole():
    table = benchmarks.load()
    assert 10 <= len(table) <= 30
    assert all(row.source.startswith("https://") and 2015 <= row.year <= 2026 for row in table)
    assert all(0 < row.low <= row.high for row in table)
    assert {row.grade for row in table} <= set("ABCD")
    assert not any(row.grade == "A" for row in table), "nobody publishes sample and definition and data"


def test_most_do_not_say_how_they_were_counted():
    silent = [row for row in benchmarks.load() if not row.comparable]
    assert len(silent) > len(benchmarks.load()) / 2
    assert all("not stated" in (row.definition, row.period) for row in silent)


def test_the_table_comes_back_from_its_frame_and_from_its_file():
    table = benchmarks.load()
    frame = benchmarks.to_frame(table)
    assert benchmarks.check(frame) == table
    assert benchmarks.load(frame.to_csv(index=False).encode()) == table
    assert benchmarks.load(("\ufeff" + frame.to_csv(index=False)).encode()) == table


def test_values_are_fractions():
    row = benchmarks.load(one(value="", low="25", high="30"))[0]
    assert (row.low, row.high, row.value_text) == (0.25, 0.3, "25 to 30 %")


def test_a_decimal_comma_and_a_small_grade_are_understood():
    row = benchmarks.load(one(value='"3,5"', grade="b"))[0]
    assert (row.low, row.grade, row.value_text) == (0.035, "B", "3.5 %")


def test_revenue_retention_may_pass_a_hundred():
    assert benchmarks.load(one(value="126", definition="net revenue retention", age=""))[0].high == 1.26


def test_blank_rows_of_an_editor_are_left_out():
    frame = pd.concat([benchmarks.to_frame(benchmarks.load()[:1]), pd.DataFrame([{"subject": None}])])
    assert len(benchmarks.check(frame)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": ""}, "row 1 of the benchmarks: it does not say whom it is about"),
        ({"value": "many"}, "value many is no percentage"),
        ({"value": "130"}, "value 130 is no percentage"),
        ({"value": "-1"}, "value -1 is no percentage"),
        ({"value": ""}, "low blank is no percentage"),
        ({"value": "", "low": "30", "high": "20"}, "low is above high"),
        ({"unit": "points"}, "unit 'points' is not known"),
        ({"definition": "loyal"}, "'loyal' is no definition"),
        ({"period": ""}, "a blank is no period"),
        ({"age": "1.5"}, "age 1.5 is not a whole number"),
        ({"year": ""}, "year blank is not a whole number"),
        ({"year": "25"}, "year 25 is not a whole number"),
        ({"grade": "E"}, "'E' is no grade"),
        ({"source": ""}, "it names no source"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(changes, said):
    with pytest.raises(rt.ReadError, match=said) as caught:
        benchmarks.load(one(**changes))
    assert caught.value.todo


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a table of benchmarks"),
        (b"\x00\xff\xfe", "not a table of benchmarks|no column"),
        (b"name,value\nx,3\n", "column 'name' is not known"),
        (b"value\n3\n", "no column 'subject'"),
    ],
)
def test_what_is_no_table_is_refused(data, said):
    with pytest.raises(rt.ReadError, match=said):
        benchmarks.load(data)


def test_too_many_rows_are_refused():
    row = one().decode().splitlines()[1]
    with pytest.raises(rt.ReadError, match="501 rows are too many"):
        benchmarks.load((HEADER + f"{row}\n" * 501).encode())


@pytest.mark.parametrize(
    ("settings", "matches"),
    [
        (rt.CohortSettings(), True),
        (rt.CohortSettings(clock="elapsed"), True),  # the clock is hardly ever stated
        (rt.CohortSettings(period="week"), False),
        (rt.CohortSettings(period_size=2), False),
        (rt.CohortSettings(measure="on_or_after"), False),
        (rt.CohortSettings(measure="within", within=2), False),
        (rt.CohortSettings(min_events=2), False),
        (rt.CohortSettings(where=(("plan", "==", "pro"),)), False),
        (rt.CohortSettings(return_event="order"), False),
    ],
)
def test_only_what_is_counted_alike_matches(settings, matches):
    table = benchmarks.load(one())
    assert benchmarks.matching(table, settings) == (table if matches else ())


def test_only_ages_on_screen_match():
    table = benchmarks.load(one())
    assert benchmarks.matching(table, rt.CohortSettings(), ages=[0, 1]) == table
    assert benchmarks.matching(table, rt.CohortSettings(), ages=[0, 2]) == ()


@pytest.mark.parametrize("changes", [{"definition": "not stated"}, {"period": "not stated"}, {"age": ""}])
def test_what_is_not_stated_never_matches(changes):
    assert benchmarks.matching(benchmarks.load(one(**changes)), rt.CohortSettings()) == ()


def test_numbers_of_a_period_match_by_their_definition():
    table = benchmarks.load(one(definition="churn", age="", value="5"))
    assert benchmarks.matching(table, rt.CohortSettings(), definition="churn") == table
    assert benchmarks.matching(table, rt.CohortSettings()) == ()
