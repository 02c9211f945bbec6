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
_TWICE = "_given_twice"
_CONNECTION, _LOOKED, _COSTS = "_connection", "_looked_at_table", "_table_costs"
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
    for key in (_GIVEN, _GUESS, _ANSWERS, _ASKED, _FAILURE, _TWICE):
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


# ------------------------------------------------------------------------------------------ a connection that is open
def connection() -> Any:
    """The connection that a table is chosen in; None without one."""
    return st.session_state.get(_CONNECTION)


def keep_connection(opened: Any) -> None:
    """Choose a table in a connection; None leaves it."""
    clear_given()
    new_table()
    st.session_state.pop(_COSTS, None)
    st.session_state[_CONNECTION] = opened


def new_table() -> None:
    """Another table: what was found out about the last one goes."""
    st.session_state.pop(_LOOKED, None)
    forget_widgets("connect-sure")
    _begin_roles_anew()


def looked(table: str) -> Any:
    """What a look at a table found, as far as there was one."""
    found = st.session_state.get(_LOOKED)
    return found[1] if found is not None and found[0] == table else None


def keep_looked(table: str, found: Any) -> None:
    """Keep it."""
    st.session_state[_LOOKED] = (table, found)


def costs() -> dict[str, Any]:
    """What counting the tables of the connection takes, as far as it was asked."""
    found: dict[str, Any] = st.session_state.setdefault(_COSTS, {})
    return found


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


def take_uploads(uploads: Sequence[Any], kept: Sequence[Part] = ()) -> None:
    """Move uploads' bytes here and release the server's own copies.

    The same bytes are held once: twice in one go they are one file, and those that are kept already are used again.

    The uploader copies the whole file at every rerun that draws it, and keeps it until the session ends: it gets a
    new key, and the old files are removed where Streamlit lets us.
    """
    parts = [_shared(Part(upload.name, bytes(upload.getbuffer())), kept) for upload in uploads]
    first = {part.digest: part for part in reversed(parts)}
    _give(*(part for part in parts if part is first[part.digest]))
    st.session_state[_TWICE] = tuple(part.name for part in parts if part is not first[part.digest])
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        context = get_script_run_ctx()
        for upload in uploads:
            context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=upload.file_id)
    except (ImportError, AttributeError):  # not a public interface: without it the copies go with the session
        pass
    gc.collect()


def _shared(part: Part, kept: Sequence[Part]) -> Part:
    """The file, with the bytes of a kept one where these are the same."""
    same = [one.source for one in kept if one.size == part.size and one.source == part.source]
    return replace(part, source=same[0]) if same else part


def twice() -> tuple[str, ...]:
    """Names of files that were left out since another one has the same bytes."""
    found: tuple[str, ...] = st.session_state.get(_TWICE, ())
    return found


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
