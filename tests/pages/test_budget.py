"""A team on one server: memory that is counted, refused in words, shared by nobody, and given back in time."""

from __future__ import annotations

import asyncio
import gc
import gzip
import io
import subprocess
import sys
import threading
import weakref
import zipfile

import pandas as pd
import pytest

from pages.shared import budget, needs, sessions, words
from pages.shared.budget import MB, Budget, Ledger
from pages.shared.given import Given, How, Part
from pages.shared.jobs import Job
from pages.shared.upload_guard import NO_ROOM, UploadGuard
from retention.errors import LimitError
from tests.pages.conftest import App, orders

TEXT = orders(*(f"c{i % 50},2024-0{1 + i % 6}-1{i % 9},{i}" for i in range(4000)))


@pytest.fixture
def taken(monkeypatch):
    """Say how much memory the process has."""
    return lambda n_bytes: monkeypatch.setattr(budget, "taken_bytes", lambda: n_bytes)


# ------------------------------------------------------------------------------------------------- settings
def test_without_settings_it_is_three_quarters_of_what_there_is(monkeypatch):
    monkeypatch.setattr(budget, "machine_bytes", lambda: 8_000 * MB)
    assert Budget.now() == Budget(6_000 * MB, 3_000 * MB, 30.0)


def test_the_environment_says_otherwise(monkeypatch):
    for name, value in {budget.MEMORY: "900", budget.SESSION: "2000", budget.IDLE: "0.5"}.items():
        monkeypatch.setenv(name, value)
    assert Budget.now() == Budget(900 * MB, 900 * MB, 0.5)


def test_a_control_group_may_allow_less_than_the_machine_has(tmp_path, monkeypatch):
    (tmp_path / "max").write_text("max\n")
    (tmp_path / "some").write_text("512000000\n")
    monkeypatch.setattr(budget, "GROUPS", (str(tmp_path / "max"), str(tmp_path / "some"), str(tmp_path / "none")))
    assert budget.machine_bytes() == 512 * MB


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process has now")
def test_memory_of_this_process_is_measured():
    before = budget.taken_bytes()
    block = bytearray(64 * MB)
    assert budget.taken_bytes() - before > 60 * MB
    del block


# ------------------------------------------------------------------------------------------------- estimates
def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", data)
    return out.getvalue()


def parquet(data):
    out = io.BytesIO()
    pd.read_csv(io.BytesIO(data)).to_parquet(out)
    return out.getvalue()


def test_packed_files_are_counted_as_what_they_unpack_to():
    plain = needs.of([Part("a.csv", TEXT)])
    assert plain == needs.BASE + needs.TEXT * len(TEXT)
    assert needs.of([Part("a.csv.gz", gzip.compress(TEXT))]) == plain
    assert needs.of([Part("a.zip", zipped(TEXT))]) == plain
    assert needs.of([Part("a.parquet", parquet(TEXT))]) > needs.BASE + needs.TEXT * len(parquet(TEXT))
    assert needs.of([Part("a.csv", TEXT), Part("b.csv", TEXT)]) == 2 * plain - needs.BASE


def test_a_path_is_estimated_like_its_bytes(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped(TEXT))
    assert needs.of([Part("a.zip", str(tmp_path / "a.zip"))]) == needs.of([Part("a.zip", zipped(TEXT))])


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"PK\x03\x04 no archive", b"PAR1 no table", b"BZh9"])
def test_what_is_damaged_has_an_estimate_too(data):
    assert needs.of([Part("a", data)]) >= needs.BASE


MEASURE = """
import sys, threading
import retention as rt
from pages.shared import budget, needs
from pages.shared.given import Part
data = open(sys.argv[1], "rb").read()
rt.read_events(b"customer,date\\na,2024-01-05\\n")
before, most, over = budget.taken_bytes(), 0, threading.Event()
def watch():
    global most
    while not over.wait(0.005):
        most = max(most, budget.taken_bytes())
watcher = threading.Thread(target=watch)
watcher.start()
rt.read_events(data, rt.inspect(data).mapping)
over.set()
watcher.join()
print(most - before, needs.of([Part("a", data)]))
"""


@pytest.mark.long
@pytest.mark.parametrize("pack", [bytes, gzip.compress, parquet], ids=["csv", "gz", "parquet"])
def test_reading_takes_no_more_than_was_estimated(pack, tmp_path, root):
    rows = "".join(f"c{i * 7919 % 60_000:07d},2024-0{1 + i % 6}-1{i % 9} 12:34:56,{i}.25,web\n" for i in range(600_000))
    (tmp_path / "file").write_bytes(pack(f"customer,ordered_at,total,channel\n{rows}".encode()))
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "file")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=True)
    taken, estimate = map(int, done.stdout.split())
    assert 20 * MB < taken <= estimate


