"""Any bytes, and files of every format after something has happened to them: see the law in :mod:`readers`."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.changes import changed
from tests.fuzz.examples import FEW, MANY
from tests.fuzz.readers import ANY_FORMAT, OWN, READERS, hold
from tests.fuzz.seeds import CSV, WORKBOOKS, any_seed, formats, kinds, ours

seeds = st.integers(0, 1 << 62)
names = st.sampled_from(sorted(READERS))
MAGIC = (
    *(b"", b"PK\3\4", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"PAR1", b"ARROW1\0\0", b"ORC", b"<html>", b"<?xml "),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"[", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)


def damaged(reader: str, seed: int, workbooks: bool) -> bytes:
    """A file that the reader may be given after one to four changes."""
    chance = Random(seed)
    data = any_seed(chance, reader, workbooks)
    return changed(chance, data, any_seed(chance, reader, workbooks))


@pytest.mark.parametrize("name", sorted(READERS))
def test_files_as_they_are_keep_the_law(name: str) -> None:
    """Each reader reads its own kind, and says of every other file what it is not."""
    own = ours().get(name) or kinds().get(name) or CSV
    assert hold(name, own)
    for data in {**kinds(), **ours()}.values():
        hold(name, data)


@pytest.mark.parametrize("ending", sorted(formats()))
def test_every_format_is_read(ending: str) -> None:
    assert hold("events", formats()[ending])


@FEW
@given(names, st.sampled_from(MAGIC), st.binary(max_size=300))
@example("events", b"", b"\0")
def test_any_bytes(name: str, magic: bytes, data: bytes) -> None:
    hold(name, magic + data)


@FEW
@given(st.sampled_from(ANY_FORMAT), seeds)
def test_damaged_files(name: str, seed: int) -> None:
    hold(name, damaged(name, seed, workbooks=False))


@FEW
@given(st.sampled_from(OWN), seeds)
def test_damaged_files_of_our_own(name: str, seed: int) -> None:
    hold(name, damaged(name, seed, workbooks=False))


@pytest.mark.parametrize("ending", WORKBOOKS)
def test_damaged_workbooks(ending: str) -> None:
    for seed in range(3):
        hold("inspect", changed(Random(seed), formats()[ending]))


# ------------------------------------------------------------------------------------------------ larger numbers
@pytest.mark.long
@MANY
@given(names, seeds)
def test_many_damaged_files(name: str, seed: int) -> None:
    hold(name, damaged(name, seed, workbooks=False))


@pytest.mark.long
@pytest.mark.parametrize("ending", WORKBOOKS)
def test_many_damaged_workbooks(ending: str) -> None:
    for seed in range(100, 200):
        hold("events", changed(Random(seed), formats()[ending]))
