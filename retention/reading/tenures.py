"""Reading a table with one row for each customer: how long they stayed, and whether they left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import EmptyFileError, UndecidedError
from retention.events import Segment
from retention.languages import later, mark, say, spoken
from retention.mapping import Assumption, ColumnMapping, TenureMapping
from retention.periods import Ints
from retention.reading import asides
from retention.reading.assumptions import noted
from retention.reading.dates.collected import no_open
from retention.reading.dates.dates import BLANK, GOOD, DateColumn
from retention.reading.dates.order import Decision
from retention.reading.dates.states import IMPOSSIBLE, UNREADABLE
from retention.reading.formats import Source, open_table
from retention.reading.limits import Limits
from retention.reading.memory import give_back
from retention.reading.opening import Opening
from retention.reading.read import ask, rising
from retention.reading.report import Findings, make_report
from retention.reading.request import Request, check_kind
from retention.reading.roles.proposal import proposed_tenures
from retention.reading.rows import NO_CUSTOMER, SEGMENT, STAND_IN, check_roles, labels_in, reasons_of, set_aside
from retention.reading.tables import Loaded, Table, Wanted
from retention.reading.values.amounts import read_amounts
from retention.reading.values.currencies import beside
from retention.reading.values.ids import IdColumn, read_ids
from retention.reading.values.marks import LEFT, NO_MARK, UNCLEAR, Marks, read_marks
from retention.reading.values.money import NO_MONEY, Money, read_money
from retention.reading.wording import kept_word, say_which
from retention.report import ReadReport
from retention.tenures import TENURE_UNITS, Tenures, check_unit

_UNIT_WORDS = {
    "day": mark("days"),
    "week": mark("weeks"),
    "month": mark("months"),
    "quarter": mark("quarters"),
    "year": mark("years"),
}
_TENURES = {BLANK: mark("no tenure"), UNREADABLE: mark("tenure cannot be read"), IMPOSSIBLE: mark("negative tenure")}
_NO_MARK, _UNCLEAR = mark("no mark of leaving"), mark("mark not understood")
_AGAIN = mark("customer of an earlier row")
_WORDS = (
    "",
    asides.MALFORMED,
    asides.BLANK,
    *asides.REASONS,
    NO_CUSTOMER,
    STAND_IN,
    *_TENURES.values(),
    _NO_MARK,
    _UNCLEAR,
    _AGAIN,
)
_UNITS = {  # words of a header that name the unit
    "day": r"days?|일수|天|日数|tage|jours|días|dias|giorni|дн",
    "week": r"weeks?|주수|周|週|wochen|semaines|semanas",
    "quarter": r"quarters?|분기|季度|四半期|quartale|trimestres?",
    "year": r"years?|yrs?|연수|년수|年数|年限|jahre|années|años|anos|лет",
    "month": r"months?|mths?|개월|월수|月数|个月|ヶ月|か月|monate|mois|meses|mesi|месяц",
}


def read_tenures(
    source: Source,
    mapping: TenureMapping | None = None,
    *,
    customer: str | None = None,
    tenure: str | None = None,
    churned: str | None = None,
    amount: str | None = None,
    segments: str | Sequence[str] = (),
    unit: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    limits: Limits | None = None,
) -> Tenures:
    """Read a table of customers with the time they stayed and a mark of those who left.

    Every row is either kept or left out for one stated reason: without a customer, a tenure of 0 or more or a mark that
    is understood, or of a customer that an earlier row has told of. A tenure of 0 is kept: nobody is at risk of leaving
    after it, so that it counts at time 0 only.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode; or a list of such with the same columns, which are joined.
    mapping
        Which column plays which role; None takes the guess of :func:`inspect`.
    customer, tenure, churned, amount, segments
        Columns that play these roles, instead of the guessed ones, where no mapping is given.
    unit
        What tenures count: "day", "week", "month", "quarter" or "year". None takes what the header names, else months.
    decimal, sheet, member, encoding, delimiter, header, name, progress, limits
        As in :func:`read_events`.

    Returns
    -------
    Tenures

    Raises
    ------
    ReadError
        If the file is no table; :class:`EmptyFileError` if nothing usable is in it.
    UndecidedError
        If the numbers can be read in two ways; it carries the question.
    MappingError
        If the mapping does not fit the file, or none can be guessed.
    SettingsError
        If there is no such unit.

    Examples
    --------
    >>> rows = "".join(f"c{i},{i % 7},{'Yes' if i % 3 == 0 else 'No'}\\n" for i in range(30))
    >>> tenures = read_tenures(f"customerID,tenure,Churn\\n{rows}c0,5,No\\n".encode())
    >>> len(tenures), int(tenures.ended.sum()), tenures.unit, tenures.report.dropped
    (30, 10, 'month', {'customer of an earlier row': 1})
    """
    unit = None if unit is None else check_unit(unit)
    check_kind(mapping, TenureMapping)
    progress = rising(progress)
    if progress is not None:
        progress(0.0, say("Opening the file"))
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment(), progress)
    table = open_table(source, opening, name)
    ask(table)
    if mapping is None:
        known = {"customer": customer, "tenure": tenure, "churned": churned, "amount": amount}
        mapping = proposed_tenures(table, known, (segments,) if isinstance(segments, str) else tuple(segments))
    visits = ColumnMapping(mapping.customer, mapping.tenure, mapping.churned, mapping.amount, mapping.segments)
    request = Request(visits, progress=progress, decimal=decimal, limits=opening.limits)
    tenures = _read(table, mapping, request, unit)
    del table, source
    give_back()
    return tenures


def _read(table: Table, mapping: TenureMapping, request: Request, unit: str | None) -> Tenures:
    roles = [(role, getattr(mapping, role)) for role in ("customer", "tenure", "churned", "amount")]
    check_roles([*roles, *((SEGMENT, name) for name in mapping.segments)], table.names, table.source)
    request.tell(0.05, say("Reading rows"))
    numbers = tuple(name for name in (mapping.tenure, mapping.amount) if name is not None)
    currency = beside(table.names) if mapping.amount is not None else None
    columns = mapping.columns if currency is None or currency in mapping.columns else (*mapping.columns, currency)
    loaded = table.load(Wanted(columns, None, numbers, customer=mapping.customer))
    request.tell(0.5, say("Understanding times"))
    ids = read_ids(loaded.columns[mapping.customer])
    durations, state = _durations(loaded, mapping.tenure, request.decimal, table.source)
    marks = read_marks(loaded.columns[mapping.churned], mapping.churned)
    reason = _reasons(loaded, table, request, ids, state, marks)
    kept = np.flatnonzero(reason == 0)
    money = read_money(loaded.columns, request.mapping, kept, request.decimal, table.source, NO_MONEY)
    report = _report(table, loaded, request, (ids, reason, money))
    if not len(kept):
        raise EmptyFileError(
            say("No row is usable: {reason}.", reason=say(_worst(report))),
            where=table.source,
            todo=say("Choose other columns for the customer, the tenure and the mark of leaving."),
        )
    unit, told = _unit(unit, mapping.tenure)
    report = replace(report, assumptions=(*report.assumptions, told, *noted(later("Left"), [marks.meaning])))
    request.tell(1.0, say("Done"))
    return _tenures(loaded, mapping, (ids, durations, marks, money), kept, report, unit)


def _durations(loaded: Loaded, name: str, decimal: str | None, where: str) -> tuple[NDArray[np.float64], Any]:
    """Times stayed, and the state of each."""
    found = read_amounts(loaded.columns[name], name, decimal)
    if found.question is not None:
        raise UndecidedError(
            spoken(found.question.text), where=where, todo=say_which("decimal", (".", ",")), questions=(found.question,)
        )
    texts = loaded.columns[name].cast("string").fill_null("")
    state = np.full(len(texts), GOOD, np.int8)
    lacking = np.isnan(found.values)
    at = np.flatnonzero(lacking)
    blank = [not text.strip() for text in texts.take(at).to_pylist()] if found.unreadable else True
    state[at] = np.where(blank, BLANK, UNREADABLE)
    state[found.values < 0] = IMPOSSIBLE
    return found.values, state


def _reasons(
    loaded: Loaded, table: Table, request: Request, ids: IdColumn, state: NDArray[np.int8], marks: Marks
) -> NDArray[np.int8]:
    reason = reasons_of(loaded, ids, state, _WORDS, _TENURES)
    set_aside(reason, table, loaded, ids, state, request.mapping, _WORDS)
    for what, words in ((NO_MARK, _NO_MARK), (UNCLEAR, _UNCLEAR)):
        reason[(reason == 0) & (marks.state == what)] = _WORDS.index(words)
    kept = np.flatnonzero(reason == 0)
    first = np.full(len(ids.ids), len(state), np.int64)
    np.minimum.at(first, ids.codes[kept], kept)
    reason[kept[first[ids.codes[kept]] != kept]] = _WORDS.index(_AGAIN)
    return reason


def _report(
    table: Table, loaded: Loaded, request: Request, found: tuple[IdColumn, NDArray[np.int8], Money]
) -> ReadReport:
    """The report of a table without dates."""
    ids, reason, money = found
    n = len(reason)
    nothing = DateColumn(np.zeros(n, np.int64), np.zeros(n, np.int8), np.zeros(n, bool), no_open(), {})
    report = make_report(table, loaded, request, Findings(ids, nothing, Decision("ymd", ""), reason, _WORDS, money))
    return replace(
        report,
        detected={key: said for key, said in report.detected.items() if key not in ("dates", "date order")},
        assumptions=tuple(a for a in report.assumptions if a.key not in ("timezone", "date_order")),
        assumed=tuple(said for said in report.assumed if not said.startswith("Times are local")),
    )


def _worst(report: ReadReport) -> str:
    """The reason for which most rows are left out."""
    return max(report.dropped, key=lambda words: report.dropped[words], default=mark("no rows"))


def _in_units(unit: str) -> str:
    return later("tenure in {units}", units=kept_word(_UNIT_WORDS[unit]))


def _unit(asked: str | None, header: str) -> tuple[str, Assumption]:
    choices = tuple((unit, kept_word(_UNIT_WORDS[unit])) for unit in TENURE_UNITS)
    if asked is not None:
        return asked, Assumption("unit", asked, _in_units(asked), later("Chosen."), "chosen", choices)
    words = re.sub(r"[_\-.]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)).casefold()
    for unit, named in _UNITS.items():
        if re.search(rf"(?:\b|_)(?:{named})(?:\b|_)|(?:{named})$", words):
            return unit, Assumption(
                "unit", unit, _in_units(unit), later("'{column}' says so.", column=header), "likely", choices
            )
    return "month", Assumption(
        "unit", "month", _in_units("month"), later("Nothing in the file names it."), "assumed", choices
    )


def _tenures(
    loaded: Loaded,
    mapping: TenureMapping,
    found: tuple[IdColumn, NDArray[np.float64], Marks, Money],
    kept: Ints,
    report: ReadReport,
    unit: str,
) -> Tenures:
    import pyarrow as pa

    ids, durations, marks, money = found
    segments = {}
    for name in mapping.segments:
        codes, labels = labels_in(loaded, name, kept)
        segments[name] = Segment(codes, labels)
    return Tenures(
        mapping=mapping,
        unit=unit,
        report=report,
        customer_ids=ids.ids.take(pa.array(ids.codes[kept].astype(np.int64))),
        duration=durations[kept],
        ended=marks.state[kept] == LEFT,
        row=loaded.row[kept],
        amount=money.values,
        segments=segments,
    )
