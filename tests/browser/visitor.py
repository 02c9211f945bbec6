"""Somebody in front of the dashboard: hands a file over, turns controls, reads what the chart shows."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from pathlib import Path

import numpy as np

IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE = 90_000  # ms until a step counts as failed; the browser, the server and other tests share the processors

# What the first chart on the page shows: rates of its coloured cells, and the number written in each cell.
READ_MATRIX = """() => {
  const drawn = document.querySelector('.js-plotly-plot')?._fullData;
  const cells = drawn?.find(trace => trace.name === 'cells');
  if (!cells) return null;
  const numbers = [];
  for (const trace of drawn.filter(trace => trace.mode === 'text'))
    trace.text.forEach((text, i) => {
      const row = Math.round(trace.y[i] - cells.y0);
      if (row >= 0) numbers.push([row, trace.x[i], text]);
    });
  numbers.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return {rates: Array.from(cells.z, row => Array.from(row, rate => Number.isFinite(rate) ? rate : null)), numbers};
}"""
# Where the middle of a cell lies in the window.
PLACE_OF_CELL = """([row, column]) => {
  const plot = document.querySelector('.js-plotly-plot');
  plot.scrollIntoView({block: 'center', behavior: 'instant'});
  const {xaxis, yaxis} = plot._fullLayout, {x, y} = plot.getBoundingClientRect();
  const first = plot._fullData.find(trace => trace.name === 'cells').y0;
  return [x + xaxis._offset + xaxis.l2p(column), y + yaxis._offset + yaxis.l2p(row + first)];
}"""

# Colours under the pointer and colours on their way are not those that stay; what turns for ever is left out.
STILL = """() => !document.getAnimations().some(({playState, effect}) =>
  playState === 'running' && Number.isFinite(effect.getComputedTiming().endTime))"""
# Whether a chart knows what is under the pointer: a click before that, or while it is being drawn again, is lost.
POINTED = "() => Array.from(document.querySelectorAll('.js-plotly-plot')).some(plot => plot._hoverdata?.length)"


def drawn(matrix, *, counts=False):
    """What a chart of a matrix must show: as ``READ_MATRIX`` reads it, from the library's own numbers."""
    rates = matrix.rates.copy()
    rates[:, matrix.ages == 0] = np.nan
    rates[matrix.eligible < 10] = np.nan  # greyed
    seen = matrix.active + matrix.open_active
    shares = np.where(matrix.known, matrix.rates, matrix.rates_so_far)
    written = matrix.known | matrix.is_open
    return {
        "rates": [[None if math.isnan(rate) else rate for rate in row] for row in rates.tolist()],
        "numbers": [
            [row, column, f"{seen[row, column]:,}" if counts else f"{100 * shares[row, column]:.0f}"]
            for row, column in np.argwhere(written).tolist()
        ],
    }


