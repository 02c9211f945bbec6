"""The PDF: printed where there is a Chromium, one sentence where there is none, never a process left behind."""

from __future__ import annotations

import os
import re
import stat
import sys

import pytest

import retention as rt
from retention.reporting import find_chromium, pdf_bytes, why_no_pdf
from retention.reporting.pdf import VARIABLE

SMALL = b"customer,date\na,2024-01-05\nb,2024-01-09\na,2024-02-03\nc,2024-03-31\n"


@pytest.fixture(scope="module")
def small():
    return rt.make_report(rt.read_events(SMALL, name="small.csv"), sections=["cohorts"])


def test_without_a_browser_a_sentence_says_how_to_get_one(small, monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("retention.reporting.pdf.PLACES", ())
    assert find_chromium() is None
    assert "apt install chromium" in why_no_pdf()
    assert VARIABLE in why_no_pdf()
    with pytest.raises(rt.ExportError, match="none was found"):
        pdf_bytes(small)


def test_a_browser_that_is_named_wrongly_is_said(small, monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(rt.ExportError, match="names no program that can be started"):
        pdf_bytes(small)


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A program in the place of the browser."""
    if sys.platform == "win32":
        pytest.skip("a script cannot stand in for a program here")

    def put(script):
        program = tmp_path / "browser"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv(VARIABLE, str(program))

    return put


def test_a_browser_that_does_not_end_is_ended_with_all_it_started(small, stand_in, tmp_path):
    stand_in(f"sleep 600 &\necho $! > {tmp_path}/child\nwait")
    with pytest.raises(rt.ExportError, match="did not finish within"):
        pdf_bytes(small, seconds=0.5)
    child = (tmp_path / "child").read_text().strip()
    assert not is_running(child)


def is_running(process):
    """Whether a process does something still; one that has ended and was not yet collected does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_browser_that_prints_nothing_is_said_with_its_own_words(small, stand_in):
    stand_in("echo 'no screen' >&2; exit 1")
    with pytest.raises(rt.ExportError, match=r"printed no PDF \(no screen\)"):
        pdf_bytes(small)


def test_it_is_started_without_a_network_and_with_a_profile_of_its_own(small, stand_in, tmp_path):
    stand_in(f'printf "%s\\n" "$@" > {tmp_path}/said; exit 1')
    with pytest.raises(rt.ExportError):
        pdf_bytes(small)
    said = (tmp_path / "said").read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said
    assert "--headless" in said
    profile = next(one for one in said if one.startswith("--user-data-dir=")).split("=")[1]
    assert not os.path.exists(profile)


def test_a_report_is_printed(small, chromium):
    data = pdf_bytes(small)
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 2
