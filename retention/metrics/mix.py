"""Mix or behaviour: a change of a total rate split into who was counted and what they did (Kitagawa)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from retention.counts import Source
from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.wording import percent, points, points_apart
from retention.settings import CohortSettings

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class MixPart:
    """One segment's part in a change.

    Attributes
    ----------
    segment
        Its name.
    k1, n1, k2, n2
        Customers counted, of how many: before and after.
    mix
        Change of the total because this segment became a larger or smaller share, measured against the average
        segment; zero where the shares stayed.
    within
        Change of the total because its own rate changed.
    """

    segment: str
    k1: int
    n1: int
    k2: int
    n2: int
    mix: float
    within: float

    @property
    def change(self) -> float:
        """Change of the segment's own rate; NaN where it was not there on one side."""
        return self.k2 / self.n2 - self.k1 / self.n1 if self.n1 and self.n2 else math.nan


@dataclass(frozen=True)
class MixChange:
    """A change of a total rate, split exactly: ``change = mix + within``.

    Attributes
    ----------
    before, after
        The total rates, as fractions.
    mix
        Change because the segments' shares changed.
    within
        Change because rates inside the segments changed.
    parts
        One for each segment, in the order given; their ``mix`` and ``within`` add up to the totals.
    simpson
        The total moves the other way than the rates inside the segments do: look at the segments, not at the total.
    """

    before: float
    after: float
    mix: float
    within: float
    parts: tuple[MixPart, ...]
    simpson: bool

    @property
    def change(self) -> float:
        """Change of the total rate, a fraction."""
        return self.after - self.before

    def to_frame(self) -> pd.DataFrame:
        """One row for each segment: counts before and after, change of its own rate, its part in the total."""
        columns = ("segment", "k1", "n1", "k2", "n2", "change", "mix", "within")
        return pd.DataFrame([[getattr(part, name) for name in columns] for part in self.parts], columns=list(columns))

    @property
    def words(self) -> str:
        """Two sentences: the change and its two parts; and the warning, where it is due."""
        said = say(
            "{before} became {after}, {difference}: {mix} from who was counted (the mix), {within} within the groups.",
            before=percent(self.before),
            after=percent(self.after),
            difference=points_apart(self.change),
            mix=_signed(self.mix),
            within=_signed(self.within),
        )
        if not self.simpson:
            return said
        whole = say("every group") if self._against_every_part else say("the groups taken together")
        if self.change > 0:
            warning = say(
                "The total says more although {groups} moved the other way: the mix hides it, so compare group by "
                "group.",
                groups=whole,
            )
        else:
            warning = say(
                "The total says less although {groups} moved the other way: the mix hides it, so compare group by "
                "group.",
                groups=whole,
            )
        return f"{said} {warning}"

    @property
    def _against_every_part(self) -> bool:
        return _against_every(self.change, self.parts)


def split_change(before: Counts, after: Counts) -> MixChange:
    """Split the change of a total rate into change of mix and change within segments.

    With shares w and rates r of each segment, before (1) and after (2): within is the sum of
    ``(r2 - r1) * (w1 + w2) / 2``, mix the sum of ``(w2 - w1) * (r1 + r2) / 2``; the two add up to the change exactly.

    Parameters
    ----------
    before, after
        ``{segment: (successes, n)}``. A segment that is missing on one side, or has nobody there, changes the mix
        only: its unknown rate is taken to be that of the other side.

    Returns
    -------
    MixChange
        With a warning where the total moves against every segment, or against all of them taken together.

    Raises
    ------
    SettingsError
        If one side counts nobody, or a count is negative or larger than its n.

    Notes
    -----
    Kitagawa, E. M. (1955), "Components of a difference between two rates", Journal of the American Statistical
    Association 50, 1168-1194. The reversal: Simpson, E. H. (1951), "The interpretation of interaction in contingency
    tables", Journal of the Royal Statistical Society B 13, 238-241.

    Examples
    --------
    Two treatments of kidney stones (Charig and others, 1986): the second looks better in all, and is worse for small
    stones and for large ones.

    >>> found = split_change({"small": (81, 87), "large": (192, 263)}, {"small": (234, 270), "large": (55, 80)})
    >>> found.simpson, round(found.change, 3), round(found.mix, 3), round(found.within, 3)
    (True, 0.046, 0.099, -0.054)
    """
    for name, (k, n) in [*before.items(), *after.items()]:
        if not 0 <= k <= n:
            raise SettingsError(
                say("{k} of {n} in '{name}' is no share.", k=k, n=n, name=name),
                where="counts",
                todo=say("Give a count from 0 to its n."),
            )
    names = [*before, *(name for name in after if name not in before)]
    rows = [(name, *before.get(name, (0, 0)), *after.get(name, (0, 0))) for name in names]
    total1, total2 = sum(row[2] for row in rows), sum(row[4] for row in rows)
    if not total1 or not total2:
        raise SettingsError(
            say("one side counts nobody."), where="counts", todo=say("Compare periods that hold customers.")
        )
    start, end = sum(row[1] for row in rows) / total1, sum(row[3] for row in rows) / total2
    average = (start + end) / 2
    parts = tuple(_part(row, total1, total2, average) for row in rows if row[2] or row[4])
    mix, within, change = math.fsum(p.mix for p in parts), math.fsum(p.within for p in parts), end - start
    simpson = _against_every(change, parts) or _opposite(change, within)
    return MixChange(start, end, mix, within, parts, simpson)


def _part(row: tuple[str, int, int, int, int], total1: int, total2: int, average: float) -> MixPart:
    name, k1, n1, k2, n2 = row
    share1, share2 = n1 / total1, n2 / total2
    rate1 = k1 / n1 if n1 else k2 / n2
    rate2 = k2 / n2 if n2 else rate1
    mix = (share2 - share1) * ((rate1 + rate2) / 2 - average)
    return MixPart(name, k1, n1, k2, n2, mix, (rate2 - rate1) * (share1 + share2) / 2)


def _opposite(one: float, other: float, least: float = 1e-12) -> bool:
    return one * other < 0 and min(abs(one), abs(other)) > least


def _against_every(change: float, parts: tuple[MixPart, ...]) -> bool:
    both = [part.change for part in parts if not math.isnan(part.change)]
    return len(both) > 1 and all(_opposite(change, own) for own in both)


def _signed(difference: float) -> str:
    sign = "" if points(difference) == "0.0" else "+" if difference > 0 else "−"
    return f"{sign}{points(difference)}"


def mix_of_retention(source: Source, settings: CohortSettings) -> MixChange:
    """Split the change of the retention rate from the period before the last complete one to it, by segment.

    Parameters
    ----------
    source
        Anything that counts periods.
    settings
        With ``segment``: whose values are the groups.

    Returns
    -------
    MixChange

    Raises
    ------
    SettingsError
        Without a segment, and where there are no two complete periods with customers to keep.
    """
    from retention.metrics.churn import period_retention

    if settings.segment is None:
        raise SettingsError(say("a mix needs groups."), where="segment", todo=say("Choose a segment column."))
    frames = period_retention(source, settings)
    total = sum(frame["start"] for frame in frames.values())
    first = next(iter(frames.values()))
    known = first["complete"] & ~first["no_data"] & (total > 0)
    last = total.index[known.to_numpy()][-2:]
    if len(last) < 2:
        raise SettingsError(
            say("there are no two complete periods to compare."), where="period", todo=say("Choose a shorter one.")
        )
    before, after = (
        {name: (int(f.at[at, "kept"]), int(f.at[at, "start"])) for name, f in frames.items()} for at in last
    )
    return split_change(before, after)
