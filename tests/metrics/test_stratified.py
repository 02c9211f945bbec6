"""Shares compared within strata: published numbers, the slow formulas, and what must hold for any counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retention.intervals import normal_quantile
from retention.metrics.comparison import compare_rates
from retention.metrics.stratified import score, stratified
from tests.oracle_behaviours import exact_p, mantel_haenszel

# Admissions to Berkeley in 1973, six departments: admitted men, of men, admitted women, of women.
BERKELEY = [
    *((512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593)),
    *((138, 417, 131, 375), (53, 191, 94, 393), (22, 373, 24, 341)),
]


@st.composite
def strata(draw, most=12):
    side = st.integers(0, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return [(*draw(side), *draw(side)) for _ in range(draw(st.integers(1, 5)))]


def columns(given_strata):
    return np.array(given_strata, float).T


def test_berkeley():
    """R's mantelhaen.test(UCBAdmissions, correct = FALSE) gives 1.5246, p = 0.2169: the departments explain it."""
    found = stratified(*columns(BERKELEY))
    assert round(score(*columns(BERKELEY)) ** 2, 4) == 1.5246
    assert round(found.p_value, 4) == 0.2169
    k1, n1, k2, n2 = (int(x) for x in columns(BERKELEY).sum(axis=1))
    assert (k1, n1, k2, n2) == (1198, 2691, 557, 1835)
    assert compare_rates(k1, n1, k2, n2).p_value < 1e-15
    assert found.lower < 0 < found.upper


@given(given_strata=strata())
@hypothesis_settings(max_examples=200, deadline=None)
def test_the_slow_formulas_give_the_same(given_strata):
    found, slow = stratified(*columns(given_strata)), mantel_haenszel(given_strata)
    assert found.unmatched == sum(n1 + n2 for _, n1, _, n2 in given_strata if not n1 or not n2)
    assert found.difference == pytest.approx(slow["difference"], nan_ok=True)
    assert found.ratio == pytest.approx(slow["ratio"], nan_ok=True)
    if not math.isnan(found.difference):
        assert score(*columns(given_strata)) == pytest.approx(slow["deviate"])
        assert found.lower <= found.difference <= found.upper


@given(given_strata=strata(most=4))
@hypothesis_settings(max_examples=150, deadline=None)
def test_small_tables_are_tested_exactly(given_strata):
    """No expected count of two customers in each of two strata can reach 5."""
    found = stratified(*columns(given_strata[:2]))
    if not math.isnan(found.p_value):
        assert found.p_value == pytest.approx(exact_p(given_strata[:2]))


@given(given_strata=strata(most=60))
@hypothesis_settings(max_examples=150, deadline=None)
def test_the_ends_of_the_range_are_the_differences_that_are_just_ruled_out(given_strata):
    found, slow = stratified(*columns(given_strata)), mantel_haenszel(given_strata)
    if math.isnan(found.difference) or not slow["level"]:
        return
    z2 = normal_quantile(0.95) ** 2
    for end in (found.lower, found.upper):
        if abs(end) < 1 and end != found.difference:
            allowed = z2 * (slow["level"] + slow["slope"] * end)
            assert (found.difference - end) ** 2 == pytest.approx(allowed, abs=1e-9)


@given(given_strata=strata(most=40))
@hypothesis_settings(max_examples=100, deadline=None)
def test_sides_changed_turn_the_sign(given_strata):
    k1, n1, k2, n2 = columns(given_strata)
    one, other = stratified(k1, n1, k2, n2), stratified(k2, n2, k1, n1)
    assert one.difference == pytest.approx(-other.difference, nan_ok=True)
    assert one.lower == pytest.approx(-other.upper, nan_ok=True, abs=1e-9)
    assert one.p_value == pytest.approx(other.p_value, nan_ok=True)


def test_one_stratum_is_the_plain_difference():
    found = stratified([56], [70], [48], [80])
    assert (round(found.difference, 4), found.unmatched) == (0.2, 0)
    assert found.ratio == pytest.approx(0.8 / 0.6)
    assert found.p_value == pytest.approx(compare_rates(56, 70, 48, 80).p_value, rel=0.03)


def test_where_nobody_came_back_nothing_is_found_and_the_range_is_not_a_point():
    found = stratified([0, 0], [30, 20], [0, 0], [40, 25])
    assert (found.difference, found.p_value) == (0.0, 1.0)
    assert found.lower < -0.04 < 0.04 < found.upper
    assert math.isnan(found.ratio)


def test_nobody_to_compare():
    found = stratified([3, 0], [4, 0], [0, 2], [0, 5])
    assert np.isnan([found.difference, found.p_value, found.lower, found.upper]).all()
    assert found.unmatched == 9


def test_the_range_holds_the_true_difference_as_often_as_it_says():
    """Five strata of different size and level, a true difference of 10 points in each."""
    rng = np.random.default_rng(5)
    n1, n2 = np.array([8, 15, 40, 60, 12]), np.array([40, 35, 60, 20, 9])
    base = np.array([0.1, 0.25, 0.4, 0.6, 0.8])
    held = 0
    for _ in range(600):
        found = stratified(rng.binomial(n1, base + 0.1), n1, rng.binomial(n2, base), n2)
        held += found.lower <= 0.1 <= found.upper
    assert 0.93 <= held / 600 <= 0.975
