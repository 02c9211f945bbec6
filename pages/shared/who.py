"""Which customers a number counts: those of one period by what they did in it, and those who gave an answer.

Nothing here draws. Every list is held against the number that it explains: one that would not add up is none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

import retention as rt
from pages.shared import compute
from retention import stages
from retention.periods import to_instants, to_local

Groups = dict[str, list[str]]
Block = tuple[pd.Timestamp, pd.Timestamp]


# ------------------------------------------------------------------------------------------------- a period's moves
def moved(data: Any, settings: rt.CohortSettings, frame: pd.DataFrame, start: pd.Timestamp) -> Groups | None:
    """New, returning, resurrected and dormant customers of one period of a lifecycle, by name; None if they differ.

    Parameters
    ----------
    data, settings
        What was counted; without groups and over all periods.
    frame
        What :func:`retention.lifecycle` says.
    start
        Start of the period.
    """
    if settings.min_events != 1 or settings.segment is not None:
        return None
    now, before = _there(data, settings, start), _there(data, settings, _before(settings, start))
    new = _new(data, settings, start)
    groups = {
        "new": now & new,
        "returning": now & before,
        "resurrected": now - new - before,
        "dormant": before - now,
    }
    row = frame.loc[start]
    if any(len(members) != int(row[name]) for name, members in groups.items()):
        return None
    return {name: sorted(members) for name, members in groups.items()}


def _before(settings: rt.CohortSettings, start: pd.Timestamp) -> pd.Timestamp:
    """Start of the period before."""
    calendar = settings.calendar("UTC")
    return pd.Timestamp(calendar.starts(np.array([_number(settings, "UTC", start) - 1]))[0])


def _number(settings: rt.CohortSettings, timezone: str, start: pd.Timestamp) -> int:
    """Number of the period that begins there."""
    moment = int(to_instants(np.array([start], "M8[us]"), timezone)[0])
    return settings.calendar(timezone).number(moment)


def _there(data: Any, settings: rt.CohortSettings, start: pd.Timestamp) -> set[str]:
    """Customers of a period: who came in it, or whose contract ran at its end."""
    if isinstance(data, rt.Subscriptions):
        end = _instant(data, settings, start, 1)
        return _named(data, (data.start < end) & (data.end >= end))
    return _began(data, settings, "every", start)


def _new(data: Any, settings: rt.CohortSettings, start: pd.Timestamp) -> set[str]:
    """Customers whose first period it is."""
    if isinstance(data, rt.Subscriptions):
        first = np.minimum.reduceat(data.start, data.offsets[:-1])
        return set(data.customers(np.flatnonzero(first >= _instant(data, settings, start, 0))))
    return _began(data, settings, "first", start)


def _began(data: rt.Events, settings: rt.CohortSettings, birth: Any, start: pd.Timestamp) -> set[str]:
    """Who is active at the first age of cohorts that begin with what counts as activity; nobody before the file."""
    s = settings.replace(
        birth=birth,
        start=None,
        end=None,
        start_event=settings.return_event,
        start_where=settings.return_where,
    )
    try:
        return set(compute.cell_customers(data, s, start, 0).came_back)
    except rt.SettingsError:  # no cohort begins there
        return set()


def _instant(data: Any, settings: rt.CohortSettings, start: pd.Timestamp, later: int) -> int:
    """The moment at which a period begins, or so many periods later."""
    number = _number(settings, data.timezone, start) + later
    return int(settings.calendar(data.timezone).start_instants(np.array([number]))[0])


def _named(data: Any, rows: Any) -> set[str]:
    """The customers of some rows."""
    return set(data.customers(np.unique(_codes(data)[rows])))


def _codes(data: Any) -> Any:
    """The customer of each row."""
    return np.repeat(np.arange(len(data.offsets) - 1), np.diff(data.offsets))


def stayed(data: Any, settings: rt.CohortSettings, frame: pd.DataFrame, start: pd.Timestamp) -> Groups | None:
    """Customers of the period before a period by whether they are still there in it; None if they differ from it."""
    if settings.min_events != 1 or settings.segment is not None:
        return None
    before, now = _there(data, settings, _before(settings, start)), _there(data, settings, start)
    return _kept(before, now, frame.loc[start], "start")


def _kept(before: set[str], now: set[str], row: Any, base: str) -> Groups | None:
    """Both sides of a rate, if they are as many as its row says."""
    if (len(before & now), len(before)) != (int(row["kept"]), int(row[base])):
        return None
    return {"kept": sorted(before & now), "lost": sorted(before - now)}


# ----------------------------------------------------------------------------------------------------------- money
def paid(data: Any, settings: rt.CohortSettings, frame: pd.DataFrame, start: pd.Timestamp) -> Groups | None:
    """Who paid in the period before a period, by whether they still paid in it; None if they differ from its row."""
    before, now = _payers(data, settings, start, -1), _payers(data, settings, start, 0)
    return _kept(before, now, frame.loc[start], "customers")


def _payers(data: Any, settings: rt.CohortSettings, start: pd.Timestamp, later: int) -> set[str]:
    """Customers whose money in a period adds up to more than nothing; of contracts, those that run at its end."""
    begin, end = (_instant(data, settings, start, later + i) for i in (0, 1))
    if isinstance(data, rt.Subscriptions):
        return _named(data, (data.start < end) & (data.end >= end) & (data.amount > 0))
    rows = (data.time >= begin) & (data.time < end) & ~np.isnan(data.amount)
    net = np.bincount(_codes(data)[rows], data.amount[rows])
    return set(data.customers(np.flatnonzero(np.round(net, 6) > 0)))


# --------------------------------------------------------------------------------------------------------- cohorts
def of_column(data: Any, matrix: rt.CohortMatrix, age: int, rows: Sequence[int] | None = None) -> Groups:
    """Customers of one age over cohorts that have a rate there: who came back, and who did not."""
    came: list[str] = []
    did_not: list[str] = []
    for row in np.flatnonzero(matrix.known[:, age]) if rows is None else rows:
        found = compute.cell_customers(data, matrix.settings, pd.Timestamp(matrix.cohorts[row]), int(matrix.ages[age]))
        came += found.came_back
        did_not += found.did_not
    return {"came": came, "not": did_not}


def of_blocks(data: Any, matrix: rt.CohortMatrix, age: int, now: Block, before: Block) -> Groups:
    """The same of two blocks of cohorts that are held against each other, by their first and last cohorts."""
    return {
        f"{name}_{side}": ids
        for name, block in (("now", now), ("before", before))
        for side, ids in of_column(data, matrix, age, _within(matrix, age, block)).items()
    }


def _within(matrix: rt.CohortMatrix, age: int, block: Block) -> list[int]:
    """The cohorts of a block that have a rate at an age."""
    starts = pd.DatetimeIndex(matrix.cohorts)
    inside = (starts >= block[0]) & (starts <= block[1]) & matrix.known[:, age]
    found: list[int] = np.flatnonzero(inside).tolist()
    return found


# ---------------------------------------------------------------------------------------------------------- stages
def in_stages(found: rt.CustomerList) -> Groups:
    """Who is slipping away, by stage."""
    stage = found.frame["stage"].astype(str)
    return {f"stage_{key}": found.frame.loc[stage == key, "customer"].astype(str).tolist() for key in stages.SLIPPING}


# --------------------------------------------------------------------------------------------------------- answers
def answered(answers: rt.Answers, settings: rt.CohortSettings, row: Any) -> Groups | None:
    """Who gave the answers of each group; None where answers name nobody, or differ from the numbers in ``row``."""
    if answers.customer is None or answers.customer_ids is None:
        return None
    inside = np.ones(len(answers), bool)
    if answers.time is not None:
        local = to_local(answers.time, answers.timezone)
        for limit, low in ((settings.start, True), (settings.end, False)):
            if limit is not None:
                moment = np.datetime64(pd.Timestamp(limit), "us").astype(np.int64)
                inside &= local >= moment if low else local < moment
    ids, groups = np.array(answers.customer_ids.to_pylist(), object), {}
    for name, low, high in (("promoters", 9, 10), ("passives", 7, 8), ("detractors", 0, 6)):
        rows = inside & (answers.score >= low) & (answers.score <= high)
        if int(rows.sum()) != int(row[name]):
            return None
        codes = answers.customer[rows]
        groups[name] = ids[codes[codes >= 0]].tolist()
    return groups
