"""What customers do, all of them together: described with their numbers, not tested."""

from __future__ import annotations

from typing import Any

import numpy as np

from retention.counts import StepCounts
from retention.findings.look import Look
from retention.findings.values import Finding
from retention.findings.words import shares, tell
from retention.intervals import Floats
from retention.languages import month_of_year
from retention.metrics.comparison import compare_rates
from retention.metrics.gaps import visit_gaps
from retention.metrics.wording import count, percent
from retention.results import FEW_MARKED, Ints
from retention.settings import CohortSettings

BACK = 0.8  # of those who come back
STEP_DAYS = ((360, 90), (120, 30), (28, 7))  # a history of so many days is asked for so many days after a visit
LEAST_STEP = 0.05  # the third visit must be so much likelier than the second
QUIET = 0.8  # weekends at this or less of other days, or at its inverse or more, are worth telling
MONTH_BEGINS = 3  # a file that begins by this day holds the whole month
BUSIEST, BUSY_EACH = 1.2, 1.1  # times the trend: over two years, and in each of them


def find_interval(look: Look) -> list[Finding]:
    """The days within which most of those who come back have come back."""
    if not look.has_visits:
        return []
    gaps = visit_gaps(look.source, look.series)  # type: ignore[arg-type]
    within = gaps.days_for(BACK)
    if within is None or gaps.n_closed < FEW_MARKED:
        return []
    n = gaps.n_closed + gaps.n_open
    half, most = gaps.days_for(0.5), gaps.days_for(0.9)
    numbers: dict[str, int | float | str] = {
        "share": BACK,
        "days": within,
        "half": half,
        "most": most,
        "n": n,
        "ever": gaps.ever,
    }
    pieces = tell(
        "interval",
        share=percent(BACK, 0),
        days=count(within, "day"),
        half=count(half, "day"),
        nearly_all=percent(0.9, 0),
        most=count(most, "day"),
        n=n,
    )
    return [Finding("interval", numbers, pieces, n, "churn", 3.5)]


def find_steps(look: Look) -> list[Finding]:
    """Of those who come once, how many come again; of those who come twice, how many come a third time?"""
    counts = look.habits
    if counts is None:
        return []
    steps, history = counts.steps, counts.steps.watched.shape[1] - 1
    within = next((asked for least, asked in STEP_DAYS if history >= least), None)
    if within is None:
        return []
    (k2, n2), (k1, n1) = (_stepped(steps, step, within) for step in (0, 1))
    if min(n1, n2) < FEW_MARKED:
        return []
    found = compare_rates(k1, n1, k2, n2)
    if found.difference < LEAST_STEP or found.lower <= 0:
        return []
    numbers: dict[str, int | float | str] = {
        "days": within,
        "k2": k2,
        "n2": n2,
        "rate2": found.rate2,
        "k1": k1,
        "n1": n1,
        "rate1": found.rate1,
    }
    pieces = tell("steps", **shares(third=(k1, n1), second=(k2, n2)), days=count(within, "day"))
    return [Finding("steps", numbers, pieces, n2, "cohorts", 4.3 + found.difference / 2)]


def _stepped(steps: StepCounts, step: int, within: int) -> tuple[int, int]:
    """Of the customers watched for so many days after a visit, those whose next one came within them."""
    return int(steps.came[step, within]), int(steps.watched[step, within])


