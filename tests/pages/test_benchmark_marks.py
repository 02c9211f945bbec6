"""Benchmarks on the Curves page: off by default, drawn where they match, the table one's own."""

from __future__ import annotations

import pytest

from retention import benchmarks


@pytest.fixture
def curves(app):
    """The curves of the app sample, by day."""
    return app.sample("app").go(app.curves).choose("radio", "period", "day")


def marks(app):
    return [trace for trace in app.figure()["data"] if trace.get("hoverinfo") == "text"]


def test_off_by_default(curves):
    assert marks(curves) == []
    assert not curves.at.toggle(key="benchmarks").value


def test_a_mark_where_period_and_definition_match(curves):
    curves.choose("toggle", "benchmarks", True)
    (mark,) = marks(curves)
    assert set(mark["y"]) == {0.07}
    assert "grade B" in mark["text"]
    assert "own past is the better comparison" in curves.said


@pytest.mark.parametrize(("kind", "key", "value"), [("radio", "period", "week"), ("radio", "measure", "on or after")])
def test_no_mark_where_they_do_not(curves, kind, key, value):
    curves.choose("toggle", "benchmarks", True).choose(kind, key, value)
    assert marks(curves) == []
    assert "is counted as this view is" in curves.said


def test_it_says_how_many_can_never_be_compared(curves):
    curves.choose("toggle", "benchmarks", True)
    silent = sum(not row.comparable for row in benchmarks.load())
    assert f"{silent} of {len(benchmarks.load())} do not say how they were counted" in curves.said


def test_the_table_can_be_taken_over_and_given_back(curves):
    curves.choose("toggle", "benchmarks", True).press("use-benchmarks")
    assert len(marks(curves)) == 1
    curves.press("first-benchmarks")
    assert len(marks(curves)) == 1


def test_a_row_changed_in_the_table_is_taken_over_with_the_press_that_ends_it(curves):
    curves.choose("toggle", "benchmarks", True)
    rows = next(table.key for table in curves.at.data_editor if table.key.startswith("benchmark-rows"))
    named = {"edited_rows": {0: {"subject": "Shops like ours"}}, "added_rows": [], "deleted_rows": []}
    curves.at.session_state[rows] = named
    curves.press("use-benchmarks")
    shown = next(table.value for table in curves.at.data_editor if table.key.startswith("benchmark-rows"))
    assert shown["subject"].iloc[0] == "Shops like ours"


def test_ones_own_table(curves):
    curves.choose("toggle", "benchmarks", True)
    own = b"subject,value,definition,period,age,year,grade,source\nOur best year,33,on,day,1,2024,A,our own books\n"
    curves.at.file_uploader(key="own-benchmarks").upload("own.csv", own, "text/csv")
    curves.run().press("use-own-benchmarks")
    (mark,) = marks(curves)
    assert set(mark["y"]) == {0.33}


def test_a_table_that_is_none_is_a_sentence(curves):
    curves.choose("toggle", "benchmarks", True)
    curves.at.file_uploader(key="own-benchmarks").upload("own.csv", b"a,b\n1,2\n", "text/csv")
    curves.run()
    assert "The column 'a' is not known" in curves.said
