"""What a packed workbook may ask for, checked before anything parses it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retention.errors import LimitError, ReadError
from retention.languages import mark, say
from retention.reading.containers.zips import DAMAGE, USUAL, opened
from retention.reading.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

_STEP = 1 << 20
_PROLOG = 1 << 16
_AS_CSV = mark("Save the data as CSV.")
DAMAGED = mark("The upload may have been cut off: send it again, or open it in Excel and save it again.")


class Package:
    """A workbook that is a ZIP archive, within its limits.

    Raises
    ------
    LimitError
        If it would unpack to too much.
    ReadError
        If it is damaged, or declares XML entities.
    """

    def __init__(self, buffer: pa.Buffer, limits: Limits, where: str) -> None:
        self.where, self.limits, self.packed = where, limits, int(buffer.size)
        try:
            self.archive = opened(buffer, limits)
        except (*DAMAGE, NotImplementedError) as error:
            raise damaged(where) from error
        self._members = {info.filename.replace("\\", "/").lower(): info for info in self.archive.infolist()}
        self.unpacked = sum(info.file_size for info in self._members.values())
        self._refuse_unusual()
        self._refuse_large()
        self._refuse_entities()

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._members

    @property
    def paths(self) -> list[str]:
        """Every part, as the archive spells it, with plain slashes."""
        return [info.filename.replace("\\", "/") for info in self._members.values()]

    def member(self, path: str) -> zipfile.ZipInfo:
        """How a part is stored."""
        return self._members[path.lower()]

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part in steps, none of which is large."""
        import zlib

        if path not in self:
            return
        try:
            with self.archive.open(self.member(path)) as part:
                while block := part.read(_STEP):
                    yield block
        except RuntimeError as error:
            raise locked(self.where) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise damaged(self.where) from error

    def read(self, path: str) -> bytes:
        """A small part as a whole; empty where there is none."""
        size = self.member(path).file_size if path in self else 0
        what = say("The part {part} is very large.", part=path)
        self.limits.refuse_above("part_bytes", size, what, where=self.where, todo=say(_AS_CSV))
        return b"".join(self.pieces(path))

    def _refuse_unusual(self) -> None:
        """No program packs a workbook otherwise; of some other ways a hundred bytes unpack to gigabytes in one step."""
        if any(info.compress_type not in USUAL for info in self._members.values()):
            raise ReadError(
                say("The workbook is packed in a way that is not read here."), where=self.where, todo=say(_AS_CSV)
            )

    def _refuse_large(self) -> None:
        limits, where = self.limits, self.where
        limits.refuse_above(
            "members",
            len(self._members),
            say("The workbook has {n} parts.", n=f"{len(self._members):,}"),
            where=where,
            todo=say(_AS_CSV),
        )
        limits.refuse_above(
            "workbook_bytes",
            self.unpacked,
            say(
                "The workbook unpacks to {size}, more than {most}.",
                size=_size(self.unpacked),
                most=_size(limits.workbook_bytes),
            ),
            where=where,
            todo=say(_AS_CSV),
        )
        for part in self._members.values():
            if part.file_size > limits.expansion_free_bytes:
                ratio = part.file_size // max(1, min(part.compress_size, self.packed))
                what = say(
                    "A part of the workbook unpacks to {n} times its size, which honest ones never do.", n=f"{ratio:,}"
                )
                limits.refuse_above("expansion", ratio, what, where=where, todo=say(_AS_CSV))

    def _refuse_entities(self) -> None:
        """No workbook needs a document type; where one is declared, it is there to make a reader expand it."""
        for path in self._members:
            if path.endswith((".xml", ".rels")):
                head = next(self.pieces(path), b"")[:_PROLOG].replace(b"\0", b"")
                refuse_entities(head, self.where)


def refuse_entities(head: bytes, where: str) -> None:
    """Refuse XML that declares entities."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise LimitError(
            say("The workbook declares XML entities, which can unfold without end."),
            where=where,
            todo=say("Open it in Excel and save it again, if you trust it."),
        )


def damaged(where: str) -> ReadError:
    """What to say of a workbook that cannot be parsed."""
    return ReadError(say("The workbook is damaged or cut off."), where=where, todo=say(DAMAGED))


def locked(where: str) -> ReadError:
    """What to say of a workbook that is encrypted."""
    return ReadError(
        say("The workbook is protected by a password."),
        where=where,
        todo=say("Save a copy without a password, then upload that."),
    )


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count >> 20:,} MB"
