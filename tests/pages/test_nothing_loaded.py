"""Each page with nothing loaded: it says what to do, and never breaks."""

from __future__ import annotations

import pytest

SAMPLES = {"sample-shop", "sample-app", "sample-subscriptions", "sample-answers"}


def test_the_start_page_invites(app):
    assert "Stays on this computer" in app.said
    assert {button.key for button in app.at.button} == SAMPLES | {"tour-begin", "tour-skip"}
    assert "No data yet" in app.said


@pytest.mark.parametrize("page", ["audit", "cohorts", "curves"])
def test_other_pages_say_what_to_do(app, page):
    app.go(getattr(app, page))
    assert "Nothing to show yet" in app.said
    assert "Load one" in app.said
    assert all(chart.key == "example" for chart in app.at.get("plotly_chart"))


@pytest.mark.parametrize("page", ["cohorts", "curves"])
def test_a_link_without_its_data_is_kept(app, page):
    app.at.query_params["period"] = "quarter"
    app.go(getattr(app, page))
    assert "Your link is kept" in app.said


def test_the_view_of_a_kept_link_comes_back_with_its_data(app):
    app.at.query_params["period"] = "quarter"
    app.at.query_params["show"] = "Count"
    app.go(app.cohorts)
    app.at.query_params.clear()
    app.go(app.upload)
    assert "the same view opens" in app.said
    app.sample("shop")
    assert app.at.button(key="way-on").label == "Open the view of your link"
    app.press("way-on")
    assert (app.at.radio(key="period").value, app.at.button_group(key="show").value) == ("quarter", "Count")


def test_a_kept_link_comes_back_by_the_menu_too(app):
    app.at.query_params["period"] = "quarter"
    app.go(app.cohorts)
    app.at.query_params.clear()
    app.go(app.upload).sample("shop").go(app.cohorts)
    assert app.at.radio(key="period").value == "quarter"
