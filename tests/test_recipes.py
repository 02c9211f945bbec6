"""Recipes: each gives its table again, from what is written in a script or in a list."""

from __future__ import annotations

import json

import pytest

import retention as rt
from retention import recipes
from retention.bundles import _recipe
from retention.export.manifest import recipe_json
from retention.export.script import recipe_code

ARGUMENTS = {
    "behaviour_effect": {"event": "invite_teammate"},
    "time_to_value_by_cohort": {"event": "invite_teammate", "times": 2},
    "retention_trend": {"age": 1},
}
MONEY = ("revenue_by_age", "revenue_cohorts", "revenue_retention", "value_by_age")


@pytest.fixture(scope="module")
def visits(root):
    return rt.read_events(root / "sample_data" / "app_events.csv")


@pytest.fixture(scope="module")
def orders(root):
    return rt.read_events(root / "sample_data" / "shop_orders.csv")


@pytest.fixture(scope="module")
def contracts(root):
    return rt.read_subscriptions(root / "sample_data" / "subscriptions.csv")


def recipe_of(metric):
    value = "cumulative" if metric == "value_by_age" else "none"
    return rt.Recipe(metric, rt.CohortSettings(value=value), ARGUMENTS.get(metric, {}))


@pytest.mark.parametrize("metric", recipes.METRICS)
def test_every_recipe_gives_a_table_again_from_code_and_from_json(metric, visits, orders, contracts):
    source = orders if metric in MONEY else contracts if metric == "survival" else visits
    recipe = recipe_of(metric)
    table = rt.export.csv_bytes(recipe.run(source))
    assert table.count(b"\r\n") > 1
    assert rt.export.csv_bytes(eval(recipe_code(recipe), {"rt": rt, "source": source})) == table
    back = _recipe(json.loads(json.dumps(recipe_json(recipe))))
    assert (back, rt.export.csv_bytes(back.run(source))) == (recipe, table)


def test_every_recipe_is_a_public_function():
    assert [name for name in recipes.METRICS if not hasattr(rt, name)] == []


def test_segments_give_a_table_each(orders):
    chosen = rt.CohortSettings(segment="channel")
    for metric in ("cohort_matrix", "retention_curve", "retention_trend"):
        found = rt.Recipe(metric, chosen, ARGUMENTS.get(metric, {})).run(orders)
        assert set(found) == {"ads", "search", "social", "referral"} or len(found) > 1


def test_texts_of_the_file_stay_texts_in_code(orders):
    evil = "x'\"); import os\n#"
    recipe = rt.Recipe("cohort_matrix", rt.CohortSettings(where=(("channel", "in", (evil, "ads")),)))
    made = eval(recipe_code(recipe), {"rt": _Caught, "source": None})
    assert made == recipe.settings


class _Caught:
    CohortSettings = rt.CohortSettings

    @staticmethod
    def cohort_matrix(source, settings):
        return settings


def test_what_cannot_be_counted_is_refused(visits):
    with pytest.raises(rt.SettingsError, match="there is no recipe for 'slipping'"):
        rt.Recipe("slipping")
    with pytest.raises(rt.SettingsError, match="'a b' is no argument"):
        rt.Recipe("cohort_matrix", arguments={"a b": 1})
    with pytest.raises(rt.SettingsError, match="cannot be counted with these arguments"):
        rt.Recipe("cohort_matrix", arguments={"level": 1}).run(visits)
    with pytest.raises(rt.SettingsError, match="visits have no end"):
        rt.Recipe("survival").run(visits)
    with pytest.raises(rt.SettingsError, match="cannot be written"):
        recipe_json(rt.Recipe("repeat_rate", arguments={"days": {1}}))
    with pytest.raises(rt.SettingsError, match="cannot be written into a script"):
        recipe_code(rt.Recipe("repeat_rate", arguments={"days": float("nan")}))
