"""Did it work? A campaign's list, an A/B file, a change nobody was held out of."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import retention as rt
from pages.shared import state

RESULTS = "pages/act/results.py"
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def plain(text):
    return " ".join(text.split())


def upload(app, data, name="list.csv"):
    app.at.file_uploader[0].upload(name, data, "text/csv")
    return app.run()


@pytest.fixture
def result():
    campaign = rt.read_campaign(SAMPLES / "campaign.csv")
    return rt.campaign_result(rt.read_events(SAMPLES / "shop_orders.csv"), campaign, 30)


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(RESULTS)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_an_experiment_needs_nothing_else(app):
    app.go(RESULTS).choose("button_group", "did_view", "An A/B file")
    assert "Nothing to show yet" not in app.said
    rows = [f"{i},{'gate_40' if i % 2 else 'gate_30'},{i % 10 < 4 + i % 2},{i % 10 < 2}" for i in range(2000)]
    data = "\n".join(["userid,version,retention_1,retention_7", *rows]).encode()
    upload(app, data)
    found = rt.experiment_result(rt.read_experiment(data))
    assert plain(found.words) in app.said
    assert len(app.at.get("plotly_chart")) == 2
    assert "fits the intended split of 50 to 50" in app.said
    app.press("did-other-ab")
    assert not app.at.get("plotly_chart")


def test_the_sample_list(app, result):
    app.sample("shop").go(RESULTS).press("did-sample")
    assert "The treated came back more often, by more than chance." in app.said
    for text in (result.words, result.money_words, result.waiting_words):
        assert plain(text) in app.said
    assert "4 customers in both groups" in app.said
    assert "3 treated and 2 holdout not in the data at all, left out." in app.said
    assert "3 rows of customers who stand in their group already" in app.said
    assert "no customer: 1, no group: 1" in app.said
    assert app.figure(0)["data"][1]["text"] == ["4.6 %", "1.3 %"]


def test_the_intended_split_is_checked(app):
    app.sample("shop").go(RESULTS).press("did-sample")
    assert "Say which shares were intended" in app.said
    app.choose("selectbox", "did_split", "50 : 50")
    assert "fits the intended split of 50 to 50" in app.said
    app.choose("selectbox", "did_split", "80 : 20")
    assert "not to be trusted" in app.said


def test_other_days(app, result):
    app.sample("shop").go(RESULTS).press("did-sample").choose("select_slider", "did_days", 120)
    assert "Not known yet." in app.said
    assert "are not over" in app.said
    app.choose("select_slider", "did_days", 7)
    assert "No difference that chance could not have made." in app.said


def test_the_other_group(app):
    app.sample("shop").go(RESULTS).press("did-sample").press("did-swap")
    assert "The treated came back less often, by more than chance." in app.said
    app.press("did-other")
    assert "Bring the list back" in app.said


def test_a_list_that_has_to_be_asked_about(app, small):
    app.read("orders.csv", small).go(RESULTS)
    upload(app, b"customer,group\nann,A\nbob,B\ncid,A\ndan,B\n")
    assert "left alone" in app.at.radio[0].label.replace("\\", "")
    app.at.radio[0].set_value("B")
    app.run()
    assert "On which day" in app.at.date_input[0].label
    app.at.date_input[0].set_value("2024-02-01")
    app.run()
    assert "Too few customers to say." in app.said
    assert "2 A, 2 B" in app.said


def test_a_list_whose_columns_have_to_be_named(app, small):
    app.read("orders.csv", small).go(RESULTS)
    upload(app, b"mystery,thing,date\nann,alpha,2024-02-01\nbob,beta,2024-02-01\n")
    assert "No column says which group each is in." in app.said
    next(box for box in app.at.selectbox if box.label == "Which group").set_value("thing")
    app.run()
    next(box for box in app.at.selectbox if box.label.startswith("Who")).set_value("mystery")
    app.run()
    app.at.radio[0].set_value("alpha")
    app.run()
    assert "1 beta, 1 alpha" in app.said


def test_strangers_and_broken_files(app, small):
    app.read("orders.csv", small).go(RESULTS)
    upload(app, b"")
    assert "empty" in app.said.lower()
    upload(app, b"customer,group,date\nx1,treated,2024-02-01\nx2,holdout,2024-02-01\n")
    assert "None of the 2 customers on the list is in your data" in app.said
    assert not app.at.get("plotly_chart")


def test_names_from_a_file_are_never_markup(app, small):
    app.read("orders.csv", small).go(RESULTS)
    upload(app, b"customer,group,date\nann,**bold**,2024-02-01\nbob,holdout,2024-02-01\nzz,**bold**,2024-02-01\n")
    texts = [element.value for element in app.at.markdown] + [element.value for element in app.at.caption]
    assert not any("**bold**" in text.replace("\\*", "") for text in texts)
    assert any("\\*\\*bold\\*\\*" in text for text in texts)


def test_hashed_ids_find_their_way_back(app, small):
    def secret(name):
        return hashlib.sha256(f"pepper{name}".encode()).hexdigest()

    groups = {"ann": "treated", "bob": "holdout", "cid": "treated", "dan": "holdout"}
    rows = [f"{secret(name)},{group}" for name, group in groups.items()]
    app.read("orders.csv", small).go(RESULTS)
    upload(app, "\n".join(["customer,group,date", *(f"{row},2024-02-01" for row in rows)]).encode())
    assert "None of the 4 customers" in app.said
    app.at.text_input(key="did-salt").set_value("pepper")
    app.run()
    assert "None of the 4 customers" not in app.said


def test_contracts(app):
    app.sample("subscriptions").go(RESULTS)
    rows = [f"A{i:04d},{'treated' if i % 2 else 'holdout'},2026-03-01" for i in range(1, 500)]
    upload(app, "\n".join(["account,group,date", *rows]).encode())
    assert "were customers as their days ended" in app.said
    assert "Money a month gained" in app.said


def test_before_and_after(app):
    app.sample("shop").go(RESULTS).choose("button_group", "did_view", "Before and after")
    app.choose("date_input", "did_day", "2025-09-01").choose("selectbox", "did_unit", "month")
    found = rt.before_after(rt.read_events(SAMPLES / "shop_orders.csv"), "2025-09-01")
    assert plain(found.words(1)) in app.said
    assert "This is no proof." in app.said
    app.choose("select_slider", "did_age", 3)
    assert plain(found.words(3)) in app.said
    after = next(line for line in app.figure(0)["data"] if line["name"] == "after")
    assert after["y"] == pytest.approx(found.to_frame()["after_rate"].tolist())


def test_a_note_on_the_time_axis_is_a_day(app):
    app.sample("shop")
    note = rt.Annotation("2025-09-01", "Better onboarding", "change")
    app.at.session_state["_notes"] = state.Notes((note,))
    app.go(RESULTS).choose("button_group", "did_view", "Before and after").choose("selectbox", "did_unit", "month")
    assert app.at.selectbox(key="did-note").value == "Better onboarding (1 Sep 2025)"
    assert plain(rt.before_after(rt.read_events(SAMPLES / "shop_orders.csv"), note).words(1)) in app.said
    app.choose("selectbox", "did-note", "another day")
    assert app.at.date_input(key="did_day").value is None
    assert "Choose the day" in app.said


def test_before_and_after_of_contracts(app):
    app.sample("subscriptions").go(RESULTS).choose("button_group", "did_view", "Before and after")
    assert "Choose the day" in app.said, "no day that nobody named is compared"
    assert not app.at.get("plotly_chart")
    app.choose("date_input", "did_day", "2025-09-01")
    assert "This is no proof." in app.said
    assert "were still customers in" in app.said


def test_other_kinds_of_files(app):
    app.sample("answers").go(RESULTS)
    assert "This page needs another kind of file" in app.said


def test_an_age_and_a_note_that_are_no_more_are_let_go(app):
    app.sample("shop").go(RESULTS).choose("button_group", "did_view", "Before and after")
    app.choose("date_input", "did_day", "2025-09-01").choose("selectbox", "did_unit", "month")
    app.choose("select_slider", "did_age", 8).choose("selectbox", "did_unit", "quarter")
    assert app.at.select_slider(key="did_age").value == 1
    app.at.session_state["_notes"] = state.Notes((rt.Annotation("2025-09-01", "One", "change"),))
    app.run().choose("selectbox", "did-note", "One (1 Sep 2025)")
    app.at.session_state["_notes"] = state.Notes((rt.Annotation("2025-10-01", "Other", "change"),))
    assert "Other (1 Oct 2025)" in app.run().at.selectbox(key="did-note").options
    assert "This is no proof." in app.said


def test_a_day_with_nothing_on_one_side_says_so(app):
    app.sample("shop").go(RESULTS).choose("button_group", "did_view", "Before and after")
    app.choose("date_input", "did_day", "2026-06-30")
    assert "Nothing can be compared" in app.said
    assert not app.at.get("plotly_chart")
