"""What is taken away from a connected table: reports, bundles, and words that never call it a file."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile

import pytest

import retention as rt
from pages.shared import bundle_make, connected, connections, receipt
from pages.shared.connected import Connected
from retention.errors import NotCountedError
from retention.reporting import html_bytes

MAPPING = rt.ColumnMapping("customer_id", "ordered_at", amount="amount", segments=("plan",))
RECIPES = {
    name: rt.Recipe(metric)
    for name, (metric, _, _) in bundle_make.TABLES.items()
    if name not in bundle_make.OF_CONTRACTS
}
PAGES = (
    *(f"explore/{name}" for name in ("overview", "cohorts", "curves", "churn", "lifecycle", "activity")),
    *("value/revenue", "value/customer_value", "act/customers", "share/report", "share/proof"),
)
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A DuckDB file with orders of many cohorts, some without a customer, and the same as Parquet."""
    import duckdb

    folder = tmp_path_factory.mktemp("hidden-folder")
    with duckdb.connect(str(folder / "shop.duckdb")) as made:
        made.execute(
            "CREATE TABLE orders AS "
            "SELECT CASE WHEN i % 100 > 0 THEN 'c' || (i // 12 + i * 31 % 40) END AS customer_id, "
            "TIMESTAMP '2024-01-01' + to_minutes((i * 97)::BIGINT) AS ordered_at, "
            "(i % 50) + 0.5 AS amount, ['basic', 'pro'][1 + (i % 2)::INT] AS plan FROM range(4000) t(i)"
        )
        made.execute(f"COPY orders TO '{folder}/orders.parquet'")
        made.execute(f"COPY orders TO '{folder}/orders.csv'")
    return folder


@pytest.fixture
def here(monkeypatch):
    """The program runs for one person, on their own computer."""
    monkeypatch.setenv("RETENTION_LOCAL", "1")


def table_of(shop, path="shop.duckdb"):
    opened = connections.open_path(str(shop / path))
    name = opened.tables[0]
    return Connected(opened.table(name), MAPPING, place=opened.place(name), watch=opened.watch).measure()


@pytest.fixture
def orders(here, shop):
    return table_of(shop)


# ---------------------------------------------------------------------------------------------------------- reports
@pytest.mark.long
def test_a_report_of_a_table_says_what_that_of_the_file_says(orders, shop):
    file = rt.read_events((shop / "orders.csv").read_bytes(), MAPPING)
    settings = rt.CohortSettings(period="month")
    of_table, of_file = (rt.make_report(source, settings=settings) for source in (orders, file))
    told = {section.key: section.headline for section in of_file.sections}
    assert {section.key: section.headline for section in of_table.sections} == told
    assert dict(of_table.left_out).keys() == dict(of_file.left_out).keys()


def test_a_report_of_a_table_names_its_connection_and_no_address(orders, shop):
    facts = dict(rt.make_report(orders, sections=["data", "cohorts"]).facts)
    assert (facts["Connection"], facts["Table"]) == ("shop.duckdb (DuckDB)", "main.orders")
    assert facts["Asked"].endswith(f"{orders.looked_at:%H:%M}")
    assert facts["Snapshot"] == orders.fingerprint
    assert facts["Rows"].startswith("4,000 rows read, 3,960 used")
    page = html_bytes(rt.make_report(orders, sections=["data", "cohorts", "lifecycle"])).decode()
    assert shop.name not in page
    assert "Rows in the table" in page
    assert not re.search(r"(in|of) the file\b", page.partition("<body")[2])


def test_a_section_that_needs_a_column_is_left_out_with_its_reason(shop, here):
    opened = connections.open_path(str(shop / "shop.duckdb"))
    bare = rt.ColumnMapping("customer_id", "ordered_at")
    plain = Connected(opened.table("main.orders"), bare, place=opened.place("main.orders"), watch=opened.watch)
    found = rt.make_report(plain, sections=["revenue"])["revenue"]
    assert found.headline == "This section cannot be filled. No column of the table is named as the amount."


def test_a_table_of_very_many_customers_lists_none_of_them(orders, monkeypatch):
    monkeypatch.setattr(connected, "MOST_LISTED", 10)
    found = rt.make_report(orders, sections=["slipping"])["slipping"]
    assert "too long to be brought here" in found.headline


