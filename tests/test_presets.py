"""Each preset counts as its product does: small files, counted by hand, that differ as its sentences say."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt


def matrix_of(rows, settings):
    frame = pd.DataFrame([row.split(",") for row in rows], columns=["who", "when", "what"][: rows[0].count(",") + 1])
    frame["when"] = pd.to_datetime(frame["when"], format="ISO8601")
    mapping = rt.ColumnMapping(customer="who", time="when", event="what" if "what" in frame else None)
    return rt.cohort_matrix(rt.events_from_frame(frame, mapping, observed_until="2024-04-01"), settings)


def row(rows, settings, cohort=0):
    """Eligible and active of one cohort at ages 0 to 2."""
    matrix = matrix_of(rows, settings.replace(max_age=2))
    return list(zip(matrix.eligible[cohort].tolist(), matrix.active[cohort].tolist(), strict=True))


# ann's second visit is two hours after her first and in the next month; bob's is on day 40; cid came once.
ACROSS_MIDNIGHT = ["ann,2024-01-31 23:00", "ann,2024-02-01 01:00", "bob,2024-01-02", "bob,2024-02-11", "cid,2024-01-03"]
# dan skips month 1 and comes in month 2.
SKIPS = ["dan,2024-01-01", "dan,2024-03-15", "eve,2024-01-01", "eve,2024-02-05", "fay,2024-01-01", "fay,2024-01-02"]
# Sunday 4 February: the last day of a week that began on Monday, the first of one that begins on Sunday.
SUNDAY = ["gus,2024-01-31", "gus,2024-02-04", "hal,2024-02-01", "hal,2024-02-05"]
# The sign-up is the second thing that ida did.
SESSION = ["ida,2024-01-05,open", "ida,2024-02-05,signup", "ida,2024-03-05,open", "jon,2024-01-06,open"]


@pytest.mark.parametrize(
    ("key", "rows", "ours", "theirs"),
    [
        # Windows of one's own: ann came back in her month 0; only bob's month 2, days 60 to 89, is over by 1 April.
        ("amplitude", ACROSS_MIDNIGHT, [(3, 3), (3, 2), (3, 0)], [(3, 3), (3, 1), (1, 0)]),
        # On or after: dan counts in month 1 too, since he came later.
        ("mixpanel", SKIPS, [(3, 3), (3, 1), (3, 1)], [(3, 3), (3, 2), (3, 1)]),
        # The same as ours in months.
        ("posthog", ACROSS_MIDNIGHT, [(3, 3), (3, 2), (3, 0)], [(3, 3), (3, 2), (3, 0)]),
        ("ga4", SKIPS, [(3, 3), (3, 1), (3, 1)], [(3, 3), (3, 1), (3, 1)]),
    ],
)
def test_by_hand(key, rows, ours, theirs):
    settings = rt.CohortSettings()
    assert row(rows, settings) == ours
    assert row(rows, rt.preset(key).apply(settings)) == theirs


@pytest.mark.parametrize("key", ["posthog", "ga4"])
def test_weeks_from_sunday(key):
    """Wednesday to Sunday is the same week on a Monday calendar, the next one on a Sunday calendar."""
    settings = rt.CohortSettings(period="week")
    assert row(SUNDAY, settings)[:2] == [(2, 2), (2, 1)]
    assert row(SUNDAY, rt.preset(key).apply(settings))[:2] == [(2, 2), (2, 2)]


def test_first_in_range_is_the_first_within_the_dates_shown():
    settings = rt.CohortSettings(start="2024-02-01")
    rows = ["ann,2024-01-05", "ann,2024-02-05", "bob,2024-02-06"]
    assert matrix_of(rows, settings).sizes.tolist() == [1]
    assert matrix_of(rows, rt.preset("mixpanel").apply(settings)).sizes[0] == 2


def test_a_cohort_of_first_sessions_takes_any_event():
    settings = rt.CohortSettings(start_event="signup")
    assert matrix_of(SESSION, settings).sizes.tolist() == [1]
    assert matrix_of(SESSION, rt.preset("ga4").apply(settings)).sizes.tolist()[0] == 2


def test_the_means_that_presets_name():
    assert {preset.key: preset.mean for preset in rt.presets} == {
        "mixpanel": "by size twice",
        "amplitude": "pooled",
        "posthog": "simple",
        "ga4": "pooled",
    }


@pytest.mark.parametrize("preset", rt.presets, ids=lambda preset: preset.key)
@pytest.mark.parametrize(
    "settings",
    [
        rt.CohortSettings(),
        rt.CohortSettings(measure="within", within=3),
        rt.CohortSettings(measure="bracket", brackets=(1, 3), value="cumulative"),
        rt.CohortSettings(period="day", cohort_period="week"),
    ],
)
def test_every_preset_applies_to_any_settings_and_is_then_unchanged(preset, settings):
    applied = preset.apply(settings)
    assert preset.changed(applied) == ()
    assert (applied.period, applied.segment) == (settings.period, settings.segment)
    assert preset.apply(applied) == applied


def test_what_was_changed_since():
    applied = rt.preset("mixpanel").apply(rt.CohortSettings())
    assert rt.preset("mixpanel").changed(applied.replace(clock="calendar")) == ("clock",)


def test_the_first_day_of_a_week_matters_to_weeks_only():
    posthog = rt.preset("posthog")
    assert posthog.changed(rt.CohortSettings()) == ()
    assert posthog.changed(rt.CohortSettings(period="week")) == ("week_start",)


def test_presets_are_values_with_a_sentence_for_each_difference():
    assert len({hash(preset) for preset in rt.presets}) == len(rt.presets)
    for preset in rt.presets:
        assert preset.differences
        assert all(line.endswith(".") and "\n" not in line for line in preset.differences)
        assert not any("rolling" in line.lower() for line in preset.differences)


def test_an_unknown_product_is_refused():
    with pytest.raises(rt.SettingsError, match="'heap' is not a preset"):
        rt.preset("heap")
