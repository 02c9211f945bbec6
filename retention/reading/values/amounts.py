"""Money and quantities: plain numbers, or text with signs of currency and thousands, decided over the whole column.

A number that shows both marks, or other than three digits behind one, can be read in one way only. "1.234" cannot: the
column decides what its mark is, or it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import later
from retention.mapping import Assumption
from retention.periods import Ints
from retention.reading.dates.shapes import Shapes, in_plain_form, shapes_of
from retention.reading.dates.states import BLANK_WORDS
from retention.reading.questions import Choice, Question
from retention.reading.values import currencies
from retention.reading.values.forms import NumberForm, number_form
from retention.reading.wording import percents, quoted, rows, sentence

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT = 18  # digits that fit into 64 bits
_WORDS = {
    ".": later("a point before decimals (1,234.5)"),
    ",": later("a comma before decimals (1.234,5)"),
}


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
    notes
        Sentences about how numbers were read.
    currencies
        Code or sign to number of rows.
    question
        What nothing in the column decides: whether "1.234" is a thousand.
    decimal
        What was decided about marks, with the evidence.
    """

    values: NDArray[np.float64]
    blank: int
    unreadable: int
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    currencies: dict[str, int] = field(default_factory=dict)
    question: Question | None = None
    decimal: Assumption | None = None


def read_amounts(column: pa.ChunkedArray, name: str = "amount", decimal: str | None = None) -> AmountColumn:
    """Read a column of numbers.

    Parameters
    ----------
    column
        Numbers or text.
    name
        Of the column: it may tell the currency.
    decimal
        "." or ",", where it was asked for.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_amounts(pa.chunked_array([["$ 50.67", "(1,200.00)", "-3", "free", ""]])).values.tolist()
    [50.67, -1200.0, -3.0, nan, nan]
    >>> read_amounts(pa.chunked_array([["1.234,56 €", "12 €", "3.500 €"]])).values.tolist()
    [1234.56, 12.0, 3500.0]
    >>> [choice.shows[0] for choice in read_amounts(pa.chunked_array([["1.234", "5.678"]])).question.choices]
    ['1.234', '1,234']
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return _numbers(column, name)
    return _text(column, name, decimal)


def _numbers(column: pa.ChunkedArray, name: str) -> AmountColumn:
    import pyarrow as pa

    values = np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), np.float64)
    finite = np.isfinite(values)
    named = currencies.of_header(name)
    found = {named: int(finite.sum())} if named else {}
    if finite.all():
        return AmountColumn(values, 0, 0, currencies=found)
    infinite = np.isinf(values)
    blank = int((~finite).sum() - infinite.sum())
    examples = ("inf",) * bool(infinite.any())
    return AmountColumn(np.where(finite, values, np.nan), blank, int(infinite.sum()), examples, currencies=found)


def _text(column: pa.ChunkedArray, name: str, decimal: str | None) -> AmountColumn:
    """Read each distinct text once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = pa.concat_arrays(column.cast(pa.string()).chunks or [pa.array([], pa.string())]).dictionary_encode()
    raw = pc.utf8_trim_whitespace(coded.dictionary.cast(pa.string()))
    index = pc.fill_null(coded.indices, len(raw)).to_numpy(zero_copy_only=False)
    lowered = pc.utf8_lower(pa.concat_arrays([raw, pa.array([""], pa.string())]))
    texts, shapes = in_plain_form(lowered, shapes_of(lowered))
    column_ = _Column(shapes, np.bincount(index, minlength=len(texts)), name, decimal)
    is_blank = pc.is_in(texts, pa.array(BLANK_WORDS)).to_numpy(zero_copy_only=False)
    numbers = column_.read(texts)
    numbers[is_blank] = np.nan
    bad = np.isnan(numbers) & ~is_blank
    examples = tuple(raw[int(i)].as_py() for i in np.flatnonzero(bad)[:3])
    return AmountColumn(
        numbers[index],
        int(is_blank[index].sum()),
        int(bad[index].sum()),
        examples,
        tuple(column_.notes),
        column_.currencies,
        column_.question(raw),
        column_.assumption(),
    )


