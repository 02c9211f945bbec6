"""What stands between the fields of a text table: tried on the first lines, told by the file, or chosen."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retention.errors import ReadError
from retention.languages import later, mark, say
from retention.reading.headers import COMMENTS, Records, kind
from retention.reading.text.repair import Dialect
from retention.reading.text.rewriting import (
    SEPARATOR,
    Form,
    Rewrite,
    bordered,
    by_blanks,
    by_spaced_quotes,
    by_text,
    fixed_width,
    is_ruler,
    whole_lines,
)
from retention.reading.wording import kept_word

DELIMITERS = {
    ",": mark("comma"),
    ";": mark("semicolon"),
    "\t": mark("tab"),
    "|": mark("vertical bar"),
    " ": mark("blanks"),
    "^": mark("caret"),
    "~": mark("tilde"),
    ":": mark("colon"),
    "\x1f": mark("unit separator"),
    "\x01": mark("start of heading"),
}
FIXED = "fixed"
_PLAIN = [d for d in DELIMITERS if d not in " :"]
_DOUBLED = ("||", "::", "^^", "~~", "||||")
_LOOK = 200  # records that decide
_MOST = 2000  # lines that say whether backslashes escape
_LONG = 1 << 20  # a line that says nothing about the others
_HEADERS, _NAMELESS = 10, 0.85  # a header is among the first records, and counts for so much
_WIDE = 60  # columns that decide
_GOOD = 0.55  # score of a delimiter that leaves nothing to look for


@dataclass(frozen=True)
class Separation:
    """How fields are told apart, and why.

    Attributes
    ----------
    dialect
        Of the text, after rewriting where it has a rare form.
    key, words
        The delimiter as ``delimiter=`` takes it, and in words.
    evidence, certainty
        As of an :class:`retention.Assumption`.
    form
        A rare form that has to be rewritten first.
    """

    dialect: Dialect
    key: str
    words: str
    evidence: str
    certainty: str
    form: Form | None = None


@dataclass(frozen=True)
class _Trial:
    """How well one way of splitting does: its score, records of the usual width, all records, that width.

    ``typed`` columns hold dates or numbers.
    """

    score: float = 0.0
    usual: int = 0
    all: int = 0
    width: int = 0
    typed: int = 0

    @property
    def words(self) -> str:
        if self.width < 2:
            return later("nothing else splits the lines into fields either")
        return later(
            "{k} of the first {n} records have {fields} fields",
            k=f"{self.usual:,}",
            n=f"{self.all:,}",
            fields=self.width,
        )


def find_separation(lines: Sequence[str], told: str | None = None, said: str | None = None) -> Separation:
    """Find what stands between fields.

    Parameters
    ----------
    lines
        The first lines of a file, with their line ends.
    told
        What was chosen: one character (" " for runs of blanks), several, or "fixed".
    said
        What the file itself says in its first line.

    Examples
    --------
    >>> found = find_separation(["a;b\\n", "1;2,5\\n", "3;4,5\\n"])
    >>> found.words, found.evidence, found.certainty
    ('semicolon', '3 of the first 3 records have 2 fields', 'likely')
    """
    lines = [line for line in lines if len(line) < _LONG] or [line[:_LONG] for line in lines]
    if told is not None:
        return _told(lines, told, later("as asked for"), "chosen")
    if said is not None:
        return _told(lines, said, later("the first line of the file says so"), "proved")
    unwrap = whole_lines(lines)
    if unwrap is not None:
        return _unwrapped(unwrap, find_separation(list(unwrap(lines))))
    everything, plain = lines, [line for line in lines if not line.lstrip().startswith(COMMENTS)]
    lines = plain if len(plain) > 1 else lines
    drawn = bordered(lines)
    if drawn is not None:
        return _of_form(drawn, _trial(list(_cells(drawn, lines))))
    trials = {d: _trial(_records(lines, d)) for d in _PLAIN}
    best = max(trials, key=lambda d: trials[d].score)
    spaced = _spaced_out(lines, best, trials[best])
    if spaced is not None:
        return spaced
    best = best if trials[best].score > 0 else ","
    doubled = next((d for d in _DOUBLED if d[0] == best and _is_doubled(lines, d)), None)
    if doubled is not None:
        return _of_form(by_text(doubled), trials[best])
    return _with_quotes(everything, best, trials[best].words, "likely" if trials[best].score > 0 else "assumed")


def _told(lines: Sequence[str], told: str, evidence: str, certainty: str) -> Separation:
    told = {"\\t": "\t", "tab": "\t"}.get(told, told)
    if told == FIXED:
        form = fixed_width(lines)
        if form is None:
            raise ReadError(
                say("No column begins at the same place on all lines."),
                where='delimiter="fixed"',
                todo=say("Choose a character that stands between the fields."),
            )
        return Separation(Dialect(SEPARATOR, ""), FIXED, form.words, evidence, certainty, form)
    if not told or set(told) & set('"\r\n'):
        raise ReadError(
            say("{characters} cannot stand between fields.", characters=repr(told)),
            where="delimiter",
            todo=say('Give one character, or "fixed".'),
        )
    if told == "|" and bordered(lines) is not None:
        form = bordered(lines)
    elif told == " ":
        form = by_blanks()
    else:
        form = None if len(told) == 1 and told.isascii() else by_text(told)
    if form is not None:
        return Separation(Dialect(SEPARATOR, ""), told, form.words, evidence, certainty, form)
    return _with_quotes(lines, told, evidence, certainty)


def _unwrapped(unwrap: Rewrite, inner: Separation) -> Separation:
    """What is between fields, once the quotation marks around whole lines are off."""
    form = inner.form

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        return unwrap(lines) if form is None else form.rewrite(list(unwrap(lines)))

    words = later("{delimiter}, whole lines in quotation marks", delimiter=inner.words)
    return replace(inner, words=words, form=Form(inner.key, words, rewrite))


def _of_form(form: Form, trial: _Trial) -> Separation:
    return Separation(Dialect(SEPARATOR, ""), form.key, form.words, trial.words, "likely", form)


# --------------------------------------------------------------------------------- blanks, fixed width, colons
def _spaced_out(lines: Sequence[str], delimiter: str, rival: _Trial) -> Separation | None:
    """Runs of blanks, fixed width or colons, where they do better than the best other delimiter."""
    found: list[tuple[float, Form, _Trial]] = []
    blanks = by_blanks()
    loose = _trial(list(_cells(blanks, lines)))
    found.append((loose.score * 0.8, blanks, loose))  # blanks occur in any text
    tabs = sum("\t" in line for line in lines[:_LOOK]) > len(lines[:_LOOK]) / 2
    fixed = fixed_width(lines) if loose.width > 1 and not tabs else None
    if fixed is not None:
        records = list(_cells(fixed, lines))
        strict = _trial(records)
        # Where both give the same, blanks are safer: a value may grow.
        alike = list(_cells(blanks, lines)) == records
        named = any({kind(c) for c in r} <= {"text", "empty"} for r in records[:_HEADERS] if len(r) == strict.width)
        poorer = strict.width < rival.width or (strict.typed < loose.typed and not named)
        found.append((strict.score * (0.7 if alike or poorer else 0.95), fixed, strict))
    if rival.score < _GOOD:
        colon = _trial(_records(lines, ":"))
        if _is_doubled(lines, "::"):
            found.append((colon.score, by_text("::"), colon))
        elif colon.score > 0:
            found.append((colon.score * 0.5, by_text(":"), colon))  # colons occur in any time of day
    score, form, trial = max(found, key=lambda one: one[0])
    if score <= rival.score * (0.7 if fixed is not None and _has_gaps(lines, delimiter) else 1.0):
        return None
    if form.key == ":":
        return _with_quotes(lines, ":", trial.words, "likely")
    return _of_form(form, trial)


def _has_gaps(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the fields between a delimiter mostly have wide gaps inside, so that it rather belongs to a value."""
    full = [line for line in lines[:_LOOK] if line.strip()]
    gaps = sum(any("  " in field.strip() for field in line.split(delimiter)) for line in full)
    return gaps >= 0.8 * len(full)


