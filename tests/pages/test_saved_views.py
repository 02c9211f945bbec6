"""Saved views: kept by file, opened again, and never at the cost of a file that somebody else wrote."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

import retention as rt
from pages.shared import view_store, words
from pages.shared.view_store import Stored, View

COHORTS = "pages/explore/cohorts.py"


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """A program that runs for one person, with a folder of its own."""
    monkeypatch.setenv("RETENTION_LOCAL", "1")
    monkeypatch.setenv("RETENTION_DATA", str(tmp_path))
    return tmp_path


def a_view(**other):
    settings = {"period": "week", "ages": 5, "cohorts": ("a", "b"), "origin": date(2024, 1, 1), "refunds": True}
    return View(
        **{"name": "Monday", "fingerprint": "f", "file": "o.csv", "page": COHORTS, "settings": settings, **other}
    )


def test_what_is_saved_comes_back_as_it_was(tmp_path):
    stored = Stored().with_view(a_view()).with_recent("/data/o.csv")
    view_store.save(tmp_path / "deep" / "views.json", stored)
    assert view_store.load(tmp_path / "deep" / "views.json") == stored
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["views.json"]


def test_a_path_that_is_no_utf8_is_kept(tmp_path):
    stored = Stored().with_recent(os.fsdecode(b"/data/caf\xe9"))
    view_store.save(tmp_path / "views.json", stored)
    assert view_store.load(tmp_path / "views.json") == stored
    assert words.plain(stored.recent[0]) == "/data/caf?"


def test_a_name_is_used_once_for_a_file(tmp_path):
    stored = Stored().with_view(a_view()).with_view(a_view(page="x")).with_view(a_view(fingerprint="g"))
    assert [(view.fingerprint, view.page) for view in stored.views] == [("f", "x"), ("g", COHORTS)]
    assert len(stored.of("f")) == 1


def test_recent_files_are_few_and_the_latest_first():
    stored = Stored()
    for i in range(12):
        stored = stored.with_recent(f"/{i}")
    stored = stored.with_recent("/7")
    assert stored.recent == ("/7", "/11", "/10", "/9", "/8", "/6", "/5", "/4")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no json", "cannot be read"),
        (b"[1, 2]", "no file of saved views"),
        (json.dumps({"format": "retention views", "version": 2, "views": [], "recent": []}).encode(), "newer version"),
        (
            json.dumps({"format": "retention views", "version": 1, "views": [{"name": "x"}], "recent": []}).encode(),
            "damaged",
        ),
        (b" " * 2_000_001, "too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_left_as_it_is(folder, app, content, said):
    path = folder / "views.json"
    path.write_bytes(content)
    with pytest.raises(rt.ReadError, match=said):
        view_store.load(path)
    app.run()
    assert said in "".join(box.value for box in app.at.error) + app.said
    app.sample("shop").go(COHORTS)
    app.at.text_input(key="view-name").set_value("mine")
    app.press("save-view")
    assert path.read_bytes() == content
    assert said in "".join(box.value for box in app.at.warning)


def test_an_interrupted_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "views.json"
    view_store.save(path, Stored(recent=("/a",)))
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(rt.ReadError, match="cannot be saved"):
        view_store.save(path, Stored(recent=("/b",)))
    assert view_store.load(path).recent == ("/a",)
    assert [one.name for one in tmp_path.iterdir()] == ["views.json"]


def test_a_saved_view_opens_again(folder, app, small):
    app.read("orders.csv", small).go(COHORTS).choose("radio", "period", "week")
    app.at.text_input(key="view-name").set_value("By week")
    app.press("save-view")
    saved = view_store.load(folder / "views.json").views
    assert [(view.name, view.file, view.page, view.settings["period"]) for view in saved] == [
        ("By week", "orders.csv", COHORTS, "week")
    ]
    assert saved[0].query["lang"] == "en"
    assert "ann" not in (folder / "views.json").read_text()

    app.choose("radio", "period", "month").go(app.upload)
    assert "Your saved views of this file" in app.said
    app.press("view-0")
    assert app.at.radio(key="period").value == "week"
    app.go(app.upload).press("drop-view-0")
    assert view_store.load(folder / "views.json").views == ()


def test_views_of_another_file_are_not_shown(folder, app, small):
    view_store.save(folder / "views.json", Stored().with_view(a_view()))
    app.read("orders.csv", small).go(app.upload)
    assert "Your saved views" not in app.said


def test_nothing_is_kept_on_a_server_for_many(folder, monkeypatch, app, small):
    monkeypatch.setenv("RETENTION_LOCAL", "0")
    app.read("orders.csv", small).go(COHORTS)
    assert "view-name" not in {box.key for box in app.at.text_input}
    assert list(folder.iterdir()) == []


def test_a_file_of_the_command_line_is_offered_again(folder, monkeypatch, app, small):
    path = folder / "orders.csv"
    path.write_bytes(small)
    monkeypatch.setenv("RETENTION_FILE", str(path))
    app.run()
    monkeypatch.delenv("RETENTION_FILE")
    assert view_store.load(folder / "views.json").recent == (str(path),)
    from tests.pages.conftest import App

    other = App()
    assert "Opened lately" in other.said
    other.press("recent-0").press("read")
    assert "is read" in other.said
