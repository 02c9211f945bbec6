"""What the reader was asked for, once a file is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from retention.errors import ReadError
from retention.mapping import ColumnMapping
from retention.periods import check_timezone
from retention.reading.limits import Limits

Progress = Callable[[float, str], None]


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
                choices = ", ".join(f'"{choice}"' for choice in allowed if choice)
                raise ReadError(f"'{value}' is not known.", where=name, todo=f"Choose one of: {choices}.")
        check_timezone(self.timezone)

    def tell(self, fraction: float, phrase: str) -> None:
        """Report progress, where somebody listens."""
        if self.progress is not None:
            self.progress(fraction, phrase)