def find_weekdays(look: Look) -> list[Finding]:
    """Customers active at weekends beside those of other days."""
    if not look.has_visits:
        return []
    daily = CohortSettings(
        period="day",
        return_event=look.series.return_event,
        where=look.series.where,
        return_where=look.series.return_where,
        timezone=look.series.timezone,
    )
    counts = look.source.period_counts(daily)
    over = counts.complete & ~counts.no_data
    active, starts = counts.end[0][over], daily.calendar(look.source.timezone).starts(counts.numbers[over])
    weekday = (starts.astype("datetime64[D]").astype(np.int64) + 3) % 7  # Monday is 0
    weekend = weekday >= 5
    weeks = _whole_weeks(active, starts)
    if len(weeks) < 4 or active.mean() < FEW_MARKED / 7 or not active[~weekend].sum():
        return []
    ratio = float(active[weekend].mean() / active[~weekend].mean())
    each = weeks[:, 5:].mean(axis=1) / np.maximum(weeks[:, :5].mean(axis=1), 1e-9)
    low, high = (float(x) for x in np.quantile(each, [0.1, 0.9]))
    if not (ratio <= QUIET and high < 1) and not (ratio >= 1 / QUIET and low > 1):
        return []
    numbers: dict[str, int | float | str] = {
        "ratio": ratio,
        "days": len(active),
        "weeks": len(weeks),
        "lower": low,
        "upper": high,
    }
    pieces = tell("weekdays", ratio=f"{ratio:.2f}", days=len(active), low=f"{low:.2f}", high=f"{high:.2f}")
    return [Finding("weekdays", numbers, pieces, len(active), "activity", 4.0 + abs(1 - ratio) / 2)]


def _whole_weeks(active: Ints, starts: Any) -> Ints:
    """Active customers by whole week (Monday to Sunday) and day of the week."""
    day = starts.astype("datetime64[D]").astype(np.int64) + 3
    week, weekday = day // 7 - (day // 7).min() if len(day) else day, day % 7
    table = np.full((int(week.max()) + 1 if len(week) else 0, 7), -1, np.int64)
    table[week, weekday] = active
    return table[(table >= 0).all(axis=1)]


def find_season(look: Look) -> list[Finding]:
    """The busiest month of the last two years, if it was the same; with less than 13 months, that nobody can tell."""
    months = look.months
    counts = look.source.period_counts(months)
    whole = counts.complete.copy()
    whole[:1] &= _begins_whole(look)
    active, starts = counts.end[0][whole], months.calendar(look.source.timezone).starts(counts.numbers[whole])
    if len(active) < 13:
        pieces, page = tell("one year", months=len(active)), "activity" if look.has_visits else "lifecycle"
        return [Finding("one year", {"months": len(active)}, pieces, len(active), page, 0.4)] if len(active) else []
    if len(active) < 24 or counts.no_data[whole][-24:].any() or not look.has_visits:
        return []
    above = _above_trend(active[-24:])
    peak, quiet = int(above.min(axis=0).argmax()), int(above.max(axis=0).argmin())
    high, low = (float(np.exp(above[:, at].mean())) for at in (peak, quiet))
    if np.exp(above[:, peak].min()) < BUSY_EACH or high < BUSIEST:
        return []
    months, n = starts[-12:].astype("datetime64[D]").tolist(), int(counts.new[0].sum())
    now, before = int(active[-12 + peak]), int(active[-24 + peak])
    numbers: dict[str, int | float | str] = {"month": months[peak].month, "now": now, "before": before, "high": high}
    numbers |= {"quiet": months[quiet].month, "low": low}
    pieces = tell(
        "season",
        peak=month_of_year(months[peak].month),
        quiet=month_of_year(months[quiet].month),
        now=now,
        year1=str(months[peak].year),
        before=before,
        year2=str(months[peak].year - 1),
        high=f"{high:.2f}",
        low=f"{low:.2f}",
        n=n,
    )
    return [Finding("season", numbers, pieces, n, "activity", 3.8 + min(0.4, high - 1))]


def _begins_whole(look: Look) -> bool:
    """The first month is not cut short by the beginning of the file."""
    span = getattr(look.source, "span", None)
    return span is None or span[0].day <= MONTH_BEGINS


def _above_trend(active: Ints) -> Floats:
    """Logarithm of each month of two years over a smooth trend through all of them, (2, 12)."""
    logs, x = np.log(np.maximum(active, 1)), np.arange(len(active)) - (len(active) - 1) / 2
    return np.asarray((logs - np.polyval(np.polyfit(x, logs, 2), x)).reshape(2, 12))
