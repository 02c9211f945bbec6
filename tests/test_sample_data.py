"""The sample files are what their generator makes, and the stories told in their README are really in them.

Counted here with plain pandas, without the library: these numbers are a reference for it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sample_data import make_samples

FOLDER = Path(make_samples.__file__).parent
END = pd.Timestamp("2026-07-01")


def share(came: int, could: int) -> str:
    """Came back and could have, as the README writes it."""
    return f"{came} of {could}, {came / could:.1%}".replace("%", " %")


def tells(readme: str, found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """The data hold these numbers, and the README states each of them."""
    assert found == expected
    for value in expected.values():
        text = f"{value:,}" if isinstance(value, int) else str(value)
        assert text in readme, f"README.md does not say {text}"


def wilson(came: int, could: int) -> tuple[float, float]:
    z, rate = 1.96, came / could
    middle = (rate + z * z / (2 * could)) / (1 + z * z / could)
    half = z / (1 + z * z / could) * (rate * (1 - rate) / could + z * z / (4 * could * could)) ** 0.5
    return middle - half, middle + half


def clearly_more(more: tuple[int, int], less: tuple[int, int]) -> bool:
    """The likely ranges do not touch."""
    return wilson(*more)[0] > wilson(*less)[1]


def back(customers: pd.Index, active: set[str]) -> tuple[int, int]:
    return sum(c in active for c in customers), len(customers)


@pytest.fixture(scope="module")
def readme() -> str:
    """Its text, on one line: a number may stand across a line break."""
    return " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())


# ------------------------------------------------------------------------------------------------ the files
def test_the_generator_makes_these_very_files(tmp_path: Path) -> None:
    made = make_samples.write_samples(tmp_path)
    assert [path.name for path in made] == ["shop_orders.csv", "app_events.csv", "subscriptions.csv", "answers.csv"]
    for path in made:
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name


def test_the_files_stay_modest() -> None:
    assert (FOLDER / "shop_orders.csv").stat().st_size < 1.5e6
    assert (FOLDER / "app_events.csv").stat().st_size < 6e6
    assert (FOLDER / "subscriptions.csv").stat().st_size < 0.2e6
    assert (FOLDER / "answers.csv").stat().st_size < 0.2e6


# ------------------------------------------------------------------------------------------------- the shop
@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / "shop_orders.csv", parse_dates=["ordered_at"])
    return frame.assign(month=frame["ordered_at"].dt.to_period("M"))


@pytest.fixture(scope="module")
def orders(shop: pd.DataFrame) -> pd.DataFrame:
    """Paid orders of known customers, copies dropped, with the month of each customer's first one."""
    paid = shop[(shop["status"] == "paid") & shop["customer_id"].notna()].drop_duplicates()
    first = paid.groupby("customer_id")["month"].transform("min")
    return paid.assign(cohort=first, age=paid["month"].astype("int64") - first.astype("int64"))


def month_1(orders: pd.DataFrame, cohorts: pd.Series) -> tuple[int, int]:
    """Customers of these cohorts, and those who ordered in the month after their first; unfinished cohorts left out."""
    of_them = orders[cohorts & (orders["cohort"] < "2026-06")]
    return back(pd.Index(of_them["customer_id"].unique()), set(of_them.loc[of_them["age"] == 1, "customer_id"]))


def test_what_the_shop_file_holds(readme: str, shop: pd.DataFrame) -> None:
    found = {
        "rows": len(shop),
        "customers": shop["customer_id"].nunique(),
        "paid": int((shop["status"] == "paid").sum()),
        "refunded": int((shop["status"] == "refunded").sum()),
        "copies": int(shop.duplicated().sum()),
        "without customer": int(shop["customer_id"].isna().sum()),
        "first day": str(shop["ordered_at"].min().date()),
        "last day": str(shop["ordered_at"].max().date()),
    }
    expected = {
        "rows": 19_579,
        "customers": 3_000,
        "paid": 19_013,
        "refunded": 566,
        "copies": 12,
        "without customer": 5,
        "first day": "2024-07-01",
        "last day": "2026-06-30",
    }
    tells(readme, found, expected)
    assert shop["ordered_at"].is_monotonic_increasing