def _cells(form: Form, lines: Sequence[str]) -> Iterator[list[str]]:
    for line in form.rewrite(lines[:_LOOK]):
        if not is_ruler(line.strip()):
            yield line.rstrip("\r\n").split(SEPARATOR)


def _is_doubled(lines: Sequence[str], delimiter: str) -> bool:
    held = [line for line in lines[:_LOOK] if delimiter in line]
    single = sum(delimiter[0] in line.replace(delimiter, "") for line in held)
    return len(held) > 1 and len(held) >= 0.8 * sum(bool(line.strip()) for line in lines[:_LOOK]) and single == 0


# ------------------------------------------------------------------------------------------ quotes and escapes
def _with_quotes(lines: Sequence[str], delimiter: str, evidence: str, certainty: str) -> Separation:
    single = _encloses(lines, delimiter, "'")
    quote = "'" if single > _encloses(lines, delimiter, '"') and 2 * single >= len(lines[:_LOOK]) else '"'
    dialect = Dialect(delimiter, quote, "\\" if escapes(lines, delimiter, quote) else "")
    words = kept_word(DELIMITERS[delimiter]) if delimiter in DELIMITERS else f"'{delimiter}'"
    form = None
    if _encloses(lines, delimiter + " ", quote) > _encloses(lines, delimiter, quote) and delimiter != " ":
        form = by_spaced_quotes(delimiter, quote)
    return Separation(dialect, delimiter, words, evidence, certainty, form)


