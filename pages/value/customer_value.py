"""Customer value: what customers have brought, what a simple formula makes of it, and what they may bring yet."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, money_terms, projection_card, sidebar, state, words, worth_card
from pages.shared.money_terms import Terms
from retention.charts.money import money
from retention.languages import many, mark, noun, nouns, say

OBSERVED, SIMPLE = mark("What customers have brought so far"), mark("The simple formula, as a cross-check")
A_YEAR = {"week": 51, "month": 11, "quarter": 3, "year": 0}  # the age by which a year has passed
MOST_COLUMNS = 13


def controls(data: Any) -> tuple[Terms, str | None]:
    """Period, margin, discount, horizon, and the groups to compare."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        terms = money_terms.draw(data)
        segment = sidebar.split_box(data.segments, 140) if data.segments else sidebar.NO_SPLIT
    return terms, None if segment == sidebar.NO_SPLIT else segment


# ------------------------------------------------------------------------------------------------------- observed
def headline(observed: rt.ObservedValue, every: str) -> list[str]:
    """After a year, or as far as is known; then the last age known; then without the first cohorts."""
    if observed.last_age is None:
        why = observed.note or say("Too few customers have been watched long enough.")
        return [f"{say('Nothing can be said yet.')} {why}"]
    age = min(A_YEAR[every], observed.last_age)
    lines = [
        say(
            "In {first_periods} customers have brought {value}.",
            first_periods=words.first(age + 1, every),
            value=_value(observed.at(age), bold=True),
        )
    ]
    if observed.last_age > age:
        lines.append(
            say(
                "By the end of {age}, as far as enough have been watched, {value}.",
                age=words.age(every, str(observed.last_age)),
                value=_value(observed.at(), bold=False),
            )
        )
    if observed.warm_up and age in observed.settled.index:
        lines.append(
            say(
                "Without those who came in {first_periods}, who may be old customers, since first in the file is not "
                "first ever: {value}.",
                first_periods=words.first(observed.warm_up, every),
                value=_value(observed.settled.loc[age], bold=False),
            )
        )
    return lines


def _value(row: pd.Series, *, bold: bool) -> str:
    each = f"**{money(row['value'])}**" if bold else money(row["value"])
    people, cohorts = words.count(int(row["customers"]), "customer"), words.count(int(row["cohorts"]), "cohort")
    if math.isnan(row["lower"]):
        return say("{money} each ({customers} in {cohorts})", money=each, customers=people, cohorts=cohorts)
    return say(
        "{money} each (likely {low} to {high}; {customers} in {cohorts})",
        money=each,
        low=money(row["lower"]),
        high=money(row["upper"]),
        customers=people,
        cohorts=cohorts,
    )


def observed_card(observed: rt.ObservedValue, every: str, stem: str) -> None:
    """The curve over all cohorts, and each cohort as a row."""
    heading = say(OBSERVED)
    with cards.card(heading):
        figure = rt.charts.value_projection(observed, None, theme=cards.theme())
        cards.chart(figure, "observed", f"{heading}. {observed.words}", stem)
        counted = say(
            "Money from the first {unit} on, refunds taken off, for each customer who came, whether they came again or "
            "not; only {units} that are over for everybody counted.",
            unit=noun(every),
            units=nouns(every),
        )
        st.caption(f"{counted} {words.plain(observed.note, 300)}")
        with st.expander(say("By {unit} of the first purchase", unit=noun(every))):
            st.dataframe(by_cohort(observed, every), hide_index=True, height=320)
        files = cards.result_downloads(stem, observed.pooled, figure, heading)
        cohorts = cards.result_downloads(f"{stem}-cohorts", observed.cohorts, figure, heading)[:2]
        cards.downloads(
            "observed",
            [*files, *((say("By cohort: {file}", file=one[0]), *one[1:]) for one in cohorts)],
            sums=[f"{observed.formula}."],
        )


def by_cohort(observed: rt.ObservedValue, every: str) -> pd.DataFrame:
    """Value per customer, cohorts down and ages across; blank where an age is not over."""
    frame = observed.cohorts
    calendar = rt.CohortSettings(period=every).calendar("UTC")  # type: ignore[arg-type]
    wide = frame.pivot(index="cohort", columns="age", values="value").round(2)
    wide = wide.loc[:, wide.notna().any()]
    step = max(1, math.ceil(len(wide.columns) / MOST_COLUMNS))
    wide = wide.iloc[:, ::step].rename(columns=lambda age: words.age(every, str(age)))
    wide.insert(0, say("Customers"), frame.groupby("cohort")["customers"].first())
    wide.insert(0, say("Cohort"), [calendar.name(start) for start in wide.index.to_numpy()])
    return wide.iloc[::-1]


