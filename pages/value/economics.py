"""Economics: when acquisition pays back, what retention is worth, and whether to keep or to acquire."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import cards, compute, economics_form, keep_card, loading, projection_card, state, words
from pages.shared.economics_form import Numbers
from retention.charts.money import money
from retention.languages import joined, mark, noun, say

KINDS = ("events", "subscriptions", "tenures")
HALF = mark("half the churn")
GAINS = {mark("+1 point"): {"points": 0.01}, mark("+5 points"): {"points": 0.05}, HALF: {"churn_cut": 0.5}}
PAYBACK, RATIO, GAIN = (
    mark("When has a customer paid for winning them?"),
    mark("Value against cost"),
    mark("What better retention is worth"),
)
LABELS = {
    "goal": mark("Better by"),
    "name": mark("Form"),
    "churn_before": mark("Churn now"),
    "churn_after": mark("then"),
    "first_cut": mark("Churn cut at first"),
    "mean_cut": mark("over all"),
    "before": mark("Multiple now"),
    "after": mark("then"),
    "gain": mark("Gain"),
    "money": mark("for each customer"),
}


def loaded() -> Any:
    """What is loaded; without anything the page is a calculator, and keeps its numbers for when data come."""
    if state.data() is None:
        loading.offer_command_line_file()
        state.keep_link(cards.ECONOMICS)
        return None
    return cards.need_data(cards.ECONOMICS, KINDS)


def simple(numbers: Numbers) -> rt.SimpleValue | None:
    """The simple formula on these numbers; None without revenue."""
    if math.isnan(numbers.revenue):
        return None
    terms = numbers.terms
    return rt.simple_value(
        numbers.revenue,
        1 - numbers.rate,
        terms.margin,
        terms.horizon,
        numbers.discount,
        churn_range=numbers.churn_range,
        unit=terms.every,
    )


# ------------------------------------------------------------------------------------------ payback and LTV : CAC
def payback_card(data: Any, numbers: Numbers, stem: str) -> None:
    """Cumulative margin against cost; first what customers have really done, where the file says it."""
    heading = say(PAYBACK)
    with cards.card(heading):
        missing = [say("what winning a customer costs")] if math.isnan(numbers.cac) else []
        missing += [_revenue_of(numbers)] if math.isnan(numbers.revenue) else []
        if missing:
            needed = joined(missing)
            st.markdown(
                say("Payback still needs **{numbers}**. It is asked for above, and never assumed.", numbers=needed)
            )
            return
        found = rt.payback(
            numbers.cac, numbers.revenue, numbers.terms.margin, unit=numbers.terms.every, survival=numbers.still
        )
        seen = _seen(data, numbers)
        if seen:
            st.markdown(f"**{say('Seen:')}** {seen}")
        st.markdown(f"**{say('Worked out:')}** {found.words}")
        figure = rt.charts.payback_curve(found, theme=cards.theme())
        cards.chart(figure, "payback", f"{heading} {found.words}", f"{stem}-payback")
        curve = pd.DataFrame({numbers.terms.every: range(len(found.curve)), "margin_so_far": found.curve})
        files = cards.result_downloads(f"{stem}-payback", curve, figure, heading)
        stays = say("Of a customer who stays: {formula}.", formula=found.formula)
        cards.downloads("payback", files, sums=[stays, _leavers(numbers)])


def _seen(data: Any, numbers: Numbers) -> str:
    """What customers have brought back so far; empty where the file has no money by time."""
    if data is None or isinstance(data, rt.Tenures) or data.amount is None:
        return ""
    pooled = compute.observed_value(data, rt.CohortSettings(period=numbers.terms.every)).pooled
    if not len(pooled):
        return ""
    return rt.observed_payback(pooled, numbers.cac, numbers.terms.margin, unit=numbers.terms.every).words


def _leavers(numbers: Numbers) -> str:
    unit = noun(numbers.terms.every)
    if numbers.by_age:
        return say(
            "With those who leave: each {unit} only who is still there pays; the share still there is the one "
            "measured. Nothing is discounted.",
            unit=unit,
        )
    return say(
        "With those who leave: each {unit} only who is still there pays; {share} of those there stay. Nothing is "
        "discounted.",
        unit=unit,
        share=words.percent(numbers.rate),
    )


def _revenue_of(numbers: Numbers) -> str:
    return say("the revenue of a customer a {unit}", unit=noun(numbers.terms.every))


def ratio_card(numbers: Numbers, value: rt.SimpleValue | None) -> DeltaGenerator:
    """LTV : CAC by the simple formula, with its range; returns the place where the projection's is said later."""
    with cards.card(say(RATIO), door=cards.CUSTOMER_VALUE, door_label=say("Customer value")):
        if value is None:
            st.markdown(say("That needs **{number}**.", number=_revenue_of(numbers)))
            return st.empty()
        st.markdown(
            say(
                "A customer brings **{money}** {terms}, by the simple formula.",
                money=money(value.value),
                terms=numbers.terms.said(),
            )
        )
        sums = [say("LTV: {formula}.", formula=value.formula)]
        if math.isnan(numbers.cac):
            st.markdown(say("LTV : CAC still needs **what winning a customer costs**."))
        else:
            ends = None if math.isnan(value.lower) else (value.lower, value.upper)
            found = rt.ltv_to_cac(value.value, numbers.cac, value_range=ends, horizon=_until(numbers))
            st.markdown(f"## {say('LTV : CAC {ratio}', ratio=f'{found.ratio:.2f}')}", anchors=False)
            st.markdown(found.words)
            sums.append(say("LTV : CAC: {formula}.", formula=found.formula))
        horizon = say("The horizon cuts what comes later; a longer one gives a larger ratio.")
        st.caption(f"{value.words} {horizon}")
        place = st.container()
        cards.formula(*sums)
    return place


