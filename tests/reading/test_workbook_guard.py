"""Hostile workbooks are refused in a sentence, quickly, and without taking the memory that they ask for."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import retention as rt
from retention.reading.sheets import reader as workbook_reader
from tests.reading.books import (
    HEADER,
    ROWS,
    blown_up,
    cell,
    ods,
    ods_cell,
    ods_rows,
    package,
    rows_xml,
    sheet_xml,
    xlsb,
    xml2003,
    xml2003_rows,
)

STORY = sheet_xml(rows_xml([HEADER, *ROWS]))
GOOD = package({"Orders": STORY})
SHEET = "xl/worksheets/sheet1.xml"
DECLARED = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
WIDE = ' table:number-columns-repeated="16384"'


def far_cells() -> bytes:
    return package({"S": sheet_xml(f'<row r="1">{cell(1, 1, "a")}</row><row r="9">{cell(1048576, 16384, "b")}</row>')})


HOSTILE = {
    "two far cells": (far_cells(), "1,048,576 rows and 16,384 columns"),
    "two far cells in a binary workbook": (xlsb({(0, 0): "a", (1048575, 16383): "b"}), "more memory than it may"),
    "two far cells in OpenDocument": (
        ods(
            {
                "S": f"<table:table-row>{ods_cell('a')}</table:table-row>"
                '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
                '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
                f"{ods_cell('b')}</table:table-row>"
            }
        ),
        "1,048,576 rows and 16,384 columns",
    ),
    "a sheet of one repeated cell": (
        ods({"S": f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("x", WIDE)}</table:table-row>'}),
        "repeated very often",
    ),
    "rows that unpack to 1.9 GB": (
        blown_up(GOOD, SHEET, b'<row><c t="n"><v>12345</v></c></row>' * 30_000, 1_890),
        "unpacks to 1.9 GB, more than 1.0 GB",
    ),
    "one cell of 900 MB": (blown_up(GOOD, SHEET, b"x" * (1 << 20), 900), "times its size"),
    "strings of 900 MB": (blown_up(GOOD, "xl/sharedStrings.xml", b"<si><t>ha</t></si>" * 60_000, 900), "its size"),
    "entities in a sheet": (package({"S": DECLARED + STORY}), "XML entities"),
    "entities in the list of sheets": (package({"S": STORY}, workbook=DECLARED + "<workbook/>"), "XML entities"),
    "entities in the styles": (package({"S": STORY}, styles=DECLARED + "<styleSheet/>"), "XML entities"),
    "entities in Excel 2003 XML": (
        xml2003({"S": xml2003_rows([HEADER, *ROWS])}).replace("<?mso", DECLARED + "<?mso", 1).encode(),
        "XML entities",
    ),
    "many columns": (package({"S": sheet_xml(rows_xml([["x"] * 6_000, ["y"] * 6_000]))}), "6,000 columns"),
}


@pytest.mark.parametrize(("data", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_workbooks_are_refused_by_name(data: bytes, words: str) -> None:
    with pytest.raises(rt.LimitError, match=words) as refused:
        rt.read_events(data)
    assert refused.value.todo


WATCH = """
import json, resource, sys, time
from pathlib import Path
import retention as rt
rt.read_events(b"customer,date\\na,2024-01-05\\n")
usage = lambda who: resource.getrusage(who).ru_maxrss >> 10
before, seconds = usage(resource.RUSAGE_SELF), {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    begun = time.process_time()
    try:
        rt.read_events(path)
    except rt.LimitError:
        seconds[path.name] = time.process_time() - begun
print(json.dumps([seconds, usage(resource.RUSAGE_SELF) - before, usage(resource.RUSAGE_CHILDREN)]))
"""


@pytest.mark.skipif(os.name != "posix", reason="only there can the memory of a process be watched and bounded")
def test_hostile_workbooks_take_neither_time_nor_memory(tmp_path: Path, root: Path) -> None:
    for name, (data, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    seconds, grown, child = json.loads(done.stdout)
    assert sorted(seconds) == sorted(HOSTILE)
    assert max(seconds.values()) < 2
    assert grown < 1024
    assert child < 1024


def test_a_dimension_that_lies_is_not_believed() -> None:
    data = package({"S": sheet_xml(rows_xml([HEADER, *ROWS]), before='<dimension ref="A1:XFD1048576"/>')})
    assert len(rt.read_events(data)) == 5


def test_a_package_that_lies_about_a_size_is_refused() -> None:
    data = bytearray(blown_up(GOOD, SHEET, b"<row><c><v>1</v></c></row>" * 40_000, 60))
    size = (26 * 40_000 * 60).to_bytes(4, "little")
    assert data.count(size) == 2  # before the member, and in the list at the end
    with pytest.raises(rt.ReadError):
        rt.read_events(bytes(data.replace(size, (1000).to_bytes(4, "little"))))


def test_blank_formatted_rows_cost_nothing_and_are_no_rows() -> None:
    blank = "".join(f'<row r="{r}"><c r="A{r}" s="1"/><c r="C{r}" s="1"/></row>' for r in range(7, 60_000))
    events = rt.read_events(package({"S": sheet_xml(rows_xml([HEADER, *ROWS]) + blank)}))
    assert (events.report.rows_read, events.report.rows_kept) == (5, 5)


FAR = {
    "a stray cell in the last column": (cell(1, 16384, "far"), ["XFD1"]),
    "a stray cell in the last row": (f'</row><row r="1048576">{cell(1048576, 1, "far")}', ["A1048576"]),
    "a blank cell in both": (f'</row><row r="1048576">{cell(1048576, 16384, " ")}', []),
}


@pytest.mark.parametrize(("far", "named"), FAR.values(), ids=FAR.keys())
def test_cells_far_away_are_left_aside_and_named(far: str, named: list[str]) -> None:
    first, rest = rows_xml([HEADER]), rows_xml(ROWS * 8, top=2)
    report = rt.read_events(package({"S": sheet_xml(first.replace("</row>", far + "</row>") + rest)})).report
    assert (report.rows_read, report.rows_kept) == (40, 40)
    sentences = [f"1 cell lies far away from the table and is not read: {at}." for at in named]
    assert [text for text in report.assumed if "far away" in text] == sentences


def test_cells_that_do_not_say_where_they_lie() -> None:
    bare = sheet_xml(rows_xml([HEADER, *ROWS])).replace("<row r=", "<row x=")
    for at in [f"{c}{r}" for c in "ABC" for r in range(1, 7)]:
        bare = bare.replace(f' r="{at}"', "")
    events = rt.read_events(package({"S": bare}))
    assert (len(events), events.customers([0, 1]), float(events.amount.sum())) == (5, ["a", "b"], 35.5)


def test_other_prefixes_and_orders_of_attributes() -> None:
    data = sheet_xml(rows_xml([HEADER, *ROWS]))
    data = re.sub(r"<(/?)(?=\w)", r"<\1x:", data).replace("xmlns=", "xmlns:x=")
    data = re.sub(r'<x:c (r="\w+") (t="\w+")>', r"<x:c \2 \1>", data)
    assert len(rt.read_events(package({"S": data}))) == 5


# ----------------------------------------------------------------------------------------- damage and passwords
def outcome(data: bytes) -> str:
    try:
        return f"{rt.read_events(data).report.rows_read} rows"
    except rt.RetentionError as error:
        return "advice" if error.todo else "nothing"


def test_a_damaged_workbook_never_ends_the_process() -> None:
    for at in range(0, len(GOOD), 29):
        flipped = bytes([*GOOD[:at], GOOD[at] ^ 0xFF, *GOOD[at + 1 :]])
        assert outcome(flipped) in ("5 rows", "advice"), at


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_that_is_cut_off_is_said_to_be(share: float) -> None:
    with pytest.raises(rt.ReadError, match=r"damaged|cut off"):
        rt.read_events(GOOD[: int(len(GOOD) * share)])


def locked_xls() -> bytes:
    from tests.reading.books import xls

    data = xls([HEADER, *ROWS])
    begin = bytes.fromhex("0908100000060500")
    at = data.index(begin) + 20
    return data[:at] + b"\x2f\x00" + data[at + 2 :]


@pytest.mark.parametrize(
    "data",
    [
        locked_xls(),
        ods(
            {"S": ods_rows([HEADER, *ROWS])},
            '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>',
        ),
    ],
    ids=["older workbook", "OpenDocument"],
)
def test_a_password_is_named(data: bytes) -> None:
    with pytest.raises(rt.ReadError, match="protected by a password"):
        rt.read_events(data)


# --------------------------------------------------------------------------------------------- the other process
def test_time_is_limited(monkeypatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(workbook_reader, "_PROGRAM", slow)
    begun = time.monotonic()
    with pytest.raises(rt.LimitError, match="more than 1 seconds") as refused:
        rt.read_events(GOOD, limits=rt.Limits(seconds=1))
    assert "RETENTION_LIMIT_SECONDS" in refused.value.todo
    assert time.monotonic() - begun < 20


def test_a_process_that_dies_is_survived(monkeypatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr(workbook_reader, "_PROGRAM", dying)
    with pytest.raises(rt.ReadError):
        rt.read_events(GOOD)


def test_reading_can_be_stopped_and_tells_how_far_it_is() -> None:
    told: list[tuple[float, str]] = []
    rt.read_events(GOOD, progress=lambda fraction, phrase: told.append((fraction, phrase)))
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
    assert {"Checking the workbook", "Reading the sheets"} <= {phrase for _, phrase in told}

    def stop(fraction: float, phrase: str) -> None:
        if phrase == "Reading the sheets":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rt.read_events(GOOD, progress=stop)


def test_the_other_process_starts_without_what_it_does_not_need() -> None:
    program = Path(workbook_reader.__file__).with_name("child.py")
    command = (
        "import runpy, sys; runpy.run_path(sys.argv[1]); print('pandas' in sys.modules, 'retention' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", command, str(program)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