def test_refunds_take_back_an_order_some_days_later(shop: pd.DataFrame) -> None:
    paid = shop[shop["status"] == "paid"].drop_duplicates().set_index("order_id")
    refunds = shop[shop["status"] == "refunded"]
    refunded = paid.loc[refunds["order_id"].str.removesuffix("-R")].reset_index()
    refunds = refunds.reset_index(drop=True)
    assert (refunds["amount"] == -refunded["amount"]).all()
    assert (refunds["customer_id"] == refunded["customer_id"]).all()
    assert (refunds["ordered_at"] - refunded["ordered_at"]).between("2D", "25D").all()
    assert 0.025 < len(refunds) / len(paid) < 0.035


def test_the_season_peaks_before_christmas_and_rests_in_february(readme: str, orders: pd.DataFrame) -> None:
    n = orders.groupby("month").size()
    for winter in (2024, 2025):
        november, december = n[f"{winter}-11"], n[f"{winter}-12"]
        assert december > november > max(n[f"{winter}-10"], n[f"{winter + 1}-01"])
        assert n[f"{winter + 1}-02"] < min(n[f"{winter + 1}-01"], n[f"{winter + 1}-03"])
    months = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
    expected = {"2025-10": 1057, "2025-11": 1430, "2025-12": 1668, "2026-01": 1167, "2026-02": 763, "2026-03": 1326}
    tells(readme, {month: int(n[month]) for month in months}, expected)


def test_the_shop_grows(readme: str, orders: pd.DataFrame) -> None:
    new = orders.drop_duplicates("customer_id").groupby("cohort").size()
    found = {"first year": int(new[:"2025-06"].sum()), "second year": int(new["2025-07":].sum())}
    tells(readme, found, {"first year": 1_274, "second year": 1_726})


def test_better_onboarding_from_september_2025_on(readme: str, orders: pd.DataFrame) -> None:
    before, after = month_1(orders, orders["cohort"] < "2025-09"), month_1(orders, orders["cohort"] >= "2025-09")
    expected = {"before": "340 of 1507, 22.6 %", "after": "470 of 1343, 35.0 %"}
    tells(readme, {"before": share(*before), "after": share(*after)}, expected)
    assert clearly_more(after, before)


def test_customers_sent_by_friends_come_back_more(readme: str, orders: pd.DataFrame) -> None:
    assert (orders.groupby("customer_id")["channel"].nunique() == 1).all()
    friends, search = (month_1(orders, orders["channel"] == channel) for channel in ("Friends", "Search"))
    expected = {"Friends": "385 of 1093, 35.2 %", "Search": "425 of 1757, 24.2 %"}
    tells(readme, {"Friends": share(*friends), "Search": share(*search)}, expected)
    assert clearly_more(friends, search)


def test_few_heavy_buyers_and_many_who_buy_once(readme: str, orders: pd.DataFrame) -> None:
    n = orders.groupby("customer_id").size().sort_values()
    found = {
        "bought once": share(int((n == 1).sum()), len(n)),
        "orders of the top tenth": share(int(n.iloc[-300:].sum()), int(n.sum())),
        "most orders": int(n.max()),
    }
    expected = {
        "bought once": "1812 of 3000, 60.4 %",
        "orders of the top tenth": "10517 of 18996, 55.4 %",
        "most orders": 181,
    }
    tells(readme, found, expected)


def test_prices_rise_in_january_2026(readme: str, orders: pd.DataFrame) -> None:
    """For the same customers, so that it is the price and not the mix of people."""
    quarter = orders["ordered_at"].dt.to_period("Q").astype(str)
    median = orders.assign(quarter=quarter).pivot_table(
        index="customer_id", columns="quarter", values="amount", aggfunc="median"
    )
    both = median[["2025Q4", "2026Q1"]].dropna()
    change = float((both["2026Q1"] / both["2025Q4"]).median()) - 1
    tells(readme, {"customers": len(both), "change": f"{change:+.0%}"}, {"customers": 553, "change": "+12%"})


