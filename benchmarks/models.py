"""From events to purchase histories, and from histories to fitted models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import retention as rt
from benchmarks import data
from benchmarks.competitors import pandas_frame
from benchmarks.report import Row, duration, events_text, faster, within
from benchmarks.timing import in_turns

PANDAS = "pandas recipe"
MOST_SECONDS, TARGET_SIZE = 1.0, 100_000  # customers
DAYS = 730
# High End of Fader and Hardie (2007): survivors of 1,000 customers, year by year.
SURVIVORS = (1000, 869, 743, 653, 593, 551, 517, 491)


def measure(sizes: tuple[int, ...], repetitions: int, folder: Path = data.FOLDER) -> list[Row]:
    """Histories of each size of events against pandas, then fits for as many customers, up to the target's number."""
    rows: list[Row] = []
    for n in sizes:
        table = data.table(n, folder)
        events, frame = rt.events_from_frame(table, data.MAPPING), pandas_frame(table)
        runs = {"ours": partial(rt.customer_counts, events), PANDAS: partial(pandas_histories, frame)}
        timings = in_turns(runs, repetitions, {PANDAS: 1})
        part = "Purchase histories of all customers"
        rows.append(faster(part, f"{events_text(n)} events", timings["ours"], PANDAS, timings[PANDAS]))
    for n in sorted({min(n, TARGET_SIZE) for n in sizes}):
        rows += fits(n, repetitions)
    return rows


def fits(customers: int, repetitions: int) -> list[Row]:
    """Every model on so many invented customers."""
    part = f"Fits, {events_text(customers)} customers"
    histories = invented(customers)
    runs: dict[str, Callable[[], Any]] = {
        "BG/NBD": partial(rt.fit_bg_nbd, histories),
        "MBG/NBD": partial(rt.fit_mbg_nbd, histories),
        "Gamma-Gamma": partial(rt.fit_gamma_gamma, histories),
        "shifted beta-geometric": partial(rt.fit_sbg, SURVIVORS),
    }
    rows = []
    for name, run in runs.items():
        run()  # the first call imports what fits need
        timing = in_turns({name: run}, repetitions)[name]
        judged = customers >= TARGET_SIZE
        rows.append(within(part, name, timing, MOST_SECONDS) if judged else Row(part, name, duration(timing)))
    return rows


def pandas_histories(frame: pd.DataFrame) -> pd.DataFrame:
    """The recipe of tutorials: one row for each customer and day, then a group for each customer."""
    days = frame.assign(day=frame["timestamp"].dt.normalize())
    days = days.groupby(["customer", "day"], observed=True, as_index=False)["amount"].sum()
    found = days.groupby("customer", observed=True)["day"].agg(["count", "min", "max"])
    end = frame["timestamp"].max().normalize()
    return pd.DataFrame(
        {
            "frequency": found["count"] - 1,
            "recency": (found["max"] - found["min"]).dt.days,
            "T": (end - found["min"]).dt.days,
        }
    )


def invented(customers: int, seed: int = 4) -> pd.DataFrame:
    """Histories of customers who buy and leave as the models take it, in days."""
    draw = np.random.default_rng(seed)
    age = draw.integers(30, DAYS, customers)
    rate, leaving = draw.gamma(0.6, 1 / 20, customers), draw.beta(0.8, 2.4, customers)
    x, last, now = np.zeros(customers, int), np.zeros(customers), np.zeros(customers)
    there = np.arange(customers)
    while len(there):
        now[there] += draw.exponential(1 / rate[there])
        there = there[now[there] <= age[there]]
        x[there] += 1
        last[there] = now[there]
        there = there[draw.random(len(there)) >= leaving[there]]
    recency = np.ceil(last)
    spend = 6.25 * draw.gamma(1.0, 1.0, customers) / draw.gamma(3.74, 1 / 15.44, customers)
    frame = pd.DataFrame({"frequency": x, "recency": recency, "T": np.maximum(age, recency)})
    frame["monetary_value"] = np.where(x > 0, spend, np.nan)
    frame.attrs["unit"] = "day"
    return frame
