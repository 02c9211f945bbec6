"""What a report is made of: sections, each with a sentence, figures, tables, and how it was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from retention.languages import mark, say

OUTSTANDING = mark("What stands out")
NUMBERED = (mark("What"), mark("Number"), mark("Range and what it rests on"))
# How the values of a column are written.
KINDS = ("text", "words", "id", "count", "percent", "money", "number", "points", "day")


class Bold(str):
    """A part of a sentence to be stressed."""

    __slots__ = ()


Sentence = str | tuple[str, ...]


def plain(sentence: Sentence) -> str:
    """A sentence without its stresses.

    Examples
    --------
    >>> plain(("Of 180, ", Bold("41"), " came back."))
    'Of 180, 41 came back.'
    """
    return str(sentence) if isinstance(sentence, str) else "".join(sentence)


def heads(*columns: str) -> dict[str, str]:
    """Columns whose names are messages, with what people read above them."""
    return {name: say(name) for name in columns}


@dataclass(frozen=True)
class Plot:
    """Columns of a table that a spreadsheet draws by itself: "line" or "column", ``x`` along the axis.

    Those of ``y`` that are the ends of a range are named in ``ends`` too.
    """

    kind: str
    x: str
    y: tuple[str, ...]
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """A table as people read it.

    Attributes
    ----------
    title
        What stands in it; the name of its sheet.
    frame
        The rows, the newest last where they follow time; rates are fractions. Column names are English.
    kinds
        How the values of a column are written: one of :data:`KINDS`; "text" for a column that is not named.
    newest_first
        Shown the other way round on a page.
    hidden
        Columns for a workbook only, such as a date beside its name.
    plot
        What a workbook draws of it; None for nothing.
    heads
        What people read above a column, where it is not its name.
    """

    title: str
    frame: pd.DataFrame
    kinds: Mapping[str, str] = field(default_factory=dict)
    newest_first: bool = False
    hidden: tuple[str, ...] = ()
    plot: Plot | None = None
    heads: Mapping[str, str] = field(default_factory=dict)

    def head(self, column: str) -> str:
        """What people read above a column."""
        return self.heads.get(column, column)

    def kind(self, column: str) -> str:
        """How a column is written."""
        return self.kinds.get(column, "text")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A figure with what it says in words and the table behind it; either may be missing.

    Attributes
    ----------
    title
        Heading.
    alt
        What the figure shows, as a sentence for those who cannot see it.
    figure
        A plotly figure in light colours.
    table
        The numbers drawn.
    notes
        What a reader could take wrongly.
    wide
        The figure needs room: on a narrow screen it is moved sideways.
    """

    title: str
    alt: str = ""
    figure: Any = None
    table: Table | None = None
    notes: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Number:
    """One of the few numbers said first: what it is, its value, and its range and n in words."""

    label: str
    value: str
    words: str


@dataclass(frozen=True, eq=False)
class Section:
    """One section of a report.

    Attributes
    ----------
    key
        One of :data:`retention.reporting.SECTIONS`.
    title
        Heading.
    headline
        What it says, in one or two sentences.
    lines
        More to say, a sentence each.
    numbers
        A few numbers said first.
    findings, findings_note
        What stands out, a sentence each, and what they were chosen from.
    exhibits
        Figures and tables.
    how
        How it was computed, a sentence each.
    """

    key: str
    title: str
    headline: Sentence
    lines: tuple[Sentence, ...] = ()
    numbers: tuple[Number, ...] = ()
    findings: tuple[Sentence, ...] = ()
    findings_note: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    how: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order; what is said in numbers and findings is a table too."""
        found = [one.table for one in self.exhibits if one.table is not None]
        if self.findings:
            told = pd.DataFrame({OUTSTANDING: [plain(one) for one in self.findings]}, dtype=object)
            found.insert(0, Table(say(OUTSTANDING), told, heads=heads(OUTSTANDING)))
        if self.numbers:
            rows = [(one.label, one.value, one.words) for one in self.numbers]
            frame = pd.DataFrame(rows, columns=list(NUMBERED), dtype=object)
            found.insert(0, Table(self.title, frame, heads=heads(*NUMBERED)))
        return tuple(found)
