"""Files are known by their content; what is no table is refused in one sentence."""

import bz2
import gzip
import io
import lzma
import os
import zipfile

import pyarrow as pa
import pytest

import retention as rt

CSV = b"customer_id,date,amount\n007,2024-01-05,5.5\n7,2024-02-03,6\n007,2024-03-01,7\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(rows: list[list[object]], **others: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for record in rows:
        book.active.append(record)
    for name, records in others.items():
        sheet = book.create_sheet(name)
        for record in records:
            sheet.append(record)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    import pyarrow.csv
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(
        pyarrow.csv.read_csv(
            io.BytesIO(CSV), convert_options=pyarrow.csv.ConvertOptions(column_types={"customer_id": "string"})
        ),
        out,
    )
    return out.getvalue()


def packed_by_arrow(kind: str) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, kind) as stream:
        stream.write(CSV)
    return out.getvalue().to_pybytes()


SAME = {
    "plain": CSV,
    "byte order mark": b"\xef\xbb\xbf" + CSV,
    "utf-16": CSV.decode().encode("utf-16"),
    "crlf": CSV.replace(b"\n", b"\r\n"),
    "cr only": CSV.replace(b"\n", b"\r"),
    "semicolon": CSV.replace(b",", b";"),
    "tab": CSV.replace(b",", b"\t"),
    "vertical bar": CSV.replace(b",", b"|"),
    "blanks": CSV.replace(b",", b"   "),
    "leading blank line": b"\r\n" + CSV,
    "title rows": b"Orders of our shop\n\n" + CSV,
    "sep line": b"sep=;\n" + CSV.replace(b",", b";"),
    "no newline at the end": CSV[:-1],
    "quoted": b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in CSV.splitlines()),
    "gzip": gzip.compress(CSV),
    "gzip in two members": gzip.compress(CSV[:20]) + gzip.compress(CSV[20:]),
    "gzip with zeros behind": gzip.compress(CSV) + bytes(512),
    "bzip2": bz2.compress(CSV),
    "bzip2 in two streams": bz2.compress(CSV[:20]) + bz2.compress(CSV[20:]),
    "xz": lzma.compress(CSV),
    "lzma": lzma.compress(CSV, lzma.FORMAT_ALONE),
    "zstd": packed_by_arrow("zstd"),
    "lz4": packed_by_arrow("lz4"),
    "zip in gzip": gzip.compress(zipped(orders=CSV)),
    "gzip in zip": zipped(orders=gzip.compress(CSV)),
    "zip in zip in gzip": gzip.compress(zipped(inner=zipped(orders=CSV))),
    "zip": zipped(orders=CSV),
    "workbook": workbook(
        [
            ["customer_id", "date", "amount"],
            ["007", "2024-01-05", 5.5],
            ["7", "2024-02-03", 6],
            ["007", "2024-03-01", 7],
        ]
    ),
    "parquet": parquet(),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME.keys())
def test_the_same_table_in_any_wrapping_gives_the_same_events(data: bytes) -> None:
    events = rt.read_events(data)
    assert events.customers([0, 1]) == ["007", "7"]
    assert events.time.astype("datetime64[us]").astype("datetime64[D]").astype(str).tolist() == [
        "2024-01-05",
        "2024-03-01",
        "2024-02-03",
    ]
    assert events.amount.tolist() == [5.5, 7.0, 6.0]
    assert events.row.tolist() == [1, 3, 2]
    assert (events.report.rows_read, events.report.rows_kept, dict(events.report.dropped)) == (3, 3, {})


def test_a_path_and_a_file_object_do_too(tmp_path) -> None:
    path = tmp_path / "orders.xlsx"  # the name says nothing
    path.write_bytes(CSV)
    assert len(rt.read_events(path)) == len(rt.read_events(str(path))) == 3
    with path.open("rb") as handle:
        events = rt.read_events(handle)
    assert events.report.source == "orders.xlsx"


