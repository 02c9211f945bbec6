"""Tables of web pages: what shops export as .xls."""

import pytest

import retention as rt
from tests.reading.books import HEADER, ROWS, page

KOREAN = [["고객번호", "주문일", "금액"], *ROWS]


def with_charset(name: str) -> str:
    meta = f'<head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>'
    return page(KOREAN).replace("<html>", f"<html>{meta}")


ENCODED = {
    "said and meant": with_charset("utf-8").encode(),
    "older Korean": with_charset("euc-kr").encode("cp949"),
    "said to be UTF-8": with_charset("utf-8").encode("cp949"),
    "said to be Korean": with_charset("euc-kr").encode("utf-8"),
    "with a mark": b"\xef\xbb\xbf" + page(KOREAN).encode(),
    "wide": page(KOREAN).encode("utf-16"),
    "unknown name": with_charset("x-unknown").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_encodings_of_pages(data: bytes) -> None:
    events = rt.read_events(data, name="orders.xls")
    assert events.mapping == rt.ColumnMapping("고객번호", "주문일", None, "금액")
    assert (len(events), float(events.amount.sum())) == (5, 35.5)


def columns(text: str) -> list[list[str]]:
    preview = rt.inspect(text.encode()).preview
    return [list(preview.columns), *preview.values.tolist()]


STORY = page([HEADER, *ROWS])
WRITTEN = {
    "unclosed cells": STORY.replace("</td>", "").replace("</tr>", "").replace("</th>", ""),
    "upper case": STORY.upper().replace("A</TD>", "a</td>").replace("B</TD>", "b</td>").replace("C</TD>", "c</td>"),
    "marks inside": STORY.replace("<td>", "<td class=x><b><font color='red'>").replace(
        "</td>", "</font></b>&nbsp;</td>"
    ),
    "scripts and styles": STORY.replace("<table>", "<style>td{}</style><script>var a='<td>';</script><table>"),
    "comments and what only Excel reads": "<!DOCTYPE html><?xml version='1.0'?>"
    + STORY.replace("<table>", "<!--[if gte mso 9]><table><tr><td>x</td></tr></table><![endif]--><![foo bar]><table>"),
    "a comment that never ends": STORY + "<!-- <table>" * 20_000,
    "a table for the page around it": f"<table><tr><td>Menu</td><td>{STORY}</td></tr></table>",
    "a smaller table before": "<table><tr><td>Shop</td><td>Seoul</td></tr></table>" + STORY,
    "head and body": STORY.replace("<table>", "<table><thead>").replace("</th></tr>", "</th></tr></thead><tbody>"),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_ways_of_writing_a_table(text: str) -> None:
    header, *rows = columns(text)
    assert ([name.lower() for name in header], rows) == (HEADER, ROWS)


def test_breaks_entities_and_spaces() -> None:
    text = STORY.replace("<td>c<", "<td>  Kim &amp;<br>\n Lee&nbsp;&lt;c&gt; <")
    assert columns(text)[4][0] == "Kim & Lee <c>"


def test_cells_over_several_rows_and_columns() -> None:
    head = "<tr><th rowspan=2>customer</th><th colspan=2>order</th></tr><tr><th>date</th><th>amount</th></tr>"
    body = "<tr><td rowspan='2'>a<td>2024-01-05<td>5</tr><tr><td>2024-01-06<td>6</tr><tr><td>b<td>2024-01-07<td>7"
    assert columns(f"<html><table>{head}{body}</table>") == [
        ["customer", "order date", "order amount"],
        ["a", "2024-01-05", "5"],
        ["a", "2024-01-06", "6"],
        ["b", "2024-01-07", "7"],
    ]


def test_tables_of_one_size_are_asked_about() -> None:
    visits = page([["user", "visited at"], *([a, b] for a, b, _ in ROWS)])
    with pytest.raises(rt.UndecidedError) as asked:
        rt.read_events((STORY + visits).encode())
    assert [choice.value for choice in asked.value.questions[0].choices] == ["table 1", "table 2"]
    assert len(rt.read_events((STORY + visits).encode(), sheet="table 2")) == 5


def test_pages_without_a_table_and_with_a_hostile_one() -> None:
    with pytest.raises(rt.ReadError, match="web page without a table"):
        rt.read_events(b"<html><body><p>Please log in</p></body></html>")
    with pytest.raises(rt.LimitError, match="5,000 columns"):
        rt.read_events(b"<html><table><tr>" + b"<td colspan=1000>x</td>" * 9 + b"</table>")
    with pytest.raises(rt.LimitError, match="rows"):
        rt.read_events(
            b"<html><table>" + b"<tr><td>x</td><td>y</td></tr>" * 50 + b"</table>", limits=rt.Limits(cells=60)
        )
