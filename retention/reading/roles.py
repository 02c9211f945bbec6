"""Which column plays which role: names first, then what the cells look like."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from retention.mapping import ColumnMapping
from retention.reading.layout import kind
from retention.reading.words import MONTH_NAME, NOBODYS, RECOMMEND, ROLE_OF, key, plain

MAX_COLUMNS = 200  # a file with thousands of columns is asked about, not searched
MAX_SEGMENT_VALUES = 50
_EPOCH = re.compile(r"^\d{10}(\.\d+)?$|^\d{13}$|^\d{16}$|^\d{19}$")
_SERIAL = re.compile(r"^[2-7]\d{4}(\.\d+)?$")
_NAMED_DATE = re.compile(r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\d")
_SCORE = re.compile(r"^(10|[0-9])(\.0)?\b")
_DATES = ("time", "start", "end", "signup")
_MONEY = ("amount", "price", "recurring", "quantity")


@dataclass
class Column:
    """What is known about one column."""

    name: str
    cells: list[str]
    dates: float = 0.0
    numbers: float = 0.0
    moments: float = 0.0
    distinct: int = 0
    decimals: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        """Cells that are not blank."""
        return len(self.cells)

    @property
    def examples(self) -> tuple[str, ...]:
        """Three different values."""
        return tuple(dict.fromkeys(self.cells))[:3]


@dataclass(frozen=True)
class Roles:
    """Role to column, how certain each is, and what kind of table they make."""

    columns: dict[str, str]
    certainty: dict[str, str]
    kind: str
    segments: tuple[str, ...]
    looked_at: list[Column]

    @property
    def mapping(self) -> ColumnMapping | None:
        """The mapping that the roles propose for events; None without a customer or a time."""
        who, when = self.columns.get("customer"), self.columns.get("time")
        if who is None or when is None or self.kind not in ("events", "answers"):
            return None
        amount = self.columns.get("amount")
        quantity = None
        if amount is None and "price" in self.columns:
            amount, quantity = self.columns["price"], self.columns.get("quantity")
        return ColumnMapping(who, when, self.columns.get("event"), amount, self.segments, quantity)


def guess_roles(names: list[str], sample: list[list[str]]) -> Roles:
    """Guess roles from header words and from the first records."""
    columns = [_look(name, j, sample) for j, name in enumerate(names[:MAX_COLUMNS])]
    for column in columns:
        column.scores = _scores(column, len(sample))
    roles: dict[str, str] = {}
    certainty: dict[str, str] = {}
    order = ("time", "start", "end", "signup", "customer", "score", "recurring", "amount", "price", "quantity", "event")
    for role in (*order, "tenure", "lost", "cohort"):
        free = [c for c in columns if c.name not in roles.values() and c.scores.get(role, 0) > 0]
        ranked = sorted(free, key=lambda c: -c.scores[role])
        if ranked:
            best = ranked[0]
            close = len(ranked) > 1 and ranked[1].scores[role] > best.scores[role] - 0.1
            roles[role] = best.name
            certainty[role] = "sure" if best.scores[role] >= 1 and not close else "likely" if not close else "unsure"
    for role in ("time", "customer"):  # of that very name, though its cells do not fit: reading it says what is wrong
        named = [c for c in columns if c.name not in roles.values() and _name_scores(c.name).get(role) == 1]
        if role not in roles and named:
            roles[role], certainty[role] = named[0].name, "unsure"
    shape = _kind(columns, roles, len(sample))
    segments = tuple(c.name for c in columns if c.name not in roles.values() and _is_segment(c, len(sample)))
    return Roles(roles, certainty, shape, segments, columns)


def _look(name: str, j: int, sample: list[list[str]]) -> Column:
    cells = [r[j].strip() for r in sample if len(r) > j and r[j].strip()]
    column = Column(name, cells)
    if cells:
        kinds = Counter(kind(c) for c in cells)
        named = sum(bool(_NAMED_DATE.search(c)) for c in cells if kind(c) == "text")
        column.dates = (kinds["date"] + named) / len(cells)
        column.numbers = kinds["number"] / len(cells)
        column.moments = sum(bool(_EPOCH.match(c) or _SERIAL.match(c)) for c in cells) / len(cells)
        column.distinct = len(set(cells))
        column.decimals = sum("." in c and not c.endswith(".0") for c in cells) / len(cells)
    return column


def _scores(column: Column, rows: int) -> dict[str, float]:
    """How well each role fits; 0 or absent where the cells rule it out."""
    words = _name_scores(column.name)
    scores: dict[str, float] = {}
    for role, score in words.items():
        if role in _DATES:
            fits = column.dates > 0.5 or (column.moments > 0.9 and score >= 0.5)
        elif role in _MONEY:
            fits = column.numbers > 0.5 and column.dates < 0.5
        elif role == "customer":
            fits = column.dates < 0.5 and column.decimals < 0.2 and (column.distinct > 1 or rows < 20)
        elif role == "score":
            fits = _is_score(column)
        elif role == "event":
            fits = column.numbers < 0.5 and column.dates < 0.5
        else:
            fits = True
        if fits and column.filled:
            scores[role] = score
    if column.dates > 0.9 and not scores:
        scores["time"] = 0.2
    return scores


def _name_scores(name: str) -> dict[str, float]:
    """Roles that a header suggests: whole header 1, its end or beginning less, a word in it less still."""
    whole = key(name)
    if whole in ROLE_OF:
        return {ROLE_OF[whole]: 1.0}
    scores: dict[str, float] = {}
    words = plain(name).split()
    for i in range(len(words)):
        for part, weight in (("".join(words[i:]), 0.7), ("".join(words[: i + 1]), 0.55), (words[i], 0.4)):
            role = ROLE_OF.get(part)
            if role is not None:
                scores[role] = max(scores.get(role, 0.0), weight)
    if words and (words[-1] in ("no", "number", "key") or words[-1].endswith("id")) and "customer" not in scores:
        scores["customer"] = 0.3
    if words and words[-1] in ("at", "on", "date", "time", "utc"):
        scores["time"] = max(scores.get("time", 0.0), 0.5)
    if RECOMMEND.search(plain(name)):
        scores["score"] = 0.8
    if NOBODYS.search(plain(name)):
        scores.pop("customer", None)
    if not words or len(words) == 1:
        scores.update(
            {role: 0.45 for word, role in ROLE_OF.items() if not word.isascii() and len(word) > 1 and word in whole}
        )
    return scores


def _is_score(column: Column) -> bool:
    fitting = [c for c in column.cells if _SCORE.match(c)]
    return len(fitting) >= 0.6 * max(1, column.filled) and column.decimals < 0.2 and column.distinct <= 25


def _is_segment(column: Column, rows: int) -> bool:
    if not 2 <= column.distinct <= MAX_SEGMENT_VALUES or column.dates > 0.5 or column.numbers > 0.5:
        return False
    return column.distinct <= max(2, 0.2 * rows) and max(map(len, column.cells)) <= 60


def _kind(columns: list[Column], roles: dict[str, str], rows: int) -> str:
    """What kind of table the roles make."""
    months = sum(bool(MONTH_NAME.match(plain(c.name))) for c in columns)
    if months >= 3:
        return "aggregated" if "cohort" in roles or "customer" not in roles else "wide"
    if "start" in roles and ("end" in roles or "recurring" in roles):
        return "subscriptions"
    if "score" in roles and len(roles) <= 5 and "amount" not in roles and "event" not in roles:
        return "answers"
    who = next((c for c in columns if c.name == roles.get("customer")), None)
    single = who is not None and rows >= 20 and who.distinct == who.filled
    if single and ("lost" in roles or "tenure" in roles or "signup" in roles) and "time" not in roles:
        return "customers"
    if who is not None and "time" in roles:
        return "events"
    if who is None and "time" in roles and any(c.numbers > 0.9 for c in columns):
        return "aggregated"
    return "unknown"
