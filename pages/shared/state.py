"""What one visitor has loaded and chosen. The only module that reads or writes ``st.session_state``.

Three things live here: the file that was given but is not read yet, the events it became, and the settings of the
view. Settings are widgets bound to the URL, so that a copied link opens the same view.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt

# Every setting that a link carries: the widget's key is the name of its query parameter.
SETTINGS = (
    *("period", "cohort_period", "week_start", "start_event", "return_event", "birth"),
    *("size", "origin", "measure", "within", "brackets", "clock", "min_events"),
    *("refunds", "money"),
    *(f"{name}{i}" for i in range(1, 5) for name in ("column", "how", "values", "scope")),
    *("cohorts", "ages", "show", "by", "group", "numbers", "cell", "age", "lines"),
)

FILE_CHOICES = (
    *("role-customer", "role-time", "role-event", "role-amount", "role-quantity", "role-segments"),
    *("file-sheet", "file-timezone", "file-duplicates"),
)

_GIVEN, _GUESS, _EVENTS, _ANSWERS = "_given", "_guess", "_events", "_answers"
_LINK, _ROUND, _OFFERED = "_link", "_upload_round", "_command_line_file_offered"


# ------------------------------------------------------------------------------------------ the file, not read yet
@dataclass(frozen=True)
class Given:
    """A file as it was handed over: its name, and its bytes or its path."""

    name: str
    source: bytes | str

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.source) if isinstance(self.source, bytes) else os.path.getsize(self.source)


def give(name: str, source: bytes | str) -> None:
    """Take a file; whatever was loaded before stays until the new one has been read."""
    clear_given()
    st.session_state[_GIVEN] = Given(name, source)


def given() -> Given | None:
    """The file that waits to be read."""
    found: Given | None = st.session_state.get(_GIVEN)
    return found


def clear_given() -> None:
    """Let go of the file's bytes and of everything answered about it."""
    for key in (_GIVEN, _GUESS, _ANSWERS, *FILE_CHOICES):
        st.session_state.pop(key, None)


def guess(sheet: str | None = None, time: str | None = None) -> rt.FileGuess:
    """What the given file looks like; inspected once for each sheet and time column."""
    seen: dict[tuple[str | None, str | None], rt.FileGuess] = st.session_state.setdefault(_GUESS, {})
    if (sheet, time) not in seen:
        file: Given = st.session_state[_GIVEN]
        seen[sheet, time] = rt.inspect(file.source, sheet=sheet, time=time, name=file.name)
    return seen[sheet, time]


def answer(key: str, value: str) -> None:
    """Keep the answer to an open question about the file."""
    st.session_state.setdefault(_ANSWERS, {})[key] = value


def clear_answers() -> None:
    """The answers were about another column, or another sheet."""
    st.session_state.pop(_ANSWERS, None)


def answers() -> dict[str, str]:
    """Answers so far."""
    return dict(st.session_state.get(_ANSWERS, {}))


def take_upload(upload: Any) -> None:
    """Move an upload's bytes here and release the server's own copy.

    The uploader copies the whole file at every rerun that draws it, and keeps it until the session ends: it gets a
    new key, and the old file is removed where Streamlit lets us.
    """
    give(upload.name, bytes(upload.getbuffer()))
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        context = get_script_run_ctx()
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=upload.file_id)
    except (ImportError, AttributeError):  # not a public interface: without it the copy goes with the session
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


# ------------------------------------------------------------------------------------------------------ the events
def keep_events(events: rt.Events) -> None:
    """Keep what was read, let the file's bytes go, and begin with the settings that fit the new data."""
    clear_given()
    st.session_state[_EVENTS] = events
    for key in SETTINGS:
        st.session_state.pop(key, None)
    gc.collect()


def replace_events(events: rt.Events) -> None:
    """Keep another reading of the same file (another end, copies left out); the settings stay."""
    st.session_state[_EVENTS] = events


def events() -> rt.Events | None:
    """The events of this visitor, or None."""
    found: rt.Events | None = st.session_state.get(_EVENTS)
    return found


# ---------------------------------------------------------------------------------------------------- the settings
def current(key: str, options: Sequence[Any] | None, default: Any) -> Any:
    """Value a setting has, even before its widget is drawn: this session's, else the link's, else the default."""
    if key in st.session_state:
        value = st.session_state[key]
        return value if options is None or value in options else default
    text = st.query_params.get(key)
    return next((option for option in options or () if text is not None and str(option) == text), default)


def put(key: str, value: Any) -> None:
    """Set a setting before its widget is drawn."""
    st.session_state[key] = value


def reset(*keys: str) -> None:
    """Ask that settings go back to their defaults when they are drawn next."""
    for key in keys:
        st.session_state[f"_reset_{key}"] = True


def settle(key: str, default: Any, low: Any = None, high: Any = None) -> None:
    """Bring a setting back to its default if that was asked for, and within its limits if these have moved.

    A slider raises if its kept value lies outside, so this comes before the widget.
    """
    if st.session_state.pop(f"_reset_{key}", False) and key in st.session_state:
        st.session_state[key] = default
    if low is not None and key in st.session_state and not low <= st.session_state[key] <= high:
        st.session_state[key] = min(max(st.session_state[key], low), high)


def selected_point(key: str) -> tuple[int, int] | None:
    """Row and column of the point that was clicked in a chart."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    if not points:
        return None
    place = points[0].get("customdata")
    row, column = list(place.values() if isinstance(place, Mapping) else place)[:2]
    return int(row), int(column)


# ------------------------------------------------------------------------------------------------------- the link
@dataclass(frozen=True)
class Link:
    """A view that was asked for by link before its data were there."""

    page: str
    query: dict[str, Any]


def keep_link(page: str) -> None:
    """Remember the settings of a link that cannot be shown yet.

    A bound widget drops a value that is not among its options, and without data there are none: so the link is set
    aside as it came.
    """
    query = {key: st.query_params.get_all(key) for key in st.query_params if key in SETTINGS}
    if query:
        st.session_state[_LINK] = Link(page, query)


def link() -> Link | None:
    """The link that waits for its data."""
    found: Link | None = st.session_state.get(_LINK)
    return found


def take_link() -> Link | None:
    """The same, and forget it."""
    found: Link | None = st.session_state.pop(_LINK, None)
    return found
