"""The parts of an XLSX workbook: its sheets, which of them are hidden or hold a pivot, and its number formats."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from retention.reading.sheets.guard import Package, damaged, refuse_entities

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ZEROS = re.compile(r"^(?:0{2,})$")
_CURRENCY = re.compile(r"\[\$([^\]\-]+)(?:-[^\]]*)?\]|\"?([₩￦¥￥€£฿₫₽₹$元원円]|NT\$|R\$|kr|zł)\"?")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, before its cells are looked at.

    Attributes
    ----------
    name
        What its tab says.
    path
        Its part in the archive; empty where that is not known.
    state
        "visible", "hidden" or "veryHidden".
    kind
        "worksheet", "chartsheet", "dialogsheet" or a kind of macro sheet.
    pivot
        Whether a pivot table lies on it.
    """

    name: str
    path: str = ""
    state: str = "visible"
    kind: str = "worksheet"
    pivot: bool = False


@dataclass(frozen=True)
class NumberFormat:
    """What a number format says about a column: the digits that are shown at least, or a currency."""

    digits: int = 0
    currency: str = ""


def read_parts(package: Package) -> list[Sheet]:
    """Sheets in the order of their tabs; none if the workbook is of another kind than XLSX."""
    if "xl/workbook.xml" not in package:
        return []
    targets = _relations(package, "xl/workbook.xml")
    sheets = []
    for node in _nodes(package, "xl/workbook.xml", "sheet"):
        kind, path = targets.get(node.get(_RELATION) or node.get(_STRICT) or "", ("worksheet", ""))
        pivot = any(k == "pivotTable" for k, _ in _relations(package, path).values())
        sheets.append(Sheet(node.get("name", ""), path, node.get("state", "visible"), kind, pivot))
    return sheets


def read_formats(package: Package) -> dict[int, NumberFormat]:
    """Number formats that matter for reading, by cell style; dates are left to the reader of values."""
    if "xl/styles.xml" not in package:
        return {}
    root = _tree(package, "xl/styles.xml")
    codes = {
        node.get("numFmtId"): number_format(node.get("formatCode", "")) for node in _within(root, "numFmts", "numFmt")
    }
    styles = enumerate(_within(root, "cellXfs", "xf"))
    found = {style: codes.get(node.get("numFmtId")) for style, node in styles}
    return {style: known for style, known in found.items() if known is not None}


def number_format(code: str) -> NumberFormat | None:
    """Read a number format.

    Examples
    --------
    >>> number_format("00000"), number_format("[$₩-412]#,##0"), number_format("0.00")
    (NumberFormat(digits=5, currency=''), NumberFormat(digits=0, currency='₩'), None)
    """
    first = code.split(";")[0].strip()
    if _ZEROS.match(first):
        return NumberFormat(digits=len(first))
    found = _CURRENCY.search(first)
    return NumberFormat(currency=(found[1] or found[2]).strip()) if found else None


def _relations(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: by id, the kind and the path of each."""
    folder, name = posixpath.split(path)
    relations = {}
    for node in _nodes(package, f"{folder}/_rels/{name}.rels", "Relationship"):
        target = node.get("Target", "").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        relations[node.get("Id", "")] = (node.get("Type", "").rsplit("/", 1)[-1], whole)
    return relations


def _nodes(package: Package, path: str, tag: str) -> list[ElementTree.Element]:
    if path not in package:
        return []
    return [node for node in _tree(package, path).iter() if _local(node) == tag]


def _within(root: ElementTree.Element, group: str, tag: str) -> list[ElementTree.Element]:
    return [node for parent in root if _local(parent) == group for node in parent if _local(node) == tag]


def _tree(package: Package, path: str) -> ElementTree.Element:
    data = package.read(path)
    refuse_entities(data.replace(b"\0", b""), package.where)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(package.where) from error


def _local(node: ElementTree.Element) -> str:
    return str(node.tag).rsplit("}", 1)[-1]
