"""Workbooks made by hand for tests: one small story in many formats, and hostile packages."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

HEADER = ["customer", "date", "amount"]
ROWS = [
    ["a", "2024-01-05", "5"],
    ["b", "2024-01-06", "6.5"],
    ["a", "2024-02-10", "7"],
    ["c", "2024-02-11", "8"],
    ["b", "2024-03-12", "9"],
]
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column: int) -> str:
    return chr(64 + column) if column <= 26 else letters((column - 1) // 26) + chr(65 + (column - 1) % 26)


def cell(row: int, column: int, value: str, attributes: str = "") -> str:
    return f'<c r="{letters(column)}{row}" t="inlineStr"{attributes}><is><t>{value}</t></is></c>'


def rows_xml(rows: list[list[str]], top: int = 1, left: int = 1) -> str:
    return "".join(
        f'<row r="{top + i}">' + "".join(cell(top + i, left + j, v) for j, v in enumerate(row) if v) + "</row>"
        for i, row in enumerate(rows)
    )


def sheet_xml(data: str, after: str = "", before: str = "") -> str:
    return f"<worksheet {NAMESPACE}>{before}<sheetData>{data}</sheetData>{after}</worksheet>"


def package(sheets: dict[str, str], *, states: dict[str, str] | None = None, **parts: str) -> bytes:
    """An XLSX workbook of sheets given as XML; ``styles`` and ``workbook`` replace those parts."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" state="{(states or {}).get(name, "visible")}"/>'
        for i, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in enumerate(sheets, 1)
    )
    files = {
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": parts.get(
            "workbook", f'<workbook {NAMESPACE} xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": "<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), 1)},
    }
    if "styles" in parts:
        files["xl/styles.xml"] = parts["styles"]
    return zipped(files)


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def blown_up(data: bytes, member: str, chunk: bytes, times: int) -> bytes:
    """The same package with a member that unpacks to ``chunk`` many times over, made without unpacking it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)  # such blocks can be repeated
    packed = once * times + b"\x03\x00"
    size = len(chunk) * times
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        info = zipfile.ZipInfo(member)
        info.compress_type, info.compress_size, info.file_size = zipfile.ZIP_DEFLATED, len(packed), size
        info.CRC, info.header_offset = 0, new.fp.tell()
        new.fp.write(info.FileHeader(zip64=False) + packed)
        new.filelist.append(info)
        new.NameToInfo[member] = info
        new.start_dir = new.fp.tell()
        new._didModify = True
    return out.getvalue()


# ------------------------------------------------------------------------------------------------- OpenDocument
def ods_cell(value: str, attributes: str = "") -> str:
    if not value:
        return f"<table:table-cell{attributes}/>"
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{value}</text:p></table:table-cell>'


def ods_rows(rows: list[list[str]]) -> str:
    return "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)


def ods(tables: dict[str, str], manifest: str = "") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables.items())
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{office}:manifest:1.0">{manifest}</m:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0">'
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        }
    )


# ---------------------------------------------------------------------------------------------- binary workbooks
def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: dict[tuple[int, int], str]) -> bytes:
    """A binary workbook of one sheet, with texts at (row, column) from 0 on."""
    sheet = _record(129) + _record(148, struct.pack("<4I", 0, max(r for r, _ in cells), 0, max(c for _, c in cells)))
    sheet += _record(145)
    for row in sorted({r for r, _ in cells}):
        sheet += _record(0, struct.pack("<II", row, 0) + b"\0" * 9)
        for (r, column), text in sorted(cells.items()):
            if r == row:
                sheet += _record(6, struct.pack("<II", column, 0) + _wide(text))
    sheet += _record(146) + _record(130)
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Orders")) + _record(144) + _record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("_rels/.rels", _relations("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", _relations("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


def xls(rows: list[list[str]]) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Orders")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ XML and pages
def xml2003(sheets: dict[str, str], styles: str = "") -> str:
    body = "".join(f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>' for name, rows in sheets.items())
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>{styles}</Styles>{body}</Workbook>'
    )


def xml2003_rows(rows: list[list[str]]) -> str:
    def filled(value: str) -> str:
        return f'<Cell><Data ss:Type="String">{value}</Data></Cell>'

    return "".join(f"<Row>{''.join(map(filled, row))}</Row>" for row in rows)


def page(rows: list[list[str]]) -> str:
    def line(row: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in row) + "</tr>"

    return f"<html><body><table>{line(rows[0], 'th')}{''.join(line(r, 'td') for r in rows[1:])}</table></body></html>"
