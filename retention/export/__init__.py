"""Results to take away: tables as CSV and as a workbook, figures as a page that needs no network."""

from retention.export.figures import html_bytes
from retention.export.reading import read_matrix_csv
from retention.export.tables import csv_bytes, customers_csv_bytes, write_csv
from retention.export.workbook import write_xlsx, xlsx_bytes

__all__ = [
    "csv_bytes",
    "customers_csv_bytes",
    "html_bytes",
    "read_matrix_csv",
    "write_csv",
    "write_xlsx",
    "xlsx_bytes",
]
