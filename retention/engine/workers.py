"""All blocks of a file on several threads, and what they count added up."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import TypeVar

from retention.engine.blocks import BLOCK_ROWS, Block, blocks
from retention.engine.plan import Plan, Tables

Share = TypeVar("Share")

MOST_WORKERS = 4
SHARED_CELLS = 4_000_000  # beyond, a table for each worker would take more than the work


def each_worker(plan: Plan, cells: int, work: Callable[[list[Block]], Share]) -> list[Share]:
    """What each worker makes of its share of the blocks: several where the file is not small and the tables are."""
    parts = list(blocks(plan, max(BLOCK_ROWS, cells)))
    plan.prepare()
    workers = min(os.cpu_count() or 1, MOST_WORKERS, max(1, len(parts) // 4)) if cells < SHARED_CELLS else 1
    if workers == 1:
        return [work(parts)]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, [parts[i::workers] for i in range(workers)]))


def add_up(plan: Plan, cells: int, count: Callable[[Block], Tables]) -> Tables:
    """Add up the tables of all blocks; ``cells`` is the size of the largest one."""

    def work(share: list[Block]) -> Tables:
        return reduce(_added, map(count, share), {})

    return reduce(_added, each_worker(plan, cells, work), {})


def _added(total: Tables, more: Tables) -> Tables:
    if not total:
        return more
    for name, table in more.items():
        total[name] += table
    return total
