"""The Customers page: whom to talk to and why, how good such a list has been, and nobody who asked to be left alone."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest

import retention as rt
from pages.shared import customer_check, customer_words
from retention import stages
from retention.metrics.wording import money

PAGE = "pages/act/customers.py"
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def shop():
    return rt.read_events(SAMPLES / "shop_orders.csv")


def listed(app):
    """The list on the page."""
    return app.at.dataframe[0].value


def slipping(found):
    part = found.stages.loc[list(stages.SLIPPING)]
    return int(part["customers"].sum()), float(part["at_stake"].sum())


# ---------------------------------------------------------------------------------------------------- each kind of file
def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(PAGE)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_a_shop(app, shop):
    app.sample("shop").go(PAGE)
    found, check = rt.slipping(shop), rt.slipping_check(shop)
    many, stake = slipping(found)
    assert f"**{many:,} customers** worth **{money(stake)}** a year are slipping away" in app.said
    assert f"of those flagged three months ago, **{100 * check.share:.0f} %** had not returned" in app.said
    assert (
        f"Of **{check.flagged:,}** flagged on 31 Mar 2026, **{100 * check.share:.1f} %** had not returned" in app.said
    )
    assert f"likely {100 * check.lower:.1f} to {100 * check.upper:.1f} %" in app.said
    assert f"of all {check.customers:,}, {100 * check.base:.1f} %" in app.said
    assert f"silent the longest, {100 * check.recency_precision:.1f} %" in app.said
    rows = found.listed()
    assert listed(app)["Customer"].tolist() == rows["customer"].tolist()[:500]
    assert listed(app)["Reason"].tolist() == rows["reason"].tolist()[:500]
    first = rows.iloc[0]
    assert f"Customer {first['customer']}" in app.said
    assert f"**{stages.stage(first['stage']).name}**: {first['reason']}." in app.said
    assert len(app.at.get("plotly_chart")) == 3
    assert "First value here: a second visit." in app.said
    assert list(listed(app))[:2] == ["Customer", "Expected loss"]


def test_an_app_with_another_first_value_and_a_column_beside(app):
    app.sample("app").go(PAGE).choose("selectbox", "list_event", "create_project")
    app.choose("selectbox", "list_column", "plan")
    events = rt.read_events(SAMPLES / "app_events.csv")
    found = rt.slipping(events, rt.CohortSettings(segment="plan"), first_value="create_project")
    many, stake = slipping(found)
    assert f"**{many:,} customers** worth **{stake:,.0f} visits** a year" in app.said
    assert f"a return within {found.horizon} days counts" in app.said
    assert listed(app)["plan"].tolist() == found.listed()["segment"].tolist()[:500]


def test_contracts(app):
    app.sample("subscriptions").go(PAGE)
    contracts = rt.read_subscriptions(SAMPLES / "subscriptions.csv")
    found, check = rt.slipping(contracts), rt.slipping_check(contracts)
    many, stake = slipping(found)
    assert f"**{many:,} customers** worth **{money(stake)}** a year are slipping away" in app.said
    assert f"**{100 * check.share:.1f} %** had no contract" in app.said
    assert "Stays or returns" in listed(app)
    assert "list_view" not in {group.key for group in app.at.button_group}


def test_a_customer_table_belongs_elsewhere(app):
    app.read("t.csv", b"customer,tenure_months,churned\n" + b"".join(b"c%d,%d,yes\n" % (i, i) for i in range(1, 40)))
    app.go(PAGE)
    assert "needs another kind of file" in app.said


def test_a_handful_of_customers(app, small):
    app.read("orders.csv", small).go(PAGE)
    assert "Would this list have been right?" in app.said


# ------------------------------------------------------------------------------------------------ what can be chosen
def test_order_columns_horizon_and_no_stage_at_all(app, shop):
    app.sample("shop").go(PAGE)
    found = rt.slipping(shop)
    for order, column in (("at stake", "at_stake"), ("lateness", "lateness"), ("chance", "chance")):
        app.choose("button_group", "list_by", order)
        assert listed(app)["Customer"].tolist() == found.listed(by=column)["customer"].tolist()[:500]
    app.choose("multiselect", "list_columns", ["Usually", "First seen"])
    assert list(listed(app)) == ["Customer", "Reason", "Usually", "First seen"]
    app.choose("select_slider", "list_days", 30)
    shorter = rt.slipping(shop, horizon=30).listed(by="chance")
    assert listed(app)["Reason"].tolist() == shorter["reason"].tolist()[:500]
    assert "within 30 days" in listed(app)["Reason"][0]
    app.choose("button_group", "list_stages", [])
    assert "Nobody fits" in app.said


def test_stages_filters_and_length(app, shop):
    app.sample("shop").go(PAGE).choose("selectbox", "list_column", "channel")
    app.choose("button_group", "list_stages", ["Regular", "Cooling"])
    app.choose("multiselect", "list_group", ["Search"]).choose("number_input", "list_least", 200.0)
    app.choose("selectbox", "list_most", "20")
    found = rt.slipping(shop, rt.CohortSettings(segment="channel"))
    rows = found.listed(("regular", "cooling"))
    rows = rows[(rows["segment"] == "Search") & (rows["at_stake"] >= 200)].head(20)
    assert listed(app)["Customer"].tolist() == rows["customer"].tolist()
    assert "Of the 20 who, of everybody, were least likely to return" in app.said


# ------------------------------------------------------------------------------------------- who is to be left alone
@pytest.fixture
def asked():
    """Forty weekly customers, silent since the end of May; every fourth asked not to be contacted."""
    days = pd.date_range("2024-01-01", "2024-05-27", freq="7D")
    lines = [f"c{i:02},{day:%Y-%m-%d},10,{'yes' if i % 4 == 0 else 'no'}" for i in range(40) for day in days]
    lines += [
        f"d{i},{day:%Y-%m-%d},10,no" for i in range(20) for day in pd.date_range("2024-01-02", "2024-07-30", freq="7D")
    ]
    return "\n".join(["customer,ordered_at,total,do_not_contact", *lines]).encode() + b"\n"


def test_who_asked_not_to_be_contacted_is_nowhere(app, asked):
    app.read("orders.csv", asked).go(PAGE)
    every = [stage.name for stage in stages.STAGES if stage.key != stages.NEVER]
    app.choose("button_group", "list_stages", every)
    told = {f"c{i:02}" for i in range(40) if i % 4 == 0}
    people = listed(app)["Customer"].tolist()
    assert set(people) == {f"c{i:02}" for i in range(40)} - told | {f"d{i}" for i in range(20)}
    assert "10 customers asked not to be contacted: in no list here, and in no file." in app.said
    data = rt.export.list_csv_bytes(rt.slipping(rt.read_events(asked)).frame).decode("utf-8-sig")
    assert not set(re.findall(r"c\d\d", data)) & told


# -------------------------------------------------------------------------------------------------------------- RFM
def test_the_grid_its_groups_and_who_moved(app, shop):
    app.sample("shop").go(PAGE).choose("button_group", "list_view", "recency and frequency")
    scores = rt.rfm(shop)
    table = app.at.dataframe[-1].value
    assert table["Customers"].tolist() == scores.groups["customers"].tolist()
    assert table["Group"].tolist() == scores.groups["name"].tolist()
    assert plain(scores.words) in app.said
    app.choose("button_group", "list_view", "movement").choose("selectbox", "list_since", "6 months ago")
    moved = rt.rfm_movement(shop, "2026-01-01")
    there, came = int(moved.table.iloc[:-1].to_numpy().sum()), int(moved.table.iloc[-1].sum())
    assert f"Of {there:,} customers there on 31 Dec 2025" in app.said
    assert f"{came:,} have come since" in app.said


# ------------------------------------------------------------------------------------------------------ said plainly
def check(**changed):
    base = rt.SlippingCheck(
        at=pd.Timestamp("2024-03-01"),
        until=pd.Timestamp("2024-06-01"),
        customers=1000,
        flagged=200,
        not_returned=100,
        share=0.5,
        lower=0.43,
        upper=0.57,
        size=50,
        hits=40,
        precision=0.8,
        precision_lower=0.67,
        precision_upper=0.89,
        recency_hits=41,
        recency_precision=0.82,
        base=0.3,
        auc=0.8,
        auc_recency=0.77,
        words="",
        regular=300,
        regular_share=0.1,
    )
    return dataclasses.replace(base, **changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "No difference that these numbers could show"),
        ({"regular_share": 0.5}, "no better than taking regular customers**, as far as"),
        ({"regular_share": 0.7}, "**The list was worse than taking regular customers.**"),
        ({"recency_precision": 0.95}, "**Plain silence did better here.**"),
        ({"recency_precision": 0.5}, "The order did better than plain silence."),
        ({"base": 0.7}, "of all 1,000, 70.0 %, which counts those who were gone already"),
        ({"flagged": 0}, "nobody would have been on the list"),
    ],
)
def test_bad_results_are_said_as_plainly_as_good_ones(changed, said):
    assert said in plain(" ".join(customer_check.sentences(check(**changed), "visits")))


def test_the_look_back_names_its_days_and_its_pairs():
    text = plain(" ".join([*customer_check.sentences(check(), "visits"), *customer_check.sums(check(), "visits")]))
    assert (
        "Of **200** flagged on 29 Feb 2024, **50.0 %** had not returned by 31 May 2024 (likely 43.0 to 57.0 %)" in text
    )
    assert "in 80.0 of 100 pairs, silence alone in 77.0" in text


def test_without_a_look_back_nothing_is_promised():
    error = rt.SettingsError("the data do not go back 91 days.")
    assert "cannot be told yet" in customer_check.in_short(error, "visits")
    assert plain(customer_check.in_short(check(), "contracts")).endswith("**50 %** had no contract")


def test_a_short_file_is_looked_back_on_as_far_as_it_goes(app):
    days = pd.date_range("2026-01-01", periods=12, freq="5D").strftime("%Y-%m-%d")
    rows = "\n".join(f"{who},{day},10" for who, day in zip("aabbcadeeabf", days, strict=True))
    app.read("tiny.csv", f"customer,date,amount\n{rows}\n".encode()).go(PAGE)
    assert "On 28 Jan 2026 nobody would have been on the list" in app.said
    assert "days_ago" not in app.said
    assert len(app.at.get("plotly_chart")) == 1, "no empty chart"


def test_a_file_too_short_to_look_back_says_so_in_words(app):
    app.read("short.csv", b"customer,date\na,2026-01-01\nb,2026-01-03\na,2026-01-09\n").go(PAGE)
    assert "too short to look back" in app.said
    assert "days_ago" not in app.said


def test_a_shorter_look_back_is_not_called_three_months():
    until = pd.Timestamp("2024-06-01")
    said = customer_check.in_short(check(at=until - pd.Timedelta(days=28), until=until), "visits")
    assert "flagged 28 days before" in said


def test_stages_of_contracts_speak_of_contracts(app):
    app.sample("subscriptions").go(PAGE)
    assert "**Regular.** They have a contract, and no sign that they leave." in app.said
    assert "First value here" not in app.said


def test_columns_are_written_as_they_are_shown():
    assert customer_words.taken(("Customer", "Reason", "Usually", "Comes back")) == [
        *("customer", "reason", "usual_low", "usual_high"),
        *("chance", "chance_lower", "chance_upper", "like"),
    ]
