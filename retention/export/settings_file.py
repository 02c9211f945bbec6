"""Settings and notes as a small file: what was asked, without the data and without a link."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from retention.annotations import Annotation, check_annotations
from retention.errors import ReadError, RetentionError, SettingsError
from retention.languages import say
from retention.settings import CohortSettings

FORMAT = "retention settings"
VERSION = 1
LARGEST = 1_000_000  # bytes
_KNOWN = {"format", "version", "settings", "annotations", "about"}
_FIELDS = {field.name for field in fields(CohortSettings)}


def settings_json(settings: CohortSettings, annotations: Iterable[Annotation] = (), **meta: Any) -> str:
    """Write settings and annotations as JSON text that :func:`retention.read_settings` reads back.

    Only what differs from the defaults is written, so that the file reads as what somebody chose.

    Parameters
    ----------
    settings
        What to count. Days are written as text such as "2026-03-01", and read back as text.
    annotations
        What happened, on the axis of time.
    **meta
        Anything worth knowing about it, such as ``made="2026-03-01"``: kept under "about", and never acted upon.

    Raises
    ------
    SettingsError
        For a condition or something else that JSON cannot hold.

    Examples
    --------
    >>> print(settings_json(CohortSettings(period="week"), [Annotation("2026-03-01", "New price", "change")]))
    {
      "format": "retention settings",
      "version": 1,
      "settings": {
        "period": "week"
      },
      "annotations": [
        {
          "date": "2026-03-01",
          "text": "New price",
          "kind": "change"
        }
      ]
    }
    """
    default = CohortSettings()
    chosen = {
        name: getattr(settings, name)
        for name in (field.name for field in fields(CohortSettings))
        if getattr(settings, name) != getattr(default, name)
    }
    whole: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "settings": chosen,
        "annotations": [asdict(one) for one in annotations],
    }
    if meta:
        whole["about"] = meta
    return json.dumps(whole, indent=2, ensure_ascii=False, default=_plain)


def read_settings(file: str | Path | bytes | IO[bytes]) -> tuple[CohortSettings, tuple[Annotation, ...]]:
    """Read a settings file.

    Parameters
    ----------
    file
        A path, bytes, or a file opened in binary mode.

    Returns
    -------
    settings : CohortSettings
    annotations : tuple of Annotation
        In the order of their days.

    Raises
    ------
    ReadError
        If it is something else, is damaged, was written by a newer version, or names a setting that is not known.
    SettingsError
        If the settings in it contradict each other.

    Examples
    --------
    >>> settings, notes = read_settings(settings_json(CohortSettings(measure="within", within=3)).encode())
    >>> settings.within, notes
    (3, ())
    >>> read_settings(b'{"format": "retention settings", "version": 99}')
    Traceback (most recent call last):
    retention.errors.ReadError: settings file: it is of version 99, and this program reads up to 1. Update ...
    """
    whole = _loaded(file)
    _check_head(whole)
    chosen = _table(whole, "settings", dict)
    rows = _table(whole, "annotations", list)
    unknown = sorted(set(chosen) - _FIELDS)
    if unknown:
        raise _broken(
            say("the setting '{name}' is not known.", name=unknown[0][:40]), say("Take it out, or correct its name.")
        )
    if not all(isinstance(row, dict) for row in rows):
        example = '{"date": "2026-03-01", "text": "...", "kind": "other"}'
        raise _broken(say("one of its notes is no note."), say("Each is {example}.", example=example))
    try:
        return CohortSettings(**{name: tuples(value) for name, value in chosen.items()}), check_annotations(rows)
    except RetentionError:
        raise
    except (TypeError, ValueError) as error:
        raise _broken(say("a setting in it has a value of the wrong kind."), say("Save the settings again.")) from error


def _loaded(file: Any) -> dict[str, Any]:
    try:
        data = file if isinstance(file, bytes) else Path(file).read_bytes() if isinstance(file, (str, Path)) else None
        data = file.read(LARGEST + 1) if data is None else data
        if len(data) > LARGEST:
            raise _broken(say("it is far too large for one."), say("Open the file that was saved here."))
        whole = json.loads(data.decode("utf-8-sig"))
        json.dumps(whole, ensure_ascii=False).encode()  # half a character, as an escape can write it, is shown nowhere
    except OSError as error:
        raise _broken(say("it cannot be opened."), say("Choose another place.")) from error
    except RecursionError as error:
        raise _broken(say("it is not JSON text."), say("Open the file that was saved here.")) from error
    except (ValueError, AttributeError) as error:
        if isinstance(error, RetentionError):
            raise
        cut_off = say("it is not JSON text, or it is cut off.")
        raise _broken(cut_off, say("Open the file as it was saved here.")) from error
    if not isinstance(whole, dict):
        raise _broken(say("it holds no settings."), say("Open the file that was saved here."))
    return whole


def _check_head(whole: dict[str, Any]) -> None:
    if whole.get("format") != FORMAT:
        no_format = say('it does not say "format": "{format}".', format=FORMAT)
        raise _broken(no_format, say("Open the file that was saved here."))
    version = whole.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        no_version = say("it does not say which version it is of.")
        raise _broken(no_version, say('Add "version": {version}.', version=VERSION))
    if version > VERSION:
        raise _broken(
            say("it is of version {version}, and this program reads up to {newest}.", version=version, newest=VERSION),
            say("Update this program, or save the settings again with this one."),
        )
    unknown = sorted(set(whole) - _KNOWN)
    if unknown:
        fields_known = say("The fields are {names}.", names=", ".join(sorted(_KNOWN)))
        raise _broken(say("the field '{name}' is not known.", name=unknown[0][:40]), fields_known)


def _table(whole: dict[str, Any], name: str, kind: type) -> Any:
    found = whole.get(name, kind())
    if not isinstance(found, kind):
        raise _broken(
            say("what it has as '{name}' is not what belongs there.", name=name), say("Save the settings again.")
        )
    return found


def tuples(value: Any) -> Any:
    """Lists, as JSON has them, as the tuples that settings hold."""
    return tuple(tuples(one) for one in value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """What JSON has no form of: days as text, numbers of other libraries as numbers."""
    if isinstance(value, datetime) and (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise SettingsError(
        say("a {kind} cannot be written into a settings file.", kind=type(value).__name__),
        where="settings",
        todo=say("Use text, numbers and days."),
    )


def _broken(what: str, todo: str) -> ReadError:
    return ReadError(what, where=say("settings file"), todo=todo)
