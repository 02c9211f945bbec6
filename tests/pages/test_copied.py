"""What a card gives to copy: Python that counts the numbers of the page, and a link to the view."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import retention as rt
from pages.shared import copied, tenure_words, words
from tests.pages.conftest import ROOT

# Pages with a sample that fills them, and what their cards count by a recipe.
PAGES = {
    "pages/explore/cohorts.py": ("shop", ["cohort_matrix"]),
    "pages/explore/curves.py": ("shop", ["retention_curve", "retention_trend"]),
    "pages/explore/churn.py": ("shop", ["period_retention", "visit_gaps", "lapses"]),
    "pages/explore/lifecycle.py": ("subscriptions", ["lifecycle"]),
    "pages/explore/activity.py": ("app", ["active_customers", "stickiness"]),
    "pages/value/revenue.py": ("shop", ["revenue_retention", "cohort_matrix", "revenue_by_age", "repeat_rate"]),
    "pages/value/tenure.py": ("subscriptions", ["survival"]),
    "pages/act/behaviours.py": ("app", ["behaviour_effect", "time_to_value_by_cohort", "feature_adoption"]),
}


@pytest.fixture
def drawn(monkeypatch):
    """Every card that was drawn last: its source, its recipe, and the numbers that its files hold."""
    from pages.shared import cards

    kept, plain = [], cards.downloads

    def downloads(key, items, **more):
        table = next((make() for _, name, _, make in items if name.endswith(".csv") and not is_matrix(name)), b"")
        kept.append((more.get("source"), more.get("recipe"), table))
        plain(key, items, **more)

    monkeypatch.setattr(cards, "downloads", downloads)
    return kept


def is_matrix(name):
    return name.endswith(("-rates.csv", "-counts.csv", "-values.csv"))


def run(code):
    """What the copied lines make, run where the samples lie."""
    space = {}
    exec(compile(code, "copied", "exec"), space)
    return space["source"], space["result"]


# What a page writes into its table, where that is not the whole result.
TABLES = {
    "visit_gaps": lambda gaps: gaps.to_frame(),
    "repeat_rate": lambda found: found.by_days,
    "survival": lambda curve: tenure_words.table(curve),
    "time_to_value_by_cohort": lambda frame: frame.reset_index(),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_each_card_counts_the_numbers_of_the_page(app, page, drawn, monkeypatch):
    sample, metrics = PAGES[page]
    app.sample(sample)
    drawn.clear()
    app.go(page)
    with_recipe = [one for one in drawn if one[1] is not None]
    assert sorted({recipe.metric for _, recipe, _ in with_recipe}) == sorted(metrics)
    monkeypatch.chdir(ROOT / "sample_data")
    for source, recipe, table in with_recipe:
        again, result = run(copied.python(source, recipe))
        assert again.fingerprint == source.fingerprint
        if recipe.metric == "behaviour_effect":
            shown = pd.read_csv(io.BytesIO(table))
            assert shown["back"].tolist() == [result.back_did, result.back_not]
            assert shown["n"].tolist() == [result.n_did, result.n_not]
        else:
            assert rt.export.csv_bytes(TABLES.get(recipe.metric, lambda whole: whole)(result)) == table


def test_the_codes_stand_on_the_page(app):
    app.sample("shop").go(app.cohorts).choose("radio", "period", "week")
    link, code = (block.value for block in app.at.code[:2])
    assert link.startswith("/cohorts?")
    assert "lang=en" in link
    assert 'period="week"' in code
    assert "rt.cohort_matrix(source" in code


def test_small_charts_can_be_copied_too(app, monkeypatch):
    app.sample("shop").go("pages/explore/overview.py")
    codes = [block.value for block in app.at.code if "import retention" in block.value]
    assert len(codes) == 5
    monkeypatch.chdir(ROOT / "sample_data")
    _, matrix = run(next(code for code in codes if "cohort_matrix" in code))
    assert matrix.active[:, 1].sum() == 810


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("page", "sample", "metric"),
    [
        ("pages/explore/overview.py", "shop", "definition_check"),
        ("pages/explore/cohorts.py", "subscriptions", "retention_curve"),
        ("pages/act/customers.py", "shop", "slipping_check"),
        ("pages/act/customers.py", "subscriptions", "slipping_check"),
    ],
)
def test_checks_can_be_copied(app, page, sample, metric, monkeypatch):
    app.sample(sample).go(page)
    code = next(block.value for block in app.at.code if f"rt.{metric}(" in block.value)
    monkeypatch.chdir(ROOT / "sample_data")
    _, result = run(code)
    if metric == "slipping_check":
        assert plain(f"**{words.percent(result.share)}** had") in app.said
    elif metric == "definition_check":
        assert plain(f"From **{words.percent(min(point.rate for point in result))}**") in app.said
    else:
        assert len(result) > 1


def test_what_no_script_can_read_again_has_a_link_alone(app):
    app.sample("answers").go("pages/voice/nps.py")
    assert app.at.code
    assert all(block.value.startswith("/nps?") for block in app.at.code)


def test_the_link_has_the_cell_that_was_just_clicked(app, monkeypatch):
    from pages.shared import state

    app.sample("shop").go("pages/explore/cohorts.py")
    monkeypatch.setattr(state, "clicked", lambda: {"cell": "Jan 2025", "age": "2"})
    app.run()
    assert any("cell=Jan+2025&age=2" in block.value for block in app.at.code)
