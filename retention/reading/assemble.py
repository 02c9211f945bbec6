"""Loaded columns and a mapping become events; every row that does not is counted and kept for showing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.building import build_events
from retention.errors import EmptyFileError, MappingError, ReadError, UndecidedError
from retention.events import Events, Segment
from retention.mapping import COPY, EXAMPLES, ColumnMapping, ReadReport
from retention.periods import Ints, check_timezone, to_instants
from retention.reading.amounts import AmountColumn, read_amounts, with_quantity
from retention.reading.copies import find_copies
from retention.reading.dates import BLANK, REASONS, DateColumn, read_dates
from retention.reading.labels import IdColumn, read_ids, read_labels
from retention.reading.memory import give_back
from retention.reading.order import Decision, decide, question, telling_rows
from retention.reading.tables import Loaded, Table, Wanted, joined

Progress = Callable[[float, str], None]
MAX_TEXTS = 200_000
_REASONS = ("", "malformed row", "blank row", "no customer", *REASONS.values(), COPY)


@dataclass(frozen=True)
class Request:
    """What the reader was asked for."""

    mapping: ColumnMapping
    date_order: str | None = None
    timezone: str = "UTC"
    observed_until: Any = None
    duplicates: str = "keep"
    progress: Progress | None = None

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("date_order", self.date_order, (None, "ymd", "dmy", "mdy")),
            ("duplicates", self.duplicates, ("keep", "drop")),
        ):
            if value not in allowed:
                choices = ", ".join(f'"{choice}"' for choice in allowed if choice)
                raise ReadError(f"'{value}' is not known.", where=name, todo=f"Choose one of: {choices}.")
        check_timezone(self.timezone)

    def tell(self, fraction: float, phrase: str) -> None:
        """Report progress, where somebody listens."""
        if self.progress is not None:
            self.progress(fraction, phrase)


def check_mapping(mapping: ColumnMapping, available: list[str], where: str) -> None:
    """Refuse a mapping that names absent columns, or one column twice."""
    single = [
        ("customer", mapping.customer),
        ("time", mapping.time),
        ("event", mapping.event),
        ("amount", mapping.amount),
        ("quantity", mapping.quantity),
    ]
    used: dict[str, str] = {}
    for role, name in [*single, *(("a segment", name) for name in mapping.segments)]:
        if name is None:
            continue
        if name not in available:
            raise MappingError.missing(name, available[:50], role, where)
        if name in used:
            raise MappingError(
                f"The column '{name}' is used for {used[name]} and for {role}.",
                where=where,
                todo="Use each column once.",
            )
        used[name] = role
    if mapping.quantity is not None and mapping.amount is None:
        raise MappingError("A quantity needs the price of one.", where=where, todo="Give the amount column too.")


def read_table(table: Table, request: Request) -> Events:
    """Load the mapped columns and build events from them."""
    mapping = request.mapping
    check_mapping(mapping, table.names, table.source)
    request.tell(0.05, "Reading rows")
    numbers = tuple(name for name in (mapping.amount, mapping.quantity) if name is not None)
    loaded = table.load(Wanted(mapping.columns, mapping.time, numbers, customer=mapping.customer))
    give_back()  # what parsing needed, before understanding needs as much again
    request.tell(0.5, "Understanding dates")
    ids = read_ids(loaded.columns[mapping.customer])
    dates = read_dates(loaded.columns[mapping.time], serials=table.workbook)
    decision = _decide(dates, loaded, request, table.source)
    micros, state = dates.under(decision.order)
    reason = _reasons(loaded, ids, state)
    if not reason.all():
        loaded.release(mapping.customer, mapping.time)
    return _build(table, loaded, request, ids, dates, decision, micros, reason)


def _decide(dates: DateColumn, loaded: Loaded, request: Request, where: str) -> Decision:
    if request.date_order is not None and len(dates.open.at):
        return Decision(request.date_order, "as asked for")
    decision = decide(dates)
    if decision.order is None:
        raw = [str(v) for v in loaded.columns[request.mapping.time].take(telling_rows(dates, decision)).to_pylist()]
        asked = question(dates, raw, decision, request.mapping.time)
        readings = "; ".join(
            f"{c.label.lower()}: {_as_shown(raw[0], c.shows[0])}, and the file {c.note}" for c in asked.choices
        )
        raise UndecidedError(
            f"The dates in the column '{request.mapping.time}' can be read in {len(asked.choices)} ways, "
            f"since {decision.why}. {readings[:1].upper()}{readings[1:]}.",
            where=where,
            todo=f'Say which: date_order="{asked.choices[0].value}" or "{asked.choices[1].value}".',
            questions=(asked,),
        )
    return decision


def _as_shown(raw: str, shown: str) -> str:
    return shown if raw in shown else f"{raw} is {shown}"


def _reasons(loaded: Loaded, ids: IdColumn, state: NDArray[np.int8]) -> NDArray[np.int8]:
    """Why each row is left out, as a position in ``_REASONS``; 0 where it is kept. The first reason counts."""
    reason = np.zeros(len(state), np.int8)
    for code, words in REASONS.items():
        reason[state == code] = _REASONS.index(words)
    nobody = ids.codes < 0
    reason[nobody] = _REASONS.index("no customer")
    blank = nobody & (state == BLANK)
    if blank.any():
        at = np.flatnonzero(blank)
        empty = np.ones(len(at), bool)
        for column in loaded.columns.values():
            texts = column.take(at).to_pylist()
            empty &= np.array([t is None or not str(t).strip() for t in texts])
        reason[at[empty]] = _REASONS.index("blank row")
    return reason


def _build(
    table: Table,
    loaded: Loaded,
    request: Request,
    ids: IdColumn,
    dates: DateColumn,
    decision: Decision,
    micros: Ints,
    reason: NDArray[np.int8],
) -> Events:
    mapping = request.mapping
    kept = None if not reason.any() else np.flatnonzero(reason == 0)

    def cut(column: NDArray[Any]) -> NDArray[Any]:
        return column if kept is None else column[kept]

    time = _instants(cut(micros), cut(dates.aware), request.timezone)
    amount, money_notes = _money(loaded, mapping, kept)
    event, names = _labels(loaded, mapping.event, kept)
    segments = {}
    for name in mapping.segments:
        codes, labels = _labels(loaded, name, kept)
        segments[name] = Segment(codes, labels)
    report = _report(table, loaded, request, ids, dates, decision, reason, money_notes)
    _explain_nothing_left(report, request, loaded)
    loaded.release(*mapping.columns)
    customer, customer_ids = _only_used(cut(ids.codes), ids.ids)
    request.tell(0.7, "Sorting")
    events = build_events(
        mapping=mapping,
        timezone=request.timezone,
        report=report,
        customer=customer,
        customer_ids=customer_ids,
        time=time,
        row=cut(loaded.row),
        event=event,
        event_names=names,
        amount=amount,
        segments=segments,
        observed_until=request.observed_until,
    )
    del time, amount, event, customer
    request.tell(0.9, "Looking for copies")
    events = _settle_copies(events, loaded, request)
    request.tell(1.0, "Done")
    return events


def _instants(micros: Ints, aware: NDArray[np.bool_], timezone: str) -> Ints:
    """Wall times become instants; what names its offset is one already."""
    if timezone == "UTC" or aware.all():
        return micros
    instants = micros.copy()
    instants[~aware] = to_instants(micros[~aware].astype("datetime64[us]"), timezone)
    return instants


def _money(
    loaded: Loaded, mapping: ColumnMapping, kept: NDArray[np.int64] | None
) -> tuple[NDArray[np.float64] | None, list[str]]:
    if mapping.amount is None:
        return None, []

    def read(name: str) -> AmountColumn:
        column = loaded.columns[name]
        return read_amounts(column if kept is None else column.take(kept), name)

    amounts = read(mapping.amount)
    if mapping.quantity is not None:
        amounts = with_quantity(amounts, read(mapping.quantity))
    notes = [amounts.note] if amounts.note else []
    if amounts.unreadable:
        shown = ", ".join(f"'{text}'" for text in amounts.examples)
        notes.append(
            f"{_rows(amounts.unreadable)} an unreadable amount (for example {shown}); counted as visits with no money."
        )
    if amounts.blank:
        notes.append(f"{_rows(amounts.blank)} no amount; counted as visits with no money.")
    values = np.nan_to_num(amounts.values, copy=False) if notes else amounts.values
    return values, notes


def _rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count:,} rows have"


def _labels(loaded: Loaded, name: str | None, kept: NDArray[np.int64] | None) -> tuple[Any, tuple[str, ...]]:
    if name is None:
        return None, ()
    codes, labels = read_labels(loaded.columns[name])
    if kept is None:
        return codes, labels
    codes = codes[kept]
    used = np.unique(codes[codes >= 0]) if len(labels) else np.zeros(0, np.int64)
    if len(used) == len(labels):
        return codes, labels
    table = np.full(len(labels) + 1, -1, codes.dtype)
    table[used] = np.arange(len(used))
    return table[codes], tuple(labels[i] for i in used)


def _only_used(codes: NDArray[np.int32], ids: Any) -> tuple[NDArray[np.int32], Any]:
    """Drop ids that no kept row has."""
    counts = np.bincount(codes, minlength=len(ids))
    if len(codes) == 0 or (counts > 0).all():
        return codes, ids
    used = np.flatnonzero(counts)
    table = np.zeros(len(ids), np.int32)
    table[used] = np.arange(len(used))
    return table[codes], ids.take(used)


# ------------------------------------------------------------------------------------------------ the report
def _report(
    table: Table,
    loaded: Loaded,
    request: Request,
    ids: IdColumn,
    dates: DateColumn,
    decision: Decision,
    reason: NDArray[np.int8],
    money_notes: list[str],
) -> ReadReport:
    counts = np.bincount(reason, minlength=len(_REASONS))
    counts[1] = len(loaded.malformed)
    dropped = {words: int(counts[i]) for i, words in enumerate(_REASONS) if i and counts[i]}
    left_out = _left_out(loaded, reason)
    detected = {**table.detected, "dates": ", ".join(dates.families) or "none", "date order": decision.why}
    if ids.notes:
        detected["ids"] = "; ".join(ids.notes)
    assumed = [*table.assumed, *loaded.assumed]
    kept = reason == 0
    if dates.aware[kept].any() and not dates.aware[kept].all():
        without = int((~dates.aware[kept]).sum())
        assumed.append(f"{_rows(without)} no offset from UTC; read as local time in {request.timezone}.")
    elif not dates.aware.any():
        assumed.append(f"Times are local times in {request.timezone}.")
    if sum(dropped.values()) > len(left_out):
        assumed.append(f"The text of the first {MAX_TEXTS:,} rows left out is kept; all are counted.")
    report = ReadReport(
        source=table.source,
        rows_read=len(loaded.row) + len(loaded.malformed),
        rows_kept=int(counts[0]),
        dropped=dropped,
        examples=_examples(left_out),
        left_out=left_out,
        detected=detected,
        assumed=(*assumed, *money_notes),
    )
    _check_conservation(report)
    return report


def _check_conservation(report: ReadReport) -> None:
    """Every row of the file is either kept or left out for one reason."""
    if report.rows_read != report.rows_kept + sum(report.dropped.values()):
        raise ReadError(
            f"{report.rows_read:,} rows were read, but {report.rows_kept:,} kept and {sum(report.dropped.values()):,} "
            "left out do not add up to that.",
            where=report.source,
            todo="No number of this file can be trusted; please report it.",
        )


def _left_out(loaded: Loaded, reason: NDArray[np.int8]) -> pd.DataFrame:
    at = np.flatnonzero(reason)[:MAX_TEXTS]
    frame = _frame(loaded, at, [_REASONS[code] for code in reason[at]])
    if loaded.malformed:
        bad = loaded.malformed[:MAX_TEXTS]
        rows, texts = [number for number, _ in bad], [text.rstrip("\r\n") for _, text in bad]
        malformed = pd.DataFrame({"row": np.array(rows, np.int64), "reason": "malformed row", "text": texts})
        frame = pd.concat([malformed, frame]) if len(frame) else malformed
        frame = frame.sort_values("row", kind="stable").reset_index(drop=True).head(MAX_TEXTS)
    return frame


def _frame(loaded: Loaded, at: NDArray[np.int64], reasons: list[str]) -> pd.DataFrame:
    texts = joined(loaded.whole(at)) if len(at) else []
    return pd.DataFrame({"row": loaded.row[at].astype(np.int64), "reason": reasons, "text": texts})


def _examples(left_out: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    examples: dict[str, list[tuple[int, str]]] = {}
    for words, part in left_out.groupby("reason", sort=False):
        head = part.head(EXAMPLES)
        examples[str(words)] = list(zip(head["row"].tolist(), head["text"].tolist(), strict=True))
    return examples


def _explain_nothing_left(report: ReadReport, request: Request, loaded: Loaded) -> None:
    """Where a whole column fails, name the column and show it."""
    if report.rows_kept:
        return
    worst = max(report.dropped, key=lambda words: report.dropped[words]) if report.dropped else ""
    if worst == "no customer":
        raise EmptyFileError(
            f"No row has a customer in the column '{request.mapping.customer}'.",
            where=report.source,
            todo="Choose another column for the customer.",
        )
    if worst in REASONS.values():
        column = loaded.columns[request.mapping.time]
        seen = [str(v) for v in dict.fromkeys(column.slice(0, 1000).to_pylist()) if v not in (None, "")][:3]
        shown = ", ".join(f"'{value}'" for value in seen) or "only blanks"
        raise EmptyFileError(
            f"No row has a usable date in the column '{request.mapping.time}': {shown}.",
            where=report.source,
            todo="Choose another column for the time, or write dates as 2024-03-31.",
        )


def _settle_copies(events: Events, loaded: Loaded, request: Request) -> Events:
    """Find exact copies; drop them if asked."""
    copies = find_copies(events, loaded)
    report = replace(events.report, copies=copies)
    if not len(copies) or request.duplicates == "keep":
        return replace(events, report=report, _cache={})
    at = np.searchsorted(loaded.row, copies)
    frame = _frame(loaded, at[:MAX_TEXTS], [COPY] * len(at[:MAX_TEXTS]))
    report = report.leaving_out(frame, len(copies), COPY, most=MAX_TEXTS)
    _check_conservation(report)
    return replace(events.without_rows(copies), report=report)
