"""Expected purchases of somebody who is there: the published form, and the integral where that form overflows."""

from __future__ import annotations

import numpy as np
import pytest

from retention.models.buying import _integral, _while_there

# a, b, r, alpha, t: each of the first four has a closed form within the range of double precision.
WITHIN = [(3.7, 188, 0.146, 0.8, 260), (0.793, 2.426, 0.243, 4.414, 39), (0.3, 50, 0.14, 0.8, 260), (5, 50, 2, 9, 70)]
BEYOND = [(5.2, 219, 0.14, 0.75, 900), (2.1, 175, 0.13, 0.79, 1118), (500, 2.4, 0.25, 4.4, 260)]


def integral(a, b, r, alpha, t):
    return float(_integral(a, *(np.array([float(value)]) for value in (b, r, alpha, t)))[0])


def by_hand(a, b, r, alpha, t, n=400_000):
    """The mean over p of [1 - (alpha / (alpha + p t))^r] / p, as a sum over even steps of log p."""
    from scipy.special import betaln

    u = (np.arange(n) + 0.5) * (60 / n)
    p = np.exp(-u)
    logs = -a * u + (b - 1) * np.log1p(-p) - betaln(a, b)
    return float((np.exp(logs) * -np.expm1(-r * np.log1p(p * t / alpha)) / p).sum() * (60 / n))


@pytest.mark.parametrize("case", WITHIN)
def test_both_ways_agree(case):
    assert integral(*case) == pytest.approx(float(_while_there(*case[:4], np.array([case[4]]))[0]), rel=1e-9)


@pytest.mark.parametrize("case", [*WITHIN, *BEYOND])
def test_against_a_plain_sum(case):
    assert float(_while_there(*case[:4], np.array([case[4]]))[0]) == pytest.approx(by_hand(*case), rel=1e-4)


def test_the_change_from_one_way_to_the_other_leaves_no_step():
    times = np.linspace(700, 1200, 200)
    found = _while_there(2.1, 175.0, 0.13, 0.79, times)
    steps = np.diff(found)
    assert np.isfinite(found).all()
    assert (steps > 0).all()
    assert (np.abs(np.diff(steps)) < 0.01 * steps[1:]).all()
