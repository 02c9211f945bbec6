"""Two net promoter scores beside each other: how far apart, and whether that could be chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import AnswerSource
from retention.errors import SettingsError
from retention.intervals import normal_quantile
from retention.languages import say
from retention.metrics.comparison import COULD_BE_CHANCE, MORE_THAN_CHANCE, TOO_FEW, VERDICTS, benjamini_hochberg
from retention.metrics.satisfaction import score_and_error
from retention.results import FEW_GREYED, FEW_MARKED
from retention.settings import CohortSettings


@dataclass(frozen=True)
class ScoreComparison:
    """Two net promoter scores, and what may be said about their difference.

    Attributes
    ----------
    score1, n1, score2, n2
        Scores and answers of both sides.
    difference, lower, upper
        ``score1 - score2`` in points, and its range.
    p_value
        How often a difference at least as large comes about by chance when the two do not differ.
    verdict
        "more than chance", "could be chance", or "too few to say".
    level
        Confidence of the range; the verdict is at ``1 - level``.
    """

    score1: float
    n1: int
    score2: float
    n2: int
    difference: float
    lower: float
    upper: float
    p_value: float
    verdict: str
    level: float = 0.95

    @property
    def words(self) -> str:
        """One sentence: both scores with their n, the difference with its range, the verdict."""
        if math.isnan(self.difference):
            return say("There are no answers to compare.")
        said = say(
            "{score1} of {n1} answers against {score2} of {n2}: {difference} points, likely {low} to {high}.",
            score1=f"{self.score1:+.1f}",
            n1=f"{self.n1:,}",
            score2=f"{self.score2:+.1f}",
            n2=f"{self.n2:,}",
            difference=f"{self.difference:+.1f}",
            low=f"{self.lower:+.1f}",
            high=f"{self.upper:+.1f}",
        )
        return " ".join([said, say(VERDICTS[self.verdict])])


def compare_nps(
    first: Mapping[Any, Any] | pd.Series, second: Mapping[Any, Any] | pd.Series, level: float = 0.95
) -> ScoreComparison:
    """Compare two net promoter scores of different answers.

    The difference is ``score1 - score2``; its error is the root of the sum of both squared errors.

    Parameters
    ----------
    first, second
        Rows of :func:`nps`, or anything with ``promoters``, ``detractors`` and ``n`` by name: now, or the segment
        looked at; before, or the other segment.
    level
        Confidence of the range.

    Returns
    -------
    ScoreComparison
        "too few to say" where a side has fewer than 10 answers, or fewer than 30 and nothing shows.

    Raises
    ------
    SettingsError
        If promoters and detractors are more than all answers, or negative.

    Examples
    --------
    >>> now, before = {"promoters": 50, "detractors": 20, "n": 100}, {"promoters": 162, "detractors": 54, "n": 324}
    >>> found = compare_nps(now, before)
    >>> round(found.difference, 1), round(found.lower, 1), round(found.upper, 1), found.verdict
    (-3.3, -20.7, 14.0, 'could be chance')
    """
    sides = [tuple(int(side[name]) for name in ("promoters", "detractors", "n")) for side in (first, second)]
    for promoters, detractors, n in sides:
        if min(promoters, detractors) < 0 or promoters + detractors > n:
            raise SettingsError(
                say(
                    "{promoters} promoters and {detractors} detractors are not part of {n} answers.",
                    promoters=f"{promoters:,}",
                    detractors=f"{detractors:,}",
                    n=f"{n:,}",
                ),
                where="nps",
                todo=say("Give numbers of answers."),
            )
    table = np.array(sides)
    scores, errors = score_and_error(table[:, 0], table[:, 1], table[:, 2])
    n1, n2 = table[:, 2].tolist()
    difference, error = float(scores[0] - scores[1]), float(np.hypot(*errors))
    half = normal_quantile(level) * error
    p_value = math.nan if math.isnan(difference) else _p_value(difference, error)
    return ScoreComparison(
        *(float(scores[0]), n1, float(scores[1]), n2),
        *(difference, difference - half, difference + half, p_value),
        verdict=_verdict(p_value, min(n1, n2), level),
        level=level,
    )


def nps_differences(
    answers: AnswerSource, segment: str, settings: CohortSettings | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Compare the net promoter score of each segment with that of all others, corrected for looking at several.

    Parameters
    ----------
    answers
        Answers, or anything with the same counts.
    segment
        Column to compare groups by.
    settings
        ``start`` and ``end`` bound the answers that count.
    level
        Confidence of the ranges; the verdict is at ``1 - level`` after the correction of Benjamini and Hochberg.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``segment``, most answers first: ``n``, ``score``, ``others_n``, ``others_score``, ``difference``,
        ``lower``, ``upper``, ``p_value``, ``adjusted`` (the corrected p-value), ``verdict``.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"score": [10] * 40 + [3] * 40, "market": ["UK"] * 50 + ["US"] * 30})
    >>> mapping = rt.AnswersMapping(score="score", segments=("market",))
    >>> rt.nps_differences(rt.answers_from_frame(frame, mapping), "market")["difference"].tolist()
    [160.0, -160.0]
    """
    settings = settings or CohortSettings()
    counts = answers.score_counts(settings.replace(segment=segment), False)
    found = _totals(counts.counts[:, 0])
    total = {name: sum(one[name] for one in found) for name in ("promoters", "detractors", "n")}
    compared = [compare_nps(one, {name: total[name] - one[name] for name in total}, level) for one in found]
    columns: dict[str, Any] = {
        "n": [one.n1 for one in compared],
        "score": [one.score1 for one in compared],
        "others_n": [one.n2 for one in compared],
        "others_score": [one.score2 for one in compared],
        **{name: [getattr(one, name) for one in compared] for name in ("difference", "lower", "upper", "p_value")},
    }
    known = np.array([not math.isnan(one.p_value) for one in compared])
    adjusted = np.full(len(compared), np.nan)
    if known.any():
        adjusted[known] = benjamini_hochberg(np.array(columns["p_value"])[known])
    columns["adjusted"] = adjusted
    columns["verdict"] = [
        _verdict(float(p), min(one.n1, one.n2), level) for p, one in zip(adjusted, compared, strict=True)
    ]
    return pd.DataFrame(columns, index=pd.Index(counts.segments, name="segment", dtype=object))


def _totals(counts: Any) -> list[dict[str, int]]:
    return [{"promoters": int(row[9:].sum()), "detractors": int(row[:7].sum()), "n": int(row.sum())} for row in counts]


def _p_value(difference: float, error: float) -> float:
    if error == 0:
        return float(difference == 0)
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(difference) / error))


def _verdict(p_value: float, n: int, level: float) -> str:
    sure = p_value < 1 - level
    if math.isnan(p_value) or n < (FEW_GREYED if sure else FEW_MARKED):
        return TOO_FEW
    return MORE_THAN_CHANCE if sure else COULD_BE_CHANCE
