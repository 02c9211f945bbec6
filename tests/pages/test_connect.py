"""Connect: only what may be opened, only for reading, stopped when told, and nothing of an address anywhere."""

from __future__ import annotations

import logging
import threading
import time

import pandas as pd
import pytest

import retention as rt
from pages.shared import connections, cost, read_only
from pages.shared.connected import Connected, Wanted, wanted
from retention.errors import NotCountedError
from retention.languages import say

CONNECT = "pages/data/connect.py"
SECRET = "hunter2-of-the-shop"
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A DuckDB file with orders, and the same as Parquet and CSV."""
    import duckdb

    folder = tmp_path_factory.mktemp("shop")
    with duckdb.connect(str(folder / "shop.duckdb")) as made:
        made.execute(
            "CREATE TABLE orders AS SELECT 'c' || (i * 7919 % 400) AS customer_id, "
            "TIMESTAMP '2024-01-01' + to_minutes((i * 97)::BIGINT) AS ordered_at, "
            "(i % 50) + 0.5 AS amount, ['basic', 'pro'][1 + (i % 2)::INT] AS plan FROM range(4000) t(i)"
        )
        made.execute("CREATE TABLE notes AS SELECT 1 AS a")
        for kind in ("parquet", "csv"):
            (folder / kind / "2024").mkdir(parents=True)
            made.execute(f"COPY (FROM orders LIMIT 2000) TO '{folder}/{kind}/a.{kind}'")
            made.execute(f"COPY (FROM orders OFFSET 2000) TO '{folder}/{kind}/2024/b.{kind}'")
    return folder


@pytest.fixture
def here(monkeypatch):
    """The program runs for one person, on their own computer."""
    monkeypatch.setenv("RETENTION_LOCAL", "1")


@pytest.fixture
def on_a_server(monkeypatch):
    monkeypatch.setenv("RETENTION_LOCAL", "0")
    monkeypatch.delenv("RETENTION_DATA_FOLDERS", raising=False)


def table(opened, name, **more):
    mapping = rt.ColumnMapping("customer_id", "ordered_at", amount="amount", segments=("plan",))
    return Connected(opened.table(name), mapping, place=opened.place(name), watch=opened.watch, **more)


# ------------------------------------------------------------------------------------------------- what may be opened
@pytest.mark.parametrize("path", ["parquet", "parquet/a.parquet", pytest.param("csv", marks=pytest.mark.long)])
def test_files_are_counted_where_they_lie(here, shop, path):
    opened = connections.open_path(str(shop / path))
    name = next(one for one in opened.tables if "notes" not in one)
    found = table(opened, name)
    assert len(found) == (2000 if path.endswith("a.parquet") else 4000)
    rows = cost.of(opened, name, ("customer_id", "ordered_at")).rows
    assert rows == pytest.approx(len(found), rel=0.2)
    assert str(shop) not in found.title + repr(opened) + repr(found.report)


def test_the_file_gives_the_numbers_of_memory(here, shop):
    found = table(connections.open_path(str(shop / "shop.duckdb")), "main.orders")
    frame = pd.read_csv(shop / "csv" / "a.csv")
    rest = pd.read_csv(shop / "csv" / "2024" / "b.csv")
    text = pd.concat([frame, rest]).to_csv(index=False).encode()
    memory = rt.read_events(text, found.mapping)
    for metric in (rt.period_retention, rt.lifecycle):
        pd.testing.assert_frame_equal(metric(found), metric(memory))
    assert (rt.cohort_matrix(found).active == rt.cohort_matrix(memory).active).all()
    assert found.values_of("plan") == ["basic", "pro"]
    assert not found.has_refunds


def test_a_server_opens_no_path_unless_its_owner_named_the_folder(on_a_server, shop, monkeypatch, tmp_path):
    assert not connections.may_type_paths()
    with pytest.raises(rt.ReadError):
        connections.open_path(str(shop / "shop.duckdb"))
    inner = shop / "parquet"
    monkeypatch.setenv("RETENTION_DATA_FOLDERS", str(inner))
    assert connections.may_type_paths()
    assert len(connections.open_path("a.parquet").files) == 1
    (tmp_path / "way-out").symlink_to(shop)
    monkeypatch.setenv("RETENTION_DATA_FOLDERS", str(tmp_path))
    outside = (str(shop), "../shop.duckdb", f"{tmp_path}/way-out/shop.duckdb", "way-out/shop.duckdb", "\0", "~")
    for text in outside:
        with pytest.raises(rt.ReadError, match="no file or folder"):
            connections.open_path(text)


def test_two_visitors_open_the_same_file(here, shop):
    one, other = (table(connections.open_path(str(shop / "shop.duckdb")), "main.orders") for _ in range(2))
    assert len(one) == len(other) == 4000
    assert one.watch.backend is not other.watch.backend


def test_a_link_inside_a_folder_takes_no_file_from_outside(here, shop, tmp_path):
    (tmp_path / "all.parquet").symlink_to(shop / "parquet" / "a.parquet")
    with pytest.raises(rt.ReadError, match="nothing in it"):
        connections.open_path(str(tmp_path))


@pytest.mark.parametrize("path", ["shop.duckdb", "parquet"])
def test_nothing_is_written_and_nothing_else_is_read(here, shop, path, tmp_path):
    import duckdb

    backend = connections.open_path(str(shop / path)).backend
    tries = [
        f"SELECT * FROM '{shop}/csv/a.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.duckdb'",
        "INSTALL httpfs",
        "SET memory_limit = '90GB'",
        "SET enable_external_access = true",
    ]
    for sql in tries:
        with pytest.raises(duckdb.Error):
            backend.con.execute(sql)
    if path == "shop.duckdb":
        with pytest.raises(duckdb.Error):
            backend.con.execute("DELETE FROM orders")
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------------------------------------------------- secrets
@pytest.fixture
def secrets(monkeypatch):
    """Connections in Streamlit's secrets."""
    told = {}
    monkeypatch.setattr(connections.st, "secrets", {"retention": {"connections": told}})
    return told


