"""A known table, written in a random way, is read back as it was; or the reader asks, and an answer gives the same."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import retention as rt
from tests.reading.written import Written, write

FILES = int(os.environ.get("RETENTION_FILES", "1000"))
chances = st.randoms(use_true_random=False)
MOST_ASKED = 0.01  # of the files that can be understood without asking


def answers_to(questions: tuple[rt.Question, ...], file: Written) -> dict[str, Any]:
    """What a person who knows the file would say."""
    given_answers: dict[str, Any] = {}
    for question in questions:
        values = [choice.value for choice in question.choices]
        truth = file.answers[question.key]
        if question.key == "encoding":
            truth = next(value for value in values if _reads_alike(value, truth, file))
        assert truth in values, (question.key, truth, values)
        given_answers[question.key] = truth
    return given_answers


def _reads_alike(codec: str, truth: str, file: Written) -> bool:
    """Whether two encodings give the same text for this file."""
    if codecs.lookup(codec).name == codecs.lookup(truth).name:
        return True
    words = "".join([*file.roles.values(), *(order.segment for order in file.orders)])
    try:
        return words.encode(truth).decode(codec) == words
    except UnicodeError:
        return False


def read_with_answers(file: Written, tally: Counter[str]) -> rt.Events:
    said: dict[str, Any] = {}
    for _ in range(4):
        try:
            return rt.read_events(file.data, name=file.name, **said)
        except rt.UndecidedError as error:
            needless = {question.key for question in error.questions} - file.open_questions
            tally["asked needlessly"] += bool(needless)
            tally.update(f"asked about {key}" for key in needless)
            said |= answers_to(error.questions, file)
    raise AssertionError("the reader asks again and again")


def found(events: rt.Events) -> list[tuple[str, datetime, Decimal]]:
    frame = events.frame()
    mapping = events.mapping
    assert mapping.amount is not None
    rows = zip(frame[mapping.customer], frame[mapping.time], frame[mapping.amount], strict=True)
    return sorted((who, when.to_pydatetime(), Decimal(f"{money:.2f}")) for who, when, money in rows)


@pytest.mark.long
def test_what_was_written_is_read_back_or_asked_about() -> None:
    tally: Counter[str] = Counter()

    @settings(max_examples=FILES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(chances)
    def read_back(chance: Random) -> None:
        tally["files"] += 1
        check(write(chance), tally)

    read_back()
    assert tally["asked needlessly"] <= MOST_ASKED * tally["files"], dict(tally)


def check(file: Written, tally: Counter[str]) -> None:
    """Read a file, answering what it asks, and compare everything with what was written."""
    events = read_with_answers(file, tally)
    report = events.report
    mapping = events.mapping
    names = {role: " ".join(header.split()) for role, header in file.roles.items()}
    assert {"customer": mapping.customer, "time": mapping.time, "amount": mapping.amount} == {
        role: names[role] for role in ("customer", "time", "amount")
    }
    assert found(events) == file.expected()
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    assert report.dropped.get("malformed row", 0) == file.malformed
    if names["segment"] in mapping.segments:
        shown = events.frame()[names["segment"]].value_counts().to_dict()
        assert shown == Counter(order.segment for order in file.orders)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_the_same_file_and_answers_give_the_same_fingerprint(chance: Random) -> None:
    file = write(chance)
    first, second = (read_with_answers(file, Counter()) for _ in range(2))
    assert first.fingerprint == second.fingerprint
