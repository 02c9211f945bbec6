"""Events from a data frame: pandas, polars or Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.errors import EmptyFileError, ReadError
from retention.events import Events
from retention.languages import say
from retention.mapping import ColumnMapping
from retention.reading.assemble import check_mapping, read_table
from retention.reading.memory import give_back
from retention.reading.request import Request, check_kind
from retention.reading.tables import ArrowTable

if TYPE_CHECKING:
    import pyarrow as pa


def events_from_frame(
    frame: Any,
    mapping: ColumnMapping,
    *,
    timezone: str = "UTC",
    observed_until: Any = None,
    duplicates: str = "keep",
    date_order: str | None = None,
) -> Events:
    """Make events from a pandas or polars DataFrame, or a pyarrow Table.

    Moments without a zone are local times in ``timezone``; moments with one are instants. Text is read as
    :func:`read_events` reads it.

    Parameters
    ----------
    frame
        The data, one event per row.
    mapping
        Which column plays which role.
    timezone
        Zone of moments that name none, and of what a day is.
    observed_until
        Local moment up to which the data are whole; the end of the last day by default.
    duplicates
        "keep" or "drop" exact copies of an earlier row.
    date_order
        "dmy" or "mdy", where text leaves it open.

    Returns
    -------
    Events

    Raises
    ------
    MappingError
        If the mapping names a column that the frame does not have.
    UndecidedError
        If text dates can be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-03"])
    >>> frame = pd.DataFrame({"who": ["a", "b", "a"], "when": days})
    >>> events = events_from_frame(frame, ColumnMapping(customer="who", time="when"))
    >>> len(events), events.n_customers, events.observed_until
    (3, 2, Timestamp('2024-02-04 00:00:00'))
    """
    check_kind(mapping, ColumnMapping)
    request = Request(mapping, date_order, timezone, observed_until, duplicates)
    check_mapping(mapping, _names(frame), "the data frame")
    table = arrow_table(frame)
    if table.num_rows == 0:
        raise EmptyFileError(say("The data frame has no rows."), todo=say("Pass one with rows."))
    events = read_table(ArrowTable("the data frame", table), request)
    del table
    give_back()
    return events


def _names(frame: Any) -> list[str]:
    if hasattr(frame, "collect"):
        raise ReadError(say("This is a lazy frame."), todo=say("Call .collect() on it first."))
    names = getattr(frame, "column_names", None)  # Arrow
    if names is None:
        names = getattr(frame, "columns", None)
    if names is None or not hasattr(frame, "shape"):
        raise ReadError(
            say("This is {kind}, not a data frame.", kind=type(frame).__name__),
            todo=say("Pass a pandas or polars DataFrame or a pyarrow Table; files are read by read_events."),
        )
    return [str(name) for name in names]


def arrow_table(frame: Any) -> pa.Table:
    """A data frame of any library as an Arrow table, its names as text."""
    import pyarrow as pa

    names = _names(frame)
    if isinstance(frame, pa.Table):
        return frame
    if hasattr(frame, "to_arrow"):
        return frame.to_arrow()
    columns = [_arrow_column(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pa.table(columns, names=names)


def _arrow_column(column: Any) -> Any:
    """One pandas column; values of several types in it become text."""
    import pyarrow as pa

    try:
        made = pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        made = pa.array([None if value is None or value != value else str(value) for value in column], pa.string())
    return made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])
