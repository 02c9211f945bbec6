"""Notes on the time axis, and the file of settings and notes, without a browser."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import retention as rt

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
PAGES = {
    "overview": "pages/explore/overview.py",
    "cohorts": "pages/explore/cohorts.py",
    "churn": "pages/explore/churn.py",
    "lifecycle": "pages/explore/lifecycle.py",
    "revenue": "pages/value/revenue.py",
}
NOTES = b"date,text,kind\n2025-09-03,Relaunch *now* <b>,change\n2019-01-01,Before,other\n"


def give(app, name, data):
    app.at.file_uploader[-1].upload(name, data, "text/plain")
    return app.run()


def with_notes(app, notes=NOTES):
    return give(app, "notes.csv", notes).press("use-notes-file")


def figures(app):
    return [app.figure(i) for i in range(len(app.at.get("plotly_chart")))]


def hovers(app):
    """What the numbers of notes say, chart by chart that has any."""
    found = []
    for figure in figures(app):
        texts = [one["hovertext"] for one in figure["layout"].get("annotations", []) if one.get("hovertext")]
        found += [texts] if texts else []
    return found


def test_notes_are_drawn_on_the_charts_along_time(app):
    app.sample("shop").go(PAGES["cohorts"])
    assert hovers(app) == []
    with_notes(app)
    for page, charts in {"cohorts": 1, "overview": 3, "churn": 1, "revenue": 2, "lifecycle": 2}.items():
        app.go(PAGES[page])
        assert hovers(app) == [["2. 3 Sep 2025, change: Relaunch *now* &lt;b&gt;"]] * charts, page
        assert "2 Relaunch *now* <b> (3 Sep 2025); 1 note outside of what is shown." in app.said
    app.choose("toggle", "notes", False)
    assert hovers(app) == []


def test_notes_stay_with_another_file(app):
    with_notes(app.sample("shop").go(PAGES["churn"]))
    app.go(app.upload).sample("subscriptions").go(PAGES["churn"])
    assert len(hovers(app)) == 1


def test_a_bad_file_is_refused_row_by_row_and_the_notes_stay(app):
    with_notes(app.sample("shop").go(PAGES["churn"]))
    give(app, "notes.csv", b"date,text\nsoon,x\n2025-01-01,\n")
    assert "Row 1: 'soon' is not a day. Write it as 2026-03-31. row 2: the text is blank" in app.said
    assert len(hovers(app)) == 1
    assert "use-notes-file" not in {button.key for button in app.at.button}


def test_a_note_changed_in_the_table_is_taken_over_with_the_press_that_ends_it(app):
    with_notes(app.sample("shop").go(PAGES["churn"]))
    rows = next(table.key for table in app.at.data_editor if table.key.startswith("note-rows"))
    app.at.session_state[rows] = {"edited_rows": {1: {"text": "New shop"}}, "added_rows": [], "deleted_rows": []}
    app.press("use-notes")
    assert "New shop" in str(hovers(app))


def test_a_note_is_added_by_hand(app):
    app.sample("shop").go(PAGES["churn"])
    app.at.date_input(key="note-day").set_value(date(2025, 3, 4))
    app.at.text_input(key="note-text").set_value("Spring sale")
    app.at.selectbox(key="note-kind").set_value("campaign")
    app.press("add-note")
    assert hovers(app) == [["1. 4 Mar 2025, campaign: Spring sale"]]
    table = app.at.dataframe[-1].value
    assert table["text"].tolist() == ["Spring sale"]
    app.press("add-note")
    assert "the text is blank" in app.said
    assert len(hovers(app)) == 1


def test_all_notes_can_be_removed(app):
    with_notes(app.sample("shop").go(PAGES["churn"])).press("no-notes")
    assert hovers(app) == []
    assert "no-notes" not in {button.key for button in app.at.button}


def settings_file(settings, notes=()):
    return rt.export.settings_json(settings, notes).encode()


def test_settings_of_a_file_come_back_into_the_widgets(app):
    app.sample("app").go(PAGES["cohorts"])
    events = rt.read_events(SAMPLES / "app_events.csv")
    column = next(iter(events.segments))
    label = events.segments[column].labels[0]
    chosen = rt.CohortSettings(
        period="week",
        week_start="sunday",
        start_event=events.event_names[0],
        measure="within",
        within=2,
        min_events=3,
        max_age=5,
        segment=column,
        return_where=((column, "in", (label,)),),
    )
    notes = (rt.Annotation(str(events.span[0].date()), "Start"),)
    give(app, "view.json", settings_file(chosen, notes))
    assert "left out" not in app.said
    app.press("use-settings-file")
    at = app.at
    assert (at.radio(key="period").value, at.selectbox(key="week_start").value) == ("week", "sunday")
    assert (at.radio(key="measure").value, at.number_input(key="within").value) == ("within", 2)
    assert at.selectbox(key="start_event").value == events.event_names[0]
    assert at.number_input(key="min_events").value == 3
    assert (at.selectbox(key="column1").value, at.multiselect(key="values1").value) == (column, [label])
    assert (at.selectbox(key="by").value, at.select_slider(key="ages").value) == (column, 5)
    assert app.at.expander[-1].label == "Notes on the time axis (1)"


def test_a_range_comes_back_too(app):
    app.sample("shop").go(PAGES["cohorts"])
    give(app, "view.json", settings_file(rt.CohortSettings(start="2025-01-01", end="2025-07-01")))
    app.press("use-settings-file")
    assert app.at.select_slider(key="cohorts").value == ("Jan 2025", "Jun 2025")


def test_what_these_data_do_not_have_is_left_out_and_said(app):
    app.sample("shop").go(PAGES["cohorts"])
    strange = rt.CohortSettings(segment="planet", return_event="launch", where=(("planet", "==", "Mars"),), within=None)
    give(app, "view.json", settings_file(strange))
    assert "the column planet, the event launch, the condition on planet" in app.said
    app.press("use-settings-file")
    assert app.at.selectbox(key="by").value == "nothing"


BADLY = (
    {"max_age": 500},
    {"period_size": 400, "origin": "1999-01-01"},
    {"period_size": 2, "origin": "2024-08-01"},
    {"measure": "within", "within": 150, "min_events": 200},
    {"measure": "bracket", "brackets": (1, 3, 5)},
    {"period": "hour", "start": "2025-01-01"},
    {"period": "week", "cohort_period": "month", "start": "2025-01-01"},
    {"start": "1980-01-01", "end": "1981-01-01", "value": "cumulative"},
)


def test_settings_that_fit_badly_never_break_a_page(app):
    app.sample("shop")
    for far in BADLY:
        app.go(PAGES["cohorts"])
        give(app, "view.json", settings_file(rt.CohortSettings(**far))).press("use-settings-file")
        app.go(PAGES["churn"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "not JSON text"),
        (json.dumps({"format": "retention settings", "version": 9}).encode(), "Update this program"),
        (json.dumps({"format": "retention settings", "version": 1, "settings": {"x": 1}}).encode(), "'x' is not known"),
    ],
)
def test_a_settings_file_that_is_none_changes_nothing(app, data, said):
    app.sample("shop").go(PAGES["cohorts"])
    give(app, "view.json", data)
    assert said in app.said
    assert "use-settings-file" not in {button.key for button in app.at.button}
