"""A tour in five steps for whoever comes for the first time: real pages, a sample, and a way out at any time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import retention as rt
from pages.shared import cards, loading, saved_views, state, view_store
from retention.languages import mark, say

SAMPLE = "shop_orders.csv"
STEPS = (  # page, heading, what to look at there
    (
        cards.UPLOAD,
        mark("From a file to answers"),
        mark(
            "A table with a customer and a date in each row is enough. The tour takes a sample, so that nothing of "
            "yours is needed: look at what each column was taken for, and press the blue button below."
        ),
    ),
    (
        cards.OVERVIEW,
        mark("Four numbers, and what stands out"),
        mark(
            "Each number comes with the range it likely lies in and with n, the customers behind it. Below stand the "
            "findings that are more than chance, each with a door to the page that shows it."
        ),
    ),
    (
        cards.COHORTS,
        mark("Who comes back, by the month they began"),
        mark(
            "A row is everybody who began in one month, a column is so many months later. Hatched cells are not over "
            "yet, and are in no mean. Click a cell to see who is behind its number."
        ),
    ),
    (
        cards.CUSTOMERS,
        mark("Who is slipping away now"),
        mark(
            "Everybody is held against their own rhythm, so that somebody who buys once a year is not taken for lost "
            "after a month. How often the list was right in the past stands beside it."
        ),
    ),
    (
        cards.REPORT,
        mark("Take it away"),
        mark(
            "A page that opens offline, a workbook or paper, for people who never open this program. Under Proof there "
            "is a bundle that lets anybody count the numbers again. Now try a file of your own."
        ),
    ),
)
ONCE_READ = mark(
    "The sample is read. Below, every row of the file is accounted for: used, or left out with its reason. Go on when "
    "you like."
)


def draw(page: str) -> None:
    """The card of the step that belongs to this page, or the invitation on the first visit."""
    step = state.tour()
    with st.container():  # always there, so that what a page draws has its own place with the tour and without
        if step is None:
            if page == cards.UPLOAD and _is_first_visit():
                _invite()
            return
        here = next((i for i, (target, _, _) in enumerate(STEPS) if target == page), None)
        if here is not None:  # by whatever door the visitor came
            state.keep_tour(here)
            _step(here)


def _is_first_visit() -> bool:
    if state.toured() or state.held() or state.table() is not None or loading.given() is not None or state.link():
        return False
    if not saved_views.allowed():
        return True
    try:
        return not view_store.load(view_store.place()).toured
    except rt.RetentionError:
        return False


def _invite() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="tour"):
        st.markdown(say("**New here?** See what this does in five steps, with a sample."), width="stretch")
        st.button(say("Show me"), key="tour-begin", icon=":material/explore:", on_click=_begin)
        st.button(say("No, thank you"), key="tour-skip", type="tertiary", on_click=_end)


def _step(step: int) -> None:
    _, heading, text = STEPS[step]
    if step == 0 and state.data() is not None and loading.given() is None:
        text = ONCE_READ
    with st.container(border=True, gap="small", key="tour"):
        st.caption(say("Step {step} of {steps}", step=step + 1, steps=len(STEPS)))
        st.markdown(f"**{say(heading)}**  \n{say(text)}")
        with st.container(horizontal=True, gap="small"):
            if step + 1 < len(STEPS) and state.data() is not None:
                target = STEPS[step + 1][0]
                if st.button(
                    say("Next: {page}", page=say(cards.NAMES[target])),
                    key="tour-next",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                ):
                    state.keep_tour(step + 1)
                    st.switch_page(target)
            last = step + 1 == len(STEPS)
            st.button(say("Done") if last else say("Leave the tour"), key="tour-skip", type="tertiary", on_click=_end)


def _begin() -> None:
    folder = Path(__file__).resolve().parents[2] / "sample_data"
    loading.give(SAMPLE, str(folder / SAMPLE))
    state.keep_tour(0)


def _end() -> None:
    """Never again in this session, nor, where the program runs for one person, later."""
    state.end_tour()
    if not saved_views.allowed():
        return
    try:
        path = view_store.place()
        view_store.save(path, view_store.load(path).with_tour_seen())
    except rt.RetentionError:
        return  # what is wrong with it is said on the Upload page