# -------------------------------------------------------------------------------------------------- the app
@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """Events with the day, and the age in days since the user's sign-up."""
    frame = pd.read_csv(FOLDER / "app_events.csv", parse_dates=["timestamp"])
    frame["day"] = frame["timestamp"].dt.normalize()
    return frame.assign(age=(frame["day"] - frame.groupby("user_id")["day"].transform("min")).dt.days)


@pytest.fixture(scope="module")
def users(events: pd.DataFrame) -> pd.DataFrame:
    """One row per user as they signed up, and how many whole days they were watched after that day."""
    first = events[events["event"] == "signup"].set_index("user_id")
    return first.assign(watched=(END - first["day"]).dt.days - 1)


def active(events: pd.DataFrame, first_age: int, last_age: int) -> set[str]:
    return set(events.loc[events["age"].between(first_age, last_age), "user_id"])


def test_what_the_app_file_holds(readme: str, events: pd.DataFrame, users: pd.DataFrame) -> None:
    assert events["event"].value_counts().to_dict() == {
        "open": 80_113,
        "create_project": 10_722,
        "export": 6_847,
        "signup": 4_000,
        "invite_teammate": 1_073,
        "upgrade": 389,
        "cancel": 74,
    }
    assert sorted(events["plan"].unique()) == ["business", "free", "team"]
    assert users["platform"].value_counts().to_dict() == {"android": 1_677, "ios": 1_295, "web": 1_028}
    found = {
        "rows": len(events),
        "users": events["user_id"].nunique(),
        "first day": str(events["day"].min().date()),
        "last day": str(events["day"].max().date()),
    }
    expected = {"rows": 103_218, "users": 4_000, "first day": "2026-03-03", "last day": "2026-06-30"}
    tells(readme, found, expected)
    assert not events.duplicated().any()
    assert events["timestamp"].is_monotonic_increasing
    assert events.drop_duplicates("user_id")["event"].eq("signup").all()


def test_one_in_four_is_back_on_the_next_day(readme: str, events: pd.DataFrame, users: pd.DataFrame) -> None:
    curve = {k: share(*back(users.index[users["watched"] >= k], active(events, k, k))) for k in (1, 7, 28, 84)}
    expected = {
        1: "982 of 3966, 24.8 %",
        7: "812 of 3750, 21.7 %",
        28: "498 of 3120, 16.0 %",
        84: "155 of 1234, 12.6 %",
    }
    tells(readme, curve, expected)


def test_weekends_are_quiet(readme: str, events: pd.DataFrame) -> None:
    days = events.drop_duplicates(["user_id", "day"])["day"].dt.day_name().value_counts()
    weekday, weekend = days.drop(["Saturday", "Sunday"]).mean(), days[["Saturday", "Sunday"]].mean()
    tells(readme, {"weekend / weekday": round(float(weekend / weekday), 2)}, {"weekend / weekday": 0.46})


def test_early_inviters_stay_much_more(readme: str, events: pd.DataFrame, users: pd.DataFrame) -> None:
    """The behaviour window (days 0 to 2) is closed before the outcome window (days 7 to 13) opens."""
    early = events[(events["event"] == "invite_teammate") & (events["age"] <= 2)]["user_id"]
    watched, later = users[users["watched"] >= 13], active(events, 7, 13)
    invited = watched.index.isin(early)
    did, did_not = back(watched.index[invited], later), back(watched.index[~invited], later)
    expected = {"invited": "408 of 613, 66.6 %", "did not": "1088 of 2959, 36.8 %"}
    tells(readme, {"invited": share(*did), "did not": share(*did_not)}, expected)
    assert clearly_more(did, did_not)


def test_a_bad_android_release_hurt_those_who_signed_up_that_week(
    readme: str, events: pd.DataFrame, users: pd.DataFrame
) -> None:
    week = users["day"].between("2026-05-04", "2026-05-10")
    watched, first_week = users["watched"] >= 7, active(events, 1, 7)
    groups = {
        "android, that week": week & (users["platform"] == "android"),
        "android, other weeks": ~week & (users["platform"] == "android"),
        "others, that week": week & (users["platform"] != "android"),
    }
    found = {name: back(users.index[group & watched], first_week) for name, group in groups.items()}
    expected = {
        "android, that week": "22 of 103, 21.4 %",
        "android, other weeks": "738 of 1475, 50.0 %",
        "others, that week": "81 of 155, 52.3 %",
    }
    tells(readme, {name: share(*counts) for name, counts in found.items()}, expected)
    assert clearly_more(found["android, other weeks"], found["android, that week"])
    assert clearly_more(found["others, that week"], found["android, that week"])


