"""Text tables: delimiters, quotation marks, ragged rows, lines, and nothing lost whatever is damaged."""

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.formats import open_table
from retention.reading.opening import Opening
from retention.reading.tables import Wanted

MAPPING = rt.ColumnMapping(customer="id", time="date", amount="total")
ROWS = [("a", "2024-01-05", "5.5"), ("b", "2024-01-06", "6"), ("a", "2024-02-07", "7"), ("c", "2024-02-08", "8")]


def events_of(text: str, **options) -> rt.Events:
    return rt.read_events(text.encode(), MAPPING, **options)


def cells_of(data: bytes, **options) -> list[list[str]]:
    table = open_table(data, Opening(**options))
    loaded = table.load(Wanted(tuple(table.names), text_only=True))
    whole = loaded.whole(loaded.row.astype("int64") * 0 + range(len(loaded.row)))
    return [list(row.values()) for row in whole.to_pylist()]


# ------------------------------------------------------------------------------------------------- delimiters
@pytest.mark.parametrize(
    ("delimiter", "words"),
    [
        (",", "comma"),
        (";", "semicolon"),
        ("\t", "tab"),
        ("|", "vertical bar"),
        ("^", "caret"),
        ("~", "tilde"),
        (":", "colon"),
        ("\x1f", "unit separator"),
        ("\x01", "start of heading"),
        ("||", "'||'"),
        ("::", "'::'"),
        ("   ", "blanks"),
        (", ", "comma"),
    ],
)
def test_delimiters_are_found(delimiter: str, words: str) -> None:
    lines = [delimiter.join(row) for row in [("id", "date", "total"), *ROWS]]
    events = events_of("\n".join(lines))
    assert (events.report.detected["delimiter"], events.amount.tolist()) == (words, [5.5, 7.0, 6.0, 8.0])
    assert events.report.rows_read == events.report.rows_kept == 4
    found = next(a for a in events.report.assumptions if a.key == "delimiter")
    again = events_of("\n".join(lines), delimiter=found.value)
    assert (again.amount.tolist(), found.certainty) == (events.amount.tolist(), "likely")


def test_a_delimiter_that_was_chosen_is_obeyed() -> None:
    text = "id;date;total,net\na;2024-01-05;5,5\nb;2024-01-06;6,5\n"
    assert rt.inspect(text.encode()).preview.columns.tolist() == ["id", "date", "total,net"]
    chosen = rt.inspect(text.encode(), delimiter=",")
    assert chosen.preview.columns.tolist() == ["id;date;total", "net"]
    assert [(a.value, a.certainty) for a in chosen.assumptions if a.key == "delimiter"] == [(",", "chosen")]
    with pytest.raises(rt.ReadError, match="cannot stand between fields"):
        rt.inspect(text.encode(), delimiter='"')


def test_the_first_line_may_say_the_delimiter() -> None:
    found = rt.inspect(b"sep=;\nid;date;a,b,c\nx;2024-01-05;1,2,3\ny;2024-01-06;4,5,6\n")
    assert (found.delimiter, found.detected["header"], found.rows) == ("semicolon", "line 2", 2)
    assert [(a.value, a.certainty) for a in found.assumptions if a.key == "delimiter"] == [(";", "proved")]


def test_single_quotes_and_quotes_behind_blanks_hold_fields_together() -> None:
    single = "'id','date','total','note'\n'a','2024-01-05','5','x, y'\n'b','2024-01-06','6','it''s'\n"
    assert cells_of(single.encode()) == [["a", "2024-01-05", "5", "x, y"], ["b", "2024-01-06", "6", "it's"]]
    spaced = 'id, date, total, note\na, 2024-01-05, 5, "x, y"\nb, 2024-01-06, 6, "z"\n'
    assert cells_of(spaced.encode()) == [["a", "2024-01-05", "5", "x, y"], ["b", "2024-01-06", "6", "z"]]


