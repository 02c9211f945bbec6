"""The four numbers of the Overview: customers, retention, its change, and what a customer is worth."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, first_value, headline, number_card, receipt, state, who, words
from retention.languages import noun, numbered, say
from retention.metrics.comparison import Comparison
from retention.metrics.overview import AgeChange, change_at_age
from retention.periods import Calendar


def draw(data: Any, settings: rt.CohortSettings, matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    """Four cards of one height."""
    columns = st.columns(4, gap="small")
    with columns[0], number_card.card():
        _customers(data, settings)
    with columns[1], number_card.card():
        _retention(matrix, curve, age)
        if age < len(curve):
            receipt.column(data, matrix, age, "headline-customers")
    with columns[2], number_card.card():
        _change(data, matrix, age)
    with columns[3], number_card.card():
        first_value.draw(data, settings, age)


# ------------------------------------------------------------------------------------------------ customers
def _customers(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.lifecycle(data, settings)
    unit = words.unit(settings)
    known = frame[frame["complete"] & ~frame["no_data"]]
    contracts = not state.has_visits(data)
    if known.empty:
        number_card.metric(say("Customers"), f"{data.n_customers:,}")
        st.caption(number_card.none_complete(unit))
        return
    calendar = settings.calendar(data.timezone)
    last, name = known.iloc[-1], calendar.name(number_card.start(known.index[-1]))
    if contracts:
        label = say("Customers at the end of {period}", period=name)
    else:
        label = say("Customers active {when}", when=number_card.when(unit, name))
    number_card.metric(label, f"{int(last['active']):,}", known["active"])
    came, gone = int(last["new"] + last["resurrected"]), int(last["dormant"])
    if len(known) < 2:
        st.caption(say("The first complete {unit}. All are counted, so there is no range.", unit=noun(unit)))
        return
    values = {
        "net": _signed(int(last["net"])),
        "unit": noun(unit),
        "before": f"{int(known['active'].iloc[-2]):,}",
        "came": f"{came:,}",
        "gone": f"{gone:,}",
    }
    if contracts:
        moved = say("**{net}** on the {unit} before ({before}): {came} new or back, {gone} left.", **values)
    else:
        moved = say("**{net}** on the {unit} before ({before}): {came} new or back, {gone} stayed away.", **values)
    no_range = say("All are counted, so there is no range.")
    st.caption(f"{moved} {no_range}")
    parts = {name: f"{int(last[name]):,}" for name in ("new", "returning", "resurrected", "active")}
    sums = say("{new} new + {returning} returning + {resurrected} back after a pause = **{active}**", **parts)
    start = known.index[-1]
    with receipt.popover(sums, say("The {unit} that is not over is left out.", unit=noun(unit)), data=data):
        find = partial(who.moved, data, settings, frame, start)
        receipt.customers("active-customers", find, data, words.file_stem(data, f"moves-{start:%Y-%m-%d}"))


# ------------------------------------------------------------------------------------------------ retention
def _retention(matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    if age >= len(curve):
        number_card.metric(words.capital(headline.verb(matrix.did)), say("not yet"))
        st.caption(curve.note or say("Too few customers have been watched long enough."))
        return
    trend = rt.retention_trend(matrix, int(matrix.ages[age]))
    number_card.metric(_short(matrix, age), words.percent(curve.rates[age]), trend.rates)
    st.caption(
        words.likely(curve.lower[age], curve.upper[age], int(curve.denominator[age]))
        + "  \n"
        + say(
            "{cohorts} pooled, {first} to {last}",
            cohorts=words.count(int(curve.cohorts[age]), "cohort"),
            first=trend.labels[0],
            last=_last_known(trend),
        )
    )


def _short(matrix: rt.CohortMatrix, age: int) -> str:
    """The question in so few words that a narrow card holds them."""
    if matrix.did != "came back":
        return say("Still customers, {age}", age=numbered(words.unit(matrix.settings), matrix.age_labels[age]))
    return say("Came back {when}", when=headline.when(matrix, age))


def _last_known(trend: rt.MetricSeries) -> str:
    return trend.labels[int(np.flatnonzero(~np.isnan(trend.rates))[-1])]


# --------------------------------------------------------------------------------------------------- change
def _change(data: Any, matrix: rt.CohortMatrix, age: int) -> None:
    found = change_at_age(matrix, age) if age < len(matrix.ages) else None
    label = matrix.age_labels[age] if age < len(matrix.ages) else str(age)
    name = say("Change of {age}", age=numbered(words.unit(matrix.settings), label))
    if found is None:
        number_card.metric(name, say("not yet"))
        st.caption(say("It takes two complete blocks of cohorts that are surely new."))
        return
    blocks = found.blocks
    change, against = _against(found, matrix.settings)
    calendar = matrix.settings.cohort_calendar(matrix.timezone)
    number_card.metric(name, say("{points} points", points=_points(change.difference)), found.rates, "bar")
    verdict = say(
        "**{verdict}**, likely {lower} to {upper} points",
        verdict=words.capital(say(change.verdict)),
        lower=_points(change.lower),
        upper=_points(change.upper),
    )
    lines = (
        verdict,
        f"{_span(calendar, blocks.now)}: {words.percent(change.rate1)}, {words.sample(change.n1)}",
        f"{against}: {words.percent(change.rate2)}, {words.sample(change.n2)}",
    )
    st.caption("  \n".join(lines))
    sums = say(
        "{now} − {before} = **{points} points**",
        now=_share(change.rate1, change.n1),
        before=_share(change.rate2, change.n2),
        points=_points(change.difference),
    )
    before = blocks.before if blocks.year_before is None else blocks.year_before
    with receipt.popover(sums, say("Complete cohorts only, each group added up before it is divided."), data=data):
        find = partial(who.of_blocks, data, matrix, age, blocks.now, before)
        receipt.customers("change-customers", find, data, words.file_stem(data, "change"))


def _share(rate: float, n: int) -> str:
    """A share with the counts that it is made of: "37.3 % (171 of 459)"."""
    return say("{rate} ({part} of {n})", rate=words.percent(rate), part=f"{round(rate * n):,}", n=f"{n:,}")


def own_past(matrix: rt.CohortMatrix, age: int) -> list[str]:
    """The newest cohorts against earlier ones, in full sentences."""
    found = change_at_age(matrix, age)
    if found is None:
        return []
    calendar, blocks = matrix.settings.cohort_calendar(matrix.timezone), found.blocks
    said = [
        say(
            "**{age} of {now} against {before}:** {comparison}",
            age=words.capital(numbered(words.unit(matrix.settings), matrix.age_labels[age])),
            now=_span(calendar, blocks.now),
            before=_span(calendar, blocks.before),
            comparison=blocks.change.words,
        )
    ]
    if blocks.year_change is not None and blocks.year_before is not None:
        before = _span(calendar, blocks.year_before)
        said.append(say("**Against {period}:** {comparison}", period=before, comparison=blocks.year_change.words))
    return said


def _against(found: AgeChange, settings: rt.CohortSettings) -> tuple[Comparison, str]:
    """The same block a year before, which has the same season; else the block before."""
    if found.blocks.year_change is not None:
        return found.blocks.year_change, say("a year before")
    rows = settings.cohort_period or words.unit(settings)
    if found.size == 1:
        return found.blocks.change, say("the {unit} before", unit=noun(rows))
    return found.blocks.change, say("the {periods} before", periods=words.count(found.size, rows))


def _span(calendar: Calendar, block: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    first, last = (calendar.name(number_card.start(moment)) for moment in block)
    return first if first == last else words.between(first, last)


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def _signed(number: int) -> str:
    return "±0" if number == 0 else f"{number:+,}".replace("-", "−")