def test_people_use_the_app_more_after_an_upgrade(readme: str, events: pd.DataFrame, users: pd.DataFrame) -> None:
    """Days with a visit in the 14 days before and the 14 days after, for those watched through both."""
    upgraded = events[events["event"] == "upgrade"].groupby("user_id")["day"].min()
    seen = (upgraded - users["day"].reindex(upgraded.index)).dt.days.ge(14) & (upgraded < END - pd.Timedelta(days=14))
    upgraded = upgraded[seen]
    days = events[events["user_id"].isin(upgraded.index)].drop_duplicates(["user_id", "day"])
    offset = (days["day"] - days["user_id"].map(upgraded)).dt.days
    before, after = (offset.between(a, b).sum() / len(upgraded) for a, b in ((-14, -1), (1, 14)))
    found = {"users": len(upgraded), "before": round(float(before), 1), "after": round(float(after), 1)}
    tells(readme, found, {"users": 159, "before": 6.3, "after": 8.4})


def test_paid_plans_come_back_more(readme: str, events: pd.DataFrame, users: pd.DataFrame) -> None:
    """By the plan at sign-up: back in days 28 to 34."""
    watched, later = users[users["watched"] >= 34], active(events, 28, 34)
    found = {plan: back(watched.index[watched["plan"] == plan], later) for plan in ("free", "team", "business")}
    expected = {"free": "792 of 2577, 30.7 %", "team": "119 of 292, 40.8 %", "business": "32 of 75, 42.7 %"}
    tells(readme, {plan: share(*counts) for plan, counts in found.items()}, expected)
    assert clearly_more(found["team"], found["free"])


def test_the_plan_changes_only_at_an_upgrade_or_after_a_cancellation(events: pd.DataFrame) -> None:
    by_user = events.groupby("user_id")
    follows = by_user.cumcount() > 0
    changed = (events["plan"] != by_user["plan"].shift()) & follows
    expected = (events["event"] == "upgrade") | ((by_user["event"].shift() == "cancel") & follows)
    assert (changed == expected).all()


# --------------------------------------------------------------------------------------------- subscriptions
@pytest.fixture(scope="module")
def written() -> pd.DataFrame:
    """The rows as the file has them."""
    return pd.read_csv(FOLDER / "subscriptions.csv", parse_dates=["started_on", "ended_on"])


@pytest.fixture(scope="module")
def contracts(written: pd.DataFrame) -> pd.DataFrame:
    """Rows with an account that end after they start."""
    return written[written["account_id"].notna() & ~(written["ended_on"] < written["started_on"])]


@pytest.fixture(scope="module")
def accounts(contracts: pd.DataFrame) -> pd.DataFrame:
    """One row per account: its first contract, the end of its first unbroken stay, and how many stays it had."""
    ends = contracts["ended_on"].fillna(OPEN)
    breaks = contracts.assign(stay=contracts["started_on"] > ends.groupby(contracts["account_id"]).shift())
    stay = breaks.groupby("account_id")["stay"].cumsum()
    first = contracts.drop_duplicates("account_id").set_index("account_id")
    left = ends[stay == 0].groupby(contracts["account_id"]).max()
    return first.assign(left=left, stays=1 + stay.groupby(contracts["account_id"]).max())


OPEN = pd.Timestamp("2200-01-01")


def paying(contracts: pd.DataFrame, day: str | pd.Timestamp) -> pd.Series:
    """Money per month of each account whose contract runs just before a day begins."""
    day = pd.Timestamp(day)
    running = contracts[(contracts["started_on"] < day) & (contracts["ended_on"].fillna(OPEN) >= day)]
    return running.groupby("account_id")["mrr"].sum()


def stayed(accounts: pd.DataFrame, months: int) -> tuple[int, int]:
    """Accounts that stayed for some months without a break, of those that were watched so long."""
    then = accounts["started_on"] + pd.DateOffset(months=months)
    return int((accounts["left"] > then)[then < END].sum()), int((then < END).sum())


