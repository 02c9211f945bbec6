"""Two columns of dates that belong together, when something begins and when it ends: their order is decided at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, mark
from retention.periods import Ints
from retention.reading.dates.collected import OpenDates
from retention.reading.dates.dates import ORDER_WORDS, DateColumn, read_dates
from retention.reading.dates.order import Decision, decide
from retention.reading.dates.running import RUNS
from retention.reading.dates.states import BLANK, FAR, GOOD, IMPOSSIBLE, LONELY, PLACEHOLDER, UNREADABLE, ZONE
from retention.reading.values.labels import coded
from retention.reading.wording import kept_word, listed, rows

if TYPE_CHECKING:
    import pyarrow as pa

END_REASONS = {
    IMPOSSIBLE: mark("end date does not exist"),
    UNREADABLE: mark("end date cannot be read"),
    ZONE: mark("end time zone with several meanings"),
}
START_REASONS = {
    BLANK: mark("no start date"),
    IMPOSSIBLE: mark("start date does not exist"),
    UNREADABLE: mark("start date cannot be read"),
    FAR: mark("start year outside 1970 to 2100"),
    PLACEHOLDER: mark("placeholder start date"),
    LONELY: mark("start date far from all others"),
    ZONE: mark("start time zone with several meanings"),
}
_TELLING = 2  # rows that would end before they begin, from which on an order is not the one


@dataclass(frozen=True)
class SpanDates:
    """When rows begin and end.

    Attributes
    ----------
    start, end
        The columns; without one of ends nothing has ended.
    both
        Start and end one after the other, to be decided together.
    """

    start: DateColumn
    end: DateColumn | None
    both: DateColumn

    @property
    def told(self) -> DateColumn:
        """The starts, with the forms of both columns: what a report speaks of."""
        n = len(self.start.state)
        return replace(self.both, micros=self.start.micros, state=self.start.state, aware=self.both.aware[:n])


def read_spans(start: pa.ChunkedArray, end: pa.ChunkedArray | None, *, serials: bool = False) -> SpanDates:
    """Read the columns of starts and of ends; words for "still running" in the latter are blanks."""
    first = read_dates(start, serials=serials)
    if end is None:
        return SpanDates(first, None, first)
    last = _without_words(read_dates(end, serials=serials), end)
    return SpanDates(first, last, _together(first, last))


def _without_words(dates: DateColumn, column: pa.ChunkedArray) -> DateColumn:
    """Ends with what says in words that there is none set to blank."""
    at = np.flatnonzero(np.isin(dates.state, (UNREADABLE, IMPOSSIBLE, PLACEHOLDER)))
    if not len(at):
        return dates
    codes, texts = coded(column.take(at))
    runs = np.array([*(" ".join(text.split()).casefold() in RUNS for text in texts.to_pylist()), True])
    state = dates.state.copy()
    state[at[runs[codes]]] = BLANK
    return replace(dates, state=state)


def _together(one: DateColumn, two: DateColumn) -> DateColumn:
    n = len(one.state)

    def added(first: dict[str, int], more: dict[str, int]) -> dict[str, int]:
        return {key: first.get(key, 0) + more.get(key, 0) for key in {**first, **more}}

    open_ = OpenDates(
        np.concatenate([one.open.at, two.open.at + n]),
        *(np.concatenate([getattr(one.open, part), getattr(two.open, part)]) for part in ("a", "b", "y", "short")),
    )
    return DateColumn(
        np.concatenate([one.micros, two.micros]),
        np.concatenate([one.state, two.state]),
        np.concatenate([one.aware, two.aware]),
        open_,
        added(one.families, two.families),
        added(one.changed, two.changed),
    )


def decide_spans(spans: SpanDates) -> Decision:
    """Decide the order over both columns; where the days leave it open, by which order nothing ends before it begins.

    Examples
    --------
    >>> import pyarrow as pa
    >>> columns = (pa.chunked_array([[text] * 2]) for text in ("02/11/2023", "05/02/2024"))
    >>> decide_spans(read_spans(*columns)).order
    >>> columns = (pa.chunked_array([[text] * 2]) for text in ("11/02/2024", "05/03/2024"))
    >>> decide_spans(read_spans(*columns)).why
    'with month first 2 rows would end before they begin'
    """
    decision = decide(spans.both)
    if decision.order is not None or spans.end is None:
        return decision
    backwards = {order: int(_backwards(spans, order).sum()) for order in decision.candidates}
    fitting = [order for order, count in backwards.items() if not count]
    if (
        len(fitting) != 1
        or any(0 < count < _TELLING for count in backwards.values())
        or not _all_read(spans, fitting[0])
    ):
        return decision
    against = [_against(order, count) for order, count in backwards.items() if count]
    return Decision(
        fitting[0],
        later("{with_some_orders_some_rows} would end before they begin", with_some_orders_some_rows=listed(against)),
    )


def _against(order: str, count: int) -> str:
    return later("with {order} {rows}", order=kept_word(ORDER_WORDS[order]), rows=rows(count))


def _backwards(spans: SpanDates, order: str) -> NDArray[np.bool_]:
    start, end = under(spans, order)
    good = (start[1] == GOOD) & (end[1] == GOOD)
    return np.asarray(good & (end[0] < start[0]))


def _all_read(spans: SpanDates, order: str) -> bool:
    """Whether every date exists in an order: else some rows speak for one order and some for another."""
    at = spans.both.open.at
    return not (spans.both.under(order)[1][at] == IMPOSSIBLE).any()


def under(spans: SpanDates, order: str | None) -> tuple[tuple[Ints, NDArray[np.int8]], tuple[Ints, NDArray[np.int8]]]:
    """Moments and states of starts and of ends with the open values read in one order.

    An end that is no moment is blank: a placeholder such as 9999-12-31, or one that no calendar of use holds, says that
    there is none. One that lies far from all other dates stays what it is.
    """
    n = len(spans.start.state)
    micros, state = spans.both.under(order)
    if spans.end is None:
        return (micros, state), (np.zeros(n, np.int64), np.full(n, BLANK, np.int8))
    end_state = state[n:].copy()
    end_state[np.isin(end_state, (PLACEHOLDER, FAR))] = BLANK
    end_state[end_state == LONELY] = GOOD
    return (micros[:n], state[:n]), (micros[n:], end_state)


def texts_at(columns: tuple[pa.ChunkedArray, ...], rows: Ints) -> list[str]:
    """Texts at positions that count through several columns, one after the other."""
    n = len(columns[0])
    return [str(columns[row // n].slice(row % n, 1).to_pylist()[0]) for row in rows.tolist()]
