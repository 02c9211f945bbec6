"""Reading the list of a campaign: who was treated, who was held out, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.campaigns import CONTROL, TREATED, Campaign
from retention.errors import EmptyFileError, MappingError, ReadError
from retention.languages import later, mark, say
from retention.periods import Ints
from retention.reading.campaign_days import Asked, fill_of, read_days
from retention.reading.dates.dates import BLANK, GOOD
from retention.reading.formats import Source, open_table
from retention.reading.frames import arrow_table
from retention.reading.group_lists import WRONG_FIELDS, ask_for_control, control_among, group_column, one_spelling
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.read import ask
from retention.reading.roles.columns import Column, look
from retention.reading.roles.roles import guess_roles
from retention.reading.roles.words import meanings
from retention.reading.roles.words.spelling import plain
from retention.reading.rows import check_roles
from retention.reading.tables import ArrowTable, Table, Wanted
from retention.reading.values.ids import read_ids
from retention.reading.values.labels import read_labels

NO_CUSTOMER, NO_GROUP, OTHER_GROUP, NO_DATE, UNREAD = (
    mark("no customer"),
    mark("no group"),
    mark("another group"),
    mark("no date"),
    mark("date cannot be read"),
)
IN_BOTH = mark("in both groups")
_A_DATE = 0.5  # share of dates in a column that is one
# Days of a customer's life, as our own lists carry them, are not the day of the campaign.
_NOT_THE_DAY = ("first", "last", "birth", "born", "signup", "joined", "end", "expiry", "expires")


def read_campaign(
    source: Source,
    *,
    customer: str | None = None,
    group: str | None = None,
    time: str | None = None,
    date: Any = None,
    control: str | None = None,
    treated: str | None = None,
    date_order: str | None = None,
    timezone: str = "UTC",
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Campaign:
    """Read a campaign's list: one row for each customer with the group and the day.

    Any file that :func:`read_events` opens is opened. Columns are found by their headers, in the languages that headers
    are known in. A customer who stands in one group several times counts once, from the first day; one in both groups
    is left out and named. Every row that is left out is counted with its reason.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode.
    customer, group, time
        Columns that say who, in which group, and when; None finds them.
    date
        The day, as "2026-03-02", for rows without one: the group that is held out often has none. Without it rows
        without a date take the day of the others, if these have one day only.
    control
        What the group is called that was left alone; None finds it by its name, such as "holdout".
    treated
        What the treated group is called; None takes all groups but the control group together.
    date_order, timezone, sheet, member, encoding, delimiter, name, limits
        As in :func:`read_events`.

    Returns
    -------
    Campaign

    Raises
    ------
    UndecidedError
        If nothing says which group is the control group (``control``), on which day it was (``date``), or which number
        of a date is the day (``date_order``); it carries the question, whose key is the argument that answers it.
    ReadError
        If the file is no table, no column says who or in which group, or a group is empty.
    MappingError
        If a column that was named is not there.

    Examples
    --------
    >>> data = b"customer,group,date\\na,A,2026-03-02\\nb,B,2026-03-02\\na,B,2026-03-02\\nc,A,\\nd,B,x\\n"
    >>> campaign = read_campaign(data, control="B")
    >>> campaign, campaign.both, campaign.dropped
    (<Campaign: 1 A, 1 B, 2026-03-02>, ('a',), {'date cannot be read': 1})
    """
    opening = Opening(sheet, member, encoding, delimiter, None, limits or Limits.from_environment())
    table = open_table(source, opening, name)
    ask(table)
    return _read(table, Asked(customer, group, time, date, control, treated, date_order, timezone))


def campaign_from_frame(
    frame: Any,
    *,
    customer: str | None = None,
    group: str | None = None,
    time: str | None = None,
    date: Any = None,
    control: str | None = None,
    treated: str | None = None,
    date_order: str | None = None,
    timezone: str = "UTC",
) -> Campaign:
    """Make a campaign's list from a pandas or polars DataFrame, or a pyarrow Table.

    Parameters
    ----------
    frame
        One row for each customer.
    customer, group, time, date, control, treated, date_order, timezone
        As in :func:`read_campaign`.

    Returns
    -------
    Campaign

    Raises
    ------
    UndecidedError, ReadError, MappingError
        As in :func:`read_campaign`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"customer": ["a", "b", "c"], "group": ["treated", "treated", "holdout"]})
    >>> campaign_from_frame(frame, date="2026-03-02")
    <Campaign: 2 treated, 1 holdout, 2026-03-02>
    """
    table = arrow_table(frame)
    if table.num_rows == 0:
        raise EmptyFileError(say("The data frame has no rows."), todo=say("Pass one with rows."))
    asked = Asked(customer, group, time, date, control, treated, date_order, timezone)
    return _read(ArrowTable("the data frame", table), asked)


# ------------------------------------------------------------------------------------------------ columns and groups
def _read(table: Table, asked: Asked) -> Campaign:
    who, which, when = _columns(table, asked)
    columns = tuple(name for name in (who, which, when) if name is not None)
    loaded = table.load(Wanted(columns, when, customer=who))
    ids = read_ids(loaded.columns[who])
    codes, labels = one_spelling(*read_labels(loaded.columns[which]), (asked.control, asked.treated))
    side, names = _sides(codes, labels, which, asked, table.source)
    if when is None:
        days, state = np.zeros(len(codes), np.int64), np.full(len(codes), BLANK, np.int8)
    else:
        days, state = read_days(loaded.columns[when], when, asked, table)
    reason = np.full(len(codes), "", object)
    fill = fill_of(days, state, when, asked)
    for words, where in (
        (NO_DATE, (state == BLANK) & (fill is None)),
        (UNREAD, (state != BLANK) & (state != GOOD)),
        (OTHER_GROUP, (side < 0) & (codes >= 0)),
        (NO_GROUP, codes < 0),
        (NO_CUSTOMER, ids.codes < 0),
    ):
        reason[where] = words
    days = np.where(state == BLANK, 0 if fill is None else fill, days)
    kept = np.flatnonzero(reason == "")
    dropped = {words: int((reason == words).sum()) for words in (NO_CUSTOMER, NO_GROUP, OTHER_GROUP, NO_DATE, UNREAD)}
    dropped = {words: n for words, n in dropped.items() if n}
    dropped |= {WRONG_FIELDS: len(loaded.malformed)} if loaded.malformed else {}
    code, group, day, both = _once(ids.codes[kept].astype(np.int64), side[kept], days[kept])
    _check_groups(group, names, dropped, both, table.source)
    return Campaign(
        source=table.source,
        names=names,
        customer_ids=_text(ids.ids, code),
        group=group.astype(np.int8),
        day=day.astype("datetime64[D]"),
        both=tuple(_text(ids.ids, both).to_pylist()),
        repeated=len(kept) - len(code) - int(np.isin(ids.codes[kept], both).sum()),
        dropped=dropped,
        assumed=tuple(asked.assumed),
    )


def _columns(table: Table, asked: Asked) -> tuple[str, str, str | None]:
    """Columns that say who, in which group, and when (None where none does)."""
    names, where = table.names, table.source
    check_roles([("customer", asked.customer), ("group", asked.group), ("time", asked.time)], names, where)
    sample = table.sample  # made anew each time that it is asked for
    looked = [look(name, j, sample) for j, name in enumerate(names)]
    which = asked.group or group_column(looked, (asked.customer, asked.time), where)
    left = [column for column in looked if column.name != which]
    when = asked.time or _time(left, asked.customer)
    who = asked.customer or _customer([c for c in left if c.name != when], table, names)
    if who is None:
        raise MappingError(
            say("No column looks like a customer. The file has: {columns}.", columns=", ".join(names[:20])),
            where=where,
            todo=say('Name the one with the same ids as in your data: customer="...".'),
        )
    return who, which, when


def _time(columns: Sequence[Column], customer: str | None) -> str | None:
    """The column with the day of the campaign: dates below a header that does not speak of a customer's life."""
    dated = [
        column
        for column in columns
        if column.name != customer
        and max(column.dates, column.moments) >= _A_DATE
        and not set(_NOT_THE_DAY) & set(plain(column.name).split())
    ]
    named = sorted(dated, key=lambda column: -meanings(column.name).get("time", 0.0))
    return named[0].name if named else None


