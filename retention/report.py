"""What happened to the rows of a file, as data: the ledger from the rows in the file to the rows used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import ReadError
from retention.languages import later, later_many, mark, mark_many, say
from retention.mapping import Assumption

COPY = mark("exact copy of an earlier row")  # the reason for leaving such a row out
EXAMPLES = 5  # rows shown for each reason
LEFT_OUT = ("row", "line", "part", "reason", "text")  # columns of the table of rows left out
AS_WRITTEN = "text as written"  # column for records that could not be split

NOT_DATA = (
    mark("blank row"),
    mark("comment line"),
    mark("repeated header"),
    mark("units row"),
    mark("totals row"),
    mark("subtotal row"),
    mark("footnote"),
)
_IDLE = mark("not active in that period")  # a cell of a table with a column for each period
QUIET = (*NOT_DATA, _IDLE, COPY)  # leaving these out loses nothing
_NO_MOMENT = (mark("placeholder date"), mark("time zone with several meanings"))
_NO_SPAN = (
    *(
        mark("no start date"),
        mark("start date does not exist"),
        mark("start date cannot be read"),
        mark("placeholder start date"),
    ),
    *(mark("start time zone with several meanings"), mark("end date does not exist"), mark("end date cannot be read")),
    *(mark("end time zone with several meanings"), mark("end before start")),
)
_OUT_OF_RANGE = (mark("start year outside 1970 to 2100"), mark("start date far from all others"))
# The steps from the file to what is counted: name, what the rows after it are, and the reasons that belong to it.
_STEPS = (
    ("parsed", mark("Rows of data"), (mark("malformed row"), *NOT_DATA, _IDLE, mark("mark not understood"))),
    ("customer", mark("With a customer"), (mark("no customer"), mark("placeholder customer"))),
    (
        "date",
        mark("With a date"),
        (mark("no date"), mark("date does not exist"), mark("date cannot be read"), *_NO_MOMENT, *_NO_SPAN),
    ),
    ("copies", mark("Exact copies decided"), (COPY,)),
    ("range", mark("In range"), (mark("year outside 1970 to 2100"), mark("date far from all others"), *_OUT_OF_RANGE)),
)
_LAST = ("used", mark("Rows used"))


_COPIES_KEPT = mark_many("{n} exact copy of a row is kept", "{n} exact copies of rows are kept")
_COPIES_LEFT_OUT = mark_many("{n} exact copy of a row is left out", "{n} exact copies of rows are left out")
# Where a row stands, without and with the part of the file that it is in.
_PLACES = {
    "line": (mark("line {n}"), mark("{part}, line {n}")),
    "row": (mark("row {n}"), mark("{part}, row {n}")),
}


@dataclass(frozen=True)
class Step:
    """One step of the ledger.

    Attributes
    ----------
    name
        "file", "parsed", "customer", "date", "copies", "range" or "used".
    words
        What the rows after this step are, in words.
    rows
        How many there are.
    left_out
        Reason to number of rows that were left out here.
    examples
        Reason to the first few ``(place in the file, text of the row)``.
    """

    name: str
    words: str
    rows: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def _about_copies(count: int, handled: str) -> Assumption:
    if handled == "keep":
        words, certainty = later_many(*_COPIES_KEPT, count), "assumed"
    else:
        words, certainty = later_many(*_COPIES_LEFT_OUT, count), "chosen"
    evidence = later(
        "Alike in every column; nothing in the file says whether they happened twice or were written twice."
    )
    choices = (("keep", later("keep and count them")), ("drop", later("leave them out")))
    return Assumption("duplicates", handled, words, evidence, certainty, choices)


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in LEFT_OUT})


@dataclass(frozen=True)
class CountedTable:
    """A table that was counted where it lies. It holds no address: whoever is shown it learns names only.

    Attributes
    ----------
    connection
        What the connection is called.
    table
        Name of the table.
    engine
        What counted it, as people call it.
    asked
        When it was asked, in the time of the computer that asked.
    files
        "parquet" or "csv" where the table is made of files of that kind, else empty.
    """

    connection: str
    table: str
    engine: str
    asked: pd.Timestamp
    files: str = ""


@dataclass(frozen=True, eq=False)
class ReadReport:
    """What happened to every row of the file: ``rows_read == rows_kept + sum(dropped.values())``.

    Attributes
    ----------
    source
        Name of the file.
    rows_read, rows_kept
        Rows in the file (without header), and rows used.
    dropped
        Reason in words to number of rows.
    examples
        Reason to the first few ``(row number in the file, text of the row)``.
    left_out
        Every row left out: ``row`` (1 is the first below the header), ``line`` of the file or row of the sheet,
        ``part`` (file or sheet, where several are joined), ``reason``, ``text``.
    written
        All columns of the rows in ``left_out`` and ``copied`` as the file has them, by row number.
    detected
        What was found out about the file: delimiter, encoding, date order and so on, in words.
    assumed
        Sentences about what was taken for granted.
    assumptions
        The same as data, with evidence and what else it could be: encoding, delimiter, date order, zone and so on.
    copies
        Row numbers of exact copies of an earlier row (whole row alike), kept or dropped as ``duplicates`` says.
    copied
        The same as a table like ``left_out``.
    counted_in
        What ``line`` counts: "line" of a text file, or "row" of a sheet or a data frame.
    table
        Where no file was read: the table of a database whose rows were counted there.

    Examples
    --------
    >>> import retention as rt
    >>> report = rt.read_events(b"customer,date\\na,2024-01-05\\n,2024-01-06\\nb,2024-02-30\\n").report
    >>> print(report.to_frame()[["words", "reason", "left_out", "rows"]].to_string(index=False))
                   words              reason  left_out  rows
        Rows in the file                             0     3
            Rows of data                             0     3
         With a customer         no customer         1     2
             With a date date does not exist         1     1
    Exact copies decided                             0     1
                In range                             0     1
               Rows used                             0     1
    """

    source: str = ""
    rows_read: int = 0
    rows_kept: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)
    left_out: pd.DataFrame = field(default_factory=_no_rows)
    written: pd.DataFrame = field(default_factory=pd.DataFrame)
    detected: Mapping[str, str] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    copies: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    copied: pd.DataFrame = field(default_factory=_no_rows)
    counted_in: str = "row"
    table: CountedTable | None = None

    def check(self) -> None:
        """Refuse a report whose rows do not add up."""
        left_out = sum(self.dropped.values())
        if self.rows_read != self.rows_kept + left_out or self.steps[-1].rows != self.rows_kept:
            raise ReadError(
                say(
                    "{rows_read} rows were read, but {rows_kept} kept and {left_out} left out do not add up to that.",
                    rows_read=f"{self.rows_read:,}",
                    rows_kept=f"{self.rows_kept:,}",
                    left_out=f"{left_out:,}",
                ),
                where=self.source,
                todo=say("No number of this file can be trusted; please report it."),
            )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The ledger, from the rows in the file to the rows used."""
        rows = self.rows_read
        steps = [Step("file", mark("Rows in the file"), rows)]
        known = {reason for _, _, reasons in _STEPS for reason in reasons}
        others = tuple(reason for reason in self.dropped if reason not in known)
        for name, words, reasons in (*_STEPS, (*_LAST, others)):
            here = {reason: self.dropped[reason] for reason in reasons if self.dropped.get(reason)}
            rows -= sum(here.values())
            if name == "copies" and self.table is not None:  # which nobody looks for in a database
                continue
            steps.append(Step(name, words, rows, here, {reason: self._shown(reason) for reason in here}))
        return tuple(steps)

    def _shown(self, reason: str) -> tuple[tuple[str, str], ...]:
        first = self.left_out[self.left_out["reason"] == reason].head(EXAMPLES)
        return tuple(zip(self.places(first), first["text"].tolist(), strict=True))

    def places(self, rows: pd.DataFrame) -> list[str]:
        """Where rows stand in the file: "line 1,204", or "2024-03, row 17"."""
        alone, within = _PLACES[self.counted_in]
        return [
            say(within, part=part, n=f"{line:,}") if part else say(alone, n=f"{line:,}")
            for line, part in zip(rows["line"].tolist(), rows["part"].tolist(), strict=True)
        ]

    def to_frame(self) -> pd.DataFrame:
        """The ledger as a table: one row for each step, or for each reason where there are any."""
        lines = []
        for step in self.steps:
            rows = step.rows + sum(step.left_out.values())
            for reason, count in (step.left_out or {"": 0}).items():
                rows -= count
                example = next((f"{place}: {text}" for place, text in step.examples.get(reason, ())), "")
                lines.append((step.name, step.words, reason, count, rows, example))
        return pd.DataFrame(lines, columns=["step", "words", "reason", "left_out", "rows", "example"])

    def rejected(self) -> pd.DataFrame:
        """Every row left out as the file has it: its place and the reason first, then the columns of the file."""
        return self._as_written(self.left_out, {"why left out": self.left_out["reason"].tolist()})

    def repeated(self) -> pd.DataFrame:
        """Every exact copy as the file has it: its place first, then the columns of the file."""
        return self._as_written(self.copied, {})

    def _as_written(self, rows: pd.DataFrame, more: dict[str, list[str]]) -> pd.DataFrame:
        place: dict[str, list[str]] = {f"{self.counted_in} in the file": rows["line"].tolist()}
        if (rows["part"] != "").any():
            place["part of the file"] = rows["part"].tolist()
        place |= more
        unsplit = ~rows["row"].isin(self.written.index)
        if unsplit.any():
            place[AS_WRITTEN] = rows["text"].where(unsplit, "").tolist()
        written = self.written.reindex(rows["row"]).fillna("").reset_index(drop=True)
        return pd.concat([pd.DataFrame(place, index=written.index), written], axis=1)

    @property
    def share_lost(self) -> float:
        """Share of the rows of data that are left out although they may have meant something."""
        quiet = sum(number for reason, number in self.dropped.items() if reason in QUIET)
        rows = self.rows_read - quiet
        return (rows - self.rows_kept) / rows if rows else 0.0

    def deciding_copies(self, handled: str) -> ReadReport:
        """Return the report with exact copies kept ("keep") or counted among the rows left out ("drop")."""
        if not len(self.copies):
            return self
        others = [assumption for assumption in self.assumptions if assumption.key != "duplicates"]
        report = replace(self, assumptions=(*others, _about_copies(len(self.copies), handled)))
        return report.leaving_out(report.copied, len(report.copies), COPY) if handled == "drop" else report

    def leaving_out(self, rows: pd.DataFrame, count: int, reason: str) -> ReadReport:
        """Return the report after leaving out more rows, so that it still adds up.

        Parameters
        ----------
        rows
            The rows to show, with the columns of ``left_out``, rising.
        count
            How many rows are left out; more than are shown where they are very many.
        reason
            Why, in words.
        """
        rows = rows.assign(reason=reason)
        everything = pd.concat([self.left_out, rows]) if len(self.left_out) else rows
        first = rows.head(EXAMPLES)
        report = replace(
            self,
            rows_kept=self.rows_kept - count,
            dropped={**self.dropped, reason: self.dropped.get(reason, 0) + count},
            examples={**self.examples, reason: list(zip(first["row"].tolist(), first["text"].tolist(), strict=True))},
            left_out=everything.sort_values("row", kind="stable").reset_index(drop=True),
        )
        report.check()
        return report
