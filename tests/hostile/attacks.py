"""Files that are made to hurt whoever reads them, each a few kilobytes to some megabytes and made in no time."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

from tests.reading.books import HEADER, ROWS, blown_up, ods, ods_cell, package, rows_xml, sheet_xml, xls, xml2003

MB = 1 << 20
HEAD = b"customer,date,amount\n"
ROW = b"C001,2024-01-01,1\n"
GOOD = HEAD + b"a,2024-01-05,5\nb,2024-01-06,6\na,2024-02-05,7\n"
STORY = sheet_xml(rows_xml([HEADER, *ROWS]))
BOOK = package({"S": STORY})
Make = Callable[[], bytes]


def zeros(size: int, level: int = 9) -> bytes:
    """So many zero bytes as a raw deflate stream."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(size // MB)), packer.flush()])


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def zip_by_hand(members: list[tuple[str, int, int, int]], kernel: bytes, method: int = 8) -> bytes:
    """A ZIP archive whose directory says what it likes: name, offset, packed and unpacked size of each member."""
    size = members[0][3]
    crc = zlib.crc32(bytes(size)) if size < 1 << 30 else 0
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 0, crc, len(kernel), size, 1, 0) + b"x" + kernel
    entries = []
    for name, offset, packed, unpacked in members:
        raw = name.encode()
        fields = (20, 20, 0, method, 0, 0, crc, packed, unpacked, len(raw), 0, 0, 0, 0, 0, offset)
        entries.append(struct.pack("<4s6H3I5H2I", b"PK\1\2", *fields) + raw)
    listed, count = b"".join(entries), len(members) & 0xFFFF
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(listed), len(local), 0)
    return local + listed + end


def overlapping() -> bytes:
    """Nine hundred members that share one stream of 8 MB."""
    kernel = zeros(8 * MB)
    return zip_by_hand([("x", 0, len(kernel), 8 * MB)] * 900, kernel)


def nested(depth: int) -> bytes:
    """A ZIP archive inside a ZIP archive inside a ..."""
    data = archive({"0.csv": GOOD})
    for i in range(depth):
        data = archive({f"{i}.zip": data})
    return data


def nested_wide() -> bytes:
    """Ten archives in each of ten archives in each of ten, all of one file that unpacks to 10 MB."""
    data = archive({f"{i}.csv": HEAD + b"%d,2024-01-01,1\n" % i * 600_000 for i in range(2)})
    for _ in range(2):
        data = archive({f"{i}.zip": data + bytes([i]) for i in range(10)})
    return data


def quine_like() -> bytes:
    """gzip members one behind the other, each of next to nothing."""
    return gzip.compress(b"") * 200_000


def tar(names: dict[str, bytes | str]) -> bytes:
    """A tar archive; text is where a symbolic link points to."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            if isinstance(data, str):
                info.type, info.linkname = tarfile.SYMTYPE, data
                packed.addfile(info)
            else:
                info.size = len(data)
                packed.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_of_tiny() -> bytes:
    """A tar archive of fifty thousand empty files."""
    return tar({f"{i}.csv": b"" for i in range(50_000)})


def parquet(columns: dict[str, object], **how: object) -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), out, **how)
    return out.getvalue()


def parquet_of_few_values() -> bytes:
    """One value of 20 KB in a million rows: some kilobytes that become gigabytes."""
    text = pa.DictionaryArray.from_arrays(pa.array(np.zeros(1_000_000, np.int8)), pa.array(["x" * 20_000]))
    return parquet({"customer": text, "date": text})


def parquet_that_lies(rows: int) -> bytes:
    """A Parquet file whose footer claims so many rows."""
    data = parquet({"customer": ["a"] * 77_777, "date": ["2024-01-01"] * 77_777}, compression="none")
    true = _zigzag(77_777)
    assert true in data
    return data.replace(true, _zigzag(rows)) if len(_zigzag(rows)) == len(true) else data


def _zigzag(number: int) -> bytes:
    number, out = number << 1, bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def arrow_of_few_values() -> bytes:
    """A compressed Feather file of one value."""
    out = io.BytesIO()
    table = pa.table({"customer": ["x" * 2000] * 20_000, "date": ["2024-01-01"] * 20_000})
    pyarrow.feather.write_feather(table, out, compression="zstd", compression_level=19, chunksize=100_000)
    return out.getvalue()


def entities() -> str:
    """Nine entities that unfold to 10 ** 9 letters."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


