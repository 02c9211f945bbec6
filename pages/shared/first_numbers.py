"""The four numbers of the Overview: customers, retention, its change, and what a customer is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, headline, receipt, words
from retention.languages import noun, nouns, numbered, say, term
from retention.metrics.comparison import Comparison
from retention.metrics.overview import AgeChange, change_at_age, value_per_customer
from retention.metrics.wording import money
from retention.periods import Calendar

SPARK = 36  # points of a small line; more are noise at this size
WITH_LINE = 134  # pixels: the small line comes later than the number, and must not push down what stands below


def draw(data: Any, settings: rt.CohortSettings, matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    """Four cards of one height."""
    columns = st.columns(4, gap="small")
    with columns[0], _card():
        _customers(data, settings)
    with columns[1], _card():
        _retention(matrix, curve, age)
        if age < len(curve):
            receipt.column(data, matrix, age, "headline-customers")
    with columns[2], _card():
        _change(data, matrix, age)
    with columns[3], _card():
        _value(data, settings, age)


@contextmanager
def _card() -> Iterator[None]:
    with st.container(border=True, gap="xsmall", height="stretch"):
        yield


def _metric(label: str, value: str, points: Any = None, kind: Any = "line", delta: str | None = None) -> None:
    """A number with its small line; the words stand below, where they cannot be cut off."""
    drawn = None if points is None else [float(x) for x in np.asarray(points, float) if not math.isnan(x)][-SPARK:]
    line = drawn if drawn and len(drawn) > 1 else None
    st.metric(
        label,
        value,
        delta,
        delta_color="off",
        delta_arrow="off",
        chart_data=line,
        chart_type=kind,
        height=WITH_LINE if line and delta is None else "content",
    )


# ------------------------------------------------------------------------------------------------ customers
def _customers(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.lifecycle(data, settings)
    unit = words.unit(settings)
    known = frame[frame["complete"] & ~frame["no_data"]]
    contracts = not isinstance(data, rt.Events)
    if known.empty:
        _metric(say("Customers"), f"{data.n_customers:,}")
        st.caption(_none_complete(unit))
        return
    calendar = settings.calendar(data.timezone)
    last, name = known.iloc[-1], calendar.name(_start(known.index[-1]))
    if contracts:
        label = say("Customers at the end of {period}", period=name)
    else:
        label = say("Customers active {when}", when=_when(unit, name))
    _metric(label, f"{int(last['active']):,}", known["active"])
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
    receipt.popover(sums, say("The {unit} that is not over is left out.", unit=noun(unit)), data=data)


def _when(unit: str, name: str) -> str:
    """A period within a sentence: "on 7 Sep 2026", "in the week of 7 Sep 2026", "in Sep 2026"."""
    if unit == "day":
        return say("on {day}", day=name)
    return say("in the week of {day}", day=name) if unit == "week" else say("in {period}", period=name)


def _none_complete(unit: str) -> str:
    return say("No {unit} is complete yet.", unit=noun(unit))


# ------------------------------------------------------------------------------------------------ retention
def _retention(matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    if age >= len(curve):
        _metric(words.capital(headline.verb(matrix.did)), say("not yet"))
        st.caption(curve.note or say("Too few customers have been watched long enough."))
        return
    trend = rt.retention_trend(matrix, int(matrix.ages[age]))
    _metric(_short(matrix, age), words.percent(curve.rates[age]), trend.rates)
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
        _metric(name, say("not yet"))
        st.caption(say("It takes two complete blocks of cohorts that are surely new."))
        return
    blocks = found.blocks
    change, against = _against(found, matrix.settings)
    calendar = matrix.settings.cohort_calendar(matrix.timezone)
    _metric(name, say("{points} points", points=_points(change.difference)), found.rates, "bar")
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
    receipt.popover(sums, say("Complete cohorts only, each group added up before it is divided."), data=data)


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
    first, last = (calendar.name(_start(moment)) for moment in block)
    return first if first == last else words.between(first, last)


def _start(moment: pd.Timestamp) -> np.datetime64:
    return np.datetime64(moment.to_datetime64(), "s")


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def _signed(number: int) -> str:
    return "±0" if number == 0 else f"{number:+,}".replace("-", "−")


# ---------------------------------------------------------------------------------------------------- value
def _value(data: Any, settings: rt.CohortSettings, age: int) -> None:
    """Money per customer; without amounts how often they are there, or how many leave."""
    if isinstance(data, rt.Events):
        _stickiness(data, settings) if data.amount is None else _money(data, settings, age)
    else:
        _churn(data, settings) if data.amount is None else _money_kept(data, settings)


def _money(data: Any, settings: rt.CohortSettings, age: int) -> None:
    matrix = compute.cohort_matrix(data, settings.replace(value="cumulative", max_age=age))
    found = value_per_customer(matrix, age)
    unit = words.unit(settings)
    if found is None:
        _metric(say("Revenue per customer"), say("not yet"))
        st.caption(say("No cohort has been watched up to {age}.", age=numbered(unit, age)))
        return
    label = say("Revenue per customer up to {age}", age=numbered(unit, age))
    _metric(label, money(found.mean), found.by_cohort)
    spread = words.sample(found.n)
    if not math.isnan(found.lowest):
        spread = say(
            "cohorts lie between {lowest} and {highest}, {sample}",
            lowest=money(found.lowest),
            highest=money(found.highest),
            sample=spread,
        )
    paid = say("What was paid so far, complete {units} only; not a projection.", units=nouns(unit))
    st.caption(f"{spread}  \n{paid}")
    sums = say(
        "money / customers = {money} / {n} = **{mean}**",
        money=money(found.mean * found.n),
        n=f"{found.n:,}",
        mean=money(found.mean),
    )
    in_it = say(
        "In the denominator: everybody of the {cohorts} watched that long, paying again or not.",
        cohorts=words.count(found.cohorts, "cohort"),
    )
    receipt.popover(sums, in_it, data=data)


def _stickiness(data: rt.Events, settings: rt.CohortSettings) -> None:
    frame = compute.active_customers(data, settings)
    known = frame[frame["complete"] & frame["stickiness"].notna()]
    unit = words.unit(settings)
    if known.empty or unit in ("day", "hour"):
        _rows(frame[frame["complete"]], unit)
        return
    last = known.iloc[-1]
    when = _when(unit, settings.calendar(data.timezone).name(_start(known.index[-1])))
    _metric(say("There on an average day"), words.percent(last["stickiness"]), known["stickiness"])
    st.caption(
        say(
            "of the {n} customers active {when}: {mean} of them a day. All are counted, so there is no range.",
            n=f"{int(last['active']):,}",
            when=when,
            mean=f"{last['mean_daily_active']:,.0f}",
        )
    )


def _rows(known: pd.DataFrame, unit: str) -> None:
    if known.empty:
        _metric(say("Visits per customer"), say("not yet"))
        st.caption(_none_complete(unit))
        return
    last = known.iloc[-1]
    _metric(say("Visits per customer"), f"{last['rows_per_customer']:.1f}", known["rows_per_customer"])
    st.caption(
        say(
            "{rows} of {n} customers in the last {unit}.",
            rows=words.count(int(last["rows"]), "row"),
            n=f"{int(last['active']):,}",
            unit=noun(unit),
        )
    )


def _money_kept(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.revenue_retention(data, settings)
    known = frame[frame["nrr"].notna()]
    unit = words.unit(settings)
    if known.empty:
        _metric(say("Net revenue retention"), say("not yet"))
        st.caption(_none_complete(unit))
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(_start(known.index[-1]))
    _metric(say("Net revenue retention, {period}", period=name), words.percent(last["nrr"]), known["nrr"])
    likely = words.likely(last["nrr_lower"], last["nrr_upper"], int(last["customers"]))
    gross = say("Gross, before upgrades: {rate}", rate=words.percent(last["grr"]))
    st.caption(f"{likely}  \n{gross}")


def _churn(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.period_retention(data, settings)
    known = frame[frame["churn_rate"].notna()]
    unit = words.unit(settings)
    if known.empty:
        _metric(term("customers", "Left"), say("not yet"))
        st.caption(_none_complete(unit))
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(_start(known.index[-1]))
    _metric(say("Left in {period}", period=name), words.percent(last["churn_rate"]), known["churn_rate"])
    st.caption(words.likely(1 - last["upper"], 1 - last["lower"], int(last["start"])))
