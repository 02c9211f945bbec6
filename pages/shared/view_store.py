"""Saved views and recent files: one small file in the folder of the person who runs the program. Nothing here draws.

It holds names, settings and paths, never data. A file that cannot be read, or that a newer version wrote, is refused
with a sentence and stays as it is.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from retention.errors import ReadError
from retention.languages import say
from retention.writing import write_whole

FORMAT, VERSION = "retention views", 1
FOLDER_VARIABLE = "RETENTION_DATA"  # another folder than the usual one
LARGEST = 2_000_000  # bytes
MOST_VIEWS, MOST_RECENT = 200, 8
LONGEST_NAME = 60
Setting = str | int | float | bool | date | tuple[Any, ...] | None


@dataclass(frozen=True)
class View:
    """A named view: the page, the settings of its widgets by key, the file that it was of, and its link if known."""

    name: str
    fingerprint: str
    file: str
    page: str
    settings: dict[str, Setting]
    query: dict[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """Everything in the file: views, paths of recent files, the latest first, and whether the tour was seen."""

    views: tuple[View, ...] = ()
    recent: tuple[str, ...] = ()
    toured: bool = False

    def of(self, fingerprint: str) -> tuple[View, ...]:
        """The views of one file."""
        return tuple(view for view in self.views if view.fingerprint == fingerprint)

    def with_view(self, view: View) -> Stored:
        """The same and one view more; one of the same name and file gives way."""
        others = [one for one in self.views if (one.name, one.fingerprint) != (view.name, view.fingerprint)]
        return replace(self, views=(*others, view)[-MOST_VIEWS:])

    def without_view(self, view: View) -> Stored:
        """The same without one view."""
        return replace(self, views=tuple(one for one in self.views if one != view))

    def with_recent(self, path: str) -> Stored:
        """The same with a file that was opened just now."""
        return replace(self, recent=(path, *(one for one in self.recent if one != path))[:MOST_RECENT])

    def with_tour_seen(self) -> Stored:
        """The same after the tour."""
        return replace(self, toured=True)


def place() -> Path:
    """Where the file lies."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named) / "views.json"
    from platformdirs import user_data_path

    return user_data_path("retention-dashboard", appauthor=False) / "views.json"


def load(path: Path) -> Stored:
    """Everything that was saved; nothing where there is no file yet.

    Raises
    ------
    ReadError
        If the file cannot be read, is none of ours, or was written by a newer version.
    """
    try:
        large = path.stat().st_size > LARGEST
        held = None if large else json.loads(path.read_bytes())
    except FileNotFoundError:
        return Stored()
    except (OSError, ValueError, RecursionError) as error:
        raise _refused(path, say("it cannot be read.")) from error
    if large:
        raise _refused(path, say("it is too large to be a file of views."))
    if not isinstance(held, dict) or held.get("format") != FORMAT or not isinstance(held.get("version"), int):
        raise _refused(path, say("it is no file of saved views."))
    if held["version"] > VERSION:
        raise ReadError(
            say("the saved views were written by a newer version of this program; they were left as they are."),
            where=str(path),
            todo=say("Update this program to use them."),
        )
    try:
        views = tuple(_view(one) for one in held["views"])
        return Stored(views, tuple(str(one) for one in held["recent"]), held.get("toured") is True)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(path, say("something in it is damaged.")) from error


def save(path: Path, stored: Stored) -> None:
    """Write all of it at once: whoever is interrupted leaves the old file as it was.

    Raises
    ------
    ReadError
        If the folder cannot be written to.
    """
    views = [{**asdict(one), "settings": _written(one.settings), "query": _written(one.query)} for one in stored.views]
    held = {
        "format": FORMAT,
        "version": VERSION,
        "views": views,
        "recent": list(stored.recent),
        "toured": stored.toured,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(held, ensure_ascii=False, indent=1)
        write_whole(path, text.encode("utf-8", "surrogatepass"), mode=0o600)  # names of files may be no UTF-8
    except OSError as error:
        raise ReadError(
            say("the view cannot be saved."), where=str(path), todo=say("Check that this folder can be written to.")
        ) from error


def _plain(value: Any) -> Any:
    """A setting as JSON has it: days and pairs say what they are."""
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple | list):
        return {"all": [_plain(one) for one in value]}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _view(written: dict[str, Any]) -> View:
    held = {name: _settings(written.get(name) or {}) for name in ("settings", "query")}
    return View(**{**written, **held})


def _written(settings: dict[str, Setting]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in settings.items()}


def _settings(written: dict[str, Any]) -> dict[str, Setting]:
    return {str(key): _setting(value) for key, value in written.items()}


def _setting(value: Any) -> Setting:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else tuple(_setting(one) for one in value["all"])
    if not isinstance(value, str | int | float | bool | None):
        raise TypeError(value)
    return value


def _refused(path: Path, what: str) -> ReadError:
    return ReadError(
        what,
        where=str(path),
        todo=say("It was left as it is: move it away to begin anew, or put an older copy in its place."),
    )