def test_backslashes_escape_only_where_they_do() -> None:
    escaped = 'id,date,total,note\na,2024-01-05,5,"say ""hi"", ok"\nb,2024-01-06,6,"say \\"hi\\", ok"\n'
    assert cells_of(escaped.encode())[1][3] == 'say "hi", ok'
    paths = 'id,date,total,note\na,2024-01-05,5,"C:\\dir\\"\nb,2024-01-06,6,"D:\\"\n'
    assert [row[3] for row in cells_of(paths.encode())] == ["C:\\dir\\", "D:\\"]


def test_an_escape_that_first_occurs_late_is_seen() -> None:
    lines = [f"c{i},2024-01-05,{i},plain" for i in range(20_000)]
    lines[15_000] = 'c15000,2024-01-05,1,"say \\"hi\\", then, more"'
    events = events_of("\n".join(["id,date,total,note", *lines]))
    assert (len(events), dict(events.report.dropped)) == (20_000, {})


# --------------------------------------------------------------------------------------------------- damage
def long_file(change: dict[int, str], end: str = "\n", quoted: bool = False) -> str:
    lines = [f"c{i},2024-01-{i % 28 + 1:02d},{i},note {i}" for i in range(300)]
    if quoted:
        lines = ['"' + line.replace(",", '","') + '"' for line in lines]
    for i, line in change.items():
        lines[i] = line
    return end.join(["id,date,total,note", *lines, ""])


UNBALANCED = {
    "at the beginning of a row": '"c50,2024-01-23,50,note 50',
    "in the middle of a row": 'c50,"2024-01-23,50,note 50',
    "before the last field": 'c50,2024-01-23,50,"note 50',
}


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("line", UNBALANCED.values(), ids=UNBALANCED.keys())
def test_an_unclosed_quotation_mark_spoils_no_other_row(line: str, end: str, quoted: bool) -> None:
    for change in ({50: line}, {50: line, 120: 'c120,2024-01-09,120,"note"'}, {50: line, 51: line.replace("50", "51")}):
        report = events_of(long_file(change, end, quoted)).report
        assert (report.rows_read, report.rows_kept, dict(report.dropped)) == (300, 300, {})
        assert any("quotation mark" in said for said in report.assumed)


def test_a_mended_file_keeps_what_was_quoted_rightly() -> None:
    change = {
        10: 'c10,2024-01-23,10,"two\nlines, and more"',
        50: '"c50,2024-01-23,50,x',
        70: 'c70,2024-01-05,70,"p, q"',
    }
    rows = cells_of(long_file(change).encode())
    assert (len(rows), rows[10][3], rows[50][0], rows[70][3]) == (300, "two\nlines, and more", "c50", "p, q")


def test_what_a_mended_file_leaves_out_is_shown_as_written() -> None:
    change = {50: '"c50,2024-01-23,50', 200: "c200,2024-01-05"}
    report = events_of(long_file(change)).report
    assert report.left_out[["row", "line", "text"]].values.tolist() == [
        [51, 52, '"c50,2024-01-23,50'],
        [201, 202, "c200,2024-01-05"],
    ]


def test_quotation_marks_inside_of_fields_are_letters() -> None:
    text = 'id,date,total,what\na,2024-01-05,5,5" disk\nb,2024-01-06,6,"3"" disk"\nc,2024-01-07,7,"abc"def\n'
    assert [row[3] for row in cells_of(text.encode())] == ['5" disk', '3" disk', "abcdef"]


def test_joined_files_keep_no_byte_order_mark_and_one_header() -> None:
    part = "id,date,total\na,2024-01-05,5\nb,2024-01-06,6\n"
    data = ("\ufeff" + part + "\ufeff" + part).encode() + b"c,2024-01-07,7\n"
    report = rt.read_events(data, MAPPING).report
    assert (report.rows_kept, dict(report.dropped)) == (5, {"repeated header": 1})
    assert [said for said in report.assumed if "taken out" in said] == [
        "Byte order marks inside the file were taken out.",
    ]


def test_line_ends_may_be_mixed() -> None:
    text = "id,date,total\r\na,2024-01-05,5\nb,2024-01-06,6\rc,2024-01-07,7\r\n"
    assert len(events_of(text)) == 3


