"""Writes docs/dependencies.md: what the program is installed with, in which version, under which licence.

What is needed stands in pyproject.toml, the versions in constraints.txt, and the licences in the packages as installed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
EXTRAS = (
    "engines",
    "postgres",
    "spark",
    "clickhouse",
)  # of those who run the program; the rest is for those who change it
HEAD = """# Dependencies

What the program is installed with, in the versions that its tests run with, and the licence that each states. Written
by `python docs/dependencies.py`; a test holds it to the versions of `constraints.txt`, and each licence to a list of
those that set no conditions for the code of whoever uses them, or only for changes to the package itself. "BSD" is a
licence of that family whose number of clauses the package does not state beside its text.

`make audit` asks the public database of known vulnerabilities about these versions.

| package | version | licence | for |
|---|---|---|---|
"""
# How packages write their licence, and what is meant, as SPDX names it.
MEANT = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "http://www.apache.org/licenses/LICENSE-2.0": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def name_of(text: str) -> str:
    """A package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", text).lower()


def pinned() -> dict[str, str]:
    """The versions of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {
        name_of(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", "\n".join(lines), re.MULTILINE)
    }


def found(name: str) -> Distribution | None:
    """A package as installed."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needs(requirements: list[str], extras: tuple[str, ...] = ()) -> Iterator[Requirement]:
    """Those of the requirements that hold here."""
    for requirement in map(Requirement, requirements):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def closure(requirements: list[str]) -> set[str]:
    """All packages that these bring along, themselves included."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = list(needs(requirements))
    while waiting:
        one = waiting.pop()
        key = (name_of(one.name), tuple(sorted(one.extras)))
        if key not in seen:
            seen.add(key)
            installed = found(one.name)
            waiting += needs(installed.requires or [] if installed else [], key[1])
    return {name for name, _ in seen}


@cache
def packages() -> dict[str, str]:
    """What each package is for: the program itself, or a part that is installed on request."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    purposes = dict.fromkeys(closure(project["dependencies"]), "the program")
    for extra in EXTRAS:
        for name in closure(project["optional-dependencies"][extra]):
            purposes.setdefault(name, f"`[{extra}]`")
    return dict(sorted(purposes.items()))


def licence(package: Distribution) -> str:
    """What a package states: an SPDX expression, a short line, or its classifiers."""
    said = package.metadata
    stated = [said.get("License-Expression") or "", said.get("License") or ""]
    classified = [text.split(" :: ")[-1] for text in said.get_all("Classifier") or [] if text.startswith("License ::")]
    short = [text for text in stated if text and len(text) < 80 and "\n" not in text and "Copyright" not in text]
    return MEANT.get(short[0], short[0]) if short else " AND ".join(MEANT.get(text, text) for text in classified)


def lines() -> dict[str, str]:
    """A line of the table for each package, by name; none where it is not installed."""
    told = {}
    for name, purpose in packages().items():
        package = found(name)
        if package is not None:
            told[name] = f"| {name} | {package.version} | {licence(package)} | {purpose} |"
    return told


def listed() -> dict[str, str]:
    """The lines of the page as it is."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {line.split(" | ")[0].removeprefix("| "): line for line in text.removeprefix(HEAD).splitlines()}


def written() -> str:
    """The page of today; what is not installed here keeps the line that it has."""
    kept = {name: line for name, line in listed().items() if name in packages() or found(name) is None}
    return HEAD + "".join(f"{line}\n" for _, line in sorted({**kept, **lines()}.items()))


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
