"""Period retention: the worked example, who has no rate and why, segments, and settings that mean nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.counts import PeriodCounts
from retention.settings import check_series

COUNTS = ["start", "end", "new", "kept", "lost", "won_back"]
RATES = ["retention_rate", "churn_rate", "formula_rate", "lower", "upper"]


def events(visits, **options):
    """Visits as ``{"a": "2024-01-05 2024-02-01"}``."""
    rows = [(who, day) for who, days in visits.items() for day in days.split()]
    frame = pd.DataFrame(rows, columns=["who", "when"])
    frame["when"] = pd.to_datetime(frame["when"], format="ISO8601")
    return rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"), **options)


FOUR = {
    "a": "2024-01-05 2024-02-01 2024-02-20 2024-03-09",
    "b": "2024-01-31 2024-03-31",
    "c": "2024-01-15",
    "d": "2024-03-01 2024-04-02",
}


def test_the_worked_example():
    found = rt.period_retention(events(FOUR))
    assert found.index.name == "period"
    assert [f"{start:%Y-%m-%d}" for start in found.index] == ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    assert found[COUNTS].to_dict("list") == {
        "start": [0, 3, 1, 3],
        "end": [3, 1, 3, 1],
        "new": [3, 0, 1, 0],
        "kept": [0, 1, 1, 1],
        "lost": [0, 2, 0, 2],
        "won_back": [0, 0, 1, 0],
    }
    assert found["complete"].tolist() == [True, True, True, False]
    assert found[["retention_rate", "churn_rate", "formula_rate"]].iloc[1:3].to_dict("list") == {
        "retention_rate": [1 / 3, 1.0],
        "churn_rate": [2 / 3, 0.0],
        "formula_rate": [1 / 3, 2.0],
    }
    assert found[RATES].iloc[[0, 3]].isna().all(axis=None), "neither the first period nor the one under way has a rate"


def test_the_range_is_that_of_wilson():
    """31 of 40 kept: 62.5 to 87.7 %."""
    visits = {f"c{i}": "2024-01-05 2024-02-05" if i < 31 else "2024-01-05" for i in range(40)}
    found = rt.period_retention(events(visits, observed_until="2024-03-01")).loc["2024-02-01"]
    assert found[["lower", "retention_rate", "upper"]].astype(float).round(3).tolist() == [0.625, 0.775, 0.877]
    narrow = rt.period_retention(events(visits, observed_until="2024-03-01"), level=0.5).loc["2024-02-01"]
    assert found["lower"] < narrow["lower"] < narrow["upper"] < found["upper"]


def test_rates_of_one_period_sum_to_one():
    found = rt.period_retention(events(FOUR, observed_until="2024-05-01"))
    known = found["retention_rate"].notna()
    assert known.tolist() == [False, True, True, True]
    assert (found["retention_rate"] + found["churn_rate"])[known].tolist() == pytest.approx([1.0] * 3)


def test_periods_go_on_to_the_end_of_the_data_though_nobody_comes():
    found = rt.period_retention(events(FOUR, observed_until="2024-06-15"))
    assert found["start"].tolist() == [0, 3, 1, 3, 1, 0]
    assert found["lost"].tolist() == [0, 2, 0, 2, 1, 0]
    assert found["complete"].tolist() == [True] * 5 + [False]
    assert np.isnan(found["retention_rate"].iloc[5]), "nobody was there before"
    assert found["retention_rate"].iloc[4] == 0.0


def test_the_range_shown_leaves_the_history_before_it():
    whole = rt.period_retention(events(FOUR))
    shown = rt.period_retention(events(FOUR), rt.CohortSettings(start="2024-02-10", end="2024-04-01"))
    pd.testing.assert_frame_equal(shown, whole.loc["2024-03-01":"2024-03-31"])


def test_midnight_belongs_to_the_day_that_begins():
    found = rt.period_retention(events({"a": "2024-01-31T23:59:59.999999 2024-02-01T00:00"}))
    assert found["kept"].tolist() == [0, 1]


def test_the_zone_decides_the_month():
    visits = {"a": "2024-01-31T20:00Z 2024-02-10T00:00Z"}
    kept = {zone: rt.period_retention(events(visits, timezone=zone))["kept"].sum() for zone in ("UTC", "Asia/Seoul")}
    assert kept == {"UTC": 1, "Asia/Seoul": 0}


def test_a_period_without_data_has_no_rate_and_leaves_none_to_the_next():
    """Its customers are unknown: those of the month after it may have stayed all along."""
    visits = {f"c{i}": "2024-01-05 2024-02-05 2024-04-05 2024-05-05" for i in range(40)}
    found = rt.period_retention(events(visits, observed_until="2024-06-01"))
    assert found["no_data"].tolist() == [False, False, True, False, False]
    assert found["start"].tolist() == [0, 40, 40, 0, 40], "counts stay what they are"
    assert found["won_back"].tolist() == [0, 0, 0, 40, 0]
    assert found["retention_rate"].isna().tolist() == [True, False, True, True, False]


def test_nobody_matches():
    frame = pd.DataFrame({"who": ["a"], "when": ["2024-01-05"], "plan": ["x"]})
    mapping = rt.ColumnMapping(customer="who", time="when", segments=("plan",))
    source = rt.events_from_frame(frame, mapping)
    found = rt.period_retention(source, rt.CohortSettings(where=(("plan", "==", "y"),)))
    assert list(found.columns) == [*COUNTS, *RATES, "complete", "no_data"]
    assert len(found) == 0


def test_a_customer_belongs_to_the_segment_of_the_first_row():
    frame = pd.DataFrame(
        {
            "who": ["a", "a", "b", "b", "c"],
            "when": ["2024-01-05", "2024-02-05", "2024-01-05", "2024-02-05", "2024-02-07"],
            "plan": ["free", "paid", "paid", "", ""],
        }
    )
    source = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when", segments=("plan",)))
    found = rt.period_retention(source, rt.CohortSettings(segment="plan"))
    assert {name: part["end"].tolist() for name, part in found.items()} == {
        "free": [1, 1],
        "paid": [1, 1],
        "(blank)": [0, 1],
    }


def test_refunds_are_no_activity_unless_told():
    frame = pd.DataFrame({"who": ["a", "a"], "when": ["2024-01-05", "2024-02-05"], "paid": [9.0, -9.0]})
    source = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"), observed_until="2024-03-01")
    rates = [
        rt.period_retention(source, rt.CohortSettings(refunds_count=count))["retention_rate"].iloc[1]
        for count in (False, True)
    ]
    assert rates == [0.0, 1.0]


# ------------------------------------------------------------------------------------------------ other sources
@dataclass
class Contracts:
    """A source of contracts: two of three run on, one customer comes back."""

    timezone = "UTC"
    observed_until = pd.Timestamp("2024-03-01")
    fingerprint = "contracts"

    def period_counts(self, settings):
        month = settings.calendar("UTC").number(19_723 * 86_400_000_000)  # the first of January 2024
        table = {"start": [[0, 3]], "end": [[3, 3]], "new": [[3, 0]], "kept": [[0, 2]], "won_back": [[0, 1]]}
        return PeriodCounts(
            numbers=np.array([month, month + 1]),
            segments=("",),
            **{name: np.array(counts) for name, counts in table.items()},
            rows=np.zeros((1, 2), np.int64),
            complete=np.array([True, True]),
            no_data=np.array([False, False]),
        )


def test_any_source_that_counts_will_do():
    found = rt.period_retention(Contracts()).loc["2024-02-01"]
    assert (found["retention_rate"], found["formula_rate"]) == (2 / 3, 1.0)
    assert rt.lifecycle(Contracts()).loc["2024-02-01", "quick_ratio"] == 1.0
    activity = rt.active_customers(Contracts()).loc["2024-02-01"]
    assert (activity["active"], np.isnan(activity["stickiness"])) == (3, True), "contracts know no days"


# ---------------------------------------------------------------------------------------------- settings refused
REFUSED = {
    "clock: 'elapsed' has no meaning in a series of periods. "
    'Choose clock="calendar": a customer\'s own windows have no common period.': {"clock": "elapsed"},
    "measure: 'within' has no meaning in a series of periods. Choose measure=\"on\".": {
        "measure": "within",
        "within": 3,
    },
    "measure: 'bracket' has no meaning in a series of periods. Choose measure=\"on\".": {
        "measure": "bracket",
        "brackets": (1, 2),
    },
    "birth: 'every' has no meaning in a series of periods. "
    'Choose birth="first": a customer is new once, in the first period of activity.': {"birth": "every"},
    "start_event: 'join' has no meaning in a series of periods. Name the event in return_event.": {
        "start_event": "join"
    },
    "start_where: (('plan', '==', 'x'),) has no meaning in a series of periods. "
    "Write the conditions in where or return_where.": {"start_where": (("plan", "==", "x"),)},
    "cohort_period: 'quarter' has no meaning in a series of periods. Leave it out, and choose period instead.": {
        "cohort_period": "quarter"
    },
    "max_age: 3 has no meaning in a series of periods. Leave it out, and choose start and end instead.": {"max_age": 3},
    "value: 'sum' has no meaning in a series of periods. Choose value=\"none\"; revenue_retention follows money.": {
        "value": "sum"
    },
}
SERIES = [rt.period_retention, rt.lifecycle, rt.active_customers, rt.stickiness]


@pytest.mark.parametrize("message", REFUSED)
@pytest.mark.parametrize("series", SERIES)
def test_settings_of_cohorts_are_refused_with_advice(series, message):
    with pytest.raises(rt.SettingsError) as refused:
        series(events(FOUR), rt.CohortSettings(**REFUSED[message]))
    assert str(refused.value) == message


def test_the_same_event_at_the_start_says_nothing_new():
    check_series(rt.CohortSettings(start_event="buy", return_event="buy", cohort_period="month", warm_up=1))


def test_events_refuse_by_themselves():
    with pytest.raises(rt.SettingsError, match="elapsed"):
        events(FOUR).period_counts(rt.CohortSettings(clock="elapsed"))
    with pytest.raises(rt.SettingsError, match="return_event"):
        rt.period_retention(events(FOUR), rt.CohortSettings(return_event="buy"))
