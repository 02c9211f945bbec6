"""A table of a connection as what is loaded: counted where it lies, each question within a time limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pandas as pd

from pages.shared import read_only
from retention.engine.sql.source import SqlEvents
from retention.errors import NotCountedError, RetentionError
from retention.languages import say

CARRIED = ("all_rows", "rows", "_look", "_bounds", "event_names", "usual_interval_days", "has_refunds", "looked_at")

MOST_LISTED = 2_000_000  # customers whose rhythms are brought here, one row each


class Wanted:
    """Whether a count is still wanted: set by the page, looked at by the thread that counts."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.late = threading.Event()


wanted: ContextVar[Wanted | None] = ContextVar("wanted", default=None)


class Watch:
    """Guards one connection: one question at a time, within a time, and stopped when it is told to."""

    def __init__(self, backend: Any, seconds: float) -> None:
        self.backend, self.seconds = backend, seconds
        self.refused = False  # whether the visitor has stopped the count
        self._one = threading.RLock()
        self._asking: Wanted | None = None

    @property
    def can_interrupt(self) -> bool:
        """Whether the engine can be told to stop."""
        return read_only.can_interrupt(self.backend)

    def stop(self, count: Wanted) -> None:
        """End a count: its question now, if the engine can be told so, and those that would follow."""
        count.stopped.set()
        if self._asking is count:
            self._interrupt()

    def _interrupt(self) -> None:
        with suppress(Exception):  # it may be over by now, and what a driver says is not to be shown
            read_only.interrupt(self.backend)

    def _time_is_up(self, count: Wanted) -> None:
        count.late.set()
        self._interrupt()

    @contextmanager
    def question(self) -> Iterator[None]:
        """While the engine is asked."""
        count = wanted.get() or Wanted()
        with self._one:
            self._refuse_unwanted(count)
            timer = threading.Timer(self.seconds, self._time_is_up, (count,))
            timer.daemon, self._asking = True, count
            timer.start()
            try:
                yield
            except RetentionError:
                raise
            except Exception as error:  # a driver's own words may hold an address
                self._refuse_unwanted(count)
                raise _failed(type(error).__name__) from None
            finally:
                timer.cancel()
                self._asking = None
            self._refuse_unwanted(count)

    def _refuse_unwanted(self, count: Wanted) -> None:
        if count.stopped.is_set():
            raise NotCountedError(say("the count was stopped."))
        if count.late.is_set():
            raise too_late(self.seconds)


def few_enough(data: Any) -> Any:
    """The same data, refused where a list of all customers would be too long to be brought from a database."""
    if isinstance(data, Connected) and data.n_customers > MOST_LISTED:
        raise RetentionError(
            say("a list of {n} customers is too long to be brought here.", n=f"{data.n_customers:,}"),
            where=data.title,
            todo=say(
                "Make a view in the database with at most {most} customers, such as one country, and connect to that.",
                most=f"{MOST_LISTED:,}",
            ),
        )
    return data


def too_late(seconds: float) -> NotCountedError:
    """A count that took longer than it may."""
    return NotCountedError(
        say("the count took longer than {n} seconds, and was given up.", n=f"{seconds:g}"),
        todo=say(
            "Choose fewer rows: a view of the last years in the database, or one segment. Or ask whoever runs this "
            "program for a longer time."
        ),
    )


def _failed(kind: str) -> NotCountedError:
    return NotCountedError(
        say("the database could not answer ({kind}).", kind=kind),
        todo=say("Look again in a moment; or connect once more on the page Connect."),
    )


@dataclass(frozen=True, eq=False)
class Connected(SqlEvents):
    """Events in a table that somebody has connected to.

    What was measured once holds until somebody looks again, so that all pages tell of the same moment.
    """

    guard: Any = field(default=None, repr=False)
    watch: Any = field(default=None, repr=False)
    edition: int = 0

    @property
    def kept_as(self) -> str:
        """What results are kept by: the table as it was when it was looked at."""
        return f"{self.fingerprint}-{self.edition}"

    def measure(self) -> Self:
        """Ask what every page needs to know."""
        self.looked_at, self.fingerprint, self.report, self.event_names, self.usual_interval_days  # noqa: B018
        self.rows_a_day()
        self.has_refunds  # noqa: B018
        return self

    def observed_to(self, observed_until: Any) -> Self:
        """The same events, whole up to another moment; what was measured is not asked once more."""
        days = {name: kept for name, kept in self._cache.items() if name == "rows_a_day"}
        found = replace(self, whole_until=observed_until, _cache=days)
        kept = {name: value for name, value in vars(self).items() if name in CARRIED or name == "report"}
        vars(found).update(kept)
        return found

    def again(self) -> Self:
        """The same table, to be looked at anew."""
        return replace(self, edition=self.edition + 1, _cache={})

    def rhythm_counts(self, *args: Any, **options: Any) -> Any:
        """Sum up the rhythm of each customer, where they are few enough for a row each to be brought here."""
        return super(Connected, few_enough(self)).rhythm_counts(*args, **options)

    def _ask(self, expression: Any) -> pd.DataFrame:
        with self.watch.question():
            if self.guard is not None:
                self.guard.refuse(expression)
            return super()._ask(expression)
