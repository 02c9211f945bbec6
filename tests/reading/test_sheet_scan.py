"""The pass over the XML of a sheet, against what was written into it."""

import re
from collections.abc import Iterator

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from retention.reading.limits import Limits
from retention.reading.sheets.placed_cells import PlacedCells
from retention.reading.sheets.scan import Area, scan_sheet
from retention.reading.sheets.trim import find_table, trimmed
from tests.reading.books import cell, sheet_xml

places = st.dictionaries(
    st.tuples(st.integers(1, 300), st.integers(1, 40)),
    st.text("ab &lt;", min_size=1, max_size=5),
    min_size=1,
    max_size=60,
)


def written(cells: dict[tuple[int, int], str]) -> bytes:
    rows = []
    for row in sorted({r for r, _ in cells}):
        inside = "".join(
            cell(row, c, "x" + cells[row, c].replace("&", "").replace("<", ""))
            for c in sorted(c for r, c in cells if r == row)
        )
        rows.append(f'<row r="{row}">{inside}</row>')
    return sheet_xml("".join(rows), '<mergeCells count="1"><mergeCell ref="B2:C9"/></mergeCells>').encode()


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def around(cells: dict[tuple[int, int], str]) -> Area:
    rows, columns = [r for r, _ in cells], [c for _, c in cells]
    return Area(min(rows), min(columns), max(rows), max(columns))


@given(places, st.integers(50, 2000))
def test_every_cell_is_seen_wherever_the_pieces_end(cells: dict[tuple[int, int], str], size: int) -> None:
    scan = scan_sheet(pieces(written(cells), size), frozenset(), "book")
    assert (scan.cells, scan.area, scan.placed, scan.merged) == (len(cells), around(cells), True, [Area(2, 2, 9, 3)])


@given(places, st.integers(50, 2000))
def test_cells_without_a_place_follow_each_other(cells: dict[tuple[int, int], str], size: int) -> None:
    dense = {(r, c): "v" for r in range(1, 5) for c in range(1, 1 + len(cells))}
    bare = re.sub(rb' r="[A-Z]*[0-9]+"', b"", written(dense))
    assert scan_sheet(pieces(bare, size), frozenset(), "book").placed is False
    assert find_table(pieces(bare, size), "book").filled == around(dense)


@given(places, st.integers(1, 300), st.integers(1, 40), st.integers(50, 2000))
def test_trimming_leaves_what_lies_inside_and_nothing_else(
    cells: dict[tuple[int, int], str], bottom: int, right: int, size: int
) -> None:
    area = Area(1, 1, bottom, right)
    inside = {at: text for at, text in cells.items() if at[0] <= bottom and at[1] <= right}
    left = b"".join(trimmed(pieces(written(cells), size), area, "book"))
    cut = find_table(pieces(left, size), "book")
    assert cut.filled == (around(inside) if inside else Area(1, 1, 0, 0))
    assert left.count(b"<is>") == len(inside)


@given(places)
def test_placed_cells_become_the_same_grid(cells: dict[tuple[int, int], str]) -> None:
    placed = PlacedCells("S")
    for (row, column), text in cells.items():
        placed.put(row, column, text)
    table: pa.Table = placed.grid(Limits(), "book").table
    found = {
        (row + 1, column + 1): text
        for column, texts in enumerate(table.columns)
        for row, text in enumerate(texts.to_pylist())
        if text is not None
    }
    assert found == cells
