"""Customer value in a browser: from the sample to the projection, another margin by keyboard, then the calculator."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SHOP = Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv"
NO_BREAK = "\N{NO-BREAK SPACE}"


def test_from_a_file_to_its_value_and_back_to_what_it_costs(visit):
    events = rt.read_events(SHOP)
    visitor = visit().give("shop_orders.csv", SHOP.read_bytes()).read().go("Customer value")
    whole = rt.projected_value(events, 0.10, 1.0, 24)
    expect(visitor.main).to_contain_text(f"A new customer is expected to bring {whole.value:,.2f}")

    visitor.slide("Margin", "ArrowLeft")
    found = whole.with_terms(0.10, 0.99, 24)
    expect(visitor.main).to_contain_text(f"A new customer is expected to bring {found.value:,.2f}")
    expect(visitor.main).to_contain_text(f"at a margin of 99{NO_BREAK}%")
    visitor.url_has(margin="99")

    visitor.go("Economics")
    cost = visitor.page.get_by_role("spinbutton", name="Cost of winning a customer")
    cost.fill("100")
    cost.press("Enter")
    expect(visitor.main).to_contain_text(f"By the projection {found.value / 100:.2f}.")
    visitor.url_has(cac="100", margin="99")
