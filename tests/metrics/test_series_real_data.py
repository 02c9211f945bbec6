"""Series of real files, period by period, against truths that plain loops worked out without this library.

A truth counts the last month although it is not over. So the data are told to be whole up to its end: then every
period has a rate.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retention as rt
from tests.oracle_series import lines
from tests.oracles import Row

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")

RETAIL = rt.ColumnMapping("CustomerID", "InvoiceDate", amount="UnitPrice", quantity="Quantity", segments=("Country",))
AUTHORS = rt.ColumnMapping("author_id", "authored_at", segments=("product",))
THIRTY_DAYS = "rolling30"  # the name that the truth files use


def truth(path, *keys):
    """One part of a truth file."""
    facts = json.loads((REAL / path).read_text(encoding="utf-8"))
    for key in keys:
        facts = facts[key]
    return facts


def orders(path, columns, end, **options):
    customer, time, amount = columns
    mapping = rt.ColumnMapping(customer, time, amount=amount)
    return rt.read_events(REAL / path, mapping, observed_until=end, **options)


@cache
def retail(end="2012-01-01", path="online_retail/online_retail.csv.gz", *, returned):
    """Online Retail, rows with a customer; without what was returned, that is quantities of 0 and below."""
    text = {"CustomerID": "string", "InvoiceNo": "string", "StockCode": "string"}
    frame = pd.read_csv(REAL / path, dtype=text, encoding="latin-1")
    frame["InvoiceDate"] = pd.to_datetime(frame["InvoiceDate"])
    frame = frame[frame["CustomerID"].notna() & (returned | (frame["Quantity"] > 0))]
    return rt.events_from_frame(frame, RETAIL, observed_until=end)


@cache
def authors(*, local=False, timezone="UTC"):
    """Commits with the offsets of their authors, or the wall clock as written."""
    frame = pd.read_csv(REAL / "git_activity/git_activity.csv", dtype="string")
    written = frame["authored_at"].str.slice(0, 19) if local else frame["authored_at"]
    frame["authored_at"] = pd.to_datetime(written, utc=not local)
    return rt.events_from_frame(frame, AUTHORS, timezone=timezone, observed_until="2026-09-01")


RELAY, CDNOW = ("UserId", "OrderDate", "TotalCharges"), ("customer_id", "date", "dollar_value")
CASES = {
    "CDNOW": (
        lambda: orders("cdnow/CDNOW_master.txt", CDNOW, "1998-07-01"),
        ("cdnow/CDNOW_master.truth.json", "truth"),
    ),
    "CDNOW sample": (
        lambda: orders("cdnow/cdnowElog_BTYD.csv", ("sampleid", "date", "sales"), "1998-07-01"),
        ("cdnow/CDNOW_sample.truth.json", "truth"),
    ),
    "Relay Foods": (
        lambda: orders("relay_foods/relay-foods.csv", RELAY, "2010-04-01"),
        ("relay_foods/relay-foods.csv.truth.json", "truth"),
    ),
    "Relay Foods, pilot": (
        lambda: orders(
            "relay_foods/relay-foods.xlsx",
            ("UserId", "OrderDate", "Total Charges"),
            "2010-04-01",
            sheet="Pilot Study Data",
        ),
        ("relay_foods/relay-foods.truth.json", "Pilot Study Data", "truth"),
    ),
    "Online Retail A": (
        lambda: retail(returned=True),
        ("online_retail/online_retail.truth.json", "A_drop_null_customer"),
    ),
    "Online Retail B": (
        lambda: retail(returned=False),
        ("online_retail/online_retail.truth.json", "B_also_drop_quantity_le_0"),
    ),
    "authors, UTC": (authors, ("git_activity/git_activity.truth.json", "utc")),
    "authors, as written": (
        lambda: authors(local=True),
        ("git_activity/git_activity.truth.json", "as_written_local"),
    ),
}
EVERY_ROW = rt.CohortSettings(refunds_count=True)


@pytest.fixture(scope="module", params=CASES)
def case(request):
    read, where = CASES[request.param]
    return read(), truth(*where)


# ---------------------------------------------------------------------------------------------- truth by period
RATES = {"crr": "formula_rate", "strict": "retention_rate", "churn_rate_strict": "churn_rate"}


def months(values):
    """By month, as the truth writes it."""
    return {f"{start:%Y-%m}": value for start, value in values.items()}


def days(values):
    """By day, as the truth writes the beginning of a week."""
    return {f"{start:%Y-%m-%d}": value for start, value in values.items()}


def assert_retained(frame, facts, named=months):
    """Every period from the second on.

    The truth takes a month without a single row for one in which nobody came. We say that nothing is known of it, nor
    of its customers in the next one: there the counts are the same, and we give no rate.
    """
    columns = {
        "S": frame["start"],
        "E": frame["end"],
        "N": frame["new"],
        "returning": frame["end"] - frame["new"],
        "retained_strict": frame["kept"],
        "resurrected": frame["won_back"],
        "churned": frame["lost"],
        **{key: frame[column] for key, column in RATES.items()},
    }
    found = named(pd.DataFrame(columns).iloc[1:].T.to_dict())
    unknown = named(frame["no_data"] | frame["no_data"].shift(fill_value=False))
    assert list(found) == list(facts)
    for period, wanted in facts.items():
        got = {key: None if np.isnan(found[period][key]) else found[period][key] for key in wanted}
        if unknown[period]:
            wanted = wanted | dict.fromkeys(RATES)
        assert got == pytest.approx(wanted), period


def test_retention_of_every_month(case):
    events, facts = case
    frame = rt.period_retention(events, EVERY_ROW)
    assert frame["complete"].all()
    assert_retained(frame, facts["period_retention_month"])
    assert months(frame["end"]) == facts["mau"]
    assert months(frame["new"]) == facts["new_users"]


def test_the_lifecycle_of_every_month_is_the_same_story(case):
    events, facts = case
    frame = rt.lifecycle(events, EVERY_ROW)
    assert months(frame["active"]) == facts["mau"]
    assert months(frame["dormant"].iloc[1:]) == {m: v["churned"] for m, v in facts["period_retention_month"].items()}
    assert (frame["new"] + frame["returning"] + frame["resurrected"] == frame["active"]).all()
    assert (frame["active"].diff().iloc[1:] == frame["net"].iloc[1:]).all()


def test_rows_and_days_of_every_month(case):
    events, facts = case
    frame = rt.active_customers(events, EVERY_ROW)
    assert months(frame["rows"]) == facts["events_per_month"]
    if "mean_dau_by_month" in facts:
        wanted = {m: v["mean_over_calendar_days"] for m, v in facts["mean_dau_by_month"].items()}
        known = frame[~frame["no_data"]]
        daily = {month: wanted[month] for month in months(known["active"])}
        assert months(known["mean_daily_active"]) == pytest.approx(daily)
        shares = {month: value / facts["mau"][month] for month, value in daily.items()}
        assert months(known["stickiness"]) == pytest.approx(shares)
        assert frame[frame["no_data"]]["rows"].sum() == 0


def test_the_busiest_day(case):
    events, facts = case
    if "max_dau" not in facts:
        pytest.skip("the truth says nothing of days")
    daily = rt.active_customers(events, EVERY_ROW.replace(period="day"))
    assert daily["active"].max() == facts["max_dau"]["users"]
    assert daily.loc[facts["max_dau"]["date"], "active"] == facts["max_dau"]["users"]


def test_customers_of_one_day_only(case):
    """Over the whole file, those who were active on exactly one day."""
    events, facts = case
    if "one_day_users" not in facts:
        pytest.skip("the truth says nothing of days")
    start = f"{events.span[0]:%Y-%m-%d}"
    found = rt.stickiness(events, EVERY_ROW.replace(period="day", start=start))
    assert (found.loc[1, "exactly"], found.loc[1, "at_least"]) == (facts["one_day_users"], facts["distinct_users"])


# ------------------------------------------------------------------------------------------------ Online Retail
@pytest.mark.parametrize(
    ("variant", "returned"), [("A_drop_null_customer", True), ("B_also_drop_quantity_le_0", False)]
)
def test_weeks_of_december(variant, returned):
    path = "online_retail/online_retail_dec2010_uci_csv_format"
    events = retail("2010-12-27", f"{path}.csv", returned=returned)
    facts = truth(f"{path}.truth.json", variant)
    weeks = rt.period_retention(events, EVERY_ROW.replace(period="week"))

    assert days(weeks["end"]) == facts["wau"]
    assert_retained(weeks, facts["period_retention_week"], days)


def test_the_formula_of_the_textbooks_passes_one():
    """September 2011: 539 customers won back make 102.45 % of 47.45 %."""
    month = rt.period_retention(retail(returned=True), EVERY_ROW).loc["2011-09-01"]
    assert month[["start", "end", "new", "kept", "lost", "won_back"]].to_dict() == {
        "start": 980,
        "end": 1302,
        "new": 298,
        "kept": 465,
        "lost": 515,
        "won_back": 539,
    }
    rates = {"formula_rate": 1.0245, "retention_rate": 0.4745, "churn_rate": 0.5255, "lower": 0.4434, "upper": 0.5058}
    assert month[list(rates)].astype(float).round(4).to_dict() == rates


def test_countries_one_by_one():
    """Each country alone, as a condition; most customers have one country only, so that segments say the same."""
    events = retail(returned=False)
    for country in ("United Kingdom", "Germany", "France", "EIRE"):
        facts = truth("online_retail/online_retail.truth.json", "B_by_country", country)
        found = rt.period_retention(events, rt.CohortSettings(where=(("Country", "==", country),)))
        assert_retained(found, facts["period_retention_month"])
    germany = rt.period_retention(events, rt.CohortSettings(segment="Country"))["Germany"]
    assert months(germany["end"]) == truth("online_retail/online_retail.truth.json", "B_by_country", "Germany", "mau")


# ------------------------------------------------------------------------------------------------------ authors
@pytest.mark.parametrize("product", ["ibis", "lifelines", "polars", "streamlit", "umami"])
def test_authors_of_one_product(product):
    facts = truth("git_activity/git_activity.truth.json", "utc_by_product", product)
    found = rt.period_retention(authors(), rt.CohortSettings(where=(("product", "==", product),)))
    last = facts["months"][-1]
    assert_retained(found.loc[:last], facts["period_retention_month"])
    assert not found.loc[last:].iloc[1:]["end"].any(), "nobody came after the last month of the truth"


@pytest.mark.parametrize(
    ("period", "zone"), [("week", "America/New_York"), ("month", "Asia/Kolkata"), ("quarter", "Europe/Berlin")]
)
def test_authors_in_other_zones(period, zone):
    """Where no truth was written: the slow definition, with the days of another zone."""
    events = authors()
    frame = events.frame()
    instants = frame["authored_at"].to_numpy("datetime64[us]").astype(np.int64)
    products = frame["product"].astype(str)
    rows = [Row(*row) for row in zip(frame["author_id"], instants.tolist(), strict=True)]
    rows = [Row(r.customer, r.instant, segment=p) for r, p in zip(rows, products, strict=True)]
    chosen = rt.CohortSettings(period=period, timezone=zone, segment="product", start="2022-01-01", week_start="sunday")
    found = rt.period_retention(events, chosen)
    for name, table in lines(rows, chosen, "UTC", events.until).items():
        wanted = [(line.start, line.end, line.new, line.kept, line.lost, line.won_back) for line in table]
        columns = found[name][["start", "end", "new", "kept", "lost", "won_back"]]
        assert list(columns.itertuples(index=False, name=None)) == wanted, name


# ------------------------------------------------------------------------------------------- thirty days at a time
def test_blocks_of_thirty_days_from_each_customers_first_day(case):
    """The elapsed clock on dates: the same truth files hold it beside the series."""
    events, facts = case
    if THIRTY_DAYS not in facts:
        pytest.skip("the truth holds no blocks of thirty days")
    frame = events.frame()
    customer, time = frame.columns[1:3]
    frame[time] = frame[time].dt.normalize()
    last = frame[time].max() + pd.Timedelta(days=1)
    dates = rt.events_from_frame(frame[[customer, time]], rt.ColumnMapping(customer, time), observed_until=last)
    matrix = rt.cohort_matrix(dates, rt.CohortSettings(clock="elapsed"))
    found = [
        {"k": k, "eligible": int(matrix.eligible[:, k].sum()), "active": int(matrix.active[:, k].sum())}
        for k in range(len(matrix.ages))
    ]
    wanted = [{key: line[key] for key in ("k", "eligible", "active")} for line in facts[THIRTY_DAYS]]
    assert found[: len(wanted)] == wanted
