"""Which number is the day: decided by all values of a column together, or asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retention.errors import UndecidedError
from retention.languages import later, mark, say, spoken
from retention.periods import DAY, Ints
from retention.reading.dates.dates import GOOD, OPEN, ORDER_WORDS, DateColumn, OpenDates, open_days
from retention.reading.dates.forms import words_of
from retention.reading.questions import Choice, Question
from retention.reading.wording import kept_word, listed, percents, quoted, rows, say_which

_LABELS = {
    "dmy": mark("Day first (day, month, year)"),
    "mdy": mark("Month first (month, day, year)"),
    "ymd": mark("Year first"),
}


@dataclass(frozen=True)
class Decision:
    """The order, and why; or None with the orders that remain possible."""

    order: str | None
    why: str
    candidates: tuple[str, ...] = ()


def decide(dates: DateColumn) -> Decision:
    """Decide the order of the open values.

    A first number above 12 proves that days come first, a second one above 12 that months do. Both, or neither, is a
    question, unless every reading gives the same dates.
    """
    open_ = dates.open
    if not len(open_.at):
        return Decision("ymd", later("every date names its parts"))
    if _years_may_come_first(open_):
        return _decide_with_years_first(open_)
    day_first = int(((open_.a > 12) & (open_.a <= 31) & (open_.b <= 12)).sum())
    month_first = int(((open_.b > 12) & (open_.b <= 31) & (open_.a <= 12)).sum())
    if day_first and month_first:
        why = later(
            "{some_rows} can only be day first and {other_rows} only month first",
            some_rows=rows(day_first),
            other_rows=rows(month_first),
        )
        return Decision(None, why, ("dmy", "mdy"))
    if day_first:
        return Decision("dmy", later("the day comes first, proved by {rows}", rows=rows(day_first)))
    if month_first:
        return Decision("mdy", later("the month comes first, proved by {rows}", rows=rows(month_first)))
    if np.array_equal(open_.a, open_.b):
        return Decision("dmy", later("day and month are the same number in every row"))
    return Decision(None, later("no day is above 12, so both readings are possible"), ("dmy", "mdy"))


def _years_may_come_first(open_: OpenDates) -> bool:
    """With two-digit years only, the first number may be the year: it varies least, or is above 31."""
    if not open_.short.all():
        return False
    return bool((open_.a > 31).any()) or len(np.unique(open_.a)) < len(np.unique(open_.y))


def _decide_with_years_first(open_: OpenDates) -> Decision:
    readable = {order: int(open_days(open_, order)[1].sum()) for order in ("ymd", "dmy", "mdy")}
    best = max(readable.values())
    possible = tuple(order for order, count in readable.items() if count == best)
    if len(possible) == 1 and best >= 0.95 * len(open_.at):
        return Decision(
            possible[0], later("only {order} fits {rows}", order=kept_word(ORDER_WORDS[possible[0]]), rows=rows(best))
        )
    if best == 0:
        return Decision("dmy", later("no reading fits any row"))
    return Decision(None, later("the years have two digits and may come first or last"), possible)


def question(
    dates: DateColumn,
    raw: list[str],
    decision: Decision,
    column: str | tuple[str, ...],
    effects: Mapping[str, str] | None = None,
) -> Question:
    """The open question about a column, with what each answer would give.

    Parameters
    ----------
    raw
        Text of the values at :func:`telling_rows`.
    effects
        Month-1 retention under each order, in words, where it is known.
    """
    telling = telling_rows(dates, decision)
    choices = []
    for order in decision.candidates:
        micros, state = dates.under(order)
        shown = [_shown(text, int(micros[i]), int(state[i])) for text, i in zip(raw, telling, strict=False)]
        note = _note(micros[state == GOOD], dates)
        month = (effects or {}).get(order)
        note = (
            later(
                "{effect}, with a month-1 retention of {rate}",
                effect=note,
                rate=percents(month.removesuffix("%").strip()),
            )
            if month
            else note
        )
        choices.append(Choice(order, kept_word(_LABELS[order]), tuple(shown), note))
    text = later(
        "Which number is the day in the column {column}? The rows do not decide it: {reason}.",
        column=_named(column),
        reason=decision.why,
    )
    return Question("date_order", text, tuple(choices))


def telling_rows(dates: DateColumn, decision: Decision, count: int = 3) -> Ints:
    """Positions of the first values that tell the readings apart, one for each distinct value.

    Where some rows can only be read in one order and some only in the other, one row of each comes first.
    """
    open_ = dates.open
    if not len(open_.at):
        return np.flatnonzero(dates.state == GOOD)[:count]
    against = [np.flatnonzero(number > 12)[:1] for number in (open_.a, open_.b)]
    if decision.order is None and all(len(first) for first in against) and "ymd" not in decision.candidates:
        return open_.at[np.concatenate(against)]
    differ = np.ones(len(open_.at), bool)
    if len(decision.candidates) > 1:
        one, two = (open_days(open_, order)[0] for order in decision.candidates[:2])
        differ = one != two
    at = open_.at[differ] if differ.any() else open_.at
    head = np.flatnonzero(differ)[:5000] if differ.any() else np.arange(min(len(at), 5000))
    key = (open_.a[head].astype(np.int64) * 100 + open_.b[head]) * 10_000 + open_.y[head]
    first = np.sort(np.unique(key, return_index=True)[1])[:count]
    return np.asarray(open_.at[head][first], np.int64)


def _shown(text: str, micros: int, state: int) -> str:
    return words_of(micros) if state == GOOD else later("'{text}' cannot be read", text=text)


def _note(good: Ints, dates: DateColumn) -> str:
    if not len(good):
        return later("would leave every row unread")
    days = np.unique(good // DAY)
    first, last = (words_of(int(day) * DAY) for day in (days[0], days[-1]))
    note = later("would lie wholly on {day}", day=first)
    if len(days) > 1:
        note = later("would span {first} to {last}, {n} distinct days", first=first, last=last, n=f"{len(days):,}")
    lost = int(np.isin(dates.state, [GOOD, OPEN]).sum()) - len(good)
    return later("{effect}, and leave {rows} unread", effect=note, rows=rows(lost)) if lost else note


def undecided(
    asked: Question, decision: Decision, column: str | tuple[str, ...], where: str, raw: str = ""
) -> UndecidedError:
    """What to raise where nothing decides the order: every reading with what the file then would be.

    Parameters
    ----------
    asked
        The question.
    decision
        Why it is open.
    column
        The column of dates, or several that belong together.
    where
        Name of the file.
    raw
        A text of the file that is shown before what it would mean.
    """
    what = say(
        "The dates in the column {column} can be read in {n} ways, since {reason}.",
        column=spoken(_named(column)),
        n=len(asked.choices),
        reason=spoken(decision.why),
    )
    readings = "; ".join(_reading(choice, raw) for choice in asked.choices)
    return UndecidedError(
        f"{what} {readings[:1].upper()}{readings[1:]}.",
        where=where,
        todo=say_which("date_order", [choice.value for choice in asked.choices[:2]]),
        questions=(asked,),
    )


def _reading(choice: Choice, raw: str) -> str:
    shown = spoken(choice.shows[0])
    return say(
        "{reading}: {meaning}, and the file {effect}",
        reading=spoken(choice.label).lower(),
        meaning=shown if raw in shown else say("{text} is {meaning}", text=raw, meaning=shown),
        effect=spoken(choice.note),
    )


def _named(column: str | tuple[str, ...]) -> str:
    return listed([quoted(name) for name in ((column,) if isinstance(column, str) else column)], either=True)
