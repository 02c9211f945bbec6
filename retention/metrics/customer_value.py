"""Observed lifetime value: what customers have brought so far, by age, with the range of each mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import CohortCounts, Source
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import numbered, say
from retention.metrics.wording import count, money
from retention.results import FEW_MARKED
from retention.settings import CohortSettings

MONTHS_A_YEAR, DAYS_A_YEAR = 12, 365.25
PERIODS_A_YEAR = {"day": DAYS_A_YEAR, "week": DAYS_A_YEAR / 7, "month": 12.0, "quarter": 4.0, "year": 1.0}
VISITS, CONTRACTS = "visits", "contracts"


@dataclass(frozen=True, eq=False)
class ObservedValue:
    """What customers have brought so far, by the time since they came.

    Attributes
    ----------
    cohorts
        One row for each cohort with customers and each age: ``cohort``, ``age``, ``customers``, ``amount`` (their money
        from age 0 through it), ``value = amount / customers``, its range ``lower`` and ``upper``, and ``complete``.
        NaN where the window is not over for all of them.
    pooled
        All cohorts together, indexed by ``age``: ``cohorts``, ``customers``, ``amount``, ``value``, ``lower``,
        ``upper``, and ``since``, the periods that have passed since the first one at the end of that age, on average.
    settled
        The same without the first cohorts, which may hold old customers.
    unit
        What one age is called: "month".
    kind
        "visits" or "contracts".
    warm_up
        Number of first cohorts left out of ``settled``.
    note
        Why the pooled ages stop; may be empty.
    segment, level
        The segment value, or None; confidence of the ranges.
    """

    cohorts: pd.DataFrame
    pooled: pd.DataFrame
    settled: pd.DataFrame
    unit: str
    kind: str
    warm_up: int
    note: str = ""
    segment: str | None = None
    level: float = 0.95

    @property
    def last_age(self) -> int | None:
        """Last age that enough customers have been watched through; None if there is none."""
        return int(self.pooled.index[-1]) if len(self.pooled) else None

    def at(self, age: int | None = None) -> pd.Series:
        """Value, range and customers at one age; the last one known by default."""
        if age is None:
            age = self.last_age
        if age is None or age not in self.pooled.index:
            raise SettingsError(
                say("no value is known through {age}.", age=numbered(self.unit, age))
                if age is not None
                else say("no value is known yet."),
                where="age",
                todo=say("Choose up to {last_age}.", last_age=self.last_age)
                if self.last_age is not None
                else say("Wait for two whole cohorts."),
            )
        row: pd.Series[Any] = self.pooled.loc[[age]].iloc[0]
        return row

    @property
    def words(self) -> str:
        """The last value that is known, in one sentence."""
        if self.last_age is None:
            return self.note or say("No age is known of two cohorts and thirty customers.")
        row = self.at()
        value = money(row["value"])
        if not math.isnan(row["lower"]):
            low, high = money(row["lower"]), money(row["upper"])
            value = say("{value} (likely {low} to {high})", value=value, low=low, high=high)
        return say(
            "By the end of {age} a customer has brought {value}: {amount} from {customers} in {cohorts}.",
            age=numbered(self.unit, self.last_age),
            value=value,
            amount=money(row["amount"]),
            customers=count(int(row["customers"]), "customer"),
            cohorts=count(int(row["cohorts"]), "cohort"),
        )

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        if self.last_age is None:
            return ""
        row = self.at()
        return f"{money(row['amount'])} / {count(int(row['customers']), 'customer')} = {money(row['value'])}"


def observed_value(source: Source, settings: CohortSettings | None = None, level: float = 0.95) -> Any:
    """Add up what customers have brought by age: money of a cohort from age 0 through the age / its customers.

    Parameters
    ----------
    source
        Events with an amount, or contracts.
    settings
        Cohorts and ages; plain months by default. ``value`` is set here.
    level
        Confidence of the ranges.

    Returns
    -------
    ObservedValue or dict of str to ObservedValue
        With ``settings.segment`` one for each value, largest first.

    Raises
    ------
    SettingsError
        If the source holds no amounts, or for settings under which money cannot be added up by age.

    Notes
    -----
    Complete windows only: an age counts for a cohort when its window is over for every customer. Customers seen once
    count with what they paid, customers who are gone with what they had paid. Refunds lower the value. An event at
    midnight belongs to the day that begins. All cohorts together are pooled, money by customers, and the ages end
    before the first that fewer than 2 cohorts or fewer than 30 customers have reached. From one age to the next the
    value can fall where cohorts that brought more have not reached it.

    For contracts the money of an age is what ran at the end of its period, for the length of a period: a contract that
    has ended by then brings nothing for it.

    The range is that of a mean: ``value ± t * s / sqrt(n)``, s being the spread over customers. Money is skewed, so
    that with fewer than some hundred customers it is only rough.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": [f"{i}" for i in range(40)] + ["0"], "paid": [5.0] * 40 + [100.0],
    ...                       "when": pd.to_datetime(["2024-01-05"] * 20 + ["2024-02-05"] * 20 + ["2024-02-09"])})
    >>> mapping = rt.ColumnMapping(customer="who", time="when", amount="paid")
    >>> found = observed_value(rt.events_from_frame(frame, mapping, observed_until="2024-04-01"))
    >>> print(found.pooled[["cohorts", "customers", "amount", "value", "lower", "upper"]].round(2))
         cohorts  customers  amount  value  lower  upper
    age
    0          2         40   200.0    5.0   5.00   5.00
    1          2         40   300.0    7.5   2.44  12.56
    >>> found.formula
    '300 / 40 customers = 7.50'
    """
    settings = settings or CohortSettings()
    kind = VISITS if hasattr(source, "customer_counts") else CONTRACTS
    if kind == VISITS and getattr(getattr(source, "mapping", None), "amount", "") is None:
        raise SettingsError(
            say("the file has no amount column."), where="amount", todo=say("Name one in ColumnMapping.")
        )
    chosen = settings.replace(value="cumulative" if kind == VISITS else "sum")
    counts = source.cohort_counts(chosen)
    starts = chosen.cohort_calendar(source.timezone).starts(counts.cohort_numbers)
    found = [_segment(counts, i, chosen, kind, starts, level) for i in range(len(counts.segments))]
    return found[0] if settings.segment is None else dict(zip(counts.segments, found, strict=True))


def _segment(
    counts: CohortCounts, i: int, settings: CohortSettings, kind: str, starts: Any, level: float
) -> ObservedValue:
    people, complete = counts.eligible[i], counts.complete[i] & (counts.eligible[i] > 0)
    if counts.amounts is None:
        raise SettingsError(
            say("there are no amounts."), where="value", todo=say("Name an amount column when reading the file.")
        )
    amounts = counts.amounts[i] * complete
    squares = np.full(amounts.shape, np.nan) if counts.squares is None else counts.squares[i]
    if kind == CONTRACTS:
        months = _months(settings)
        amounts, squares = amounts.cumsum(axis=1) * months * complete, squares * months**2
    pooled, note = _pooled(people, complete, amounts, squares, settings, kind, level)
    later = complete & (np.arange(len(complete)) >= counts.warm_up)[:, None]
    settled, _ = _pooled(people, later, amounts, squares, settings, kind, level)
    return ObservedValue(
        cohorts=_by_cohort(people, complete, amounts, squares, starts, counts.sizes[i], level),
        pooled=pooled,
        settled=settled,
        unit=settings.unit_name,
        kind=kind,
        warm_up=counts.warm_up,
        note=note,
        segment=counts.segments[i] if settings.segment is not None else None,
        level=level,
    )


def _by_cohort(
    people: Any, complete: Any, amounts: Floats, squares: Floats, starts: Any, sizes: Any, level: float
) -> pd.DataFrame:
    held = np.flatnonzero(sizes > 0)
    n, k = people.shape
    lower, upper = mean_range(amounts, squares, people, level)
    columns = {
        "cohort": np.repeat(starts, k).reshape(n, k),
        "age": np.broadcast_to(np.arange(k), (n, k)),
        "customers": np.broadcast_to(sizes[:, None], (n, k)),
        "amount": np.where(complete, amounts, np.nan),
        "value": np.where(complete, amounts / np.maximum(people, 1), np.nan),
        "lower": np.where(complete, lower, np.nan),
        "upper": np.where(complete, upper, np.nan),
        "complete": complete,
    }
    return pd.DataFrame({name: table[held].ravel() for name, table in columns.items()})


def _pooled(
    people: Any,
    known: Any,
    amounts: Floats,
    squares: Floats,
    settings: CohortSettings,
    kind: str,
    level: float,
) -> tuple[pd.DataFrame, str]:
    customers, cohorts = np.where(known, people, 0).sum(axis=0), known.sum(axis=0)
    amount, square = (np.where(known, table, 0).sum(axis=0) for table in (amounts, squares))
    lower, upper = mean_range(amount, square, customers, level)
    frame = pd.DataFrame(
        {
            "cohorts": cohorts,
            "customers": customers,
            "amount": amount,
            "value": amount / np.maximum(customers, 1),
            "lower": lower,
            "upper": upper,
            "since": _since(settings, kind, len(customers)),
        },
        index=pd.RangeIndex(len(customers), name="age"),
    )
    thin = np.flatnonzero((cohorts < 2) | (customers < FEW_MARKED))
    if not len(thin):
        return frame, ""
    stop = int(thin[0])
    return frame.iloc[:stop], say(
        "Stops before {age}: only {cohorts} with {customers} watched that long.",
        age=numbered(settings.unit_name, stop),
        cohorts=count(int(cohorts[stop]), "cohort"),
        customers=count(int(customers[stop]), "customer"),
    )


def mean_range(total: Floats, squares: Floats, n: Any, level: float) -> tuple[Floats, Floats]:
    """Range of a mean from sums, sums of squares and numbers: Student's t; NaN with fewer than 2.

    Examples
    --------
    Of 2, 4 and 6:

    >>> lower, upper = mean_range(np.array(12.0), np.array(56.0), np.array(3), 0.95)
    >>> round(float(lower), 2), round(float(upper), 2)
    (-0.97, 8.97)
    """
    from scipy.special import stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        # What adding up leaves in the last digits is no spread.
        spread = np.maximum(squares - total * mean, 0)
        spread = np.where(spread <= 1e-12 * squares, 0, spread)
        half = stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * np.sqrt(spread / (n - 1) / n)
        return np.where(n > 1, mean - half, np.nan), np.where(n > 1, mean + half, np.nan)


def _since(settings: CohortSettings, kind: str, ages: int) -> Floats:
    """Periods passed at the end of each age: in a calendar window customers come half a period late on average."""
    last = np.arange(ages, dtype=float)
    if settings.windows is not None:
        last = np.array([end for _, end in settings.windows[:ages]], float)
    return last + (0.5 if kind == VISITS and settings.clock == "calendar" else 1.0)


def _months(settings: CohortSettings) -> float:
    """Months in one period: contracts say what they bring a month."""
    if settings.period not in PERIODS_A_YEAR:
        raise SettingsError(
            say("hours are no time for contracts."), where="period", todo=say("Choose a day or longer.")
        )
    return settings.period_size * MONTHS_A_YEAR / PERIODS_A_YEAR[settings.period]
