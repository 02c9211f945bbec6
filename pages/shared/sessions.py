"""Who is there, how much each holds, and letting the data of those go who have been gone for long.

Streamlit keeps the session of a closed tab for a while, so that a connection which fails for a moment costs nothing.
After that it forgets it, but only when the next one comes. Here each is closed in time, with everything it holds: its
data, its caches, its uploads and downloads, and the thread that reads for it, since that stops once nobody waits.
Nothing here draws.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from pages.shared import budget, logs
from retention.reading.memory import give_back

LONGEST_LOOK, MOST_KNOWN = 20.0, 10_000  # seconds between two looks; sessions that are known to have been let go
GRACE = 60  # seconds after which Streamlit would forget a session by itself
IDLE, ROOM, ANEW = "idle", "room", "anew"  # why what was loaded is gone


class Server(Protocol):
    """What is asked of Streamlit's runtime; both on its own thread."""

    def is_active_session(self, session_id: str) -> bool: ...

    def close_session(self, session_id: str) -> None: ...


@dataclass
class Seat:
    """A visitor: bytes held, and since when (on the clock of the process) without a connection."""

    held: int = 0
    gone_since: float | None = None


class Sessions:
    """All visitors of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._let_go: OrderedDict[str, str] = OrderedDict()

    def note(self, session_id: str, held: int) -> None:
        """A visitor is there and holds so much."""
        with self._lock:
            is_new = session_id not in self._seats
            self._seats[session_id] = Seat(held)
        if is_new:
            logs.tell("session", step="begun", session=logs.number_of(session_id), sessions=self.count)

    @property
    def count(self) -> int:
        """Visitors, those included who may come back."""
        return len(self._seats)

    @property
    def held(self) -> int:
        """Bytes that all of them hold."""
        with self._lock:
            return sum(seat.held for seat in self._seats.values())

    def why_gone(self, session_id: str) -> str:
        """Why what a session had loaded is gone; empty if it had nothing, :data:`ANEW` if nobody knows it."""
        return self._let_go.get(session_id, "" if session_id in self._seats else ANEW)

    def close_idle(self, server: Server, seconds: float) -> int:
        """Close those who have had no connection for so long; how many these were."""
        return self._close(server, [one for one, gone in self._gone(server) if gone >= seconds], IDLE)

    def make_room(self, server: Server, wanted: int) -> int:
        """Close those who have no connection, the longest gone first, until so many bytes are free."""
        chosen, found = [], 0
        for session_id, _ in sorted(self._gone(server), key=lambda one: -one[1]):
            if found < wanted and self._seats[session_id].held:
                chosen.append(session_id)
                found += self._seats[session_id].held
        return self._close(server, chosen, ROOM)

    def _gone(self, server: Server) -> list[tuple[str, float]]:
        """Everybody without a connection, and for how many seconds."""
        now = self._clock()
        with self._lock:
            for session_id, seat in self._seats.items():
                active = server.is_active_session(session_id)
                seat.gone_since = None if active else now if seat.gone_since is None else seat.gone_since
            return [(key, now - seat.gone_since) for key, seat in self._seats.items() if seat.gone_since is not None]

    def _close(self, server: Server, session_ids: list[str], why: str) -> int:
        for session_id in session_ids:
            server.close_session(session_id)
            with self._lock:
                seat = self._seats.pop(session_id)
                self._let_go[session_id] = why if seat.held else ""
                while len(self._let_go) > MOST_KNOWN:
                    self._let_go.popitem(last=False)
            number = logs.number_of(session_id)
            logs.tell("session", step="ended", session=number, why=why, bytes=seat.held, sessions=self.count)
        return len(session_ids)


sessions = Sessions()


def why_back_without(earlier: str) -> str:
    """Why somebody who comes back from an earlier session finds nothing; empty for everybody else."""
    return sessions.why_gone(earlier) if earlier else ""


# ------------------------------------------------------------------------------------------------- in the server
@asynccontextmanager
async def watched(app: Any) -> AsyncIterator[None]:
    """While the server runs: look who has gone, and let their data go in time."""
    del app
    loop = asyncio.get_running_loop()
    budget.ledger.make_room = lambda wanted: _make_room(loop, wanted)
    watching = loop.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch() -> None:
    seconds = 60 * budget.Budget.now().idle_minutes
    while True:
        await asyncio.sleep(min(LONGEST_LOOK, seconds / 4))
        if sessions.close_idle(_server(), seconds):
            await asyncio.to_thread(_give_back)


def _make_room(loop: asyncio.AbstractEventLoop, wanted: int) -> None:
    """From another thread: sessions are closed on the server's own."""

    async def close() -> int:
        return sessions.make_room(_server(), wanted)

    if asyncio.run_coroutine_threadsafe(close(), loop).result(timeout=10):
        _give_back()


def _server() -> Server:
    from streamlit import runtime

    return runtime.get_instance()


def _give_back() -> None:
    gc.collect()
    give_back()
