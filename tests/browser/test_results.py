"""Did it work, in a browser: from the shop's orders to the sample list and its answer, then before and after."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def test_from_a_list_to_what_it_brought(visit):
    events = rt.read_events(SAMPLES / "shop_orders.csv")
    found = rt.campaign_result(events, rt.read_campaign(SAMPLES / "campaign.csv"), 30)
    visitor = visit().give("shop_orders.csv", (SAMPLES / "shop_orders.csv").read_bytes()).read().go("Did it work?")
    held = {"name": "campaign.csv", "mimeType": "text/csv", "buffer": (SAMPLES / "campaign.csv").read_bytes()}
    visitor.page.locator("input[type=file]").set_input_files(held)
    expect(visitor.main).to_contain_text("The treated came back more often, by more than chance.")
    expect(visitor.main).to_contain_text(" ".join(found.words.split()))
    expect(visitor.main).to_contain_text(f"{found.gained[0]:,.0f} (likely {found.gained[1]:,.0f}")
    expect(visitor.page.locator(".js-plotly-plot")).to_be_visible()
    expect(visitor.page.locator("input[type=file]")).to_have_count(0)  # the bytes are let go

    visitor.choose("Intended split, treated : held out", "80 : 20")
    expect(visitor.main).to_contain_text("is not to be trusted")
    visitor.url_has(did_split="80 : 20")

    visitor.page.get_by_role("radio", name="Before and after").click()
    expect(visitor.main).to_contain_text("Choose the day on which something changed")
    visitor.url_has(did_view="Before and after")
