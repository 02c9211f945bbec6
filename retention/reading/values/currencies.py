"""Signs and codes of money, and which currency they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from retention.languages import later

if TYPE_CHECKING:
    import pyarrow as pa

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
_BESIDE = re.compile(
    r"(?:[a-z]+[ _-])?(?:currency|ccy)(?:[ _-]?(?:code|iso))?|währung|devise|moneda|moeda|divisa|valuta|waluta|"
    r"통화(?: ?코드)?|화폐|币种|幣種|幣別|货币|貨幣|通貨(?:コード)?|валюта|สกุลเงิน|العملة|عملة|para birimi|mata uang|"
    r"loại tiền",
    re.IGNORECASE,
)
_MOST_KINDS = 60  # different values, beyond which a column holds no currencies
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


def beside(names: Sequence[str]) -> str | None:
    """The column that says which currency the amounts of a row are in.

    Examples
    --------
    >>> beside(["customer", "presentment_currency", "Currency"]), beside(["고객", "통화"]), beside(["amount"])
    ('Currency', '통화', None)
    """
    found = [name for name in names if _BESIDE.fullmatch(name.rpartition(".")[2].strip())]
    return min(found, key=len, default=None)


def counted(column: pa.ChunkedArray) -> dict[str, int]:
    """Rows of each currency in a column that names them; empty if it holds something else."""
    import pyarrow.compute as pc

    counts: dict[str, int] = {}
    distinct = pc.value_counts(column)
    if len(distinct) > _MOST_KINDS:
        return {}
    for value, count in zip(distinct.field("values").to_pylist(), distinct.field("counts").to_pylist(), strict=True):
        text = str(value or "").strip()
        code = codes().get(text.lower()) or (text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else "")
        if code:
            counts[code] = counts.get(code, 0) + count
    return together(counts)


def added_up(name: str, counts: Mapping[str, int]) -> str:
    """What to say about amounts in several currencies."""
    listed = ", ".join(f"{code} {count:,}" for code, count in counts.items())
    return later(
        "The amounts in the column '{column}' are in {n} currencies ({currencies}); they are added up as if they were "
        "one. Read one currency at a time to compare money.",
        column=name,
        n=len(counts),
        currencies=listed,
    )


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
