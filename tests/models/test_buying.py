"""BG/NBD and MBG/NBD: published values, the slow likelihood, what must not matter, and what is refused."""

import time
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import retention as rt
from retention.models import histories as histories_module
from retention.models.fitting import maximise
from retention.models.histories import Histories, histories
from tests import oracle_customers

CDNOW = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "cdnow"
here = pytest.mark.skipif(not CDNOW.is_dir(), reason="the folder ../shared with real files is not here")
PAPER = (0.243, 4.414, 0.793, 2.426)
MODELS = {"bg_nbd": (rt.BgNbd, oracle_customers.bg_nbd), "mbg_nbd": (rt.MbgNbd, oracle_customers.mbg_nbd)}
FITS = {"bg_nbd": rt.fit_bg_nbd, "mbg_nbd": rt.fit_mbg_nbd}
both = pytest.mark.parametrize("name", MODELS)


def model(values=PAPER, kind=rt.BgNbd):
    return kind(values, np.eye(4) * 1e-4, 0.0, 1000, "week")


def made_up(seed=1, n=1500, params=(0.6, 8.0, 0.9, 2.5), at_once=False):
    random = np.random.default_rng(seed)
    rows = oracle_customers.bought_by_chance(random, n, params, 104.0, 0.0, at_once)
    return pd.DataFrame({"frequency": [r[0] for r in rows], "recency": [r[1] for r in rows], "T": 104.0})


@pytest.fixture(scope="module")
def cdnow():
    events = rt.read_events(CDNOW / "cdnowElog_BTYD.csv", rt.ColumnMapping("sampleid", "date", amount="sales"))
    return rt.customer_counts(events, unit="week", until="1997-10-01")


@pytest.fixture(scope="module")
def shop():
    return made_up()


