"""Columns at fixed places, runs of blanks, and tables as database clients draw them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

ROWS = [
    ("a", "2024-01-05 10:20", "5.5", "North East"),
    ("bc", "2024-01-06 11:20", "16", "West"),
    ("a", "2024-02-07 12:20", "7", "North East"),
    ("김철수", "2024-02-08 13:20", "108", "West"),
]
NAMES = ("id", "day", "total", "region")
MAPPING = rt.ColumnMapping(customer="id", time="day", amount="total", segments=("region",))


def wide(text: str, width: int) -> str:
    """Padded to a width on a screen, where each Korean letter takes two places."""
    return text + " " * (width - len(text) - sum("가" <= c <= "힣" for c in text))


def fixed(rows=ROWS, names=NAMES, widths=(8, 18, 8, 12)) -> list[str]:
    return ["".join(wide(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in ((names), *rows)]


def seen(text: str, **options) -> tuple[list[str], list[float], tuple[str, ...], int]:
    events = rt.read_events(text.encode(), MAPPING, **options)
    report = events.report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    return (
        events.customers(range(events.n_customers)),
        events.amount.tolist(),
        events.segments["region"].labels,
        report.rows_read - report.rows_kept,
    )


EXPECTED = (["a", "bc", "김철수"], [5.5, 7.0, 16.0, 108.0], ("North East", "West"), 0)
PLAIN = "\n".join(fixed())
HEADER, *BODY = fixed()
RULE = "------  ----------------  ------  ----------"
BORDER = "+--------+------------------+--------+------------+"


def barred(outer: str) -> list[str]:
    return [f"{outer} {' | '.join(row)} {outer}".strip() for row in (NAMES, *ROWS)]


TEXTS = {
    "fixed width": PLAIN,
    "with a title": "Orders of our shop, 2024\n\n" + PLAIN,
    "with carriage returns": PLAIN.replace("\n", "\r\n"),
    "a rule below the header": "\n".join([HEADER, RULE, *BODY]),
    "a drawn table": "\n".join([BORDER, barred("|")[0], BORDER, *barred("|")[1:]]),
    "markdown": "\n".join([barred("|")[0], "|---|:---:|---:|---|", *barred("|")[1:]]),
    "bars inside only": "\n".join([barred("")[0], "----+------------------+-------+------", *barred("")[1:]]),
    "box drawing": "\n".join([barred("│")[0], "├────┼────┼────┼────┤", *barred("│")[1:]]).replace("|", "│"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_same_table_in_every_drawing(text: str) -> None:
    assert seen(text) == EXPECTED


def test_fixed_width_is_said_and_can_be_chosen() -> None:
    found = rt.inspect(PLAIN.encode())
    said = next(a for a in found.assumptions if a.key == "delimiter")
    assert (said.value, said.words, said.certainty) == ("fixed", "fixed width", "likely")
    assert (",", "comma") in said.choices
    assert seen(PLAIN, delimiter="fixed") == EXPECTED
    with pytest.raises(rt.ReadError, match="No column begins at the same place"):
        rt.inspect(b"id,day\na,2024-01-05\nbcd,2024-01-06\n", delimiter="fixed")


def test_a_line_that_runs_across_columns_is_left_out_as_written() -> None:
    line = "anamethatrunsfaracross 5  x"
    report = rt.read_events("\n".join([HEADER, *BODY * 15, line]).encode(), MAPPING).report
    assert report.left_out[["line", "reason", "text"]].values.tolist() == [[62, "malformed row", line]]


def test_rulers_and_row_counts_at_the_end_are_no_rows_of_data() -> None:
    text = "\n".join([BORDER, barred("|")[0], BORDER, *barred("|")[1:], BORDER, "4 rows in set (0.00 sec)"])
    report = rt.read_events(text.encode(), MAPPING).report
    assert (report.rows_kept, dict(report.dropped)) == (4, {"comment line": 1, "footnote": 1})


def test_runs_of_blanks_where_no_value_has_any() -> None:
    text = "".join(f"c{i} 2024-01-0{i % 9 + 1}   {i}.5\n" for i in range(30))
    found = rt.inspect(text.encode())
    assert (found.delimiter, found.rows, found.preview.iloc[3].tolist()) == ("blanks", 30, ["c3", "2024-01-04", "3.5"])
    quoted = 'id day total\n"a b" 2024-01-05 5\nc  2024-01-06 6\n'
    assert rt.inspect(quoted.encode()).preview["id"].tolist() == ["a b", "c"]


def test_blank_values_stay_blank() -> None:
    rows = [("a", "2024-01-05", "", "x"), ("b", "2024-01-06", "6", ""), ("c", "2024-01-07", "7", "y")] * 5
    found = rt.inspect("\n".join(fixed(rows)).encode())
    assert found.preview.head(2).values.tolist() == [["a", "2024-01-05", "", "x"], ["b", "2024-01-06", "6", ""]]


WORD = st.text("abcxyz", min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(WORD, st.dates().map(str), st.integers(0, 9999).map(str), st.tuples(WORD, WORD).map(" ".join)),
        min_size=5,
        max_size=30,
    )
)
def test_law_fixed_width_comes_back(rows: list[tuple[str, ...]]) -> None:
    found = rt.inspect("\n".join(fixed(rows, widths=(8, 12, 8, 16))).encode(), delimiter="fixed")
    assert (found.preview.values.tolist(), found.rows) == ([list(row) for row in rows[:10]], len(rows))


def test_wide_letters_padded_by_characters_do_not_cut_a_date() -> None:
    rows = [
        ("등급", "고객번호", "주문일시"),
        *((("골드", "실버")[i % 2], f"c{i}", f"2024년 {i}월 1{i}일") for i in range(1, 8)),
    ]
    text = "\n".join("  ".join(cell.ljust(8) for cell in row).rstrip() for row in rows)
    guess = rt.inspect(text.encode())
    assert [column.name for column in guess.columns] == ["등급", "고객번호", "주문일시"]
    assert guess.preview["주문일시"][0] == "2024년 1월 11일"
