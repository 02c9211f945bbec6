"""The header of a table of records: where it is, what the columns are called, and where the data begin.

Text tables and sheets share this. A record is a list of cells as text; blank cells are empty texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retention.languages import later

Records = list[list[str]]

NONE = -1  # told instead of the index of a header: there is none
COMMENTS = ("#", "//")
_TITLES = 30  # records above the header at most
_BELOW = 60  # records below the header that are looked at
_NUMBER = re.compile(r"^[(\-+−]*\s*[^\d\s\w]?\s*\d[\d.,\s'’]*\s*[^\d\s\w]?\)?$")
_DATE = re.compile(r"^\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}\.?([T ,].*)?$|^(19|20)\d{6}(\d{4,6})?$")
_BRACKETS = re.compile(r"^[(\[<（［【].*[)\]>）］】]$")
_PATTERN = re.compile(r"(?i)^(?:[ymdhs]{1,4}[-/.: T]*){2,8}$")
_UNIT_WORDS = """usd eur gbp krw jpy cny rmb twd thb vnd inr chf brl rub ntd % $ € £ ¥ ￥ ₩ ฿ ₹ 원 천원 만원 백만원
元 千元 万元 萬元 円 千円 万円 บาท đồng руб руб. kg g lb pcs pc ea each units items days hours months h min sec 개 건 명
회 일 个 件 次 人 個 回 名 text string str varchar char nvarchar date datetime timestamp time int integer bigint
smallint long float double decimal numeric number real bool boolean object uuid"""
_UNITS = frozenset(_UNIT_WORDS.split())
_NOTHING = ("", "n/a", "na", "null", "none", "nan", "unknown", "?")


@dataclass(frozen=True)
class Header:
    """What stands above the data.

    Attributes
    ----------
    rows
        Indices of the header records: none, one, or two where a row of groups stands above the names.
    names
        Cleaned column names, no two alike; as many as the table has columns.
    first
        Index of the first data record.
    units
        Index of a record below the header that holds units or types and is no data.
    notes
        Sentences about what was changed or passed over.
    evidence
        Why the header is believed to be there, or not to be.
    certainty
        "likely", "assumed", or "chosen" where it was told.
    """

    rows: tuple[int, ...]
    names: list[str]
    first: int
    units: int | None
    notes: tuple[str, ...]
    evidence: str
    certainty: str


def lay_out(records: Records, width: int | None = None, told: int | None = None) -> Header:
    """Find the header of a table, the names of its columns and its first data record.

    Parameters
    ----------
    records
        The first records, some hundred at least where there are as many.
    width
        Number of columns, where that is known; at least as many names are given.
    told
        Index of the record that is the header (the lower one of two); ``NONE`` says that there is none.

    Examples
    --------
    >>> rows = [["Sales"], ["Order", "", "Customer"], ["Date", "Total", "ID"], ["2024-01-05", "5", "a"]]
    >>> found = lay_out(rows)
    >>> found.names, found.rows, found.first
    (['Order Date', 'Order Total', 'Customer ID'], (1, 2), 3)
    """
    at = find_header(records) if told is None else (None if told == NONE else told)
    if at is None:
        start = _first_full(records)
        names, _ = clean_names([], width or _usual_width(records[start:]))
        return Header((), names, start, None, (), later("the first row holds values like those below it"), _sure(told))
    below = _filled(records[at + 1 :])
    rows = _with_groups(records, at, below, move=told is None)
    last = rows[-1]
    cells = records[last] if len(rows) == 1 else joined_names(records[rows[0]], records[last])
    names, notes = clean_names(cells, max(width or 0, len(cells)))
    if len(rows) > 1:
        notes.append(later("The header has two rows; their names are joined."))
    units = _units(records, last)
    if units is not None:
        shown = ", ".join(cell.strip() for cell in records[units] if cell.strip())
        notes.append(later("The row below the header holds units or types and is no data: {cells}.", cells=shown[:100]))
    return Header(rows, names, (units or last) + 1, units, tuple(notes), _why(records[last], below), _sure(told))


def _sure(told: int | None) -> str:
    return "likely" if told is None else "chosen"


def _why(header: Sequence[str], below: Records) -> str:
    if any(main_kind(below, j) not in ("text", "empty") for j in range(len(header))):
        return later("its cells are words where the columns below hold dates or numbers")
    return later("none of its cells occurs again in its column")


def kind(cell: str) -> str:
    """What a cell looks like: "empty", "date", "number" or "text"."""
    cell = cell.strip()
    if not cell:
        return "empty"
    if _DATE.match(cell):
        return "date"
    return "number" if _NUMBER.match(cell) else "text"


def main_kind(records: Records, column: int) -> str:
    """What most of the cells of a column look like; "empty" where all are blank."""
    kinds = Counter(kind(r[column]) for r in records if len(r) > column and r[column].strip())
    return kinds.most_common(1)[0][0] if kinds else "empty"


def is_comment(record: Sequence[str]) -> bool:
    """Whether a record begins as comments do."""
    return bool(record) and record[0].lstrip("\ufeff ").startswith(COMMENTS)


def find_header(records: Records) -> int | None:
    """Index of the header record: the first full one whose cells are words where the cells below are not.

    Title lines, comment lines and blank lines above it are passed over. None if the data begin at once.
    """
    width = _usual_width(records)
    if not width:
        return None
    below = _filled(records)[1:]
    held = [j for j in range(width) if any(len(r) > j and r[j].strip() for r in below)]
    remarks = not all(is_comment(r) for r in _filled(records)[1:])
    for i, record in enumerate(records[:_TITLES]):
        cells = [c.strip() for c in record if c.strip()]
        if len(cells) < max(1, round(len(held) * 0.6)) or len(record) < width - 1:
            continue
        below = _filled(records[i + 1 :])
        if remarks and is_comment(record) and not (len(record) == width and _kinds_differ(record, below)):
            continue
        if _is_header(record, cells, below):
            return _better_below(records, i)
        if _like_data(record, below):
            return None
    return None


def _usual_width(records: Records) -> int:
    widths = Counter(len(r) for r in records if len(r) > 1) or Counter(len(r) for r in records if r)
    return widths.most_common(1)[0][0] if widths else 0


def _first_full(records: Records) -> int:
    """Index of the first record that is as wide as most; what stands above it is a title."""
    width = _usual_width(records)
    return next((i for i, r in enumerate(records[:_TITLES]) if len(r) >= width - 1 and not is_comment(r)), 0)


def _filled(records: Records) -> Records:
    filled: Records = []
    for record in records:
        if any(cell.strip() for cell in record):
            filled.append(record)
            if len(filled) == _BELOW:
                break
    return filled


def _is_header(record: list[str], cells: list[str], below: Records) -> bool:
    kinds = [kind(cell) for cell in record]
    if "date" in kinds or "text" not in kinds or _is_series(cells[1:]):
        return kinds[0] == "text" and _are_periods(record, kinds, below)
    words = values = 0
    for j, own in enumerate(kinds):
        if main_kind(below, j) not in ("text", "empty"):
            words += own in ("text", "empty")
            values += own not in ("text", "empty")
    if words or values:
        return words > values
    return not any(len(r) > j and r[j].strip() == c.strip() for r in below for j, c in enumerate(record))


def _is_series(cells: Sequence[str]) -> bool:
    """Years, or the numbers 0, 1, 2 and so on, as column names."""
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 5]
    rising = len(numbers) >= 2 and all(later == one + 1 for one, later in pairwise(numbers))
    return rising and len(numbers) >= len(cells) - 2 and (len(numbers) > 2 or numbers[0] > 1989)


def _are_periods(record: Sequence[str], kinds: Sequence[str], below: Records) -> bool:
    """Periods as column names: words come first, no column below a date holds dates, and no cell occurs again."""
    over = all(main_kind(below, j) != "date" for j, own in enumerate(kinds) if own == "date")
    return over and not any(r and r[0].strip() == record[0].strip() for r in below)


def _better_below(records: Records, at: int) -> int:
    """Index of a header that stands shortly below one which is rather a line about the file."""
    record = records[at]
    if _is_full(record) and not is_comment(record):
        return at
    for i in range(at + 1, min(at + 4, len(records))):
        other = records[i]
        if not any(cell.strip() for cell in other):
            continue
        named = _is_full(other) and len(other) >= len(record) and not is_comment(other)
        units = 2 * sum(map(_is_unit, other)) > len(other)
        return i if named and not units and _kinds_differ(other, _filled(records[i + 1 :])) else at
    return at


def _is_full(record: Sequence[str]) -> bool:
    """Whether all cells are words, no two alike."""
    return all(kind(cell) == "text" for cell in record) and len({cell.strip() for cell in record}) == len(record)


def _kinds_differ(record: Sequence[str], below: Records) -> bool:
    """Whether a record has words in some column that otherwise holds dates or numbers, and no value in any."""
    typed = [kind(cell) for j, cell in enumerate(record) if main_kind(below, j) in ("date", "number")]
    return "text" in typed and not {"date", "number"} & set(typed)


def _like_data(record: Sequence[str], below: Records) -> bool:
    """Whether a record holds values of the same kinds as the records below it."""
    typed = [(kind(c), main_kind(below, j)) for j, c in enumerate(record) if main_kind(below, j) in ("date", "number")]
    return not typed or 2 * sum(own == other for own, other in typed) > len(typed)


# --------------------------------------------------------------------------------------- two rows, and units
def _with_groups(records: Records, at: int, below: Records, *, move: bool) -> tuple[int, ...]:
    """Indices of the header records: a row of groups may stand above the header found, or below it."""
    if at > 0 and _is_group_row(records[at - 1], records[at]):
        return at - 1, at
    under = records[at + 1] if at + 1 < len(records) else []
    if move and below and _is_lower_row(records[at], under, _filled(records[at + 2 :])):
        return at, at + 1
    return (at,)


def _is_group_row(upper: Sequence[str], header: Sequence[str]) -> bool:
    """Words over more than one column each, not a title and not "Store: Main" beside each other."""
    filled = [j for j, cell in enumerate(upper) if cell.strip()]
    if len(filled) < 2 or _is_full(upper) or len(upper) > len(header) + 1 or is_comment(upper):
        return False
    beside = filled == list(range(len(filled))) and len(filled) < 0.6 * len(header)
    return not beside and all(kind(upper[j]) == "text" and not upper[j].strip().endswith(":") for j in filled)


def _is_lower_row(upper: Sequence[str], lower: Sequence[str], below: Records) -> bool:
    """Names that fill what the row above leaves blank or says twice, over columns of another kind."""
    if not below or len(lower) > len(upper) + 1 or not _kinds_differ(lower, below):
        return False
    top = [cell.strip() for cell in upper]
    low = [cell.strip() for cell in lower] + [""] * (len(top) - len(lower))
    if any(kind(cell) not in ("text", "empty") for cell in low) or 2 * sum(map(_is_unit, low)) > sum(map(bool, low)):
        return False
    if all(low) and len(set(low)) == len(low):
        return "" in top or len(set(top)) < len(top)
    gaps = [j for j, cell in enumerate(top) if not cell]
    return (
        bool(gaps) and all(low[j] for j in gaps) and all(top[j] for j, cell in enumerate(low[: len(top)]) if not cell)
    )


def joined_names(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Names of a header of two rows: each group goes on to the right until the next one begins.

    Examples
    --------
    >>> joined_names(["ID", "Order", "", "Order", ""], ["", "Date", "Order total", "", "Tax"])
    ['ID', 'Order Date', 'Order total', 'Order', 'Order Tax']
    """
    names, group = [], ""
    for j in range(max(len(upper), len(lower))):
        group = upper[j].strip() if j < len(upper) and upper[j].strip() else group
        name = lower[j].strip() if j < len(lower) else ""
        own = group if j >= len(upper) or not name or not name.casefold().startswith(group.casefold()) else ""
        names.append(f"{own} {name}".strip())
    return names


