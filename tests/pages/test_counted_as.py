"""Counting as another product counts: one choice sets the widgets, says the differences, and notices changes."""

from __future__ import annotations

import pytest

import retention as rt


@pytest.mark.parametrize("page", ["cohorts", "curves"])
@pytest.mark.parametrize("preset", rt.presets, ids=lambda preset: preset.key)
def test_every_product_on_every_page(app, page, preset):
    app.sample("app").go(getattr(app, page)).choose("radio", "preset", preset.name)
    assert f"Counted as {preset.name} counts." in app.said
    assert [line for line in preset.differences if line not in app.said] == []
    assert app.at.get("plotly_chart")


def test_it_sets_the_widgets_and_counts_accordingly(app):
    app.sample("shop").go(app.curves).choose("radio", "preset", "Mixpanel")
    keys = ("clock", "measure", "birth")
    assert [app.at.radio(key=key).value for key in keys] == ["elapsed", "on or after", "first in range"]
    settings = rt.preset("mixpanel").apply(rt.CohortSettings(max_age=23))
    curve = rt.retention_curve(rt.cohort_matrix(app.at.session_state["_events"], settings))
    assert f"{100 * curve.rates[1]:.1f} %" in app.said


def test_what_was_changed_since_is_said(app):
    app.sample("shop").go(app.cohorts).choose("radio", "preset", "Amplitude")
    assert "Changed from" not in app.said
    app.choose("radio", "clock", "calendar")
    assert "Changed from Amplitude's: the clock." in app.said.replace("**", "")


def test_back_to_our_own_way(app):
    app.sample("shop").go(app.cohorts)
    before = app.figure()
    app.choose("radio", "preset", "Mixpanel")
    assert app.figure() != before
    app.choose("radio", "preset", "our own way")
    assert app.figure() == before
    assert "Counted as" not in app.said


def test_the_first_day_of_the_week_is_set_for_weeks(app):
    app.sample("app").go(app.cohorts).choose("radio", "preset", "PostHog").choose("radio", "period", "week")
    assert app.at.selectbox(key="week_start").value == "sunday"
    assert "Changed from" not in app.said


def test_its_mean_stands_beside_ours(app):
    app.sample("shop").go(app.curves).choose("radio", "preset", "PostHog")
    matrix = rt.cohort_matrix(app.at.session_state["_events"], rt.CohortSettings(max_age=23))
    assert f"{100 * rt.mean_of_cohorts(matrix, 'simple')[1]:.1f} %" in app.said
    assert "the simple mean of all cohorts" in app.said


def test_a_product_whose_mean_is_ours_says_nothing_about_it(app):
    app.sample("shop").go(app.curves).choose("radio", "preset", "Amplitude")
    assert "Amplitude's mean" not in app.said


def test_money_that_would_be_counted_twice_is_not_shown(app):
    app.sample("shop").go(app.cohorts).choose("button_group", "show", "Cumulative value")
    app.choose("radio", "preset", "Mixpanel")
    assert app.at.button_group(key="show").value == "%"
    assert app.at.get("plotly_chart")
