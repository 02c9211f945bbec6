"""Honest comparisons of results: the last complete block with the one before, two segments at one age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.comparison import Comparison, compare_rates
from retention.results import CohortMatrix

YEAR_OF_WEEKS = pd.Timedelta(days=364)  # the same weekday a year before


@dataclass(frozen=True)
class BlockComparison:
    """The last complete block of periods against the one before, and against the same block a year before.

    Attributes
    ----------
    now, before
        First and last period start of the two blocks.
    change
        The comparison of the two.
    year_before
        First and last period start of the block a year before; None where the data do not reach back.
    year_change
        The comparison with it, or None.
    """

    now: tuple[pd.Timestamp, pd.Timestamp]
    before: tuple[pd.Timestamp, pd.Timestamp]
    change: Comparison
    year_before: tuple[pd.Timestamp, pd.Timestamp] | None = None
    year_change: Comparison | None = None


def compare_blocks(
    frame: pd.DataFrame,
    size: int = 1,
    numerator: str = "kept",
    denominator: str = "start",
    rate: str = "retention_rate",
    level: float = 0.95,
) -> BlockComparison | None:
    """Compare the last complete block of periods with the block before it, and with the same block a year before.

    Parameters
    ----------
    frame
        A series by period, as :func:`retention.period_retention` gives it.
    size
        Periods of a block: 3 compares the last three complete months with the three before. Each block's rate is the
        sum of numerators over the sum of denominators.
    numerator, denominator, rate
        Columns of the frame. Periods without a rate (the first one, no data) end the search.
    level
        Confidence of the ranges.

    Returns
    -------
    BlockComparison or None
        None where there are no two blocks in a row. The year before is the same calendar periods, or 52 weeks before
        for periods of a week and shorter.

    Examples
    --------
    >>> frame = pd.DataFrame({"kept": [0, 50, 30], "start": [0, 100, 100], "retention_rate": [np.nan, .5, .3],
    ...                       "complete": True}, index=pd.date_range("2024-01-01", periods=3, freq="MS"))
    >>> found = compare_blocks(frame)
    >>> found.now[0].month, found.change.rate1, found.change.rate2, found.change.verdict
    (3, 0.3, 0.5, 'more than chance')
    """
    known = (frame["complete"] & frame[rate].notna()).to_numpy()
    over = np.flatnonzero(frame["complete"].to_numpy())
    if not len(over) or size < 1:
        return None
    last = int(over[-1])

    def block(end: int) -> tuple[int, int] | None:
        """Numerator and denominator of the block that ends with a position; None where it is not whole."""
        begin = end - size + 1
        if begin < 0 or not known[begin : end + 1].all():
            return None
        part = frame.iloc[begin : end + 1]
        return int(part[numerator].sum()), int(part[denominator].sum())

    now, before = block(last), block(last - size)
    if now is None or before is None:
        return None

    def span(end: int) -> tuple[pd.Timestamp, pd.Timestamp]:
        return frame.index[end - size + 1], frame.index[end]

    found = BlockComparison(span(last), span(last - size), compare_rates(*now, *before, level=level))
    place = _a_year_before(frame.index, last)
    earlier = None if place is None or place > last - size else block(place)
    if place is None or earlier is None:
        return found
    return BlockComparison(
        found.now, found.before, found.change, span(place), compare_rates(*now, *earlier, level=level)
    )


def _a_year_before(index: pd.Index, last: int) -> int | None:
    """Position of the same period a year before."""
    if len(index) < 2:
        return None
    at = index[last]
    short = index[1] - index[0] <= pd.Timedelta(days=7)
    place = index.get_indexer(pd.Index([at - YEAR_OF_WEEKS if short else at - pd.DateOffset(years=1)]))[0]
    return int(place) if place >= 0 else None


def compare_segments(
    matrices: Mapping[str, CohortMatrix],
    age: int = 1,
    first: str | None = None,
    second: str | None = None,
    level: float = 0.95,
) -> Comparison:
    """Compare two segments at one age, over the cohorts in which both have a rate.

    Parameters
    ----------
    matrices
        One for each segment value, of the same shape, as :func:`retention.cohort_matrix` gives them.
    age
        The age, or the number of the bracket.
    first, second
        Their names; the two largest by default.

    Raises
    ------
    SettingsError
        For a segment or an age that is not there.

    Notes
    -----
    Cohorts are pooled: where one segment came mostly in other months than the other, the months are compared too.
    """
    names = list(matrices)
    first = names[0] if first is None and names else first
    second = next((name for name in names if name != first), None) if second is None else second
    missing = [name for name in (first, second) if name not in matrices]
    if missing or first is None or second is None:
        raise SettingsError(
            (
                say("there is no segment {segment}.", segment=missing[0])
                if missing
                else say("there is no segment to compare.")
            ),
            where="segment",
            todo=say("Choose two of: {choices}.", choices=", ".join(names)),
        )
    one, other = matrices[first], matrices[second]
    column = np.flatnonzero(one.ages == age)
    if not len(column):
        raise SettingsError(
            say("there is no age {age}.", age=age),
            where="age",
            todo=say("Choose one up to {last}.", last=len(one.ages) - 1),
        )
    j = int(column[0])
    both = one.known[:, j] & other.known[:, j]
    return compare_rates(
        *(int(one.active[both, j].sum()), int(one.eligible[both, j].sum())),
        *(int(other.active[both, j].sum()), int(other.eligible[both, j].sum())),
        level=level,
    )
