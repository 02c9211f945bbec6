"""The whole app without a browser, and the few steps that every story begins with."""

from __future__ import annotations

import json
from functools import cache, wraps
from pathlib import Path

import pytest

import retention as rt
from retention.languages import language

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"
UPLOAD, AUDIT = "pages/data/upload.py", "pages/data/audit.py"
COHORTS, CURVES = "pages/explore/cohorts.py", "pages/explore/curves.py"


class App:
    """One visitor of the dashboard."""

    audit, cohorts, curves, upload = AUDIT, COHORTS, CURVES, UPLOAD

    def __init__(self):
        from streamlit.testing.v1 import AppTest

        self.at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        self.run()

    def run(self):
        self.at.run()
        self.check()
        return self

    def check(self):
        assert not self.at.exception, [error.value for error in self.at.exception]

    def go(self, page):
        self.at.switch_page(page)
        return self.run()

    def press(self, key):
        self.at.button(key=key).click()
        return self.run()

    def choose(self, kind, key, value):
        """Set a widget: ``choose("radio", "period", "week")``."""
        getattr(self.at, kind)(key=key).set_value(value)
        return self.run()

    def role(self, name):
        """The selector of the column for a role."""
        return next(box for box in self.at.selectbox if str(box.key).startswith(f"role-{name}-"))

    def choose_role(self, name, column):
        self.role(name).set_value(column)
        return self.run()

    def give(self, name, data):
        """Upload a file."""
        self.at.file_uploader[0].upload(name, data, "text/csv")
        return self.run()

    def read(self, name, data):
        """Upload a file and read it as proposed."""
        return self.give(name, data).press("read")

    def sample(self, name):
        """Read a sample: "shop" or "app"."""
        return self.press(f"sample-{name}").press("read")

    def figure(self, position=0):
        """The specification of a chart, as the browser gets it."""
        return json.loads(self.at.get("plotly_chart")[position].proto.spec)

    @property
    def said(self):
        """All words on the page."""
        kinds = ("title", "markdown", "caption", "info", "warning", "error", "metric")
        texts = [f"{getattr(e, 'label', '')} {e.value}" for kind in kinds for e in getattr(self.at, kind)]
        return "\n".join(texts).replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def _samples_are_read_once(monkeypatch):
    """Remember what each sample was read to: nearly every story begins with one, and reading is tested elsewhere."""
    for name in ("inspect", "read_events", "read_subscriptions", "read_answers", "read_tenures"):
        monkeypatch.setattr(rt, name, _remembering(getattr(rt, name)))


@cache
def _remembering(read):
    found = {}

    @wraps(read)
    def remembered(source, *mapping, **options):
        if not isinstance(source, str) or Path(source).parent != SAMPLES:
            return read(source, *mapping, **options)
        asked = (language(), source, *mapping, *sorted(item for item in options.items() if item[0] != "progress"))
        if asked not in found:
            found[asked] = read(source, *mapping, **options)
        return found[asked]

    return remembered


@pytest.fixture
def app(monkeypatch):
    """A visitor who has just opened the dashboard."""
    monkeypatch.delenv("RETENTION_FILE", raising=False)
    monkeypatch.delenv("RETENTION_LOCAL", raising=False)
    return App()


def orders(*rows, header="customer,ordered_at,total"):
    """A small file of orders."""
    return "\n".join([header, *rows]).encode() + b"\n"


@pytest.fixture
def small():
    """Two cohorts of three customers each; who comes back can be counted by hand."""
    return orders(
        *("ann,2024-01-01,10", "ann,2024-02-03,20", "bob,2024-01-09,30", "cid,2024-01-20,5", "cid,2024-02-11,5"),
        *("dan,2024-02-14,7", "dan,2024-03-02,7", "eve,2024-02-20,8", "fay,2024-02-21,9", "ann,2024-03-31,1"),
    )


@pytest.fixture
def ambiguous():
    """Every day and month is at most 12: nothing decides which is which."""
    return orders("a,03/04/2024,5", "a,05/06/2024,6", "b,01/02/2024,7", "b,02/02/2024,7")
