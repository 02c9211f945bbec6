"""The Behaviours page: what goes with coming back, the search, the trap, time to first value, feature adoption."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import retention as rt

BEHAVIOURS = "pages/act/behaviours.py"
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def events():
    return rt.read_events(SAMPLES / "app_events.csv")


def percent(rate):
    return f"{100 * rate:.1f} %"


def visits(action):
    """Customers who join; every other one does something on the next day, and more of those come back on day 8."""
    lines = ["user_id,timestamp,event"]
    for i in range(160):
        done = [(0, 10, "join"), *([(1, 9, action)] if i % 2 else []), (1, 10, "look")]
        done += [(8, 10, "look")] if i % 8 in (0, 1, 3, 5) else []
        lines += [f'c{i:03d},2024-01-{1 + i % 10 + day:02d} {hour}:00,"{what}"' for day, hour, what in done]
    return "\n".join([*lines, "last,2024-02-27 10:00,join"]).encode()


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(BEHAVIOURS)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_contracts_are_another_kind_of_file(app):
    app.sample("subscriptions").go(BEHAVIOURS)
    assert "This page needs another kind of file" in app.said


def test_an_app_begins_with_the_planted_behaviour(app, events):
    app.sample("app").go(BEHAVIOURS)
    found = rt.behaviour_effect(events, "invite_teammate", first=3, wait=4, later=7)
    assert f"is **{100 * found.difference:.1f} points higher** for those who did **invite_teammate**" in app.said
    assert f"n = {found.n_did:,} against {found.n_not:,}" in app.said
    assert "**more than chance**" in app.said
    assert "only an experiment settles" in app.said
    assert f"{percent(found.coverage)} of {found.n_did + found.n_not:,} customers did" in app.said
    assert f"{found.unwatched:,} customers not watched to the end of it yet" in app.said
    names = [note["text"] for note in app.figure(0)["layout"]["annotations"]]
    assert names == [
        *(f"Did invite_teammate, n = {found.n_did:,}", f"{100 * found.rate_did:.1f} %"),
        *(f"Did not, n = {found.n_not:,}", f"{100 * found.rate_not:.1f} %"),
    ]
    assert len(app.at.get("plotly_chart")) == 5
    assert not any(word in app.said.lower() for word in ("causes", "drives", "rolling"))


def test_the_trap_has_the_numbers_of_this_file(app, events):
    app.sample("app").go(BEHAVIOURS)
    found = rt.behaviour_effect(events, "invite_teammate", first=3, wait=4, later=7)
    assert f"at any time **{percent(found.naive_did)}** came back in days 7 to 13" in app.said
    assert f"of all others **{percent(found.naive_not)}**: {found.naive_lift:.1f} times as often" in app.said
    assert "It counts backwards" in app.said


def test_the_search_says_how_many_were_tried_and_which_stand(app, events):
    app.sample("app").go(BEHAVIOURS)
    found = rt.behaviour_search(events, first=3, wait=4, later=7)
    assert f"**{found.looked_at} behaviours** tried on {found.n_first:,} customers" in app.said
    assert (
        f"looked at again on {found.n_other:,} others: **{len(found.standing)} of {len(found.frame)} events**"
        in app.said
    )
    dots = app.figure(1)["data"][-1]
    assert dots["name"] == "other half"
    assert app.figure(1)["layout"]["yaxis"]["ticktext"][0] == "<b>invite_teammate</b>"
    assert "Not tried" in app.said


def test_another_behaviour_in_other_windows(app, events):
    app.sample("app").go(BEHAVIOURS)
    app.choose("selectbox", "beh_event", "export").choose("number_input", "beh_times", 2)
    app.choose("number_input", "beh_first", 7).choose("number_input", "beh_wait", 0)
    app.choose("number_input", "beh_later", 14)
    found = rt.behaviour_effect(events, "export", 2, first=7, later=14)
    assert "came back in days 7 to 20" in app.said
    assert f"n = {found.n_did:,} against {found.n_not:,}" in app.said
    assert f"**{found.verdict}**" in app.said


def test_a_link_carries_the_choice(app):
    for key, value in {"beh_event": "export", "beh_times": "3", "beh_first": "5", "beh_days": "14"}.items():
        app.at.query_params[key] = value
    app.go(BEHAVIOURS)
    assert "Your link is kept" in app.said
    app.at.query_params.clear()
    app.go(app.upload).sample("app").press("way-on")
    assert app.at.selectbox(key="beh_event").value == "export"
    assert app.at.number_input(key="beh_times").value == 3
    assert "for those who did **export** 3 times or more" in app.said
    assert "Among customers equally active in the first 5 days" in app.said
    assert app.at.select_slider(key="beh_days").value == 14


def test_windows_longer_than_the_data_say_that_nobody_was_watched(app):
    app.sample("app").go(BEHAVIOURS)
    app.choose("number_input", "beh_wait", 115)
    assert "Nobody has been watched for 125 days after the start yet" in app.said


def test_one_day_each(app, events):
    app.sample("app").go(BEHAVIOURS)
    for key, value in {"beh_first": 1, "beh_wait": 0, "beh_later": 1}.items():
        app.choose("number_input", key, value)
    found = rt.behaviour_effect(events, "invite_teammate", first=1, later=1)
    assert f"the share who came back on day 1 is **{100 * found.difference:.1f} points higher**" in app.said


def test_time_to_first_value(app, events):
    app.sample("app").go(BEHAVIOURS).choose("selectbox", "beh_value", "export").choose("select_slider", "beh_days", 14)
    found = rt.time_to_value(events, "export")
    share, lower, upper = found.within(14)
    assert (
        f"**{percent(share)}** did **export** within 14 days of their start "
        f"(likely {100 * lower:.1f} to {100 * upper:.1f} %, n = {found.n:,}, {found.reached:,} of them so far)"
    ) in app.said
    assert "**Median not reached**" in app.said
    cohorts = rt.time_to_value_by_cohort(events, "export", rt.CohortSettings(period="week"), days=14)
    whole = cohorts[cohorts["complete"]]
    assert app.figure(3)["data"][1]["hovertext"][0].startswith(
        f"2 Mar 2026: {whole['reached'].iloc[0]:,} of {whole['n'].iloc[0]:,} got there"
    )
    assert len(app.figure(3)["data"][1]["hovertext"]) == len(whole) < len(cohorts)
    assert f"{len(cohorts) - len(whole)} weeks not there yet, and not shown" in app.said


def test_first_value_by_group(app, events):
    app.sample("app").go(BEHAVIOURS).choose("selectbox", "by", "platform")
    parts = rt.time_to_value(events, "create_project", rt.CohortSettings(segment="platform"))
    for name, part in parts.items():
        assert f"- {name}: **{percent(part.within(7)[0])}**" in app.said
    assert [line["name"] for line in app.figure(2)["data"] if line.get("name")] == list(parts)


def test_feature_adoption_with_its_threshold(app, events):
    app.sample("app").go(BEHAVIOURS).choose("select_slider", "beh_least", 2)
    settings = rt.CohortSettings(period="week", clock="elapsed", max_age=12)
    frame = rt.feature_adoption(events, settings, times=2)
    row = frame[(frame["event"] == "create_project") & (frame["age"] == 1)].iloc[0]
    assert f"Of {row['active']:,} customers active in week 1, these did, at least 2 times:" in app.said
    assert f"**{percent(row['share'])}** create_project" in app.said


def test_only_some_rows(app, events):
    app.sample("app").go(BEHAVIOURS).choose("selectbox", "column1", "platform")
    app.choose("multiselect", "values1", ["web"])
    assert "Only rows where platform is **web**" in app.said
    settings = rt.CohortSettings(where=(("platform", "==", "web"),))
    found = rt.behaviour_effect(events, "invite_teammate", first=3, wait=4, later=7, settings=settings)
    assert f"n = {found.n_did:,} against {found.n_not:,}" in app.said


def test_a_file_without_events_names_the_column_and_shows_the_second_visit(app):
    app.sample("shop").go(BEHAVIOURS)
    assert "What customers did is not in this file" in app.said
    assert "It needs a column that names it in each row" in app.said
    found = rt.repeat_rate(rt.read_events(SAMPLES / "shop_orders.csv"), days=90)
    assert f"**{found.came:,}** ordered again within that time" in app.said
    assert len(app.at.get("plotly_chart")) == 1


def test_names_from_a_file_are_never_obeyed(app):
    hostile = "![x](http://e.vil/i.png)<b>"
    app.read("app.csv", visits(hostile)).go(BEHAVIOURS).choose("selectbox", "beh_event", hostile)
    assert "for those who did **!" in app.said
    texts = [element.value for kind in ("markdown", "caption") for element in getattr(app.at, kind)]
    assert not any("](http" in text or "<b>" in text.replace("\\<b\\>", "") for text in texts)
    drawn = "".join(json.dumps(app.figure(i)) for i in range(len(app.at.get("plotly_chart"))))
    assert "e.vil" in drawn
    assert "i.png)<b>" not in drawn


def test_a_small_file_says_what_is_missing(app):
    app.read("few.csv", b"user_id,timestamp,event\na,2024-01-01,join\na,2024-01-06,save\nb,2024-03-01,join\n")
    app.go(BEHAVIOURS)
    assert "Nobody did it in the first 3 days" in app.said
    assert "Nothing could be tried" in app.said
    assert "Only 0" not in app.said
