"""What counting a bundle again came to, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from retention.bundles import Verification

NAMED = 3  # cells that are named in the sentence
_READ = {
    "mapping": "its columns play other roles",
    "timezone": "its days are those of another zone",
    "observed_until": "it is taken as complete through another moment",
}


def verification_words(found: Verification) -> str:
    """Whether it is the same file, how many numbers differ, and the first of them."""
    whole = f"{found.numbers:,} number{_s(found.numbers)} in {found.tables:,} table{_s(found.tables)}"
    if found.same_file and found.identical:
        return f"Identical: {whole}."
    sentences = [part(found) for part in (_rounding, _otherwise, _version, _failed)]
    sentences.insert(0, _difference(found, whole))
    return " ".join(sentence for sentence in sentences if sentence)


def _difference(found: Verification, whole: str) -> str:
    file = "The same file" if found.same_file else "Another file"
    if found.identical:
        return f"{file}, and all is identical: {whole}."
    real = found.differing[~found.differing["rounding"].astype(bool)]
    n = len(real)
    if not n:
        return f"{file}."
    named = "; ".join(_cell(row) for _, row in real.head(NAMED).iterrows())
    rest = f"; and {n - NAMED:,} more" if n > NAMED else ""
    return f"{file}, {n:,} number{_s(n)} differ{'s' if n == 1 else ''} from the {whole}: {named}{rest}."


def _rounding(found: Verification) -> str:
    """Sums are added up in another order where a computer has more cores."""
    n = int(found.differing["rounding"].sum())
    if not n:
        return ""
    rest = " All else is identical." if n == len(found.differing) and not found.failed else ""
    why = ", added up in another order" if found.same_file else ""
    return f"{n:,} number{_s(n)} differ{'s' if n == 1 else ''} in the last digits only{why}.{rest}"


def _cell(row: pd.Series[str]) -> str:
    place = ", ".join(part for part in (row["table"], row["row"], row["column"]) if part)
    return f"{place} was {row['then'] or 'blank'} and is {row['now'] or 'blank'}"


def _otherwise(found: Verification) -> str:
    """It may be the same file after all."""
    if not found.read_otherwise:
        return ""
    said = [_READ[name] for name in found.read_otherwise]
    return f"It was read otherwise: {'; '.join(said)}."


def _version(found: Verification) -> str:
    if found.library_then == found.library_now:
        return ""
    return f"Counted by version {found.library_then} then, and {found.library_now} now."


def _failed(found: Verification) -> str:
    return " ".join(f"The table {name} cannot be counted: {why}" for name, why in found.failed.items())


def _s(number: int) -> str:
    return "" if number == 1 else "s"
