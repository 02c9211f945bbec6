"""Loaded columns and a mapping become answers; every row that does not is counted and kept for showing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.answers import Answers
from retention.errors import EmptyFileError, ReadError
from retention.events import Segment
from retention.languages import later, later_many, say, spoken
from retention.mapping import AnswersMapping, ColumnMapping
from retention.periods import Ints, end_of_day, to_instant
from retention.reading import asides
from retention.reading.assumptions import noted
from retention.reading.dates.collected import no_open
from retention.reading.dates.dates import BLANK, GOOD, REASONS, DateColumn, read_dates
from retention.reading.dates.order import Decision, decide, question, telling_rows, undecided
from retention.reading.dates.remarks import far_off
from retention.reading.report import Findings, list_rows, make_report
from retention.reading.request import Request
from retention.reading.rows import SEGMENT, check_roles, instants_of, labels_in, nothing_usable, only_used, set_aside
from retention.reading.tables import Loaded, Table, Wanted, joined
from retention.reading.values import scores
from retention.reading.values.ids import IdColumn, read_ids
from retention.reading.values.money import Money
from retention.reading.values.scores import ScoreColumn, read_scores
from retention.report import COPY, ReadReport

_WORDS = ("", asides.MALFORMED, asides.BLANK, *asides.REASONS, *scores.REASONS.values(), *REASONS.values(), COPY)

_MOST = 20_000  # rows looked at for whether they are blank


@dataclass(frozen=True)
class _Parts:
    """What was loaded and understood, before it is put together."""

    table: Table
    loaded: Loaded
    mapping: AnswersMapping
    request: Request
    ids: IdColumn
    dates: DateColumn
    decision: Decision
    scores: ScoreColumn


def as_request(mapping: AnswersMapping) -> ColumnMapping:
    """The same columns as what is common to all files reads them; a column that is missing is called nothing."""
    return ColumnMapping(mapping.customer or "", mapping.time or "", amount=mapping.score, segments=mapping.segments)


def read_rows(table: Table, mapping: AnswersMapping, request: Request, check_scale: bool = True) -> Answers:
    """Load the mapped columns and make answers of them."""
    roles = [(role, getattr(mapping, role)) for role in ("score", "time", "customer", "comment")]
    check_roles([*roles, *((SEGMENT, name) for name in mapping.segments)], table.names, table.source)
    request.tell(0.05, say("Reading rows"))
    columns = mapping.columns
    if table.names[0] not in columns:
        columns = (*columns, *asides.first_column(table.names, table.sample))
    loaded = table.load(Wanted(columns, mapping.time, customer=mapping.customer))
    request.tell(0.5, say("Understanding answers"))
    n = len(loaded.row)
    ids = _nobody(n) if mapping.customer is None else read_ids(loaded.columns[mapping.customer])
    dates, decision = _dates(loaded, mapping, request, table)
    found = read_scores(loaded.columns[mapping.score], mapping.score)
    if found.scale and check_scale:
        raise _other_scale(found.scale, mapping.score, table.source)
    return _build(_Parts(table, loaded, mapping, request, ids, dates, decision, found))


def _other_scale(scale: str, column: str, where: str) -> ReadError:
    return ReadError(
        say(
            "The column '{column}' is not on a scale from 0 to 10: {scale}. A net promoter score needs 0 to 10, with 9 "
            "and 10 for promoters; other scales cannot be stretched onto it.",
            column=column,
            scale=spoken(scale),
        ),
        where=where,
        todo=say(
            'Choose the column with answers from 0 to 10. If people could answer 0 to 10 after all: scale="0-10".'
        ),
    )


def _nobody(n: int) -> IdColumn:
    import pyarrow as pa

    return IdColumn(np.full(n, -1, np.int32), pa.array([], pa.string()))


def _dates(loaded: Loaded, mapping: AnswersMapping, request: Request, table: Table) -> tuple[DateColumn, Decision]:
    """The moments of the answers; without a column of them none, which is no fault of any row."""
    if mapping.time is None:
        n = len(loaded.row)
        nothing = DateColumn(np.zeros(n, np.int64), np.full(n, GOOD, np.int8), np.zeros(n, bool), no_open(), {})
        return nothing, Decision("ymd", "")
    dates = read_dates(loaded.columns[mapping.time], serials=table.workbook)
    if request.date_order is not None and len(dates.open.at):
        return dates, Decision(request.date_order, later("as asked for"))
    decision = decide(dates)
    if decision.order is None:
        raw = [str(text) for text in loaded.columns[mapping.time].take(telling_rows(dates, decision)).to_pylist()]
        asked = question(dates, raw, decision, mapping.time)
        raise undecided(asked, decision, mapping.time, table.source)
    return dates, decision


def _build(p: _Parts) -> Answers:
    micros, state = p.dates.micros, p.dates.state
    if p.mapping.time is not None:
        micros, state = p.dates.under(p.decision.order)
    reason = _reasons(p, state)
    kept = np.flatnonzero(reason == 0)
    report = _report(p, reason)
    if not len(kept):
        _explain_nothing_left(p, report)
    time = instants_of(micros, p.dates.aware, p.request.timezone)[kept] if p.mapping.time is not None else None
    customer, ids = _customers(p.ids, kept) if p.mapping.customer is not None else (None, None)
    segments = {}
    for name in p.mapping.segments:
        codes, labels = labels_in(p.loaded, name, kept)
        segments[name] = Segment(codes, labels)
    answers = Answers(
        mapping=p.mapping,
        timezone=p.request.timezone,
        report=report if time is None else replace(report, assumed=(*report.assumed, *far_off(time))),
        score=p.scores.values[kept],
        row=p.loaded.row[kept],
        time=time,
        until=_until(time, p.request),
        customer=customer,
        customer_ids=ids,
        comment=_comments(p, kept),
        segments=segments,
    )
    p.request.tell(0.9, say("Looking for copies"))
    answers = _settle_copies(p, answers)
    p.request.tell(1.0, say("Done"))
    return answers


def _reasons(p: _Parts, state: NDArray[np.int8]) -> NDArray[np.int8]:
    """Why each row is left out: no data at all, then no valid answer, then no date."""
    reason = np.zeros(len(state), np.int8)
    for code, said in REASONS.items():
        reason[state == code] = _WORDS.index(said)
    for code, said in scores.REASONS.items():
        reason[p.scores.state == code] = _WORDS.index(said)
    blank = (p.scores.state == scores.NO_SCORE) & (p.ids.codes < 0) & _dateless(p, state, BLANK)
    at = np.flatnonzero(blank)[:_MOST]
    empty = [not text.strip() for text in joined(p.loaded.whole(at), "")]
    reason[at[np.array(empty, bool)]] = _WORDS.index(asides.BLANK)
    for said, rows in p.loaded.set_aside.items():
        reason[rows & (reason == 0)] = _WORDS.index(said)
    lacking = np.where((p.scores.state != scores.SCORED) & _dateless(p, state, BLANK), BLANK, state).astype(np.int8)
    set_aside(reason, p.table, p.loaded, p.ids, lacking, p.request.mapping, _WORDS)
    return reason


def _dateless(p: _Parts, state: NDArray[np.int8], code: int) -> NDArray[np.bool_]:
    return np.ones(len(state), bool) if p.mapping.time is None else state == code


def _report(p: _Parts, reason: NDArray[np.int8]) -> ReadReport:
    report = make_report(p.table, p.loaded, p.request, Findings(p.ids, p.dates, p.decision, reason, _WORDS, Money()))
    notes = [p.scores.note] if p.scores.note else []
    if p.scores.labelled:
        notes.append(
            later_many(
                "{n} answer has words around the number; the number was taken.",
                "{n} answers have words around the number; the number was taken.",
                p.scores.labelled,
            )
        )
    nameless = int(((p.ids.codes < 0) & (reason == 0)).sum()) if p.mapping.customer is not None else 0
    if nameless:
        notes.append(
            later_many(
                "{n} answer names no customer: counted, but not joined to what customers did.",
                "{n} answers name no customer: counted, but not joined to what customers did.",
                nameless,
            )
        )
    report = replace(
        report, assumed=(*report.assumed, *notes), assumptions=(*report.assumptions, *noted(later("Answers"), notes))
    )
    if p.mapping.time is not None:
        return report
    return replace(
        report,
        detected={key: said for key, said in report.detected.items() if key not in ("dates", "date order")},
        assumptions=tuple(a for a in report.assumptions if a.key not in ("timezone", "date_order")),
        assumed=tuple(said for said in report.assumed if not said.startswith("Times are local")),
    )


def _explain_nothing_left(p: _Parts, report: ReadReport) -> None:
    worst = max(report.dropped, key=lambda words: report.dropped[words], default="")
    column = p.mapping.score if "score" in worst or not p.mapping.time else p.mapping.time
    raise EmptyFileError(
        nothing_usable(column, worst),
        where=p.table.source,
        todo=say("Choose other columns for the score and the time."),
    )


def _customers(ids: IdColumn, kept: Ints) -> tuple[NDArray[np.int32], Any]:
    """Codes of the kept rows, -1 for nobody, and the ids that occur."""
    codes = ids.codes[kept]
    named = codes >= 0
    used, texts = only_used(codes[named], ids.ids)
    found = np.full(len(codes), -1, np.int32)
    found[named] = used
    return found, texts


def _comments(p: _Parts, kept: Ints) -> Any:
    """What people wrote, trimmed; null where that is nothing."""
    if p.mapping.comment is None:
        return None
    import pyarrow as pa

    texts = p.loaded.columns[p.mapping.comment].take(kept).cast(pa.string()).to_pylist()
    return pa.array([None if text is None else text.strip() or None for text in texts], pa.string())


def _until(time: Ints | None, request: Request) -> int | None:
    if request.observed_until is not None:
        return to_instant(request.observed_until, request.timezone)
    return None if time is None else end_of_day(int(time.max()), request.timezone)


def _settle_copies(p: _Parts, answers: Answers) -> Answers:
    """Find exact copies, where customers are named; leave them out if asked."""
    if answers.customer is None:
        return answers
    keys = {"customer": answers.customer, "score": answers.score, "time": 0 if answers.time is None else answers.time}
    alike = pd.DataFrame(keys).duplicated(keep=False).to_numpy() & (answers.customer >= 0)
    rows = answers.row[alike]
    whole = p.loaded.whole(np.searchsorted(p.loaded.row, rows).astype(np.int64)).to_pandas()
    copies = rows[whole.duplicated(keep="first").to_numpy()].astype(np.int32)
    at = np.searchsorted(p.loaded.row, copies)[: p.request.limits.rows_shown]
    copied, written = list_rows(p.table, p.loaded, at, [COPY] * len(at))
    report = answers.report
    written = pd.concat([report.written, written]) if len(copied) else report.written
    report = replace(report, copies=copies, copied=copied, written=written).deciding_copies("keep")
    answers = replace(answers, report=report)
    return answers.without_copies() if p.request.duplicates == "drop" and len(copies) else answers
