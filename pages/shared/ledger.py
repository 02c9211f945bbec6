"""From the rows in the file to the rows that count: shown after an upload and on the Audit page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from pages.shared.connected import Connected
from pages.shared.state import Data
from retention.languages import say, speaking_of_table

NOTABLE, SEVERE = 0.05, 0.5  # shares of the rows left out above which a person should look
_QUIET = "copies", "range"  # steps that are not worth a line where nothing happened


def draw(data: Data, *, examples: int = 1) -> None:
    """Every step from the rows in the file to the rows used, and the rows left out as a file.

    Parameters
    ----------
    examples
        How many rows to show for each reason.
    """
    report = data.report
    with speaking_of_table(report.table is not None):  # answers from a file may stand beside it
        warn(report)
        with st.container(gap="xxsmall"):
            for step in report.steps:
                if _is_asked_of(step, data):
                    _step(step, report, examples)
        download(data)
        for sentence in report.assumed:
            st.caption(words.plain(sentence, 300))


def _is_asked_of(step: rt.Step, data: Data) -> bool:
    """Whether a step means anything: answers may come without customers and without dates, and need neither."""
    if not isinstance(data, rt.Answers) or step.left_out:
        return True
    return step.name != "customer" and not (step.name == "date" and data.time is None)


def warn(report: rt.ReadReport) -> None:
    """Say it where much of the file is not used."""
    lost = report.share_lost
    if lost <= NOTABLE:
        return
    reasons = sorted(report.dropped, key=lambda reason: -report.dropped[reason])
    said = say(
        "{share} of the rows are left out, most of them for: {reason}.",
        share=words.percent(lost, 0),
        reason=words.plain(words.told(reasons[0])),
    )
    if lost > SEVERE:
        more = say("**More is left out than used.**")
        check = say(
            "The numbers speak for the smaller part of the file only: check the columns, the order of the dates and "
            "the encoding before you rely on them."
        )
        st.error(f"{more} {said} {check}", icon=":material/report:")
    else:
        look = say("Look at them below before you rely on the numbers.")
        st.warning(f"{said} {look}", icon=":material/warning:")


def _step(step: rt.Step, report: rt.ReadReport, examples: int) -> None:
    for reason, number in step.left_out.items():
        line(words.plain(words.capital(words.told(reason))), f"− {number:,}")
        shown = step.examples.get(reason, ())[:examples]
        if shown:
            st.caption("  \n".join(words.plain(f"{place}: {text}" if text else place, 90) for place, text in shown))
    if step.name == "copies" and len(report.copies) and not step.left_out:
        st.caption(say("{copies} kept and counted.", copies=words.count(len(report.copies), "exact copy")))
    if step.left_out or step.name not in _QUIET:
        line(words.told(step.words), f"{step.rows:,}", strong=True)


def line(what: str, number: str, *, strong: bool = False) -> None:
    """Something at the left, its number at the right."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False, gap="small"
    ):
        st.markdown(f"**{what}**" if strong else what, width="stretch")
        st.markdown(f"**{number}**" if strong else number, width="content")


def download(data: Data) -> None:
    """Every row left out, as the file has it, with the reason."""
    report = data.report
    left_out, listed = report.rows_read - report.rows_kept, len(report.left_out)
    if not left_out:
        st.caption(say("Every row of the file is used."))
        return
    if isinstance(data, Connected):
        st.caption(say("What stands in them stays in the database."))
        return
    rows = words.count(left_out, "row")
    if listed == left_out:
        label = say("{rows} left out, with reasons (CSV)", rows=rows)
    else:
        label = say("{n} of the {rows} left out, with reasons (CSV)", n=f"{listed:,}", rows=rows)
    st.download_button(
        label,
        lambda: rt.export.csv_bytes(report.rejected()),
        f"{words.file_stem(data, 'left-out')}.csv",
        "text/csv",
        key="left-out",
        on_click="ignore",
        icon=":material/download:",
    )


def complete_through(events: rt.Events | rt.Subscriptions | rt.Answers, note: str = "") -> None:
    """The date up to which the data are whole; moving it moves what counts as finished."""
    first, last = events.span[0], max(events.span[1], events.observed_until)
    with cards.card(say("Complete through")):
        picked = st.date_input(
            say("Complete through"),
            words.last_whole_day(events).date(),
            min_value=first.date(),
            max_value=(last + pd.Timedelta(days=366)).date(),
            label_visibility="collapsed",
            required=True,
        )
        st.caption(
            say(
                "Taken from the file: {why} Windows that end later are unfinished: they are marked, and left out of "
                "every mean.",
                why=_last_day(events),
            )
        )
        if note:
            st.caption(f":material/warning: {note}")
    until = pd.Timestamp(picked) + pd.Timedelta(days=1)
    if until != events.observed_until:
        state.replace_data(events.observed_to(until))
        st.rerun()


def _last_day(data: rt.Events | rt.Subscriptions | rt.Answers) -> str:
    """What was taken for the last day of the data; contracts have ends that may be plans."""
    found = next((a.evidence for a in data.report.assumptions if a.key == "observed_until"), "")
    said = words.told(found) or say("its last day.")
    return words.plain(f"{said[:1].lower()}{said[1:]}", 300)
