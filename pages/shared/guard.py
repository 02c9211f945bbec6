"""Asks before a count that takes much more than what was agreed to when the table was opened. Nothing here draws.

The rule: what a count reads is what the columns it needs hold, once for each time that the engine goes over the table;
putting its rows in order counts as going over it once more. The engine says so itself, by its plan. Tables that stay
below the limit even so are never asked about.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pages.shared import cost
from pages.shared.cost import Cost
from retention.errors import NotCountedError
from retention.languages import say

AT_MOST = 16  # times that any question goes over a table: below a 16th of the limit no plan is asked for
AT_THE_START = 2  # the same of what is asked when a table is opened, which is agreed to there
_DUCKDB_SCANS = ("SEQ_SCAN", "TABLE_SCAN", "READ_", "PARQUET_SCAN")


class TooMuchError(NotCountedError):
    """A count that takes more than was agreed to; ``cost`` is what it takes."""

    def __init__(self, taken: Cost, times: int) -> None:
        self.cost = taken
        said = say("this count takes much more than those so far. {cost}", cost=taken.told_of_one(times))
        todo = say(
            "Count it all the same: then nothing that takes up to twice as much is asked about again. Or choose fewer "
            "rows: one segment, or fewer years."
        )
        super().__init__(said, todo=todo)


@dataclass(frozen=True)
class Plan:
    """How often a question goes over its table, and the columns that it reads; none where that is not told."""

    times: int = 1
    columns: tuple[str, ...] = ()


class Guard:
    """What was agreed to in this session, and what each question takes.

    Parameters
    ----------
    backend
        The connection of Ibis.
    of
        What going over some columns of the table once takes.
    columns
        All columns that any question may read.
    limits
        Above which it is asked first.
    """

    def __init__(self, backend: Any, of: Callable[[Sequence[str]], Cost], columns: Sequence[str], limits: Any) -> None:
        self.backend, self.of, self.columns, self.limits = backend, of, columns, limits
        self.once = of(columns)
        self.agreed = self.once.times(AT_THE_START)

    def agree(self, taken: Cost) -> None:
        """From now on, whatever takes no more than twice this is counted: nobody is asked at every step."""
        self.agreed = self.agreed.or_more(taken.times(2))

    def refuse(self, expression: Any) -> None:
        """Refuse a question that has to be asked about first."""
        if not self.once.times(AT_MOST).is_above(self.limits):
            return
        plan = planned(self.backend, expression, self.columns)
        taken = self._taken(expression, plan)
        if taken.is_above(self.limits) and taken.is_above(self.agreed):
            raise TooMuchError(taken, plan.times)

    def _taken(self, expression: Any, plan: Plan) -> Cost:
        found = (self.of(plan.columns) if plan.columns else self.once).times(plan.times)
        if self.backend.name == "bigquery":  # which says it of the very question
            return Cost(found.rows, cost.dry_run(self.backend, expression))
        return found


def planned(backend: Any, expression: Any, columns: Sequence[str]) -> Plan:
    """How the engine would answer a question; where it does not tell, it goes over the table once."""
    with suppress(Exception):  # another version of the engine, whose plans look otherwise
        if backend.name == "duckdb":
            return _duckdb(backend, expression, columns)
        if backend.name == "postgres":
            return _postgres(backend, expression)
    return Plan()


def _duckdb(backend: Any, expression: Any, columns: Sequence[str]) -> Plan:
    backend._run_pre_execute_hooks(expression)  # small tables of ours that the question names
    told = backend.con.execute(f"EXPLAIN (FORMAT json) {backend.compile(expression)}").fetchall()[0][1]
    nodes = [(str(node["name"]).strip(), node.get("extra_info", {})) for node in _nodes(json.loads(told), "children")]
    scans = [about for name, about in nodes if name.startswith(_DUCKDB_SCANS)]
    orders = sum("WINDOW" in name for name, _ in nodes)
    read = str(scans)
    return Plan(max(len(scans), 1) + orders, tuple(name for name in columns if name in read))


def _postgres(backend: Any, expression: Any) -> Plan:
    with backend.con.transaction():  # so that a refusal leaves nothing open behind it
        told = backend.con.execute(f"EXPLAIN (FORMAT JSON) {backend.compile(expression)}").fetchone()[0]
    nodes = [node for one in told for node in _nodes(one["Plan"], "Plans")]
    scans = Counter(node["Relation Name"] for node in nodes if "Relation Name" in node)  # parts of a table have names
    orders = sum(node["Node Type"] == "WindowAgg" for node in nodes)
    return Plan(max(scans.values(), default=1) + orders)


def _nodes(plan: Any, below: str) -> Iterator[dict[str, Any]]:
    for node in plan if isinstance(plan, list) else [plan]:
        yield node
        yield from _nodes(node.get(below, []), below)
