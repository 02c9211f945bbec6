"""Loaded columns and a mapping become events; every row that does not is counted and kept for showing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.building import build_events
from retention.errors import EmptyFileError, MappingError, UndecidedError
from retention.events import Events, Segment
from retention.mapping import ColumnMapping
from retention.periods import Ints, to_instants
from retention.reading import asides
from retention.reading.dates.dates import BLANK, GOOD, REASONS, DateColumn, read_dates
from retention.reading.dates.effect import month_1
from retention.reading.dates.order import Decision, decide, question, telling_rows
from retention.reading.dates.remarks import far_off
from retention.reading.memory import give_back
from retention.reading.report import Findings, list_rows, make_report
from retention.reading.request import Request
from retention.reading.roles.unpivot import IDLE, UNCLEAR
from retention.reading.tables import Loaded, Table, Wanted
from retention.reading.values.copies import find_copies, proved_by
from retention.reading.values.currencies import beside
from retention.reading.values.ids import STAND_IN_CODE, IdColumn, read_ids
from retention.reading.values.labels import read_labels
from retention.reading.values.money import read_money
from retention.report import COPY, ReadReport

_REASONS = (
    "",
    asides.MALFORMED,
    asides.BLANK,
    *asides.REASONS,
    "no customer",
    "placeholder customer",
    *REASONS.values(),
    IDLE,
    UNCLEAR,
    COPY,
)


def check_mapping(mapping: ColumnMapping, available: list[str], where: str) -> None:
    """Refuse a mapping that names absent columns, or one column twice."""
    single = [
        ("customer", mapping.customer),
        ("time", mapping.time),
        ("event", mapping.event),
        ("amount", mapping.amount),
        ("quantity", mapping.quantity),
        ("an id of each row", mapping.event_id),
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
    mapped = table.names[0] in mapping.columns
    columns = mapping.columns if mapped else (*mapping.columns, *asides.first_column(table.names, table.sample))
    currency = beside(table.names) if numbers else None
    columns = columns if currency is None or currency in columns else (*columns, currency)
    loaded = table.load(Wanted(columns, mapping.time, numbers, customer=mapping.customer))
    give_back()  # what parsing needed, before understanding needs as much again
    request.tell(0.5, "Understanding dates")
    ids = read_ids(loaded.columns[mapping.customer])
    dates = read_dates(loaded.columns[mapping.time], serials=table.workbook)
    decision = _decide(dates, ids, loaded, request, table.source)
    micros, state = dates.under(decision.order)
    reason = _reasons(loaded, ids, state)
    _set_aside(reason, table, loaded, ids, state, mapping)
    if not reason.all():
        loaded.release(mapping.customer, mapping.time)
    return _build(table, loaded, request, ids, dates, decision, micros, reason)


def _decide(dates: DateColumn, ids: IdColumn, loaded: Loaded, request: Request, where: str) -> Decision:
    if request.date_order is not None and len(dates.open.at):
        return Decision(request.date_order, "as asked for")
    decision = decide(dates)
    if decision.order is None:
        raw = [str(v) for v in loaded.columns[request.mapping.time].take(telling_rows(dates, decision)).to_pylist()]
        effects = {order: month_1(ids.codes, *dates.under(order)) for order in decision.candidates}
        asked = question(dates, raw, decision, request.mapping.time, effects)
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
    reason[ids.codes == STAND_IN_CODE] = _REASONS.index("placeholder customer")
    blank = nobody & (state == BLANK)
    if blank.any():
        at = np.flatnonzero(blank)
        empty = np.ones(len(at), bool)
        for column in loaded.columns.values():
            texts = column.take(at).to_pylist()
            empty &= np.array([t is None or not str(t).strip() for t in texts])
        reason[at[empty]] = _REASONS.index("blank row")
    for words, rows in loaded.set_aside.items():
        reason[rows & (reason == 0)] = _REASONS.index(words)
    return reason


def _set_aside(
    reason: NDArray[np.int8],
    table: Table,
    loaded: Loaded,
    ids: IdColumn,
    state: NDArray[np.int8],
    mapping: ColumnMapping,
) -> None:
    """Give rows that are no data their own reason, before any that they have for lacking something."""
    others = (mapping.customer, mapping.time, mapping.amount, mapping.quantity, mapping.event_id)
    watched = [name for name in loaded.columns if name not in others]
    blank = reason == _REASONS.index(asides.BLANK)
    found = asides.find_asides(loaded, table.names, (ids.codes, ids.ids), state != GOOD, blank, watched)
    for words, at in found.items():
        reason[at] = _REASONS.index(words)


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
    money = read_money(loaded.columns, mapping, kept, request.decimal, table.source)
    event, names = _labels(loaded, mapping.event, kept)
    segments = {}
    for name in mapping.segments:
        codes, labels = _labels(loaded, name, kept)
        segments[name] = Segment(codes, labels)
    report = make_report(table, loaded, request, Findings(ids, dates, decision, reason, _REASONS, money))
    _explain_nothing_left(report, request, loaded)
    loaded.release(*tuple(loaded.columns))
    customer, customer_ids = _only_used(cut(ids.codes), ids.ids)
    report = replace(report, assumed=(*report.assumed, *far_off(time), *asides.named_like_totals(customer_ids)))
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
        amount=money.values,
        segments=segments,
        observed_until=loaded.complete_until if request.observed_until is None else request.observed_until,
    )
    del time, money, event, customer
    request.tell(0.9, "Looking for copies")
    events = _settle_copies(table, events, loaded, request)
    request.tell(1.0, "Done")
    return events


def _instants(micros: Ints, aware: NDArray[np.bool_], timezone: str) -> Ints:
    """Wall times become instants; what names its offset is one already."""
    if timezone == "UTC" or aware.all():
        return micros
    instants = micros.copy()
    instants[~aware] = to_instants(micros[~aware].astype("datetime64[us]"), timezone)
    return instants


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


def _settle_copies(table: Table, events: Events, loaded: Loaded, request: Request) -> Events:
    """Find exact copies; drop them if asked, or if an id of every row proves that they are copies."""
    copies = find_copies(events, loaded)
    at = np.searchsorted(loaded.row, copies)[: request.limits.rows_shown]
    copied, written = list_rows(table, loaded, at, [COPY] * len(at))
    written = pd.concat([events.report.written, written]) if len(copied) else events.report.written
    proof = proved_by(table, loaded, copies, request.mapping.event_id)
    handled = "drop" if proof else request.duplicates
    assumed = (*events.report.assumed, proof) if proof else events.report.assumed
    report = replace(events.report, copies=copies, copied=copied, written=written, assumed=assumed)
    report = report.deciding_copies(handled)
    kept = not len(copies) or handled == "keep"
    return replace(replace(events, _cache={}) if kept else events.without_rows(copies), report=report)
