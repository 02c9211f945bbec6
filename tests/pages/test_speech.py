"""Another language without a browser: sentences of controls in any order, choices that keep, links in English."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
import streamlit as st

from pages.shared import sentence, speech
from retention.languages import messages, use

CHURN = "pages/explore/churn.py"
TURNED = {
    "How many customers {came_back} {measure} **{unit}** {numbers} after the {period} of {whose} {visit}?": (
        "{whose} {visit}의 {period} 다음 **{unit}** {numbers} {measure} {came_back} 고객은?"
    ),
    "visit": "방문",
    "month": "달",
    "months": "달",
    "week": "주",
    "on or after": "그때 또는 그 뒤",
    "Cohorts": "코호트",
    "Count": "수",
    "their first": "첫",
}


class Made(NullTranslations):
    """Some Korean, with the parts of a sentence in an order of its own."""

    def gettext(self, message):
        return TURNED.get(message, message)

    def ngettext(self, one, several, n):
        return TURNED.get(one, one if n == 1 else several)


@pytest.fixture
def korean(monkeypatch):
    """Korean as above; nothing that was counted and said in it stays."""
    monkeypatch.setattr(messages, "catalogue", lambda code: Made())
    yield
    st.cache_data.clear()


def speak(app, code):
    app.at.selectbox(key="language").set_value(code)
    return app.run()


def words(app):
    """The plain words of the sentence, in the order of the page."""
    return [found.value for found in app.at.markdown]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Score the answers of each {period}", [("Score the answers of each", "period", "")]),
        ("{period}를 세어요", [("", "period", "를"), ("세어요", "", "")]),
        ("在{period}之后", [("在", "period", ""), ("之后", "", "")]),
        ("{whose}{visit}？", [("", "whose", ""), ("", "visit", "？")]),
        ("Who came?", [("Who came?", "", "")]),
    ],
)
def test_a_sentence_is_cut_at_its_places(text, found):
    assert sentence.pieces(text) == found


def test_words_that_are_known_go_into_the_text():
    assert sentence.pieces("in **{unit}** 1 of {visit}", unit="28-day block") == [
        ("in **28-day block** 1 of", "visit", "")
    ]


def test_the_sentence_follows_the_order_of_the_language(app, small, korean):
    app.read("orders.csv", small).go(app.cohorts)
    english = words(app)
    assert english.index("How many customers") < english.index("**month**") < english.index("after the")
    speak(app, "ko")
    turned = words(app)
    assert turned.index("방문의") < turned.index("다음 **달**") < turned.index("1, 2, 3 …") < turned.index("고객은?")


def test_switching_keeps_what_was_chosen(app, korean):
    app.sample("shop").go(app.cohorts)
    app.choose("radio", "measure", "on or after").choose("select_slider", "cohorts", ("Jan 2025", "Dec 2025"))
    app.choose("button_group", "show", "Count")
    before = app.figure()["data"]
    speak(app, "ko")
    assert app.at.radio(key="measure").value == "on or after"
    assert app.at.radio(key="measure").options[1] == "그때 또는 그 뒤"
    assert app.at.select_slider(key="cohorts").value == ("Jan 2025", "Dec 2025")
    assert app.at.select_slider(key="cohorts").options[-1].endswith("월")
    assert [trace.get("text") for trace in app.figure()["data"] if trace.get("mode") == "text"] == [
        trace.get("text") for trace in before if trace.get("mode") == "text"
    ]
    with use("ko"):  # what is shown is looked up outside the app too
        app.go(CHURN).go(app.cohorts)
    assert app.at.query_params["lang"] == "ko"
    assert app.at.select_slider(key="cohorts").value == ("Jan 2025", "Dec 2025")


def test_switching_keeps_the_period_that_was_looked_at(app, korean):
    app.sample("shop").go(CHURN).choose("radio", "period", "month")
    app.choose("select_slider", "periods", ("Jan 2025", "Dec 2025")).choose("selectbox", "at", "Jun 2025")
    said = app.at.selectbox(key="at").value
    speak(app, "ko")
    assert app.at.selectbox(key="at").value == said == "Jun 2025"
    assert "2025년 6월" in app.at.selectbox(key="at").options
    assert app.at.select_slider(key="periods").value == ("Jan 2025", "Dec 2025")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("month", "달"),
        ("Jan 2025", "2025년 1월"),
        ("9 Mar 2026", "2026년 3월 9일"),
        ("9 Mar 2026, 14:00", "2026년 3월 9일, 14:00"),
        ("2025", "2025"),
        ("3", "3"),
        ("", ""),
        ("2025년 1월", "2025년 1월"),
    ],
)
def test_choices_of_a_link_in_english_are_put_into_the_words_of_the_page(choice, said, korean):
    with use("ko"):
        assert speech.in_words(choice) == said
    assert speech.in_words(choice) == choice


def test_every_setting_whose_choices_are_of_the_file_is_a_setting():
    from pages.shared import state

    assert set(state.SETTINGS) >= speech.OF_THE_FILE
