"""What was done, as Python that does it again."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from retention.errors import ExportError, SettingsError
from retention.export.settings_file import settings_json, tuples
from retention.languages import say
from retention.recipes import OF_MATRIX, OF_TENURES, Recipe
from retention.settings import CohortSettings

WIDTH = 100
READERS = {"ColumnMapping": "read_events", "SubscriptionMapping": "read_subscriptions"}
OF_TABLES = "SqlEvents"  # what counts visits in a table of a database
# What a reader was told or decided for itself, under the name of the argument that says it again.
_OPTIONS = ("encoding", "delimiter", "header", "sheet", "member", "date_order", "decimal", "end_day", "duplicates")
_USUAL = {"duplicates": "keep"}

_FROM_FILE = '''\
"""Counts the tables of this folder again from the file, and says which numbers differ.

    python reproduce.py FILE

Unpack the whole folder first. FILE is the file that the tables were made from; several are joined.
"""

import sys
from pathlib import Path

import retention as rt

HERE = Path(__file__).resolve().parent
FILES = sys.argv[1:] or [{name}]

source = {reading}
if source.fingerprint != {fingerprint}:
    print("This is another file, or it was read otherwise.")
'''
_FROM_TABLE = '''\
"""Counts the tables of this folder again where the rows lie, and says which numbers differ.

    python reproduce.py {what}

Unpack the whole folder first. {explained}
"""

import os
import sys
from pathlib import Path

import ibis

import retention as rt

HERE = Path(__file__).resolve().parent

{table}
source = {reading}
if (len(source), source.n_customers) != {size}:
    print("The table holds other rows than when it was asked.")
'''
_COMPARE = """
tables = {tables}

differing = rounded = 0
for name, table in tables.items():
    then = (HERE / "tables" / (name + ".csv")).read_bytes()
    cells = rt.export.differing_cells(then, rt.export.csv_bytes(table), name)
    rounded += int(cells["rounding"].sum())
    for cell in cells[~cells["rounding"].astype(bool)].itertuples():
        differing += 1
        print(f"{{name}}: {{cell.row}}, {{cell.column}} was {{cell.then or 'blank'}}, is {{cell.now or 'blank'}}")
if rounded:
    print(f"last digits differ in {{rounded}} sums, added up in another order on another computer")
print(f"cells that differ: {{differing}}" if differing else "identical" + (" otherwise" if rounded else ""))
sys.exit(1 if differing else 0)
"""

_DUCKDB = "DuckDB"
_EXPLAINED = {  # what a script that counts in a table is given
    "DATABASE": "DATABASE is the path of the DuckDB file.",
    "FILES": "FILES are the files that the table is made of.",
    "ADDRESS": """\
