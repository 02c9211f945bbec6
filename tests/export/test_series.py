"""Series by period as CSV and workbook: alone, and one for each segment."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

import retention as rt

ROWS = {
    "who": ["ann", "bob", "ann", "=cid", "bob"],
    "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-01", "2024-02-03", "2024-03-31"]),
    "plan": ["a", "=b", "a", "a", "=b"],
}


@pytest.fixture(scope="module")
def events():
    return rt.events_from_frame(pd.DataFrame(ROWS), rt.ColumnMapping(customer="who", time="when", segments=("plan",)))


def lines(result):
    return rt.export.csv_bytes(result).decode("utf-8-sig").replace("\r", "").splitlines()


def test_a_series_has_a_line_for_each_period_and_blanks_where_nothing_is_known(events):
    wanted = ["start", "end", "new", "kept", "lost", "won_back", "retention_rate", "formula_rate", "complete"]
    assert lines(rt.period_retention(events)[wanted]) == [
        "period,start,end,new,kept,lost,won_back,retention_rate,formula_rate,complete",
        "2024-01-01,0,2,2,0,0,0,,,true",
        "2024-02-01,2,2,1,1,1,0,0.5,0.5,true",
        "2024-03-01,2,1,0,0,2,1,0.0,0.5,true",
    ]


def test_segments_are_stacked_under_their_names_and_cannot_run(events):
    found = lines({name: f[["active", "net"]] for name, f in rt.lifecycle(events, by_plan()).items()})
    assert found == [
        "segment,period,active,net",
        "a,2024-01-01,1,1",
        "a,2024-02-01,2,1",
        "a,2024-03-01,0,-2",
        "'=b,2024-01-01,1,1",
        "'=b,2024-02-01,0,-1",
        "'=b,2024-03-01,1,1",
    ]


def by_plan():
    return rt.CohortSettings(segment="plan")


@pytest.mark.parametrize(
    ("count", "column", "meaning"),
    [
        (rt.period_retention, "retention_rate", "kept / start."),
        (rt.lifecycle, "dormant", "Customers active in the period before and not in this one."),
        (rt.active_customers, "stickiness", "mean_daily_active / active."),
        (rt.stickiness, "at_least", "Customers active in so many or more."),
    ],
)
def test_a_workbook_says_what_each_column_means(events, count, column, meaning):
    for result in (count(events), count(events, by_plan())):
        book = openpyxl.load_workbook(io.BytesIO(rt.export.xlsx_bytes(result, "Series")))
        header = [cell.value for cell in book["Data"][1]]
        about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
        assert about[column] == meaning
        assert set(header) <= set(about)


def test_rates_are_percents_in_a_workbook(events):
    sheet = openpyxl.load_workbook(io.BytesIO(rt.export.xlsx_bytes(rt.period_retention(events))))["Data"]
    cells = {cell.value: sheet.cell(row=3, column=cell.column) for cell in sheet[1]}
    assert cells["retention_rate"].value == 0.5
    assert {name for name, cell in cells.items() if cell.number_format == "0.0%"} == {
        *("retention_rate", "churn_rate", "formula_rate", "lower", "upper")
    }


@pytest.mark.parametrize(
    ("count", "columns"),
    [
        (lambda events: rt.visit_gaps(events), {"days", "came_back", "share_back"}),
        (lambda events: rt.lapse_check(events, None, [1, 2]), {"days", "flagged", "came_back", "rate"}),
        (lambda events: rt.repeat_rate(events, days=7), {"period", "n", "came", "rate"}),
        (lambda events: rt.compare_rates(3, 40, 4, 41), {"k1", "n1", "difference", "verdict", "words"}),
        (lambda events: rt.find(events)[0], {"kind", "n", "text"}),
        (lambda events: rt.find(events), {"kind", "text", "n", "p_value"}),
        (lambda events: rt.split_change({"a": (1, 2)}, {"a": (2, 2)}), {"segment", "mix", "within"}),
        (lambda events: rt.kaplan_meier([1, 2], [True, False]), {"time", "at_risk", "survival"}),
        (
            lambda events: rt.log_rank({"a": ([1, 2], [True, True]), "b": ([2, 3], [True, False])}),
            {"group", "observed", "expected", "p_value"},
        ),
        (
            lambda events: {name: rt.kaplan_meier([1, 2], [True, False]) for name in "ab"},
            {"segment", "time", "survival"},
        ),
    ],
)
def test_every_result_can_be_taken_away(events, count, columns, tmp_path):
    result = count(events)
    rt.export.write_csv(result, tmp_path / "table.csv")
    rt.export.write_xlsx(result, tmp_path / "table.xlsx")
    written = pd.read_csv(tmp_path / "table.csv")
    assert len(written)
    assert columns <= set(written.columns)
    assert columns <= set(pd.read_excel(tmp_path / "table.xlsx", sheet_name="Data", engine="openpyxl"))
