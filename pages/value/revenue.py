"""Revenue: of the money of one period, how much do the same customers bring in the next, and what moved the rest?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    cards,
    compute,
    money_terms,
    repeat_card,
    revenue_words,
    series_controls,
    series_tables,
    state,
    value_card,
    words,
)

RATES = {"Net": "nrr", "Gross": "grr"}
LABELS = {
    "start": "Before",
    "new": "New",
    "reactivated": "Reactivated",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churned": "Churned",
    "end": "Now",
    "customers": "Customers before",
    "kept": "Still paying",
    "grr": "Gross",
    "grr_lower": "Gross from",
    "grr_upper": "Gross to",
    "nrr": "Net",
    "nrr_lower": "Net from",
    "nrr_upper": "Net to",
    "quick_ratio": "Quick ratio",
    "below_zero": "Refunds beyond payments",
    "complete": "Complete",
}
SHARES = ("grr", "grr_lower", "grr_upper", "nrr", "nrr_lower", "nrr_upper")
View = series_controls.SeriesView


def say(frame: pd.DataFrame, whole: pd.DataFrame, view: View) -> None:
    """The last complete period in words, what belongs to neither rate, and the rates before."""
    known = revenue_words.known(frame)
    if not known:
        st.markdown(revenue_words.why_not(frame, view))
        return
    start = frame.index[known[-1]]
    st.markdown(revenue_words.sentence(whole, start, view))
    lines = revenue_words.beside(whole, start, view)
    if lines:
        st.caption("  \n".join(lines))


def bridge_card(frame: pd.DataFrame, whole: pd.DataFrame, view: View, stem: str) -> None:
    """The steps from the money of one period to that of the next, and both rates on its numbers."""
    names = view.names(frame)
    known = revenue_words.known(frame)
    with cards.card("What moved the money"):
        if not known:
            st.caption("A bridge needs a period that is over, and money in the one before it.")
            return
        choices = [names[i] for i in known]
        state.settle("moved", choices[-1])
        name = st.selectbox(
            f"To this {view.unit}, from the one before",
            choices,
            index=len(choices) - 1,
            key="moved",
            bind="query-params",
            width=260,
        )
        start = frame.index[known[choices.index(name)]]
        left, right = st.columns([13, 9], gap="medium")
        with left:
            figure = rt.charts.revenue_bridge(whole, start, theme=cards.theme(), settings=view.settings)
            cards.chart(
                figure, "bridge", f"Bridge. {revenue_words.sentence(whole, start, view).replace('**', '')}", stem
            )
        with right:
            for text in revenue_words.formulas(whole.loc[start]):
                st.markdown(text)
        cards.downloads("bridge", cards.result_downloads(stem, frame, figure, "What moved the money"))


def rates_card(frame: pd.DataFrame, view: View, stem: str) -> None:
    """Net and gross over time."""
    heading = f"Revenue retention, {view.unit} by {view.unit}"
    with cards.card(heading):
        figure = rt.charts.revenue_rates(frame, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(figure, "rates", f"{heading}. {_spoken(frame, view)}.", f"{stem}-rates")
        st.caption(
            "Bands: the likely range, wide where few customers pay much of the money. Gross never passes 100 %; net "
            "passes it where customers pay more by more than others pay less or leave."
        )


def movements_card(data: Any, frame: pd.DataFrame, view: View, stem: str) -> None:
    """What came and what went, over time."""
    heading = f"What moved the money, {view.unit} by {view.unit}"
    with cards.card(heading):
        figure = rt.charts.revenue_movements(frame, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(
            figure, "movements", f"{heading}: gains above zero, losses below.", f"{stem}-moves", quiet=True
        )
        st.caption("  \n".join(explain(data, frame, view)))


def explain(data: Any, frame: pd.DataFrame, view: View) -> list[str]:
    """One line on each thing that a reader of these charts could take wrongly."""
    unit = view.unit
    if view.contracts:
        lines = ["Money per month of the contracts that run at the beginning and at the end. Overlapping ones add up."]
    else:
        lines = [
            f"Churned: paid in the {unit} before and not in this one. Somebody who buys less often than every {unit} "
            "counts as churned and then as reactivated: choose a longer period for those."
        ]
        warm_up = data.warm_up_periods(view.settings.period, view.settings.period_size)
        if warm_up:
            lines.append(
                f"First in the file is not first ever: **new** in {words.first(warm_up, unit)} of the file holds old "
                "customers too."
            )
    if len(frame) and not frame["complete"].iloc[-1]:
        lines.append(f"Hatched: the {unit} is not over where the data end. It has money so far, and no rate.")
    if frame["no_data"].any():
        lines.append("A dash: the file holds no rows for that time, which is not the same as no money.")
    if (frame["below_zero"] < 0).any():
        lines.append(
            "Customers whose refunds outweigh what they paid do not count as paying; their money is a column of its "
            "own in the table."
        )
    return lines


def groups_card(parts: dict[str, pd.DataFrame], view: View, stem: str) -> None:
    """One line for each group, and the last complete period of each as numbers."""
    heading = f"By {words.plain(view.settings.segment)}"
    with cards.card(heading):
        name = st.segmented_control(
            "Show", tuple(RATES), default="Net", key="retained", required=True, bind="query-params"
        )
        rate = RATES[name or "Net"]
        figure = rt.charts.revenue_rates(parts, show=rate, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(figure, "groups", f"{heading}: {name} revenue retention of {len(parts)} groups", stem)
        _groups_table(parts, view)
        cards.downloads("groups", cards.result_downloads(stem, parts, figure, heading), picture=False)


def _groups_table(parts: dict[str, pd.DataFrame], view: View) -> None:
    labels = {name: LABELS[name] for name in ("start", "customers", *SHARES)}
    if series_tables.last_of_groups(parts, view, revenue_words.known, labels, _formats()):
        st.caption("Where two ranges overlap widely, the difference could be chance.")


def table_card(frame: pd.DataFrame, view: View) -> None:
    """Every period as a row, the newest first."""
    with st.expander("All periods as a table"):
        table = frame[list(LABELS)].rename(columns=LABELS)
        table.insert(0, view.unit.capitalize(), view.names(frame))
        st.dataframe(table.iloc[::-1], hide_index=True, column_config=_formats(), height=320)


def _formats() -> dict[str, Any]:
    shares = {LABELS[name]: st.column_config.NumberColumn(format="percent") for name in SHARES}
    amounts = ("start", "new", "reactivated", "expansion", "contraction", "churned", "end", "below_zero")
    return (
        shares
        | {LABELS[name]: st.column_config.NumberColumn(format="localized") for name in amounts}
        | {LABELS["quick_ratio"]: st.column_config.NumberColumn(format="%.2f")}
    )


def _spoken(frame: pd.DataFrame, view: View) -> str:
    """The latest rates in words, for those who cannot see the chart."""
    names = view.names(frame)
    rows = [(names[i], frame.iloc[i]) for i in revenue_words.known(frame)[-6:]]
    return ", ".join(f"{name}: net {words.percent(r['nrr'])}, gross {words.percent(r['grr'])}" for name, r in rows)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Revenue")
    data: Any = cards.need_data(cards.REVENUE)
    if data.amount is None:
        money_terms.no_money(data)
        return
    view = series_controls.draw(data, money=True)
    whole = compute.revenue_retention(data, view.whole)
    frame = compute.revenue_retention(data, view.settings.replace(segment=None))
    stem = words.file_stem(data, f"revenue-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        say(frame, whole, view)
    bridge_card(frame, whole, view, stem)
    left, right = st.columns(2, gap="small")
    with left:
        rates_card(frame, view, stem)
    with right:
        movements_card(data, frame, view, stem)
    if view.settings.segment is not None:
        parts = compute.revenue_retention(data, view.settings)
        groups_card(parts, view, f"{stem}-{words.slug(view.settings.segment)}")
    table_card(frame, view)
    annotations_card.draw(data, view.settings)
    if view.contracts:
        value_card.ages(data, view, f"{stem}-ages")
        return
    left, right = st.columns(2, gap="small")
    with left:
        value_card.value(data, view, f"{stem}-value")
    with right:
        value_card.ages(data, view, f"{stem}-ages")
    repeat_card.draw(data, view, f"{stem}-again")


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
