"""Contracts: published values, the definition by integration, identities, gradients, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.models.shifted_beta_geometric import ShiftedBetaGeometric, likelihood_of
from retention.models.survivors import count_ages, survivors_of
from tests import oracle_shifted_beta_geometric as oracle

# Survivors of 1000 customers by year. Fader and Hardie (2007), Journal of Interactive Marketing 21(1), 76-90: the fit
# sees years 0 to 7, years 8 to 12 are held out.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]
# Fader and Hardie (2010), Marketing Science 29(1), 85-93: five cohorts that begin alike, each a year after the other.
FIVE = [10000, 8000, 6480, 5307, 4391]


def model(alpha: float, beta: float) -> ShiftedBetaGeometric:
    return ShiftedBetaGeometric((alpha, beta), np.diag([0.01, 0.01]), 0.0, 1000, ages=7)


@pytest.fixture(scope="module")
def high_end() -> ShiftedBetaGeometric:
    return rt.fit_sbg(HIGH_END[:8])


# ------------------------------------------------------------------------------------------------- published numbers
@pytest.mark.parametrize(
    ("survivors", "alpha", "beta", "log_likelihood", "digits"),
    [
        (HIGH_END[:8], 0.668, 3.806, -1611.158, 3),
        (REGULAR[:8], 0.704, 1.182, -1680.265, 3),
        (REGULAR[:5], 0.764, 1.296, -1401.56, 2),
        (HIGH_END[:5], 1.281, 7.790, -1225.135, 3),
    ],
)
def test_published_fits(survivors, alpha, beta, log_likelihood, digits):
    found = rt.fit_sbg(survivors)
    assert (round(found.alpha, 3), round(found.beta, 3)) == (alpha, beta)
    assert round(found.log_likelihood, digits) == log_likelihood
    assert found.params.to_dict() == {"alpha": found.alpha, "beta": found.beta}


def test_several_cohorts_as_published():
    found = rt.fit_sbg([FIVE[:n] for n in (5, 4, 3, 2)])
    assert (round(found.alpha, 2), round(found.log_likelihood, 2)) == (3.80, -40255.84)
    assert found.beta == pytest.approx(15.19, abs=0.01)
    assert found.mean_churn == pytest.approx(0.2, abs=5e-4)
    assert rt.fit_sbg([FIVE[:n] for n in (5, 4, 3, 2, 1)]).params.equals(found.params), "the newest tells nothing yet"
    second = rt.fit_sbg([[10000, 6334, 4367, 3264, 2604][:n] for n in (5, 4, 3, 2)])
    assert (round(second.alpha, 4), round(second.beta, 4)) == (1.6671, 2.8566)


def test_two_wrong_numbers_in_circulation_are_not_ours():
    assert round(rt.fit_sbg([1000, 631, 468, 382, 326, 298, 262, 241]).log_likelihood, 2) == -1682.82
    assert round(rt.fit_sbg(REGULAR[:8]).alpha, 3) != 0.688


@pytest.mark.parametrize(
    ("survivors", "percents"),
    [
        (HIGH_END, [100, 85.07, 74.69, 66.98, 60.99, 56.18, 52.22, 48.89, 46.04, 43.58, 41.42, 39.51, 37.80]),
        (REGULAR, [100, 62.67, 47.38, 38.80, 33.21, 29.23, 26.25, 23.90, 22.01, 20.44, 19.12, 17.99, 17.00]),
    ],
)
def test_projected_survival(survivors, percents):
    found = rt.fit_sbg(survivors[:8])
    assert (100 * found.survival(np.arange(13))).round(2).tolist() == percents


def test_projected_retention(high_end):
    assert high_end.retention(np.arange(1, 9)).round(3).tolist() == [
        *(0.851, 0.878, 0.897, 0.911, 0.921, 0.929, 0.936, 0.942)
    ]


def test_discounted_lifetimes(high_end):
    assert round(high_end.del_(0.1), 4) == 5.9223
    residual = [round(high_end.derl(n, 0.1), 4) for n in range(1, 9)]
    assert residual == [5.4145, 5.9014, 6.2939, 6.6199, 6.8967, 7.1357, 7.3447, 7.5296]
    assert round(high_end.derl(8, 0.1), 3) == 7.530
    regular = rt.fit_sbg(REGULAR[:8])
    assert [round(x, 4) for x in (regular.del_(0.1), regular.derl(8, 0.1), regular.del_(0.15))] == [
        3.6949,
        6.8423,
        3.1059,
    ]


# --------------------------------------------------------------------------------------------------- the definition
@pytest.mark.parametrize(("alpha", "beta"), [(0.668, 3.806), (2.0, 3.0), (0.3, 0.4), (30.0, 5.0)])
def test_it_is_a_mean_over_customers(alpha, beta):
    made = model(alpha, beta)
    ages = [0, 1, 2, 7, 20]
    assert made.survival(ages).tolist() == pytest.approx([oracle.survival(alpha, beta, t) for t in ages], rel=1e-6)
    assert made.del_(0.1) == pytest.approx(oracle.discounted_lifetime(alpha, beta, 0.1), rel=1e-6)
    assert made.derl(5, 0.1) == pytest.approx(oracle.discounted_residual(alpha, beta, 5, 0.1), rel=1e-6)


def test_the_likelihood_is_that_of_the_customers():
    cohorts = [HIGH_END[:8], REGULAR[:5], [500, 400]]
    ages = count_ages(survivors_of(cohorts))
    for alpha, beta in [(0.7, 2.0), (1.0, 1.0), (3.0, 9.0)]:
        value = likelihood_of(ages)(np.log([alpha, beta]))[0] * ages.starters
        assert value == pytest.approx(oracle.log_likelihood(alpha, beta, cohorts), rel=1e-7)
    papers_own_check = likelihood_of(count_ages(survivors_of(HIGH_END[:8])))(np.zeros(2))[0]
    assert round(papers_own_check, 3) == -2.116


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_gradients_equal_finite_differences(log_alpha, log_beta):
    likelihood = likelihood_of(count_ages(survivors_of([HIGH_END[:8], REGULAR[:4]])))
    at = np.array([log_alpha, log_beta])
    measured = [(likelihood(at + step)[0] - likelihood(at - step)[0]) / 2e-4 for step in np.eye(2) * 1e-4]
    assert likelihood(at)[1] == pytest.approx(measured, abs=1e-6)


# ------------------------------------------------------------------------------------------------------------- laws
@settings(deadline=None)
@given(st.floats(0.05, 50), st.floats(0.05, 50), st.floats(0.01, 1), st.integers(1, 20))
def test_identities(alpha, beta, discount, n):
    made = model(alpha, beta)
    assert made.derl(1, discount) == pytest.approx((made.del_(discount) - 1) * (1 + discount), rel=1e-7)
    assert made.survival(n) == pytest.approx(made.survival(n - 1) * made.retention(n), rel=1e-9)
    assert made.derl(n, discount, horizon=3000) == pytest.approx(made.derl(n, discount), rel=1e-5)
    assert made.derl(n + 1, discount) >= made.derl(n, discount) * (1 - 1e-9), "who stayed longer will stay longer"
    assert made.del_(discount, horizon=1) == 1


@pytest.mark.parametrize("kept", [0.5, 0.8, 0.95])
def test_customers_who_are_all_alike(kept):
    """With alpha and beta large and beta / (alpha + beta) fixed, every customer renews with that chance."""
    made = model(1e7 * (1 - kept), 1e7 * kept)
    assert made.del_(0.1) == pytest.approx(1.1 / (1.1 - kept), rel=1e-5)
    assert made.survival(5) == pytest.approx(kept**5, rel=1e-5)


def test_an_undiscounted_lifetime_ends_only_where_it_does():
    assert model(3.0, 5.0).del_(0.0) == pytest.approx(7 / 2)
    assert model(0.7, 1.2).expected_lifetime(3) == pytest.approx(sum(oracle.survival(0.7, 1.2, t) for t in range(3)))
    with pytest.raises(rt.SettingsError, match="no end"):
        model(0.7, 1.2).del_(0.0)


@pytest.mark.parametrize("factor", [2, 10, 1000])
def test_more_customers_of_the_same_kind_give_the_same_parameters(factor, high_end):
    found = rt.fit_sbg([factor * n for n in HIGH_END[:8]])
    assert (found.alpha, found.beta) == pytest.approx((high_end.alpha, high_end.beta), rel=1e-8)
    assert found.standard_errors.tolist() == pytest.approx(
        (high_end.standard_errors / math.sqrt(factor)).tolist(), rel=1e-6
    )


def test_cohorts_count_as_much_as_their_sum():
    apart, together = rt.fit_sbg([HIGH_END[:8], HIGH_END[:8]]), rt.fit_sbg([2 * n for n in HIGH_END[:8]])
    assert apart.params.tolist() == pytest.approx(together.params.tolist(), rel=1e-9)


def test_parameters_are_found_again():
    """20,000 customers of known parameters, six cohorts: within three standard errors, for several seeds."""
    truth = np.array([0.8, 3.0])
    for seed in range(5):
        rng = np.random.default_rng(seed)
        cohorts = []
        for ages in (8, 7, 6, 5, 4, 3):
            tenure = rng.geometric(rng.beta(*truth, 20_000))
            cohorts.append([int((tenure > t).sum()) for t in range(ages + 1)])
        found = rt.fit_sbg(cohorts)
        assert np.all(np.abs(found.params - truth) < 3 * found.standard_errors + 1e-3)


def test_ranges_are_the_same_every_time_and_as_wide_as_the_data_are_few(high_end):
    """The paper's customers, as if they had been 1000, 100 or 30: what is left of them after 12 years."""

    def at_12(factor: float) -> tuple[float, float]:
        found = rt.fit_sbg([round(factor * n) for n in HIGH_END[:8]])
        lower, upper = found.ranges(lambda one: one.survival(12))
        return round(float(lower), 2), round(float(upper), 2)

    assert at_12(1) == pytest.approx((0.341, 0.418), abs=0.01)
    assert at_12(0.1) == pytest.approx((0.275, 0.508), abs=0.03)
    assert at_12(1) == at_12(1)
    lower, upper = high_end.ranges(lambda one: [one.del_(0.1), one.derl(8, 0.1)])
    assert lower[0] < high_end.del_(0.1) < upper[0]
    assert lower[1] < high_end.derl(8, 0.1) < upper[1]


