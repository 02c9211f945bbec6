"""Headers as words that can be compared: without accents, marks, brackets, capitals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEADING = re.compile(r"^[\s=+@'\"“”‘’«»「」`#*•$\-]+")  # formulas and quotation marks before a name
_BRACKETS = re.compile(r"[(\[{（【<].*?[)\]}）】>]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670\u0640]")  # accents, Arabic vowel signs
_LETTERS = str.maketrans({"đ": "d", "ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ё": "е"})
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A header as words, without accents: "InvoiceDate" and "invoice_date" are "invoice date".

    Examples
    --------
    >>> plain("InvoiceDate"), plain("Total_Amount (USD)"), plain("=customerID"), plain("Montant payé")
    ('invoice date', 'total amount', 'customer id', 'montant paye')
    """
    if name.isascii() and name.islower() and name.replace(" ", "").isalnum():
        return " ".join(name.split())  # most words of the lists are plain already
    name = unicodedata.normalize("NFKC", name).strip()
    name = _LEADING.sub("", name) or name
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name).lower()
    name = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", name)))
    name = name.translate(_LETTERS).translate(_ARABIC)
    name = _BRACKETS.sub(" ", name).strip() or name
    return " ".join(re.sub(r"[_\-./:#*\"'“”‘’«»「」`°º|\\,;?!+=~&$]+", " ", name).split())


def key(name: str) -> str:
    """What headers are compared by."""
    return plain(name).replace(" ", "")
