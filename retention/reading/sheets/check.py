"""What a workbook holds and may ask for, looked at before another process parses it."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retention.errors import LimitError
from retention.languages import mark, say
from retention.reading.containers.files import OpenedFile
from retention.reading.opening import ALL, Opening
from retention.reading.sheets.guard import Package, locked
from retention.reading.sheets.ods_scan import OdsSheet, scan_ods
from retention.reading.sheets.parts import NumberFormat, Sheet, read_formats, read_parts
from retention.reading.sheets.scan import Area, Scan, scan_sheet
from retention.reading.sheets.trim import Cut, find_table, is_sparse, trimmed

_START = 8 << 20  # bytes of an older workbook that are searched for its beginning
_BEGIN = re.compile(rb"\x09\x08(?:\x08\x00\x00\x05\x05\x00.{4}|\x10\x00\x00\x06\x05\x00.{12})", re.DOTALL)
_WRITE_PROTECTED, _FILE_PASS = 0x86, 0x2F
CHARTS, MACROS = mark("charts"), mark("macros")
HIDDEN = mark("hidden")
STATES = {"visible": "", "hidden": HIDDEN, "veryHidden": HIDDEN, "veryhidden": HIDDEN}


@dataclass
class Checked:
    """A workbook that may be parsed, and what was seen of it.

    Attributes
    ----------
    data
        The bytes to parse; without cells that lie far away.
    ending
        What it is: "xlsx", "xlsb", "xls" or "ods".
    unpacked
        Size of what it unpacks to.
    package
        The archive that it is; None for XLS.
    sheets
        Its sheets, where they are known before it is parsed (XLSX).
    scans, cuts, ods
        By sheet: what its cells tell, and where the table of a sparse one lies.
    formats
        Number formats that matter, by cell style.
    """

    data: memoryview | bytes
    ending: str
    unpacked: int
    package: Package | None = None
    sheets: list[Sheet] = field(default_factory=list)
    scans: dict[str, Scan] = field(default_factory=dict)
    cuts: dict[str, Cut] = field(default_factory=dict)
    formats: dict[int, NumberFormat] = field(default_factory=dict)
    ods: dict[str, OdsSheet] = field(default_factory=dict)


def check(file: OpenedFile, opening: Opening) -> Checked:
    """Look at all that can be seen without parsing.

    Raises
    ------
    LimitError
        If it asks for too much.
    ReadError
        If it is damaged or locked.
    """
    whole = memoryview(file.buffer)
    if bytes(whole[:2]) != b"PK":
        if _is_locked(bytes(whole[:_START])):
            raise locked(file.name)
        return Checked(whole, "xls", file.buffer.size)
    package = Package(file.buffer, opening.limits, file.name)
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise locked(file.name)
    checked = Checked(whole, _ending(package), package.unpacked, package, read_parts(package))
    if checked.ending == "ods":
        checked.ods = scan_ods(_told(package, "content.xml", opening), file.name)
        for name, seen in checked.ods.items():
            _refuse_wide(name, seen.area, opening, file.name, swells=seen.swells)
    elif checked.sheets:
        _scan_all(package, checked, opening)
    return checked


def _scan_all(package: Package, checked: Checked, opening: Opening) -> None:
    checked.formats = read_formats(package)
    for sheets in _in_turn(checked.sheets, opening):
        for sheet in sheets:
            _scan(sheet, package, checked, opening)
        if any(scan.cells for scan in checked.scans.values()):
            break
    if checked.cuts:
        checked.data = _repacked(package, checked)


def _ending(package: Package) -> str:
    if "xl/workbook.bin" in package:
        return "xlsb"
    return "ods" if "content.xml" in package else "xlsx"


def _is_locked(start: bytes) -> bool:
    """Whether an older workbook (XLS) is encrypted: one of its first records says so."""
    found = _BEGIN.search(start)
    at = found.end() if found else len(start)
    while at + 4 <= len(start):
        record, length = int.from_bytes(start[at : at + 2], "little"), int.from_bytes(start[at + 2 : at + 4], "little")
        if record != _WRITE_PROTECTED:
            return record == _FILE_PASS
        at += 4 + length
    return False


def _told(package: Package, path: str, opening: Opening) -> Iterator[bytes]:
    """The pieces of a part, with a word about each as it is looked at."""
    done = 0
    for piece in package.pieces(path):
        done += len(piece)
        opening.tell(0.01 + 0.14 * done / max(1, package.unpacked), say("Checking the workbook"))
        yield piece


def _in_turn(sheets: list[Sheet], opening: Opening) -> Iterator[list[Sheet]]:
    """Sheets whose cells are looked at: the one asked for, else the visible ones, else the others."""
    cells = [sheet for sheet in sheets if sheet.kind == "worksheet" and sheet.path]
    if opening.sheet not in (None, ALL):
        yield [sheet for sheet in cells if sheet.name == opening.sheet]
        return
    yield [sheet for sheet in cells if not why_not(sheet)]
    yield [sheet for sheet in cells if why_not(sheet)]


def _scan(sheet: Sheet, package: Package, checked: Checked, opening: Opening) -> None:
    scan = scan_sheet(_told(package, sheet.path, opening), frozenset(checked.formats), package.where)
    checked.scans[sheet.name] = scan
    if is_sparse(scan):
        checked.cuts[sheet.name] = find_table(package.pieces(sheet.path), package.where)
    area = checked.cuts[sheet.name].area if sheet.name in checked.cuts else scan.area
    _refuse_wide(sheet.name, area, opening, package.where)


def why_not(sheet: Sheet) -> str:
    """Why a sheet is not read unless it is named, in a word; empty where it is."""
    if sheet.kind != "worksheet":
        return CHARTS if sheet.kind == "chartsheet" else MACROS
    return STATES.get(sheet.state, HIDDEN) or (mark("pivot table") if sheet.pivot else "")


def _refuse_wide(name: str, area: Area, opening: Opening, where: str, *, swells: bool = False) -> None:
    """Two far cells in a file of 837 bytes make readers ask for 549 GB."""
    rows, columns = area.bottom - area.top + 1, area.right - area.left + 1
    size = {"sheet": name, "rows": f"{rows:,}", "columns": f"{columns:,}"}
    todo = say("Delete the empty rows and columns in Excel, or save the data as CSV.")
    if swells:
        what = say(
            "The sheet '{sheet}' uses {rows} rows and {columns} columns, since few cells are repeated very often.",
            **size,
        )
        raise LimitError(what, where=where, todo=todo)
    what = say(
        "The sheet '{sheet}' uses {rows} rows and {columns} columns, since a cell far away holds something.", **size
    )
    opening.limits.refuse_above("cells", area.cells, what, where=where, todo=todo)


def _repacked(package: Package, checked: Checked) -> bytes:
    """The workbook without the cells that lie far away from its tables."""
    cut = {sheet.path.lower(): checked.cuts[sheet.name] for sheet in checked.sheets if sheet.name in checked.cuts}
    with tempfile.TemporaryDirectory(prefix="retention-workbook-") as name:
        path = Path(name) / "trimmed"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for part in package.paths:
                pieces = package.pieces(part)
                if part.lower() in cut:
                    pieces = trimmed(pieces, cut[part.lower()].area, package.where)
                with out.open(part, "w") as target:
                    target.writelines(pieces)
        return path.read_bytes()
