"""Signs: each on small files with the sign and without it, by hand, and what they look at against slow oracles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.customer_list import CustomerList, stage_table
from retention.stages import KEYS
from retention.strategies import signs_of_groups, signs_of_stages, signs_of_start, signs_of_use
from retention.strategies.material import Material, says
from tests import oracle_signs as oracle
from tests.sign_files import (
    CONTRACTS,
    START,
    VISITS,
    answers,
    app,
    channels,
    first_gaps,
    invites,
    monthly,
    orders,
    people,
    platforms,
    read,
)
from tests.strategies import events_of, row_lists


def material(source, stage="regular", answers=None, *, money=False, **columns):
    """A file with a list of customers made by hand: one stage for all, or one for each; other columns likewise."""
    ids = source.customers(np.arange(source.n_customers))
    stages = [stage] * len(ids) if isinstance(stage, str) else stage
    given = {"silent": 5, "lateness": 1.0, "chance": 0.25, "trend": np.nan, "at_stake": 10.0, "last_event": ""}
    frame = pd.DataFrame({"customer": ids, "stage": pd.Categorical(stages, KEYS), **(given | columns)})
    frame["expected_loss"] = frame["at_stake"] * (1 - frame["chance"])
    kind = "visits" if hasattr(source, "rhythm_counts") else "contracts"
    made = Material(source, answers)
    at = source.observed_until
    made.__dict__["customers"] = CustomerList(frame, at, 90, 7, 30, money, kind, stage_table(frame), "")
    return made


def chosen(found, made):
    """Ids that a sign names."""
    return set(made.frame.loc[found.who, "customer"])


# ---------------------------------------------------------------------------------------------- onboarding
def test_the_first_month_loses_most():
    made = material(monthly([30, 28, 26, 24]), "unconverted", silent=[90] * 3 + [91] * 197)
    found = signs_of_start.first_period_loses_most(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(made.frame["customer"][:3])  # a newcomer of a year ago is none any more
    assert found.words.startswith("30.0\u00a0% of 200 customers came back in month 1 (likely 24.1 to 36.7\u00a0%)")
    assert "70.0\u00a0% are lost at once, against 7.2\u00a0% a month after that, up to month 4" in found.words


def test_the_first_month_loses_no_more_than_the_others():
    assert signs_of_start.first_period_loses_most(material(monthly([70, 49, 34, 24]))).applies == "no sign"


def test_two_months_do_not_tell_what_later_ones_lose():
    assert signs_of_start.first_period_loses_most(material(VISITS)).applies == "cannot tell"


# ------------------------------------------------------------------------------------- time to first value
@pytest.mark.parametrize(("days", "applies"), [([2, 30, 40, None], "yes"), ([2, 3, 40, None], "no sign")])
def test_a_second_day_that_comes_late(days, applies):
    made = material(first_gaps(days * 10))
    found = signs_of_start.first_value_comes_late(made)
    gaps = [(100, False) if day is None else (day, True) for day in days * 10]
    soon, in_time = oracle.reached_within(gaps, 7), oracle.reached_within(gaps, 90)
    assert found.applies == applies
    assert f"{100 * (1 - soon / in_time):.1f}\u00a0% of those who get there take longer than 7." in found.words


def test_an_event_that_is_first_value():
    rows = [
        (who, day, what) for who in people(40) for day, what in [(0, "join"), (1, "look"), (20, "buy"), (99, "look")]
    ]
    made = material(read(rows, ("who", "day", "what"), event="what"))
    made.first_value = "buy"
    found = signs_of_start.first_value_comes_late(made)
    assert found.applies == "yes"
    assert "0.0\u00a0% of 40 customers reach 'buy' within 7 days" in found.words


def test_where_customers_come_once_a_month_a_week_says_nothing():
    made = material(first_gaps([20, 20, 25, None] * 10))
    made.customers.__dict__["usual"] = 24
    assert signs_of_start.first_value_comes_late(made).applies == "no sign"


def test_first_value_cannot_be_told_of_contracts_nor_of_few():
    assert signs_of_start.first_value_comes_late(material(CONTRACTS)).applies == "cannot tell"
    assert signs_of_start.first_value_comes_late(material(first_gaps([2, 30, None]))).applies == "cannot tell"


# ------------------------------------------------------------------------- education, and news of features
def test_many_use_no_more_than_half():
    made = material(app({"open": 40, "edit": 40, "export": 12, "print": 12, "cancel": 40}))
    found = signs_of_use.few_events_used(made, leave_out=["cancel"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(40)) - set(people(12))
    assert found.words.startswith("28 of 40 (70.0\u00a0%, likely 54.6 to 81.9\u00a0%) customers")
    assert "no more than 2 of 4 events" in found.words


def test_most_use_most():
    made = material(app({"open": 40, "edit": 40, "export": 30, "print": 30}))
    assert signs_of_use.few_events_used(made).applies == "no sign"


def test_use_is_that_of_those_who_still_come():
    stages = ["regular"] * 30 + ["lapsed_past_long"] * 10
    made = material(app({"open": 40, "edit": 30, "export": 30}), stages)
    assert signs_of_use.few_events_used(made).applies == "no sign"
    assert signs_of_use.events_used_by_few(made).applies == "no sign"


def test_events_that_few_have_found():
    made = material(app({"open": 40, "edit": 39, "export": 5, "print": 3, "cancel": 2}))
    found = signs_of_use.events_used_by_few(made, leave_out=["cancel"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(40)) - set(people(5))
    assert "'print': 3 of 40 (7.5\u00a0%, likely 2.6 to 19.9\u00a0%); 'export': 5 of 40" in found.words


def test_everybody_uses_everything():
    assert signs_of_use.events_used_by_few(material(app({"open": 40, "edit": 30}))).applies == "no sign"


@pytest.mark.parametrize("sign", [signs_of_use.few_events_used, signs_of_use.events_used_by_few])
def test_what_is_used_needs_a_column_of_events(sign):
    for source in (VISITS, CONTRACTS):
        found = sign(material(source))
        assert found.applies == "cannot tell"
        assert "No column says what happened" in found.words


# --------------------------------------------------------------- community, colleagues, several platforms
def test_inviting_goes_with_staying():
    made = material(invites(45, 20))
    found = signs_of_use.behaviour_goes_with_staying(made, ["invit"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(120)[60:])
    assert (
        "Of 60 customers who did 'invite_mate' at least once in the first 7 days, 75.0\u00a0% came back" in found.words
    )
    assert "41.7 points more" in found.words
    assert "only an experiment settles" in found.words


@pytest.mark.parametrize(("did", "others"), [(30, 28), (20, 45), (60, 60)])
def test_inviting_does_not_go_with_staying(did, others):
    assert signs_of_use.behaviour_goes_with_staying(material(invites(did, others)), ["invit"]).applies == "no sign"


def test_of_several_such_events_all_are_counted_as_tried():
    source = read(
        [(w, day, what) for w in people(120) for day, what in [(0, "join"), (1, "open")]]
        + [(w, 1, "invite" if i < 60 else "share") for i, w in enumerate(people(120))]
        + [(w, 1, "look") for w in people(120)]
        + [(w, 8, "open") for w in [*people(120)[:45], *people(120)[60:80]]],
        ("who", "day", "what"),
        until=30,
        event="what",
    )
    found = signs_of_use.behaviour_goes_with_staying(material(source), ["invite", "share"])
    assert found.applies == "yes"
    assert "'invite'" in found.words
    assert "2 events of that kind were looked at" in found.words
    assert not found.who.any(), "everybody has done one of them"


@pytest.mark.parametrize("source", [VISITS, CONTRACTS, invites(45, 20)])
def test_without_such_an_event_nothing_is_said(source):
    assert signs_of_use.behaviour_goes_with_staying(material(source), ["forum"]).applies == "cannot tell"


def test_a_second_platform_goes_with_staying():
    made = material(platforms(45, 20))
    found = signs_of_use.several_platforms_go_with_staying(made, ["platform", "device"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(120)[60:])
    assert found.words.startswith("60 customers who still come have had one 'device_os' only. Of 60 customers who did")
    assert "75.0\u00a0% came back" in found.words
    assert "33.3\u00a0%" in found.words


def test_a_second_platform_does_not_go_with_staying():
    assert signs_of_use.several_platforms_go_with_staying(material(platforms(30, 30)), ["device"]).applies == "no sign"


def test_the_platform_of_the_customer_is_not_that_of_the_visit():
    source = read([(who, day, "web") for who in people(40) for day in (0, 7)], ("who", "day", "os"), segments="os")
    found = signs_of_use.several_platforms_go_with_staying(material(source), ["os"])
    assert found.applies == "cannot tell"
    assert "'os' never changes for any customer" in found.words
    for other in (VISITS, CONTRACTS):
        assert signs_of_use.several_platforms_go_with_staying(material(other), ["os"]).applies == "cannot tell"


# ------------------------------------------------------------------------------------------ recommendations
def test_many_always_choose_the_same():
    made = material(orders(30, 10))
    found = signs_of_use.one_kind_only(made, ["product"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(30))
    assert found.words.startswith("30 of 40 (75.0\u00a0%, likely 59.8 to 85.8\u00a0%) customers")


def test_few_always_choose_the_same():
    assert signs_of_use.one_kind_only(material(orders(5, 35)), ["product"]).applies == "no sign"


@pytest.mark.parametrize("source", [VISITS, CONTRACTS, orders(40, 0)])
def test_what_is_chosen_needs_a_column_that_changes(source):
    assert signs_of_use.one_kind_only(material(source), ["product"]).applies == "cannot tell"


# --------------------------------------------------------------------------------- personalised communication
def test_groups_that_differ():
    made = material(channels(10, 30))
    found = signs_of_groups.segments_differ(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(50))
    assert (
        "'channel', shop against web, month 1 after the first: 20.0\u00a0% of 50 against 60.0\u00a0% of 50"
        in found.words
    )
    assert found.words.endswith("Those of shop stay less.")


def test_groups_that_do_not_differ():
    found = signs_of_groups.segments_differ(material(channels(20, 24)))
    assert found.applies == "no sign"
    assert "cannot be told apart from chance" in found.words


def test_what_one_column_shows_alone_many_together_do_not():
    """p = .045 for one column; seven more columns without a difference were looked at too."""
    frame = channels(15, 25).frame().drop(columns="row")
    one = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", segments="channel"), observed_until="2024-03-21")
    assert signs_of_groups.segments_differ(material(one)).applies == "yes"
    order = frame["who"].str[1:].astype(int)
    for i in range(7):
        frame[f"noise{i}"] = np.where((order + i) % 2 == 0, "a", "b")
    names = ("channel", *(f"noise{i}" for i in range(7)))
    many = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", segments=names), observed_until="2024-03-21")
    found = signs_of_groups.segments_differ(material(many))
    assert found.applies == "no sign"
    assert "8 columns looked at" in found.words


def test_groups_need_a_column_and_a_whole_period():
    assert signs_of_groups.segments_differ(material(VISITS)).applies == "cannot tell"
    one = read([(who, 0, "x") for who in people(40)], ("who", "day", "channel"), segments="channel")
    assert signs_of_groups.segments_differ(material(one)).applies == "cannot tell"


# ---------------------------------------------------------------------------------------------- what people say
def test_detractors_are_known_by_their_latest_answer():
    made = material(VISITS, answers=answers([3] * 8 + [9] * 12))
    found = signs_of_groups.detractors(made, days=3)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(8))
    assert found.words.startswith(
        "8 of 20 (40.0\u00a0%, likely 21.9 to 61.3\u00a0%) customers who answered gave 0 to 6 last."
    )
    assert "Promoters were active within 3 days of answering against detractors: 0.0\u00a0% of 12" in found.words


def test_few_detractors_and_answers_without_time():
    assert signs_of_groups.detractors(material(VISITS, answers=answers([3] * 4 + [9] * 16))).applies == "no sign"
    assert signs_of_groups.detractors(material(VISITS, answers=answers([3] * 5, time=False))).applies == "yes"


def test_detractors_cannot_be_told():
    nameless = rt.answers_from_frame(pd.DataFrame({"score": [1, 2, 9]}), rt.AnswersMapping(score="score"))
    strangers = rt.answers_from_frame(
        pd.DataFrame({"score": [1, 2], "who": ["x", "y"]}), rt.AnswersMapping(score="score", customer="who")
    )
    for given_answers in (None, nameless, strangers):
        assert signs_of_groups.detractors(material(VISITS, answers=given_answers)).applies == "cannot tell"


# ------------------------------------------------------------------- what the list of customers says by itself
def test_cooling():
    made = material(VISITS, ["cooling"] * 10 + ["regular"] * 20 + ["new"] * 10, money=True)
    found = signs_of_stages.many_cooling(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(10))
    assert found.words == (
        "10 of 30 (33.3\u00a0%, likely 19.2 to 51.2\u00a0%) customers who were regular until lately are cooling; they "
        "brought 100 in their last year. Of silences like theirs 25 in 100 ended within 90 days."
    )
    assert signs_of_stages.many_cooling(made, least=11).applies == "no sign"


def test_contracts_are_spoken_of_as_such():
    made = material(CONTRACTS, ["cooling"] * 30 + ["lapsed_recent_long"] * 10, money=True)
    cooling, gone = signs_of_stages.many_cooling(made).words, signs_of_stages.dormant_with_value(made).words
    assert cooling.endswith("they pay 300 a year. Of contracts like theirs 25 in 100 still ran 90 days later.")
    assert gone.endswith("they last paid 100 a year. Of silences like theirs 25 in 100 ended within 90 days.")
    assert signs_of_stages.pace_falls(made).applies == "cannot tell"
    assert signs_of_stages.few_bring_much(material(CONTRACTS)).applies == "cannot tell"


def test_more_slow_down_than_speed_up():
    trend = [0.5] * 28 + [1.5] * 8 + [1.0] * 3 + [np.nan]
    made = material(VISITS, ["regular"] * 20 + ["cooling"] * 20, trend=trend)
    found = signs_of_stages.pace_falls(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(20)), "the others are cooling already"
    assert "Of 39 customers with a pace of their own 28 come at less than 0.8 times it and 8 at more" in found.words


@pytest.mark.parametrize(
    ("trend", "stage", "applies"),
    [
        ([0.5] * 20 + [1.5] * 20, "regular", "no sign"),
        ([0.5] * 40, "cooling", "no sign"),
        ([0.5] * 20 + [1.0] * 20, "regular", "no sign"),
        (np.nan, "regular", "cannot tell"),
        ([0.5] * 40, "lapsed_past_long", "cannot tell"),
    ],
)
def test_no_more_slow_down_than_speed_up(trend, stage, applies):
    assert signs_of_stages.pace_falls(material(VISITS, stage, trend=trend)).applies == applies


def test_few_bring_much():
    made = material(VISITS, at_stake=[100.0] * 8 + [10.0] * 32, money=True)
    found = signs_of_stages.few_bring_much(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(8))
    assert found.words.startswith("8 of 40 regular and won-back customers (20.0\u00a0%) make up 71.4\u00a0%")


@pytest.mark.parametrize(
    ("stake", "stage"), [(10.0, "regular"), (0.0, "regular"), ([100.0] * 8 + [10.0] * 32, "lapsed_past_long")]
)
def test_all_bring_alike_or_nothing(stake, stage):
    assert signs_of_stages.few_bring_much(material(VISITS, stage, at_stake=stake)).applies == "no sign"


def test_dormant_with_value():
    stages = ["lapsed_past_long"] * 8 + ["lapsed_recent_short"] * 7 + ["regular"] * 25
    made = material(VISITS, stages, at_stake=[0.0] * 3 + [20.0] * 37)
    found = signs_of_stages.dormant_with_value(made)
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(15)[3:])
    assert found.words.startswith("12 of 40")
    assert "they came on 240 days in their last year" in found.words
    assert signs_of_stages.dormant_with_value(material(VISITS)).applies == "no sign"


def test_who_cancelled_lately():
    rows = [(who, day, "open") for who in people(40) for day in (0, 120)]
    rows += [(who, day, "CancelSubscription") for i, who in enumerate(people(12)) for day in [100 if i < 7 else 29]]
    made = material(read(rows, ("who", "day", "what"), until=121, event="what"), ["do_not_contact"] + ["regular"] * 39)
    found = signs_of_stages.left_lately(made, ["cancel"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(7))
    assert found.words.startswith("7 customers did 'CancelSubscription' within the last 90 days of the data")
    assert signs_of_stages.left_lately(made, ["cancel"], least=8).applies == "no sign"
    assert len(chosen(signs_of_stages.left_lately(made, ["cancel"], days=92), made)) == 12
    assert signs_of_stages.left_lately(made, ["kundig"]).applies == "cannot tell"
    assert signs_of_stages.left_lately(material(VISITS), ["cancel"]).applies == "cannot tell"


def test_whose_contract_ended_lately():
    made = material(CONTRACTS, ["regular"] * 30 + ["lapsed_recent_long"] * 10, silent=[0] * 30 + [10] * 6 + [200] * 4)
    found = signs_of_stages.left_lately(made, ["cancel"])
    assert found.applies == "yes"
    assert chosen(found, made) == set(people(40)[30:36])
    assert found.words.startswith("6 customers had a contract that ended within the last 90 days of the data")


# ------------------------------------------------------------------------------------------ against slow oracles
@given(row_lists())
@settings(max_examples=40, deadline=None)
def test_what_signs_look_at(rows):
    source = events_of(rows)
    made = material(source)
    histories = oracle.histories(rows)
    held = [histories[who] for who in made.frame["customer"]]
    assert made.several("plan").tolist() == [len(oracle.values_of(history)) > 1 for history in held]
    assert made.blank("plan").tolist() == [not oracle.values_of(history) for history in held]
    assert made.first_values("plan").tolist() == [history[0].segment for history in held]
    marked = signs_of_use._with_second_value(source, "plan", "another")
    marks = np.flatnonzero(marked.event == 0)
    of = np.searchsorted(marked.offsets, marks, side="right") - 1
    expected = {who: oracle.second_value_at(history) for who, history in histories.items()}
    found = dict(zip(np.array(source.customers(np.arange(source.n_customers)))[of], marked.time[marks], strict=True))
    assert found == {who: instant for who, instant in expected.items() if instant is not None}
    assert np.diff(marked.offsets).tolist() == [
        len(history) + (expected[who] is not None) for who, history in zip(made.frame["customer"], held, strict=True)
    ]
    assert np.delete(marked.time, marks).tolist() == source.time.tolist()
    assert len(made.codes) == source.n_customers
    assert made.codes.tolist() == list(range(source.n_customers))


@given(row_lists())
@settings(max_examples=40, deadline=None)
def test_what_was_used(rows):
    """Rows at one instant, of which any could be the start, are left to the tests of the count itself."""
    rows = list({(row.customer, row.instant): row for row in rows if not row.amount < 0}.values())
    rows = rows or [oracle.Row("a", 0)]
    source = events_of(rows)
    made = material(source)
    events, ever, known = made.used
    histories = oracle.histories(rows)
    for i, who in enumerate(made.frame["customer"]):
        history = histories[who]
        expected = oracle.used(history, source.until)
        assert known[i] == (expected is not None)
        if expected is not None:
            assert {name for j, name in enumerate(events) if name and ever[i, j]} == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcz"), st.integers(0, 3), st.integers(0, 10)), min_size=1, max_size=12))
def test_latest_scores(given_answers):
    frame = pd.DataFrame(given_answers, columns=["who", "day", "score"])
    frame["sent"] = START + pd.to_timedelta(frame["day"], unit="D")
    found = rt.answers_from_frame(frame, rt.AnswersMapping(score="score", customer="who", time="sent"), scale="0-10")
    made = material(read([("a", 0), ("b", 0), ("c", 0)]), answers=found)
    expected = [oracle.latest_score(given_answers, who) for who in "abc"]
    assert [None if np.isnan(score) else int(score) for score in made.latest_scores] == expected


NAMES = st.text(st.sampled_from("abTEAMüéı초대 _-.1"), max_size=12)


@given(NAMES, st.sampled_from(["team", "ue", "초대", "b1", "ea"]))
def test_a_name_says_a_word(name, word):
    assert says(name, [word]) == oracle.says(name.replace("ı", "i"), word)
