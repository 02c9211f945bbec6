"""For everybody: no serious complaint of axe-core, a walk by keyboard, a phone's width, and nothing that jumps."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

pytestmark = pytest.mark.long

PAGES = (
    *("audit", "overview", "cohorts", "curves", "churn", "lifecycle", "activity"),
    *("revenue", "tenure", "customer_value", "economics", "nps"),
    *("customers", "behaviours", "strategies", "results", "report", "proof"),
)
STOPS = 200  # more than a page has
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Mobile Safari/537.36",
}
# What Streamlit draws and offers no setting for: the rule, where, and why. Nothing else may break a rule.
FORGIVEN = {
    "list": ("[data-testid=stSidebarNavItems]", "the menu's sections are boxes between the list and its items"),
    "listitem": ("[data-testid=stSidebarNavItems] li", "the same boxes"),
    "svg-img-alt": ("[data-testid=stMetricChart] .role-mark", "the point under the pointer, empty until then"),
    "aria-allowed-attr": ("[data-testid=stDateInput] [aria-required]", "a date that is needed says so on its frame"),
    "color-contrast": (
        "[data-testid=stApp][data-dark] :is([data-testid=stSliderThumbValue], button[data-selected=true]) p",
        "one colour must carry the white words of buttons and be the words of what is chosen: on dark, 3.5 : 1",
    ),
}
# The menu is the same on every page, and looked at once; the letters inside a picture have their own tests.
COMPLAINTS = """async ([forgiven, what]) => {
  const app = document.querySelector('[data-testid=stApp]');
  app.toggleAttribute('data-dark', getComputedStyle(app).colorScheme === 'dark');
  const {violations} = await axe.run({include: [what.place], exclude: ['.js-plotly-plot .main-svg']},
    {resultTypes: ['violations'], ...(what.rules && {runOnly: what.rules})});
  const element = target => document.querySelector(target.flat().at(-1));
  return violations.filter(({impact}) => ['serious', 'critical'].includes(impact)).flatMap(({id, nodes}) => nodes
    .filter(({target}) => !(id in forgiven && element(target)?.matches(forgiven[id])))
    .map(({html, failureSummary}) => `${id}: ${html.slice(0, 200)} ${failureSummary.slice(0, 250)}`));
}"""
# The first heading, headings that leave out a level, and buttons in the colour of the main action.
OUTLINE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const levels = Array.from(main.querySelectorAll('h1, h2, h3, h4, h5, h6'), heading => Number(heading.tagName[1]));
  return {first: levels[0], leaps: levels.filter((level, i) => i && level > levels[i - 1] + 1).length,
    primary: main.querySelectorAll('[data-testid^=stBaseButton-primary]').length};
}"""
# What a narrow page cuts off; tables and tabs can be moved sideways by themselves.
CUT = """() => {
  const cut = [];
  for (const element of document.querySelectorAll('[data-testid=stMain] :is(p, button, a, input, label, li, h1, h2)')) {
    const {right, width, height} = element.getBoundingClientRect();
    if (width > 1 && height > 1 && right > innerWidth + 1
        && !element.closest('[role=grid], [data-testid=stDataFrame], [role=tablist], [data-testid=stSlider]'))
      cut.push(`${element.tagName} ${element.innerText} ends at ${Math.round(right)}`);
  }
  return {sideways: document.scrollingElement.scrollWidth - innerWidth, cut};
}"""
# How far things have jumped since the page was last asked, as Chromium counts it.
WATCH = """window.jumped = 0; new PerformanceObserver(list => {
  for (const shift of list.getEntries()) window.jumped += shift.value;
}).observe({type: 'layout-shift', buffered: true});"""
# What has the focus, and how it and what surrounds it look; a table draws its own focus on a canvas.
FOCUSED = """() => {
  let element = document.activeElement;
  const main = document.querySelector('[data-testid=stMain]');
  if (!main.contains(element) && !element.closest('[data-testid=stSidebar], header')) return null;
  const name = element.getAttribute('aria-label') || element.innerText || element.labels?.[0]?.innerText || '';
  window.focused = [];
  window.visited.add(element);
  for (let i = 0; element && i < 5; i++, element = element.parentElement)
    window.focused.push(element, ...element.children);
  const drawn = !!document.activeElement.closest('[data-testid=stDataFrame]');
  return {name: name.trim(), look: window.look(), drawn};
}"""
# Controls that can be seen in the main part and where the focus has not been; in tables and in groups of choices the
# arrow keys lead on.
MISSED = """() => Array.from(document.querySelector('[data-testid=stMain]')
  .querySelectorAll('button, a[href], input, textarea, summary'))
  .filter(control => !window.visited.has(control) && !control.disabled && control.tabIndex >= 0
    && control.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && control.getBoundingClientRect().width > 1 && !control.closest('[data-testid=stDataFrame]')
    && !Array.from(window.visited).some(other => control.closest('[role=radiogroup]')?.contains(other)))
  .map(control => control.getAttribute('aria-label') || control.innerText || control.outerHTML.slice(0, 200))"""
# Colours on their way are taken to where they go: else the look at the moment of the key would be the one before it.
LOOK = """() => { window.visited = new Set(); window.look = () => {
  for (const moving of document.getAnimations())
    if (Number.isFinite(moving.effect.getComputedTiming().endTime)) moving.finish();
  return window.focused.map(element => {
    const {outline, boxShadow, borderColor, backgroundColor, color} = getComputedStyle(element);
    return [outline, boxShadow, borderColor, backgroundColor, color].join();
  }).join('|');
}; }"""