# --------------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("survivors", "condition"),
    [
        ([1000, 869], "ages"),
        ([1000, 869, 743], "ages"),
        ([1000], "ages"),
        ([[1000, 900, 800], [900, 800]], "ages"),
        ([99, 80, 70, 60], "starters"),
        ([1000, 1000, 1000, 1000], "nobody left"),
        ([1000, 0, 0, 0], "ages"),
        ([100_000, 80_000, 64_000, 51_200, 40_960], "bound"),
        ([1000, 900, 800, 600, 300], "bound"),
    ],
)
def test_no_forecast_where_a_condition_fails(survivors, condition):
    with pytest.raises(rt.ModelError) as refused:
        rt.fit_sbg(survivors)
    assert refused.value.condition == condition
    assert refused.value.todo


@pytest.mark.parametrize(
    ("survivors", "words"),
    [
        ([1.0, 0.869, 0.743, 0.653], "not counts"),
        ([1000, 869, 880, 700], "at age 2"),
        ([1000, -1, -2, -3], "not counts"),
        ([[], [100, 90]], "without counts"),
    ],
)
def test_counts_that_are_none(survivors, words):
    with pytest.raises(rt.SettingsError, match=words):
        rt.fit_sbg(survivors)


def test_wrong_questions(high_end):
    for ask in (
        lambda: high_end.survival(-1),
        lambda: high_end.survival(1.5),
        lambda: high_end.derl(0, 0.1),
        lambda: high_end.del_(-0.1),
    ):
        with pytest.raises(rt.SettingsError):
            ask()