# -------------------------------------------------------------------------------------------------- ragged rows
def test_short_and_long_rows_are_left_out_with_line_and_text() -> None:
    text = "Shop\n\nid,date,total\na,2024-01-05,5\nb,2024-01-06\nc,2024-01-07,7,x\nd,2024-01-08,8\n"
    report = events_of(text).report
    assert report.left_out[["row", "line", "reason", "text"]].values.tolist() == [
        [2, 5, "malformed row", "b,2024-01-06"],
        [3, 6, "malformed row", "c,2024-01-07,7,x"],
    ]


def test_a_file_that_leaves_off_blank_fields_at_the_end_keeps_those_rows() -> None:
    full = [f"c{i},2024-01-05,{i},x" for i in range(60)]
    short = [f"d{i},2024-01-06,{i}" for i in range(20)]
    events = events_of("\n".join(["id,date,total,note", *full, *short]))
    assert (len(events), dict(events.report.dropped)) == (80, {})
    assert any("20 rows end early" in said for said in events.report.assumed)
    blank = "\n".join(["id,date,total,note", *full, *short, "e,2024-01-07,1,"])  # so it does not leave them off
    assert dict(events_of(blank).report.dropped) == {"malformed row": 20}


def test_rows_broken_in_two_are_not_filled() -> None:
    full = [f"c{i},2024-01-05,{i},x" for i in range(60)]
    broken = [line for i in range(20) for line in (f"d{i},2024-01-06", f"{i},y")]
    assert dict(events_of("\n".join(["id,date,total,note", *full, *broken])).report.dropped) == {"malformed row": 40}


def test_delimiters_at_the_end_of_every_row_shift_no_column() -> None:
    text = "id,date,total\na,2024-01-05,5,\nb,2024-01-06,6,\n"
    events = events_of(text)
    assert (events.customers([0, 1]), events.amount.tolist()) == (["a", "b"], [5.0, 6.0])
    assert rt.inspect(text.encode()).preview.columns.tolist() == ["id", "date", "total"]
    only_above = "id,date,total,,\na,2024-01-05,5\nb,2024-01-06,6\n"
    assert len(events_of(only_above)) == 2


# ---------------------------------------------------------------------------------------------------------- lines
def test_lines_lead_back_to_the_file() -> None:
    text = (
        "Export of the shop\n\nid,date,total,note\n"  # 1 to 3
        'a,2024-01-05,1,"two\nlines"\n'  # 4
        "\n"  # 6
        "b,,2,x\n"  # 7
        "# a remark\n"  # 8
        'c,2024-01-07,3,"one\n\n\nmore"\n'  # 9
        "d,2024-01-08\n"  # 13
        "e,2024-02-30,5,x\n"  # 14
    )
    report = events_of(text).report
    assert report.left_out[["line", "reason"]].values.tolist() == [
        [6, "blank row"],
        [7, "no date"],
        [8, "comment line"],
        [13, "malformed row"],
        [14, "date does not exist"],
    ]


# --------------------------------------------------------------------------------------------------------- limits
def test_ten_thousand_columns_are_refused_at_once_unless_allowed() -> None:
    header = ",".join(f"name {i}" for i in range(10_000))
    row = ",".join(["a", "2024-01-05", *["1"] * 9_998])
    data = "\n".join([header, row, row.replace("a", "b")]).encode()
    began = time.perf_counter()
    with pytest.raises(rt.LimitError, match="10,000 columns"):
        rt.read_events(data)
    assert time.perf_counter() - began < 2
    events = rt.read_events(data, rt.ColumnMapping("name 0", "name 1"), limits=rt.Limits(columns=20_000))
    assert len(events) == 2


def test_huge_cells_and_lines() -> None:
    huge = "x" * (40 << 20)
    events = events_of(f'id,date,total,note\na,2024-01-05,1,"{huge}"\nb,2024-01-06,2,y\n')
    assert (len(events), events.report.rows_read) == (2, 2)
    with pytest.raises(rt.ReadError):
        rt.read_events(("x" * (70 << 20)).encode())


