"""Whether a campaign worked: customers who were treated against customers whom chance held out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import CampaignCounts, CampaignSource, Source
from retention.intervals import wilson
from retention.languages import group_said, mark, say
from retention.metrics.comparison import MORE_THAN_CHANCE, Comparison, compare_rates, needed, span_of_points
from retention.metrics.mean_comparison import MeanComparison, compare_means
from retention.metrics.sample_ratio import SampleRatio, sample_ratio
from retention.metrics.wording import count, percent, percent_span, points, points_apart
from retention.metrics.wording import money as in_money
from retention.periods import day_text
from retention.settings import CohortSettings


@dataclass(frozen=True, eq=False)
class CampaignResult:
    """The treated against the control group, in the days after.

    Attributes
    ----------
    days
        Local days after the day of the treatment in which activity and money count.
    names
        What the treated group and the control group are called.
    counts
        Customers of both groups: listed, not in the data, not over, watched, active, and their money.
    rate
        Share of the watched who were active: treated against control.
    money
        Money of each watched customer in the window, treated against control; None without amounts. Of contracts it is
        the money a month that runs as the window ends.
    ratio
        Whether the groups are as large as intended.
    both
        Customers in both groups, who are left out.
    dropped
        Reason to number of rows of the list that were left out.
    did
        What those counted in ``counts.active`` did, in words.
    """

    days: int
    names: tuple[str, str]
    counts: CampaignCounts
    rate: Comparison
    money: MeanComparison | None
    ratio: SampleRatio
    both: tuple[str, ...]
    dropped: Mapping[str, int]
    did: str

    @property
    def gained(self) -> tuple[float, float, float]:
        """Money gained by treating: difference of each customer x treated customers watched, with its range.

        NaN without amounts.
        """
        if self.money is None:
            return math.nan, math.nan, math.nan
        n, found = int(self.counts.watched[0]), self.money
        return found.difference * n, found.lower * n, found.upper * n

    @property
    def waiting(self) -> int:
        """Customers whose window is not over where the data end."""
        return int(self.counts.waiting.sum())

    @property
    def needed(self) -> int | None:
        """Customers on each side that would tell rates like these apart in four cases of five; None where they do not
        differ, or are told apart already."""
        one, other = self.rate.rate1, self.rate.rate2
        if self.rate.verdict == MORE_THAN_CHANCE or math.isnan(self.rate.difference) or one == other:
            return None
        return needed(one, other)

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """One row for each group: ``rate = active / watched`` with its Wilson range, and ``money_each``."""
        c = self.counts
        lower, upper = wilson(c.active, c.watched, level)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns: dict[str, Any] = {
                **{name: getattr(c, name) for name in ("listed", "unknown", "later", "waiting", "watched", "active")},
                "rate": c.active / c.watched,
                "lower": lower,
                "upper": upper,
            }
            if c.money is not None:
                columns["money_each"] = c.money / c.watched
        return pd.DataFrame(columns, index=pd.Index(self.names, name="group", dtype=object))

    @property
    def words(self) -> str:
        """The answer in one or two sentences: both shares with their ranges, the difference, the verdict."""
        if not self.rate.n1 or not self.rate.n2:
            lacking = self.names[0] if not self.rate.n1 else self.names[1]
            return say(
                "Nobody of the group '{group}' has been watched for {days} yet.",
                group=group_said(lacking),
                days=count(self.days, "day"),
            )
        said = say(
            "Of {n1} {group1} {k1} {did}, {rate1} (likely {range1}); of {n2} {group2} {k2} {did}, {rate2} (likely "
            "{range2}): {difference}, likely {range}.",
            did=say(self.did),
            **self._share(0),
            **self._share(1),
            difference=points_apart(self.rate.difference),
            range=span_of_points(self.rate.lower, self.rate.upper),
        )
        return f"{said} {self.rate.verdict_words}"

    def _share(self, i: int) -> dict[str, str]:
        row = self.to_frame().iloc[i]
        said = {"n": f"{int(row['watched']):,}", "group": group_said(self.names[i]), "k": f"{int(row['active']):,}"}
        said |= {"rate": percent(row["rate"]), "range": percent_span(row["lower"], row["upper"])}
        return {f"{name}{i + 1}": text for name, text in said.items()}

    @property
    def money_words(self) -> str:
        """What was gained in money, with its range; empty without amounts."""
        found, (total, low, high) = self.money, self.gained
        if found is None or math.isnan(found.difference):
            return ""
        contracts, each = self.counts.contracts, in_money(abs(found.difference))
        said = say(
            "{treated} for each of the treated against {control} ({what}): {difference} for each, and {total} for all "
            "{customers} treated (likely {low} to {high}).",
            treated=in_money(found.mean1),
            control=in_money(found.mean2),
            what=say("money a month as the window ends") if contracts else say("money in the window"),
            difference=say("{money} more", money=each) if found.difference >= 0 else say("{money} less", money=each),
            total=in_money(total),
            customers=count(int(self.counts.watched[0]), "customer"),
            low=in_money(low),
            high=in_money(high),
        )
        if found.verdict == MORE_THAN_CHANCE:
            return said
        if low > 0 or high < 0:
            return " ".join([said, say("These are too few to say.")])
        return " ".join([said, say("This could be chance: zero lies within the range.")])

    @property
    def waiting_words(self) -> str:
        """Whose window is not over, and until when one waits; empty when all are."""
        if not self.waiting or self.counts.last_day is None:
            return ""
        listed = int(self.counts.listed.sum())
        return say(
            "The {days} of {waiting} of {customers} are not over: they are left out, and never counted as gone. The "
            "last of them end on {day}.",
            days=count(self.days, "day"),
            waiting=f"{self.waiting:,}",
            customers=count(listed, "customer"),
            day=day_text(self.counts.last_day),
        )

    @property
    def enough_words(self) -> str:
        """How many customers would tell these rates apart; empty where they are told apart, or do not differ."""
        each = self.needed
        if each is None:
            return ""
        have = min(self.rate.n1, self.rate.n2)
        numbers = {"points": points(self.rate.difference), "wanted": f"{each:,}", "have": f"{have:,}"}
        if each <= have:
            return say(
                "To tell two rates {points} points apart takes about {wanted} customers on each side, and these are "
                "{have}: it was close.",
                **numbers,
            )
        return say(
            "To tell two rates {points} points apart takes about {wanted} customers on each side; the smaller of these "
            "has {have}.",
            **numbers,
        )


def campaign_result(
    source: Source,
    campaign: CampaignSource,
    days: int = 30,
    settings: CohortSettings | None = None,
    *,
    shares: Sequence[float] | None = None,
    level: float = 0.95,
) -> CampaignResult:
    """Compare the treated customers of a campaign with those held out.

    ``rate = active / watched``. Numerator: customers with an activity in the so many local days after their day.
    Denominator: customers of the group whom the data know from before that window, and whose window is over where the
    data end. A window is (day, day + days]: it begins with the midnight after the day, so that what happened on the day
    itself, perhaps before the treatment, does not count; an event at midnight belongs to the day that begins.

    Parameters
    ----------
    source
        Visits or contracts with the same customer ids. Of contracts, those customers are active who have one running,
        still or again, just before the window ends.
    campaign
        The list with the groups.
    days
        Length of the window, in local days. Decide it before you look.
    settings
        What counts as activity (``return_event``, ``where``, ``return_where``); ``where`` and ``return_where`` choose
        the rows whose money counts; ``timezone`` decides what a day is. Of contracts only the zone is asked for.
    shares
        Intended shares of the treated and of the control group, such as (0.8, 0.2): the sizes are checked against them.
    level
        Confidence of the ranges.

    Returns
    -------
    CampaignResult

    Raises
    ------
    SettingsError
        If ``days`` is not a whole number of at least 1, or the shares are none.

    Notes
    -----
    Everybody who was put into a group counts in it, whether or not the message was read: whoever reads it differs from
    whoever does not. Customers in both groups are in neither. A customer seen once, before the window, counts as not
    active. Windows that are not over are left out of numerator and denominator.

    Examples
    --------
    >>> import retention as rt
    >>> events = rt.read_events(b"id,when,paid\\na,2026-01-05,5\\na,2026-03-09,7\\nb,2026-01-05,5\\nz,2026-05-01,1\\n")
    >>> campaign = rt.read_campaign(b"id,group,date\\na,treated,2026-03-02\\nb,holdout,2026-03-02\\n")
    >>> found = rt.campaign_result(events, campaign, days=30)
    >>> found.to_frame()[["watched", "active", "money_each"]].to_numpy().tolist()
    [[1.0, 1.0, 7.0], [1.0, 0.0, 0.0]]
    >>> found.rate.verdict
    'too few to say'
    """
    counts = campaign.counts(source, settings or CohortSettings(), days)
    (k1, k2), (n1, n2) = counts.active.tolist(), counts.watched.tolist()
    money = None
    if counts.money is not None and counts.squares is not None:
        (sum1, sum2), (squares1, squares2) = counts.money.tolist(), counts.squares.tolist()
        money = compare_means(sum1, squares1, n1, sum2, squares2, n2, level)
    return CampaignResult(
        days=int(days),
        names=campaign.names,
        counts=counts,
        rate=compare_rates(k1, n1, k2, n2, level),
        money=money,
        ratio=sample_ratio(campaign.names, counts.listed.tolist(), shares),
        both=campaign.both,
        dropped=campaign.dropped,
        did=mark("were customers as their days ended") if counts.contracts else mark("came back"),
    )
