"""The sample list of a campaign is what its generator makes, and the difference planted in it is found again.

Counted here with plain pandas first, without the library.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import retention as rt
from sample_data import make_campaign

FOLDER = Path(make_campaign.__file__).parent
END = pd.Timestamp("2026-07-01")


@pytest.fixture(scope="module")
def readme():
    """Its text, on one line: a number may stand across a line break."""
    return " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(FOLDER / "campaign.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def orders():
    frame = pd.read_csv(FOLDER / "shop_orders.csv", parse_dates=["ordered_at"])
    return frame[frame["customer_id"].notna()]


@pytest.fixture(scope="module")
def result():
    campaign = rt.read_campaign(FOLDER / "campaign.csv")
    return rt.campaign_result(rt.read_events(FOLDER / "shop_orders.csv"), campaign, 30, shares=(1, 1))


def once(table):
    """Each customer of one group once."""
    named = table[(table["customer"] != "") & (table["group"] != "")]
    sides = named.groupby("customer")["group"].nunique()
    return named[named["customer"].isin(sides.index[sides == 1])].drop_duplicates("customer")


def counted(table, orders, days=30):
    """Watched, active and money of each group, in plain pandas."""
    known = once(table)[lambda rows: rows["customer"].isin(orders["customer_id"])]
    known = known.assign(begin=pd.to_datetime(known["date"]) + pd.Timedelta(days=1))
    watched = known[known["begin"] + pd.Timedelta(days=days) <= END]
    rows = watched.merge(orders, left_on="customer", right_on="customer_id")
    inside = rows[rows["ordered_at"].between(rows["begin"], rows["begin"] + pd.Timedelta(days=days), "left")]
    found = {}
    for group in ("treated", "holdout"):
        mine = inside[inside["group"] == group]
        found[group] = (
            int((watched["group"] == group).sum()),
            mine.loc[mine["status"] == "paid", "customer"].nunique(),
            round(float(mine["amount"].sum()), 2),
        )
    return found


def test_the_generator_makes_this_very_file(tmp_path):
    assert make_campaign.write_campaign(tmp_path).read_bytes() == (FOLDER / "campaign.csv").read_bytes()


def test_what_the_list_holds(readme, table):
    named = table[(table["customer"] != "") & (table["group"] != "")]
    sides = named.groupby("customer")["group"].nunique()
    found = {
        "rows": len(table),
        "customers": named["customer"].nunique(),
        "both": int((sides > 1).sum()),
        "strangers": int(named["customer"].str.startswith("X").sum()),
        "second wave": int((named["date"] == "2026-06-08").sum()),
        "no customer": int((table["customer"] == "").sum()),
        "no group": int((table["group"] == "").sum()),
    }
    expected = {
        "rows": 1_875,
        "customers": 1_866,
        "both": 4,
        "strangers": 5,
        "second wave": 120,
        "no customer": 1,
        "no group": 1,
    }
    assert found == expected
    for text in ("1,875 rows", "1,866 customers", "4 customers in both groups", "5 that the shop does not know"):
        assert text in readme


def test_the_planted_difference_is_found_again(readme, table, orders, result):
    plain = counted(table, orders)
    assert plain == {"treated": (882, 41, 3540.55), "holdout": (855, 11, 751.06)}
    frame = result.to_frame()
    for group, (watched, active, money) in plain.items():
        row = frame.loc[group]
        assert (int(row["watched"]), int(row["active"])) == (watched, active)
        assert row["money_each"] * watched == pytest.approx(money)
    for text in ("41 of 882, 4.6 %", "11 of 855, 1.3 %", "120 customers"):
        assert text in readme
    # 10 of 13 of those who came back were meant to be among the treated: of 52, 40 in one half and 12 in the other.
    half = (882 + 855) / 2
    planted = 52 * (10 - 3) / 13 / half
    assert result.rate.lower < planted < result.rate.upper
    assert result.rate.verdict == "more than chance"


def test_money_gained_holds_what_the_orders_say(result):
    gained, low, high = result.gained
    assert gained == pytest.approx(3540.55 - 751.06 / 855 * 882, abs=0.01)
    assert 0 < low < gained < high


def test_the_second_wave_waits(result):
    assert result.waiting == 120
    assert "The last of them end on 8 Jul 2026." in result.waiting_words
    assert result.ratio.ok
    assert len(result.both) == 4
