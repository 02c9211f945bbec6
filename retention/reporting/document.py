"""A report: sections made from one source, and the facts that let anybody check which file and settings it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from retention.annotations import Annotation
from retention.errors import SettingsError
from retention.languages import LANGUAGES, mark, say, speaking_of_table, term, use
from retention.languages import language as language_in_use
from retention.metrics.wording import count
from retention.periods import day_text
from retention.reporting.frame_sections import settings_lines
from retention.reporting.look import Look, Remembered
from retention.reporting.phrases import told
from retention.reporting.sections import build, chosen, title_of
from retention.reporting.values import Section
from retention.settings import CohortSettings

IDS = ("none", "hashed", "plain")
LONGEST_TITLE, LONGEST_NOTE = 200, 5000
SAID_ALREADY = (mark("Complete through"), mark("Time zone"))  # settings that the facts tell in their own place
RENAMED = {mark("Rows"): mark("Cohorts"), mark("Columns by"): mark("Ages by")}
NAMED = {"none": mark("nobody"), "hashed": mark("by hashed ids"), "plain": mark("by their ids")}
Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Report:
    """What is told about one file, ready to be written as a page, on paper, or as a workbook.

    Attributes
    ----------
    title, note
        Heading, and what whoever made it has to say; the note may be empty.
    sections
        In order, each with a sentence, figures, tables and how it was computed.
    facts
        Pairs of a name and words: file, fingerprint, rows, complete through, settings, version.
    left_out
        Title and reason of each section that the data cannot fill.
    ids
        How customers are named in it: "none", "hashed" or "plain".
    language
        Of all its words: one of :data:`retention.languages.LANGUAGES`.
    about
        The most important facts in a few words each, for the line below the title.
    """

    title: str
    note: str
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...] = ()
    ids: str = "none"
    language: str = "en"
    about: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Report: {self.title!r}, {len(self.sections)} sections, ids {self.ids}>"

    def __getitem__(self, key: str) -> Section:
        """The section with this key."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


