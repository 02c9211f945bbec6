"""Revenue: of the money of one period, how much do the same customers bring in the next, and what moved the rest?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    cards,
    compute,
    copied,
    money_terms,
    receipt,
    repeat_card,
    revenue_words,
    series_controls,
    series_tables,
    state,
    value_card,
    who,
    words,
)
from retention.languages import mark, noun, say

RATES = {mark("Net"): "nrr", mark("Gross"): "grr"}
LABELS = {
    "start": mark("Before"),
    "new": mark("New"),
    "reactivated": mark("Reactivated"),
    "expansion": mark("Expansion"),
    "contraction": mark("Contraction"),
    "churned": mark("Churned"),
    "end": mark("Now"),
    "customers": mark("Customers before"),
    "kept": mark("Still paying"),
    "grr": mark("Gross"),
    "grr_lower": mark("Gross from"),
    "grr_upper": mark("Gross to"),
    "nrr": mark("Net"),
    "nrr_lower": mark("Net from"),
    "nrr_upper": mark("Net to"),
    "quick_ratio": mark("Quick ratio"),
    "below_zero": mark("Refunds beyond payments"),
    "complete": mark("Complete"),
}
SHARES = ("grr", "grr_lower", "grr_upper", "nrr", "nrr_lower", "nrr_upper")
View = series_controls.SeriesView


def tell(frame: pd.DataFrame, whole: pd.DataFrame, view: View) -> None:
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


def made_of(data: Any, whole: pd.DataFrame, frame: pd.DataFrame, view: View) -> None:
    """Both rates of the last complete period as they are divided, and whose money it is."""
    known = revenue_words.known(frame)
    if not known:
        return
    start = frame.index[known[-1]]
    gross, net, _ = revenue_words.formulas(whole.loc[start])
    left_out = say("The {unit} that is not over is in no rate.", unit=noun(view.unit))
    with receipt.popover(gross, left_out, data=data) as box:
        box.markdown(net)
        find = partial(who.paid, data, view.whole, whole, start)
        receipt.customers("paying-customers", find, data, words.file_stem(data, f"paying-{start:%Y-%m-%d}"))


def bridge_card(data: Any, frame: pd.DataFrame, whole: pd.DataFrame, view: View, stem: str) -> None:
    """The steps from the money of one period to that of the next, and both rates on its numbers."""
    names, shown = view.keys(frame), dict(zip(view.keys(frame), view.names(frame), strict=True))
    known = revenue_words.known(frame)
    heading = say("What moved the money")
    with cards.card(heading):
        if not known:
            st.caption(say("A bridge needs a period that is over, and money in the one before it."))
            return
        choices = [names[i] for i in known]
        state.settle("moved", choices[-1])
        name = st.selectbox(
            say("To this {unit}, from the one before", unit=noun(view.unit)),
            choices,
            index=len(choices) - 1,
            format_func=shown.__getitem__,
            key="moved",
            bind="query-params",
            width=260,
        )
        start = frame.index[known[choices.index(name)]]
        left, right = st.columns([13, 9], gap="medium")
        with left:
            figure = rt.charts.revenue_bridge(whole, start, theme=cards.theme(), settings=view.settings)
            told = revenue_words.sentence(whole, start, view).replace("**", "")
            cards.chart(figure, "bridge", f"{say('Bridge.')} {told}", stem)
        with right:
            for text in revenue_words.formulas(whole.loc[start]):
                st.markdown(text)
        recipe = rt.Recipe("revenue_retention", view.settings.replace(segment=None))
        cards.downloads("bridge", cards.result_downloads(stem, frame, figure, heading), source=data, recipe=recipe)


def rates_card(data: Any, frame: pd.DataFrame, view: View, stem: str) -> None:
    """Net and gross over time."""
    heading = say("Revenue retention, {unit} by {unit}", unit=noun(view.unit))
    with cards.card(heading):
        figure = rt.charts.revenue_rates(frame, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(figure, "rates", words.described(heading, _spoken(frame, view)), f"{stem}-rates")
        st.caption(
            say(
                "Bands: the likely range, wide where few customers pay much of the money. Gross never passes 100 %; "
                "net passes it where customers pay more by more than others pay less or leave."
            )
        )
        copied.quietly(data, rt.Recipe("revenue_retention", view.settings.replace(segment=None)))


def movements_card(data: Any, frame: pd.DataFrame, whole: pd.DataFrame, view: View, stem: str) -> None:
    """What came and what went, over time."""
    heading = say("What moved the money, {unit} by {unit}", unit=noun(view.unit))
    with cards.card(heading):
        figure = rt.charts.revenue_movements(frame, theme=cards.theme(), settings=view.settings)
        alt = say("{heading}: gains above zero, losses below.", heading=heading)
        known = revenue_words.known(frame)
        if known:
            latest = revenue_words.sentence(whole, frame.index[known[-1]], view)
            alt = f"{alt} {latest.replace('**', '')}"
        annotations_card.chart(figure, "movements", alt, f"{stem}-moves", quiet=True)
        st.caption("  \n".join(explain(data, frame, view)))
        copied.quietly(data, rt.Recipe("revenue_retention", view.settings.replace(segment=None)))


def explain(data: Any, frame: pd.DataFrame, view: View) -> list[str]:
    """One line on each thing that a reader of these charts could take wrongly."""
    lines = [_what_counts(view), *([] if view.contracts else _warm_up(data, view))]
    if len(frame) and not frame["complete"].iloc[-1]:
        lines.append(
            say(
                "Hatched: the {unit} is not over where the data end. It has money so far, and no rate.",
                unit=noun(view.unit),
            )
        )
    if frame["no_data"].any():
        lines.append(say("A dash: the file holds no rows for that time, which is not the same as no money."))
    if (frame["below_zero"] < 0).any():
        lines.append(
            say(
                "Customers whose refunds outweigh what they paid do not count as paying; their money is a column of "
                "its own in the table."
            )
        )
    return lines


def _what_counts(view: View) -> str:
    if view.contracts:
        return say(
            "Money per month of the contracts that run at the beginning and at the end. Overlapping ones add up."
        )
    return say(
        "Churned: paid in the {unit} before and not in this one. Somebody who buys less often than every {unit} counts "
        "as churned and then as reactivated: choose a longer period for those.",
        unit=noun(view.unit),
    )


def _warm_up(data: Any, view: View) -> list[str]:
    warm_up = data.warm_up_periods(view.settings.period, view.settings.period_size)
    if not warm_up:
        return []
    return [
        say(
            "First in the file is not first ever: **new** in {first_periods} of the file holds old customers too.",
            first_periods=words.first(warm_up, view.unit),
        )
    ]


def groups_card(data: Any, parts: dict[str, pd.DataFrame], view: View, stem: str) -> None:
    """One line for each group, and the last complete period of each as numbers."""
    heading = say("By {column}", column=words.plain(view.settings.segment))
    with cards.card(heading):
        name = st.segmented_control(
            say("Show"),
            tuple(RATES),
            default="Net",
            format_func=say,
            key="retained",
            required=True,
            bind="query-params",
        )
        rate = RATES[name or "Net"]
        figure = rt.charts.revenue_rates(parts, show=rate, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(figure, "groups", _groups_said(heading, rate, len(parts)), stem)
        _groups_table(parts, view)
        files = cards.result_downloads(stem, parts, figure, heading)
        recipe = rt.Recipe("revenue_retention", view.settings)
        cards.downloads("groups", files, picture=False, source=data, recipe=recipe)


def _groups_said(heading: str, rate: str, n: int) -> str:
    groups = words.count(n, "group")
    if rate == "nrr":
        return say("{heading}: Net revenue retention of {groups}", heading=heading, groups=groups)
    return say("{heading}: Gross revenue retention of {groups}", heading=heading, groups=groups)


def _groups_table(parts: dict[str, pd.DataFrame], view: View) -> None:
    labels = {name: say(LABELS[name]) for name in ("start", "customers", *SHARES)}
    if series_tables.last_of_groups(parts, view, revenue_words.known, labels, _formats()):
        st.caption(say("Where two ranges overlap widely, the difference could be chance."))


def table_card(frame: pd.DataFrame, view: View) -> None:
    """Every period as a row, the newest first."""
    with st.expander(say("All periods as a table")):
        table = frame[list(LABELS)].rename(columns=series_tables.said(LABELS))
        table.insert(0, words.capital(noun(view.unit)), view.names(frame))
        st.dataframe(table.iloc[::-1], hide_index=True, column_config=_formats(), height=320)


def _formats() -> dict[str, Any]:
    labels = series_tables.said(LABELS)
    shares = {labels[name]: st.column_config.NumberColumn(format="percent") for name in SHARES}
    amounts = ("start", "new", "reactivated", "expansion", "contraction", "churned", "end", "below_zero")
    return (
        shares
        | {labels[name]: st.column_config.NumberColumn(format="localized") for name in amounts}
        | {labels["quick_ratio"]: st.column_config.NumberColumn(format="%.2f")}
    )


def _spoken(frame: pd.DataFrame, view: View) -> str:
    """The latest rates in words, for those who cannot see the chart."""
    names = view.names(frame)
    rows = [(names[i], frame.iloc[i]) for i in revenue_words.known(frame)[-6:]]
    return ", ".join(
        say(
            "{period}: net {net}, gross {gross}",
            period=name,
            net=words.percent(r["nrr"]),
            gross=words.percent(r["grr"]),
        )
        for name, r in rows
    )


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Revenue"))
    data: Any = cards.need_data(cards.REVENUE, cards.IN_TIME)
    if data.amount is None:
        money_terms.no_money(data)
        return
    view = series_controls.draw(data, money=True)
    whole = compute.revenue_retention(data, view.whole)
    frame = compute.revenue_retention(data, view.settings.replace(segment=None))
    stem = words.file_stem(data, f"revenue-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        tell(frame, whole, view)
        made_of(data, whole, frame, view)
    bridge_card(data, frame, whole, view, stem)
    left, right = st.columns(2, gap="small")
    with left:
        rates_card(data, frame, view, stem)
    with right:
        movements_card(data, frame, whole, view, stem)
    if view.settings.segment is not None:
        parts = compute.revenue_retention(data, view.settings)
        groups_card(data, parts, view, f"{stem}-{words.slug(view.settings.segment)}")
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
