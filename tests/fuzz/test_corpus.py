"""Nothing that once broke a reader does so again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import corpus
from tests.fuzz.readers import READERS, LawError, hold


@pytest.mark.parametrize(("name", "path"), corpus.files(), ids=lambda part: getattr(part, "name", part))
def test_what_once_broke_a_reader(name: str, path: Path) -> None:
    assert name in READERS
    assert path.stat().st_size < 64 << 10
    hold(name, path.read_bytes())


def test_what_breaks_a_reader_is_kept_as_small_as_can_be(tmp_path: Path) -> None:
    small = corpus.smallest(b'{"rows": [1, 2, 3]}' * 20, lambda data: b"[" in data)
    path = corpus.save("events", small, "ValueError", tmp_path)
    assert (path.read_bytes(), path.suffix) == (b"[", ".json")
    assert corpus.files(tmp_path) == [("events", path)]


def test_the_law_has_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that loses a row, a crash, and an error without advice are all told."""
    import retention as rt
    from tests.fuzz import readers

    def losing(data: bytes, limits: rt.Limits) -> rt.Events:
        from dataclasses import replace

        events = rt.read_events(data, limits=limits)
        return replace(events, report=replace(events.report, rows_read=events.report.rows_read + 1))

    def short(data: bytes, limits: rt.Limits) -> rt.Events:
        raise rt.ReadError("It is broken.")

    good = b"customer,date\na,2024-01-05\n"
    for reader, why in ((losing, "!="), (short, "does not say where")):
        monkeypatch.setitem(readers.READERS, "events", readers.Reader(reader, readers.READERS["events"].look))
        with pytest.raises(LawError, match=why):
            hold("events", good)
