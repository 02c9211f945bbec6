"""A bundle: what is in it, that it names nobody, and that its script counts the same."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile

import pytest

import retention as rt
from retention import charts, export
from retention.export.script import reading_options

VISITS = """who,when,what,paid,=shop
anna-4711,05.01.2024,buy,"5,50",x
bert-4712,09.01.2024,buy,"6,25",y
carl-4713,31.01.2024,look,,
anna-4711,03.02.2024,buy,"7,00",x
anna-4711,03.02.2024,buy,"7,00",x
,03.02.2024,buy,"7,00",x
bert-4712,31.03.2024,buy,"8,10",y
"""
IDS = ("anna-4711", "bert-4712", "carl-4713")
CONTRACTS = "who,from,to,mrr\nanna-4711,2024-01-05,,10\nbert-4712,2024-01-20,2024-02-10,20\ncarl-4713,2024-03-02,,30\n"
RECIPES = {
    "cohorts": rt.Recipe("cohort_matrix", rt.CohortSettings(segment="=shop")),
    "weeks": rt.Recipe("cohort_matrix", rt.CohortSettings(period="week", where=(("=shop", "in", ("x", "y")),))),
    "retention and churn": rt.Recipe("period_retention", arguments={"level": 0.9}),
    "용돈 (revenue)": rt.Recipe("revenue_retention"),
}
CONTRACT_RECIPES = {
    "cohorts": rt.Recipe("cohort_matrix"),
    "money": rt.Recipe("revenue_retention"),
    "stay": rt.Recipe("survival"),
}


@pytest.fixture
def visits(tmp_path):
    path = tmp_path / "my shop.csv"
    path.write_text(VISITS, encoding="utf-8")
    mapping = rt.ColumnMapping("who", "when", "what", "paid", ("=shop",))
    return rt.read_events(path, mapping, timezone="Europe/Berlin", duplicates="drop", observed_until="2024-04-01")


@pytest.fixture
def contracts(tmp_path):
    path = tmp_path / "contracts.csv"
    path.write_text(CONTRACTS, encoding="utf-8")
    return rt.read_subscriptions(path, rt.SubscriptionMapping("who", "from", "to", "mrr"), end_day="included")


@pytest.fixture
def packed(visits):
    matrix = rt.cohort_matrix(visits)
    return export.bundle(
        visits,
        {**RECIPES, "done": (rt.Recipe("cohort_matrix"), matrix)},
        figures={"heatmap": charts.cohort_heatmap(matrix)},
        annotations=[rt.Annotation("2024-02-01", "New price", "change")],
        note="For the board.",
    )


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_tables_figures_list_script_and_words(packed):
    found = members(packed)
    assert list(found) == sorted(
        [
            *("README.txt", "manifest.json", "reproduce.py"),
            *("figures/heatmap.html", "figures/heatmap.json", "figures/plotly.min.js"),
            *(f"tables/{name}.csv" for name in (*RECIPES, "done")),
        ]
    )
    listed = json.loads(found["manifest.json"])
    assert listed["file"]["name"] == "my shop.csv"
    assert (listed["file"]["rows_read"], listed["file"]["rows_used"]) == (7, 5)
    assert listed["file"]["rows_dropped"] == {"no customer": 1, "exact copy of an earlier row": 1}
    assert listed["mapping"]["segments"] == ["=shop"]
    assert listed["tables"]["weeks"]["settings"]["settings"]["period"] == "week"
    assert set(listed["members"]) == set(found) - {"manifest.json"}
    assert "For the board." in found["README.txt"].decode()
    assert "5 of 7 rows were used, of 3 customers, complete through 2024-04-01 00:00" in found["README.txt"].decode()


def test_the_same_input_gives_the_same_bytes(visits, packed):
    assert export.bundle(visits, RECIPES) == export.bundle(visits, RECIPES)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_customer_and_no_folder_is_named(packed, tmp_path):
    for name, data in members(packed).items():
        text = data.decode("utf-8-sig")
        assert [one for one in IDS if one in text] == [], name
        assert tmp_path.name not in text, name


def test_a_table_of_customers_is_refused(visits):
    frame = rt.slipping(visits).frame
    with pytest.raises(rt.ExportError, match="names no customer"):
        export.bundle(visits, {"list": (rt.Recipe("cohort_matrix"), frame)})
    with pytest.raises(rt.ExportError, match="names no customer"):
        export.bundle(visits, {"list": (rt.Recipe("cohort_matrix"), frame.rename(columns={"customer": "who"}))})


@pytest.mark.parametrize(
    "name", ["", "../up", "a/b", "a\\b", "c:", "con", "dot.", " x", "x" * 81, "a\nb", ".hidden", 7]
)
def test_names_that_cannot_be_files_are_refused(visits, name):
    with pytest.raises(rt.ExportError, match="cannot be the name of a table"):
        export.bundle(visits, {name: RECIPES["weeks"]})
    with pytest.raises(rt.ExportError, match="cannot be the name of a figure"):
        export.bundle(visits, {}, figures={name: None})


def test_what_cannot_be_packed_is_refused(visits, tmp_path):
    with pytest.raises(rt.ExportError, match="Two tables are named 'Weeks'"):
        export.bundle(visits, {"weeks": RECIPES["weeks"], "Weeks": RECIPES["weeks"]})
    with pytest.raises(rt.ExportError, match="cannot be read again"):
        export.bundle(rt.read_answers(b"score\n9\n"), {})
    with pytest.raises(rt.ExportError, match="The note has"):
        export.bundle(visits, {}, note="x" * 10_001)
    with pytest.raises(rt.ExportError, match="cannot be written"):
        export.bundle(visits, {}, path=tmp_path / "no" / "folder.zip")


def test_it_is_written_to_a_path(visits, tmp_path):
    data = export.bundle(visits, RECIPES, path=tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == data


def test_figures_share_one_plotly_and_ask_no_network(packed):
    found = members(packed)
    page = found["figures/heatmap.html"].decode()
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"([^\"]+)\"", page) == ["plotly.min.js"]
    assert "script-src 'self' file: 'unsafe-inline'" in page
    assert len(page) < 200_000
    assert json.loads(found["figures/heatmap.json"])["data"]


# ------------------------------------------------------------------------------------------- the script
def unpacked(data, folder):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder / "reproduce.py"


def run(script, *files, root, cwd):
    found = subprocess.run(
        [sys.executable, "-X", "utf8", script, *files],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={"PYTHONPATH": str(root), "PATH": ""},
    )
    return found.returncode, found.stdout, found.stderr


def test_the_script_counts_the_same(packed, root, tmp_path):
    script = unpacked(packed, tmp_path / "out")
    assert run(script, root=root, cwd=tmp_path) == (0, "identical\n", "")
    assert run(script, tmp_path / "my shop.csv", root=root, cwd=tmp_path / "out") == (0, "identical\n", "")


def test_the_script_names_what_differs(packed, root, tmp_path):
    script = unpacked(packed, tmp_path / "out")
    other = tmp_path / "other.csv"
    other.write_text(
        VISITS.replace(
            '03.02.2024,buy,"7,00",x\nanna-4711,03.02.2024', '04.02.2024,look,"7,00",x\nanna-4711,03.02.2024'
        )
    )
    code, said, errors = run(script, other, root=root, cwd=tmp_path)
    assert (code, errors) == (1, "")
    assert said.startswith("This is another file, or it was read otherwise.\n")
    assert "revenue): period 2024-02-01, " in said


def test_the_script_tells_last_digits_apart(packed, root, tmp_path):
    script = unpacked(packed, tmp_path / "out")
    table = tmp_path / "out" / "tables" / "용돈 (revenue).csv"
    assert b",11.75," in table.read_bytes()
    table.write_bytes(table.read_bytes().replace(b",11.75,", b",11.750000000000002,"))
    code, said, _ = run(script, root=root, cwd=tmp_path)
    assert (code, said.splitlines()[-1]) == (0, "identical otherwise")
    assert said.startswith("last digits differ in ")


def test_the_script_counts_contracts_the_same(contracts, root, tmp_path):
    script = unpacked(export.bundle(contracts, CONTRACT_RECIPES), tmp_path / "out")
    assert run(script, root=root, cwd=tmp_path) == (0, "identical\n", "")


def test_a_name_cannot_break_out_of_the_script(visits, tmp_path):
    evil = 'x"]\nimport os  # \'"""'
    events = rt.read_events(VISITS.encode(), visits.mapping, name=evil, date_order="dmy")
    script = members(export.bundle(events, {}))["reproduce.py"].decode()
    compile(script, "reproduce.py", "exec")
    assert "\nimport os" not in script


def test_only_what_the_file_leaves_open_is_told_again(visits, contracts):
    assert reading_options(visits) == {
        "timezone": "Europe/Berlin",
        "observed_until": "2024-04-01T00:00:00",
        "duplicates": "drop",
        **{name: value for name, value in reading_options(visits).items() if name in ("decimal", "date_order")},
    }
    assert reading_options(contracts)["end_day"] == "included"
