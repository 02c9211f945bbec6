"""Strategies in a browser: from the file to a list with a holdout group; and a note on the axis of time."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SHOP = Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv"
NO_BREAK = "\N{NO-BREAK SPACE}"


def test_from_a_link_to_a_list_with_a_holdout_group(visit):
    found = [one for one in rt.strategies.opportunities(rt.read_events(SHOP)) if one.applies == "yes"]
    first = found[0]
    visitor = visit(address=f"/strategies?plan_{first.key}_rate=8.0")
    expect(visitor.main).to_contain_text("Your link is kept")
    visitor.page.get_by_role("link", name="Go to Upload").click()
    visitor.give("shop_orders.csv", SHOP.read_bytes()).read().way_on.click()
    expect(visitor.main).to_contain_text(f"{len(found)} of 15 strategies have a sign in this file")
    expect(visitor.main).to_contain_text(f"1. {first.name}")
    expect(visitor.main).to_contain_text(f"At 8{NO_BREAK}%: {round(first.worth(0.08)):,} a year")

    visitor.page.get_by_text("Take this audience away").first.click()
    visitor.url_has(**{f"plan_{first.key}_take": "true", f"plan_{first.key}_rate": "8.0"})
    visitor.slide("Left alone, %", "ArrowRight", "ArrowRight")
    visitor.url_has(**{f"plan_{first.key}_share": "20"})
    people = rt.strategies.audience(first)
    divided = rt.with_holdout(people, 0.2, 1)
    held = int((divided["group"] == "holdout").sum())
    expect(visitor.main).to_contain_text(f"{len(people) - held:,} treated, {held:,} held out at random")

    _, data = visitor.download("Take the list (CSV)")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [(row["customer"], row["group"]) for row in rows] == list(
        zip(divided["customer"], divided["group"], strict=True)
    )
    assert len(rt.read_campaign(data).customer_ids) == len(rows), "the page Did it work? takes it back"


def test_a_note_is_written_and_drawn(visit):
    visitor = visit().give("shop_orders.csv", SHOP.read_bytes()).read().go("Lifecycle")
    visitor.page.get_by_text("Notes on the time axis").click()
    text = visitor.page.get_by_role("textbox", name="What happened")
    text.fill("Relaunch")
    text.press("Enter")
    expect(visitor.page.get_by_text("Notes on the time axis (1)")).to_be_visible()
    expect(visitor.main).to_contain_text("1 Relaunch (30 Jun 2026)")
    drawn = "() => document.querySelector('.js-plotly-plot')._fullLayout.shapes.map(shape => shape.x0)"
    assert "2026-06-30" in visitor.page.evaluate(drawn)
    name, data = visitor.download("Save these settings and notes as a file")
    assert name.endswith(".json")
    assert rt.read_settings(data)[1] == (rt.Annotation("2026-06-30", "Relaunch"),)
