"""The Proof page: a bundle made, checked against its file and against another, and two files compared."""

from __future__ import annotations

import pytest

import retention as rt

PROOF = "pages/share/proof.py"
MAPPING = rt.ColumnMapping(customer="customer", time="ordered_at", amount="total")


def bundle_of(data, name="orders.csv"):
    """A bundle as the page makes it."""
    from pages.shared import bundle_make

    events = rt.read_events(data, MAPPING, name=name)
    recipes = {"cohorts": rt.Recipe("cohort_matrix"), "periods": rt.Recipe("period_retention")}
    return bundle_make.made(events, recipes, None, (), "look at May")


def view(app, name):
    return app.go(PROOF).choose("button_group", "proof_view", name)


def hand_in(app, key, name, data, kind):
    box = next(one for one in app.at.file_uploader if one.key == key)
    box.upload(name, data, kind)
    return app.run()


@pytest.mark.parametrize("sample", ["shop", "app", "subscriptions"])
def test_a_bundle_is_offered_for_each_sample(app, sample):
    app.sample(sample).go(PROOF)
    assert "What it proves" in app.said
    assert [button.key for button in app.at.get("download_button")] == ["bundle"] or "Bundle (ZIP)" in str(app.at.main)


def test_a_bundle_of_every_table_with_its_figures(app, small):
    from pages.shared import bundle_make

    events = rt.read_events(small, MAPPING, name="orders.csv")
    recipes = {
        name: rt.Recipe(metric)
        for name, (metric, _, _) in bundle_make.TABLES.items()
        if name not in bundle_make.OF_CONTRACTS
    }
    found = rt.open_bundle(bundle_make.made(events, recipes, rt.CohortSettings(), (), ""))
    assert set(found.tables) == set(recipes)
    assert set(found.figures) == {"cohorts", "curve"}
    assert rt.verify_bundle(found, events).identical


@pytest.mark.parametrize("sample", ["shop", "app", "subscriptions"])
def test_what_the_button_gives_is_counted_with_the_settings_of_the_page(app, sample, monkeypatch):
    """The page makes the bytes only when the button is pressed: here they are made at once."""
    from pages.shared import bundle_make

    kept = []
    monkeypatch.setattr(bundle_make, "partial", lambda make, *given: kept.append(given) or (lambda: b""))
    app.sample(sample).go(PROOF)
    data, recipes, drawn, notes, note = kept[-1]
    assert drawn.max_age is not None
    found = rt.open_bundle(bundle_make.made(data, recipes, drawn, notes, note))
    assert set(found.tables) == {name for name in bundle_make.TABLES if bundle_make._fits(name, data)}
    assert rt.verify_bundle(found, data).identical
    assert found.recipes["cohorts"].settings == drawn


def test_the_same_file_is_identical(app, small):
    app.read("orders.csv", small)
    hand_in(view(app, "Check a bundle"), "bundle-file", "b.zip", bundle_of(small), "application/zip")
    assert "Identical" in "".join(box.value for box in app.at.success)


def test_another_file_names_what_differs(app, small):
    app.read("orders.csv", small.replace(b"eve,2024-02-20", b"eve,2024-01-20"))
    hand_in(view(app, "Check a bundle"), "bundle-file", "b.zip", bundle_of(small), "application/zip")
    assert app.at.warning
    table = app.at.dataframe[0].value
    assert list(table.columns) == ["Table", "Row", "Column", "Then", "Now"]
    assert len(table) > 0


def test_a_tampered_bundle_is_refused(app, small):
    app.read("orders.csv", small)
    broken = bundle_of(small)[:-40]
    hand_in(view(app, "Check a bundle"), "bundle-file", "b.zip", broken, "application/zip")
    assert "not a ZIP file, or it is cut off" in "".join(box.value for box in app.at.error) + app.said


def test_a_restated_export_names_cells_and_rows(app, small):
    app.read("orders.csv", small)
    other = small.replace(b"cid,2024-02-11,5\n", b"")
    hand_in(view(app, "Compare two files"), "other-export", "before.csv", other, "text/csv")
    said = "".join(box.value for box in app.at.info)
    assert "differ" in said
    assert "Rows that differ" in app.said
    assert "cid" in str(app.at.dataframe[1].value.to_dict())
