"""Whether those who say they would recommend come back: activity after the answer, by what the answer was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import AnswerSource, Source
from retention.intervals import wilson
from retention.languages import many, mark, say
from retention.metrics.comparison import Comparison, compare_rates
from retention.metrics.satisfaction import GROUP_OF_SCORE, GROUPS
from retention.metrics.wording import count, percent
from retention.settings import CohortSettings

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RetentionByAnswer:
    """Detractors, passives and promoters, and who of them was active after the answer.

    Attributes
    ----------
    days
        Days after the answer in which activity counts.
    customers, joined, watched, active : int64 (3,)
        Detractors, passives, promoters by their first answer: all, those the events know, of these those watched for
        all the days, and of these those with activity in them.
    nameless
        Answers that name no customer.
    did
        What those counted in ``active`` did, in words.
    """

    days: int
    customers: Ints
    joined: Ints
    watched: Ints
    active: Ints
    nameless: int
    did: str = mark("were active")

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """One row for each group, promoters first: ``rate = active / watched`` with its Wilson range."""
        lower, upper = wilson(self.active, self.watched, level)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = self.active / self.watched
        columns: dict[str, Any] = {
            "customers": self.customers,
            "joined": self.joined,
            "watched": self.watched,
            "active": self.active,
            "rate": rate,
            "lower": lower,
            "upper": upper,
        }
        return pd.DataFrame(columns, index=pd.Index(GROUPS, name="group", dtype=object)).iloc[::-1]

    @property
    def comparison(self) -> Comparison:
        """Promoters against detractors."""
        return compare_rates(*(int(x) for x in (self.active[2], self.watched[2], self.active[0], self.watched[0])))

    @property
    def join_words(self) -> str:
        """How many could be joined, and how many of them watched long enough."""
        answered, joined, watched = (int(part.sum()) for part in (self.customers, self.joined, self.watched))
        numbers = {
            "joined": f"{joined:,}",
            "customers": count(answered, "customer"),
            "watched": f"{watched:,}",
            "days": count(self.days, "day"),
        }
        if answered:
            said = say(
                "{joined} of {customers} who answered are in the events ({share}); {watched} of them were watched for "
                "{days} after their first answer.",
                share=percent(joined / answered),
                **numbers,
            )
        else:
            said = say(
                "{joined} of {customers} who answered are in the events; {watched} of them were watched for {days} "
                "after their first answer.",
                **numbers,
            )
        if not self.nameless:
            return said
        nameless = many(
            "{n} answer without a customer left out.", "{n} answers without a customer left out.", self.nameless
        )
        return f"{said} {nameless}"


def retention_by_answer(
    answers: AnswerSource, events: Source, days: int = 90, settings: CohortSettings | None = None
) -> RetentionByAnswer:
    """Share of detractors, passives and promoters with activity in the days after their answer.

    ``rate = active / watched``. Numerator: customers with an activity from the day after their first answer through
    the last of so many days. Denominator: customers whose first answer gives that group, whom the events know, and
    whose last day of these is over where the events end: nobody is counted before that.

    Parameters
    ----------
    answers
        Answers that name customers and times.
    events
        Visits or contracts with the same customer ids. Of contracts, those customers are watched who have one running
        as they answer, and those active who have one running when the days are over.
    days
        Length of the time after the answer, in calendar days.
    settings
        What counts as activity (``return_event``, ``where``, ``return_where``); ``start`` and ``end`` bound the
        answers; ``timezone`` decides what a day is.

    Returns
    -------
    RetentionByAnswer

    Raises
    ------
    SettingsError
        If the answers name no customers or have no time, or if ``days`` is not a whole number of at least 1.

    Notes
    -----
    The day of the answer itself does not count: surveys are often sent after a purchase, which would count for its own
    answer. A customer who answers several times counts once, by the first answer: only those who stay answer again.
    Customers seen once count as not active if that was before. Those who answer are not all customers, and what goes
    with an answer need not come of it.

    Examples
    --------
    >>> import retention as rt
    >>> answers = rt.read_answers(b"id,sent,nps\\na,2024-01-05,10\\nb,2024-01-05,2\\nc,2024-01-06,9\\n")
    >>> events = rt.read_events(b"id,when\\na,2024-01-05\\na,2024-01-09\\nb,2024-01-02\\nz,2024-03-01\\n")
    >>> found = rt.retention_by_answer(answers, events, days=30)
    >>> found.to_frame()[["customers", "joined", "watched", "active"]].to_numpy().tolist()
    [[2, 1, 1, 1], [0, 0, 0, 0], [1, 1, 1, 0]]
    """
    counts = answers.after_answer_counts(events, settings or CohortSettings(), days)
    groups = [
        np.bincount(GROUP_OF_SCORE, weights=column, minlength=3).astype(np.int64)
        for column in (counts.customers, counts.joined, counts.watched, counts.active)
    ]
    return RetentionByAnswer(int(days), groups[0], groups[1], groups[2], groups[3], counts.nameless, counts.did)
