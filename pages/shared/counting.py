"""Counts of a connected table: in a thread beside the page, which shows how long, and lets the visitor stop it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any, Never, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from pages.shared import cards
from pages.shared.connected import Connected, Wanted, Watch, too_late, wanted
from pages.shared.guard import TooMuchError
from pages.shared.jobs import Job
from retention.errors import NotCountedError
from retention.languages import say

LOOK = 0.3  # seconds between two looks
SPARE = 10.0  # seconds that an engine has to stop by itself

Answer = TypeVar("Answer")
_number = itertools.count()


def counted(table: Connected, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` finds out about a table; the page ends here, with a sentence, where that is stopped or too long."""
    context = get_script_run_ctx(suppress_warning=True)
    if wanted.get() is not None or context is None:  # within a count already, or no page to draw on
        return ask()
    if table.watch.refused:
        _ended(table.watch, NotCountedError(say("the count was stopped.")))
    count = Wanted()
    job = Job(lambda _: _asked(context, count, ask))
    try:
        if not job.wait(LOOK):
            _watch(table.watch, job, count)
        found: Answer = job.result()
        return found
    except TooMuchError as error:
        _asked_about(table, error)
    except NotCountedError as error:
        _ended(table.watch, error)
    finally:  # another choice, another page: nobody waits for it any more
        if not job.done:
            table.watch.stop(count)


def _asked(context: Any, count: Wanted, ask: Callable[[], Answer]) -> Answer:
    add_script_run_ctx(threading.current_thread(), context)
    wanted.set(count)
    return ask()


def _watch(watch: Watch, job: Job, count: Wanted) -> None:
    """Show how long it has been; each look is a moment at which the page can be left."""
    place, since = st.empty(), time.monotonic()
    with place.container(border=True, gap="small"):
        bar = st.progress(0.0)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = f"stop-count-{next(_number)}"
            st.button(say("Stop counting"), icon=":material/close:", key=key, on_click=_refuse, args=(watch,))
            st.caption(_how_it_stops(watch), width="content")
    while not job.wait(LOOK):
        passed = time.monotonic() - since
        said = say("The database counts: {n} seconds", n=f"{passed:.0f}")
        bar.progress(min(passed / watch.seconds, 1.0), said)
        if count.late.is_set() and (not watch.can_interrupt or passed > watch.seconds + SPARE):
            raise too_late(watch.seconds)
    place.empty()


def _how_it_stops(watch: Watch) -> str:
    if watch.can_interrupt:
        return say("At most {n} seconds. The database is told to stop.", n=f"{watch.seconds:g}")
    return say(
        "At most {n} seconds. This database cannot be told to stop from here: its answer is thrown away.",
        n=f"{watch.seconds:g}",
    )


def _asked_about(table: Connected, error: TooMuchError) -> Never:
    """What the count would take, and whether it is wanted all the same: asked once for as much."""
    cards.error_box(error)
    st.button(
        say("Count it all the same"),
        icon=":material/play_arrow:",
        key=f"count-much-{next(_number)}",
        on_click=table.guard.agree,
        args=(error.cost,),
    )
    st.stop()
    raise AssertionError  # st.stop does not return


def _refuse(watch: Watch) -> None:
    watch.refused = True


def _resume(watch: Watch) -> None:
    watch.refused = False


def _ended(watch: Watch, error: NotCountedError) -> Never:
    """Why there is no number, and a way to try once more."""
    cards.error_box(error)
    key = f"count-again-{next(_number)}"
    st.button(say("Count again"), icon=":material/refresh:", key=key, on_click=_resume, args=(watch,))
    st.stop()
    raise AssertionError  # st.stop does not return