def test_an_address_is_in_no_error(secrets, tmp_path, caplog, capfd):
    dead = f"postgres://reader:{SECRET}@/shop?host={tmp_path}/no-socket"
    secrets["shop"] = {"url": dead, "description": "orders"}
    secrets["odd"] = {"url": f"nowhere://reader:{SECRET}@host/shop"}
    caplog.set_level(logging.DEBUG)
    for name in secrets:
        assert SECRET not in repr(connections.named()[name])
        with pytest.raises(rt.RetentionError) as failed:
            connections.open_named(name)
        told = f"{failed.value} {failed.value!r} {failed.value.todo} {failed.value.__cause__}"
        for part in (SECRET, str(tmp_path), "reader"):
            assert part not in told + caplog.text + "".join(capfd.readouterr())


def test_what_is_not_installed_is_told_with_the_line_that_installs_it(secrets):
    secrets["odd"] = {"url": "nowhere://host/shop"}
    with pytest.raises(read_only.MissingError, match="not installed") as missing:
        connections.open_named("odd")
    assert "pip install" in missing.value.todo


def test_secrets_of_another_shape_are_no_connections(monkeypatch):
    for told in ({}, {"retention": "no"}, {"retention": {"connections": {"shop": {"host": "no url"}}}}):
        monkeypatch.setattr(connections.st, "secrets", told)
        assert connections.named() == {}


# ------------------------------------------------------------------------------------------------- stopped, and in time
def endless(opened):
    """A question that takes for ever: every order against every other, and those against every other."""
    orders = opened.table("main.orders")
    one, two, three = (orders.select(**{name: orders["amount"]}) for name in "abc")
    every = one.cross_join(two).cross_join(three)
    return every.aggregate(n=(every["a"] * every["b"] % (every["c"] + 1)).sum())