def moves(contracts: pd.DataFrame, month: str) -> dict[str, float]:
    """What became of the money per month in one month."""
    begin = pd.Timestamp(month)
    before, after = paying(contracts, begin), paying(contracts, begin + pd.DateOffset(months=1))
    change = (after - before).dropna()
    gone = before.index.difference(after.index)
    return {
        "accounts": len(before),
        "left": len(gone),
        "money": float(before.sum()),
        "fewer": float(-change[change < 0].sum()),
    }


def test_what_the_subscriptions_file_holds(readme: str, written: pd.DataFrame, accounts: pd.DataFrame) -> None:
    found = {
        "rows": len(written),
        "accounts": len(accounts),
        "first day": str(written["started_on"].min().date()),
        "open ends": int(written["ended_on"].isna().sum()),
        "backwards": int((written["ended_on"] < written["started_on"]).sum()),
        "without account": int(written["account_id"].isna().sum()),
    }
    expected = {
        "rows": 1_227,
        "accounts": 620,
        "first day": "2023-07-10",
        "open ends": 431,
        "backwards": 3,
        "without account": 2,
    }
    tells(readme, found, expected)
    assert written["ended_on"].max() < END
    assert written["started_on"].is_monotonic_increasing


def test_the_service_grows(readme: str, contracts: pd.DataFrame) -> None:
    found = {}
    for day in ("2024-07-01", "2025-07-01", "2026-07-01"):
        money = paying(contracts, day)
        found[day] = f"{len(money)} accounts, {money.sum():,.0f} a month"
    expected = {
        "2024-07-01": "133 accounts, 30,050 a month",
        "2025-07-01": "264 accounts, 63,490 a month",
        "2026-07-01": "429 accounts, 102,264 a month",
    }
    tells(readme, found, expected)


def test_annual_contracts_stay_longer(readme: str, accounts: pd.DataFrame) -> None:
    monthly, annual = (stayed(accounts[accounts["billed"] == name], 12) for name in ("monthly", "annual"))
    expected = {"annual": "111 of 138, 80.4 %", "monthly": "120 of 225, 53.3 %"}
    tells(readme, {"annual": share(*annual), "monthly": share(*monthly)}, expected)
    assert clearly_more(annual, monthly)


def test_a_better_welcome_from_july_2025_on(readme: str, accounts: pd.DataFrame) -> None:
    monthly = accounts[accounts["billed"] == "monthly"]
    new = monthly["started_on"] >= "2025-07-01"
    before, after = stayed(monthly[~new], 3), stayed(monthly[new], 3)
    expected = {"before": "160 of 225, 71.1 %", "after": "111 of 129, 86.0 %"}
    tells(readme, {"before": share(*before), "after": share(*after)}, expected)
    assert clearly_more(after, before)


def test_who_sold_it_makes_no_difference(readme: str, accounts: pd.DataFrame) -> None:
    website, sales = (stayed(accounts[accounts["sold_by"] == name], 12) for name in ("Website", "Sales"))
    expected = {"Website": "157 of 248, 63.3 %", "Sales": "74 of 115, 64.3 %"}
    tells(readme, {"Website": share(*website), "Sales": share(*sales)}, expected)
    assert not clearly_more(sales, website)


def test_new_prices_in_march_2025_cost_seats_and_accounts(readme: str, contracts: pd.DataFrame) -> None:
    march = moves(contracts, "2025-03-01")
    year = [moves(contracts, f"{month:%Y-%m-%d}") for month in pd.date_range("2024-03-01", periods=12, freq="MS")]
    found = {
        "left in March": share(int(march["left"]), int(march["accounts"])),
        "left in the year before": f"{sum(m['left'] for m in year) / sum(m['accounts'] for m in year):.1%}".replace(
            "%", " %"
        ),
        "fewer in March": f"{march['fewer']:,.0f}",
        "fewer in the year before": f"{sum(m['fewer'] for m in year):,.0f}",
    }
    expected = {
        "left in March": "17 of 230, 7.4 %",
        "left in the year before": "3.0 %",
        "fewer in March": "3,444",
        "fewer in the year before": "737",
    }
    tells(readme, found, expected)
    assert march["fewer"] > sum(m["fewer"] for m in year)


