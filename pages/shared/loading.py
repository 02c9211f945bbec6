"""The file that was given but is not read yet: what it seems to be, what was answered about it, and work on it.

Beside ``state`` the only module that reads or writes ``st.session_state``.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt
from pages.shared.given import OPENING, Given, Part
from pages.shared.jobs import Job

_GIVEN, _GUESS, _ANSWERS, _ASKED = "_given", "_guess", "_answers", "_asked_late"
_JOB, _FAILURE, _CHOICES = "_job", "_failure", "_choices"
_ROUND, _OFFERED, _DRAFT = "_upload_round", "_command_line_file_offered", "_draft"
_FORM = ("role-", "file-", "reading-")  # keys of the widgets about a file begin with one of these


def give(name: str, source: bytes | str) -> None:
    """Take a file; whatever was loaded before stays until the new one has been read."""
    _give(Part(name, source))


def _give(*parts: Part) -> None:
    clear_given()
    st.session_state.pop(_CHOICES, None)
    st.session_state[_GIVEN] = Given(parts)


def given() -> Given | None:
    """The file that waits to be read."""
    found: Given | None = st.session_state.get(_GIVEN)
    return found


def clear_given() -> None:
    """Let go of the file's bytes and of everything answered about it."""
    stop_job()
    forget_widgets(*_FORM)
    _begin_roles_anew()
    for key in (_GIVEN, _GUESS, _ANSWERS, _ASKED, _FAILURE):
        st.session_state.pop(key, None)


def guess(time: str | None = None) -> rt.FileGuess | None:
    """What the given file looks like, as far as it was inspected; see :func:`keep_guess`."""
    found: rt.FileGuess | None = st.session_state.get(_GUESS, {}).get(_guess_key(time))
    return found


def keep_guess(guess: rt.FileGuess, time: str | None = None) -> None:
    """Keep what an inspection found, for the answers so far and one time column."""
    st.session_state.setdefault(_GUESS, {})[_guess_key(time)] = guess


def _guess_key(time: str | None) -> tuple[Any, ...]:
    return (time, *sorted(opening_answers().items()))


def answer(key: str, value: str) -> None:
    """Keep the answer to an open question about the file; one that changes the columns takes back later ones."""
    kept = st.session_state.setdefault(_ANSWERS, {})
    if key in OPENING:
        for other in [other for other in kept if other not in OPENING[: OPENING.index(key)]]:
            del kept[other]
        _begin_roles_anew()
        st.session_state.pop(_ASKED, None)
    kept[key] = value


def clear_answers() -> None:
    """Take back all answers but those that change the columns: they were about another column."""
    st.session_state[_ANSWERS] = opening_answers()
    st.session_state.pop(_ASKED, None)


def forget_answers() -> None:
    """Take back all answers: they led nowhere."""
    for key in (_ANSWERS, _ASKED):
        st.session_state.pop(key, None)
    forget_widgets("reading-")
    _begin_roles_anew()


def role_key(role: str) -> str:
    """Key of the widget for a role: another one whenever the columns may be others.

    A browser that has to be told a value which is not the widget's own default can miss it and send the default back:
    so what is proposed is the default, and new columns have new widgets.
    """
    return f"role-{role}-{st.session_state.get(_DRAFT, 0)}"


def _begin_roles_anew() -> None:
    forget_widgets("role-")
    st.session_state[_DRAFT] = st.session_state.get(_DRAFT, 0) + 1


def answers() -> dict[str, str]:
    """Answers so far."""
    return dict(st.session_state.get(_ANSWERS, {}))


def opening_answers() -> dict[str, str]:
    """Answers so far that change what the columns are."""
    return {key: value for key, value in answers().items() if key in OPENING}


def ask_late(questions: Sequence[rt.Question]) -> None:
    """Keep questions that only came up while the file was read."""
    st.session_state[_ASKED] = tuple(questions)


def asked_late() -> tuple[rt.Question, ...]:
    """The same."""
    return tuple(st.session_state.get(_ASKED, ()))


def fail(error: rt.RetentionError | None) -> None:
    """Keep why the file could not be read, until it is shown."""
    st.session_state[_FAILURE] = error


def take_failure() -> rt.RetentionError | None:
    """The same, and forget it."""
    found: rt.RetentionError | None = st.session_state.pop(_FAILURE, None)
    return found


def take_uploads(uploads: Sequence[Any]) -> None:
    """Move uploads' bytes here and release the server's own copies.

    The uploader copies the whole file at every rerun that draws it, and keeps it until the session ends: it gets a
    new key, and the old files are removed where Streamlit lets us.
    """
    _give(*(Part(upload.name, bytes(upload.getbuffer())) for upload in uploads))
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        context = get_script_run_ctx()
        for upload in uploads:
            context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=upload.file_id)
    except (ImportError, AttributeError):  # not a public interface: without it the copies go with the session
        pass
    gc.collect()


def uploader_key() -> str:
    """Key of the current uploader widget; a new one after each file."""
    return f"upload-{st.session_state.get(_ROUND, 0)}"


def offer_command_line_file() -> None:
    """Take the file named on the command line, once in a session."""
    path = os.environ.get("RETENTION_FILE")
    if path and not st.session_state.get(_OFFERED) and Path(path).is_file():
        give(Path(path).name, path)
    st.session_state[_OFFERED] = True


# ----------------------------------------------------------------------------------------- work that takes a while
def job(purpose: Any) -> Job | None:
    """The work that is under way for a purpose."""
    found: tuple[Any, Job] | None = st.session_state.get(_JOB)
    return found[1] if found is not None and found[0] == purpose else None


def begin_job(purpose: Any, work: Job) -> Job:
    """Keep work for a purpose; there is never more than one."""
    stop_job()
    st.session_state[_JOB] = (purpose, work)
    return work


def stop_job() -> None:
    """End the work that is under way; its result is not wanted."""
    found = st.session_state.pop(_JOB, None)
    if found is not None:
        found[1].cancel()


def offered(assumptions: Sequence[rt.Assumption]) -> list[rt.Assumption]:
    """The assumptions with what else each could be; what was chosen once keeps the choices it was one of."""
    seen = st.session_state.setdefault(_CHOICES, {})
    seen.update({a.key: a.choices for a in assumptions if a.choices})
    return [replace(a, choices=a.choices or seen.get(a.key, ())) for a in assumptions]


def forget_widgets(*beginnings: str) -> None:
    """Let widgets whose keys begin so start anew."""
    for key in [key for key in st.session_state if str(key).startswith(beginnings)]:
        del st.session_state[key]
