"""Answers from files: what is a score and what is not, other scales, roles, and an account of every row."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.values.scores import REASONS, read_scores, understand

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
here = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared with files is not here")


def rows_of(scores, header="score") -> bytes:
    """A file of answers with an id and a day each."""
    lines = [f"c{i},2024-01-{1 + i % 28:02},{score}" for i, score in enumerate(scores)]
    return "\n".join([f"id,date,{header}", *lines]).encode()


# ------------------------------------------------------------------------------------------------------ single cells
UNDERSTOOD = {
    "0": 0,
    "10": 10,
    " 7 ": 7,
    "9.0": 9,
    "9,0": 9,
    "+8": 8,
    "１０": 10,
    "٩": 9,
    "๗": 7,
    "10 - Extremely likely": 10,
    "0 – Not at all likely": 0,
    "10: very likely": 10,
    "8 (likely)": 8,
    "9/10": 9,
    "9 / 10": 9,
    "9 of 10": 9,
    "9 out of 10": 9,
    "10/10 - great": 10,
    "10점": 10,
    "9分": 9,
    "Extremely likely (10)": 10,
    "Not at all likely - 0": 0,
    "3 - 별로 추천하지 않음": 3,
}
NOT_UNDERSTOOD = {
    "": "no score",
    "   ": "no score",
    "n/a": "no score",
    "NULL": "no score",
    "7.5": "score is not a whole number",
    "11": "score outside 0 to 10",
    "-1": "score outside 0 to 10",
    "−1": "score outside 0 to 10",
    "100": "score outside 0 to 10",
    "11 - beyond": "score outside 0 to 10",
    "★★★★★": "score cannot be read",
    "5 stars": "score cannot be read",
    "별 5개": "score cannot be read",
    "4/5": "score cannot be read",
    "7 or 8": "score cannot be read",
    "9-10": "score cannot be read",
    "90%": "score cannot be read",
    "9+": "score cannot be read",
    "1,000": "score cannot be read",
    "very likely": "score cannot be read",
    "ten": "score cannot be read",
    "2024-01-05": "score cannot be read",
    "1 reason is that " + "it is so slow " * 8: "score cannot be read",
}


@pytest.mark.parametrize(("text", "score"), UNDERSTOOD.items())
def test_what_is_understood(text, score):
    found = read_scores(pa.chunked_array([[text]]))
    assert (found.values.tolist(), found.state.tolist()) == ([score], [0])


@pytest.mark.parametrize(("text", "reason"), NOT_UNDERSTOOD.items())
def test_what_is_no_answer(text, reason):
    found = read_scores(pa.chunked_array([[text]]))
    assert (found.values.tolist(), REASONS[int(found.state[0])]) == ([-1], reason)


@pytest.mark.parametrize("values", [[10, 0, None], [10.0, 0.0, None], [np.float32(10), np.float32(0), None]])
def test_numbers_of_any_type(values):
    assert read_scores(pa.chunked_array([pa.array(values)])).values.tolist() == [10, 0, -1]


@settings(deadline=None)
@given(st.text(max_size=30))
def test_nothing_but_a_whole_number_from_0_to_10_is_ever_a_score(text):
    found = read_scores(pa.chunked_array([[text]]))
    assert -1 <= found.values[0] <= 10
    assert (found.values[0] >= 0) == (found.state[0] == 0)
    if found.values[0] >= 0:
        assert understand(text).number == found.values[0]


# ------------------------------------------------------------------------------------------------------ other scales
@pytest.mark.parametrize(
    ("scores", "header", "words"),
    [
        ([1, 2, 3, 4, 5] * 4, "rating", "from 1 to 5"),
        ([4, 5, 5, 4, 3], "score", "from 3 to 5"),
        ([*[1, 2, 3, 4, 5] * 100, 9], "score", "from 1 to 5"),
        ([0, 1, 2, 3, 4, 5] * 6, "score", "from 0 to 5"),
        ([1, 2, 3, 4, 5, 6, 7] * 3, "score", "from 1 to 7"),
        ([0, 35, 80, 100, 90, 62], "score", "0 to 100"),
        ([-100, 0, 50, 100], "nps", "-100 to 100"),
        ([-5, -3, 0, 2, 5], "score", "-5 to 5"),
        (["4/5", "5/5", "3/5"], "score", "out of 5"),
        (["★★★★", "★★★★★", "★"], "score", "stars"),
        ([7.5, 8.25, 6.1], "nps", "no whole numbers"),
        ([7, 8, 9], "Rate us (1-5)", "the header says 1 to 5"),
        ([7, 8, 9], "satisfaction 0 to 100", "the header says 0 to 100"),
    ],
)
def test_a_scale_that_is_not_0_to_10_is_refused(scores, header, words):
    with pytest.raises(rt.ReadError, match="not on a scale from 0 to 10") as refused:
        rt.read_answers(rows_of(scores, header), rt.AnswersMapping(score=header, time="date"))
    assert words in refused.value.what
    assert 'scale="0-10"' in refused.value.todo


@pytest.mark.parametrize(
    ("scores", "header"),
    [
        ([1, 5, 8, 10], "score"),
        ([0, 1, 2, 3], "score"),
        ([3, 1], "score"),
        ([1, 2, 3, 4, 5, 5], "How likely are you to recommend us? (0-10)"),
        ([7, 8] * 10, "score"),
        ([6, 7, 6, 7, 6, 7, 7], "score"),
        ([*range(11), 42], "score"),
        ([10, 9, 0], "Q1-5 score"),
    ],
)
def test_a_scale_that_may_be_0_to_10_is_read(scores, header):
    answers = rt.read_answers(rows_of(scores, header), rt.AnswersMapping(score=header, time="date"))
    assert sorted(answers.score.tolist()) == sorted(score for score in scores if score <= 10)


def test_low_answers_are_read_where_the_scale_is_known():
    data = rows_of([1, 2, 3, 4, 5] * 4)
    answers = rt.read_answers(data, scale="0-10")
    assert len(answers) == 20
    with pytest.raises(rt.ReadError, match="not known"):
        rt.read_answers(data, scale="1-5")


def test_a_scale_without_0_is_taken_with_a_note():
    notes = [said for said in rt.read_answers(rows_of(range(1, 11))).report.assumed if "No answer is 0" in said]
    assert len(notes) == 1
    assert not any("No answer is 0" in said for said in rt.read_answers(rows_of(range(11))).report.assumed)


# ------------------------------------------------------------------------------------------------------ whole files
SURVEY = """respondent,answered_at,How likely are you to recommend us? (0-10),Why?,market
R0,2024-01-10 09:00,10,love it,UK
R1,2024-01-11 10:30,10 - Extremely likely,"=1+1",
,2024-01-12 11:00,3,<b>slow</b>,US
R3,,9,no date,US
R4,2024-02-30 10:00,8,no such day,US
R5,2024-01-15 10:00,,no score,US
R6,2024-01-16 10:00,7.5,half,US
,,,,
Total,,5,,
R0,2024-03-01 08:00,6,worse,UK
"""


@pytest.fixture(scope="module")
def survey() -> rt.Answers:
    return rt.read_answers(SURVEY.encode())


def test_roles_are_found(survey):
    guess = rt.inspect(SURVEY.encode())
    assert guess.kind == "answers"
    assert guess.answers == survey.mapping
    assert survey.mapping == rt.AnswersMapping(
        "How likely are you to recommend us? (0-10)", "answered_at", "respondent", "Why?", ("market",)
    )
    assert rt.inspect(b"customer,date,total\na,2024-01-05,5\n").answers is None


def test_every_row_is_accounted_for(survey):
    assert survey.score.tolist() == [10, 10, 3, 6]
    assert survey.report.dropped == {
        "blank row": 1,
        "totals row": 1,
        "no score": 1,
        "score is not a whole number": 1,
        "no date": 1,
        "date does not exist": 1,
    }
    report = survey.report
    assert (report.rows_read, report.rows_kept) == (10, 4)
    assert report.left_out.set_index("reason")["line"].to_dict() == {
        "no date": 5,
        "date does not exist": 6,
        "no score": 7,
        "score is not a whole number": 8,
        "blank row": 9,
        "totals row": 10,
    }
    assert report.rejected().set_index("why left out").loc["score is not a whole number"].to_dict()["Why?"] == "half"


def test_answers_without_a_name_count_and_are_told(survey):
    assert (len(survey), survey.n_customers) == (4, 2)
    assert any("1 answer names no customer" in said for said in survey.report.assumed)


def test_what_is_kept(survey):
    assert survey.frame().iloc[:, :5].to_dict("list") == {
        "row": [1, 2, 3, 10],
        "respondent": ["R0", "R1", "", "R0"],
        "answered_at": [
            *(
                datetime(2024, 1, 10, 9),
                datetime(2024, 1, 11, 10, 30),
                datetime(2024, 1, 12, 11),
                datetime(2024, 3, 1, 8),
            )
        ],
        "How likely are you to recommend us? (0-10)": [10, 10, 3, 6],
        "Why?": ["love it", "=1+1", "<b>slow</b>", "worse"],
    }
    assert survey.span == (pd.Timestamp(2024, 1, 10, 9), pd.Timestamp(2024, 3, 1, 8))
    assert survey.observed_until == pd.Timestamp(2024, 3, 2)
    assert survey.nbytes > 0


def test_comments_can_be_searched(survey):
    assert survey.comments()["comment"].tolist() == ["worse", "<b>slow</b>", "=1+1", "love it"]
    found = survey.comments("SLOW")
    assert found[["row", "customer", "score", "comment"]].to_numpy().tolist() == [[3, "", 3, "<b>slow</b>"]]
    assert survey.comments(scores=(9, 10))["customer"].tolist() == ["R1", "R0"]
    assert survey.comments("nowhere").empty
    assert rt.read_answers(rows_of([9, 0])).comments().empty


def test_fingerprints_change_with_the_data(survey):
    assert survey.fingerprint == rt.read_answers(SURVEY.encode()).fingerprint
    others = [
        rt.read_answers(SURVEY.replace("US", "FR").encode()),
        rt.read_answers(SURVEY.replace("love it", "like it").encode()),
        rt.read_answers(SURVEY.replace("R1,", "R9,").encode()),
        survey.observed_to("2024-04-01"),
    ]
    assert len({survey.fingerprint, *(other.fingerprint for other in others)}) == 5


def test_columns_can_be_named():
    data = b"a,b,c,d\nx,2024-01-05,9,UK\ny,2024-01-06,2,US\n"
    named = rt.read_answers(data, customer="a", time="b", score="c", segments=("d",))
    mapped = rt.read_answers(data, rt.AnswersMapping("c", "b", "a", segments="d"))
    assert named.mapping == mapped.mapping
    assert named.score.tolist() == mapped.score.tolist() == [9, 2]


def test_a_file_of_scores_alone():
    answers = rt.read_answers(b"nps\n9\n10\n0\n9\n")
    assert answers.score.tolist() == [9, 10, 0, 9]
    assert (answers.time, answers.customer, answers.observed_until is pd.NaT) == (None, None, True)
    assert "dates" not in answers.report.detected
    assert repr(answers) == "<Answers: 4 answers>"
    with pytest.raises(rt.SettingsError, match="no time"):
        rt.nps(answers, "month")


def test_what_cannot_be_read_is_said():
    with pytest.raises(rt.MappingError, match="No column looks like answers"):
        rt.read_answers(b"customer,date,total\na,2024-01-05,5\nb,2024-01-06,7\n")
    with pytest.raises(rt.MappingError, match="There is no column 'nbs'"):
        rt.read_answers(b"id,nps\na,9\n", rt.AnswersMapping("nbs"))
    with pytest.raises(rt.EmptyFileError, match="no score"):
        rt.read_answers(b"id,nps\na,\nb,n/a\n", rt.AnswersMapping("nps"))
    with pytest.raises(rt.UndecidedError) as open_:
        rt.read_answers(b"id,date,nps\na,03/04/2024,9\nb,05/06/2024,2\n")
    assert open_.value.questions[0].key == "date_order"
    decided = rt.read_answers(b"id,date,nps\na,03/04/2024,9\nb,05/06/2024,2\n", date_order="dmy")
    assert decided.span[0] == pd.Timestamp(2024, 4, 3)


def test_copies_are_kept_unless_told_and_never_seen_without_customers():
    data = b"id,date,nps\na,2024-01-05,9\na,2024-01-05,9\nb,2024-01-05,9\na,2024-01-05,9\n"
    kept = rt.read_answers(data)
    assert (len(kept), kept.report.copies.tolist()) == (4, [2, 4])
    dropped = rt.read_answers(data, duplicates="drop")
    assert (len(dropped), dropped.report.dropped) == (2, {"exact copy of an earlier row": 2})
    assert kept.without_copies().score.tolist() == [9, 9]
    nobody = rt.read_answers(b"date,nps\n2024-01-05,9\n2024-01-05,9\n2024-01-05,0\n", duplicates="drop")
    assert len(nobody) == 3


def test_frames_and_workbooks_give_the_same():
    frame = pd.DataFrame(
        {"id": ["a", "b", None], "date": pd.to_datetime(["2024-01-05", "2024-01-06", "2024-02-01"]), "nps": [10, 7, 0]}
    )
    book = BytesIO()
    frame.to_excel(book, index=False)
    mapping = rt.AnswersMapping("nps", "date", "id")
    from_frame, from_book = rt.answers_from_frame(frame, mapping), rt.read_answers(book.getvalue())
    assert from_frame.score.tolist() == from_book.score.tolist() == [10, 7, 0]
    assert from_frame.time.tolist() == from_book.time.tolist()
    assert from_frame.customer.tolist() == [0, 1, -1]


# ------------------------------------------------------------------------------------------------------- real files
@here
@pytest.mark.parametrize("name", ["nps_dirty.csv", "nps_all_passive.csv"])
def test_messy_files(name):
    truth = json.loads((SHARED / "messy" / "TRUTH.json").read_text(encoding="utf-8"))["files"][name]
    answers = rt.read_answers(SHARED / "messy" / name)
    expected = truth.get("nps_strict") or truth["nps"]
    found = rt.nps(answers).iloc[0]
    assert {key: found[key] for key in ("promoters", "passives", "detractors", "n")} == {
        key: expected[key] for key in ("promoters", "passives", "detractors", "n")
    }
    assert found["score"] == pytest.approx(expected["nps"])
    assert found["mean"] == pytest.approx(expected["mean"])
    assert sum(answers.report.dropped.values()) == truth.get("invalid", 0)
    assert len(answers.report.left_out) == truth.get("invalid", 0)


@here
def test_a_real_survey():
    truth = json.loads((SHARED / "real" / "nps" / "NPStimeseries.truth.json").read_text(encoding="utf-8"))
    answers = rt.read_answers(SHARED / "real" / "nps" / "NPStimeseries.csv", segments=("Market", "Quarter"))
    assert round(float(rt.nps(answers)["score"].iloc[0]), 1) == 11.8

    def as_truth(frame, names):
        columns = {"n": "n", "promoters": "promoters", "passives": "passives", "detractors": "detractors"}
        rows = frame.rename(columns={"score": "nps"})[[*columns, "nps", "mean"]].to_dict("records")
        return {name: pytest.approx(row) for name, row in zip(names, rows, strict=True)}

    by_month = rt.nps(answers, "month")
    assert truth["by_month"] == as_truth(by_month, by_month.index.strftime("%Y-%m"))
    by_market = rt.nps(answers, segment="Market")
    assert truth["by_market"] == as_truth(by_market, by_market.index)
    by_quarter = rt.nps(answers, "quarter")
    assert truth["by_quarter"] == as_truth(by_quarter, ["1", "2", "3", "4"])
    assert rt.score_counts(answers)["count"].to_dict() == {int(k): n for k, n in truth["score_counts"].items()}
    assert by_month["complete"].tolist() == [True] * 11 + [False], "the last answer is of 30 December"
