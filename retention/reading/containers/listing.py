"""What is inside a ZIP or tar archive: names that stay where they are, and bytes that stay in memory."""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from retention.errors import ReadError
from retention.languages import later, mark, say
from retention.reading.containers.files import OpenedFile
from retention.reading.containers.packing import Meter, drain
from retention.reading.containers.zips import DAMAGE, opened, steps
from retention.reading.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 512  # of a tar archive; one of zeros is its end
_HIDDEN = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ENCRYPTED = 1  # of the flags of a member of a ZIP archive
_DAMAGED = mark("Send it again, or unpack it and upload the files themselves.")
Unpack = Callable[[Meter], "pa.Buffer"]


@dataclass(frozen=True)
class Entry:
    """One file of an archive.

    Attributes
    ----------
    label
        What to call it: its base name, with as much of its folder as tells it from others.
    path
        Its name in the archive, without what could lead out of a folder.
    unpack
        Gives its bytes, under the eye of a meter.
    """

    label: str
    path: str
    unpack: Unpack


def entries_of(file: OpenedFile, limits: Limits) -> tuple[list[Entry], tuple[str, ...]]:
    """The files of an archive, without folders and what the system hides."""
    if file.packing == "zip":
        found, said = _zip_members(file, limits), ""
    else:
        found, said = _tar_members(file, limits)
    kept = [(path, unpack) for path, unpack in ((_inside(stored), u) for stored, u in found) if path]
    labels = _labels([path for path, _ in kept])
    return [Entry(label, *pair) for label, pair in zip(labels, kept, strict=True)], (said,) if said else ()


def _inside(stored: str) -> str:
    """A stored name as a path that stays where it is; empty for a hidden one.

    Examples
    --------
    >>> _inside("../../evil.csv"), _inside("C:\\\\data\\\\orders.csv"), _inside("__MACOSX/._orders.csv")
    ('evil.csv', 'data/orders.csv', '')
    """
    parts = [part for part in re.split(r"[/\\]", stored) if part not in ("", ".", "..") and not part.endswith(":")]
    path = "/".join("".join(c for c in part if c.isprintable()) for part in parts)
    return "" if _HIDDEN.search(path) else path


def _labels(paths: list[str]) -> list[str]:
    """Base names, with the folder where two are alike, with a number where even paths are.

    Examples
    --------
    >>> _labels(["a/orders.csv", "b/orders.csv", "b/users.csv", "b/users.csv"])
    ['a/orders.csv', 'b/orders.csv', 'b/users.csv', 'b/users.csv (2)']
    """
    bases = [path.rsplit("/", 1)[-1] for path in paths]
    labels: dict[str, None] = {}
    for path, base in zip(paths, bases, strict=True):
        wanted = base if bases.count(base) == 1 else path
        label, copy = wanted, 1
        while label in labels:
            copy += 1
            label = f"{wanted} ({copy})"
        labels[label] = None
    return list(labels)


# ------------------------------------------------------------------------------------------------ ZIP
def _zip_members(file: OpenedFile, limits: Limits) -> list[tuple[str, Unpack]]:
    archive = opened(file.buffer, limits)
    # Not by ``is_dir``, which in Python 3.11 fails at a member without a name.
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    _refuse_many(len(infos), file.name, limits)
    return [(_zip_name(info), partial(_unzip, archive, info, file.buffer)) for info in infos]


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A name in letters: older programs store it in the encoding of their country and do not say so."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp949", "cp932", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, whole: pa.Buffer, meter: Meter) -> pa.Buffer:
    if info.flag_bits & _ENCRYPTED:
        raise ReadError(
            say("The archive is protected by a password."),
            where=meter.name,
            todo=say("Unpack it, then upload the files."),
        )
    try:
        buffer = drain(steps(archive, info, whole), meter)
    except NotImplementedError as error:
        raise ReadError(
            say("The archive is packed in a way that is not read here."),
            where=meter.name,
            todo=say("Unpack it, then upload the files, or pack it again as an ordinary ZIP."),
        ) from error
    except (*DAMAGE, RuntimeError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(say("The archive is damaged."), where=meter.name, todo=say(_DAMAGED)) from error
    meter.next_stream(info.compress_size)
    return buffer


# ------------------------------------------------------------------------------------------------ tar
def _tar_members(file: OpenedFile, limits: Limits) -> tuple[list[tuple[str, Unpack]], str]:
    """Members as slices of the archive; a sentence where its end mark is missing."""
    import pyarrow as pa

    found: list[tuple[str, Unpack]] = []
    buffer, end = file.buffer, 0
    try:
        with tarfile.open(fileobj=pa.BufferReader(buffer), mode="r:") as archive:
            for count, info in enumerate(archive):
                _refuse_many(count + 1, file.name, limits)
                if not info.isreg() or info.issparse():
                    continue
                end = info.offset_data + info.size
                if info.size < 0 or end > buffer.size:
                    raise ReadError(say("The archive is cut off."), where=file.name, todo=say(_DAMAGED))
                part = buffer.slice(info.offset_data, info.size)
                found.append((info.name, partial(_as_it_is, part)))
    except (tarfile.TarError, EOFError, OSError, OverflowError) as error:
        raise ReadError(say("The archive is damaged."), where=file.name, todo=say(_DAMAGED)) from error
    rest = bytes(memoryview(buffer)[-(-end // _BLOCK) * _BLOCK :][:_BLOCK])
    if any(rest):
        raise ReadError(say("The archive is cut off."), where=file.name, todo=say(_DAMAGED))
    if len(rest) < _BLOCK:
        return found, later("The archive has no mark at its end, so that files at its end may be missing.")
    return found, ""


def _as_it_is(part: pa.Buffer, _: Meter) -> pa.Buffer:
    return part


def _refuse_many(count: int, name: str, limits: Limits) -> None:
    limits.refuse_above(
        "members",
        count,
        say("The archive holds more than {n} files.", n=f"{limits.members:,}"),
        where=name,
        todo=say("Pack only those that are to be read."),
    )
