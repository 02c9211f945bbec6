"""The engines that the same questions are put to. Each is started once, when a test first asks for it."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.engines.in_clickhouse import clickhouse
from tests.engines.places import ELSEWHERE, MissingError
from tests.engines.places import PLACES as OTHERS


def pytest_configure(config):
    """What takes a server, and is run by `make test-engines`."""
    config.addinivalue_line("markers", "engines: needs PostgreSQL or Spark, and is run by `make test-engines`")


# What Ibis and Spark say of each other's, of DuckDB's and of pandas' newest versions.
OF_OTHERS = (
    "ignore:fetch_arrow_table:DeprecationWarning",
    "ignore::pandas.errors.Pandas4Warning",
    "ignore::ResourceWarning",
)


def pytest_itemcollected(item):
    """Let them say it."""
    for warning in OF_OTHERS:
        item.add_marker(pytest.mark.filterwarnings(warning))


PLACES = OTHERS | {"clickhouse": clickhouse}
OWN_MARK = {"duckdb": ()}
ENGINES = [pytest.param(name, marks=OWN_MARK.get(name, (pytest.mark.engines,))) for name in PLACES]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request):
    """A place with ``source(rows, zone, until)`` and ``table(data)``, in a zone that is nobody's."""
    with TemporaryDirectory(prefix="retention-", ignore_cleanup_errors=True) as folder:
        try:
            place = PLACES[request.param](Path(folder))
            ready = place.__enter__()
        except MissingError as missing:
            if os.environ.get("CI"):
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        try:
            ready.stands_in(ELSEWHERE)
            yield ready
        finally:
            place.__exit__(None, None, None)
