"""The Strategies page: what the file calls for, what it could bring, and lists with a holdout group."""

from __future__ import annotations

from pathlib import Path

import pytest

import retention as rt
from pages.shared import state, strategy_words

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
STRATEGIES = "pages/act/strategies.py"
READ = {
    "shop": lambda: rt.read_events(SAMPLES / "shop_orders.csv"),
    "app": lambda: rt.read_events(SAMPLES / "app_events.csv"),
    "subscriptions": lambda: rt.read_subscriptions(SAMPLES / "subscriptions.csv"),
}


def measured(name, **more):
    return rt.strategies.opportunities(READ[name](), **more)


def with_sign(found):
    return [one for one in found if one.applies == "yes"]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(STRATEGIES)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


@pytest.mark.parametrize("name", list(READ))
def test_every_sample(app, name):
    app.sample(name).go(STRATEGIES)
    whole = measured(name)
    found = with_sign(whole)
    assert f"**{len(found)} of {len(whole)}** strategies have a sign in this file" in app.said
    assert "**The rates are assumptions**" in app.said
    for one in whole:
        assert plain(one.sign) in app.said, one.key
    for one in found:
        assert plain(one.do) in app.said
        assert f"{strategy_words.could(one).capitalize()}: {one.customers:,} customers" in app.said
        assert all(plain(text) in app.said for text in one.timing.values())
    assert all(f"Needs {one.needs}" in app.said for one in whole if one.applies == "cannot tell")
    # The first three are told in full, the others are a line each.
    lines = [box.label.replace("\\", "") for box in app.at.expander]
    assert lines == [
        f"**{i}. {one.name}** · {strategy_words.brings(one)} · {one.customers:,} customers"
        for i, one in enumerate(found, 1)
        if i > 3
    ]
    drawn = app.figure()
    assert drawn["data"][1]["y"] is not None
    assert len(drawn["layout"]["annotations"]) == 2 * len(found)


def test_the_rate_moves_the_point_and_the_sum(app):
    app.sample("shop").go(STRATEGIES)
    first = with_sign(measured("shop"))[0]
    app.choose("select_slider", f"plan_{first.key}_rate", 8.0)
    assert f"At 8 %: **{round(first.worth(0.08)):,} a year**" in app.said
    assert f"At {100 * first.rate:g} %: **{round(first.worth(first.rate)):,} a year**" not in app.said
    assert f"at 8 %: {first.worth(0.08):,.0f}." in app.figure()["data"][1]["hovertext"][0]


def test_an_audience_with_a_holdout_group(app):
    app.sample("shop").go(STRATEGIES)
    first = with_sign(measured("shop"))[0]
    app.choose("toggle", f"plan_{first.key}_take", True)
    app.choose("select_slider", f"plan_{first.key}_share", 30).choose("number_input", f"plan_{first.key}_seed", 7)
    divided = rt.with_holdout(rt.strategies.audience(first), 0.3, 7)
    held = int((divided["group"] == "holdout").sum())
    treated = len(divided) - held
    assert f"**{treated:,} treated, {held:,} held out** at random" in app.said
    least = rt.holdout_power(treated, held, float(divided["chance"].mean()))
    assert f"The smallest effect this could show in four cases of five is **{100 * least:.1f} points**" in app.said
    assert "would most likely look like nothing" in app.said
    assert len(app.at.get("download_button")) > 0


def test_first_value_is_shared_with_the_list_of_customers(app):
    app.sample("app").go(STRATEGIES)
    event = READ["app"]().event_names[1]
    app.choose("selectbox", "list_event", event)
    found = with_sign(measured("app", first_value=event))
    assert f"**{len(found)} of 15** strategies" in app.said
    assert plain(found[0].sign) in app.said


def test_answers_that_are_loaded_beside_are_used(app):
    events = READ["shop"]()
    frame = rt.slipping(events).frame
    rows = [f"{who},2026-06-01,{score}" for who, score in zip(frame["customer"], [2, 9] * len(frame), strict=False)]
    answers = "\n".join(["customer,answered_at,score", *rows]).encode()
    app.sample("shop").go(app.upload).read("answers.csv", answers).go(STRATEGIES)
    found = {one.key: one for one in measured("shop", answers=rt.read_answers(answers))}
    assert found["feedback_loop"].applies == "yes"
    assert plain(found["feedback_loop"].sign) in app.said


def test_a_small_file(app, small):
    app.read("orders.csv", small).go(STRATEGIES)
    assert "of 15** strategies" in app.said or "None of 15 strategies" in app.said


def test_every_entry_has_its_settings_in_the_link():
    for one in rt.strategies.load():
        assert {f"plan_{one.key}_{part}" for part in ("rate", "take", "share", "seed")} <= set(state.SETTINGS)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (12_000, 48_000, "12 to 48 thousand"),
        (1_234_567, 23_456_789, "1.2 to 23 million"),
        (80, 320.4, "80 to 320"),
        (0.5, 1.25, "0.5 to 1.2"),
        (400, 48_000, "0.4 to 48 thousand"),
        (880, 4_444, "880 to 4,400"),
        (370_000, 1_900_000, "0.37 to 1.9 million"),
        (0, 0, "0 to 0"),
        (99.6, 996, "100 to 1,000"),
        (2e8, 6e10, "0.2 to 60 billion"),
    ],
)
def test_ranges_in_words(low, high, said):
    assert strategy_words.span(low, high) == said


def test_a_rate_above_what_is_lost_is_said_to_be_too_high():
    assert "at most 0.06\N{NO-BREAK SPACE}% of them are lost in a year" in strategy_words.most(0.0006)
