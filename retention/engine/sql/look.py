"""The first look at a table: what is in it, what has to be left out, and which words have to be tidied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import pandas as pd

from retention.engine.sql.rows import AT, CUSTOMER, rows_of, trimmed
from retention.languages import mark
from retention.mapping import ColumnMapping
from retention.periods import DAY

if TYPE_CHECKING:
    import ibis.expr.types as ir

FIRST, AFTER_LAST = 0, 131 * 366 * DAY  # what files are read for: 1970 to 2100
NO_CUSTOMER, NO_TIME, OUT_OF_RANGE = mark("no customer"), mark("no date"), mark("year outside 1970 to 2100")


@dataclass(frozen=True)
class Look:
    """What is known of a table from one look at it.

    Attributes
    ----------
    rows, customers
        Rows that count, and the customers in them.
    first, last
        Moments of the first and the last such row; wall time where the table's times carry no zone.
    dropped
        Reason to number of rows that are left out.
    untidy
        Columns of words of which some have blanks around them, or are empty.
    """

    rows: int
    customers: int
    first: int
    last: int
    dropped: Mapping[str, int]
    untidy: frozenset[str]

    @property
    def has_odd_times(self) -> bool:
        """Whether some rows have no moment between 1970 and 2100."""
        return NO_TIME in self.dropped or OUT_OF_RANGE in self.dropped


def look_at(table: ir.Table, mapping: ColumnMapping, ask: Callable[[ir.Table], pd.DataFrame]) -> Look:
    """Go over the table once by customer, and over the other columns of words for what they hold."""
    found = ask(_by_customer(table, mapping)).iloc[0].fillna(0)
    numbers = {str(name): int(value) for name, value in found.items()}
    untidy = _untidy_words(table, mapping, ask)
    if numbers["untidy"]:
        untidy |= {mapping.customer}
        known = rows_of(table, mapping, untidy)
        # ClickHouse only estimates how many different ones there are, unless they are listed.
        known = known.filter(within(known[AT]), known[CUSTOMER].notnull()).select(CUSTOMER).distinct()
        numbers["customers"] = int(ask(known.aggregate(n=known.count()))["n"].iloc[0])
    reasons = {NO_CUSTOMER: numbers["nobody"], NO_TIME: numbers["never"], OUT_OF_RANGE: numbers["outside"]}
    dropped = {reason: n for reason, n in reasons.items() if n}
    return Look(numbers["rows"], numbers["customers"], numbers["first"], numbers["last"], dropped, untidy)


def within(at: Any) -> Any:
    """Whether a moment lies where files are read too; null without one."""
    return at.between(FIRST, AFTER_LAST - 1)


def _by_customer(table: ir.Table, mapping: ColumnMapping) -> ir.Table:
    """Rows of each kind, as one row. Ids are tidied once a customer: for every row, that costs more than counting."""
    rows = rows_of(table, mapping, frozenset()).select(CUSTOMER, AT)
    good = within(rows[AT])
    each = rows.group_by(CUSTOMER).aggregate(
        rows=good.sum().fill_null(0),
        never=rows[AT].isnull().sum(),
        outside=(~good).sum().fill_null(0),
        first=rows[AT].min(where=good),
        last=rows[AT].max(where=good),
    )
    name = trimmed(each[CUSTOMER])
    known = (name != "").fill_null(False)
    return each.aggregate(
        customers=(known & (each["rows"] > 0)).sum(),
        untidy=(name != each[CUSTOMER]).fill_null(False).sum(),
        nobody=(each["rows"] + each["never"] + each["outside"]).sum(where=~known),
        first=each["first"].min(where=known),
        last=each["last"].max(where=known),
        **{kind: each[kind].sum(where=known) for kind in ("rows", "never", "outside")},
    )


def _untidy_words(table: ir.Table, mapping: ColumnMapping, ask: Callable[[ir.Table], pd.DataFrame]) -> frozenset[str]:
    """Columns of words, but for the ids, that have to be tidied."""
    import ibis

    names = dict.fromkeys(n for n in (mapping.event, *mapping.segments) if n is not None and n != mapping.customer)
    found = []
    for name in (n for n in names if table[n].type().is_string()):
        words = table.select(word=table[name]).distinct()
        odd = ((trimmed(words["word"]) != words["word"]) | (words["word"] == "")).fill_null(False).sum()
        found.append(words.aggregate(odd=odd).mutate(column=ibis.literal(name)))
    if not found:
        return frozenset()
    answer = ask(reduce(lambda one, other: one.union(other), found))
    return frozenset(str(name) for name in answer["column"][answer["odd"] > 0])