ADDRESS is where the database is, as Ibis understands it, such as postgres://user@host/database.
With a password it is better put into the variable DATABASE_URL, and left out here.""",
}

_AS_WORDS = {"DATABASE": '"DATABASE"', "FILES": '["FILES"]', "ADDRESS": '"ADDRESS"'}
_FROM_COMMAND_LINE = {
    "DATABASE": "sys.argv[1]",
    "FILES": "sys.argv[1:]",
    "ADDRESS": 'sys.argv[1] if len(sys.argv) > 1 else os.environ["DATABASE_URL"]',
}


def as_python(source: Any, recipe: Recipe) -> str:
    """The few lines of Python that read the file and count one table.

    Parameters
    ----------
    source
        Visits or contracts; the lines read them with the same mapping and options.
    recipe
        What was counted.

    Examples
    --------
    >>> import retention as rt
    >>> events = rt.read_events(b"customer,date\\na,2024-01-05\\n", name="orders.csv")
    >>> print(as_python(events, Recipe("cohort_matrix", CohortSettings(period="week"))))
    import retention as rt
    <BLANKLINE>
    source = rt.read_events(
        "orders.csv",
        rt.ColumnMapping(customer="customer", time="date"),
        timezone="UTC",
        observed_until="2024-01-06T00:00:00",
    )
    result = rt.cohort_matrix(source, settings=rt.CohortSettings(period="week"))
    <BLANKLINE>
    """
    if reader_of(source) == OF_TABLES:
        before, made_of = ["import ibis", "import retention as rt", "", _table(source, _AS_WORDS)], "table"
    else:
        before, made_of = ["import retention as rt", ""], _literal(file_name(source))
    lines = [*before, f"source = {_reading(source, made_of)}"]
    return "\n".join([*lines, f"result = {recipe_code(recipe)}", ""])


def reproduce_script(source: Any, recipes: Mapping[str, Recipe]) -> str:
    """The script of a bundle: reads the file, counts every table, compares."""
    lines = [f"    {_literal(name)}: {recipe_code(recipe, 4)}," for name, recipe in recipes.items()]
    beginning = _from_table(source) if reader_of(source) == OF_TABLES else _from_file(source)
    return beginning + _COMPARE.format(tables="\n".join(["{", *lines, "}"]))


def _from_file(source: Any) -> str:
    return _FROM_FILE.format(
        name=_literal(file_name(source)),
        reading=_reading(source, "FILES if len(FILES) > 1 else FILES[0]"),
        fingerprint=_literal(source.fingerprint),
    )


def _from_table(source: Any) -> str:
    return _FROM_TABLE.format(
        what=given_to_script(source),
        explained=_EXPLAINED[given_to_script(source)],
        table=_table(source, _FROM_COMMAND_LINE),
        reading=_reading(source, "table"),
        size=(len(source), source.n_customers),
    )


def _table(source: Any, given: Mapping[str, str]) -> str:
    """Lines that make ``table``; where the database is stands in none of them."""
    about, what = source.report.table, given_to_script(source)
    if what == "FILES":
        return f"table = ibis.duckdb.connect().read_{about.files}({given[what]}, union_by_name=True)"
    schema, _, name = about.table.rpartition(".")
    named = [_literal(name), *([f"database={_literal(schema)}"] if schema else [])]
    opened = "ibis.duckdb.connect({}, read_only=True)" if what == "DATABASE" else "ibis.connect({})"
    return f"connection = {opened.format(given[what])}\n{_call('table = connection.table', named, 0)}"


def file_name(source: Any) -> str:
    """Name of the file, without the folders that it lies in; of a table its own."""
    if source.report.table is not None:
        return str(source.report.table.table)
    name = str(source.report.source).replace("\\", "/").rsplit("/", 1)[-1]
    return name or "data.csv"


def given_to_script(source: Any) -> str:
    """What the script of a bundle is given: a file in quotes, or a word for what only the reader knows."""
    if source.report.table is None:
        return f'"{file_name(source)}"'
    table = source.report.table
    return "FILES" if table.files else "DATABASE" if table.engine == _DUCKDB else "ADDRESS"


def reading_options(source: Any) -> dict[str, Any]:
    """What the reader was told or had to choose, as arguments for it: nothing that the file itself proves.

    Examples
    --------
    >>> import retention as rt
    >>> data = b"customer,date\\na,05/01/2024\\na,06/02/2024\\n"
    >>> reading_options(rt.read_events(data, date_order="dmy"))["date_order"]
    'dmy'
    """
    if reader_of(source) == OF_TABLES:
        return {"timezone": source.timezone, "whole_until": source.observed_until.isoformat()}
    known = _reader_arguments(source)
    found: dict[str, Any] = {}
    for made in source.report.assumptions:
        proved = made.certainty == "proved"
        if made.key not in known or made.value in ("", _USUAL.get(made.key)) or proved:
            continue
        if made.key == "delimiter" and (len(made.value) != 1 or made.value == ","):
            continue
        if made.key == "header" and made.value == "1":
            continue
        found[made.key] = int(made.value) if made.key == "header" else made.value
    return {"timezone": source.timezone, "observed_until": source.observed_until.isoformat(), **found}


def reader_of(source: Any) -> str:
    """Name of the function that reads such files, or of what counts such tables."""
    reader = READERS.get(type(getattr(source, "mapping", None)).__name__)
    if reader is None or not hasattr(source, "report"):
        raise ExportError(
            say("A {kind} cannot be read again by a script.", kind=type(source).__name__),
            where="source",
            todo=say("Give visits as read_events makes them, or contracts as read_subscriptions does."),
        )
    table = source.report.table
    if table is not None and not table.table:
        raise ExportError(
            say("A query has no name by which a script could find it again."),
            where="source",
            todo=say("Make a view of it in the database, and count that."),
        )
    return reader if table is None else OF_TABLES


def plain_settings(settings: CohortSettings) -> dict[str, Any]:
    """Settings that differ from the usual, as JSON holds them."""
    chosen: dict[str, Any] = json.loads(settings_json(settings))["settings"]
    return chosen


def recipe_code(recipe: Recipe, indent: int = 0) -> str:
    """The call that counts a table from ``source``."""
    chosen = {name: _literal(tuples(value)) for name, value in plain_settings(recipe.settings).items()}
    more = {name: _literal(value) for name, value in recipe.arguments.items()}
    settings = _call("rt.CohortSettings", [f"{name}={code}" for name, code in chosen.items()], indent + 4)
    if recipe.metric in OF_TENURES:
        first = [f"source.tenures({_literal(recipe.settings.period)})"]
    elif recipe.metric in OF_MATRIX:
        first = [_call("rt.cohort_matrix", ["source", *([f"settings={settings}"] if chosen else [])], indent + 4)]
    else:
        first = ["source", *([f"settings={settings}"] if chosen else [])]
    return _call(f"rt.{recipe.metric}", [*first, *(f"{name}={code}" for name, code in more.items())], indent)


def _reading(source: Any, file: str) -> str:
    mapping = source.mapping
    used = [
        f"{one.name}={_literal(getattr(mapping, one.name))}"
        for one in fields(mapping)
        if one.default is MISSING or getattr(mapping, one.name) != one.default
    ]
    options = [f"{name}={_literal(value)}" for name, value in reading_options(source).items()]
    return _call(f"rt.{reader_of(source)}", [file, _call(f"rt.{type(mapping).__name__}", used, 4), *options], 0)


def _reader_arguments(source: Any) -> set[str]:
    import retention

    return set(inspect.signature(getattr(retention, reader_of(source))).parameters) & set(_OPTIONS)


def _call(name: str, arguments: list[str], indent: int) -> str:
    """A call in one line where it fits, else with an argument in each."""
    line = f"{name}({', '.join(arguments)})"
    if indent + len(line) <= WIDTH and "\n" not in line:
        return line
    inner = "\n".join(f"{' ' * (indent + 4)}{argument}," for argument in arguments)
    return f"{name}(\n{inner}\n{' ' * indent})"


def _literal(value: Any) -> str:
    """A value as Python writes it; only such as mean the same everywhere."""
    if isinstance(value, (tuple, list)):
        parts = [_literal(one) for one in value]
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    if isinstance(value, str):
        written = repr(value)
        return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in value else written
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    raise SettingsError(
        say("a {kind} cannot be written into a script.", kind=type(value).__name__),
        where="arguments",
        todo=say("Use texts, numbers, yes and no."),
    )
