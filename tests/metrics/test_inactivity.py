"""Days between visits, lapsed customers, and the rule looked back: worked by hand, laws, CDNOW's published numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.periods import DAY
from tests.strategies import ZONES, events_of, row_lists

CDNOW = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "cdnow"
relaxed = hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def events(until, **days) -> rt.Events:
    """Visits of customers on days of 2024: ``ann=["01-05", "02-03"]``."""
    rows = [(who, pd.Timestamp(f"2024-{day}")) for who, theirs in days.items() for day in theirs]
    frame = pd.DataFrame(rows, columns=["who", "when"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), observed_until=until)


@pytest.fixture(scope="module")
def four() -> rt.Events:
    """Gaps of 3 (three times), 10 and 20 days; still away for 11, 12, 15 and 25 days on the last day, the 31st."""
    return events(
        "2024-02-01",
        ann=["01-03", "01-06", "01-09", "01-19"],
        bob=["01-03", "01-06"],
        cid=["01-16"],
        dan=["01-01", "01-20"],
    )


# ------------------------------------------------------------------------------------------------- days between visits
def test_the_curve_by_hand(four):
    gaps = rt.visit_gaps(four)
    assert gaps.to_frame()[["at_risk", "came_back", "still_away"]].to_dict("index") == {
        3: {"at_risk": 9, "came_back": 3, "still_away": 0},
        10: {"at_risk": 6, "came_back": 1, "still_away": 0},
        11: {"at_risk": 5, "came_back": 0, "still_away": 1},
        12: {"at_risk": 4, "came_back": 0, "still_away": 1},
        15: {"at_risk": 3, "came_back": 0, "still_away": 1},
        19: {"at_risk": 2, "came_back": 1, "still_away": 0},
        25: {"at_risk": 1, "came_back": 0, "still_away": 1},
    }
    assert (gaps.n_closed, gaps.n_open, gaps.horizon) == (5, 4, 25)


def test_shares_of_those_who_return_by_hand(four):
    """Not back: 6/9 after 3 days, 5/9 after 10, half of that after 19; so 13/18 return at all."""
    gaps = rt.visit_gaps(four)
    assert gaps.ever == pytest.approx(13 / 18)
    assert [gaps.share_back(days) for days in (0, 3, 10, 18, 19, 500)] == pytest.approx(
        [0, 6 / 13, 8 / 13, 8 / 13, 1, 1]
    )
    assert (gaps.days_for(0.4), gaps.usual, gaps.threshold, gaps.days_for(1)) == (3, 10, 19, 19)
    assert gaps.to_frame()["share_back"].iloc[-1] == pytest.approx(1)


def test_open_gaps_make_the_usual_one_longer():
    """Closed gaps alone would say that half come back within a day."""
    daily = [f"01-{day:02d}" for day in range(1, 11)]
    gaps = rt.visit_gaps(events("2024-03-01", ann=daily, bob=["01-01", "02-10"], cid=["01-01", "02-20"]))
    assert gaps.usual == 1
    assert gaps.threshold == 50
    assert np.quantile([1] * 9 + [40, 50], 0.8) == 1


def test_the_sentence(four):
    gaps = rt.visit_gaps(four)
    assert gaps.sentence(0.4) == "40 % of those who return do so within 3 days."
    assert rt.visit_gaps(events("2024-02-01", a=["01-01", "01-02"])).sentence().endswith("within 1 day.")


def test_nobody_has_come_back():
    gaps = rt.visit_gaps(events("2024-02-01", ann=["01-01"], bob=["01-02"]))
    assert (gaps.usual, gaps.threshold, gaps.n_closed, gaps.n_open) == (None, None, 0, 2)
    assert math.isnan(gaps.share_back(10))
    assert gaps.sentence() == "Nobody has come back on another day yet."


def test_a_curve_never_ends_before_the_first_return_where_somebody_returned():
    """29 returns on the next day and one customer seen today: 30 were watched on the day of the visit alone."""
    gaps = rt.visit_gaps(events("2024-01-31", a=[f"01-{day:02}" for day in range(1, 31)]))
    assert (gaps.n_closed, gaps.n_open, gaps.horizon, gaps.usual) == (29, 1, 1, 1)


def test_the_curve_ends_where_few_are_watched():
    """40 customers are away for 20 days on the last day, one for 59: the horizon is 20."""
    people = {f"c{i}": ["02-08"] for i in range(40)}
    gaps = rt.visit_gaps(events("2024-02-29", old=["01-01"], **people))
    assert gaps.horizon == 20


def test_one_curve_for_each_segment():
    frame = pd.DataFrame({"who": ["a", "a", "b", "b"], "when": pd.to_datetime(["2024-01-01", "2024-01-03"] * 2)})
    frame["plan"] = ["x", "x", "y", "y"]
    source = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", segments=("plan",)))
    found = rt.visit_gaps(source, rt.CohortSettings(segment="plan"))
    assert {name: (gaps.segment, gaps.usual) for name, gaps in found.items()} == {"x": ("x", 2), "y": ("y", 2)}


# ----------------------------------------------------------------------------------------------------------- lapsed
def test_lapsed_by_hand():
    """Threshold 20 days: Ann is silent for 30 after January and comes back, Bob for good, Cid for 14 days only."""
    source = events("2024-03-11", ann=["01-05", "01-30", "02-29"], bob=["01-10"], cid=["01-20", "02-03"], dan=["03-01"])
    table = rt.lapses(source, rt.CohortSettings(), 20)
    assert table.drop(columns=["lower", "upper"]).to_dict("index") == {
        pd.Timestamp("2024-01-01"): {
            "active": 3,
            "lapsed": 2,
            "came_back": 1,
            "undecided": 0,
            "rate": pytest.approx(2 / 3),
            "rate_so_far": pytest.approx(math.nan, nan_ok=True),
            "complete": True,
        },
        pd.Timestamp("2024-02-01"): {
            "active": 2,
            "lapsed": 1,
            "came_back": 0,
            "undecided": 1,
            "rate_so_far": 0.5,
            "rate": pytest.approx(math.nan, nan_ok=True),
            "complete": False,
        },
        pd.Timestamp("2024-03-01"): {
            "active": 1,
            "lapsed": 0,
            "came_back": 0,
            "undecided": 1,
            "rate_so_far": 0,
            "rate": pytest.approx(math.nan, nan_ok=True),
            "complete": False,
        },
    }


def test_complete_from_the_day_on_which_the_last_can_have_lapsed():
    """Seen on the 31st of January, silent for 20 days through the 20th of February."""
    source = events("2024-02-20", ann=["01-31"])
    assert rt.lapses(source, None, 20)["complete"].tolist() == [False, False]
    later = rt.lapses(source.observed_to("2024-02-21"), None, 20).iloc[0]
    assert (bool(later["complete"]), later["rate"]) == (True, 1.0)


@pytest.mark.parametrize("days", [0, -3, 2.5, True])
def test_days_of_silence_are_whole(four, days):
    with pytest.raises(rt.SettingsError, match="number of days"):
        rt.lapses(four, None, days)
    with pytest.raises(rt.SettingsError, match="number of days"):
        rt.lapse_check(four, None, days)


@relaxed
@given(rows=row_lists(), zone=st.sampled_from(ZONES), cut=st.integers(0, 300), days=st.integers(1, 40))
def test_later_data_never_change_a_complete_row(rows, zone, cut, days):
    """What was complete before the end was moved on, or rows came in, says the same afterwards."""
    source = events_of(rows, zone)
    earlier = source.until - cut * DAY
    settings = rt.CohortSettings(period="week")
    whole = rt.lapses(source, settings, days)
    part = rt.lapses(events_of(rows, zone, earlier), settings, days).query("complete")
    known = [row for row in rows if row.instant < earlier]
    cut_off = rt.lapses(events_of(known, zone, earlier), settings, days).query("complete") if known else part
    fixed = ["active", "lapsed", "undecided", "rate", "lower", "upper", "complete"]
    for found in (part, cut_off):
        active = found[found["active"] > 0]
        pd.testing.assert_frame_equal(active[fixed], whole.loc[active.index, fixed])
        assert (active["came_back"] <= whole.loc[active.index, "came_back"]).all()


@relaxed
@given(rows=row_lists(), days=st.integers(1, 60))
def test_everybody_active_is_back_or_lapsed_or_undecided(rows, days):
    source = events_of(rows)
    table, longer = (rt.lapses(source, None, n) for n in (days, days + 1))
    assert (table["undecided"] >= 0).all()
    assert (table["undecided"][table["complete"]] == 0).all()
    assert (table["came_back"] <= table["lapsed"]).all()
    assert (longer["lapsed"] <= table["lapsed"]).all()


# ------------------------------------------------------------------------------------------------ the rule looked back
@pytest.fixture(scope="module")
def cdnow() -> rt.Events:
    """Purchases of the CDNOW sample of 2,357 customers, whole through June 1998."""
    if not CDNOW.is_dir():
        pytest.skip("the folder ../shared with real files is not here")
    mapping = rt.ColumnMapping("sampleid", "date")
    return rt.read_events(CDNOW / "cdnowElog_BTYD.csv", mapping, observed_until="1998-07-01")


def test_rules_of_silence_on_cdnow(cdnow):
    """Silent for more than so many days at the end of the 39 weeks of calibration; came back in the next 39 weeks."""
    checks = rt.lapse_check(cdnow, None, [30, 90, 128, 164, 180], at="1997-10-01")
    assert {c.days: (round(100 * c.flagged_share, 1), round(100 * c.rate, 1)) for c in checks} == {
        30: (92.6, 25.3),
        90: (82.6, 20.4),
        128: (76.4, 18.2),
        164: (72.0, 15.8),
        180: (69.4, 15.2),
    }
    assert {c.known for c in checks} == {2357}
    assert checks[0].watched.days == 39 * 7
    assert (checks[2].lower, checks[2].upper) == pytest.approx((0.1650, 0.2006), abs=5e-5)


def test_gaps_of_cdnow_up_to_the_end_of_calibration(cdnow):
    gaps = rt.visit_gaps(cdnow.observed_to("1997-10-01"))
    closed = np.repeat(gaps.curve.times, gaps.curve.events.astype(int))
    assert np.quantile(closed, [0.5, 0.8, 0.9, 0.95]).tolist() == [27, 77, 128, 164]
    assert gaps.curve.at(180) == pytest.approx(0.47, abs=0.005)
    assert gaps.threshold > 128, "open gaps counted, nearly everybody takes longer to come back"


def test_by_default_the_middle_of_the_history(cdnow):
    check = rt.lapse_check(cdnow, rt.CohortSettings(), 128)
    assert (check.at, check.until) == (pd.Timestamp("1997-10-01"), pd.Timestamp("1998-07-01"))
    assert check.to_frame()["came_back"].tolist() == [328]


def test_a_rule_that_flags_nobody(four):
    check = rt.lapse_check(four, None, 30)
    assert (check.flagged, check.came_back, check.flagged_share) == (0, 0, 0)
    assert math.isnan(check.rate)
    assert math.isnan(check.lower)


# -------------------------------------------------------------------------------------------------- the usual period
def visits_every(days, times, people=40):
    start = pd.Timestamp("2024-01-01")
    rows = [(who, start + pd.Timedelta(days=who % days + days * k)) for who in range(people) for k in range(times)]
    return rt.events_from_frame(pd.DataFrame(rows, columns=["who", "when"]), rt.ColumnMapping("who", "when"))


@pytest.mark.parametrize(
    ("days", "times", "period"),
    [
        (1, 30, "day"),
        (1, 100, "week"),  # too many days to look at
        (7, 30, "week"),
        (7, 100, "month"),
        (7, 2, "day"),  # no three weeks
        (30, 20, "month"),
        (30, 2, "week"),
        (90, 12, "quarter"),
        (90, 4, "month"),  # no two years
    ],
)
def test_the_usual_period(days, times, period):
    assert rt.usual_period(visits_every(days, times)) == period
