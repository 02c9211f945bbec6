"""A look at the values that decide how a file is read, before it is read: its dates and its amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from retention.languages import later
from retention.mapping import Assumption, ColumnMapping
from retention.periods import Ints
from retention.reading.assumptions import date_order
from retention.reading.dates.dates import GOOD, DateColumn
from retention.reading.dates.effect import month_1
from retention.reading.dates.order import Decision, question, telling_rows
from retention.reading.dates.remarks import about_dates
from retention.reading.dates.spans import decide_spans, read_spans, texts_at
from retention.reading.questions import Question
from retention.reading.tables import Loaded, Table, Wanted
from retention.reading.values.currencies import beside
from retention.reading.values.ids import read_ids
from retention.reading.values.money import amounts_of
from retention.reading.wording import kept_word, strung

Pairs = tuple[tuple[str, datetime], ...]


@dataclass
class Look:
    """What the values of a file decide, and what they leave open.

    Attributes
    ----------
    date_order
        "ymd", "dmy" or "mdy"; None while it is open.
    questions, assumptions, detected, assumed
        As in :class:`retention.FileGuess`.
    parsed_examples
        By date order: three pairs of text and what it would mean.
    """

    date_order: str | None = None
    questions: list[Question] = field(default_factory=list)
    parsed_examples: dict[str, Pairs] = field(default_factory=dict)
    detected: dict[str, str] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)


def look_at(table: Table, time: str | None, mapping: ColumnMapping | None, end: str | None = None) -> Look:
    """Look at the whole column of dates, and at that of amounts.

    Parameters
    ----------
    table
        The file.
    time
        Column of dates; None looks at nothing.
    mapping
        What the other columns mean, where that is known.
    end
        Column of ends where ``time`` says when something begins: their order is decided together.
    """
    look = Look()
    if time is not None and time not in table.names:
        return look
    money = () if mapping is None else tuple(n for n in (mapping.amount, mapping.quantity) if n not in (None, time))
    numbers = tuple(str(name) for name in money)
    currency = beside(table.names) if numbers else None
    beside_them = () if currency is None or currency in (time, end, *numbers) else (currency,)
    moments = tuple(name for name in (time, end) if name is not None)
    if not moments and not numbers:
        return look
    loaded = table.load(Wanted((*moments, *numbers, *beside_them), time=time, numbers=numbers))
    if time is not None:
        _look_at_dates(look, table, loaded, moments, None if mapping is None else mapping.customer)
    if mapping is not None and numbers:
        amounts = amounts_of(loaded.columns, mapping, None, None)
        if amounts is not None:
            look.questions += [amounts.question] if amounts.question is not None else []
            look.assumptions += [amounts.decimal] if amounts.decimal is not None else []
            look.assumed += amounts.notes
            look.detected |= {"currency": ", ".join(amounts.currencies)} if amounts.currencies else {}
    return look


def _look_at_dates(look: Look, table: Table, loaded: Loaded, moments: tuple[str, ...], customer: str | None) -> None:
    columns = tuple(loaded.columns[name] for name in moments)
    spans = read_spans(columns[0], columns[1] if len(columns) > 1 else None, serials=table.workbook)
    dates, decision = spans.both, decide_spans(spans)
    rows = telling_rows(dates, decision)
    raw = texts_at(columns, rows)
    orders = (decision.order,) if decision.order else decision.candidates
    look.parsed_examples = {order: _examples(dates, order, rows, raw) for order in orders}
    look.detected = {
        "dates": strung(map(kept_word, dates.families)) or later("none"),
        "date order": decision.why,
    }
    look.assumed += about_dates(dates)
    if decision.order is None:
        look.questions.append(question(dates, raw, decision, moments, _effects(table, dates, decision, customer)))
        return
    if (dates.under(decision.order)[1] == GOOD).any():
        look.date_order = decision.order
    resting_on = date_order(dates, decision)
    look.assumptions += [resting_on] if resting_on is not None else []


def _effects(table: Table, dates: DateColumn, decision: Decision, customer: str | None) -> dict[str, str]:
    """Month-1 retention under each order, where the customer is known."""
    if customer is None or customer not in table.names:
        return {}
    ids = read_ids(table.load(Wanted((customer,), customer=customer, text_only=True)).columns[customer])
    if len(ids.codes) != len(dates.state):
        return {}
    return {order: month_1(ids.codes, *dates.under(order)) for order in decision.candidates}


def _examples(dates: DateColumn, order: str, rows: Ints, raw: list[str]) -> Pairs:
    micros, state = dates.under(order)
    return tuple(
        (text, pd.Timestamp(int(micros[i]), unit="us").to_pydatetime())
        for text, i in zip(raw, rows, strict=True)
        if state[i] == GOOD
    )
