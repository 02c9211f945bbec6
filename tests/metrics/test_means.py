"""Means of cohorts by other rules: the published example, and what each leaves out."""

from __future__ import annotations

import math

import numpy as np
import pytest

import retention as rt


def matrix_of(eligible, active, complete=None):
    eligible, active = np.array(eligible), np.array(active)
    cohorts = np.array([f"2024-{i + 1:02}-01" for i in range(len(eligible))], "datetime64[s]")
    ages = np.arange(eligible.shape[1])
    complete = eligible > 0 if complete is None else np.array(complete)
    return rt.CohortMatrix(cohorts, ages, tuple(map(str, ages)), eligible[:, 0], eligible, active, active * 0, complete)


def test_the_three_answers_to_one_question():
    matrix = matrix_of([[1000, 1000], [500, 500]], [[1000, 500], [500, 400]])
    found = {
        rule: round(float(rt.mean_of_cohorts(matrix, rule)[1]), 4) for rule in ("pooled", "simple", "by size twice")
    }
    assert found == {"pooled": 0.6, "simple": 0.65, "by size twice": 0.56}


def test_pooled_is_the_curve():
    matrix = matrix_of([[100, 100], [50, 50], [10, 0]], [[100, 40], [50, 10], [10, 0]])
    assert rt.mean_of_cohorts(matrix).tolist() == rt.retention_curve(matrix).rates.tolist()


@pytest.mark.parametrize("rule", ["pooled", "simple", "by size twice"])
def test_open_windows_and_empty_cohorts_are_left_out(rule):
    matrix = matrix_of([[100, 100], [100, 100], [0, 0]], [[100, 40], [100, 1], [0, 0]], [[1, 1], [1, 0], [1, 1]])
    matrix = rt.CohortMatrix(**{**vars(matrix), "complete": matrix.complete.astype(bool)})
    assert rt.mean_of_cohorts(matrix, rule)[1] == 0.4


def test_no_cohort_is_not_a_number():
    assert math.isnan(rt.mean_of_cohorts(matrix_of([[100, 0]], [[100, 0]]))[1])


def test_an_unknown_rule_is_refused():
    with pytest.raises(rt.SettingsError, match="is not a rule"):
        rt.mean_of_cohorts(matrix_of([[1]], [[1]]), "weighted")
