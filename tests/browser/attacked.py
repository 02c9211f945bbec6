"""Looking over a page that shows attacks: what runs, what is asked for, what is complained of, what is written."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as Late

from tests.hostile import marked

WRONG = re.compile(r"Security Policy|^dialog|^a window|^error|Refused|Unrecognized")
# Counts what is drawn at any moment, also for a moment only: addresses of other hosts, and attributes that run.
WATCH = """() => {
  window.strange = [];
  const foreign = address => { try { const url = new URL(address, location.href);
    return !['data:', 'blob:'].includes(url.protocol) && url.origin !== location.origin && url.protocol !== 'file:';
  } catch { return true; } };
  const look = element => {
    if (!element.getAttributeNames) return;
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name);
      if (/^on/.test(name) || /^(srcdoc|formaction)$/.test(name)
          || /^(href|src|action|data|poster|xlink:href)$/.test(name) && foreign(value)
          || name === 'style' && /outside[.]invalid/.test(value))
        window.strange.push(element.outerHTML.slice(0, 300));
    }
    if (/^(IFRAME|OBJECT|EMBED|FORM|BASE)$/i.test(element.tagName)
        && !element.matches('[data-testid=stForm], .vega-bindings'))
      window.strange.push(element.outerHTML.slice(0, 300));
  };
  window.lookAt = root => { look(root); root.querySelectorAll?.('*').forEach(look); };
  new MutationObserver(changes => { for (const {addedNodes, target, type} of changes)
    type === 'attributes' ? look(target) : addedNodes.forEach(window.lookAt);
  }).observe(document, {childList: true, subtree: true, attributes: true,
    attributeFilter: ['href', 'src', 'style', 'srcdoc', 'action', 'onload', 'onerror', 'onmouseover']});
}"""
FOUND = "() => { window.lookAt(document.body); return {ran: window.attacked ?? null, strange: window.strange}; }"
# Everything that is written: in the page, in charts, in what a table keeps for those who cannot see it.
WRITTEN = """wanted => {
  const fields = Array.from(document.querySelectorAll('input'), field => field.value).join(' ');
  const written = `${document.body.textContent} ${fields}`
    .replace(/[\\u2060\\u202a-\\u202e\\u2066-\\u2069]/g, '').replace(/\\s+/g, ' ');
  return wanted.filter(text => written.includes(text)).length;
}"""
# Where the charts lie that are in sight.
PLACES = """() => Array.from(document.querySelectorAll('.js-plotly-plot'), plot => plot.getBoundingClientRect())
  .filter(({width}) => width > 1).map(({x, y, width, height}) => [x, y, width, height])"""
BUTTONS = "[data-testid=stMain] [data-testid=stPopover] button, [data-testid=stMain] [data-testid=stPopoverButton]"


class Witness:
    """What a page asks for and complains of."""

    def __init__(self, page):
        self.asked, self.said, self.all = [], [], []
        page.add_init_script(f"({WATCH})()")
        page.on("console", lambda said: self.said.append(said.text))
        page.on("dialog", lambda dialog: (self.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.said.append(f"error {error}"))
        page.context.on("request", lambda request: (self.asked.append(request.url), self.all.append(request.url)))
        page.context.on("page", lambda other: self.said.append(f"a window: {other.url}"))

    @property
    def complaints(self):
        return [said for said in self.said if WRONG.search(said)]


def follow(visitor, name):
    """Go by the menu, and wait until everything is drawn."""
    visitor.page.get_by_test_id("stSidebarNav").locator(f"a[href$='/{name}']").first.click()
    visitor.page.wait_for_url(re.compile(f"/{name}"))
    visitor.wait()
    visitor.page.wait_for_function("() => !document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')")
    return visitor.wait()


def point_at_charts(page):
    """Move the pointer over the first charts, so that they say what lies under it."""
    for left, top, width, height in page.evaluate(PLACES)[:3]:
        for part in (0.3, 0.6):
            page.mouse.move(left + part * width, top + height / 2)
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def open_menus(visitor, most=6):
    """Open what opens: menus with links and receipts, lists of customers in them, parts that are folded."""
    page = visitor.page
    folded = page.locator("[data-testid=stMain] summary")
    for i in range(3):
        if i < folded.count():
            folded.nth(i).click()
            visitor.wait()
    for i in range(most):
        button = page.locator(BUTTONS).nth(i)
        if i >= page.locator(BUTTONS).count() or not button.is_enabled():
            continue
        button.click()
        body = page.get_by_test_id("stPopoverBody")
        body.wait_for()
        lists = body.locator("label").filter(has_text="List these customers")
        if lists.count():
            lists.first.click()
            visitor.wait()
        page.keyboard.press("Escape")
        visitor.wait()


def letters(text):
    """What is written, without the marks that keep an address from being a link or turn its direction, in one line."""
    return " ".join(re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", text).split())


def shown(page):
    """How many of the attacks are written on the page, by their beginning; tables write theirs a little later."""
    wanted = [letters(attack)[:20] for attack in (*marked.ATTACKS, marked.FILE)]
    with suppress(Late):
        page.wait_for_function(f"wanted => ({WRITTEN})(wanted) > 1", arg=wanted, timeout=10_000)
    return page.evaluate(WRITTEN, wanted)


def split_by(visitor):
    """Split the page by a column of the file, where it can be."""
    box = visitor.page.get_by_role("combobox", name="Split by", exact=True)
    if not box.count() or not box.first.is_enabled():
        return
    box.first.click()
    options = visitor.page.get_by_role("option").filter(has_text=re.compile("outside|look|attacked"))
    if options.count():
        options.first.click()
    visitor.page.keyboard.press("Escape")
    visitor.wait()


def tour(visitor, watching, pages):
    """Visit pages: what was wrong on each, which should be nothing, and how many attacks it showed."""
    wrong, attacks = {}, {}
    for name in pages:
        follow(visitor, name)
        split_by(visitor)
        point_at_charts(visitor.page)
        open_menus(visitor)
        attacks[name] = shown(visitor.page)
        wrong[name] = mischief(visitor, watching)
    return {name: found for name, found in wrong.items() if found}, attacks


def mischief(visitor, watching):
    """What has gone wrong since the last time: by kind, and only where there is something."""
    found = visitor.page.evaluate(FOUND)
    visitor.page.evaluate("() => { window.strange = []; }")
    home = urlsplit(visitor.server.url).netloc
    asked = [url for url in watching.asked if urlsplit(url).netloc not in ("", home)]
    found |= {"asked": asked, "complaints": watching.complaints}
    found["exceptions"] = visitor.page.get_by_test_id("stException").all_inner_texts()
    watching.asked.clear()
    watching.said.clear()
    found["strange"] = sorted(set(found["strange"]))
    return {kind: what for kind, what in found.items() if what}
