"""Recipes: which metric, with which settings, gives a table, so that anybody can count it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from retention.errors import RetentionError, SettingsError
from retention.languages import say
from retention.metrics import (
    activity,
    adoption,
    behaviours,
    churn,
    cohorts,
    definitions,
    gaps,
    inactivity,
    lifecycle,
    repeat,
    revenue,
    slipping_check,
    survival,
    time_to_value,
    value,
)
from retention.settings import CohortSettings

# Metrics whose tables name no customer, by what they are counted from.
OF_SOURCE: dict[str, Callable[..., Any]] = {
    "active_customers": activity.active_customers,
    "behaviour_effect": behaviours.behaviour_effect,
    "cohort_matrix": cohorts.cohort_matrix,
    "definition_check": definitions.definition_check,
    "feature_adoption": adoption.feature_adoption,
    "lapses": inactivity.lapses,
    "lifecycle": lifecycle.lifecycle,
    "period_retention": churn.period_retention,
    "repeat_rate": repeat.repeat_rate,
    "revenue_by_age": revenue.revenue_by_age,
    "revenue_cohorts": revenue.revenue_cohorts,
    "revenue_retention": revenue.revenue_retention,
    "slipping_check": slipping_check.slipping_check,
    "stickiness": activity.stickiness,
    "time_to_value_by_cohort": time_to_value.time_to_value_by_cohort,
    "visit_gaps": gaps.visit_gaps,
}
OF_MATRIX: dict[str, Callable[..., Any]] = {
    "retention_curve": cohorts.retention_curve,
    "retention_trend": cohorts.retention_trend,
    "value_by_age": value.value_by_age,
}
OF_TENURES: dict[str, Callable[..., Any]] = {"survival": survival.survival}
METRICS = tuple(sorted({**OF_SOURCE, **OF_MATRIX, **OF_TENURES}))


@dataclass(frozen=True)
class Recipe:
    """What gives one table: a metric of this library, its settings and its other arguments.

    Parameters
    ----------
    metric
        Name of a public function: one of a source ("cohort_matrix", "period_retention" ...), of its cohort matrix
        ("retention_curve", "retention_trend", "value_by_age") or of the tenures of contracts ("survival"). Lists
        of customers are none of them: what is shared with a recipe names nobody.
    settings
        What to count.
    arguments
        Other keyword arguments: texts, numbers, yes and no, or sequences of these.

    Raises
    ------
    SettingsError
        If the metric is not known.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a"], "when": ["2024-01-05", "2024-01-09", "2024-02-03"]})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> rt.Recipe("period_retention").run(events)["kept"].tolist()
    [0, 1]
    >>> rt.Recipe("slipping")
    Traceback (most recent call last):
    retention.errors.SettingsError: metric: there is no recipe for 'slipping'. Choose one of: active_customers, ...
    """

    metric: str
    settings: CohortSettings = field(default_factory=CohortSettings)
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise SettingsError(
                say("there is no recipe for '{metric}'.", metric=str(self.metric)[:60]),
                where="metric",
                todo=say("Choose one of: {choices}.", choices=", ".join(METRICS)),
            )
        unknown = [name for name in self.arguments if not str(name).isidentifier() or name in ("settings", "source")]
        if unknown:
            raise SettingsError(
                say("'{name}' is no argument.", name=unknown[0]), where=self.metric, todo=say("Take it out.")
            )

    def run(self, source: Any) -> Any:
        """Count it.

        Parameters
        ----------
        source
            Visits or contracts.

        Raises
        ------
        SettingsError
            If the source does not hold what the metric needs, or an argument is not one of the metric's.
        """
        try:
            if self.metric in OF_MATRIX:
                return self._of_matrix(cohorts.cohort_matrix(source, self.settings))
            if self.metric in OF_TENURES:
                return OF_TENURES[self.metric](_tenures(source, self.settings), **self.arguments)
            return OF_SOURCE[self.metric](source, settings=self.settings, **self.arguments)
        except RetentionError:
            raise
        except (TypeError, ValueError, ArithmeticError) as error:
            raise SettingsError(
                say("it cannot be counted with these arguments ({error}).", error=error),
                where=self.metric,
                todo=say("Correct them."),
            ) from error

    def _of_matrix(self, matrix: Any) -> Any:
        if isinstance(matrix, dict):
            return {name: self._of_matrix(part) for name, part in matrix.items()}
        return OF_MATRIX[self.metric](matrix, **self.arguments)


def _tenures(source: Any, settings: CohortSettings) -> Any:
    if not hasattr(source, "tenures"):
        raise SettingsError(
            say("visits have no end, so that nobody's stay is known."), where="survival", todo=say("Give contracts.")
        )
    return source.tenures(settings.period)
