"""Comparisons against published values, against statsmodels, and against what they promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.changes import compare_blocks, compare_segments
from retention.metrics.comparison import benjamini_hochberg, compare_rates, detectable_difference, needed, newcombe
from retention.metrics.mean_comparison import compare_means
from tests.oracle_comparison import corrected, fisher

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_worked_examples():
    def found(*counts: int) -> tuple[float, float, float]:
        c = compare_rates(*counts)
        return tuple(round(x, 4) for x in (c.difference, c.lower, c.upper))

    assert {
        # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
        "56/70 - 48/80": found(56, 70, 48, 80),
        "9/10 - 3/10": found(9, 10, 3, 10),
        "10/10 - 0/20": found(10, 10, 0, 20),
        "0/10 - 0/20": found(0, 10, 0, 20),
    } == {
        "56/70 - 48/80": (0.2, 0.0524, 0.3339),
        "9/10 - 3/10": (0.6, 0.1705, 0.809),
        "10/10 - 0/20": (1.0, 0.6791, 1.0),
        "0/10 - 0/20": (0.0, -0.1611, 0.2775),
    }


@pytest.mark.parametrize("counts", [(0, 10, 0, 20), (10, 10, 0, 20), (7, 7, 9, 9), (0, 30, 4, 40), (1, 1, 0, 1)])
def test_the_range_equals_statsmodels_at_the_edges(counts):
    assert newcombe(*counts) == pytest.approx(newcombe_of_statsmodels(*counts), abs=1e-12)


@settings(deadline=None)
@given(one=COUNTS, other=COUNTS, level=st.sampled_from([0.8, 0.95, 0.99]))
def test_the_range_equals_statsmodels(one, other, level):
    assert newcombe(*one, *other, level) == pytest.approx(newcombe_of_statsmodels(*one, *other, level), abs=1e-12)


def newcombe_of_statsmodels(k1, n1, k2, n2, level=0.95):
    from statsmodels.stats.proportion import confint_proportions_2indep

    return confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=1 - level)


@settings(deadline=None)
@given(one=COUNTS, other=COUNTS)
def test_the_p_value_is_that_of_the_score_test_or_of_fisher(one, other):
    from statsmodels.stats.proportion import proportions_ztest

    (k1, n1), (k2, n2) = one, other
    found, pooled = compare_rates(k1, n1, k2, n2), (k1 + k2) / (n1 + n2)
    if min(pooled, 1 - pooled) * min(n1, n2) < 5:
        assert found.p_value == pytest.approx(fisher(k1, n1, k2, n2), abs=1e-6)
    else:
        assert found.p_value == pytest.approx(proportions_ztest([k1, k2], [n1, n2])[1], abs=1e-12)


@settings(deadline=None)
@given(one=COUNTS, other=COUNTS)
def test_the_two_sides_can_be_swapped(one, other):
    there, back = compare_rates(*one, *other), compare_rates(*other, *one)
    assert (there.p_value, there.verdict) == (pytest.approx(back.p_value), back.verdict)
    assert (there.lower, there.upper) == (pytest.approx(-back.upper), pytest.approx(-back.lower))
    assert there.lower <= there.difference <= there.upper


def test_verdicts():
    assert {
        "many apart": compare_rates(300, 1000, 250, 1000).verdict,
        "many alike": compare_rates(260, 1000, 250, 1000).verdict,
        "few alike": compare_rates(5, 20, 250, 1000).verdict,
        "few apart": compare_rates(0, 20, 500, 1000).verdict,
        "very few, whatever shows": compare_rates(9, 9, 0, 9).verdict,
        "nobody": compare_rates(0, 0, 3, 10).verdict,
    } == {
        "many apart": "more than chance",
        "many alike": "could be chance",
        "few alike": "too few to say",
        "few apart": "more than chance",
        "very few, whatever shows": "too few to say",
        "nobody": "too few to say",
    }


def test_the_words_carry_both_n_the_range_and_the_verdict():
    said = compare_rates(313, 1251, 375, 1251).words.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "25.0 % of 1,251 against 30.0 % of 1,251: 5.0 points less, likely 1.5 to 8.4 points less. "
        "This is more than chance."
    )
    said = compare_rates(26, 100, 25, 100).words.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "26.0 % of 100 against 25.0 % of 100: 1.0 points more, likely 11.0 points less to 13.0 more. The two cannot be "
        "told apart from chance: with so many customers a difference has to be about 18.7 points to show."
    )


def test_a_share_has_no_more_than_all():
    with pytest.raises(rt.SettingsError, match="no share"):
        compare_rates(11, 10, 3, 10)


# ---------------------------------------------------------------------------------------------------------- power
def test_a_quarter_against_three_in_ten_needs_about_1250_a_side():
    assert needed(0.25, 0.30) == needed(0.30, 0.25) == 1251
    assert detectable_difference(1251, 1251, 0.25) == pytest.approx(0.05, abs=1e-4)


@settings(deadline=None)
@given(n=st.integers(20, 20_000), rate=st.floats(0.05, 0.6))
def test_what_can_be_shown_and_what_is_needed_are_inverse(n, rate):
    apart = detectable_difference(n, n, rate)
    if not np.isnan(apart) and rate + apart < 1:
        assert abs(needed(rate, rate + apart) - n) <= 1


def test_nothing_shows_between_two_customers():
    assert np.isnan(detectable_difference(2, 2, 0.5))
    assert detectable_difference(50, 50, 1.0) == pytest.approx(0.145, abs=0.01)  # no room above: below


def test_so_many_customers_show_such_a_difference_in_four_cases_of_five():
    rng = np.random.RandomState(7)
    apart = detectable_difference(400, 900, 0.3)
    one, other = rng.binomial(400, 0.3 + apart, 3000), rng.binomial(900, 0.3, 3000)
    shown = np.mean([compare_rates(a, 400, b, 900).p_value < 0.05 for a, b in zip(one, other, strict=True)])
    assert abs(shown - 0.8) < 0.03


@pytest.mark.parametrize(("p1", "n1", "p2", "n2"), [(0.3, 200, 0.25, 300), (0.05, 60, 0.02, 90), (0.9, 25, 0.6, 40)])
def test_the_range_holds_the_true_difference_as_often_as_it_says(p1, n1, p2, n2):
    rng = np.random.RandomState(11)
    lower, upper = newcombe(rng.binomial(n1, p1, 20_000), n1, rng.binomial(n2, p2, 20_000), n2)
    assert 0.935 < np.mean((lower <= p1 - p2) & (p1 - p2 <= upper)) < 0.985


def test_equal_sides_are_called_different_in_no_more_than_one_case_of_twenty():
    rng = np.random.RandomState(13)
    one, other = rng.binomial(120, 0.2, 4000), rng.binomial(80, 0.2, 4000)
    sure = np.mean(
        [compare_rates(a, 120, b, 80).verdict == "more than chance" for a, b in zip(one, other, strict=True)]
    )
    assert sure < 0.06


# ----------------------------------------------------------------------------------------------------- correction
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
PUBLISHED += [0.6528, 0.7590, 1.0]


def test_four_of_the_fifteen_published_ones_remain():
    """Benjamini and Hochberg (1995), section 4.2."""
    adjusted = benjamini_hochberg(PUBLISHED)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[:5].round(4).tolist() == [0.0015, 0.003, 0.0095, 0.0356, 0.0603]


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.001, 0.01, 0.01, 0.04, 0.2, 0.5, 1.0]) | st.floats(0, 1), min_size=1))
def test_the_correction_equals_statsmodels_and_the_definition(p_values):
    from statsmodels.stats.multitest import multipletests

    adjusted = benjamini_hochberg(p_values)
    assert adjusted == pytest.approx(multipletests(p_values, method="fdr_bh")[1], abs=1e-12)
    assert adjusted == pytest.approx(corrected(p_values), abs=1e-12)


def test_what_was_not_tested_does_not_count():
    assert benjamini_hochberg([np.nan, 0.02, np.nan, 0.04]).tolist()[1::2] == [0.04, 0.04]
    assert np.isnan(benjamini_hochberg([np.nan])).all()
    with pytest.raises(rt.SettingsError, match="outside"):
        benjamini_hochberg([1.2])


# ---------------------------------------------------------------------------------------------------------- means
@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=2, max_size=30), st.lists(st.integers(0, 50), min_size=2, max_size=30))
def test_means_equal_statsmodels(one, other):
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    if len(set(one)) == 1 and len(set(other)) == 1:
        return
    found = compare_means(
        sum(one), sum(x * x for x in one), len(one), sum(other), sum(x * x for x in other), len(other)
    )
    reference = CompareMeans(DescrStatsW(one), DescrStatsW(other))
    assert found.p_value == pytest.approx(reference.ttest_ind(usevar="unequal")[1], abs=1e-9)
    assert (found.lower, found.upper) == pytest.approx(reference.tconfint_diff(usevar="unequal"), abs=1e-7)


def test_means_of_one_customer_and_of_equal_amounts():
    assert compare_means(5, 25, 1, 30, 350, 3).verdict == "too few to say"
    assert compare_means(100, 1000, 10, 200, 4000, 10).verdict == "more than chance"
    assert compare_means(100, 1000, 10, 100, 1000, 10).p_value == 1


# ------------------------------------------------------------------------------------------------ blocks, segments
def series(kept, start, complete=None):
    frame = pd.DataFrame(
        {"kept": kept, "start": start, "complete": True if complete is None else complete},
        index=pd.date_range("2024-01-01", periods=len(kept), freq="MS", name="period"),
    )
    return frame.assign(retention_rate=frame["kept"] / frame["start"].where(frame["start"] > 0))


def test_the_month_under_way_is_not_compared():
    found = compare_blocks(series([0, 50, 30, 1], [0, 100, 100, 90], [True, True, True, False]))
    assert (found.now[0].month, found.before[0].month) == (3, 2)
    assert (found.change.k1, found.change.k2, found.year_before) == (30, 50, None)


def test_a_block_of_months_is_the_sum_of_its_months_and_has_its_year_before():
    kept, start = [0, *range(10, 25)], [0, *[100] * 15]
    found = compare_blocks(series(kept, start), size=3)
    assert (found.change.k1, found.change.n1, found.change.k2) == (22 + 23 + 24, 300, 19 + 20 + 21)
    assert (found.now[0], found.now[1]) == (pd.Timestamp("2025-02-01"), pd.Timestamp("2025-04-01"))
    assert (found.year_before[0], found.year_change.k2) == (pd.Timestamp("2024-02-01"), 10 + 11 + 12)


def test_no_two_whole_blocks_are_no_comparison():
    assert compare_blocks(series([0, 50], [0, 100])) is None
    assert compare_blocks(series([0, 50, 40, 30], [0, 100, 100, 100]), size=2) is None
    assert compare_blocks(series([0], [0], [False])) is None


def test_two_segments_are_compared_over_the_cohorts_that_both_have():
    frame = pd.DataFrame(
        {
            "who": ["a", "a", "b", "c", "d", "d", "e"],
            "when": pd.to_datetime(
                ["2024-01-05", "2024-02-05", "2024-01-06", "2024-01-07", "2024-02-08", "2024-03-08", "2024-03-31"]
            ),
            "plan": ["x", "x", "x", "y", "x", "x", "y"],
        }
    )
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", segments=("plan",)))
    matrices = rt.cohort_matrix(events, rt.CohortSettings(segment="plan"))
    found = compare_segments(matrices, 1, "x", "y")
    assert (found.k1, found.n1, found.k2, found.n2) == (1, 2, 0, 1)  # February has no customer of plan y
    assert compare_segments(matrices).n1 == 2
    with pytest.raises(rt.SettingsError, match="no segment z"):
        compare_segments(matrices, 1, "x", "z")
    with pytest.raises(rt.SettingsError, match="no age 9"):
        compare_segments(matrices, 9)