def test_a_count_that_is_stopped_makes_no_report(orders, monkeypatch):
    def stopped(*_, **__):
        raise NotCountedError("the count was stopped.")

    monkeypatch.setattr(Connected, "period_counts", stopped)
    with pytest.raises(NotCountedError):
        rt.make_report(orders, sections=["churn", "data"])
    with pytest.raises(NotCountedError):
        rt.find(orders)


def test_the_receipt_of_a_number_names_table_moment_and_snapshot(orders):
    said = receipt.asked_of(orders)
    for part in (r"main\.orders", r"shop\.duckdb", "4,000 rows", f"{orders.looked_at:%H:%M}", orders.fingerprint):
        assert part in said


# ---------------------------------------------------------------------------------------------------------- bundles
def test_a_bundle_of_a_table_is_counted_again_there_and_in_a_file_of_the_same_rows(orders, shop):
    packed = bundle_make.made(orders, RECIPES, rt.CohortSettings(), (), "look at May")
    bundle = rt.open_bundle(packed)
    assert set(bundle.tables) == set(RECIPES)
    assert (bundle.table.connection, bundle.table.table, bundle.reader) == ("shop.duckdb", "main.orders", "SqlEvents")
    again = rt.verify_bundle(bundle, table_of(shop))
    assert (again.same_file, again.agrees) == (True, True)
    of_file = rt.verify_bundle(bundle, rt.read_events((shop / "orders.csv").read_bytes(), MAPPING))
    assert (of_file.same_file, of_file.agrees) == (False, True)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            assert shop.name.encode() not in archive.read(name), name


@pytest.mark.parametrize("path", ["shop.duckdb", pytest.param("orders.parquet", marks=pytest.mark.long)])
def test_the_script_of_a_bundle_counts_the_same_where_the_rows_lie(here, shop, path, tmp_path):
    recipes = {"cohorts": rt.Recipe("cohort_matrix"), "revenue": rt.Recipe("revenue_retention")}
    packed = bundle_make.made(table_of(shop, path), recipes, None, (), "")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    run = [sys.executable, "-W", "ignore", str(tmp_path / "reproduce.py"), str(shop / path)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.startswith(("identical", "last digits")), done.stdout + done.stderr


def test_python_of_a_view_opens_a_table_whose_address_it_does_not_know(orders):
    code = rt.export.as_python(orders, rt.Recipe("cohort_matrix"))
    compile(code, "view", "exec")
    assert 'ibis.duckdb.connect("DATABASE", read_only=True)' in code
    assert 'table = connection.table("orders", database="main")' in code
    assert "rt.SqlEvents(\n    table,\n" in code


# ---------------------------------------------------------------------------------------------------------- the pages
def told(app):
    """Everything on the page but for what stays in English words of its own: labels and helps too."""
    kinds = ("button", "checkbox", "toggle", "selectbox", "text_input", "radio", "expander", "metric")
    labels = [f"{one.label} {getattr(one, 'help', '')}" for kind in kinds for one in app.at.get(kind)]
    charts = [str(one.proto) for one in app.at.get("plotly_chart")]
    return "\n".join([app.said, *labels, *charts])


def test_no_page_calls_a_table_a_file(app, orders):
    app.at.session_state["_events"] = orders
    for page in PAGES:
        app.go(f"pages/{page}.py")
        assert "another kind" not in app.said, page
        found = re.findall(r".{0,60}\b[Ff]iles?\b.{0,60}", told(app))
        assert found == [], (page, found)


def test_a_report_and_a_bundle_are_made_on_their_pages(app, orders, shop):
    app.at.session_state["_events"] = orders
    app.go("pages/share/report.py").press("make-report")
    assert "Of 3,960 rows" in app.said or "Of 4,000 rows read, 3,960 are used" in app.said
    app.go("pages/share/proof.py")
    assert not app.at.get("download_button")
    app.at.text_area(key="bundle_note").set_value("Ended by the press of the button.")
    app.press("count-bundle")
    assert [one.key for one in app.at.get("download_button")] == ["bundle"]
    app.choose("button_group", "proof_view", "Compare two files")
    assert "those of a table stay in the database" in app.said
    assert "Make a bundle now" in app.said
    assert shop.name not in app.said
