"""After how many days of silence is a customer lapsed, and how often would that have been wrong?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from retention.languages import listed, noun, say

FEWEST_CHOICES = 60  # days offered, where the history is long enough


def draw(data: Any, settings: rt.CohortSettings) -> None:
    """The measured interval, the rule of silence with its check on the past, and the customers it calls lapsed.

    Contracts end on a day that is written down, so there is nothing to be guessed from silence.
    """
    if not state.has_visits(data):
        return
    shown, whole = _counted(settings)
    with cards.card(say("When is a silent customer lost?")):
        gaps = compute.visit_gaps(data, whole)
        longest = _longest(data)
        if gaps.threshold is None or longest < 2:
            st.markdown(
                say("Nobody has come back on another day yet, so the usual time between two visits is not known.")
            )
            return
        _say_interval(gaps)
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            days = _days_of_silence(gaps.threshold, longest)
            with st.container(width="stretch"):
                _say_check(compute.lapse_check(data, whole, days))
        _charts(data, gaps, shown, days)


def _counted(settings: rt.CohortSettings) -> tuple[rt.CohortSettings, rt.CohortSettings]:
    """What the periods show, and what the interval is measured on: the whole history, all customers."""
    shown = settings.replace(segment=None, min_events=1)
    if shown.period == "hour":  # a silence is measured in days
        shown = shown.replace(period="day", period_size=1, origin=None)
    return shown, shown.replace(start=None, end=None)


def _longest(events: rt.Events) -> int:
    """Longest silence that can be looked back to: half of the history."""
    return int((events.observed_until - events.span[0].normalize()).days // 2) - 1


def _say_interval(gaps: rt.GapCurve) -> None:
    half = say("Half are back within {days}.", days=words.count(gaps.usual or 1, "day"))
    measured = say(
        "Measured on {returns}; the {customers} whose last visit nothing has followed yet are counted as still away, "
        "not as lost.",
        returns=words.count(gaps.n_closed, "return"),
        customers=words.count(gaps.n_open, "customer"),
    )
    st.markdown(f"**{gaps.sentence(0.8)}** {half} {measured}")


def _days_of_silence(measured: int, longest: int) -> int:
    """The slider; it begins where 90 % of those who return are back."""
    most = min(longest, max(FEWEST_CHOICES, 3 * measured))
    default = min(measured, most)
    state.settle("silence", default, 1, most)
    days: int = st.select_slider(
        say("Days of silence after which a customer counts as lapsed"),
        range(1, most + 1),
        default,
        key="silence",
        bind="query-params",
        width=360,
        help=say(
            "At first {days}: by then {share} of those who return are back.",
            days=words.count(default, "day"),
            share=words.percent(0.9, 0),
        ),
    )
    return days


def _say_check(check: rt.LapseCheck) -> None:
    day, span = words.day(check.at), _span(check)
    if not check.flagged:
        st.markdown(
            say("On {day} nobody had been silent for longer, so the rule cannot be checked on the past.", day=day)
        )
        return
    st.markdown(
        say(
            "Of those it would have called lapsed on {day}, **{rate}** came back in the next {time} ({likely}).",
            day=day,
            rate=words.percent(check.rate),
            time=span,
            likely=words.likely(check.lower, check.upper, check.flagged),
        )
    )
    st.caption(
        say(
            "It would have flagged {flagged} of the {customers} known then, {share}. A shorter silence flags more "
            "customers, and more who would have come back.",
            flagged=f"{check.flagged:,}",
            customers=words.count(check.known, "customer"),
            share=words.percent(check.flagged_share),
        )
    )


def _span(check: rt.LapseCheck) -> str:
    """The time in which a return counted: "39 weeks"."""
    days = check.watched.days
    return words.count(days // 7, "week") if days >= 21 and days % 7 == 0 else words.count(days, "day")


def _with_latest(alt: str, frame: pd.DataFrame, settings: rt.CohortSettings) -> str:
    """The latest shares that are settled, for those who cannot see the chart."""
    known = frame[frame["rate"].notna()].tail(3)
    if known.empty:
        return alt
    calendar = settings.calendar("UTC")
    names = [calendar.name(start) for start in known.index.to_numpy()]
    return words.described(
        alt, listed([f"{name}: {words.percent(rate)}" for name, rate in zip(names, known["rate"], strict=True)])
    )


def _charts(events: rt.Events, gaps: rt.GapCurve, settings: rt.CohortSettings, days: int) -> None:
    frame = compute.lapses(events, settings, days)
    unit, stem = words.unit(settings), words.file_stem(events, f"lapsed-after-{days}-days")
    soon, length = say("Those who return: how soon?"), words.count(days, "day")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(f"**{soon}**")
        figure = rt.charts.return_curve(gaps, days=days, theme=cards.theme())
        alt = say("Share of those who return, by days since the last visit.")
        cards.chart(figure, "returns", f"{alt} {gaps.sentence()}", stem)
        files = cards.result_downloads(
            words.file_stem(events, "days-between-visits"), gaps.to_frame(), figure, say("Returns")
        )
        measured = rt.Recipe("visit_gaps", settings.replace(start=None, end=None))
        cards.downloads("returns", files, picture=False, source=events, recipe=measured)
    with right:
        heading = say("Silent for more than {days} after their last visit in the {unit}", days=length, unit=noun(unit))
        st.markdown(f"**{heading}**")
        figure = rt.charts.lapse_chart(frame, days=days, theme=cards.theme(), settings=settings)
        alt = say(
            "Silent for more than {days} after their last visit in the {unit}, as a share of the {unit}'s customers",
            days=length,
            unit=noun(unit),
        )
        cards.chart(figure, "lapsed", _with_latest(alt, frame, settings), stem)
        immature = say("Hatched: fewer than {days} have passed since, so not all can be told yet.", days=length)
        later = say(
            "Customers of a late {unit} have had less time to come back than those of an early one.", unit=noun(unit)
        )
        st.caption(later if frame["complete"].all() else f"{immature} {later}")
        files = cards.result_downloads(stem, frame, figure, heading)
        recipe = rt.Recipe("lapses", settings, {"days": days})
        cards.downloads("lapsed", files, picture=False, source=events, recipe=recipe)
