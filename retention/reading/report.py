"""What happened to every row, gathered while a file is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.languages import later, later_many, mark
from retention.mapping import Assumption
from retention.reading import assumptions
from retention.reading.asides import reason_of_text
from retention.reading.assumptions import together
from retention.reading.dates.dates import DateColumn
from retention.reading.dates.order import Decision
from retention.reading.dates.remarks import about_dates
from retention.reading.joined import JoinedTable
from retention.reading.tables import ArrowTable, Loaded, Rows, Table, joined
from retention.reading.values.ids import IdColumn
from retention.reading.values.money import Money
from retention.reading.wording import kept_word, strung
from retention.report import EXAMPLES, ReadReport

if TYPE_CHECKING:
    from retention.reading.request import Request

Listed = tuple[pd.DataFrame, pd.DataFrame]  # as in ``ReadReport.left_out`` and ``ReadReport.written``


@dataclass(frozen=True)
class Findings:
    """What reading found out about the rows.

    Attributes
    ----------
    ids, dates, decision
        Of the columns of customers and moments.
    reason
        Why each row is left out, as a position in ``words``; 0 where it is kept.
    words
        Every reason in words.
    money
        Amounts, with what is to be said about them.
    """

    ids: IdColumn
    dates: DateColumn
    decision: Decision
    reason: NDArray[np.int8]
    words: Sequence[str]
    money: Money


def make_report(table: Table, loaded: Loaded, request: Request, found: Findings) -> ReadReport:
    """Account for every row of the file."""
    counts = np.bincount(found.reason, minlength=len(found.words))
    odd = [reason_of_text(text) for _, text in loaded.malformed]
    np.add.at(counts, [found.words.index(words) for words in odd], 1)
    dropped = {words: int(counts[i]) for i, words in enumerate(found.words) if i and counts[i]}
    left_out, written = _left_out(table, loaded, found, request.limits.rows_shown)
    report = ReadReport(
        source=table.source,
        rows_read=len(loaded.row) + len(loaded.malformed),
        rows_kept=int(counts[0]),
        dropped=dropped,
        examples=_examples(left_out),
        left_out=left_out,
        written=written,
        detected=_detected(table, found),
        assumed=(*table.assumed, *loaded.assumed, *_said(request, found, dropped, len(left_out)), *found.money.notes),
        assumptions=together(table.assumptions, _assumptions(request, found)),
        counted_in=_unit(table),
    )
    report.check()
    return report


def list_rows(table: Table, loaded: Loaded, at: NDArray[np.int64], reasons: Sequence[str]) -> Listed:
    """Rows at some positions, with the way back to the file, and all their columns as the file has them."""
    if not len(at):
        return _listed(table, np.zeros(0, np.int32), [], []), pd.DataFrame()
    whole = loaded.whole(at)
    texts = [text if text.strip(", ") else "" for text in joined(whole)]
    listed = _listed(table, loaded.row[at], reasons, texts)
    return listed, whole.to_pandas().set_axis(listed["row"].to_numpy())


def _detected(table: Table, found: Findings) -> dict[str, str]:
    detected = {
        **table.detected,
        mark("dates"): strung(map(kept_word, found.dates.families)) or later("none"),
        mark("date order"): found.decision.why,
    }
    if found.money.currency:
        detected[mark("currency")] = found.money.currency
    if found.ids.notes:
        detected[mark("ids")] = strung(found.ids.notes, "; ")
    return detected


def _assumptions(request: Request, found: Findings) -> list[Assumption]:
    order = assumptions.date_order(found.dates, found.decision, request.date_order)
    made = [] if order is None else [order]
    made.append(assumptions.zone(found.dates.aware[found.reason == 0], request.timezone))
    made += assumptions.noted(later("Dates"), about_dates(found.dates))
    made += found.money.assumptions
    ids = (*found.ids.warnings, *found.ids.notes)
    return [*made, *assumptions.noted(later("Ids"), ids), *assumptions.noted(later("Amounts"), found.money.notes)]


def _said(request: Request, found: Findings, dropped: dict[str, int], listed: int) -> list[str]:
    """Sentences about zones, and about rows that are counted but not listed."""
    said = [*about_dates(found.dates), *found.ids.warnings]
    aware, kept = found.dates.aware, found.reason == 0
    if aware[kept].any() and not aware[kept].all():
        without = int((~aware[kept]).sum())
        said.append(
            later_many(
                "{n} row has no offset from UTC; read as local time in {timezone}.",
                "{n} rows have no offset from UTC; read as local time in {timezone}.",
                without,
                timezone=request.timezone,
            )
        )
    elif not aware.any():
        said.append(later("Times are local times in {timezone}.", timezone=request.timezone))
    if sum(dropped.values()) > listed:
        said.append(later("The text of the first {n} rows left out is kept; all are counted.", n=f"{listed:,}"))
    return said


def _unit(table: Table) -> str:
    """What its lines count: lines of a text file, rows of a sheet or a data frame."""
    first = table.tables[0] if isinstance(table, JoinedTable) else table
    plain = isinstance(first, ArrowTable) and type(first).lines is ArrowTable.lines
    return "row" if table.workbook or plain else "line"


def _left_out(table: Table, loaded: Loaded, found: Findings, most: int) -> Listed:
    at = _to_show(found.reason, most)
    frame, written = list_rows(table, loaded, at, [found.words[code] for code in found.reason[at]])
    if loaded.malformed:
        bad = loaded.malformed[:most]
        row = np.array([number for number, _ in bad], np.int32)
        texts = [text.rstrip("\r\n") for _, text in bad]
        malformed = _listed(table, row, [reason_of_text(text) for text in texts], texts)
        frame = pd.concat([malformed, frame]) if len(frame) else malformed
        frame = frame.sort_values("row", kind="stable").reset_index(drop=True)
    return frame, written


def _to_show(reason: NDArray[np.int8], most: int) -> NDArray[np.int64]:
    """Positions of the first rows left out, and of a few for every reason."""
    at = np.flatnonzero(reason)
    if len(at) <= most:
        return at
    few = [at[reason[at] == code][:EXAMPLES] for code in np.unique(reason[at])]
    return np.unique(np.concatenate([at[:most], *few]))


def _listed(table: Table, row: Rows, reasons: Sequence[str], texts: Sequence[str]) -> pd.DataFrame:
    where = {"row": row.astype(np.int64), "line": table.lines(row).astype(np.int64), "part": table.parts(row)}
    text = {"reason": list(reasons), "text": list(texts)}
    return pd.DataFrame({**where, **text}).astype({"part": "str", "reason": "str", "text": "str"})


def _examples(left_out: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    examples: dict[str, list[tuple[int, str]]] = {}
    for words, part in left_out.groupby("reason", sort=False):
        head = part.head(EXAMPLES)
        examples[str(words)] = list(zip(head["row"].tolist(), head["text"].tolist(), strict=True))
    return examples
