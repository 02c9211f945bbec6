"""From a template and its values to the pieces of a sentence."""

from __future__ import annotations

from string import Formatter
from typing import Any

from retention.findings.templates import SENTENCES
from retention.findings.values import Piece
from retention.intervals import wilson
from retention.languages import counted, language, noun, numbered, say
from retention.languages.korean import fit_particles
from retention.metrics.wording import percent, percent_span
from retention.settings import CohortSettings


class Foreign(str):
    """Text that stands in the file."""


def tell(*templates: str, **values: Any) -> tuple[Piece, ...]:
    """Fill in templates, one after the other: numbers with separators, text as it is, foreign text in its own piece.

    Examples
    --------
    >>> [(piece.text, piece.bold) for piece in tell("one year", months=7)][:2]
    [('The data cover 7 whole months: ', False), ('season and trend cannot be told apart', True)]
    """
    pieces: list[Piece] = []
    for i, part in enumerate(" ".join(say(SENTENCES[name]) for name in templates).split("**")):
        for text, name, _, _ in Formatter().parse(part):
            _add(pieces, _fitted(pieces, text), bool(i % 2))
            if name is not None:
                _add(pieces, _text(values[name]), bool(i % 2), isinstance(values[name], Foreign))
    return tuple(pieces)


def _fitted(pieces: list[Piece], text: str) -> str:
    """Words after a value, whose end may decide how they begin."""
    before = "".join(piece.text for piece in pieces)[-3:]
    return fit_particles(before + text)[len(before) :] if language() == "ko" else text


def _add(pieces: list[Piece], text: str, bold: bool, foreign: bool = False) -> None:
    """Add words to the last piece where they are of its kind."""
    if not text:
        return
    if pieces and not foreign and (pieces[-1].bold, pieces[-1].foreign) == (bold, False):
        pieces[-1] = Piece(pieces[-1].text + text, bold)
    else:
        pieces.append(Piece(text, bold, foreign))


def _text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def shares(**counts: tuple[int, int]) -> dict[str, Any]:
    """For ``one=(k, n)``: the words for rate, n and range, named rate1, n1, range1 after the order given."""
    out: dict[str, Any] = {}
    for i, (k, n) in enumerate(counts.values(), 1):
        lower, upper = (float(x) for x in wilson(k, n))
        out.update({f"rate{i}": percent(k / n), f"n{i}": n, f"range{i}": percent_span(lower, upper)})
    return out


def when(settings: CohortSettings, label: str, visits: bool = True) -> str:
    """An age in words: "in month 1", "in days 1-7", "in week 2 or later", "within 3 months from month 1".

    Contracts have ends of periods: "at the end of month 1".
    """
    age = numbered(settings.unit_name, label)
    if settings.measure == "within":
        length = counted(settings.within or 1, settings.unit_name)
        if visits:
            return say("within {length} from {age}", length=length, age=age)
        return say("at the end of {length} from {age}", length=length, age=age)
    if settings.measure == "on_or_after":
        return say("in {age} or later", age=age) if visits else say("at the end of {age} or later", age=age)
    return say("in {age}", age=age) if visits else say("at the end of {age}", age=age)


def at(settings: CohortSettings, name: str) -> str:
    """A cohort in words: "in May 2026", "in the week of 4 May 2026", "on 4 May 2026"."""
    unit = settings.cohort_period or settings.period
    if unit == "day" and settings.period_size == 1:
        return say("on {day}", day=name)
    return say("in {period}", period=_cohort(settings, name))


def since(settings: CohortSettings, name: str) -> str:
    """A first cohort in words: "from May 2026 on", "from the week of 4 May 2026 on"."""
    return say("from {period} on", period=_cohort(settings, name))


def _cohort(settings: CohortSettings, name: str) -> str:
    unit = settings.cohort_period or settings.period
    return block(rows(settings), name) if unit == "week" or settings.period_size > 1 else name


def block(unit: str, beginning: str) -> str:
    """A week, or a block of several periods, by the day it begins on: "the week of 4 May 2026"."""
    return say("the {unit} of {beginning}", unit=noun(unit), beginning=beginning)


def rows(settings: CohortSettings) -> str:
    """What one cohort is called: "month", "28-day block"."""
    return settings.cohort_period or settings.unit_name
