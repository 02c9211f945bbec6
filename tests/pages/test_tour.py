"""The tour: five steps through the real pages, refused once and for all if one likes."""

from __future__ import annotations

from pages.shared import tour, view_store


def keys(app):
    return {button.key for button in app.at.button}


def test_it_leads_through_five_pages(app):
    app.press("tour-begin")
    assert "Step 1 of 5" in app.said
    app.press("read")
    seen = [1]
    while "tour-next" in keys(app):
        app.press("tour-next")
        step = next(i for i in range(1, 6) if f"Step {i} of 5" in app.said)
        assert tour.STEPS[step - 1][1] in app.said
        seen.append(step)
    assert seen == [1, 2, 3, 4, 5]
    app.press("tour-skip")
    assert "Step" not in app.said


def test_it_is_refused_once(app):
    app.press("tour-skip")
    assert "New here?" not in app.said
    app.go(app.cohorts).go(app.upload)
    assert "New here?" not in app.said


def test_it_is_refused_for_good_by_a_person_on_their_own_computer(app, monkeypatch, tmp_path):
    monkeypatch.setenv("RETENTION_LOCAL", "1")
    monkeypatch.setenv("RETENTION_DATA", str(tmp_path))
    app.run().press("tour-skip")
    assert view_store.load(tmp_path / "views.json").toured
    from tests.pages.conftest import App

    assert "New here?" not in App().said


def test_who_brings_a_file_or_a_link_is_left_alone(app):
    app.sample("shop").go(app.upload)
    assert "New here?" not in app.said
