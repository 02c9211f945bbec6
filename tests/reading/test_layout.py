"""What stands above the data: titles, comments, two rows of names, units, or nothing."""

import pytest

import retention as rt
from retention.reading.headers import NONE, lay_out

DATA = ["a,2024-01-05,5.5", "b,2024-01-06,6.5", "b,2024-02-07,7"]
NAMES = ["id", "date", "amount"]
ABOVE = {
    "plain": (["id,date,amount"], NAMES, 1),
    "title": (["Our shop", "", "id,date,amount"], NAMES, 3),
    "padded titles": (["Our shop,,", "Store:,Main,", "", "id,date,amount"], NAMES, 4),
    "a period above": (["Period,2024-01-01,2024-02-01", "id,date,amount"], NAMES, 2),
    "comments": (["# made by hand", "// on 2024-07-01, for you", "id,date,amount"], NAMES, 3),
    "a comment as wide": (["# made by, the shop, for you", "id,date,amount"], NAMES, 2),
    "a header that is a comment": (["#id,date,amount"], NAMES, 1),
    "units": (["id,date,amount", ",YYYY-MM-DD,(USD)"], NAMES, 1),
    "types": (["id,date,amount", "string,timestamp,double"], NAMES, 1),
    "a second language": (["고객,날짜,금액", "id,date,amount"], ["고객", "날짜", "금액"], 1),
    "two rows": (["Customer,Order,", "ID,Date,Amount"], ["Customer ID", "Order Date", "Order Amount"], 2),
    "two rows that complete each other": (["id,Order,", ",Date,Amount"], ["id", "Order Date", "Order Amount"], 2),
    "groups said again": (["Who,Order,Order", "id,Date,Amount"], ["Who id", "Order Date", "Order Amount"], 2),
    "none": ([], ["column 1", "column 2", "column 3"], None),
    "a title and none": (["Our shop"], ["column 1", "column 2", "column 3"], None),
    "blank and repeated names": (["id,,id"], ["id", "column 2", "id (2)"], 1),
}


@pytest.mark.parametrize(("above", "names", "line"), ABOVE.values(), ids=ABOVE.keys())
def test_what_stands_above_the_data(above: list[str], names: list[str], line: int | None) -> None:
    found = rt.inspect("\n".join([*above, *DATA]).encode())
    assert found.preview.columns.tolist() == names
    assert found.preview.values.tolist() == [row.split(",") for row in DATA]
    assert (found.rows, found.detected["header"]) == (3, f"line {line}" if line else "none")
    said = next(a for a in found.assumptions if a.key == "header")
    again = rt.inspect("\n".join([*above, *DATA]).encode(), header=int(said.value))
    assert (again.preview.values.tolist(), again.preview.columns.tolist()) == (found.preview.values.tolist(), names)


def test_a_header_can_be_chosen() -> None:
    text = "\n".join(["id,date,amount", "who,when,much", *DATA]).encode()
    chosen = rt.inspect(text, header=2)
    assert (chosen.preview.columns.tolist(), chosen.rows) == (["who", "when", "much"], 3)
    none = rt.inspect(text, header=0)
    assert (none.rows, none.preview.columns.tolist()) == (5, ["column 1", "column 2", "column 3"])
    assert [(a.value, a.certainty) for a in none.assumptions if a.key == "header"] == [("0", "chosen")]
    with pytest.raises(rt.ReadError, match="No row begins on line 99"):
        rt.inspect(text, header=99)


def test_an_index_without_a_name_is_no_customer() -> None:
    rows = "".join(f"{i},{'ab'[i % 2]},2024-01-0{i % 9 + 1},{i}.5\n" for i in range(40))
    found = rt.inspect((",customer,date,amount\n" + rows).encode())
    assert found.mapping == rt.ColumnMapping("customer", "date", None, "amount")
    assert [c.role for c in found.columns if c.name == "column 1"] == [None]
    assert any("numbers the rows" in said for said in found.assumed)
    shorter = rt.inspect(("customer,date,amount\n" + rows).encode())  # as R writes it
    assert shorter.mapping == found.mapping


def test_blank_columns_without_a_name_are_left_out_and_said() -> None:
    found = rt.inspect(b"id,date,,amount,,\na,2024-01-05,,5,,\nb,2024-01-06,,6,,\n")
    assert [c.name for c in found.columns] == ["id", "date", "amount"]
    assert "3 columns have neither a name nor a value and are left out." in found.assumed
    late = "id,date,\n" + "a,2024-01-05,\n" * 30_000 + "a,2024-01-05,x\n"
    assert [c.name for c in rt.inspect(late.encode()).columns] == ["id", "date", "column 3"]


def test_months_as_names_are_names() -> None:
    records = [["customer", "2024-01", "2024-02"], ["a", "1", "0"], ["b", "0", "1"]]
    assert lay_out(records).names == ["customer", "2024-01", "2024-02"]
    assert lay_out(records, told=NONE).names == ["column 1", "column 2", "column 3"]


def test_values_without_a_header_are_no_names() -> None:
    assert lay_out([["a", "2024-01-05"], ["b", "2024-01-06"], ["a", "2024-01-07"]]).rows == ()
    assert lay_out([["a", "buy"], ["b", "buy"], ["c", "sell"]]).rows == ()


def test_unknown_values_in_the_first_row_are_no_units() -> None:
    header = lay_out(
        [["id", "date", "amount"], ["x", "n/a", "n/a"], ["a", "2024-01-05", "5"], ["b", "2024-01-06", "6"]]
    )
    assert (header.first, header.units) == (1, None)


def test_two_tables_side_by_side_are_pointed_out() -> None:
    data = (
        b"customer,date,amount,,customer,date,amount\na,2024-01-05,1,,x,2024-01-09,9\nb,2024-02-05,2,,y,2024-02-09,9\n"
    )
    said = " ".join(rt.read_events(data).report.assumed)
    assert "Two tables seem to stand side by side: the columns 'customer' to 'amount' come twice." in said
    assert "side by side" not in " ".join(rt.read_events(b"customer,date,date\na,2024-01-05,1\n").report.assumed)
