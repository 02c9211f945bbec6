"""Money arithmetic of retention: published multiples, worked examples, and laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from retention.metrics.payback import crossing

shares = st.floats(0.05, 0.98)
rates = st.floats(0.01, 0.5)
steps = st.lists(st.floats(0.2, 0.97), min_size=1, max_size=24)

# Gupta and Lehmann (2003): r / (1 + i - r)
MULTIPLES = {
    0.10: {0.60: 1.20, 0.70: 1.75, 0.80: 2.67, 0.90: 4.50},
    0.12: {0.60: 1.15, 0.70: 1.67, 0.80: 2.50, 0.90: 4.09},
    0.14: {0.60: 1.11, 0.70: 1.59, 0.80: 2.35, 0.90: 3.75},
    0.16: {0.60: 1.07, 0.70: 1.52, 0.80: 2.22, 0.90: 3.46},
}


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


# -------------------------------------------------------------------------------------------------- margin multiple
def test_published_multiples():
    found = {d: {r: round(rt.margin_multiple(r, d).multiple, 2) for r in line} for d, line in MULTIPLES.items()}
    assert found == MULTIPLES


def test_the_multiple_is_the_sum_of_what_is_still_there():
    total = sum(0.8**t / 1.1**t for t in range(1, 400))
    assert rt.margin_multiple(0.8, 0.1).multiple == pytest.approx(total)


@given(shares, shares, rates, rates)
def test_the_multiple_rises_with_retention_and_falls_with_the_discount(one, two, d1, d2):
    (low, high), (little, much) = sorted((one, two)), sorted((d1, d2))
    assert rt.margin_multiple(low, much).multiple <= rt.margin_multiple(high, little).multiple


def test_everybody_for_ever_is_refused():
    with pytest.raises(rt.SettingsError, match="any number"):
        rt.margin_multiple(1.0, 0.0)
    with pytest.raises(rt.SettingsError, match=r"Write 80 % as 0\.8"):
        rt.margin_multiple(80, 0.1)


# -------------------------------------------------------------------------------------------------- value against cost
def test_value_against_cost_says_when_chance_decides():
    sure = rt.ltv_to_cac(300, 100, value_range=(250, 350))
    unsure = rt.ltv_to_cac(105, 100, value_range=(80, 130))
    assert (sure.ratio, sure.lower, sure.upper) == (3.0, 2.5, 3.5)
    assert sure.words == "Each 1 spent on winning a customer brings 3.00 (likely 2.50 to 3.50): more than it cost."
    assert "cannot be told apart from chance" in unsure.words
    assert rt.ltv_to_cac(50, 100).words.endswith("no more than it cost.")


def test_cost_must_be_given():
    with pytest.raises(rt.SettingsError, match="above 0"):
        rt.ltv_to_cac(300, 0)


# -------------------------------------------------------------------------------------------------------------- payback
def test_payback_of_a_customer_who_stays():
    found = rt.payback(120, 10, 0.8)
    assert found.periods == 15
    assert plain(found.formula) == "120 / (10 × 80.0 %) = 15 months"
    assert found.curve[:3] == (0.0, 8.0, 16.0)
    assert math.isnan(found.with_churn)


def test_payback_counting_those_who_leave():
    """Margin 8 a period, and half leave after the first and nobody later: 8, then 4 a period."""
    found = rt.payback(20, 10, 0.8, survival=[1, 0.5, 0.5, 0.5, 0.5])
    assert found.curve == (0.0, 8.0, 12.0, 16.0, 20.0, 24.0)
    assert found.with_churn == 4
    assert found.words.startswith(
        "Counting those who leave, the cost of winning customers is paid back after 4 months."
    )


def test_payback_that_never_comes():
    found = rt.payback(20, 10, 0.8, survival=[1, 0.5, 0])
    assert math.isinf(found.with_churn)
    assert "not paid back within the 3 months looked at" in found.words


@given(steps, st.floats(1, 100), st.floats(1, 50))
def test_leaving_never_speeds_payback_up(retention, cac, revenue):
    still = np.concatenate([[1.0], np.cumprod(retention)])
    found = rt.payback(cac, revenue, 0.5, survival=still)
    assert found.with_churn >= found.periods - 1e-9


def test_shares_that_rise_are_no_survival():
    with pytest.raises(rt.SettingsError, match="never rise"):
        rt.payback(20, 10, 0.8, survival=[1, 0.5, 0.6])
    with pytest.raises(rt.SettingsError, match="never rise"):
        rt.payback(20, 10, 0.8, survival=[])


@given(st.lists(st.floats(0, 10), min_size=1, max_size=20), st.floats(0, 100))
def test_a_crossing_lies_on_the_curve(gains, level):
    curve = np.concatenate([[0.0], np.cumsum(gains)])
    at = crossing(curve, level)
    if math.isinf(at):
        assert curve[-1] < level
    else:
        assert np.interp(at, np.arange(len(curve)), curve) == pytest.approx(level, abs=1e-6)


def test_what_was_seen_answers_only_for_ages_seen():
    ages = pd.DataFrame({"value": [50.0, 80.0], "lower": [45.0, 70.0], "upper": [55.0, 90.0]})
    found = rt.observed_payback(ages, 200, 0.5)
    assert (found.age, found.earliest, found.latest, found.covered) == (None, None, None, 0.2)
    assert plain(found.words).endswith("they have brought back 20 % of what winning them cost.")
    assert "likely month 0 to 1" in rt.observed_payback(ages, 26, 0.5).words
    with pytest.raises(rt.SettingsError, match="no age"):
        rt.observed_payback(ages.iloc[:0], 200, 0.5)


# ---------------------------------------------------------------------------------------------------------- retention
def test_five_points_are_half_the_churn_at_ninety_and_a_quarter_at_eighty():
    found = {}
    for retention in (0.90, 0.80):
        form = rt.retention_gain(retention, points=0.05, discount=0.1).every_period
        found[retention] = [round(v, 2) for v in (form.before, form.after, form.first_cut, form.mean_cut)]
        found[retention].append(plain(form.words).split("(")[1])
    assert found == {0.90: [4.5, 6.33, 0.5, 0.5, "+41 %)."], 0.80: [2.67, 3.4, 0.25, 0.25, "+28 %)."]}


def test_three_forms_by_hand():
    """Retention 50 % then 80 %, two periods, no discount: 0.5 + 0.4. Ten points, a fifth of the churn."""
    found = rt.retention_gain([0.5, 0.8], points=0.1, margin_per_period=10)
    rows = {f.name: (round(f.after, 6), round(f.first_cut, 6), round(f.mean_cut, 6)) for f in found.forms}
    # Churn before: 0.5 of all, then 0.2 of half: 0.6. After: 0.4 + 0.1; 0.4 + 0.08; 0.4 + 0.05.
    assert rows == {
        "next period only": (0.6 + 0.6 * 0.8, 0.2, round(1 - 0.5 / 0.6, 6)),
        "every churn rate cut alike": (round(0.6 + 0.6 * 0.84, 6), 0.2, 0.2),
        "every period plus the same points": (round(0.6 + 0.6 * 0.9, 6), 0.2, round(1 - 0.45 / 0.6, 6)),
    }
    assert found.every_period.money == pytest.approx((0.6 + 0.54 - 0.9) * 10)
    assert found.to_frame()["before"].tolist() == pytest.approx([0.9] * 3)


def test_points_stop_at_everybody():
    form = rt.retention_gain([0.5, 0.95], points=0.1).every_period
    assert form.after == pytest.approx(0.6 + 0.6)


def test_half_the_churn():
    found = rt.retention_gain(0.9, churn_cut=0.5, discount=0.1)
    assert found.points == pytest.approx(0.05)
    assert "half the churn" in found.every_hazard.words
    assert found.every_hazard.after == pytest.approx(found.every_period.after)


def test_once_is_little_of_all_the_churn():
    """Of those who leave sooner or later, which is everybody, a tenth leaves in the first period."""
    form = rt.retention_gain(0.9, points=0.05, discount=0.1).next_period
    assert (form.first_cut, form.mean_cut) == (pytest.approx(0.5), pytest.approx(0.05))


@given(steps, st.floats(0.01, 0.5), rates)
def test_more_lasting_forms_are_worth_more(retention, points, discount):
    found = rt.retention_gain(retention, points=points, discount=discount)
    values = [form.after for form in found.forms]
    assert found.next_period.before <= values[0] + 1e-12
    assert values[0] <= values[1] + 1e-12
    assert values[0] <= values[2] + 1e-12


@given(shares, st.floats(0.001, 0.04), rates, st.integers(1, 60))
def test_a_longer_horizon_and_a_lower_rate_never_bring_less(retention, points, discount, horizon):
    short = rt.retention_gain(retention, points=points, discount=discount, horizon=horizon).every_period
    longer = rt.retention_gain(retention, points=points, discount=discount, horizon=horizon + 1).every_period
    endless = rt.retention_gain(retention, points=points, discount=discount).every_period
    cheaper = rt.retention_gain(retention, points=points, discount=discount / 2, horizon=horizon).every_period
    assert short.after <= longer.after + 1e-9 <= endless.after + 2e-9
    assert short.after <= cheaper.after + 1e-9


@given(shares, rates)
def test_one_number_without_end_is_the_margin_multiple(retention, discount):
    form = rt.retention_gain(retention, churn_cut=0.3, discount=discount).every_period
    assert form.before == pytest.approx(rt.margin_multiple(retention, discount).multiple)


def test_what_cannot_be_asked():
    for question, match in (
        ({"retention": 0.9}, "either points or churn_cut"),
        ({"retention": 0.9, "points": 0.1, "churn_cut": 0.1}, "either points or churn_cut"),
        ({"retention": 1.0, "points": 0.1}, "nobody leaves"),
        ({"retention": [0.9, 0.9], "points": 0.05, "horizon": 3}, "not for 3"),
        ({"retention": 0.9, "points": 0.1}, "any number"),
        ({"retention": [], "points": 0.1}, "no period"),
    ):
        with pytest.raises(rt.SettingsError, match=match):
            rt.retention_gain(**question)


def test_retention_of_a_survival_that_ends():
    assert rt.retention_of([1, 0.5, 0.25, 0, 0]).tolist() == [0.5, 0.5]


# ----------------------------------------------------------------------------------------------------- keep or acquire
def test_keeping_at_three_save_rates():
    found = rt.keep_or_acquire(5, 0.04, 200, 60, new_value=90)
    assert found.to_frame().round(2).to_dict("list") == {
        "of_stated": [0.5, 1.0, 1.5],
        "rate": [0.02, 0.04, 0.06],
        "cost_per_saved": [250.0, 125.0, 83.33],
        "break_even_cost": [4.0, 8.0, 12.0],
        "gain_per_contact": [-1.0, 3.0, 7.0],
        "pays": [False, True, True],
        "cheaper_than_acquiring": [False, False, False],
    }
    assert (found.break_even_cost, found.break_even_rate) == (8.0, 0.025)
    assert found.words == (
        "Keeping one customer costs 125, winning one 60. The action pays at the stated rate, and not at half of it. "
        "After that cost a kept customer brings 75, a new one 30."
    )


@pytest.mark.parametrize(
    ("cost", "verdict"),
    [(3.9, "even at half"), (7.9, "not at half"), (11.9, "only if it saves more"), (12.1, "does not pay")],
)
def test_the_verdict_follows_the_table(cost, verdict):
    assert verdict in rt.keep_or_acquire(cost, 0.04, 200, 60).words


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(rt.SettingsError, match="from 0"):
        rt.keep_or_acquire(5, 0.0, 200, 60)


# -------------------------------------------------------------------------------------------------------------- slogans
def test_claims_on_own_numbers():
    found = rt.slogans(
        0.90, discount=0.0, horizon=12, margin_per_period=10, cac=50, cost_per_contact=2, incremental_save_rate=0.25
    )
    before, after = (sum(r**t for t in range(1, 13)) for r in (0.90, 0.95))
    profit = found["5 points of retention"]
    assert profit.value == pytest.approx((after - before) * 10 / ((1 + before) * 10 - 50))
    assert profit.verdict == "as claimed"
    dearer = found["dearer to acquire"]
    assert (dearer.value, dearer.verdict) == (6.25, "as claimed")
    one = sum(0.91**t for t in range(1, 13))
    revenue = found["1 point of churn"]
    assert revenue.value == pytest.approx((one - before) / (1 + before))
    assert set(found.to_frame()["verdict"]) <= {"as claimed", "less than claimed", "more than claimed"}


def test_claims_that_the_numbers_do_not_tell():
    found = rt.slogans(1.0)
    assert {slogan.verdict for slogan in found.tested} == {"cannot be told"}
    losing = rt.slogans(0.5, margin_per_period=1, cac=500)["5 points of retention"]
    assert "does not pay for winning them" in losing.words
