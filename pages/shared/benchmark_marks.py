"""What others have published, off until somebody asks: marks on a curve, and the table behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from retention.benchmarks import Benchmark

OWN_PAST = "Your own past is the better comparison: same customers, same way of counting."
COLUMNS = {
    "subject": st.column_config.TextColumn("About", required=True, width="medium"),
    "value": st.column_config.NumberColumn("Value", min_value=0, format="%g %%"),
    "low": st.column_config.NumberColumn("Low", min_value=0, format="%g %%"),
    "high": st.column_config.NumberColumn("High", min_value=0, format="%g %%"),
    "unit": None,
    "definition": st.column_config.SelectboxColumn("Definition", options=rt.benchmarks.DEFINITIONS, required=True),
    "period": st.column_config.SelectboxColumn("Period", options=rt.benchmarks.PERIODS, required=True),
    "age": st.column_config.NumberColumn("Age", min_value=0, step=1, format="%d"),
    "year": st.column_config.NumberColumn("Year", min_value=1950, max_value=2100, step=1, format="%d", required=True),
    "grade": st.column_config.SelectboxColumn("Grade", options=rt.benchmarks.GRADES, required=True),
    "source": st.column_config.TextColumn("Source", required=True),
    "note": st.column_config.TextColumn("Note"),
}


def wanted() -> bool:
    """The switch: off until somebody asks."""
    return st.toggle(
        "Benchmarks",
        key="benchmarks",
        bind="query-params",
        help="Numbers that others have published, drawn only where period and definition match.",
    )


def shown() -> bool:
    """Whether the switch is on, before it is drawn."""
    return bool(state.current("benchmarks", (True, False), False))


def marks(settings: rt.CohortSettings, curve: rt.MetricSeries) -> list[rt.charts.Mark]:
    """The benchmarks that match what is on screen, for the chart."""
    return [_mark(one) for one in _alike(settings, curve)]


def _alike(settings: rt.CohortSettings, curve: rt.MetricSeries) -> tuple[Benchmark, ...]:
    """Those counted as this view is; what is published by age is about visits, never about contracts."""
    if state.kind() != "events":
        return ()
    return rt.benchmarks.matching(table(), settings, ages=[int(age) for age in curve.x])


def table() -> tuple[Benchmark, ...]:
    """The benchmarks of this visitor."""
    return state.benchmarks().rows


def say(settings: rt.CohortSettings, curve: rt.MetricSeries) -> None:
    """Which of them are drawn, in words, and which are not and why."""
    found = _alike(settings, curve)
    unit = words.unit(settings)
    for one in found:
        st.markdown(
            f":material/horizontal_rule: {words.plain(one.subject, 120)}: **{one.value_text}** in {unit} {one.age} "
            f"({one.year}, grade {one.grade}; {words.plain(one.source, 120)})."
        )
    silent = sum(not one.comparable for one in table())
    if not found:
        st.markdown(f"None of {len(table())} benchmarks is counted as this view is: same {unit}, same definition.")
    st.caption(f"{silent} of {len(table())} do not say how they were counted, and are never drawn. {OWN_PAST}")


def editor() -> None:
    """The table, to be changed for this session, taken away, or replaced by one's own."""
    with st.expander("The table of benchmarks", icon=":material/table:"):
        st.caption(
            "Grade A: sample and definition are known, and the data can be had. B: the publisher's own data, some "
            "method. C: a collection of other pages, or opinions. D: contradicted, or without a source."
        )
        edited = st.data_editor(
            rt.benchmarks.to_frame(table()),
            column_config=COLUMNS,
            num_rows="dynamic",
            hide_index=True,
            key=f"benchmark-rows-{state.benchmarks().edition}",
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            st.button("Use this table", on_click=_use, args=(edited,), key="use-benchmarks", type="primary")
            st.button("Back to the first table", on_click=state.keep_benchmarks, key="first-benchmarks")
            st.download_button(
                "Download (CSV)",
                lambda: edited.to_csv(index=False).encode(),
                "benchmarks.csv",
                "text/csv",
                key="benchmarks-csv",
                on_click="ignore",
                icon=":material/download:",
            )
        own = st.file_uploader("Your own table (CSV with the same columns)", type="csv", key="own-benchmarks")
        if own is not None:
            _upload(own.getvalue())
        if state.benchmarks().fault:
            st.warning(words.plain(state.benchmarks().fault, 300), icon=":material/report:")


def _use(edited: pd.DataFrame) -> None:
    try:
        state.keep_benchmarks(rt.benchmarks.check(edited))
    except rt.RetentionError as error:
        state.fault_benchmarks(str(error))


def _upload(data: bytes) -> None:
    try:
        found = rt.benchmarks.load(data)
    except rt.RetentionError as error:
        cards.error_box(error)
        return
    if st.button(f"Use these {words.count(len(found), 'row')}", key="use-own-benchmarks", type="primary"):
        state.keep_benchmarks(found)
        st.rerun()


def _mark(one: Benchmark) -> rt.charts.Mark:
    text = f"{one.subject}: {one.value_text} ({one.year}, grade {one.grade}). {one.note}"
    return rt.charts.Mark(int(one.age or 0), one.low, one.high, str(one.year), text)
