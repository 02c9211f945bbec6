"""Work on a file: at once where it is small, else in a thread beside the page, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import loading, words
from pages.shared.jobs import Job
from retention.languages import say

LOOK = 0.3  # seconds between two looks at the progress
Call = Callable[[Callable[[float, str], None]], Any]


def result_of(
    purpose: Any,
    call: Call,
    place: DeltaGenerator,
    *,
    quick: bool,
    label: str,
    on_cancel: Callable[[], None] = loading.stop_job,
) -> Any:
    """What the call returns, or None while it is under way; raises what it raises.

    Parameters
    ----------
    purpose
        What the work is for: the same purpose finds the same work again at the next rerun.
    call
        Is given a function of a fraction and a phrase. It must not draw.
    place
        Where the progress is drawn: an ``st.empty()``. Where anything stands below it, it is there without work too, or
        else that is put in another place when the work is done, and a control that somebody is about to use is a new
        one.
    quick
        Whether to do it at once.
    label
        What is being done, for the visitor.
    on_cancel
        Called when the visitor stops it.
    """
    if quick:
        return _at_once(call, place, label)
    job = loading.job(purpose) or loading.begin_job(purpose, Job(call))
    if not job.wait(LOOK):
        with place.container():
            _watch(purpose, label, on_cancel)
        return None
    loading.stop_job()
    return job.result()


def _at_once(call: Call, place: DeltaGenerator, label: str) -> Any:
    place.progress(0.0, label)
    try:
        return call(lambda fraction, phrase: place.progress(min(max(fraction, 0.0), 1.0), words.told(phrase)))
    finally:
        place.empty()


@st.fragment(run_every=LOOK)
def _watch(purpose: Any, label: str, on_cancel: Callable[[], None]) -> None:
    """The progress so far; looks again by itself, and draws the whole page anew at the end."""
    job = loading.job(purpose)
    if job is None or job.done:
        st.rerun()
    with st.container(border=True, gap="small"):
        st.progress(job.fraction, words.told(job.phrase) if job.phrase else label)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(say("Cancel"), icon=":material/close:", key="cancel", on_click=on_cancel)
            st.caption(say("You can go on looking around; this page waits."), width="content")
