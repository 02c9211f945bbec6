"""One packed stream to its bytes: gzip, bzip2, xz, Zstandard, LZ4; stopped in time where it unpacks without end."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, say
from retention.reading.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST, _IN, _OUT = 1 << 9, 1 << 18, 1 << 20  # bytes taken at first, later, and given in one step
LZMA_MEMORY = 512 << 20  # the strongest preset of xz asks for 65 MB; a file may ask for 4 GB
STREAMS = {  # first bytes to the name of the packing
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"]\x00\x00": "xz",  # the older .lzma
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
}


def stream_kind(head: bytes) -> str | None:
    """Name of the packing that a file begins with.

    Examples
    --------
    >>> stream_kind(b"BZh91AY"), stream_kind(b"customer,date")
    ('bzip2', None)
    """
    return next((kind for start, kind in STREAMS.items() if head.startswith(start)), None)


class Meter:
    """What unpacks, against what it was packed in: at most the file that was handed over, of size ``origin``."""

    def __init__(self, limits: Limits, name: str, origin: int) -> None:
        self.limits, self.name, self.origin = limits, name, origin
        self.before = self.unpacked = 0

    def add(self, size: int, packed: int) -> None:
        """Count a step of the present stream, of which ``packed`` bytes have been taken so far; refuse too much."""
        self.unpacked += size
        limits = self.limits
        limits.refuse_above(
            "unpacked_bytes",
            self.unpacked,
            say("The file unpacks to more than {size}.", size=in_words(limits.unpacked_bytes)),
            where=self.name,
            todo=say("Split it, or send fewer columns."),
        )
        limits.refuse_expansion(self.unpacked, min(self.origin, self.before + packed), where=self.name)

    def next_stream(self, packed: int) -> None:
        """Go on to the next file of an archive; the last one took ``packed`` bytes."""
        self.before += packed


@dataclass(frozen=True)
class Unpacked:
    """Bytes, and a sentence for what was odd about their packing."""

    buffer: pa.Buffer
    said: str = ""


def unpack(kind: str, buffer: pa.Buffer, meter: Meter) -> Unpacked:
    """Unpack a stream, with all that was appended to it in the same packing.

    Raises
    ------
    LimitError
        If it unpacks to more than it may.
    ReadError
        If it is damaged or cut off; :class:`EmptyFileError` if nothing is in it.
    """
    rest: list[int] = []
    steps = _by_arrow(kind, buffer) if kind in ("zstd", "lz4") else each_stream(FRESH[kind], buffer, rest)
    try:
        unpacked = drain(steps, meter)
    except (zlib.error, OSError, EOFError, lzma.LZMAError) as error:
        raise ReadError(
            say("The packed file ({kind}) is damaged or cut off.", kind=kind),
            where=meter.name,
            todo=say("Send it again."),
        ) from error
    if unpacked.size == 0:
        raise EmptyFileError(say("The packed file is empty."), where=meter.name, todo=say("Export it again."))
    said = ""
    if rest:
        said = later(
            "Behind the packed data stand {n} bytes that belong to nothing; they are not read.", n=f"{rest[0]:,}"
        )
    return Unpacked(unpacked, said)


def drain(steps: Iterator[tuple[bytes, int]], meter: Meter) -> pa.Buffer:
    """Gather the steps ``(bytes, packed bytes taken so far)`` under the eye of a meter."""
    import pyarrow as pa

    out = pa.BufferOutputStream()
    for block, packed in steps:
        meter.add(len(block), packed)
        out.write(block)
    return out.getvalue()


class _Unpacker(Protocol):
    """What the unpackers of the standard library have in common."""

    eof: bool
    unused_data: bytes

    @property
    def needs_input(self) -> bool:
        """Whether it has given all that it was given."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Give some bytes."""


class _Gunzip:
    """zlib with the manners of the other unpackers."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail and not self._full

    def decompress(self, data: bytes, max_length: int) -> bytes:
        block = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self._full = len(block) == max_length  # more may be waiting inside
        return block


FRESH: dict[str, Callable[[], Any]] = {
    "gzip": _Gunzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=LZMA_MEMORY),
}


def each_stream(fresh: Callable[[], _Unpacker], buffer: pa.Buffer, rest: list[int]) -> Iterator[tuple[bytes, int]]:
    """Streams one behind the other; the size of what follows them and is none goes to ``rest``.

    Each is given little at first: of a million streams of next to nothing, what is given too much is copied each time.
    """
    view, at, whole = memoryview(buffer), 0, 0
    while at < len(view):
        begin, unpacker, step = at, fresh(), _FIRST
        try:
            while not unpacker.eof:
                data = b""
                if unpacker.needs_input:
                    data = bytes(view[at : at + step])
                    if not data:
                        raise EOFError
                    at, step = at + len(data), min(2 * step, _IN)
                yield unpacker.decompress(data, _OUT), at
        except (zlib.error, OSError, lzma.LZMAError):
            if not whole or stream_kind(bytes(view[begin : begin + 8])):
                raise
            rest.append(len(view) - begin)
            return
        whole += 1
        at -= len(unpacker.unused_data)
        while at < len(view) and view[at] == 0:  # some programs fill the last block with zeros
            at += 1


def _by_arrow(kind: str, buffer: pa.Buffer) -> Iterator[tuple[bytes, int]]:
    import pyarrow as pa

    raw = pa.BufferReader(buffer)
    with pa.CompressedInputStream(raw, kind) as stream:
        while block := stream.read(_OUT):
            yield block, raw.tell()


def in_words(size: int) -> str:
    """A size in words.

    Examples
    --------
    >>> in_words(4 << 30), in_words(300 << 20)
    ('4 GB', '300 MB')
    """
    return f"{size / (1 << 30):.3g} GB" if size >= 1 << 30 else f"{size / (1 << 20):.3g} MB"
