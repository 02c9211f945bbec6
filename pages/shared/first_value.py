"""What a customer is worth, as the last of the four numbers of the Overview."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, number_card, receipt, revenue_words, state, who, words
from retention.languages import noun, nouns, numbered, say, term
from retention.metrics.overview import value_per_customer
from retention.metrics.wording import money


def draw(data: Any, settings: rt.CohortSettings, age: int) -> None:
    """Money per customer; without amounts how often they are there, or how many leave."""
    if state.has_visits(data):
        _stickiness(data, settings) if data.amount is None else _money(data, settings, age)
    else:
        _churn(data, settings) if data.amount is None else _money_kept(data, settings)


def _money(data: Any, settings: rt.CohortSettings, age: int) -> None:
    matrix = compute.cohort_matrix(data, settings.replace(value="cumulative", max_age=age))
    found = value_per_customer(matrix, age)
    unit = words.unit(settings)
    if found is None:
        number_card.metric(say("Revenue per customer"), say("not yet"))
        st.caption(say("No cohort has been watched up to {age}.", age=numbered(unit, age)))
        return
    label = say("Revenue per customer up to {age}", age=numbered(unit, age))
    number_card.metric(label, money(found.mean), found.by_cohort)
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
    with receipt.popover(sums, in_it, data=data):
        receipt.customers(
            "value-customers", partial(_everybody, data, matrix, age), data, words.file_stem(data, "value")
        )


def _everybody(data: Any, matrix: rt.CohortMatrix, age: int) -> who.Groups:
    """All who are in the denominator, paying again or not."""
    return {"counted": [one for side in who.of_column(data, matrix, age).values() for one in side]}


def _stickiness(data: rt.Events, settings: rt.CohortSettings) -> None:
    frame = compute.active_customers(data, settings)
    known = frame[frame["complete"] & frame["stickiness"].notna()]
    unit = words.unit(settings)
    if known.empty or unit in ("day", "hour"):
        _rows(data, settings, frame[frame["complete"]], unit)
        return
    last = known.iloc[-1]
    when = number_card.when(unit, settings.calendar(data.timezone).name(number_card.start(known.index[-1])))
    number_card.metric(say("There on an average day"), words.percent(last["stickiness"]), known["stickiness"])
    st.caption(
        say(
            "of the {n} customers active {when}: {mean} of them a day. All are counted, so there is no range.",
            n=f"{int(last['active']):,}",
            when=when,
            mean=f"{last['mean_daily_active']:,.0f}",
        )
    )
    sums = say(
        "customers of an average day / customers of the {unit} = {mean} / {n} = **{rate}**",
        unit=noun(unit),
        mean=f"{last['mean_daily_active']:,.1f}",
        n=f"{int(last['active']):,}",
        rate=words.percent(last["stickiness"]),
    )
    _with_those_of(data, settings, sums, known.index[-1])


def _rows(data: rt.Events, settings: rt.CohortSettings, known: pd.DataFrame, unit: str) -> None:
    if known.empty:
        number_card.metric(say("Visits per customer"), say("not yet"))
        st.caption(number_card.none_complete(unit))
        return
    last = known.iloc[-1]
    number_card.metric(say("Visits per customer"), f"{last['rows_per_customer']:.1f}", known["rows_per_customer"])
    st.caption(
        say(
            "{rows} of {n} customers in the last {unit}.",
            rows=words.count(int(last["rows"]), "row"),
            n=f"{int(last['active']):,}",
            unit=noun(unit),
        )
    )
    sums = say(
        "rows / customers = {rows} / {n} = **{mean}**",
        rows=f"{int(last['rows']):,}",
        n=f"{int(last['active']):,}",
        mean=f"{last['rows_per_customer']:.1f}",
    )
    _with_those_of(data, settings, sums, known.index[-1])


def _with_those_of(data: rt.Events, settings: rt.CohortSettings, sums: str, start: pd.Timestamp) -> None:
    """The sums, and the customers of one period as what they are in it."""
    left_out = say("The {unit} that is not over is left out.", unit=noun(words.unit(settings)))
    with receipt.popover(sums, left_out, data=data):
        find = partial(_there, data, settings, start)
        receipt.customers("value-customers", find, data, words.file_stem(data, f"active-{start:%Y-%m-%d}"))


def _there(data: rt.Events, settings: rt.CohortSettings, start: pd.Timestamp) -> who.Groups | None:
    """Who is active in a period: everybody of its lifecycle but those who stayed away."""
    found = who.moved(data, settings, compute.lifecycle(data, settings), start)
    return None if found is None else {name: ids for name, ids in found.items() if name != "dormant"}


def _money_kept(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.revenue_retention(data, settings)
    known = frame[frame["nrr"].notna()]
    unit = words.unit(settings)
    if known.empty:
        number_card.metric(say("Net revenue retention"), say("not yet"))
        st.caption(number_card.none_complete(unit))
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(number_card.start(known.index[-1]))
    number_card.metric(say("Net revenue retention, {period}", period=name), words.percent(last["nrr"]), known["nrr"])
    likely = words.likely(last["nrr_lower"], last["nrr_upper"], int(last["customers"]))
    gross = say("Gross, before upgrades: {rate}", rate=words.percent(last["grr"]))
    st.caption(f"{likely}  \n{gross}")
    with receipt.popover(revenue_words.net_sums(last), *_not_over(unit), data=data):
        find = partial(who.paid, data, settings, frame, known.index[-1])
        receipt.customers("value-customers", find, data, words.file_stem(data, f"paying-{known.index[-1]:%Y-%m-%d}"))


def _not_over(unit: str) -> list[str]:
    return [say("The {unit} that is not over is in no rate.", unit=noun(unit))]


def _churn(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.period_retention(data, settings)
    known = frame[frame["churn_rate"].notna()]
    unit = words.unit(settings)
    if known.empty:
        number_card.metric(term("customers", "Left"), say("not yet"))
        st.caption(number_card.none_complete(unit))
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(number_card.start(known.index[-1]))
    number_card.metric(say("Left in {period}", period=name), words.percent(last["churn_rate"]), known["churn_rate"])
    st.caption(words.likely(1 - last["upper"], 1 - last["lower"], int(last["start"])))
    sums = receipt.fraction(say("lost"), say("customers at the start"), int(last["lost"]), int(last["start"]))
    with receipt.popover(sums, *_not_over(unit), data=data):
        find = partial(who.stayed, data, settings, frame, known.index[-1])
        receipt.customers("value-customers", find, data, words.file_stem(data, f"left-{known.index[-1]:%Y-%m-%d}"))
