"""Customers' ids: always text as written, but for what spreadsheets and exports add to them.

Work is done on the distinct ids, and only where the characters that occur at all make it needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, later_many, mark_many
from retention.reading.values.labels import coded

if TYPE_CHECKING:
    import pyarrow as pa

NOBODY_CODE, STAND_IN_CODE = -1, -2
# Texts that stand for nobody, and for a customer who is not known; compared in lower case.
NOBODY = (
    "", "nan", "nat", "null", "none", "nil", "n/a", "na", "#n/a", "<na>", "-", "--", "—", "?", "undefined",
    "(not set)", "not set", "(null)", "$null$", "\\n", "(blank)", "(empty)", "(none)", "none/none", "없음", "无",
    "無", "なし", "ไม่มี", "#ref!", "#value!", "#name?", "#num!", "#div/0!", "#null!", "#nv", "#bezug!", "#wert!",
)  # fmt: skip
STAND_INS = (
    "00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "anonymous", "anon", "guest",
    "visitor", "unknown", "anonymous user", "guest user", "guest checkout", "guest customer", "walk-in", "walk in",
    "walk-in customer", "walk in customer", "walkin", "cash customer", "cash sale", "unknown customer",
    "비회원", "게스트", "익명", "손님", "游客", "匿名",
    "匿名用户", "匿名用戶", "访客", "訪客", "散客", "非会员", "ゲスト", "非会員", "ผู้เยี่ยมชม", "ลูกค้าทั่วไป",
    "invitado", "anónimo", "anonimo", "gast", "anonym", "invité", "anonyme", "convidado", "anônimo", "ospite",
    "khách", "khách lẻ", "khách vãng lai", "гость", "аноним", "ضيف", "مجهول", "tamu", "misafir", "gość",
)  # fmt: skip
DESTROYED = r"^[+-]?\d(?:[.,]\d+)?[eE]\+\d{2,3}$"
_BLANKS = " \t\r\n\x0b\x0c\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\u00ad"
_AROUND = f"^[{_BLANKS}]+|[{_BLANKS}]+$|[\u200b-\u200f\u2060\ufeff]"
_SHARED_SHARE, _SHARED_ROWS, _SHARED_CUSTOMERS = 0.2, 30, 10


@dataclass(frozen=True)
class IdColumn:
    """Customers as codes; -1 for nobody, -2 for a text that stands for anybody, such as "guest".

    Attributes
    ----------
    codes
        Positions in ``ids``; not every id need occur.
    ids
        Text of each id.
    notes
        What was changed, in words.
    warnings
        Sentences about ids that may not be what they seem.
    """

    codes: NDArray[np.int32]
    ids: pa.Array
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read_ids(column: pa.ChunkedArray) -> IdColumn:
    """Ids as text: leading zeros kept, blanks around trimmed, spellings of one id united, a ".0" behind numbers off.

    Examples
    --------
    >>> import pyarrow as pa
    >>> ids = read_ids(pa.chunked_array([["007", " 8", "n/a", "8", "guest"]]))
    >>> ids.codes.tolist(), ids.ids.to_pylist(), ids.notes
    ([0, 1, -1, 1, -2], ['007', '8'], ('blanks around 1 id were taken off',))
    """
    import pyarrow as pa

    codes, raw = coded(column)
    found = _Ids(raw)
    found.trim()
    found.unite_spellings()
    found.drop_guards()
    found.drop_points()
    missing = found.missing()
    found.look_at_case(missing)
    found.look_for_destroyed(codes)
    ids = found.texts
    if found.changed or missing.any():
        again = ids.filter(pa.array(missing == 0)).dictionary_encode()
        table = np.append(missing, NOBODY_CODE).astype(np.int32)
        table[np.flatnonzero(missing == 0)] = again.indices.to_numpy(zero_copy_only=False)
        codes, ids = table[codes], again.dictionary
    return IdColumn(codes, ids, tuple(found.notes), (*found.warnings, *_shared(codes, ids)))


@dataclass
class _Ids:
    """Distinct ids while they are cleaned; which characters occur decides what is looked at."""

    texts: pa.Array
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changed: bool = False
    marks: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(256, bool))

    def __post_init__(self) -> None:
        self.marks = _marks(self.texts)

    def has(self, characters: str) -> bool:
        """Whether any of these ASCII characters occurs."""
        return bool(self.marks[[ord(c) for c in characters]].any())

    @property
    def ascii(self) -> bool:
        """Whether no other characters occur."""
        return not self.marks[128:].any()

    def _take(self, texts: pa.Array, words: tuple[str, str]) -> None:
        """Go on with changed texts, and say how many changed."""
        import pyarrow.compute as pc

        count = pc.sum(pc.not_equal(texts, self.texts)).as_py() or 0
        if count:
            self.texts, self.changed = texts, True
            self.notes.append(later_many(*words, count))

    def trim(self) -> None:
        """Take off blanks around, and marks without width anywhere."""
        import pyarrow.compute as pc

        if not self.ascii:
            clean = pc.replace_substring_regex(self.texts, _AROUND, "")
        elif self.marks[:33].any():
            clean = pc.utf8_trim_whitespace(self.texts)
        else:
            return
        words = mark_many("blanks around {n} id were taken off", "blanks around {n} ids were taken off")
        self._take(clean, words)

    def unite_spellings(self) -> None:
        """Full-width digits and letters, and letters in several parts, in their plain form."""
        import pyarrow.compute as pc

        if not self.ascii:
            plain = pc.utf8_normalize(self.texts, "NFKC")
            words = mark_many(
                "{n} id in full-width or composed letters was put in plain form",
                "{n} ids in full-width or composed letters were put in plain form",
            )
            self._take(plain, words)

    def drop_guards(self) -> None:
        """Take off what keeps a spreadsheet from turning text into a number: ="0012" and '0012."""
        import pyarrow.compute as pc

        if self.has("='"):
            plain = pc.replace_substring_regex(self.texts, f'^="[{_BLANKS}]*([^"]*?)[{_BLANKS}]*"$', r"\1")
            plain = pc.replace_substring_regex(plain, r"^'(\d.*)$", r"\1")
            words = mark_many(
                "{n} id lost a mark that keeps spreadsheets from reading it as a number",
                "{n} ids lost a mark that keeps spreadsheets from reading them as numbers",
            )
            self._take(plain, words)

    def drop_points(self) -> None:
        """Take ".0" off where all ids are whole numbers, or where an id occurs with it and without."""
        import pyarrow.compute as pc

        if not self.has("."):
            return
        whole = pc.replace_substring_regex(self.texts, r"^(-?\d+)\.0+$", r"\1")
        if self._all_whole() or self._both_ways(whole):
            words = mark_many('{n} id such as "17850.0" lost its ".0"', '{n} ids such as "17850.0" lost their ".0"')
            self._take(whole, words)

    def _all_whole(self) -> bool:
        import pyarrow.compute as pc

        named = self.texts.filter(pc.invert(pc.is_in(pc.utf8_lower(self.texts), _array(NOBODY))))
        return len(named) > 0 and bool(pc.all(pc.match_substring_regex(named, r"^-?\d+(\.0+)?$")).as_py())

    def _both_ways(self, whole: pa.Array) -> bool:
        """Whether an export wrote some ids as floating numbers, so that one customer would be two."""
        import pyarrow.compute as pc

        if pc.any(pc.match_substring_regex(self.texts, r"^-?\d+\.\d*[1-9]")).as_py():
            return False
        pointed = whole.filter(pc.not_equal(whole, self.texts))
        return len(pointed) > 0 and bool(pc.any(pc.is_in(pointed, self.texts)).as_py())

    def missing(self) -> NDArray[np.int32]:
        """-1 where a text stands for nobody, -2 where it stands for anybody, else 0."""
        import pyarrow.compute as pc

        lowered = pc.utf8_lower(self.texts)
        nobody = pc.is_in(lowered, _array(NOBODY)).to_numpy(zero_copy_only=False)
        anybody = pc.is_in(lowered, _array(STAND_INS)).to_numpy(zero_copy_only=False)
        return np.where(nobody, NOBODY_CODE, np.where(anybody, STAND_IN_CODE, 0)).astype(np.int32)

    def look_at_case(self, missing: NDArray[np.int32]) -> None:
        """Say where nothing but capitals tells customers apart."""
        import pyarrow as pa
        import pyarrow.compute as pc

        letters = np.arange(26)
        if self.ascii and not (self.marks[letters + ord("a")].any() and self.marks[letters + ord("A")].any()):
            return
        spelled = self.texts.filter(pa.array(missing == 0)).unique()
        counts = pc.value_counts(pc.utf8_lower(spelled)).field("counts").to_numpy(zero_copy_only=False)
        split = int((counts > 1).sum())
        if split:
            self.warnings.append(
                later_many(
                    "{n} id occurs in spellings that differ in capitals only; each is a customer of its own.",
                    "{n} ids occur in spellings that differ in capitals only; each is a customer of its own.",
                    split,
                )
            )

    def look_for_destroyed(self, codes: NDArray[np.int32]) -> None:
        """Warn about ids that a spreadsheet turned into rounded numbers."""
        import pyarrow.compute as pc

        if not (self.has("+") and self.has("eE")):
            return
        hit = pc.match_substring_regex(self.texts, DESTROYED).to_numpy(zero_copy_only=False).astype(bool)
        if hit.any():
            rows = int(hit[codes[codes >= 0]].sum())
            example = self.texts[int(np.argmax(hit))].as_py()
            self.warnings.append(
                later(
                    "Excel has destroyed ids: {n} rows have one such as '{example}' ({different} different), a rounded "
                    "number, so that several customers are counted as one. Format the column as text in the original "
                    "file and export it again.",
                    n=f"{rows:,}",
                    example=example,
                    different=f"{int(hit.sum()):,}",
                )
            )


