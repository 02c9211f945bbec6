"""Workbooks in the XML of Excel 2003."""

import pytest

import retention as rt
from tests.reading.books import HEADER, ROWS, xml2003, xml2003_rows


def data_cell(kind: str, value: str, **more: str) -> str:
    attributes = "".join(f' ss:{name}="{text}"' for name, text in more.items())
    return f'<Cell{attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


HEAD = xml2003_rows([HEADER])


def typed(row: list[str], kind: str = "String", **more: str) -> str:
    moment = data_cell("DateTime", f"{row[1]}T00:00:00.000")
    return f"<Row>{data_cell(kind, row[0], **more)}{moment}{data_cell('Number', row[2])}</Row>"


def test_typed_cells() -> None:
    events = rt.read_events(xml2003({"S": HEAD + "".join(map(typed, ROWS))}).encode())
    assert (len(events), float(events.amount.sum()), str(events.span[1].date())) == (5, 35.5, "2024-03-12")


def test_gaps_lead_to_the_right_rows_and_columns() -> None:
    rows = HEAD.replace("<Row>", '<Row ss:Index="3">').replace("<Cell>", '<Cell ss:Index="2">', 1)
    moved = "".join(typed(row).replace("<Cell>", '<Cell ss:Index="2">', 1) for row in [*ROWS, ["", "2024-03-13", "1"]])
    report = rt.read_events(xml2003({"S": rows + moved}).encode()).report
    assert (report.detected["header"], report.rows_kept) == ("row 3", 5)
    assert report.left_out["line"].tolist() == [9]


def test_errors_formats_and_long_numbers_are_said() -> None:
    styles = '<Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style>'
    rows = "".join(typed([str(i), b, c], "Number", StyleID="s1") for i, (_, b, c) in enumerate(ROWS, 7))
    rows = rows.replace('"Number">9<', '"Error">#N/A<')
    events = rt.read_events(xml2003({"S": HEAD + rows}, styles).encode())
    assert events.customers([0, 1]) == ["00007", "00008"]
    assert "1 cell of 'amount' holds an error (#N/A); read as blank." in events.report.assumed
    long = xml2003({"S": HEAD + "".join(typed(["12345678901234567", *row[1:]], "Number") for row in ROWS)})
    assert any("15 digits" in text for text in rt.read_events(long.encode()).report.assumed)


def test_hidden_sheets_are_not_read() -> None:
    text = xml2003({"Orders": xml2003_rows([HEADER, *ROWS]), "Old": xml2003_rows([HEADER, ["z", "2020-01-01", "1"]])})
    options = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
    events = rt.read_events(text.replace("</Worksheet></Workbook>", options).encode())
    assert (len(events), "Sheets not read: Old (hidden)." in events.report.assumed) == (5, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "euc-kr", "gb2312", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    name = {"euc-kr": "김철수", "gb2312": "张三"}.get(encoding, "Jérôme")
    text = xml2003({"S": xml2003_rows([HEADER, [name, "2024-01-05", "5"], *ROWS])})
    text = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    assert rt.read_events(text.encode(encoding)).customers(range(4)).count(name) == 1


def test_bare_ampersands_are_forgiven() -> None:
    text = xml2003({"S": xml2003_rows([HEADER, ["Kim & Lee", "2024-01-05", "5"], *ROWS])})
    assert "Kim & Lee" in rt.read_events(text.encode()).customers(range(4))


def test_what_is_cut_off_is_said_to_be() -> None:
    text = xml2003({"S": xml2003_rows([HEADER, *ROWS])}).encode()
    with pytest.raises(rt.ReadError, match="damaged at line 1, or cut off there"):
        rt.read_events(text[:-200])
