"""An experiment with one row for each player: each version against one, outcome by outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import ExperimentSource
from retention.intervals import wilson
from retention.languages import say
from retention.metrics.comparison import (
    COULD_BE_CHANCE,
    MORE_THAN_CHANCE,
    Comparison,
    benjamini_hochberg,
    compare_rates,
)
from retention.metrics.sample_ratio import SampleRatio, sample_ratio


@dataclass(frozen=True, eq=False)
class ExperimentResult:
    """Every version against the control, for every outcome.

    Attributes
    ----------
    control
        The version that others are compared with.
    frame
        One row for each outcome and version: ``outcome``, ``version``, ``players`` (of whom it is known), ``did``,
        ``rate``, ``lower``, ``upper`` (Wilson).
    comparisons
        (version, outcome) to the comparison with the control; the verdict is by the adjusted p-value.
    adjusted
        (version, outcome) to the p-value, corrected for all comparisons at once.
    ratio
        Whether the versions have as many players as intended.
    both
        Players in several versions, who are left out.
    dropped
        Reason to number of rows left out.
    """

    control: str
    frame: pd.DataFrame
    comparisons: Mapping[tuple[str, str], Comparison]
    adjusted: Mapping[tuple[str, str], float]
    ratio: SampleRatio
    both: tuple[str, ...]
    dropped: Mapping[str, int]

    @property
    def looked_at(self) -> int:
        """How many comparisons there are."""
        return len(self.comparisons)

    @property
    def words(self) -> str:
        """How many of the comparisons are more than chance, corrected for how many there are."""
        sure = [pair for pair, found in self.comparisons.items() if found.verdict == MORE_THAN_CHANCE]
        named = "; ".join(say("{outcome} of {version}", outcome=outcome, version=version) for version, outcome in sure)
        if self.looked_at > 1:
            if not sure:
                return say("No difference is more than chance, corrected for looking at {n}.", n=self.looked_at)
            return say("More than chance, corrected for looking at {n}: {outcomes}.", n=self.looked_at, outcomes=named)
        if not sure:
            return say("No difference is more than chance.")
        return say("More than chance: {outcomes}.", outcomes=named)


def experiment_result(
    experiment: ExperimentSource, *, shares: Sequence[float] | None = None, level: float = 0.95
) -> ExperimentResult:
    """Compare every version of an experiment with its control, for every outcome.

    ``rate = did / players``. Numerator: players for whom the outcome is yes. Denominator: players of the version for
    whom the file says yes or no. A player counts once; one in several versions is left out.

    Parameters
    ----------
    experiment
        One row for each player.
    shares
        Intended shares of the versions, control first; equal ones by default.
    level
        Confidence of the ranges; verdicts are at ``1 - level`` after the correction.

    Returns
    -------
    ExperimentResult

    Raises
    ------
    SettingsError
        If the shares are not one for each version.

    Notes
    -----
    All comparisons are corrected together (Benjamini & Hochberg, see :func:`retention.benjamini_hochberg`): with two
    outcomes and four versions one experiment in four would show something where there is nothing. Whether day 7 was
    over for every player such a file does not say.

    Examples
    --------
    >>> import retention as rt
    >>> rows = "".join(f"{i},{'gate_30' if i % 2 else 'gate_40'},{i % 4 < 2}\\n" for i in range(400))
    >>> experiment = rt.read_experiment(f"userid,version,retention_1\\n{rows}".encode())
    >>> found = rt.experiment_result(experiment)
    >>> found.control, found.frame["did"].tolist(), found.words
    ('gate_30', [100, 100], 'No difference is more than chance.')
    """
    counts = experiment.counts()
    players, outcomes = counts.known.T.ravel(), counts.did.T.ravel()
    lower, upper = wilson(outcomes, players, level)
    v, o = len(counts.versions), len(counts.outcomes)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns: dict[str, Any] = {
            "outcome": np.repeat(np.array(counts.outcomes, object), v),
            "version": np.tile(np.array(counts.versions, object), o),
            "players": players,
            "did": outcomes,
            "rate": outcomes / players,
            "lower": lower,
            "upper": upper,
        }
    found = {
        (counts.versions[i], counts.outcomes[j]): compare_rates(
            *(int(counts.did[i, j]), int(counts.known[i, j]), int(counts.did[0, j]), int(counts.known[0, j])), level
        )
        for j in range(o)
        for i in range(1, v)
    }
    adjusted = benjamini_hochberg([one.p_value for one in found.values()]) if found else np.zeros(0)
    return ExperimentResult(
        control=counts.versions[0],
        frame=pd.DataFrame(columns),
        comparisons={pair: _corrected(one, p) for (pair, one), p in zip(found.items(), adjusted.tolist(), strict=True)},
        adjusted=dict(zip(found, adjusted.tolist(), strict=True)),
        ratio=sample_ratio(counts.versions, counts.players.tolist(), shares or [1] * v),
        both=experiment.both,
        dropped=experiment.dropped,
    )


def _corrected(found: Comparison, adjusted: float) -> Comparison:
    """The verdict, once it is known how many were looked at."""
    if found.verdict != MORE_THAN_CHANCE or adjusted < 1 - found.level:
        return found
    return replace(found, verdict=COULD_BE_CHANCE)
