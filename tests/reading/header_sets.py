"""Tables as people have them, in headers/, a line each: name; kind; columns as ``role>header:cells``.

The role is C customer, T time, E event, A amount, P price (with Q quantity), or none; in small letters, it may be that
column too. Behind the kind may stand ``rows/customers`` and ``noheader``. What the cells hold is in header_cells.py.
"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from tests.reading.header_cells import FIRST, Made, maker

FOLDER = Path(__file__).with_name("headers")
ROLES = {"C": "customer", "T": "time", "E": "event", "A": "amount", "P": "price", "Q": "quantity"}
SHARED = {"order", "hash", "numbig", "cafe", "ordh", "vtex"}  # of these, two rows are one order
ROWS, CUSTOMERS = 120, 40


class Expected(NamedTuple):
    """One table of the battery, what it should be taken for, and what may be taken too."""

    name: str
    kinds: tuple[str, ...]
    headers: list[str]
    roles: dict[str, str]
    allowed: dict[str, set[str]]
    records: list[list[str]]

    @property
    def kind(self) -> str:
        return self.kinds[0]


def tables() -> list[Expected]:
    """Make every table."""
    files = sorted(FOLDER.glob("*.txt"))
    return [_table(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _table(line: str) -> Expected:
    name, kind, columns = line.split("; ", 2)
    kind, *sizes = kind.removesuffix(" noheader").split()
    rows, customers = map(int, sizes[0].split("/")) if sizes else (ROWS, CUSTOMERS)
    headers, cells = [], []
    roles: dict[str, str] = {}
    allowed: dict[str, set[str]] = {}
    for column in columns.split(" | "):
        header, cell = column.rsplit(":", 1)
        if len(header) > 2 and header[1] == ">" and header[0].upper() in ROLES:
            role = ROLES[header[0].upper()]
            if header[0].isupper():
                roles[role] = header[2:]
            allowed.setdefault(role, set()).add(header[2:])
            header = header[2:]
        headers.append(header)
        cells.append(cell)
    return Expected(name, tuple(kind.split("+")), headers, roles, allowed, _records(name, cells, rows, customers))


def _records(name: str, cells: list[str], rows: int, customers: int) -> list[list[str]]:
    chance = random.Random(name)
    lines = 2 if SHARED & set(cells) else 1
    orders = -(-rows // lines)
    moments = sorted(FIRST + timedelta(minutes=chance.randrange(150 * 24 * 60)) for _ in range(orders))
    who = [chance.randrange(customers) for _ in range(orders)]
    made = [Made(i, who[i // lines], moments[i // lines], chance, i // lines) for i in range(rows)]
    makers = [maker(cell) for cell in cells]
    return [[make(row) for make in makers] for row in made]