class Visitor:
    """Somebody with a page of the dashboard; each step waits until it has had its effect."""

    def __init__(self, page, server, address):
        self.page, self.server = page, server
        self.main = page.get_by_role("main")
        self.open(address)

    def open(self, address):
        self.page.goto(f"{self.server.url}{address}")
        return self.wait()

    def wait(self):
        self.page.wait_for_selector(IDLE, state="attached")
        return self

    def expect(self, locator=None):
        from playwright.sync_api import expect

        return expect(self.main if locator is None else locator)

    # ------------------------------------------------------------------------------------------- a file
    def give(self, name, data):
        """Upload a file, given as text or bytes."""
        data = data.encode() if isinstance(data, str) else data
        chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.page.locator("input[type=file]").set_input_files(chosen)
        self.expect(self.page.get_by_role("button", name="Choose another file")).to_be_visible()
        return self.wait()

    def read(self):
        """Read the file that was given."""
        self.press("Read the file")
        self.expect(self.way_on).to_be_visible()
        return self.wait()

    @property
    def way_on(self):
        return self.page.get_by_role("button", name=re.compile("See the overview|Open the view of your link"))

    def to_matrix(self):
        """Go on from a file that has been read: by the menu, or straight to the view of a link."""
        if "link" in self.way_on.inner_text():
            self.way_on.click()
        else:
            self.go("Cohorts")
        self.expect(self.figure).to_be_visible()
        return self.wait()

    # -------------------------------------------------------------------------------------- the controls
    def go(self, name):
        """Follow the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()
        heading = {"Upload": "Your file"}.get(name, name)
        self.expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        return self.wait()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        return self

    def choose(self, box, option):
        """Pick an option of a box by its name."""
        self.wait().page.get_by_role("combobox", name=box, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        return self.wait()

    def slide(self, name, *keys):
        """Move one end of a slider with the keyboard."""
        handle = self.page.get_by_role("slider", name=name)
        for key in keys:
            handle.press(key)
        return self

    def url_has(self, patience=PATIENCE, /, **settings):
        """Wait until the address carries these settings, and no ``None`` ones."""
        self.page.wait_for_function(
            """wanted => { const query = new URLSearchParams(location.search);
            return Object.entries(wanted).every(([key, values]) =>
              JSON.stringify(query.getAll(key)) === JSON.stringify(values)); }""",
            arg={key: [] if v is None else [v] if isinstance(v, str) else list(v) for key, v in settings.items()},
            timeout=patience,
        )
        return self.wait()

    # ----------------------------------------------------------------------------------------- the chart
    @property
    def figure(self):
        return self.page.get_by_role("figure", name="Cohort matrix")

    def sees(self, matrix, *, counts=False):
        """Wait until the first chart shows exactly this matrix."""
        from playwright.sync_api import TimeoutError as Late

        wanted = drawn(matrix, counts=counts)
        try:
            self.page.wait_for_function(
                f"wanted => JSON.stringify(({READ_MATRIX})()) === wanted", arg=self._same_text(wanted)
            )
        except Late:
            assert self.page.evaluate(READ_MATRIX) == wanted
            raise
        return self.wait()

    def numbers(self, page=None):
        """What is written in the cells of the first chart, here or on another page: row, column, text."""
        return (page or self.page).evaluate(READ_MATRIX)["numbers"]

    def _same_text(self, wanted):
        """As the browser writes it: numbers are written alike only by the same program."""
        return self.page.evaluate("text => JSON.stringify(JSON.parse(text))", json.dumps(wanted))

    def sees_row(self, row, numbers):
        """Wait until one row of the first chart holds exactly these numbers."""
        from playwright.sync_api import TimeoutError as Late

        try:
            self.page.wait_for_function(
                f"""([row, wanted]) => {{ const shown = ({READ_MATRIX})();
                const numbers = shown?.numbers.filter(cell => cell[0] === row).map(cell => cell[2]);
                return JSON.stringify(numbers) === JSON.stringify(wanted); }}""",
                arg=[row, numbers],
            )
        except Late:
            assert [text for at, _, text in self.numbers() if at == row] == numbers
            raise
        return self.wait()

    def click_cell(self, row, column, **settings):
        """Click a cell of the matrix."""
        return self.click_in_chart(PLACE_OF_CELL, [row, column], **settings)

    def click_in_chart(self, place, which, **settings):
        """Click a place in a chart, which a script finds, until the address carries what was chosen by it."""
        from playwright.sync_api import TimeoutError as Late

        for _ in range(3):
            self._point(place, which)
            self.page.mouse.down()
            self.page.mouse.up()
            with suppress(Late):
                self.url_has(10_000, **settings)
                break
        return self.url_has(**settings)

    def _point(self, place, which):
        """Move the pointer there until the chart has taken notice: it may move while the page is drawn."""
        from playwright.sync_api import TimeoutError as Late

        for _ in range(30):
            self.rest().wait().page.mouse.move(*self.page.evaluate(place, which))
            with suppress(Late):
                return self.page.wait_for_function(POINTED, timeout=3_000)
        raise AssertionError(f"nothing in the chart is under the pointer: {which}")

    def rest(self):
        """Take the pointer off the page, and wait until nothing moves."""
        self.page.mouse.move(-1, -1)
        self.page.wait_for_function(STILL)
        return self

    # -------------------------------------------------------------------------------------------- files
    def download(self, name):
        """Press a button that gives a file: its name and its bytes."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=name).first.click()
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
