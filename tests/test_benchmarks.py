"""The benchmarks run, on a tiny size, and everybody in them counts the same."""

from __future__ import annotations

import re

import pytest

import retention as rt
from benchmarks import __main__ as command
from benchmarks import competitors, data, report, series
from benchmarks.timing import Timing

N = 3_000
NAMES = [case.name for case in competitors.CASES]


@pytest.fixture(scope="module")
def table():
    return data.make_table(N)


@pytest.fixture(scope="module")
def events(table):
    return rt.events_from_frame(table, data.MAPPING)


@pytest.fixture(scope="module")
def ours(events):
    """Every case by our engine: customers by segment, cohort and age."""
    return {case.name: competitors.our_cells(events, case) for case in competitors.CASES}


# ---------------------------------------------------------------------------------------------- equal answers
@pytest.mark.parametrize("ids", ["categories", "text"])
@pytest.mark.parametrize("case", competitors.CASES, ids=NAMES)
def test_our_matrix_is_the_pandas_recipe_cell_by_cell(case, ids, table, ours):
    frame = competitors.pandas_frame(table)
    frame = competitors.with_text_ids(frame) if ids == "text" else frame
    assert competitors.pandas_cells(competitors.pandas_recipe(frame, case)) == ours[case.name]


@pytest.mark.parametrize("case", competitors.CASES, ids=NAMES)
def test_our_matrix_is_every_form_of_the_sql_cell_by_cell(case, table, ours):
    connection = competitors.duckdb_table(table, threads=1)
    for customer in ("customer", "customer_number"):
        for form in case.sql_forms:
            query = competitors.sql(case, form, customer)
            assert competitors.duckdb_cells(connection, query) == ours[case.name], (form, customer)
    connection.close()


def test_the_cells_hold_every_customer_once_at_age_0(events, ours):
    plain = ours["month"]
    assert sum(n for (_, _, age), n in plain.items() if age == 0) == events.n_customers == N * 8 // 100


@pytest.mark.parametrize("period", series.PERIODS)
def test_our_series_is_that_of_pandas_and_of_every_form_of_the_sql(period, table, events):
    ours = series.our_lines(events, period)
    assert series.pandas_lines(series.pandas_recipe(competitors.pandas_frame(table), period)) == ours
    connection = competitors.duckdb_table(table, threads=1)
    for query in series.sql_forms(period).values():
        assert series.sql_lines(connection, query) == ours
    connection.close()


# ------------------------------------------------------------------------------------------------- the events
def test_generated_events_are_the_same_each_time(table):
    assert data.make_table(N).equals(table)


def test_the_csv_file_holds_the_same_events_as_the_table(table, events, tmp_path):
    file = data.csv_file(N, tmp_path)
    first = file.read_text(encoding="utf-8").splitlines()[1]
    assert re.fullmatch(r"C\d{7},2024-01-\d\d \d\d:\d\d:\d\d,\w+,\d+(\.\d+)?,\w+", first)
    read = rt.read_events(file, data.MAPPING)
    assert {"rows": len(read), "customers": read.n_customers, "dropped": dict(read.report.dropped)} == {
        "rows": N,
        "customers": events.n_customers,
        "dropped": {},
    }
    assert read.span == events.span


# ---------------------------------------------------------------------------------------------- the whole run
@pytest.mark.long
def test_a_whole_run_prints_one_table_and_writes_it_as_markdown(tmp_path, capsys):
    saved = tmp_path / "ratios.md"
    arguments = ["--sizes", str(N), "--turns", "1", "--parts", "counting,series,models,reading,memory"]
    assert command.main([*arguments, "--folder", str(tmp_path), "--markdown", str(saved)]) == 0
    shown, written = capsys.readouterr().out, saved.read_text(encoding="utf-8")
    parts = (
        "Settings to matrix, 3 thousand events",
        "Every kind of setting",
        "Settings to period retention",
        "Every series",
        "Purchase histories of all customers",
        "Fits, 3 thousand customers",
    )
    for said in (*parts, "CSV file to events", "Memory"):
        assert said in shown
        assert f"## {said}" in written
    for case in (*NAMES, *series.SERIES):
        assert f"| {case} |" in written
    assert "No target was measured" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sizes", "many"], "'many' is not a list of sizes"),
        (["--sizes", "1e5,0"], "'1e5,0' is not a list of sizes"),
        (["--turns", "0"], "'0' is not a number of turns"),
        (
            ["--parts", "counting,cooking"],
            "'cooking' is not a part. Choose some of: counting,series,models,reading,memory,browser.",
        ),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments, said, capsys):
    with pytest.raises(SystemExit):
        command.main(arguments)
    assert said in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- the report
def test_ratios_are_of_medians_and_carry_their_target():
    ours, theirs = Timing((0.1, 0.2, 0.9)), Timing((1.5, 1.6, 9.0))
    row = report.faster("part", "month", ours, "SQL", theirs, least=8)
    assert row.cells == (
        "month",
        "200.0 ms (best 100.0)",
        "SQL",
        "1.60 s (best 1.50)",
        "8.0 x faster",
        "✓ 8 x faster",
    )
    slower = report.at_most("part", "read", theirs, "pyarrow", ours, most=3)
    assert (slower.ratio, slower.met) == ("8.00 x", False)
    assert report.verdict([row, slower]) == "1 of 2 targets met. Missed: part: read (at most 3 x)."


def test_sizes_in_words():
    assert [report.events_text(n) for n in (500, 100_000, 1_000_000, 10_000_000)] == [
        "500",
        "100 thousand",
        "1 million",
        "10 million",
    ]
