"""Files with typed columns: what is no text, number or moment becomes text, and nothing else changes."""

import datetime
import decimal
import io

import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet
import pytest

import retention as rt
from retention.reading.formats import open_table
from retention.reading.opening import Opening
from retention.reading.tables import as_text

TABLE = pa.table(
    {
        "customer_id": ["007", "b", "007"],
        "ordered_at": pa.array([datetime.datetime(2024, 1, day) for day in (5, 6, 7)], pa.timestamp("us")),
        "amount": pa.array([decimal.Decimal("1.50"), decimal.Decimal("2.25"), None], pa.decimal128(10, 2)),
    }
)


def parquet(table: pa.Table, **options: object) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **options)
    return out.getvalue()


def ipc(table: pa.Table, stream: bool) -> bytes:
    out = pa.BufferOutputStream()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue().to_pybytes()


def feather(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pyarrow.feather.write_feather(table, out, compression="lz4")
    return out.getvalue()


def orc(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pyarrow.orc.write_table(table, out)
    return out.getvalue()


FILES = {
    "parquet": parquet(TABLE),
    "parquet with zstd": parquet(TABLE, compression="zstd", use_dictionary=False, row_group_size=1),
    "arrow file": ipc(TABLE, stream=False),
    "arrow stream": ipc(TABLE, stream=True),
    "feather": feather(TABLE),
    "orc": orc(TABLE),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_every_format_gives_the_same_events(data: bytes) -> None:
    events = rt.read_events(data)
    assert events.customers([0, 1]) == ["007", "b"]
    assert (len(events), events.amount.sum()) == (3, 3.75)
    assert str(events.span[1]) == "2024-01-07 00:00:00"


def texts(table: pa.Table) -> dict[str, list[str]]:
    opened = open_table(parquet(table), Opening())
    return as_text(opened.table).to_pydict()


def test_nested_and_odd_types_become_text() -> None:
    table = pa.table(
        {
            "properties": pa.array([{"user_id": "a", "at": {"lat": 1.5}}, {"user_id": "b", "at": None}]),
            "tags": pa.array([["x", "y"], None]),
            "when": pa.array([[datetime.date(2024, 1, 5)], []], pa.list_(pa.date32())),
            "counts": pa.array([[("x", 1)], []], pa.map_(pa.string(), pa.int64())),
            "raw": pa.array([b"caf\xc3\xa9", b"\xff"], pa.binary()),
            "flag": [True, None],
            "clock": pa.array([datetime.time(10, 30), None], pa.time64("us")),
            "nothing": pa.nulls(2),
            "long": pa.array(["x", None], pa.large_string()),
        }
    )
    assert texts(table) == {
        "user_id": ["a", "b"],
        "at.lat": ["1.5", ""],
        "tags": ['["x", "y"]', ""],
        "when": ['["2024-01-05"]', "[]"],
        "counts": ['[["x", 1]]', "[]"],
        "raw": ["café", "\ufffd"],
        "flag": ["true", ""],
        "clock": ["10:30:00.000000", ""],
        "nothing": ["", ""],
        "long": ["x", ""],
    }


def test_categories_zones_and_narrow_numbers_are_read() -> None:
    zone = pa.timestamp("ns", "Asia/Seoul")
    table = pa.table(
        {
            "user_id": pa.array(["a", "b", "a"]).dictionary_encode(),
            "event_time": pa.array([datetime.datetime(2024, 1, 5, 20)] * 3, pa.timestamp("ns", "UTC")).cast(zone),
            "amount": pa.array([1, 2, 3], pa.int8()),
            "plan": pa.array([1, 1, 2], pa.int16()).dictionary_encode(),
        }
    )
    events = rt.read_events(parquet(table), timezone="Asia/Seoul")
    assert (events.n_customers, events.amount.sum(), str(events.span[0])) == (2, 6, "2024-01-06 05:00:00")


def test_a_moment_beyond_all_years_costs_no_other_row() -> None:
    times = pa.array([1_704_412_800_000_000, 1 << 62, None], pa.int64()).cast(pa.timestamp("us"))
    report = rt.read_events(parquet(pa.table({"user_id": ["a", "b", "c"], "event_time": times}))).report
    assert (report.rows_read, report.rows_kept, sum(report.dropped.values())) == (3, 1, 2)


def test_two_columns_of_one_name_are_told_apart() -> None:
    table = pa.Table.from_arrays(
        [pa.array(["a"]), pa.array(["2024-01-05"]), pa.array(["b"])], names=["id", "date", "id"]
    )
    opened = open_table(ipc(table, stream=False), Opening())
    assert opened.names == ["id", "date", "id (2)"]
    assert opened.assumed == ("Two columns are called 'id'; the later one is called 'id (2)' here.",)


def test_bytes_that_are_no_letters_cost_no_row() -> None:
    raw = pa.array([b"007", "J\u00e9r\u00f4me".encode("latin-1")], pa.binary())
    ids = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    events = rt.read_events(parquet(pa.table({"user_id": ids, "event_time": ["2024-01-05", "2024-01-06"]})))
    assert events.customers([0, 1]) == ["007", "J\ufffdr\ufffdme"]
    assert "The column 'user_id' holds bytes that are no letters; they are shown as '\ufffd'." in events.report.assumed


def test_a_stream_without_its_end_is_told() -> None:
    events = rt.read_events(FILES["arrow stream"][:-8])
    assert (len(events), events.report.assumed[0]) == (
        3,
        "The file has no mark at its end, so that rows at its end may be missing.",
    )


EMPTY = TABLE.slice(0, 0)
REFUSED = {
    "parquet without rows": (parquet(EMPTY), "no data rows"),
    "arrow without rows": (ipc(EMPTY, stream=False), "no data rows"),
    "stream without rows": (ipc(EMPTY, stream=True), "no data rows"),
    "parquet cut off": (FILES["parquet"][:-20], "Parquet file is damaged or cut off"),
    "arrow cut off": (FILES["arrow file"][:-40], "Arrow file is damaged or cut off"),
    "orc cut off": (FILES["orc"][:-10], "ORC file is damaged or cut off"),
    "parquet of which only the start is left": (b"PAR1\x15\4\x15", "damaged"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_said(data: bytes, words: str) -> None:
    with pytest.raises(rt.ReadError, match=words) as caught:
        rt.read_events(data)
    assert caught.value.todo


@pytest.mark.parametrize("name", FILES)
def test_no_cut_and_no_flipped_byte_crashes_or_loses_rows(name: str) -> None:
    data = FILES[name]
    for at in range(0, len(data), max(1, len(data) // 80)):
        flipped = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        for broken in (data[:at], flipped):
            try:
                report = rt.read_events(broken, rt.ColumnMapping("customer_id", "ordered_at")).report
            except rt.RetentionError:
                continue
            assert report.rows_read == report.rows_kept + sum(report.dropped.values())
            assert report.rows_read == 3
