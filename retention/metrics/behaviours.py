"""What goes with staying: one behaviour in the first days, and who came back after them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.counts import VisitSource
from retention.errors import whole_number
from retention.languages import mark, numbered, say
from retention.metrics.alike import alike, careful
from retention.metrics.comparison import COULD_BE_CHANCE, MORE_THAN_CHANCE, TOO_FEW, newcombe, span_of_points
from retention.metrics.series import asked
from retention.metrics.stratified import stratified
from retention.metrics.wording import first, percent, points_apart
from retention.results import FEW_GREYED, FEW_MARKED
from retention.settings import CohortSettings


@dataclass(frozen=True)
class BehaviourEffect:
    """Who came back among those who did something in their first days, and among those who did not.

    Attributes
    ----------
    event, times
        What was done, and how often at least.
    first, wait, later
        Days of 24 hours: the behaviour lies in ``[0, first)`` after the start, coming back in
        ``[first + wait, first + wait + later)``.
    n_did, back_did, n_not, back_not
        Customers watched to the end of the later window who did it and who did not, and how many of them came back.
    difference, lower, upper
        Of the shares who came back, among customers who were equally active in the first days (Mantel-Haenszel); of
        two ways of telling who was, the one that finds less.
    lift
        How many times as large the share is, among customers who were equally active.
    p_value
        Of the stratified test; NaN where nobody can be compared.
    verdict
        "more than chance", "could be chance", or "too few to say".
    unwatched
        Customers left out since their later window is not over.
    unmatched
        Customers without anybody equally active on the other side: they tell nothing.
    crude_lower, crude_upper
        Newcombe's range of ``crude_difference``, everybody compared with everybody.
    n_ever, back_ever, n_never, back_never
        The trap: the same customers by whether they did it at any time, later days included.
    level
        Confidence of the ranges; the verdict is at ``1 - level``.
    """

    event: str
    times: int
    first: int
    wait: int
    later: int
    n_did: int
    back_did: int
    n_not: int
    back_not: int
    difference: float
    lower: float
    upper: float
    lift: float
    p_value: float
    verdict: str
    unwatched: int
    unmatched: int
    crude_lower: float
    crude_upper: float
    n_ever: int
    back_ever: int
    n_never: int
    back_never: int
    level: float = 0.95

    @property
    def rate_did(self) -> float:
        """Share who came back of those who did it; NaN of nobody."""
        return _share(self.back_did, self.n_did)

    @property
    def rate_not(self) -> float:
        """Share who came back of those who did not."""
        return _share(self.back_not, self.n_not)

    @property
    def crude_difference(self) -> float:
        """``rate_did - rate_not``, whatever else they differ in."""
        return self.rate_did - self.rate_not

    @property
    def coverage(self) -> float:
        """Share of the customers who did it."""
        return _share(self.n_did, self.n_did + self.n_not)

    @property
    def naive_did(self) -> float:
        """Share who came back of those who ever did it."""
        return _share(self.back_ever, self.n_ever)

    @property
    def naive_not(self) -> float:
        """Share who came back of those who never did it."""
        return _share(self.back_never, self.n_never)

    @property
    def naive_lift(self) -> float:
        """``naive_did / naive_not``: who stays longer has more time to do anything, so it is large without any effect.

        NaN without anybody on one side, or where nobody who never did it came back.
        """
        return self.naive_did / self.naive_not if self.naive_not > 0 else math.nan

    @property
    def behaviour(self) -> str:
        """What was done, in words: "did 'export' at least 3 times in the first 7 days"."""
        return say(
            "did '{event}' {often} in {days}",
            event=self.event,
            often=at_least(self.times),
            days=first(self.first, "day"),
        )

    @property
    def outcome(self) -> str:
        """What was looked for, in words: "came back in days 7 to 13", the day of the start being day 0."""
        begin = self.first + self.wait
        return say("came back in {days}", days=numbered("day", begin, begin + self.later - 1))

    @property
    def words(self) -> str:
        """Both shares with their n, the difference among equals with its range, the verdict, and what it is not."""
        if not self.n_did or not self.n_not:
            if self.n_did:
                return say("There is nobody to compare: everybody {did}.", did=self.behaviour)
            return say("There is nobody to compare: nobody {did}.", did=self.behaviour)
        shares = say(
            "Of {n} customers who {did}, {rate} {came_back}; of the {others} others {other_rate}.",
            n=f"{self.n_did:,}",
            did=self.behaviour,
            rate=percent(self.rate_did),
            came_back=self.outcome,
            others=f"{self.n_not:,}",
            other_rate=percent(self.rate_not),
        )
        if math.isnan(self.difference):
            return " ".join([shares, say("No two of them were equally active, so that nobody is left to compare.")])
        apart = say(
            "Among customers who were equally active in these days that is {difference}, likely {range}.",
            difference=points_apart(self.difference),
            range=span_of_points(self.lower, self.upper),
        )
        return " ".join([shares, apart, say(VERDICT_WORDS[self.verdict])])

    def __repr__(self) -> str:
        return (
            f"<BehaviourEffect: '{self.event}' x {self.times}, {self.back_did:,} of {self.n_did:,} "
            f"against {self.back_not:,} of {self.n_not:,}, {self.verdict}>"
        )


VERDICT_WORDS = {
    MORE_THAN_CHANCE: mark("It goes with staying; only an experiment settles whether the one leads to the other."),
    COULD_BE_CHANCE: mark("This cannot be told apart from chance."),
    TOO_FEW: mark("These are too few to say."),
}


def behaviour_effect(
    source: VisitSource,
    event: str,
    times: int = 1,
    *,
    first: int = 7,
    wait: int = 0,
    later: int = 7,
    settings: CohortSettings | None = None,
    level: float = 0.95,
) -> BehaviourEffect:
    """Compare who came back between customers who did something in their first days and those who did not.

    Both windows are counted in days of 24 hours from the customer's start, to the microsecond, and half-open: what
    happens exactly ``first`` days after the start comes too late to be the behaviour, and is the first moment at which
    coming back counts where ``wait`` is 0. The start's own row is no behaviour. Everybody who started is compared, also
    who was never seen again, provided that the whole later window is over by ``observed_until``.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods. The file needs a column of events.
    event, times
        What was done, at least so many times.
    first
        Days in which the behaviour is looked for.
    wait
        Days between the two windows.
    later
        Days in which coming back is looked for.
    settings
        ``start_event`` is what starts a customer (None is the first row), ``return_event`` what counts as coming back
        (None is any event), ``where`` filters rows, ``start`` and ``end`` bound the periods of the start.
    level
        Confidence of the ranges; the verdict is at ``1 - level``.

    Returns
    -------
    BehaviourEffect
        "more than chance" only where the p-value of the stratified test is below ``1 - level`` and the range leaves out
        zero; "too few to say" where a side has fewer than 10 customers, or fewer than 30 and nothing shows.

    Raises
    ------
    SettingsError
        If the file has no column of events, no row has this event, a number of days is not whole, or for settings that
        speak of ages.

    Notes
    -----
    Who is around more does more of everything, and comes back more. So the windows do not overlap, and customers are
    compared with those who were active on as many of the first days, last at the same time, and did as much, in two
    ways of counting that; reported is the one that finds less. See :func:`retention.metrics.alike.alike` and
    :func:`retention.metrics.stratified.stratified`. What else the two groups differ in remains: the words are "goes
    with". Why the windows must not overlap: Anderson, J. R., Cain, K. C. and Gelber, R. D. (1983), Journal of Clinical
    Oncology 1, 710-719. A customer seen once was active on one day and did not come back. Refunds are no activity
    unless ``refunds_count`` says so.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> rows = [(f"u{i}", d, e) for i in range(80) for d, e in [(1, "join"), (2, "invite" if i % 2 else "open")]]
    >>> rows += [(f"u{i}", 9, "open") for i in range(80) if i % 4 or not i % 16]
    >>> frame = pd.DataFrame(rows, columns=["who", "day", "what"])
    >>> frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    >>> events = rt.events_from_frame(frame[["who", "when", "what"]],
    ...                               rt.ColumnMapping(customer="who", time="when", event="what"),
    ...                               observed_until="2024-02-01")
    >>> found = rt.behaviour_effect(events, "invite", later=14)
    >>> found.back_did, found.n_did, found.back_not, found.n_not, round(found.difference, 3)
    (40, 40, 25, 40, 0.375)
    >>> found.verdict
    'more than chance'
    """
    settings = asked(source, settings, "behaviour_counts")
    least = whole_number(times, "times", most=255)
    counts = source.behaviour_counts(settings, first, wait, later, event)
    did, ever = counts.times[:, 0] >= least, counts.ever[:, 0]
    n_did, back_did, n_not, back_not = two_by_two(did, counts.back)
    one, other = (stratified(*way.sides(did, counts.back), level) for way in alike(counts, 0, int(first)))
    found = careful(one, other)
    crude = newcombe(back_did, n_did, back_not, n_not, level)
    n_ever, back_ever, n_never, back_never = two_by_two(ever, counts.back)
    return BehaviourEffect(
        event=event,
        times=least,
        first=int(first),
        wait=int(wait),
        later=int(later),
        n_did=n_did,
        back_did=back_did,
        n_not=n_not,
        back_not=back_not,
        difference=found.difference,
        lower=found.lower,
        upper=found.upper,
        lift=found.ratio,
        p_value=found.p_value,
        verdict=verdict(found.p_value, found.lower, found.upper, min(n_did, n_not), 1 - level),
        unwatched=counts.unwatched,
        unmatched=found.unmatched,
        crude_lower=float(crude[0]),
        crude_upper=float(crude[1]),
        n_ever=n_ever,
        back_ever=back_ever,
        n_never=n_never,
        back_never=back_never,
        level=level,
    )


def two_by_two(did: NDArray[np.bool_], back: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Who did, came back of them, did not, came back of those."""
    n_did, back_did = int(did.sum()), int((did & back).sum())
    return n_did, back_did, len(did) - n_did, int(back.sum()) - back_did


def verdict(p_value: float, lower: float, upper: float, smaller: int, limit: float) -> str:
    """What may be said about a difference, with so many customers on the smaller side."""
    sure = p_value < limit and (lower > 0 or upper < 0)
    if math.isnan(p_value) or smaller < (FEW_GREYED if sure else FEW_MARKED):
        return TOO_FEW
    return MORE_THAN_CHANCE if sure else COULD_BE_CHANCE


def at_least(times: int) -> str:
    """How often, in words: "at least once", "at least 3 times"."""
    return say("at least once") if times == 1 else say("at least {n} times", n=times)


def _share(part: int, total: int) -> float:
    return part / total if total else math.nan
