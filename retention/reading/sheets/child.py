"""Parse a workbook in a process of its own, so that a hostile one ends this process and not the one that asked.

Run by its path and not as a module: importing the package would take longer than most workbooks. It is given a folder
with the workbook and ``request.json``, and leaves there ``answer.json`` and each sheet as text, ``0.arrow`` and so on.
The ending of the workbook's name says what it is; asked with bytes alone, the parser tries all formats and hides why
each of them failed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    """Answer one request."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    _take_no_more_than(request["bytes"])
    (folder / "answer.json").write_text(json.dumps(_answer(folder, request)), encoding="utf-8")


def _take_no_more_than(count: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (count, count))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # not every system can; the time is limited everywhere


def _answer(folder: Path, request: dict[str, Any]) -> dict[str, Any]:
    import fastexcel

    wanted = request["sheets"]
    try:
        book = fastexcel.read_excel(folder / request["book"])
    except Exception as error:  # fastexcel has its own errors for each format
        return {"error": str(error), "names": [], "sheets": []}
    names = list(book.sheet_names)
    sheets = [_sheet(folder, book, i, name) for i, name in enumerate(names) if wanted is None or name in wanted]
    return {"error": "", "names": names, "sheets": sheets}


def _sheet(folder: Path, book: Any, number: int, name: str) -> dict[str, Any]:
    import pyarrow as pa

    try:
        sheet = book.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
        batch, errors = sheet.to_arrow_with_errors()
    except Exception as error:
        return {"name": name, "error": str(error)}
    with pa.ipc.new_file(str(folder / f"{number}.arrow"), batch.schema) as out:
        out.write(batch)
    wrong = [[*found.offset_position, found.detail] for found in errors.errors] if errors is not None else []
    return {"name": name, "error": "", "file": f"{number}.arrow", "state": sheet.visible, "wrong": wrong}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
