"""Lifecycle: where the customers of each period come from, and whether more come than go quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import annotations_card, cards, compute, one_period, series_controls, series_tables, words
from retention.charts.lifecycle import signed
from retention.results import FEW_MARKED

MEANING = {
    "New": "here for the first time in the file",
    "Returning": "here now and in the {unit} before",
    "Resurrected": "here before and now, but not in the {unit} between",
    "Dormant": "here in the {unit} before and not now",
}


def say(frame: pd.DataFrame, view: series_controls.SeriesView, group: str | None) -> None:
    """The last complete period in words: who was there, who went quiet, and the balance."""
    no_data = frame["no_data"].to_numpy()
    after_gap = np.concatenate([[False], no_data[:-1]])[: len(frame)]
    done = np.flatnonzero(frame["complete"].to_numpy() & ~no_data & ~after_gap)
    if not len(done):
        st.markdown(f"Nothing can be said yet: no {view.unit} shown is over.")
        return
    row = frame.iloc[int(done[-1])]
    n = {name: int(row[name]) for name in ("active", "new", "returning", "resurrected", "dormant", "net")}
    of = "" if group is None else f" of {words.plain(group or '(blank)', 30)}"
    st.markdown(
        f"{one_period.at(row.name, view)}, **{words.count(n['active'], 'customer')}**{of} {_there(view)}: "
        f"{n['returning']:,} returning, {n['resurrected']:,} resurrected, {n['new']:,} new. "
        f"{n['dormant']:,} went dormant: **{signed(n['net'])}** in all."
    )
    st.caption(_balance(n, float(row["quick_ratio"]), view.unit))


def _there(view: series_controls.SeriesView) -> str:
    return "had a running contract at the end" if view.contracts else "were active"


def _balance(n: dict[str, int], ratio: float, unit: str) -> str:
    """The quick ratio in words, or why there is none."""
    moved = n["new"] + n["resurrected"] + n["dormant"]
    if np.isnan(ratio):
        return f"Nobody went dormant in this {unit}, or it has none before it to compare with: no quick ratio."
    if moved < FEW_MARKED:
        return f"Only {words.count(moved, 'customer')} moved: too few for a quick ratio. A longer period has more."
    meaning = "about as many came as went"
    if round(ratio, 2) != 1:
        meaning = "more came than went" if ratio > 1 else "fewer came than went"
    return (
        f"Quick ratio: ({n['new']:,} new + {n['resurrected']:,} resurrected) / {n['dormant']:,} dormant = {ratio:.2f}: "
        f"{meaning}."
    )


def moves_card(frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """New, returning and resurrected above zero, dormant below."""
    with cards.card("New, returning, resurrected, dormant"):
        figure = rt.charts.lifecycle_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = f"Lifecycle of customers. Net change, {series_tables.spoken(frame, view, 'net')}."
        annotations_card.chart(figure, "moves", alt, stem)
        lines = [" ".join(f"**{name}**: {text.format(unit=view.unit)}." for name, text in MEANING.items())]
        if not frame["complete"].iloc[-1]:
            lines.append(
                f"Hatched: the {view.unit} is not over where the data end. Nobody is dormant before it is over."
            )
        if frame["no_data"].any():
            lines.append("A dash: the file holds no rows for that time, which is not the same as nobody.")
        st.caption("  \n".join(lines))
        cards.downloads("moves", cards.result_downloads(stem, frame, figure, "Lifecycle"))


def ratio_card(frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Customers gained for each one gone quiet."""
    with cards.card("Quick ratio: customers gained for each one gone dormant"):
        figure = rt.charts.quick_ratio_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = f"Quick ratio. {series_tables.spoken(frame, view, 'quick_ratio')}."
        annotations_card.chart(figure, "ratio", alt, f"{stem}-quick-ratio", quiet=True)
        st.caption(
            "(new + resurrected) / dormant. Above 1 the number of customers grows, below 1 it shrinks. No point where "
            f"fewer than {FEW_MARKED} customers moved, since a handful makes any ratio: a longer period shows more."
        )


def first_in_file(data: Any, view: series_controls.SeriesView) -> None:
    """New in the file is not new ever."""
    warm_up = 0 if view.contracts else data.warm_up_periods(view.settings.period, view.settings.period_size)
    if not warm_up:
        return
    first = words.first(warm_up, view.unit)
    st.caption(
        f"First in the file is not first ever: in {first} of the file, and for whoever comes rarely also later, some "
        "who count as new are old customers."
    )


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Lifecycle")
    data: Any = cards.need_data(cards.LIFECYCLE)
    view = series_controls.draw(data)
    segment = view.settings.segment
    group, frame = series_controls.group_of(compute.lifecycle(data, view.settings), segment)
    stem = words.file_stem(data, f"lifecycle-{words.slug(view.unit)}")
    if group is not None:
        stem = f"{stem}-{words.slug(group or 'blank')}"
    with st.container(gap="xxsmall"):
        say(frame, view, group)
    moves_card(frame, view, stem)
    ratio_card(frame, view, stem)
    first_in_file(data, view)
    with st.expander("All periods as a table"):
        series_tables.periods(frame, view)
    annotations_card.draw(data, view.settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
