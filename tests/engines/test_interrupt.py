"""A question that runs is told to stop, the engine stops, and the connection goes on."""

from __future__ import annotations

import threading
import time

import pandas as pd
import pytest

from pages.shared import guard, read_only

MANY = 40_000  # rows, each held against each other and against each of those: more than any engine does in a day
LONG = 120.0
STOPPED = {"duckdb": "Interrupt", "postgres": "QueryCanceled", "spark": "cancel"}  # what each calls it


def endless(engine):
    """A question that takes for ever."""
    table = engine.table(pd.DataFrame({"n": range(MANY)}))
    one, two, three = (table.select(**{name: table["n"]}) for name in "abc")
    every = one.cross_join(two).cross_join(three)
    return every.aggregate(n=(every["a"] * every["b"] % (every["c"] + 1)).sum())


def test_a_running_question_ends_when_it_is_told_to(engine):
    if not read_only.can_interrupt(engine.connection):
        pytest.skip(f"{engine.name} cannot be told to stop: its answer is thrown away")
    asked, ended = endless(engine), []

    def ask():
        try:
            ended.append(asked.to_pyarrow())
        except Exception as error:  # each engine has its own word for it
            ended.append(error)

    thread, since = threading.Thread(target=ask, daemon=True), time.monotonic()
    thread.start()
    while thread.is_alive() and time.monotonic() - since < LONG:  # before it has begun there is nothing to end
        read_only.interrupt(engine.connection)
        thread.join(0.1)
    assert STOPPED[engine.name] in repr(ended[0])
    few = engine.table(pd.DataFrame({"n": [1, 2, 3]}))
    assert int(few.count().to_pyarrow().as_py()) == 3


def test_the_plan_of_a_question_tells_how_often_it_goes_over_the_table(engine):
    tells = engine.name in ("duckdb", "postgres")  # of the others it is taken that they go over it once
    table = engine.table(pd.DataFrame({"n": range(1000)}))
    assert guard.planned(engine.connection, table.aggregate(n=table["n"].sum()), ["n"]).times == 1
    both = table.select(a=table["n"]).cross_join(table.select(b=table["n"]))
    assert guard.planned(engine.connection, both.aggregate(n=(both["a"] * both["b"]).sum()), ["n"]).times == 1 + tells
    ordered = table.mutate(before=table["n"].lag().over(order_by=table["n"]))
    assert guard.planned(engine.connection, ordered.aggregate(n=ordered["before"].sum()), ["n"]).times == 1 + tells
    assert int(table.count().to_pyarrow().as_py()) == 1000
