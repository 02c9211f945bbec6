"""Treated against held out: worked examples, the slow oracle, laws."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.campaigns import Campaign
from tests import oracle_campaigns as oracle
from tests.contract_strategies import contract_lists, contracts_of, ends_of_data
from tests.strategies import ZONES, events_of, row_lists

NAMES = ("treated", "holdout")
law = hypothesis_settings(max_examples=60, deadline=None)
FIRST, LAST = date(2024, 2, 20), date(2025, 1, 10)


def moment(micros):
    return pd.Timestamp(micros, unit="us", tz="UTC")


def campaign_of(rows):
    """The list as the library holds it; None where a group is empty."""
    listed, both = oracle.once(rows)
    if not listed:
        return None
    return Campaign(
        source="rows",
        names=NAMES,
        customer_ids=pa.array(list(listed)),
        group=np.array([group for group, _ in listed.values()], np.int8),
        day=np.array([day for _, day in listed.values()], "datetime64[D]"),
        both=tuple(both),
    )


def lists(customers):
    one = st.tuples(st.sampled_from(customers), st.integers(0, 1), st.dates(FIRST, LAST))
    return st.lists(one, min_size=1, max_size=12)


def agrees(counts, expected):
    for name in ("listed", "unknown", "later", "waiting", "watched", "active"):
        assert getattr(counts, name).tolist() == [expected[group][name] for group in (0, 1)], name
    for group in (0, 1):
        money = expected[group]["money"]
        assert counts.money[group] == pytest.approx(sum(money), abs=1e-9)
        assert counts.squares[group] == pytest.approx(sum(one**2 for one in money), abs=1e-9)


@law
@given(rows=row_lists(), listed=lists("abcdefgh"), days=st.integers(1, 90), zone=st.sampled_from(ZONES))
def test_visits_count_as_the_plain_loops_do(rows, listed, days, zone):
    campaign = campaign_of(listed)
    if campaign is None:
        return
    events = events_of(rows, zone)
    moments = [(row.customer, moment(row.instant), row.amount) for row in rows]
    expected = oracle.of_visits(listed, moments, moment(events.until), days, zone)
    agrees(campaign.counts(events, rt.CohortSettings(), days), expected)


@law
@given(
    rows=contract_lists(),
    listed=lists("abcdef"),
    days=st.integers(1, 90),
    zone=st.sampled_from(ZONES),
    until=ends_of_data(),
)
def test_contracts_count_as_the_plain_loops_do(rows, listed, days, zone, until):
    campaign = campaign_of(listed)
    if campaign is None:
        return
    mine = [(r.customer, moment(r.start), None if r.end is None else moment(r.end), r.amount) for r in rows]
    expected = oracle.of_contracts(listed, mine, moment(until), days, zone)
    agrees(campaign.counts(contracts_of(rows, until, zone), rt.CohortSettings(), days), expected)


@law
@given(rows=row_lists(), listed=lists("abcdefgh"), days=st.integers(1, 60))
def test_everybody_listed_is_in_one_place(rows, listed, days):
    campaign = campaign_of(listed)
    if campaign is None:
        return
    found = rt.campaign_result(events_of(rows), campaign, days)
    c = found.counts
    assert (c.unknown + c.later + c.waiting + c.watched == c.listed).all()
    assert (c.active <= c.watched).all()
    assert found.waiting == 0 or "are not over" in found.waiting_words


# --------------------------------------------------------------------------------------------- a worked example
DAYS = [  # ann buys on the day itself only, bob at the first midnight after, cid at the last instant, dan too late
    "ann,2026-01-05 10:00,5",
    "bob,2026-01-05 10:00,5",
    "cid,2026-01-05 10:00,5",
    "dan,2026-01-05 10:00,5",
    "eve,2026-01-05 10:00,5",
    "ann,2026-03-02 09:00,50",
    "bob,2026-03-03 00:00,7",
    "cid,2026-03-12 23:59:59,9",
    "dan,2026-03-13 00:00,11",
    "eve,2026-03-04 12:00,20",
    "eve,2026-03-05 12:00,-8",
    "new,2026-03-05 12:00,100",
    "end,2026-04-30 12:00,1",
]
LIST = [
    *("ann,treated", "bob,treated", "cid,treated", "new,treated", "zoe,treated"),
    *("dan,holdout", "eve,holdout", "two,holdout", "two,treated"),
]


@pytest.fixture
def events():
    return rt.read_events("\n".join(["who,when,paid", *DAYS]).encode())


@pytest.fixture
def campaign():
    return rt.read_campaign("\n".join(["who,group", *LIST]).encode(), date="2026-03-02")


def test_a_window_begins_at_the_midnight_after_and_ends_days_later(events, campaign):
    found = rt.campaign_result(events, campaign, days=10)
    assert found.to_frame().drop(columns=["rate", "lower", "upper"]).to_dict("index") == {
        "treated": {
            "listed": 5,
            "unknown": 1,
            "later": 1,
            "waiting": 0,
            "watched": 3,
            "active": 2,
            "money_each": pytest.approx(16 / 3),
        },
        "holdout": {
            "listed": 2,
            "unknown": 0,
            "later": 0,
            "waiting": 0,
            "watched": 2,
            "active": 1,
            "money_each": 6.0,
        },
    }
    assert found.both == ("two",)
    assert found.rate.verdict == "too few to say"
    assert found.gained[0] == pytest.approx(3 * (16 / 3 - 6))


def test_a_window_that_is_not_over_is_no_low_number(events, campaign):
    found = rt.campaign_result(events, campaign, days=60)
    assert found.waiting == 5
    assert found.counts.watched.tolist() == [0, 0]
    assert "The last of them end on 1 May 2026." in found.waiting_words
    assert "has been watched" in found.words
    assert np.isnan(found.rate.difference)
    assert found.money_words == ""


def test_only_rows_that_count_count(campaign):
    rows = [f"{row},{'buy' if i % 2 else 'look'}" for i, row in enumerate(DAYS)]
    events = rt.read_events("\n".join(["who,when,paid,event", *rows]).encode())
    bought = rt.campaign_result(events, campaign, 10, rt.CohortSettings(where=(("event", "==", "buy"),)))
    assert bought.counts.active.tolist() == [1, 1]
    assert bought.counts.money.tolist() == [9.0, 20.0]


def test_without_amounts_there_is_no_money(campaign):
    events = rt.read_events("\n".join(["who,when", *(row.rsplit(",", 1)[0] for row in DAYS)]).encode())
    found = rt.campaign_result(events, campaign, 10)
    assert found.money is None
    assert found.money_words == ""
    assert "money_each" not in found.to_frame()


def test_contracts_are_looked_at_just_before_the_window_ends():
    contracts = rt.read_subscriptions(
        b"id,start,end,mrr\na,2026-01-01,2026-03-13,10\nb,2026-01-01,2026-03-12,10\nc,2026-01-01,2026-02-01,10\n"
        b"c,2026-03-12,,25\nd,2026-01-01,2026-02-01,10\nd,2026-03-13,,30\nz,2026-06-01,,1\n"
    )
    rows = "a,treated\nc,treated\nb,holdout\nd,holdout\n"
    campaign = rt.read_campaign(f"id,group\n{rows}".encode(), date="2026-03-02")
    found = rt.campaign_result(contracts, campaign, days=10)
    assert found.counts.active.tolist() == [2, 0]
    assert found.counts.money.tolist() == [35.0, 0.0]
    assert "were customers as their days ended" in found.words


@pytest.mark.parametrize("days", [0, -1, 2.5, True])
def test_days_are_whole(events, campaign, days):
    with pytest.raises(rt.SettingsError, match="whole number of at least 1"):
        rt.campaign_result(events, campaign, days)


# ---------------------------------------------------------------------------------------------- what is said of it
def large(treated_back, held_back, n=500):
    """Two groups of so many customers, of whom these many come back, each for 20."""
    rows, listed = [], []
    for group, back in (("treated", treated_back), ("holdout", held_back)):
        for i in range(n):
            name = f"{group[0]}{i}"
            rows.append(f"{name},2026-01-05,10")
            listed.append(f"{name},{group},2026-03-02")
            if i < back:
                rows.append(f"{name},2026-03-09,20")
    events = rt.read_events("\n".join(["id,when,paid", *rows, "z,2026-06-30,1"]).encode())
    return rt.campaign_result(events, rt.read_campaign("\n".join(["id,group,date", *listed]).encode()), shares=(1, 1))


def test_a_clear_difference_is_said_with_its_money():
    found = large(100, 50)
    assert found.rate == rt.compare_rates(100, 500, 50, 500)
    assert found.words.replace("\N{NO-BREAK SPACE}", " ").startswith(
        "Of 500 treated 100 came back, 20.0 % (likely 16.7 to 23.7 %); of 500 holdout 50 came back, 10.0 %"
    )
    assert found.words.endswith("This is more than chance.")
    assert found.gained[0] == pytest.approx(500 * (4 - 2))
    assert found.gained[1] > 0
    assert "4 for each of the treated against 2 (money in the window)" in found.money_words
    assert found.needed is None
    assert found.enough_words == ""
    assert found.ratio.ok


def test_an_unclear_one_says_how_many_would_be_needed():
    found = large(60, 50)
    assert found.rate.verdict == "could be chance"
    assert found.needed == 3841  # .12 against .10 by Fleiss' formula
    assert "about 3,841 customers on each side; the smaller of these has 500" in found.enough_words
    assert "zero lies within the range" in found.money_words


def test_equal_rates_need_no_number():
    found = large(50, 50)
    assert found.needed is None
    assert "no difference" in found.words


# ------------------------------------------------------------------------------------------------- the sample ratio
def test_sizes_are_held_against_what_was_intended():
    assert rt.sample_ratio(("a", "b"), (800, 200), (0.8, 0.2)).p_value == pytest.approx(1)
    off = rt.sample_ratio(("a", "b"), (800, 280), (80, 20))
    assert not off.ok
    assert "80 to 20" in off.words
    assert "not to be trusted" in off.words
    told = rt.sample_ratio(("a", "b"), (800, 280))
    assert told.ok
    assert "Say which shares were intended" in told.words


def test_the_check_is_the_chi_square_test_of_fit():
    from scipy.stats import chisquare

    sizes, shares = (1020, 480, 510), (0.5, 0.25, 0.25)
    expected = [sum(sizes) * share for share in shares]
    assert rt.sample_ratio("abc", sizes, shares).p_value == pytest.approx(chisquare(sizes, expected).pvalue)


@pytest.mark.parametrize("shares", [(1,), (1, 0), (0.5, 0.6, 0.1)])
def test_shares_have_to_be_some(shares):
    with pytest.raises(rt.SettingsError, match="no shares of 2 groups"):
        rt.sample_ratio(("a", "b"), (5, 5), shares)


def test_it_cries_wolf_less_than_once_in_a_hundred():
    """Sizes by chance: at p < .001 some 1 of 1,000 warns."""
    rng = np.random.RandomState(7)
    drawn = rng.binomial(2_000, 0.8, 400)
    warned = sum(not rt.sample_ratio(("a", "b"), (int(k), 2_000 - int(k)), (8, 2)).ok for k in drawn)
    assert warned <= 3


# ---------------------------------------------------------------------------------------------------- null and power
def test_on_lists_without_an_effect_more_than_chance_is_rare():
    """300 lists of a file on which the campaign did nothing: at most 5 % are called more than chance, but for luck."""
    rng = np.random.RandomState(11)
    back = rng.random_sample(1_200) < 0.2
    verdicts = []
    for _ in range(300):
        treated = rng.random_sample(1_200) < 0.5
        k1, k2 = int((back & treated).sum()), int((back & ~treated).sum())
        verdicts.append(rt.compare_rates(k1, int(treated.sum()), k2, int((~treated).sum())).verdict)
    assert verdicts.count("more than chance") <= 300 * 0.05 + 3 * (300 * 0.05 * 0.95) ** 0.5


def test_a_hundred_thousand_customers_are_quick():
    import time

    n = 100_000
    start = np.datetime64("2026-01-01", "us").astype(np.int64)
    rng = np.random.RandomState(3)
    frame = pd.DataFrame(
        {
            "who": np.repeat(np.arange(n), 5).astype(str),
            "when": (start + (rng.random_sample(5 * n) * 150 * 86_400e6).astype(np.int64)).astype("datetime64[us]"),
            "paid": rng.random_sample(5 * n),
        }
    )
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))
    listed = pd.DataFrame({"who": np.arange(n).astype(str), "group": np.where(np.arange(n) % 2, "holdout", "treated")})
    campaign = rt.campaign_from_frame(listed, date="2026-03-01")
    began = time.perf_counter()
    found = rt.campaign_result(events, campaign, 30)
    assert time.perf_counter() - began < 1.0
    assert found.counts.listed.tolist() == [n // 2, n // 2]


def test_a_list_goes_out_and_comes_back_the_same():
    first = date(2026, 3, 2)
    rows = [f"c{i},{'treated' if i % 3 else 'holdout'},{first + timedelta(days=i % 4)}" for i in range(40)]
    campaign = rt.read_campaign("\n".join(["customer,group,date", *rows]).encode())
    again = rt.read_campaign(campaign.frame().to_csv(index=False).encode())
    assert again.frame().equals(campaign.frame())
    assert again.fingerprint == campaign.fingerprint
