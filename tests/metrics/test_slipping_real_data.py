"""The list of CDNOW's customers after 39 weeks, held against the 39 weeks that followed.

The sample of 2,357 customers of Fader, Hardie and Lee (2005). Silence alone orders them with an area under the curve of
.771; a model's probability of being alive, which puts all one-time buyers on top, reaches .316.
"""

from pathlib import Path

import pytest

import retention as rt

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "cdnow" / "cdnowElog_BTYD.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the folder ../shared with real files is not here")
WEEKS_39 = 273


@pytest.fixture(scope="module")
def events():
    return rt.read_events(FILE, rt.ColumnMapping("sampleid", "date", amount="sales"), observed_until="1998-07-01")


def test_the_order_is_no_worse_than_that_of_silence_alone(events):
    check = rt.slipping_check(events, days_ago=WEEKS_39)
    assert str(check.at.date()) == "1997-10-01"
    assert check.customers == 2_357
    assert check.auc_recency == pytest.approx(0.771, abs=0.0015)
    assert check.auc >= check.auc_recency - 0.01


def test_eighteen_in_a_hundred_came_back_after_128_days_of_silence(events):
    check = rt.lapse_check(events, None, 128, at="1997-10-01", until="1998-07-01")
    assert check.rate == pytest.approx(0.18, abs=0.005)
    assert check.flagged / check.known == pytest.approx(0.764, abs=0.005)


def test_chances_said_then_are_near_to_what_happened(events):
    """Sales of CDNOW fell during those months, so that fewer came back than silences before had shown."""
    then = rt.slipping(events, at="1998-04-01").frame
    later = events.rhythm_counts(rt.CohortSettings(), "1998-04-01", followed_to="1998-06-30").later
    assert then["chance"].notna().all()
    assert abs(then["chance"].mean() - later.mean()) < 0.05
    slow, quick = then["chance"] < 0.1, then["chance"] > 0.5
    assert later[slow].mean() < 0.08
    assert later[quick].mean() > 0.45


def test_those_flagged_returned_less_often_than_the_regular_ones(events):
    for days_ago in (91, WEEKS_39):
        check = rt.slipping_check(events, days_ago=days_ago)
        assert check.lower > check.regular_share
