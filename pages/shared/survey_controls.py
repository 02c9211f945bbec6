"""The controls over answers to a survey: which time, in periods of what, and split by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, sidebar, state, words
from pages.shared.sentence import Sentence
from retention.languages import noun, say

ALL = 10_000  # periods shown at first: every one


@dataclass(frozen=True)
class SurveyView:
    """What the visitor asked for.

    Attributes
    ----------
    settings
        Period, range of time and group; without a time all answers as one.
    timed
        Whether the answers have a time.
    """

    settings: rt.CohortSettings
    timed: bool

    @property
    def unit(self) -> str:
        """Name of one period."""
        return words.unit(self.settings)

    @property
    def plain(self) -> rt.CohortSettings:
        """The same settings, not split."""
        return self.settings.replace(segment=None)

    def name(self, start: Any) -> str:
        """Name of a period: "Sep 2026"."""
        return self.settings.calendar("UTC").name(pd.Timestamp(start).to_datetime64())


def draw(answers: rt.Answers) -> SurveyView:
    """Draw the controls that these answers have a use for."""
    choices: dict[str, Any] = {}
    if answers.time is not None:
        sentence = Sentence(say("Score the answers of each {period}"))
        _period(sentence, answers, choices)
        sentence.end()
    settings = rt.CohortSettings(**choices)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        if answers.time is not None:
            settings = _range(answers, settings)
        by = sidebar.NO_SPLIT
        if answers.segments:
            options = (sidebar.NO_SPLIT, *answers.segments)
            by = st.selectbox(
                say("Split by"),
                options,
                format_func=sidebar.split_option,
                key="survey_by",
                bind="query-params",
                width=190,
            )
    segment = None if by == sidebar.NO_SPLIT else by
    return SurveyView(settings.replace(segment=segment), answers.time is not None)


def _period(sentence: Sentence, answers: rt.Answers, choices: dict[str, Any]) -> None:
    units = [unit for unit in sidebar.units_that_fit(answers) if unit != "hour"]
    default = sidebar.default_period(answers)
    with sentence.popover("period", noun(state.current("survey_period", units, default))):
        period = sentence.radio("survey_period", say("Score each"), units, default, on_change=_new_period)
        if period == "week":
            choices["week_start"] = sidebar.week_start(sentence)
    choices["period"] = period


def _new_period() -> None:
    """The names of the periods mean something else now."""
    state.reset("survey_range")


def _range(answers: rt.Answers, settings: rt.CohortSettings) -> rt.CohortSettings:
    starts = compute.nps(answers, settings, None).index.to_numpy()
    names, shown = sidebar.period_names(settings.calendar("UTC"), starts)
    start, end, _ = sidebar.range_slider(say("Answers from"), "survey_range", names, starts, ALL, shown)
    return settings.replace(start=start, end=end)