def _array(words: tuple[str, ...]) -> Any:
    import pyarrow as pa

    return pa.array(words, pa.string())


def _marks(texts: pa.Array) -> NDArray[np.bool_]:
    """Which bytes occur."""
    _, ends, data = texts.buffers()
    if data is None or not len(texts):
        return np.zeros(256, bool)
    offsets = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    found = np.zeros(256, bool)
    found[np.frombuffer(data, np.uint8)[int(offsets[0]) : int(offsets[-1])]] = True
    return found


def _shared(codes: NDArray[np.int32], ids: pa.Array) -> tuple[str, ...]:
    """Warn about one id on very many rows."""
    counts = np.bincount(codes[codes >= 0], minlength=1)
    most, total, customers = int(counts.max()), int(counts.sum()), int((counts > 0).sum())
    if most <= _SHARED_ROWS or customers <= _SHARED_CUSTOMERS or most <= _SHARED_SHARE * total:
        return ()
    name = ids[int(np.argmax(counts))].as_py()
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    return (
        later(
            "One customer, '{customer}', has {share} of all rows ({k} of {n}); this may be an account that many people "
            "share. It is kept.",
            customer=shown,
            share=f"{most / total:.0%}",
            k=f"{most:,}",
            n=f"{total:,}",
        ),
    )
