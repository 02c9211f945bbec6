"""A bundle: tables, figures, settings and a script in one file, so that whoever doubts a number can count it again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from retention.annotations import Annotation
from retention.errors import ExportError
from retention.export.figures import html_bytes
from retention.export.frames import tidy_frame
from retention.export.manifest import MANIFEST, PLOTLY, check_names, manifest, sealed
from retention.export.script import file_name, given_to_script, reader_of, reproduce_script
from retention.export.tables import csv_bytes, save
from retention.languages import counted, language, say, speaking_of_table, use
from retention.recipes import Recipe

LONGEST_NOTE = 10_000
_DATE = (1980, 1, 1, 0, 0, 0)  # the same for all, so that the same content gives the same bytes
Tables = Mapping[str, "Recipe | tuple[Recipe, Any]"]


def bundle(
    source: Any,
    tables: Tables,
    *,
    figures: Mapping[str, go.Figure] | None = None,
    annotations: Iterable[Annotation] = (),
    note: str = "",
    path: str | Path | None = None,
) -> bytes:
    """Pack tables with everything that is needed to check them, apart from the data: a ZIP file.

    It holds ``manifest.json`` (file name, fingerprint, mapping, rows used and dropped, recipes, a SHA-256 of every
    member), ``tables/*.csv`` with every digit, ``figures/*.html`` and ``*.json``, ``reproduce.py``, which counts the
    tables again, and ``README.txt``. It names no customer and no folder. The same input gives the same bytes.

    Parameters
    ----------
    source
        Visits or contracts, as read from a file.
    tables
        Name of each table, and what gives it: a :class:`retention.Recipe`, or a pair of it and its result, where that
        is counted already.
    figures
        Name of each figure, and the figure.
    annotations
        What happened, on the axis of time.
    note
        A few words to go along.
    path
        Where to write it too, if anywhere; an existing file is replaced.

    Returns
    -------
    bytes

    Raises
    ------
    ExportError
        If the source is neither visits nor contracts, a name cannot be that of a file, a result is no table or lists
        customers, or the file cannot be written.
    SettingsError
        If a recipe cannot be counted or written down.

    Examples
    --------
    >>> import io, zipfile, retention as rt
    >>> events = rt.read_events(b"customer,date\\na,2024-01-05\\na,2024-02-03\\nb,2024-02-04\\n", name="orders.csv")
    >>> data = bundle(events, {"cohorts": rt.Recipe("cohort_matrix")})
    >>> zipfile.ZipFile(io.BytesIO(data)).namelist()
    ['README.txt', 'manifest.json', 'reproduce.py', 'tables/cohorts.csv']
    """
    reader_of(source)
    figures, annotations = dict(figures or {}), tuple(annotations)
    check_names(tables, "table")
    check_names(figures, "figure")
    if len(note) > LONGEST_NOTE:
        raise ExportError(
            say("The note has {n} letters.", n=f"{len(note):,}"),
            where="note",
            todo=say("Keep to {most}.", most=f"{LONGEST_NOTE:,}"),
        )
    recipes = {name: one if isinstance(one, Recipe) else one[0] for name, one in tables.items()}
    if language() != "en":  # a result may hold words
        tables = dict(recipes)
    members = {f"tables/{name}.csv": _table(source, name, one) for name, one in tables.items()}
    members |= _figures(figures)
    members["reproduce.py"] = reproduce_script(source, recipes).encode()
    with speaking_of_table(source.report.table is not None):
        members["README.txt"] = readme(source, list(recipes), list(figures), note).encode("utf-8", errors="replace")
    listed = manifest(source, recipes, figures, annotations, note, members)
    data = _zipped({**members, MANIFEST: sealed(listed)})
    if path is not None:
        save(data, path)
    return data


def _table(source: Any, name: str, given: Any) -> bytes:
    with use("en"):  # whoever counts again must find the same, in any language
        result = given.run(source) if isinstance(given, Recipe) else given[1]
        columns, data = {str(column) for column in tidy_frame(result)}, csv_bytes(result)
    if columns & {"customer", str(source.mapping.customer)}:
        raise ExportError(
            say("A bundle names no customer, and this table has a row for each."),
            where=name,
            todo=say("Take the list away by itself (list_csv_bytes), with ids plain or hashed."),
        )
    return data


def _figures(figures: Mapping[str, go.Figure]) -> dict[str, bytes]:
    """Each figure as a page and as data, and once what draws the pages."""
    from plotly.offline import get_plotlyjs

    members = {PLOTLY: get_plotlyjs().encode()} if figures else {}
    for name, figure in figures.items():
        members[f"figures/{name}.html"] = html_bytes(figure, name, plotly=PLOTLY.rsplit("/", 1)[-1])
        members[f"figures/{name}.json"] = figure.to_json().encode()
    return members


def _zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, members[name], compresslevel=6)
    return out.getvalue()


def readme(source: Any, tables: list[str], figures: list[str], note: str) -> str:
    """What the folder holds, for people."""
    import retention

    report = source.report
    held, drawn = ", ".join(f"{one}.csv" for one in tables), ", ".join(f"{one}.html" for one in figures)
    lines = [
        _counted_from(source),
        "",
        say(
            "{used} of {read} rows were used, of {customers}, complete through {moment} ({timezone}).",
            used=f"{report.rows_kept:,}",
            read=f"{report.rows_read:,}",
            customers=counted(source.n_customers, "customer"),
            moment=f"{source.observed_until:%Y-%m-%d %H:%M}",
            timezone=source.timezone,
        ),
        say("Fingerprint of what was read: {fingerprint}", fingerprint=source.fingerprint),
        say("Counted by retention-dashboard {version}", version=retention.__version__),
        *(["", note] if note else []),
        "",
        f"tables/      {held or say('none')}",
        *([f"figures/     {say('{files}; they need no network', files=drawn)}"] if figures else []),
        f"manifest.json  {say('where the numbers come from, and a SHA-256 of every file')}",
        f"reproduce.py   {say('counts the tables again')}",
        "",
        say(
            "To check the tables, unpack the whole folder, install {package}, and run:",
            package="retention-dashboard" if report.table is None else "retention-dashboard[engines]",
        ),
        "",
        f"    python reproduce.py {given_to_script(source)}",
        "",
        say('It says "identical", or which numbers differ.'),
        say("The data are not in this folder, and no customer is named in it."),
        "",
    ]
    return "\n".join(lines)


def _counted_from(source: Any) -> str:
    table = source.report.table
    if table is None:
        return say("Tables counted from {file}", file=file_name(source))
    return say(
        "Tables counted in {table} of {connection} ({engine}), as it was asked at {moment}",
        table=table.table,
        connection=table.connection,
        engine=table.engine,
        moment=f"{table.asked:%Y-%m-%d %H:%M}",
    )
