"""Ranges against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.intervals import normal_quantile, wilson


def test_worked_examples():
    def percent(successes: int, n: int) -> tuple[float, float]:
        lower, upper = wilson(successes, n)
        return round(100 * float(lower), 1), round(100 * float(upper), 1)

    assert {
        "31 of 40": percent(31, 40),
        "0 of 10": percent(0, 10),
        "10 of 10": percent(10, 10),
        # Newcombe (1998), Statistics in Medicine 17, table I, score method without continuity correction
        "81 of 263": percent(81, 263),
        "15 of 148": percent(15, 148),
        "0 of 20": percent(0, 20),
        "1 of 29": percent(1, 29),
    } == {
        "31 of 40": (62.5, 87.7),
        "0 of 10": (0.0, 27.8),
        "10 of 10": (72.2, 100.0),
        "81 of 263": (25.5, 36.6),
        "15 of 148": (6.2, 16.0),
        "0 of 20": (0.0, 16.1),
        "1 of 29": (0.6, 17.2),
    }


def test_nobody_is_unknown():
    lower, upper = wilson([0], [0])
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()


@given(n=st.integers(1, 10_000), share=st.floats(0, 1), level=st.floats(0.5, 0.999))
def test_the_range_holds_the_rate(n, share, level):
    successes = round(share * n)
    lower, upper = wilson(successes, n, level)
    assert 0 <= lower <= successes / n <= upper <= 1


def test_a_level_is_a_share():
    assert round(normal_quantile(0.95), 4) == 1.96
    with pytest.raises(ValueError, match="between 0 and 1"):
        normal_quantile(95)
