"""What is no table is called by its name; what only begins like something else is still read."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.containers.files import open_file

OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**dict.fromkeys(names, b"x"), **members}.items():
            archive.writestr(name, data)
    return out.getvalue()


def compound(entry: str) -> bytes:
    return OFFICE + bytes(600) + entry.encode("utf-16-le") + bytes(100)


def saved_by_numpy() -> bytes:
    out = io.BytesIO()
    np.save(out, np.arange(5))
    return out.getvalue()


FOREIGN = {
    "a PNG picture": b"\x89PNG\r\n\x1a\n",
    "a JPEG picture": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a GIF picture": b"GIF89a\1\0\1\0",
    "a WebP picture": b"RIFF\x24\0\0\0WEBPVP8 ",
    "a HEIC picture": b"\0\0\0\x18ftypheic\0\0\0\0",
    "a TIFF picture": b"II*\0\x08\0\0\0",
    "a BMP picture": b"BM\x36\x10\x0e\0\0\0\0\0\x36\0",
    "an icon": b"\0\0\1\0\1\0\x10\x10\0\0",
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3",
    "a text document (RTF)": rb"{\rtf1\ansi",
    "an SQLite database": b"SQLite format 3\0",
    "an Access database": b"\0\1\0\0Standard Jet DB\0",
    "a DuckDB database": bytes(8) + b"DUCK\x40",
    "a database dump": b"-- MySQL dump 10.13\n--\n",
    "a dBase table": b"\x03\x7c\x03\x05\x0a\0\0\0\x41\0",
    "a SAS file": bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92",
    "an SPSS file": b"$FL2@(#) SPSS DATA FILE",
    "a Stata file": b"<stata_dta><header><release>118</release>",
    "a file of R": b"X\n\0\0\0\3\0\4\1\0",
    "a file of NumPy": saved_by_numpy(),
    "an HDF5 file": b"\x89HDF\r\n\x1a\n",
    "a pickle of Python": pickle.dumps({"a": [1, 2]}, protocol=4),
    "an Avro file": b"Obj\1\4\x14avro.codec",
    "a Feather file of the first version": b"FEA1\0\0\0\0",
    "a RAR archive": b"Rar!\x1a\7\1\0",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c",
    "a program": b"MZ\x90\0\3\0\0\0",
    "a sound (MP3)": b"ID3\3\0\0\0\0",
    "a film": b"\0\0\0\x18ftypmp42\0\0\0\0",
    "a font": b"\0\1\0\0\0\x0f\0\x80",
    "a shortcut to a file": b"L\0\0\0\1\x14\2\0",
    "a link to a web page": b"[InternetShortcut]\r\nURL=https://example.com\r\n",
    "a pointer of Git LFS, not the file itself": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "a list of contacts (vCard)": b"BEGIN:VCARD\nVERSION:3.0\n",
    "a statement of a bank (OFX or QIF)": b"!Type:Bank\nD01/05/2024\nT5.00\nPacme\n^\n",
    "a calendar": b"BEGIN:VCALENDAR\nVERSION:2.0\n",
    "an e-mail": b"From: a@b.c\nTo: d@e.f\nSubject: the orders\n\nSee below, please.\n",
    "an encrypted file or a key": b"-----BEGIN PGP MESSAGE-----\n",
    "a Word document": zipped("[Content_Types].xml", "word/document.xml"),
    "a PowerPoint presentation": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "a Numbers, Pages or Keynote document": zipped("Index/Document.iwa", "preview.jpg"),
    "an Android app": zipped("AndroidManifest.xml", "classes.dex"),
    "a Java program": zipped("META-INF/MANIFEST.MF"),
    "an e-book": zipped("META-INF/container.xml"),
    "a Power BI report": zipped("DataModel", "Report/Layout"),
    "a text document (OpenDocument)": zipped(
        **{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
    ),
    "an e-mail (Outlook)": compound("__properties_version1.0"),
    "an SVG picture": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "a news feed": b'<?xml version="1.0"?><rss version="2.0"></rss>',
    "XML, but no spreadsheet": b'<?xml version="1.0"?><orders><order id="1"/></orders>',
}


@pytest.mark.parametrize(("what", "data"), FOREIGN.items(), ids=FOREIGN.keys())
@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx"])
def test_what_is_no_table_is_called_by_its_name(what: str, data: bytes, name: str) -> None:
    with pytest.raises(rt.ReadError) as refused:
        rt.read_events(data, name=name)
    assert (refused.value.where, refused.value.what) == (name, f"This looks like {what}, not a table.")
    assert refused.value.todo


def test_an_old_word_document_and_a_locked_workbook_are_told_apart() -> None:
    for entry, words in (("WordDocument", "a Word document"), ("EncryptedPackage", "protected by a password")):
        with pytest.raises(rt.ReadError, match=words):
            rt.inspect(compound(entry))


HEADERS = [
    "OTTO,date,amount",
    "MZ_id,date,amount",
    "PARENT,date,amount",
    "BMI,date,amount",
    "Rare,date,amount",
    "GIF,date,amount",
    "ID3,date,amount",
    "HyPe,date,amount",
    "Obj1,date,amount",
    "<DATE>,<USER>,<AMOUNT>",
    "RIFF,date,WEBP",
    "ORC,date,amount",
    "PK,date,amount",
    "PAR1,date,amount",
    "ARROW1,date,amount",
    "From,Subject,Date",
    "L,date,amount",
    "wOFFset,date,amount",
    "MSCF,date,amount",
    "8BPS,date,amount",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_begins_like_another_format_is_text(header: str) -> None:
    assert open_file(f"{header}\n".encode() + b"a,2024-01-05,1\n" * 30).kind == "text"


letters = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)


@settings(max_examples=300, deadline=None)
@given(st.lists(letters, min_size=2, max_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp949"]))
def test_no_text_is_taken_for_something_binary(cells: list[str], encoding: str) -> None:
    words = [cell for cell in cells if not cell.lstrip().startswith(("<", "{", "[", "\ufeff"))] or ["id"]
    data = (",".join(words) + "\nx,2024-01-05\n").encode(encoding, errors="ignore")
    assert open_file(data).kind in ("text", "json")


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_no_bytes_crash(data: bytes) -> None:
    try:
        report = rt.read_events(data, rt.ColumnMapping("a", "b")).report
    except rt.RetentionError:
        return
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
