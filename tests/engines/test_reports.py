"""What the library alone makes of a table: findings and reports as of a file, and bundles where it has a name."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pandas as pd
import pytest

import retention as rt

MAPPING = rt.ColumnMapping("who", "at", amount="paid", segments=("plan",))


@pytest.fixture(scope="module")
def frame():
    """Customers of two plans, of which one comes back more, and a few rows without anybody."""
    draw, rows = np.random.default_rng(8), 6_000
    who, day = draw.integers(0, 400, rows), draw.integers(0, 540, rows)
    rare = (who % 2 == 0) & (draw.random(rows) < 0.7)
    named = [None if i % 200 == 0 else f"c{one}" for i, one in enumerate(who)]
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D")
    made = pd.DataFrame({"who": named, "at": at, "paid": draw.integers(-1, 40, rows) / 4, "plan": "basic"})
    made.loc[who % 2 == 1, "plan"] = "pro"
    return made[~rare].reset_index(drop=True)


@pytest.fixture(scope="module")
def table(frame):
    import ibis

    return ibis.duckdb.connect().create_table("orders", ibis.memtable(frame))


@pytest.fixture
def source(table):
    return rt.SqlEvents(table, MAPPING)


def test_findings_are_those_of_memory_groups_too(source, frame):
    of_file = rt.find(rt.events_from_frame(frame, MAPPING))
    assert [str(one) for one in rt.find(source).findings] == [str(one) for one in of_file.findings]
    assert "segment" in {one.kind for one in of_file.findings}


def test_a_report_says_what_that_of_the_file_says(source, frame):
    of_file = rt.make_report(rt.events_from_frame(frame, MAPPING))
    told = {section.key: section.headline for section in of_file.sections}
    made = rt.make_report(source)
    assert {section.key: section.headline for section in made.sections} == told
    facts = dict(made.facts)
    assert (facts["Connection"], facts["Table"], facts["Snapshot"]) == ("DuckDB", "main.orders", source.fingerprint)


def test_strategies_say_what_those_of_the_file_say_or_that_it_takes_single_rows(source, frame):
    of_file = {one.key: one for one in rt.strategies.opportunities(rt.events_from_frame(frame, MAPPING))}
    found = {one.key: one for one in rt.strategies.opportunities(source)}
    refused = {key for key, one in found.items() if "goes over single rows" in one.sign}
    told = {key: (one.applies, one.sign, one.customers) for key, one in found.items() if key not in refused}
    assert told == {key: (one.applies, one.sign, one.customers) for key, one in of_file.items() if key in told}
    assert {found[key].applies for key in refused} == {"cannot tell"}
    assert len(told) > len(refused) > 0


def test_what_became_of_the_rows_is_counted(source, frame):
    nobody = int(frame["who"].isna().sum())
    report = source.report
    found = (report.source, report.rows_read, report.rows_kept, dict(report.dropped))
    assert found == ("main.orders (DuckDB)", len(frame), len(frame) - nobody, {"no customer": nobody})
    assert (source.amount, source.has_refunds) == ("paid", True)
    assert {name: one.labels for name, one in source.segments.items()} == {"plan": ("basic", "pro")}


def test_a_bundle_of_a_table_is_counted_again_and_one_of_a_query_is_refused(source, table):
    packed = rt.export.bundle(source, {"cohorts": rt.Recipe("cohort_matrix")})
    assert rt.verify_bundle(rt.open_bundle(packed), rt.SqlEvents(table, MAPPING)).agrees
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert 'table = connection.table("orders", database="main")' in archive.read("reproduce.py").decode()
    query = rt.SqlEvents(table.filter(table["paid"] > 0), MAPPING)
    assert query.report.source == "a query (DuckDB)"
    with pytest.raises(rt.ExportError, match="has no name") as refused:
        rt.export.bundle(query, {"cohorts": rt.Recipe("cohort_matrix")})
    assert "Make a view" in refused.value.todo
