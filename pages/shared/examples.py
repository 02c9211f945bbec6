"""Worked examples: what each page would answer, on a file that comes along. Nothing here draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import plotly.graph_objects as go

import retention as rt
from pages.shared import (
    behaviour_effect_card,
    headline,
    one_period,
    revenue_words,
    samples,
    series_tables,
    strategy_words,
    survey_words,
    tenure_words,
    words,
)
from pages.shared.behaviour_controls import BehaviourView
from pages.shared.series_controls import SeriesView
from retention.languages import many, mark, say

MONTHS = rt.CohortSettings(period="month")
LATEST = 13  # periods or cohorts shown: enough to see how it goes, few enough to be read on a phone
AGES = 8


@dataclass(frozen=True)
class Example:
    """What a page answers: the question, a sentence with numbers, and a chart that shows them.

    Attributes
    ----------
    made_up
        Whose numbers these are: of nobody.
    question, said
        What the page is asked, and what it answers for the sample.
    figure, alt
        The chart and what it shows in words; None and empty where sentences are all there is.
    """

    made_up: str
    question: str
    said: str
    figure: go.Figure | None
    alt: str


Made = tuple[str, go.Figure | None]  # a sentence, and its chart


def of(page: str, theme: str) -> Example | None:
    """The example of a page, by its path; None for a page that needs none."""
    name = PurePosixPath(page).stem
    if name not in EXAMPLES:
        return None
    key, question, make = EXAMPLES[name]
    said, figure = make(samples.data(key), theme)
    if figure is not None:
        _stamp(figure)
    sample, asked = samples.BY_KEY[key], say(question)
    return Example(say(sample.made_up), asked, said, figure, f"{say(sample.made_up)}. {said.replace('**', '')}")


def _stamp(figure: go.Figure) -> None:
    """Across the chart, so that a picture of it is not taken for somebody's numbers either."""
    figure.add_annotation(
        text=say("Example"),
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        showarrow=False,
        textangle=-16,
        opacity=0.16,
        font={"size": 44},
    )


# ----------------------------------------------------------------------------------------------------- who stays
def _overview(events: rt.Events, theme: str) -> Made:
    matrix = rt.cohort_matrix(events, MONTHS.replace(max_age=AGES))
    curve = rt.retention_curve(matrix)
    return headline.sentence(matrix, curve), rt.charts.small_curve(curve, theme=theme, height=220)


def _cohorts(events: rt.Events, theme: str) -> Made:
    matrix = rt.cohort_matrix(events, MONTHS.replace(max_age=AGES))
    last = len(matrix.cohorts) - 1
    shown = matrix.rows(max(0, last - LATEST + 1), last)
    return headline.sentence(matrix, rt.retention_curve(matrix)), rt.charts.cohort_heatmap(shown, theme=theme)


def _curves(events: rt.Events, theme: str) -> Made:
    matrix = rt.cohort_matrix(events, MONTHS.replace(max_age=AGES))
    curve = rt.retention_curve(matrix)
    return headline.sentence(matrix, curve), rt.charts.retention_curves(curve, theme=theme)


def _view() -> SeriesView:
    return SeriesView(MONTHS, MONTHS, {}, contracts=False)


def _churn(events: rt.Events, theme: str) -> Made:
    frame = rt.period_retention(events, MONTHS)
    said = one_period.sentence(frame, frame.index[one_period.known(frame)[-1]], _view())
    return said, rt.charts.churn_chart(frame.tail(LATEST), theme=theme, settings=MONTHS)


def _lifecycle(events: rt.Events, theme: str) -> Made:
    frame = rt.lifecycle(events, MONTHS)
    last = frame[frame["complete"]].iloc[-1]
    said = say(
        "{when}, {customers} were active: {returning} returning, {resurrected} resurrected, {new} new.",
        when=one_period.at(last.name, _view()),
        customers=one_period.those(int(last["active"]), None),
        **{name: f"{int(last[name]):,}" for name in ("returning", "resurrected", "new")},
    )
    return said, rt.charts.lifecycle_chart(frame.tail(LATEST), theme=theme, settings=MONTHS)


def _activity(events: rt.Events, theme: str) -> Made:
    frame = rt.active_customers(events, MONTHS)
    said = series_tables.spoken(frame, _view(), "active")
    figure = rt.charts.active_chart(frame.tail(LATEST), theme=theme, settings=MONTHS)
    return say("Active customers: {values}.", values=said), figure


def _tenure(contracts: rt.Subscriptions, theme: str) -> Made:
    curve = rt.survival(contracts.tenures("month"))
    return tenure_words.headline(curve, "month", 12), rt.charts.survival_curves(curve, unit="month", theme=theme)


# --------------------------------------------------------------------------------------------- money, and opinions
def _revenue(events: rt.Events, theme: str) -> Made:
    frame = rt.revenue_retention(events, MONTHS)
    start = frame.index[revenue_words.known(frame)[-1]]
    said = revenue_words.sentence(frame, start, _view())
    return said, rt.charts.revenue_bridge(frame, start, theme=theme, settings=MONTHS)


def _customer_value(events: rt.Events, theme: str) -> Made:
    found = rt.observed_value(events, MONTHS)
    return found.words, rt.charts.value_projection(found, None, theme=theme)


