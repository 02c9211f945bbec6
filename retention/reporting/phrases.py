"""Numbers, days and shares as words, for the sentences of a report."""

from __future__ import annotations

import math

from retention.metrics.wording import NO_BREAK, percent, percent_span


def likely(lower: float, upper: float, n: int | None = None) -> str:
    """Range and n: "likely 17.2 to 29.4 %, n = 180".

    Examples
    --------
    >>> likely(0.172, 0.294, 180).replace(NO_BREAK, " ")
    'likely 17.2 to 29.4 %, n = 180'
    """
    words = "range unknown" if math.isnan(lower) else f"likely {percent_span(lower, upper)}"
    return words if n is None else f"{words}, n{NO_BREAK}={NO_BREAK}{n:,}"


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def signed(number: int) -> str:
    """A change with its sign: "+12", "−3", "±0"."""
    return "±0" if number == 0 else f"{number:+,}".replace("-", "−")


def points(difference: float) -> str:
    """A difference of shares in percentage points with its sign: "+1.2"."""
    return f"{100 * difference:+.1f}".replace("-", "−")


def latest(pairs: list[tuple[str, float]], most: int = 6) -> str:
    """The last shares of a series that are known, in words: "Aug 2026: 50.1 %, Sep 2026: 47.4 %"."""
    said = [f"{name}: {percent(share)}" for name, share in pairs if not math.isnan(share)]
    return ", ".join(said[-most:]) or "no period is known yet"
