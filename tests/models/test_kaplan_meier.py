"""Kaplan-Meier and log-rank: published data, statsmodels on random data with late entry, a loop, and their edges."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retention as rt

# Weeks of remission of 42 children with leukaemia, 21 with 6-MP and 21 with a placebo: Freireich et al. (1963), Blood
# 21, 699-716; as given by Gehan (1965), Biometrika 52, 203-223.
MP_ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
MP_LASTING = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
SIX_MP = (MP_ENDED + MP_LASTING, [True] * len(MP_ENDED) + [False] * len(MP_LASTING))
ALL_WEEKS, ALL_ENDED = [*SIX_MP[0], *PLACEBO], [*SIX_MP[1], *[True] * len(PLACEBO)]
ALL_GROUPS = ["6-MP"] * len(SIX_MP[0]) + ["placebo"] * len(PLACEBO)
TELCO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "telco_churn"


@pytest.fixture(scope="module")
def six_mp() -> rt.SurvivalCurve:
    return rt.kaplan_meier(*SIX_MP)


# ------------------------------------------------------------------------------------------------- published numbers
def test_the_curve_of_the_6_mp_children(six_mp):
    """Kleinbaum and Klein, Survival Analysis, 3rd edition, chapter 2; errors as R gives them."""
    frame = six_mp.to_frame().query("events > 0").round(4)
    assert frame[["time", "at_risk", "survival", "std_error"]].to_dict("list") == {
        "time": [6, 7, 10, 13, 16, 22, 23],
        "at_risk": [21, 17, 15, 12, 11, 7, 6],
        "survival": [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482],
        "std_error": [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346],
    }


def test_medians_of_the_6_mp_children(six_mp):
    placebo = rt.kaplan_meier(PLACEBO, [True] * 21)
    assert (six_mp.median, placebo.median) == (23, 8)
    assert six_mp.median_range[0] == 13
    assert math.isnan(six_mp.median_range[1]), "the upper end of the range never falls to one half"
    assert placebo.median_range == (4, 11)


@pytest.mark.parametrize(
    "arguments",
    [(ALL_WEEKS, ALL_ENDED, ALL_GROUPS), ({"6-MP": SIX_MP, "placebo": (PLACEBO, [True] * 21)},)],
)
def test_log_rank_of_the_6_mp_children(arguments):
    test = rt.log_rank(*arguments)
    assert (test.groups, test.df, test.observed) == (("6-MP", "placebo"), 1, (9.0, 21.0))
    assert test.statistic == pytest.approx(16.7929, abs=5e-5)
    assert test.p_value == pytest.approx(4.169e-5, rel=1e-4)
    assert test.expected == pytest.approx((19.2505, 10.7495), abs=5e-5)


@pytest.mark.parametrize(
    ("ended", "statistic", "p_value"),
    [([1, 1, 1, 1, 1, 1], 0.254237, 0.614107), ([1, 0, 1, 1, 0, 1], 0.384615, 0.535143)],
)
def test_log_rank_of_six_people(ended, statistic, p_value):
    test = rt.log_rank([10, 20, 30, 10, 20, 50], ended, [1, 1, 1, 0, 0, 0])
    assert (test.statistic, test.p_value) == (pytest.approx(statistic, abs=1e-6), pytest.approx(p_value, abs=1e-6))


@pytest.mark.skipif(not TELCO.is_dir(), reason="the folder ../shared with real files is not here")
def test_months_with_a_telephone_company():
    frame = pd.read_csv(TELCO / "WA_Fn-UseC_-Telco-Customer-Churn.csv")
    facts = json.loads((TELCO / "WA_Fn-UseC_-Telco-Customer-Churn.truth.json").read_text(encoding="utf-8"))
    found = rt.kaplan_meier(frame["tenure"], frame["Churn"] == "Yes").to_frame()
    expected = facts["kaplan_meier_[tenure,at_risk,churned,S]"]
    assert found[["time", "at_risk", "events"]].to_numpy().tolist() == [row[:3] for row in expected]
    assert found["survival"].tolist() == pytest.approx([row[3] for row in expected], abs=1e-12)


# ------------------------------------------------------------------------------------------------------- statsmodels
def people(seed: int, *, late: bool = True, n: int = 300):
    """Durations with ties, some still lasting, some watched late; three unequal groups."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, n)
    durations = np.ceil(rng.exponential(20 + 5 * group)) + 1
    entry = np.floor(rng.uniform(0, 0.8, n) * durations) if late else np.zeros(n)
    return durations, rng.random(n) < 0.6, entry, group


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_curves_equal_statsmodels(seed, late):
    from statsmodels.duration.survfunc import SurvfuncRight

    durations, observed, entry, _ = people(seed, late=late)
    theirs = SurvfuncRight(durations, observed.astype(int), entry=entry if late else None)
    ours = rt.kaplan_meier(durations, observed, entry=entry if late else None)
    ended = ours.events > 0
    assert ours.times[ended].tolist() == theirs.surv_times.tolist()
    assert ours.at_risk[ended].tolist() == theirs.n_risk.tolist()
    assert ours.events[ended].tolist() == theirs.n_events.tolist()
    np.testing.assert_allclose(ours.survival[ended], theirs.surv_prob, atol=1e-12)
    left = ended & (ours.survival > 0)
    np.testing.assert_allclose(ours.std_error[left], theirs.surv_prob_se[theirs.surv_prob > 0], atol=1e-12)
    assert ours.median == theirs.quantile(0.5)
    with np.errstate(divide="ignore", invalid="ignore"):  # it takes the logarithm of 0 where nobody is left
        low, high = theirs.quantile_ci(0.5, method="cloglog")
    assert ours.median_range == (low, high)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_log_rank_equals_statsmodels(seed, late):
    from statsmodels.duration.survfunc import survdiff

    durations, observed, entry, group = people(seed, late=late)
    given = {"entry": entry} if late else {}
    theirs = survdiff(durations, observed.astype(int), group, **given)
    ours = rt.log_rank(durations, observed, group, **given)
    assert (ours.statistic, ours.p_value, ours.df) == (pytest.approx(theirs[0]), pytest.approx(theirs[1]), 2)


