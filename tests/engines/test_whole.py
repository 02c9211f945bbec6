"""The whole part of a division is exact up to its bound, although the engine divides in floating point."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retention.engine.sql.rows import whole

pytestmark = pytest.mark.engines
MOST = 2**53
# Microseconds of slots: a minute, a quarter of an hour, an hour, a day; and divisors that are worse.
LENGTHS = (60_000_000, 900_000_000, 3_600_000_000, 86_400_000_000, 1, 3, 7, 999_983, 2**26 + 1, MOST - 1)


@pytest.fixture(scope="module")
def divided():
    connection = ibis.duckdb.connect()

    def divide(numbers, length):
        rows = connection.create_table("numbers", pa.table({"n": pa.array(numbers, "int64")}), overwrite=True)
        return rows.mutate(slot=whole(rows["n"], length)).order_by("n")["slot"].to_pyarrow().to_pylist()

    yield divide
    connection.disconnect()


@pytest.mark.parametrize("length", LENGTHS)
def test_it_is_exact_on_both_sides_of_every_edge(divided, length):
    last = MOST // length
    edges = {k * length for k in (*range(50), *range(last - 50, last + 1), last // 2, last // 3, last // 7)}
    numbers = sorted({n for edge in edges for n in (edge - 1, edge, edge + 1) if 0 <= n <= MOST})
    assert divided(numbers, length) == [n // length for n in numbers]


@given(length=st.integers(1, MOST), quotient=st.integers(1, MOST))
@example(length=3, quotient=MOST // 3)
def test_it_is_exact_just_below_a_multiple(length, quotient):
    # Engines divide as every processor does, and as Python divides floats: the law is one of numbers alone.
    below = min(quotient, MOST // length) * length - 1
    assert float(below) / length // 1 == below // length
