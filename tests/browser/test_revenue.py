"""Revenue in a browser: from a file to the bridge, to another month of it, to the days of the second order."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SHOP = (Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv").read_bytes()

# The first chart is the bridge, and its bars carry these texts.
SHOWS = """wanted => {
  const bars = document.querySelector('.js-plotly-plot')?._fullData?.find(trace => trace.type === 'bar');
  return !!bars && JSON.stringify(Array.from(bars.text)) === JSON.stringify(wanted);
}"""


def steps(row):
    """The texts of the bridge of one month."""
    gains, losses = ("new", "reactivated", "expansion"), ("contraction", "churned")
    return [
        f"{row['start']:,.0f}",
        *(f"+{row[name]:,.0f}" for name in gains),
        *(f"−{row[name]:,.0f}" for name in losses),
        f"{row['end']:,.0f}",
    ]


def test_from_a_file_to_the_bridge_of_a_month_and_the_second_order(visit):
    events = rt.read_events(SHOP)
    frame = rt.revenue_retention(events)
    visitor = visit().give("shop_orders.csv", SHOP).read().go("Revenue")
    visitor.page.wait_for_function(SHOWS, arg=steps(frame.iloc[-1]))
    expect(visitor.main).to_contain_text(f"{100 * frame['grr'].iloc[-1]:.0f} came again from them in Jun 2026")

    visitor.choose("To this month, from the one before", "Mar 2026")
    row = frame.loc["2026-03-01"]
    visitor.page.wait_for_function(SHOWS, arg=steps(row))
    visitor.url_has(moved="Mar 2026")
    expect(visitor.main).to_contain_text(f"= {100 * row['nrr']:.1f}\N{NO-BREAK SPACE}%")

    visitor.slide("Days after the first order", "ArrowRight")
    found = rt.repeat_rate(events, days=91)
    expect(visitor.main).to_contain_text(f"{found.came:,} ordered again within that time")
    visitor.url_has(again="91")
