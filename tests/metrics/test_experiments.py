"""Versions against a control, outcome by outcome, corrected for how many there are."""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt
from retention.experiments import Experiment

# Cookie Cats, as published (DataCamp/Kaggle): players of two versions, back on day 1 and on day 7; counts from the
# published shares, rounded.
COOKIE_CATS = {"gate_30": (44_700, 20_034, 8_502), "gate_40": (45_489, 20_119, 8_279)}


def experiment_of(table, names=("retention_1", "retention_7")):
    """Players of each version, and how many of them did each of several things."""
    version = np.repeat(np.arange(len(table)), [row[0] for row in table.values()]).astype(np.int16)
    outcomes = {
        name: np.concatenate([np.arange(row[0]) < row[1 + j] for row in table.values()]).astype(np.int8)
        for j, name in enumerate(names)
    }
    return Experiment("made here", tuple(table), version, outcomes)


def test_cookie_cats():
    found = rt.experiment_result(experiment_of(COOKIE_CATS))
    assert found.control == "gate_30"
    rates = {(row.version, row.outcome): round(100 * row.rate, 2) for row in found.frame.itertuples()}
    assert rates == {
        ("gate_30", "retention_1"): 44.82,
        ("gate_40", "retention_1"): 44.23,
        ("gate_30", "retention_7"): 19.02,
        ("gate_40", "retention_7"): 18.20,
    }
    verdicts = {pair: one.verdict for pair, one in found.comparisons.items()}
    assert verdicts == {
        ("gate_40", "retention_1"): "could be chance",
        ("gate_40", "retention_7"): "more than chance",
    }
    assert found.comparisons["gate_40", "retention_7"].p_value == pytest.approx(0.0016, abs=0.0002)
    assert found.words == "More than chance, corrected for looking at 2: retention_7 of gate_40."
    assert found.ratio.ok  # p = .009: a little far from half, but no reason to stop
    assert found.ratio.p_value == pytest.approx(0.0086, abs=0.0002)


def test_a_version_that_lost_players_is_pointed_out():
    table = {"a": (10_000, 4_000, 1_000), "b": (9_400, 3_900, 1_000)}
    found = rt.experiment_result(experiment_of(table))
    assert not found.ratio.ok
    assert rt.experiment_result(experiment_of(table), shares=(10_000, 9_400)).ratio.ok


def test_looking_at_many_takes_more_to_convince():
    """p = .03 alone is more than chance; as the best of five it is not."""
    alone = {"a": (1_000, 100), "b": (1_000, 131)}
    five = {"a": (1_000, *[100] * 5), "b": (1_000, 131, *[100] * 4)}
    names = [f"day {i}" for i in range(1, 6)]
    one = rt.experiment_result(experiment_of(alone, names[:1])).comparisons["b", "day 1"]
    best = rt.experiment_result(experiment_of(five, names)).comparisons["b", "day 1"]
    assert one.p_value == best.p_value
    assert (one.verdict, best.verdict) == ("more than chance", "could be chance")


def test_more_than_two_versions_are_each_held_against_the_control():
    table = {"control": (2_000, 400), "b": (2_000, 500), "c": (2_000, 405)}
    found = rt.experiment_result(experiment_of(table, ["kept"]))
    assert list(found.comparisons) == [("b", "kept"), ("c", "kept")]
    assert [one.verdict for one in found.comparisons.values()] == ["more than chance", "could be chance"]
    assert found.words == "More than chance, corrected for looking at 2: kept of b."
    assert found.adjusted["b", "kept"] == 2 * found.comparisons["b", "kept"].p_value


def test_nobody_known_is_nobody_compared():
    experiment = experiment_of({"a": (5, 1), "b": (5, 1)}, ["kept"])
    experiment.outcomes["kept"][5:] = -1
    found = rt.experiment_result(experiment)
    assert found.comparisons["b", "kept"].verdict == "too few to say"
    assert found.words == "No difference is more than chance."
    assert np.isnan(found.adjusted["b", "kept"])


def test_without_an_effect_five_in_a_hundred_at_most():
    """150 experiments of two outcomes and three versions without any difference."""
    rng = np.random.RandomState(5)
    wrong = 0
    for _ in range(150):
        table = {name: (800, *rng.binomial(800, [0.4, 0.15]).tolist()) for name in "abc"}
        found = rt.experiment_result(experiment_of(table))
        wrong += any(one.verdict == "more than chance" for one in found.comparisons.values())
    assert wrong <= 150 * 0.05 + 2 * (150 * 0.05 * 0.95) ** 0.5
