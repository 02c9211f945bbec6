"""Files cut off or changed in places: a sentence, or a report that adds up; never a crash, never rows in silence."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import retention as rt
from tests.reading import books
from tests.reading.written import LANGUAGES, Written, write

CASES = settings(
    max_examples=int(os.environ.get("RETENTION_DAMAGES", "80")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
chances = st.randoms(use_true_random=False)


def attempt(file: Written, data: bytes) -> rt.Events | None:
    """Events, or None where the reader says in words why there are none."""
    said: dict[str, str] = {}
    for _ in range(4):
        try:
            return rt.read_events(data, name=file.name, **said)
        except rt.UndecidedError as error:
            keys = {question.key for question in error.questions}
            if keys & {"customer", "time"}:
                return None
            said |= {question.key: question.choices[0].value for question in error.questions}
        except rt.RetentionError:  # anything else that is raised is a crash
            return None
    raise AssertionError("the reader asks again and again")


def adds_up(events: rt.Events) -> bool:
    report = events.report
    listed = len(report.left_out)
    return report.rows_read == report.rows_kept + sum(report.dropped.values()) and listed == sum(
        report.dropped.values()
    )


@CASES
@given(chances, st.floats(0, 1))
def test_a_file_that_is_cut_off(chance: Random, where: float) -> None:
    file = write(chance)
    events = attempt(file, file.data[: int(len(file.data) * where)])
    assert events is None or adds_up(events)


@CASES
@given(chances, st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_file_with_changed_bytes(chance: Random, changes: list[tuple[float, int]]) -> None:
    file = write(chance)
    data = bytearray(file.data)
    for place, value in changes:
        data[int(place * len(data))] = value
    events = attempt(file, bytes(data))
    assert events is None or adds_up(events)


# ------------------------------------------------------------------- where a format still says how many rows there are
def plain(kind: str, seed: int) -> Written:
    """A file of one kind, not packed, in UTF-8, with nothing around its records."""
    for i in range(seed, seed + 5000):
        file = write(Random(i))
        facts = file.told
        simple = not facts["above"] and not facts["below"] and facts["codec"] == "utf-8" and not file.malformed
        if facts["format"] == kind and simple and "." + file.name.split(".", 1)[1].split(".")[-1] not in PACKED_NAMES:
            return file
    raise AssertionError(f"no such file: {kind}")


PACKED_NAMES = {".gz", ".bz2", ".xz", ".zip"}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["csv", "json lines"])
def test_lines_are_never_lost_when_a_file_is_cut_off(kind: str, seed: int) -> None:
    file = plain(kind, 1000 * seed)
    head = 0 if kind == "json lines" else 1
    for cut in range(len(file.data) // 2, len(file.data), 37):
        data = file.data[:cut]
        events = attempt(file, data)
        lines = [line for line in data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n") if line]
        told = sum(line.startswith(b"sep=") for line in lines[:1])
        if events is not None:
            assert events.report.rows_read == len(lines) - head - told


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_byte_inside_a_value_costs_no_row(seed: int) -> None:
    file = plain("csv", 5000 + 1000 * seed)
    safe = [i for i, byte in enumerate(file.data) if byte in b"0123456789" and i > len(file.data) // 4]
    for i in safe[:: max(1, len(safe) // 60)]:
        data = file.data[:i] + b"\xff" + file.data[i + 1 :]
        events = attempt(file, data)
        assert events is not None
        assert events.report.rows_read == len(file.orders)
        assert adds_up(events)


BOOKS = {
    "xls": books.xls([books.HEADER, *books.ROWS]),
    "xlsb": books.xlsb(
        {(i, j): cell for i, row in enumerate([books.HEADER, *books.ROWS]) for j, cell in enumerate(row)}
    ),
    "ods": books.ods({"Orders": books.ods_rows([books.HEADER, *books.ROWS])}),
}


@pytest.mark.parametrize("kind", sorted(BOOKS))
def test_damaged_workbooks_of_older_and_other_programs(kind: str) -> None:
    data = BOOKS[kind]
    assert len(rt.read_events(data)) == len(books.ROWS)
    for at in range(7, len(data), max(1, len(data) // 10)):
        flipped = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        for broken in (data[:at], flipped):
            try:
                events = rt.read_events(broken, name=f"orders.{kind}")
            except rt.RetentionError:  # anything else that is raised is a crash
                continue
            assert adds_up(events)


def test_all_languages_are_written() -> None:
    written = {write(Random(i)).told["language"] for i in range(200)}
    assert written == set(LANGUAGES)
