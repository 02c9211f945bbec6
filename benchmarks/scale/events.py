"""Parquet folders of generated events, one file for each month, as a warehouse keeps them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import data

PART = 10_000_000  # events made at a time: what memory is kept for
ROWS_A_GROUP = 1_000_000


def folder_of(n: int, root: Path) -> Path:
    """A folder with ``n`` events, made once. Every file holds one month of all customers."""
    folder = root / f"scale-v{data.VERSION}-{n}"
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _write(n, unfinished)
        unfinished.replace(folder)
    return folder


def _write(n: int, folder: Path) -> None:
    writers: dict[str, pq.ParquetWriter] = {}
    for part in range(-(-n // PART)):
        table = _numbered(data.make_table(min(PART, n - part * PART), seed=data.SEED + part), part)
        months = table["timestamp"].to_numpy().astype("datetime64[M]")
        edges = np.flatnonzero(np.append(True, months[1:] != months[:-1]))
        for begin, end in zip(edges, np.append(edges[1:], len(months)), strict=True):
            name = str(months[begin])
            rows = table.slice(int(begin), int(end - begin))
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", rows.schema, compression="zstd")
            writers[name].write_table(rows, row_group_size=ROWS_A_GROUP)
    for writer in writers.values():
        writer.close()


def _numbered(table: pa.Table, part: int) -> pa.Table:
    """Plain text for the codes of categories; customers of another part are others."""
    for name in ("event", "channel"):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    ids = table["customer"].combine_chunks()
    named = pa.array([f"{part:02d}{name}" for name in ids.dictionary.to_pylist()])
    return table.set_column(0, "customer", pa.DictionaryArray.from_arrays(ids.indices, named).cast(pa.string()))
