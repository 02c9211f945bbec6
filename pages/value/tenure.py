"""How long they stay: customers with a start and perhaps an end; who still stays counts as long as watched."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, sidebar, state, tenure_words, words
from retention.languages import nouns, say

UNITS = ("day", "week", "month", "quarter", "year")
USUAL = {"day": 90, "week": 26, "month": 12, "quarter": 4, "year": 1}  # the time whose share is said first
STATED = {
    "day": (7, 30, 60, 90, 180, 365, 730, 1095),
    "week": (1, 4, 8, 13, 26, 52, 104, 156),
    "month": (1, 3, 6, 12, 18, 24, 36, 48, 60, 72),
    "quarter": (1, 2, 4, 6, 8, 12, 16, 20),
    "year": (1, 2, 3, 4, 5, 6, 8, 10),
}
KEPT = ("subscriptions", "tenures")

Source = rt.Subscriptions | rt.Tenures


def controls(data: Source) -> tuple[str, int | None, str | None]:
    """The unit of the times, which a customer table brings with it; the time to look at; the groups to compare."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        unit = data.unit if isinstance(data, rt.Tenures) else _unit()
        after = _time(compute.survival(data, unit, None), unit)
        segment = sidebar.split_box(data.segments, 190) if data.segments else sidebar.NO_SPLIT
    return unit, after, None if segment == sidebar.NO_SPLIT else segment


def _unit() -> str:
    picked: str = st.selectbox(
        say("Count in"),
        UNITS,
        UNITS.index("month"),
        format_func=nouns,
        key="unit",
        bind="query-params",
        on_change=state.reset,
        args=("after",),
        width=130,
    )
    return picked


def _time(curve: rt.SurvivalCurve, unit: str) -> int | None:
    """The time whose share is said: a whole number of units up to the longest time watched."""
    longest = int(curve.times[-1])
    if longest < 2:
        return None
    default = min(USUAL[unit], longest)
    state.settle("after", default)
    picked: int = st.select_slider(
        say("{units} to look at", units=words.capital(nouns(unit))),
        range(1, longest + 1),
        default,
        key="after",
        bind="query-params",
        width=240,
    )
    return picked


def curve_card(
    data: Source, curves: tenure_words.Curves, whole: rt.SurvivalCurve, unit: str, segment: str | None, stem: str
) -> None:
    """The curve with its range and the numbers at risk, or one for each group."""
    split = isinstance(curves, dict)
    heading = say("Share still there, by {units} since the start", units=nouns(unit))
    with cards.card(heading):
        figure = rt.charts.survival_curves(curves, unit=unit, theme=cards.theme())
        alt = f"{heading}. {'; '.join(tenure_words.said(name, curve, unit) for name, curve in _named(curves))}."
        cards.chart(figure, "survival", alt.replace("**", ""), stem)
        st.caption(_explained(split))
        files = cards.result_downloads(stem, tenure_words.table(curves), figure, heading)
        asked = {} if segment is None else {"segment": segment}
        recipe = rt.Recipe("survival", rt.CohortSettings(period=unit), asked)  # type: ignore[arg-type]
        cards.downloads("survival", files, source=data, recipe=recipe)
    if not split and not whole.events.sum():
        st.caption(say("Nobody has left yet: there is no curve to speak of."))


def _explained(split: bool) -> str:
    if split:
        return say(
            "Each step down is customers leaving. The band is the likely range; the numbers below the axis are the "
            "customers still watched then in each group."
        )
    return say(
        "Each step down is customers leaving. The band is the likely range; the numbers below the axis are the "
        "customers still watched then."
    )


def _named(curves: tenure_words.Curves) -> list[tuple[str, rt.SurvivalCurve]]:
    return list(curves.items()) if isinstance(curves, dict) else [("", curves)]


def groups_card(curves: dict[str, rt.SurvivalCurve], test: rt.LogRank | None, segment: str, unit: str) -> None:
    """How long each group stays, and whether the difference is more than chance."""
    with cards.card(say("By {column}", column=words.plain(segment))):
        if test is not None:
            st.markdown(tenure_words.verdict(test))
        for name, curve in curves.items():
            st.markdown(f"- {tenure_words.said(name, curve, unit)}")
        st.caption(
            say(
                "The log-rank test compares who leaves with who is still there, at every time. Curves that cross can "
                "differ without it seeing that: look at them."
            )
        )


def table_card(curve: rt.SurvivalCurve, after: int | None, unit: str, *, split: bool) -> None:
    """The share still there at a few times, in numbers."""
    with cards.card(say("All groups together, in numbers") if split else say("In numbers")):
        longest = curve.times[-1]
        times = sorted({*(time for time in STATED[unit] if time <= longest), *([after] if after else [])})
        rows = tenure_words.at_times(curve, times)
        shown = pd.DataFrame(
            {
                say("After {units}", units=nouns(unit)): rows["time"].astype(int),
                say("Still there"): [words.percent(rate) for rate in rows["survival"]],
                say("Likely"): [tenure_words.rates(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)],
                say("Watched"): rows["at_risk"].astype(int),
            }
        )
        st.dataframe(shown, hide_index=True, height="content")
        st.caption(tenure_words.mean_stay(curve, unit))


def rests_on(data: Source, curve: rt.SurvivalCurve) -> None:
    """What a reader of this page could take wrongly."""
    staying = round(curve.n - curve.events.sum())
    with cards.card(say("What this takes for granted")):
        if isinstance(data, rt.Subscriptions):
            st.markdown(
                say(
                    "**Leaving is final here.** A contract that follows another without a gap goes on with it. Who "
                    "comes back after a gap has left all the same: only the first stay counts."
                )
            )
        st.markdown(
            say(
                "**Who still stays is not lost.** {customers} of {n} had not left where the data end. They count as "
                "long as they were watched, and then as unknown.",
                customers=words.count(staying, "customer"),
                n=f"{int(curve.n):,}",
            )
        )
        st.markdown(_alike(data))


def _alike(data: Source) -> str:
    if isinstance(data, rt.Subscriptions):
        return say("**Newer customers stay like older ones did.** Where that has changed, look at **Cohorts**.")
    return say(
        "**Newer customers stay like older ones did.** Where that has changed, split by a group that tells them apart."
    )


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("How long they stay"))
    data: Source = cards.need_data(cards.TENURE, KEPT)
    unit, after, segment = controls(data)
    whole = compute.survival(data, unit, None)
    curves = whole if segment is None else compute.survival(data, unit, segment)
    stem = words.file_stem(data, f"stay-{unit}s")
    st.markdown(tenure_words.headline(whole, unit, after))
    left, right = st.columns([11, 8], gap="small")
    with left:
        curve_card(data, curves, whole, unit, segment, stem)
    with right:
        if isinstance(curves, dict):
            groups_card(curves, compute.survival_test(data, unit, segment) if len(curves) > 1 else None, segment, unit)
        table_card(whole, after, unit, split=segment is not None)
        rests_on(data, whole)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
