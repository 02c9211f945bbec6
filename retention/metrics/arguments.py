"""Numbers that a person types in: refused with advice where they can mean nothing."""

from __future__ import annotations

import math

from retention.errors import SettingsError
from retention.languages import say


def share(name: str, value: float) -> float:
    """A fraction from 0 to 1."""
    if not 0 <= value <= 1:
        raise SettingsError(
            say("{value} is not a share from 0 to 1.", value=f"{value!r}"),
            where=name,
            todo=say("Write 80 % as 0.8.") if value > 1 else say("Change it."),
        )
    return float(value)


def some_share(name: str, value: float) -> float:
    """A fraction above 0, up to 1."""
    if share(name, value) == 0:
        raise SettingsError(say("nothing can be worked out from 0."), where=name, todo=say("Give a share above 0."))
    return float(value)


def at_least(name: str, value: float, least: float = 0.0) -> float:
    """A finite number that is not below ``least``."""
    if not (math.isfinite(value) and value >= least):
        raise SettingsError(
            say("{value} is not a number of at least {least}.", value=f"{value!r}", least=f"{least:g}"),
            where=name,
            todo=say("Change it."),
        )
    return float(value)


def above_zero(name: str, value: float) -> float:
    """A finite number above 0."""
    if not (math.isfinite(value) and value > 0):
        raise SettingsError(
            say("{value} is not a number above 0.", value=f"{value!r}"), where=name, todo=say("Change it.")
        )
    return float(value)


def periods(name: str, value: int | None) -> int | None:
    """A whole number of periods, at least 1; None has no end."""
    if value is None:
        return None
    if isinstance(value, bool) or int(value) != value or value < 1:
        raise SettingsError(
            say("{value} is not a whole number of periods.", value=f"{value!r}"),
            where=name,
            todo=say("Give 1 or more."),
        )
    return int(value)


def per_period(rate_a_year: float, periods_a_year: float) -> float:
    """A yearly discount rate as that of one period: ``(1 + rate) ** (1 / periods) - 1``.

    Examples
    --------
    >>> round(per_period(0.10, 12), 6)
    0.007974
    """
    return float((1 + at_least("discount", rate_a_year)) ** (1 / periods_a_year) - 1)
