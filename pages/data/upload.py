"""Upload: hand over a file, say what its columns are, see what became of every row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, ledger, loading, private, saved_views, state, upload_form, words
from pages.shared.connected import Connected
from pages.shared.given import Given
from pages.shared.samples import SAMPLES
from retention.languages import joined, mark, say

FIRST_ROWS = 135  # pixels: the header and three rows, whose place is kept until they are drawn
FIRST_VIEW = {
    "events": (mark("See the overview"), cards.OVERVIEW),
    "tables": (mark("See the overview"), cards.OVERVIEW),
    "subscriptions": (mark("See the overview"), cards.OVERVIEW),
    "tenures": (mark("See how long they stay"), cards.TENURE),
    "answers": (mark("See the score"), cards.NPS),
}


def drop_zone() -> None:
    """Where a file goes in, and the samples for those without one at hand."""
    uploads = st.file_uploader(
        say("A file with one row for each visit, order, subscription or answer"),
        accept_multiple_files=True,
        key=loading.uploader_key(),
    )
    st.caption(
        say(
            "CSV and other text tables, Excel and OpenDocument workbooks, Parquet and Arrow, JSON, packed or not. "
            "Several files with the same columns are read as one."
        )
    )
    st.caption(f":material/lock: {private.told()}")
    if uploads:
        loading.take_uploads(uploads, state.kept_parts())
        st.rerun()
    heading = say("Or try a sample")
    st.markdown(f"## {heading}", anchors=False)
    for column, sample in zip(st.columns(len(SAMPLES), gap="small"), SAMPLES, strict=True):
        with column, st.container(border=True, gap="small", height="stretch"):
            st.markdown(f"**{say(sample.name)}**")
            st.caption(say(sample.about))
            st.dataframe(_first_rows(sample.path), hide_index=True, height=FIRST_ROWS)
            st.button(
                say("Try {sample}", sample=say(sample.name).lower()),
                key=f"sample-{sample.key}",
                icon=":material/play_arrow:",
                on_click=loading.give,
                args=(sample.file, str(sample.path)),
            )


@st.cache_data(show_spinner=False)
def _first_rows(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, nrows=3, dtype=str)


def form(file: Given) -> None:
    """Step two: check what was found out, and read."""
    try:
        upload_form.draw(file)
    except rt.RetentionError as error:
        cards.error_box(error)
    except Exception as error:  # the border of the page: a file must never show a traceback
        cards.error_box(cards.unreadable(error, file.name))
    else:
        return
    if loading.answers():
        st.button(
            say("Back to how it was"), icon=":material/undo:", key="forget-answers", on_click=loading.forget_answers
        )
    st.button(
        say("Choose another file"), icon=":material/upload_file:", key="another-file", on_click=loading.clear_given
    )


def way_on(data: state.Data) -> None:
    """The button to the first view of what was read last, or to the view of a link."""
    link, kind = state.link(), state.kind_of(data)
    if link is not None and (link.page == cards.NPS) == (kind == "answers"):
        st.caption(say("You came by a link: its settings are kept, and the same view opens."))
        label, target, query = mark("Open the view of your link"), link.page, link.query
    else:
        (label, target), query = FIRST_VIEW[kind], None
    if st.button(say(label), type="primary", icon=":material/arrow_forward:", icon_position="right", key="way-on"):
        if query is not None:
            state.take_link()
        st.switch_page(target, query_params=query)


def result(data: state.Data) -> None:
    """Step three: what became of every row, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("**{file}** is read.", file=words.plain(data.report.source)), width="content")
        st.caption(" · ".join(words.held(data)), width="content")
    way_on(data)
    left, right = st.columns([11, 8], gap="small")
    with left, cards.card(say("From the file to what is counted"), door=cards.AUDIT, door_label=say("Audit")):
        ledger.draw(data)
    with right:
        if isinstance(data, rt.Events | Connected):
            ledger.complete_through(data, compute.last_day_note(data))
        elif isinstance(data, rt.Subscriptions) or (isinstance(data, rt.Answers) and data.time is not None):
            ledger.complete_through(data)


def loaded(held: dict[str, state.Data]) -> None:
    """Everything that is loaded, with a way to let each go."""
    names = [words.plain(data.report.source or say(kind)) for kind, data in held.items()]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        files = joined([f"**{name}**" for name in names])
        st.markdown(say("Loaded: {files}", files=files), width="content")
        for (kind, data), name in zip(held.items(), names, strict=True):
            st.button(
                say("Let {file} go", file=name),
                key=f"let-go-{kind}",
                icon=":material/close:",
                type="tertiary",
                on_click=state.let_go,
                args=(data,),
            )


def begin() -> None:
    """Step one: a file, or a sample."""
    if state.link() is not None:
        st.info(say("Load the file that your link was made from: the same view opens."), icon=":material/link:")
    drop_zone()
    saved_views.draw_list()


def known(held: dict[str, state.Data]) -> None:
    """What is loaded, and where another file goes in."""
    result(next(iter(held.values())))
    loaded(held)
    saved_views.draw_list()
    st.divider()
    drop_zone()


cards.title(say("Your file"), say("From a file to who stays, who leaves, and how sure the numbers are."))
loading.offer_command_line_file()
saved_views.note_recent()
file, held = loading.given(), state.held()
# A place for each step: what an earlier one has drawn goes at once, instead of being pushed down bit by bit.
first, second, third = (st.empty() for _ in range(3))
if file is not None:
    with second.container():
        form(file)
elif held:
    with third.container():
        known(held)
else:
    with first.container():
        begin()
