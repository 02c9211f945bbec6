"""The command ``retention-dashboard report FILE -o report.html``: a report without opening the dashboard."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retention.annotations import Annotation
from retention.errors import ExportError, ReadError, RetentionError
from retention.export.settings_file import read_settings
from retention.export.tables import save
from retention.languages import LANGUAGES, say, use
from retention.reading import inspect, read_answers, read_events, read_subscriptions, read_tenures
from retention.reporting.document import IDS, make_report
from retention.reporting.files import form_of
from retention.reporting.sections import SECTIONS, chosen
from retention.settings import CohortSettings

WRONG = 1  # exit code: the file, the settings, or where to write
READING, WRITING = 0.4, 0.95  # of the whole time, where one has ended and the other begins
READERS = {
    "events": read_events,
    "wide": read_events,
    "subscriptions": read_subscriptions,
    "customers": read_tenures,
    "answers": read_answers,
}


def main(argv: Sequence[str], program: str = "retention-dashboard") -> int:
    """Make a report and return the exit code: 0 if all is written, 1 with a sentence on stderr if not, 2 for misuse."""
    options = _parser(program).parse_args(argv)
    with use(options.language):
        return _report(options, program)


def _report(options: argparse.Namespace, program: str) -> int:
    progress = _Progress(quiet=options.quiet)
    try:
        forms = {path: form_of(path) for path in options.output}
        sections = None if options.sections is None else chosen(_listed(options.sections))
        settings, annotations = _settings(options.settings)
        source = read_any(options.file, lambda share, words: progress.say(READING * share, words))
        answers = None if options.answers is None else read_answers(_existing(options.answers))
        made = make_report(
            source,
            answers=answers,
            settings=settings,
            sections=sections,
            title=options.title,
            note=options.note,
            ids=options.ids,
            salt=options.salt,
            annotations=annotations,
            made=options.made,
            language=options.language,
            progress=lambda share, words: progress.say(READING + (WRITING - READING) * share, words),
        )
    except RetentionError as error:
        return progress.end(f"{program}: {error}", WRONG)
    code = 0
    for path, form in forms.items():  # what cannot be written keeps nothing else from being written
        try:
            progress.say(WRITING, say("Writing {name}", name=Path(path).name))
            save(form(made), path)
        except ExportError as error:
            code = progress.end(f"{program}: {error}", WRONG)
    progress.say(1.0, say("Done"))
    for title, why in made.left_out:
        progress.note(say("Not in the report: {section}. {why}", section=title, why=why))
    return code


def read_any(name: str, progress: Any = None) -> Any:
    """Read a file as what it is: visits, contracts, tenures or answers.

    Raises
    ------
    ReadError
        If there is no such file, or it is none of these.
    """
    path = _existing(name)
    kind = inspect(path).kind
    if kind == "aggregated":
        raise ReadError(
            say("This is a cohort table that is counted already: there are no rows to report on."),
            where=name,
            todo=say("Give the table of orders, events or contracts that it was made from."),
        )
    reader: Any = READERS.get(kind, read_events)  # of an unknown table the reader says what is missing
    return reader(path, progress=progress)


def _existing(name: str) -> Path:
    path = Path(name).expanduser()
    if path.is_dir():
        raise ReadError(say("This is a folder."), where=name, todo=say("Name one file in it."))
    if not path.exists():
        raise ReadError(
            say("There is no such file."),
            where=name,
            todo=say("Check the name; the search began in {folder}.", folder=Path.cwd()),
        )
    return path


def _settings(name: str | None) -> tuple[CohortSettings | None, tuple[Annotation, ...]]:
    return (None, ()) if name is None else read_settings(_existing(name))


def _listed(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


class _Progress:
    """What is being done, on stderr: one line that changes on a screen, a line each elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._live, self._last = quiet, sys.stderr.isatty(), ""

    def say(self, share: float, words: str) -> None:
        """Say how far it is; the same twice is said once."""
        line = f"{round(100 * share):3d} %  {words}"
        ends_a_part = share < 1 and words in (say("done"), say("Done"))
        if self._quiet or line == self._last or ends_a_part:
            return
        self._last = line
        sys.stderr.write(f"\r\x1b[K{line}" if self._live else f"{line}\n")
        if self._live and share >= 1:
            sys.stderr.write("\n")
        sys.stderr.flush()

    def note(self, sentence: str) -> None:
        """A sentence on a line of its own."""
        if not self._quiet:
            sys.stderr.write(f"{sentence}\n")

    def end(self, sentence: str, code: int) -> int:
        """Say why something could not be done."""
        sys.stderr.write(f"\r\x1b[K{sentence}\n" if self._live and self._last else f"{sentence}\n")
        return code


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{program} report",
        description="Write what a file says about its customers as a report.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="a table of orders, events, contracts, customers or answers")
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        required=True,
        metavar="PATH",
        help="file to write: .html, .pdf or .xlsx; may be given several times",
    )
    parser.add_argument("--settings", metavar="PATH", help="settings and notes, as the dashboard saves them")
    parser.add_argument("--answers", metavar="PATH", help="answers to a survey of the same customers")
    parser.add_argument("--title", help="heading of the report")
    parser.add_argument("--note", help="a few words at its beginning")
    parser.add_argument("--sections", metavar="A,B", help=f"which of: {', '.join(SECTIONS)} (default: all that fit)")
    parser.add_argument(
        "--language", choices=tuple(LANGUAGES), default="en", help="language of the report (default: en)"
    )
    parser.add_argument("--ids", choices=IDS, default="none", help="how to name customers (default: not at all)")
    parser.add_argument("--salt", help="what makes hashed ids hard to guess (default: random, thrown away)")
    parser.add_argument("--made", metavar="WHEN", help="when it was made, in words (default: not said)")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    return parser
