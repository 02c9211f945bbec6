"""The first and the last section: what a busy person should know, and what all of it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from retention.errors import SettingsError
from retention.export.meaning import about
from retention.findings import Finding
from retention.metrics.wording import count, percent
from retention.periods import day_text
from retention.reporting.cohort_sections import retention_sentence, without_first
from retention.reporting.look import Look
from retention.reporting.numbers import four_numbers
from retention.reporting.phrases import capital
from retention.reporting.values import Bold, Exhibit, Section, Sentence, Table

TAKEN = {  # arguments of the reader, as a person would call them
    "encoding": "Encoding",
    "delimiter": "Between the values",
    "member": "File in the archive",
    "date_order": "Order of day and month",
    "decimal": "Decimals",
    "timezone": "Time zone",
    "duplicates": "Exact copies",
    "unit": "Time is counted in",
}


def summary(look: Look) -> Section:
    """Four numbers, and what stands out."""
    look.need_periods()
    numbers = four_numbers(look)
    said, looked = _what_stands_out(look)
    return Section(
        "summary",
        "At a glance",
        retention_sentence(look.matrix, look.curve),
        without_first(look.matrix),
        numbers=numbers,
        findings=said,
        findings_note=looked,
        how=(
            "Each number says how many customers it rests on and its likely range (95 %); a count of everybody has no "
            f"range. A {look.unit} that is not over where the data end is never a low number: it is left out.",
        ),
    )


def _what_stands_out(look: Look) -> tuple[tuple[Sentence, ...], str]:
    try:
        found = look.findings
    except SettingsError as error:  # too little data for any of them is no reason to show nothing else
        return (capital(error.what),), ""
    none = ("Nothing stands out beyond what chance alone would bring.",)
    return tuple(sentence(one) for one in found) or none, found.words


def sentence(finding: Finding) -> tuple[str, ...]:
    """A finding as a sentence with its stresses."""
    return tuple(Bold(piece.text) if piece.bold else piece.text for piece in finding.pieces)


# ------------------------------------------------------------------------------------------------------ data
def data(look: Look) -> Section:
    """Where the rows went, what was taken for granted, and the settings in words; never a row as written."""
    report = look.source.report
    lost = report.rows_read - report.rows_kept
    said: Sentence = (
        "Of ",
        Bold(count(report.rows_read, "row")),
        " read, ",
        Bold(f"{report.rows_kept:,}"),
        f" are used; {lost:,} left out ({percent(lost / report.rows_read if report.rows_read else 0.0)}).",
    )
    exhibits = [Exhibit("From the rows in the file to the rows used", table=_ledger(report))]
    taken = _taken(look, report)
    if len(taken.frame):
        exhibits.append(Exhibit("What was taken for granted", table=taken))
    if look.answers is not None and look.answers is not look.source:
        exhibits.append(
            Exhibit("The same of the answers", table=replace(_ledger(look.answers.report), title="Rows of answers"))
        )
    return Section(
        "data",
        "What the numbers rest on",
        said,
        _lines(look),
        exhibits=tuple(exhibits),
        how=("Every row of the file is either used or left out for one reason, and the numbers of rows add up.",),
    )


def _lines(look: Look) -> tuple[str, ...]:
    copies = len(look.source.report.copies)
    lines = [f"{count(copies, 'exact copy').replace('copys', 'copies')} of rows found."] if copies else []
    if look.has_periods:
        lines.append(f"Complete through {day_text(look.last_day)}: what is not over by then has no rate.")
    return (*lines, *(look.said(one) for one in look.source.report.assumed))


def _ledger(report: Any) -> Table:
    """The steps, with reasons and numbers; without the examples, which hold ids."""
    frame = report.to_frame()[["words", "reason", "left_out", "rows"]].reset_index(drop=True)
    columns = {"words": "Step", "reason": "Left out because", "left_out": "Left out", "rows": "Rows that remain"}
    return Table("Rows", frame.rename(columns=columns), {"Left out": "count", "Rows that remain": "count"})


def _taken(look: Look, report: Any) -> Table:
    rows = [
        (
            TAKEN.get(one.key, capital(one.key.replace("_", " "))) or look.said(one.words),
            look.said(one.words) if one.key else "",
            one.certainty,
            look.said(one.evidence),
        )
        for one in report.assumptions
    ]
    return Table("Taken for granted", pd.DataFrame(rows, columns=["What", "Taken as", "How sure", "Why"], dtype=object))


def settings_lines(look: Look) -> list[tuple[str, str]]:
    """The settings in words: pairs of a name and what it means."""
    lines = about(look.matrix, None)
    first = lines.index(("Settings", "")) + 1
    found = lines[first : lines.index(("Columns", ""))]
    if look.settings.segment is not None:
        found.append(("Split by", look.settings.segment))
    return found
