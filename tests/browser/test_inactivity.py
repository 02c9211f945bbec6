"""The rule of silence in a browser: the measured one at first, another by keyboard, and the same by its link."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import retention as rt

SHOP = (Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv").read_bytes()
SLIDER = "Days of silence after which a customer counts as lapsed"

# The chart of lapsed customers has these bars, from the floor up.
SHOWS = """wanted => Array.from(document.querySelectorAll('.js-plotly-plot')).some(plot => {
  const bars = plot._fullData?.find(trace => trace.name === 'not back so far');
  return !!bars && JSON.stringify(Array.from(bars.y, y => Math.round(1e6 * y))) === JSON.stringify(wanted);
})"""


def sees(visitor, frame):
    """Wait until the chart shows who lapsed and has not come back, as a share of each month's customers."""
    away = (frame["lapsed"] - frame["came_back"]) / frame["active"]
    visitor.page.wait_for_function(SHOWS, arg=[round(1e6 * share) for share in away])
    return visitor.wait()


def says(visitor, check):
    text = f"{100 * check.rate:.1f}\N{NO-BREAK SPACE}% came back in the next"
    expect(visitor.main).to_contain_text(text)
    expect(visitor.main).to_contain_text(f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{check.flagged:,})")


def test_another_rule_of_silence(visit):
    events = rt.read_events(SHOP)
    measured = rt.visit_gaps(events).threshold
    visitor = visit().give("shop_orders.csv", SHOP).read().go("Retention & churn")
    expect(visitor.main).to_contain_text(rt.visit_gaps(events).sentence(0.8))
    sees(visitor, rt.lapses(events, None, measured))
    says(visitor, rt.lapse_check(events, None, measured))

    visitor.slide(SLIDER, "ArrowRight", "ArrowRight").url_has(silence=str(measured + 2))
    sees(visitor, rt.lapses(events, None, measured + 2))
    says(visitor, rt.lapse_check(events, None, measured + 2))


@pytest.mark.long
def test_a_link_carries_the_rule(visit):
    events = rt.read_events(SHOP)
    measured = rt.visit_gaps(events).threshold
    link = visit(address=f"/churn?silence={measured + 9}")
    link.main.get_by_role("link", name="Go to Upload").click()
    expect(link.page.locator("input[type=file]")).to_be_attached()
    link.give("shop_orders.csv", SHOP).read().way_on.click()
    sees(link, rt.lapses(events, None, measured + 9))
    link.url_has(silence=str(measured + 9))
