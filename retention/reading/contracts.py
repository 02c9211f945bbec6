"""Loaded columns and a mapping become subscriptions; every row that does not is counted and kept for showing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.building import build_events
from retention.errors import EmptyFileError
from retention.events import Events, Segment
from retention.languages import later, mark, say
from retention.mapping import ColumnMapping, SubscriptionMapping
from retention.periods import Ints
from retention.reading import asides
from retention.reading.contract_remarks import about_contracts, until_seen
from retention.reading.dates.dates import BLANK, GOOD
from retention.reading.dates.order import Decision, question, telling_rows, undecided
from retention.reading.dates.remarks import far_off
from retention.reading.dates.spans import (
    END_REASONS,
    START_REASONS,
    SpanDates,
    decide_spans,
    read_spans,
    texts_at,
    under,
)
from retention.reading.last_days import settle_last_days
from retention.reading.memory import give_back
from retention.reading.report import Findings, list_rows, make_report
from retention.reading.request import Request
from retention.reading.rows import (
    NO_CUSTOMER,
    REFUSING,
    SEGMENT,
    STAND_IN,
    check_roles,
    instants_of,
    labels_in,
    nothing_usable,
    only_used,
    reasons_of,
    set_aside,
)
from retention.reading.tables import Loaded, Table, Wanted
from retention.reading.ties import in_one_order
from retention.reading.values.copies import find_copies
from retention.reading.values.currencies import beside
from retention.reading.values.ids import IdColumn, read_ids
from retention.reading.values.money import NO_MONEY, read_money
from retention.reading.values.refusals import blocked_customers, read_refusals, told_of
from retention.report import COPY
from retention.subscriptions import NEVER, Subscriptions

BACKWARDS = mark("end before start")
_WORDS = (
    "",
    asides.MALFORMED,
    asides.BLANK,
    *asides.REASONS,
    NO_CUSTOMER,
    STAND_IN,
    *START_REASONS.values(),
    *END_REASONS.values(),
    BACKWARDS,
    COPY,
)


def as_visits(mapping: SubscriptionMapping) -> ColumnMapping:
    """The same columns as if each start were a visit: what is common to all files is read that way."""
    plan = () if mapping.plan is None else (mapping.plan,)
    segments = (*plan, *(name for name in mapping.segments if name != mapping.plan))
    return ColumnMapping(
        mapping.customer,
        mapping.start,
        amount=mapping.amount,
        segments=segments,
        do_not_contact=mapping.do_not_contact,
    )


@dataclass(frozen=True)
class _Parts:
    """What was loaded and understood, before it is put together."""

    table: Table
    loaded: Loaded
    mapping: SubscriptionMapping
    request: Request
    ids: IdColumn
    spans: SpanDates
    decision: Decision


def read_contracts(
    table: Table, mapping: SubscriptionMapping, request: Request, end_day: str | None = None
) -> Subscriptions:
    """Load the mapped columns and make subscriptions of them."""
    roles = [(role, getattr(mapping, role)) for role in ("customer", "start", "end", "amount", "plan")]
    roles.append((REFUSING, mapping.do_not_contact))
    others = [(SEGMENT, name) for name in mapping.segments if name != mapping.plan]
    check_roles([*roles, *others], table.names, table.source)
    request.tell(0.05, say("Reading rows"))
    loaded = table.load(_wanted(table, mapping))
    give_back()
    request.tell(0.5, say("Understanding dates"))
    ids = read_ids(loaded.columns[mapping.customer])
    ends = None if mapping.end is None else loaded.columns[mapping.end]
    spans = read_spans(loaded.columns[mapping.start], ends, serials=table.workbook)
    decision = _decide(spans, loaded, mapping, request, table.source)
    return _build(_Parts(table, loaded, mapping, request, ids, spans, decision), end_day)


def _wanted(table: Table, mapping: SubscriptionMapping) -> Wanted:
    numbers = () if mapping.amount is None else (mapping.amount,)
    columns = mapping.columns
    if table.names[0] not in columns:
        columns = (*columns, *asides.first_column(table.names, table.sample))
    currency = beside(table.names) if numbers else None
    if currency is not None and currency not in columns:
        columns = (*columns, currency)
    return Wanted(columns, mapping.start, numbers, customer=mapping.customer)


def _decide(spans: SpanDates, loaded: Loaded, mapping: SubscriptionMapping, request: Request, where: str) -> Decision:
    if request.date_order is not None and len(spans.both.open.at):
        return Decision(request.date_order, later("as asked for"))
    decision = decide_spans(spans)
    if decision.order is None:
        columns = tuple(loaded.columns[name] for name in (mapping.start, mapping.end) if name is not None)
        raw = texts_at(columns, telling_rows(spans.both, decision))
        named = tuple(name for name in (mapping.start, mapping.end) if name is not None)
        asked = question(spans.both, raw, decision, named)
        raise undecided(asked, decision, named, where)
    return decision


def _build(p: _Parts, end_day: str | None) -> Subscriptions:
    (begun, state), (ended, end_state) = under(p.spans, p.decision.order)
    end = instants_of(ended, _aware(p.spans), p.request.timezone)
    end = np.where(end_state == GOOD, end, NEVER)
    start = instants_of(begun, p.spans.start.aware, p.request.timezone)
    reason = reasons_of(p.loaded, p.ids, state, _WORDS, START_REASONS)
    set_aside(reason, p.table, p.loaded, p.ids, state, p.request.mapping, _WORDS)
    for code, words in END_REASONS.items():
        reason[(reason == 0) & (end_state == code)] = _WORDS.index(words)
    reason[(reason == 0) & (end < start)] = _WORDS.index(BACKWARDS)
    kept = np.flatnonzero(reason == 0)
    starts = _starts(p, reason, kept, start)
    at = np.searchsorted(p.loaded.row, starts.row)
    contracts = _with_end_of_data(_of_starts(starts, p.mapping, end[at]), p.request)
    settled, last_day = settle_last_days(contracts, end_day)
    contracts = replace(contracts, end=settled)
    notes = about_contracts(contracts, _written_ends(p, contracts, end_state[at]))
    report = contracts.report
    assumed = (*report.assumed, *(note.evidence for note in notes))
    notes = notes if last_day is None else [last_day, *notes]
    contracts = replace(contracts, report=replace(report, assumed=assumed, assumptions=(*report.assumptions, *notes)))
    copied = p.request.duplicates == "drop" and len(report.copies)
    p.request.tell(1.0, say("Done"))
    return in_one_order(contracts.without_copies() if copied else contracts)


def _aware(spans: SpanDates) -> NDArray[np.bool_]:
    return spans.start.aware if spans.end is None else spans.end.aware


def _starts(p: _Parts, reason: NDArray[np.int8], kept: Ints, start: Ints) -> Events:
    """The rows that are kept as if each start were a visit, with the report."""
    visits = p.request.mapping
    money = read_money(p.loaded.columns, visits, kept, p.request.decimal, p.table.source, NO_MONEY)
    segments = {}
    for name in visits.segments:
        codes, labels = labels_in(p.loaded, name, kept)
        segments[name] = Segment(codes, labels)
    found = Findings(p.ids, p.spans.told, p.decision, reason, _WORDS, money)
    report = make_report(p.table, p.loaded, p.request, found)
    if not len(kept):
        _explain_nothing_left(p, report.dropped)
    customer, customer_ids = only_used(p.ids.codes[kept], p.ids.ids)
    blocked = None
    if visits.do_not_contact is not None:
        refusals = read_refusals(p.loaded.columns[visits.do_not_contact], visits.do_not_contact)
        blocked = blocked_customers(refusals.refused, p.ids.codes, kept, customer, len(customer_ids))
        told = told_of(refusals, visits.do_not_contact, int(blocked.sum()))
        report = replace(report, assumptions=(*report.assumptions, told))
    doubts = (*far_off(start[kept]), *asides.named_like_totals(customer_ids))
    report = replace(report, assumed=(*report.assumed, *doubts))
    p.request.tell(0.7, say("Sorting"))
    starts = build_events(
        mapping=visits,
        timezone=p.request.timezone,
        report=report,
        customer=customer,
        customer_ids=customer_ids,
        time=start[kept],
        row=p.loaded.row[kept],
        amount=money.values,
        segments=segments,
        blocked=blocked,
    )
    p.request.tell(0.9, say("Looking for copies"))
    copies = find_copies(starts, p.loaded)
    at = np.searchsorted(p.loaded.row, copies)[: p.request.limits.rows_shown]
    copied, written = list_rows(p.table, p.loaded, at, [COPY] * len(at))
    written = pd.concat([report.written, written]) if len(copied) else report.written
    report = replace(report, copies=copies, copied=copied, written=written).deciding_copies("keep")
    return replace(starts, report=report, _cache={})


def _explain_nothing_left(p: _Parts, dropped: Any) -> None:
    worst = max(dropped, key=lambda words: dropped[words]) if dropped else ""
    column = p.mapping.customer if "customer" in worst else p.mapping.end if worst[:3] == "end" else p.mapping.start
    raise EmptyFileError(
        nothing_usable(column, worst),
        where=p.table.source,
        todo=say("Choose other columns for the customer, the start and the end."),
    )


def _of_starts(starts: Events, mapping: SubscriptionMapping, end: Ints) -> Subscriptions:
    return Subscriptions(
        mapping=mapping,
        timezone=starts.timezone,
        report=starts.report,
        until=starts.until,
        customer_ids=starts.customer_ids,
        offsets=starts.offsets,
        start=starts.time,
        end=end,
        row=starts.row,
        amount=starts.amount,
        segments=starts.segments,
        blocked=starts.blocked,
    )


def _with_end_of_data(contracts: Subscriptions, request: Request) -> Subscriptions:
    if request.observed_until is not None:
        return contracts.observed_to(request.observed_until)
    until, note = until_seen(contracts)
    report = contracts.report
    return replace(contracts, until=until, report=replace(report, assumptions=(*report.assumptions, note)))


def _written_ends(p: _Parts, contracts: Subscriptions, end_state: NDArray[np.int8]) -> int:
    """Rows whose end is written as a word or a placeholder for "still running"."""
    if p.spans.end is None or p.mapping.end is None:
        return 0
    import pyarrow.compute as pc

    open_ = np.searchsorted(p.loaded.row, contracts.row[end_state == BLANK])
    column = p.loaded.columns[p.mapping.end].take(np.sort(open_))
    if not hasattr(column.type, "value_type") and str(column.type) not in ("string", "large_string"):
        return int(len(column) - column.null_count)
    texts = pc.utf8_trim_whitespace(column.cast("string").drop_null())
    return int(pc.sum(pc.not_equal(texts, "")).as_py() or 0)
