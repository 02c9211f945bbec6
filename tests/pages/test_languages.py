"""Every page in every language: nothing breaks, and nothing is shown that was not said."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

import pytest

from retention.languages import LANGUAGES, choose
from tests.pages.unsaid import CODE, speak_in_brackets, unsaid_on

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*/*.py") if path.parent.name != "shared"
)
SAMPLES = {
    "shop": "shop_orders.csv",
    "app": "app_events.csv",
    "subscriptions": "subscriptions.csv",
    "answers": "answers.csv",
}


@lru_cache
def words_of(sample):
    """What stands in the file: it is shown as it is, in every language."""
    with (ROOT / "sample_data" / SAMPLES[sample]).open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    short = {cell for row in rows for cell in row if len(cell) < 200}
    return {word for cell in [*short, SAMPLES[sample]] for word in re.findall(r"[^\W\d_]{2,}", cell)}


def known():
    """The words of all samples: some are shown before any is loaded."""
    return set().union(*map(words_of, SAMPLES))


@pytest.fixture
def speaking(app):
    """The dashboard, opened in a language."""

    def speak(code):
        choose(code)  # AppTest asks for the names of options in this thread
        app.at.query_params["lang"] = code
        return app.run()

    yield speak
    choose(None)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_unsaid_without_data(monkeypatch, speaking, page):
    speak_in_brackets(monkeypatch)
    assert unsaid_on(speaking(CODE).go(page), known()) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_unsaid_with_a_sample(monkeypatch, speaking, sample):
    speak_in_brackets(monkeypatch)
    app, found = speaking(CODE).sample(sample), {}
    for page in PAGES:
        if unsaid := unsaid_on(app.go(page), known()):
            found[page] = unsaid
    assert found == {}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize(
    "sample", ["shop", *(pytest.param(one, marks=pytest.mark.long) for one in SAMPLES if one != "shop")]
)
def test_every_page_speaks_every_language(speaking, code, sample):
    app = speaking(code).sample(sample)
    for page in PAGES:
        app.go(page)
        assert re.search(r"[가-힣一-鿿ก-๙]", app.said), page
