"""Who is slipping away: stages and chances equal the slow definitions, and lists keep their laws."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.stages import KEYS, NEVER, SLIPPING
from tests.oracle_slipping import Everybody, rhythms
from tests.oracles import Row
from tests.strategies import events_of, row_lists

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
DAY = 86_400_000_000
START = 19_700 * DAY


def crowd(seed: int, customers: int = 220, days: int = 300) -> list[Row]:
    """Customers with rhythms of their own, some of whom stop: enough of them for every class to have a curve."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(customers):
        day, usual = int(rng.integers(0, days)), float(rng.choice([3, 10, 30]))
        while day < days:
            event = "join" if rng.random() < 0.3 else "buy"
            rows.append(
                Row(f"c{i:03}", START + day * DAY + int(rng.integers(0, DAY)), event, float(rng.integers(1, 90)))
            )
            if rng.random() < 0.12:
                break
            day += max(1, int(usual * rng.lognormal(0, 0.6)))
    return rows


def assert_equals_the_slow_one(rows, first_value=None, at=None):
    events = events_of(rows)
    found = rt.slipping(events, at=at, first_value=first_value)
    moment = events.until if at is None else int(pd.Timestamp(at).value // 1000)
    known = rhythms(rows, rt.CohortSettings(), "UTC", moment, moment, first_value)
    slow = Everybody(known, found.horizon)
    frame = found.frame.set_index("customer")
    assert frame["stage"].astype(str).to_dict() == slow.stages()
    for who, r in known.items():
        chance, like = slow.chance(r)
        assert frame.loc[who, "chance"] == pytest.approx(chance, nan_ok=True)
        assert frame.loc[who, "like"] == like
        assert frame.loc[who, "usual_high"] == pytest.approx(slow.compared(r.gaps).high, nan_ok=True)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("first_value", [None, "join"])
def test_a_crowd_has_the_stages_and_chances_of_the_slow_definitions(seed, first_value):
    assert_equals_the_slow_one(crowd(seed), first_value)


def test_and_so_it_had_at_a_moment_in_the_past():
    assert_equals_the_slow_one(crowd(3), at="2024-05-01")


@relaxed
@given(rows=row_lists())
def test_few_customers_have_the_stages_and_chances_of_the_slow_definitions(rows):
    assert_equals_the_slow_one(rows)


def test_the_crowd_has_somebody_in_every_stage():
    """Else the tests above would say little."""
    found = rt.slipping(events_of(crowd(1)))
    assert set(found.stages.index[found.stages["customers"] > 0]) == set(KEYS) - {NEVER}


# --------------------------------------------------------------------------------------------------------------- laws
@relaxed
@given(rows=row_lists(), asked=st.sets(st.sampled_from("abcdefg")))
def test_stages_share_out_the_customers_and_lists_leave_out_those_who_asked(rows, asked):
    events = events_of(rows)
    names = events.customers(np.arange(events.n_customers))
    events = replace(events, blocked=np.array([name in asked for name in names]), _cache={})
    found = rt.slipping(events)
    assert found.stages["customers"].tolist() == [int((found.frame["stage"] == key).sum()) for key in KEYS]
    assert found.stages["customers"].sum() == len(found.frame) == found.frame["customer"].nunique()
    assert set(found.frame.loc[found.frame["stage"] == NEVER, "customer"]) == asked & set(found.frame["customer"])
    for by in ("expected_loss", "at_stake", "lateness", "chance"):
        rows_listed = found.listed(KEYS, by)
        assert set(rows_listed["customer"]) == set(found.frame["customer"]) - asked
        assert set(found.listed(by=by)["stage"]) <= set(SLIPPING)
    known = found.frame["chance"].dropna()
    assert ((known >= 0) & (known <= 1)).all()
    assert (found.frame["chance_lower"].dropna() <= known + 1e-12).all()
    assert (found.frame["chance_upper"].dropna() >= known - 1e-12).all()


def test_a_list_is_in_the_order_asked_for():
    found = rt.slipping(events_of(crowd(1)))
    for by, sign in (("expected_loss", -1), ("at_stake", -1), ("lateness", -1), ("chance", 1)):
        values = sign * found.listed(by=by)[by].dropna().to_numpy()
        assert (np.diff(values) >= 0).all()
        assert len(values) > 20
    loss = found.frame["at_stake"] * (1 - found.frame["chance"])
    assert found.frame["expected_loss"].tolist() == pytest.approx(loss.tolist(), nan_ok=True)
    assert found.listed(["regular"])["stage"].unique().tolist() == ["regular"]


def test_what_comes_later_changes_nothing_about_a_moment_in_the_past():
    rows, at = crowd(4), "2024-06-01"
    moment = int(pd.Timestamp(at).value // 1000)
    whole = rt.slipping(events_of(rows), at=at)
    cut = rt.slipping(events_of([r for r in rows if r.instant < moment], until=moment))
    pd.testing.assert_frame_equal(whole.frame, cut.frame)
    assert (whole.usual, whole.threshold, whole.words) == (cut.usual, cut.threshold, cut.words)


def test_the_back_test_looks_at_the_list_of_that_day_alone():
    events = events_of(crowd(5))
    check = rt.slipping_check(events, days_ago=60)
    then = rt.slipping(events, at=check.at, horizon=60)
    flagged = then.listed()["customer"]
    last = pd.Series({r.customer: 0 for r in crowd(5)})
    for r in crowd(5):
        last[r.customer] = max(last[r.customer], r.instant // DAY)
    gone = last[flagged] < check.at.value // 1000 // DAY
    assert (check.flagged, check.not_returned) == (len(flagged), int(gone.sum()))
    assert check.size == check.flagged
    assert check.lower <= check.share <= check.upper
    everybody = last[then.frame["customer"]] < check.at.value // 1000 // DAY
    assert check.base == pytest.approx(everybody.mean())
    order = then.frame.sort_values(["chance", "silent"], ascending=[True, False], kind="stable")["customer"]
    assert check.hits == int(everybody[order[: check.size]].sum())
    longest = then.frame.sort_values("silent", ascending=False, kind="stable")["customer"]
    assert check.recency_hits == int(everybody[longest[: check.size]].sum())
    slow = [
        (x > y) + (x == y) / 2
        for x, a in zip(then.frame["silent"], everybody, strict=True)
        for y, b in zip(then.frame["silent"], everybody, strict=True)
        if a and not b
    ]
    assert check.auc_recency == pytest.approx(np.mean(slow))


def test_the_back_test_does_not_know_who_will_ask_not_to_be_contacted():
    events = events_of(crowd(5))
    asked = replace(events, blocked=np.ones(events.n_customers, bool), _cache={})
    assert rt.slipping_check(asked, days_ago=60) == rt.slipping_check(events, days_ago=60)
    assert rt.slipping(asked).listed(KEYS).empty


# ------------------------------------------------------------------------------------------------------ worked examples
def events_from(visits: dict[str, list[str]], until: str, **columns) -> rt.Events:
    pairs = [(who, day) for who, days in visits.items() for day in days]
    frame = pd.DataFrame(pairs, columns=["who", "when"]).assign(**columns)
    frame["when"] = pd.to_datetime(frame["when"])
    mapping = rt.ColumnMapping("who", "when", amount="paid" if "paid" in columns else None)
    return rt.events_from_frame(frame, mapping, observed_until=until)


def weekly(first: str, times: int, step: int = 7) -> list[str]:
    return [str(day.date()) for day in pd.date_range(first, periods=times, freq=f"{step}D")]


def test_a_rhythm_is_said_in_weeks_and_the_silence_in_the_same_unit():
    visits = {f"w{i}": weekly("2024-01-01", 8, 35) for i in range(40)}  # up to 2 September
    visits["late"] = weekly("2024-01-01", 4, 35)  # up to 15 April
    found = rt.slipping(events_from(visits, "2024-08-01", paid=2.0))
    late = found.frame.set_index("customer").loc["late"]
    assert late["silent"] == 107
    assert late["reason"].startswith("usually buys every 5 weeks, silent for 15; of customers like this ")
    assert late["lateness"] == pytest.approx(107 / 35)
    assert late["stage"] == "lapsed_past_long"
    assert (late["value"], late["at_stake"]) == (8.0, 8.0)


@pytest.mark.parametrize(
    ("customers", "said"), [(8, "too few customers like this to say how many come back"), (40, "in 100")]
)
def test_a_share_of_a_handful_is_not_said(customers, said):
    found = rt.slipping(events_from({f"w{i}": ["2024-01-01", "2024-01-08"] for i in range(customers)}, "2024-02-01"))
    assert found.frame["like"].eq(customers).all()
    assert found.frame["reason"].str.contains(said).all()


@pytest.mark.parametrize(
    ("days", "silence", "expected"),
    [
        (["2024-03-01"], 0, "came once, seen on the last day"),
        (["2024-03-01"], 1, "came once, silent for 1 day"),
        (["2024-01-01", "2024-01-03"], 40, "came on two days, silent for 6 weeks"),
        (weekly("2024-01-01", 6, 1), 3, "usually comes every day, silent for 3"),
        (weekly("2024-01-01", 6, 30), 9, "usually comes every 4 weeks, silent for 9 days"),
        (weekly("2023-01-01", 6, 120), 61, "usually comes every 4 months, silent for 2"),
    ],
)
def test_reasons_use_the_unit_that_fits(days, silence, expected):
    until = pd.Timestamp(days[-1]) + pd.Timedelta(days=silence + 1)
    found = rt.slipping(events_from({"a": days}, str(until.date())))
    assert found.frame["reason"].iloc[0].split(";")[0] == expected


def test_a_pace_that_has_fallen_is_cooling_before_any_silence():
    days = [*weekly("2024-01-01", 6, 2), *weekly("2024-01-17", 3, 6)]  # every 2 days, then every 6
    others = {
        f"o{i}": [*weekly("2024-01-01", 3, 10), *weekly("2024-01-09", 3, 10)] for i in range(20)
    }  # after 8, 2 ...
    found = rt.slipping(events_from({"a": days} | others, "2024-01-30")).frame.set_index("customer")
    assert found.loc["a", "trend"] == pytest.approx(1 / 3)
    assert found.loc["a", "stage"] == "cooling"
    assert "lately 33 % as often as before" in found.loc["a", "reason"]
    assert set(found.loc[list(others), "stage"]) == {"regular"}


def test_one_time_visitors_are_new_and_then_not_converted():
    steady = {f"o{i}": weekly("2024-01-01", 10, 4) for i in range(40)}
    found = rt.slipping(events_from(steady | {"early": ["2024-01-05"], "now": ["2024-02-05"]}, "2024-02-08"))
    stages = found.frame.set_index("customer")["stage"]
    assert (stages["early"], stages["now"]) == ("unconverted", "new")
    assert found.listed(["unconverted"])["customer"].tolist() == ["early"]


def test_first_value_can_be_an_event():
    rows = [("a", "2024-01-01", "open"), ("a", "2024-01-05", "share"), ("b", "2024-01-01", "open")]
    rows += [("b", "2024-01-03", "open"), ("b", "2024-02-01", "open")]
    frame = pd.DataFrame(rows, columns=["who", "when", "what"])
    frame["when"] = pd.to_datetime(frame["when"])
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", event="what"))
    found = rt.slipping(events, first_value="share").frame.set_index("customer")
    assert found["stage"]["b"] == "unconverted"
    assert found["last_event"].to_dict() == {"a": "share", "b": "open"}
    with pytest.raises(rt.SettingsError, match="no row has the event 'buy'"):
        rt.slipping(events, first_value="buy")


def test_nobody_can_be_late_where_nobody_has_come_back():
    found = rt.slipping(events_from({"a": ["2024-01-01"], "b": ["2024-01-20"]}, "2024-03-01"))
    assert found.frame["stage"].tolist() == ["new", "new"]
    assert (found.usual, found.threshold) == (None, None)
    assert found.frame["lateness"].isna().all()
    assert "cannot be told" in found.words


def test_refunds_lower_what_is_at_stake_and_never_below_nothing():
    visits = {"a": ["2024-01-01", "2024-01-05", "2024-01-09"], "b": ["2024-01-02", "2024-01-08"]}
    found = rt.slipping(events_from(visits, "2024-01-20", paid=[10.0, 20.0, -5.0, 3.0, -9.0])).frame
    assert found["value"].tolist() == [25.0, -6.0]
    assert found["at_stake"].tolist() == [25.0, 0.0]
    assert found["last_day"].dt.day.tolist() == [5, 2]  # a refund is no visit


def test_only_the_year_up_to_the_last_visit_is_at_stake():
    visits = {"a": ["2022-01-01", "2023-06-03", "2024-05-31", "2024-06-01"]}
    found = rt.slipping(events_from(visits, "2025-03-01", paid=[1.0, 2.0, 4.0, 8.0])).frame.iloc[0]
    assert (found["value"], found["at_stake"]) == (15.0, 14.0)
    no_money = rt.slipping(events_from(visits, "2025-03-01"))
    assert (no_money.has_money, no_money.frame["at_stake"].iloc[0]) == (False, 3.0)


def test_a_horizon_is_at_most_half_of_the_history():
    events = events_of(crowd(1))
    assert rt.slipping(events, horizon=9_999).horizon == (rt.slipping(events, horizon=1_000_000).horizon) < 160
    assert rt.slipping(events, horizon=30).horizon == 30


@pytest.mark.parametrize("horizon", [0, -1, 1.5, True])
def test_a_horizon_is_a_number_of_days(horizon):
    with pytest.raises(rt.SettingsError, match="horizon"):
        rt.slipping(events_of(crowd(1)), horizon=horizon)


@pytest.mark.parametrize("asked", [{"keys": ["gone"]}, {"by": "customer"}])
def test_unknown_stages_and_orders_are_refused(asked):
    with pytest.raises(rt.SettingsError, match="is no"):
        rt.slipping(events_of(crowd(1))).listed(**asked)


@pytest.mark.parametrize("asked", [{"days_ago": 0}, {"days_ago": 5_000}, {"size": 0}])
def test_a_look_back_beyond_the_data_is_refused(asked):
    with pytest.raises(rt.SettingsError, match=next(iter(asked))):
        rt.slipping_check(events_of(crowd(1)), **asked)


def test_a_look_back_at_nobody_says_so():
    check = rt.slipping_check(events_from({"a": ["2024-01-01"], "b": ["2024-01-20"]}, "2024-03-01"), days_ago=30)
    assert (check.customers, check.flagged, check.hits) == (2, 0, 0)
    assert isnan(check.share)
    assert check.words.startswith("Nobody was slipping away")
    assert isnan(check.auc)


# --------------------------------------------------------------------------------------------------------------- speed
def test_a_hundred_thousand_customers_are_scored_in_the_time_of_a_few_sorts():
    """Measured against sorting, so that a slow or busy computer slows both; 10 to 30 sorts are usual."""
    rng = np.random.default_rng(1)
    n = 100_000
    who = np.repeat(np.arange(n), rng.geometric(1 / 4, n))
    day = np.minimum(rng.integers(0, 400, n)[who] + rng.integers(0, 200, len(who)), 599)
    frame = pd.DataFrame({"who": who, "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D"), "paid": 1.0})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))
    rt.slipping(events_of(crowd(1)))

    def seconds(work) -> float:
        took = []
        for _ in range(3):
            begin = time.perf_counter()
            work()
            took.append(time.perf_counter() - begin)
        return min(took)

    noise = rng.random(500_000)
    assert seconds(lambda: rt.slipping(events)) < 60 * seconds(lambda: np.sort(noise))