REFUSED = {
    "empty": (b"", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "nothing"),
    "only blanks": (b" \n\n \n", "nothing"),
    "header only": (b"customer_id,date\n", "no data rows"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "PNG picture"),
    "document": (b"%PDF-1.7 ....", "PDF document"),
    "web page": (b"<html><table></table></html>", "web page"),
    "json without records": (b'{"data": []}', "no records"),
    "binary": (bytes(range(256)) * 20, "not text"),
    "several files": (zipped(a=CSV, b=CSV + b"9,2024-03-02,8\n"), "2 tables with the same columns"),
    "cut-off gzip": (gzip.compress(CSV)[:-12], "cut off"),
    "cut-off bzip2": (bz2.compress(CSV)[:-12], "cut off"),
    "cut-off xz": (lzma.compress(CSV)[:-12], "cut off"),
    "cut-off zstd": (packed_by_arrow("zstd")[:-5], "cut off"),
    "packed five times": (
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(CSV))))),
        "several times",
    ),
    "cut-off workbook": (SAME["workbook"][:-300], "damaged"),
    "locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "one column": (b"customer_id\na\nb\n", "one column"),
    "no dates": (b"customer_id,colour\na,red\nb,blue\n", "a time"),
    "missing path": ("nowhere/orders.csv", "no such file"),
    "not a file at all": (5, "not a path"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_said_in_a_sentence(data, words: str) -> None:
    with pytest.raises(rt.RetentionError, match=words) as caught:
        rt.read_events(data)
    assert caught.value.todo


def test_one_row_is_enough() -> None:
    events = rt.read_events(b"customer_id,date\na,2024-01-05\n")
    assert (len(events), events.n_customers) == (1, 1)


def test_the_biggest_visible_sheet_is_read_unless_told() -> None:
    data = workbook(
        [["About", "this"]],
        orders=[["customer", "date"], ["a", "2024-01-05"], ["b", "2024-01-06"], ["c", "2024-01-07"]],
        old=[["client", "date", "note"], ["z", "2020-01-05", "gone"]],
    )
    assert rt.read_events(data).n_customers == 3
    assert "Sheets not read: Sheet, old." in rt.inspect(data).assumed
    assert rt.read_events(data, sheet="old").customers([0]) == ["z"]
    with pytest.raises(rt.ReadError, match="has: 'Sheet', 'orders', 'old'"):
        rt.read_events(data, sheet="new")


def test_far_cells_are_refused_before_they_are_read() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(rt.ReadError, match="1,048,576 rows and 16,384 columns"):
        rt.read_events(out.getvalue())


def test_korean_and_western_text_without_utf8() -> None:
    korean = "고객번호,주문일,금액\n가,2024-01-05,5\n".encode("cp949")
    western = "Kunde,Datum,Betrag\nJérôme,2024-01-05,5\n".encode("cp1252")
    assert rt.read_events(korean).customers([0]) == ["가"]
    assert rt.read_events(western).customers([0]) == ["Jérôme"]
    assert "Windows-1252" in rt.read_events(western).report.assumed[0]


def test_progress_is_told_in_order() -> None:
    told: list[tuple[float, str]] = []
    rt.read_events(CSV, progress=lambda fraction, phrase: told.append((fraction, phrase)))
    assert [phrase for _, phrase in told] == [
        "Opening the file",
        "Reading rows",
        "Understanding dates",
        "Sorting",
        "Looking for copies",
        "Done",
    ]
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)


def test_a_column_of_the_right_name_with_the_wrong_cells_is_named():
    def refusal(text: str) -> str:
        with pytest.raises(rt.EmptyFileError) as refused:
            rt.read_events(text.encode(), name="orders.csv")
        return str(refused.value)

    assert {
        "no dates": refusal("customer,date\na,foo\nb,bar\n"),
        "no customers": refusal("customer,date\n,2024-01-05\n,2024-01-06\n"),
    } == {
        "no dates": "orders.csv: No row has a usable date in the column 'date': 'foo', 'bar'. "
        "Choose another column for the time, or write dates as 2024-03-31.",
        "no customers": "orders.csv: No row has a customer in the column 'customer'. "
        "Choose another column for the customer.",
    }


def test_a_file_whose_name_is_no_utf8_can_be_told_about() -> None:
    with pytest.raises(rt.ReadError) as caught:
        rt.read_events(os.fsdecode(b"caf\xe9.csv"))
    assert str(caught.value).encode() == b"caf?.csv: There is no such file. Check the path."