# ------------------------------------------------------------------------------------------------- refusals
def refused(part=None, holding=0):
    part = part or Part("a.csv", TEXT)
    before = budget.holding.set(holding)
    try:
        with pytest.raises(LimitError) as error, budget.room_for([part], part.name):
            pass
    finally:
        budget.holding.reset(before)
    assert error.value.where == "a.csv"
    return f"{error.value.what} {error.value.todo}"


def test_what_has_no_room_now_is_refused_with_what_to_do(taken, monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "1000")
    taken(990 * MB)
    assert refused() == (
        "There is no room for this file now: reading it takes about 32 MB, and 10 MB are free. Try again in some "
        "minutes, or hand over fewer columns or a shorter time. Whoever runs the program can raise RETENTION_MEMORY_MB."
    )
    taken(900 * MB)
    with budget.room_for([Part("a.csv", TEXT)], "a.csv"):
        assert budget.ledger.promised > 32 * MB
    assert budget.ledger.promised == 0


def test_what_never_has_room_is_told_so(taken, monkeypatch):
    taken(0)
    monkeypatch.setenv(budget.MEMORY, "30")
    monkeypatch.setenv(budget.SESSION, "30")
    monkeypatch.setattr(Budget, "now", classmethod(lambda cls: Budget(30 * MB, 900 * MB)))
    assert "more than the 30 MB that this program may take. Hand over fewer columns" in refused()


def test_one_visitor_may_not_take_all(taken, monkeypatch):
    taken(0)
    monkeypatch.setenv(budget.MEMORY, "1000")
    monkeypatch.setenv(budget.SESSION, "100")
    with budget.room_for([Part("a.csv", TEXT)], "a.csv"):
        pass
    assert "With what you have loaded, 90 MB, that is more than the 100 MB" in refused(holding=90 * MB)
    assert "Let what you have loaded go first, on the page Upload." in refused(holding=90 * MB)
    large = Part("a.csv", TEXT * 200)
    assert "more than the 100 MB that one visitor may take. Hand over fewer" in refused(large)


def test_two_who_begin_together_do_not_count_on_the_same_memory(taken, monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "100")
    taken(0)
    ledger = Ledger()
    assert ledger.take(60 * MB)
    assert not ledger.take(60 * MB)
    ledger.give_back(60 * MB)
    assert ledger.take(60 * MB)


def test_those_who_have_gone_make_room(taken, monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "100")
    taken(95 * MB)
    asked = []
    ledger = Ledger(lambda wanted: (asked.append(wanted), taken(10 * MB)))
    assert ledger.take(60 * MB)
    assert asked == [55 * MB]


def upload(size):
    """What the server is asked, and what the guard answers: the status, and whether the server got it."""
    got, sent = [], []

    async def app(scope, receive, send):
        got.append(budget.ledger.promised)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/s/f"}
    asyncio.run(UploadGuard(app)({**scope, "headers": [(b"content-length", str(size).encode())]}, None, send))
    return (sent[0]["status"] if sent else None), got


def test_an_upload_without_room_is_refused_before_its_first_byte(taken, monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "100")
    taken(80 * MB)
    assert upload(9 * MB) == (None, [18 * MB])
    assert upload(11 * MB) == (NO_ROOM, [])
    assert budget.ledger.promised == 0


def test_the_page_says_that_there_is_no_room_and_goes_on(app, taken, monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "1000")
    taken(990 * MB)
    app.give("orders.csv", TEXT)
    assert "There is no room for this file now" in app.said
    taken(0)
    app.press("another-file").read("orders.csv", TEXT)
    assert "orders.csv is read." in app.said.replace("**", "")


# ------------------------------------------------------------------------------------------------- what is held
def test_what_a_visitor_holds_is_shown(app, small):
    assert "Holds" not in app.said
    app.read("orders.csv", TEXT)
    data, size = app.at.session_state["_events"], len(TEXT)
    assert data.nbytes + size <= sessions.sessions.held < data.nbytes + size + 10_000
    assert f"Holds {words.size(data.nbytes + size)}" in app.said
    app.press("let-go-events")
    assert "Holds" not in app.said


def test_the_same_file_twice_in_one_go_is_read_once(app, small):
    uploader = app.at.file_uploader[0]
    uploader.set_value([("a.csv", small, "text/csv"), ("b.csv", small, "text/csv")])
    app.run()
    assert "Handed over twice, read once: b.csv" in app.said
    app.press("read")
    assert len(app.at.session_state["_events"]) == 10


