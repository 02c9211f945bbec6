"""Behaviours in a browser: the planted one first, another by pressing its dot, days to first value by keyboard."""

from __future__ import annotations

from pathlib import Path

import retention as rt

APP = Path(__file__).resolve().parents[2] / "sample_data" / "app_events.csv"

# Where the dot of a row lies in the window; null until the search is drawn.
PLACE_OF_DOT = """event => {
  const plot = [...document.querySelectorAll('.js-plotly-plot')].find(plot =>
    plot._fullData?.some(trace => trace.name === 'other half'));
  if (!plot) return null;
  plot.scrollIntoView({block: 'center', behavior: 'instant'});
  const dots = plot._fullData.find(trace => trace.name === 'other half');
  const row = dots.hovertext.findIndex(text => text.startsWith(event));
  const {xaxis, yaxis} = plot._fullLayout, {x, y} = plot.getBoundingClientRect();
  return [x + xaxis._offset + xaxis.l2p(dots.x[row]), y + yaxis._offset + yaxis.l2p(row)];
}"""


def points(found):
    return f"{100 * abs(found.difference):.1f} points {'higher' if found.difference > 0 else 'lower'}"


def test_from_the_search_to_the_sentence(visit):
    events = rt.read_events(APP)
    visitor = visit().give("app_events.csv", APP.read_bytes()).read().go("Behaviours")
    windows = {"first": 3, "wait": 4, "later": 7}
    invited = rt.behaviour_effect(events, "invite_teammate", **windows)
    visitor.expect().to_contain_text(f"{points(invited)} for those who did invite_teammate")

    search = rt.behaviour_search(events, **windows).frame.set_index("event")
    export = rt.behaviour_effect(events, "export", int(search.loc["export", "times"]), **windows)
    visitor.page.wait_for_function(f"() => !!({PLACE_OF_DOT})('export')")
    visitor.click_in_chart(PLACE_OF_DOT, "export", beh_event="export")
    visitor.expect().to_contain_text(f"{points(export)} for those who did export")

    visitor.slide("Within, days", "ArrowRight").url_has(beh_event="export", beh_days="8")
    share, _, _ = rt.time_to_value(events, "create_project").within(8)
    visitor.expect().to_contain_text(f"{100 * share:.1f}\N{NO-BREAK SPACE}% did create_project within 8 days")
