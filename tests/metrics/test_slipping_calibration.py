"""What the list says of a return is what happened afterwards, stage by stage."""

from __future__ import annotations

from pathlib import Path

import pytest

import retention as rt

SAMPLES = Path(__file__).parents[2] / "sample_data"
FEW = 30  # customers of a stage below which its share says little


@pytest.mark.parametrize(
    ("name", "at", "horizon"), [("shop_orders.csv", "2026-02-01", 90), ("app_events.csv", "2026-05-01", 29)]
)
def test_chances_of_every_stage_are_near_what_happened_afterwards(name, at, horizon):
    """Those who have been gone for a year are not given the chance of those who have been gone for a month."""
    events = rt.read_events(SAMPLES / name)
    found = rt.slipping(events, at=at, horizon=horizon)
    scored = events.rhythm_counts(rt.CohortSettings(), at, followed_to=f"{at[:5]}{END[at]}")
    assert found.frame["customer"].tolist() == list(scored.ids.to_pylist())
    by_stage = found.frame.assign(back=scored.later).groupby("stage", observed=True)[["chance", "back"]]
    table = by_stage.mean()[by_stage.size() >= FEW]
    assert {"lapsed_past_long", "lapsed_past_short", "regular", "won_back"} <= set(table.index)
    apart = (table["chance"] - table["back"]).abs()
    assert apart.max() < 0.15, table.assign(apart=apart).round(3)


END = {"2026-02-01": "05-02", "2026-05-01": "05-30"}