def shared(strings: str, cells: str) -> bytes:
    """A workbook with shared strings."""
    names = "[Content_Types].xml"
    book = package({"S": sheet_xml(cells)})
    with zipfile.ZipFile(io.BytesIO(book)) as old:
        members = {name: old.read(name) for name in old.namelist() if name != names}
    members["xl/sharedStrings.xml"] = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'.encode()
    )
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    return archive(members)


def one_string_in_every_cell() -> bytes:
    """One shared string of 100 KB that a hundred thousand cells point to: 10 GB of text."""
    cells = "".join(f'<row r="{r}">' + f'<c r="A{r}" t="s"><v>0</v></c>' + "</row>" for r in range(1, 100_001))
    return shared(f"<si><t>{'x' * 100_000}</t></si>", cells)


def many_styles() -> bytes:
    """A million cell styles."""
    formats = "<xf/>" * 1_000_000
    return package(
        {"S": STORY}, styles=f'<styleSheet xmlns="x"><cellXfs count="1000000">{formats}</cellXfs></styleSheet>'
    )


def many_merged() -> bytes:
    """A hundred thousand merged ranges, each as large as the sheet."""
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * 100_000
    return package({"S": sheet_xml(rows_xml([HEADER, *ROWS]), f"<mergeCells>{ranges}</mergeCells>")})


def many_sheets() -> bytes:
    """Nine hundred sheets."""
    return package({f"S{i}": STORY for i in range(900)})


def xml2003_far() -> bytes:
    """Cells far away, in XML."""
    cell = '<Cell ss:Index="{c}"><Data ss:Type="String">x</Data></Cell>'
    rows = "".join(
        f'<Row ss:Index="{i * 500}">{cell.format(c=1)}{cell.format(c=16_000_000 - i)}</Row>' for i in range(1, 2000)
    )
    return xml2003({"S": rows}).encode()


def html_spans() -> bytes:
    """A cell that reaches over 65,534 rows and 1,000 columns, a thousand times."""
    return b"<table>" + b'<tr><td rowspan="65534" colspan="1000">x</td><td>y</td></tr>' * 2_000 + b"</table>"


def html_deep() -> bytes:
    """Tables in tables, a hundred thousand deep."""
    return b"<table><tr><td>x" * 100_000


def html_wide() -> bytes:
    """A row of cells of the greatest width, and a million rows of one cell."""
    wide = b"<tr>" + b'<td colspan="1000">x</td>' * 5 + b"</tr>"
    return b"<html><table>" + wide + b"<tr><td>x</td></tr>" * 300_000 + b"</table></html>"


