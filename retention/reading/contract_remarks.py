"""What a person should read about the contracts of a file: where the data end, and what was taken for granted."""

from __future__ import annotations

import numpy as np

from retention.languages import later, later_many, mark_many
from retention.mapping import Assumption
from retention.periods import DAY, Ints, day_text, end_of_day, to_local
from retention.reading.assumptions import noted
from retention.subscriptions import NEVER, Subscriptions

SECOND = 1_000_000
_PLAN_AHEAD = 366 * DAY  # an end later than this after the latest start is no news of anybody
_MANY, _SHARE = 10, 0.05  # rows that end after the latest start, from which on they are plans


_PLANNED = mark_many(
    "The latest start is on that day; {n} row ends after the latest start: taken as planned, not as seen.",
    "The latest start is on that day; {n} rows end after the latest start: taken as planned, not as seen.",
)
_SEEN = mark_many(
    "The latest end is on that day; {n} row ends after the latest start: taken as seen, not as planned.",
    "The latest end is on that day; {n} rows end after the latest start: taken as seen, not as planned.",
)
_WRITTEN = mark_many(
    "{n} row has a word or a placeholder such as 9999-12-31 for an end: still running.",
    "{n} rows have a word or a placeholder such as 9999-12-31 for an end: still running.",
)
_STILL_RUNNING = mark_many(
    "{n} row ends when or after the data end: still running there.",
    "{n} rows end when or after the data end: still running there.",
)
_AFTER = mark_many(
    "{n} row starts after the data end, and is not counted.",
    "{n} rows start after the data end, and are not counted.",
)
_EMPTY = mark_many(
    "{n} row ends at the moment of the start: kept, and running at no boundary.",
    "{n} rows end at the moment of the start: kept, and running at no boundary.",
)
_NEGATIVE = mark_many(
    "{n} row has a negative amount: it lowers what its customer pays.",
    "{n} rows have a negative amount: it lowers what its customer pays.",
)
_UNSEEN = mark_many(
    "{n} customer ran only between two month ends: in a cohort, but never among those who run at a month end.",
    "{n} customers ran only between two month ends: in a cohort, but never among those who run at a month end.",
)
_SIDE_BY_SIDE = mark_many(
    "{n} row begins while another of the same customer runs: side by side, their money added up.",
    "{n} rows begin while another of the same customer runs: side by side, their money added up.",
)
_TWICE = mark_many(
    "{n} row begins while another of the same customer runs. Where these are corrections or bookings made twice, their "
    "money counts double: take the older rows out of the file.",
    "{n} rows begin while another of the same customer runs. Where these are corrections or bookings made twice, their "
    "money counts double: take the older rows out of the file.",
)
_TWICE_ON_A_PLAN = mark_many(
    "{n} row begins while another of the same customer in the same '{plan}' runs. Where these are corrections or "
    "bookings made twice, their money counts double: take the older rows out of the file.",
    "{n} rows begin while another of the same customer in the same '{plan}' runs. Where these are corrections or "
    "bookings made twice, their money counts double: take the older rows out of the file.",
)


def until_seen(contracts: Subscriptions) -> tuple[int, Assumption]:
    """Up to when the data are whole: the end of the day of the latest start or end that has been seen."""
    starts = end_of_day(contracts._bounds[1], contracts.timezone)
    after = contracts.end[(contracts.end >= starts) & (contracts.end <= starts + _PLAN_AHEAD)]
    planned = len(after) >= _MANY and len(after) >= _SHARE * len(contracts)
    until = end_of_day(int(after.max()), contracts.timezone) if len(after) and not planned else starts
    if not len(after):
        evidence, certainty = later("The latest start or end in the file is on that day."), "likely"
    elif planned:
        evidence, certainty = later_many(*_PLANNED, len(after)), "assumed"
    else:
        evidence, certainty = later_many(*_SEEN, len(after)), "assumed"
    words = later("complete through {day}", day=_day(until - 1, contracts))
    return until, Assumption("observed_until", "", words, evidence, certainty)


