"""The page about hostile files names every limit with the value that it has."""

import re
from dataclasses import asdict
from pathlib import Path

from retention.reading.limits import Limits


def test_every_limit_is_listed_with_its_value_and_a_reason(root: Path) -> None:
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \| (.+) \|$", page, re.MULTILINE)
    assert {name: int(value.replace(",", "")) for name, value, _ in rows} == asdict(Limits())
    assert all(why.endswith(".") for _, _, why in rows)
