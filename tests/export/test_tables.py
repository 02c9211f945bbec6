"""CSV: every digit, nothing that a spreadsheet would run, and the way back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention import export
from retention.counts import CellCustomers
from retention.errors import ExportError
from retention.export.tables import protected, unprotected
from retention.results import CohortMatrix


def rows(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# --------------------------------------------------------------------------------------------------- shapes
def test_tidy_has_a_row_for_each_cell_and_blanks_where_nothing_is_known(matrix):
    head, *lines = rows(export.csv_bytes(matrix))
    assert head == [
        *("cohort", "age", "age_label", "size", "eligible", "active", "rate", "lower", "upper"),
        *("complete", "open_active", "no_data"),
    ]
    month_1 = dict(zip(head, lines[1], strict=True))
    assert {name: month_1[name] for name in ("cohort", "size", "active", "rate", "complete", "no_data")} == {
        "cohort": "2026-03-01",
        "size": "180",
        "active": "41",
        "rate": repr(41 / 180),
        "complete": "true",
        "no_data": "false",
    }
    unknown = {(line[0], line[1]): (line[6], line[9], line[10], line[11]) for line in lines if line[6] == ""}
    assert unknown == {
        ("2026-03-01", "2"): ("", "true", "0", "true"),
        ("2026-04-01", "1"): ("", "false", "3", "false"),
        ("2026-04-01", "2"): ("", "false", "0", "false"),
    }


def test_matrix_shape_has_a_row_for_each_cohort(matrix):
    assert rows(export.csv_bytes(matrix, shape="matrix", show="count")) == [
        ["cohort", "size", "0", "1", "2", "complete_through_age"],
        ["2026-03-01", "180", "180", "41", "", "2"],
        ["2026-04-01", "20", "20", "", "", "0"],
    ]


def test_segments_are_stacked_under_their_names(matrix):
    segments = {"Search": replace(matrix, segment="Search"), "=cmd": replace(matrix, segment="=cmd")}
    tidy = rows(export.csv_bytes(segments))
    wide = rows(export.csv_bytes(segments, shape="matrix"))
    assert (tidy[0][0], {line[0] for line in tidy[1:]}) == ("segment", {"Search", "'=cmd"})
    assert [line[0] for line in wide] == ["segment", "Search", "Search", "'=cmd", "'=cmd"]


def test_a_curve_and_curves_by_segment(curve):
    assert rows(export.csv_bytes(curve)) == [
        ["age", "label", "rate", "lower", "upper", "came_back", "eligible", "cohorts"],
        ["0", "0", "1.0", "0.98", "1.0", "200", "200", "2"],
        ["1", "1", "", "", "", "0", "0", "0"],
    ]
    assert [line[0] for line in rows(export.csv_bytes({"a": curve, "b": curve}))] == ["segment", "a", "a", "b", "b"]


def test_a_frame_keeps_its_index_when_it_says_something():
    starts = pd.DatetimeIndex(["2026-01-01", "2026-02-01"], name="period")
    frame = pd.DataFrame(
        {"kept": pd.array([1, None], "Int64"), "share": pd.array([0.1, None], "Float64")}, index=starts
    )
    assert rows(export.csv_bytes(frame)) == [
        ["period", "kept", "share"],
        ["2026-01-01", "1", "0.1"],
        ["2026-02-01", "", ""],
    ]
    assert rows(export.csv_bytes(pd.DataFrame({"a": [-1]}))) == [["a"], ["-1"]]


def test_times_are_written_where_a_date_is_not_enough():
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-01-01 00:00", "2026-01-01 09:30"])})
    assert [line[0] for line in rows(export.csv_bytes(frame))[1:]] == ["2026-01-01T00:00:00", "2026-01-01T09:30:00"]


def test_customers_behind_a_cell():
    found = CellCustomers(came_back=["a", "@x"], did_not=["b"], seen_so_far=["c"], not_yet=["d"])
    assert rows(export.customers_csv_bytes(found)) == [
        ["customer", "status"],
        ["a", "came back"],
        ["'@x", "came back"],
        ["b", "did not"],
        ["c", "seen so far"],
        ["d", "not yet"],
    ]
    assert rows(export.customers_csv_bytes(CellCustomers([], [], [], []))) == [["customer", "status"]]


# --------------------------------------------------------------------------------------------------- safety
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "'=", "''@"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert rows(export.csv_bytes(pd.DataFrame({f"{start}head": [f"{start}1+1", "safe"]}))) == [
        [f"'{start}head"],
        [f"'{start}1+1"],
        ["safe"],
    ]


@given(st.text(alphabet="'=+-@ \t\r\nab＝"))
def test_the_apostrophe_can_be_taken_away_again(text):
    assert unprotected(protected(text)) == text


# ------------------------------------------------------------------------------------------------ way back
@st.composite
def small_matrices(draw):
    n, k = draw(st.integers(1, 4)), draw(st.integers(1, 4))

    def counts(most=50):
        return np.array(draw(st.lists(st.integers(0, most), min_size=n * k, max_size=n * k))).reshape(n, k)

    eligible, money = counts(), draw(st.booleans())
    values = draw(st.lists(st.floats(allow_infinity=False), min_size=n * k, max_size=n * k))
    return CohortMatrix(
        cohorts=(np.datetime64("2024-01-01T00", "h") + np.arange(n) * draw(st.integers(1, 800))).astype(
            "datetime64[s]"
        ),
        ages=np.arange(k),
        age_labels=tuple(draw(st.lists(st.text(max_size=4).map(encodable), min_size=k, max_size=k))),
        sizes=eligible.max(axis=1),
        eligible=eligible,
        active=np.minimum(counts(), eligible),
        open_active=counts(),
        complete=counts(1).astype(bool),
        no_data=counts(1).astype(bool),
        values=np.array(values).reshape(n, k) if money else None,
        segment=draw(st.none() | st.text(max_size=6).map(encodable)),
    )


def encodable(text):
    return text.encode("utf-8", errors="ignore").decode()


SAME = ("cohorts", "ages", "sizes", "eligible", "active", "open_active", "complete", "no_data")


@given(small_matrices())
def test_what_was_written_is_read_back_cell_by_cell(matrix):
    again = export.read_matrix_csv(export.csv_bytes(matrix))
    assert {name: getattr(again, name).tolist() for name in SAME} == {
        name: getattr(matrix, name).tolist() for name in SAME
    }
    assert (again.age_labels, again.segment) == (matrix.age_labels, matrix.segment)
    np.testing.assert_array_equal(again.rates, matrix.rates)
    if matrix.values is None:
        assert again.values is None
    else:
        np.testing.assert_array_equal(again.values, matrix.values)


def test_files_are_written_and_read(matrix, tmp_path):
    path = tmp_path / "cohorts.csv"
    export.write_csv(matrix, path)
    with path.open("rb") as file:
        assert export.read_matrix_csv(file).sizes.tolist() == export.read_matrix_csv(path).sizes.tolist() == [180, 20]


def broken(matrix, old, new):
    return export.csv_bytes(matrix).decode("utf-8-sig").replace(old, new).encode()


def test_something_else_is_refused_with_a_sentence(matrix, tmp_path):
    sources = {
        "nothing": b"",
        "another table": b"customer,date\r\n1,2024-01-01\r\n",
        "a picture": b"\x89PNG\r\n\x1a\n\xff\xfe",
        "no such file": tmp_path / "absent.csv",
        "the matrix shape": export.csv_bytes(matrix, shape="matrix"),
        "two segments": export.csv_bytes({"a": matrix, "b": matrix}),
        "a changed number": broken(matrix, ",180,180,41,", ",180,many,41,"),
        "a lost row": broken(matrix, "2026-03-01,1,1,180", "2026-03-01,7,1,180"),
        "a lost field": broken(matrix, "true,0,true", "true,0"),
        "another flag": broken(matrix, "true,0,true", "perhaps,0,true"),
    }
    said = {}
    for name, source in sources.items():
        with pytest.raises(ExportError) as caught:
            export.read_matrix_csv(source)
        said[name] = caught.value.what
    assert {name: sentence.split(":")[0].split(" (")[0] for name, sentence in said.items()} == {
        "nothing": "This is not a tidy cohort table",
        "another table": "This is not a tidy cohort table",
        "a picture": "This is not a CSV file in UTF-8.",
        "no such file": "The file cannot be read",
        "the matrix shape": "This is not a tidy cohort table",
        "two segments": "The file holds 2 segments, not one matrix.",
        "a changed number": "The cohort table is damaged",
        "a lost row": "The cohort table is damaged",
        "a lost field": "Row 4 has 11 fields, not 12.",
        "another flag": "The cohort table is damaged",
    }


def test_what_cannot_be_written_is_refused_with_a_sentence(matrix, curve, tmp_path):
    with pytest.raises(ExportError, match="A list cannot be written as a table"):
        export.csv_bytes([1])
    with pytest.raises(ExportError, match="has no cohorts by ages"):
        export.csv_bytes(curve, shape="matrix")
    with pytest.raises(ExportError, match="holds no money"):
        export.csv_bytes(matrix, shape="matrix", show="value")
    with pytest.raises(ExportError, match="Choose one of: tidy, matrix"):
        export.csv_bytes(matrix, shape="wide")
    with pytest.raises(ExportError, match="Choose one of: rate, count, value"):
        export.csv_bytes(matrix, shape="matrix", show="rates")
    with pytest.raises(ExportError, match="Choose another folder"):
        export.write_csv(matrix, tmp_path / "no" / "folder.csv")