@pytest.fixture(scope="module")
def axe():
    """axe-core; it runs beside the page, whose security policy lets no other script in."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def try_samples(visitor, *names):
    """Read samples one after the other."""
    page = visitor.page
    for name in names:
        page.locator(f".st-key-sample-{name}").get_by_role("button").click()
        page.locator(".st-key-read").get_by_role("button").click()
        page.locator(".st-key-way-on").wait_for()
        visitor.wait()
    return visitor


def follow(visitor, page):
    """Follow the menu, which a phone hides until it is asked for, and wait until everything is drawn."""
    link = visitor.page.get_by_test_id("stSidebarNav").locator(f"a[href$='/{page}']").first
    if visitor.page.viewport_size == PHONE["viewport"]:
        visitor.page.get_by_test_id("stExpandSidebarButton").click()
    link.click()
    visitor.page.wait_for_url(re.compile(f"/{page}"))
    visitor.wait()
    visitor.page.wait_for_function("() => !document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')")
    return visitor.wait().rest()


def complaints(visitor, place="[data-testid=stMain]", rules=None):
    return visitor.rest().page.evaluate(
        COMPLAINTS, [{rule: where for rule, (where, _) in FORGIVEN.items()}, {"place": place, "rules": rules}]
    )


def test_no_page_gives_axe_a_serious_complaint(visit, axe):
    visitor, outlines = visit(), {}
    visitor.page.evaluate(axe)
    found = {"upload": complaints(visitor, "body")}
    try_samples(visitor, "answers", "shop")
    for name in PAGES:
        follow(visitor, name)
        found[name], outlines[name] = complaints(visitor), visitor.page.evaluate(OUTLINE)
    assert {name: complaint for name, complaint in found.items() if complaint} == {}
    assert {name: outline for name, outline in outlines.items() if outline["leaps"] or outline["first"] != 1} == {}
    assert {name: outline for name, outline in outlines.items() if outline["primary"] > 1} == {}


def test_on_a_phone_in_the_dark_everything_is_legible_and_nothing_is_cut(visit, axe):
    visitor, cut = visit(color_scheme="dark", **PHONE), {}
    visitor.page.evaluate(axe)
    found = {"upload": complaints(visitor, "body", ["color-contrast"])}
    cut["upload"] = visitor.page.evaluate(CUT)
    try_samples(visitor, "answers", "shop")
    for name in PAGES:
        follow(visitor, name)
        found[name], cut[name] = complaints(visitor, rules=["color-contrast"]), visitor.page.evaluate(CUT)
    assert {name: complaint for name, complaint in found.items() if complaint} == {}
    assert {name: missing for name, missing in cut.items() if missing != {"sideways": 0, "cut": []}} == {}


def test_a_file_of_contracts_has_pages_as_good(visit, axe):
    visitor = try_samples(visit(), "subscriptions")
    visitor.page.evaluate(axe)
    assert {name: complaints(follow(visitor, name)) for name in ("tenure", "revenue")} == {"tenure": [], "revenue": []}


def test_little_jumps_while_a_page_is_drawn_or_a_slider_moved(visit, orders):
    visitor = visit()
    page = visitor.page
    page.evaluate(WATCH)  # tells of what was before it, too
    jumped = {"upload": page.evaluate("() => new Promise(r => setTimeout(() => r(window.jumped), 100))")}
    visitor.give("orders.csv", orders).read()
    for name in ("overview", "customers", "cohorts"):
        page.evaluate("() => { window.jumped = 0; }")
        follow(visitor, name)
        jumped[name] = page.evaluate("() => window.jumped")
    page.evaluate("() => { window.jumped = 0; }")
    visitor.slide("Months followed", "ArrowLeft").url_has(ages="3")
    jumped["slider"] = page.evaluate("() => window.jumped")
    assert {name: amount for name, amount in jumped.items() if amount >= 0.1} == {}


def walk(page):
    """Press Tab until the focus leaves the page: each stop, and whether it could be seen there."""
    stops, before = [], None
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if before is not None:
            before["seen"] = before["drawn"] or before["look"] != page.evaluate("() => window.look()")
        before = page.evaluate(FOCUSED)
        if before is None:
            return stops
        stops.append(before)
    return pytest.fail(f"Tab never left the page: {[stop['name'] for stop in stops[-9:]]}")


def tab_into(page, place):
    """Press Tab until the focus is within a place."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if place.evaluate("place => place.contains(document.activeElement)"):
            return
    pytest.fail("Tab never came there")


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(visit):
    visitor = try_samples(visit(), "shop")
    page = visitor.page
    for name, first, last in (
        ("", "See the overview", "Try answers"),
        ("cohorts", "in", "Notes on the time axis"),
        ("customers", "Help for Back within, days", "Copy"),
    ):
        follow(visitor, name)
        page.evaluate(LOOK)
        page.get_by_test_id("stMain").evaluate("main => main.focus()")
        stops = walk(page)
        names = [stop["name"] for stop in stops]
        assert first in names[0], name
        assert any(last in each for each in names[-3:]), name
        assert page.evaluate(MISSED) == [], name
        assert [stop["name"] for stop in stops if stop.get("seen") is False] == [], name


def test_a_popover_opens_and_closes_by_keyboard_and_the_matrix_can_be_had_as_a_table(visit, orders):
    visitor = visit().give("orders.csv", orders).read().to_matrix()
    page = visitor.page
    body = page.get_by_test_id("stPopoverBody")
    for name in ("month", "Download"):
        button = page.get_by_role("button", name=name, exact=True).first
        button.press("Enter")
        visitor.expect(body).to_be_visible()
        tab_into(page, body)  # what has opened stands at the end of the page
        page.keyboard.press("Escape")
        visitor.expect(body).to_have_count(0)
        visitor.expect(button).to_be_focused()
    button.press("Enter")
    name, table = visitor.download("Matrix of rates")
    assert name.endswith("-rates.csv")
    assert b"2024" in table
