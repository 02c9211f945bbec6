"""Several files of the same columns are one table; each row still leads back to its file."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

JANUARY = b"customer,date,total\na,2024-01-05,5\nb,2024-01-06,6\n"
FEBRUARY = b"total;date;customer\n7;2024-02-05;a\n8;2024-02-30;c\n;;\n9;2024-02-07;d\n"


def test_files_of_one_shape_are_one_table_whatever_the_order_of_their_columns(tmp_path) -> None:
    first, second = tmp_path / "january.csv", tmp_path / "february.csv.gz"
    first.write_bytes(JANUARY)
    second.write_bytes(gzip.compress(FEBRUARY))
    events = rt.read_events([first, second])
    assert (len(events), events.n_customers, events.amount.sum()) == (4, 3, 27)
    report = events.report
    assert (report.source, report.rows_read) == ("2 files", 6)
    assert report.assumed[0] == "2 tables are read as one: january.csv, february.csv.gz."
    assert report.left_out[["row", "line", "part", "reason"]].to_numpy().tolist() == [
        [4, 3, "february.csv.gz", "date does not exist"],
        [5, 4, "february.csv.gz", "blank row"],
    ]
    guess = rt.inspect([str(first), str(second)], name="winter")
    assert (guess.source, guess.rows, guess.mapping.customer) == ("winter", 6, "customer")


def test_one_file_in_a_list_is_that_file(tmp_path) -> None:
    assert rt.read_events([JANUARY]).report.rows_read == 2
    with pytest.raises(rt.ReadError, match="No file was given"):
        rt.read_events([])


def test_a_file_given_twice_is_read_once() -> None:
    events = rt.read_events([JANUARY, gzip.compress(JANUARY)])
    assert len(events) == 2
    assert events.report.assumed[0] == "'file 2' has the same content as a file before it; it is read once."


def test_files_of_the_same_name_are_told_apart(tmp_path) -> None:
    for folder, data in (("a", JANUARY), ("b", FEBRUARY)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "orders.csv").write_bytes(data)
    report = rt.read_events([tmp_path / "a" / "orders.csv", tmp_path / "b" / "orders.csv"]).report
    assert set(report.left_out["part"]) == {"orders.csv (2)"}


def test_other_columns_are_named() -> None:
    with pytest.raises(rt.ReadError) as refused:
        rt.read_events([JANUARY, b"customer,day,total\na,2024-01-05,5\n"], name="winter")
    assert str(refused.value) == (
        "winter: 'file 2' has other columns than 'file 1': without 'date' and with 'day'. "
        "Read them one at a time, or give them the same columns."
    )


def test_a_broken_file_in_a_list_is_named(tmp_path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.png"
    good.write_bytes(JANUARY)
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(rt.ReadError, match=r"bad\.png: This looks like a PNG picture"):
        rt.read_events([good, bad])


def test_records_without_a_value_join_those_that_have_it() -> None:
    one = json.dumps([{"user_id": "a", "time": "2024-01-05", "plan": "pro"}] * 2).encode()
    other = json.dumps([{"user_id": "b", "time": "2024-01-06", "amount": 5}]).encode()
    events = rt.read_events([one, other], rt.ColumnMapping("user_id", "time", amount="amount", segments=("plan",)))
    assert (len(events), events.amount.sum(), events.segments["plan"].labels) == (3, 5, ("pro",))


def test_another_encoding_in_one_of_them_is_no_obstacle() -> None:
    korean = "customer,date,total\n가,2024-01-05,5\n나,2024-01-06,5\n다,2024-01-07,5\n"
    events = rt.read_events([JANUARY, korean.replace("2024", "2023").encode("cp949"), korean.encode()])
    assert (len(events), events.n_customers) == (8, 5)


rows = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 28), st.integers(0, 99)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(rows, min_size=1, max_size=4))
def test_joining_is_reading_one_file_below_the_other(parts: list[list[tuple[str, int, int]]]) -> None:
    texts = ["".join(f"{who},2024-01-{day:02d},{total}.5\n" for who, day, total in part) for part in parts]
    whole = rt.read_events(("customer,date,total\n" + "".join(texts)).encode())
    files = [f"customer,date,total\n{text}".encode() for text in texts]
    joined = rt.read_events([file + b"\n" * i for i, file in enumerate(files)])  # no two are the same file
    order = [events.row.tolist() for events in (whole, joined)]
    assert whole.amount.sum() == joined.amount.sum()
    assert (whole.n_customers, len(whole)) == (joined.n_customers, len(joined))
    assert len(order[0]) == len(order[1])
