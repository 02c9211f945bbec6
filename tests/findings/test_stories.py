"""The stories planted in the sample files are found, with the numbers that plain pandas counts."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt

BY_WEEK = rt.CohortSettings(period="week")
FIRST_WEEK = rt.CohortSettings(period="day", cohort_period="week", measure="bracket", brackets=(7,))


def one(found: rt.Findings, kind: str) -> rt.Finding:
    matching = [finding for finding in found if finding.kind == kind]
    assert len(matching) == 1, f"{kind} in {[f.kind for f in found]}"
    return matching[0]


def some(finding: rt.Finding, *names: str) -> dict:
    return {name: finding.numbers[name] for name in names}


@pytest.fixture(scope="module")
def of_shop(shop):
    return rt.find(shop, rt.CohortSettings(), most=20)


@pytest.fixture(scope="module")
def orders(root):
    frame = pd.read_csv(root / "sample_data" / "shop_orders.csv", parse_dates=["ordered_at"]).drop_duplicates()
    paid = frame[(frame["status"] == "paid") & frame["customer_id"].notna()]
    month = paid["ordered_at"].dt.to_period("M")
    first = month.groupby(paid["customer_id"]).transform("min")
    return paid.assign(month=month, cohort=first, age=month.astype("int64") - first.astype("int64"))


def month_1(orders, cohorts):
    """Customers of some cohorts, and those back in month 1; the first cohort and unfinished ones left out."""
    of_them = orders[cohorts & orders["cohort"].between("2024-08", "2026-05")]
    return of_them.loc[of_them["age"] == 1, "customer_id"].nunique(), of_them["customer_id"].nunique()


def test_the_better_onboarding_is_found_to_the_month(of_shop, orders):
    found = one(of_shop, "cohorts")
    since = orders["cohort"] >= "2025-09"
    (k1, n1), (k2, n2) = month_1(orders, since), month_1(orders, ~since)
    k3, n3 = month_1(orders, orders["cohort"].between("2024-09", "2025-05"))
    assert (k1, n1) == (470, 1343)  # as the README of the sample tells
    expected = {"cohort": "2025-09-01", "k1": k1, "n1": n1, "k2": k2, "n2": n2, "k3": k3, "n3": n3}
    assert some(found, *expected) == expected
    assert found.p_value < 0.001
    assert found.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Customers who first came from Sep 2025 on came back more in month 1: 35.0 % of 1,343 (likely 32.5 to 37.6 %), "
        "against 22.6 % of 1,422 before (likely 20.5 to 24.8 %). "
        "In the same months a year before it was 22.1 % of 1,007."
    )


def test_friends_come_back_more_than_others(of_shop):
    found = one(of_shop, "segment")
    expected = {"column": "channel", "value": "Friends", "k1": 385, "n1": 1093, "k2": 425, "n2": 1757}
    assert some(found, *expected) == expected
    assert found.p_value < 1e-6


def test_the_price_change_is_found_to_the_month(of_shop, orders):
    found = one(of_shop, "price")
    sides = (orders["month"].between("2025-10", "2025-12"), orders["month"].between("2026-01", "2026-03"))
    before, after = (orders[side].groupby("customer_id")["amount"].mean() for side in sides)
    ratio = (after / before).dropna()
    assert some(found, "from", "n") == {"from": "2026-01-01", "n": 553}
    assert len(ratio) == 553
    assert found.numbers["change"] == pytest.approx(ratio.median() - 1, abs=0.001)
    assert found.numbers["lower"] < 0.12 < found.numbers["upper"]  # as the prices were really raised


def test_few_customers_bring_most_of_the_money(of_shop, root):
    frame = pd.read_csv(root / "sample_data" / "shop_orders.csv").drop_duplicates()
    money = frame.groupby("customer_id")["amount"].sum()
    money = money[money > 0].sort_values(ascending=False)
    found = one(of_shop, "concentration")
    assert some(found, "n", "people") == {"n": len(money), "people": -(-len(money) // 10)}
    assert found.numbers["share"] == pytest.approx(money.iloc[: -(-len(money) // 10)].sum() / money.sum())


def test_those_who_come_twice_come_a_third_time(of_shop, orders):
    days = orders.assign(day=orders["ordered_at"].dt.normalize()).drop_duplicates(["customer_id", "day"])
    visits = days.sort_values("day").groupby("customer_id")["day"].agg(list)
    watched = pd.Timestamp("2026-07-01") - pd.Timedelta(days=91)
    expected = {}
    for step, suffix in ((0, "2"), (1, "1")):
        known = [v for v in visits if len(v) > step and v[step] <= watched]
        soon = [v for v in known if len(v) > step + 1 and (v[step + 1] - v[step]).days <= 90]
        expected |= {f"k{suffix}": len(soon), f"n{suffix}": len(known)}
    assert some(one(of_shop, "steps"), *expected) == expected


def test_december_and_february_stand_out(of_shop):
    expected = {"month": 12, "quiet": 2}
    assert some(one(of_shop, "season"), *expected) == expected


def test_the_last_two_months_cannot_be_told_apart(of_shop, orders):
    found = one(of_shop, "no change")
    active = {month: set(rows["customer_id"]) for month, rows in orders.groupby(orders["month"].astype(str))}
    expected = {
        "k1": len(active["2026-06"] & active["2026-05"]),
        "n1": len(active["2026-05"]),
        "k2": len(active["2026-05"] & active["2026-04"]),
        "n2": len(active["2026-04"]),
    }
    assert some(found, *expected) == expected
    assert found.p_value is None
    assert "cannot be told apart from chance" in found.text


def test_the_few_findings_of_a_first_look_are_the_strongest(shop):
    assert [f.kind for f in rt.find(shop)] == ["cohorts", "segment", "price", "steps", "concentration"]


# -------------------------------------------------------------------------------------------------------- the app
def test_the_bad_android_release_is_found_with_the_numbers_of_the_readme(app):
    found = one(rt.find(app, FIRST_WEEK, most=20), "cell")
    expected = {
        "column": "platform",
        "value": "android",
        "cohort": "2026-05-04",
        "k1": 22,
        "n1": 103,
        "k3": 81,
        "n3": 155,
    }
    assert some(found, *expected) == expected
    assert found.p_value < 0.001


def test_the_app_by_week(app):
    found = rt.find(app, BY_WEEK, most=20)
    assert some(one(found, "cell"), "value", "cohort", "n1") == {"value": "android", "cohort": "2026-05-04", "n1": 103}
    assert some(one(found, "segment"), "column", "value", "age") == {"column": "plan", "value": "free", "age": 4}
    weekdays = one(found, "weekdays")
    assert round(weekdays.numbers["ratio"], 2) == 0.46
    assert "0.46 times" in weekdays.text
    assert "cannot be told apart before there are 13" in one(found, "one year").text
    assert {f.kind for f in rt.find(app)} >= {"cell", "segment", "weekdays"}


def test_nothing_is_said_of_business_beside_team(app):
    """75 users are too few, as the README says."""
    found = rt.find(app, BY_WEEK.replace(where=(("plan", "!=", "free"),)), most=20, age=4)
    assert "segment" not in {f.kind for f in found}
