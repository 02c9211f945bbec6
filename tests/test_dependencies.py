"""What the program is installed with: listed as it is, under licences that anybody can use it with, and audited."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError

import pytest

from docs import audit, dependencies

ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-CMU", "PSF-2.0"),
    *("Unlicense", "Zlib"),
    *("MPL-2.0", "LGPL-3.0-only"),  # conditions for changes to the package itself, and none for who imports it
}


def columns():
    """Of each line of the page: the package, its version, its licence, what it is for."""
    return [line.strip("| ").split(" | ") for line in dependencies.listed().values()]


def test_the_page_is_that_of_what_is_installed():
    page = dependencies.PAGE.read_text(encoding="utf-8")
    assert dependencies.written() == page, "Run python docs/dependencies.py."
    assert set(dependencies.packages()) <= set(dependencies.listed())


def test_every_version_is_the_pinned_one():
    pinned = dependencies.pinned()
    assert {name: version for name, version, *_ in columns() if pinned.get(name) != version} == {}


def test_every_licence_is_one_that_anybody_can_use():
    said = {name: set(re.split(r" (?:AND|OR|WITH) ", stated)) for name, _, stated, _ in columns()}
    assert {name: stated - ALLOWED for name, stated in said.items() if stated - ALLOWED or not all(stated)} == {}
    assert len(said) > 40


def test_what_asks_for_conditions_is_no_part_of_the_program_itself():
    strict = {name for name, _, stated, purpose in columns() if "GPL" in stated and purpose == "the program"}
    assert strict == set()


class Package:
    """A package that states its licence in one way."""

    def __init__(self, **said):
        self.said = said
        self.metadata = self

    def get(self, name):
        return self.said.get(name)

    def get_all(self, name):
        return self.said.get(name)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"License-Expression": "MIT", "License": "old words"}, "MIT"),
        ({"License": "Apache License 2.0"}, "Apache-2.0"),
        ({"License": "Copyright (c) somebody", "Classifier": ["License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"License": "All of it:\nmany lines", "Classifier": ["License :: OSI Approved :: BSD License"]}, "BSD"),
        ({}, ""),
    ],
)
def test_a_licence_is_read_wherever_it_stands(said, meant):
    assert dependencies.licence(Package(**{name.replace("_", "-"): text for name, text in said.items()})) == meant


def test_a_package_that_is_not_installed_is_no_mistake(monkeypatch):
    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(dependencies, "distribution", absent)
    assert dependencies.found("pandas") is None
    assert "pandas" in dependencies.closure(["pandas>=3", "colorama; sys_platform == 'nowhere'"])
    assert "colorama" not in dependencies.closure(["pandas>=3", "colorama; sys_platform == 'nowhere'"])


# ------------------------------------------------------------------------------------------------- the audit
def test_an_audit_that_could_not_be_made_never_passes_for_a_clean_one():
    for outcome in (([], "no route"), ([{"name": "a", "skip_reason": "not found"}], "")):
        words, code = audit.told(*outcome)
        assert words.startswith("The versions were NOT audited")
        assert code == 0


def test_one_finding_among_many_is_told_and_fails():
    clean = [{"name": f"p{i}", "version": "1", "vulns": []} for i in range(3)]
    bad = {"name": "bad", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": []}]}
    words, code = audit.told([*clean, bad], "")
    assert "bad 2: CVE-1, not mended yet" in words
    assert code == 1
    assert audit.told(clean, "") == ("3 packages were audited, and nothing is known against them.\n", 0)


class Done:
    """How pip-audit ended."""

    def __init__(self, stdout="", stderr="", returncode=0):
        self.stdout, self.stderr, self.returncode = stdout, stderr, returncode


@pytest.mark.parametrize(
    ("done", "found", "why"),
    [
        (Done('WARNING\n{"dependencies": [{"name": "a"}], "fixes": []}\n'), [{"name": "a"}], ""),
        (Done(stderr="x\nConnectionError: no route", returncode=1), [], "ConnectionError"),
        (Done(returncode=3), [], "exit code 3"),
    ],
)
def test_what_pip_audit_says_is_understood(done, found, why, monkeypatch):
    monkeypatch.setattr(audit.subprocess, "run", lambda *args, **kwargs: done)
    packages, said = audit.answer()
    assert packages == found
    assert why in said
