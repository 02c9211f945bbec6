"""The NPS page: answers in beside what customers did, the right sentences and figures out."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

import retention as rt

NPS, AUDIT = "pages/voice/nps.py", "pages/data/audit.py"
SAMPLE = "sample_data/answers.csv"


def survey(promoters, passives, detractors, header="id,date,score"):
    """A file of answers, one a day of 2024 from the first of January on, as often as told."""
    scores = [10] * promoters + [8] * passives + [3] * detractors
    rows = [f"c{i},2024-{i % 12 + 1:02}-{i % 28 + 1:02},{score}" for i, score in enumerate(scores)]
    return "\n".join([header, *rows]).encode() + b"\n"


def numbers(values):
    """A row of numbers of a figure, however it was sent."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    return values


def say_answers(app):
    """Say that a row of the given file is an answer."""
    kind = next(box.key for box in app.at.button_group if str(box.key).startswith("role-kind-"))
    return app.choose("button_group", kind, "answers")


@pytest.fixture
def answers(app):
    """Somebody who has read the sample of answers."""
    return app.sample("answers")


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(NPS)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_visits_alone_are_not_answers(app, small):
    app.read("orders.csv", small).go(NPS)
    assert "This page needs another kind of file" in app.said
    assert "answers to a survey" in app.said
    assert "nothing is thrown away" in app.said


def test_answers_alone_are_not_visits(answers):
    answers.go(answers.cohorts)
    assert "This page needs another kind of file" in answers.said
    assert "not your data" in answers.said


def test_the_textbook(app):
    app.read("survey.csv", survey(50, 30, 20))
    assert app.at.button(key="way-on").label == "See the score"
    app.press("way-on")
    assert (
        "The score is **+30** (likely +15 to +45), from 100 answers: 50 promoters, 30 passives, 20 detractors."
        in app.said
    )
    assert "50 / 100 = **50.0 %**" in app.said
    assert "50.0 − 20.0 = **+30.0**" in app.said
    assert "√((0.500 + 0.200 − 0.300²) / 100) = **±15.3**" in app.said


def test_the_sample(answers):
    answers.go(NPS)
    read = rt.read_answers(SAMPLE)
    assert "The score is **+41.5** (likely +38.1 to +44.9), from 1,993 answers" in answers.said
    shown = answers.figure(0)["data"][-1]
    assert numbers(shown["y"]) == pytest.approx(rt.nps(read, "month")["score"].tolist())
    assert numbers(answers.figure(1)["data"][0]["y"]) == rt.score_counts(read)["count"].tolist()
    assert len(answers.at.get("plotly_chart")) == 3
    # May and June 2026 cannot be told apart, June and the June before can.
    assert "The two cannot be told apart from chance." in answers.said
    assert "**Jun 2026 against Jun 2025:**" in answers.said


def test_a_shorter_time_and_another_period(answers):
    answers.go(NPS).choose("radio", "survey_period", "quarter")
    assert "Score, quarter by quarter" in answers.said
    answers.choose("select_slider", "survey_range", ("Q1 2026", "Q1 2026"))
    assert "from 401 answers: 181 promoters, 124 passives, 96 detractors" in answers.said
    answers.choose("radio", "survey_period", "month")
    assert "from 1,993 answers" in answers.said


def test_groups_say_which_differ_by_more_than_chance(answers):
    answers.go(NPS).choose("selectbox", "survey_by", "country")
    assert "No group differs from the others by more than chance could do. Corrected for looking at 4" in answers.said
    answers.choose("selectbox", "survey_by", "channel")
    assert "**Search**: +34 of 1,074 answers, against +51 of all others: −17 points" in answers.said
    frame = rt.nps(rt.read_answers(SAMPLE), segment="channel")
    assert numbers(answers.figure(3)["data"][1]["x"]) == pytest.approx(frame["score"].tolist())


