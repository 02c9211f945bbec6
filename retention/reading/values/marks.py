"""Marks of customers who left: yes and no, or words for leaving and staying, in any usual language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import later
from retention.reading.dates.states import BLANK_WORDS
from retention.reading.values.labels import coded
from retention.reading.wording import quoted

if TYPE_CHECKING:
    import pyarrow as pa

STAYS, LEFT, NO_MARK, UNCLEAR = range(4)

_YES = """yes|y|true|t|1|1.0|ja|j|sí|si|s|oui|o|sim|sì|da|да|예|네|是|有|はい|ใช่|có|ya|evet|نعم|כן|tak|wahr|
verdadero|vrai|verdadeiro|vero"""
_NO = """no|n|false|f|0|0.0|nein|non|não|nao|нет|아니오|아니요|否|无|無|いいえ|ไม่|ไม่ใช่|không|tidak|hayır|لا|
לא|nie|nee|falsch|falso|faux|x"""
_LEFT = """churned|churn|left|lost|exited|cancelled|canceled|inactive|terminated|ended|closed|expired|defected|
attrited|attrited customer|gone|unsubscribed|deactivated|former|lapsed|이탈|해지|탈퇴|휴면|비활성|流失|已流失|
离网|注销|不活跃|流失客户|解約|解約済|退会|離脱|離反|休眠|gekündigt|inaktiv|abgewandert|baja|cancelado|cancelada|
abandonó|inactivo|résilié|perdu|inactif|disdetto|cessato|inattivo|cancelou|inativo|opgezegd|inactief|отток|ушел|
ушёл|отказ|неактивен|отменен|ยกเลิก|ยกเลิกแล้ว|เลิกใช้|đã hủy|rời bỏ|đã rời bỏ|berhenti|ayrıldı|iptal|ملغى|غادر|
zrezygnował|nieaktywny"""
_STAYS = """active|stayed|stay|staying|joined|current|existing|existing customer|retained|loyal|open|renewed|
running|유지|활성|정상|이용중|이용 중|구독중|在网|留存|活跃|有效|正常|継続|継続中|契約中|利用中|有効|会員|aktiv|
bestand|alta|activo|activa|actif|attivo|ativo|actief|активен|активный|действует|ใช้งาน|ใช้งานอยู่|đang hoạt động|
đang sử dụng|aktif|نشط|aktywny"""
_ACTIVE = re.compile(
    r"(?<!in)(?<!in[ _-])(?:activ|aktiv|retain|stay)|(?<!비)활성|(?<!不)活跃|留存|継続|유지", re.IGNORECASE
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.replace("\n", "").split("|"))


YES, NO, LEAVING, STAYING = (_set(words) for words in (_YES, _NO, _LEFT, _STAYS))


@dataclass(frozen=True)
class Marks:
    """Whether each customer left.

    Attributes
    ----------
    state
        STAYS, LEFT, NO_MARK or UNCLEAR.
    meaning
        What was taken as left and as staying, in words.
    """

    state: NDArray[np.int8]
    meaning: str


def read_marks(column: pa.ChunkedArray, name: str) -> Marks:
    """Read a column of marks; where it is named for being active, yes means staying.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_marks(pa.chunked_array([["Yes", "no", "", "perhaps"]]), "Churn").state.tolist()
    [1, 0, 2, 3]
    >>> read_marks(pa.chunked_array([[1, 0]]), "is_active").state.tolist()
    [0, 1]
    >>> read_marks(pa.chunked_array([["Stayed", "Churned"]]), "Customer Status").meaning
    "'Churned' is left, 'Stayed' is not"
    """
    codes, raw = coded(column)
    texts = [" ".join(str(text).split()) for text in raw.to_pylist()]
    told = np.array([*(_meaning(text.casefold(), name) for text in texts), NO_MARK], np.int8)
    state = told[codes]
    used = [(text, what) for text, what in zip(texts, told.tolist(), strict=False)]
    left, stays = (quoted(text for text, what in used if what == each) for each in (LEFT, STAYS))
    nothing = later("nothing")
    return Marks(state, later("{left} is left, {stays} is not", left=left or nothing, stays=stays or nothing))


def _meaning(text: str, name: str) -> int:
    if text in BLANK_WORDS and text not in NO:
        return NO_MARK
    if text in LEAVING or text in STAYING:
        return LEFT if text in LEAVING else STAYS
    if text not in YES and text not in NO:
        return UNCLEAR
    return LEFT if (text in YES) != bool(_ACTIVE.search(name)) else STAYS
