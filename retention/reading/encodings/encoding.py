"""Bytes to UTF-8: the whole file decides, not its first lines.

In this order: what a person chose; a byte order mark; the zero bytes of UTF-16; UTF-8, if all or nearly all of the text
allows it; else the older encoding that makes the most sense of the words beyond ASCII.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, later_many, mark, say
from retention.reading.encodings.code_units import MARKS, wide_codec
from retention.reading.encodings.decoded import Decoded, joined, told, zeros_sentence
from retention.reading.encodings.decoding import has_byte, is_ascii, is_utf8, steps, transcode
from retention.reading.encodings.legacy import Beyond, Reading, Verdict, beyond_ascii, choose, share_of_utf8
from retention.reading.encodings.older import ENCODINGS, named
from retention.reading.questions import Choice, Question
from retention.reading.wording import kept_word

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD = 1 << 16
# A wider encoding that holds the same characters at the same places, as programs write it under the narrower name.
_WIDER = {
    "ascii": "utf_8",
    "utf_8_sig": "utf_8",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "tis_620": "cp874",
    "iso8859_11": "cp874",
    "iso8859_1": "cp1252",
    "koi8_r": "koi8_u",
}
_ESCAPES = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))
_WORDS = {encoding.codec: encoding.words for encoding in ENCODINGS} | {
    "utf_8": "UTF-8",
    "iso2022_jp": named(mark("Japanese"), "ISO-2022-JP"),
    "iso2022_kr": named(mark("Korean"), "ISO-2022-KR"),
}
_NOT_OF_FILES = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")
_UNICODE = ("utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be")
_NEARLY_ALL, _SOME = 0.9, 0.05  # shares of the words beyond ASCII that are valid UTF-8
_THREE_BYTES = 0xE0  # the first byte of a character of three bytes in UTF-8, or more
_FEW, _CLEARLY = 3, 4.0  # characters that can be UTF-8 by chance, and how much likelier another reading must be
_SHOWN, _LONGEST = 3, 24  # words shown for each encoding, and their length


def to_utf8(buffer: pa.Buffer, name: str, encoding: str | None = None) -> Decoded:
    """Decode a text file; valid UTF-8 is not copied.

    Parameters
    ----------
    buffer
        The bytes.
    name
        The file, for messages.
    encoding
        What a person chose, by a name that Python knows; None looks at the file.

    Raises
    ------
    ReadError
        If it is no text, or there is no such encoding; :class:`EmptyFileError` if there is nothing in it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> decoded = to_utf8(pa.py_buffer("고객번호,주문일\\n가,2024-01-05\\n".encode("euc_kr")), "orders.csv")
    >>> decoded.encoding, decoded.codec, decoded.buffer.to_pybytes().decode()[:4]
    ('Korean (CP949)', 'cp949', '고객번호')
    """
    if encoding is not None:
        return _not_empty(_chosen(buffer, encoding, name), name)
    for order_mark, codec, words in MARKS:
        if bytes(memoryview(buffer)[:4]).startswith(order_mark):
            rest, code = buffer.slice(len(order_mark)), words.split(" ")[0]
            if codec != "utf_8" or is_utf8(rest):
                said = later("The file begins with the byte order mark of {encoding}.", encoding=code)
                return _not_empty(_as_unicode(rest, codec, words, said), name)
            return _not_empty(_looked_at(rest, name), name)
    codec = wide_codec(buffer)
    if codec:
        words = codec[:6].upper().replace("_", "-")
        said = later(
            "Bytes that are zero lie where those of {encoding} do; a byte order mark is missing.", encoding=words
        )
        return _not_empty(_as_unicode(buffer, codec, words, said), name)
    return _not_empty(_looked_at(buffer, name), name)


def _looked_at(buffer: pa.Buffer, name: str) -> Decoded:
    """Text of bytes that no mark explains."""
    import pyarrow as pa

    _refuse_binary(buffer, name)
    zeros = 0
    if has_byte(buffer, 0):
        data = buffer.to_pybytes()
        zeros, buffer = data.count(b"\0"), pa.py_buffer(data.replace(b"\0", b""))
    if buffer.size == 0 or is_ascii(buffer):
        codec = _escaped(buffer)
        if codec:
            said = later("The escape sequences of this encoding are in the file.")
            return _as_unicode(buffer, codec, _WORDS[codec], said)
        said = later("There is nothing beyond ASCII in the file, which nearly all encodings share.")
        decoded = Decoded(buffer, "UTF-8", evidence=said)
    elif is_utf8(buffer):
        decoded = _by_chance(buffer) or Decoded(buffer, "UTF-8", evidence=later("The whole file is valid UTF-8."))
    else:
        decoded = _not_quite_utf8(buffer)
    return replace(decoded, assumed=joined([decoded.assumed, zeros_sentence(zeros)]))


def _escaped(buffer: pa.Buffer) -> str:
    """Encodings that switch between alphabets with escape sequences, as old mail programs write them."""
    head = bytes(memoryview(buffer)[:_HEAD])
    return next((codec for escape, codec in _ESCAPES if escape in head), "")


def _not_quite_utf8(buffer: pa.Buffer) -> Decoded:
    """UTF-8 with a few damaged places, or an older encoding, or a mixture that must be asked about."""
    beyond = beyond_ascii(buffer)
    verdict = choose(beyond.words)
    better = share_of_utf8(beyond.words, verdict.best.encoding)
    if max(better, _share_valid(beyond.words)) >= _NEARLY_ALL:
        said = later(
            "The words beyond ASCII are UTF-8, apart from damaged places; they make no sense in another encoding."
        )
        return told(transcode(buffer, "utf_8"), Decoded(buffer, "UTF-8", certainty="likely", evidence=said))
    if better >= _SOME:
        return _mixed(buffer, beyond.words)
    return _older(buffer, beyond, verdict)


def _by_chance(buffer: pa.Buffer) -> Decoded | None:
    """Two bytes can be valid UTF-8 by chance: a file with one Chinese or Korean character, over and over."""
    if any(step.max() >= _THREE_BYTES for step in steps(buffer)):
        return None
    beyond = beyond_ascii(buffer)
    if len({character for character in b"".join(beyond.words).decode(errors="replace") if character > "\x7f"}) > _FEW:
        return None
    verdict = choose(beyond.words)
    if share_of_utf8(beyond.words, verdict.best.encoding, lead=-_CLEARLY):
        return None
    return _older(buffer, beyond, verdict)


def _older(buffer: pa.Buffer, beyond: Beyond, verdict: Verdict) -> Decoded:
    """Text in an encoding before Unicode."""
    best = verdict.best
    decoded = Decoded(
        buffer,
        best.encoding.words,
        later("The text is not UTF-8; it is read as {encoding}.", encoding=best.encoding.words),
        best.encoding.codec,
        "likely" if verdict.certainty == "likely" else "assumed",
        _evidence(beyond, verdict),
        tuple((r.encoding.codec, _example(r)) for r in _readings(verdict)),
        _question(_readings(verdict), best.encoding.codec) if verdict.certainty == "asked" else None,
    )
    return told(transcode(buffer, best.encoding.codec), decoded)


def _share_valid(words: tuple[bytes, ...]) -> float:
    """Share of words, or of characters if that is more, that are valid UTF-8."""
    text = b"\n".join(words).decode(errors="replace")
    lost = text.count("�")
    beyond = sum(character > "\x7f" for character in text)
    whole = sum("�" not in word for word in text.split("\n"))
    return max(whole / max(1, len(words)), (beyond - lost) / max(1, beyond))


def _readings(verdict: Verdict) -> tuple[Reading, ...]:
    return (verdict.best, *verdict.others)


def _mixed(buffer: pa.Buffer, words: tuple[bytes, ...]) -> Decoded:
    """Some of the text is UTF-8 and some is not: no single encoding reads it all."""
    damaged = tuple(word for word in words if "�" in word.decode(errors="replace"))
    best = choose(damaged).best.encoding
    telling = [*damaged[:2], *[word for word in words if word not in damaged[:200]][:1]]
    shows = {codec: [word.decode(codec, errors="replace") for word in telling] for codec in ("utf_8", best.codec)}
    choices = tuple(Choice(codec, _WORDS[codec], _shown(found)) for codec, found in shows.items())
    text = later("Some of the text is UTF-8 and some is not. Which reads the words better?")
    asked = Question("encoding", text, choices)
    said = later("Part of the text beyond ASCII is valid UTF-8, and part is not.")
    decoded = Decoded(buffer, "UTF-8", said, certainty="assumed", evidence=said, question=asked)
    return told(transcode(buffer, "utf_8"), replace(decoded, choices=tuple((c.value, c.label) for c in choices)))


def _question(readings: Iterable[Reading], proposed: str) -> Question:
    choices = tuple(Choice(r.encoding.codec, r.encoding.words, _shown(r.words)) for r in readings)
    return Question("encoding", later("The letters can be read in several ways. Which are words?"), choices, proposed)


def _evidence(beyond: Beyond, verdict: Verdict) -> str:
    script = kept_word(verdict.best.encoding.script)
    if verdict.certainty == "likely":
        return later_many(
            "{n} line with letters beyond ASCII reads as {script}.",
            "{n} lines with letters beyond ASCII all read as {script}.",
            beyond.lines,
            script=script,
        )
    return later_many(
        "{n} line with letters beyond ASCII makes sense as {script}, but too few words show it to be sure.",
        "{n} lines with letters beyond ASCII make sense as {script}, but too few words show it to be sure.",
        beyond.lines,
        script=script,
    )


def _example(reading: Reading) -> str:
    return later("{encoding}: {examples}", encoding=reading.encoding.words, examples=", ".join(_shown(reading.words)))


def _shown(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:_LONGEST] for word in words))[:_SHOWN]


def _chosen(buffer: pa.Buffer, encoding: str, name: str) -> Decoded:
    """What a person chose is obeyed, whatever the file looks like."""
    codec = _codec(encoding, name)
    words = _WORDS.get(codec, codec.upper().replace("_", "-"))
    if codec not in _UNICODE:
        _refuse_binary(buffer, name)
    for order_mark, its_codec, _ in MARKS:
        if its_codec.startswith(codec) and bytes(memoryview(buffer)[:4]).startswith(order_mark):
            buffer, codec = buffer.slice(len(order_mark)), its_codec
            break
    codec = {"utf_16": "utf_16_le", "utf_32": "utf_32_le"}.get(codec, codec)  # without a mark, as Windows writes it
    decoded = Decoded(buffer, words, codec=codec, certainty="chosen", evidence=later("Chosen."))
    if codec == "utf_8" and is_utf8(buffer) and not (buffer.size and has_byte(buffer, 0)):
        return decoded
    return told(transcode(buffer, codec), decoded)


def _codec(encoding: str, name: str) -> str:
    try:
        found = codecs.lookup(encoding.strip())
        "".encode(found.name)  # refuses what is no encoding of text, such as base64
        if found.incrementaldecoder is None or found.name in _NOT_OF_FILES:
            raise LookupError(encoding)
    except (LookupError, ValueError, UnicodeError) as error:
        raise ReadError(
            say("There is no text encoding called '{encoding}'.", encoding=encoding),
            where=name,
            todo=say('Use a name such as "utf-8", "cp949", "gb18030", "shift_jis" or "cp1252".'),
        ) from error
    codec = found.name.replace("-", "_")
    return _WIDER.get(codec, codec)


def _as_unicode(buffer: pa.Buffer, codec: str, words: str, evidence: str) -> Decoded:
    decoded = Decoded(buffer, words, codec=codec, evidence=evidence)
    if codec == "utf_8" and not (buffer.size and has_byte(buffer, 0)):
        return decoded
    return told(transcode(buffer, codec), decoded)


def _refuse_binary(buffer: pa.Buffer, name: str) -> None:
    """Control characters never occur in a table; a share of them means that it is none."""
    head = np.frombuffer(buffer, np.uint8)[:_HEAD]
    control = (head < 32) & ~np.isin(head, [0, 1, 9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31])
    if len(head) and (control.mean() > 0.02 or (head == 0).mean() > 0.5):
        raise ReadError(
            say("The file is not text, nor a workbook."), where=name, todo=say("Export the data as CSV or XLSX.")
        )


def _not_empty(decoded: Decoded, name: str) -> Decoded:
    head = bytes(memoryview(decoded.buffer)[:_HEAD])
    if not head.strip() and (decoded.buffer.size <= _HEAD or not decoded.buffer.to_pybytes().strip()):
        raise EmptyFileError(say("There is nothing in the file."), where=name, todo=say("Export it again."))
    return decoded
