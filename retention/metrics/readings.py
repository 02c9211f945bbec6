"""What reading a file otherwise would change: rows, customers, and how many came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retention.metrics.cohorts import cohort_matrix, retention_curve
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Headline:
    """The few numbers that say at a glance what a reading gives.

    Attributes
    ----------
    rows, customers
        How many are counted.
    month_1
        Share of customers who came back in month 1, all complete cohorts together; NaN where it is not known.
    money
        Sum of all amounts; 0 without amounts.
    first, last
        The first and the last day, local.
    """

    rows: int
    customers: int
    month_1: float
    money: float
    first: str
    last: str


@dataclass(frozen=True)
class ReadingEffect:
    """The headline as the file is read now, and as it would be read otherwise."""

    now: Headline
    otherwise: Headline

    @property
    def changes(self) -> bool:
        """Whether any number would be another one."""
        return repr(self.now) != repr(self.otherwise)  # as text, since an unknown rate equals an unknown rate here


def headline(events: Events) -> Headline:
    """The headline of one reading.

    Examples
    --------
    >>> import retention as rt
    >>> headline(rt.read_events(b"customer,date,total\\na,2024-01-05,5\\nb,2024-02-09,7\\n"))
    Headline(rows=2, customers=2, month_1=nan, money=12.0, first='2024-01-05', last='2024-02-09')
    """
    money = 0.0 if events.amount is None else float(events.amount.sum())
    first, last = (f"{moment:%Y-%m-%d}" for moment in events.span)
    return Headline(len(events), events.n_customers, month_1(events), money, first, last)


def reading_effect(now: Events, otherwise: Events) -> ReadingEffect:
    """Compare two readings of one file, such as days first and months first.

    Parameters
    ----------
    now, otherwise
        The events of both readings.

    Returns
    -------
    ReadingEffect

    Examples
    --------
    >>> import retention as rt
    >>> data = b"customer,date\\na,01/02/2024\\na,01/03/2024\\nb,02/02/2024\\n"
    >>> effect = reading_effect(rt.read_events(data, date_order="dmy"), rt.read_events(data, date_order="mdy"))
    >>> effect.changes, effect.now.last, effect.otherwise.last
    (True, '2024-03-01', '2024-02-02')
    """
    return ReadingEffect(headline(now), headline(otherwise))


def month_1(events: Events) -> float:
    """Share of customers who came back in month 1, all complete cohorts together; NaN where it is not known."""
    curve = retention_curve(cohort_matrix(events, CohortSettings(period="month", max_age=1)))
    return float(curve.rates[1]) if len(curve) > 1 else UNKNOWN
