"""What the guide to a server says holds: its settings, the container, the compose file, and the login."""

from __future__ import annotations

import os
import re

import pytest

from pages.shared import budget, launcher
from retention import cli

VARIABLE = re.compile(r"RETENTION_[A-Z_]+")


@pytest.fixture
def guide(root):
    return (root / "docs" / "server.md").read_text(encoding="utf-8")


def options():
    """Every option of the command."""
    return {name for action in cli._parser()._actions for name in action.option_strings if name.startswith("--")}


def without(text, mark="#"):
    """A file without its comments."""
    return "\n".join(re.sub(rf"(^|\s){mark}.*", "", line) for line in text.splitlines())


@pytest.fixture
def clean(monkeypatch):
    """No setting in the environment, and none left behind."""
    for name in (cli.HOST, cli.PORT, cli.UPLOAD, cli.MEMORY, cli.SESSION, cli.IDLE, cli.LOGIN, cli.LOG, cli.DEBUG):
        monkeypatch.setenv(name, "")
    return monkeypatch


def table(guide):
    """Option and variable of each row."""
    return dict(re.findall(r"^\| `(--[a-z-]+)` \| `(RETENTION_[A-Z_]+)` \|", guide, re.MULTILINE))


def test_every_setting_is_told_and_every_one_that_is_told_exists(guide):
    told = table(guide)
    assert set(told) <= options()
    assert {"--host", "--port", "--max-upload-mb", "--memory-mb", "--session-mb", "--idle-minutes", "--login"} <= set(
        told
    )
    assert set(re.findall(r"`(--[a-z-]+)`", guide)) <= options()
    assert {budget.MEMORY, budget.SESSION, budget.IDLE, budget.UPLOAD} <= set(told.values())
    assert (budget.MEMORY, budget.SESSION, budget.IDLE, budget.UPLOAD) == (
        cli.MEMORY,
        cli.SESSION,
        cli.IDLE,
        cli.UPLOAD,
    )


GIVEN = {
    "--host": ("0.0.0.0", "host", "0.0.0.0"),
    "--port": ("8600", "port", 8600),
    "--max-upload-mb": ("50", "max_upload_mb", 50),
    "--memory-mb": ("700", "memory_mb", 700),
    "--session-mb": ("70", "session_mb", 70),
    "--idle-minutes": ("2.5", "idle_minutes", 2.5),
    "--login": ("1", "login", True),
    "--debug": ("1", "debug", True),
    "--log": ("off", "log", "off"),
}


@pytest.mark.parametrize("option", GIVEN)
def test_each_is_an_option_and_a_variable(option, guide, clean):
    text, name, value = GIVEN[option]
    given = [option] if option in ("--login", "--debug") else [option, text]
    assert getattr(cli._parser().parse_args(given), name) == value
    assert getattr(cli._parser().parse_args([]), name) != value
    clean.setenv(table(guide)[option], text)
    assert getattr(cli._parser().parse_args([]), name) == value


def test_options_reach_the_pages(clean):
    clean.setattr(cli, "_launcher", lambda folder: type("Fake", (), {"serve": staticmethod(lambda app, **o: None)}))
    assert cli.main(["--memory-mb", "700", "--idle-minutes", "0.5", "--login"]) == 0
    assert budget.Budget.now() == budget.Budget(700 * budget.MB, 350 * budget.MB, 0.5)
    assert os.environ[cli.LOGIN] == "1"
    assert launcher.server_config("127.0.0.1", 8501, 50)["server.disconnectedSessionTTL"] == 30 + 60


@pytest.mark.parametrize(
    ("option", "text"), [("--memory-mb", "much"), ("--idle-minutes", "0"), ("--idle-minutes", "x"), ("--log", "x")]
)
def test_a_wrong_value_is_one_sentence_wherever_it_stands(option, text, guide, clean, capsys):
    for arguments, variable in (([option, text], ""), ([], text)):
        clean.setenv(table(guide)[option], variable)
        with pytest.raises(SystemExit):
            cli._parser().parse_args(arguments)
        assert f"argument {option}: '{text}' is not a" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- the container
def test_the_container_runs_as_nobody_special_and_says_whether_it_is_well(root, guide):
    text = without((root / "Dockerfile").read_text(encoding="utf-8"))
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.1[1-9]-slim-\w+", base) for base in bases)
    last = text[text.rindex("FROM ") :]
    assert re.search(r"^USER (?!root|0\b)\w+", last, re.MULTILINE)
    assert "/_stcore/health" in last[last.index("HEALTHCHECK") :]
    assert "apt-get" not in text
    assert "pip install" not in last
    assert set(VARIABLE.findall(text)) <= set(table(guide).values())
    assert set(re.findall(r'"(--[a-z-]+)"', last)) <= options()


def test_what_the_build_copies_is_let_through(root):
    let = re.findall(r"^!(.+)$", (root / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in let if not (root / name).exists()] == []
    needed = re.findall(r'^"(.+?)" = "retention/_app', (root / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert [name for name in needed if name.split("/")[0] not in let] == []


def test_the_compose_file_bounds_memory_and_writes_nowhere(root, guide):
    text = without((root / "compose.yaml").read_text(encoding="utf-8"))
    set_ = dict(re.findall(r'^\s+(RETENTION_\w+): "([\d.]+)"$', text, re.MULTILINE))
    assert set(set_) <= set(table(guide).values())
    assert int(set_[cli.MEMORY]) * 1e6 + 512 * 2**20 < 4 * 2**30
    assert float(set_[cli.SESSION]) < float(set_[cli.MEMORY])
    for line in ("mem_limit: 4g", "read_only: true", "/tmp:size=512m", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in text
    assert ":latest" not in text
    assert "volumes" not in text
    assert '"127.0.0.1:8501:8501"' in text


# ------------------------------------------------------------------------------------------------- the login
def test_with_login_nobody_sees_anything_before(app, monkeypatch):
    assert "Log in" not in app.said
    monkeypatch.setenv("RETENTION_LOGIN", "1")
    for page in (app.upload, app.cohorts):
        app.go(page)
        assert "This dashboard is open to those who have logged in." in app.said
        assert [button.key for button in app.at.button] == ["log-in"]
        assert not app.at.get("file_uploader")


def test_the_address_of_many_is_told_as_such(app, monkeypatch):
    assert "Stays on this computer" in app.said
    monkeypatch.setenv("RETENTION_LOCAL", "0")
    assert "let go 30 minutes after you have gone" in app.run().said
    assert "Stays on this computer" not in app.said
    app.sample("shop")
    assert "Stays in this server's memory" in app.said