# ----------------------------------------------------------------------------------------------------- from a matrix
def contracts(until: str):
    """1000 contracts of two months with the paper's survival, a month for a year."""
    rows = [
        f"{start}{i},{start}-01,{'' if age is None else np.datetime64(start, 'M') + age}{'' if age is None else '-01'}"
        for start, survivors in (("2024-01", HIGH_END[:7]), ("2024-02", HIGH_END[:6]))
        for i in range(1000)
        for age in [next((t for t in range(len(survivors)) if i >= survivors[t]), None)]
    ]
    text = "customer,start,end\n" + "\n".join(rows)
    return rt.read_subscriptions(text.encode(), end_day="excluded", date_order="ymd", observed_until=until)


def test_a_matrix_of_contracts_is_as_good_as_its_counts():
    matrix = rt.cohort_matrix(contracts("2024-08-01"), rt.CohortSettings(period="month"))
    lists = [cohort.astype(int).tolist() for cohort in survivors_of(matrix)]
    assert lists == [HIGH_END[:7], HIGH_END[:6]]
    assert rt.fit_sbg(matrix).params.equals(rt.fit_sbg(lists).params)


def test_a_window_still_open_is_left_out():
    early = rt.cohort_matrix(contracts("2024-07-10"), rt.CohortSettings(period="month"))
    assert [len(cohort) for cohort in survivors_of(early)] == [6, 5]


