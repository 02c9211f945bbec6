"""A file whose every text is an attack: every page shows it letter by letter, runs nothing and asks nobody.

What the server says meanwhile holds nothing of the file, and no secret.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

import retention as rt
from tests.browser.attacked import FOUND, Witness, follow, mischief, open_menus, point_at_charts, shown, tour
from tests.browser.test_accessible import PAGES
from tests.browser.test_language import KOREAN, speak
from tests.hostile import marked

pytestmark = pytest.mark.long

SECRET = "hunter2-of-the-provider"
UNIQUE = "4711.0815"  # an amount of the file, like nothing else in it
BARE = ("overview", "tenure", "economics", "results")  # where no word of the rows is shown, but the name of the file
OF_CONTRACTS = ("overview", "cohorts", "churn", "revenue", "tenure", "customers", "report")


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
    visitor.wait().press("Make the report")
    expect(visitor.main).to_contain_text("No customer is named in it.")
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


def hand_in_second(visitor, key, data, name=marked.FILE):
    """Give one more file where a page asks for it."""
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    visitor.page.locator(f"[class*=st-key-{key}] input[type=file]").set_input_files(chosen)
    return visitor.wait()


def campaign_and_experiment(visitor):
    """What was tried: a list with columns to choose and a group to name, and an A/B file."""
    page = visitor.page
    follow(visitor, "results")
    hand_in_second(visitor, "did-list", marked.campaign())
    page.get_by_role("combobox", name="Which group").click()
    page.get_by_role("option").filter(has_text="group").click()
    visitor.wait().page.get_by_role("radiogroup").filter(has_text="89 rows").get_by_text("89 rows").click()
    page.locator(".st-key-did-swap").wait_for()
    point_at_charts(visitor.wait().page)
    yield "campaign"
    page.get_by_role("radio", name="An A/B file").click()
    hand_in_second(visitor.wait(), "did-ab", marked.experiment())
    page.locator(".st-key-did-other-ab").wait_for()
    point_at_charts(visitor.wait().page)
    open_menus(visitor)
    yield "experiment"


def another_export_and_bundle(visitor):
    """Proof: a bundle with a note that is an attack, and the same file without some of its rows."""
    page, data = visitor.page, marked.events()
    follow(visitor, "proof")
    events = rt.read_events(data, name=marked.FILE)
    page.get_by_role("radio", name="Check a bundle").click()
    made = rt.export.bundle(events, {"cohorts": rt.Recipe("cohort_matrix")}, note=" ".join(marked.ATTACKS))
    hand_in_second(visitor.wait(), "bundle-file", made, marked.FILE.replace(".csv", ".zip"))
    expect(visitor.main).to_contain_text("What the bundle says of itself")
    open_menus(visitor)
    yield "bundle"
    page.get_by_role("radio", name="Compare two files").click()
    rows = data.splitlines(keepends=True)
    hand_in_second(visitor.wait(), "other-export", b"".join(rows[:900] + rows[960:]))
    expect(visitor.main).to_contain_text("Rows that differ")
    open_menus(visitor)
    yield "another export"


def notes_and_benchmarks(visitor):
    """Notes on the charts along time, and figures from elsewhere."""
    page = visitor.page
    follow(visitor, "churn")
    page.locator(".st-key-notes-card summary").click()
    hand_in_second(visitor, "notes-file", marked.notes())
    page.locator(".st-key-use-notes-file").get_by_role("button").click()
    page.locator(".st-key-use-notes").wait_for()
    point_at_charts(visitor.wait().page)
    yield "notes"
    follow(visitor, "overview")
    page.locator(".st-key-benchmarks").locator("label").first.click()
    visitor.wait().page.locator("[data-testid=stExpander] summary").filter(has_text="The table of benchmarks").click()
    hand_in_second(visitor, "own-benchmarks", marked.benchmarks())
    page.locator(".st-key-use-own-benchmarks").get_by_role("button").click()
    page.locator(".st-key-benchmark-rows-1").wait_for()
    point_at_charts(visitor.wait().page)
    yield "benchmarks"


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


def test_what_is_given_beside_a_file_is_shown_letter_by_letter(witness):
    visitor, watching = witness
    hand_in(visitor, marked.events(), groups=1)
    wrong, attacks = {"upload": mischief(visitor, watching)}, {}
    for given in (campaign_and_experiment, another_export_and_bundle, notes_and_benchmarks):
        for step in given(visitor):
            attacks[step], wrong[step] = shown(visitor.page), mischief(visitor, watching)
    wrong["hidden"] = [name for name, n in attacks.items() if n < 2]
    assert {name: what for name, what in wrong.items() if what} == {}


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
