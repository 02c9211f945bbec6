"""Text that has been decoded, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retention.languages import later, later_many
from retention.mapping import Assumption
from retention.reading.encodings.decoding import Transcoded
from retention.reading.questions import Question
from retention.reading.wording import strung

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8 without a byte order mark.

    Attributes
    ----------
    buffer
        The text.
    encoding
        In words.
    assumed
        A sentence, where a person should know how the text was read.
    codec
        Python's name of the encoding.
    certainty, evidence, choices
        As in :class:`Assumption`.
    question
        What to ask, where the file leaves it open; the text is then that of the proposed answer.
    bad_bytes, bad_lines
        Places that could not be read, and the first few lines that hold one.
    """

    buffer: pa.Buffer
    encoding: str
    assumed: str = ""
    codec: str = "utf_8"
    certainty: str = "proved"
    evidence: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    question: Question | None = None
    bad_bytes: int = 0
    bad_lines: tuple[int, ...] = ()

    @property
    def assumption(self) -> Assumption:
        """The encoding as one of the things that the numbers rest on."""
        return Assumption("encoding", self.codec, self.encoding, self.evidence, self.certainty, self.choices)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The question, if there is one."""
        return (self.question,) if self.question else ()


def told(done: Transcoded, decoded: Decoded) -> Decoded:
    """The text with a sentence about what of it was lost."""
    lost = ""
    if done.bad_bytes:
        lines = ", ".join(f"{line:,}" for line in done.bad_lines)
        where = later("line {n}", n=lines) if len(done.bad_lines) == 1 else later("lines {numbers}", numbers=lines)
        lost = later_many(
            "{n} character could not be read and is shown as � ({lines}); the rows are kept.",
            "{n} characters could not be read and are shown as � ({lines}); the rows are kept.",
            done.bad_bytes,
            lines=where,
        )
    return replace(
        decoded,
        buffer=done.buffer,
        assumed=joined([decoded.assumed, lost, zeros_sentence(done.zeros)]),
        bad_bytes=done.bad_bytes,
        bad_lines=done.bad_lines,
    )


def zeros_sentence(zeros: int) -> str:
    """How many zero bytes were left out, as a sentence."""
    return later_many("{n} zero byte was taken out.", "{n} zero bytes were taken out.", zeros) if zeros else ""


def joined(sentences: list[str]) -> str:
    """Sentences that are not empty, one after the other."""
    return strung([sentence for sentence in sentences if sentence], " ")
