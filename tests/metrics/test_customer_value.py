"""Observed value with its range, and the simple formula, by hand, against plain loops and against real files."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from tests.oracle_customer_value import brought, mean_and_error
from tests.strategies import events_of, row_lists, settings
from tests.test_real_data import CASES, MONTHS, REAL, truth

real = pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")
T39 = 2.0226909  # two-sided 95 % of Student's t with 39 degrees of freedom


def shop(until="2024-04-01"):
    """Twenty customers in January and twenty in February, 5 each; one of January gives 3 back and pays 23 in March."""
    rows = [(f"j{i}", "2024-01-05", 5.0, "x") for i in range(20)] + [
        (f"f{i}", "2024-02-05", 5.0, "y") for i in range(20)
    ]
    rows += [("j0", "2024-02-01", -3.0, "x"), ("j0", "2024-03-09", 23.0, "x")]
    frame = pd.DataFrame(rows, columns=["who", "when", "paid", "kind"])
    frame["when"] = pd.to_datetime(frame["when"])
    mapping = rt.ColumnMapping("who", "when", amount="paid", segments=("kind",))
    return rt.events_from_frame(frame, mapping, observed_until=until)


# ------------------------------------------------------------------------------------------------------------- observed
def test_by_hand():
    found = rt.observed_value(shop())
    assert found.pooled[["cohorts", "customers", "amount", "value", "since"]].to_dict("list") == {
        "cohorts": [2, 2],
        "customers": [40, 40],
        "amount": [200.0, 197.0],
        "value": [5.0, 4.925],
        "since": [0.5, 1.5],
    }
    # 39 brought 5 and one brought 2.
    spread = math.sqrt((39 * 0.075**2 + 2.925**2) / 39 / 40)
    assert found.pooled["upper"].tolist() == pytest.approx([5.0, 4.925 + T39 * spread])
    assert found.note == "Stops before month 2: only 1 cohort with 20 customers watched that long."
    assert found.formula == "197 / 40 customers = 4.92"


def test_each_cohort():
    rows = rt.observed_value(shop()).cohorts
    january = rows[rows["cohort"] == pd.Timestamp("2024-01-01")]
    assert january["value"].tolist() == [5.0, 4.85, 6.0]
    assert rows[rows["cohort"] == pd.Timestamp("2024-02-01")]["value"].tolist()[:2] == [5.0, 5.0]


def test_an_unfinished_window_has_no_value():
    found = rt.observed_value(shop("2024-03-20"))
    assert found.pooled["cohorts"].tolist() == [2]
    assert found.cohorts.loc[~found.cohorts["complete"], ["value", "lower", "upper"]].isna().all(axis=None)


def test_the_pooled_value_is_that_of_value_by_age():
    events = shop()
    found = rt.observed_value(events).pooled
    known = rt.value_by_age(rt.cohort_matrix(events, rt.CohortSettings(value="cumulative")))
    pd.testing.assert_frame_equal(found[known.columns.tolist()], known, check_index_type=False)


def test_by_segment():
    found = rt.observed_value(shop(), rt.CohortSettings(segment="kind"))
    assert {name: part.segment for name, part in found.items()} == {"x": "x", "y": "y"}
    assert [len(part.pooled) for part in found.values()] == [0, 0], "one cohort each is not pooled"
    assert "Stops before month 0" in found["x"].words


def test_own_time_ends_a_whole_period_later():
    found = rt.observed_value(shop("2024-06-01"), rt.CohortSettings(clock="elapsed"))
    assert found.pooled["since"].tolist()[:2] == [1.0, 2.0]


def test_no_amounts():
    frame = pd.DataFrame({"who": ["a"], "when": pd.to_datetime(["2024-01-05"])})
    with pytest.raises(rt.SettingsError, match="no amount column"):
        rt.observed_value(rt.events_from_frame(frame, rt.ColumnMapping("who", "when")))


def test_an_age_that_is_not_known():
    found = rt.observed_value(shop())
    assert found.at(0)["value"] == 5
    with pytest.raises(rt.SettingsError, match="through month 9"):
        found.at(9)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=row_lists(),
    chosen=settings(period="month", period_size=1, origin=None, cohort_period=None, measure="on", within=None,
                    brackets=None, segment=None, value="cumulative"),
)  # fmt: skip
def test_means_and_ranges_are_what_plain_loops_find(rows, chosen):
    events = events_of(rows)
    found = rt.observed_value(events, chosen).cohorts
    cells = brought(rows, chosen, "UTC", events.until)[""]
    calendar = chosen.cohort_calendar("UTC")
    base = min((c for c, _ in cells), default=0)
    numbers = calendar.numbers(np.array(found["cohort"], "datetime64[us]").astype(np.int64)) if len(found) else []
    asked = chosen.start is not None or chosen.end is not None
    shift = 0 if not len(found) or asked else int(min(numbers)) - base
    for number, row in zip(numbers, found.to_dict("records"), strict=True):
        if asked or not row["complete"]:
            continue
        mean, error = mean_and_error(cells[int(number) - shift, row["age"]])
        assert row["value"] == pytest.approx(mean, abs=1e-9)
        if not math.isnan(error) and error > 1e-6:
            from scipy.stats import t

            half = t.ppf(0.975, row["customers"] - 1) * error
            assert (row["upper"] - row["lower"]) / 2 == pytest.approx(half, rel=1e-6)


@real
@pytest.mark.parametrize("name", ["CDNOW", "CDNOW sample", "Relay Foods CSV"])
def test_real_files(name):
    case = CASES[name]
    found = rt.observed_value(case.events(), MONTHS).cohorts
    facts = truth(*case.truth)["cumulative_revenue_per_cohort_user"]
    table = {
        str(cohort)[:7]: pytest.approx(part.sort_values("age")["value"].dropna().tolist(), abs=1e-6)
        for cohort, part in found.groupby("cohort")
    }
    assert {month: [float(v) for v in row] for month, row in facts.items()} == table


@real
def test_the_range_is_that_of_the_customers_of_cdnow():
    case = CASES["CDNOW sample"]
    found = rt.observed_value(case.events()).pooled
    table = pd.read_csv(REAL / case.path, dtype={"sampleid": str})
    table["when"] = pd.to_datetime(table["date"].astype(str), format="%Y%m%d")
    first = table.groupby("sampleid")["when"].transform("min").dt.to_period("M")
    age = (table["when"].dt.to_period("M").astype("int64") - first.astype("int64")).to_numpy()
    per_customer = table[age <= 12].groupby("sampleid")["sales"].sum().reindex(table["sampleid"].unique(), fill_value=0)
    mean, error = per_customer.mean(), per_customer.std() / math.sqrt(len(per_customer))
    row = found.loc[12]
    assert (row["value"], row["upper"] - row["value"]) == (pytest.approx(mean), pytest.approx(1.96 * error, rel=2e-3))


# ------------------------------------------------------------------------------------------------------------ contracts
def contracts(until="2024-06-01"):
    """Thirty from January and thirty from February; ten of January leave in March; all pay 10 a month."""
    rows = [(f"j{i}", "2024-01-10", "2024-03-05" if i < 10 else None) for i in range(30)]
    rows += [(f"f{i}", "2024-02-10", None) for i in range(30)]
    frame = pd.DataFrame(rows, columns=["who", "from", "to"]).assign(mrr=10.0)
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr")
    return rt.subscriptions_from_frame(frame, mapping, observed_until=until)


def test_contracts_bring_what_ran_at_the_ends_of_months():
    found = rt.observed_value(contracts())
    assert found.pooled[["customers", "amount", "value", "since"]].to_dict("list") == {
        "customers": [60, 60, 60, 60],
        "amount": [600.0, 1200.0, 1700.0, 2200.0],
        "value": [10.0, 20.0, pytest.approx(1700 / 60), pytest.approx(2200 / 60)],
        "since": [1.0, 2.0, 3.0, 4.0],
    }
    each = np.array([20.0] * 10 + [40.0] * 50)
    half = 2.0009954 * each.std(ddof=1) / math.sqrt(60)
    assert found.pooled["upper"].iloc[-1] - found.pooled["value"].iloc[-1] == pytest.approx(half)


def test_money_a_month_counts_for_the_length_of_the_period():
    found = rt.observed_value(contracts("2024-12-31"), rt.CohortSettings(period="quarter"))
    assert found.cohorts["value"].iloc[0] == pytest.approx(30 * (50 / 60))


# ------------------------------------------------------------------------------------------------------- simple formula
def test_how_far_the_simple_formula_swings():
    found = rt.simple_value(10, 0.05, 1.0, churn_range=(0.04, 0.06))
    assert [round(v) for v in (found.lower, found.value, found.upper)] == [167, 200, 250]
    assert found.swing == pytest.approx(0.5)
    assert "+50 % from end to end" in found.words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_simple_formula_is_its_sum():
    found = rt.simple_value(10, 0.04, 0.5, horizon=36, discount=0.01)
    assert found.value == pytest.approx(sum(5 * 0.96**t / 1.01**t for t in range(36)))
    assert found.uncapped == pytest.approx(5 / (1 - 0.96 / 1.01))
    assert rt.simple_value(10, 0.0, 1.0, horizon=12).value == 120


@given(st.floats(0.01, 0.9), st.floats(0.01, 0.9), st.integers(1, 100), st.floats(0, 0.2))
def test_less_churn_a_longer_horizon_and_no_discount_never_bring_less(one, two, horizon, discount):
    low, high = sorted((one, two))
    base = rt.simple_value(10, high, 0.5, horizon, discount)
    assert rt.simple_value(10, low, 0.5, horizon, discount).value >= base.value - 1e-9
    assert rt.simple_value(10, high, 0.5, horizon + 1, discount).value >= base.value
    assert rt.simple_value(10, high, 0.5, horizon).value >= base.value - 1e-9
    assert base.value <= base.uncapped + 1e-9


def test_what_the_simple_formula_refuses():
    for arguments, match in (
        ((10, 0.0, 1.0), "no end"),
        ((10, 4, 1.0), "share from 0 to 1"),
        ((10, 0.04, 0.0), "from 0"),
        ((10, 0.04, 1.0, 0), "whole number of periods"),
    ):
        with pytest.raises(rt.SettingsError, match=match):
            rt.simple_value(*arguments)
    with pytest.raises(rt.SettingsError, match="leaves out"):
        rt.simple_value(10, 0.04, 1.0, churn_range=(0.05, 0.06))


def test_measured_on_contracts():
    """From February on: 30, 60, 50, 50 pay at the starts of February to May, and ten of them leave."""
    found = rt.simple_value_of(contracts(), margin=0.5, horizon=24)
    assert (found.revenue_per_period, found.n, found.periods) == (pytest.approx(10.0), 190, 4)
    assert found.churn == pytest.approx(10 / 190)
    assert found.churn_lower < found.churn < found.churn_upper


def test_measured_on_a_shop():
    found = rt.simple_value_of(shop(), margin=1.0, horizon=12)
    # January's twenty pay at the start of February, and none of them pays in it; February's in March likewise.
    assert (found.churn, found.n, found.revenue_per_period) == (1.0, 40, 5.0)


def test_the_strip_holds_the_range():
    strip = rt.simple_value(10, 0.04, 1.0, churn_range=(0.01, 0.3)).strip()
    assert strip["churn"].min() <= 0.02
    assert strip["churn"].max() >= 0.3
    assert (np.diff(strip["value"]) < 0).all()
