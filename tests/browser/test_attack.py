"""A file whose every text is an attack: every page shows it letter by letter, runs nothing and asks nobody.

What the server says meanwhile holds nothing of the file, and no secret.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

from tests.browser.test_accessible import PAGES
from tests.browser.test_language import KOREAN, speak
from tests.hostile import marked

pytestmark = pytest.mark.long

SECRET = "hunter2-of-the-provider"
UNIQUE = "4711.0815"  # an amount of the file, like nothing else in it
WRONG = re.compile(r"Security Policy|^dialog|^a window|^error|Refused|Unrecognized")
BARE = ("overview", "tenure", "economics", "results")  # where no word of the rows is shown, but the name of the file
OF_CONTRACTS = ("overview", "cohorts", "churn", "revenue", "tenure", "customers", "report")
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
        return [
            said
            for said in self.said
            if re.search(r"Security Policy|^dialog|^a window|^error|Refused|Unrecognized", said)
        ]


@pytest.fixture
def witness(visit, cold_server, tmp_path, monkeypatch):
    """A visitor of a server with secrets, and who watches; at the end the log of the server is searched."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'[connections.shop]\nurl = "postgresql://reader:{SECRET}@db.invalid/shop"\n', encoding="utf-8")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    server = cold_server()
    visitor = visit(server, viewport={"width": 1400, "height": 2400})
    watching = Witness(visitor.page)
    visitor.open("/")
    yield visitor, watching
    log = server.log()
    leaked = ("invalid", "attacked", SECRET, UNIQUE, marked.OUTSIDE, "look]", "Traceback")
    assert [word for word in leaked if word in log] == [], log


def hand_in(visitor, data, name=marked.FILE, *, groups=0):
    """Give a file, choose columns for groups, read it."""
    page = visitor.page
    visitor.give(name, data)
    for _ in range(groups):
        box = page.get_by_role("combobox", name="Groups", exact=True)
        box.click()
        page.get_by_role("option").filter(has_text=re.compile("plan|platform|note")).first.click()
        visitor.wait()
        page.keyboard.press("Escape")
    page.locator(".st-key-read").get_by_role("button").click()
    page.locator(".st-key-way-on").wait_for()
    return visitor.wait()


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


def offline(browser, path):
    """A page opened from the disk: what ran or was drawn, what it asked for."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    watching = Witness(page)
    page.goto(path.as_uri())
    page.wait_for_function("() => document.documentElement.dataset.drawn")
    point_at_charts(page)
    found = page.evaluate(FOUND)
    context.close()
    asked = [url for url in watching.asked if not url.startswith(("data:", "blob:"))]
    return found, asked == [path.as_uri()], watching.complaints


def report_and_bundle(visitor, browser, tmp_path):
    """A report and a bundle of the file."""
    follow(visitor, "report")
    visitor.page.get_by_label("Title", exact=True).fill(marked.ATTACKS[0])
    visitor.page.get_by_label("Title", exact=True).press("Enter")
    for _ in range(5):  # the page may be drawn again just then, because of the title, and lose the click
        visitor.wait().press("Make the report")
        with suppress(AssertionError):
            expect(visitor.main).to_contain_text("No customer is named in it.", timeout=20_000)
            break
    name, data = visitor.wait().download("Page, opens offline (HTML)")
    assert re.fullmatch(r"[\w.-]+", name)
    path = tmp_path / "report.html"
    path.write_bytes(data)
    assert offline(browser, path) == ({"ran": None, "strange": []}, True, [])
    follow(visitor, "proof")
    name, data = visitor.download("Bundle (ZIP)")
    assert re.fullmatch(r"[\w.-]+", name)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert [member for member in bundle.namelist() if not re.fullmatch(r"[\w./-]+", member)] == []


def refused(visitor):
    """Files that cannot be read: the page says so, and the log nothing of them."""
    page = visitor.page
    page.get_by_test_id("stSidebarNav").locator("a").first.click()
    visitor.wait()
    for data in (b"\x00\x01" + UNIQUE.encode() * 9, b"{" + marked.ATTACKS[0].encode(), b"PK\x03\x04" + SECRET.encode()):
        if page.get_by_role("button", name="Choose another file", exact=True).count():
            visitor.press("Choose another file").wait()
        visitor.give(marked.FILE, data)
        assert page.get_by_test_id("stException").count() == 0
    assert SECRET not in page.content()


def look_into_cells(visitor, watching):
    """Open cells of the list of customers: what a cell holds is shown, and leads nowhere."""
    page = visitor.page
    follow(visitor, "customers")
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    for x in (60, 200, 400):
        page.mouse.dblclick(box["x"] + x, box["y"] + 60)
        visitor.wait()
        page.keyboard.press("Escape")
    assert page.context.pages == [page]
    return mischief(visitor, watching)


def no_script_of_others_runs(visitor, watching):
    """Not even one that has come into the page: the policy is in force, and the browser tells of it."""
    added = "const tag = document.createElement('script'); tag.text = 'window.attacked = 1'; document.body.append(tag);"
    assert visitor.page.evaluate(f"() => {{ {added} return window.attacked ?? null; }}") is None
    assert any("Security Policy" in said for said in watching.complaints)


def test_events_and_answers_are_shown_letter_by_letter_on_every_page(witness, browser, tmp_path):
    visitor, watching = witness
    hand_in(visitor, marked.answers())
    hand_in(visitor, marked.events().replace(b"12.5", UNIQUE.encode(), 1), groups=2)
    wrong = {"upload": mischief(visitor, watching)}
    found, attacks = tour(visitor, watching, PAGES)
    report_and_bundle(visitor, browser, tmp_path)
    wrong["proof"] = mischief(visitor, watching)
    speak(visitor, KOREAN).wait()
    wrong["ko"] = mischief(visitor, watching)
    speak(visitor, "English").wait()
    refused(visitor)
    assert [url for url in watching.all if UNIQUE in url or SECRET in url] == []
    wrong["refused"] = mischief(visitor, watching)
    wrong["hidden"] = [name for name, n in attacks.items() if n < (1 if name in BARE else 2)]
    assert found | {name: what for name, what in wrong.items() if what} == {}


def test_contracts_and_sheets_are_shown_letter_by_letter(witness):
    visitor, watching = witness
    hand_in(visitor, marked.workbook(), marked.FILE.replace(".csv", ".xlsx"))
    wrong = {"sheets": mischief(visitor, watching)}
    hand_in(visitor, marked.subscriptions())
    wrong["upload"] = mischief(visitor, watching)
    found, attacks = tour(visitor, watching, OF_CONTRACTS)
    wrong["customers"] = look_into_cells(visitor, watching)
    wrong["hidden"] = [name for name, n in attacks.items() if n < (1 if name in BARE else 2)]
    assert found | {name: what for name, what in wrong.items() if what} == {}
    no_script_of_others_runs(visitor, watching)
