"""Projected value: published customers, one number in every unit, laws, back-tests, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.metrics.customer_values import expected_purchases, whole_periods
from retention.metrics.projection import terms_of
from tests.test_real_data import REAL

real = pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")
A_YEAR = 1.01**12 - 1  # one per cent a month
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]


# --------------------------------------------------------------------------------------------------------------- CDNOW
@pytest.fixture(scope="module")
def cdnow():
    mapping = rt.ColumnMapping("sampleid", "date", amount="sales")
    return rt.read_events(REAL / "cdnow" / "cdnowElog_BTYD.csv", mapping, observed_until="1998-07-01")


@pytest.fixture(scope="module")
def half(cdnow):
    return cdnow.observed_to("1997-10-01")


@real
def test_published_values_of_single_customers(half):
    """Twelve months at one per cent a month, time in weeks: the figures that circulate take days for weeks."""
    found = rt.customer_values(half, A_YEAR, 1.0, 12, model="bg_nbd").set_index("customer")["expected_value"]
    first_ten = [36.278, 4.637, 8.344, 8.344, 8.344, 283.524, 6.881, 8.344, 43.354, 8.344]
    ids = sorted(found.index, key=int)[:10]
    assert found[ids].tolist() == pytest.approx(first_ten, rel=5e-3)


@real
def test_one_number_in_every_unit(half):
    values = {unit: rt.customer_values(half, 0.1, 0.5, 24, unit=unit) for unit in ("day", "week", "month")}
    by_id = {unit: frame.set_index("customer")["expected_value"].sort_index() for unit, frame in values.items()}
    assert by_id["day"].to_numpy() == pytest.approx(by_id["week"].to_numpy(), rel=1e-3)
    assert by_id["month"].to_numpy() == pytest.approx(by_id["week"].to_numpy(), rel=1e-3)


@real
def test_one_number_in_every_period(cdnow):
    """Money comes at the end of its period: shorter ones count it earlier, and that is all they change."""
    year = {
        period: rt.projected_value(cdnow, 0.1, 0.5, n, rt.CohortSettings(period=period)).value
        for period, n in (("month", 12), ("quarter", 4), ("day", 365))
    }
    assert year["month"] == pytest.approx(year["day"], rel=1e-2)
    assert year["quarter"] == pytest.approx(year["day"], rel=2e-2)
    daily, weekly = (rt.projected_value(cdnow, 0.1, 0.5, 12, unit=unit) for unit in ("day", "week"))
    assert daily.value == pytest.approx(weekly.value, rel=1e-3)
    assert daily.upper == pytest.approx(weekly.upper, rel=1e-2)


@real
def test_the_back_test_of_cdnow_misses_and_says_so(cdnow):
    check = rt.projected_value(cdnow, 0.1, 1.0, 12, at="1997-10-01").check
    purchases, money = check.parts
    assert (round(purchases.forecast), purchases.actual) == (1653, 1882)
    assert not purchases.inside
    assert not check.inside
    assert money.actual > money.upper
    assert "outside the range" in check.words
    assert "too narrow" in check.words
    table = pd.read_csv(REAL / "cdnow" / "cdnowElog_BTYD.csv", dtype={"sampleid": str})
    assert money.actual == pytest.approx(table.loc[table["date"] >= 19971001, "sales"].sum())


@real
def test_the_value_is_its_parts(cdnow):
    found = rt.projected_value(cdnow, 0.1, 0.5, 12)
    table = pd.read_csv(REAL / "cdnow" / "cdnowElog_BTYD.csv", dtype={"sampleid": str})
    first = table["date"] == table.groupby("sampleid")["date"].transform("min")
    start = table.loc[first, "sales"].sum() / 2357
    assert found.first == pytest.approx(0.5 * start)
    buying, spend = found.models["BG/NBD"], found.models["Gamma-Gamma"].mean_spend
    month = 365.25 / 12 / 7
    often = [buying.expected_purchases(t * month) for t in range(13)]
    gained = [(often[t] - often[t - 1]) * spend for t in range(1, 13)]
    plainly = start + sum(gained)
    worth = 0.5 * (start + sum(g / 1.1 ** (t / 12) for t, g in enumerate(gained, start=1)))
    assert found.curve["revenue"].iloc[-1] == pytest.approx(plainly)
    assert found.value == pytest.approx(worth)
    assert found.lower < found.value < found.upper


@real
def test_value_rises_with_horizon_and_margin_and_falls_with_the_discount(cdnow):
    base = rt.projected_value(cdnow, 0.1, 0.5, 12)
    assert (np.diff(base.curve[["revenue", "value"]], axis=0) > 0).all()
    assert rt.projected_value(cdnow, 0.1, 0.6, 12).value == pytest.approx(base.value * 1.2)
    assert rt.projected_value(cdnow, 0.3, 0.5, 12).value < base.value < rt.projected_value(cdnow, 0.0, 0.5, 12).value


@real
def test_other_terms_need_no_other_fit(cdnow):
    asked = rt.projected_value(cdnow, 0.2, 0.3, 6)
    moved = rt.projected_value(cdnow, 0.1, 0.5, 24).with_terms(0.2, 0.3, 6)
    assert (moved.value, moved.lower, moved.upper) == pytest.approx((asked.value, asked.lower, asked.upper))
    assert moved.formula == asked.formula
    with pytest.raises(rt.SettingsError, match="have not been projected"):
        moved.with_terms(0.2, 0.3, 25)


@real
def test_few_times_are_enough_to_discount_by(half):
    frame = rt.customer_counts(half, "week")
    fit = rt.fit_bg_nbd(frame)
    terms = terms_of(0.15, 1.0, 60, rt.CohortSettings())
    some = frame.sort_values("frequency").iloc[::90].reset_index(drop=True)
    often, worth = expected_purchases(fit, some, terms, "week")
    months = np.arange(1, 61) * 365.25 / 12 / 7
    history = (some["frequency"].to_numpy(), some["recency"].to_numpy(), some["T"].to_numpy())
    slow = np.column_stack([np.zeros(len(some)), *(fit.expected_purchases_given(t, *history) for t in months)])
    steps = np.diff(slow, axis=1) / 1.15 ** (np.arange(1, 61) / 12)
    assert often == pytest.approx(slow[:, -1], rel=1e-5, abs=1e-9)
    assert worth == pytest.approx(steps.sum(axis=1), rel=1e-5, abs=1e-9)


@real
def test_the_list_is_sorted_and_adds_up_by_cohort(half):
    found = rt.customer_values(half, 0.1, 0.5, 12)
    assert (np.diff(found["expected_value"]) <= 0).all()
    assert found["first"].min() == pd.Timestamp("1997-01-01")
    by_month = rt.expected_by(found, "cohort")
    assert by_month["customers"].to_dict() == {
        pd.Timestamp("1997-01-01"): 781,
        pd.Timestamp("1997-02-01"): 857,
        pd.Timestamp("1997-03-01"): 719,
    }
    assert by_month["total"].sum() == pytest.approx(found["expected_value"].sum())
    with pytest.raises(rt.SettingsError, match="no segments"):
        rt.expected_by(found, "segment")


@real
@pytest.mark.parametrize(
    ("until", "said"), [("1997-01-20", "28 of them came back"), ("1997-02-05", "against the past")]
)
def test_too_short_a_history_is_refused_and_says_why(cdnow, until, said):
    """First of all customers, then of those before the hidden third: without a back-test there is no projection."""
    with pytest.raises(rt.RetentionError, match=said) as caught:
        rt.projected_value(cdnow.observed_to(until), 0.1, 0.5, 12)
    assert caught.value.condition == "repeaters"


# ------------------------------------------------------------------------------------------------------------ segments
def shop(n=1200, seed=7):
    """Customers of two kinds, one buying twice as dear; and a third kind of ten customers."""
    random = np.random.default_rng(seed)
    kind = np.where(np.arange(n) < 10, "few", np.where(np.arange(n) % 2, "dear", "cheap"))
    rate, leaves = random.gamma(0.8, 0.03, n), random.beta(0.9, 2.5, n)
    mean = np.where(kind == "dear", 2.0, 1.0) * 6 * 60 / random.gamma(4.0, size=n)
    rows = []
    for i in range(n):
        day, there = float(random.integers(0, 60)), True
        rows.append((i, day, mean[i] * random.gamma(6) / 6, kind[i]))
        while there:
            day += random.exponential(1 / rate[i])
            if day >= 540:
                break
            rows.append((i, day, mean[i] * random.gamma(6) / 6, kind[i]))
            there = random.random() > leaves[i]
    frame = pd.DataFrame(rows, columns=["who", "day", "paid", "kind"])
    frame["when"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(frame["day"], unit="D")
    mapping = rt.ColumnMapping("who", "when", amount="paid", segments=("kind",))
    return rt.events_from_frame(frame, mapping, observed_until="2024-06-24")


@pytest.fixture(scope="module")
def two_kinds():
    return shop()


def test_a_segment_that_is_refused_does_not_silence_the_others(two_kinds):
    found = rt.projected_value(two_kinds, 0.1, 0.5, 12, rt.CohortSettings(segment="kind"))
    assert found["few"].condition == "customers"
    assert "200" in found["few"].words
    dear, cheap = found["dear"], found["cheap"]
    assert (dear.segment, dear.n, cheap.n) == ("dear", 595, 595)
    assert dear.value == pytest.approx(2 * cheap.value, rel=0.35)
    assert dear.each > 1.5 * cheap.each


def test_the_list_carries_the_segment(two_kinds):
    found = rt.customer_values(two_kinds, 0.1, 0.5, 12, rt.CohortSettings(segment="kind"))
    by_kind = rt.expected_by(found, "segment")
    assert by_kind["customers"].to_dict() == {"dear": 595, "cheap": 595, "few": 10}
    assert by_kind.loc["dear", "mean"] > by_kind.loc["cheap", "mean"]


def test_the_other_model_of_buying(two_kinds):
    one, other = (rt.projected_value(two_kinds, 0.1, 0.5, 12, model=model) for model in ("bg_nbd", "mbg_nbd"))
    assert other.value == pytest.approx(one.value, rel=0.1)
    with pytest.raises(rt.SettingsError, match="not known"):
        rt.projected_value(two_kinds, 0.1, 0.5, 12, model="crystal ball")


def test_what_is_asked_for_must_be_given(two_kinds):
    for arguments, match in (
        ((0.1, 1.5, 12), "share from 0 to 1"),
        ((-0.1, 0.5, 12), "at least 0"),
        ((0.1, 0.5, 0), "whole number of periods"),
        ((0.1, 0.5, None), "needs an end"),
    ):
        with pytest.raises(rt.SettingsError, match=match):
            rt.projected_value(two_kinds, *arguments)
    with pytest.raises(rt.SettingsError, match="hours"):
        rt.projected_value(two_kinds, 0.1, 0.5, 12, rt.CohortSettings(period="hour"))


def test_without_amounts():
    frame = pd.DataFrame({"who": ["a", "a"], "when": pd.to_datetime(["2024-01-05", "2024-02-05"])})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))
    for ask in (rt.projected_value, rt.customer_values):
        with pytest.raises(rt.SettingsError, match="no amount column"):
            ask(events, 0.1, 0.5, 12)


# ----------------------------------------------------------------------------------------------------------- contracts
def contracts(survivors=HIGH_END, mrr=10.0, until="2024-01-01", plan="a"):
    ends = [2016 + age for age in range(1, len(survivors)) for _ in range(survivors[age - 1] - survivors[age])]
    frame = pd.DataFrame({"who": [f"{plan}{i}" for i in range(survivors[0])], "from": "2016-01-01", "mrr": mrr})
    frame["to"] = [f"{year}-01-01" for year in ends] + [None] * survivors[-1]
    return frame.assign(plan=plan), until


def source(*frames_and_until):
    frames = [frame for frame, _ in frames_and_until]
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr", plan="plan")
    until = frames_and_until[0][1]
    return rt.subscriptions_from_frame(pd.concat(frames, ignore_index=True), mapping, observed_until=until)


YEARS = rt.CohortSettings(period="year")


def test_contracts_are_worth_their_discounted_expected_lifetime():
    """A contract that ends on 1 January has run to the end of the year before, and is lost at that renewal."""
    found = rt.projected_value(source(contracts()), 0.10, 0.5, 30, YEARS)
    model = found.models["sBG"]
    assert found.each == pytest.approx(120)
    assert found.value == pytest.approx(60 * model.del_(0.10, 30))
    assert found.endless == pytest.approx(60 * model.del_(0.10))
    assert found.lower < found.value < found.upper < found.upper * 1.0001
    assert found.curve["revenue"].iloc[0] == pytest.approx(120)
    assert found.check.parts[0].what == "customers at the end of year 7"


def test_contracts_are_back_tested_on_the_last_ages():
    check = rt.projected_value(source(contracts()), 0.10, 0.5, 5, YEARS).check
    held = rt.holdout_sbg([1000, *HIGH_END[1:]])
    assert (check.parts[0].forecast, check.parts[0].actual) == (pytest.approx(held.projected[-1]), 491)
    assert check.hidden.startswith("years ")


def test_monthly_and_yearly_money_are_the_same_money():
    one = rt.projected_value(source(contracts(mrr=10.0)), 0.10, 0.5, 5, YEARS)
    quarters = rt.observed_value(source(contracts()), rt.CohortSettings(period="quarter")).cohorts
    years = rt.observed_value(source(contracts()), YEARS).cohorts
    assert one.each == pytest.approx(120)
    assert quarters["value"].tolist()[:6] == pytest.approx([30, 60, 90, 120, 120 + 30 * 0.869, 120 + 60 * 0.869])
    assert years["value"].tolist()[:3] == pytest.approx([120, 120 * 1.869, 120 * 2.612])


def test_plans_apart():
    few = contracts([50, 40, 30, 20, 18, 16, 15, 14], plan="b")
    found = rt.projected_value(source(contracts(), few), 0.10, 0.5, 5, YEARS.replace(segment="plan"))
    assert found["a"].segment == "a"
    assert found["b"].condition == "starters"


def test_who_comes_back_does_not_stop_the_projection():
    frame, until = contracts()
    back = frame[frame["to"] == "2017-01-01"].head(20).assign(**{"from": "2018-03-01", "to": None})
    found = rt.projected_value(source((pd.concat([frame, back]), until)), 0.10, 0.5, 5, YEARS)
    assert found.value > 0


def test_running_contracts_by_what_they_still_bring():
    small, until = contracts(mrr=10.0)
    small.loc[len(small) - 1, "mrr"] = 50.0
    later = small.tail(30).assign(who=[f"n{i}" for i in range(30)], mrr=10.0, **{"from": "2023-01-01"})
    found = rt.customer_values(source((pd.concat([small, later]), until)), 0.10, 0.5, 5, YEARS)
    assert len(found) == 491 + 30
    assert found["customer"].iloc[0] == "a999"
    assert found["periods"].value_counts().to_dict() == {8: 491, 1: 30}
    stays = found.groupby("periods")["expected_periods"].first()
    assert stays[8] > stays[1], "who has stayed long stays longer"
    assert (found["expected_value"] <= found["expected_periods"] * found["pays"] * 0.5).all()


def test_too_few_ages_are_refused():
    with pytest.raises(rt.RetentionError) as caught:
        rt.projected_value(source(contracts(until="2018-06-01")), 0.10, 0.5, 5, YEARS)
    assert caught.value.condition == "ages"


@pytest.mark.parametrize(
    ("period", "until", "renewals"),
    [("month", "2024-03-14", 1), ("month", "2024-03-15", 2), ("quarter", "2024-07-15", 2), ("week", "2024-01-29", 2)],
)
def test_renewals_follow_the_calendar(period, until, renewals):
    first = pd.Series(pd.to_datetime(["2024-01-15"]))
    found = whole_periods(first, pd.Timestamp(until), rt.CohortSettings(period=period))
    assert found.tolist() == [renewals]
