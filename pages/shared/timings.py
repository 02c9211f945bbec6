"""How long an interaction takes: reading, counting and drawing, measured where the program was started with --debug.

Otherwise nobody is measuring, and asking costs one look at a variable. Nothing here draws.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pages.shared import logs

VARIABLE = "RETENTION_DEBUG"
READ, COUNT = "read", "count"
KEPT = 12  # interactions of a visitor that are shown
_NOTHING = nullcontext()


@dataclass
class Look:
    """One run of a page: what it was asked for and what its seconds went to.

    Drawing is what is neither reading nor counting: words, charts, tables, and handing them over.
    """

    page: str
    changed: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=lambda: {READ: 0.0, COUNT: 0.0})
    total: float = 0.0
    rows: int = 0  # of the tables in memory that were counted anew
    counted: list[str] = field(default_factory=list)  # what was counted anew
    kept: int = 0  # results that were at hand
    _inside: bool = False

    @property
    def draw(self) -> float:
        """Seconds that went to everything else."""
        return max(self.total - sum(self.seconds.values()), 0.0)

    @property
    def facts(self) -> dict[str, Any]:
        """As the log has them, in milliseconds."""
        times = {READ: self.seconds[READ], COUNT: self.seconds[COUNT], "draw": self.draw, "total": self.total}
        told = {f"{name}_ms": round(1000 * seconds, 1) for name, seconds in times.items()}
        return {"page": self.page or "upload", "changed": self.changed, **told, **self._work}

    @property
    def _work(self) -> dict[str, Any]:
        return {"rows": self.rows, "counted": tuple(self.counted), "kept": self.kept}

    @contextmanager
    def part(self, what: str, sources: tuple[Any, ...]) -> Iterator[None]:
        """Seconds of reading or counting; what is asked for inside another part belongs to that one."""
        if self._inside or self.total:
            yield
            return
        self._inside, before, began = True, len(self.counted), time.perf_counter()
        try:
            yield
        finally:
            self._inside = False
            if not self.total:  # a thread may come back after the page has been drawn
                self.seconds[what] += time.perf_counter() - began
            if what == COUNT:
                self._count(sources, len(self.counted) > before)

    def _count(self, sources: tuple[Any, ...], anew: bool) -> None:
        self.kept += not anew
        self.rows += max((len(one) for one in sources if hasattr(one, "nbytes")), default=0) if anew else 0


_now: ContextVar[Look | None] = ContextVar("look", default=None)


def on() -> bool:
    """Whether anybody wants to know."""
    return os.environ.get(VARIABLE) == "1"


def measuring(what: str, sources: tuple[Any, ...] = ()) -> AbstractContextManager[None]:
    """Seconds that go to :data:`READ` or :data:`COUNT`; without an interaction that is measured, nothing."""
    look = _now.get()
    return _NOTHING if look is None else look.part(what, sources)


def anew(name: str) -> None:
    """A result was not at hand, and is worked out."""
    look = _now.get()
    if look is not None:
        look.counted.append(name)


@contextmanager
def interaction(page: str, began: float, changed: tuple[str, ...]) -> Iterator[Look]:
    """Measure one run of a page, which began at ``began`` of ``time.perf_counter``, and log it at its end."""
    look = Look(page, changed)
    token = _now.set(look)
    try:
        yield look
    finally:
        _now.reset(token)
        look.total = time.perf_counter() - began
        logs.tell("interaction", **look.facts)
