"""The report: made when asked for, told in its headlines, taken away in three forms."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.report_form import Asked
from retention.languages import many, say
from retention.reporting import html_bytes, pdf_bytes, why_no_pdf, xlsx_bytes
from retention.reporting.values import plain


def draw(data: state.Data, asked: Asked) -> None:
    """The button, and once it was pressed what the report says and the files."""
    if not asked.sections:
        st.info(say("Choose at least one section."), icon=":material/checklist:")
        return
    wanted = (data.fingerprint, asked)
    made = state.made("report")
    if made != wanted:
        with st.container(border=True, gap="small"):
            heading = say("Nothing is made yet") if made is None else say("You changed what goes in")
            st.markdown(f"## {heading}", anchors=False)
            st.markdown(
                many(
                    "{n} section, on one page that works offline: charts that answer to the pointer, every table, and "
                    "how each number was computed.",
                    "{n} sections, on one page that works offline: charts that answer to the pointer, every table, "
                    "and how each number was computed.",
                    len(asked.sections),
                )
            )
            # Not a callback: it would get what was wanted before the title that the same click has ended.
            if st.button(say("Make the report"), type="primary", icon=":material/description:", key="make-report"):
                state.keep_made("report", wanted)
                st.rerun()
        return
    with st.spinner(say("Counting, and drawing the charts …")):
        report = made_report(data, asked)
    _files(report, words.file_stem(data, "report"))
    _told(report)


def made_report(data: Any, asked: Asked) -> rt.Report:
    """The report as it was asked for; kept as long as nothing of it changes."""
    beside = state.answers()
    return compute.report(
        data,
        None if beside is None or beside is data else beside,
        asked.settings,
        asked.sections,
        asked.title,
        asked.note,
        asked.ids,
        state.notes().annotations,
        asked.language,
    )


def _files(report: rt.Report, stem: str) -> None:
    """Three forms of the same."""
    why = why_no_pdf()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            say("Page, opens offline (HTML)"),
            partial(html_bytes, report),
            f"{stem}.html",
            "text/html",
            key="report-html",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )
        st.download_button(
            say("Workbook (XLSX)"),
            partial(xlsx_bytes, report),
            f"{stem}.xlsx",
            cards.XLSX,
            key="report-xlsx",
            on_click="ignore",
            icon=":material/download:",
        )
        if not why:
            st.download_button(
                say("On paper (PDF)"),
                partial(pdf_bytes, report),
                f"{stem}.pdf",
                "application/pdf",
                key="report-pdf",
                on_click="ignore",
                icon=":material/download:",
            )
    if why:
        st.caption(words.plain(why, 400))
    st.caption(
        say("No customer is named in it.")
        if report.ids == "none"
        else say("It names customers: those who asked not to be contacted are left out.")
    )


def _told(report: rt.Report) -> None:
    """The headline of each section, so that one knows what one sends."""
    with cards.card(say("What it says")):
        for section in report.sections:
            st.markdown(f"**{words.plain(section.title, 120)}**  \n{words.plain(plain(section.headline), 600)}")
        for title, why in report.left_out:
            st.caption(say("{section} is left out. {why}", section=words.plain(title, 80), why=words.plain(why, 300)))