def polyglot(front: bytes, back: bytes) -> bytes:
    """One file in front of another, as programs find it that look at the end."""
    return front + back


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
ATTACKS: dict[str, Make] = {
    # packed
    "gzip of zeros": lambda: gzip.compress(bytes(400 * MB), 6),
    "gzip of gzip of zeros": lambda: gzip.compress(gzip.compress(bytes(300 * MB), 1)),
    "gzip without end": quine_like,
    "gzip five times": lambda: gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(GOOD))))),
    "bzip2 of zeros": lambda: bz2.compress(bytes(300 * MB)),
    "xz of zeros": lambda: lzma.compress(bytes(300 * MB), preset=0),
    "zstd of zeros": lambda: pa.compress(bytes(400 * MB), "zstd", asbytes=True),
    "xz that wants a dictionary of 4 GB": lambda: b"]\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(500),
    "zip of zeros": lambda: archive({"a.csv": bytes(400 * MB)}),
    "zip of many": lambda: archive({f"{i}.csv": bytes(2 * MB) + b"%d" % i for i in range(300)}),
    "zip of nothing, often": lambda: archive({f"{i}.csv": b"" for i in range(1500)}),
    "zip with overlapping members": overlapping,
    "zip in zip": lambda: nested(2),
    "zip in zip in zip in zip in zip": lambda: nested(12),
    "zips in zips, wide": nested_wide,
    "zip that claims 4 GB": lambda: zip_by_hand([("a.csv", 0, 30, 0xFFFFFFF0)], zlib.compress(GOOD)[2:-4]),
    "zip that claims nothing": lambda: zip_by_hand([("a.csv", 0, len(zeros(64 * MB)), 10)], zeros(64 * MB)),
    "zip with offsets beyond its end": lambda: zip_by_hand([("a.csv", 0x7FFFFFFF, 30, 30)], GOOD, 0),
    "zip with a list of 9 MB": lambda: zip_by_hand([("x" * 400, 0, 9, 9)] * 20_000, b""),
    "zip packed by bzip2": lambda: _by(zipfile.ZIP_BZIP2),
    "zip packed by xz": lambda: _by(zipfile.ZIP_LZMA),
    "tar of tiny files": tar_of_tiny,
    "tar of links": lambda: tar({"a.csv": "/etc/passwd", "b.csv": "../../b.csv"}),
    "tar that claims 8 GB": lambda: tar({"a.csv": GOOD}).replace(b"%011o" % len(GOOD), b"77777777777"),
    "names that lead out": lambda: archive(
        {"../../../etc/orders.csv": GOOD, "/abs/users.csv": b"user,city\na,Seoul\n"}
    ),
    # text
    "ten thousand columns": lambda: b",".join(b"c%d" % i for i in range(10_000)) + b"\n" + b"1," * 9_999 + b"1\n",
    "ten thousand equal names": lambda: b"a," * 9_999 + b"a\n" + b"1," * 9_999 + b"1\n",
    "four thousand equal names": lambda: b"a," * 3_999 + b"a\n" + b"1," * 3_999 + b"1\n",
    "a cell of 100 MB": lambda: HEAD + b"x" * (100 * MB) + b",2024-01-01,1\n" + ROW * 3,
    "a quoted cell of 100 MB": lambda: HEAD + b'"' + b"x" * (100 * MB) + b'",2024-01-01,1\n' + ROW * 3,
    "a header of 100 MB": lambda: b"x" * (100 * MB) + b",date\na,2024-01-01\n",
    "100 MB without a line": lambda: b"x" * (100 * MB),
    "100 MB of cells without a line": lambda: b"x," * (50 * MB),
    "30 MB of line ends": lambda: b"\n" * (30 * MB),
    "30 MB of returns": lambda: b"\r" * (30 * MB),
    "30 MB of quotation marks": lambda: b'"' * (30 * MB),
    "quotation marks that never close": lambda: HEAD + b'"a,2024-01-01,1\n' * 200_000,
    "30 MB of commas": lambda: b"," * (30 * MB),
    "30 MB of NUL": lambda: bytes(30 * MB),
    "30 MB of blanks": lambda: b" " * (30 * MB),
    "NUL in every cell": lambda: HEAD + b"a\0b,2024-01-01,1\0\n" * 1000,
    "NUL between the letters": lambda: HEAD.replace(b"c", b"c\0") + ROW * 100,
    "30 MB of byte order marks": lambda: b"\xef\xbb\xbf" * (10 * MB),
    "30 MB of bytes that are no letters": lambda: bytes(range(128, 256)) * (30 * MB // 128),
    "digits without end": lambda: HEAD + b"a,2024-01-01," + b"9" * 100_000 + b"\n" + ROW,
    "an exponent without end": lambda: HEAD + b"a,2024-01-01,1e999999999\nb,2024-01-02,-1e-999999999\n" + ROW,
    "dates without end": lambda: HEAD + b"a," + b"2024-01-01 " * 10_000 + b",1\n" + ROW * 5,
    "open brackets": lambda: b"(" * 5_000_000,
    "backslashes": lambda: HEAD + b'"' + b"\\" * 5_000_000 + b'",2024-01-01,1\n' + ROW,
    "UTF-16 cut in half": lambda: "customer,date\na,2024-01-01\n".encode("utf-16")[:-1] + b"\xd8",
    # JSON
    "JSON of brackets": lambda: b"[" * 5_000_000,
    "JSON of braces": lambda: b'{"a":' * 1_000_000,
    "JSON of records that nest": lambda: (
        b'[{"customer":"a","date":"2024-01-01","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}]"
    ),
    "JSON of names": lambda: json.dumps([{f"k{i}-{j}": 1 for j in range(100)} for i in range(1000)]).encode(),
    "JSON of one name, often": lambda: b"[{" + b'"a":1,' * 1_000_000 + b'"a":1}]',
    "JSON with a number of 10 MB": lambda: b'[{"customer":"a","date":"2024-01-01","n":' + b"9" * (10 * MB) + b"}]",
    "JSON with a text of 50 MB": lambda: b'[{"customer":"' + b"x" * (50 * MB) + b'","date":"2024-01-01"}]',
    "JSON of broken records": lambda: b"[" + b'{"customer":"a" "date":1},' * 20_000 + b"]",
    "JSON lines of broken records": lambda: (
        b'{"customer":"a","date":"2024-01-01"}\n' + b'{"customer":"a" "date"\n' * 100_000
    ),
    "JSON of lists in lists": lambda: b'{"a":' + b'{"b":[' * 3000 + b"]}" * 3000 + b"}",
    "JSON of many lists": lambda: b"{" + b",".join(b'"l%d":[{"a":1}]' % i for i in range(20_000)) + b"}",
    # pages and XML
    "HTML of wide cells": html_spans,
    "HTML, deep": html_deep,
    "HTML of columns and rows": html_wide,
    "HTML of open comments": lambda: b"<html><table><tr><td>x</td></tr>" + b"<!--" * 2_000_000,
    "HTML of open tags": lambda: b"<html><table><tr><td>" + b"<a " * 1_000_000,
    "HTML of a letter without end": lambda: b"<html><table><tr><td>&#" + b"9" * 10_000,
    "HTML of open marks": lambda: b"<html><table><tr><td>" + b"<" * 3_000_000,
    "HTML of open entities": lambda: b"<html><table><tr><td>" + b"&" * 3_000_000,
    "HTML of attributes": lambda: b"<html><table><tr><td " + b'a="' * 500_000,
    "XML that laughs": lambda: xml2003({"S": ""}).replace("<?mso", entities() + "<?mso", 1).encode(),
    "XML that laughs late": lambda: (
        xml2003({"S": ""}).replace("<?mso", f"<!--{'x' * 70_000}-->{entities()}<?mso", 1).encode()
    ),
    "XML in UTF-7 that laughs": lambda: xml2003({"S": ""}).replace("<?mso", entities() + "<?mso", 1).encode("utf-16"),
    "XML with cells far away": xml2003_far,
    "XML, deep": lambda: xml2003({"S": "<Row>" * 300_000}).encode(),
    "XML of a cell of 50 MB": lambda: xml2003(
        {"S": f'<Row><Cell><Data ss:Type="String">{"x" * (50 * MB)}</Data></Cell></Row>'}
    ).encode(),
    # workbooks
    "workbook that laughs late": lambda: package({"S": f"<!--{'x' * 70_000}-->{entities()}{STORY}"}),
    "workbook in UTF-16 that laughs": lambda: _with_part(
        BOOK, "xl/worksheets/sheet1.xml", (entities() + STORY).encode("utf-16")
    ),
    "workbook with external entities": lambda: package(
        {"S": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + STORY}
    ),
    "workbook with one string in every cell": one_string_in_every_cell,
    "workbook of styles": many_styles,
    "workbook of merged ranges": many_merged,
    "workbook of sheets": many_sheets,
    "workbook whose strings are 300 MB": lambda: blown_up(
        BOOK, "xl/sharedStrings.xml", b"".join(b"<si><t>%d</t></si>" % i for i in range(50_000)), 300
    ),
    "workbook with a cell of 60 MB": lambda: package(
        {"S": sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * (15 * MB)}</t></is></c></row>')}
    ),
    "workbook of two million empty cells": lambda: package(
        {"S": sheet_xml(rows_xml([HEADER, *ROWS]) + f'<row r="7">{"<c/>" * 2_000_000}</row>')}
    ),
    "workbook that claims a row of 2 ** 31": lambda: package(
        {"S": sheet_xml(rows_xml([HEADER, *ROWS]) + '<row r="2147483648"><c r="A2147483648"><v>1</v></c></row>')}
    ),
    "workbook that claims a column beyond all": lambda: package(
        {"S": sheet_xml(rows_xml([HEADER, *ROWS]) + '<row r="7"><c r="ZZZZZZZZ7"><v>1</v></c></row>')}
    ),
    "workbook, deep": lambda: package({"S": "<a>" * 1_000_000}),
    "older workbook, cut": lambda: xls([HEADER, *ROWS])[:-300],
    "older workbook of lies": lambda: xls([HEADER, *ROWS]).replace(b"\x00\x02", b"\xff\xff"),
    "OpenDocument of repeated rows": lambda: ods(
        {"S": f'<table:table-row table:number-rows-repeated="2147483647">{ods_cell("x")}</table:table-row>'}
    ),
    "OpenDocument that laughs": lambda: _with_part(
        ods({"S": ""}), "content.xml", entities().encode() + b"<office:document-content/>"
    ),
    # typed columns
    "Parquet of few values": parquet_of_few_values,
    "Parquet that claims more rows": lambda: parquet_that_lies(1_000_000),
    "Parquet of 5,001 columns": lambda: parquet({f"c{i}": [1] for i in range(5_001)}),
    "Parquet of columns in columns": lambda: parquet({"a": pa.array([_deep(40)])}),
    "Parquet, its footer cut": lambda: parquet({"customer": ["a"] * 1000})[:-6] + b"\xff\xff\xff\x7fPAR1",
    "Feather of few values": arrow_of_few_values,
    # two things at once
    "zip behind a CSV": lambda: polyglot(GOOD, archive({"a.csv": bytes(400 * MB)})),
    "CSV behind a zip": lambda: polyglot(archive({"a.csv": GOOD}), GOOD * 1000),
    "workbook behind a page": lambda: polyglot(b"<html><script>x</script><table><tr><td>a</td></tr></table>", BOOK),
    "PDF with a table": lambda: b"%PDF-1.7\n" + GOOD,
    "PNG with a table": lambda: PNG + GOOD,
    "workbook in an archive": lambda: archive({"a.xlsx": BOOK, "b.csv": b"x,y\n1,2\n"}),
    "bomb of a workbook in an archive": lambda: archive(
        {"a.xlsx": blown_up(BOOK, "xl/worksheets/sheet1.xml", b"x" * MB, 400), "b.csv": GOOD}
    ),
}


def _by(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr("a.csv", bytes(300 * MB))
    return out.getvalue()


def _deep(levels: int) -> dict[str, object]:
    value: dict[str, object] = {"x": 1}
    for i in range(levels):
        value = {f"l{i}": value, "x": i}
    return value


def _with_part(book: bytes, path: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    return archive(members | {path: data})