def _customer(columns: Sequence[Column], table: Table, names: Sequence[str]) -> str | None:
    """The customer as a table of events would have it; else the column whose values differ most."""
    at = [names.index(column.name) for column in columns]
    sample = [[record[j] if j < len(record) else "" for j in at] for record in table.sample]
    found = guess_roles([column.name for column in columns], sample).columns.get("customer")
    if found is not None:
        return found
    by_name = max(columns, key=lambda column: meanings(column.name).get("customer", 0.0), default=None)
    if by_name is not None and meanings(by_name.name).get("customer", 0.0) > 0:
        return by_name.name
    return columns[0].name if len(columns) == 1 else None


def _sides(
    codes: NDArray[Any], labels: tuple[str, ...], header: str, asked: Asked, where: str
) -> tuple[NDArray[np.int8], tuple[str, str]]:
    """0 for treated, 1 for control, -1 for other rows; and what the two are called."""
    if len(labels) < 2:
        raise ReadError(
            say("The column '{column}' holds one group only: {group}.", column=header, group=labels[0])
            if labels
            else say("The column '{column}' holds nothing.", column=header),
            where=where,
            todo=say(
                "Put those who were held out into the list as well: without them nothing says what would have been."
            ),
        )
    for name, label in (("control", asked.control), ("treated", asked.treated)):
        if label is not None and label not in labels:
            raise ReadError(
                say("There is no group '{group}' in the column '{column}'.", group=label, column=header),
                where=name,
                todo=say("Choose one of: {choices}.", choices=", ".join(labels[:12])),
            )
    control = asked.control or control_among(labels, header)
    if control is None:
        sizes = np.bincount(codes[codes >= 0], minlength=len(labels)).tolist()
        raise ask_for_control(dict(zip(labels, sizes, strict=True)), header, where)
    others = [label for label in labels if label != control] if asked.treated is None else [asked.treated]
    table = np.full(len(labels) + 1, -1, np.int8)
    table[[labels.index(label) for label in others]] = TREATED
    table[labels.index(control)] = CONTROL
    if asked.control is None:
        asked.assumed.append(later("'{group}' is the group that was left alone.", group=control))
    if len(others) > 1:
        groups = ", ".join(map(repr, others))
        asked.assumed.append(later("{groups} count as one treated group.", groups=groups))
    return table[codes], (others[0] if len(others) == 1 else "treated", control)