@dataclass(frozen=True)
class _Part:
    """Texts of one form: positions, the digits as one number, and how many of them stand behind the mark."""

    form: NumberForm
    at: Ints
    digits: NDArray[Any]


class _Column:
    """Distinct texts of a column while they are read."""

    def __init__(self, shapes: Shapes, rows: Ints, name: str, decimal: str | None) -> None:
        self.shapes, self.rows, self.name, self.asked = shapes, rows, name, decimal
        self.parts: list[_Part] = []
        self.open: list[_Part] = []
        self.powers: list[Ints] = []
        self.votes = {".": 0, ",": 0}
        self.notes: list[str] = []
        for i, template in enumerate(shapes.templates):
            form = number_form(template)
            if form is not None:
                self._sort(form, shapes.members(i))
        self.currencies = self._currencies()
        self.mark, self.why, self.undecided = self._decide()
        self._note()

    def _sort(self, form: NumberForm, at: Ints) -> None:
        """Gather what is sure about its mark, and what is not."""
        if form.scientific:
            self.powers.append(at)
            return
        digits = self._digits(form, at)
        if form.mark and not form.sure:
            zero = self.shapes.numbers(at, (form.runs[0][0], form.runs[0][0] + 1)) == 0
            self.open.append(_Part(form, at[~zero], digits[~zero]))
            at, digits = at[zero], digits[zero]
        if len(at):
            self.parts.append(_Part(form, at, digits))
            if form.mark:
                self.votes[form.mark] += int(self.rows[at].sum())

    def _digits(self, form: NumberForm, at: Ints) -> NDArray[Any]:
        exact = sum(end - start for start, end in form.runs) <= _EXACT
        whole: NDArray[Any] = np.zeros(len(at), np.int64 if exact else np.float64)
        for start, end in form.runs:
            for first in range(start, end, _EXACT):
                last = min(end, first + _EXACT)
                whole = whole * whole.dtype.type(10 ** (last - first)) + self.shapes.numbers(at, (first, last))
        return whole

    def _currencies(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for part in (*self.parts, *self.open):
            if part.form.currency:
                code = part.form.currency
                counts[code] = counts.get(code, 0) + int(self.rows[part.at].sum())
        if not counts and currencies.of_header(self.name):
            counts = {currencies.of_header(self.name): int(self.rows.sum())}
        return currencies.together(counts)

    def _decide(self) -> tuple[str, str, bool]:
        """Which mark begins decimals, why, and whether nothing decides it."""
        point, comma = self.votes["."], self.votes[","]
        marks = {part.form.mark for part in self.open if len(part.at)}
        if self.asked is not None:
            return self.asked, later("as asked for"), False
        if point and comma and marks:
            return ("." if point >= comma else ","), later("values of both kinds occur"), True
        if point or comma:
            return ("." if point >= comma else ","), later("proved by {rows}", rows=rows(point or comma)), False
        if not marks:
            return ".", later("no value has a mark"), False
        whole = [code for code in self.currencies if code in currencies.WITHOUT_DECIMALS]
        if len(marks) == 1 and whole and len(whole) == len(self.currencies):
            return ("," if marks == {"."} else "."), later("{currency} has no decimals", currency=whole[0]), False
        if marks == {","}:
            return ".", later("every comma stands before three digits"), False
        return ".", later("every mark stands before three digits"), True

    def read(self, texts: pa.Array) -> NDArray[np.float64]:
        """Numbers of all distinct texts under the decision."""
        numbers = np.full(len(self.rows), np.nan)
        for part in self.parts:
            numbers[part.at] = _value(part, part.form.decimals)
        for part in self.open:
            numbers[part.at] = _value(part, part.form.decimals if part.form.mark == self.mark else 0)
        for at in self.powers:
            numbers[at] = [float(text) for text in texts.take(at).to_pylist()]
        return numbers

    def _note(self) -> None:
        odd = self.votes["," if self.mark == "." else "."]
        if odd and self.votes[self.mark]:
            self.notes.append(
                later(
                    "The column '{column}' has '{mark}' before decimals, and {rows} the other mark; each such number "
                    "can be read in one way only.",
                    column=self.name,
                    mark=self.mark,
                    rows=rows(odd),
                )
            )
        if self.open and self.why.startswith("every comma"):
            self.notes.append(
                later(
                    "In the column '{column}', '1,234' is read as a thousand and more, not as decimals.",
                    column=self.name,
                )
            )
        if self.open and self.why.endswith("has no decimals"):
            self.notes.append(
                later(
                    "In the column '{column}', '.' or ',' groups thousands, since {reason}.",
                    column=self.name,
                    reason=self.why,
                )
            )
        percent = sum(int(self.rows[part.at].sum()) for part in self.parts if part.form.percent)
        if percent:
            self.notes.append(
                later(
                    "The column '{column}' has {rows} in percent; {example} is read as 12.",
                    column=self.name,
                    rows=rows(percent),
                    example=percents("12"),
                )
            )
        credit = sum(int(self.rows[part.at].sum()) for part in (*self.parts, *self.open) if part.form.credit)
        if credit:
            self.notes.append(
                later(
                    "The column '{column}' has {rows} with CR or DR; CR is read as negative.",
                    column=self.name,
                    rows=rows(credit),
                )
            )
        if len(self.currencies) > 1:
            self.notes.append(currencies.added_up(self.name, self.currencies))

    def question(self, raw: pa.Array) -> Question | None:
        """Ask what the mark means, where nothing decides it."""
        if not self.undecided:
            return None
        some = np.sort(np.concatenate([part.at for part in self.open]))[:3]
        choices = []
        for mark in (".", ","):
            other = self._under(mark)
            shown = tuple(_shown(float(other[i])) for i in some)
            total = float(np.nansum(other * self.rows))
            label = later("'{mark}' comes before decimals", mark=mark)
            choices.append(Choice(mark, label, shown, later("would add up to {total}", total=_shown(total))))
        text = later(
            "Which mark comes before decimals in the column '{column}'? {examples} can be read in two ways.",
            column=self.name,
            examples=quoted(raw[int(i)].as_py() for i in some),
        )
        return Question("decimal", text, tuple(choices))

    def _under(self, mark: str) -> NDArray[np.float64]:
        numbers = np.full(len(self.rows), np.nan)
        for part in self.parts:
            numbers[part.at] = _value(part, part.form.decimals)
        for part in self.open:
            numbers[part.at] = _value(part, part.form.decimals if part.form.mark == mark else 0)
        return numbers

    def assumption(self) -> Assumption | None:
        """What was decided about marks, where any occur."""
        if self.undecided or not (self.open or any(self.votes.values())):
            return None
        certainty = "proved" if self.why.startswith("proved") else "likely"
        certainty = "chosen" if self.asked is not None else certainty
        return Assumption("decimal", self.mark, _WORDS[self.mark], sentence(self.why), certainty, tuple(_WORDS.items()))


def _value(part: _Part, decimals: int) -> NDArray[np.float64]:
    values = part.digits / 10.0**decimals if decimals else part.digits.astype(np.float64)
    return np.asarray(values * part.form.factor if part.form.factor != 1 else values, np.float64)


def _shown(value: float) -> str:
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def with_quantity(price: AmountColumn, quantity: AmountColumn) -> AmountColumn:
    """Price times quantity; blank or unreadable where either is."""
    values: Any = price.values * quantity.values
    missing = int(np.isnan(values).sum())
    unreadable = min(missing, price.unreadable + quantity.unreadable)
    return AmountColumn(
        values,
        missing - unreadable,
        unreadable,
        (*price.examples, *quantity.examples)[:3],
        (*price.notes, *quantity.notes),
        price.currencies,
        price.question or quantity.question,
        price.decimal or quantity.decimal,
    )
