"""The list of customers in a browser: from the file to a chosen customer, then taken away with hashed ids."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SHOP = Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv"
LINE = 35  # pixels of a row of the table, and of its head


def test_from_a_file_to_a_list_of_whom_to_talk_to(visit):
    found = rt.slipping(rt.read_events(SHOP))
    visitor = visit().give("shop_orders.csv", SHOP.read_bytes()).read().go("Customers")
    expect(visitor.main).to_contain_text("customers worth")
    expect(visitor.main).to_contain_text(f"Customer {found.listed()['customer'].iloc[0]}")

    visitor.page.get_by_role("radio", name="lateness").click()
    visitor.url_has(list_by="lateness")
    rows = found.listed(by="lateness")
    expect(visitor.main).to_contain_text(f"Customer {rows['customer'].iloc[0]}")
    table = visitor.page.get_by_test_id("stDataFrame").first
    table.click(position={"x": 20, "y": 2.5 * LINE})
    expect(visitor.main).to_contain_text(f"Customer {rows['customer'].iloc[1]}")
    expect(visitor.main).to_contain_text(rows["reason"].iloc[1])

    visitor.wait().page.get_by_test_id("stPopover").filter(has_text="Download").first.click()  # not the table's own
    visitor.page.get_by_role("radio", name="hashed").click()
    salt = visitor.page.get_by_role("textbox", name="Salt")
    salt.fill("pepper")
    salt.press("Enter")
    expect(visitor.page.get_by_text("The same salt gives a customer the same hash")).to_be_visible()
    name, data = visitor.wait().download("List (CSV)")
    written = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert name == "shop_orders-customers-list.csv"
    assert [line["reason"] for line in written] == rows["reason"].tolist()
    assert written[0]["customer"] == hashlib.sha256(f"pepper{rows['customer'].iloc[0]}".encode()).hexdigest()
