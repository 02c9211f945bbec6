"""Notes on the axis of time: what is one, what is refused with which words, and files of them."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from retention.annotations import KINDS, LONGEST

DAYS = st.dates().map(lambda day: day.isoformat())
TEXTS = st.text(min_size=1, max_size=LONGEST).map(lambda text: " ".join(text.split())).filter(bool)
TEXTS = TEXTS.filter(lambda text: text.isprintable())
NOTES = st.lists(st.builds(rt.Annotation, DAYS, TEXTS, st.sampled_from(KINDS)), max_size=8)


@given(NOTES)
def test_a_file_of_notes_comes_back_as_it_was(notes):
    assert rt.read_annotations(rt.annotations_csv(notes).encode()) == tuple(sorted(notes, key=lambda one: one.date))


@given(NOTES)
def test_a_table_of_notes_comes_back_as_it_was(notes):
    notes = [one for one in notes if "1700" < one.date < "2200"]
    assert rt.check_annotations(rt.annotations_frame(notes)) == tuple(sorted(notes, key=lambda one: one.date))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "'=1", "＝1", "'quoted'"])
def test_a_spreadsheet_runs_nothing(text):
    note = rt.Annotation("2026-03-01", text)
    written = rt.annotations_csv([note])
    assert written.splitlines()[1].split(",")[1].startswith("'")
    assert rt.read_annotations(written.encode()) == (note,)


@pytest.mark.parametrize(
    ("date", "text", "kind", "said"),
    [
        ("2026-02-30", "a", "other", "'2026-02-30' is not a day"),
        ("", "a", "other", "'' is not a day"),
        ("03/01/2026", "a", "other", "Write it as 2026-03-31"),
        ("2026-03-01", " \n ", "other", "the text is blank"),
        ("2026-03-01", "a" * 201, "other", "the text has 201 characters"),
        ("2026-03-01", "a", "party", "Choose one of: change, campaign, incident, other"),
    ],
)
def test_what_is_no_note_is_refused_with_what_to_write(date, text, kind, said):
    with pytest.raises(rt.ReadError, match=said):
        rt.Annotation(date, text, kind)


def test_the_longest_text_is_one_line():
    assert rt.Annotation("2026-03-01", f"a\n{'b' * 198}").text == f"a {'b' * 198}"


def test_every_bad_row_is_told_and_the_rest_counted():
    rows = ["date,text,kind", "2026-03-01,fine,other", "2026-13-01,late,other", "2026-03-02,,other"]
    with pytest.raises(rt.ReadError) as caught:
        rt.read_annotations("\n".join(rows).encode())
    assert "row 2: '2026-13-01' is not a day" in str(caught.value)
    assert "row 3: the text is blank" in str(caught.value)
    assert "row 1" not in str(caught.value)
    with pytest.raises(rt.ReadError, match="And 4 more rows"):
        rt.read_annotations("\n".join(["date,text", *["never,x"] * 9]).encode())


def test_one_bad_row_and_several_say_what_to_do():
    for rows, todo in (("never,x", "Write it as 2026-03-31."), ("never,x\nnever,y", "Correct these rows.")):
        with pytest.raises(rt.ReadError) as caught:
            rt.read_annotations(f"date,text\n{rows}".encode())
        assert (caught.value.where, caught.value.todo) == ("notes", todo)


def test_files_from_other_places():
    wanted = (rt.Annotation("2026-03-01", "New price, for all"), rt.Annotation("2026-03-02", "Sale", "campaign"))
    semicolons = "\ufeffKind;Text;Date\r\nCampaign;Sale;2026-03-02 00:00:00\r\n;New price, for all;2026-03-01\r\n;;\r\n"
    assert rt.read_annotations(semicolons.encode()) == wanted
    assert rt.read_annotations(io.BytesIO(semicolons.encode())) == wanted
    assert rt.read_annotations(b"date,text\n") == ()


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"day,text\n2026-03-01,x\n"])
def test_what_is_no_table_of_notes_is_refused(data):
    with pytest.raises(rt.ReadError):
        rt.read_annotations(data)


def test_a_path(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("date,text\n2026-03-01,x\n", encoding="utf-8")
    assert rt.read_annotations(path) == rt.read_annotations(str(path)) == (rt.Annotation("2026-03-01", "x"),)
    with pytest.raises(rt.ReadError, match="cannot be read"):
        rt.read_annotations(tmp_path / "none.csv")


def test_rows_of_an_editor_may_be_blank_or_begun():
    rows = pd.DataFrame({"date": [pd.Timestamp("2026-03-01"), pd.NaT], "text": ["x", None], "kind": [None, None]})
    assert rt.check_annotations(rows) == (rt.Annotation("2026-03-01", "x"),)
    rows.loc[1, "text"] = "without a day"
    with pytest.raises(rt.ReadError, match="row 2: '' is not a day"):
        rt.check_annotations(rows)
