"""What a header says about the role of its column, in many languages.

The lists lie beside this file, a language or a family of languages each. A word may stand for several roles; the cells
decide. Marks behind a role say that a word is weaker: a name or an e-mail address identifies a customer less well than
a customer number does.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from retention.reading.roles.words import east_asian, english, european, further, south_east_asian
from retention.reading.roles.words.composed import composed
from retention.reading.roles.words.spelling import key, plain

__all__ = ["asks_to_recommend", "meanings", "plain", "roles_of"]

TIERS = {"": 1.0, "~": 0.96, "-": 0.85, "--": 0.7, "---": 0.5, "----": 0.4}
_JOINED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # written without blanks, the head stands last
_THAI = re.compile("[\u0e00-\u0e7f]")  # written without blanks, the head stands first
_IDENTIFIER = re.compile(r"(^|.*\b)(id|ids|no|nr|number|key|code|uid|uuid|guid|hash|ref|num|identifier|sn)$")
_RECOMMEND = re.compile(
    r"recommend|weiterempf|recomend|recomiend|recommand|raccomand|consigliare|poleci|推荐|추천|推薦|おすすめ|お勧め|すすめ|แนะน(?:ำ|ํา)|"
    r"gioi thieu|порекоменд|рекоменд|توصي|aanbevelen|tavsiye|merekomendasikan"
)
_SATISFIED = re.compile(
    r"how satisfied|만족하|만족도|满意度|滿意度|满意吗|満足度|満足し|พึงพอใจ|wie zufrieden|satisfait|satisfech|"
    r"satisfeit|soddisfatt|hoe tevreden|zadowol|hai long|удовлетвор|راض"
)
_INSIDE = re.compile(r"추천인|추천코드|推荐人|推荐码|推薦人|紹介")  # who recommended, not how likely


@cache
def roles_of() -> dict[str, dict[str, float]]:
    """What every known word stands for."""
    found: dict[str, dict[str, float]] = {}
    for language in (english, east_asian, south_east_asian, european, further):
        for tier, words in language.WORDS.items():
            role = tier.rstrip("-~")
            for word in words.replace("\n", "").split("|"):
                roles = found.setdefault(key(word), {})
                roles[role] = max(roles.get(role, 0.0), TIERS[tier[len(role) :]])
    found.pop("", None)
    return found


# Up to which weight what the parts of a header say weakens what is known of it as a whole.
_WEAKENING = {"amount": 1.0, "time": 0.25, "customer": 0.52}


@lru_cache(maxsize=20_000)
def meanings(name: str) -> dict[str, float]:
    """Roles that a header suggests and how strongly: 1 for a whole known header, less for a part of one.

    Examples
    --------
    >>> meanings("customer_id"), meanings("properties.distinct_id")["customer"]
    ({'customer': 1.0}, 0.9)
    >>> max(meanings("客户订单日期").items(), key=lambda found: found[1])[0]
    'time'
    """
    if " + " in name and any({"time", "year"} & set(meanings(part)) for part in name.split(" + ")):
        return {"time": 1.2}  # a moment made of several columns
    whole = key(name)
    text = plain(name)
    roles = dict(roles_of().get(whole, {})) or _of_path(name)
    known = bool(roles)
    if not known:
        for part in (_of_words(text.split()), _of_compound(whole), _of_endings(text)):
            for role, weight in part.items():
                roles[role] = max(roles.get(role, 0.0), weight)
    if asks_to_recommend(name) or _SATISFIED.search(text):
        roles["score"] = max(roles.get("score", 0.0), 0.9)
    return _with_parts(roles, composed(name), exact=known)


def asks_to_recommend(name: str) -> bool:
    """Whether a header is the question behind the net promoter score, in some wording."""
    text = plain(name)
    if re.search(r"\bnps\b|net promoter", text):
        return True
    return bool(_RECOMMEND.search(text)) and not _INSIDE.search(text) and len(text) > 3


def _of_path(name: str) -> dict[str, float]:
    """Of "properties.user_id" or "Customer: ID", the whole as one name, else its last part."""
    parts = [part for part in re.split(r"[./:>]+\s*", name) if part.strip()]
    if len(parts) < 2:
        return {}
    last = key(parts[-1])
    return {role: 0.9 * weight for role, weight in roles_of().get(last, {}).items() if len(last) > 2}


def _of_words(words: list[str]) -> dict[str, float]:
    """By its end ("shopify customer id"), its beginning ("date of the order"), and single words in it."""
    roles: dict[str, float] = {}
    if len(words) < 2:
        return roles
    for i in range(len(words)):
        for part, weight in ((words[i:], 0.8), (words[: i + 1], 0.6), (words[i : i + 1], 0.4)):
            word = "".join(part)
            if len(word) < 3 or len(part) == len(words):
                continue
            for role, strength in roles_of().get(word, {}).items():
                kept = weight * strength * (0.5 if len(words) > 6 else 1.0)  # a sentence is not a name
                roles[role] = max(roles.get(role, 0.0), kept)
    named = bool(_IDENTIFIER.match(" ".join(words)))
    ends = {role for i in (1, 2) for role in roles_of().get("".join(words[-i:]), {})}
    if not named and "customer" in roles and "customer" not in ends:
        roles["customer"] = min(roles["customer"], 0.3)  # "customer city" is no customer
    return roles


def _of_compound(whole: str) -> dict[str, float]:
    """The longest known word in a header that is written without blanks; the head of the compound counts most."""
    roles: dict[str, float] = {}
    joined, thai = bool(_JOINED.search(whole)), bool(_THAI.search(whole))
    if len(whole) > 40:
        return roles
    for i in range(len(whole)):
        for j in range(i + 2, len(whole) + 1):
            word = whole[i:j]
            known = roles_of().get(word)
            if known is None or (word.isascii() and (len(word) < 4 or not (joined or thai or j == len(whole)))):
                continue
            if not (joined or thai) and (j != len(whole) or len(whole) < 8):
                continue  # alphabets put blanks between words, but for German compounds and the like
            head = i == 0 if thai else j == len(whole)
            share = len(word) / len(whole)
            for role, strength in known.items():
                if role == "event" and strength < 1:
                    continue
                weight = ((0.35 if head else 0.15) + 0.5 * share) * strength
                roles[role] = max(roles.get(role, 0.0), weight)
    return roles


def _of_endings(text: str) -> dict[str, float]:
    roles: dict[str, float] = {}
    if re.search(
        r"\b(at|on|date|time|datetime|timestamp|utc|ts|dt)$|(일시|일자|시각|时间|時間|日期|日時|日付|ngay.*)$", text
    ):
        roles["time"] = 0.5
    if _IDENTIFIER.match(text) or re.search(r"(번호|아이디|编号|編號|番号|コード|代码)$|^(รหัส|ma |id )", text):
        roles["customer"] = 0.3
    return roles


def _with_parts(roles: dict[str, float], told: dict[str, float], exact: bool) -> dict[str, float]:
    """What the parts of a header say goes before what pieces of it say, and may weaken a header that is known."""
    if "price" in told and not exact:
        roles.pop("amount", None)
    for role, weight in told.items():
        if not exact:
            roles[role] = weight
        elif role in roles and (role == "time" or weight > 0) and weight <= _WEAKENING.get(role, 0.0):
            roles[role] = min(roles[role], max(weight, 0.5) if role == "amount" else weight)
    return {role: weight for role, weight in roles.items() if weight > 0}
