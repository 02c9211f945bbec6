"""Cached one-line wrappers: a source in, small results out.

The cache belongs to one session and is keyed by the source's fingerprint and the frozen settings: the data themselves
are never copied, and only small results are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper, wraps
from inspect import Parameter, Signature, signature
from operator import attrgetter
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import timings
from pages.shared.connected import Connected
from pages.shared.counting import counted
from retention.languages import language
from retention.metrics import activity, copies, readings, satisfaction
from retention.metrics.copies import CopiesEffect
from retention.metrics.own_numbers import OwnNumbers
from retention.metrics.own_numbers import own_numbers as measured_numbers
from retention.metrics.readings import ReadingEffect

Matrices = dict[str, rt.CohortMatrix]
Made = TypeVar("Made", bound=Callable[..., Any])

KEPT = 16  # results of a kind: as many views as somebody goes back to, and what a visitor holds soon stops growing
SOURCES = (
    *("retention.events.Events", "retention.subscriptions.Subscriptions"),
    *("retention.tenures.Tenures", "retention.answers.Answers"),
    *("retention.campaigns.Campaign", "retention.experiments.Experiment"),
)
_FINGERPRINTS = {
    **dict.fromkeys(SOURCES, attrgetter("fingerprint")),
    "pages.shared.connected.Connected": attrgetter("kept_as"),
}


def remember(*, max_entries: int = KEPT) -> Callable[[Made], Made]:
    """Keep small results of a function, by its arguments and the language that its words are in."""
    return partial(_kept, st.cache_data, max_entries)


def keep(*, max_entries: int = 2) -> Callable[[Made], Made]:
    """Keep what holds a row for each customer: it is data, so as it is, never copied, and few of each."""
    return partial(_kept, st.cache_resource, max_entries)


def _kept(cache: Any, max_entries: int, function: Made) -> Made:
    # The cache knows a function by its names and asks for the names of its arguments, so it is given both.
    asked = Signature([Parameter("language", Parameter.POSITIONAL_ONLY), *signature(function).parameters.values()])

    def spoken(language: str, /, *args: Any, **named: Any) -> Any:
        del language  # it only tells one result from another
        timings.anew(function.__name__)
        return function(*args, **named)

    update_wrapper(spoken, function)
    del spoken.__wrapped__  # type: ignore[attr-defined]
    spoken.__signature__ = asked  # type: ignore[attr-defined]
    cached = cache(scope="session", show_spinner=False, max_entries=max_entries, hash_funcs=_FINGERPRINTS)(spoken)

    @wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        ask = partial(cached, language(), *args, **named)
        table = next((one for one in (*args, *named.values()) if isinstance(one, Connected)), None)
        with timings.measuring(timings.COUNT, args):
            return ask() if table is None else counted(table, ask)

    return cast(Made, call)


@remember(max_entries=2 * KEPT)  # asked twice for each view, for its cohorts and for its cells
def cohort_matrix(events: rt.Events, settings: rt.CohortSettings) -> rt.CohortMatrix:
    """One matrix over all customers."""
    return rt.cohort_matrix(events, settings)


@remember()
def cohort_matrices(events: rt.Events, settings: rt.CohortSettings) -> Matrices:
    """One matrix for each value of the segment column."""
    return rt.cohort_matrix(events, settings)


@remember(max_entries=8)
def copies_effect(events: rt.Events) -> CopiesEffect:
    """What leaving out exact copies would change."""
    return copies.copies_effect(events)


@remember(max_entries=8)
def reading_effect(now: rt.Events, otherwise: rt.Events) -> ReadingEffect:
    """What another reading of the file would change."""
    return readings.reading_effect(now, otherwise)


@remember()
def rows_and_customers(events: rt.Events, unit: str) -> pd.DataFrame:
    """Rows and distinct customers of each period."""
    return activity.rows_and_customers(events, unit)


@remember(max_entries=8)
def last_day_note(events: rt.Events) -> str:
    """A sentence if the last day looks cut short."""
    if isinstance(events, Connected):  # the hour of the last row of each day is not asked for
        return ""
    return activity.last_day_note(events)


@remember(max_entries=8)
def has_refunds(events: rt.Events) -> bool:
    """Whether any amount is negative."""
    if isinstance(events, Connected):
        return events.has_refunds
    return events.amount is not None and bool((events.amount < 0).any())


@remember()
def values_of(events: rt.Events, column: str) -> list[str]:
    """Values of the event column or of a segment column; blank last, where there is one."""
    if isinstance(events, Connected):
        return events.values_of(column)
    if column in events.segments:
        codes, labels = events.segments[column].codes, events.segments[column].labels
    else:
        codes, labels = events.event, events.event_names
    return [*labels, *([""] if codes is not None and codes.min() < 0 else [])]


@keep(max_entries=8)
def cell_customers(events: Any, settings: rt.CohortSettings, cohort: pd.Timestamp, age: int) -> rt.CellCustomers:
    """The customers behind one cell."""
    return rt.matrix_cell_customers(events, settings, cohort, age)


@remember()
def period_retention(source: Any, settings: rt.CohortSettings) -> Any:
    """Retention and churn of each period: a frame, or one for each group."""
    return rt.period_retention(source, settings)


@remember()
def lifecycle(source: Any, settings: rt.CohortSettings) -> Any:
    """Lifecycle moves of each period: a frame, or one for each group."""
    return rt.lifecycle(source, settings)


@remember()
def active_customers(events: rt.Events, settings: rt.CohortSettings) -> Any:
    """Active customers of each period: a frame, or one for each group."""
    return rt.active_customers(events, settings)


@remember()
def stickiness(events: rt.Events, settings: rt.CohortSettings) -> Any:
    """Customers by their number of active periods: a frame, or one for each group."""
    return rt.stickiness(events, settings)


@remember()
def definition_check(source: Any, settings: rt.CohortSettings, age: int) -> tuple[rt.DefinitionPoint, ...]:
    """The headline under each definition that people use for it."""
    return rt.definition_check(source, settings, age)


@remember()
def find(source: Any, settings: rt.CohortSettings) -> rt.Findings:
    """What stands out."""
    return rt.find(source, settings)


@remember()
def survival(source: rt.Subscriptions | rt.Tenures, unit: str, segment: str | None) -> Any:
    """How long customers stay: a curve, or one for each group."""
    return rt.survival(_tenures(source, unit), segment)


@remember()
def survival_test(source: rt.Subscriptions | rt.Tenures, unit: str, segment: str) -> rt.LogRank:
    """Whether groups stay equally long."""
    return rt.survival_test(_tenures(source, unit), segment)


def _tenures(source: rt.Subscriptions | rt.Tenures, unit: str) -> rt.Tenures:
    return source if isinstance(source, rt.Tenures) else source.tenures(unit)


@remember()
def visit_gaps(events: rt.Events, settings: rt.CohortSettings) -> rt.GapCurve:
    """How soon customers come back after a visit."""
    return rt.visit_gaps(events, settings)


@remember()
def lapses(events: rt.Events, settings: rt.CohortSettings, days: int) -> pd.DataFrame:
    """Customers of each period who then stayed silent for longer than so many days."""
    return rt.lapses(events, settings, days)


@remember()
def lapse_check(events: rt.Events, settings: rt.CohortSettings, days: int) -> rt.LapseCheck:
    """How many of those a rule of silence would have called lapsed came back."""
    return rt.lapse_check(events, settings, days)


@remember(max_entries=8)
def usual_period(events: rt.Events) -> str:
    """The period that fits the usual time between two visits."""
    return rt.usual_period(events)


@remember()
def revenue_retention(source: Any, settings: rt.CohortSettings) -> Any:
    """Money of each period by what moved it: a frame, or one for each group."""
    return rt.revenue_retention(source, settings)


@remember()
def revenue_by_age(source: Any, settings: rt.CohortSettings) -> pd.DataFrame:
    """Revenue retention by age, over all cohorts together."""
    found: pd.DataFrame = rt.revenue_by_age(source, settings)
    return found


@remember()
def repeat_rate(events: rt.Events, settings: rt.CohortSettings, days: int) -> rt.RepeatRate:
    """Who ordered again within so many days of the first order."""
    found: rt.RepeatRate = rt.repeat_rate(events, settings, days)
    return found


@remember()
def nps(answers: rt.Answers, period: rt.CohortSettings | None, segment: str | None) -> pd.DataFrame:
    """The net promoter score, by period and by group where these are given."""
    return rt.nps(answers, period, segment)


@remember()
def score_counts(answers: rt.Answers, settings: rt.CohortSettings) -> pd.DataFrame:
    """How often each answer from 0 to 10 was given."""
    found: pd.DataFrame = rt.score_counts(answers, settings=settings)
    return found


@remember()
def nps_differences(answers: rt.Answers, segment: str, settings: rt.CohortSettings) -> pd.DataFrame:
    """The score of each group against that of all others."""
    return rt.nps_differences(answers, segment, settings)


@remember()
def retention_by_answer(
    answers: rt.Answers, events: rt.Events, days: int, settings: rt.CohortSettings
) -> rt.RetentionByAnswer:
    """Who was active in the days after the answer, by what it was."""
    return rt.retention_by_answer(answers, events, days, settings)


@remember()
def observed_value(source: Any, settings: rt.CohortSettings) -> Any:
    """What customers have brought by age: one result, or one for each group."""
    return rt.observed_value(source, settings)


@remember()
def projected_value(source: Any, settings: rt.CohortSettings, horizon: int, at: Any = None) -> Any:
    """Value projected as far as anybody may ask, before margin and discount: ``with_terms`` is quick, a fit is not.

    A refusal is a result too, so that it is not worked out again at every move of a slider.
    """
    try:
        return rt.projected_value(source, 0.0, 1.0, horizon, settings, at=at)
    except rt.ModelError as error:
        return rt.Refusal(error.condition, str(error))


@remember(max_entries=4)
def customer_values(
    source: Any, settings: rt.CohortSettings, discount: float, horizon: int, _models: dict[str, Any]
) -> pd.DataFrame:
    """What each customer is still expected to bring, before margin, by the models fitted to these settings."""
    return rt.customer_values(source, discount, 1.0, horizon, settings, models=_models)


@remember()
def simple_value(source: Any, settings: rt.CohortSettings, margin: float, discount: float, horizon: int) -> Any:
    """The simple formula on what the file itself says."""
    return rt.simple_value_of(source, settings, margin=margin, horizon=horizon, discount=discount)


@remember()
def own_numbers(source: Any, period: str) -> OwnNumbers:
    """Revenue per customer and retention as the file has them."""
    return measured_numbers(source, period)


@remember()
def nps_within(answers: rt.Answers, settings: rt.CohortSettings) -> pd.DataFrame:
    """The net promoter score of all answers in the range of the settings as one row, or one for each group."""
    counted = rt.score_counts(answers, settings.segment, settings)
    parts = counted if isinstance(counted, dict) else {"": counted}
    found = satisfaction.nps_columns(np.array([part["count"] for part in parts.values()]))
    return pd.DataFrame(found, index=pd.Index(parts, name="segment", dtype=object))


@remember()
def comments(answers: rt.Answers, search: str, scores: tuple[int, int]) -> pd.DataFrame:
    """What people wrote."""
    return answers.comments(search, scores)


@keep()
def slipping(source: Any, settings: rt.CohortSettings, horizon: int, first_value: str | None) -> rt.CustomerList:
    """Every customer with their stage, what is at stake and the chance of a return."""
    return rt.slipping(source, settings, horizon=horizon, first_value=first_value)


@remember()
def slipping_check(
    source: Any, settings: rt.CohortSettings, days_ago: int, size: int | None, first_value: str | None
) -> rt.SlippingCheck:
    """What came of those who were slipping away so many days ago."""
    return rt.slipping_check(source, settings, days_ago=days_ago, size=size, first_value=first_value)


@keep()
def rfm(events: rt.Events, settings: rt.CohortSettings) -> rt.Rfm:
    """Scores of recency, frequency and money of each customer."""
    return rt.rfm(events, settings)


@keep()
def rfm_movement(events: rt.Events, before: Any, settings: rt.CohortSettings) -> rt.RfmMovement:
    """Who has moved from group to group since then."""
    return rt.rfm_movement(events, before, settings=settings)


@remember()
def behaviour_effect(
    events: rt.Events, event: str, times: int, first: int, wait: int, later: int, settings: rt.CohortSettings
) -> rt.BehaviourEffect:
    """Who came back of those who did something in their first days, and of those who did not."""
    return rt.behaviour_effect(events, event, times, first=first, wait=wait, later=later, settings=settings)


@remember()
def behaviour_search(
    events: rt.Events, first: int, wait: int, later: int, settings: rt.CohortSettings
) -> rt.BehaviourSearch:
    """Everything customers do in their first days, and what of it goes with coming back."""
    return rt.behaviour_search(events, first=first, wait=wait, later=later, settings=settings)


@remember()
def time_to_value(events: rt.Events, event: str, settings: rt.CohortSettings, times: int) -> Any:
    """How long customers take to an event: one result, or one for each group."""
    return rt.time_to_value(events, event, settings, times=times)


@remember()
def time_to_value_by_cohort(
    events: rt.Events, event: str, settings: rt.CohortSettings, times: int, days: int
) -> pd.DataFrame:
    """Who got there in time, by start cohort."""
    found: pd.DataFrame = rt.time_to_value_by_cohort(events, event, settings, times=times, days=days)
    return found


@remember()
def feature_adoption(events: rt.Events, settings: rt.CohortSettings, times: int) -> pd.DataFrame:
    """Who of the active customers uses what, by age."""
    return rt.feature_adoption(events, settings, times=times)


@keep()
def opportunities(
    source: Any, answers: rt.Answers | None, first_value: str | None
) -> tuple[rt.strategies.Opportunity, ...]:
    """Every strategy measured on this file, the largest first."""
    return rt.strategies.opportunities(source, answers, first_value=first_value)


@remember()
def campaign_result(
    source: Any, campaign: rt.Campaign, days: int, settings: rt.CohortSettings, shares: tuple[float, ...] | None
) -> rt.CampaignResult:
    """The treated of a campaign against those held out."""
    return rt.campaign_result(source, campaign, days, settings, shares=shares)


@remember(max_entries=8)
def experiment_result(experiment: rt.Experiment) -> rt.ExperimentResult:
    """Every version against the control."""
    return rt.experiment_result(experiment)


@remember()
def before_after(source: Any, day: str, settings: rt.CohortSettings) -> rt.BeforeAfter:
    """Cohorts that began after a day against cohorts that began before it."""
    return rt.before_after(source, day, settings)


@keep(max_entries=2)
def report(
    data: Any,
    answers: rt.Answers | None,
    settings: rt.CohortSettings | None,
    sections: tuple[str, ...],
    title: str,
    note: str,
    ids: str,
    notes: tuple[rt.Annotation, ...],
    spoken_in: str,
) -> rt.Report:
    """A report, ready to be written."""
    return rt.make_report(
        data,
        answers=answers,
        settings=settings,
        sections=sections,
        title=title or None,
        note=note or None,
        ids=ids,
        annotations=notes,
        language=spoken_in,
    )
