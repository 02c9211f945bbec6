"""What happens to files: bytes flipped, cut, doubled and spliced; insides of packed files changed and packed again."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

from retention.export.manifest import MANIFEST, digest, sealed
from tests.hostile.attacks import archive

LARGEST = 1 << 18  # bytes of a changed file
# Pieces that mean something to some reader, or to none.
PIECES = tuple(
    piece.encode("utf-8", "surrogatepass")
    for piece in (
        *("\0", "\ufeff", "\u200b", "\u202e", "\u2028", "\x85", "\x1a", "\x1b[31m", "\x0b\x0c", "\ud800"),
        *("\U0010ffff", "é", '"', '""', '"\n', "'", "\\", "\r", "\n", "\r\n", "\n\n\n", ",", ";", "\t", "|", ",,,,"),
        *("=", "#", "sep=;\n", "nan", "NaN", "inf", "-inf", "1e309", "-1e-400", "9" * 40, "0x1F", "-0", "1.234,56"),
        *("1,234.56", "(5)", "%", "1969-12-31", "1970-01-01", "2100-12-31", "9999-12-31", "0000-00-00", "2024-02-30"),
        *("29/02/2023", "24:00", "60000", "2958466", "1704412800", "1704412800000", "99999999999999999999"),
        *("-62135596800", "2024-W53-7", "customer", "date", "amount", "null", "None", "total", "true", "[]", "{}"),
        *("[[", '{"a":', "<td>", "</table>", '<td colspan="99999">', "&#0;", "&#x110000;", "&lt;", "<!DOCTYPE"),
        *("]]>", "PK\x03\x04", "PAR1", "½", "１２"),
    )
)
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 62, (1 << 64) - 1)
Change = Callable[[Random, bytes], bytes]


def changed(chance: Random, data: bytes, other: bytes = b"") -> bytes:
    """The file after one to four changes; sometimes inside what is packed."""
    if chance.random() < 0.5:
        inside = _inside(chance, data)
        if inside is not None:
            return inside[:LARGEST]
    for _ in range(chance.randint(1, 4)):
        if other and chance.random() < 0.1:
            data = _spliced(chance, data, other)
        else:
            data = chance.choice(_CHANGES)(chance, data)
    return data[:LARGEST]


def _place(chance: Random, data: bytes) -> int:
    """Heads and tails of files are where formats say what they are."""
    near = min(len(data), 64)
    return chance.choice((chance.randint(0, len(data)), chance.randint(0, near), len(data) - chance.randint(0, near)))


def _range(chance: Random, data: bytes) -> tuple[int, int]:
    begin = _place(chance, data)
    return begin, min(len(data), begin + chance.choice((1, 2, 8, 64, 1024)))


def _flipped(chance: Random, data: bytes) -> bytes:
    at = _place(chance, data)
    return data[:at] + bytes([data[at] ^ 1 << chance.randint(0, 7)]) + data[at + 1 :] if at < len(data) else data


def _overwritten(chance: Random, data: bytes) -> bytes:
    begin, end = _range(chance, data)
    return data[:begin] + chance.randbytes(end - begin) + data[end:]


def _cut(chance: Random, data: bytes) -> bytes:
    at = _place(chance, data)
    return data[:at] if chance.random() < 0.7 else data[at:]


def _left_out(chance: Random, data: bytes) -> bytes:
    begin, end = _range(chance, data)
    return data[:begin] + data[end:]


def _doubled(chance: Random, data: bytes) -> bytes:
    begin, end = _range(chance, data)
    return data[:end] + data[begin:end] * chance.choice((1, 1, 2, 9, 200)) + data[end:]


def _moved(chance: Random, data: bytes) -> bytes:
    begin, end = _range(chance, data)
    at = _place(chance, data)
    return data[:at] + data[begin:end] + data[at:]


def _with_piece(chance: Random, data: bytes) -> bytes:
    at = _place(chance, data)
    over = chance.choice((0, 0, 1, 4))
    return data[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 3, 50)) + data[at + over :]


def _with_cell(chance: Random, data: bytes) -> bytes:
    """Another text instead of a cell of a text table."""
    cells = data.split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(PIECES)
    return b",".join(cells)


def _with_number(chance: Random, data: bytes) -> bytes:
    """Another number where a format keeps a length, a count or a place."""
    at, size = _place(chance, data), chance.choice((1, 2, 4, 8))
    number = chance.choice(NUMBERS) & ((1 << 8 * size) - 1)
    return data[:at] + number.to_bytes(size, chance.choice(("little", "big"))) + data[at + size :]


def _spliced(chance: Random, data: bytes, other: bytes) -> bytes:
    return data[: _place(chance, data)] + other[_place(chance, other) :]


_CHANGES: tuple[Change, ...] = (
    *(_flipped, _overwritten, _cut, _left_out, _doubled, _moved, _with_number),
    *(_with_piece, _with_piece, _with_cell, _with_cell),
)


# --------------------------------------------------------------------------------------- insides of packed files
def _inside(chance: Random, data: bytes) -> bytes | None:
    """The file with its inside changed, packed again so that it fits; None where it is not packed."""
    if data[:2] == b"\x1f\x8b":
        try:
            return gzip.compress(changed(chance, gzip.decompress(data)), mtime=0)
        except (OSError, EOFError, zlib.error):
            return None
    if data[:2] == b"PK":
        return _zip(chance, data) if chance.random() < 0.7 else _directory(chance, data)
    if data[:1] in b"[{":
        return _json(chance, data)
    return None


def _zip(chance: Random, data: bytes) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = [(info.filename, packed.read(info)) for info in packed.infolist()]
    except Exception:  # a changed archive is not one that can be taken apart
        return None
    if not members:
        return None
    i = chance.randrange(len(members))
    name, content = members[i]
    if any(one == MANIFEST for one, _ in members) and chance.random() < 0.9:
        return archive(_bundle(chance, dict(members), name))
    if chance.random() < 0.1:
        members[i] = ("x" + changed(chance, name.encode()).decode("utf-8", "replace")[:200], content)
    else:
        members[i] = (name, changed(chance, content))
    return archive(dict(members))


def _directory(chance: Random, data: bytes) -> bytes:
    """Another number in the list at the end of an archive, or in the head of a member."""
    marks = [i for mark in (b"PK\1\2", b"PK\5\6", b"PK\3\4") for i in _all(data, mark)]
    if not marks:
        return data
    at = chance.choice(marks) + 2 * chance.randint(2, 22)
    form, most = chance.choice((("<H", 0xFFFF), ("<I", 0xFFFFFFFF)))
    number = chance.choice([n for n in NUMBERS if n <= most])
    return data[:at] + struct.pack(form, number) + data[at + struct.calcsize(form) :]


def _all(data: bytes, mark: bytes) -> list[int]:
    return [i for i in range(len(data)) if data.startswith(mark, i)]


def _json(chance: Random, data: bytes) -> bytes | None:
    try:
        return json.dumps(other_json(chance, json.loads(data))).encode()
    except (ValueError, RecursionError):
        return None


def _bundle(chance: Random, members: dict[str, bytes], name: str) -> dict[str, bytes]:
    """A bundle with one member changed, whose list is sealed anew, so that more than its digests is looked at."""
    try:
        listed = json.loads(members[MANIFEST])
        if name == MANIFEST or chance.random() < 0.5:
            listed = other_json(chance, listed)
        else:
            members |= {name: changed(chance, members[name])}
            listed["members"] = {one: digest(data) for one, data in members.items() if one != MANIFEST}
        listed.pop("seal", None)
        return {**members, MANIFEST: sealed(listed)}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return members


_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1 << 70, -(1 << 63), float("nan"), float("inf"), "", " ", "x", "\0", "\ud800"),
    *("2024-01-05", "9999-99-99", "month", [], {}, [[]], [None], {"": None}, {"day": "x"}, {"all": 1}, "x" * 5000),
)


def other_json(chance: Random, value: Any) -> Any:
    """The same but for one value somewhere in it, which is left out, doubled, or something else."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        if chance.random() < 0.1:
            return {**value, chance.choice(("", "x", "\ud800", key.upper(), key + " ")): value[key]}
        return {**value, key: other_json(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        i = chance.randrange(len(value))
        if chance.random() < 0.2:
            return value[:i] + value[i : i + 1] * chance.choice((0, 2, 40)) + value[i + 1 :]
        return [*value[:i], other_json(chance, value[i]), *value[i + 1 :]]
    return chance.choice(_ODD)
