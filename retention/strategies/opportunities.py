"""Opportunities: the strategies of a playbook, measured on one file and ranked by what they could bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import AnswerSource, Source
from retention.errors import RetentionError
from retention.languages import say
from retention.metrics.arguments import share
from retention.settings import CohortSettings
from retention.stages import NEVER
from retention.strategies.book import Strategy, load
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Material, Sign
from retention.strategies.signs import SIGNS

YEAR = 365  # days


@dataclass(frozen=True, eq=False)
class Opportunity:
    """One strategy on one file.

    Attributes
    ----------
    key, name, whom, do, channel, success, needs
        As in the playbook, see :class:`Strategy`; of ours in the language in use.
    applies
        "yes", "no sign" or "cannot tell".
    sign
        What was measured, in words with its numbers.
    timing
        When and how, by stage key, for the stages of the audience (of the playbook where there is no audience).
    customers
        Customers of the audience; 0 unless it applies.
    value_each
        Mean money of these customers in the 365 days up to their last visit (contracts: 12 months of what they pay or
        last paid); None without amounts.
    rate_low, rate, rate_high
        Assumed share of them who stay or come back only because of it: those of the playbook, all three made smaller
        where the highest is more than ``lost``.
    lost
        Largest share of the audience that is lost within a year, as customers like them have been (by the lower end of
        the range of their chances to return or stay): more than that cannot be kept. 1 where that is not known.
    """

    key: str
    name: str
    applies: str
    sign: str
    whom: str
    do: str
    channel: str
    timing: Mapping[str, str]
    success: str
    needs: str
    customers: int
    value_each: float | None
    rate_low: float
    rate: float
    rate_high: float
    lost: float = 1.0
    _list: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    _who: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool), repr=False)

    def worth(self, rate: float) -> float:
        """``customers x rate x value_each``: money a year; without amounts ``customers x rate``: customers kept."""
        return self.customers * share("rate", rate) * (1.0 if self.value_each is None else self.value_each)

    def frame(self) -> pd.DataFrame:
        """The audience: rows of the list of customers, the largest expected loss first, then by id.

        Nobody who asked not to be contacted is ever in it. Columns: see :func:`retention.slipping`.
        """
        rows = self._list[self._who]
        if not len(rows):
            return rows
        rows = rows[rows["stage"].astype(object) != NEVER]
        return rows.sort_values(["expected_loss", "customer"], ascending=[False, True], na_position="last")


def opportunities(
    source: Source,
    answers: AnswerSource | None = None,
    settings: CohortSettings | None = None,
    *,
    playbook: Sequence[Strategy] | None = None,
    first_value: str | None = None,
) -> tuple[Opportunity, ...]:
    """Measure every strategy of a playbook on one file, and rank them by what they could bring.

    What one could bring is ``customers x rate x value_each``, see :meth:`Opportunity.worth`: the customers of its
    audience at this moment, an assumed share of them who stay or come back only because of it, and the money that one
    of them brought in a year. Customers can be in several audiences, so the sizes do not add up.

    Parameters
    ----------
    source
        Visits or contracts.
    answers
        Answers of the same customers to a survey; without them the entry that needs them says so.
    settings
        The period, the zone and which rows count. Plain months by default.
    playbook
        Strategies to measure; by default those of :func:`load`.
    first_value
        The event that is first value; without one it is a second day with activity.

    Returns
    -------
    tuple of Opportunity
        Those with a sign first, the largest by worth at the middle rate on top, then by customers; those without a sign
        after them, and those the data cannot tell about last, both in the order of the playbook. Where the file has no
        amounts they are ranked by customers instead of money.

    Notes
    -----
    A strategy whose sign shows but whose audience is empty at this moment has "no sign": there is nobody to talk to.
    A customer seen once is in the lists as any other; what is not over yet is left out as it is in each measure. The
    rates are assumptions, and no part of them is measured on the file.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> rows = [(f"c{i:02}", day) for i in range(60) for day in range(0, 200 if i < 40 else 60, 10)]
    >>> frame = pd.DataFrame(rows, columns=["who", "day"])
    >>> frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    >>> events = rt.events_from_frame(frame[["who", "when"]], rt.ColumnMapping(customer="who", time="when"))
    >>> found = {one.key: one for one in rt.strategies.opportunities(events)}
    >>> found["reactivation"].applies, found["reactivation"].customers, found["education"].applies
    ('yes', 20, 'cannot tell')
    """
    material = Material(source, answers, settings, first_value=first_value)
    material.customers  # noqa: B018 - without a list of customers there is nothing to say, and the error says why
    found = [_opportunity(strategy, material) for strategy in (load() if playbook is None else playbook)]
    ranked = sorted(
        (one for one in found if one.applies == YES), key=lambda one: (one.worth(one.rate), one.customers), reverse=True
    )
    return (*ranked, *(one for verdict in (NO_SIGN, CANNOT_TELL) for one in found if one.applies == verdict))


def _sign(strategy: Strategy, material: Material) -> Sign:
    """What one sign finds; settings or a file that its measure refuses leave the other signs alone."""
    try:
        return SIGNS[strategy.sign](material, **strategy.parameters)
    except RetentionError as error:
        return Sign(CANNOT_TELL, str(error))


def _opportunity(strategy: Strategy, material: Material) -> Opportunity:
    sign = _sign(strategy, material)
    who = material.among(strategy.stages)
    who = who & (sign.who if sign.who is not None else True) & (sign.applies == YES)
    applies, words, customers = sign.applies, sign.words, int(who.sum())
    if applies == YES and not customers:
        applies, words = NO_SIGN, f"{words} {say('At this moment there is nobody whom it concerns.')}"
    has_money = material.customers.has_money and customers > 0
    lost = _lost(material, who)
    possible = min(1.0, lost / strategy.rate_high) if strategy.rate_high else 1.0
    present = set(material.stage[who]) if customers else set(strategy.stages)
    return Opportunity(
        key=strategy.key,
        name=say(strategy.name),
        applies=applies,
        sign=words,
        whom=say(strategy.whom),
        do=say(strategy.do),
        channel=say(strategy.channel),
        timing={key: say(text) for key, text in strategy.timing.items() if key in present},
        success=say(strategy.success),
        needs=say(strategy.needs),
        customers=customers,
        value_each=float(np.nanmean(material.numbers("at_stake")[who])) if has_money else None,
        rate_low=strategy.rate_low * possible,
        rate=strategy.rate * possible,
        rate_high=strategy.rate_high * possible,
        lost=lost,
        _list=material.frame,
        _who=who,
    )


def _lost(material: Material, who: NDArray[np.bool_]) -> float:
    """Most of some customers who are lost within a year: not those who stay through one horizon after the other."""
    stay = material.numbers("chance_lower")[who]
    stay = stay[~np.isnan(stay)] ** max(1.0, YEAR / material.customers.horizon)
    return float(1 - stay.mean()) if len(stay) else 1.0


def audience(opportunity: Opportunity) -> pd.DataFrame:
    """The customers whom an opportunity concerns, as :meth:`Opportunity.frame`; nobody who must not be contacted."""
    return opportunity.frame()
