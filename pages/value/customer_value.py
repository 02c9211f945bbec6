"""Customer value: what customers have brought, what a simple formula makes of it, and what they may bring yet."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, money_terms, projection_card, words, worth_card
from pages.shared.money_terms import Terms
from retention.charts.money import money

OBSERVED, SIMPLE = "What customers have brought so far", "The simple formula, as a cross-check"
A_YEAR = {"week": 51, "month": 11, "quarter": 3, "year": 0}  # the age by which a year has passed
NO_SPLIT = "nothing"
MOST_COLUMNS = 13


def controls(data: Any) -> tuple[Terms, str | None]:
    """Period, margin, discount, horizon, and the groups to compare."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        terms = money_terms.draw(data)
        segment = NO_SPLIT
        if data.segments:
            segment = st.selectbox("Split by", (NO_SPLIT, *data.segments), key="by", bind="query-params", width=140)
    return terms, None if segment == NO_SPLIT else segment


# ------------------------------------------------------------------------------------------------------- observed
def headline(observed: rt.ObservedValue, every: str) -> list[str]:
    """After a year, or as far as is known; then the last age known; then without the first cohorts."""
    if observed.last_age is None:
        return [f"Nothing can be said yet. {observed.note or 'Too few customers have been watched long enough.'}"]
    age = min(A_YEAR[every], observed.last_age)
    lines = [f"In {words.first(age + 1, every)} customers have brought {_value(observed.at(age), bold=True)}."]
    if observed.last_age > age:
        last = _value(observed.at(), bold=False)
        lines.append(f"By the end of {every} {observed.last_age}, as far as enough have been watched, {last}.")
    if observed.warm_up and age in observed.settled.index:
        first = words.first(observed.warm_up, every)
        lines.append(
            f"Without those who came in {first}, who may be old customers, since first in the file is not first ever: "
            f"{_value(observed.settled.loc[age], bold=False)}."
        )
    return lines


def _value(row: pd.Series, *, bold: bool) -> str:
    each = f"**{money(row['value'])}**" if bold else money(row["value"])
    likely = "" if math.isnan(row["lower"]) else f"likely {money(row['lower'])} to {money(row['upper'])}; "
    n = words.count(int(row["customers"]), "customer")
    return f"{each} each ({likely}{n} in {words.count(int(row['cohorts']), 'cohort')})"


def observed_card(observed: rt.ObservedValue, every: str, stem: str) -> None:
    """The curve over all cohorts, and each cohort as a row."""
    with cards.card(OBSERVED):
        figure = rt.charts.value_projection(observed, None, theme=cards.theme())
        cards.chart(figure, "observed", f"{OBSERVED}. {observed.words}", stem)
        st.caption(
            f"Money from the first {every} on, refunds taken off, for each customer who came, whether they came again "
            f"or not; only {every}s that are over for everybody counted. {words.plain(observed.note, 300)}"
        )
        with st.expander(f"By {every} of the first purchase"):
            st.dataframe(by_cohort(observed, every), hide_index=True, height=320)
        files = cards.result_downloads(stem, observed.pooled, figure, OBSERVED)
        cohorts = cards.result_downloads(f"{stem}-cohorts", observed.cohorts, figure, OBSERVED)[:2]
        cards.downloads(
            "observed",
            [*files, *(("By cohort: " + one[0], *one[1:]) for one in cohorts)],
            sums=[f"{observed.formula}."],
        )


def by_cohort(observed: rt.ObservedValue, every: str) -> pd.DataFrame:
    """Value per customer, cohorts down and ages across; blank where an age is not over."""
    frame = observed.cohorts
    calendar = rt.CohortSettings(period=every).calendar("UTC")  # type: ignore[arg-type]
    wide = frame.pivot(index="cohort", columns="age", values="value").round(2)
    wide = wide.loc[:, wide.notna().any()]
    step = max(1, math.ceil(len(wide.columns) / MOST_COLUMNS))
    wide = wide.iloc[:, ::step].rename(columns=lambda age: f"{every} {age}")
    wide.insert(0, "Customers", frame.groupby("cohort")["customers"].first())
    wide.insert(0, "Cohort", [calendar.name(start) for start in wide.index.to_numpy()])
    return wide.iloc[::-1]


# --------------------------------------------------------------------------------------------------- cross-check
def simple_card(data: Any, terms: Terms, stem: str) -> None:
    """Revenue x margin / churn on the file's own numbers, and how far that swings with churn."""
    with cards.card(SIMPLE, door=cards.ECONOMICS, door_label="Economics"):
        settings = rt.CohortSettings(period=terms.every)  # type: ignore[arg-type]
        try:
            simple = compute.simple_value(data, settings, terms.margin, terms.discount, terms.horizon)
        except rt.RetentionError as error:
            cards.error_box(error)
            return
        st.markdown(words.plain(simple.words, 600))
        figure = rt.charts.simple_strip(simple, theme=cards.theme())
        cards.chart(figure, "simple", f"{SIMPLE}. {simple.words}", f"{stem}-simple")
        if isinstance(data, rt.Events):
            st.caption(
                f"Whoever skips a {terms.every} counts as lost in it, although many come back: in a shop it says too "
                "little. It takes for granted that everybody is equally likely to leave, for ever."
            )
        else:
            st.caption("It takes for granted that everybody is equally likely to leave, for ever. That is never so.")
        files = cards.result_downloads(f"{stem}-simple", simple.strip(), figure, SIMPLE)
        cards.downloads("simple", files, picture=False, sums=[f"{simple.formula}."])


def groups_card(data: Any, terms: Terms, segment: str, stem: str) -> None:
    """What each group's customers have brought, at the age that all of them have reached."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    parts: dict[str, rt.ObservedValue] = compute.observed_value(data, settings)
    heading = f"Brought so far, by {words.plain(segment)}"
    with cards.card(heading):
        known = {name: part for name, part in parts.items() if part.last_age is not None}
        if not known:
            st.caption("No group has been watched long enough.")
            return
        age = min(A_YEAR[terms.every], *(part.last_age or 0 for part in known.values()))
        rows = {name: part.at(age) for name, part in known.items()}
        st.markdown(f"In {words.first(age + 1, terms.every)}, for each customer:")
        for name, row in rows.items():
            st.markdown(f"- **{words.plain(name or '(blank)', 30)}**: {_value(row, bold=True)}")
        left_out = len(parts) - len(known)
        few = f" {words.count(left_out, 'group')} too small to say." if left_out else ""
        st.caption(f"Where two ranges overlap widely, the difference could be chance.{few}")
        table = pd.concat([part.pooled.assign(segment=name) for name, part in parts.items()])
        files = [
            ("Every age of every group (CSV)", f"{stem}-groups.csv", "text/csv", lambda: rt.export.csv_bytes(table))
        ]
        cards.downloads("groups", files, picture=False)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Customer value")
    data: Any = cards.need_data(cards.CUSTOMER_VALUE)
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
