"""Work that takes a while, done in a thread beside the page so that the visitor can stop it. Nothing here draws."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextvars import copy_context
from typing import Any


class CancelledError(Exception):
    """The visitor does not want the result any more, or has gone."""


class _Course:
    """What the thread and the page both know."""

    def __init__(self) -> None:
        self.fraction, self.phrase = 0.0, ""
        self.cancelled = threading.Event()
        self.done = threading.Event()
        self.result: Any = None
        self.error: Exception | None = None


class Job:
    """A call that reports its progress, in a thread of its own.

    The thread holds the job only weakly: when the session ends, and the job with it, the work stops at its next report.

    Parameters
    ----------
    call
        Is given a function of a fraction and a phrase, to be called now and then.
    """

    def __init__(self, call: Callable[[Callable[[float, str], None]], Any]) -> None:
        self._course = _Course()
        arguments = (call, self._course, weakref.ref(self))
        here = copy_context()  # the language in use goes along
        threading.Thread(target=here.run, args=(_work, *arguments), name="reading", daemon=True).start()

    @property
    def fraction(self) -> float:
        """How far it is, from 0 to 1."""
        return min(max(self._course.fraction, 0.0), 1.0)

    @property
    def phrase(self) -> str:
        """What it is doing; empty before it has said so."""
        return self._course.phrase

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._course.done.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, but not for longer; whether it has come."""
        return self._course.done.wait(seconds)

    def cancel(self) -> None:
        """Stop at the next report of progress; the result is not wanted in any case."""
        self._course.cancelled.set()

    def result(self) -> Any:
        """What the call has returned; raises what it has raised."""
        if self._course.error is not None:
            raise self._course.error
        return self._course.result


def _work(call: Callable[..., Any], course: _Course, job: weakref.ref[Job]) -> None:
    def tell(fraction: float, phrase: str) -> None:
        if course.cancelled.is_set() or job() is None:
            raise CancelledError
        course.fraction, course.phrase = fraction, phrase

    try:
        course.result = call(tell)
        if course.cancelled.is_set() or job() is None:
            course.result = None
    except Exception as error:  # the page that waits for the result shows it
        course.error = error.with_traceback(None)
    finally:
        course.done.set()
