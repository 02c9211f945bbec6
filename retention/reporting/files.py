"""Reports as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retention.errors import ExportError
from retention.export.tables import save
from retention.languages import say
from retention.reporting.document import Report
from retention.reporting.html import html_bytes
from retention.reporting.pdf import pdf_bytes
from retention.reporting.workbook import xlsx_bytes

FORMS: dict[str, Callable[[Report], bytes]] = {
    ".html": html_bytes,
    ".htm": html_bytes,
    ".pdf": pdf_bytes,
    ".xlsx": xlsx_bytes,
}


def write_report(report: Report, path: str | Path) -> None:
    """Write a report in its own language: the ending of the name says as what.

    Parameters
    ----------
    report
        What :func:`retention.make_report` returns.
    path
        A name that ends with .html (one page that works offline), .pdf (needs a Chromium) or .xlsx (a workbook). An
        existing file is replaced.

    Raises
    ------
    ExportError
        For another ending, where a PDF cannot be made, or where the file cannot be written.

    Examples
    --------
    >>> import retention as rt
    >>> found = rt.make_report(rt.read_events(b"customer,date\\na,2024-01-05\\n"), sections=["data"])
    >>> write_report(found, "report.docx")
    Traceback (most recent call last):
    retention.errors.ExportError: report.docx: '.docx' is no form of a report. Choose a name that ends with ...
    """
    save(form_of(path)(report), path)


def form_of(path: str | Path) -> Callable[[Report], bytes]:
    """What makes a file of this ending."""
    ending = Path(path).suffix.lower()
    if ending not in FORMS:
        raise ExportError(
            say("'{ending}' is no form of a report.", ending=ending) if ending else say("The name has no ending."),
            where=str(path),
            todo=say("Choose a name that ends with .html, .pdf or .xlsx."),
        )
    return FORMS[ending]