def test_comments_are_searched_and_never_obeyed(app):
    evil = "<img src=x onerror=alert(1)> [a](http://b.example)"
    rows = [
        f"a{i},2024-01-0{i + 1},{score},{text}"
        for i, (score, text) in enumerate([(10, evil), (3, "too SLOW"), (9, "fine")])
    ]
    app.read("survey.csv", "\n".join(["id,date,nps,comment", *rows]).encode()).go(NPS)
    assert "**3** comments" in app.said
    app.at.text_input(key="survey_words").set_value("slow")
    app.run()
    assert "**1** of 3 comments" in app.said
    assert [frame.value["Comment"].tolist() for frame in app.at.dataframe if "Comment" in frame.value] == [["too SLOW"]]
    app.choose("button_group", "survey_group", "Promoters")
    assert "**0** of 2 comments" in app.said
    assert "onerror" not in app.said


def test_what_they_did_after_needs_the_visits(answers):
    answers.go(NPS)
    assert "Load the visits or orders of the same customers too" in answers.said


def test_both_loaded_are_joined(answers):
    answers.go(answers.upload).sample("shop")
    assert "Loaded: **shop_orders.csv** and **answers.csv**" in answers.said
    answers.go(NPS)
    events, read = rt.read_events("sample_data/shop_orders.csv"), rt.read_answers(SAMPLE)
    assert "Of 592 promoters watched for 90 days after the answer, **361** came back: **61.0 %**" in answers.said
    assert "Of 208 detractors watched for 90 days after the answer, **90** came back: **43.3 %**" in answers.said
    assert "A higher answer goes with coming back more often" in answers.said
    answers.choose("select_slider", "survey_days", 30)
    found = rt.retention_by_answer(read, events, 30).to_frame().loc["promoters"]
    assert f"Of {found['watched']:.0f} promoters watched for 30 days" in answers.said
    assert numbers(answers.figure(3)["data"][1]["x"])[0] == pytest.approx(found["rate"])


def test_neither_throws_the_other_away_and_each_can_be_let_go(answers, small):
    answers.go(answers.upload).read("orders.csv", small)
    assert "Loaded: **orders.csv** and **answers.csv**" in answers.said
    assert answers.at.button(key="way-on").label == "See the overview"
    answers.press("let-go-events")
    assert "Loaded: **answers.csv**" in answers.said
    answers.go(answers.cohorts)
    assert "This page needs another kind of file" in answers.said
    answers.go(answers.upload).press("let-go-answers")
    assert "No data yet" in answers.said


def test_customers_called_otherwise_are_not_joined_in_silence(answers, small):
    answers.go(answers.upload).read("orders.csv", small).go(NPS)
    assert "None of the 1,318 customers who answered is among the visits" in answers.said


def test_audit_of_both(answers, small):
    answers.go(answers.upload).read("orders.csv", small).go(AUDIT)
    assert "Usual interval between visits" in answers.said
    answers.choose("button_group", "audited-events-answers", "answers")
    assert "Answers used" in answers.said
    assert "**1,993**" in answers.said
    assert "Score outside 0 to 10" in answers.said


def test_rows_that_are_no_valid_answer_are_listed(answers):
    answers.go(NPS)
    assert "No score: 6, score is not a whole number: 1, score outside 0 to 10: 3." in answers.said
    listed = next(frame.value for frame in answers.at.dataframe if "why" in frame.value)
    assert len(listed) == 10
    assert listed["where"].tolist()[0] == "line 228"


def test_a_scale_from_1_to_5_is_refused_with_the_reason(app):
    rows = [f"a{i},2024-01-{i % 28 + 1:02},{i % 5 + 1}" for i in range(60)]
    app.give("stars.csv", "\n".join(["id,date,stars", *rows]).encode())
    say_answers(app).choose_role("score", "stars").choose_role("time", "date")
    app.press("read")
    assert "not on a scale from 0 to 10: the answers go from 1 to 5" in app.said
    assert app.at.button(key="read")  # the form stays
    app.at.toggle(key="file-scale").set_value(True)
    app.run()
    app.press("read").go(NPS)
    assert "0 promoters, 0 passives, 60 detractors" in app.said


def test_answers_without_time_and_customer(app):
    app.read("survey.csv", b"nps,why\n" + b"10,good\n3,bad\n9,\n" * 20).go(NPS)
    assert "The score is **+33** " in app.said
    assert "from 60 answers" in app.said
    assert "no column was named for that" in app.said
    assert len(app.at.get("plotly_chart")) == 1


