"""What was found: a sentence in pieces, and the numbers it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from retention.languages import many, say
from retention.metrics.wording import percent

Numbers = Mapping[str, int | float | str]


@dataclass(frozen=True)
class Piece:
    """A part of a sentence.

    Attributes
    ----------
    text
        Its words.
    bold
        To be stressed.
    foreign
        The words stand in the file: whoever draws them must escape them.
    """

    text: str
    bold: bool = False
    foreign: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing found in the data.

    Attributes
    ----------
    kind
        What sort of thing: "cohorts", "segment", "cell", "month", "mix", "price" ...
    numbers
        The numbers in the sentence, under plain names; rates are fractions.
    pieces
        The sentence, in pieces.
    n
        Customers (or visits, or days) that it rests on.
    page
        Where to look further: "cohorts", "churn", "lifecycle", "activity", "revenue".
    strength
        For ordering: the larger, the earlier.
    p_value
        Of a claim that could be chance: its p-value, corrected for everything looked at. None for a description, and
        for the statement that two numbers cannot be told apart.
    """

    kind: str
    numbers: Numbers = field(hash=False)
    pieces: tuple[Piece, ...]
    n: int
    page: str
    strength: float
    p_value: float | None = None

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Findings:
    """The findings, strongest first, and what they were chosen from.

    Attributes
    ----------
    findings
        As many as were asked for.
    looked_at
        Claims that were tested; their p-values are corrected together.
    level
        At most this share of the claims told is expected to be chance.
    """

    findings: tuple[Finding, ...]
    looked_at: int
    level: float = 0.05

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, i: int) -> Finding:
        return self.findings[i]

    def to_frame(self) -> pd.DataFrame:
        """One row for each finding: its kind, its sentence, customers it rests on, corrected p-value."""
        columns = ("kind", "text", "n", "p_value", "page")
        return pd.DataFrame([[getattr(one, name) for name in columns] for one in self], columns=list(columns))

    @property
    def words(self) -> str:
        """What the findings were chosen from."""
        if not self.looked_at:
            return say("There were too few customers to test anything.")
        return many(
            "{n} comparison was looked at: of those told here, at most {chance} are expected to be chance.",
            "{n} comparisons were looked at, and corrected for being so many: of those told here, at most {chance} are "
            "expected to be chance.",
            self.looked_at,
            chance=percent(self.level, 0),
        )
