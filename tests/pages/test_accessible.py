"""What a page owes those who cannot see it: charts that say what they show, and the same numbers beside them."""

from __future__ import annotations

import re

import pytest

PAGES = {
    "explore": ("overview", "cohorts", "curves", "churn", "lifecycle", "activity"),
    "value": ("revenue", "tenure", "customer_value", "economics"),
    "voice": ("nps",),
    "act": ("customers", "behaviours", "strategies", "results"),
}
SAMPLES = ("shop", "subscriptions", "answers")


# The same numbers, shown in the card, to be taken away from it, or on the page that the card leads to.
NUMBERS = {"download_button", "dataframe", "table", "page_link"}
# Charts whose numbers stand elsewhere on the same page.
SERIES = "the file of the first card holds every column of the series, and the table below shows it"
ELSEWHERE = {
    "ratio": SERIES,
    "stickiness": SERIES,
    "frequency": SERIES,
    "rates": SERIES,
    "movements": SERIES,
    "shares": SERIES,
    "definitions": "each number with its range in the words behind 'What differs'",
    "list-check": "each number in the sentences of the card",
    "customer-strip": "the same days, in numbers, below it",
}


def charts(node, boxes=()):
    """Each chart with the boxes that it stands in, the innermost last."""
    if getattr(node, "type", "") == "plotly_chart":
        yield node, boxes
    for child in getattr(node, "children", {}).values():
        yield from charts(child, (*boxes, node))


def kinds(node):
    yield getattr(node, "type", "")
    for child in getattr(node, "children", {}).values():
        yield from kinds(child)


def card(boxes):
    """The bordered box around a chart."""
    framed = [box for box in boxes if box.type == "flex_container" and box.proto.flex_container.border]
    return framed[0] if framed else boxes[-1]


@pytest.fixture
def pages(app):
    """Walk through all pages with a sample: ``pages("shop")``."""

    def walk(sample):
        app.sample(sample)
        for section, names in PAGES.items():
            for name in names:
                app.go(f"pages/{section}/{name}.py")
                yield name, app

    return walk


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_chart_says_its_finding_and_has_its_numbers_beside_it(pages, sample):
    silent, alone, seen = [], [], 0
    for name, app in pages(sample):
        for chart, boxes in charts(app.at.main):
            seen += 1
            alt = chart.proto.alt
            if not re.search(r"\d", alt):
                silent.append((name, alt))
            # The made-up example of an empty page has its numbers in the sentence above it.
            elsewhere = chart.key in ELSEWHERE or alt.startswith("Example: ")
            if not elsewhere and not NUMBERS & set(kinds(card(boxes))):
                alone.append((name, alt))
    assert seen
    assert silent == []
    assert alone == []
