"""Reports to send: one page that works offline, paper, and a workbook, all from the same sections."""

from retention.reporting.document import Report, make_report
from retention.reporting.files import write_report
from retention.reporting.html import html_bytes
from retention.reporting.pdf import find_chromium, pdf_bytes, why_no_pdf
from retention.reporting.sections import SECTIONS
from retention.reporting.values import Exhibit, Number, Section, Table
from retention.reporting.workbook import xlsx_bytes

__all__ = [
    "SECTIONS",
    "Exhibit",
    "Number",
    "Report",
    "Section",
    "Table",
    "find_chromium",
    "html_bytes",
    "make_report",
    "pdf_bytes",
    "why_no_pdf",
    "write_report",
    "xlsx_bytes",
]
