"""Purchase histories as a table: by hand, and a published sample customer by customer."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retention as rt

CDNOW = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "cdnow"
here = pytest.mark.skipif(not CDNOW.is_dir(), reason="the folder ../shared with real files is not here")
MAPPING = rt.ColumnMapping("who", "when", amount="paid")
ROWS = [
    ("a", "2024-01-01 09:00", 5.0),
    ("a", "2024-01-01 18:00", 4.0),  # a second order on the first day
    ("a", "2024-01-08 00:00", 10.0),  # midnight belongs to the day that begins
    ("a", "2024-01-08 23:59", 2.0),
    ("a", "2024-01-15 12:00", 20.0),
    ("a", "2024-01-20 12:00", -8.0),  # a refund: money, no purchase
    ("b", "2024-01-29 12:00", 7.0),
    ("b", "2024-01-30 12:00", -7.0),  # seen once, and all given back
    ("c", "2024-01-03 12:00", -1.0),  # never bought
    ("d", "2024-01-02 12:00", None),
    ("d", "2024-01-30 12:00", 30.0),
]


@pytest.fixture(scope="module")
def events():
    frame = pd.DataFrame(ROWS, columns=["who", "when", "paid"])
    return rt.events_from_frame(frame.assign(when=pd.to_datetime(frame["when"])), MAPPING, timezone="UTC")


def test_histories_by_hand(events):
    assert rt.customer_counts(events).to_dict("list") == {
        "customer": ["a", "b", "d"],
        "frequency": [2, 0, 1],
        "recency": [14.0, 0.0, 28.0],
        "T": [29.0, 1.0, 28.0],
        "monetary_value": [pytest.approx(12.0), pytest.approx(np.nan, nan_ok=True), pytest.approx(30.0)],
        "purchases": [5, 1, 2],
    }


def test_units_divide_whole_days_and_do_not_round(events):
    for unit, days in {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}.items():
        table = rt.customer_counts(events, unit=unit)
        assert table.attrs["unit"] == unit
        assert table["T"].tolist() == [29 / days, 1 / days, 28 / days]
        assert table["frequency"].tolist() == [2, 0, 1]
    with pytest.raises(rt.SettingsError, match="hour"):
        rt.customer_counts(events, unit="hour")


def test_until_is_exclusive_and_leaves_later_customers_out(events):
    table = rt.customer_counts(events, until="2024-01-15")
    assert table["customer"].tolist() == ["a", "d"]
    assert table[["frequency", "recency", "T"]].values.tolist() == [[1, 7.0, 13.0], [0, 0.0, 12.0]]


def test_a_day_that_is_not_over_is_left_out(events):
    assert rt.customer_counts(events, until="2024-01-15 18:00").equals(rt.customer_counts(events, until="2024-01-15"))


def test_refunds_count_where_they_are_told_to(events):
    table = rt.customer_counts(events, settings=rt.CohortSettings(refunds_count=True))
    assert table.set_index("customer")["frequency"].to_dict() == {"a": 3, "b": 1, "c": 0, "d": 1}


def test_kinds_of_customers_are_enough_for_a_fit(shop):
    each, kinds = rt.customer_counts(shop, "week"), rt.customer_counts(shop, "week", each=False)
    assert kinds.columns.tolist() == ["customers", "frequency", "recency", "T", "purchases"]
    assert len(kinds) < len(each) == kinds["customers"].sum()
    np.testing.assert_allclose(rt.fit_mbg_nbd(kinds).values, rt.fit_mbg_nbd(each).values, rtol=1e-6)


@pytest.fixture(scope="module")
def shop():
    return rt.read_events(Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv")


def test_segments_are_a_column(shop):
    name = next(iter(shop.segments))
    table = rt.customer_counts(shop, settings=rt.CohortSettings(segment=name))
    sizes = rt.cohort_matrix(shop, rt.CohortSettings(segment=name))
    assert table["segment"].value_counts().to_dict() == {s: int(m.sizes.sum()) for s, m in sizes.items()}


@here
def test_the_published_sample_customer_by_customer():
    events = rt.read_events(CDNOW / "cdnowElog_BTYD.csv", rt.ColumnMapping("sampleid", "date", amount="sales"))
    table = rt.customer_counts(events, unit="week", until="1997-10-01")
    published = pd.read_csv(CDNOW / "cdnow_customers_summary.csv").set_index("ID")
    table.index = table["customer"].astype(int)
    table = table.sort_index()
    assert len(table) == 2357
    assert table["frequency"].tolist() == published["frequency"].tolist()
    for name in ("recency", "T"):  # published to two decimals
        np.testing.assert_allclose(table[name], published[name], atol=0.0050001)
    spend = table["monetary_value"].dropna()
    assert len(spend) == 946
    assert [round(v, 2) for v in (spend.mean(), spend.std(), spend.min(), spend.max())] == [35.08, 30.28, 2.99, 299.63]
