"""Rare forms of text tables, rewritten with a control character between the fields; lines stay lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retention.languages import later, mark
from retention.reading.text.fixed_width import Columns, find_columns
from retention.reading.wording import kept_word

FIXED_WIDTH = mark("fixed width")
SEPARATOR = "\x1f"
_BARS = "|│┃║"
_RULER = re.compile(r"^[-=+|:\s─━═│┃║┼╪╫╬┌┐└┘├┤┬┴╔╗╚╝╠╣╦╩╟╢╤╧]{3,}$")
_SHARE = 0.6  # share of lines that have the form
Rewrite = Callable[[Sequence[str]], Iterator[str]]


@dataclass(frozen=True)
class Form:
    """A rare form of a text table.

    Attributes
    ----------
    key
        What ``delimiter=`` takes for it.
    words
        What it is called.
    rewrite
        Lines to lines with ``SEPARATOR`` between the fields; their ends are kept.
    """

    key: str
    words: str
    rewrite: Rewrite


def is_ruler(text: str) -> bool:
    """Whether a line only draws a line.

    Examples
    --------
    >>> is_ruler("+-----+----+"), is_ruler("|:---|---:|"), is_ruler("-5")
    (True, True, False)
    """
    return bool(_RULER.match(text)) and bool(set(text) & set("-=─━═"))


def _ended(line: str, cells: Sequence[str]) -> str:
    return SEPARATOR.join(cells) + line[len(line.rstrip("\r\n")) :]


# ---------------------------------------------------------------------------------- whole lines between quotes
def whole_lines(lines: Sequence[str]) -> Rewrite | None:
    """How to take quotation marks off that enclose whole lines, as programs write that quote a record once too often.

    Examples
    --------
    >>> lines = ['"id,name,n"', '"1,""Kim, J"",2"']
    >>> list(whole_lines(lines)(lines))
    ['id,name,n', '1,"Kim, J",2']
    """
    full = [line.strip() for line in lines[:200] if line.strip()]
    held = [line for line in full if _is_enclosed(line)]
    if len(held) < 2 or len(held) < 0.9 * len(full) or not any(all(d in line for line in held) for d in ",;\t|"):
        return None

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            text = line.strip()
            inside = text[1:-1].replace('""', '"') if _is_enclosed(text) else text
            yield inside + line[len(line.rstrip("\r\n")) :]

    return rewrite


def _is_enclosed(line: str) -> bool:
    return len(line) > 2 and line[0] == line[-1] == '"' and '"' not in line[1:-1].replace('""', "")


# -------------------------------------------------------------------------------------------- runs of blanks
def by_blanks() -> Form:
    """Fields between runs of blanks or tabs; quotation marks hold a field together."""

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            if '"' in line:
                text = line.strip().replace("\t", " ")
                cells = next(csv.reader([text], delimiter=" ", skipinitialspace=True), [])
            else:
                cells = line.split()
            yield _ended(line, cells)

    return Form(" ", later("blanks"), rewrite)


# ------------------------------------------------------------------------------------ fixed width, and borders
def by_width(columns: Columns) -> Form:
    """Fields of fixed width; a line that does not keep to them stays as it is."""

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            cells = None if is_ruler(line) or not line.strip() else columns.split(line)
            yield line if cells is None else _ended(line, cells)

    return Form("fixed", kept_word(FIXED_WIDTH), rewrite)


def fixed_width(lines: Sequence[str]) -> Form | None:
    """The form of fixed width, if columns begin at the same places."""
    columns = find_columns(lines)
    return None if columns is None else by_width(columns)


def bordered(lines: Sequence[str]) -> Form | None:
    """Tables as database clients and Markdown draw them, with bars between the fields and rulers of dashes."""
    full = [line.strip() for line in lines[:200] if line.strip()]
    ruled = any(is_ruler(line) and set(line) & set("+|┼╪╬├╞") for line in full[:30])
    barred = [line for line in full if not is_ruler(line) and set(line) & set(_BARS)]
    outer = [line for line in barred if line[0] in _BARS and line[-1] in _BARS and len(line) > 1]
    if len(barred) < 2 or len(barred) < _SHARE * sum(not is_ruler(line) for line in full):
        return None
    if len(outer) < 0.9 * len(barred) and not ruled:
        return None
    cut = re.compile(rf"(?<!\\)[{_BARS}]")
    framed = len(outer) >= 0.9 * len(barred)

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            text = line.strip()
            if is_ruler(text) or not set(text) & set(_BARS):
                yield line
                continue
            text = text[1:] if framed and text[0] in _BARS else text
            text = text[:-1] if framed and text[-1:] in tuple(_BARS) else text
            yield _ended(line, [cell.strip().replace("\\|", "|") for cell in cut.split(text)])

    return Form("|", later("vertical bar, as a drawn table"), rewrite)


# -------------------------------------------------------------------------- several characters, blanks before "
def by_text(delimiter: str) -> Form:
    """Fields between a text of several characters, such as "::" or "||", or a character beyond ASCII."""

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        return (line.replace(delimiter, SEPARATOR) for line in lines)

    return Form(delimiter, f"'{delimiter}'", rewrite)


def by_spaced_quotes(delimiter: str, quote: str) -> Form:
    """Fields whose quotation marks stand behind blanks, as in ``a, "b, c"``."""

    def rewrite(lines: Sequence[str]) -> Iterator[str]:
        out = io.StringIO()
        reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)
        writer = csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator="\n")
        for record in reader:
            writer.writerow(record)
            yield out.getvalue()
            out.seek(0)
            out.truncate()

    return Form(delimiter, "", rewrite)
