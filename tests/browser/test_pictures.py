"""Pictures of charts show the letters of Korean, Chinese and Thai."""

from __future__ import annotations

import shutil
import subprocess

import pytest

import retention as rt

# Pairs of equal length: where a font is missing, both are the same row of empty boxes.
PAIRS = {"ko": ("코호트", "이탈률"), "zh": ("同期群", "留存率"), "th": ("กลุ่มลูกค้า", "อัตราเลิกใช้")}
MISSING = "\U000f0000\U000f0000\U000f0000"  # letters that no font has


def needs_font(code):
    found = shutil.which("fc-list") and subprocess.run(["fc-list", f":lang={code}"], capture_output=True, check=True)
    if not found or not found.stdout:
        pytest.skip(f"no font of this machine has the letters of '{code}'")


@pytest.fixture(scope="module")
def camera(browser, tmp_path_factory):
    """Gives the picture of a chart under any title, as the camera at its corner saves it."""
    orders = b"customer,date\na,2024-01-05\nb,2024-01-09\na,2024-02-03\nc,2024-03-31\n"
    figure = rt.charts.cohort_heatmap(rt.cohort_matrix(rt.read_events(orders)), title="title")
    path = tmp_path_factory.mktemp("pictures") / "chart.html"
    path.write_bytes(rt.export.html_bytes(figure, "chart"))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .heatmaplayer image", state="attached")
    yield lambda text: page.evaluate(
        """async text => {
            const chart = document.querySelector('.js-plotly-plot');
            await Plotly.relayout(chart, {'title.text': text});
            return Plotly.toImage(chart, {format: 'png'});
        }""",
        text,
    )
    page.close()


@pytest.mark.parametrize("code", PAIRS)
def test_letters_of_every_language_are_drawn(camera, code):
    needs_font(code)
    one, other = (camera(text) for text in PAIRS[code])
    assert one.startswith("data:image/png")
    assert len({one, other, camera(MISSING)}) == 3
