"""Memory that the program may take, in all and for one visitor; what has no room is refused before it is read.

The settings come from the environment, where the command line has put them. Nothing here draws.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages.shared import needs, words
from retention.errors import LimitError
from retention.languages import say

if TYPE_CHECKING:
    from pages.shared.given import Part

MEMORY, SESSION, IDLE, UPLOAD = (
    *("RETENTION_MEMORY_MB", "RETENTION_SESSION_MB", "RETENTION_IDLE_MINUTES", "RETENTION_MAX_UPLOAD_MB"),
)
MB = 1_000_000
SHARE = 0.75  # of the memory of the machine or of its control group: the rest is for the system and for files
IDLE_MINUTES, UPLOAD_MB = 30.0, 1024
WITHOUT_KNOWING = 4_000 * MB  # where the system does not say how much memory there is
GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")

holding: ContextVar[int] = ContextVar("holding", default=0)  # bytes that the visitor holds whose work is done here


@dataclass(frozen=True)
class Budget:
    """What may be taken: bytes in all, bytes for one visitor, and minutes without a connection until data go."""

    total: int
    session: int
    idle_minutes: float = IDLE_MINUTES

    @classmethod
    def now(cls) -> Budget:
        """As the environment says, else from the memory of the machine."""
        total = int(_number(MEMORY) * MB) or int(SHARE * machine_bytes())
        session = int(_number(SESSION) * MB) or total // 2
        return cls(total, min(session, total), _number(IDLE) or IDLE_MINUTES)


def _number(variable: str) -> float:
    """What a variable says; 0 where it says nothing. The command line has checked it."""
    with suppress(ValueError):
        return max(float(os.environ.get(variable, "").strip() or 0), 0.0)
    return 0.0


# ------------------------------------------------------------------------------------------------- what there is
def machine_bytes() -> int:
    """Memory that this process can count on: of the machine, or less where a control group says so."""
    found = [_group_bytes(place) for place in GROUPS]
    with suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min((one for one in found if one > 0), default=WITHOUT_KNOWING)


def _group_bytes(place: str) -> int:
    """What a control group allows; 0 where there is none, or no limit."""
    with suppress(OSError, ValueError):
        return int(Path(place).read_text(encoding="ascii"))
    return 0


def taken_bytes() -> int:
    """Memory that this process has now; 0 where the system does not say."""
    with suppress(OSError, ValueError, AttributeError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


# ------------------------------------------------------------------------------------------------- what is asked
class Ledger:
    """What is being read now, so that two who begin together do not both count on the same memory."""

    def __init__(self, make_room: Callable[[int], Any] = int) -> None:
        self._lock, self._promised = threading.Lock(), 0
        self.make_room = make_room  # lets data of those who have gone go; by itself it does nothing

    @property
    def promised(self) -> int:
        """Bytes for what is being read."""
        return self._promised

    def free(self) -> int:
        """Bytes that nobody has taken, and that are not promised."""
        return Budget.now().total - taken_bytes() - self._promised

    def take(self, need: int) -> bool:
        """Promise so many bytes; False where they are not there, even after those who have gone were let go."""
        if self.free() < need:
            self.make_room(need - self.free())
        return self.promise(need)

    def promise(self, need: int) -> bool:
        """The same without letting anybody go."""
        with self._lock:
            if self.free() < need:
                return False
            self._promised += need
        return True

    def give_back(self, need: int) -> None:
        """The work is done, and what it has left behind is counted as taken."""
        with self._lock:
            self._promised -= need


ledger = Ledger()


@contextmanager
def room_for(parts: Sequence[Part], name: str) -> Iterator[None]:
    """Room to read files in.

    Raises
    ------
    LimitError
        If there is none: for one visitor, now, or ever.
    """
    need, budget = needs.of(parts), Budget.now()
    if holding.get() + need > budget.session:
        raise _too_much_for_one(need, budget, name)
    if not ledger.take(need):
        raise _too_much_now(need, budget, name)
    try:
        yield
    finally:
        ledger.give_back(need)


def _too_much_for_one(need: int, budget: Budget, name: str) -> LimitError:
    known = {"need": words.size(need), "most": words.size(budget.session)}
    if holding.get() > need // 10:
        what = say(
            "Reading this file takes about {need}. With what you have loaded, {held}, that is more than the {most} "
            "that one visitor may take.",
            held=words.size(holding.get()),
            **known,
        )
        todo = say("Let what you have loaded go first, on the page Upload.")
    else:
        what = say("Reading this file takes about {need}, more than the {most} that one visitor may take.", **known)
        todo = say("Hand over fewer columns or a shorter time.")
    return LimitError(what, where=name, todo=f"{todo} {_raise(SESSION)}")


def _too_much_now(need: int, budget: Budget, name: str) -> LimitError:
    if need > budget.total:
        what = say(
            "Reading this file takes about {need}, more than the {most} that this program may take.",
            need=words.size(need),
            most=words.size(budget.total),
        )
        todo = say("Hand over fewer columns or a shorter time.")
    else:
        what = say(
            "There is no room for this file now: reading it takes about {need}, and {free} are free.",
            need=words.size(need),
            free=words.size(max(ledger.free(), 0)),
        )
        todo = say("Try again in some minutes, or hand over fewer columns or a shorter time.")
    return LimitError(what, where=name, todo=f"{todo} {_raise(MEMORY)}")


def _raise(variable: str) -> str:
    return say("Whoever runs the program can raise {setting}.", setting=variable)
