"""The days of a campaign's list: which day each row names, and which day rows without one take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import UndecidedError
from retention.languages import later, later_many, say, spoken
from retention.periods import Ints, asked_moment, local_days
from retention.reading.dates.dates import BLANK, GOOD, read_dates
from retention.reading.dates.order import decide, question, telling_rows
from retention.reading.questions import Question
from retention.reading.rows import instants_of
from retention.reading.tables import Table
from retention.reading.wording import say_which


@dataclass(frozen=True)
class Asked:
    """What was chosen of a list; None leaves it to the reader. ``assumed`` gathers what was taken for granted."""

    customer: str | None = None
    group: str | None = None
    time: str | None = None
    date: Any = None
    control: str | None = None
    treated: str | None = None
    date_order: str | None = None
    timezone: str = "UTC"
    assumed: list[str] = field(default_factory=list)


def read_days(column: Any, name: str, asked: Asked, table: Table) -> tuple[Ints, NDArray[np.int8]]:
    """Local day of each row (days since 1970-01-01), and whether it could be read."""
    dates = read_dates(column, serials=table.workbook)
    order = asked.date_order
    if order is None:
        decision = decide(dates)
        order = decision.order
        if order is None:
            raw = [str(text) for text in column.take(telling_rows(dates, decision)).to_pylist()]
            open_ = question(dates, raw, decision, name)
            raise UndecidedError(
                spoken(open_.text),
                where=table.source,
                todo=say_which("date_order", [choice.value for choice in open_.choices[:2]]),
                questions=(open_,),
            )
    micros, state = dates.under(order)
    good = state == GOOD
    days = np.zeros(len(state), np.int64)
    instants = instants_of(micros, dates.aware, asked.timezone)
    days[good] = local_days(instants[good], asked.timezone)
    return days, state


def fill_of(days: Ints, state: NDArray[np.int8], when: str | None, asked: Asked) -> int | None:
    """The day of rows that have none; None where nothing says it.

    Raises
    ------
    UndecidedError
        If no row has a day, and none was given.
    """
    if asked.date is not None:
        return int(np.datetime64(asked_moment(asked.date, "date"), "D").astype(np.int64))
    known = np.unique(days[state == GOOD])
    if len(known) == 1:
        if (state == BLANK).any():
            blank = int((state == BLANK).sum())
            asked.assumed.append(
                later_many(
                    "{n} row without a date takes the day of all others, {day}.",
                    "{n} rows without a date take the day of all others, {day}.",
                    blank,
                    day=str(known[0].astype("datetime64[D]")),
                )
            )
        return int(known[0])
    if not len(known) and (when is None or not (state != BLANK).any()):
        text = later("On which day was the campaign? The list has no date.")
        asked_for = (Question("date", text, ()),)
        raise UndecidedError(spoken(text), where="date", todo=say('Say it: date="2026-03-02".'), questions=asked_for)
    return None
