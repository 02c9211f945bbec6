"""Retention & churn in a browser: from a file to the chart, through its controls, to a click on one month."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import retention as rt

SHOP = (Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv").read_bytes()

# The first chart's bars have these heights, in the order of the periods.
SHOWS = """wanted => {
  const drawn = document.querySelector('.js-plotly-plot')?._fullData;
  return !!drawn && Object.entries(wanted).every(([name, heights]) => {
    const bars = drawn.find(trace => trace.type === 'bar' && trace.name === name);
    return !!bars && JSON.stringify(Array.from(bars.y)) === JSON.stringify(heights);
  });
}"""
# Where the middle of a bar lies in the window.
PLACE_OF_BAR = """([name, i]) => {
  const plot = document.querySelector('.js-plotly-plot');
  plot.scrollIntoView({block: 'center', behavior: 'instant'});
  const {xaxis, yaxis2} = plot._fullLayout, {x, y} = plot.getBoundingClientRect();
  const bars = plot._fullData.find(trace => trace.name === name && trace.type === 'bar');
  return [x + xaxis._offset + xaxis.d2p(bars.x[i]), y + yaxis2._offset + yaxis2.l2p(bars.y[i] / 2)];
}"""


def bars(frame):
    return {
        "kept": frame["kept"].tolist(),
        "won back": frame["won_back"].tolist(),
        "new": frame["new"].tolist(),
        "lost": [-n for n in frame["lost"].tolist()],
    }


def sees(visitor, frame):
    visitor.page.wait_for_function(SHOWS, arg=bars(frame))
    return visitor.wait()


def test_from_a_file_through_the_range_to_one_month(visit):
    events = rt.read_events(SHOP)
    whole = rt.period_retention(events)
    visitor = visit().give("shop_orders.csv", SHOP).read().go("Retention & churn")
    sees(visitor, whole)

    visitor.slide("Periods — start", "ArrowRight", "ArrowRight").slide("Periods — end", "ArrowLeft")
    visitor.url_has(periods=["Sep 2024", "May 2026"])
    sees(visitor, whole.iloc[2:-1])
    row = whole.iloc[-2]
    expect(visitor.main).to_contain_text(
        f"{row['kept']:.0f} of the {row['start']:.0f} customers of Apr 2026 came again"
    )
    expect(visitor.main).to_contain_text(f"{100 * row['retention_rate']:.1f}\N{NO-BREAK SPACE}% kept")

    visitor.click_in_chart(PLACE_OF_BAR, ["kept", 14], at="Nov 2025")
    row = whole.loc["2025-11-01"]
    expect(visitor.main).to_contain_text(
        f"(CE − CN) / CS = ({row['end']:.0f} − {row['new']:.0f}) / {row['start']:.0f} = {100 * row['formula_rate']:.1f}"
    )

    visitor.page.get_by_role("radio", name="Churn", exact=True).click()
    visitor.url_has(rate="Churn", periods=["Sep 2024", "May 2026"], at="Nov 2025")
    expect(visitor.main).to_contain_text("Customers lost, month by month")


@pytest.mark.long
def test_settings_stay_from_page_to_page(visit):
    events = rt.read_events(SHOP)
    visitor = visit().give("shop_orders.csv", SHOP).read().go("Lifecycle")
    visitor.choose("Split by", "channel").url_has(by="channel").choose("channel", "Friends").url_has(group="Friends")
    friends = rt.lifecycle(events, rt.CohortSettings(segment="channel"))["Friends"].iloc[-1]
    expect(visitor.main).to_contain_text(f"{friends['active']:.0f} customers of Friends were active")
    visitor.go("Activity").url_has(by="channel", group="Friends")
    expect(visitor.main).to_contain_text(f"{friends['active']:.0f} customers of Friends were active")
