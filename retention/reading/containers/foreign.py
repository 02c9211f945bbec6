"""What a file is that is no table: named by its first bytes, so that the person who chose it knows what happened."""

from __future__ import annotations

import re

from retention.errors import ReadError
from retention.languages import mark, say

TABLE = mark("Export the data as CSV or XLSX.")
_PICTURE = mark("Type the numbers into a sheet, or ask for the table that it was made from.")
_DATABASE = mark("Export one table of it as CSV.")
_STATISTICS = mark("Save the data as CSV in the program it comes from.")

# First bytes, what to call the file, and what to do. A dot stands for any byte.
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", mark("a PNG picture"), _PICTURE),
    (b"\xff\xd8\xff", mark("a JPEG picture"), _PICTURE),
    (b"GIF8[79]a", mark("a GIF picture"), _PICTURE),
    (b"RIFF....WEBP", mark("a WebP picture"), _PICTURE),
    (b"\0\0..ftyp(heic|heix|hevc|mif1|msf1|avif)", mark("a HEIC picture"), _PICTURE),
    (b"II\\*\0|MM\0\\*", mark("a TIFF picture"), _PICTURE),
    (b"BM....\0\0\0\0", mark("a BMP picture"), _PICTURE),
    (b"8BPS\0\1", mark("a Photoshop picture"), _PICTURE),
    (b"\0\0[\1\2]\0[\1-\x40]\0", mark("an icon"), _PICTURE),
    (b"%PDF", mark("a PDF document"), mark("Ask for the table that it was made from, or export that as CSV or XLSX.")),
    (b"%!PS", mark("a PostScript document"), TABLE),
    (rb"\{\\rtf", mark("a text document (RTF)"), TABLE),
    (b"SQLite format 3", mark("an SQLite database"), _DATABASE),
    (b"\0\1\0\0Standard (Jet|ACE) DB", mark("an Access database"), _DATABASE),
    (b"........DUCK", mark("a DuckDB database"), _DATABASE),
    (b"HyPe.{0,16}\0", mark("a Tableau extract"), _DATABASE),
    (b"-- (MySQL|MariaDB|PostgreSQL|SQLite)|--\n-- PostgreSQL|PGDMP[\0-\x1f]", mark("a database dump"), _DATABASE),
    (
        b"(?i:CREATE TABLE|INSERT INTO|DROP TABLE|SET NAMES|PRAGMA |BEGIN TRANSACTION)\\b",
        mark("a database dump"),
        _DATABASE,
    ),
    (b"OFXHEADER:|!Type:(Bank|Cash|CCard|Invst)|!Account", mark("a statement of a bank (OFX or QIF)"), TABLE),
    (b"[\x03\x83\x8b\xf5][\\x00-\x80][\1-\x0c][\1-\x1f]..\0\0", mark("a dBase table"), _DATABASE),
    (b"\0{12}\xc2\xea\x81\x60\xb3\x14\x11\xcf", mark("a SAS file"), _STATISTICS),
    (b"HEADER RECORD\\*{7}LIB", mark("a SAS file"), _STATISTICS),
    (b"\\$FL[23]", mark("an SPSS file"), _STATISTICS),
    (b"<stata_dta>|[\x6c-\x73][\1\2]\1\0", mark("a Stata file"), _STATISTICS),
    (b"RD[AX][23]\n|[XAB]\n\0\0\0[\2\3]\0", mark("a file of R"), _STATISTICS),
    (b"MATLAB 5", mark("a file of MATLAB"), _STATISTICS),
    (b"\x93NUMPY", mark("a file of NumPy"), _STATISTICS),
    (b"\x89HDF\r\n", mark("an HDF5 file"), _STATISTICS),
    (
        rb"\x80[\x02-\x05][\x28\x5d\x63\x7d\x4b\x58\x8c\x95]",
        mark("a pickle of Python"),
        mark("Save the frame as Parquet."),
    ),
    (b"Obj\1", mark("an Avro file"), mark("Save the data as CSV or Parquet.")),
    (
        b"FEA1",
        mark("a Feather file of the first version"),
        mark("Write it again as Feather (version 2), Parquet or CSV."),
    ),
    (b"PARE.{0,40}\0", mark("an encrypted Parquet file"), mark("Write it again without encryption.")),
    (b"Rar!", mark("a RAR archive"), mark("Unpack it, or pack it as ZIP.")),
    (b"7z\xbc\xaf", mark("a 7-Zip archive"), mark("Unpack it, or pack it as ZIP.")),
    (b"MSCF\0", mark("a CAB archive"), mark("Unpack it, or pack it as ZIP.")),
    (b"..-lh[0-7]-", mark("an LZH archive"), mark("Unpack it, or pack it as ZIP.")),
    (b"\x1f\x9d", mark("a file packed by compress"), mark("Unpack it, or pack it as ZIP.")),
    (
        b"\x7fELF|MZ.{0,30}\0|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\0asm",
        mark("a program"),
        TABLE,
    ),
    (b"ID3[\2-\4]|\xff[\xfb\xf3\xf2][\\x00-\xff]{2}", mark("a sound (MP3)"), TABLE),
    (b"OggS\0|fLaC\0|RIFF....WAVE", mark("a sound"), TABLE),
    (b"\0\0..ftyp|RIFF....AVI |\x1a\x45\xdf\xa3", mark("a film"), TABLE),
    (b"\0\1\0\0\0.\0|(OTTO|ttcf)\0|wOF[F2](\0|OTTO|true)", mark("a font"), TABLE),
    (b"L\0\0\0\1\x14\2", mark("a shortcut to a file"), mark("Upload the file that it points to.")),
    (rb"\[InternetShortcut\]", mark("a link to a web page"), mark("Download the table behind it.")),
    (
        b"version https://git-lfs",
        mark("a pointer of Git LFS, not the file itself"),
        mark("Fetch the file with git lfs pull."),
    ),
    (b"BEGIN:VCARD", mark("a list of contacts (vCard)"), TABLE),
    (b"BEGIN:VCALENDAR", mark("a calendar"), TABLE),
    (
        b"-----BEGIN (PGP|RSA|CERT|OPENSSH|PRIVATE|ENCRYPTED)|\x85\1",
        mark("an encrypted file or a key"),
        mark("Decrypt it first."),
    ),
)
_SIGNS = tuple((re.compile(b"(?:" + start + b")", re.DOTALL), what, todo) for start, what, todo in _STARTS)
_MAIL = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|From|To|Subject|Date|MIME-Version|Message-ID|X-[\w-]+): [^\n]*\n", re.I
)

