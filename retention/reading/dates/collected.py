"""Distinct values of a column of dates while they are read: what is settled, and what the order will decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints
from retention.reading.dates.shapes import Shapes
from retention.reading.dates.states import OPEN, PLACEHOLDER


@dataclass(frozen=True)
class OpenDates:
    """Values of the open family: positions, the two short numbers, the year, whether it had two digits only."""

    at: Ints
    a: NDArray[np.int16]
    b: NDArray[np.int16]
    y: NDArray[np.int16]
    short: NDArray[np.bool_]


def no_open() -> OpenDates:
    """Nothing is open."""
    none = np.zeros(0, np.int16)
    return OpenDates(np.zeros(0, np.int64), none, none, none, np.zeros(0, bool))


@dataclass
class Values:
    """Distinct values while they are read.

    Attributes
    ----------
    micros, state, aware
        As in the column of dates.
    families, changed
        Form, or what was done to a value, to positions.
    """

    shapes: Shapes
    micros: Ints
    state: NDArray[np.int8]
    aware: NDArray[np.bool_]
    families: dict[str, list[Ints]] = field(default_factory=dict)
    changed: dict[str, list[Ints]] = field(default_factory=dict)
    opened: list[OpenDates] = field(default_factory=list)

    @property
    def open(self) -> OpenDates:
        """All open values."""
        if not self.opened:
            return no_open()

        def whole(name: str) -> NDArray[Any]:
            return np.concatenate([getattr(part, name) for part in self.opened])

        return OpenDates(whole("at"), whole("a"), whole("b"), whole("y"), whole("short"))

    def settle(self, at: Ints, micros: Ints, state: NDArray[np.int8], family: str) -> None:
        """Note down what was read."""
        self.micros[at] = micros
        self.state[at] = state
        self.families.setdefault(family, []).append(at)

    def settle_open(self, at: Ints, parts: tuple[Ints, Ints, Ints], short: NDArray[np.bool_], family: str) -> None:
        """Note down values whose order is open; the time of day stands in ``micros`` already."""
        a, b, y = parts
        absent = (a == 0) | (b == 0)
        placeholder = (absent & ((y == 0) | (y == 1900))) | (~short & np.isin(y, (2999, 9999)))
        self.state[at] = np.where(placeholder, PLACEHOLDER, OPEN)
        real = ~placeholder
        a, b, y = (part[real].astype(np.int16) for part in (a, b, y))
        self.opened.append(OpenDates(at[real], a, b, y, short[real]))
        self.families.setdefault(family, []).append(at)

    def change(self, what: str, at: Ints) -> None:
        """Note down that values were converted."""
        if len(at) and what:
            self.changed.setdefault(what, []).append(at)
