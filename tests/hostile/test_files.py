"""Every attack ends in a correct read or a sentence that says what, where and what to do; soon, and in little room."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

import retention as rt
from retention.reading.containers.zips import opened, steps
from tests.hostile.attacks import ATTACKS, GOOD, HEAD, MB, ROW, archive, parquet, zeros, zip_by_hand

# Made in no time, so that they are tried every time; each of the others once a night.
QUICK = (
    *("gzip five times", "xz that wants a dictionary of 4 GB", "zip of nothing, often", "zip in zip"),
    *("zip in zip in zip in zip in zip", "zip that claims 4 GB", "zip with offsets beyond its end", "tar of links"),
    *("tar that claims 8 GB", "names that lead out", "ten thousand columns", "ten thousand equal names"),
    *("NUL in every cell", "NUL between the letters", "digits without end", "an exponent without end"),
    *(
        "dates without end",
        "UTF-16 cut in half",
        "JSON of braces",
        "JSON of records that nest",
        "JSON of lists in lists",
    ),
    *("JSON of broken records", "HTML of wide cells", "HTML, deep", "HTML of open tags", "HTML of attributes"),
    *("HTML of a letter without end", "XML that laughs", "XML that laughs late", "XML in UTF-7 that laughs"),
    *("XML with cells far away", "workbook in UTF-16 that laughs", "workbook with external entities"),
    *("OpenDocument of repeated rows", "OpenDocument that laughs", "Parquet of few values", "Feather of few values"),
    *("Parquet of columns in columns", "Parquet, its footer cut", "CSV behind a zip", "workbook behind a page"),
    *("PDF with a table", "PNG with a table", "zip with a list of 9 MB"),
)


def outcome(data: bytes | Path) -> str:
    """How reading ends; anything but a sum that is right or a whole sentence fails."""
    try:
        report = rt.read_events(data).report
    except rt.RetentionError as error:
        whole = all((error.what, error.where, error.todo))
        return type(error).__name__ if whole and len(str(error)) < 3_000 else f"incomplete: {str(error)[:200]}"
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    return "read"


@pytest.mark.parametrize("name", QUICK)
def test_an_attack_ends_well(name: str) -> None:
    begun = time.process_time()
    assert not outcome(ATTACKS[name]()).startswith("incomplete")
    assert time.process_time() - begun < 10


WATCH = """
import json, sys, time
from pathlib import Path
import retention as rt
from retention.reading.memory import give_back
from tests.hostile.attacks import ATTACKS
from tests.hostile.test_files import outcome

def kilobytes(what):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(what))

found = {}
outcome(b"customer,date\\na,2024-01-05\\n")
for name, make in ATTACKS.items():
    path = Path(sys.argv[1]) / "attack"
    path.write_bytes(make())
    give_back()
    Path("/proc/self/clear_refs").write_text("5")
    before, begun = kilobytes("VmRSS"), time.process_time()
    said = outcome(path)
    found[name] = (said, time.process_time() - begun, (kilobytes("VmHWM") - before) >> 10)
print(json.dumps(found))
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of one stretch")
def test_no_attack_takes_much_time_or_memory(tmp_path: Path, root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert sorted(found) == sorted(ATTACKS)
    assert {
        name: told for name, told in found.items() if "incomplete" in told[0] or told[1] > 30 or told[2] > 1024
    } == {}


# ------------------------------------------------------------------------------------------ one hole each
@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_way_of_packing_gives_more_than_a_little_at_once(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as packed:
        packed.writestr("a.csv", bytes(8 * MB))
    buffer = pa.py_buffer(path.read_bytes())
    with opened(buffer, rt.Limits()) as found:
        sizes = [len(piece) for piece, _ in steps(found, found.infolist()[0], buffer)]
    assert (sum(sizes), max(sizes) <= MB) == (8 * MB, True)
    with zipfile.ZipFile(path, "w", method) as packed:
        packed.writestr("a.csv", GOOD)
    assert outcome(path) == "read"


def test_a_workbook_is_packed_in_the_usual_way() -> None:
    with pytest.raises(rt.ReadError, match="packed in a way that is not read here"):
        rt.read_events(zip_by_hand([("xl/workbook.xml", 0, 9, 9)], b"x", zipfile.ZIP_BZIP2))


def test_members_that_share_their_bytes_are_counted_each_time() -> None:
    kernel = zeros(8 * MB)
    with pytest.raises(rt.LimitError, match="times its size"):
        rt.read_events(zip_by_hand([("x", 0, len(kernel), 8 * MB)] * 900, kernel), member="*")


def test_the_list_of_an_archive_is_not_looked_at_if_it_is_enormous() -> None:
    with pytest.raises(rt.LimitError, match="list of files in the archive has more than 4 MB") as refused:
        rt.read_events(ATTACKS["zip with a list of 9 MB"]())
    assert "RETENTION_LIMIT_DIRECTORY_BYTES" in refused.value.todo


def test_many_packed_streams_of_nothing_are_read_in_proportion() -> None:
    import gzip

    begun = time.process_time()
    assert outcome(gzip.compress(b"") * 30_000 + gzip.compress(GOOD)) == "read"
    assert time.process_time() - begun < 10


def test_records_that_cannot_be_read_are_read_in_proportion() -> None:
    data = b'{"customer":"a","date":"2024-01-01"}\n' + b'{"customer":"a" "date"\n' * 20_000
    begun = time.process_time()
    assert rt.read_events(data).report.rows_read == 20_001
    assert time.process_time() - begun < 10
    listed = b",".join([b'{"customer":"a","date":"2024-01-01"},{"customer":"a" "date"}'] * 5_000)
    begun = time.process_time()
    assert rt.read_events(b"[" + listed + b"]").report.rows_read == 10_000
    assert time.process_time() - begun < 10


def test_a_row_of_many_megabytes_is_read_and_its_copies_are_listed() -> None:
    rows = [ROW * 200, b"b,2024-01-02," + b"x" * (17 * MB) + b"\n", ROW * 2]
    report = rt.read_events(HEAD + b"".join(rows)).report
    assert (report.rows_read, report.rows_kept) == (203, 203)


def test_a_line_without_end_is_named() -> None:
    for data in (b"x" * 600_000 + b",date\na,2024-01-01\n", HEAD + b"x" * 600_000 + b",2024-01-01,1\n"):
        with pytest.raises(rt.LimitError, match="One of the first two lines is longer than"):
            rt.read_events(data, limits=rt.Limits(line_bytes=300_000))
        assert outcome(data) in ("read", "MappingError")


def test_text_that_is_stored_once_is_counted_as_often_as_it_stands() -> None:
    data = parquet({"customer": ["x" * 2_000] * 50_000, "date": ["2024-01-01"] * 50_000})
    with pytest.raises(rt.LimitError, match="times its size"):
        rt.read_events(data)
    honest = parquet({"customer": [f"c{i % 500}" for i in range(50_000)], "date": ["2024-01-01"] * 50_000})
    assert rt.read_events(honest).n_customers == 500


def test_names_in_an_archive_are_shown_and_never_used() -> None:
    data = archive({"../\x1b[31m\u202eevil\n.csv": GOOD, "b\0.csv": HEAD + b"z,2024-01-05,5\n"})
    shown = rt.inspect(data).members
    assert all(name.isprintable() and ".." not in name and "\u202e" not in name for name in shown)


def test_a_page_of_many_tables_is_refused() -> None:
    with pytest.raises(rt.LimitError, match="more than 1,000 tables"):
        rt.read_events(b"<html>" + b"<table><tr><td>a</td></tr></table>" * 1_001)
