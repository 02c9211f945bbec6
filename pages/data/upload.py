"""Upload: hand over a file, say what its columns are, see what became of every row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, ledger, loading, state, upload_form, words
from pages.shared.given import Given

SAMPLES = (  # file, name, what it holds
    ("shop_orders.csv", "Shop orders", "Two years of a small shop: who ordered when, for how much, by channel."),
    ("app_events.csv", "App events", "Four months of an app: sign-ups, opens, projects, upgrades, by plan."),
    ("subscriptions.csv", "Subscriptions", "Three years of a service: who pays how much, from when to when, by plan."),
    ("answers.csv", "Answers", "What customers of that shop said: 0 to 10, and why. Load both to see them together."),
)


FIRST_VIEW = {
    "events": ("See the overview", cards.OVERVIEW),
    "subscriptions": ("See the overview", cards.OVERVIEW),
    "tenures": ("See how long they stay", cards.TENURE),
    "answers": ("See the score", cards.NPS),
}


def drop_zone() -> None:
    """Where a file goes in, and the samples for those without one at hand."""
    uploads = st.file_uploader(
        "A file with one row for each visit, order, subscription or answer",
        accept_multiple_files=True,
        key=loading.uploader_key(),
    )
    st.caption(
        "CSV and other text tables, Excel and OpenDocument workbooks, Parquet and Arrow, JSON, packed or not. Several "
        "files with the same columns are read as one."
    )
    st.caption(
        ":material/lock: **Stays on this computer.** The file is held in the memory of this program while you look at "
        "it; nothing is sent anywhere."
    )
    if uploads:
        loading.take_uploads(uploads)
        st.rerun()
    st.markdown("##### Or try a sample", anchors=False)
    folder = Path(__file__).resolve().parents[2] / "sample_data"
    for column, (file, name, about) in zip(st.columns(len(SAMPLES), gap="small"), SAMPLES, strict=True):
        with column, st.container(border=True, gap="small", height="stretch"):
            st.markdown(f"**{name}**")
            st.caption(about)
            st.dataframe(_first_rows(folder / file), hide_index=True, height="content")
            st.button(
                f"Try {name.lower()}",
                key=f"sample-{Path(file).stem.split('_')[0]}",
                icon=":material/play_arrow:",
                on_click=loading.give,
                args=(file, str(folder / file)),
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
        st.button("Back to how it was", icon=":material/undo:", key="forget-answers", on_click=loading.forget_answers)
    st.button("Choose another file", icon=":material/upload_file:", on_click=loading.clear_given)


def way_on(data: state.Data) -> None:
    """The button to the first view of what was read last, or to the view of a link."""
    link, kind = state.link(), state.kind_of(data)
    if link is not None and (link.page == cards.NPS) == (kind == "answers"):
        st.caption("You came by a link: its settings are kept, and the same view opens.")
        label, target, query = "Open the view of your link", link.page, link.query
    else:
        (label, target), query = FIRST_VIEW[kind], None
    if st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right", key="way-on"):
        if query is not None:
            state.take_link()
        st.switch_page(target, query_params=query)


def result(data: state.Data) -> None:
    """Step three: what became of every row, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(data.report.source)}** is read.", width="content")
        st.caption(" · ".join(words.held(data)), width="content")
    way_on(data)
    left, right = st.columns([11, 8], gap="small")
    with left, cards.card("From the file to what is counted", door=cards.AUDIT, door_label="Audit"):
        ledger.draw(data)
    with right:
        if isinstance(data, rt.Events):
            ledger.complete_through(data, compute.last_day_note(data))
        elif isinstance(data, rt.Subscriptions) or (isinstance(data, rt.Answers) and data.time is not None):
            ledger.complete_through(data)


def loaded(held: dict[str, state.Data]) -> None:
    """Everything that is loaded, with a way to let each go."""
    names = [words.plain(data.report.source or kind) for kind, data in held.items()]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Loaded: " + " and ".join(f"**{name}**" for name in names), width="content")
        for (kind, data), name in zip(held.items(), names, strict=True):
            st.button(
                f"Let {name} go",
                key=f"let-go-{kind}",
                icon=":material/close:",
                type="tertiary",
                on_click=state.let_go,
                args=(data,),
            )


cards.title("Your file", "From a file to who stays, who leaves, and how sure the numbers are.")
loading.offer_command_line_file()
file, held = loading.given(), state.held()
if file is not None:
    form(file)
elif held:
    result(next(iter(held.values())))
    loaded(held)
    st.divider()
    drop_zone()
else:
    if state.link() is not None:
        st.info("Load the file that your link was made from: the same view opens.", icon=":material/link:")
    drop_zone()