def test_the_same_file_once_more_is_held_once(app, small):
    app.read("orders.csv", small)
    first, bytes_ = app.at.session_state["_events"], app.at.session_state["_reading"][0].parts[0].source
    app.read("again.csv", bytes(bytearray(small)))
    second = app.at.session_state["_events"]
    assert second.time is first.time
    assert second.report.source == "again.csv"
    assert app.at.session_state["_reading"][0].parts[0].source is bytes_


def test_another_file_of_the_same_name_takes_its_place(app, small):
    app.read("orders.csv", small)
    app.read("orders.csv", TEXT)
    assert len(app.at.session_state["_events"]) == 4000


def test_two_visitors_see_their_own_file_of_the_same_name(app, small):
    other = App()
    app.read("orders.csv", small)
    other.read("orders.csv", TEXT)
    app.go(app.cohorts)
    other.go(other.cohorts)
    assert ("10 rows, 6 customers" in app.said, "4,000 rows" in app.said) == (True, False)
    assert ("4,000 rows, 50 customers" in other.said, "10 rows" in other.said) == (True, False)
    assert "_events" not in App().at.session_state


# ------------------------------------------------------------------------------------------------- those who go
class Server:
    """Who is connected, and whose session was closed."""

    def __init__(self):
        self.active, self.closed = set(), []

    def is_active_session(self, session_id):
        return session_id in self.active

    def close_session(self, session_id):
        self.closed.append(session_id)


@pytest.fixture
def there():
    """Sessions with a clock that the test turns: ``there.now += 60``."""

    class Turned(sessions.Sessions):
        now = 0.0

        def __init__(self):
            super().__init__(lambda: self.now)

    return Turned()


def test_those_without_a_connection_are_closed_in_time(there):
    server = Server()
    server.active = {"stays", "leaves", "blinks"}
    for name in ("stays", "leaves", "blinks", "empty"):
        there.note(name, 0 if name == "empty" else 5 * MB)
    assert there.close_idle(server, 60) == 0
    server.active = {"stays"}
    there.now = 10.0
    assert there.close_idle(server, 60) == 0
    server.active = {"stays", "blinks"}  # came back in time
    there.now = 69.0
    assert (there.close_idle(server, 60), there.count, there.held) == (1, 3, 15 * MB)  # the empty one never came
    there.now = 70.0
    assert (there.close_idle(server, 60), server.closed) == (1, ["empty", "leaves"])
    assert (there.count, there.held) == (2, 10 * MB)
    assert [there.why_gone(name) for name in ("leaves", "empty", "stays", "nobody")] == ["idle", "", "", "anew"]


def test_room_is_made_by_the_longest_gone_and_by_no_more_than_it_takes(there):
    server = Server()
    for second, name in enumerate(("first", "second", "third")):
        server.active = {"here"}
        there.now = float(second)
        there.note(name, 10 * MB)
        there.close_idle(server, 1000)
    there.note("here", 50 * MB)
    assert there.make_room(server, 15 * MB) == 2
    assert server.closed == ["first", "second"]
    assert there.make_room(server, 1000 * MB) == 1
    assert there.why_gone("third") == "room"
    assert there.held == 50 * MB


def test_only_so_many_are_remembered(there, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_KNOWN", 2)
    for name in "abc":
        there.note(name, 1)
    there.close_idle(Server(), 0)
    assert [there.why_gone(name) for name in "abc"] == ["anew", "idle", "idle"]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (sessions.IDLE, "had no connection for 30 minutes. Load the file again, and the same view opens."),
        (sessions.ROOM, "was let go to make room"),
        (sessions.ANEW, "The program was started anew, and what was loaded before is gone."),
    ],
)
def test_who_comes_back_is_told_once_that_the_data_are_gone(app, small, monkeypatch, why, said):
    assert said not in app.said
    monkeypatch.setattr(sessions, "why_back_without", lambda earlier: why)
    assert said in app.run().said
    assert said in app.go(app.cohorts).said
    app.go(app.upload).read("orders.csv", small)
    assert said not in app.said


def test_the_thread_that_reads_ends_with_its_session_and_keeps_nothing(small):
    told, go_on = threading.Event(), threading.Event()

    def read(progress):
        def halting(fraction, phrase):
            told.set()
            go_on.wait(10)
            progress(fraction, phrase)

        return file.read(How(), halting)

    file = Given((Part("orders.csv", small),))
    session = {"_job": ("read", Job(read)), "_given": file}
    course, gone = session["_job"][1]._course, weakref.ref(session["_job"][1])
    assert told.wait(10)
    session.clear()  # as a session that is closed does
    gc.collect()
    assert gone() is None
    go_on.set()
    assert course.done.wait(10)
    assert course.result is None