def make_report(
    source: Any,
    *,
    answers: Any = None,
    settings: CohortSettings | None = None,
    sections: Iterable[str] | None = None,
    title: str | None = None,
    note: str | None = None,
    ids: str = "none",
    salt: str | None = None,
    annotations: Iterable[Annotation] = (),
    made: str | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Put together what a file says about its customers: sentences, figures, tables, and how each was computed.

    Parameters
    ----------
    source
        Events, contracts, tenures, or answers to a survey.
    answers
        Answers to a survey beside the source.
    settings
        What to count; by default the period that suits the data. A segment splits the retention curve.
    sections
        Keys among "summary", "cohorts", "curve", "churn", "lifecycle", "revenue", "value", "slipping", "survival",
        "nps" and "data". By default all that the data can fill; the others are named in ``left_out``. One that is asked
        for and cannot be filled says why.
    title, note
        Heading, and a few words of whoever sends it.
    ids
        "none": no customer is named anywhere. "hashed" or "plain": the section on those slipping away lists them,
        never anybody who asked not to be contacted.
    salt
        For hashed ids, as in :func:`retention.export.list_csv_bytes`; by default a random one that is thrown away.
    annotations
        What happened, drawn on the axes of time.
    made
        When it was made, in words. Nothing is written by default, so that equal data give equal bytes.
    language
        Of all words: "en", "ko", "zh" or "th"; by default the one in use.
    progress
        Called with the share done and what is being done.

    Returns
    -------
    Report
        For :func:`write_report`, :func:`retention.reporting.html_bytes`, :func:`retention.reporting.xlsx_bytes` and
        :func:`retention.reporting.pdf_bytes`.

    Raises
    ------
    SettingsError
        For a section, a language or a way to write ids that is not known, and for settings that the data cannot follow.

    Notes
    -----
    All numbers are those of the functions of this library, with their definitions: a window that is not over has no
    rate, and every rate stands beside its range and the customers behind it. Of rows that were left out only their
    numbers and reasons are told, never the rows as written, which hold ids.

    Examples
    --------
    >>> import retention as rt
    >>> orders = b"customer,date\\na,2024-01-05\\nb,2024-01-09\\na,2024-02-03\\nc,2024-03-31\\n"
    >>> found = rt.make_report(rt.read_events(orders, name="orders.csv"), sections=["cohorts", "data"])
    >>> [section.title for section in found.sections]
    ['Who came back, by cohort', 'What the numbers rest on']
    >>> found.facts[0]
    ('File', 'orders.csv')
    """
    keys, spoken_in = chosen(sections), language or language_in_use()
    _check(ids, spoken_in, title, note)
    look = Look(Remembered(source), settings, answers, tuple(annotations), ids, salt)
    with use(spoken_in), speaking_of_table(source.report.table is not None):
        if settings is not None and look.has_periods:
            look.matrix, look.parts  # noqa: B018 - settings that the data cannot follow are refused, not left out
        made_of, missing = _built(keys, look, progress, asked=sections is not None)
        return Report(
            title or _title(look),
            (note or "").strip(),
            made_of,
            _facts(look, made),
            missing,
            ids,
            spoken_in,
            _about(look, made),
        )


def _built(
    keys: tuple[str, ...], look: Look, progress: Progress | None, *, asked: bool
) -> tuple[tuple[Section, ...], tuple[tuple[str, str], ...]]:
    """The sections, and the titles and reasons of those that the data cannot fill."""
    made_of, missing = [], []
    for i, key in enumerate(keys):
        if progress is not None:
            progress(i / len(keys), title_of(key))
        found = build(key, look, asked=asked)
        made_of.append(found) if isinstance(found, Section) else missing.append(found)
    if progress is not None:
        progress(1.0, say("done"))
    return tuple(made_of), tuple(missing)


def _check(ids: str, language: str, title: str | None, note: str | None) -> None:
    if ids not in IDS:
        raise SettingsError(
            say("'{ids}' is no way to write ids.", ids=ids),
            where="ids",
            todo=say("Choose one of: {names}.", names=", ".join(IDS)),
        )
    if language not in LANGUAGES:
        raise SettingsError(
            say("there is no report in '{language}'.", language=language),
            where="language",
            todo=say("Choose one of: {names}.", names=", ".join(LANGUAGES)),
        )
    for where, text, longest in (("title", title, LONGEST_TITLE), ("note", note, LONGEST_NOTE)):
        if text and len(text) > longest:
            raise SettingsError(
                say("{n} letters are too many.", n=f"{len(text):,}"),
                where=where,
                todo=say("Use up to {n}.", n=f"{longest:,}"),
            )


def _title(look: Look) -> str:
    name = look.source.report.source
    return say("Customer retention: {name}", name=name) if name else say("Customer retention")


def _facts(look: Look, made: str | None) -> tuple[tuple[str, str], ...]:
    """Which file, which rows, which settings, which version."""
    import retention

    source, held = look.source, look.source.report
    facts = [
        *_where(look),
        (say("Rows"), _rows(held)),
        (say("Left out because"), ", ".join(f"{told(reason)}: {number:,}" for reason, number in held.dropped.items())),
        (say("Customers"), f"{source.n_customers:,}"),
        *(_when(look) if look.has_periods else ()),
    ]
    if look.answers is not None:
        given = look.answers.report
        words = say(
            "{name}, {answers}, fingerprint {fingerprint}",
            name=given.source or say("a data frame"),
            answers=count(given.rows_kept, "answer"),
            fingerprint=look.answers.fingerprint,
        )
        facts.append((say("Answers"), words))
    facts += [
        (say("Customers named"), say(NAMED[look.ids])),
        (say("Program"), f"retention-dashboard {retention.__version__}"),
        (say("Made"), made or ""),
    ]
    return tuple((name, words) for name, words in facts if words)


def _where(look: Look) -> list[tuple[str, str]]:
    """The file and its fingerprint; of a table the name of its connection, when it was asked, and how it was then."""
    table, fingerprint = look.source.report.table, look.source.fingerprint
    if table is None:
        return [
            (say("File"), look.source.report.source or say("a data frame")),
            (say("Fingerprint"), fingerprint),
        ]
    named = say("{name} ({engine})", name=table.connection, engine=table.engine)
    return [
        (say("Connection"), named if table.connection else table.engine),
        (term("database", "Table"), table.table or say("a query")),
        (say("Asked"), f"{day_text(table.asked)}, {table.asked:%H:%M}"),
        (say("Snapshot"), fingerprint),
    ]


def _about(look: Look, made: str | None) -> tuple[str, ...]:
    held = look.source.report
    parts = [held.source or say("a data frame"), _rows(held), count(look.source.n_customers, "customer")]
    if look.has_periods:
        parts.append(say("complete through {day}", day=day_text(look.last_day)))
    return (*parts, made) if made else tuple(parts)


def _rows(held: Any) -> str:
    return say(
        "{rows} read, {used} used, {left_out} left out",
        rows=count(held.rows_read, "row"),
        used=f"{held.rows_kept:,}",
        left_out=f"{held.rows_read - held.rows_kept:,}",
    )


def _when(look: Look) -> list[tuple[str, str]]:
    """Which time the data cover, and with which settings it was counted."""
    first, last = look.source.span
    span = say(
        "{first} to {last} ({timezone})",
        first=day_text(first),
        last=day_text(last),
        timezone=look.source.timezone,
    )
    known = {say(name) for name in SAID_ALREADY}
    renamed = {say(name): say(better) for name, better in RENAMED.items()}
    return [
        (say("Data from"), span),
        (say("Complete through"), day_text(look.last_day)),
        *((renamed.get(name, name), words) for name, words in settings_lines(look) if name not in known),
    ]
