"""Net promoter scores: worked examples, the definition in a loop, laws; and whether promoters came back."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from tests import oracle_satisfaction as oracle
from tests.oracle_satisfaction import Answer

DAY0 = date(2024, 1, 1)
SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def moments(texts) -> pd.DatetimeIndex:
    return pd.to_datetime(texts, format="ISO8601") if isinstance(texts[0], str) else pd.to_datetime(texts)


def answers_of(scores, **columns) -> rt.Answers:
    frame = pd.DataFrame({"score": list(scores), **columns})
    names = {"time": "time", "customer": "customer"}
    mapping = {role: name for role, name in names.items() if name in frame}
    return rt.answers_from_frame(
        frame,
        rt.AnswersMapping("score", segments=tuple(n for n in frame if n not in ("score", *names)), **mapping),
        scale="0-10",
    )


def one(scores) -> dict[str, float]:
    return rt.nps(answers_of(scores)).iloc[0].to_dict()


# -------------------------------------------------------------------------------------------------- worked examples
@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "score", "half"),
    [(50, 30, 20, 30.0, 15), (162, 108, 54, 33.3, 8.1)],
)
def test_published_ranges(promoters, passives, detractors, score, half):
    """The second: shares 1/2, 1/3, 1/6 of 324 answers have a variance of 5/9."""
    found = one([9] * promoters + [7] * passives + [6] * detractors)
    assert round(found["score"], 1) == score
    assert found["upper"] - found["score"] == pytest.approx(found["score"] - found["lower"])
    assert found["upper"] - found["score"] == pytest.approx(half, abs=0.5 if half == 15 else 0.05)


def test_each_answer_has_its_group():
    found = rt.score_counts(answers_of(range(11)))
    assert found["group"].tolist() == ["detractors"] * 7 + ["passives"] * 2 + ["promoters"] * 2
    assert found["count"].tolist() == [1] * 11


def test_answers_in_one_group_have_a_score():
    assert (one([7, 8, 7])["score"], one([9, 10])["score"], one([0])["score"]) == (0.0, 100.0, -100.0)


@settings(deadline=None)
@given(SCORES)
def test_it_is_the_definition(scores):
    found, expected = one(scores), oracle.net_promoter_score(scores)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(SCORES)
def test_laws(scores):
    found = one(scores)
    assert -100 <= found["lower"] <= found["score"] <= found["upper"] <= 100
    assert found["promoters"] + found["passives"] + found["detractors"] == found["n"] == len(scores)
    mirrored = one([{0: 10, 7: 7, 9: 0}[0 if s <= 6 else 7 if s <= 8 else 9] for s in scores])
    assert mirrored["score"] == pytest.approx(-found["score"])
    better = one([*scores, 10])
    assert better["score"] >= found["score"]


# ------------------------------------------------------------------------------------------------ periods, segments
MONTHS = moments(["2024-01-31 23:59:59", "2024-02-01", "2024-02-10", "2024-04-05", "2024-04-06"])


def test_every_period_from_first_to_last_and_midnight_begins_a_day():
    found = rt.nps(answers_of([10, 0, 8, 9, 9], time=MONTHS), "month")
    assert found.index.strftime("%Y-%m").tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert found["n"].tolist() == [1, 2, 0, 2]
    assert found["score"].fillna(999).tolist() == [100.0, -50.0, 999, 100.0]
    assert found["complete"].tolist() == [True, True, True, False]


def test_periods_follow_the_settings():
    answers = answers_of([10, 0, 8, 9, 9], time=MONTHS)
    sunday = rt.nps(answers, rt.CohortSettings(period="week", week_start="sunday"))
    assert set(sunday.index.day_name()) == {"Sunday"}
    seoul = rt.nps(answers, rt.CohortSettings(timezone="Asia/Seoul"))
    assert seoul["n"].tolist() == [3, 0, 2], "the last second of January in London is February in Seoul"
    february = rt.nps(answers, rt.CohortSettings(start="2024-02-01", end="2024-03-01"))
    assert (february["n"].tolist(), february["score"].tolist()) == ([2], [-50.0])
    assert rt.nps(answers, rt.CohortSettings(start="2025-01-01")).empty
    assert rt.score_counts(answers, settings=rt.CohortSettings(end="2024-02-01"))["count"].sum() == 1


def test_periods_add_up_to_all():
    rng = np.random.default_rng(3)
    times = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 200 * 86400, 500), unit="s")
    answers = answers_of(rng.integers(0, 11, 500), time=times, market=rng.choice(["UK", "US", ""], 500))
    names = ["promoters", "passives", "detractors", "n"]
    total = rt.nps(answers)[names].iloc[0].tolist()
    for found in (rt.nps(answers, "week"), rt.nps(answers, segment="market"), rt.nps(answers, "month", "market")):
        assert found[names].sum().tolist() == total


def test_segments_by_size_blank_is_one_and_many_are_gathered():
    found = rt.nps(answers_of([9, 9, 0, 10], market=["US", "US", None, "UK"]), segment="market")
    assert found["n"].to_dict() == {"US": 2, "UK": 1, "(blank)": 1}
    assert found.loc["(blank)", "score"] == -100
    many = rt.nps(answers_of([9] * 27, shop=[f"s{i:02}" for i in range(20)] + ["s00"] * 7), segment="shop")
    assert (len(many), many.index[0], many.index[-1], many["n"].iloc[-1]) == (12, "s00", "other", 9)


def test_both_at_once():
    found = rt.nps(answers_of([10, 0, 8, 9, 9], time=MONTHS, market=list("aabba")), "month", "market")
    assert found.index.names == ["segment", "period"]
    assert found.loc["a"]["n"].tolist() == [1, 1, 0, 1]
    assert found.loc["b"]["score"].fillna(999).tolist() == [999, 0.0, 999, 100.0]
    counts = rt.score_counts(answers_of([10, 0], market=["a", "b"]), "market")
    assert counts["b"].loc[0, "share"] == 1.0


def test_wrong_questions():
    answers = answers_of([10, 0], time=MONTHS[:2], market=["a", "b"])
    with pytest.raises(rt.SettingsError, match="'fortnight' is not a period"):
        rt.nps(answers, "fortnight")
    with pytest.raises(rt.SettingsError, match="Choose one of: market"):
        rt.nps(answers, segment="shop")


# ------------------------------------------------------------------------------------------------------ differences
def test_two_scores_beside_each_other():
    first, second = {"promoters": 50, "detractors": 20, "n": 100}, {"promoters": 162, "detractors": 54, "n": 324}
    found = rt.compare_nps(first, second)
    half = 1.959964 * 100 * math.sqrt(0.61 / 100 + (5 / 9) / 324)
    assert found.difference == pytest.approx(30 - 100 / 3)
    assert (found.lower, found.upper) == pytest.approx((found.difference - half, found.difference + half), abs=1e-4)
    assert "cannot be told apart" in found.words
    turned = rt.compare_nps(second, first)
    assert (turned.difference, turned.p_value) == pytest.approx((-found.difference, found.p_value))


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((900, 50, 1000), (800, 100, 1000), "more than chance"),
        ((50, 20, 100), (49, 20, 100), "could be chance"),
        ((9, 0, 9), (0, 500, 1000), "too few to say"),
        ((5, 4, 20), (5, 5, 20), "too few to say"),
        ((0, 0, 0), (5, 5, 20), "too few to say"),
    ],
)
def test_verdicts(first, second, verdict):
    sides = [dict(zip(("promoters", "detractors", "n"), side, strict=True)) for side in (first, second)]
    assert rt.compare_nps(*sides).verdict == verdict
    with pytest.raises(rt.SettingsError):
        rt.compare_nps({"promoters": 3, "detractors": 3, "n": 5}, sides[0])


def test_ranges_hold_what_they_promise():
    """Of 2,000 pairs of 150 answers each of known shares, the range of the difference holds it in 95 %."""
    rng = np.random.default_rng(11)
    truth = 100 * ((0.5 - 0.2) - (0.35 - 0.3))
    hits = 0
    for a, b in zip(
        rng.multinomial(150, [0.5, 0.3, 0.2], 2000), rng.multinomial(150, [0.35, 0.35, 0.3], 2000), strict=True
    ):
        sides = [{"promoters": x[0], "detractors": x[2], "n": 150} for x in (a, b)]
        found = rt.compare_nps(*sides)
        hits += found.lower <= truth <= found.upper
    assert 0.935 <= hits / 2000 <= 0.965


def test_segments_against_all_others_are_corrected():
    rng = np.random.default_rng(5)
    scores = np.concatenate([rng.integers(0, 11, 4000), np.full(200, 10)])
    shops = np.concatenate([rng.choice(list("abcdefg"), 4000), np.full(200, "best")])
    found = rt.nps_differences(answers_of(scores, shop=shops), "shop")
    assert found.loc["best", "verdict"] == "more than chance"
    assert np.all(found["adjusted"] >= found["p_value"])
    assert (found["n"] + found["others_n"] == 4200).all()
    single = rt.nps_differences(answers_of([9, 0], shop=["x", "x"]), "shop")
    assert single["verdict"].tolist() == ["too few to say"]


# ------------------------------------------------------------------------------------------------- after the answer
def visits_of(rows, until=None) -> rt.Events:
    frame = pd.DataFrame({"who": [who for who, _ in rows], "when": moments([day for _, day in rows])})
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), observed_until=until)


def test_worked_example():
    """a and b answered 9 and 2 on 1 March; a came on 2 March, b only on that day; c is unknown; d answered too late."""
    answers = answers_of(
        [9, 2, 10, 8, 0, 9],
        customer=["a", "b", "c", "d", "a", None],
        time=moments(["2024-03-01", "2024-03-01 18:00", "2024-03-01", "2024-04-20", "2024-03-20", "2024-03-01"]),
    )
    visits = visits_of([("a", "2024-03-02"), ("b", "2024-03-01 20:00"), ("d", "2024-04-21"), ("e", "2024-04-30")])
    found = rt.retention_by_answer(answers, visits, days=30)
    assert found.to_frame().iloc[:, :4].to_dict("index") == {
        "promoters": {"customers": 2, "joined": 1, "watched": 1, "active": 1},
        "passives": {"customers": 1, "joined": 1, "watched": 0, "active": 0},
        "detractors": {"customers": 1, "joined": 1, "watched": 1, "active": 0},
    }
    assert found.to_frame()["rate"].fillna(-1).tolist() == [1.0, -1, 0.0]
    assert found.join_words.startswith("3 of 4 customers who answered are in the events")
    assert "1 answer without a customer left out" in found.join_words
    assert found.comparison.verdict == "too few to say"


@pytest.mark.parametrize(
    ("came", "until", "expected"),
    [
        ("2024-03-11", "2024-03-12", (1, 1)),  # the tenth day, which is over
        ("2024-03-11 23:59:59", "2024-03-12", (1, 1)),
        ("2024-03-11", "2024-03-11 23:00", (0, 0)),  # not over: not watched
        ("2024-03-12", "2024-03-20", (1, 0)),  # the eleventh
        ("2024-03-02", "2024-03-20", (1, 1)),  # midnight begins the day after
        ("2024-03-01 23:59:59", "2024-03-20", (1, 0)),  # still the day of the answer
    ],
)
def test_edges_of_the_window(came, until, expected):
    answers = answers_of([9], customer=["a"], time=moments(["2024-03-01 12:00"]))
    found = rt.retention_by_answer(answers, visits_of([("a", came)], until), days=10)
    assert (int(found.watched[2]), int(found.active[2])) == expected


LAW_ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 25)), min_size=1, max_size=25)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdefx"), st.integers(0, 20), st.integers(0, 10)), min_size=1, max_size=15),
    LAW_ROWS,
    st.integers(1, 12),
)
def test_it_is_the_definition_of_what_follows(given_answers, given_visits, days):
    first_ties = {(who, day): score for who, day, score in reversed(given_answers)}
    rows = [Answer(who, DAY0 + timedelta(days=day), first_ties[who, day]) for who, day, _ in given_answers]
    visits = [(who, DAY0 + timedelta(days=day)) for who, day in given_visits]
    end = max(day for _, day in visits) + timedelta(days=1)
    answers = answers_of(
        [row.score for row in rows], customer=[r.customer for r in rows], time=moments([r.day for r in rows])
    )
    found = rt.retention_by_answer(answers, visits_of(visits), days)
    counted = found.to_frame().iloc[:, :4]
    assert {name: tuple(row) for name, row in zip(counted.index, counted.to_numpy().tolist(), strict=True)} == (
        oracle.retention_by_answer(rows, visits, end, days)
    )


def test_only_what_counts_as_activity_counts():
    answers = answers_of([9, 9], customer=["a", "b"], time=moments(["2024-03-01"] * 2))
    frame = pd.DataFrame(
        {
            "who": ["a", "b", "b"],
            "what": ["buy", "look", "buy"],
            "when": moments(["2024-03-05", "2024-03-05", "2024-05-01"]),
        }
    )
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", event="what"))
    anything = rt.retention_by_answer(answers, events, 30)
    bought = rt.retention_by_answer(answers, events, 30, rt.CohortSettings(return_event="buy"))
    assert (anything.active.sum(), bought.active.sum(), bought.watched.sum()) == (2, 1, 2)


def test_contracts_still_running_when_the_days_are_over():
    """a stays, b leaves within 30 days, c had left before the answer, d leaves on the last instant looked at."""
    contracts = rt.read_subscriptions(
        b"who,start,end\na,2024-01-01,\nb,2024-01-01,2024-03-20\nc,2024-01-01,2024-02-01\nd,2024-01-01,2024-04-01\n"
        b"b,2024-05-01,\n",
        end_day="excluded",
        observed_until="2024-06-01",
    )
    answers = answers_of([9, 9, 0, 10], customer=list("abcd"), time=moments(["2024-03-01 12:00"] * 4))
    found = rt.retention_by_answer(answers, contracts, 30)
    assert (found.joined.tolist(), found.watched.tolist(), found.active.tolist()) == ([1, 0, 3], [0, 0, 3], [0, 0, 1])
    assert found.did == "were still customers"


def test_days_follow_the_zone_over_a_change_of_clocks():
    """Clocks go forward in Berlin on 31 March: the day after is an hour nearer."""
    frame = pd.DataFrame({"score": [9], "customer": ["a"], "time": ["2024-03-30 23:30"]})
    mapping = rt.AnswersMapping("score", "time", "customer")
    answers = rt.answers_from_frame(frame, mapping, timezone="Europe/Berlin")
    rows = pd.DataFrame({"who": ["a", "z"], "when": ["2024-04-01 00:30", "2024-06-01"]})
    events = rt.events_from_frame(rows, rt.ColumnMapping("who", "when"), timezone="Europe/Berlin")
    assert rt.retention_by_answer(answers, events, 1).active.sum() == 0
    assert rt.retention_by_answer(answers, events, 2).active.sum() == 1


def test_what_cannot_be_joined_is_said():
    visits = visits_of([("a", "2024-03-02")])
    with pytest.raises(rt.SettingsError, match="no customers"):
        rt.retention_by_answer(answers_of([9], time=MONTHS[:1]), visits)
    with pytest.raises(rt.SettingsError, match="no time"):
        rt.retention_by_answer(answers_of([9], customer=["a"]), visits)
    with pytest.raises(rt.SettingsError, match="whole number"):
        rt.retention_by_answer(answers_of([9], customer=["a"], time=MONTHS[:1]), visits, days=0)
