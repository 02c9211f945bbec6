"""What goes with staying: worked examples, the slow definition, the planted behaviour, and data without any effect."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.stratified import stratified
from tests.oracle_behaviours import behaviours, strata_of
from tests.oracles import Row
from tests.strategies import events_of, row_lists

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"
DAY = 86_400


@pytest.fixture(scope="module")
def app() -> rt.Events:
    return rt.read_events(SAMPLES / "app_events.csv")


def made(rows, until="2024-04-01"):
    """Events of (customer, days since 1 January, event)."""
    frame = pd.DataFrame(rows, columns=["who", "day", "what"])
    frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame.pop("day"), unit="D")
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", event="what"), observed_until=until)


def people(groups):
    """Rows of groups of (how many, days and events after the start, how many of them come back on day 9)."""
    rows = []
    for g, (n, did, back) in enumerate(groups):
        for i in range(n):
            who = f"g{g}-{i}"
            rows += [(who, 0, "join"), *((who, day, what) for day, what in did)]
            rows += [(who, 9, "open")] if i < back else []
    return rows


# ------------------------------------------------------------------------------------------------ worked examples
def test_a_worked_example():
    events = made(
        people(
            [
                (40, [(2, "invite")], 30),
                (60, [(2, "open")], 27),
                (100, [], 10),  # never came a second day: nobody who invited is like that
            ]
        )
    )
    found = rt.behaviour_effect(events, "invite")
    assert (found.n_did, found.back_did, found.n_not, found.back_not) == (40, 30, 160, 37)
    assert (found.coverage, found.rate_did, found.rate_not) == (0.2, 0.75, 37 / 160)
    assert found.crude_difference == pytest.approx(0.75 - 37 / 160)
    assert found.difference == pytest.approx(0.75 - 0.45)
    assert found.lift == pytest.approx(0.75 / 0.45)
    assert (found.unmatched, found.unwatched, found.verdict) == (100, 0, "more than chance")
    assert found.words == (
        "Of 40 customers who did 'invite' at least once in the first 7 days, 75.0\N{NO-BREAK SPACE}% came back in days "
        "7 to 13; of the 160 others 23.1\N{NO-BREAK SPACE}%. Among customers who were equally active in these days "
        f"that is 30.0 points more, likely {100 * found.lower:.1f} to {100 * found.upper:.1f} points more. It goes "
        "with staying; only an experiment settles whether the one leads to the other."
    )


def test_ever_is_another_group():
    rows = people([(30, [(2, "open")], 20), (30, [(2, "open")], 5)])
    rows += [(f"g0-{i}", 30, "invite") for i in range(20)]  # long after the later window
    found = rt.behaviour_effect(made(rows), "open", wait=1)
    assert (found.n_did, found.n_not) == (60, 0)
    trap = rt.behaviour_effect(made(rows), "invite")
    assert (trap.n_did, trap.n_ever, trap.back_ever, trap.n_never, trap.back_never) == (0, 20, 20, 40, 5)
    assert trap.naive_lift == pytest.approx(8)
    assert math.isnan(trap.difference)
    assert trap.verdict == "too few to say"
    assert trap.words == "There is nobody to compare: nobody did 'invite' at least once in the first 7 days."


def test_customers_not_watched_to_the_end_are_left_out():
    rows = [("old", 0, "join"), ("old", 1, "open"), ("young", 20, "join"), ("young", 21, "open")]
    found = rt.behaviour_effect(made(rows, until="2024-01-30"), "open")
    assert (found.n_did, found.n_not, found.unwatched) == (1, 0, 1)


def test_start_and_return_events_and_conditions_count():
    rows = [*people([(1, [(1, "look")], 0)]), ("g0-0", 8, "look"), ("g0-0", 0.5, "look"), ("g0-0", 4, "buy")]
    looks = rt.behaviour_effect(made(rows), "look", 2)
    assert (looks.n_did, looks.back_did) == (1, 1)
    buys = rt.behaviour_effect(made(rows), "look", settings=rt.CohortSettings(return_event="buy"))
    assert (buys.n_did, buys.back_did) == (1, 0)
    later = rt.behaviour_effect(made(rows), "look", settings=rt.CohortSettings(start_event="buy"))
    assert (later.n_did, later.n_not, later.back_not) == (
        1,
        0,
        0,
    )  # day 8 is day 4 after the start, the look before is not
    few = rt.behaviour_effect(made(rows), "look", settings=rt.CohortSettings(where=(("event", "!=", "look"),)))
    assert few.n_did == 0


@given(rows=row_lists(most=60), event=st.sampled_from(["buy", "look"]), first=st.sampled_from([2, 7, 30]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_the_slow_definition_gives_the_same(rows, event, first):
    events = events_of(rows)
    found = rt.behaviour_effect(events, event, first=first)
    slow, unwatched = behaviours(rows, rt.CohortSettings(), "UTC", events.until, first, 0, 7)
    _same(found, slow, unwatched, event, first)


def _same(found, slow, unwatched, event, first):
    did = [c for c in slow.values() if c["times"].get(event, 0) >= 1]
    assert (found.n_did, found.back_did, found.unwatched) == (len(did), sum(c["back"] for c in did), unwatched)
    assert (found.n_ever, found.n_never + found.n_ever) == (sum(event in c["ever"] for c in slow.values()), len(slow))
    ways = [strata_of(slow, event, 1, first, everything) for everything in (False, True)]
    told = [stratified(*np.array(way, float).T.reshape(4, -1)) for way in ways]
    expected = max(told, key=lambda one: -1 if math.isnan(one.p_value) else one.p_value)
    assert found.difference == pytest.approx(expected.difference, nan_ok=True)
    assert found.p_value == pytest.approx(expected.p_value, nan_ok=True)
    assert found.unmatched == expected.unmatched


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")
def test_a_real_file_by_plain_loops():
    """Who commits to which project, and when: the project stands for the event."""
    table = pd.read_csv(REAL / "git_activity" / "git_activity.csv", dtype=str)
    moments = pd.to_datetime(table["authored_at"], utc=True, format="ISO8601").dt.tz_localize(None)
    table["when"] = moments.astype("datetime64[us]")
    events = rt.events_from_frame(table, rt.ColumnMapping("author_id", "when", event="product"))
    instants = table["when"].astype("int64").tolist()
    rows = [Row(*row) for row in zip(table["author_id"], instants, table["product"], strict=True)]
    event = table["product"].value_counts().index[1]
    found = rt.behaviour_effect(events, event, first=30, wait=30, later=60)
    _same(found, *behaviours(rows, rt.CohortSettings(), "UTC", events.until, 30, 30, 60), event, 30)
    assert found.n_did > 50


# ------------------------------------------------------------------------------------------------ the planted one
def test_the_planted_behaviour_is_found(app):
    """sample_data/README.md, by calendar day: 408 of 613, 66.6 %, against 1088 of 2959, 36.8 %. Here by 24 hours."""
    found = rt.behaviour_effect(app, "invite_teammate", first=3, wait=4, later=7)
    assert (found.back_did, found.n_did, found.back_not, found.n_not) == (404, 610, 1066, 2926)
    assert found.rate_did == pytest.approx(408 / 613, abs=0.01)
    assert found.rate_not == pytest.approx(1088 / 2959, abs=0.01)
    assert found.verdict == "more than chance"
    assert 0.05 < found.lower < found.difference < found.crude_difference
    assert found.naive_lift > found.lift > 1.2


def test_the_search_finds_the_planted_behaviour_first(app):
    found = rt.behaviour_search(app, first=3, wait=4, later=7)
    best = found.frame.iloc[0]
    assert (best["event"], best["times"], bool(best["stands"])) == ("invite_teammate", 1, True)
    assert best["adjusted"] < 0.001
    assert best["lower"] > 0.05
    assert found.standing["event"].tolist() == ["invite_teammate"]
    assert found.n_first + found.n_other + found.unwatched == 4000
    assert found.not_tried == ("cancel", "signup", "upgrade")
    assert found.looked_at == 6
    assert found.words.startswith("6 behaviours tried on one half of the customers; on the other half")
    assert "only an experiment settles" in found.words


def test_what_the_search_reports_is_the_effect_on_the_other_half(app):
    settings = rt.CohortSettings()
    counts = app.behaviour_counts(settings, 3, 4, 7)
    other = set(app.customers(counts.codes[counts.half == 1]))
    names = np.array(app.customers(np.arange(app.n_customers)))
    rows = np.repeat(np.isin(names, list(other)), np.diff(app.offsets))
    half = app.without_rows(app.row[~rows])
    found = rt.behaviour_search(app, first=3, wait=4, later=7).frame
    for row in found.itertuples():
        alone = rt.behaviour_effect(half, row.event, row.times, first=3, wait=4, later=7)
        assert (alone.n_did, alone.back_did, alone.n_not, alone.back_not) == (
            *(row.n_did, row.back_did, row.n_not, row.back_not),
        )
        assert (alone.difference, alone.p_value) == (pytest.approx(row.difference), pytest.approx(row.p_value))


def test_p_values_are_corrected_for_everything_that_was_tried(app):
    found = rt.behaviour_search(app, first=3, wait=4, later=7)
    p_values = sorted(found.frame["p_value"])
    tried = [p * found.looked_at / rank for rank, p in enumerate(p_values, start=1)]
    expected = [min(1.0, *tried[i:], 1.0) for i in range(len(tried))]
    assert sorted(found.frame["adjusted"]) == pytest.approx(expected)
    assert found.looked_at > len(found.frame)


def test_where_nothing_can_be_tried_it_says_so():
    found = rt.behaviour_search(made(people([(20, [(2, "open")], 10), (20, [], 5)])))
    assert (len(found.frame), found.looked_at, found.not_tried) == (0, 0, ("join", "open"))
    assert found.words.startswith("Nothing could be tried: no event was done by between 5\N{NO-BREAK SPACE}% and 95")


# -------------------------------------------------------------------------------------------------- no effect at all
NAMES = ("open", "a", "b", "c", "d", "e", "join")


def without_effect(seed, busy=None, n=400, days=40):
    """Customers who stay for some days and do things meanwhile; what they do has nothing to do with how long they stay.

    ``busy`` makes some do much more of everything than others.
    """
    rng = np.random.default_rng(seed)
    stays = rng.geometric(1 / 12, n)
    often = np.full(n, 1.2) if busy is None else rng.gamma(busy, 1.2 / busy, n)
    rows = rng.poisson(often[:, None], (n, days)) * (np.arange(days) < stays[:, None])
    who, day = (np.repeat(index, rows[rows > 0]) for index in np.nonzero(rows))
    event = rng.choice(6, len(who), p=[0.5, 0.2, 0.15, 0.08, 0.05, 0.02])
    begin = rng.integers(0, 10 * DAY, n)
    seconds = np.concatenate([begin, begin[who] + day * DAY + rng.integers(1, DAY, len(who))])
    customers = np.char.add(f"{seed}-", np.arange(n).astype(str))
    frame = pd.DataFrame(
        {
            "who": customers[np.concatenate([np.arange(n), who])],
            "when": np.datetime64("2024-01-01", "s") + seconds,
            "what": np.array(NAMES, object)[np.concatenate([np.full(n, 6), event])],
        }
    )
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", event="what"), observed_until="2024-02-20")


@pytest.mark.long
@pytest.mark.parametrize(
    "busy",
    [pytest.param(None, id="customers are alike"), pytest.param(0.7, id="some do much more than others")],
)
def test_without_an_effect_nothing_is_found(busy):
    """150 files: findings in at most 5 % of them, the guarded lift near 1, and the unguarded one far from it."""
    files = [without_effect(seed, busy) for seed in range(150)]
    findings = sum(bool(len(rt.behaviour_search(events).standing)) for events in files)
    assert findings <= 0.05 * 150
    effects = [rt.behaviour_effect(events, "c") for events in files]
    assert 0.95 <= np.mean([e.lift for e in effects]) <= 1.05
    assert abs(np.mean([e.difference for e in effects])) < 0.02
    assert np.mean([e.p_value < 0.05 for e in effects]) < 0.1
    assert np.mean([e.lower <= 0 <= e.upper for e in effects]) > 0.9
    assert np.mean([e.naive_lift for e in effects]) > 2.5


def test_where_events_are_dealt_out_anew_nothing_is_found(app):
    """The sample app, in which busy users come back far more, with its events shuffled among all rows but the sign-ups.

    "Opened it 3 times" then says how busy somebody was, and nothing else: days active alone found it in every file.
    """
    rng = np.random.default_rng(11)
    others = np.flatnonzero(app.event != app.event_names.index("signup"))
    findings, lifts = 0, []
    for _ in range(20):
        event = app.event.copy()
        event[others] = rng.permutation(event[others])
        dealt = replace(app, event=event, _cache={})
        findings += bool(len(rt.behaviour_search(dealt, first=3, wait=4, later=7).standing))
        lifts.append(rt.behaviour_effect(dealt, "create_project", first=3, wait=4, later=7).lift)
    assert findings <= 1
    assert 0.95 <= np.mean(lifts) <= 1.05


# ----------------------------------------------------------------------------------------------------- what is refused
def test_what_is_refused(app):
    with pytest.raises(rt.SettingsError, match=r"no row has the event 'invte'.*invite_teammate"):
        rt.behaviour_effect(app, "invte")
    for times in (0, 1.5, True, 256):
        with pytest.raises(rt.SettingsError, match="times"):
            rt.behaviour_effect(app, "open", times)
    with pytest.raises(rt.SettingsError, match="level"):
        rt.behaviour_search(app, level=0)
    subscriptions = rt.read_subscriptions(SAMPLES / "subscriptions.csv")
    with pytest.raises(rt.SettingsError, match="contracts and no single visits"):
        rt.behaviour_search(subscriptions)
