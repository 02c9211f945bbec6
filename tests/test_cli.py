"""The command line: what is given wrongly ends in one sentence, and what is given rightly reaches the app."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import retention
from retention import cli


@pytest.fixture
def served(monkeypatch):
    """Stands in for the launcher, and keeps what it was asked to serve."""
    calls = []
    fake = SimpleNamespace(serve=lambda app, **options: calls.append((app, options)))
    monkeypatch.setattr(cli, "_launcher", lambda folder: fake)
    monkeypatch.setenv(cli.FILE_VARIABLE, "")
    return calls


def test_opens_the_app_of_this_checkout(served, root):
    assert cli.main([]) == 0
    assert served == [
        (
            root / "app.py",
            {"host": "127.0.0.1", "port": None, "max_upload_mb": 1024, "open_browser": None},
        )
    ]


def test_options_are_handed_on(served):
    assert cli.main(["--host", "0.0.0.0", "--port", "8600", "--max-upload-mb", "50", "--no-open"]) == 0
    assert served[0][1] == {"host": "0.0.0.0", "port": 8600, "max_upload_mb": 50, "open_browser": False}


def test_a_file_reaches_the_app_by_its_absolute_path(served, tmp_path, monkeypatch):
    (tmp_path / "my orders.csv").write_text("customer,time\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["my orders.csv"]) == 0
    assert Path(os.environ[cli.FILE_VARIABLE]) == tmp_path / "my orders.csv"


def test_a_missing_file_is_one_sentence(served, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["orders.csv"]) == 2
    assert served == []
    assert capsys.readouterr().err == (
        f"retention-dashboard: orders.csv: There is no such file. Check the name; the search began in {tmp_path}.\n"
    )


def test_a_folder_is_not_a_file(served, tmp_path, capsys):
    assert cli.main([str(tmp_path)]) == 2
    assert "This is a folder. Name one file in it." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "http"], "'http' is not a port: a whole number from 0 to 65535."),
        (["--port", "70000"], "'70000' is not a port: a whole number from 0 to 65535."),
        (["--max-upload-mb", "0"], "'0' is not a size: a whole number of megabytes above 0."),
    ],
)
def test_numbers_that_are_none(served, capsys, arguments, sentence):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


def test_the_pages_are_found_inside_an_installed_package(tmp_path, monkeypatch):
    app = tmp_path / "retention" / "_app" / "app.py"
    app.parent.mkdir(parents=True)
    app.touch()
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "retention" / "cli.py"))
    assert cli.app_folder() == app.parent


def test_a_package_without_its_pages_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "retention" / "cli.py"))
    assert cli.main([]) == 2
    assert "The dashboard's pages are missing. Install retention-dashboard again." in capsys.readouterr().err


def test_runs_as_a_module_too(root):
    done = subprocess.run(
        [sys.executable, "-m", "retention.cli", "--version"], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"retention-dashboard {retention.__version__}\n", "")