# --------------------------------------------------------------------------------------------------- cross-check
def simple_card(data: Any, terms: Terms, stem: str) -> None:
    """Revenue x margin / churn on the file's own numbers, and how far that swings with churn."""
    heading = say(SIMPLE)
    with cards.card(heading, door=cards.ECONOMICS, door_label=say("Economics")):
        settings = rt.CohortSettings(period=terms.every)  # type: ignore[arg-type]
        try:
            simple = compute.simple_value(data, settings, terms.margin, terms.discount, terms.horizon)
        except rt.RetentionError as error:
            cards.error_box(error)
            return
        st.markdown(words.plain(simple.words, 600))
        figure = rt.charts.simple_strip(simple, theme=cards.theme())
        cards.chart(figure, "simple", f"{heading}. {simple.words}", f"{stem}-simple")
        if state.has_visits(data):
            st.caption(
                say(
                    "Whoever skips a {unit} counts as lost in it, although many come back: in a shop it says too "
                    "little. It takes for granted that everybody is equally likely to leave, for ever.",
                    unit=noun(terms.every),
                )
            )
        else:
            st.caption(
                say("It takes for granted that everybody is equally likely to leave, for ever. That is never so.")
            )
        files = cards.result_downloads(f"{stem}-simple", simple.strip(), figure, heading)
        cards.downloads("simple", files, picture=False, sums=[f"{simple.formula}."])


def groups_card(data: Any, terms: Terms, segment: str, stem: str) -> None:
    """What each group's customers have brought, at the age that all of them have reached."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    parts: dict[str, rt.ObservedValue] = compute.observed_value(data, settings)
    heading = say("Brought so far, by {column}", column=words.plain(segment))
    with cards.card(heading):
        known = {name: part for name, part in parts.items() if part.last_age is not None}
        if not known:
            st.caption(say("No group has been watched long enough."))
            return
        age = min(A_YEAR[terms.every], *(part.last_age or 0 for part in known.values()))
        rows = {name: part.at(age) for name, part in known.items()}
        first = words.first(age + 1, terms.every)
        st.markdown(say("In {first_periods}, for each customer:", first_periods=first))
        for name, row in rows.items():
            st.markdown(f"- **{words.plain(name or say('(blank)'), 30)}**: {_value(row, bold=True)}")
        left_out = len(parts) - len(known)
        notes = [say("Where two ranges overlap widely, the difference could be chance.")]
        if left_out:
            notes.append(many("{n} group too small to say.", "{n} groups too small to say.", left_out))
        st.caption(" ".join(notes))
        table = pd.concat([part.pooled.assign(segment=name) for name, part in parts.items()])
        label = say("Every age of every group (CSV)")
        files = [(label, f"{stem}-groups.csv", "text/csv", lambda: rt.export.csv_bytes(table))]
        cards.downloads("groups", files, picture=False)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Customer value"))
    data: Any = cards.need_data(cards.CUSTOMER_VALUE, cards.IN_TIME)
    if data.amount is None:
        money_terms.no_money(data)
        return
    terms, segment = controls(data)
    stem = words.file_stem(data, f"value-{terms.every}")
    observed = compute.observed_value(data, rt.CohortSettings(period=terms.every))  # type: ignore[arg-type]
    first, *others = headline(observed, terms.every)
    with st.container(gap="xxsmall"):
        st.markdown(first)
        if others:
            st.caption("  \n".join(others))
    left, right = st.columns([13, 9], gap="small")
    with left:
        observed_card(observed, terms.every, f"{stem}-observed")
    with right:
        simple_card(data, terms, stem)
    if segment is not None:
        groups_card(data, terms, segment, stem)
    projected = projection_card.found(data, terms)
    if isinstance(projected, rt.ProjectedValue):
        projected = projection_card.on_terms(projected, terms)
    projection_card.draw(data, observed, projected, terms, f"{stem}-projected")
    if isinstance(projected, rt.ProjectedValue):
        worth_card.draw(data, projected, terms, segment, stem)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