def test_money_of_the_same_accounts_a_year_later(readme: str, contracts: pd.DataFrame) -> None:
    found = {}
    for year in (2024, 2025):
        before = paying(contracts, f"{year}-07-01")
        after = paying(contracts, f"{year + 1}-07-01").reindex(before.index).fillna(0)
        net, gross = after.sum() / before.sum(), after.clip(upper=before).sum() / before.sum()
        found[year] = f"{net:.1%} net, {gross:.1%} gross".replace("%", " %")
    tells(readme, found, {2024: "104.1 % net, 79.7 % gross", 2025: "98.2 % net, 75.9 % gross"})


def test_some_accounts_come_back_and_few_carry_the_money(
    readme: str, contracts: pd.DataFrame, accounts: pd.DataFrame
) -> None:
    money = paying(contracts, END).sort_values()
    found = {
        "came back": int((accounts["stays"] > 1).sum()),
        "left": int((accounts["left"] < END).sum()),
        "top tenth": f"{money.iloc[-43:].sum() / money.sum():.1%}".replace("%", " %"),
    }
    tells(readme, found, {"came back": 30, "left": 213, "top tenth": "48.2 %"})


def test_half_of_the_accounts_stay_some_two_years(readme: str, accounts: pd.DataFrame) -> None:
    """The product-limit estimate, day by day, of the first unbroken stay."""
    days = (accounts["left"].clip(upper=END) - accounts["started_on"]).dt.days
    ended = accounts["left"] < END
    stay, halved = 1.0, []
    for day in sorted(days[ended].unique()):
        stay *= 1 - int((ended & (days == day)).sum()) / int((days >= day).sum())
        halved += [int(day)] if stay <= 0.5 else []
    tells(readme, {"median": halved[0]}, {"median": 731})


# ------------------------------------------------------------------------------------------------- the answers
@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "answers.csv", dtype=str, keep_default_na=False, parse_dates=["answered_at"])


@pytest.fixture(scope="module")
def said(survey: pd.DataFrame) -> pd.DataFrame:
    """Valid answers, as numbers."""
    valid = survey[survey["score"].str.fullmatch(r"(\d|10)( - extremely likely)?")]
    return valid.assign(score=valid["score"].str.split(" ").str[0].astype(int))


def score(answers: pd.DataFrame) -> str:
    """Net promoter score, as the README writes it."""
    promoters, detractors = int((answers["score"] >= 9).sum()), int((answers["score"] <= 6).sum())
    return f"{100 * (promoters - detractors) / len(answers):.1f}"


def split(answers: pd.DataFrame) -> str:
    return f"{int((answers['score'] >= 9).sum())} promoters, {int((answers['score'] <= 6).sum())} detractors"


def margin(answers: pd.DataFrame) -> float:
    worth = answers["score"].map(lambda one: 100 if one >= 9 else -100 if one <= 6 else 0)
    return float(1.96 * worth.std(ddof=0) / len(worth) ** 0.5)


def test_what_the_file_of_answers_holds(
    readme: str, survey: pd.DataFrame, said: pd.DataFrame, shop: pd.DataFrame
) -> None:
    found = {
        "rows": len(survey),
        "valid": len(said),
        "promoters": int((said["score"] >= 9).sum()),
        "passives": int(said["score"].between(7, 8).sum()),
        "detractors": int((said["score"] <= 6).sum()),
        "score": score(said),
        "without a comment": int((survey["comment"] == "").sum()),
        "no answers": f"{len(survey) - len(said)} rows without a valid answer",
        "nameless": f"blank in {int((survey['customer_id'] == '').sum())} rows",
        "labelled": f"{int((survey['score'] == '10 - extremely likely').sum())} rows say",
    }
    expected = {
        "rows": 2_003,
        "valid": 1_993,
        "promoters": 1_168,
        "passives": 484,
        "detractors": 341,
        "score": "41.5",
        "without a comment": 1_199,
        "no answers": "10 rows without a valid answer",
        "nameless": "blank in 6 rows",
        "labelled": "9 rows say",
    }
    tells(readme, found, expected)
    assert survey["answered_at"].is_monotonic_increasing
    assert set(survey["customer_id"]) - {""} <= set(shop["customer_id"].dropna())


