"""From whatever was handed over to one buffer of bytes, known by its content and not by its name."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from retention.errors import EmptyFileError, LimitError, ReadError
from retention.languages import mark, say
from retention.reading.containers.foreign import (
    refuse_foreign,
    refuse_foreign_archive,
    refuse_foreign_compound,
    refuse_foreign_xml,
)
from retention.reading.containers.packing import Meter, in_words, stream_kind, unpack
from retention.reading.containers.zips import DAMAGE, USUAL, DirectoryError, opened
from retention.reading.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

LAYERS = 3  # a gzip inside a zip is real, a fourth layer is not
_HEAD = 1 << 16
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COLUMNAR = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow", b"ORC": "orc"}
_JSON = re.compile(rb'\{\s*["}]|\[\s*(?:[\[{"\]]|(?:-?\d+(?:\.\d+)?|null|true|false)\s*[,\]])')
_SHEET_XML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|<(?:\w+:)?Workbook\b")
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|table|thead|tbody|tr|meta|style|script|title|div|span|center|font|p|h\d)\b)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(rb"^(?:\s*<!--.*?-->)+", re.DOTALL)


@dataclass(frozen=True)
class OpenedFile:
    """One file as bytes.

    Attributes
    ----------
    name
        What to call it in messages.
    kind
        By content: "text", "json", "html", "xml2003", "workbook", "parquet", "arrow", "orc" or "archive".
    buffer
        The unpacked bytes; for a path, the file mapped into memory.
    detected
        What was found out on the way, in words.
    assumed
        Sentences about what was odd on the way.
    layers
        How many packings were taken off.
    origin
        Size of the file as it was handed over.
    """

    name: str
    kind: str
    buffer: pa.Buffer
    detected: dict[str, str]
    assumed: tuple[str, ...] = ()
    layers: int = 0
    origin: int = 0

    def member(self, label: str, buffer: pa.Buffer, limits: Limits) -> OpenedFile:
        """A file inside this one, known by its content in turn."""
        packed = ", ".join([*filter(None, [self.detected.get("packed")]), self.packing])
        return _identify(
            OpenedFile(label, "", buffer, {"packed": packed}, self.assumed, self.layers + 1, self.origin), limits
        )

    @property
    def packing(self) -> str:
        """ "zip" or "tar", of an archive."""
        return "zip" if bytes(memoryview(self.buffer)[:4]) in _ZIP else "tar"

    def meter(self, limits: Limits) -> Meter:
        """What measures how far the files inside this one unpack."""
        return Meter(limits, self.name, self.origin)


def open_file(
    source: str | Path | bytes | BinaryIO, name: str | None = None, limits: Limits | None = None
) -> OpenedFile:
    """Open a path, bytes or a binary file object, and unpack it where it is packed.

    Raises
    ------
    ReadError
        If it cannot be opened, or is no table; the message says what it looks like.
    EmptyFileError
        If there is nothing in it.
    """
    limits = limits or Limits.from_environment()
    buffer, own_name = _buffer(source, limits)
    name = name or own_name
    limits.refuse_above(
        "file_bytes",
        buffer.size,
        say("The file has more than {size}.", size=in_words(limits.file_bytes)),
        where=name,
        todo=say("Split it, or send fewer columns."),
    )
    if buffer.size == 0:
        raise EmptyFileError(say("The file is empty."), where=name, todo=say("Export it again."))
    return _identify(OpenedFile(name, "", buffer, {}, origin=buffer.size), limits)


def _identify(file: OpenedFile, limits: Limits) -> OpenedFile:
    """Take off packings until the content shows."""
    buffer, detected, assumed, layers = file.buffer, dict(file.detected), file.assumed, file.layers
    while layers <= LAYERS:
        head = bytes(memoryview(buffer)[:_HEAD])
        packing = stream_kind(head)
        if packing is None:
            kind = _kind(buffer, head, file.name, limits)
            return OpenedFile(file.name, kind, buffer, detected, assumed, layers, file.origin)
        unpacked = unpack(packing, buffer, Meter(limits, file.name, file.origin))
        buffer, layers = unpacked.buffer, layers + 1
        assumed = (*assumed, unpacked.said) if unpacked.said else assumed
        detected[mark("packed")] = ", ".join(filter(None, [detected.get("packed"), packing]))
    raise ReadError(
        say("The file is packed several times over."),
        where=file.name,
        todo=say("Unpack it, then upload the table itself."),
    )


def _buffer(source: Any, limits: Limits) -> tuple[pa.Buffer, str]:
    import pyarrow as pa

    if isinstance(source, (str, Path)):
        return _mapped(Path(source), str(source))
    name = "the file"
    if hasattr(source, "read"):
        name = Path(str(getattr(source, "name", "") or name)).name
        source = source.read(limits.file_bytes + 1)
    if not isinstance(source, (bytes, bytearray, memoryview)):
        raise ReadError(
            say("This is {kind}, not a path, bytes or a file opened in binary mode.", kind=type(source).__name__),
            where=name,
            todo=say('Open it with mode "rb", or use events_from_frame for a data frame.'),
        )
    return pa.py_buffer(source), name


def _mapped(path: Path, given: str) -> tuple[pa.Buffer, str]:
    """A file mapped into memory."""
    import pyarrow as pa

    if not path.is_file():
        what = say("This is a folder, not a file.") if path.is_dir() else say("There is no such file.")
        raise ReadError(what, where=given, todo=say("Check the path."))
    if path.stat().st_size == 0:  # there is nothing to map
        return pa.py_buffer(b""), path.name
    try:
        return pa.memory_map(str(path)).read_buffer(), path.name
    except OSError as error:
        raise ReadError(
            say("The file cannot be opened."), where=path.name, todo=say("Check that you may read it.")
        ) from error


def _kind(buffer: pa.Buffer, head: bytes, name: str, limits: Limits) -> str:
    """What the content is; raises for what is known to be no table."""
    if head.startswith(_ZIP):
        return _zip_kind(buffer, name, limits)
    if head[257:262] == b"ustar":
        return "archive"
    if head.startswith(_COMPOUND):
        refuse_foreign_compound(bytes(memoryview(buffer)[: 8 << 20]), name)
        return "workbook"
    columnar = next((kind for start, kind in _COLUMNAR.items() if head.startswith(start)), None)
    if columnar is not None and any(byte < 9 for byte in head[:64]):  # else a text that begins with these letters
        return columnar
    refuse_foreign(head, name)
    return _text_kind(_as_ascii(head), name)


def _text_kind(head: bytes, name: str) -> str:
    start = _COMMENTS.sub(b"", head).lstrip()
    if not start.startswith(b"<"):
        return "json" if _JSON.match(start) else "text"
    if _SHEET_XML.search(start[:4096]):
        return "xml2003"
    if _PAGE.match(start) or re.match(rb"<\?xml[^>]*>\s*(?:<!doctype\s+html|<html)", start, re.IGNORECASE):
        return "html"
    if start.startswith(b"<?xml") or re.match(rb"<[\w:]+[^<>]*>.*</[\w:]+>", start, re.DOTALL):
        refuse_foreign_xml(start, name)
    return "text"  # a header such as <DATE>;<TIME>


def _as_ascii(head: bytes) -> bytes:
    """The beginning of a text in UTF-8, whatever it is written in; letters beyond ASCII need not be right."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return head.decode("utf-32", errors="ignore").encode()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").encode()
    if head[:64].count(0) * 3 > len(head[:64]):  # wide characters without a mark
        return head.replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _zip_kind(buffer: pa.Buffer, name: str, limits: Limits) -> str:
    try:
        with opened(buffer, limits) as archive:
            members = [m.filename.replace("\\", "/") for m in archive.infolist()]
            mimetype = _mimetype(archive) if "mimetype" in members else b""
    except DirectoryError as error:
        raise LimitError(
            say("The list of files in the archive has more than {size}.", size=in_words(limits.directory_bytes)),
            where=name,
            todo=limits.or_raise(say("Pack only those that are to be read."), "directory_bytes"),
        ) from error
    except (*DAMAGE, NotImplementedError) as error:
        raise ReadError(
            say("The workbook or archive is damaged: its end is missing."),
            where=name,
            todo=say("The upload was cut off; send it again."),
        ) from error
    if any(m.startswith("xl/") for m in members):
        return "workbook"
    refuse_foreign_archive(members, mimetype, name)
    return "workbook" if "content.xml" in members else "archive"


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What an OpenDocument file says that it is."""
    try:
        info = archive.getinfo("mimetype")
        with archive.open(info) as part:
            return part.read(200) if info.compress_type in USUAL else b""
    except Exception:  # a damaged member: its reader will say so
        return b""