def about_contracts(contracts: Subscriptions, written: int) -> list[Assumption]:
    """Sentences about rows that are more or less than a plain contract.

    Parameters
    ----------
    contracts
        What was read, up to where the data end.
    written
        Rows whose end is a word or a placeholder for "still running".
    """
    said = [*_about_ends(contracts, written), *_about_money(contracts), *_about_rows(contracts)]
    return noted(later("Contracts"), said)


def _about_ends(contracts: Subscriptions, written: int) -> list[str]:
    start, end, said = contracts.start, contracts.end, []
    if written:
        said.append(later_many(*_WRITTEN, written))
    planned = int(((end != NEVER) & (end >= contracts.until) & (start < contracts.until)).sum())
    if planned:
        said.append(later_many(*_STILL_RUNNING, planned))
    after = int((start >= contracts.until).sum())
    if after:
        said.append(later_many(*_AFTER, after))
    empty = int((start == end).sum())
    if empty:
        said.append(later_many(*_EMPTY, empty))
    return said


def _about_money(contracts: Subscriptions) -> list[str]:
    if contracts.amount is None:
        return []
    negative = int((contracts.amount < 0).sum())
    if not negative:
        return []
    return [later_many(*_NEGATIVE, negative)]


def _about_rows(contracts: Subscriptions) -> list[str]:
    said = []
    unseen = _never_at_a_month_end(contracts)
    if unseen:
        said.append(later_many(*_UNSEEN, unseen))
    several, twice = _overlapping(contracts)
    if several:
        said.append(later_many(*_SIDE_BY_SIDE, several))
    if twice:
        plan = contracts.mapping.plan
        said.append(later_many(*_TWICE, twice) if plan is None else later_many(*_TWICE_ON_A_PLAN, twice, plan=plan))
    return said


def _never_at_a_month_end(contracts: Subscriptions) -> int:
    """Customers whose contracts all begin and end within a month."""
    seen = contracts.start < contracts.until
    first = _months(contracts.start, contracts)
    last = _months(np.minimum(contracts.end, contracts.until), contracts)
    at_an_end = (last > first) | (contracts.end >= contracts.until)
    ever = np.bincount(contracts.codes[seen & at_an_end], minlength=contracts.n_customers) > 0
    there = np.bincount(contracts.codes[seen], minlength=contracts.n_customers) > 0
    return int((there & ~ever).sum())


def _months(instants: Ints, contracts: Subscriptions) -> Ints:
    return np.asarray(to_local(instants, contracts.timezone).astype("datetime64[M]").astype(np.int64))


def _overlapping(contracts: Subscriptions) -> tuple[int, int]:
    """Rows that begin while another row of the customer runs: on any plan, and on the same one."""
    plan = contracts.mapping.plan
    everything = _overlaps(contracts.codes.astype(np.int64), contracts)
    if plan is None:
        return 0, everything
    codes = contracts.segments[plan].codes.astype(np.int64) + 1
    of_plan = contracts.codes * np.int64(len(contracts.segments[plan].labels) + 1) + codes
    same = _overlaps(of_plan, contracts)
    return everything - same, same


def _overlaps(group: Ints, contracts: Subscriptions) -> int:
    """Rows that begin before an earlier row of the group has ended, in order of start."""
    order = np.lexsort([contracts.start, group])
    first = contracts._bounds[0]
    start = (contracts.start[order] - first) // SECOND
    end = (np.minimum(contracts.end[order], max(contracts.until, contracts._bounds[1] + SECOND)) - first) // SECOND
    change = np.diff(group[order]) != 0
    shift = np.append(0, np.cumsum(change)) * (int(end.max(initial=0)) + 1)  # groups rise, so that each begins anew
    reach = np.maximum.accumulate(end + shift) - shift
    return int((~change & (start[1:] < reach[:-1]) & (start[1:] < end[1:])).sum())


def _day(instant: int, contracts: Subscriptions) -> str:
    return day_text(to_local(np.array([instant]), contracts.timezone)[0])