_ZIPPED = (  # a member's name, what the archive then is, and what to do
    (r"word/", mark("a Word document"), mark("Copy its table into a sheet, or export it as CSV.")),
    (r"ppt/", mark("a PowerPoint presentation"), mark("Ask for the table that it was made from.")),
    (
        r"Index/.*\.iwa|Index\.zip",
        mark("a Numbers, Pages or Keynote document"),
        mark("Export it as XLSX or CSV from there."),
    ),
    (r"AndroidManifest\.xml|classes\.dex", mark("an Android app"), TABLE),
    (r"META-INF/container\.xml", mark("an e-book"), TABLE),
    (r"META-INF/MANIFEST\.MF", mark("a Java program"), TABLE),
    (r"DataModel$|Report/Layout", mark("a Power BI report"), mark("Export the data of one table from there.")),
    (r"visio/", mark("a Visio drawing"), TABLE),
    (r".*\.(twb|tds|hyper)$", mark("a Tableau workbook"), mark("Export the data from there as CSV.")),
)
_COMPOUND = (  # a name in the directory of an older Office file
    ("EncryptedPackage", mark("protected by a password"), mark("Save a copy without a password, then upload that.")),
    ("WordDocument", mark("a Word document"), mark("Copy its table into a sheet, or export it as CSV.")),
    ("PowerPoint Document", mark("a PowerPoint presentation"), mark("Ask for the table that it was made from.")),
    ("__properties_version1.0", mark("an e-mail (Outlook)"), mark("Save its attachment, then upload that.")),
    ("VisioDocument", mark("a Visio drawing"), TABLE),
)
_OPEN_DOCUMENTS = {
    b"text": mark("a text document (OpenDocument)"),
    b"presentation": mark("a presentation (OpenDocument)"),
    b"graphics": mark("a drawing (OpenDocument)"),
    b"formula": mark("a formula (OpenDocument)"),
    b"database": mark("a database (OpenDocument)"),
}
_XML = (
    (rb"<svg\b", mark("an SVG picture")),
    (rb"<rss\b|<feed\b", mark("a news feed")),
    (rb"<kml\b|<gpx\b", mark("a map")),
    (rb"<QvdTableHeader\b", mark("a Qlik file")),
    (rb"<plist\b", mark("a property list")),
    (rb"<office:document\b", mark("a flat OpenDocument file")),
    (rb"<pkg:package\b", mark("an Office document in one piece of XML")),
)


def refuse_foreign(head: bytes, name: str) -> None:
    """Raise if the first bytes belong to something that is no table."""
    for sign, what, todo in _SIGNS:
        if sign.match(head):
            raise _foreign(what, name, todo)
    if _MAIL.match(head) and len(_MAIL.findall(head)) >= 2 and b"\nSubject:" in b"\n" + head:
        raise _foreign(mark("an e-mail"), name, mark("Save its attachment, then upload that."))


def refuse_foreign_archive(members: list[str], mimetype: bytes, name: str) -> None:
    """Raise if the members of a ZIP archive make it a document of another kind."""
    document = re.match(rb"application/vnd\.oasis\.opendocument\.(\w+)", mimetype)
    if document and document.group(1) in _OPEN_DOCUMENTS:
        raise _foreign(_OPEN_DOCUMENTS[document.group(1)], name, TABLE)
    for pattern, what, todo in _ZIPPED:
        if any(re.match(pattern, member) for member in members):
            raise _foreign(what, name, todo)


def refuse_foreign_compound(head: bytes, name: str) -> None:
    """Raise if an older Office file is locked, or no workbook."""
    for entry, what, todo in _COMPOUND:
        if entry.encode("utf-16-le") in head:
            if entry == "EncryptedPackage":
                raise ReadError(say("The workbook is protected by a password."), where=name, todo=say(todo))
            raise _foreign(what, name, todo)


def refuse_foreign_xml(head: bytes, name: str) -> None:
    """Raise for XML that is no spreadsheet."""
    what = next((words for pattern, words in _XML if re.search(pattern, head)), mark("XML, but no spreadsheet"))
    raise _foreign(what, name, mark("Open it in the program it comes from and save it as XLSX or CSV."))


def _foreign(what: str, name: str, todo: str) -> ReadError:
    return ReadError(say("This looks like {what}, not a table.", what=say(what)), where=name, todo=say(todo))
