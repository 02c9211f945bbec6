"""The money of each row, with what was decided and should be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.errors import UndecidedError
from retention.languages import later, later_many, mark, mark_many, say, spoken
from retention.mapping import Assumption, ColumnMapping
from retention.reading.questions import Question
from retention.reading.values import currencies
from retention.reading.values.amounts import AmountColumn, read_amounts, with_quantity
from retention.reading.wording import kept_word, quoted, say_which

if TYPE_CHECKING:
    import pyarrow as pa


NO_MONEY, NO_MONEY_OF_VISITS = mark("counted with no money"), mark("counted as visits with no money")
_UNREADABLE = mark_many(
    "{n} row has an unreadable amount (for example {examples}); {so}.",
    "{n} rows have an unreadable amount (for example {examples}); {so}.",
)
_BLANK = mark_many("{n} row has no amount; {so}.", "{n} rows have no amount; {so}.")


@dataclass(frozen=True)
class Money:
    """Amounts of the kept rows.

    Attributes
    ----------
    values
        0 where no amount can be read; None without a column of amounts.
    notes
        Sentences about the amounts.
    currency
        In words; empty where none is named.
    assumptions
        What was decided about marks and currencies.
    """

    values: NDArray[np.float64] | None = None
    notes: tuple[str, ...] = ()
    currency: str = ""
    assumptions: tuple[Assumption, ...] = ()


def read_money(
    columns: Mapping[str, pa.ChunkedArray],
    mapping: ColumnMapping,
    kept: NDArray[np.int64] | None,
    decimal: str | None,
    where: str = "",
    without: str = NO_MONEY_OF_VISITS,
) -> Money:
    """Read the amounts of a mapping, times the quantity where there is one.

    Parameters
    ----------
    columns, mapping
        Loaded columns, and which of them hold money.
    kept
        Positions of the rows to read; None is all.
    decimal
        "." or ",", where it was asked for.
    where
        Name of the file, for messages.
    without
        What becomes of rows without an amount, in words.

    Raises
    ------
    UndecidedError
        If nothing decides which mark begins the decimals.
    """
    amounts = amounts_of(columns, mapping, kept, decimal)
    if amounts is None:
        return Money()
    if amounts.question is not None:
        raise _undecided(amounts.question, where)
    notes = list(amounts.notes)
    if amounts.unreadable:
        shown = quoted(amounts.examples)
        notes.append(later_many(*_UNREADABLE, amounts.unreadable, examples=shown, so=kept_word(without)))
    if amounts.blank:
        notes.append(later_many(*_BLANK, amounts.blank, so=kept_word(without)))
    values = np.nan_to_num(amounts.values, copy=False) if amounts.unreadable or amounts.blank else amounts.values
    made = tuple(a for a in (amounts.decimal, _about_currency(amounts)) if a is not None)
    return Money(values, tuple(notes), ", ".join(amounts.currencies), made)


def amounts_of(
    columns: Mapping[str, pa.ChunkedArray], mapping: ColumnMapping, kept: NDArray[np.int64] | None, decimal: str | None
) -> AmountColumn | None:
    """Amounts as they are read, whatever is open about them; None without a column of amounts."""
    if mapping.amount is None:
        return None

    def read(name: str) -> AmountColumn:
        column = columns[name]
        return read_amounts(column if kept is None else column.take(kept), name, decimal)

    amounts = read(mapping.amount)
    if not amounts.currencies:
        amounts = _with_currencies(amounts, mapping.amount, columns, kept)
    return with_quantity(amounts, read(mapping.quantity)) if mapping.quantity is not None else amounts


def _with_currencies(
    amounts: AmountColumn, name: str, columns: Mapping[str, pa.ChunkedArray], kept: NDArray[np.int64] | None
) -> AmountColumn:
    """Amounts that name no currency, with those of the column beside them."""
    column = columns.get(currencies.beside(list(columns)) or "")
    if column is None:
        return amounts
    counts = currencies.counted(column if kept is None else column.take(kept))
    said = (currencies.added_up(name, counts),) if len(counts) > 1 else ()
    return replace(amounts, currencies=counts, notes=(*amounts.notes, *said))


def _undecided(question: Question, where: str) -> UndecidedError:
    readings = "; ".join(
        say(
            "{reading} ({examples}), and the column {effect}",
            reading=spoken(choice.label),
            examples=", ".join(choice.shows),
            effect=spoken(choice.note),
        )
        for choice in question.choices
    )
    return UndecidedError(
        f"{spoken(question.text)} {readings[:1].upper()}{readings[1:]}.",
        where=where,
        todo=say_which("decimal", (".", ",")),
        questions=(question,),
    )


def _about_currency(amounts: AmountColumn) -> Assumption | None:
    found = amounts.currencies
    if not found:
        return None
    several = len(found) > 1
    counts = ", ".join(f"{code} {count:,}" for code, count in found.items())
    evidence = later("{currencies} rows.", currencies=counts)
    words = later("Currency: {currency}", currency=next(iter(found)))
    if several:
        words = later("Currency: {n} currencies, added up as if they were one", n=len(found))
    return Assumption("", ", ".join(found), words, evidence, "assumed" if several else "likely")
