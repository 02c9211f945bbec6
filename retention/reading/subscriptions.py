"""Reading a file of subscriptions, with or without a mapping: a start, perhaps an end, perhaps money per month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from retention.errors import EmptyFileError
from retention.languages import say
from retention.mapping import SubscriptionMapping
from retention.reading.contracts import as_visits, read_contracts
from retention.reading.formats import Source, open_table
from retention.reading.frames import arrow_table
from retention.reading.last_days import check_end_day
from retention.reading.limits import Limits
from retention.reading.memory import give_back
from retention.reading.opening import Opening
from retention.reading.read import ask, rising
from retention.reading.request import Request, check_kind
from retention.reading.roles.parts import with_parts
from retention.reading.roles.proposal import proposed_subscriptions
from retention.reading.tables import ArrowTable
from retention.subscriptions import Subscriptions


def read_subscriptions(
    source: Source,
    mapping: SubscriptionMapping | None = None,
    *,
    customer: str | None = None,
    start: str | None = None,
    end: str | None = None,
    amount: str | None = None,
    plan: str | None = None,
    segments: str | Sequence[str] = (),
    do_not_contact: str | None = None,
    date_order: str | None = None,
    end_day: str | None = None,
    decimal: str | None = None,
    timezone: str = "UTC",
    observed_until: Any = None,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    duplicates: str = "keep",
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    limits: Limits | None = None,
) -> Subscriptions:
    """Read a file of subscriptions: one row for each, with its start and perhaps its end.

    Files of every kind that :func:`read_events` reads. Every row is either kept or left out for one stated reason:
    without a customer or a start, or with an end that cannot be read or lies before the start. A row that ends at the
    moment it starts is kept; it makes its customer one and runs at no boundary.

    An end that is blank, a word such as "present", or a placeholder such as 9999-12-31 says that the subscription still
    runs. One after ``observed_until`` is planned: it still runs when the data end.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode; or a list of such with the same columns, which are joined.
    mapping
        Which column plays which role; None takes the guess of :func:`inspect`.
    customer, start, end, amount, plan, segments, do_not_contact
        Columns that play these roles, instead of the guessed ones, where no mapping is given.
    date_order
        "dmy", "mdy" or "ymd", where the dates leave it open. It is decided over starts and ends together.
    end_day
        "excluded": a contract no longer runs on its end date; "included": that is its last day. None takes the latter
        where rows of customers keep beginning on the day after another one ends, else the former. It speaks of dates
        without a time of day.
    decimal
        "." or ",", where the amounts leave open which one begins the decimals.
    timezone
        Zone of times that name none, and of what a day is.
    observed_until
        Local moment up to which the data are whole. By default the end of the day of the latest start or end; ends more
        than a year after the latest start, or many ends after it, are plans and do not count for that.
    sheet, member, encoding, delimiter, header, duplicates, name, progress, limits
        As in :func:`read_events`.

    Returns
    -------
    Subscriptions

    Raises
    ------
    ReadError
        If the file is no table; :class:`EmptyFileError` if nothing usable is in it.
    UndecidedError
        If the dates or the amounts can be read in two ways; it carries the question.
    MappingError
        If the mapping does not fit the file, or none can be guessed.

    Examples
    --------
    >>> data = b"account,start_date,end_date,mrr\\na,2024-01-05,present,5\\nb,2024-02-03,2024-01-03,7\\n"
    >>> contracts = read_subscriptions(data)
    >>> len(contracts), contracts.report.dropped, contracts.observed_until
    (1, {'end before start': 1}, Timestamp('2024-01-06 00:00:00'))
    """
    check_end_day(end_day)
    check_kind(mapping, SubscriptionMapping)
    progress = rising(progress)
    if progress is not None:
        progress(0.0, say("Opening the file"))
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment(), progress)
    table = with_parts(open_table(source, opening, name))
    ask(table)
    if mapping is None:
        known = {"customer": customer, "start": start, "end": end, "amount": amount, "plan": plan}
        known["do_not_contact"] = do_not_contact
        mapping = proposed_subscriptions(table, known, (segments,) if isinstance(segments, str) else tuple(segments))
    request = Request(as_visits(mapping), date_order, timezone, observed_until, duplicates, progress, decimal)
    contracts = read_contracts(table, mapping, replace(request, limits=opening.limits), end_day)
    del table, source
    give_back()
    return contracts


def subscriptions_from_frame(
    frame: Any,
    mapping: SubscriptionMapping,
    *,
    timezone: str = "UTC",
    observed_until: Any = None,
    duplicates: str = "keep",
    date_order: str | None = None,
    end_day: str | None = None,
) -> Subscriptions:
    """Make subscriptions from a pandas or polars DataFrame, or a pyarrow Table.

    Moments without a zone are local times in ``timezone``; moments with one are instants. Text is read as
    :func:`read_subscriptions` reads it.

    Parameters
    ----------
    frame
        The data, one subscription per row.
    mapping
        Which column plays which role.
    timezone, observed_until, duplicates, date_order, end_day
        As in :func:`read_subscriptions`.

    Returns
    -------
    Subscriptions

    Raises
    ------
    MappingError
        If the mapping names a column that the frame does not have.
    UndecidedError
        If text dates can be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"who": ["a", "b"], "since": pd.to_datetime(["2024-01-05", "2024-01-09"])})
    >>> contracts = subscriptions_from_frame(frame, SubscriptionMapping(customer="who", start="since"))
    >>> len(contracts), contracts.n_customers, contracts.observed_until
    (2, 2, Timestamp('2024-01-10 00:00:00'))
    """
    check_end_day(end_day)
    check_kind(mapping, SubscriptionMapping)
    table = arrow_table(frame)
    if table.num_rows == 0:
        raise EmptyFileError(say("The data frame has no rows."), todo=say("Pass one with rows."))
    request = Request(as_visits(mapping), date_order, timezone, observed_until, duplicates)
    return read_contracts(ArrowTable("the data frame", table), mapping, request, end_day)