def test_visits_of_one_age_are_no_survivors():
    events = rt.read_events(b"who,when\na,2024-01-05\na,2024-03-05\nb,2024-01-09\n")
    with pytest.raises(rt.SettingsError, match="on_or_after"):
        rt.fit_sbg(rt.cohort_matrix(events))
    after = rt.cohort_matrix(events, rt.CohortSettings(measure="on_or_after"))
    assert survivors_of(after)[0][:2].tolist() == [2, 1]


# --------------------------------------------------------------------------------------------------------- hold-out
def test_the_last_years_hidden_as_in_the_paper():
    for survivors, miss, mean_miss in ((HIGH_END, -0.041, 0.028), (REGULAR, -0.017, 0.015)):
        held = rt.holdout_sbg(survivors, ages=7)
        assert held.ages.tolist() == [8, 9, 10, 11, 12]
        assert held.actual.tolist() == survivors[8:]
        assert (round(held.miss, 3), round(held.mean_miss, 3)) == (miss, mean_miss)
        assert held.inside
        assert "years" not in held.words
        assert f"There were {survivors[-1]:,}, inside" in held.words


def test_the_last_third_is_hidden_by_default():
    held = rt.holdout_sbg([HIGH_END, HIGH_END[:10], HIGH_END[:5]])
    assert held.ages.tolist() == [9, 10, 11, 12]
    assert held.starters.tolist() == [2000, 1000, 1000, 1000]
    assert held.actual.tolist() == [890, 427, 409, 394]
    assert held.model.params.equals(rt.fit_sbg([HIGH_END[:9], HIGH_END[:9], HIGH_END[:5]]).params)
    assert held.to_frame().loc[12, "actual"] == 394


def test_a_change_of_ways_shows_as_a_miss():
    """Customers of the model who all leave faster from age 8 on: outside the range, and said so."""
    held = rt.holdout_sbg([*HIGH_END[:8], 400, 300, 200, 100], ages=7)
    assert not held.inside
    assert "outside that range" in held.words


def test_too_few_ages_to_hide_any():
    with pytest.raises(rt.ModelError) as refused:
        rt.holdout_sbg(HIGH_END[:5])
    assert refused.value.condition == "ages"