# ---------------------------------------------------------------------------------------------------- published values
@here
def test_bg_nbd_as_published(cdnow):
    fit = rt.fit_bg_nbd(cdnow)
    assert fit.params.round(3).to_dict() == {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert round(fit.log_likelihood, 3) == -9582.429
    assert (fit.n, fit.unit) == (2357, "week")
    assert round(fit.expected_purchases_given(39, 2, 30.43, 38.86), 4) == 1.2259
    assert round(fit.probability_alive(2, 30.43, 38.86), 4) == 0.7266
    assert fit.expected_purchases(52) == pytest.approx(1.444004, abs=2e-5)
    assert fit.expected_purchases_given(39, *(cdnow[c] for c in ("frequency", "recency", "T"))).sum().round() == 1653
    ranges = {"r": (0.219, 0.268), "alpha": (3.73, 5.22), "a": (0.50, 1.26), "b": (1.37, 4.29)}
    for name, (lower, upper) in ranges.items():
        assert fit.param_ranges().loc[name].tolist() == pytest.approx([lower, upper], abs=0.006)


@here
def test_time_in_other_units_changes_nothing_but_the_unit(cdnow):
    quads = cdnow.assign(recency=cdnow["recency"] / 4, T=cdnow["T"] / 4)
    fit, in_weeks = rt.fit_bg_nbd(quads, "quad-week"), rt.fit_bg_nbd(cdnow)
    assert round(fit.log_likelihood, 3) == -6176.304
    assert fit.log_likelihood == pytest.approx(in_weeks.log_likelihood + 2457 * log(4))
    np.testing.assert_allclose(fit.values, np.array(in_weeks.values) / [1, 4, 1, 1], rtol=1e-7)
    assert fit.expected_purchases(13) == pytest.approx(in_weeks.expected_purchases(52))


@here
def test_mbg_nbd_as_published(cdnow):
    fit = rt.fit_mbg_nbd(cdnow)
    assert fit.params.round(3).to_dict() == {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
    assert round(fit.log_likelihood, 3) == -9582.136
    alive = fit.probability_alive(0, 0, [1, 10, 20, 38.86])
    assert alive.round(3).tolist() == [0.626, 0.522, 0.459, 0.390]


@here
def test_the_summary_file_without_a_unit():
    fit = rt.fit_bg_nbd(pd.read_csv(CDNOW / "cdnow_customers_summary.csv"))
    assert fit.unit is None
    assert round(fit.log_likelihood, 4) == -9582.4256  # as known for times rounded to two decimals


def test_expectations_at_the_published_parameters():
    """Values printed by other implementations at parameters rounded to three decimals."""
    found = model().expected_purchases([0.1429, 1, 3, 31.8571, 32, 78])
    assert found.round(2).tolist() == [0.01, 0.05, 0.15, 1.04, 1.05, 1.86]
    assert model().expected_purchases_given(52, 26, 216 / 7, 31) == pytest.approx(25.7566, abs=2e-4)
    assert model().probability_alive(26, 216 / 7, 31) == pytest.approx(0.96885, abs=1e-5)
    paradox = model().expected_purchases_given(52, [10, 15, 20, 25], 20, 39)
    np.testing.assert_allclose(paradox, [0.34746, 0.04283, 0.004159, 0.0003584], rtol=3e-4)


# ------------------------------------------------------------------------------------------- likelihood, formulas
@both
@given(
    logs=st.tuples(*[st.floats(-2.5, 2.5)] * 4),
    rows=st.lists(
        st.tuples(st.integers(0, 40), st.floats(0, 1), st.floats(0.5, 20), st.integers(1, 9)), min_size=1, max_size=6
    ),
)
@settings(deadline=None, max_examples=60)
def test_likelihood_equals_the_slow_one_and_its_gradient_finite_differences(name, logs, rows):
    kind, slow = MODELS[name]
    x, t_x, age, n = (
        np.array(c, float) for c in zip(*[(x, s * t * (x > 0), t, n) for x, s, t, n in rows], strict=True)
    )
    likelihood, at = kind.likelihood(Histories(x, t_x, age, n)), np.array(logs)
    value, gradient = likelihood(at)
    terms = [slow(*np.exp(at), int(xi), ti, ai) * ni for xi, ti, ai, ni in zip(x, t_x, age, n, strict=True)]
    assert value == pytest.approx(sum(terms) / n.sum(), rel=1e-9, abs=1e-9)
    step = 1e-5
    for i, direction in enumerate(np.eye(4)):
        numeric = (likelihood(at + step * direction)[0] - likelihood(at - step * direction)[0]) / (2 * step)
        assert gradient[i] == pytest.approx(numeric, rel=1e-6, abs=1e-6)


def by_integration(values, t, x, t_x, age, first):
    """Expected purchases by integrating over the probability of leaving, of somebody who is there."""
    r, alpha, a, b = values
    chance = stats.beta(a, b + x + first)

    def at(p):
        return chance.pdf(p) * -np.expm1(-(r + x) * np.log1p(p * t / (alpha + age))) / p

    return sum(integrate.quad(at, low, high, limit=400)[0] for low, high in ((0, 0.01), (0.01, 0.1), (0.1, 1)))


@both
@pytest.mark.parametrize(
    "case",
    [
        (PAPER, 39.0, 2, 30.0, 39.0),
        (PAPER, 39.0, 0, 0.0, 0.0),
        ((0.5, 1.0, 0.1, 0.3), 10.0, 0, 0.0, 1.0),  # a + b below 1
        ((2.0, 1.0, 1.0, 2.4), 100.0, 30, 150.0, 200.0),  # a of 1, where the formula divides by zero
        ((2.0, 1.0, 0.4, 0.6), 100.0, 0, 0.0, 20.0),  # a + b of 1
        (PAPER, 3900.0, 1000, 38.0, 38.0),
    ],
)
def test_expectations_equal_integration(name, case):
    values, t, x, t_x, age = case
    kind, first = MODELS[name][0], MODELS[name][0].chances_at_first
    fit = model(values, kind)
    expected = by_integration(values, t, x, t_x, age, first) * fit.probability_alive(x, t_x, age)
    assert fit.expected_purchases_given(t, x, t_x, age) == pytest.approx(expected, rel=1e-5)


@both
def test_somebody_just_seen_is_a_new_customer(name):
    fit = model(kind=MODELS[name][0])
    assert fit.expected_purchases_given(30, 0, 0, 0) == pytest.approx(fit.expected_purchases(30))


@both
def test_extremes_do_not_overflow(name):
    fit = model(kind=MODELS[name][0])
    x = np.array([0, 0, 1, 1000, 1000, 1000])
    t_x, age = np.array([0, 0, 0, 0, 300, 1e-3]), np.array([0, 5000, 0, 300, 300, 5000])
    found = fit.expected_purchases_given(1e4, x, t_x, age)
    alive = fit.probability_alive(x, t_x, age)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert ((alive >= 0) & (alive <= 1)).all()
    assert fit.expected_purchases(0) == 0
    table = Histories(*(np.asarray(c, float) for c in (x, t_x, age, np.ones(6))))
    value, gradient = type(fit).likelihood(table)(np.log(fit.values))
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()


@both
@given(t=st.floats(0, 500), more=st.floats(0.1, 500), x=st.integers(0, 50), quiet=st.floats(0, 100))
@settings(deadline=None, max_examples=50)
def test_laws(name, t, more, x, quiet):
    fit = model(kind=MODELS[name][0])
    t_x = 40.0 if x else 0.0
    assert fit.expected_purchases(t) < fit.expected_purchases(t + more)
    now, later = fit.probability_alive(x, t_x, t_x + quiet), fit.probability_alive(x, t_x, t_x + quiet + more)
    assert later <= now
    assert fit.expected_purchases_given(t, x, t_x, t_x + quiet) <= fit.expected_purchases_given(
        t + more, x, t_x, t_x + quiet
    )


def test_bg_nbd_takes_everybody_seen_once_to_be_there_and_mbg_nbd_does_not():
    assert model().probability_alive(0, 0, 1000) == 1
    assert model(kind=rt.MbgNbd).probability_alive(0, 0, 1000) < 0.5


# ------------------------------------------------------------------------------------------------ what must not matter
@both
def test_grouped_equals_ungrouped(name, shop):
    whole_weeks = shop.assign(recency=np.ceil(shop["recency"]))
    grouped = whole_weeks.groupby(list(whole_weeks), as_index=False).size().rename(columns={"size": "customers"})
    assert len(grouped) < len(whole_weeks) / 2
    one, other = FITS[name](whole_weeks, "week"), FITS[name](grouped, "week")
    np.testing.assert_allclose(one.values, other.values, rtol=1e-6)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-4)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    assert one.n == other.n == len(shop)


@both
def test_the_order_of_customers_does_not_matter_and_twice_gives_the_same(name, shop):
    mixed = shop.sample(frac=1, random_state=4)
    assert FITS[name](mixed).values == pytest.approx(FITS[name](shop).values, rel=1e-7)
    once, twice = (FITS[name](shop).total_purchases(52, shop) for _ in range(2))
    assert once == twice


def test_putting_nearly_equal_histories_together_hardly_moves_a_range(shop, monkeypatch):
    fit = rt.fit_bg_nbd(shop)
    exact = fit.total_purchases(52, shop, draws=200)
    monkeypatch.setattr(histories_module, "MANY", 100)
    assert len(histories(shop).grouped().alike().x) < 400
    assert histories(shop).alike().n == len(shop)
    near = fit.total_purchases(52, shop, draws=200)
    assert near.purchases == exact.purchases
    assert (near.lower, near.upper) == pytest.approx((exact.lower, exact.upper), rel=0.01)


@both
def test_known_parameters_are_found_again(name):
    truth = (0.6, 8.0, 0.9, 2.5)
    fit = FITS[name](made_up(seed=7, n=6000, params=truth, at_once=name == "mbg_nbd"), "week")
    far = np.log(np.array(fit.values) / truth) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(far).max() < 3
    assert fit.standard_errors["r"] < 0.1
    lower, upper = fit.ranges(lambda m: m.expected_purchases([26, 52]), draws=200)
    assert (lower < fit.expected_purchases([26, 52])).all()
    assert (fit.expected_purchases([26, 52]) < upper).all()


def test_variance_of_a_sum_equals_that_of_made_up_customers():
    random = np.random.default_rng(3)
    later = np.array([row[2] for row in oracle_customers.bought_by_chance(random, 40_000, (1.5, 8.0, 0.9, 2.5), 0, 52)])
    fit = replace(model(), values=(1.5, 8.0, 0.9, 2.5))
    new = Histories(np.zeros(1), np.zeros(1), np.zeros(1), np.ones(1))
    assert fit.expected_purchases(52) == pytest.approx(later.mean(), rel=0.03)
    assert fit._variance(52, new) == pytest.approx(later.var(), rel=0.06)


def test_a_hundred_thousand_customers_take_less_than_a_second():
    random = np.random.default_rng(1)
    few = made_up(n=2000)
    days = few.iloc[random.integers(0, len(few), 100_000)] * [1, 7, 7]
    started = random.integers(0, 365, 100_000)
    counts = days.assign(recency=np.ceil(days["recency"]), T=days["T"] + started).reset_index(drop=True)
    assert len(histories(counts).grouped().x) > 30_000
    rt.fit_bg_nbd(few)  # what is loaded once
    begin = time.process_time()
    rt.fit_bg_nbd(counts, "day")
    assert time.process_time() - begin < 2  # on two processors at once


# ----------------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("change", "condition", "words"),
    [
        (lambda t: t.head(150), "customers", "150 customers; the model needs 200"),
        (lambda t: t.assign(frequency=0, recency=0.0), "repeaters", "0 of them came back"),
        (lambda t: t.assign(recency=t["frequency"].clip(upper=1) * 104.0), "history", "the model needs 3"),
    ],
)
@both
def test_too_little_is_refused_by_name(name, shop, change, condition, words):
    with pytest.raises(rt.ModelError, match=words) as refused:
        FITS[name](change(shop).assign(frequency=lambda t: t["frequency"].clip(upper=1)), "week")
    assert refused.value.condition == condition


