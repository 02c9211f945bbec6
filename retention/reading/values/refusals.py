"""Who asked not to be contacted: yes and no in any usual words, of a column of refusals or of one of consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, later_many, mark_many
from retention.mapping import Assumption
from retention.reading.dates.states import BLANK_WORDS
from retention.reading.roles.words import meanings
from retention.reading.values.labels import coded
from retention.reading.values.marks import NO, YES
from retention.reading.wording import quoted, shortened, strung

if TYPE_CHECKING:
    import pyarrow as pa

SAYS_NOTHING, MAY, MAY_NOT, UNCLEAR = range(4)

_MAY_NOT = """unsubscribed|unsubscribe|opt out|opted out|optout|optedout|do not contact|do not email|dnc|refused|
declined|denied|rejected|withdrawn|revoked|suppressed|blocked|objected|not subscribed|not opted in|no consent|
수신거부|거부|거부함|미동의|비동의|동의안함|동의 안함|차단|退订|已退订|拒收|拒绝|不同意|不接收|免打扰|退訂|已退訂|
拒絕|不接收行銷|拒否|配信停止|停止|不可|不要|同意しない|希望しない|受け取らない|
abgemeldet|widerrufen|abgelehnt|widersprochen|gesperrt|désabonné|désabonnée|désinscrit|refusé|refus|dado de baja|
baja|rechazado|no acepta|descadastrado|recusado|não aceita|disiscritto|rifiutato|non accetta|uitgeschreven|afgemeld|
geweigerd|wypisany|odmowa|brak zgody|reddedildi|onaysız|
отписан|отписался|отписалась|отказ|не согласен|ملغي الاشتراك|رفض|לא מאשר|
ยกเลิก|ยกเลิกรับข่าวสาร|ไม่ยินยอม|ไม่รับ|ปฏิเสธ|hủy đăng ký|từ chối|không đồng ý|berhenti berlangganan|menolak|
tidak setuju"""
_MAY = """subscribed|subscribe|opt in|opted in|optin|optedin|accepted|accepts|granted|allowed|consented|agreed|
given|confirmed|permitted|consent|active|수신동의|동의|동의함|허용|수신|구독|同意|允许|允許|接收|接受|订阅|已订阅|訂閱|
已訂閱|授权|許可|可|受信|配信|配信中|希望|希望する|購読|購読中|同意する|受け取る|
angemeldet|erteilt|zugestimmt|erlaubt|abonniert|abonné|abonnée|inscrit|accepté|suscrito|aceptado|acepta|inscrito|
aceito|aceita|iscritto|accettato|accetta|ingeschreven|aangemeld|toegestaan|zapisany|zgoda|onaylı|onaylandı|
подписан|согласен|согласна|согласие|разрешено|مشترك|موافق|מאשר|
ยินยอม|รับข่าวสาร|อนุญาต|สมัครแล้ว|đồng ý|đã đăng ký|cho phép|setuju|berlangganan|diizinkan"""
_TICKS = frozenset(("x", "✓", "✔", "v", "☑", "√", "✗", "✘"))  # a cross is a tick, unless circles stand beside crosses
_CIRCLES = frozenset(("o", "○", "◯", "〇"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.replace("\n", "").split("|"))


REFUSING, CONSENTING = _set(_MAY_NOT), _set(_MAY)
_YES, _NO = (YES | _CIRCLES | _TICKS) - {"x", "✗", "✘"}, NO - {"x"}


@dataclass(frozen=True)
class Refusals:
    """What the rows of a column say about being contacted.

    Attributes
    ----------
    refused
        Whether the row says that its customer must not be contacted; what cannot be understood counts as if it did.
    unclear, examples
        Rows that cannot be understood, and a few of their values.
    consent
        Whether the column says who may be contacted, so that "no" refuses.
    meaning
        What was taken as asking not to be contacted, in words.
    """

    refused: NDArray[np.bool_]
    unclear: int
    examples: tuple[str, ...]
    consent: bool
    meaning: str


def is_consent(name: str) -> bool:
    """Whether a header says who may be contacted, rather than who must not.

    Examples
    --------
    >>> is_consent("Accepts Marketing"), is_consent("email_opt_out"), is_consent("수신동의"), is_consent("수신거부")
    (True, False, True, False)
    """
    said = meanings(name)
    return said.get("may_contact", 0.0) > said.get("do_not_contact", 0.0)


def read_refusals(column: pa.ChunkedArray, name: str) -> Refusals:
    """Read a column that says who asked not to be contacted.

    Blank says nothing. What cannot be understood counts as a refusal, since a message too many cannot be taken back.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_refusals(pa.chunked_array([["Yes", "no", "", "2024-03-01"]]), "unsubscribed").refused.tolist()
    [True, False, False, True]
    >>> read_refusals(pa.chunked_array([["Yes", "no", "", "거부"]]), "accepts_marketing").refused.tolist()
    [False, True, False, True]
    >>> read_refusals(pa.chunked_array([["x", "", "X"]]), "opt_out").refused.tolist()
    [True, False, True]
    """
    consent = is_consent(name)
    codes, raw = coded(column)
    texts = [" ".join(str(text).split()) for text in raw.to_pylist()]
    plain = [text.casefold().replace("_", " ").replace("-", " ").strip() or text for text in texts]
    crossed_out = any(text in _CIRCLES for text in plain)
    told = np.array([*(_meaning(text, consent, crossed_out) for text in plain), SAYS_NOTHING], np.int8)
    state = told[codes]
    unclear = state == UNCLEAR
    odd = tuple(text for text, what in zip(texts, told.tolist(), strict=False) if what == UNCLEAR)
    refusing = [text for text, what in zip(texts, told.tolist(), strict=False) if what == MAY_NOT]
    return Refusals((state == MAY_NOT) | unclear, int(unclear.sum()), odd[:3], consent, _quoted(refusing))


def _meaning(text: str, consent: bool, crossed_out: bool) -> int:
    if text in REFUSING or text in CONSENTING:
        return MAY_NOT if text in REFUSING else MAY
    if text in ("x", "✗", "✘"):
        yes = not crossed_out
    elif text in _YES or text in _NO:
        yes = text in _YES
    else:
        return SAYS_NOTHING if text in BLANK_WORDS else UNCLEAR
    return MAY if yes == consent else MAY_NOT


def _quoted(texts: Sequence[str]) -> str:
    return shortened([f"'{text}'" for text in texts], 6) or later("nothing")


_ASKED = mark_many(
    "{n} customer asked not to be contacted: they are in no list",
    "{n} customers asked not to be contacted: they are in no list",
)
_DOUBTFUL = mark_many(
    "{n} row cannot be understood (for example {examples}) and counts so too, to be on the safe side.",
    "{n} rows cannot be understood (for example {examples}) and count so too, to be on the safe side.",
)


def told_of(refusals: Refusals, name: str, customers: int) -> Assumption:
    """What was made of the column, in words: how many customers are in no list, and why."""
    words = later_many(*_ASKED, customers) if customers else later("Nobody asked not to be contacted")
    values = {"column": name, "values": refusals.meaning}
    if refusals.consent:
        evidence = later(
            "'{column}' says who may be contacted: {values} is taken as asking not to be, in any row of a customer.",
            **values,
        )
    else:
        evidence = later(
            "'{column}' says so: {values} is taken as asking not to be, in any row of a customer.", **values
        )
    if refusals.unclear:
        doubt = later_many(*_DOUBTFUL, refusals.unclear, examples=quoted(refusals.examples))
        evidence = strung((evidence, doubt), " ")
    return Assumption("", "", words, evidence, "assumed" if refusals.unclear else "likely")


def blocked_customers(
    refused: NDArray[np.bool_],
    codes: NDArray[np.int32],
    kept: NDArray[np.int64] | None,
    customer: NDArray[np.int32],
    n: int,
) -> NDArray[np.bool_]:
    """Customers with a refusal in any row of the file, also in one that is left out for another reason.

    Parameters
    ----------
    refused, codes
        Of every row: whether it refuses, and the code of its id as read (negative for nobody).
    kept
        Positions of the rows that are kept; None is all.
    customer
        Final customer code of each kept row.
    n
        Number of final customers.
    """
    asked = np.zeros(max(1, int(codes.max(initial=0)) + 1), bool)
    asked[codes[refused & (codes >= 0)]] = True
    of_rows = codes if kept is None else codes[kept]
    found = np.zeros(n, bool)
    found[customer[asked[of_rows]]] = True
    return found