def _units(records: Records, header: int) -> int | None:
    """Index of a record of units, types or names in another language, if the one below the header is such."""
    at = next((i for i in (header + 1, header + 2) if i < len(records) and any(c.strip() for c in records[i])), None)
    below = _filled(records[at + 1 :]) if at is not None else []
    if at is None or len(below) < 2 or len(records[at]) > len(records[header]):
        return None
    record = records[at]
    if [cell.strip().casefold() for cell in record] == [cell.strip().casefold() for cell in records[header]]:
        return None
    typed = [record[j] for j in range(len(record)) if main_kind(below, j) in ("date", "number")]
    if not typed or any(kind(cell) not in ("text", "empty") and not _is_unit(cell) for cell in record):
        return None
    if any(kind(cell) in ("date", "number") for cell in typed):
        return None
    if _has_unit(typed) and all(_is_unit(cell) or not cell.strip() or not _recurs(cell, below) for cell in record):
        return at
    words = len(typed) > 1 and all(cell.strip().lower() not in _NOTHING for cell in record)
    return at if words and len({*typed}) == len(typed) and not any(_recurs(cell, below) for cell in record) else None


def _is_unit(cell: str) -> bool:
    cell = cell.strip()
    return bool(_BRACKETS.match(cell) or cell.lower() in _UNITS or (len(cell) > 3 and _PATTERN.match(cell)))


