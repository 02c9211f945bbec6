"""Reading answers to a survey, with or without a mapping: a score from 0 to 10, perhaps when, who and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from retention.answers import Answers
from retention.errors import EmptyFileError, ReadError
from retention.languages import say
from retention.mapping import AnswersMapping
from retention.reading.answer_rows import as_request, read_rows
from retention.reading.formats import Source, open_table
from retention.reading.frames import arrow_table
from retention.reading.limits import Limits
from retention.reading.memory import give_back
from retention.reading.opening import Opening
from retention.reading.read import ask, rising
from retention.reading.request import Request
from retention.reading.roles.parts import with_parts
from retention.reading.roles.proposal import proposed_answers
from retention.reading.tables import ArrowTable

SCALE = "0-10"


def read_answers(
    source: Source,
    mapping: AnswersMapping | None = None,
    *,
    customer: str | None = None,
    time: str | None = None,
    score: str | None = None,
    comment: str | None = None,
    segments: Sequence[str] = (),
    scale: str | None = None,
    date_order: str | None = None,
    timezone: str = "UTC",
    observed_until: Any = None,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    duplicates: str = "keep",
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    limits: Limits | None = None,
) -> Answers:
    """Read answers to a survey: one row for each, with a score from 0 to 10.

    A score is a whole number, alone or among words: "10 - extremely likely", "9/10", "9.0" and digits of any script are
    understood. Every row is either kept or left out for one stated reason: without a score, with one that is not whole,
    lies outside 0 to 10 or cannot be read, or without a date where there is a column for it. A row without a customer
    is kept: it counts, and cannot be joined to what customers did.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode; or a list of such with the same columns, which are joined.
    mapping
        Which column plays which role; None takes the guess of :func:`inspect`.
    customer, time, score, comment, segments
        Columns that play these roles, instead of the guessed ones, where no mapping is given.
    scale
        "0-10" where that is known although the answers do not look like it; None refuses such answers.
    date_order, timezone, sheet, member, encoding, delimiter, header, duplicates, name, progress, limits
        As in :func:`read_events`. Without a column of customers rows alike are different answers, never copies.
    observed_until
        Local moment up to which the answers are whole; the end of the day of the last one by default.

    Returns
    -------
    Answers

    Raises
    ------
    ReadError
        If the file is no table, or if the answers are on another scale than 0 to 10, such as 1 to 5: it says which, and
        what to do. :class:`EmptyFileError` if nothing usable is in it.
    UndecidedError
        If the dates can be read in two ways; it carries the question.
    MappingError
        If the mapping does not fit the file, or no column looks like answers.

    Examples
    --------
    >>> data = b"id,sent,nps\\na,2024-01-05,10 - extremely likely\\nb,2024-01-09,7.5\\nc,2024-02-01,0\\n"
    >>> answers = read_answers(data)
    >>> answers.score.tolist(), answers.report.dropped
    ([10, 0], {'score is not a whole number': 1})
    """
    _check_scale(scale)
    progress = rising(progress)
    if progress is not None:
        progress(0.0, say("Opening the file"))
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment(), progress)
    table = with_parts(open_table(source, opening, name))
    ask(table)
    if mapping is None:
        known = {"customer": customer, "time": time, "score": score, "comment": comment}
        mapping = proposed_answers(table, known, tuple(segments))
    request = Request(as_request(mapping), date_order, timezone, observed_until, duplicates, progress)
    answers = read_rows(table, mapping, replace(request, limits=opening.limits), scale is None)
    del table, source
    give_back()
    return answers


def answers_from_frame(
    frame: Any,
    mapping: AnswersMapping,
    *,
    scale: str | None = None,
    timezone: str = "UTC",
    observed_until: Any = None,
    duplicates: str = "keep",
    date_order: str | None = None,
) -> Answers:
    """Make answers from a pandas or polars DataFrame, or a pyarrow Table.

    Moments without a zone are local times in ``timezone``; moments with one are instants. Text is read as
    :func:`read_answers` reads it.

    Parameters
    ----------
    frame
        The data, one answer per row.
    mapping
        Which column plays which role.
    scale, timezone, observed_until, duplicates, date_order
        As in :func:`read_answers`.

    Returns
    -------
    Answers

    Raises
    ------
    MappingError
        If the mapping names a column that the frame does not have.
    ReadError
        If the answers are on another scale than 0 to 10.
    UndecidedError
        If text dates can be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"score": [9, 10, 3], "market": ["UK", "UK", "US"]})
    >>> answers = answers_from_frame(frame, AnswersMapping(score="score", segments=("market",)))
    >>> len(answers), answers.time is None
    (3, True)
    """
    _check_scale(scale)
    table = arrow_table(frame)
    if table.num_rows == 0:
        raise EmptyFileError(say("The data frame has no rows."), todo=say("Pass one with rows."))
    request = Request(as_request(mapping), date_order, timezone, observed_until, duplicates)
    return read_rows(ArrowTable("the data frame", table), mapping, request, scale is None)


def _check_scale(scale: str | None) -> None:
    if scale not in (None, SCALE):
        raise ReadError(
            say("'{value}' is not known.", value=scale),
            where="scale",
            todo=say("Choose {choice}, or leave it out.", choice=f'"{SCALE}"'),
        )
