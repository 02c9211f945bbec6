"""How a text table is laid out: its delimiter, its header row, and where its data begin."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass

from retention.errors import EmptyFileError

Records = list[list[str]]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "blanks"}
LIMIT = 2000  # records in the sample at most, those above the data included
_LOOK = 200  # records that decide
_TITLES = 30  # records above the header at most
_NUMBER = re.compile(r"^[(\-+−]*\s*[^\d\s\w]?\s*\d[\d.,\s'’]*\s*[^\d\s\w]?\)?$")
_DATE = re.compile(r"^\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}\.?([T ,].*)?$|^(19|20)\d{6}(\d{4,6})?$")


@dataclass(frozen=True)
class Layout:
    """Where things are in a text table.

    Attributes
    ----------
    delimiter
        One character; " " stands for a run of blanks or tabs.
    names
        Cleaned column names, no two alike.
    header_line
        Line of the header in the file (the first line being 1), or None without a header.
    data_start
        Byte at which the first data record begins.
    sample
        First data records.
    notes
        Sentences about names that were changed.
    complete
        Whether the sample is all there is.
    """

    delimiter: str
    names: list[str]
    header_line: int | None
    data_start: int
    sample: Records
    notes: tuple[str, ...]
    complete: bool = False


def find_layout(head: str, whole: bool, name: str) -> Layout:
    """Lay out a text table from its first part.

    Parameters
    ----------
    head
        The beginning of the text.
    whole
        Whether that is all of it; if not, the last line may be cut and is not looked at.
    name
        The file, for messages.
    """
    lines = list(io.StringIO(head, newline=""))
    if not whole and len(lines) > 1:
        lines = lines[:-1]
    start, told = _told_delimiter(lines)
    delimiter = told or _best_delimiter(lines)
    records, ends = split(lines[start:], delimiter)
    ends = [end + start for end in ends]
    at = find_header(records)
    first = 0 if at is None else at + 1
    data = records[first:]
    if not any(any(cell.strip() for cell in record) for record in data):
        raise EmptyFileError(
            "The file has a header and no data rows.", where=name, todo="Export it again with its rows."
        )
    widths = Counter(len(r) for r in data if any(c.strip() for c in r))
    header = records[at] if at is not None else []
    width = widths.most_common(1)[0][0]
    if header and (len(header) in widths or delimiter == " "):
        width = len(header)  # the header counts, unless no record at all is as wide
    names, notes = clean_names(header, max(width, len(header)))
    used = "".join(lines[: ends[first - 1]]) if first else "".join(lines[:start])
    line = ends[at - 1] + 1 if at else (start + 1 if at == 0 else None)
    return Layout(delimiter, names, line, len(used.encode()), data, tuple(notes), whole and len(records) < LIMIT)


def split(lines: list[str], delimiter: str, limit: int = LIMIT) -> tuple[Records, list[int]]:
    """Split lines into records; also the number of lines used up to the end of each record."""
    records: Records = []
    ends: list[int] = []
    if delimiter == " ":
        return [line.split() for line in lines[:limit]], list(range(1, len(lines[:limit]) + 1))
    escape = "\\" if any('\\"' in line for line in lines[:limit]) else None
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape)
    csv.field_size_limit(1 << 27)
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
            if len(records) >= limit:
                break
    except csv.Error:
        pass  # what was split so far is enough to look at
    return records, ends


def _told_delimiter(lines: list[str]) -> tuple[int, str | None]:
    """The line ``sep=;`` that Excel understands."""
    found = re.match(r'^\ufeff?"?sep=(.)"?\s*$', lines[0], re.IGNORECASE) if lines else None
    return (1, found.group(1)) if found and found.group(1) in DELIMITERS else (0, None)


def _best_delimiter(lines: list[str]) -> str:
    scores = {d: _score(split(lines, d, _LOOK)[0], d) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    return best if scores[best] > 0 else ","


def _score(records: Records, delimiter: str) -> float:
    """Share of records of the usual width, times how alike the cells of a column are, times a little for width."""
    full = [r for r in records if any(c.strip() for c in r)]
    if not full:
        return 0.0
    width, count = Counter(len(r) for r in full).most_common(1)[0]
    if width < 2:
        return 0.0
    usual = [r for r in full if len(r) == width][1:] or full
    alike = []
    for j in range(width):
        kinds = Counter(kind(r[j]) for r in usual if len(r) > j and r[j].strip())
        alike.append(max(kinds.values()) / sum(kinds.values()) if kinds else 0.7)
    score = count / len(full) * (sum(alike) / width) * (1 + 0.12 * math.log(width))
    return score * 0.8 if delimiter == " " else score  # blanks occur in any text


def kind(cell: str) -> str:
    """What a cell looks like: "empty", "date", "number" or "text"."""
    cell = cell.strip()
    if not cell:
        return "empty"
    if _DATE.match(cell):
        return "date"
    return "number" if _NUMBER.match(cell) else "text"


def find_header(records: Records) -> int | None:
    """Index of the header record: the first full one whose cells are words where the cells below are not.

    Title lines and blank lines above it are passed over. None if the data begin at once.
    """
    widths = Counter(len(r) for r in records if len(r) > 1) or Counter(len(r) for r in records if r)
    if not widths:
        return None
    width = widths.most_common(1)[0][0]
    for i, record in enumerate(records[:_TITLES]):
        cells = [c.strip() for c in record if c.strip()]
        if len(cells) < max(1, round(width * 0.6)) or len(record) < width - 1:
            continue
        below = [r for r in records[i + 1 : i + 60] if any(c.strip() for c in r)]
        return i if _is_header(record, cells, below) else None
    return None


def _is_header(record: list[str], cells: list[str], below: Records) -> bool:
    if any(kind(c) == "date" for c in cells) or (cells and all(kind(c) == "number" for c in cells)):
        # Months as column names are dates too; but then the first cell is a word and the column below is not a date.
        return kind(record[0]) == "text" and not any(kind(r[0]) == kind(record[0]) == "date" for r in below if r)
    words = values = 0
    for j, cell in enumerate(record):
        kinds = Counter(kind(r[j]) for r in below if len(r) > j and r[j].strip())
        if kinds and kinds.most_common(1)[0][0] != "text":
            words += kind(cell) in ("text", "empty")
            values += kind(cell) not in ("text", "empty")
    if words or values:
        return words > values
    recurring = sum(any(len(r) > j and r[j].strip() == c.strip() for r in below) for j, c in enumerate(record))
    return recurring == 0


def clean_names(header: list[str], width: int) -> tuple[list[str], list[str]]:
    """Names trimmed, blank ones numbered, repeated ones told apart; with a sentence for each change that matters.

    Examples
    --------
    >>> clean_names([" id ", "date", "", "date"], 5)[0]
    ['id', 'date', 'column 3', 'date (2)', 'column 5']
    """
    import unicodedata

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
            notes.append(f"Two columns are called '{wanted}'; the later one is called '{name}' here.")
        names[name] = None
    return list(names), notes
