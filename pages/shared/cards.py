"""Pieces that pages are built from: title, card, chart, downloads, error box, empty state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import copied, loading, logs, state, words
from retention.languages import language, mark, say, speak_of_table, spoken

UPLOAD, AUDIT, CONNECT = "pages/data/upload.py", "pages/data/audit.py", "pages/data/connect.py"
OVERVIEW = "pages/explore/overview.py"
COHORTS, CURVES = "pages/explore/cohorts.py", "pages/explore/curves.py"
CHURN, LIFECYCLE = "pages/explore/churn.py", "pages/explore/lifecycle.py"
ACTIVITY = "pages/explore/activity.py"
REVENUE, TENURE = "pages/value/revenue.py", "pages/value/tenure.py"
CUSTOMER_VALUE, ECONOMICS = "pages/value/customer_value.py", "pages/value/economics.py"
NPS = "pages/voice/nps.py"
CUSTOMERS, BEHAVIOURS = "pages/act/customers.py", "pages/act/behaviours.py"
STRATEGIES, RESULTS = "pages/act/strategies.py", "pages/act/results.py"
REPORT, PROOF = "pages/share/report.py", "pages/share/proof.py"
NAMES = {  # what the pages are called
    OVERVIEW: mark("Overview"),
    COHORTS: mark("Cohorts"),
    CURVES: mark("Curves"),
    CHURN: mark("Retention & churn"),
    LIFECYCLE: mark("Lifecycle"),
    ACTIVITY: mark("Activity"),
    REVENUE: mark("Revenue"),
    TENURE: mark("How long they stay"),
    CUSTOMER_VALUE: mark("Customer value"),
    ECONOMICS: mark("Economics"),
    CUSTOMERS: mark("Customers"),
    BEHAVIOURS: mark("Behaviours"),
    STRATEGIES: mark("Strategies"),
    RESULTS: mark("Did it work?"),
    NPS: mark("NPS"),
    REPORT: mark("Report"),
    PROOF: mark("Proof"),
}
KINDS = {  # what a file can hold, as a sentence goes on
    "events": mark("**visits**, one row for each visit, order or event"),
    "tables": mark("**a table in a database**, one row for each visit, order or event"),
    "subscriptions": mark("**subscriptions**, one row for each with its start and its end"),
    "tenures": mark(
        "**a customer table**, one row for each customer with the time as a customer and whether they left"
    ),
    "answers": mark("**answers to a survey**, one row for each with its score from 0 to 10"),
}
WORKS_WITH = {  # the pages that can count each kind
    "events": (OVERVIEW, COHORTS, CURVES, CHURN),
    "tables": (
        *(OVERVIEW, COHORTS, CURVES, CHURN, LIFECYCLE, ACTIVITY, REVENUE, CUSTOMER_VALUE, CUSTOMERS),
        *(REPORT, PROOF),
    ),
    "subscriptions": (
        *(OVERVIEW, COHORTS, CURVES, CHURN, LIFECYCLE, REVENUE, TENURE),
        *(CUSTOMERS, STRATEGIES, RESULTS),
    ),
    "tenures": (TENURE,),
    "answers": (NPS,),
}
IN_TIME = ("events", "tables", "subscriptions")  # what has moments in it, of customers
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def path_of(url: str) -> str:
    """The page behind the last part of an address; the start page's is empty."""
    return next((page for page in (*NAMES, AUDIT, CONNECT) if page.endswith(f"/{url}.py")), UPLOAD)


def theme() -> str:
    """Whether the visitor looks at the light or the dark theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def on_a_phone() -> bool:
    """Whether the browser says that it runs on a phone: there, tables begin with fewer columns."""
    headers = st.context.headers
    return headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in (headers.get("User-Agent") or "")


def title(text: str, sentence: str = "") -> None:
    """Heading of a page, and what it is for."""
    with st.container(gap="xxsmall"):
        st.markdown(f"# {text}", anchors=False)
        if sentence:
            st.caption(sentence)


def card(heading: str, *, door: str = "", door_label: str = "", height: Any = "content") -> DeltaGenerator:
    """A bordered box with a quiet heading and, at the right, the way to the page that tells more."""
    box = st.container(border=True, gap="small", height=height)
    head = box.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    head.markdown(f"## {heading}", anchors=False, width="stretch")
    if door:
        head.page_link(door, label=door_label, icon=":material/arrow_forward:", icon_position="right", width="content")
    return box


def door(page: str, label: str) -> None:
    """The way to another page."""
    st.page_link(page, label=label, icon=":material/arrow_forward:", icon_position="right", width="content")


def chart(figure: go.Figure, key: str, alt: str, file_name: str, **more: Any) -> Any:
    """Draw a figure with our own template; its toolbar saves a picture under a sensible name."""
    vector = state.current("picture", ("PNG", "SVG"), "PNG") == "SVG"
    config = rt.charts.svg_config(file_name) if vector else rt.charts.config(file_name)
    return st.plotly_chart(figure, theme=None, key=key, alt=alt, config=config, **more)


def error_box(error: rt.RetentionError) -> None:
    """Say what happened, where, and what to do next; never a traceback."""
    logs.tell("refused", error=type(error).__name__)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/report: **{words.plain(_sentence(error.what), 600)}**")
        if error.where:
            st.caption(say("Where: {where}", where=words.plain(say(spoken(error.where)), 200)))
        if error.todo:
            st.markdown(words.plain(_sentence(error.todo), 600))


def unreadable(error: Exception, name: str) -> rt.ReadError:
    """An error nobody foresaw, as a sentence about the file."""
    logs.unexpected(error)
    return rt.ReadError(
        say("This file could not be read: {fault}", fault=str(error) or type(error).__name__),
        where=name,
        todo=say("Save it as CSV, and try again."),
    )


def _sentence(text: str) -> str:
    text = spoken(text)
    return text[:1].upper() + text[1:]


def need_events(page: str) -> rt.Events:
    """The visitor's events; without any, the page says what to do and ends here."""
    events: rt.Events = need_data(page, ("events",))
    return events


