"""Answers in memory: how many of each score, and what customers did after their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import AfterAnswerCounts, ScoreCounts
from retention.engine.after import any_between, codes_in, running, windows_after
from retention.engine.segments import MOST_SEGMENTS
from retention.engine.series_plan import activity_plan
from retention.errors import SettingsError, whole_number
from retention.languages import mark, say
from retention.periods import Ints, asked_moment, instant_of, local_days
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.answers import Answers

SCORES = 11


def score_counts(answers: Answers, settings: CohortSettings, by_period: bool) -> ScoreCounts:
    """Count answers by score, by segment, and by period or as one.

    ``start`` and ``end`` of the settings are moments at which the range of answers begins and ends.
    """
    inside = _in_range(answers, settings)
    labels, segment = _segments(answers, settings.segment, inside)
    numbers, period, complete = _periods(answers, settings, inside) if by_period else _as_one(inside)
    shape = (len(labels), len(complete), SCORES)
    place = (segment[inside] * shape[1] + period) * SCORES + answers.score[inside]
    return ScoreCounts(numbers, labels, np.bincount(place, minlength=int(np.prod(shape))).reshape(shape), complete)


def _times(answers: Answers) -> Ints:
    if answers.time is None:
        raise SettingsError(
            say("these answers have no time."),
            where="period",
            todo=say("Name the column with the time of the answer: AnswersMapping(time=...)."),
        )
    return answers.time


def _in_range(answers: Answers, settings: CohortSettings) -> NDArray[np.bool_]:
    inside = np.ones(len(answers), bool)
    for moment, first in ((settings.start, True), (settings.end, False)):
        if moment is not None:
            zone = settings.timezone or answers.timezone
            at = instant_of(asked_moment(moment, "start" if first else "end"), zone)
            inside &= _times(answers) >= at if first else _times(answers) < at
    return inside


def _as_one(inside: NDArray[np.bool_]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    return np.zeros(0, np.int64), np.zeros(int(inside.sum()), np.int64), np.ones(1, bool)


def _periods(
    answers: Answers, settings: CohortSettings, inside: NDArray[np.bool_]
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Period numbers from first to last, the place among them of each answer inside, and which are over."""
    calendar = settings.calendar(answers.timezone)
    found = calendar.numbers(_times(answers)[inside])
    if not len(found):
        return np.zeros(0, np.int64), found, np.zeros(0, bool)
    numbers = np.arange(int(found.min()), int(found.max()) + 1)
    over = numbers <= calendar.last_complete(answers.until) if answers.until is not None else numbers < 0
    return numbers, found - numbers[0], over


def _segments(answers: Answers, name: str | None, inside: NDArray[np.bool_]) -> tuple[tuple[str, ...], Ints]:
    """Names of the segments, most answers first, and the position among them of each answer."""
    if name is None:
        return ("",), np.zeros(len(answers), np.int64)
    if name not in answers.segments:
        have = ", ".join(answers.segments)
        raise SettingsError(
            say("'{name}' is not a segment column.", name=name),
            where="segment",
            todo=say("Choose one of: {choices}.", choices=have)
            if have
            else say("Name it in AnswersMapping(segments=...) when reading the file."),
        )
    column = answers.segments[name]
    n = len(column.labels)
    codes = np.where(column.codes < 0, n, column.codes).astype(np.int64)
    sizes = np.bincount(codes[inside], minlength=n + 1)
    ranked = sorted(np.flatnonzero(sizes).tolist(), key=lambda code: (-int(sizes[code]), code))
    many = len(ranked) > MOST_SEGMENTS
    place = np.zeros(n + 1, np.int64)
    place[ranked] = np.minimum(np.arange(len(ranked)), MOST_SEGMENTS - 1 if many else len(ranked))
    names = [column.labels[code] if code < n else "(blank)" for code in ranked]
    return tuple([*names[: MOST_SEGMENTS - 1], "other"] if many else names) or ("",), place[codes]


# ------------------------------------------------------------------------------------------- after the answer
def after_answer_counts(answers: Answers, events: Any, settings: CohortSettings, days: int) -> AfterAnswerCounts:
    """Count who was active within so many days after their first answer, by that answer's score.

    Days are calendar days: the day of the answer itself does not count, since what happened on it may be what the
    survey asked about. A customer is watched when the last of the days is over in the events. Of several first answers
    at one instant the first in the file counts. With contracts, customers are watched who have one running as they
    answer, and counted who have one running when the days are over.
    """
    days = whole_number(days, "days")
    if answers.customer is None:
        raise SettingsError(
            say("these answers name no customers."),
            where="customer",
            todo=say("Name the column that says who answered: AnswersMapping(customer=...)."),
        )
    first = _first_answers(answers, _in_range(answers, settings))
    score, at = answers.score[first].astype(np.int64), _times(answers)[first]
    code = codes_in(answers.customer_ids, events)[answers.customer[first]]
    zone = settings.timezone or events.timezone
    begin, end = windows_after(local_days(at, zone).astype(np.int64), zone, days)
    joined = code >= 0
    watched = joined & (end <= events.until)
    contracts = hasattr(events, "end")
    if contracts:
        watched[watched] = running(events, code[watched], at[watched])
    active = np.zeros(len(first), bool)
    active[watched] = (
        running(events, code[watched], end[watched])
        if contracts
        else any_between(activity_plan(events, settings), code[watched], begin[watched], end[watched])
    )

    def by_score(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(score[which], minlength=SCORES)

    nameless = int((answers.customer < 0).sum())
    everyone = np.ones(len(first), bool)
    counted = (by_score(everyone), by_score(joined), by_score(watched), by_score(active))
    return AfterAnswerCounts(*counted, nameless, did=mark("were still customers") if contracts else mark("were active"))


def _first_answers(answers: Answers, inside: NDArray[np.bool_]) -> Ints:
    """Position of the first answer of each customer who is named."""
    assert answers.customer is not None
    named = np.flatnonzero(inside & (answers.customer >= 0))
    order = named[np.lexsort((_times(answers)[named], answers.customer[named]))]
    codes = answers.customer[order]
    new = np.ones(len(codes), bool)
    new[1:] = codes[1:] != codes[:-1]
    return np.asarray(order[new], np.int64)
