"""A projection counted on other terms is the projection made on those terms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import retention as rt
from retention.metrics.money_paths import MoneyPaths
from retention.metrics.projection import terms_of

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module", params=["shop", "subscriptions"])
def source(request):
    if request.param == "shop":
        return rt.read_events(SAMPLES / "shop_orders.csv")
    return rt.read_subscriptions(SAMPLES / "subscriptions.csv")


def test_other_terms_need_no_other_fit(source):
    far = rt.projected_value(source, 0.0, 1.0, 36)
    near = rt.projected_value(source, 0.10, 0.4, 12)
    found = far.with_terms(0.10, 0.4, 12)
    names = ("value", "lower", "upper", "first", "often", "terms", "n", "each", "check", "formula", "words")
    assert {name: getattr(found, name) for name in names} == {
        name: pytest.approx(value) if isinstance(value := getattr(near, name), float) else value for name in names
    }
    assert found.endless == pytest.approx(near.endless, nan_ok=True)
    np.testing.assert_allclose(found.curve, near.curve)


def test_no_further_than_was_projected(source):
    found = rt.projected_value(source, 0.0, 1.0, 6)
    with pytest.raises(rt.SettingsError, match="have not been projected"):
        found.with_terms(0.0, 1.0, 7)


def test_the_list_needs_no_other_fit(source):
    found = rt.projected_value(source, 0.0, 1.0, 12)
    once, again = (rt.customer_values(source, 0.1, 0.5, 12, models=models) for models in (found.models, None))
    assert once["customer"].tolist() == again["customer"].tolist()
    np.testing.assert_allclose(once["expected_value"], again["expected_value"])


@pytest.mark.parametrize(("lead", "revenue", "value"), [(1, [150, 175], [62.5, 65.625]), (0, [100, 150], [50, 62.5])])
def test_by_hand(lead, revenue, value):
    """100, then 50, then 25; half is margin, and a period halves the worth of money."""
    money = np.array([100.0, 50.0, 25.0])[: 2 + lead]
    paths = MoneyPaths(money, np.array([money, money]), money, np.ones(2 + lead), lead)
    # A yearly rate of 2^12 - 1 is 100 % a month.
    found = paths.on(terms_of(2.0**12 - 1, 0.5, 2, rt.CohortSettings()), 0.95)
    assert found["curve"]["revenue"].tolist() == revenue
    assert found["curve"]["value"].tolist() == pytest.approx(value)
    assert (found["value"], found["lower"], found["upper"]) == pytest.approx((value[-1],) * 3)
    assert found["first"] == 50
