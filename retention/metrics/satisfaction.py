"""Net promoter score: how likely customers say they are to recommend, with how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import AnswerSource, ScoreCounts
from retention.errors import SettingsError
from retention.intervals import Floats, normal_quantile
from retention.languages import say
from retention.periods import UNITS
from retention.settings import CohortSettings

GROUPS = ("detractors", "passives", "promoters")
GROUP_OF_SCORE = np.array([0] * 7 + [1] * 2 + [2] * 2)  # 0 to 6, 7 and 8, 9 and 10


def nps(
    answers: AnswerSource,
    period: str | CohortSettings | None = None,
    segment: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Net promoter score of the answers, by period, by segment, or of all of them.

    ``score = 100 * (promoters - detractors) / n``, from -100 to 100: promoters answer 9 or 10, passives 7 or 8,
    detractors 0 to 6, and ``n`` is all valid answers. Its range is ``100 * z * sqrt((p + d - (p - d) ** 2) / n)`` on
    either side, with p and d the shares of promoters and detractors.

    Parameters
    ----------
    answers
        Answers, or anything with the same counts.
    period
        "day", "week", "month" and so on; or settings, of which the period, its size and origin, ``week_start``,
        ``timezone``, ``start`` and ``end`` count. None takes all time as one.
    segment
        Column to compare groups by; a blank value is a group of its own. Beyond 12 values the largest 11 and "other".
    level
        Confidence of the range.

    Returns
    -------
    pandas.DataFrame
        ``promoters``, ``passives``, ``detractors``, ``n``, ``score``, ``lower``, ``upper``, ``mean`` of the answers,
        and ``complete``: the period is over. One row without period and segment; else indexed by ``period`` (its local
        start, every period from the first answer to the last), by ``segment`` (most answers first), or by both.

    Raises
    ------
    SettingsError
        If there is no such segment or period, or if the answers have no time.

    Notes
    -----
    A customer who answers twice counts twice. The score of a period under way is that of its answers so far. Where
    nobody answered it is NaN. Where all answers fall into one group the formula gives a range of no width, which says
    nothing of how sure the score is: look at ``n``. An answer at midnight belongs to the day that begins. Those who
    answer are not all customers. Reichheld, F. F. (2003), "The one number you need to grow", Harvard Business Review
    81(12), 46-54; the range is that of a mean of answers worth 100, 0 and -100.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"score": [10] * 50 + [8] * 30 + [2] * 20})
    >>> print(rt.nps(rt.answers_from_frame(frame, rt.AnswersMapping(score="score"))).round(1).iloc[0, :7].to_string())
    promoters      50.0
    passives       30.0
    detractors     20.0
    n             100.0
    score          30.0
    lower          14.7
    upper          45.3
    """
    settings, by_period = _settings(period, segment)
    counts = answers.score_counts(settings, by_period)
    columns = nps_columns(counts.counts.reshape(-1, 11), level)
    columns["complete"] = np.tile(counts.complete, len(counts.segments))
    return pd.DataFrame(columns, index=_index(answers, settings, counts, by_period))


def score_counts(answers: AnswerSource, segment: str | None = None, settings: CohortSettings | None = None) -> Any:
    """How often each answer from 0 to 10 was given.

    Parameters
    ----------
    answers
        Answers, or anything with the same counts.
    segment
        Column to compare groups by.
    settings
        ``start`` and ``end`` bound the answers that count.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        Indexed by ``score``, 0 to 10: ``group``, ``count`` and ``share`` of all answers, NaN where there are none. One
        frame for each segment, if any.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"score": [10, 10, 9, 0]})
    >>> found = rt.score_counts(rt.answers_from_frame(frame, rt.AnswersMapping(score="score")))
    >>> found.loc[[0, 9, 10], "share"].tolist()
    [0.25, 0.25, 0.5]
    """
    counts = answers.score_counts((settings or CohortSettings()).replace(segment=segment), False)
    groups = np.array(GROUPS, object)[GROUP_OF_SCORE]
    frames = {}
    for name, row in zip(counts.segments, counts.counts[:, 0], strict=True):
        share = row / row.sum() if row.sum() else np.full(11, np.nan)
        frames[name] = pd.DataFrame(
            {"group": groups, "count": row, "share": share}, index=pd.Index(range(11), name="score")
        )
    return frames[""] if segment is None else frames


def nps_columns(counts: NDArray[np.int64], level: float = 0.95) -> dict[str, Any]:
    """Columns of scores from numbers of answers by score, one row (11 numbers) for each."""
    grouped = {name: counts[:, i == GROUP_OF_SCORE].sum(axis=1) for i, name in enumerate(GROUPS)}
    n = counts.sum(axis=1)
    score, error = score_and_error(grouped["promoters"], grouped["detractors"], n)
    half = normal_quantile(level) * error
    with np.errstate(invalid="ignore"):
        mean = np.divide(counts @ np.arange(11), n, out=np.full(len(n), np.nan), where=n > 0)
        return {
            **{name: grouped[name] for name in reversed(GROUPS)},
            "n": n,
            "score": score,
            "lower": np.maximum(score - half, -100.0),
            "upper": np.minimum(score + half, 100.0),
            "mean": mean,
        }


def score_and_error(promoters: Any, detractors: Any, n: Any) -> tuple[Floats, Floats]:
    """Scores and their standard errors; NaN where there is no answer."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p, d = np.asarray(promoters) / np.asarray(n), np.asarray(detractors) / np.asarray(n)
        spread = np.maximum(p + d - (p - d) ** 2, 0.0)
        return 100 * (p - d), 100 * np.sqrt(spread / np.asarray(n))


def _settings(period: str | CohortSettings | None, segment: str | None) -> tuple[CohortSettings, bool]:
    if period is None:
        return CohortSettings(segment=segment), False
    if isinstance(period, CohortSettings):
        return period.replace(segment=period.segment if segment is None else segment), True
    if period not in UNITS:
        raise SettingsError(
            say("'{period}' is not a period.", period=period),
            where="period",
            todo=say("Choose one of: {choices}.", choices=", ".join(UNITS)),
        )
    return CohortSettings(segment=segment).replace(period=period), True


def _index(answers: AnswerSource, settings: CohortSettings, counts: ScoreCounts, by_period: bool) -> pd.Index:
    names = pd.Index(counts.segments, name="segment", dtype=object)
    if not by_period:
        return pd.RangeIndex(1) if settings.segment is None else names
    periods = pd.DatetimeIndex(settings.calendar(answers.timezone).starts(counts.numbers), name="period")
    return periods if settings.segment is None else pd.MultiIndex.from_product([names, periods])