def need_data(page: str, kinds: Sequence[str] = ("events", "subscriptions")) -> Any:
    """What the visitor has loaded, if it is of a kind that the page can count; else the page says so and ends here.

    A link opened before its data were there is kept, and its settings come back as soon as they are.

    Parameters
    ----------
    page
        The page that asks, such as ``cards.CHURN``.
    kinds
        Of "events", "subscriptions", "tenures" and "answers" those that it can count.
    """
    from pages.shared import empty  # here, since it draws with what stands in this file

    held = state.held()
    data = next((held[kind] for kind in held if kind in kinds), None)
    if not held:
        loading.offer_command_line_file()
        state.keep_link(page)
        empty.nothing_loaded(page, kinds)
        st.stop()
    if data is None:
        empty.other_kind(page, list(held), kinds)
        st.stop()
    speak_of_table(data.report.table is not None)
    link = state.link()
    if link is not None and link.page == page:
        state.take_link()
        st.switch_page(page, query_params=link.query)
    return data


Download = tuple[str, str, str, Callable[[], bytes]]  # label, file name, mime type, what makes the bytes


def downloads(
    key: str,
    items: list[Download],
    *,
    picture: bool = True,
    sums: Sequence[str] = (),
    source: Any = None,
    recipe: rt.Recipe | None = None,
) -> None:
    """A menu of files, each made only when it is asked for; beside it the sums on the visitor's own numbers.

    The link to the view can be copied and, where ``recipe`` says what counts the numbers of ``source``, its Python.
    """
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if sums:
        with row:
            formula(*sums)
    with row.popover(say("Download"), icon=":material/download:"):
        st.caption(say("Counts, n, rate, range and whether the window is complete; rates are fractions from 0 to 1."))
        for number, (label, file_name, mime, make) in enumerate(items):  # a name may hold settings; a key may not
            st.download_button(
                label,
                make,
                file_name,
                mime,
                key=f"{key}-file-{number}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )
    copied.draw(row, source, recipe)
    if picture:
        row.caption(f":material/photo_camera: {say('saves as')}", width="content")
        row.segmented_control(
            say("The camera at a chart's corner saves it as"),
            ("PNG", "SVG"),
            default="PNG",
            key="picture",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )


def result_downloads(stem: str, result: Any, figure: go.Figure, heading: str) -> list[Download]:
    """The usual files of a result: tidy table, workbook, chart on its own page."""
    whole_page = partial(rt.export.html_bytes, figure, heading)
    return [
        (say("Table, one row per value (CSV)"), f"{stem}.csv", "text/csv", partial(rt.export.csv_bytes, result)),
        (say("Workbook (XLSX)"), f"{stem}.xlsx", XLSX, partial(rt.export.xlsx_bytes, result, title=heading)),
        (say("Chart, opens offline (HTML)"), f"{stem}.html", "text/html", whole_page),
    ]


def said(labels: Mapping[str, str]) -> dict[str, str]:
    """The columns of a table by what they are called, in the language in use."""
    return {column: say(label) for column, label in labels.items()}


def shares(*labels: str) -> dict[str, Any]:
    """How columns of a table look that hold fractions."""
    return dict.fromkeys(labels, st.column_config.NumberColumn(format="percent"))


def day_format() -> str:
    """How tables write a day: the browser knows names of months in English only."""
    return "D MMM YYYY" if language() == "en" else "YYYY-MM-DD"


def facts(values: Mapping[str, str]) -> None:
    """A few named values in one row; wraps on narrow screens."""
    with st.container(horizontal=True, gap="medium"):
        for name, value in values.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.markdown(f"**{value}**")


def formula(*lines: str) -> None:
    """The sums on the visitor's own numbers, one click away."""
    with st.popover(say("Formula"), icon=":material/function:", type="tertiary"):
        for line in lines:
            st.markdown(words.plain(line, 600))
