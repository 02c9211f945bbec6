"""Small valid files to begin from: every format with the same few rows, every kind of table, and our own files."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from functools import cache
from random import Random

import pyarrow as pa
from pyarrow import feather, orc, parquet

import retention as rt
from tests.hostile.attacks import archive, tar
from tests.reading import books
from tests.reading.written import write

TABLE = [books.HEADER, *books.ROWS]
CSV = "\r\n".join(",".join(row) for row in TABLE).encode()
WORKBOOKS = ("ods", "xls", "xlsb", "xlsx")  # parsed in a process of their own, so that each takes a while


def _lines(rows: list[str]) -> bytes:
    return "\n".join([*rows, ""]).encode()


def _columns() -> pa.Table:
    return pa.table({name: [row[j] for row in books.ROWS] for j, name in enumerate(books.HEADER)})


def _columnar(write: Callable[..., object]) -> bytes:
    out = io.BytesIO()
    write(_columns(), out)
    return out.getvalue()


@cache
def formats() -> dict[str, bytes]:
    """By ending, the same five visits."""
    records = [dict(zip(books.HEADER, row, strict=True)) for row in books.ROWS]
    cells = {(i, j): cell for i, row in enumerate(TABLE) for j, cell in enumerate(row)}
    return {
        "csv": CSV,
        "tsv": CSV.replace(b",", b"\t"),
        "semicolon.csv": CSV.replace(b",", b";").replace(b".", b","),
        "utf16.csv": CSV.decode().encode("utf-16"),
        "quoted.csv": b'"customer","date","amount"\n"a, b","2024-01-05","5"\n"c ""d""","2024-02-05","1,5"\n' * 2,
        "fixed.txt": _lines(["".join(cell.ljust(12) for cell in row) for row in TABLE]),
        "jsonl": _lines([json.dumps(record) for record in records]),
        "json": json.dumps(records).encode(),
        "nested.json": json.dumps({"data": {"orders": [{"customer": {"id": "a"}, **r} for r in records]}}).encode(),
        "html": books.page(TABLE).encode(),
        "xml2003.xls": books.xml2003({"Orders": books.xml2003_rows(TABLE)}).encode(),
        "parquet": _columnar(parquet.write_table),
        "feather": _columnar(feather.write_feather),
        "orc": _columnar(orc.write_table),
        "csv.gz": gzip.compress(CSV, mtime=0),
        "csv.bz2": bz2.compress(CSV),
        "csv.xz": lzma.compress(CSV),
        "zip": archive({"a.csv": CSV, "b.csv": CSV}),
        "tar": tar({"a.csv": CSV}),
        "xlsx": books.package({"Orders": books.sheet_xml(books.rows_xml(TABLE))}),
        "ods": books.ods({"Orders": books.ods_rows(TABLE)}),
        "xls": books.xls(TABLE),
        "xlsb": books.xlsb(cells),
    }


@cache
def kinds() -> dict[str, bytes]:
    """By reader, a small table of the kind that it reads."""
    customers = [f"c{i},{i % 7},{'Yes' if i % 3 else 'No'},{9 + i}.5" for i in range(24)]
    return {
        "events": CSV,
        "subscriptions": _lines(
            ["account,start_date,end_date,mrr", "a,2024-01-05,,10", "b,2024-01-09,2024-02-03,20", "a,2024-03-01,,5"]
        ),
        "answers": _lines(["id,date,score,comment", *(f"c{i},2024-01-{1 + i},{i % 11},fine" for i in range(20))]),
        "tenures": _lines(["customerID,tenure,Churn,MonthlyCharges", *customers]),
        "campaign": _lines(["customer,group,date", *(f"c{i},{'ab'[i % 2]},2024-03-02" for i in range(8))]),
        "experiment": _lines(
            ["userid,version,retention_1", *(f"{i},gate_{i % 2},{i % 3 == 0}".upper() for i in range(9))]
        ),
        "cohort_table": _lines(["Cohort,Users,M0,M1,M2", "2024-01,8,100%,62.5%,25%", "2024-02,9,100%,33%,"]),
        "wide": _lines(["customer,2024-01,2024-02,2024-03", "a,1,0,2", "b,,3,1", "c,5,5,"]),
    }


@cache
def ours() -> dict[str, bytes]:
    """By reader, a file that this program wrote itself."""
    events = rt.read_events(CSV, name="orders.csv")
    recipes = {"cohorts": rt.Recipe("cohort_matrix"), "churn": rt.Recipe("period_retention", arguments={"level": 0.9})}
    notes = (rt.Annotation("2024-02-01", "New price", "change"),)
    settings = rt.CohortSettings(period="week", measure="within", within=3, where=(("amount", "!=", "5"),))
    view = {
        "name": "mine", "fingerprint": "f", "file": "orders.csv", "page": "cohorts",
        "settings": {"period": "week", "start": {"day": "2024-01-05"}, "range": {"all": [1, 2.5]}}, "query": {},
    }  # fmt: skip
    views = {"format": "retention views", "version": 1, "views": [view], "recent": ["orders.csv"], "toured": True}
    return {
        "bundle": rt.export.bundle(events, recipes, annotations=notes, note="For the board."),
        "settings": rt.export.settings_json(settings, notes).encode(),
        "annotations": rt.annotations_csv(notes).encode(),
        "matrix_csv": rt.export.csv_bytes(rt.cohort_matrix(events)),
        "views": json.dumps(views).encode(),
    }


def any_seed(chance: Random, reader: str, workbooks: bool = True) -> bytes:
    """A file that the reader may be given."""
    if reader in ours():
        return ours()[reader]
    drawn = chance.random()
    if drawn < 0.3:
        return kinds().get(reader) or kinds()[chance.choice(sorted(kinds()))]
    if drawn < 0.4:
        return kinds()[chance.choice(sorted(kinds()))]
    if drawn < 0.7:
        names = [name for name in formats() if workbooks or name not in WORKBOOKS]
        return formats()[chance.choice(names)]
    return _written(chance, workbooks)


def _written(chance: Random, workbooks: bool) -> bytes:
    """A file in any language, encoding, layout and packing; of these one in ten is a workbook."""
    while True:
        file = write(chance)
        if workbooks or file.told["format"] != "xlsx":
            return file.data
