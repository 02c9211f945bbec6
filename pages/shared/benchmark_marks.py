"""What others have published, off until somebody asks: marks on a curve, and the table behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from retention.benchmarks import Benchmark
from retention.languages import many, mark, noun, say

OWN_PAST = mark("Your own past is the better comparison: same customers, same way of counting.")


def wanted() -> bool:
    """The switch: off until somebody asks."""
    return st.toggle(
        say("Benchmarks"),
        key="benchmarks",
        bind="query-params",
        help=say("Numbers that others have published, drawn only where period and definition match."),
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


def tell(settings: rt.CohortSettings, curve: rt.MetricSeries) -> None:
    """Which of them are drawn, in words, and which are not and why."""
    found = _alike(settings, curve)
    for one in found:
        st.markdown(f":material/horizontal_rule: {_in_words(one, settings.unit_name)}")
    total = len(table())
    if not found:
        st.markdown(
            say(
                "None of {total} benchmarks is counted as this view is: same {unit}, same definition.",
                total=total,
                unit=noun(settings.unit_name),
            )
        )
    silent = many(
        "{n} of {total} does not say how it was counted, and is never drawn.",
        "{n} of {total} do not say how they were counted, and are never drawn.",
        sum(not one.comparable for one in table()),
        total=total,
    )
    st.caption(f"{silent} {say(OWN_PAST)}")


def _in_words(one: Benchmark, unit: str) -> str:
    return say(
        "{subject}: **{value}** in {age} ({year}, grade {grade}; {source}).",
        subject=words.plain(words.told(one.subject), 120),
        value=one.value_text,
        age=words.age(unit, str(one.age)),
        year=one.year,
        grade=one.grade,
        source=words.plain(one.source, 120),
    )


def _columns() -> dict[str, Any]:
    column = st.column_config
    share: dict[str, Any] = {"min_value": 0, "format": "%g %%"}
    year: dict[str, Any] = {"min_value": 1950, "max_value": 2100, "step": 1, "format": "%d"}
    definitions, periods, grades = rt.benchmarks.DEFINITIONS, rt.benchmarks.PERIODS, rt.benchmarks.GRADES
    return {
        "subject": column.TextColumn(say("About"), required=True, width="medium"),
        "value": column.NumberColumn(say("Number"), **share),
        "low": column.NumberColumn(say("Low"), **share),
        "high": column.NumberColumn(say("High"), **share),
        "unit": None,
        "definition": column.SelectboxColumn(say("Definition"), options=definitions, required=True, format_func=say),
        "period": column.SelectboxColumn(say("Period"), options=periods, required=True, format_func=_period),
        "age": column.NumberColumn(say("Age"), min_value=0, step=1, format="%d"),
        "year": column.NumberColumn(say("Year"), required=True, **year),
        "grade": column.SelectboxColumn(say("Grade"), options=grades, required=True),
        "source": column.TextColumn(say("Source"), required=True),
        "note": column.TextColumn(say("Note")),
    }


def _period(period: str) -> str:
    return say(period) if period == rt.benchmarks.NOT_STATED else noun(period)


def editor() -> None:
    """The table, to be changed for this session, taken away, or replaced by one's own."""
    with st.expander(say("The table of benchmarks"), icon=":material/table:"):
        st.caption(
            say(
                "Grade A: sample and definition are known, and the data can be had. B: the publisher's own data, some "
                "method. C: a collection of other pages, or opinions. D: contradicted, or without a source."
            )
        )
        edited = st.data_editor(
            rt.benchmarks.to_frame(table()),
            column_config=_columns(),
            num_rows="dynamic",
            hide_index=True,
            key=f"benchmark-rows-{state.benchmarks().edition}",
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            # Not a callback: it would get the table before the change that the same click has ended.
            if st.button(say("Use this table"), key="use-benchmarks", type="primary"):
                _use(edited)
                st.rerun()
            st.button(say("Back to the first table"), on_click=state.keep_benchmarks, key="first-benchmarks")
            st.download_button(
                say("Download (CSV)"),
                lambda: rt.export.csv_bytes(edited.reset_index(drop=True)),
                "benchmarks.csv",
                "text/csv",
                key="benchmarks-csv",
                on_click="ignore",
                icon=":material/download:",
            )
        own = st.file_uploader(say("Your own table (CSV with the same columns)"), type="csv", key="own-benchmarks")
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
    label = many("Use this {n} row", "Use these {n} rows", len(found))
    if st.button(label, key="use-own-benchmarks", type="primary"):
        state.keep_benchmarks(found)
        st.rerun()


def _mark(one: Benchmark) -> rt.charts.Mark:
    text = say(
        "{subject}: {value} ({year}, grade {grade}).",
        subject=words.told(one.subject),
        value=one.value_text,
        year=one.year,
        grade=one.grade,
    )
    note = words.told(one.note)
    return rt.charts.Mark(int(one.age or 0), one.low, one.high, str(one.year), f"{text} {note}")
