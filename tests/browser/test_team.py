"""Many on one server: nobody sees another's data, those who go are forgotten, and a kill leaves nothing half."""

from __future__ import annotations

import json
import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.long

GONE = "What you had loaded was let go, since this page had no connection for 1 minute."
ANEW = "The program was started anew, and what was loaded before is gone."
CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
CUT = "[data-testid=stApp]:not([data-test-connection-state=CONNECTED])"
# A file that nobody takes out of the server's hands: it stays there as long as the session does.
LEAVE = """async place => {
  const mark = /_streamlit_xsrf=([^;]*)/.exec(document.cookie), body = new FormData();
  body.append('file', new Blob(['x'.repeat(1000)]), 'stray.csv');
  const headers = mark ? {'X-Xsrftoken': mark[1].replaceAll('"', '')} : {};
  return (await fetch(place, {method: 'PUT', body, headers})).status;
}"""
STAYS = "async () => (await (await fetch('/_stcore/metrics')).text()).includes('UploadedFileManager')"
GOES = """async () => {
  for (let tries = 0; tries < 900; tries++) {
    if (!(await (await fetch('/_stcore/metrics')).text()).includes('UploadedFileManager')) return true;
    await new Promise(again => setTimeout(again, 100));
  }
  return false;
}"""


def orders(name, customers):
    rows = [f"{name}{i},2024-0{1 + (i + m) % 4}-0{1 + i % 9},{i + m}" for i in range(customers) for m in range(3)]
    return "\n".join(["customer,ordered_at,total", *rows]) + "\n"


def test_two_visitors_with_files_of_the_same_name_see_their_own(visit):
    one, other = visit(), visit()
    one.give("orders.csv", orders("annabel", 40))
    other.give("orders.csv", orders("zoey", 70))
    one.read()
    other.read()
    for visitor, own, foreign in ((one, "120 rows, 40 customers", "70 customers"), (other, "210 rows, 70", "40 cust")):
        visitor.go("Audit")
        visitor.expect(visitor.page.get_by_text(own).first).to_be_visible()
        assert foreign not in visitor.page.inner_text("body")
    assert "zoey" not in one.page.content()
    assert "annabel" not in other.page.content()


class Line:
    """The connection of a page, which can be cut and mended."""

    def __init__(self, page):
        self._open, self._whole = [], True
        page.route_web_socket(re.compile("_stcore/stream"), self._connect)

    def _connect(self, browser_side):
        if not self._whole:
            browser_side.close()
            return
        self._open.append((browser_side, browser_side.connect_to_server()))

    def cut(self):
        self._whole = False
        for browser_side, server_side in self._open:
            server_side.close()
            browser_side.close()
        self._open.clear()

    def mend(self):
        self._whole = True


def visitor_on_a_line(new_page, server):
    page = new_page()
    line = Line(page)
    return Visitor(page, server, "/"), line


def test_who_has_gone_is_forgotten_in_time_and_told_so(new_page, cold_server):
    server = cold_server("--idle-minutes", "0.02")
    visitor, line = visitor_on_a_line(new_page, server)
    with visitor.page.expect_request(re.compile("_stcore/upload_file")) as upload:
        visitor.give("orders.csv", orders("ann", 40)).read()
    assert visitor.page.evaluate(LEAVE, upload.value.url.rsplit("/", 1)[0] + "/stray") == 204
    assert visitor.page.evaluate(STAYS)
    visitor.expect(visitor.page.get_by_text(re.compile("Holds .* kB"))).to_be_visible()
    line.cut()
    assert visitor.page.evaluate(GOES)
    line.mend()
    visitor.page.wait_for_selector(CONNECTED, state="attached")
    visitor.page.get_by_role("link", name="Cohorts").click()  # what is drawn stays until something is asked for
    visitor.expect(visitor.page.get_by_text(GONE)).to_be_visible()
    visitor.wait().go("Upload")
    visitor.expect(visitor.page.get_by_text("No data yet.")).to_be_visible()
    visitor.give("orders.csv", orders("ann", 40)).read()
    visitor.expect(visitor.page.get_by_text(GONE)).to_have_count(0)


def test_a_short_gap_costs_nothing(new_page, cold_server):
    visitor, line = visitor_on_a_line(new_page, cold_server())
    visitor.give("orders.csv", orders("ann", 40)).read()
    line.cut()
    visitor.page.wait_for_selector(CUT, state="attached")
    line.mend()
    visitor.page.wait_for_selector(CONNECTED, state="attached")
    visitor.wait().go("Audit")
    visitor.expect(visitor.page.get_by_text("120 rows, 40 customers").first).to_be_visible()


def test_killed_in_the_middle_of_an_upload(visit, cold_server, tmp_path):
    server = cold_server()
    visitor = visit(server)
    visitor.give("orders.csv", orders("ann", 40)).read()
    visitor.to_matrix()
    visitor.press("Save this view")
    visitor.page.get_by_label("Name of the view").fill("Monday")
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    visitor.expect(visitor.page.get_by_text("Saved: the view stands on the page Upload.")).to_be_visible()
    views = (tmp_path / "data" / "views.json").read_bytes()
    visitor.go("Upload")

    def half(route):
        """Send the head and half of the body, then kill the server while it waits for the rest."""
        request, place = route.request, urlsplit(route.request.url)
        kept = {k: v for k, v in request.all_headers().items() if not k.startswith(":")}
        kept |= {"content-length": "1000000", "host": place.netloc}
        head = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
        with socket.create_connection((place.hostname, place.port), timeout=30) as line:
            line.sendall(f"PUT {place.path} HTTP/1.1\r\n{head}\r\n".encode() + b"x" * 500_000)
            server._process.kill()
            server._process.wait()
        route.abort()

    visitor.page.route(re.compile("_stcore/upload_file"), half)
    chosen = {"name": "next.csv", "mimeType": "text/csv", "buffer": b"customer,date\n"}
    visitor.page.locator("input[type=file]").set_input_files(chosen)
    visitor.page.wait_for_selector(CUT, state="attached")
    assert (tmp_path / "data" / "views.json").read_bytes() == views
    assert [one["name"] for one in json.loads(views)["views"]] == ["Monday"]
    assert [found.name for found in (tmp_path / "data").iterdir()] == ["views.json"]

    again = visit(cold_server())
    again.give("orders.csv", orders("ann", 40)).read()
    again.expect(again.page.get_by_role("button", name="Monday")).to_be_visible()
