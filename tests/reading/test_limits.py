"""What asks for too much is refused early, in a sentence that names the limit."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pyarrow as pa
import pyarrow.parquet
import pytest

import retention as rt

ROW = b"C001,2024-01-01,1\n"
BOMB = b"customer,date,amount\n" + ROW * (6 << 20)  # 113 MB


def archive(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for i, member in enumerate(members):
            packed.writestr(f"{i}.csv", member)
    return out.getvalue()


def parquet(columns: int, rows: int) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({f"c{i}": ["x"] * rows for i in range(columns)}), out)
    return out.getvalue()


BOMBS = {
    "gzip": gzip.compress(BOMB),
    "bzip2": bz2.compress(BOMB[: 20 << 20]),
    "gzip at its weakest": gzip.compress(bytes(300 << 20), 1),
    "xz": lzma.compress(BOMB, preset=0),
    "gzip in gzip": gzip.compress(gzip.compress(BOMB)),
    "zip": archive(BOMB),
    "zip of several": archive(*[BOMB[: 9 << 20] + b"%d" % i for i in range(4)]),
    "zip that says it is small": archive(BOMB).replace(len(BOMB).to_bytes(4, "little"), (9999).to_bytes(4, "little")),
    "parquet": parquet(2, 5_000_000),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_a_small_file_that_unpacks_without_end_is_refused_without_the_memory_for_it(data: bytes) -> None:
    before = pa.total_allocated_bytes()
    with pytest.raises(rt.ReadError, match=r"more than (250|100) times its size|damaged") as refused:
        rt.read_events(data, member="*")
    assert pa.total_allocated_bytes() - before < 1 << 30
    assert refused.value.todo


def test_an_honest_file_that_repeats_itself_is_read() -> None:
    lines = [f"C{i % 50:02d},2024-01-{1 + i // 10_000:02d},open,1\n" for i in range(280_000)]
    text = ("customer,date,event,amount\n" + "".join(lines)).encode()
    packed = gzip.compress(text)
    assert len(text) > 100 * len(packed)
    assert len(rt.read_events(packed)) == 280_000


def test_the_ratio_can_be_raised() -> None:
    data = gzip.compress(b"customer,date,amount\n" + ROW * (1 << 20))
    with pytest.raises(rt.LimitError, match="RETENTION_LIMIT_EXPANSION"):
        rt.read_events(data)
    assert len(rt.read_events(data, limits=rt.Limits(expansion=1000))) == 1 << 20


TOO_MUCH = {
    "file": (ROW * 10, rt.Limits(file_bytes=100), "more than 9.54e-05 MB"),
    "unpacked": (gzip.compress(ROW * 100_000), rt.Limits(unpacked_bytes=1 << 20), "unpacks to more than 1 MB"),
    "columns of text": (b"," * 5000 + b"\n" + b"1," * 5000 + b"1\n", None, "5,001 columns"),
    "columns of parquet": (parquet(5001, 1), None, "5,001 columns"),
    "names in JSON": (json.dumps([{f"n{i}": 1 for i in range(5001)}] * 2).encode(), None, "5,000 different names"),
    "members": (archive(*[b"%d" % i for i in range(1001)]), None, "more than 1,000 files"),
}


@pytest.mark.parametrize(("data", "limits", "words"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_every_limit_has_its_sentence(data: bytes, limits: rt.Limits | None, words: str) -> None:
    for read in (rt.read_events, rt.inspect):
        with pytest.raises(rt.LimitError, match=words) as refused:
            read(data, limits=limits)
        assert "Or raise the limit RETENTION_LIMIT_" in refused.value.todo


def test_limits_come_from_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("RETENTION_LIMIT_COLUMNS", "2")
    with pytest.raises(rt.LimitError, match="3 columns"):
        rt.inspect(b"customer,date,amount\na,2024-01-05,5\n")
    assert rt.inspect(b"customer,date,amount\na,2024-01-05,5\n", limits=rt.Limits()).rows == 1
    monkeypatch.setenv("RETENTION_LIMIT_COLUMNS", "many")
    with pytest.raises(rt.LimitError, match="'many' is not a whole number above 0"):
        rt.inspect(b"customer,date,amount\na,2024-01-05,5\n")
