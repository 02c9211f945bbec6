"""What the reader was asked for, once a file is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from retention.errors import MappingError, ReadError
from retention.languages import say
from retention.mapping import ColumnMapping
from retention.periods import check_timezone
from retention.reading.limits import Limits

Progress = Callable[[float, str], None]


def check_kind(mapping: Any, kind: type[Any]) -> None:
    """Refuse a mapping made for files of another kind; None is the guess."""
    if mapping is not None and not isinstance(mapping, kind):
        names = ", ".join(f'{name.name}="..."' for name in fields(kind)[:3])
        raise MappingError(
            say("A {given} is no {wanted}.", given=type(mapping).__name__, wanted=kind.__name__),
            where="mapping",
            todo=say("Write {mapping} with the columns of the file.", mapping=f"{kind.__name__}({names})"),
        )


def not_known(value: Any, where: str, allowed: Sequence[str]) -> ReadError:
    """What to raise for a word that an argument does not take."""
    choices = ", ".join(f'"{choice}"' for choice in allowed)
    return ReadError(
        say("'{value}' is not known.", value=value),
        where=where,
        todo=say("Choose one of: {choices}.", choices=choices),
    )


@dataclass(frozen=True)
class Request:
    """What the reader was asked for."""

    mapping: ColumnMapping
    date_order: str | None = None
    timezone: str = "UTC"
    observed_until: Any = None
    duplicates: str = "keep"
    progress: Progress | None = None
    decimal: str | None = None
    limits: Limits = field(default_factory=Limits.from_environment)

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("date_order", self.date_order, (None, "ymd", "dmy", "mdy")),
            ("duplicates", self.duplicates, ("keep", "drop")),
            ("decimal", self.decimal, (None, ".", ",")),
        ):
            if value not in allowed:
                raise not_known(value, name, [choice for choice in allowed if choice])
        check_timezone(self.timezone)

    def tell(self, fraction: float, phrase: str) -> None:
        """Report progress, where somebody listens."""
        if self.progress is not None:
            self.progress(fraction, phrase)