# ---------------------------------------------------------------------------------------------------- the slow twin
def slow_curve(durations, observed, entry):
    """Share lasting longer than each time, person by person."""
    share, found = 1.0, {}
    for time in sorted(set(durations)):
        watched = [i for i, d in enumerate(durations) if entry[i] < time <= d]
        ended = [i for i in watched if durations[i] == time and observed[i]]
        share *= 1 - len(ended) / len(watched)
        found[time] = (len(watched), len(ended), share)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_equals_a_loop(seed):
    durations, observed, entry, _ = people(seed, n=60)
    ours = rt.kaplan_meier(durations, observed, entry=entry)
    columns = (ours.times, ours.at_risk, ours.events, ours.survival)
    found = {time: (n, ended, pytest.approx(share)) for time, n, ended, share in zip(*columns, strict=True)}
    assert found == slow_curve(durations, observed, entry)
    for time in (0, 0.5, 3, 7, 200):
        watched = sum(b < time <= d for b, d in zip(entry, durations, strict=True))
        assert ours.numbers_at_risk([time]).tolist() == [watched]


def test_counts_go_in_as_weights():
    durations, observed, _, group = people(1, late=False)
    cells, counts = np.unique(np.stack([durations, observed, group]), axis=1, return_counts=True)
    whole = rt.kaplan_meier(durations, observed)
    table = rt.kaplan_meier(cells[0], cells[1] == 1, weights=counts)
    pd.testing.assert_frame_equal(table.to_frame(), whole.to_frame())
    by_counts = rt.log_rank(cells[0], cells[1] == 1, cells[2], weights=counts)
    assert by_counts.statistic == pytest.approx(rt.log_rank(durations, observed, group).statistic)


