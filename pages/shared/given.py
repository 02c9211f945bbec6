"""Files as they were handed over, and how they were read, so that they can be read again. Nothing here draws."""

from __future__ import annotations

import hashlib
import inspect
import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import retention as rt
from pages.shared.budget import room_for
from pages.shared.observed import observed
from retention.languages import later

QUICK = 5_000_000  # bytes; such a file is read at once, without progress and a way to stop
KEPT = 64_000_000  # bytes of an upload that stay in memory after reading, to read it once more otherwise
OPENING = ("member", "sheet", "encoding", "delimiter", "header")  # answers that change what the columns are
LOCAL = "customer", "time", "start", "end"  # questions that the choice of columns answers
READERS = {  # by what one row is: its mapping, and what reads it
    "events": (rt.ColumnMapping, "read_events"),
    "subscriptions": (rt.SubscriptionMapping, "read_subscriptions"),
    "tenures": (rt.TenureMapping, "read_tenures"),
    "answers": (rt.AnswersMapping, "read_answers"),
}
Columns = rt.ColumnMapping | rt.SubscriptionMapping | rt.TenureMapping | rt.AnswersMapping
Read = rt.Events | rt.Subscriptions | rt.Tenures | rt.Answers
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Part:
    """One file: its name, and its bytes or its path."""

    name: str
    source: bytes | str

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.source) if isinstance(self.source, bytes) else os.path.getsize(self.source)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes; empty of a path, which holds nothing."""
        return "" if isinstance(self.source, str) else hashlib.sha256(self.source).hexdigest()

    def opened(self) -> io.BytesIO | str:
        """The path, or the bytes as a file that knows its name."""
        if isinstance(self.source, str):
            return self.source
        file = io.BytesIO(self.source)  # shares the bytes
        file.name = self.name
        return file


@dataclass(frozen=True)
class Given:
    """One file, or several of the same columns."""

    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """What to call it."""
        return self.parts[0].name if len(self.parts) == 1 else later("{n} files", n=len(self.parts))

    @property
    def size(self) -> int:
        """Size in bytes."""
        return sum(part.size for part in self.parts)

    @property
    def is_quick(self) -> bool:
        """Whether it is read at once, without progress and a way to stop."""
        return self.size <= QUICK

    @property
    def can_stay(self) -> bool:
        """Whether it may be kept after reading: a path costs nothing, bytes do."""
        return all(isinstance(part.source, str) for part in self.parts) or self.size <= KEPT

    @property
    def source(self) -> Any:
        """What the library reads."""
        return self.parts[0].opened() if len(self.parts) == 1 else [part.opened() for part in self.parts]

    def inspect(self, answers: Mapping[str, str], time: str | None, progress: Progress | None = None) -> rt.FileGuess:
        """What it seems to be, as far as the answers say."""
        options = {**answers, "time": time, "progress": progress}
        with observed("inspect", self) as seen, room_for(self.parts, self.name):
            return seen(rt.inspect(self.source, name=self.name, **_taken_by(rt.inspect, options)))

    def cohort_table(self, answers: Mapping[str, str]) -> rt.CohortMatrix:
        """The cohorts in it, where they are counted already."""
        with observed("table", self) as seen, room_for(self.parts, self.name):
            options = _taken_by(rt.read_cohort_table, answers)
            return seen(rt.read_cohort_table(self.source, name=self.name, **options))

    def read(self, how: How, progress: Progress | None = None) -> Read:
        """Read it; where another way of opening has changed the names, columns keep their role by their place."""
        with observed("read", self) as seen, room_for(self.parts, self.name):
            return seen(self._read(how, progress))

    def _read(self, how: How, progress: Progress | None) -> Read:
        read = getattr(rt, READERS[how.kind][1])
        options = {**_taken_by(read, how.options), "name": self.name, "progress": progress}
        try:
            return read(self.source, how.mapping, **options)
        except rt.MappingError:
            if not how.opened_otherwise:
                raise
        names = [c.name for c in rt.inspect(self.source, name=self.name, **_taken_by(rt.inspect, how.options)).columns]
        return read(self.source, how.mapping_of(names), **options)


@dataclass(frozen=True)
class How:
    """How a file is read: the columns, and the keywords of its reader."""

    mapping: Columns | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()  # of all columns, as they were when the mapping was made
    opened_otherwise: bool = False

    @property
    def kind(self) -> str:
        """What one row is; a visit where there is no mapping."""
        return next((kind for kind, (columns, _) in READERS.items() if isinstance(self.mapping, columns)), "events")

    def mapping_of(self, names: Sequence[str]) -> Columns | None:
        """The mapping for columns of other names in the same places; None, which is a guess, if they do not fit."""
        if self.mapping is None or len(names) != len(self.names) or not set(self.mapping.columns) <= set(self.names):
            return None
        new = dict(zip(self.names, names, strict=True))
        roles = {role: new[name] for role, name in vars(self.mapping).items() if isinstance(name, str)}
        return type(self.mapping)(**roles, segments=tuple(new[name] for name in self.mapping.segments))

    def but(self, key: str, value: str) -> How:
        """The same with one thing otherwise."""
        return replace(
            self, options={**self.options, key: value}, opened_otherwise=self.opened_otherwise or key in OPENING
        )


def _taken_by(function: Callable[..., Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords that the function takes, as it takes them."""
    known = inspect.signature(function).parameters
    return {
        key: int(value) if key == "header" else value
        for key, value in options.items()
        if key in known and value is not None
    }
