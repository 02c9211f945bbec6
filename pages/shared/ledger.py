"""From the rows in the file to the rows that count: shown after an upload and on the Audit page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words

NOTABLE, SEVERE = 0.05, 0.5  # shares of the rows left out above which a person should look
_QUIET = "copies", "range"  # steps that are not worth a line where nothing happened


def draw(events: rt.Events, *, examples: int = 1) -> None:
    """Every step from the rows in the file to the rows used, and the rows left out as a file.

    Parameters
    ----------
    examples
        How many rows to show for each reason.
    """
    report = events.report
    warn(report)
    with st.container(gap="xxsmall"):
        for step in report.steps:
            _step(step, report, examples)
    download(events)
    for sentence in report.assumed:
        st.caption(words.plain(sentence, 300))


def warn(report: rt.ReadReport) -> None:
    """Say it where much of the file is not used."""
    lost = report.share_lost
    if lost <= NOTABLE:
        return
    reasons = sorted(report.dropped, key=lambda reason: -report.dropped[reason])
    said = f"{words.percent(lost, 0)} of the rows are left out, most of them for: {words.plain(reasons[0])}."
    if lost > SEVERE:
        st.error(
            f"**More is left out than used.** {said} The numbers speak for the smaller part of the file only: check "
            "the columns, the order of the dates and the encoding before you rely on them.",
            icon=":material/report:",
        )
    else:
        st.warning(f"{said} Look at them below before you rely on the numbers.", icon=":material/warning:")


def _step(step: rt.Step, report: rt.ReadReport, examples: int) -> None:
    for reason, number in step.left_out.items():
        line(words.plain(reason[:1].upper() + reason[1:]), f"− {number:,}")
        shown = step.examples.get(reason, ())[:examples]
        if shown:
            st.caption("  \n".join(words.plain(f"{place}: {text}" if text else place, 90) for place, text in shown))
    if step.name == "copies" and len(report.copies) and not step.left_out:
        st.caption(f"{words.count(len(report.copies), 'exact copy').replace('copys', 'copies')} kept and counted.")
    if step.left_out or step.name not in _QUIET:
        line(step.words, f"{step.rows:,}", strong=True)


def line(what: str, number: str, *, strong: bool = False) -> None:
    """Something at the left, its number at the right."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False, gap="small"
    ):
        st.markdown(f"**{what}**" if strong else what, width="stretch")
        st.markdown(f"**{number}**" if strong else number, width="content")


def download(events: rt.Events) -> None:
    """Every row left out, as the file has it, with the reason."""
    report = events.report
    left_out, listed = report.rows_read - report.rows_kept, len(report.left_out)
    if not left_out:
        st.caption("Every row of the file is used.")
        return
    st.download_button(
        f"{'' if listed == left_out else f'{listed:,} of the '}{words.count(left_out, 'row')} left out, "
        "with reasons (CSV)",
        lambda: rt.export.csv_bytes(report.rejected()),
        f"{words.file_stem(events, 'left-out')}.csv",
        "text/csv",
        key="left-out",
        on_click="ignore",
        icon=":material/download:",
    )


def complete_through(events: rt.Events, note: str) -> None:
    """The date up to which the data are whole; moving it moves what counts as finished."""
    first, last = events.span
    with cards.card("Complete through"):
        picked = st.date_input(
            "Complete through",
            words.last_whole_day(events).date(),
            min_value=first.date(),
            max_value=(last + pd.Timedelta(days=366)).date(),
            label_visibility="collapsed",
            required=True,
        )
        st.caption(
            "Taken from the file: its last day. Windows that end later are unfinished: they are marked, and left out "
            "of every mean."
        )
        if note:
            st.caption(f":material/warning: {note}")
    until = pd.Timestamp(picked) + pd.Timedelta(days=1)
    if until != events.observed_until:
        state.replace_events(events.observed_to(until))
        st.rerun()