def test_a_fit_on_the_bound_is_refused():
    """Everybody buys at the same rate and nobody leaves: nothing says how customers differ."""
    random = np.random.default_rng(2)
    x = random.poisson(10, 800)
    counts = pd.DataFrame({"frequency": x, "recency": 100 * random.beta(x, 1), "T": 100.0})
    with pytest.raises(rt.ModelError, match="BG/NBD: these data do not tell") as refused:
        rt.fit_bg_nbd(counts)
    assert refused.value.condition == "bound"


def test_a_search_that_does_not_arrive_is_refused():
    def slope(logs):  # a gradient that does not belong to the value
        return float(-np.sum(logs**2)), np.full(len(logs), 0.5)

    with pytest.raises(rt.ModelError) as refused:
        maximise(slope, ("a", "b"), 100, "made up")
    assert refused.value.condition == "converged"


def test_a_direction_in_which_nothing_changes_is_refused():
    def ridge(logs):
        return float(-((logs[0] + logs[1] - 1) ** 2)), np.full(2, -2 * (logs[0] + logs[1] - 1))

    with pytest.raises(rt.ModelError) as refused:
        maximise(ridge, ("a", "b"), 100, "made up")
    assert refused.value.condition == "flat"


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"frequency": [1], "T": [2.0]}),
        pd.DataFrame({"frequency": [], "recency": [], "T": []}),
        pd.DataFrame({"frequency": [1.5], "recency": [1.0], "T": [2.0]}),
        pd.DataFrame({"frequency": [1], "recency": [3.0], "T": [2.0]}),
        pd.DataFrame({"frequency": [0], "recency": [1.0], "T": [2.0]}),
        pd.DataFrame({"frequency": [1], "recency": [np.nan], "T": [2.0]}),
        pd.DataFrame({"frequency": ["x"], "recency": [1.0], "T": [2.0]}),
    ],
)
def test_what_is_no_table_of_histories_is_refused(table):
    with pytest.raises(rt.SettingsError, match=r"^counts:"):
        rt.fit_bg_nbd(table)


def test_wrong_times_and_units_are_refused(shop):
    with pytest.raises(rt.SettingsError, match=r"^t:"):
        model().expected_purchases(-1)
    with pytest.raises(rt.SettingsError, match="t_x"):
        model().probability_alive(1, 3, 2)
    in_days = shop.copy()
    in_days.attrs["unit"] = "day"
    with pytest.raises(rt.SettingsError, match="the histories are in days, the model in weeks"):
        model().total_purchases(4, in_days)


def test_nothing_ahead_is_nothing(shop):
    forecast = rt.fit_bg_nbd(shop).total_purchases(0, shop)
    assert (forecast.purchases, forecast.lower, forecast.upper, forecast.customers) == (0, 0, 0, len(shop))