def _once(code: Ints, side: NDArray[np.int8], day: Ints) -> tuple[Ints, NDArray[np.int8], Ints, Ints]:
    """Each customer of one group once, in the order of the list, with the first day; and those who are in both."""
    order = np.lexsort((np.arange(len(code)), day, code))
    code, side, day = code[order], side[order], day[order]
    new = np.ones(len(code), bool)
    new[1:] = code[1:] != code[:-1]
    start = np.flatnonzero(new)
    if not len(start):
        return code, side, day, code
    one = np.minimum.reduceat(side, start) == np.maximum.reduceat(side, start)
    both, at = code[start[~one]], start[one]
    listed = np.minimum.reduceat(order, start)[one]  # as they stand in the file
    at = at[np.argsort(listed, kind="stable")]
    return code[at], side[at], day[at], both


def _check_groups(
    group: NDArray[np.int8], names: tuple[str, str], dropped: dict[str, int], both: Ints, where: str
) -> None:
    for i, name in enumerate(names):
        if not (group == i).any():
            counts = {**dropped, IN_BOTH: len(both)} if len(both) else dropped
            said = ", ".join(f"{say(words)}: {n:,}" for words, n in counts.items())
            todo = say('Give the day for rows that have none: date="2026-03-02".') if NO_DATE in dropped else ""
            raise EmptyFileError(
                say("Nobody is left in the group '{group}' ({reasons}).", group=name, reasons=said)
                if said
                else say("Nobody is left in the group '{group}'.", group=name),
                where=where,
                todo=todo or say("Look at the rows of that group."),
            )


def _text(ids: Any, code: Ints) -> Any:
    import pyarrow as pa

    return ids.take(pa.array(code, pa.int64()))
