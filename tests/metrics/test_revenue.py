"""Revenue retention: the numbers of the textbook, the laws of the rates, and ranges beside a bootstrap."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import retention as rt
from retention.metrics.revenue_ranges import Sums, gross_range, net_range
from tests import oracle_money
from tests.engine.test_money import law, relaxed, rows_of_money, series_settings, zones
from tests.strategies import events_of

MONTHS = rt.CohortSettings()
LEVEL = 1.959963984540054


def paid(*rows, until=None):
    """Events of (customer, day, amount)."""
    frame = pd.DataFrame(rows, columns=["who", "when", "paid"])
    frame["when"] = pd.to_datetime(frame["when"])
    mapping = rt.ColumnMapping(customer="who", time="when", amount="paid")
    return rt.events_from_frame(frame, mapping, observed_until=until)


def months(frame, *columns):
    """Rows as plain numbers, rounded."""
    return {str(day)[:7]: tuple(np.round([row[c] for c in columns], 4).tolist()) for day, row in frame.iterrows()}


# ------------------------------------------------------------------------------------------------- worked examples
def test_the_example_that_everybody_knows():
    """100,000 at the start, 12,000 more, 3,000 less, 5,000 gone: 104 % net, 92 % gross."""
    january = [("grows", "2024-01-10", 50_000), ("shrinks", "2024-01-10", 45_000), ("goes", "2024-01-10", 5_000)]
    february = [("grows", "2024-02-10", 62_000), ("shrinks", "2024-02-10", 42_000), ("comes", "2024-02-10", 700)]
    row = rt.revenue_retention(paid(*january, *february, until="2024-03-01")).loc["2024-02-01"]
    assert row[["start", "expansion", "contraction", "churned", "new", "end"]].tolist() == [
        *(100_000, 12_000, 3_000, 5_000, 700, 104_700),
    ]
    assert (row["nrr"], row["grr"]) == (1.04, 0.92)
    assert row["quick_ratio"] == pytest.approx(12_700 / 8_000)
    assert (row["customers"], row["kept"]) == (3, 2)


def test_new_and_reactivated_money_belong_to_neither_rate():
    events = paid(
        *(("a", "2024-01-01", 10), ("b", "2024-01-01", 10), ("a", "2024-02-01", 10)),
        *(("a", "2024-03-01", 10), ("b", "2024-03-01", 90), ("c", "2024-03-31", 500)),
    )
    frame = rt.revenue_retention(events)
    assert months(frame, "grr", "nrr", "reactivated", "new")["2024-03"] == (1.0, 1.0, 90.0, 500.0)


def test_the_period_under_way_has_money_and_no_rate():
    events = paid(("a", "2024-01-01", 10), ("a", "2024-02-10", 4), until="2024-02-15")
    last = rt.revenue_retention(events).loc["2024-02-01"]
    assert (last["end"], last["complete"]) == (4.0, False)
    assert last[["grr", "nrr", "quick_ratio", "grr_lower", "nrr_upper"]].isna().all()


def test_a_period_without_data_and_the_one_after_it_have_no_rate():
    rows = [(c, f"2024-{m:02d}-01", 1) for c in "abcdefghijklmnopqrst" for m in (1, 2, 4, 5)]
    frame = rt.revenue_retention(paid(*rows, until="2024-06-01"))
    assert frame["no_data"].tolist() == [False, False, True, False, False]
    assert frame["grr"].isna().tolist() == [True, False, True, True, False]


def test_refunds_lower_money_and_below_zero_is_kept_apart():
    events = paid(("a", "2024-01-01", 10), ("a", "2024-02-01", 10), ("a", "2024-02-02", -4), ("a", "2024-03-31", -1))
    frame = rt.revenue_retention(events)
    assert months(frame, "end", "contraction", "churned", "below_zero") == {
        "2024-01": (10.0, 0.0, 0.0, 0.0),
        "2024-02": (6.0, 4.0, 0.0, 0.0),
        "2024-03": (0.0, 0.0, 6.0, -1.0),
    }


def test_the_history_before_the_range_decides_who_is_new():
    events = paid(("a", "2024-01-01", 1), ("a", "2024-03-01", 2), ("b", "2024-03-31", 4))
    frame = rt.revenue_retention(events, MONTHS.replace(start="2024-03-01"))
    assert months(frame, "new", "reactivated") == {"2024-03": (4.0, 2.0)}


def test_times_of_an_event_have_no_meaning_for_money():
    with pytest.raises(rt.SettingsError, match="added up"):
        rt.revenue_retention(paid(("a", "2024-01-01", 1)), MONTHS.replace(min_events=2))


# ----------------------------------------------------------------------------------------------- laws of the rates
@relaxed
@given(rows_of_money, series_settings(), zones)
def test_rates_are_those_of_plain_loops(rows, settings, zone):
    events = events_of(rows, zone)
    found = rt.revenue_retention(events, settings)
    frames = found if settings.segment else {"": found}
    expected = oracle_money.revenue(rows, settings, zone, events.until)
    for name, line in expected.items():
        cells, frame = list(line.values()), frames[name]
        assert len(frame) == len(cells)
        for cell, row in zip(cells, frame.to_dict("records"), strict=True):
            if row["no_data"] or np.isnan(row["nrr"]):
                continue
            kept = sum(min(x, y) for x, y in cell.pairs)
            assert row["grr"] == pytest.approx(float(kept / cell.start))
            assert row["nrr"] == pytest.approx(float(sum(y for _, y in cell.pairs) / cell.start))


@law
@given(rows_of_money, series_settings(), zones)
def test_laws_of_the_rates(rows, settings, zone):
    found = rt.revenue_retention(events_of(rows, zone), settings)
    for frame in found.values() if settings.segment else [found]:
        known = frame[frame["nrr"].notna()]
        assert (known["complete"] & (known["start"] > 0)).all()
        assert (known["grr"] <= 1).all()
        assert (known["grr"] <= known["nrr"]).all()
        assert (known["grr"] >= 0).all()
        same = known["end"] - known["new"] - known["reactivated"]
        assert (known["nrr"] * known["start"]).tolist() == pytest.approx(same.tolist(), abs=1e-9)
        for rate in ("grr", "nrr"):
            assert (known[f"{rate}_lower"] <= known[rate]).all()
            assert (known[rate] <= known[f"{rate}_upper"]).all()
        assert (known["grr_upper"] <= 1).all()
        assert (known["nrr_upper"] >= known["grr_upper"]).all()


@law
@given(rows_of_money, series_settings(("week", "month", "quarter")), zones)
def test_laws_of_cohorts(rows, settings, zone):
    events = events_of(rows, zone)
    found = rt.revenue_cohorts(events, settings)
    pooled = rt.revenue_by_age(events, settings)
    for name, frame in found.items() if settings.segment else [("", found)]:
        known = frame[frame["nrr"].notna()]
        assert (known["grr"] <= np.minimum(known["nrr"], 1) + 1e-12).all()
        assert known.loc[known["age"] == 0, ["grr", "nrr"]].eq(1).all(axis=None)
        assert (known["paying"] <= known["customers"]).all()
        ages = pooled[name] if settings.segment else pooled
        for age, row in ages.iterrows():
            same = frame[(frame["age"] == age) & frame["complete"] & ~frame["no_data"]]
            assert row["money"] == pytest.approx(same["money"].sum())
            assert row["start"] == pytest.approx(same["start"].sum())


# ------------------------------------------------------------------------------------------------------- the ranges
def sums_of(x, y):
    m = np.minimum(x, y)
    return Sums(*(np.array(float(v)) for v in (*(a.sum() for a in (x, y, m)), x @ x, x @ y, y @ y, x @ m, m @ m)))


def bootstrap(x, y, times=4000):
    """Percentiles of both rates over customers drawn again."""
    random = np.random.default_rng(11)
    drawn = random.integers(0, len(x), (times, len(x)))
    start = x[drawn].sum(axis=1)
    rates = np.minimum(x, y)[drawn].sum(axis=1) / start, y[drawn].sum(axis=1) / start
    return [np.quantile(rate, [0.025, 0.975]) for rate in rates]


@pytest.mark.parametrize("n", [300, 3000])
@pytest.mark.parametrize("stay", [0.35, 0.9])
def test_ranges_are_those_of_a_bootstrap(n, stay):
    random = np.random.default_rng(n)
    x = random.gamma(1.5, 40, n) + 1
    y = np.where(random.random(n) < stay, x * random.lognormal(-0.05, 0.4, n), 0)
    gross, net = bootstrap(x, y)
    for found, expected in ((gross_range(sums_of(x, y)), gross), (net_range(sums_of(x, y)), net)):
        width = expected[1] - expected[0]
        assert float(found[0]) == pytest.approx(expected[0], abs=0.12 * width)
        assert float(found[1]) == pytest.approx(expected[1], abs=0.12 * width)


def test_equal_customers_give_agresti_and_coull():
    """26 of 30 customers who paid the same stay: the range of a share of customers."""
    x = np.full(30, 7.0)
    y = np.where(np.arange(30) < 26, 7.0, 0.0)
    total, stayed = 30 + LEVEL**2, 26 + LEVEL**2 / 2
    middle = stayed / total
    half = LEVEL * np.sqrt(middle * (1 - middle) / total)
    lower, upper = gross_range(sums_of(x, y))
    assert (float(lower), float(upper)) == pytest.approx((middle - half, min(1, middle + half)))


def test_few_customers_who_all_stayed_are_no_certainty():
    x = np.full(8, 20.0)
    (gross, _), (low, high) = gross_range(sums_of(x, x)), net_range(sums_of(x, x))
    assert gross < 0.75
    assert low < 0.8
    assert high > 1.2


def test_one_customer_with_half_of_the_money_makes_the_range_wide():
    """A hundred customers of whom one pays half are worth about four equal ones."""
    x = np.array([99.0] + [1.0] * 99)
    y = np.where(np.arange(100) % 10 == 3, 0, x)
    lower, _ = gross_range(sums_of(x, y))
    equal, _ = gross_range(sums_of(np.full(100, 1.0), np.where(y > 0, 1.0, 0.0)))
    assert lower < 0.55
    assert equal > 0.8


def test_a_source_without_squares_has_rates_without_ranges():
    from dataclasses import replace

    counts = paid(("a", "2024-01-01", 10), ("a", "2024-02-29", 9)).revenue_counts(MONTHS)

    class Bare:
        timezone = "UTC"

        def revenue_counts(self, settings):
            return replace(counts, squares=None)

    frame = rt.revenue_retention(Bare())
    assert frame["grr"].tolist() == pytest.approx([nan, 0.9], nan_ok=True)
    assert frame["grr_lower"].isna().all()
