"""The log: what it tells of a visit, and that no word of a file is among it."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
import warnings

import pytest

from pages.shared import logs
from pages.shared.sessions import Sessions
from retention.errors import LimitError
from tests.pages.conftest import App

# Every text and every number of the file can be found again: so can the names that Streamlit or pandas would quote.
MARKS = ("qqcustomer", "qqmoment", "qqamount", "qqgroup", "qqann", "qqbob", "qqnorth", "7654321", "qqfile")


def marked():
    """A file of which nothing may be told."""
    rows = [f"qq{name},2024-0{m}-0{d},7654321.25,qqnorth" for name, d in (("ann", 3), ("bob", 7)) for m in range(1, 7)]
    return ("qqcustomer,qqmoment,qqamount,qqgroup\n" + "\n".join(rows) + "\n").encode()


@pytest.fixture
def log(monkeypatch):
    """What has been written, as events; the text stands in ``raw``."""
    written = []
    monkeypatch.setenv(logs.VARIABLE, logs.JSON)
    monkeypatch.setattr(logs, "_write", written.append)

    def read():
        read.raw = "\n".join(written)
        return [json.loads(line) for line in read.raw.splitlines() if line.startswith("{")]

    read.written = written
    return read


@pytest.fixture
def covered(log):
    """Libraries' own lines go through ours, as in a server."""
    before = logging.getLogRecordFactory(), warnings.showwarning, threading.excepthook
    logs.cover_libraries()
    made = logging.getLogRecordFactory()

    def seen(*args, **named):
        record = made(*args, **named)
        log.written.append(record.getMessage())
        return record

    logging.setLogRecordFactory(seen)
    yield
    logging.setLogRecordFactory(before[0])
    warnings.showwarning, threading.excepthook = before[1:]


def test_a_tour_tells_times_and_sizes_and_no_word_of_the_file(log, covered, monkeypatch):
    monkeypatch.setenv("RETENTION_DEBUG", "1")
    monkeypatch.delenv("RETENTION_FILE", raising=False)
    app = App()
    app.read("qqfile.csv", marked())
    for page in ("overview", "cohorts", "churn"):
        app.go(f"pages/explore/{page}.py")
    app.go("pages/act/customers.py").go(app.upload).give("qqfile.xlsx", b"qqann is no workbook").press("another-file")
    told = log()
    files = [line for line in told if line["event"] == "file"]
    assert [line["step"] for line in files[:2]] == ["inspect", "read"]
    assert (files[1]["format"], files[1]["rows"], files[1]["outcome"]) == ("csv", 12, "done")
    assert files[1]["bytes"] == len(marked())
    assert {"overview", "cohorts", "churn"} <= {line["page"] for line in told if line["event"] == "interaction"}
    assert files[-1]["outcome"].endswith("Error")
    assert files[-1]["format"] == "xlsx"
    assert any(line["event"] == "refused" for line in told)
    assert not any(line["event"] == "unexpected" for line in told)
    assert [mark for mark in MARKS if mark in log.raw.lower()] == []


def fail_on(text):
    try:
        {}[text]
    except KeyError as error:
        raise ValueError(f"cannot use {text}") from error


def test_an_unforeseen_error_is_told_by_type_and_by_our_own_lines(log):
    try:
        fail_on("qqann")
    except ValueError as error:
        logs.unexpected(error)
    (line,) = log()
    assert (line["error"], line["after"]) == ("ValueError", ["KeyError"])
    assert [re.sub(r":\d+:", ":", place) for place in line["lines"]] == [
        "tests/pages/test_logs.py:test_an_unforeseen_error_is_told_by_type_and_by_our_own_lines",
        "tests/pages/test_logs.py:fail_on",
    ]
    assert "qqann" not in log.raw


def test_streamlit_tells_an_uncaught_error_without_its_message(log, covered):
    """Its own line quotes the message, which may quote a cell."""
    from streamlit import config, error_util
    from streamlit.logger import get_logger

    written = io.StringIO()
    handler, logger = logging.StreamHandler(written), get_logger(error_util.__name__)
    logger.addHandler(handler)
    rich = config.get_option("logger.enableRich")
    config.set_option("logger.enableRich", logs.server_options()["logger.enableRich"])
    try:
        fail_on("qqann")
    except ValueError as error:
        error_util._log_uncaught_app_exception(error)
    finally:
        logger.removeHandler(handler)
        config.set_option("logger.enableRich", rich)
    told = json.loads(written.getvalue())
    assert (told["event"], told["error"], told["after"]) == ("unexpected", "ValueError", ["KeyError"])
    assert "qqann" not in written.getvalue()
    assert config.get_option("client.showErrorDetails") in ("none", False)


def test_other_libraries_warnings_and_threads_are_cut_down_too(log, covered):
    logging.getLogger("somebody").warning("Columns (%s) have mixed types", "qqgroup")
    warnings.showwarning(UserWarning("qqgroup"), UserWarning, __file__, 5)
    thread = threading.Thread(target=fail_on, args=("qqann",))
    thread.start()
    thread.join()
    told = {line["event"]: line for line in log()}
    assert told["warning"]["place"] == "tests/pages/test_logs.py:5"
    assert told["unexpected"]["error"] == "ValueError"
    assert "qq" not in log.raw
    record = logging.getLogRecordFactory()("somebody", 30, "a.py", 3, "about %s", ("qqgroup",), None)
    assert json.loads(record.getMessage())["place"] == "a:3"


def test_words_that_are_not_ours_are_never_told(log):
    logs.tell("try", page="cohorts", name="Ann Smith", more=["ages", "a@b.de"], n=3, part=0.123456)
    (line,) = log()
    del line["time"]
    assert line == {"event": "try", "page": "cohorts", "name": "?", "more": ["ages", "?"], "n": 3, "part": 0.1235}
    names = ("a.CSV", "b.tar.gz", "salaries.qqann", "x")
    assert [logs.format_of(name) for name in names] == ["csv", "gz", "other", "other"]


def test_a_session_has_a_number_that_does_not_open_it(log):
    class Server:
        is_active_session = staticmethod(lambda session_id: False)
        close_session = staticmethod(lambda session_id: None)

    seats = Sessions(clock=lambda: 0.0)
    seats.note("an-id-that-opens", 5)
    seats.note("an-id-that-opens", 7)
    assert seats.close_idle(Server(), 0.0) == 1
    begun, ended = log()
    assert (begun["step"], ended["step"], ended["why"], ended["bytes"]) == ("begun", "ended", "idle", 7)
    assert begun["session"] == ended["session"] != logs.number_of("another")
    assert "opens" not in log.raw


def test_text_is_for_people_and_off_is_silence(monkeypatch, capsys):
    monkeypatch.setenv(logs.VARIABLE, logs.TEXT)
    logs.tell("file", step="read", rows=12, changed=["ages", "by"])
    assert re.fullmatch(r"\d\d:\d\d:\d\d file step=read rows=12 changed=ages,by\n", capsys.readouterr().err)
    monkeypatch.setenv(logs.VARIABLE, logs.OFF)
    logs.unexpected(LimitError("too much", where="x"))
    assert capsys.readouterr().err == ""