# --------------------------------------------------------------------------------------------------- restricted mean
def test_restricted_mean_by_hand():
    """Of four, one each ends at 1 and 3, one is watched to 2 only: 1 + 3/4 * 2 + 3/8 * 1 up to 4."""
    curve = rt.kaplan_meier([1, 2, 3, 5], [True, False, True, False])
    mean, error = curve.restricted_mean(4)
    assert mean == pytest.approx(2.875)
    # Areas from 1 and from 3 on, squared, times ended / (at risk * left): 1.875, 4 and 3; 0.375, 2 and 1.
    assert error == pytest.approx(math.sqrt(1.875**2 / (4 * 3) + 0.375**2 / (2 * 1)))


def test_with_everybody_watched_to_the_end_it_is_the_mean():
    curve = rt.kaplan_meier(PLACEBO, [True] * 21)
    mean, error = curve.restricted_mean(23)
    assert mean == pytest.approx(np.mean(PLACEBO))
    assert error == pytest.approx(np.std(PLACEBO) / math.sqrt(21))


def test_a_horizon_beyond_what_was_watched_is_refused(six_mp):
    with pytest.raises(rt.SettingsError, match="mean up to 36"):
        six_mp.restricted_mean(36)
    assert six_mp.restricted_mean(35)[0] > six_mp.restricted_mean(34)[0]


# ------------------------------------------------------------------------------------------------------------- edges
def test_nobody():
    curve = rt.kaplan_meier([], [])
    assert (len(curve), curve.n) == (0, 0)
    assert math.isnan(curve.median)
    assert math.isnan(curve.at(0))
    assert curve.to_frame().empty
    assert curve.numbers_at_risk([0, 1]).tolist() == [0, 0]


def test_one_person():
    ended, lasting = rt.kaplan_meier([3], [True]), rt.kaplan_meier([3], [False])
    assert (ended.survival.tolist(), ended.median) == ([0.0], 3)
    assert (lasting.survival.tolist(), lasting.at(3)) == ([1.0], 1.0)
    assert np.isnan([ended.lower[0], ended.upper[0], lasting.lower[0], lasting.at(4)]).all()


def test_before_the_first_and_beyond_the_last_time(six_mp):
    assert (six_mp.at(0), six_mp.at(5.9), six_mp.at(6)) == (1.0, 1.0, pytest.approx(18 / 21))
    assert math.isnan(six_mp.at(36))
    assert rt.kaplan_meier(PLACEBO, [True] * 21).at(1000) == 0


def test_whoever_is_never_watched_is_left_out():
    curve = rt.kaplan_meier([2, 2, 4], [True, True, False], entry=[0, 2, 1])
    assert (curve.n, curve.at_risk.tolist(), curve.survival.tolist()) == (2, [2, 1], [0.5, 0.5])


def test_without_any_end_nothing_is_compared():
    test = rt.log_rank([1, 2], [False, False], ["a", "b"])
    assert math.isnan(test.statistic)
    assert math.isnan(test.p_value)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([1, -2], [True, True]), "negative"),
        (([1, np.nan], [True, True]), "missing"),
        (([1, 2], [True]), "length"),
        (([1, 2], [True, True], [0, 3]), "after the end"),
    ],
)
def test_columns_that_mean_nothing_are_refused(columns, words):
    entry = columns[2] if len(columns) > 2 else None
    with pytest.raises(rt.SettingsError, match=words):
        rt.kaplan_meier(*columns[:2], entry=entry)


def test_one_group_is_no_comparison():
    with pytest.raises(rt.SettingsError, match="two groups"):
        rt.log_rank([1, 2], [True, True], ["a", "a"])


@pytest.mark.parametrize("marks", [["Yes", "No"], [1, 2], [True, math.nan], [True, None]])
def test_marks_are_true_or_false(marks):
    """Every text that is not empty would count as an end."""
    with pytest.raises(rt.SettingsError, match="neither true nor false"):
        rt.kaplan_meier([1, 2], marks)


@pytest.mark.parametrize("marks", [[1, 0], [1.0, 0.0], pd.array([True, False], "boolean")])
def test_marks_in_numbers(marks):
    assert rt.kaplan_meier([1, 2], marks).events.tolist() == [1, 0]
