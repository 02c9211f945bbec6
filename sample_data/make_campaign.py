"""Invent the list of a win-back campaign for the shop: who was written to, and who was held out.

Run ``python sample_data/make_campaign.py`` after ``make_samples.py``. The same code gives the same file, byte for byte.
Nobody was ever written to: the orders in the shop's file stay as they are, and the group of the first wave is drawn
**after the fact**, so that customers who happened to order in the 30 days after are likelier to stand among the
treated. That plants a difference of known size. A real list must never be made so: there chance alone decides, and
before anything has happened. The numbers to find stand in README.md; tests/test_sample_campaign.py holds them true.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

Rng = np.random.RandomState

HERE = Path(__file__).resolve().parent
SEED = 20_260_401
DAYS, SILENT = 30, 60  # the window in which a difference is planted; days of silence that make somebody lapsed
FIRST_WAVE, SECOND_WAVE = pd.Timestamp("2026-04-01"), pd.Timestamp("2026-06-08")
TREATED_IF_BACK = 10 / 13  # chance to be put among the treated, for those who ordered in the window
SECOND = 120  # customers of the second wave, whose 30 days end after the file: chance alone decides their group
BOTH, AGAIN, STRANGERS = 4, 3, 5  # in both groups, listed twice, not in the shop: something to report


def campaign(rng: Rng, shop: pd.DataFrame) -> pd.DataFrame:
    """Rows of the list: ``customer``, ``group`` and ``date``, by date, then customer."""
    orders = shop[(shop["status"] == "paid") & (shop["customer_id"] != "")]
    orders = orders.assign(at=pd.to_datetime(orders["ordered_at"]))
    first = _lapsed(orders, FIRST_WAVE)
    back = np.isin(first, _ordered_after(orders, FIRST_WAVE))
    rows = [_rows(first, _planted(rng, back), FIRST_WAVE)]
    later = np.setdiff1d(_lapsed(orders, SECOND_WAVE), first)
    picked = np.sort(later[np.argsort(rng.random_sample(len(later)))[:SECOND]])
    rows.append(_rows(picked, rng.random_sample(SECOND) < 0.5, SECOND_WAVE))
    table = pd.concat(rows, ignore_index=True)
    odd = table.iloc[np.argsort(rng.random_sample(len(first)))[: BOTH + AGAIN]].copy()
    other = {"treated": "holdout", "holdout": "treated"}
    odd.loc[odd.index[:BOTH], "group"] = odd["group"].map(other)
    strangers = [f"X{i + 1:05d}" for i in range(STRANGERS)]
    unknown = _rows(np.array(strangers, object), np.arange(STRANGERS) % 2 == 0, FIRST_WAVE)
    listed = pd.concat([table, odd, unknown]).sort_values(["date", "customer", "group"], kind="stable")
    broken = pd.DataFrame({"customer": ["", "C00001"], "group": ["treated", ""], "date": [str(FIRST_WAVE.date())] * 2})
    return pd.concat([listed, broken], ignore_index=True)


def _lapsed(orders: pd.DataFrame, at: pd.Timestamp) -> np.ndarray:
    """Customers whose last order before a moment is that many days old, or older."""
    last = orders[orders["at"] < at].groupby("customer_id")["at"].max()
    return np.asarray(last.index[(at - last).dt.days >= SILENT], object)


def _ordered_after(orders: pd.DataFrame, day: pd.Timestamp) -> np.ndarray:
    begin = day + pd.Timedelta(days=1)
    inside = orders["at"].between(begin, begin + pd.Timedelta(days=DAYS), inclusive="left")
    return np.asarray(orders.loc[inside, "customer_id"].unique(), object)


def _planted(rng: Rng, back: np.ndarray) -> np.ndarray:
    """Who is treated: half of all, and more than half of those who came back."""
    others = (len(back) / 2 - TREATED_IF_BACK * back.sum()) / (~back).sum()
    return np.asarray(rng.random_sample(len(back)) < np.where(back, TREATED_IF_BACK, others))


def _rows(customers: np.ndarray, treated: np.ndarray, day: pd.Timestamp) -> pd.DataFrame:
    group = np.where(treated, "treated", "holdout")
    return pd.DataFrame({"customer": customers, "group": group, "date": str(day.date())})


def write_campaign(folder: Path) -> Path:
    """Write the list into a folder; return its path."""
    shop = pd.read_csv(HERE / "shop_orders.csv", dtype=str, keep_default_na=False)
    path = folder / "campaign.csv"
    campaign(Rng(SEED), shop).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    path = write_campaign(HERE)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
