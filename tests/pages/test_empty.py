"""Pages without the data they need: a worked example that is nobody's, and samples that can be tried right there."""

from __future__ import annotations

import json

import pytest

PAGES = {  # page: what it can count, and whether its example has a chart
    "data/audit": ("events", False),
    "explore/overview": ("events", True),
    "explore/cohorts": ("events", True),
    "explore/curves": ("events", True),
    "explore/churn": ("events", True),
    "explore/lifecycle": ("events", True),
    "explore/activity": ("events", True),
    "value/revenue": ("events", True),
    "value/tenure": ("subscriptions", True),
    "value/customer_value": ("events", True),
    "voice/nps": ("answers", True),
    "act/customers": ("events", True),
    "act/behaviours": ("events", True),
    "act/strategies": ("events", True),
    "act/results": ("events", True),
    "share/report": ("events", False),
    "share/proof": ("events", False),
}
WRONG = [  # pages that cannot count contracts, tenures or answers
    *(("subscriptions", page) for page in ("explore/activity", "act/behaviours", "voice/nps")),
    *(("shop", page) for page in ("value/tenure", "voice/nps")),
    *(("answers", page) for page in PAGES if page not in ("data/audit", "voice/nps", "share/report")),
]


def path(page):
    return f"pages/{page}.py"


def offered(app):
    """The samples that can be tried on the page."""
    return [button.key.rsplit("-", 1)[1] for button in app.at.button if str(button.key).startswith("here-")]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_data_shows_what_it_would_answer(app, page):
    app.go(path(page))
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said
    charts = app.at.get("plotly_chart")
    assert len(charts) == PAGES[page][1]
    for one in charts:
        assert "Example" in [mark.get("text") for mark in json.loads(one.proto.spec)["layout"]["annotations"]]
        assert json.loads(one.proto.config)["staticPlot"]
        assert "not your data" in one.proto.alt
    assert offered(app)


@pytest.mark.parametrize(("sample", "page"), WRONG)
def test_a_page_with_the_wrong_data_shows_it_too_and_endangers_nothing(app, sample, page):
    app.sample(sample).go(path(page))
    assert "another kind of file" in app.said
    assert "not your data" in app.said
    safe = sample == "answers" or page == "voice/nps"  # answers stand beside what customers did
    assert bool(offered(app)) == safe


@pytest.mark.parametrize("page", ["explore/churn", "value/tenure", "voice/nps"])
def test_a_sample_is_read_where_the_visitor_is(app, page):
    app.go(path(page))
    app.press(f"here-{page.split('/')[1]}-{offered(app)[0]}")
    assert "Nothing to show yet" not in app.said
    assert "not your data" not in app.said
    assert len(app.at.get("plotly_chart"))


def test_samples_that_a_page_cannot_use_are_not_offered(app):
    assert offered(app.go(path("value/revenue"))) == ["shop", "subscriptions"]
    assert offered(app.go(path("act/behaviours"))) == ["app"]
    assert offered(app.go(path("voice/nps"))) == ["answers"]


def test_a_sample_opens_the_link_that_waits(app):
    app.at.query_params["period"] = "quarter"
    app.go(app.cohorts)
    app.at.query_params.clear()
    app.press("here-cohorts-shop")
    assert app.at.radio(key="period").value == "quarter"


def test_a_file_that_waits_is_not_thrown_away_for_a_sample(app, small):
    app.give("orders.csv", small).go(path("explore/churn"))
    assert "waits there, ready to be read" in app.said
    assert offered(app) == []


def test_what_was_read_here_can_be_read_otherwise_like_any_file(app):
    app.go(path("explore/churn")).press("here-churn-shop").go(app.audit)
    assert "shop_orders.csv" in app.said
    assert any(str(box.key).startswith("reading-") for box in app.at.selectbox)


def test_an_example_has_the_look_of_the_page():
    from pages.shared import examples

    light, dark = (
        examples.of(path("explore/churn"), theme).figure.layout.template.layout.paper_bgcolor
        for theme in ("light", "dark")
    )
    assert light != dark