def _encloses(lines: Sequence[str], delimiter: str, quote: str) -> int:
    """Fields, not the first of a line, that stand between two quotation marks."""
    pattern = re.compile(rf"{re.escape(delimiter)}{quote}[^{quote}]*{quote}\s*(?={re.escape(delimiter)}|$)")
    return sum(len(pattern.findall(line)) for line in lines[:_LOOK])


def escapes(lines: Sequence[str], delimiter: str, quote: str) -> bool:
    r"""Whether a backslash before a quotation mark makes it an ordinary character, and is none itself.

    Examples
    --------
    >>> escapes(['a,"5\\" disk",b\n'], ",", '"'), escapes(['a,"C:\\",b\n'], ",", '"')
    (True, False)
    """
    held = [line for line in lines if "\\" + quote in line][:_LOOK]
    if not held:
        return False
    plainly, escaped = (_fit(lines[:_MOST], Dialect(delimiter, quote, escape)) for escape in ("", "\\"))
    odd = re.compile(rf"(?<!\\)(?:\\\\)*\\{quote}")  # two backslashes may be one that is escaped, or two
    return escaped > plainly or (escaped == plainly and any(odd.search(line) for line in held))


def _fit(lines: Sequence[str], dialect: Dialect) -> tuple[bool, float, int]:
    """How well a dialect fits: all quotation marks in place, records of one width, no quotation marks in values."""
    try:
        records = list(dialect.reader(iter(lines), strict=True))
        clean = True
    except csv.Error:
        records = list(dialect.reader(iter(lines)))
        clean = False
    widths = Counter(len(record) for record in records if record not in ([], [""]))
    share = widths.most_common(1)[0][1] / widths.total() if widths else 0.0
    return clean, share, -sum(dialect.quote in cell for record in records for cell in record)


# -------------------------------------------------------------------------------------------------- the trials
def _records(lines: Sequence[str], delimiter: str) -> Records:
    records: Records = []
    try:
        for record in Dialect(delimiter).reader(iter(lines), trim=True):
            records.append(record)
            if len(records) == _LOOK:
                break
    except csv.Error:
        pass  # what was split so far is enough to look at
    return records


def _trial(records: Records) -> _Trial:
    """Share of records of the usual width, times how alike the cells of a column are, times a little for more.

    More is more columns, and more of them with dates and numbers.
    """
    full = [r for r in records if any(c.strip() for c in r)]
    if not full:
        return _Trial()
    width, count = Counter(len(r) for r in full).most_common(1)[0]
    if width < 2:
        return _Trial(0.0, count, len(full), width)
    usual = [r for r in full if len(r) == width][1:] or full
    alike, typed = [], 0
    columns = range(0, width, max(1, width // _WIDE))
    for j in columns:
        kinds = Counter(kind(r[j]) for r in usual if len(r) > j and r[j].strip())
        name, most = kinds.most_common(1)[0] if kinds else ("empty", 0)
        alike.append(most / sum(kinds.values()) if kinds else 0.7)
        typed += name in ("date", "number")
    named = any(len(r) == width and {kind(c) for c in r} <= {"text", "empty"} for r in full[:_HEADERS])
    score = (1.0 if named else _NAMELESS) * count / len(full) * (sum(alike) / len(alike)) * (1 + 0.12 * math.log(width))
    return _Trial(score * (1 + 0.2 * typed / len(alike)), count, len(full), width, typed)