# ----------------------------------------------------------------------------------------------------------- laws
PIECES = st.sampled_from([*"abc ,;|\t'\"\\", "\n", "\r\n", "é", "한", "𠮷"])
CELL = st.lists(PIECES, max_size=6).map("".join)
FULL = st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    rows=FULL,
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    double=st.booleans(),
    title=st.sampled_from(["", "Our shop", "Our shop\n\nExported today"]),
)
def test_law_what_a_writer_wrote_is_read(rows, delimiter, end, quoting, double, title) -> None:
    rows = [(f"k{i}", "2024-01-05", *row) for i, row in enumerate(rows)]
    out = io.StringIO()
    out.write(title.replace("\n", end) + (end if title else ""))
    escape = {"doublequote": True} if double else {"doublequote": False, "escapechar": "\\"}
    if not double:  # then writers differ in what a backslash itself becomes
        rows = [tuple(cell.replace("\\", "/") for cell in row) for row in rows]
    if end == "\r":  # else this writer leaves other line breaks without quotation marks
        quoting = csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end, **escape)
    writer.writerow(["key", "day", "first note", "second note", "third note"])
    writer.writerows(rows)
    assert cells_of(out.getvalue().encode(), delimiter=delimiter) == [list(row) for row in rows]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a,2024-01-05,5",
                "b,2024-01-06",
                "c,2024-01-07,7,x",
                "",
                ",,",
                '"d,2024-01-08,8',
                'e,2024-01-09,"9"',
                "# f",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_law_every_line_is_a_row_read(lines: list[str], end: str) -> None:
    lines = ["z,2024-01-01,9"] * 3 + lines
    report = events_of(end.join(["id,date,total", *lines]) + end).report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values()) == len(lines)
    assert report.left_out["line"].tolist() == [row + 1 for row in report.left_out["row"]]


@settings(max_examples=60, deadline=None)
@given(st.integers(20, 400))
def test_law_a_file_cut_anywhere_loses_no_row_before_the_cut(at: int) -> None:
    text = "id,date,total,note\n" + "".join(f'c{i},2024-01-0{i % 9 + 1},{i},"note, {i}"\n' for i in range(20))
    cut = text[: 20 + at]
    whole = cut.count("\n") - 1
    report = events_of(cut).report
    assert report.rows_read == whole + (not cut.endswith("\n"))
    assert report.rows_kept >= whole


# ----------------------------------------------------------------------------------------- widths that do not agree
def test_quotation_marks_around_whole_lines_are_taken_off() -> None:
    data = b'"customer,date,note,total"\r\n"a,2024-01-05,""big, red"",5.50"\r\n"b,2024-02-03,blue,7"\r\n'
    guess = rt.inspect(data)
    assert [column.name for column in guess.columns] == ["customer", "date", "note", "total"]
    assert guess.delimiter == "comma, whole lines in quotation marks"
    frame = rt.read_events(data, rt.ColumnMapping("customer", "date", amount="total", segments=("note",))).frame()
    assert frame[["customer", "total", "note"]].to_dict("list") == {
        "customer": ["a", "b"],
        "total": [5.5, 7.0],
        "note": ["big, red", "blue"],
    }


def test_one_column_of_sentences_in_quotes_stays_one_column() -> None:
    assert len(rt.inspect(b'"note"\n"yes, I would"\n"no, never"\n').columns) == 1


def test_decimal_commas_between_commas_are_refused_and_not_shifted() -> None:
    rows = "".join(f"c{i},2024-01-{i:02d},{i},{50 + i},web\n" for i in range(1, 20))
    with pytest.raises(rt.ReadError, match=r"names 4 columns, but the rows have 5 values.*1,51"):
        rt.inspect(f"customer,date,total,channel\n{rows}".encode())


def test_many_blank_rows_below_the_header_hide_nothing() -> None:
    report = rt.read_events(b"customer,date\n" + b",\n" * 300 + b"a,2024-01-05\n").report
    assert (report.rows_kept, report.dropped) == (1, {"blank row": 300})


def test_rows_wider_than_the_header_are_pointed_out() -> None:
    rows = "".join(f"c{i},2024-01-{i:02d},{i}.50,web,x{i}\n" for i in range(1, 20))
    guess = rt.inspect(f"customer,date,total,channel\n{rows}".encode())
    assert any("names 4 columns and the rows have 5 values" in sentence for sentence in guess.assumed)