def test_answers_none_of_which_is_valid_are_a_sentence(app):
    app.give("survey.csv", b"id,date,nps\na,2024-01-05,x\nb,2024-01-06,\n")
    say_answers(app).choose_role("score", "nps").press("read")
    assert "No row of 'nps' is usable" in app.said
    assert "Nothing to show yet" in app.go(NPS).said


def test_a_header_alone_is_a_sentence(app):
    app.give("survey.csv", b"id,date,nps\n")
    assert "header" in app.said
    assert "Nothing to show yet" in app.go(NPS).said


def test_one_answer(app):
    app.give("survey.csv", b"id,date,nps\na,2024-01-05,10\n")
    say_answers(app).choose_role("score", "nps").press("read").go(NPS)
    assert "from 1 answer: 1 promoter, 0 passives, 0 detractors" in app.said
    assert "all of one group, which gives no range" in app.said
    assert "So few answers say next to nothing" in app.said


# ------------------------------------------------------------------------------------------------ real files
def test_a_dirty_file(app, shared):
    app.read("nps_dirty.csv", (shared / "data" / "messy" / "nps_dirty.csv").read_bytes()).go(NPS)
    assert "from 13 answers: 6 promoters, 2 passives, 5 detractors" in app.said
    assert len(next(frame.value for frame in app.at.dataframe if "why" in frame.value)) == 7


def test_nobody_but_passives(app, shared):
    app.read("nps_all_passive.csv", (shared / "data" / "messy" / "nps_all_passive.csv").read_bytes()).go(NPS)
    assert "The score is **0** (all of one group, which gives no range), from 20 answers" in app.said


def test_a_year_of_answers(app, shared):
    path = shared / "data" / "real" / "nps" / "NPStimeseries.csv"
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    app.read("NPStimeseries.csv", path.read_bytes()).go(NPS)
    assert "The score is **+11.8** (likely +9.3 to +14.3), from 5,000 answers" in app.said
    assert numbers(app.figure(0)["data"][-1]["y"]) == pytest.approx(
        [month["nps"] for month in truth["by_month"].values()]
    )
    app.choose("selectbox", "survey_by", "Market")
    assert "By Market" in app.said


# ------------------------------------------------------------------------------------------- links and readings
def test_a_link_waits_for_its_answers(app, small):
    app.at.query_params["survey_period"] = "quarter"
    app.at.query_params["survey_by"] = "channel"
    app.go(NPS)
    assert "Your link is kept" in app.said
    app.at.query_params.clear()
    app.go(app.upload).read("orders.csv", small)
    assert app.at.button(key="way-on").label == "See the overview"  # the link is about answers
    app.sample("answers")
    assert app.at.button(key="way-on").label == "Open the view of your link"
    app.press("way-on")
    assert (app.at.radio(key="survey_period").value, app.at.selectbox(key="survey_by").value) == ("quarter", "channel")


def test_settings_of_the_one_survive_a_new_file_of_the_other(answers, small):
    answers.go(NPS).choose("selectbox", "survey_by", "channel").go(answers.upload).read("orders.csv", small).go(NPS)
    assert "By channel" in answers.said


def test_another_zone_is_tried_first(answers):
    answers.go(AUDIT).choose("selectbox", "reading-timezone-UTC", "Asia/Tokyo")
    assert "None of these numbers would change: customers, rows used, score, span." in answers.said
    answers.press("use-reading")
    assert answers.at.session_state["_survey"].timezone == "Asia/Tokyo"


def test_copies_of_answers(app):
    rows = [f"a{i},2024-01-{i % 28 + 1:02},{score}" for i, score in enumerate([10, 3] * 15)]
    app.read("survey.csv", "\n".join(["id,date,nps", *rows, rows[0]]).encode()).go(AUDIT)
    assert "**1 row** in the file repeats an earlier row in every column" in app.said
    assert "Without them the score would be **0** instead of **+3.2**" in app.said
    app.press("drop-copies")
    assert "1 row left out as exact copies of an earlier row" in app.said
