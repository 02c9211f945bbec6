"""Work on a file, measured and told in the log: what kind of file, how large, how long it took, what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pages.shared import logs, timings

if TYPE_CHECKING:
    from pages.shared.given import Given

DONE = "done"


@contextmanager
def observed(step: str, file: Given) -> Iterator[Callable[[Any], Any]]:
    """Tell what becomes of a file; what is made is handed to the function inside, which gives it back."""
    began, rows, outcome = time.perf_counter(), [], DONE

    def seen(made: Any) -> Any:
        rows.append(_rows(made))
        return made

    try:
        with timings.measuring(timings.READ):
            yield seen
    except Exception as error:
        outcome = type(error).__name__
        raise
    finally:
        seconds = time.perf_counter() - began
        logs.file_told(step, file.parts[0].name, file.size, seconds, rows[0] if rows else None, outcome)


def _rows(made: Any) -> int | None:
    """Rows of what was read, or of what it seems to be."""
    found = getattr(made, "rows", None)
    return found if isinstance(found, int) else len(made) if hasattr(made, "__len__") else None
