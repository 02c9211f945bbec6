"""The first and the last section: what a busy person should know, and what all of it rests on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from retention.errors import SettingsError
from retention.export.meaning import settings_in_words
from retention.findings import Finding
from retention.languages import many, mark, noun, percent_text, say
from retention.metrics.wording import count, percent
from retention.periods import day_text
from retention.reporting.cohort_words import retention_sentence, without_first
from retention.reporting.look import Look
from retention.reporting.numbers import four_numbers
from retention.reporting.phrases import capital, stressed, told
from retention.reporting.values import Bold, Exhibit, Section, Sentence, Table, heads

TAKEN = {  # arguments of the reader, as a person would call them
    "encoding": mark("Encoding"),
    "delimiter": mark("Between the values"),
    "member": mark("File in the archive"),
    "date_order": mark("Order of day and month"),
    "decimal": mark("Decimals"),
    "timezone": mark("Time zone"),
    "duplicates": mark("Exact copies"),
    "unit": mark("Time is counted in"),
}
LEDGER = (mark("Step"), mark("Left out because"), mark("Left out"), mark("Rows that remain"))
GRANTED = (mark("What"), mark("Taken as"), mark("How sure"), mark("Why"))


def summary(look: Look) -> Section:
    """Four numbers, and what stands out."""
    look.need_periods()
    numbers = four_numbers(look)
    said, looked = _what_stands_out(look)
    return Section(
        "summary",
        say("At a glance"),
        retention_sentence(look.matrix, look.curve),
        without_first(look.matrix),
        numbers=numbers,
        findings=said,
        findings_note=looked,
        how=(
            say(
                "Each number says how many customers it rests on and its likely range ({level}); a count of everybody "
                "has no range. A {unit} that is not over where the data end is never a low number: it is left out.",
                level=percent_text("95"),
                unit=noun(look.unit),
            ),
        ),
    )


def _what_stands_out(look: Look) -> tuple[tuple[Sentence, ...], str]:
    try:
        found = look.findings
    except SettingsError as error:  # too little data for any of them is no reason to show nothing else
        return (capital(error.what),), ""
    none = (say("Nothing stands out beyond what chance alone would bring."),)
    return tuple(sentence(one) for one in found) or none, found.words


def sentence(finding: Finding) -> tuple[str, ...]:
    """A finding as a sentence with its stresses."""
    return tuple(Bold(piece.text) if piece.bold else piece.text for piece in finding.pieces)


# ------------------------------------------------------------------------------------------------------ data
def data(look: Look) -> Section:
    """Where the rows went, what was taken for granted, and the settings in words; never a row as written."""
    report = look.source.report
    lost = report.rows_read - report.rows_kept
    said = say(
        "Of **{rows}** read, **{used}** are used; {left_out} left out ({share}).",
        rows=count(report.rows_read, "row"),
        used=f"{report.rows_kept:,}",
        left_out=f"{lost:,}",
        share=percent(lost / report.rows_read if report.rows_read else 0.0),
    )
    exhibits = [Exhibit(say("From the rows in the file to the rows used"), table=_ledger(report, say("Rows")))]
    taken = _taken(look, report)
    if len(taken.frame):
        exhibits.append(Exhibit(say("What was taken for granted"), table=taken))
    if look.answers is not None and look.answers is not look.source:
        ledger = _ledger(look.answers.report, say("Rows of answers"))
        exhibits.append(Exhibit(say("The same of the answers"), table=ledger))
    return Section(
        "data",
        say("What the numbers rest on"),
        stressed(said),
        _lines(look),
        exhibits=tuple(exhibits),
        how=(say("Every row of the file is either used or left out for one reason, and the numbers of rows add up."),),
    )


def _lines(look: Look) -> tuple[str, ...]:
    copies = len(look.source.report.copies)
    found = many("{n} exact copy of rows found.", "{n} exact copies of rows found.", copies)
    lines = [found] if copies else []
    if look.has_periods:
        lines.append(say("Complete through {day}: what is not over by then has no rate.", day=day_text(look.last_day)))
    return (*lines, *(look.said(one) for one in look.source.report.assumed))


def _ledger(report: Any, title: str) -> Table:
    """The steps, with reasons and numbers; without the examples, which hold ids."""
    frame = report.to_frame()[["words", "reason", "left_out", "rows"]].reset_index(drop=True)
    for column in ("words", "reason"):
        frame[column] = [told(one) for one in frame[column]]
    kinds = {"Left out": "count", "Rows that remain": "count"}
    return Table(title, frame.set_axis(list(LEDGER), axis=1), kinds, heads=heads(*LEDGER))


def _taken(look: Look, report: Any) -> Table:
    rows = [
        (
            told(TAKEN.get(one.key, capital(one.key.replace("_", " ")))) or look.said(one.words),
            look.said(one.words) if one.key else "",
            told(one.certainty),
            look.said(one.evidence),
        )
        for one in report.assumptions
    ]
    frame = pd.DataFrame(rows, columns=list(GRANTED), dtype=object)
    return Table(say("Taken for granted"), frame, heads=heads(*GRANTED))


def settings_lines(look: Look) -> list[tuple[str, str]]:
    """The settings in words: pairs of a name and what it means."""
    found = settings_in_words(look.matrix)
    if look.settings.segment is not None:
        found.append((say("Split by"), look.settings.segment))
    return found
