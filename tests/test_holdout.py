"""Who is left out at random: the size asked for, the same people every time, and nobody who must not be contacted."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt

PEOPLE = pd.DataFrame({"customer": [f"c{i:03}" for i in range(200)], "at_stake": np.arange(200.0)})


def held(frame):
    return set(frame.loc[frame["group"] == "holdout", "customer"])


@given(st.integers(0, 60), st.floats(0.01, 0.99), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_same_people_in_whatever_order(n, share, seed, random):
    order = list(range(n))
    random.shuffle(order)
    divided = rt.with_holdout(PEOPLE.iloc[:n], share, seed)
    mixed = rt.with_holdout(PEOPLE.iloc[order], share, seed)
    assert mixed["customer"].tolist() == [f"c{i:03}" for i in order], "the order of the rows stays"
    assert held(mixed) == held(divided)
    assert len(held(divided)) == (min(max(round(share * n), 1), n - 1) if n > 1 else 0)
    assert set(divided["group"]) <= {"treated", "holdout"}


def test_everybody_has_the_same_chance():
    """Over 600 seeds each of 20 customers is left out in about a quarter: 150, with a deviation of 10.6."""
    times = pd.Series(0, index=PEOPLE["customer"][:20])
    for seed in range(600):
        times[list(held(rt.with_holdout(PEOPLE[:20], 0.25, seed)))] += 1
    assert times.sum() == 3_000
    assert times.min() > 108
    assert times.max() < 192


def test_another_seed_draws_others():
    assert held(rt.with_holdout(PEOPLE, seed=1)) != held(rt.with_holdout(PEOPLE, seed=2))
    assert len(held(rt.with_holdout(PEOPLE))) == 20


def test_a_customer_in_two_rows_is_in_one_group():
    twice = pd.concat([PEOPLE, PEOPLE])
    groups = rt.with_holdout(twice, 0.5).groupby("customer")["group"].nunique()
    assert (groups == 1).all()


def test_who_asked_not_to_be_contacted_is_in_neither_group():
    stages = pd.Categorical(["do_not_contact"] * 100 + ["cooling"] * 100, rt.stages.KEYS)
    divided = rt.with_holdout(PEOPLE.assign(stage=stages), 0.1)
    assert divided["customer"].min() == "c100"
    assert len(divided) == 100
    assert len(held(divided)) == 10


def test_nor_who_asked_in_a_list_that_says_so_in_a_column_of_its_own():
    asked = [i % 3 == 0 for i in range(len(PEOPLE))]
    divided = rt.with_holdout(PEOPLE.assign(do_not_contact=asked), 0.1)
    assert set(divided["customer"]) == set(PEOPLE["customer"][~np.array(asked)])


def test_ids_that_are_numbers():
    assert len(held(rt.with_holdout(pd.DataFrame({"customer": [3, 1, 2, 10]}), 0.5))) == 2


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, math.nan])
def test_a_share_that_leaves_a_group_empty(share):
    with pytest.raises(rt.SettingsError, match="share"):
        rt.with_holdout(PEOPLE, share)


def test_a_list_without_customers():
    with pytest.raises(rt.SettingsError, match="names no customers"):
        rt.with_holdout(PEOPLE[["at_stake"]])


# ---------------------------------------------------------------------------------------------------------- power
def test_power_is_what_a_simulation_finds():
    """An effect of the size stated shows in four of five experiments."""
    effect = rt.holdout_power(900, 300, 0.2)
    rng = np.random.default_rng(5)
    came, kept = rng.binomial(900, 0.2 + effect, 4000), rng.binomial(300, 0.2, 4000)
    pooled = (came + kept) / 1200
    z = (came / 900 - kept / 300) / np.sqrt(pooled * (1 - pooled) * (1 / 900 + 1 / 300))
    assert 0.77 < (np.abs(z) > 1.96).mean() < 0.83


def test_more_people_show_smaller_effects():
    found = [rt.holdout_power(n, n, 0.2) for n in (50, 500, 5000)]
    assert found == sorted(found, reverse=True)
    assert round(found[1], 3) == 0.075


def test_power_of_nobody_is_unknown():
    assert math.isnan(rt.holdout_power(100, 0, 0.2))
    assert math.isnan(rt.holdout_power(0, 100, 0.2))
    with pytest.raises(rt.SettingsError, match="base"):
        rt.holdout_power(10, 10, 1.2)
