"""Cohorts after a day against cohorts before it: at equal age, and a year earlier."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.annotations import Annotation
from tests import oracle_campaigns as oracle

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
law = hypothesis_settings(max_examples=40, deadline=None)
PLAIN = rt.CohortSettings(warm_up=0)


def shop(shares, per_month=40, first="2024-01"):
    """Cohorts month by month; of each a share is back in the month after."""
    rows = []
    for i, share in enumerate(shares):
        month = pd.Period(first, "M") + i
        rows += [f"c{i}n{j},{month}-05" for j in range(per_month)]
        rows += [f"c{i}n{j},{month + 1}-09" for j in range(round(share * per_month))]
    return rt.read_events("\n".join(["who,when", *rows]).encode())


def test_each_side_holds_customers_who_met_one_world_only():
    """The change falls on 1 July: whoever began in June was in month 1 when it was there already."""
    events = shop([0.2, 0.2, 0.2, 0.2, 0.2, 0.9, 0.4, 0.4, 0.4, 0.4])
    found = rt.before_after(events, "2024-07-01", PLAIN).at(1)
    assert [f"{day:%Y-%m}" for day in (*found.before, *found.after)] == ["2024-03", "2024-05", "2024-07", "2024-09"]
    assert (found.cohorts, found.change.rate1, found.change.rate2) == (3, 0.4, 0.2)
    assert found.change.verdict == "more than chance"
    assert found.year is None
    assert math.isnan(found.beyond)


def test_a_cohort_that_the_day_falls_into_is_on_neither_side():
    events = shop([0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.9, 0.4, 0.4, 0.4, 0.4])
    found = rt.before_after(events, "2024-07-10", PLAIN).at(1)
    assert [f"{day:%Y-%m}" for day in (*found.before, *found.after)] == ["2024-03", "2024-05", "2024-08", "2024-10"]
    assert (found.change.rate1, found.change.rate2) == (0.4, 0.2)


def test_a_season_alone_is_taken_out():
    """Every summer is better by 20 points: the change did nothing."""
    year = [0.2] * 5 + [0.2] + [0.4] * 6
    found = rt.before_after(shop([*year, *year]), "2025-07-01", PLAIN).at(1)
    assert found.change.difference == pytest.approx(0.2)
    assert found.change.verdict == "more than chance"
    assert found.year.difference == pytest.approx(0.2)
    assert found.beyond == pytest.approx(0)
    assert found.lower < 0 < found.upper


def test_what_goes_beyond_the_season_is_left():
    season = [0.2] * 6 + [0.3] * 6
    found = rt.before_after(shop([*season, *[0.2] * 6, *[0.7] * 6], per_month=100), "2025-07-01", PLAIN).at(1)
    assert found.beyond == pytest.approx(0.4)
    assert found.lower > 0
    words = rt.before_after(shop([*season, *[0.2] * 6, *[0.7] * 6], per_month=100), "2025-07-01", PLAIN).words(1)
    assert "A year earlier the same months showed 10.0 points more" in words
    assert "beyond that the change is 40.0 points more" in words
    assert "The season alone would hardly explain it." in words


def test_the_range_of_both_differences_together():
    """Two independent differences: the squares of their half ranges add up."""
    season = [0.2] * 6 + [0.3] * 6
    found = rt.before_after(shop([*season, *[0.2] * 6, *[0.7] * 6]), "2025-07-01", PLAIN).at(1)
    c, y = found.change, found.year
    assert found.beyond - found.lower == pytest.approx(
        ((c.difference - c.lower) ** 2 + (y.upper - y.difference) ** 2) ** 0.5
    )
    assert found.upper - found.beyond == pytest.approx(
        ((c.upper - c.difference) ** 2 + (y.difference - y.lower) ** 2) ** 0.5
    )


def test_an_annotation_is_a_date():
    events = shop([0.2] * 10)
    one = rt.before_after(events, Annotation("2024-07-01", "New prices", "change"), PLAIN)
    assert one.date == rt.before_after(events, pd.Timestamp("2024-07-01"), PLAIN).date == pd.Timestamp("2024-07-01")


def test_where_a_side_is_missing_it_says_so():
    found = rt.before_after(shop([0.2] * 4), "2024-05-01", PLAIN)
    assert found.ages == ()
    assert "Nothing can be compared at month 1" in found.words(1)
    assert found.to_frame().empty


@pytest.mark.parametrize(
    "settings", [{"measure": "on_or_after"}, {"period": "day", "cohort_period": "month"}, {"segment": "plan"}]
)
def test_settings_that_compare_unequal_times_are_refused(settings):
    with pytest.raises(rt.SettingsError, match="cannot be compared at equal age"):
        rt.before_after(shop([0.2] * 6), "2024-03-01", rt.CohortSettings(**settings))


def test_a_date_that_is_none_is_refused():
    with pytest.raises(rt.SettingsError, match="is not a moment"):
        rt.before_after(shop([0.2] * 6), "soon")


visits = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.datetimes(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))),
    min_size=2,
    max_size=40,
)


@law
@given(rows=visits, change=st.dates(pd.Timestamp("2024-02-01").date(), pd.Timestamp("2024-12-01").date()))
def test_the_pools_are_those_of_the_plain_loops(rows, change):
    frame = pd.DataFrame(rows, columns=["who", "when"]).astype({"when": "datetime64[us]"})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))
    gaps = rt.cohort_matrix(events, PLAIN).no_data
    if gaps is not None and gaps.any():
        return  # months without a row among busy ones are unknown, which the plain loops do not look at
    found = rt.before_after(events, change, PLAIN)
    for age in (1, 2):
        sides, many = oracle.before_and_after(rows, events.observed_until, pd.Timestamp(change), age, 3, -1)
        one = found.at(age)
        if not many or not all(n for _, n in sides):
            assert one is None
        else:
            assert one.cohorts == many
            assert [(one.change.k1, one.change.n1), (one.change.k2, one.change.n2)] == sides


def test_ages_are_corrected_together():
    found = rt.before_after(rt.read_events(SAMPLES / "shop_orders.csv"), "2025-09-01")
    p_values = [one.change.p_value for one in found.ages]
    assert [one.adjusted for one in found.ages] == pytest.approx(rt.benjamini_hochberg(p_values).tolist())
    assert len(found.to_frame()) == len(found.ages) > 3


def test_the_better_onboarding_of_the_sample_is_seen():
    found = rt.before_after(rt.read_events(SAMPLES / "shop_orders.csv"), "2025-09-01").at(1)
    assert found.change.verdict == "more than chance"
    assert found.change.difference > 0.05


def test_contracts_and_weeks_and_the_elapsed_clock():
    contracts = rt.before_after(rt.read_subscriptions(SAMPLES / "subscriptions.csv"), "2025-07-01")
    assert contracts.at(3).change.rate1 > contracts.at(3).change.rate2  # a better welcome from then on
    assert "were still customers in month 3" in contracts.words(3)
    app = rt.read_events(SAMPLES / "app_events.csv")
    weeks = rt.before_after(app, "2026-05-04", rt.CohortSettings(period="week"))
    assert weeks.unit == "week"
    assert weeks.at(1).after[0] == pd.Timestamp("2026-05-04")
    elapsed = rt.before_after(app, "2026-05-04", rt.CohortSettings(period="week", clock="elapsed")).at(1)
    # Everybody's own second week is over 14 days after the last day of their week: one cohort fewer is over by the day.
    assert elapsed.before[1] == weeks.at(1).before[1] - pd.Timedelta(days=7)
    assert np.isfinite(elapsed.change.rate1)


def test_one_age_of_many_does_not_claim_what_the_correction_takes_away():
    events = rt.read_events(SAMPLES / "app_events.csv")
    found = rt.before_after(events, "2026-05-02", rt.CohortSettings(period="week"))
    first = found.at(1)
    assert first.change.p_value < 0.05 < first.adjusted
    assert "This is more than chance. As one of 6 ages looked at, it is not." in found.words(1)
