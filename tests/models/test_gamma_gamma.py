"""Gamma-Gamma: published values, the slow likelihood, what must not matter, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.models.gamma_gamma import spend_likelihood
from tests import oracle_customers

CDNOW = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "cdnow"
here = pytest.mark.skipif(not CDNOW.is_dir(), reason="the folder ../shared with real files is not here")


def made_up(n=3000, params=(6.0, 4.0, 15.0), seed=1):
    random = np.random.default_rng(seed)
    p, q, gamma = params
    x = random.integers(0, 8, n)
    mean = random.gamma(p * np.maximum(x, 1)) / (random.gamma(q, size=n) / gamma) / np.maximum(x, 1)
    return pd.DataFrame({"frequency": x, "recency": x * 1.0, "T": 9.0, "monetary_value": np.where(x > 0, mean, np.nan)})


@pytest.fixture(scope="module")
def shop():
    return made_up()


@pytest.fixture(scope="module")
def cdnow():
    events = rt.read_events(CDNOW / "cdnowElog_BTYD.csv", rt.ColumnMapping("sampleid", "date", amount="sales"))
    table = rt.customer_counts(events, unit="week", until="1997-10-01")
    return table.assign(customer=table["customer"].astype(int)).sort_values("customer")


@here
def test_as_published(cdnow):
    fit = rt.fit_gamma_gamma(cdnow)
    assert fit.params.round(2).to_dict() == {"p": 6.25, "q": 3.74, "gamma": 15.44}
    assert round(fit.log_likelihood, 3) == -4055.918
    assert round(fit.mean_spend, 2) == 35.17
    assert fit.n == 946
    first = fit.expected_spend(cdnow["frequency"].head(10), cdnow["monetary_value"].head(10))
    known = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    np.testing.assert_allclose(first, known, atol=0.006)


@here
def test_conditions_of_the_published_sample(cdnow):
    found = {c.name: c for c in rt.model_conditions(cdnow)}
    assert list(found) == ["customers", "repeaters", "history", "spenders", "correlation"]
    assert all(c.met for c in found.values())
    assert [found[n].value for n in ("customers", "repeaters", "spenders")] == [2357, 946, 946]
    assert round(found["correlation"].value, 3) == 0.114


@given(
    logs=st.tuples(*[st.floats(-1.5, 2.5)] * 3),
    rows=st.lists(st.tuples(st.integers(1, 60), st.floats(0.05, 20), st.integers(1, 5)), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=60)
def test_likelihood_equals_the_slow_one_and_its_gradient_finite_differences(logs, rows):
    x, spend, n = (np.array(column, float) for column in zip(*rows, strict=True))
    likelihood, at = spend_likelihood(x, spend, n), np.array(logs)
    value, gradient = likelihood(at)
    terms = [oracle_customers.gamma_gamma(*np.exp(at), int(i), m) * k for i, m, k in zip(x, spend, n, strict=True)]
    assert value == pytest.approx(sum(terms) / n.sum(), rel=1e-9, abs=1e-9)
    step = 1e-5
    for i, direction in enumerate(np.eye(3)):
        numeric = (likelihood(at + step * direction)[0] - likelihood(at - step * direction)[0]) / (2 * step)
        assert gradient[i] == pytest.approx(numeric, rel=1e-6, abs=1e-6)


def test_grouped_equals_ungrouped():
    table = made_up().assign(monetary_value=lambda t: t["monetary_value"].round())
    grouped = table.groupby(list(table), as_index=False, dropna=False).size().rename(columns={"size": "customers"})
    assert len(grouped) < len(table) / 3
    one, other = rt.fit_gamma_gamma(table), rt.fit_gamma_gamma(grouped)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-6)
    assert one.n == other.n


def test_known_parameters_are_found_again():
    fit = rt.fit_gamma_gamma(made_up(8000, seed=5))
    far = np.log(np.array(fit.values) / (6.0, 4.0, 15.0)) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(far).max() < 3
    assert fit.mean_spend == pytest.approx(6 * 15 / 3, rel=0.05)
    lower, upper = fit.ranges(lambda m: m.mean_spend, draws=200)
    assert lower < 30 < upper


def test_another_currency_changes_only_the_scale(shop):
    fit = rt.fit_gamma_gamma(shop)
    cents = rt.fit_gamma_gamma(shop.assign(monetary_value=shop["monetary_value"] * 100))
    np.testing.assert_allclose(cents.values, np.array(fit.values) * [1, 1, 100], rtol=1e-6)
    assert cents.expected_spend(2, 3000) == pytest.approx(100 * fit.expected_spend(2, 30))


def test_expected_spend_lies_between_ones_own_and_that_of_all(shop):
    fit = rt.fit_gamma_gamma(shop)
    assert fit.expected_spend(0, np.nan) == pytest.approx(fit.mean_spend)
    assert fit.mean_spend < fit.expected_spend(1, 100) < fit.expected_spend(5, 100) < 100
    assert fit.expected_spend(1000, 100) == pytest.approx(100, rel=0.01)
    assert fit.expected_spend(2, -5) == fit.expected_spend(2, 0) > 0
    for x, m in ((-1, 5), (1, np.nan)):
        with pytest.raises(rt.SettingsError, match="x, m"):
            fit.expected_spend(x, m)


def test_refunds_that_leave_nothing_are_left_out(shop):
    below = shop.copy()
    below.loc[below.index[:40], "monetary_value"] = -1.0
    left_out = int((shop["frequency"].head(40) > 0).sum())
    assert rt.fit_gamma_gamma(below).n == rt.fit_gamma_gamma(shop).n - left_out


def test_too_little_is_refused_by_name(shop):
    few = shop[shop["frequency"] > 0].head(29)
    tied = shop.assign(monetary_value=shop["monetary_value"] + 30 * shop["frequency"])
    for table, condition, words in (
        (few, "spenders", "29 repeat customers with a spend above zero; the model needs 30"),
        (tied, "correlation", "go together"),
    ):
        with pytest.raises(rt.ModelError, match=words) as refused:
            rt.fit_gamma_gamma(table)
        assert refused.value.condition == condition


def test_spends_that_never_vary_are_refused(shop):
    same = shop.assign(monetary_value=12.5)
    assert "no correlation is known" in rt.model_conditions(same)[-1].sentence
    with pytest.raises(rt.ModelError) as refused:
        rt.fit_gamma_gamma(same)
    assert refused.value.condition == "bound"


def test_a_mean_that_is_not_finite_is_refused():
    random = np.random.default_rng(3)
    spend = random.gamma(5.0, size=4000) / random.gamma(0.7, size=4000)
    with pytest.raises(rt.ModelError, match="no finite value") as refused:
        rt.fit_gamma_gamma(pd.DataFrame({"frequency": 1, "recency": 1.0, "T": 9.0, "monetary_value": spend}))
    assert refused.value.condition == "mean"


def test_a_table_without_spend_is_refused(shop):
    with pytest.raises(rt.SettingsError, match="monetary_value"):
        rt.fit_gamma_gamma(shop.drop(columns="monetary_value"))
    assert len(rt.model_conditions(shop.drop(columns="monetary_value"))) == 3
