"""What goes into a report: sections, title, note, names of customers, language."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

import retention as rt
from pages.shared import cards, sidebar, state, words
from retention.languages import LANGUAGES, language, mark, say
from retention.reporting import SECTIONS
from retention.reporting.document import LONGEST_NOTE, LONGEST_TITLE

# How customers are named, and what each means.
NAMED = {
    "none": (mark("Nobody"), mark("Numbers only. The report can be sent to anybody who may know them.")),
    "hashed": (mark("Hashed ids"), mark("Who is slipping away, by ids that only the same file can be matched with.")),
    "plain": (mark("Their ids"), mark("Who is slipping away, by name: send it only to those who may know them.")),
}
OF_KIND = {  # sections that a kind of data can fill
    "tenures": ("survival", "data"),
    "answers": ("nps", "data"),
}
OF_MONEY = ("revenue", "value")


@dataclass(frozen=True)
class Asked:
    """What the visitor wants in the report."""

    sections: tuple[str, ...]
    title: str
    note: str
    ids: str
    language: str
    settings: rt.CohortSettings | None


def draw(data: state.Data) -> Asked:
    """The form; nothing is made before it is asked for."""
    settings = _settings(data)
    with cards.card(say("What goes in")):
        sections = _sections(data)
        title = st.text_input(
            say("Title"),
            key="report_title",
            max_chars=LONGEST_TITLE,
            placeholder=say("Customer retention: {file}", file=data.report.source or say("your data")),
            persist_state="session",
        )
        note = st.text_area(
            say("A few words of your own"),
            key="report_note",
            max_chars=LONGEST_NOTE,
            height=90,
            placeholder=say("They stand first in the report."),
            persist_state="session",
        )
        spoken_in = st.selectbox(
            say("Language of the report"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(language()),
            format_func=LANGUAGES.__getitem__,
            key=f"report_language_{language()}",
        )
        ids = st.radio(
            say("Customers in the report"),
            list(NAMED),
            format_func=lambda one: say(NAMED[one][0]),
            captions=[say(about) for _, about in NAMED.values()],
            key="report_ids",
            persist_state="session",
        )
    return Asked(sections, title.strip(), note.strip(), ids, spoken_in, settings)


def _settings(data: state.Data) -> rt.CohortSettings | None:
    """What is counted, by the same sentence as on the other pages."""
    if not (state.has_visits(data) or isinstance(data, rt.Subscriptions)):
        return None
    with st.expander(say("What is counted"), icon=":material/tune:"):
        view = sidebar.cohort_controls(data, with_show=False)
        st.caption(words.plain(view.heading, 200))
    return view.settings


def _sections(data: state.Data) -> tuple[str, ...]:
    """Which sections: all that this kind of data can fill are proposed."""
    fitting = OF_KIND.get(state.kind_of(data))
    offered = [key for key in SECTIONS if (key in fitting if fitting else _fills(key, data))]
    picked = st.pills(
        say("Sections"),
        offered,
        default=offered,
        selection_mode="multi",
        format_func=lambda key: say(SECTIONS[key][0]),
        key=f"report_sections_{state.kind_of(data)}_{len(offered)}",
    )
    return tuple(key for key in offered if key in picked)


def _fills(key: str, data: state.Data) -> bool:
    """Whether visits or contracts, and the answers beside them, can fill a section."""
    if key in OF_MONEY:
        return getattr(data, "amount", None) is not None
    if key == "survival":
        return isinstance(data, rt.Subscriptions)
    return key != "nps" or state.answers() is not None