@pytest.fixture
def open_shop(here, shop):
    return connections.open_path(str(shop / "shop.duckdb"))


def test_a_count_that_is_stopped_leaves_the_engine(open_shop):
    found, count, ended = table(open_shop, "main.orders"), Wanted(), []
    asked = endless(open_shop)

    def ask():
        wanted.set(count)
        try:
            found._ask(asked)
        except NotCountedError as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not open_shop.watch._asking and thread.is_alive():
        time.sleep(0)
    while thread.is_alive():
        open_shop.watch.stop(count)
        thread.join(0.05)
    assert "stopped" in ended[0].what
    assert len(found) == 4000  # the connection goes on


def test_a_count_that_takes_too_long_is_given_up(open_shop):
    found = table(open_shop, "main.orders")
    open_shop.watch.seconds = 0.2
    with pytest.raises(NotCountedError, match=r"longer than 0\.2 seconds"):
        found._ask(endless(open_shop))
    open_shop.watch.seconds = 60
    assert found.measure().n_customers == 400


def test_what_a_driver_says_of_a_failed_question_stays_there(open_shop):
    class Failing:
        def schema(self):
            return {}

        def to_pyarrow(self):
            raise RuntimeError(f"could not reach reader:{SECRET}@host")

    with pytest.raises(NotCountedError) as failed:
        table(open_shop, "main.orders")._ask(Failing())
    assert "RuntimeError" in failed.value.what
    assert SECRET not in str(failed.value)
    assert failed.value.__cause__ is None


def test_another_end_asks_nothing_again(open_shop, monkeypatch):
    found = table(open_shop, "main.orders").measure()
    monkeypatch.setattr(Connected, "_ask", None)
    moved = found.observed_to("2024-06-01")
    assert len(moved) == 4000
    assert moved.report.rows_read == 4000
    assert moved.kept_as != found.kept_as
    assert moved.rows_a_day().sum() == 4000
    assert found.again().edition == 1


# ---------------------------------------------------------------------------------------------------------- the page
def connected(app, shop):
    app.go(CONNECT)
    app.at.text_input(key="connect-path-text").set_value(str(shop / "shop.duckdb"))
    next(button for button in app.at.button if button.label == say("Open")).click()
    return app.run().choose("selectbox", "connect-table", "main.orders")


def test_from_a_path_to_the_pages(app, here, shop):
    connected(app, shop)
    assert app.role("customer").value == "customer_id"
    assert app.role("time").value == "ordered_at"
    assert "About 4,000 rows" in app.said
    app.press("count-table")
    assert "4,000 rows, 400 customers" in app.said
    assert "main.orders in shop.duckdb (DuckDB)" in app.said
    for page in ("cohorts", "curves", "churn", "lifecycle", "activity", "overview"):
        app.go(f"pages/explore/{page}.py")
        assert "report:" not in app.said
        assert "another kind" not in app.said
    app.go("pages/value/economics.py")
    assert "another kind of file" in app.said
    app.go(CONNECT).press("look-again")
    assert str(shop) not in app.said


def test_much_is_asked_about_first(app, here, shop, monkeypatch):
    monkeypatch.setattr(cost.Cost, "is_above", lambda *_: True)
    connected(app, shop)
    assert app.at.button(key="count-table").disabled
    app.at.checkbox(key="connect-sure").check()
    assert not app.run().at.button(key="count-table").disabled


def test_others_may_type_no_path(app, on_a_server):
    app.go(CONNECT)
    assert not [one for one in app.at.text_input if one.key == "connect-path-text"]
    assert "no path may be typed here" in app.said


def test_a_stopped_count_ends_the_page_with_a_sentence(app, here, shop):
    connected(app, shop).press("count-table")
    app.at.session_state["_events"].watch.refused = True
    app.go("pages/explore/cohorts.py")
    assert "The count was stopped" in app.said
    again = next(button for button in app.at.button if button.label == say("Count again"))
    again.click()
    assert "The count was stopped" not in app.run().said
