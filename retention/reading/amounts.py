"""Money and quantities: plain numbers, or text with signs of currency and thousands, decided over the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.reading.dates import BLANK_WORDS

if TYPE_CHECKING:
    import pyarrow as pa

_CURRENCY = r"(?:[A-Z]{1,3}\$|[A-Z]{3}|[$€£¥￥₩￦₹₫฿₽₺₴]|R\$|Rs\.?|kr\.?|zł|원|元|円|บาท|Ft|Kč)"
_VALUE = re.compile(
    rf"^(?P<open>\()?\s*(?P<s1>[-+−])?\s*{_CURRENCY}?\s*(?P<s2>[-+−])?\s*(?P<number>\d[\d.,\s'’]*|[.,]\d+)"
    rf"\s*{_CURRENCY}?\s*(?P<s3>[-−])?\s*(?P<close>\))?$"
)
_SPACES = re.compile(r"[\s'’]")


@dataclass(frozen=True)
class AmountColumn:
    """Numbers of a column.

    Attributes
    ----------
    values
        NaN where blank or unreadable.
    blank, unreadable
        Rows of each.
    examples
        A few texts that cannot be read.
    note
        A sentence where decimals and thousands could be confused.
    """

    values: NDArray[np.float64]
    blank: int
    unreadable: int
    examples: tuple[str, ...] = ()
    note: str = ""


def read_amounts(column: pa.ChunkedArray, name: str = "amount") -> AmountColumn:
    """Read a column of numbers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_amounts(pa.chunked_array([["$ 50.67", "(1,200.00)", "-3", "free", ""]])).values.tolist()
    [50.67, -1200.0, -3.0, nan, nan]
    >>> read_amounts(pa.chunked_array([["1.234,56 €", "12 €"]])).values.tolist()
    [1234.56, 12.0]
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return _numbers(column)
    return _text(column, name)


def _numbers(column: pa.ChunkedArray) -> AmountColumn:
    import pyarrow as pa

    values = np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), np.float64)
    finite = np.isfinite(values)
    if finite.all():
        return AmountColumn(values, 0, 0)
    infinite = np.isinf(values)
    blank = int((~finite).sum() - infinite.sum())
    return AmountColumn(np.where(finite, values, np.nan), blank, int(infinite.sum()), ("inf",) * bool(infinite.any()))


def _text(column: pa.ChunkedArray, name: str) -> AmountColumn:
    """Read each distinct text once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = pa.concat_arrays(column.cast(pa.string()).chunks or [pa.array([], pa.string())]).dictionary_encode()
    texts = [(v or "").strip() for v in coded.dictionary.to_pylist()]
    decimal, note = _decimal_mark(texts, name)
    numbers = np.array([*(_number(text, decimal) for text in texts), np.nan])
    is_blank = np.array([*(text.lower() in BLANK_WORDS for text in texts), True])
    index = pc.fill_null(coded.indices, len(texts)).to_numpy(zero_copy_only=False)
    values = numbers[index]
    bad = np.isnan(numbers) & ~is_blank
    examples = tuple(texts[i] for i in np.flatnonzero(bad)[:3])
    return AmountColumn(values, int(is_blank[index].sum()), int(bad[index].sum()), examples, note)


def _decimal_mark(texts: list[str], name: str) -> tuple[str, str]:
    """Which of "." and "," begins the decimals: values that can only be read one way decide for all."""
    votes = {".": 0, ",": 0}
    open_marks: set[str] = set()
    for text in texts:
        found = _VALUE.match(text)
        if found:
            mark, sure = _evidence(_SPACES.sub("", found["number"]))
            if sure:
                votes[mark] += 1
            elif mark:
                open_marks.add(mark)
    if votes["."] or votes[","]:
        decimal = "." if votes["."] >= votes[","] else ","
        odd = votes["," if decimal == "." else "."]
        return (
            decimal,
            f"The column '{name}' is read with '{decimal}' before decimals, against {odd:,} values." if odd else "",
        )
    if open_marks == {"."}:
        return ".", f"In the column '{name}', '1.234' is read as a decimal number, not as a thousand."
    return ".", ""


def _evidence(number: str) -> tuple[str, bool]:
    """The decimal mark that a number shows, and whether it is certain; for "1,234" the open mark itself."""
    commas, dots = number.count(","), number.count(".")
    if commas and dots:
        return ("." if number.rfind(".") > number.rfind(",") else ","), True
    if commas > 1:
        return ".", True
    if dots > 1:
        return ",", True
    mark = "," if commas else "." if dots else ""
    if not mark:
        return "", False
    whole, part = number.split(mark)
    return mark, len(part) != 3 or len(whole) > 3 or whole in ("", "0")


def _number(text: str, decimal: str) -> float:
    found = _VALUE.match(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return _scientific(text)
    number = _SPACES.sub("", found["number"]).rstrip(".,")
    thousands = "," if decimal == "." else "."
    whole = number.split(decimal)[0]
    if thousands in whole and not re.match(rf"^\d{{1,3}}(\{thousands}\d{{2,3}})*\{thousands}\d{{3}}$", whole):
        return np.nan
    try:
        value = float(number.replace(thousands, "").replace(decimal, "."))
    except ValueError:
        return np.nan
    negative = found["open"] or any((found[s] or "+") in "-−" for s in ("s1", "s2", "s3"))
    return -value if negative else value


def _scientific(text: str) -> float:
    return float(text) if re.match(r"^[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}$", text) else np.nan


def with_quantity(price: AmountColumn, quantity: AmountColumn) -> AmountColumn:
    """Price times quantity; blank or unreadable where either is."""
    values: Any = price.values * quantity.values
    missing = int(np.isnan(values).sum())
    unreadable = min(missing, price.unreadable + quantity.unreadable)
    examples = (*price.examples, *quantity.examples)[:3]
    return AmountColumn(
        values, missing - unreadable, unreadable, examples, " ".join(filter(None, (price.note, quantity.note)))
    )
