"""Archives: members are listed, one is chosen, all are joined, or it is asked; nothing leaves the memory."""

import gzip
import io
import os
import tarfile
import zipfile

import pytest

import retention as rt

JANUARY = b"customer_id,date,amount\na,2024-01-05,5\nb,2024-01-06,6\n"
FEBRUARY = b"customer_id,date,amount\na,2024-02-05,7\nc,2024-02-06,8\nd,2024-02-07,9\n"
OTHER_ORDER = b"amount,customer_id,date\n7,a,2024-02-05\n8,c,2024-02-06\n9,d,2024-02-07\n"
USERS = b"user,city\na,Seoul\nb,Busan\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def zipped(**members: bytes) -> bytes:
    return zipped_as({name.replace("__", "."): data for name, data in members.items()})


def zipped_as(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MONTHS = {"2024/january.csv": JANUARY, "2024/february.csv": FEBRUARY}
ARCHIVES = {"zip": zipped_as(MONTHS), "tar": tarred(MONTHS), "tar.gz": gzip.compress(tarred(MONTHS))}


@pytest.mark.parametrize("data", ARCHIVES.values(), ids=ARCHIVES.keys())
def test_files_of_one_shape_are_offered_one_by_one_or_joined(data: bytes) -> None:
    guess = rt.inspect(data)
    (question,) = guess.questions
    assert guess.members == ("january.csv", "february.csv")
    assert (guess.kind, guess.rows, guess.mapping.customer) == ("events", 5, "customer_id")
    assert (question.key, question.proposed) == ("member", "*")
    assert [(choice.value, choice.shows, choice.note) for choice in question.choices] == [
        ("january.csv", ("customer_id", "date", "amount"), "2 rows, 3 columns"),
        ("february.csv", ("customer_id", "date", "amount"), "3 rows, 3 columns"),
        ("*", ("customer_id", "date", "amount"), "5 rows together"),
    ]
    with pytest.raises(rt.UndecidedError) as undecided:
        rt.read_events(data)
    assert undecided.value.questions == guess.questions
    assert [len(rt.read_events(data, member=choice.value)) for choice in question.choices] == [2, 3, 5]


def test_joined_rows_lead_back_to_their_file() -> None:
    broken = FEBRUARY + b"e,2024-02-31,1\n"
    report = rt.read_events(zipped(january__csv=JANUARY, february__csv=broken), member="*").report
    assert report.left_out.to_dict("records") == [
        {
            "row": 6,
            "line": 5,
            "part": "february.csv",
            "reason": "date does not exist",
            "text": "e, 2024-02-31, 1",
        }
    ]
    (said,) = [a for a in report.assumptions if a.key == "member"]
    assert (said.value, said.certainty, [value for value, _ in said.choices]) == (
        "*",
        "chosen",
        ["january.csv", "february.csv"],
    )


def test_the_only_table_is_read_and_the_rest_is_named() -> None:
    data = zipped_as(
        {
            "data/orders.csv": JANUARY,
            "readme.txt": b"Hello, this is what you wanted.\nYours, the shop\n",
            "logo.png": PNG,
            "__MACOSX/data/._orders.csv": b"\0\5\7",
            ".DS_Store": b"\0\0\0\1Bud1",
            "data/~$orders.xlsx": b"locked by",
            "empty.csv": b"",
        }
    )
    events = rt.read_events(data, name="export.zip")
    assert len(events) == 2
    assert events.report.assumed[0] == (
        "Not read from the archive: readme.txt (It is text, and no table); logo.png (This looks like a PNG picture, "
        "not a table); empty.csv (The file is empty)."
    )
    assert rt.inspect(data).members == ("orders.csv", "readme.txt", "logo.png", "empty.csv")


def test_tables_of_other_shape_are_asked_for_and_the_far_larger_one_proposed() -> None:
    many = JANUARY + b"".join(b"x%d,2024-01-07,1\n" % i for i in range(50))
    data = zipped(users__csv=USERS, orders__csv=many)
    (question,) = rt.inspect(data).questions
    assert ([choice.value for choice in question.choices], question.proposed) == (
        ["users.csv", "orders.csv"],
        "orders.csv",
    )
    assert len(rt.read_events(data, member="orders.csv")) == 52
    even = zipped(users__csv=USERS, orders__csv=JANUARY)
    assert rt.inspect(even).questions[0].proposed == ""


def test_some_of_one_shape_are_joined_and_the_others_named() -> None:
    data = zipped(january__csv=JANUARY, users__csv=USERS, february__csv=OTHER_ORDER)
    events = rt.read_events(data, member="*")
    assert (len(events), events.n_customers, events.amount.sum()) == (5, 4, 35)
    assert "Not read, since their columns are others: users.csv." in events.report.assumed


def test_a_file_that_is_there_twice_is_read_once() -> None:
    events = rt.read_events(zipped_as({"../../orders.csv": JANUARY, "/tmp/orders copy.csv": JANUARY}))
    assert len(events) == 2
    assert events.report.assumed[0] == (
        "Not read from the archive: orders copy.csv (It is the same file as 'orders.csv'; that is read once)."
    )


def test_names_that_lead_out_of_the_folder_are_only_names(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    data = zipped_as({"../january.csv": JANUARY, f"{tmp_path}/february.csv": FEBRUARY, "..\\march.csv": USERS})
    assert rt.inspect(data).members == ("january.csv", "february.csv", "march.csv")
    assert len(rt.read_events(data, member="*")) == 5
    assert sorted(os.listdir(tmp_path)) == ["inside"]
    assert os.listdir(inside) == []


def test_files_of_the_same_name_are_told_apart() -> None:
    data = zipped_as({"a/orders.csv": JANUARY, "b/orders.csv": FEBRUARY})
    assert rt.inspect(data).members == ("a/orders.csv", "b/orders.csv")
    assert len(rt.read_events(data, member="b/orders.csv")) == 3


def test_a_korean_name_of_an_older_program_is_readable() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("XXXX.csv", JANUARY)
        archive.writestr("b.csv", FEBRUARY)
    data = out.getvalue().replace(b"XXXX", "주문".encode("cp949"))
    assert rt.inspect(data).members == ("주문.csv", "b.csv")


def test_a_member_that_does_not_exist_is_named() -> None:
    with pytest.raises(rt.ReadError, match=r"no file 'march.csv'. The archive has: 'january.csv', 'february.csv'"):
        rt.read_events(ARCHIVES["zip"], member="march.csv")
    with pytest.raises(rt.ReadError, match=r"no 'march\.csv' to choose"):
        rt.read_events(JANUARY, member="march.csv")


def locked() -> bytes:
    data = bytearray(zipped(orders__csv=JANUARY))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + place] |= 1  # the flag that says "encrypted"
    return bytes(data)


def damaged(packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("orders.csv", JANUARY * 50)
    data = bytearray(out.getvalue())
    data[70] ^= 0xFF
    return bytes(data)


REFUSED = {
    "a password": (locked(), "password"),
    "a flipped byte": (damaged(zipfile.ZIP_DEFLATED), "damaged"),
    "a flipped byte under bzip2": (damaged(zipfile.ZIP_BZIP2), "damaged"),
    "a flipped byte under lzma": (damaged(zipfile.ZIP_LZMA), "damaged"),
    "a missing end": (ARCHIVES["zip"][:-30], "damaged: its end is missing"),
    "a tar that is cut off": (ARCHIVES["tar"][:1100], "cut off"),
    "nothing in it": (zipped(), "empty"),
    "only folders and hidden files": (zipped_as({"a/": b"", ".hidden": b"x"}), "empty"),
    "no table in it": (zipped(a__png=PNG, b__pdf=b"%PDF-1.7"), "none of them is a table. a.png: This looks like a PNG"),
    "one picture": (zipped(a__png=PNG), "PNG picture"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_said(data: bytes, words: str) -> None:
    with pytest.raises(rt.ReadError, match=words) as caught:
        rt.read_events(data)
    assert caught.value.todo


def test_garbage_behind_a_gzip_file_is_told() -> None:
    events = rt.read_events(gzip.compress(JANUARY) + b"garbage")
    assert len(events) == 2
    assert events.report.assumed[0] == "Behind the packed data stand 7 bytes that belong to nothing; they are not read."


def test_a_tar_without_its_end_mark_is_told() -> None:
    data = tarred({"orders.csv": JANUARY})[: 512 + 512]
    assert rt.read_events(data).report.assumed[0] == (
        "The archive has no mark at its end, so that files at its end may be missing."
    )


def test_every_cut_of_an_archive_ends_in_all_its_rows_or_in_a_sentence() -> None:
    for data in ARCHIVES.values():
        for length in range(1, len(data), max(1, len(data) // 60)):
            try:
                events = rt.read_events(data[:length], member="*")
            except rt.RetentionError:
                continue
            assert events.report.rows_read == 5 or events.report.assumed[0].startswith("The archive has no mark")


def test_an_archive_of_workbooks_and_parquet_is_joined_too() -> None:
    import pyarrow.csv
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(io.BytesIO(FEBRUARY)), out)
    data = zipped(january__csv=JANUARY, february__parquet=out.getvalue())
    events = rt.read_events(data, member="*")
    assert (len(events), events.n_customers, events.amount.sum()) == (5, 4, 35)


def test_archives_inside_an_archive_are_opened_too() -> None:
    lists = b'{"users": [{"user": "a", "city": "x"}], "orders": [{"user_id": "z", "date": "2024-03-01"}]}'
    data = zipped_as({"inner.zip": ARCHIVES["zip"], "lists.json": lists})
    labels = ("inner.zip/january.csv", "inner.zip/february.csv", "lists.json/users", "lists.json/orders")
    guess = rt.inspect(data)
    assert guess.members == labels
    assert [choice.value for choice in guess.questions[0].choices] == [*labels, "*"]
    assert rt.read_events(data, member="inner.zip/january.csv").customers([0, 1]) == ["a", "b"]
    assert len(rt.read_events(data, member="*")) == 5
    mapping = rt.ColumnMapping("user_id", "date")
    assert rt.read_events(data, mapping, member="lists.json/orders").customers([0]) == ["z"]
    with pytest.raises(rt.ReadError, match=r"no file 'april\.csv'"):
        rt.read_events(data, member="inner.zip/april.csv")