def _nps(answers: rt.Answers, theme: str) -> Made:
    frame = rt.nps(answers, MONTHS)
    said = survey_words.sentence(rt.nps(answers).iloc[0])
    return said, rt.charts.nps_chart(frame.tail(LATEST), theme=theme, settings=MONTHS)


# ------------------------------------------------------------------------------------------------------ what to do
def _customers(events: rt.Events, theme: str) -> Made:
    check = rt.slipping_check(events)
    return check.words, rt.charts.list_check(check, theme=theme)


def _behaviours(events: rt.Events, theme: str) -> Made:
    view = BehaviourView("invite_teammate", 1, 7, 0, 7, rt.CohortSettings())
    found = rt.behaviour_effect(events, view.event)
    return found.words, rt.charts.behaviour_rates(behaviour_effect_card.rates(found, view), theme=theme)


def _strategies(events: rt.Events, theme: str) -> Made:
    found = [one for one in rt.strategies.opportunities(events) if one.applies == "yes"]
    rows = [
        {name: getattr(one, name) for name in ("name", "customers", "value_each", "rate_low", "rate", "rate_high")}
        | {"low": one.worth(one.rate_low), "chosen": one.worth(one.rate), "high": one.worth(one.rate_high)}
        | {"sign": one.sign}
        for one in found
    ]
    first = found[0]
    said = say("**{strategy}** {could}.", strategy=words.plain(first.name), could=strategy_words.could(first))
    return f"{said} {first.sign}", rt.charts.strategy_ranges(pd.DataFrame(rows), theme=theme)


def _results(events: rt.Events, theme: str) -> Made:
    campaign = rt.read_campaign(str(samples.FOLDER / "campaign.csv"))
    found = rt.campaign_result(events, campaign, 30)
    return found.words, rt.charts.campaign_dots(found.to_frame(), did=found.did, theme=theme)


# ------------------------------------------------------------------------------------------- what can be trusted
def _audit(events: rt.Events, theme: str) -> Made:
    del theme  # no chart: rows are accounted for in words
    report = events.report
    reasons = "; ".join(f"{words.told(reason)}: {n:,}" for reason, n in report.dropped.items() if n)
    said = many(
        "Of {read}, {kept} are counted and {n} is left out ({reasons}). Nothing is lost on the way.",
        "Of {read}, {kept} are counted and {n} are left out ({reasons}). Nothing is lost on the way.",
        report.rows_read - report.rows_kept,
        read=words.count(report.rows_read, "row"),
        kept=f"{report.rows_kept:,}",
        reasons=reasons,
    )
    return said, None


def _report(events: rt.Events, theme: str) -> Made:
    del theme  # a report has its own light look
    matrix = rt.cohort_matrix(events, MONTHS)
    said = say(
        "One page that opens offline, a workbook, or paper. It begins: {first_sentence}",
        first_sentence=headline.sentence(matrix, rt.retention_curve(matrix)),
    )
    return said, None


def _proof(events: rt.Events, theme: str) -> Made:
    del theme  # nothing to draw
    matrix = rt.cohort_matrix(events, MONTHS)
    said = say(
        "A bundle holds {numbers} of {cohorts} with the file's fingerprint, {fingerprint} …. Counted again from the "
        "same file each is **identical**; where one differs, its cell is named.",
        numbers=words.count(int(matrix.known.sum()), "number"),
        cohorts=words.count(len(matrix.cohorts), "cohort"),
        fingerprint=events.fingerprint[:12],
    )
    return said, None


# By the last part of a page's address: the sample, what the page is asked, and what answers it.
EXAMPLES: dict[str, tuple[str, str, Callable[[Any, str], Made]]] = {
    "audit": ("shop", mark("What became of every row of the file?"), _audit),
    "overview": ("shop", mark("How many customers come back, and for how long?"), _overview),
    "cohorts": ("shop", mark("Of those who began in one month, how many came back in each later one?"), _cohorts),
    "curves": ("shop", mark("Where does the number of those who come back stop falling?"), _curves),
    "churn": ("shop", mark("Of the customers of one month, how many were kept in the next?"), _churn),
    "lifecycle": ("shop", mark("Where do the customers of each month come from, and how many go quiet?"), _lifecycle),
    "activity": ("app", mark("How many customers are there, and how often do they come?"), _activity),
    "revenue": ("shop", mark("How much of the money of one month comes again from the same customers?"), _revenue),
    "tenure": ("subscriptions", mark("How long do customers stay?"), _tenure),
    "customer_value": ("shop", mark("What has a customer brought so far?"), _customer_value),
    "nps": ("answers", mark("How likely are customers to recommend, and how sure is that?"), _nps),
    "customers": ("shop", mark("Who is slipping away, and would such a list have been right?"), _customers),
    "behaviours": ("app", mark("What do those who come back do in their first days?"), _behaviours),
    "strategies": ("shop", mark("What could be done, for whom, and what might it bring?"), _strategies),
    "results": ("shop", mark("Did what was tried bring customers back?"), _results),
    "report": ("shop", mark("What can be sent to people who never open this program?"), _report),
    "proof": ("shop", mark("How can somebody who doubts a number count it again?"), _proof),
}
