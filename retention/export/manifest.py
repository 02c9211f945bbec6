"""The list of what a bundle holds: where it comes from, how to count it again, and a digest of every member."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from retention.annotations import Annotation
from retention.errors import ExportError, SettingsError
from retention.export.script import file_name, reader_of, reading_options
from retention.export.settings_file import settings_json
from retention.languages import mark, say
from retention.recipes import Recipe

FORMAT = "retention bundle"
VERSION, OF_FILES = 2, 1  # the newest; that of files, which are told as ever since
MANIFEST = "manifest.json"
PLOTLY = "figures/plotly.min.js"
NAME = r"[^\W_](?:[\w ()+-]{0,78}[\w)+-])?"  # of a table or a figure: any script, and nothing that a folder is made of
MEMBER = re.compile(
    rf"README\.txt|reproduce\.py|figures/plotly\.min\.js|tables/{NAME}\.csv|figures/{NAME}\.(?:html|json)"
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names that Windows keeps for itself


_NO_NAME = {
    "table": mark("'{name}' cannot be the name of a table."),
    "figure": mark("'{name}' cannot be the name of a figure."),
}
_TWICE = {"table": mark("Two tables are named '{name}'."), "figure": mark("Two figures are named '{name}'.")}


def check_names(names: Iterable[str], what: str) -> None:
    """Refuse names that cannot be files everywhere, and two that some systems take for one."""
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not re.fullmatch(NAME, name) or _RESERVED.fullmatch(name):
            raise ExportError(
                say(_NO_NAME[what], name=str(name)[:80]),
                where="bundle",
                todo=say(
                    "Use letters, digits, blanks, hyphens and round brackets: at most 80, a letter or digit first."
                ),
            )
        if name.casefold() in seen:
            raise ExportError(say(_TWICE[what], name=name), where="bundle", todo=say("Give each a name of its own."))
        seen.add(name.casefold())


def manifest(
    source: Any,
    recipes: Mapping[str, Recipe],
    figures: Iterable[str],
    annotations: Iterable[Annotation],
    note: str,
    members: Mapping[str, bytes],
) -> dict[str, Any]:
    """Everything there is to know about a bundle, without anything that names a customer or a folder."""
    import retention

    report = source.report
    return {
        "format": FORMAT,
        "version": OF_FILES if report.table is None else VERSION,
        "library": retention.__version__,
        "reader": reader_of(source),
        "file": {
            "name": file_name(source),
            "fingerprint": source.fingerprint,
            "observed_until": source.observed_until.isoformat(),
            "timezone": source.timezone,
            "customers": source.n_customers,
            "rows_read": report.rows_read,
            "rows_used": report.rows_kept,
            "rows_dropped": dict(report.dropped),
        },
        **({} if report.table is None else {"table": _table(report.table)}),
        "mapping": asdict(source.mapping),
        "options": reading_options(source),
        "tables": {name: recipe_json(recipe) for name, recipe in recipes.items()},
        "figures": sorted(figures),
        "annotations": [asdict(one) for one in annotations],
        "note": note,
        "members": {name: digest(members[name]) for name in sorted(members)},
    }


def _table(table: Any) -> dict[str, str]:
    """Names, and the moment; never an address."""
    return {**asdict(table), "asked": table.asked.isoformat()}


def sealed(content: dict[str, Any]) -> bytes:
    """The list as it is written, with a digest of itself at its end.

    The seal finds damage and careless changes. It is no signature: who rewrites the list can seal it again, and only
    counting the tables from the file proves them.
    """
    return _written({**content, "seal": digest(_written(content))})


def is_sealed(data: bytes, content: dict[str, Any]) -> bool:
    """Whether the bytes are what was written, to the letter."""
    bare = {name: value for name, value in content.items() if name != "seal"}
    try:
        return data == sealed(bare)
    except (ValueError, TypeError):
        return False


def digest(data: bytes) -> str:
    """SHA-256, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def recipe_json(recipe: Recipe) -> dict[str, Any]:
    """A recipe as JSON holds it: its settings as in a settings file, with their version."""
    arguments = dict(recipe.arguments)
    try:
        json.dumps(arguments, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SettingsError(
            say("its arguments cannot be written ({reason}).", reason=error),
            where=recipe.metric,
            todo=say("Use texts, numbers, yes and no."),
        ) from error
    return {"metric": recipe.metric, "settings": json.loads(settings_json(recipe.settings)), "arguments": arguments}


def _written(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8", errors="surrogatepass")
