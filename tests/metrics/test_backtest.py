"""Forecasts held against what happened: by hand where it can be, and the published sample."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retention as rt
from tests.oracle_customers import bought_by_chance

ROOT = Path(__file__).resolve().parents[2]
CDNOW = ROOT.parent / "shared" / "data" / "real" / "cdnow"
here = pytest.mark.skipif(not CDNOW.is_dir(), reason="the folder ../shared with real files is not here")


@pytest.fixture(scope="module")
def shop():
    return rt.read_events(ROOT / "sample_data" / "shop_orders.csv")


@here
def test_the_published_sample_is_missed_and_it_says_so():
    events = rt.read_events(CDNOW / "cdnowElog_BTYD.csv", rt.ColumnMapping("sampleid", "date", amount="sales"))
    test = rt.backtest(events, at="1997-10-01")
    assert (test.customers, round(test.forecast), test.actual, test.time) == (2357, 1653, 1882, 39)
    assert test.miss_share == pytest.approx(-0.1215, abs=0.001)
    assert not test.inside
    assert "1,653 purchases" in test.sentence
    assert "1,882 happened, a miss of -12 %, outside the range" in test.sentence
    # Parameters with Poisson noise alone give 1487 to 1800; rates of single customers widen that.
    assert test.lower == pytest.approx(1470, abs=25)
    assert test.upper == pytest.approx(1845, abs=30)
    published = {
        "customers": [1411, 439, 214, 100, 62, 38, 29, 64],
        "actual_mean": [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594],
        "forecast_mean": [0.2251, 0.5231, 1.0441, 1.5203, 2.1639, 2.6538, 3.5040, 6.1572],
    }
    for name, values in published.items():
        np.testing.assert_allclose(test.table[name], values, atol=6e-5)


def test_no_number_depends_on_the_unit(shop):
    by_day, by_week = rt.backtest(shop, "day"), rt.backtest(shop, "week")
    assert by_day.actual == by_week.actual
    assert by_day.forecast == pytest.approx(by_week.forecast, rel=1e-6)
    assert by_day.lower == pytest.approx(by_week.lower, rel=1e-6)


def test_the_sample_shop(shop):
    test = rt.backtest(shop)
    hidden = (test.until - test.at).days
    assert hidden == round(((shop.observed_until - shop.span[0].normalize()).days) / 3)
    assert test.table["customers"].sum() == test.customers
    assert test.table["actual"].sum() == test.actual
    assert test.table["forecast"].sum() == pytest.approx(test.forecast)
    assert abs(test.miss_share) < 0.1


def test_actual_purchases_are_days_of_known_customers(shop):
    test = rt.backtest(shop, at="2026-01-01", horizon=4)
    rows = shop.frame()
    day = rows[shop.mapping.time].dt.normalize()
    known = set(rows[shop.mapping.customer][day < "2026-01-01"])
    later = rows[(day >= "2026-01-01") & (day < "2026-01-29") & rows[shop.mapping.customer].isin(known)]
    later = later[~(later[shop.mapping.amount] < 0)] if shop.mapping.amount else later
    assert test.until == pd.Timestamp("2026-01-29")
    assert test.actual == len(set(zip(later[shop.mapping.customer], day[later.index], strict=True)))


def test_what_nothing_could_be_learnt_from_is_refused(shop):
    with pytest.raises(rt.ModelError) as refused:
        rt.backtest(shop, share_hidden=0.97)
    assert refused.value.condition in ("customers", "repeaters", "history")
    wrong = [
        ({"share_hidden": 0}, "share_hidden"),
        ({"at": "2030-01-01"}, "at"),
        ({"at": "soon"}, "at"),
        ({"horizon": 0}, "horizon"),
        ({"at": "2026-06-01", "horizon": 90}, "followed_to"),
        ({"model": "magic"}, "model"),
        ({"unit": "hour"}, "unit"),
    ]
    for options, where in wrong:
        with pytest.raises(rt.SettingsError, match=f"^{where}:"):
            rt.backtest(shop, **options)


def test_the_range_holds_what_happens_when_the_model_is_true():
    """Ten made-up shops: nine or ten of them inside, and nobody far out."""
    random, inside, far = np.random.default_rng(11), [], []
    for _ in range(10):
        made = bought_by_chance(random, 1000, (0.6, 8.0, 0.9, 2.5), 364, 182)
        counts = pd.DataFrame({"frequency": [x for x, _, _ in made], "recency": [t for _, t, _ in made], "T": 364.0})
        forecast = rt.fit_bg_nbd(counts, "day").total_purchases(182, counts, draws=300)
        actual = sum(later for _, _, later in made)
        inside.append(forecast.lower <= actual <= forecast.upper)
        far.append(abs(actual - forecast.purchases) / (forecast.upper - forecast.lower))
    assert sum(inside) >= 9
    assert max(far) < 0.8


def test_a_segment_changes_nothing(shop):
    name = next(iter(shop.segments))
    assert rt.backtest(shop, settings=rt.CohortSettings(segment=name)).forecast == rt.backtest(shop).forecast
