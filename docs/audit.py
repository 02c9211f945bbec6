"""Asks the public database of known vulnerabilities about the versions of constraints.txt: ``make audit``.

Ends with 1 where one is known. Where the database cannot be reached it says so and ends with 0: an audit that could not
be made is no finding, and never passes for a clean one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (
    *("-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
)
SECONDS = 300
NOT_MADE = "The versions were NOT audited: {why}. Run this again where the database can be reached.\n"


def answer() -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says about each package; or nothing, and why."""
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND], cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return [], f"there was no answer in {SECONDS} seconds"
    begin = done.stdout.find('{"dependencies"')
    if begin < 0:
        said = done.stderr.strip().splitlines()
        return [], f"pip-audit gave no answer ({said[-1][:200] if said else f'exit code {done.returncode}'})"
    found: list[dict[str, Any]] = json.JSONDecoder().raw_decode(done.stdout[begin:])[0]["dependencies"]
    return found, ""


def told(packages: list[dict[str, Any]], why: str) -> tuple[str, int]:
    """The outcome in words, and the exit code.

    Examples
    --------
    >>> told([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}], "")
    ('1 package was audited, and nothing is known against it.\\n1 was not: b.\\n', 0)
    >>> told([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}], "")
    ('1 package was audited.\\na 1: X-1, mended in 2\\n', 1)
    >>> told([{"name": "b", "skip_reason": "not found"}], "")[1]
    0
    """
    audited = [one for one in packages if "skip_reason" not in one]
    if not audited:
        return NOT_MADE.format(
            why=why or "the database knows none of the packages, so that it was not the right one"
        ), 0
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    findings = [
        f"{one['name']} {one['version']}: {flaw['id']}, "
        + (f"mended in {', '.join(flaw['fix_versions'])}" if flaw.get("fix_versions") else "not mended yet")
        for one in audited
        for flaw in one.get("vulns", ())
    ]
    number = "1 package was audited" if len(audited) == 1 else f"{len(audited)} packages were audited"
    clean = ", and nothing is known against " + ("it" if len(audited) == 1 else "them")
    lines = [f"{number}{'' if findings else clean}.", *findings]
    if skipped:
        lines.append(f"{len(skipped)} {'was' if len(skipped) == 1 else 'were'} not: {', '.join(skipped)}.")
    return "\n".join(lines) + "\n", int(bool(findings))


def main() -> int:
    """Say what is known, and end accordingly."""
    words, code = told(*answer())
    sys.stdout.write(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
