"""Answers to a survey, from 0 to 10, with what people wrote about them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import AfterAnswerCounts, ScoreCounts
from retention.events import Segment, labels_of
from retention.mapping import AnswersMapping
from retention.periods import Ints, to_instant, to_local
from retention.report import ReadReport
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to a survey in memory, ready to be counted, in the order of the file.

    Made by :func:`retention.read_answers` or :func:`retention.answers_from_frame`. Every row is one valid answer: a
    customer who answers twice counts twice.

    Attributes
    ----------
    mapping : AnswersMapping
        The columns it was made from.
    timezone : str
        Zone that decides what a day is.
    report : ReadReport
        What happened to every row of the file; answers that are none stand there, each with its reason.
    score : int8 (n,)
        0 to 10.
    row : int32 (n,)
        Row number in the file, the first row under the header being 1.
    time : int64 (n,) or None
        Instants, microseconds.
    until : int or None
        ``observed_until`` as an instant.
    customer : int32 (n,) or None
        Codes, -1 where an answer names nobody.
    customer_ids : pyarrow.Array or None
        Ids as text, by code.
    comment : pyarrow.Array or None
        Text as written; null where there is none.
    segments : dict of str to Segment

    Examples
    --------
    >>> import retention as rt
    >>> answers = rt.read_answers(b"id,sent,nps,why\\na,2024-01-05,10,good\\nb,2024-01-09,3,slow\\nc,2024-02-01,x,\\n")
    >>> answers, answers.report.dropped
    (<Answers: 2 answers, 2 customers, 2024-01-05 to 2024-01-09>, {'score cannot be read': 1})
    >>> answers.comments("SLOW")["comment"].tolist()
    ['slow']
    """

    mapping: AnswersMapping
    timezone: str
    report: ReadReport
    score: NDArray[np.int8]
    row: NDArray[np.int32]
    time: Ints | None = None
    until: int | None = None
    customer: NDArray[np.int32] | None = None
    customer_ids: pa.Array | None = None
    comment: pa.Array | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.score)

    def __repr__(self) -> str:
        who = "" if self.customer is None else f", {self.n_customers:,} customers"
        span = "" if self.time is None else ", {:%Y-%m-%d} to {:%Y-%m-%d}".format(*self.span)
        return f"<Answers: {len(self):,} answers{who}{span}>"

    @cached_property
    def n_customers(self) -> int:
        """Distinct customers among those named."""
        return 0 if self.customer is None else len(np.unique(self.customer[self.customer >= 0]))

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Local time of the first and the last answer; not a time where the answers have none."""
        if self.time is None:
            return pd.Timestamp("NaT"), pd.Timestamp("NaT")
        first, last = to_local(np.array([self.time.min(), self.time.max()]), self.timezone)
        return pd.Timestamp(first), pd.Timestamp(last)

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the answers are whole; not a time where they have none."""
        if self.until is None:
            return pd.Timestamp("NaT")
        return pd.Timestamp(to_local(np.array([self.until]), self.timezone)[0])

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that counts depend on, and of the comments."""
        digest = hashlib.sha256()
        digest.update(repr((self.mapping, self.timezone, self.until)).encode())
        digest.update(repr([(name, s.labels) for name, s in self.segments.items()]).encode())
        for column in (self.score, self.time, self.customer, *(s.codes for s in self.segments.values())):
            if column is not None:
                digest.update(np.ascontiguousarray(column).data)
        for texts in (self.customer_ids, self.comment):
            if texts is not None:
                digest.update("\x1f".join("\x00" if text is None else text for text in texts.to_pylist()).encode())
        return digest.hexdigest()[:32]

    @property
    def nbytes(self) -> int:
        """Resident bytes of all columns, ids and comments included."""
        columns = [self.score, self.row, self.time, self.customer, *(s.codes for s in self.segments.values())]
        texts = [self.customer_ids, self.comment]
        return int(sum(column.nbytes for column in (*columns, *texts) if column is not None))

    def observed_to(self, observed_until: Any) -> Self:
        """Return the same answers, whole up to another moment (local time)."""
        return replace(self, until=to_instant(observed_until, self.timezone))

    def frame(self, positions: Any = slice(None)) -> pd.DataFrame:
        """Rows as a table with the names of the file, times local; ``row`` is the row number in the file."""
        picked = np.arange(len(self))[positions]
        columns: dict[str, Any] = {"row": self.row[picked]}
        if self.customer is not None and self.customer_ids is not None:
            columns[str(self.mapping.customer)] = _texts(self.customer_ids, self.customer[picked])
        if self.time is not None:
            columns[str(self.mapping.time)] = to_local(self.time[picked], self.timezone)
        columns[self.mapping.score] = self.score[picked]
        if self.comment is not None:
            columns[str(self.mapping.comment)] = _texts(self.comment, picked)
        for name, segment in self.segments.items():
            columns[name] = labels_of(segment.codes[picked], segment.labels)
        return pd.DataFrame(columns)

    def comments(self, search: str = "", scores: tuple[int, int] = (0, 10)) -> pd.DataFrame:
        """What people wrote, as plain text: ``row``, ``customer``, ``time``, ``score``, ``comment``, newest first.

        Parameters
        ----------
        search
            Part of a comment, in any letters; empty is all comments.
        scores
            Lowest and highest score of the answers to list, as (0, 6) for detractors.
        """
        if self.comment is None:
            return pd.DataFrame({name: [] for name in ("row", "customer", "time", "score", "comment")})
        texts = _texts(self.comment, np.arange(len(self)))
        wanted = np.array([bool(text) and search.casefold() in text.casefold() for text in texts], bool)
        at = np.flatnonzero(wanted & (self.score >= scores[0]) & (self.score <= scores[1]))
        if self.time is not None:
            at = at[np.argsort(-self.time[at], kind="stable")]
        who = [""] * len(at)
        if self.customer is not None and self.customer_ids is not None:
            who = _texts(self.customer_ids, self.customer[at])
        when = to_local(self.time[at], self.timezone) if self.time is not None else [pd.NaT] * len(at)
        said = [texts[i] for i in at.tolist()]
        return pd.DataFrame(
            {"row": self.row[at], "customer": who, "time": when, "score": self.score[at], "comment": said}
        )

    def without_rows(self, rows: NDArray[np.int32]) -> Self:
        """Return the answers without some rows of the file (row numbers), e.g. exact copies."""
        import pyarrow as pa

        keep = ~np.isin(self.row, rows)
        return replace(
            self,
            score=self.score[keep],
            row=self.row[keep],
            time=None if self.time is None else self.time[keep],
            customer=None if self.customer is None else self.customer[keep],
            comment=None if self.comment is None else self.comment.filter(pa.array(keep)),
            segments={name: Segment(s.codes[keep], s.labels) for name, s in self.segments.items()},
        )

    def without_copies(self) -> Self:
        """Return the answers without exact copies; the report counts them among the rows left out."""
        if not np.isin(self.row, self.report.copies).any():
            return self
        return replace(self.without_rows(self.report.copies), report=self.report.deciding_copies("drop"))

    # ------------------------------------------------------------------------------------- the source's methods
    def score_counts(self, settings: CohortSettings, by_period: bool) -> ScoreCounts:
        """Count answers by score, by segment, and by period or not."""
        from retention.engine import answers

        return answers.score_counts(self, settings, by_period)

    def after_answer_counts(self, events: Any, settings: CohortSettings, days: int) -> AfterAnswerCounts:
        """Count who was active within so many days after their first answer."""
        from retention.engine import answers

        return answers.after_answer_counts(self, events, settings, days)


def _texts(texts: pa.Array, positions: NDArray[Any]) -> list[str]:
    """Texts at some positions; empty for a negative position and for null."""
    import pyarrow as pa

    places = pa.array(positions.astype(np.int64), mask=positions < 0)
    found: list[str] = texts.take(places).fill_null("").to_pylist()
    return found
