"""Which sheet is read, how several are joined, and how a sheet is laid out."""

import pytest

import retention as rt
from tests.reading.books import HEADER, ROWS, ods, ods_rows, package, rows_xml, sheet_xml, xml2003, xml2003_rows

TABLE = [HEADER, *ROWS]
COVER = [["Sales of our shop"], ["made in March"]]
PIVOT = [["month", "sum"], ["January", "11.5"], ["February", "15"]]


def book(sheets: dict[str, list[list[str]]], **states: str) -> bytes:
    return package({name: sheet_xml(rows_xml(rows)) for name, rows in sheets.items()}, states=states)


def later(rows: list[list[str]], year: str = "2023") -> list[list[str]]:
    return [[a, b.replace("2024", year), c] for a, b, c in rows]


def test_the_visible_sheet_that_can_be_read_is_read() -> None:
    data = book({"Cover": COVER, "Empty": [], "Orders": TABLE, "Old": TABLE, "Sums": PIVOT}, Old="hidden")
    guess = rt.inspect(data)
    assert (guess.sheet, guess.rows, guess.sheets) == ("Orders", 5, ("Cover", "Empty", "Orders", "Old", "Sums"))
    assert guess.assumed[:2] == (
        "The sheet 'Orders' is read: the only one with a column for the customer and one for the time.",
        "Sheets not read: Cover, Empty, Old (hidden), Sums.",
    )
    assert (len(rt.read_events(data)), guess.questions) == (5, ())


def test_orders_are_preferred_to_longer_lists() -> None:
    products = [["product", "price"], *([f"p{i}", f"{i}.5"] for i in range(200))]
    assert rt.inspect(book({"Products": products, "Orders": TABLE})).sheet == "Orders"


def test_very_hidden_sheets_are_not_read_unless_named() -> None:
    data = book({"Orders": TABLE, "Secret": [HEADER, *later(ROWS)]}, Secret="veryHidden")
    assert len(rt.read_events(data)) == 5
    assert str(rt.read_events(data, sheet="Secret").span[0].date()) == "2023-01-05"


def test_hidden_sheets_are_read_where_nothing_else_is_there() -> None:
    assert len(rt.read_events(book({"Cover": [], "Orders": TABLE}, Orders="hidden"))) == 5


MONTHS = {"Jan": [HEADER, *ROWS[:2]], "Feb": [HEADER, *ROWS[2:4]], "Mar": [HEADER, ROWS[4], ["", "2024-03-13", "1"]]}
JOINED = {
    "xlsx": book({"Cover": COVER, **MONTHS}),
    "ods": ods({name: ods_rows(rows) for name, rows in {"Cover": COVER, **MONTHS}.items()}),
    "xml 2003": xml2003({name: xml2003_rows(rows) for name, rows in {"Cover": COVER, **MONTHS}.items()}).encode(),
}


@pytest.mark.parametrize("data", JOINED.values(), ids=JOINED.keys())
def test_one_sheet_for_each_month_is_one_table(data: bytes) -> None:
    events = rt.read_events(data)
    report = events.report
    assert (len(events), float(events.amount.sum()), report.rows_read) == (5, 35.5, 6)
    assert report.left_out[["line", "part", "reason"]].to_dict("records") == [
        {"line": 3, "part": "Mar", "reason": "no customer"}
    ]
    decision = report.assumptions[0]
    assert (decision.key, decision.value, decision.words) == ("sheet", "*", "all 3 sheets of one shape")
    assert sorted(value for value, _ in decision.choices) == ["Cover", "Feb", "Jan", "Mar"]
    assert "Sheets not read: Cover." in report.assumed


def test_one_of_the_months_can_be_asked_for() -> None:
    assert (len(rt.read_events(JOINED["xlsx"], sheet="Feb")), len(rt.read_events(JOINED["xlsx"], sheet="*"))) == (2, 5)


def test_columns_of_joined_sheets_may_stand_in_another_order() -> None:
    turned = [[c, a, b] for a, b, c in MONTHS["Feb"]]
    assert float(rt.read_events(book({**MONTHS, "Feb": turned})).amount.sum()) == 35.5


def test_a_sheet_that_holds_all_others_is_read_alone() -> None:
    data = book({"All": TABLE, **{name: rows[:3] for name, rows in MONTHS.items() if name != "Mar"}})
    events = rt.read_events(data)
    assert (len(events), float(events.amount.sum())) == (5, 35.5)
    assert events.report.assumptions[0].evidence == "it holds the rows of all other sheets of its columns"


