"""Results to take away: tables as CSV and as a workbook, figures as a page that needs no network."""

from retention.export.bundle import bundle
from retention.export.differences import differing_cells
from retention.export.figures import html_bytes
from retention.export.lists import contactable, hashed, list_csv_bytes, list_xlsx_bytes
from retention.export.reading import read_matrix_csv
from retention.export.script import as_python
from retention.export.settings_file import settings_json
from retention.export.tables import csv_bytes, customers_csv_bytes, write_csv
from retention.export.workbook import write_xlsx, xlsx_bytes

__all__ = [
    "as_python",
    "bundle",
    "contactable",
    "csv_bytes",
    "customers_csv_bytes",
    "differing_cells",
    "hashed",
    "html_bytes",
    "list_csv_bytes",
    "list_xlsx_bytes",
    "read_matrix_csv",
    "settings_json",
    "write_csv",
    "write_xlsx",
    "xlsx_bytes",
]
