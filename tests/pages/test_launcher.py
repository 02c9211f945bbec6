"""Serving: ports and addresses in sentences, and the switch for the first link."""

from __future__ import annotations

import socket

import pytest
from streamlit.runtime.pages_manager import PagesManager

from pages.shared import launcher
from retention.errors import RetentionError


@pytest.fixture
def taken():
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_one_sentence(taken):
    with pytest.raises(RetentionError) as error:
        launcher.choose_port("127.0.0.1", taken)
    assert str(error.value) == (
        f"--port: Port {taken} is already in use. "
        "End the program that uses it, or leave the port out and a free one is taken."
    )


def test_without_a_wish_a_taken_port_is_passed_over(taken, monkeypatch):
    monkeypatch.setattr(launcher, "FIRST_PORT", taken)
    assert launcher.choose_port("127.0.0.1", None) != taken


def test_port_0_is_any_free_one():
    assert launcher.choose_port("127.0.0.1", 0) > 0


def test_a_strange_address_is_one_sentence():
    with pytest.raises(RetentionError, match=r"--host: '192\.0\.2\.1' is not an address of this computer\. Use"):
        launcher.choose_port("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://localhost:8501"),
        ("::", "http://localhost:8501"),
        ("::1", "http://[::1]:8501"),
    ],
)
def test_the_address_to_open(host, url):
    assert launcher.address_to_open(host, 8501) == url


def test_only_addresses_of_this_computer_are_local():
    hosts = ["127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.1.5", "example.org"]
    assert [launcher._is_local(host) for host in hosts] == [True, True, True, False, False, False]


def test_the_older_kind_of_pages_is_off_and_stays_off(monkeypatch, root):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    assert launcher.keep_frame_on_first_link() is True
    PagesManager(str(root / "app.py"))
    assert PagesManager.uses_pages_directory is False


def test_a_streamlit_without_the_switch_is_named_on_stderr(monkeypatch, capsys):
    monkeypatch.delattr(PagesManager, "uses_pages_directory")
    assert launcher.keep_frame_on_first_link() is False
    assert "open the start page once" in capsys.readouterr().err


def test_streamlit_knows_every_setting():
    from streamlit import config

    settings = launcher.server_config("127.0.0.1", 8501, 1024)
    for name in settings:
        config.get_option(name)  # raises for a name that it does not know
    assert settings["browser.gatherUsageStats"] is False