def _has_unit(cells: Sequence[str]) -> bool:
    return any(_is_unit(cell) for cell in cells)


def _recurs(cell: str, below: Records) -> bool:
    return any(cell.strip() == other.strip() for record in below for other in record)


# ------------------------------------------------------------------------------------------------- the names
def clean_names(header: list[str], width: int) -> tuple[list[str], list[str]]:
    """Names trimmed, blank ones numbered, repeated ones told apart; with a sentence for each change that matters.

    Examples
    --------
    >>> clean_names([" id ", "date", "", "date"], 5)[0]
    ['id', 'date', 'column 3', 'date (2)', 'column 5']
    """
    names: dict[str, None] = {}
    notes: list[str] = []
    for j in range(width):
        cell = unicodedata.normalize("NFC", header[j]) if j < len(header) else ""
        wanted = " ".join(cell.replace("\ufeff", "").split()) or f"column {j + 1}"
        name, copy = wanted, 1
        while name in names:
            copy += 1
            name = f"{wanted} ({copy})"
        if copy > 1:
            notes.append(
                later(
                    "Two columns are called '{name}'; the later one is called '{other}' here.", name=wanted, other=name
                )
            )
        names[name] = None
    return list(names), [*notes, *_side_by_side(header)]


def _side_by_side(header: list[str]) -> list[str]:
    """Say that a header holds the same names twice in the same order: the rows below the second are not read."""
    cells = [plain for cell in header if (plain := " ".join(cell.split()))]
    half = len(cells) // 2
    if half < 2 or len(set(cells)) != half or cells[:half] * 2 != cells:
        return []
    return [
        later(
            "Two tables seem to stand side by side: the columns '{first}' to '{last}' come twice. Only the first is "
            "read; put the second below it, or in a file of its own.",
            first=cells[0],
            last=cells[half - 1],
        )
    ]
