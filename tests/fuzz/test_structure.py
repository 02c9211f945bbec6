"""Tables and settings that a grammar makes, well formed in odd ways: see the law in :mod:`readers`."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from tests.fuzz.changes import other_json
from tests.fuzz.examples import FEW, MANY
from tests.fuzz.readers import ANY_FORMAT, LIMITS, hold
from tests.fuzz.seeds import ours
from tests.fuzz.tables import CELLS, HEADERS, texts
from tests.hostile.attacks import archive
from tests.reading.books import page, xml2003, xml2003_rows

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(HEADERS), inner, max_size=4),
    max_leaves=6,
)
records = st.lists(st.dictionaries(st.sampled_from(HEADERS), values, max_size=5), max_size=6)
grids = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6)


@FEW
@given(st.sampled_from(ANY_FORMAT), texts())
def test_text_tables(name: str, data: bytes) -> None:
    hold(name, data)


@FEW
@given(st.sampled_from(ANY_FORMAT), records, st.sampled_from(("list", "lines", "inside")))
def test_json(name: str, found: list[dict[str, Any]], form: str) -> None:
    if form == "lines":
        hold(name, "\n".join(map(json.dumps, found)).encode())
    else:
        hold(name, json.dumps(found if form == "list" else {"data": {"rows": found}, "next": None}).encode())


@FEW
@given(st.sampled_from(ANY_FORMAT), grids, st.sampled_from(("html", "xml", "zip")))
def test_tables_in_marks_and_archives(name: str, grid: list[list[str]], form: str) -> None:
    if form == "html":
        data = page(grid).encode("utf-8", "surrogatepass")
    elif form == "xml":
        data = xml2003({"Orders": xml2003_rows(grid)}).encode("utf-8", "surrogatepass")
    else:
        data = archive({f"{i}.csv": ",".join(row).encode("utf-8", "replace") for i, row in enumerate(grid)})
    hold(name, data)


@FEW
@given(st.sampled_from(("settings", "views")), st.integers(0, 1 << 62))
def test_files_of_ours_with_other_values(name: str, seed: int) -> None:
    hold(name, json.dumps(other_json(Random(seed), json.loads(ours()[name]))).encode())


@FEW
@given(texts(), st.sampled_from(("UTC", "Asia/Seoul", "America/St_Johns")), st.sampled_from(("keep", "drop")))
def test_what_was_read_can_be_counted(data: bytes, zone: str, duplicates: str) -> None:
    """What a reader lets through, the counting takes."""
    try:
        events = rt.read_events(data, timezone=zone, duplicates=duplicates, date_order="dmy", limits=LIMITS)
        assert rt.cohort_matrix(events, rt.CohortSettings(period="year")).sizes.sum() == events.n_customers
    except rt.RetentionError:
        return


@pytest.mark.long
@MANY
@given(st.sampled_from(ANY_FORMAT), texts())
def test_many_text_tables(name: str, data: bytes) -> None:
    hold(name, data)