def _until(numbers: Numbers) -> str:
    return say("in {time}", time=words.count(numbers.terms.horizon, numbers.terms.every))


def projected_ratio(place: DeltaGenerator, data: Any, numbers: Numbers) -> None:
    """The same by the projection, where the file allows one; drawn last, since a fit takes its time."""
    if data is None or isinstance(data, rt.Tenures) or data.amount is None or math.isnan(numbers.cac):
        return
    with place:
        found = projection_card.found(data, numbers.terms)
        if not isinstance(found, rt.ProjectedValue):
            st.caption(say("The projection on the page Customer value is refused for this file."))
            return
        value = projection_card.on_terms(found, numbers.terms)
        ratio = rt.ltv_to_cac(value.value, numbers.cac, value_range=(value.lower, value.upper), horizon=_until(numbers))
        lines = [say("**By the projection {ratio}.**", ratio=f"{ratio.ratio:.2f}"), ratio.words]
        if not value.check.inside:
            lines.append(say("Its own back-test missed by more than this range allows."))
        st.markdown(" ".join(lines))


# ------------------------------------------------------------------------------------------------ better retention
def gains(numbers: Numbers) -> dict[str, rt.RetentionGain]:
    """Each goal in its three forms."""
    each = None if math.isnan(numbers.each) else numbers.each
    rates = numbers.rates if numbers.by_age else numbers.rate
    return {
        name: rt.retention_gain(
            rates, discount=numbers.discount, horizon=numbers.terms.horizon, margin_per_period=each, **how
        )
        for name, how in GAINS.items()
    }


def gain_card(numbers: Numbers, stem: str) -> None:
    """One goal drawn and in words, all of them as a table."""
    heading = say(GAIN)
    with cards.card(heading):
        try:
            found = gains(numbers)
        except rt.RetentionError as error:
            cards.error_box(error)
            return
        goal = st.segmented_control(
            say("Better by"),
            tuple(GAINS),
            default=HALF,
            format_func=say,
            key="gain",
            required=True,
            bind="query-params",
        )
        gain = found[goal or HALF]
        churn = gain.next_period.churn_before
        if GAINS[goal or HALF].get("points", 0.0) >= churn:
            st.markdown(
                say(
                    "More is not to be had: only {share} leave in the first {unit}.",
                    share=words.percent(churn),
                    unit=noun(numbers.terms.every),
                )
            )
        left, right = st.columns([11, 9], gap="medium")
        with left:
            figure = rt.charts.gain_bars(gain, theme=cards.theme())
            spoken = " ".join(form.words for form in gain.forms)
            cards.chart(figure, "gain-chart", f"{heading}. {spoken}", f"{stem}-gain")
        with right:
            for form in gain.forms:
                st.markdown(f"- {form.words}")
        notes = [
            say(
                "The same goal, meant in three ways: reached once it is a small thing, in every period another "
                "business. A few points are a large cut where few leave: 90 to 95 % is half the churn, 80 to 85 % a "
                "quarter of it."
            )
        ]
        if not numbers.by_age:
            notes.append(say("With one rate for all periods the last two are the same."))
        st.caption(" ".join(notes))
        table = pd.concat([one.to_frame().assign(goal=name) for name, one in found.items()], ignore_index=True)
        with st.expander(say("All goals and forms as a table")):
            _table(table)
        files = cards.result_downloads(f"{stem}-gain", table, figure, heading)
        cards.downloads("gain", files, picture=False, sums=[f"{gain.formula}.", *_multiple(numbers)])


def _table(table: pd.DataFrame) -> None:
    shown = table[list(LABELS)].assign(goal=table["goal"].map(say), name=table["name"].map(say))
    st.dataframe(shown.rename(columns=_labels()), hide_index=True, column_config=_formats())


def _labels() -> dict[str, str]:
    """Headers of the columns; two of them may not be called the same in any language."""
    found: dict[str, str] = {}
    for name, label in LABELS.items():
        header = say(label)
        found[name] = f"{header} " if header in found.values() else header
    return found


def _multiple(numbers: Numbers) -> list[str]:
    if numbers.by_age:
        return [say("The share still there is the one measured, period by period.")]
    try:
        formula = rt.margin_multiple(numbers.rate, numbers.discount).formula
        return [say("Without a horizon: {formula}.", formula=formula)]
    except rt.RetentionError:
        return []


def _formats() -> dict[str, Any]:
    shares = ("churn_before", "churn_after", "first_cut", "mean_cut", "gain")
    numbers = ("before", "after", "money")
    labels = _labels()
    return {labels[name]: st.column_config.NumberColumn(format="percent") for name in shares} | {
        labels[name]: st.column_config.NumberColumn(format="%.2f") for name in numbers
    }


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Economics"))
    data = loaded()
    numbers = economics_form.draw(data)
    stem = "economics" if data is None else words.file_stem(data, "economics")
    value = simple(numbers)
    left, right = st.columns([13, 9], gap="small")
    with left:
        payback_card(data, numbers, stem)
    with right:
        place = ratio_card(numbers, value)
    gain_card(numbers, stem)
    cost, saved = keep_card.keep(numbers, math.nan if value is None else value.value, stem)
    keep_card.claims(numbers, cost, saved)
    projected_ratio(place, data, numbers)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
