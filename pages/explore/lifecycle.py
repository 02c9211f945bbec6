"""Lifecycle: where the customers of each period come from, and whether more come than go quiet."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    cards,
    compute,
    copied,
    one_period,
    receipt,
    series_controls,
    series_tables,
    who,
    words,
)
from retention.charts.lifecycle import signed
from retention.languages import mark, noun, say
from retention.results import FEW_MARKED

MEANING = (
    mark("**New**: here for the first time in the file."),
    mark("**Returning**: here now and in the {unit} before."),
    mark("**Resurrected**: here before and now, but not in the {unit} between."),
    mark("**Dormant**: here in the {unit} before and not now."),
)


def tell(frame: pd.DataFrame, view: series_controls.SeriesView, group: str | None) -> None:
    """The last complete period in words: who was there, who went quiet, and the balance."""
    no_data = frame["no_data"].to_numpy()
    after_gap = np.concatenate([[False], no_data[:-1]])[: len(frame)]
    done = np.flatnonzero(frame["complete"].to_numpy() & ~no_data & ~after_gap)
    if not len(done):
        st.markdown(say("Nothing can be said yet: no {unit} shown is over.", unit=noun(view.unit)))
        return
    row = frame.iloc[int(done[-1])]
    n = {name: int(row[name]) for name in ("active", "new", "returning", "resurrected", "dormant", "net")}
    values = {
        "when": one_period.at(row.name, view),
        "customers": one_period.those(n["active"], group),
        **{name: f"{n[name]:,}" for name in ("returning", "resurrected", "new")},
    }
    if view.contracts:
        there = say(
            "{when}, {customers} had a running contract at the end: {returning} returning, {resurrected} resurrected, "
            "{new} new.",
            **values,
        )
    else:
        there = say(
            "{when}, {customers} were active: {returning} returning, {resurrected} resurrected, {new} new.", **values
        )
    net = say("{dormant} went dormant: **{net}** in all.", dormant=f"{n['dormant']:,}", net=signed(n["net"]))
    st.markdown(f"{there} {net}")
    st.caption(_balance(n, float(row["quick_ratio"]), view.unit))


def _balance(n: dict[str, int], ratio: float, unit: str) -> str:
    """The quick ratio in words, or why there is none."""
    moved = n["new"] + n["resurrected"] + n["dormant"]
    if np.isnan(ratio):
        return say(
            "Nobody went dormant in this {unit}, or it has none before it to compare with: no quick ratio.",
            unit=noun(unit),
        )
    if moved < FEW_MARKED:
        return say(
            "Only {customers} moved: too few for a quick ratio. A longer period has more.",
            customers=words.count(moved, "customer"),
        )
    meaning = say("about as many came as went")
    if round(ratio, 2) != 1:
        meaning = say("more came than went") if ratio > 1 else say("fewer came than went")
    return say(
        "Quick ratio: ({new} new + {resurrected} resurrected) / {dormant} dormant = {ratio}: {meaning}.",
        **{name: f"{n[name]:,}" for name in ("new", "resurrected", "dormant")},
        ratio=f"{ratio:.2f}",
        meaning=meaning,
    )


def made_of(data: Any, frame: pd.DataFrame, view: series_controls.SeriesView, group: str | None) -> None:
    """The sum of the last complete period, and who is in it."""
    done = frame[frame["complete"] & ~frame["no_data"]]
    if done.empty:
        return
    row, start = done.iloc[-1], done.index[-1]
    parts = {name: f"{int(row[name]):,}" for name in ("new", "returning", "resurrected", "active")}
    sums = say("{new} new + {returning} returning + {resurrected} back after a pause = **{active}**", **parts)
    left_out = say("The {unit} that is not over is left out.", unit=noun(view.unit))
    with receipt.popover(sums, left_out, data=data):
        if group is None:  # of a group there are counts only
            find = partial(who.moved, data, view.whole, frame, start)
            receipt.customers("moved-customers", find, data, words.file_stem(data, f"lifecycle-{start:%Y-%m-%d}"))


def moves_card(data: Any, frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """New, returning and resurrected above zero, dormant below."""
    with cards.card(say("New, returning, resurrected, dormant")):
        figure = rt.charts.lifecycle_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = say("Lifecycle of customers. Net change, {values}.", values=series_tables.spoken(frame, view, "net"))
        annotations_card.chart(figure, "moves", alt, stem)
        unit = noun(view.unit)
        lines = [" ".join(say(text, unit=unit) for text in MEANING)]
        if not frame["complete"].iloc[-1]:
            lines.append(
                say(
                    "Hatched: the {unit} is not over where the data end. Nobody is dormant before it is over.",
                    unit=unit,
                )
            )
        if frame["no_data"].any():
            lines.append(say("A dash: the file holds no rows for that time, which is not the same as nobody."))
        st.caption("  \n".join(lines))
        files = cards.result_downloads(stem, frame, figure, say("Lifecycle"))
        recipe = rt.Recipe("lifecycle", view.settings)
        cards.downloads("moves", files, source=data, recipe=recipe)


def ratio_card(data: Any, frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Customers gained for each one gone quiet."""
    with cards.card(say("Quick ratio: customers gained for each one gone dormant")):
        figure = rt.charts.quick_ratio_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = words.described(say("Quick ratio"), series_tables.spoken(frame, view, "quick_ratio"))
        annotations_card.chart(figure, "ratio", alt, f"{stem}-quick-ratio", quiet=True)
        st.caption(
            say(
                "(new + resurrected) / dormant. Above 1 the number of customers grows, below 1 it shrinks. No point "
                "where fewer than {n} customers moved, since a handful makes any ratio: a longer period shows more.",
                n=FEW_MARKED,
            )
        )
        copied.quietly(data, rt.Recipe("lifecycle", view.settings))


def first_in_file(data: Any, view: series_controls.SeriesView) -> None:
    """New in the file is not new ever."""
    warm_up = 0 if view.contracts else data.warm_up_periods(view.settings.period, view.settings.period_size)
    if not warm_up:
        return
    first = words.first(warm_up, view.unit)
    st.caption(
        say(
            "First in the file is not first ever: in {periods} of the file, and for whoever comes rarely also later, "
            "some who count as new are old customers.",
            periods=first,
        )
    )


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Lifecycle"))
    data: Any = cards.need_data(cards.LIFECYCLE, cards.IN_TIME)
    view = series_controls.draw(data)
    segment = view.settings.segment
    group, frame = series_controls.group_of(compute.lifecycle(data, view.settings), segment)
    stem = series_controls.file_stem(data, "lifecycle", view, group)
    with st.container(gap="xxsmall"):
        tell(frame, view, group)
        made_of(data, frame, view, group)
    moves_card(data, frame, view, stem)
    ratio_card(data, frame, view, stem)
    first_in_file(data, view)
    with st.expander(say("All periods as a table")):
        series_tables.periods(frame, view)
    annotations_card.draw(data, view.settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
