"""An exported page draws by itself and asks no address, whatever its labels hold."""

from __future__ import annotations

import retention as rt

EVIL = "</script><script>alert(1)</script><img src=x onerror=1>"


def test_a_browser_draws_the_page_and_asks_no_address(browser, tmp_path):
    orders = b"customer,date\na,2024-01-05\nb,2024-01-09\na,2024-02-03\nc,2024-03-31\n"
    matrix = rt.cohort_matrix(rt.read_events(orders))
    path = tmp_path / "page.html"
    path.write_bytes(rt.export.html_bytes(rt.charts.cohort_heatmap(matrix, title=EVIL), EVIL))
    asked, errors = [], []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .heatmaplayer image", state="attached")
    title = page.text_content(".gtitle")
    page.close()
    assert {url for url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()
    assert (errors, title) == ([], EVIL)
