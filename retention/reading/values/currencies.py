"""Signs and codes of money, and which currency they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

# Code to its signs and words, in lower case; "$", "¥" and "kr" belong to several and stand for themselves.
_SIGNS = """
USD us$ usd us_dollar dollars dollar
EUR € eur euro euros
GBP £ gbp
KRW ₩ krw 원 won 원정
JPY 円 jpy yen jp¥ 円也
CNY 元 cny rmb cn¥ 人民币 圆 圓
TWD nt$ twd ntd 新台幣 台幣
HKD hk$ hkd
THB ฿ thb บาท baht
INR ₹ inr rs rs. rupees
VND ₫ đ vnd vnđ đồng
IDR rp rp. idr
MYR rm myr
SGD s$ sgd sg$
PHP ₱ php
BRL r$ brl
MXN mx$ mxn mex$
ARS ars ar$
CLP clp clp$
COP cop col$
CAD c$ ca$ cad
AUD a$ au$ aud
NZD nz$ nzd
CHF chf sfr sfr. fr.
PLN zł zl pln
CZK kč kc czk
HUF ft huf
RON lei ron
BGN лв лв. bgn
RUB ₽ rub руб руб. rur
UAH ₴ uah грн грн.
TRY ₺ try tl
SEK sek
NOK nok
DKK dkk
ILS ₪ ils nis
AED aed dh dhs د.إ درهم
SAR sar ر.س ريال
EGP egp ج.م
ZAR zar
NGN ₦ ngn
KES kes ksh
KZT ₸ kzt
PKR pkr
LKR lkr
BDT ৳ bdt
$ $
¥ ¥
kr kr kr.
₩/¥ \\
"""
_GENERAL = {"$": "USD CAD AUD NZD HKD TWD SGD MXN ARS CLP COP", "¥": "JPY CNY", "kr": "SEK NOK DKK", "₩/¥": "KRW JPY"}
WITHOUT_DECIMALS = ("KRW", "JPY", "VND", "IDR", "CLP", "₩/¥")
"""Currencies whose smallest unit is in use, so that a mark before three digits can only be one of thousands."""


@cache
def codes() -> dict[str, str]:
    """Sign or word to the code of its currency."""
    found = {}
    for line in _SIGNS.strip().splitlines():
        code, *signs = line.split()
        found.update({sign.replace("_", " "): code for sign in signs})
    return found


def pattern() -> str:
    """Any sign or word of a currency, the longest first."""
    return "|".join(re.escape(sign) for sign in sorted(codes(), key=len, reverse=True))


def of_header(name: str) -> str:
    """Currency that the name of a column gives; empty where it gives none.

    Examples
    --------
    >>> of_header("Amount (USD)"), of_header("금액(원)"), of_header("total_krw"), of_header("amount")
    ('USD', 'KRW', 'KRW', '')
    """
    lowered = name.lower()
    for found in re.finditer(r"[(\[（【]\s*([^)\]）】]+?)\s*[)\]）】]", lowered):
        inside = found.group(1).removeprefix("in ").removeprefix("단위:").removeprefix("单位:").strip()
        if inside in codes():
            return codes()[inside]
    last = re.split(r"[\s_\-.]+", lowered)[-1]
    return codes().get(last, "") if len(last) == 3 and last.isascii() else ""


def together(counts: Mapping[str, int]) -> dict[str, int]:
    """Rows of each currency; a sign of several currencies counts for the only one of them that occurs by name.

    Examples
    --------
    >>> together({"$": 5, "USD": 2}), together({"¥": 3, "USD": 2})
    ({'USD': 7}, {'USD': 2, '¥': 3})
    """
    found = {code: count for code, count in counts.items() if code not in _GENERAL and count}
    for sign, several in _GENERAL.items():
        if counts.get(sign):
            named = [code for code in several.split() if code in found]
            code = named[0] if len(named) == 1 else sign
            found[code] = found.get(code, 0) + counts[sign]
    return found
