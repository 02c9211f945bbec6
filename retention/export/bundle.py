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
from retention.export.script import file_name, reader_of, reproduce_script
from retention.export.tables import csv_bytes, save
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
        raise ExportError(f"The note has {len(note):,} letters.", where="note", todo=f"Keep to {LONGEST_NOTE:,}.")
    recipes = {name: one if isinstance(one, Recipe) else one[0] for name, one in tables.items()}
    members = {f"tables/{name}.csv": _table(source, name, one) for name, one in tables.items()}
    members |= _figures(figures)
    members["reproduce.py"] = reproduce_script(source, recipes).encode()
    members["README.txt"] = readme(source, list(recipes), list(figures), note).encode("utf-8", errors="replace")
    listed = manifest(source, recipes, figures, annotations, note, members)
    data = _zipped({**members, MANIFEST: sealed(listed)})
    if path is not None:
        save(data, path)
    return data


def _table(source: Any, name: str, given: Any) -> bytes:
    result = given.run(source) if isinstance(given, Recipe) else given[1]
    columns = {str(column) for column in tidy_frame(result)}
    if columns & {"customer", str(source.mapping.customer)}:
        raise ExportError(
            "A bundle names no customer, and this table has a row for each.",
            where=name,
            todo="Take the list away by itself (list_csv_bytes), with ids plain or hashed.",
        )
    return csv_bytes(result)


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

    report, name = source.report, file_name(source)
    lines = [
        f"Tables counted from {name}",
        "",
        f"{report.rows_kept:,} of {report.rows_read:,} rows were used, of {source.n_customers:,} customers, complete "
        f"through {source.observed_until:%Y-%m-%d %H:%M} ({source.timezone}).",
        f"Fingerprint of what was read: {source.fingerprint}",
        f"Counted by retention-dashboard {retention.__version__}",
        *(["", note] if note else []),
        "",
        f"tables/      {', '.join(f'{one}.csv' for one in tables) or 'none'}",
        *([f"figures/     {', '.join(f'{one}.html' for one in figures)}; they need no network"] if figures else []),
        "manifest.json  where the numbers come from, and a SHA-256 of every file",
        "reproduce.py   counts the tables again",
        "",
        "To check the tables, unpack the whole folder, install retention-dashboard, and run:",
        "",
        f'    python reproduce.py "{name}"',
        "",
        'It says "identical", or which numbers differ.',
        "The data are not in this folder, and no customer is named in it.",
        "",
    ]
    return "\n".join(lines)
