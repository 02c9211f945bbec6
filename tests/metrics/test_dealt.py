"""What a random deal of the rows would show, against dealing them many times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.metrics.dealt import dealt_cohorts, dealt_retention


@pytest.fixture(scope="module")
def frame():
    """Customers with few and with many rows, over nine months of which some are busy."""
    rng = np.random.RandomState(5)
    rows = rng.geometric(0.35, 240)
    who = np.repeat([f"c{i}" for i in range(240)], rows)
    month = rng.choice(9, len(who), p=np.array([1, 1, 2, 3, 1, 1, 2, 2, 1]) / 14)
    days = pd.to_datetime("2024-01-01") + pd.to_timedelta(month * 30.4 + rng.randint(0, 30, len(who)), unit="D")
    return pd.DataFrame({"who": who, "when": days, "what": rng.choice(["look", "buy"], len(who))})


SETTINGS = {
    "on": rt.CohortSettings(),
    "within": rt.CohortSettings(measure="within", within=2),
    "bracket": rt.CohortSettings(measure="bracket", brackets=(1, 3)),
    "on_or_after": rt.CohortSettings(measure="on_or_after"),
    "days in weeks": rt.CohortSettings(period="day", cohort_period="week", measure="bracket", brackets=(13,)),
    "two events": rt.CohortSettings(start_event="look", return_event="buy"),
}
WINDOWS = {"on": (1, 1), "within": (1, 2), "bracket": (1, 1), "on_or_after": (1, None), "days in weeks": (1, 13)}


def dealt_anew(frame, times):
    rng = np.random.RandomState(17)
    mapping = rt.ColumnMapping("who", "when", event="what")
    for _ in range(times):
        yield rt.events_from_frame(frame.assign(who=rng.permutation(frame["who"].to_numpy())), mapping)


@pytest.mark.parametrize("name", SETTINGS)
def test_expected_cohorts_are_what_many_deals_give_on_average(frame, name):
    settings, first_last = SETTINGS[name], WINDOWS.get(name, (1, 1))
    came, expected, variance = 0.0, 0.0, 0.0
    for events in dealt_anew(frame, 40):
        matrix = rt.cohort_matrix(events, settings)
        starts = settings.cohort_calendar("UTC").starts(
            dealt_cohorts(events.spread_counts(settings), *first_last).numbers
        )
        rates = dealt_cohorts(events.spread_counts(settings), *first_last).rates
        share = rates[np.searchsorted(starts, matrix.cohorts)]
        known = matrix.known[:, 1]
        came += matrix.active[known, 1].sum()
        expected += (matrix.eligible[:, 1] * share)[known].sum()
        variance += (matrix.eligible[:, 1] * share * (1 - share))[known].sum()
    assert abs(came - expected) < 3.5 * variance**0.5


def test_expected_retention_is_what_many_deals_give_on_average(frame):
    kept, start, expected = np.zeros(9), np.zeros(9), np.zeros(9)
    for events in dealt_anew(frame, 60):
        found = rt.period_retention(events)
        kept, start = kept + found["kept"].to_numpy()[:9], start + found["start"].to_numpy()[:9]
        expected += dealt_retention(events.spread_counts(rt.CohortSettings())).rates[:9] * found["start"].to_numpy()[:9]
    rates, shares = kept[1:] / start[1:], expected[1:] / start[1:]
    assert rates == pytest.approx(shares, abs=3.5 * (0.25 / start[1:].min()) ** 0.5)


def test_the_busy_month_brings_more_people_back_by_itself(frame):
    rates = dealt_retention(next(dealt_anew(frame, 1)).spread_counts(rt.CohortSettings())).rates
    assert rates[3] > rates[2] > rates[4]


def test_outside_the_file_nothing_is_known():
    frame = pd.DataFrame({"who": ["a", "a"], "when": pd.to_datetime(["2024-01-05", "2024-02-05"])})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))
    found = dealt_cohorts(events.spread_counts(rt.CohortSettings()), 1, 1)
    assert np.isnan(found.at(found.numbers + 99)).all()
    assert found.at(found.numbers[:1]).tolist() == found.rates[:1].tolist()
