"""Everything that opens a file, and the one law that each keeps for any bytes whatever.

A reader gives a result whose rows add up, or raises a ``RetentionError`` that says what, where, and what to do. Nothing
else comes out: no other exception, no warning, no row in silence.
"""

from __future__ import annotations

import inspect
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import retention as rt
from pages.shared import view_store
from retention.reading.limits import Limits

SECONDS = 10.0  # of the processor, for a file of kilobytes: far above what any takes, far below what anybody waits
MOST_ASKED = 8  # questions that one file may ask, one after the other
LONGEST_TEXT = 20_000  # of what an error says
# What a fuzzer makes is small, and what comes out of it must be too: a bomb is refused and does not end the run.
LIMITS = Limits(unpacked_bytes=64 << 20, workbook_bytes=64 << 20, expansion_large_bytes=32 << 20, seconds=20)


class LawError(AssertionError):
    """A reader that did something else than the law allows."""


def _add_up(report: rt.ReadReport, kept: int) -> None:
    """Every row is kept or left out for one reason, and every table of the report can be made."""
    lost = sum(report.dropped.values())
    _check(report.rows_read == report.rows_kept + lost, f"{report.rows_read} != {report.rows_kept} + {lost}")
    _check(kept == report.rows_kept, f"{kept} rows in the result, {report.rows_kept} in the report")
    _check(len(report.left_out) == min(lost, LIMITS.rows_shown), f"{len(report.left_out)} of {lost} rows are listed")
    _check(len(report.rejected()) == len(report.left_out), "rows left out are not all given back")
    _check(len(report.repeated()) == len(report.copied), "exact copies are not all given back")
    report.to_frame()
    report.check()


def _check(holds: bool, why: str) -> None:
    if not holds:
        raise LawError(why)


def _reported(result: Any) -> None:
    _add_up(result.report, len(result))
    _check(len(result.fingerprint) > 0, "no fingerprint")
    result.frame()


def _shown(result: Any) -> None:
    _check(len(repr(result)) > 0, "nothing to show")


def _looked(guess: rt.FileGuess) -> None:
    _check(guess.rows >= 0 and len(guess.preview) <= 10, "a preview of another size")
    _check(all(question.choices for question in guess.questions), "a question without a choice")
    _shown(guess)


def _views(data: bytes) -> object:
    with tempfile.TemporaryDirectory(prefix="retention-fuzz-") as folder:
        path = Path(folder) / "views.json"
        path.write_bytes(data)
        stored = view_store.load(path)
        view_store.save(path, stored)  # what can be read can be written, and means the same
        _check(view_store.load(path) == stored, "views are others once they were saved")
        return stored


def _settings(data: bytes) -> object:
    settings, notes = rt.read_settings(data)
    again = rt.read_settings(rt.export.settings_json(settings, notes).encode())
    _check(again == (settings, notes), "settings are others once they were saved")
    return settings


def _annotations(data: bytes) -> object:
    notes = rt.read_annotations(data)
    _check(rt.read_annotations(rt.annotations_csv(notes).encode()) == notes, "notes are others once they were saved")
    return rt.annotations_frame(notes)


def _verified(bundle: rt.Bundle) -> None:
    """Whatever the tables of a bundle and its recipes are, they can be compared with the file."""
    _check(len(rt.verify_bundle(bundle, _visits()).words) > 0, "a comparison without words")


@cache
def _visits() -> rt.Events:
    return rt.read_events(b"customer,date,amount\na,2024-01-05,5\nb,2024-01-06,6.5\na,2024-02-10,7\n")


@dataclass(frozen=True)
class Reader:
    """What opens bytes, and what is looked at in the result; ``limited`` where it opens files of every format."""

    open: Callable[..., Any]
    look: Callable[[Any], None] = _shown
    limited: bool = True

    def read(self, data: bytes) -> Any:
        """Read, and answer what is asked with the first answer that is offered."""
        said: dict[str, Any] = {"limits": LIMITS} if self.limited else {}
        for _ in range(MOST_ASKED):
            try:
                return self.open(data, **said)
            except rt.UndecidedError as error:
                _complete(error)
                if not all(question.choices for question in error.questions):  # a person types a day
                    raise
                said |= self._answers(error, said)
        raise LawError("it asks again and again")

    def _answers(self, error: rt.UndecidedError, said: dict[str, Any]) -> dict[str, str]:
        _check(bool(error.questions), "undecided, and no question")
        known = inspect.signature(self.open).parameters
        for question in error.questions:
            _check(question.key in known, f"no argument answers the question {question.key!r}")
            _check(question.key not in said, f"{question.key!r} was answered and is asked again")
        return {question.key: question.choices[0].value for question in error.questions}


READERS: dict[str, Reader] = {
    "inspect": Reader(rt.inspect, _looked),
    "events": Reader(rt.read_events, _reported),
    "subscriptions": Reader(rt.read_subscriptions, _reported),
    "answers": Reader(rt.read_answers, _reported),
    "tenures": Reader(rt.read_tenures, _reported),
    "campaign": Reader(rt.read_campaign),
    "experiment": Reader(rt.read_experiment),
    "cohort_table": Reader(rt.read_cohort_table),
    "bundle": Reader(rt.open_bundle, _verified, limited=False),
    "settings": Reader(_settings, limited=False),
    "annotations": Reader(_annotations, limited=False),
    "matrix_csv": Reader(rt.export.read_matrix_csv, limited=False),
    "views": Reader(_views, limited=False),
}
ANY_FORMAT = tuple(name for name, reader in READERS.items() if reader.limited)
OWN = tuple(name for name, reader in READERS.items() if not reader.limited)


def hold(name: str, data: bytes) -> bool:
    """Read bytes and hold the law; whether there was a result.

    Raises
    ------
    Exception
        Whatever is no ``RetentionError``; :class:`LawError` where the result or the error itself is against the law.
    """
    reader, begun = READERS[name], time.process_time()
    try:
        reader.look(reader.read(data))
        good = True
    except rt.RetentionError as error:
        _complete(error)
        good = False
    taken = time.process_time() - begun
    _check(taken < SECONDS, f"it took {taken:.1f} seconds")
    return good


def _complete(error: rt.RetentionError) -> None:
    """What an error says is whole, can be printed, and is no flood."""
    for part, text in (("what", error.what), ("where", error.where), ("todo", error.todo)):
        _check(bool(text.strip()), f"an error that does not say {part}: {error}")
    said = str(error)
    said.encode()
    _check(len(said) <= LONGEST_TEXT, f"an error of {len(said):,} letters")
