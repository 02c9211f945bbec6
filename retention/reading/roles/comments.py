"""Which column of a survey holds what people wrote about their answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from retention.reading.roles.columns import Column
from retention.reading.roles.words import plain

_WORDS = re.compile(
    r"comment|feedback|\bwhy\b|reason|verbatim|remark|opinion|suggest|improve|explain|open.?ended|free.?text|"
    r"의견|코멘트|이유|사유|피드백|评论|評論|意见|意見|原因|理由|反馈|コメント|感想|フィードバック|ความคิดเห็น|เหตุผล|ข้อเสนอแนะ|"
    r"kommentar|begrundung|\bgrund\b|anmerkung|warum|commentaire|pourquoi|raison|comentario|por que|motivo|razon|"
    r"commento|perche|opmerking|waarom|komentarz|dlaczego|комментар|почему|причин|отзыв|تعليق|سبب|ly do|nhan xet|"
    r"yorum|neden|alasan"
)
_NAMED, _SPOKEN = 1.0, 2.0  # weights: a telling header, cells that are sentences
_SENTENCE = 2.5  # blanks in an average cell


def comment_among(columns: Sequence[Column], taken: Collection[str]) -> str | None:
    """The column that looks most like comments; None where none does.

    Examples
    --------
    >>> made = [Column("Market", 9, 9, 3, ()), Column("Why?", 9, 9, 2, (), longest=10, words=1.0)]
    >>> comment_among(made, ())
    'Why?'
    """
    rated = [(_weight(column), -at, column.name) for at, column in enumerate(columns) if column.name not in taken]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _weight(column: Column) -> float:
    if column.dates > 0.5 or column.numbers > 0.5 or column.emails > 0.2 or column.codes > 0.8:
        return 0.0
    named = _NAMED if _WORDS.search(plain(column.name)) else 0.0
    spoken = _SPOKEN if column.words >= _SENTENCE and column.distinct > 0.3 * column.filled else 0.0
    return named + spoken if column.filled else named
