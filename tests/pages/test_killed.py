"""Killed in the middle of writing: the old file stays whole, nothing half takes its place, leftovers go away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pages.shared import view_store
from pages.shared.view_store import Stored, View
from retention.writing import STALE, UNFINISHED, remove_folders, write_whole

# The process halts where its bytes are written and not yet in place, says so, and waits for its end.
HALT = """
import os, sys
def halt(number):
    os.write(1, b"halted")
    sys.stdin.read()
os.fsync = halt
"""
SAVE = """
from pathlib import Path
from pages.shared import view_store
path = Path(sys.argv[1])
view_store.save(path, view_store.load(path).with_recent("/new.csv"))
"""
REPORT = """
from retention import cli
cli.main(["report", sys.argv[1], "-o", sys.argv[2], "--sections", "data", "--quiet"])
"""


def killed_while(code, *arguments, root):
    """Run code until it has written and not yet put in place, then kill it."""
    command = [sys.executable, "-c", HALT + code, *map(str, arguments)]
    child = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout.read(6) == b"halted"
        child.kill()
    assert child.returncode != 0


def left_over(folder):
    return [path for path in folder.iterdir() if path.name.endswith(UNFINISHED)]


def make_old(*paths):
    for path in paths:
        os.utime(path, (path.stat().st_mtime - 2 * STALE,) * 2)


@pytest.fixture
def views(tmp_path):
    view = View("Monday", "f", "o.csv", "pages/explore/cohorts.py", {"period": "week"})
    view_store.save(tmp_path / "views.json", Stored().with_view(view))
    return tmp_path / "views.json"


def test_killed_while_a_view_is_saved(views, root):
    before = views.read_bytes()
    killed_while(SAVE, views, root=root)
    assert views.read_bytes() == before
    assert [view.name for view in view_store.load(views).views] == ["Monday"]
    make_old(*left_over(views.parent))
    view_store.save(views, view_store.load(views).with_recent("/new.csv"))
    assert [path.name for path in views.parent.iterdir()] == ["views.json"]
    assert view_store.load(views).recent == ("/new.csv",)


@pytest.mark.long
@pytest.mark.parametrize("before", [None, b"<html>the old report</html>"], ids=["new", "replaced"])
def test_killed_while_a_report_is_written(before, tmp_path, root):
    report = tmp_path / "report.html"
    (tmp_path / "orders.csv").write_text("customer,date\na,2024-01-05\nb,2024-02-07\na,2024-03-01\n")
    if before is not None:
        report.write_bytes(before)
    killed_while(REPORT, tmp_path / "orders.csv", report, root=root)
    assert (report.read_bytes() if report.exists() else None) == before
    assert len(left_over(tmp_path)) == 1


def test_what_is_being_written_now_is_left_alone(tmp_path):
    (tmp_path / f".a.html.0123{UNFINISHED}").touch()
    write_whole(tmp_path / "a.html", b"a")
    assert len(left_over(tmp_path)) == 1
    make_old(*left_over(tmp_path))
    write_whole(tmp_path / "b.html", b"b")  # another file's
    assert len(left_over(tmp_path)) == 1
    write_whole(tmp_path / "a.html", b"a")
    assert left_over(tmp_path) == []


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(b"old")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a.html", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.skipif(os.name == "nt", reason="links and modes are of other systems")
def test_links_and_modes_stay(tmp_path):
    (tmp_path / "real").mkdir()
    aim = tmp_path / "real" / "a.html"
    aim.write_bytes(b"old")
    aim.chmod(0o640)
    (tmp_path / "a.html").symlink_to(aim)
    write_whole(tmp_path / "a.html", b"new")
    assert (tmp_path / "a.html").is_symlink()
    assert (aim.read_bytes(), aim.stat().st_mode & 0o777) == (b"new", 0o640)
    write_whole(tmp_path / "private.json", b"{}", mode=0o600)
    assert (tmp_path / "private.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device here")
def test_a_device_is_written_to_and_not_replaced():
    write_whole("/dev/null", b"gone")
    assert not Path("/dev/null").is_file()


def test_folders_of_killed_readers_go_at_the_next_start(tmp_path):
    for name in ("retention-workbook-old", "retention-report-old", "retention-workbook-now", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.xlsx").touch()
    make_old(tmp_path / "retention-workbook-old", tmp_path / "retention-report-old", tmp_path / "other")
    remove_folders(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "retention-workbook-now"]