def test_new_prices_cost_goodwill_for_a_while(readme: str, said: pd.DataFrame) -> None:
    quarter = pd.PeriodIndex(said["answered_at"], freq="Q")
    by_quarter = {str(q): score(part) for q, part in said.groupby(quarter)}
    tells(readme, {"quarters": ", ".join(by_quarter.values())}, {"quarters": "31.8, 34.1, 39.1, 54.3, 21.2, 55.4"})
    winter, before = said[quarter == "2026Q1"], said[quarter == "2025Q4"]
    assert float(score(winter)) + margin(winter) < float(score(before)) - margin(before)
    dear = said["comment"].str.contains("Zu teuer|Trop cher|Te duur")
    written = said["comment"] != ""
    when = {"then": quarter == "2026Q1", "before": quarter < "2026Q1", "after": quarter > "2026Q1"}
    found = {name: f"{int((dear & mask).sum())} of {int((written & mask).sum())}" for name, mask in when.items()}
    tells(readme, found, {"then": "40 of 166", "before": "17 of 445", "after": "5 of 190"})


def test_those_met_by_the_better_onboarding_say_more(readme: str, said: pd.DataFrame, orders: pd.DataFrame) -> None:
    first = orders.groupby("customer_id")["ordered_at"].min()
    joined = said["customer_id"].map(first)
    parts = {"before": said[joined < "2025-09-01"], "since": said[joined >= "2025-09-01"]}
    found = {name: f"{split(part)} of {len(part)}, {score(part)}" for name, part in parts.items()}
    expected = {
        "before": "592 promoters, 196 detractors of 1049, 37.8",
        "since": "574 promoters, 145 detractors of 938, 45.7",
    }
    tells(readme, found, expected)
    apart = float(score(parts["since"])) - float(score(parts["before"]))
    assert apart > (margin(parts["since"]) ** 2 + margin(parts["before"]) ** 2) ** 0.5


def test_channels_differ_and_countries_do_not(readme: str, said: pd.DataFrame) -> None:
    channels = {name: f"{name} {score(part)} of {len(part):,}" for name, part in said.groupby("channel")}
    tells(readme, channels, {"Friends": "Friends 50.8 of 919", "Search": "Search 33.5 of 1,074"})
    countries = {name: f"{name} {score(part)}" for name, part in said.groupby("country")}
    tells(
        readme,
        countries,
        {
            "Germany": "Germany 40.4",
            "France": "France 46.6",
            "Netherlands": "Netherlands 43.9",
            "Austria": "Austria 32.8",
        },
    )
    for _, part in said.groupby("country"):
        assert abs(float(score(part)) - 41.5) < 2.5 * margin(part) / 1.96  # what four looks at chance may show


def test_who_would_recommend_comes_back_more(readme: str, said: pd.DataFrame, orders: pd.DataFrame) -> None:
    """Within 90 days after the day of the first answer, among those watched that long."""
    first = said[said["customer_id"] != ""].drop_duplicates("customer_id")
    day = first["answered_at"].dt.normalize()
    first = first.assign(begin=day + pd.Timedelta(days=1), end=day + pd.Timedelta(days=91))
    watched = first[first["end"] <= END]
    all_orders = watched.merge(orders[["customer_id", "ordered_at"]], on="customer_id")
    came = set(
        all_orders.loc[all_orders["ordered_at"].between(all_orders["begin"], all_orders["end"], "left"), "customer_id"]
    )
    groups = {"promoters": (9, 10), "passives": (7, 8), "detractors": (0, 6)}
    counts = {
        name: back(pd.Index(watched.loc[watched["score"].between(*ends), "customer_id"]), came)
        for name, ends in groups.items()
    }
    expected = {"promoters": "361 of 592, 61.0 %", "passives": "126 of 263, 47.9 %", "detractors": "90 of 208, 43.3 %"}
    tells(readme, {name: share(*pair) for name, pair in counts.items()}, expected)
    assert clearly_more(counts["promoters"], counts["detractors"])
