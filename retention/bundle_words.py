"""What counting a bundle again came to, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from retention.languages import counted, many, mark, say

if TYPE_CHECKING:
    from retention.bundles import Verification

NAMED = 3  # cells that are named in the sentence
_READ = {
    "mapping": mark("its columns play other roles"),
    "timezone": mark("its days are those of another zone"),
    "observed_until": mark("it is taken as complete through another moment"),
}


def verification_words(found: Verification) -> str:
    """Whether it is the same file, how many numbers differ, and the first of them."""
    numbers, tables = counted(found.numbers, "number"), counted(found.tables, "table")
    whole = say("{numbers} in {tables}", numbers=numbers, tables=tables)
    if found.same_file and found.identical:
        return say("Identical: {numbers_in_tables}.", numbers_in_tables=whole)
    sentences = [part(found) for part in (_rounding, _otherwise, _version, _failed)]
    sentences.insert(0, _difference(found, whole))
    return " ".join(sentence for sentence in sentences if sentence)


def _difference(found: Verification, whole: str) -> str:
    if found.identical:
        return say("Another file, and all is identical: {numbers_in_tables}.", numbers_in_tables=whole)
    real = found.differing[~found.differing["rounding"].astype(bool)]
    n = len(real)
    if not n:
        return say("The same file.") if found.same_file else say("Another file.")
    named = [_cell(row) for _, row in real.head(NAMED).iterrows()]
    if n > NAMED:
        named.append(many("and {n} more", "and {n} more", n - NAMED))
    words = {"numbers_in_tables": whole, "cells": "; ".join(named)}
    if found.same_file:
        return many(
            "The same file, {n} number differs from the {numbers_in_tables}: {cells}.",
            "The same file, {n} numbers differ from the {numbers_in_tables}: {cells}.",
            n,
            **words,
        )
    return many(
        "Another file, {n} number differs from the {numbers_in_tables}: {cells}.",
        "Another file, {n} numbers differ from the {numbers_in_tables}: {cells}.",
        n,
        **words,
    )


def _rounding(found: Verification) -> str:
    """Sums are added up in another order where a computer has more cores."""
    n = int(found.differing["rounding"].sum())
    if not n:
        return ""
    if found.same_file:
        words = many(
            "{n} number differs in the last digits only, added up in another order.",
            "{n} numbers differ in the last digits only, added up in another order.",
            n,
        )
    else:
        words = many(
            "{n} number differs in the last digits only.",
            "{n} numbers differ in the last digits only.",
            n,
        )
    return f"{words} {say('All else is identical.')}" if n == len(found.differing) and not found.failed else words


def _cell(row: pd.Series[str]) -> str:
    place = ", ".join(part for part in (row["table"], row["row"], row["column"]) if part)
    then, now = (row[name] or say("blank") for name in ("then", "now"))
    return say("{place} was {then} and is {now}", place=place, then=then, now=now)


def _otherwise(found: Verification) -> str:
    """It may be the same file after all."""
    if not found.read_otherwise:
        return ""
    said = [say(_READ[name]) for name in found.read_otherwise]
    return say("It was read otherwise: {reasons}.", reasons="; ".join(said))


def _version(found: Verification) -> str:
    if found.library_then == found.library_now:
        return ""
    return say("Counted by version {then} then, and {now} now.", then=found.library_then, now=found.library_now)


def _failed(found: Verification) -> str:
    return " ".join(
        say("The table {name} cannot be counted: {why}", name=name, why=why) for name, why in found.failed.items()
    )
