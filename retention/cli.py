"""The command line: ``retention-dashboard [FILE]`` opens the dashboard, with FILE ready to be read.

``retention-dashboard report FILE -o report.html`` writes a report instead; a file of the name "report" is opened as
"./report".
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retention import __version__
from retention.errors import ReadError, RetentionError
from retention.languages import say

PROGRAM = "retention-dashboard"
FILE_VARIABLE = "RETENTION_FILE"  # how the file's path reaches the Upload page
# Settings of a server: each is an option, and a variable of the environment where the option is not given. The pages
# read the variables.
HOST, PORT, UPLOAD = "RETENTION_HOST", "RETENTION_PORT", "RETENTION_MAX_UPLOAD_MB"
MEMORY, SESSION, IDLE = "RETENTION_MEMORY_MB", "RETENTION_SESSION_MB", "RETENTION_IDLE_MINUTES"
LOGIN, LOG, DEBUG = "RETENTION_LOGIN", "RETENTION_LOG", "RETENTION_DEBUG"
FOLDERS = "RETENTION_DATA_FOLDERS"
LOGS = ("json", "text", "off")
REPORT = "report"
MISUSED = 2  # exit code, as argparse has it


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    argv
        Arguments without the program's name; by default those of the process.

    Returns
    -------
    int
        0 after a normal end, 2 with one sentence on stderr if something given cannot be used. Of a report, 1 if the
        file or the settings are wrong, or something cannot be written.

    Examples
    --------
    >>> main(["no such file.csv", "--no-open"])
    2
    """
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == [REPORT]:
        from retention.reporting.command import main as report

        return report(given[1:], PROGRAM)
    options = _parser().parse_args(given)
    try:
        if options.file is not None:
            os.environ[FILE_VARIABLE] = str(given_file(options.file))
        _pass_on(options)
        folder = app_folder()
        _launcher(folder).serve(
            folder / "app.py",
            host=options.host,
            port=options.port,
            max_upload_mb=options.max_upload_mb,
            open_browser=options.open,
        )
    except RetentionError as error:
        sys.stderr.write(f"{PROGRAM}: {error}\n")
        return MISUSED
    return 0


def _pass_on(options: argparse.Namespace) -> None:
    """Put what the pages read into the environment."""
    for variable, value in ((MEMORY, options.memory_mb), (SESSION, options.session_mb), (IDLE, options.idle_minutes)):
        if value is not None:
            os.environ[variable] = str(value)
    if options.data_folder:
        os.environ[FOLDERS] = os.pathsep.join(options.data_folder)
    os.environ[LOGIN] = "1" if options.login else "0"
    os.environ[DEBUG] = "1" if options.debug else "0"
    os.environ[LOG] = options.log or ("text" if sys.stderr.isatty() else "json")


def given_file(name: str) -> Path:
    """Absolute path of the file that was named, or the reason why it cannot be opened.

    Raises
    ------
    ReadError
        If there is no such file, it is a folder, or it may not be read.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        raise ReadError(say("This is a folder."), where=name, todo=say("Name one file in it."))
    if not path.exists():
        raise ReadError(
            say("There is no such file."),
            where=name,
            todo=say("Check the name; the search began in {folder}.", folder=Path.cwd()),
        )
    if not os.access(path, os.R_OK):
        raise ReadError(
            say("This file may not be read by you."), where=name, todo=say("Ask its owner for the right to read it.")
        )
    return path.resolve()


def app_folder() -> Path:
    """Folder of ``app.py`` and ``pages/``: inside an installed package, or the root of a checkout.

    Raises
    ------
    RetentionError
        If neither holds the app.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_app", here.parent):
        if (folder / "app.py").is_file():
            return folder
    raise RetentionError(
        say("The dashboard's pages are missing."),
        where=str(here),
        todo=say("Install {program} again.", program=PROGRAM),
    )


def _launcher(folder: Path) -> Any:
    """The module that serves the app. It lies with the pages, since the library never names Streamlit."""
    sys.path.insert(0, str(folder))
    return importlib.import_module("pages.shared.launcher")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=say("Open the retention dashboard in a browser."),
        epilog=say(
            "'{program} report FILE -o report.html' writes a report instead; '{program} report --help' tells more.",
            program=PROGRAM,
        ),
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=say("a table of orders or events to begin with"))
    parser.add_argument(
        "--host", default=_set(HOST) or "127.0.0.1", help=say("address to listen on (default: this computer only)")
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=_set(PORT),
        help=say("port to listen on, 0 for any (default: the first free from 8501)"),
    )
    parser.add_argument(
        "--max-upload-mb",
        type=_megabytes,
        default=_set(UPLOAD) or 1024,
        metavar="MB",
        help=say("largest upload (default: 1024)"),
    )
    parser.add_argument(
        "--memory-mb",
        type=_megabytes,
        default=_set(MEMORY),
        metavar="MB",
        help=say("memory that the program may take (default: three quarters of what there is)"),
    )
    parser.add_argument(
        "--session-mb",
        type=_megabytes,
        default=_set(SESSION),
        metavar="MB",
        help=say("memory that one visitor may take (default: half of that)"),
    )
    parser.add_argument(
        "--idle-minutes",
        type=_minutes,
        default=_set(IDLE),
        metavar="MINUTES",
        help=say("for how long data are kept without a connection (default: 30)"),
    )
    parser.add_argument(
        "--login",
        action=argparse.BooleanOptionalAction,
        default=_set(LOGIN) == "1",
        help=say("let in only those who have logged in with the provider of .streamlit/secrets.toml (default: no)"),
    )
    parser.add_argument(
        "--data-folder",
        action="append",
        metavar="FOLDER",
        help=say("folder whose files every visitor may connect to; can be given several times (default: none)"),
    )
    parser.add_argument(
        "--log",
        type=_log,
        default=_set(LOG),
        metavar="json|text|off",
        help=say("how to log on stderr (default: text on a terminal, else json)"),
    )
    parser.add_argument(
        "--debug",
        action=argparse.BooleanOptionalAction,
        default=_set(DEBUG) == "1",
        help=say("measure reading, counting and drawing, and show and log it (default: no)"),
    )
    parser.add_argument(
        "--open",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=say("open a browser (default: where there is a screen)"),
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _set(variable: str) -> str | None:
    """What a variable says; it is checked as the option is."""
    return os.environ.get(variable, "").strip() or None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(say("'{text}' is not a port: a whole number from 0 to 65535.", text=text))
    return int(text)


def _megabytes(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(say("'{text}' is not a size: a whole number of megabytes above 0.", text=text))
    return int(text)


def _log(text: str) -> str:
    if text not in LOGS:
        raise argparse.ArgumentTypeError(say("'{text}' is not a way to log: json, text or off.", text=text))
    return text


def _minutes(text: str) -> float:
    if not text.replace(".", "", 1).isdecimal() or float(text) == 0:
        raise argparse.ArgumentTypeError(say("'{text}' is not a time: a number of minutes above 0.", text=text))
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
