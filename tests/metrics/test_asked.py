"""What metrics are asked with: another clock than the source's, sources that cannot count this, what is no settings."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt

SEOUL = "Asia/Seoul"
VISITS = pd.DataFrame(
    {
        "who": ["a", "b", "c", "a", "b", "a"],
        "when": [
            pd.Timestamp(day) + pd.Timedelta(hours=12)
            for day in ("2024-01-01", "2024-01-02", "2024-01-05", "2024-01-20", "2024-02-08", "2024-02-10")
        ],
    }
)
CONTRACTS = pd.DataFrame({"who": ["a", "b"], "from": ["2024-01-05", "2024-02-20"], "to": ["2024-03-10", None]})


def events(timezone: str) -> rt.Events:
    return rt.events_from_frame(VISITS, rt.ColumnMapping("who", "when"), timezone=timezone)


def contracts() -> rt.Subscriptions:
    return rt.subscriptions_from_frame(CONTRACTS, rt.SubscriptionMapping("who", "from", "to"))


@pytest.mark.parametrize(("zone", "ends"), [(None, "2024-02-11"), ("UTC", "2024-02-10 15:00")])
def test_a_rule_is_looked_back_to_by_the_clock_of_the_settings(zone, ends):
    """The data of a file by the clock of Seoul end at 15:00 by that of UTC."""
    check = rt.lapse_check(events(SEOUL), rt.CohortSettings(timezone=zone), 7)
    assert check.until == pd.Timestamp(ends)
    assert (check.known, check.flagged, check.came_back) == (3, 2, 1)


@pytest.mark.parametrize(("source", "zone"), [("UTC", "America/Sao_Paulo"), ("America/Sao_Paulo", "UTC")])
def test_both_ends_of_time_are_told_by_one_clock(source, zone):
    check = rt.lapse_check(events(source), rt.CohortSettings(timezone=zone), 7)
    assert check.at < check.until
    matrix = rt.cohort_matrix(events(source), rt.CohortSettings(timezone=zone))
    assert matrix.observed_until == check.until


def test_the_days_begun_are_those_of_the_settings():
    """10 days of February have begun in UTC, and in Kiritimati the eleventh has."""
    for zone, days in ((None, 10), ("Pacific/Kiritimati", 11)):
        found = rt.active_customers(events("UTC"), rt.CohortSettings(timezone=zone)).iloc[-1]
        assert (found["complete"], found["mean_daily_active"]) == (False, pytest.approx(2 / days))


def test_a_rule_has_defaults_and_takes_several_days():
    source = events("UTC")
    assert rt.lapse_check(source).days == 30
    assert rt.lapse_check(source, days=(7, 14)) == rt.lapse_check(source, None, [7, 14])


@pytest.mark.parametrize(
    "ask", [rt.stickiness, rt.visit_gaps, rt.usual_period, rt.lapses, rt.lapse_check, rt.repeat_rate]
)
def test_contracts_have_no_visits(ask):
    with pytest.raises(rt.SettingsError, match=r"has contracts and no single visits\. Give events"):
        ask(contracts())


@pytest.mark.parametrize("ask", [rt.period_retention, rt.lifecycle, rt.cohort_matrix, rt.revenue_retention])
def test_what_cannot_be_counted_is_refused_in_words(ask):
    with pytest.raises(rt.SettingsError, match="Tenures has durations and no periods"):
        ask(contracts().tenures())
    with pytest.raises(rt.SettingsError, match="DataFrame is no source of counts"):
        ask(VISITS)
    with pytest.raises(rt.SettingsError, match=r"'week' is no settings\. Write CohortSettings"):
        ask(events("UTC"), "week")


def test_survival_takes_tenures():
    with pytest.raises(rt.SettingsError, match=r"Give subscriptions\.tenures\(\)"):
        rt.survival(contracts())


def test_a_level_is_a_fraction():
    with pytest.raises(rt.SettingsError, match="95 does not lie between 0 and 1"):
        rt.period_retention(events("UTC"), None, 95)
