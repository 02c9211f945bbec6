"""Loaded columns and a mapping become events; every row that does not is counted and kept for showing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.building import build_events
from retention.errors import EmptyFileError, MappingError
from retention.events import Events, Segment
from retention.languages import later, say
from retention.mapping import ColumnMapping
from retention.periods import Ints
from retention.reading import asides
from retention.reading.dates.dates import REASONS, DateColumn, read_dates
from retention.reading.dates.effect import month_1
from retention.reading.dates.order import Decision, decide, question, telling_rows, undecided
from retention.reading.dates.remarks import far_off
from retention.reading.dates.states import FAR
from retention.reading.memory import give_back
from retention.reading.report import Findings, list_rows, make_report
from retention.reading.request import Request
from retention.reading.roles.unpivot import IDLE, UNCLEAR
from retention.reading.rows import (
    NO_CUSTOMER,
    REFUSING,
    ROW_ID,
    SEGMENT,
    STAND_IN,
    check_roles,
    instants_of,
    labels_in,
    only_used,
    reasons_of,
    set_aside,
)
from retention.reading.tables import Loaded, Table, Wanted
from retention.reading.values.copies import find_copies, proved_by
from retention.reading.values.currencies import beside
from retention.reading.values.ids import IdColumn, read_ids
from retention.reading.values.money import read_money
from retention.reading.values.refusals import blocked_customers, read_refusals, told_of
from retention.reading.wording import quoted
from retention.report import COPY, ReadReport

_REASONS = (
    "",
    asides.MALFORMED,
    asides.BLANK,
    *asides.REASONS,
    NO_CUSTOMER,
    STAND_IN,
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
        (ROW_ID, mapping.event_id),
        (REFUSING, mapping.do_not_contact),
    ]
    check_roles([*single, *((SEGMENT, name) for name in mapping.segments)], available, where)
    if mapping.quantity is not None and mapping.amount is None:
        raise MappingError(
            say("A quantity needs the price of one."), where=where, todo=say("Give the amount column too.")
        )


def read_table(table: Table, request: Request) -> Events:
    """Load the mapped columns and build events from them."""
    mapping = request.mapping
    check_mapping(mapping, table.names, table.source)
    request.tell(0.05, say("Reading rows"))
    numbers = tuple(name for name in (mapping.amount, mapping.quantity) if name is not None)
    mapped = table.names[0] in mapping.columns
    columns = mapping.columns if mapped else (*mapping.columns, *asides.first_column(table.names, table.sample))
    currency = beside(table.names) if numbers else None
    columns = columns if currency is None or currency in columns else (*columns, currency)
    loaded = table.load(Wanted(columns, mapping.time, numbers, customer=mapping.customer))
    give_back()  # what parsing needed, before understanding needs as much again
    request.tell(0.5, say("Understanding dates"))
    ids = read_ids(loaded.columns[mapping.customer])
    dates = read_dates(loaded.columns[mapping.time], serials=table.workbook)
    decision = _decide(dates, ids, loaded, request, table.source)
    micros, state = dates.under(decision.order)
    reason = reasons_of(loaded, ids, state, _REASONS)
    set_aside(reason, table, loaded, ids, state, mapping, _REASONS)
    if not reason.all():
        loaded.release(mapping.customer, mapping.time)
    return _build(table, loaded, request, ids, dates, decision, micros, reason)


def _decide(dates: DateColumn, ids: IdColumn, loaded: Loaded, request: Request, where: str) -> Decision:
    if request.date_order is not None and len(dates.open.at):
        return Decision(request.date_order, later("as asked for"))
    decision = decide(dates)
    if decision.order is None:
        raw = [str(v) for v in loaded.columns[request.mapping.time].take(telling_rows(dates, decision)).to_pylist()]
        effects = {order: month_1(ids.codes, *dates.under(order)) for order in decision.candidates}
        asked = question(dates, raw, decision, request.mapping.time, effects)
        raise undecided(asked, decision, request.mapping.time, where, raw[0])
    return decision


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

    time = instants_of(cut(micros), cut(dates.aware), request.timezone)
    money = read_money(loaded.columns, mapping, kept, request.decimal, table.source)
    event, names = labels_in(loaded, mapping.event, kept)
    segments = {}
    for name in mapping.segments:
        codes, labels = labels_in(loaded, name, kept)
        segments[name] = Segment(codes, labels)
    report = make_report(table, loaded, request, Findings(ids, dates, decision, reason, _REASONS, money))
    _explain_nothing_left(report, request, loaded)
    customer, customer_ids = only_used(cut(ids.codes), ids.ids)
    blocked, report = _blocked(loaded, mapping, (ids, kept, customer, len(customer_ids)), report)
    loaded.release(*tuple(loaded.columns))
    report = replace(report, assumed=(*report.assumed, *far_off(time), *asides.named_like_totals(customer_ids)))
    request.tell(0.7, say("Sorting"))
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
        blocked=blocked,
        observed_until=loaded.complete_until if request.observed_until is None else request.observed_until,
    )
    del time, money, event, customer
    request.tell(0.9, say("Looking for copies"))
    events = _settle_copies(table, events, loaded, request)
    request.tell(1.0, say("Done"))
    return events


def _blocked(
    loaded: Loaded,
    mapping: ColumnMapping,
    found: tuple[IdColumn, NDArray[np.int64] | None, NDArray[np.int32], int],
    report: ReadReport,
) -> tuple[NDArray[np.bool_] | None, ReadReport]:
    """Who asked not to be contacted, and the report that says so; None without such a column."""
    if mapping.do_not_contact is None:
        return None, report
    ids, kept, customer, n = found
    refusals = read_refusals(loaded.columns[mapping.do_not_contact], mapping.do_not_contact)
    blocked = blocked_customers(refusals.refused, ids.codes, kept, customer, n)
    told = told_of(refusals, mapping.do_not_contact, int(blocked.sum()))
    return blocked, replace(report, assumptions=(*report.assumptions, told))


def _explain_nothing_left(report: ReadReport, request: Request, loaded: Loaded) -> None:
    """Where a whole column fails, name the column and show it."""
    if report.rows_kept:
        return
    worst = max(report.dropped, key=lambda words: report.dropped[words]) if report.dropped else ""
    if worst == NO_CUSTOMER:
        raise EmptyFileError(
            say("No row has a customer in the column '{column}'.", column=request.mapping.customer),
            where=report.source,
            todo=say("Choose another column for the customer."),
        )
    if worst in REASONS.values():
        column = loaded.columns[request.mapping.time]
        seen = [str(v)[:80] for v in dict.fromkeys(column.slice(0, 1000).to_pylist()) if v not in (None, "")][:3]
        shown = quoted(seen) or say("only blanks")
        raise EmptyFileError(
            say(
                "No row has a usable date in the column '{column}': {values}.",
                column=request.mapping.time,
                values=shown,
            ),
            where=report.source,
            todo=say("Years from 1970 to 2100 can be counted: choose another column for the time.")
            if worst == REASONS[FAR]
            else say("Choose another column for the time, or write dates as 2024-03-31."),
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