def test_sheets_that_share_rows_are_asked_about() -> None:
    data = book({"One": [HEADER, *ROWS[:4]], "Two": [HEADER, *ROWS[2:], ["d", "2024-03-13", "9"]]})
    question = rt.inspect(data).questions[0]
    assert (question.key, [choice.value for choice in question.choices]) == ("sheet", ["One", "Two", "*"])
    with pytest.raises(rt.UndecidedError, match="rows of some occur in others") as asked:
        rt.read_events(data)
    assert asked.value.questions == (question,)
    assert [len(rt.read_events(data, sheet=value)) for value in ("One", "Two", "*")] == [4, 4, 8]


def test_tables_of_two_shapes_and_one_size_are_asked_about() -> None:
    visits = [["user id", "visited at"], *([a, b] for a, b, _ in ROWS[:4])]
    data = book({"Orders": TABLE, "Visits": visits})
    assert [c.value for c in rt.inspect(data).questions[0].choices] == ["Orders", "Visits"]
    assert [c.note for c in rt.inspect(data).questions[0].choices] == ["5 rows", "4 rows"]
    with pytest.raises(rt.UndecidedError, match="about the same size"):
        rt.read_events(data)
    assert len(rt.read_events(data, sheet="Visits")) == 4


def test_a_much_smaller_table_is_not_asked_about() -> None:
    visits = [["user id", "visited at"], *([a, b] for a, b, _ in ROWS[:2])]
    events = rt.read_events(book({"Orders": TABLE, "Visits": visits}))
    assert (len(events), events.report.assumptions[0].evidence) == (5, "the one with the most rows (5)")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(rt.ReadError, match=r"no sheet 'new' with cells\. The workbook has: 'Orders', 'Old'"):
        rt.read_events(book({"Orders": TABLE, "Old": TABLE}), sheet="new")


def test_workbooks_without_cells_or_with_charts_only() -> None:
    import io

    import xlsxwriter

    def chart_only() -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as made:
            chart = made.add_chart({"type": "line"})
            chart.add_series({"values": "={1,2}"})
            made.add_chartsheet("Chart").set_chart(chart)
        return out.getvalue()

    with pytest.raises(rt.EmptyFileError, match="no sheet with cells"):
        rt.read_events(book({"One": [], "Two": []}))
    with pytest.raises(rt.EmptyFileError, match="charts or macros only"):
        rt.read_events(chart_only())


# ------------------------------------------------------------------------------------------------------- the layout
def layout(rows: list[list[str]], merged: str = "") -> tuple[list[str], int]:
    ranges = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged.split())
    data = package({"S": sheet_xml(rows_xml(rows), f"<mergeCells>{ranges}</mergeCells>" if ranges else "")})
    guess = rt.inspect(data)
    return list(guess.preview.columns), guess.rows


LAYOUTS = {
    "titles above": ([["Orders of our shop"], ["2024"], [], *TABLE], "", HEADER),
    "merged title": ([["Orders of our shop"], *TABLE], "A1:C1", HEADER),
    "two-row header": (
        [["customer", "order"], ["", "date", "amount"], *ROWS],
        "A1:A2 B1:C1",
        ["customer", "order date", "order amount"],
    ),
    "two-row header over all columns": (
        [["who", "order"], ["customer", "date", "amount"], *ROWS],
        "B1:C1",
        ["who customer", "order date", "order amount"],
    ),
    "units below": ([HEADER, ["", "YYYY-MM-DD", "(USD)"], *ROWS], "", HEADER),
    "blank columns between": ([[a, "", b, "", c] for a, b, c in TABLE], "", HEADER),
    "no name": ([["", *HEADER], *([str(i), *row] for i, row in enumerate(ROWS))], "", ["column 1", *HEADER]),
    "one name twice": (
        [[*HEADER, "date"], *([*row, "2024-04-01"] for row in ROWS)],
        "",
        [*HEADER, "date (2)"],
    ),
    "no header": (ROWS, "", ["column 1", "column 2", "column 3"]),
    "blank rows below": ([*TABLE, [" "], [" "]], "", HEADER),
}


@pytest.mark.parametrize(("rows", "merged", "names"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(rows: list[list[str]], merged: str, names: list[str]) -> None:
    assert layout(rows, merged) == (names, 5)


def test_the_header_that_was_asked_for_is_taken() -> None:
    rows = [["a", "b", "c"], *TABLE]
    data = book({"S": rows})
    chosen = rt.inspect(data, header=2)
    assert (list(chosen.preview.columns), chosen.rows) == (HEADER, 5)
    decision = next(a for a in chosen.assumptions if a.key == "header")
    assert (decision.value, decision.words, decision.certainty) == ("2", "row 2", "chosen")
    assert rt.inspect(book({"S": ROWS}), header=0).rows == 5
