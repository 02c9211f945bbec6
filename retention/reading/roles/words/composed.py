"""What a header means that no list has as a whole: from the persons, deeds, dates and money it is made of."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from retention.reading.roles.words.concepts import CONCEPTS
from retention.reading.roles.words.spelling import plain

_JOINED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts that are written without blanks
_RUNS = re.compile(rf"[{_JOINED}]+|[^\s{_JOINED}]+")
_BLANKS = re.compile(rf"(?<=[{_JOINED}]) (?=[{_JOINED}])")
_LITTLE_WORDS = """of|the|a|an|de|del|della|des|du|la|le|les|el|los|do|da|dos|di|der|die|das|den|und|and|y|e|et|for|in|
van|von|vom|zum|zur|al|с|по|за|и|на|в|к|عن|من|του|의|の|的|之|은|는"""
_SAY_NOTHING = frozenset(_LITTLE_WORDS.replace("\n", "").split("|"))
_PHRASE = 4  # words of the longest phrase

Parts = tuple[frozenset[str], ...]


@cache
def _words() -> tuple[dict[str, frozenset[str]], re.Pattern[str], re.Pattern[str]]:
    """Whole words with their concepts; patterns of the beginnings and of the ends of words."""
    known: dict[str, set[str]] = {}
    for concept, words in CONCEPTS.items():
        for word in words.replace("\n", "").split("|"):
            star = "*" if word.startswith("*") else "", "*" if word.endswith("*") else ""
            known.setdefault(star[0] + _BLANKS.sub("", plain(word)) + star[1], set()).add(concept)
    known.pop("", None)
    found = {word: frozenset(concepts) for word, concepts in known.items()}
    starts = sorted((re.escape(w[:-1]) for w in found if w.endswith("*")), key=len, reverse=True)
    ends = sorted((re.escape(w[1:]) for w in found if w.startswith("*")), key=len, reverse=True)
    return found, re.compile("|".join(starts)), re.compile(rf"({'|'.join(ends)})$")


@lru_cache(maxsize=20_000)
def parts_of(name: str) -> Parts:
    """The concepts of each part of a header; of a part that is not known, none.

    Examples
    --------
    >>> [sorted(part) for part in parts_of("买家实付金额")]
    [['who'], ['money', 'paid'], ['money']]
    """
    runs = _RUNS.findall(_BLANKS.sub("", plain(name)))
    parts: list[frozenset[str]] = []
    i = 0
    while i < len(runs):
        if re.match(f"[{_JOINED}]", runs[i]):
            parts += _of_joined(runs[i])
            i += 1
            continue
        used, concepts = _of_phrase(runs[i : i + _PHRASE])
        if concepts or runs[i] not in _SAY_NOTHING:
            parts.append(concepts)
        i += used
    return tuple(parts)


def _of_phrase(runs: list[str]) -> tuple[int, frozenset[str]]:
    """How many words the longest known phrase has, and what it means."""
    found, starts, ends = _words()
    for n in range(len(runs), 0, -1):
        concepts = found.get(" ".join(runs[:n]))
        if concepts is not None:
            return n, concepts
    word = runs[0].rstrip("0123456789")
    if len(word) < 3 or word in _SAY_NOTHING:
        return 1, found.get(word, frozenset())
    begun, ended = starts.match(word), ends.search(word)
    said = found.get(word, frozenset())
    if begun:
        said |= found[begun[0] + "*"]
    if ended and ended.start() > 2:
        said |= found["*" + ended[1]]
    return 1, said


def _of_joined(run: str) -> list[frozenset[str]]:
    found, parts, i, missing = _words()[0], [], 0, 0
    while i < len(run):
        for n in range(min(len(run) - i, 20), 0, -1):
            concepts = found.get(run[i : i + n])
            if concepts is not None:
                if "doer" not in concepts:
                    parts.append(concepts)
                elif parts and "deed" in parts[-1]:  # who orders, who lends
                    parts[-1] = frozenset({"who"})
                i += n
                break
        else:
            missing += run[i] not in _SAY_NOTHING
            i += 1
    return [*parts, *([frozenset[str]()] if missing > 1 else [])]


def concepts_of(name: str) -> frozenset[str]:
    """All concepts of a header."""
    return frozenset[str]().union(*parts_of(name))


@lru_cache(maxsize=20_000)
def composed(name: str) -> dict[str, float]:
    """Roles that the parts of a header make, and how strongly; 0 where they rule a role out.

    Examples
    --------
    >>> composed("N° carte fidélité")["customer"], composed("Cashier ID")["customer"]
    (0.9, 0.0)
    >>> composed("Date de création du RDV")["time"], composed("Date du rendez-vous")["time"]
    (0.93, 0.99)
    >>> composed("Khách phải trả")["amount"]
    1.0
    """
    parts = parts_of(name)
    if not any(parts) or len(parts) > 8:
        return {}
    has = concepts_of(name)
    odd = sum(not part for part in parts)  # parts that are not known
    return {**_who(has, odd), **_when(has, odd), **_how_much(has, odd), **_which_order(has)}


_PERSONS = {"who", "account", "mail", "phone", "tax_id", "device", "receiver", "name", "staff", "thing", "place"}
_NOT_A_PERSON = {"deed", "length", "money", "count", "less"}
_ABOUT = {"kind", "count", "born", "joined", "length", "total"}  # of persons, but no person
# What stands for a person, the first that is there; and how strongly.
_STANDS_FOR = (("mail", 0.72), ("phone", 0.7), ("id", 0.97), ("account", 0.9), ("tax_id", 0.75), ("name", 0.5))
_STANDS_ALONE = (("mail", 0.7), ("phone", 0.68), ("tax_id", 0.73))


def _who(has: frozenset[str], odd: int) -> dict[str, float]:
    if not has & _PERSONS:
        return {"customer": 0.0} if has & _NOT_A_PERSON else {}
    if "staff" in has:
        return {"customer": 0.0, "event": 0.0}
    if has & _ABOUT or {"account", "later"} <= has or (has & {"date", "money"} and "mail" not in has):
        return {"customer": 0.0}
    if "who" in has and "receiver" not in has:
        return {"customer": _person(has, odd)}
    if has & {"thing", "place"}:
        return {"customer": 0.8 if {"account", "id"} <= has else 0.0}
    weight = _stand_in(has, odd)
    if weight is None:
        weight = 0.3 if odd else 0.4
    return {"customer": weight}


def _person(has: frozenset[str], odd: int) -> float:
    if has & {"thing", "place"}:
        return 0.8 if "account" in has else 0.3 if has & {"id", "mail", "phone"} else 0.0
    means = next((weight for concept, weight in _STANDS_FOR if concept in has), None)
    return means if means is not None else 0.3 if odd else 0.93


def _stand_in(has: frozenset[str], odd: int) -> float | None:
    """What stands for the customer where no word for customers is there; None for a name, or an id of anything."""
    if "receiver" in has:
        return 0.52 if has & {"mail", "phone", "id"} else 0.35
    if "account" in has and not has & {"mail", "phone", "name"}:
        return 0.9 if "id" in has else 0.86
    if "device" in has:
        return 0.8 if "id" in has else 0.25
    means = next((weight for concept, weight in _STANDS_ALONE if concept in has), None)
    return 0.0 if means is None and ("deed" in has or odd > 1) else means


# Of several moments of one thing, the first that is said; and how well it tells when it happened.
_MOMENTS = (
    ("closed", 0.5),
    ("device", 0.5),
    ("created", 0.93),
    ("paid", 0.85),
    ("upload", 0.6),
    ("staff", 0.5),
    ("stay_begin", 0.7),
    ("id", 0.3),
)
_HAPPENED = {"ordered", "created", "paid", "later", "closed", "begun", "ended", "stay_begin"}
_NO_MOMENT = {"length", "count", "name", "mail", "phone"}


def _when(has: frozenset[str], odd: int) -> dict[str, float]:
    if "born" in has:
        return {"time": 0.0}
    if "date" not in has and not (
        has & _HAPPENED and not has & {"money", "id", "name", "count", "kind", "less", "mail"}
    ):
        return {"time": 0.6} if "deed" in has and not has - {"deed", "later", "account"} and not odd else {}
    if has & _NO_MOMENT or ("money" in has and not has & {"paid", "deed"}):
        return {"time": 0.0}
    return _of_a_life(has) or {"time": _moment(has, odd)}


def _of_a_life(has: frozenset[str]) -> dict[str, float]:
    """Dates at which something or somebody begins and ends."""
    if {"joined", "deed"} <= has:
        return {"signup": 0.5, "time": 0.55}
    if "joined" in has or ({"who", "created"} <= has and "deed" not in has):
        return {"signup": 0.9, "time": 0.25}
    if "ended" in has:
        return {"end": 0.85, "time": 0.2}
    if "begun" in has and not has & {"deed", "ordered"}:
        return {"start": 0.8, "time": 0.45}
    return {}


def _moment(has: frozenset[str], odd: int) -> float:
    if "later" in has and "paid" not in has:
        return 0.5 if "ordered" in has else 0.2
    told = next((weight for concept, weight in _MOMENTS if concept in has), None)
    if told is not None:
        return told if "date" in has else told * 0.9
    if has & {"deed", "ordered"}:
        return (0.99 if "date" in has else 0.8) - 0.1 * bool(odd)
    return 0.5 if odd or has & {"thing", "place"} else 0.65 if "who" in has else 0.85


def _how_much(has: frozenset[str], odd: int) -> dict[str, float]:
    if "money" not in has:
        if "count" in has and not has & {"who", "date", "staff", "place", "length", "id"}:
            return {"quantity": 0.6 if "deed" in has and "thing" not in has else 0.9}
        return {}
    if has & {"date", "id", "name", "kind", "mail", "phone", "count", "account", "length"}:
        return {"amount": 0.0}
    if "less" in has and not has & {"paid"}:
        return {"amount": 0.5 if "fee" in has else 0.15, "price": 0.15}
    if "unit" in has or ("price" in has and not has & {"total", "paid"}):
        return {"price": 0.5 if "listed" in has else 0.92}
    if "less" in has:
        return {"amount": 0.8 if "fee" in has else 0.3}
    known = (1.0 if not odd else 0.95) * (0.88 if "thing" in has else 1.0)
    for concept, weight in (("due", 0.6), ("listed", 0.6), ("sub", 0.78), ("paid", 1.0), ("total", 0.97)):
        if concept in has:
            return {"amount": weight * known}
    return {"amount": (0.94 if "deed" in has else 0.93) * known if "deed" in has or not odd else 0.6}


def _which_order(has: frozenset[str]) -> dict[str, float]:
    plain_id = {"deed", "id"} <= has and not has & {
        "who",
        "account",
        "mail",
        "phone",
        "date",
        "money",
        "thing",
        "count",
    }
    return {"order": 0.9} if plain_id else {}
