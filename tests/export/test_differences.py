"""Two tables compared cell by cell: rows that belong together, and every digit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention import export
from retention.errors import ExportError
from retention.export.differences import numbers_in


def cells(then, now):
    found = export.differing_cells(export.csv_bytes(then), export.csv_bytes(now), "t")
    return found[["row", "column", "then", "now"]].values.tolist()


def test_rows_are_found_by_what_tells_them_apart():
    then = pd.DataFrame({"cohort": ["a", "a", "b"], "age": [0, 1, 0], "n": [5, 2, 4]})
    now = pd.DataFrame({"cohort": ["a", "a", "b", "c"], "age": [0, 1, 0, 0], "n": [5, 3, 4, 9]})
    assert cells(then, now) == [["cohort a, age 1", "n", "2", "3"], ["cohort c, age 0", "n", "", "9"]]
    assert cells(now, then) == [["cohort a, age 1", "n", "3", "2"], ["cohort c, age 0", "n", "9", ""]]
    assert cells(then, then) == []


def test_a_single_row_needs_no_name_and_equal_rows_have_numbers():
    assert cells(pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"a": [1], "b": [3]})) == [["", "b", "2", "3"]]
    twice = pd.DataFrame({"a": [1, 1], "b": [2, 2]})
    assert cells(twice, pd.DataFrame({"a": [1, 1], "b": [2, 5]})) == [["row 2", "b", "2", "5"]]


def test_columns_of_one_table_only_differ():
    then = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
    assert cells(then, then.assign(c=[3, None])) == [["a x", "c", "", "3.0"]]
    assert cells(then, then.rename(columns={"a": "z"}))[0] == ["row 1", "a", "x", ""]


def test_texts_that_a_spreadsheet_would_run_are_shown_as_they_are():
    then = pd.DataFrame({"a": ["=1", "b"], "=n": [1, 2]})
    assert cells(then, then.assign(**{"=n": [1, 7]})) == [["a b", "=n", "2", "7"]]
    assert cells(then, then.assign(**{"=n": [7, 2]})) == [["a =1", "=n", "1", "7"]]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8), st.data())
def test_every_digit_counts(numbers, data):
    i = data.draw(st.integers(0, len(numbers) - 1))
    then = pd.DataFrame({"i": range(len(numbers)), "x": numbers})
    now = then.copy()
    now.loc[i, "x"] = np.nextafter(numbers[i], -np.inf if numbers[i] > 0 else np.inf)  # the largest has none above
    found = export.differing_cells(export.csv_bytes(then), export.csv_bytes(now))
    assert len(found) == 1
    assert float(found["then"][0]) == numbers[i]


def test_numbers_are_counted_without_names_of_rows():
    frame = pd.DataFrame({"cohort": [2024, 2025], "n": [1, 2], "rate": [0.5, None], "done": [True, False]})
    assert numbers_in(export.csv_bytes(frame)) == 3


def test_something_else_is_refused():
    with pytest.raises(ExportError, match="different lengths"):
        export.differing_cells(b"a,b\n1\n", b"a,b\n1,2\n")
    with pytest.raises(ExportError, match="not one of our tables"):
        export.differing_cells(b"\xff\xfe\x00", b"a\n1\n")
