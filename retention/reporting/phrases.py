"""Numbers, days and shares as words, for the sentences of a report."""

from __future__ import annotations

import math

from retention.languages import counted, nouns, numbered, say, spoken
from retention.metrics.wording import percent, percent_span
from retention.reporting.values import Bold


def stressed(sentence: str) -> tuple[str, ...]:
    """A sentence whose stresses are marked, in its parts.

    Examples
    --------
    >>> stressed("Of 180, **41** came back.")
    ('Of 180, ', '41', ' came back.')
    """
    parts = enumerate(sentence.split("**"))
    return tuple(Bold(part) if i % 2 else part for i, part in parts if part)


def unmarked(name: str) -> str:
    """A name of the file within such a sentence: its own stars mark nothing."""
    return name.replace("**", "*\N{WORD JOINER}*")


def told(text: str) -> str:
    """What was kept or noted earlier, in the language in use; anything else as it stands."""
    return say(spoken(text)) if text else ""


def likely(lower: float, upper: float, n: int | None = None) -> str:
    r"""Range and n: "likely 17.2 to 29.4 %, n = 180".

    Examples
    --------
    >>> likely(0.172, 0.294, 180).replace("\xa0", " ")
    'likely 17.2 to 29.4 %, n = 180'
    """
    words = say("range unknown") if math.isnan(lower) else say("likely {range}", range=percent_span(lower, upper))
    return words if n is None else say("{range}, n\u00a0=\u00a0{n}", range=words, n=f"{n:,}")


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def age_name(unit: str, label: str) -> str:
    """An age in words.

    Examples
    --------
    >>> age_name("month", "3"), age_name("month", "2-4")
    ('month 3', 'months 2-4')
    """
    return numbered(unit, label)


def lasting(time: float, unit: str) -> str:
    """A length of time, which may have a decimal.

    Examples
    --------
    >>> lasting(1.0, "month"), lasting(28.53, "month")
    ('1 month', '28.5 months')
    """
    text = time_text(time)
    if text.isdigit():
        return counted(int(text), unit)
    return say("{number} {units}", number=text, units=nouns(unit))


def time_text(time: float) -> str:
    """The number alone: "28.5", "29"."""
    return f"{time:,.1f}".removesuffix(".0")


def signed(number: int) -> str:
    """A change with its sign: "+12", "−3", "±0"."""
    return "±0" if number == 0 else f"{number:+,}".replace("-", "−")


def points(difference: float) -> str:
    """A difference of shares in percentage points with its sign: "+1.2"."""
    return f"{100 * difference:+.1f}".replace("-", "−")


def latest(pairs: list[tuple[str, float]], most: int = 6) -> str:
    """The last shares of a series that are known, in words: "Aug 2026: 50.1 %, Sep 2026: 47.4 %"."""
    said = [f"{name}: {percent(share)}" for name, share in pairs if not math.isnan(share)]
    return ", ".join(said[-most:]) or say("no period is known yet")
