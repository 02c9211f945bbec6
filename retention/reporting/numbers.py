"""The few numbers said first: customers, retention, its change, and what a customer is worth."""

from __future__ import annotations

import math

import pandas as pd

from retention.metrics.activity import active_customers
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.overview import change_at_age, value_per_customer
from retention.metrics.wording import count, money, percent
from retention.reporting.cohort_sections import when
from retention.reporting.look import Look
from retention.reporting.money_sections import money_periods
from retention.reporting.phrases import capital, likely, points, signed
from retention.reporting.values import Number
from retention.settings import CohortSettings

AGE = 1  # the age that is said first


def four_numbers(look: Look) -> tuple[Number, ...]:
    """What a busy person should know first; whatever the data cannot say yet says so."""
    return (_customers(look), _retention(look), _change(look), _value(look))


def _customers(look: Look) -> Number:
    frame = look.moves
    known = frame[frame["complete"] & ~frame["no_data"]]
    if known.empty:
        return Number("Customers", f"{look.source.n_customers:,}", f"No {look.unit} is complete yet.")
    last, at = known.iloc[-1], look.at(known.index[-1])
    label = f"Customers at the end of {look.called(known.index[-1])}" if look.is_contracts else f"Customers active {at}"
    label = label.replace(at, f"{at[:1].lower()}{at[1:]}")
    if len(known) < 2:
        return Number(label, f"{int(last['active']):,}", f"The first complete {look.unit}.")
    came, gone = int(last["new"] + last["resurrected"]), int(last["dormant"])
    words = (
        f"{signed(int(last['net']))} on the {look.unit} before ({int(known['active'].iloc[-2]):,}): {came:,} new or "
        f"back, {gone:,} {'left' if look.is_contracts else 'stayed away'}."
    )
    return Number(label, f"{int(last['active']):,}", words)


def _retention(look: Look) -> Number:
    matrix, curve = look.matrix, look.curve
    label = capital(f"{matrix.did} {when(matrix, AGE)}") if len(matrix.ages) > AGE else capital(matrix.did)
    if len(curve) <= AGE:
        return Number(label, "not yet", curve.note or "Too few customers have been watched long enough.")
    words = likely(curve.lower[AGE], curve.upper[AGE], int(curve.denominator[AGE]))
    return Number(label, percent(curve.rates[AGE]), f"{capital(words)}; {count(int(curve.cohorts[AGE]), 'cohort')}.")


def _change(look: Look) -> Number:
    matrix = look.matrix
    found = change_at_age(matrix, AGE) if len(matrix.ages) > AGE else None
    label = f"Change of {look.unit} {matrix.age_labels[AGE] if len(matrix.ages) > AGE else AGE}"
    if found is None:
        return Number(label, "not yet", "It takes two complete blocks of cohorts that are surely new.")
    blocks = found.blocks
    change = blocks.change if blocks.year_change is None else blocks.year_change
    against = "the block before" if blocks.year_change is None else "a year before"
    calendar = matrix.settings.cohort_calendar(matrix.timezone)
    ends = [calendar.name(pd.Timestamp(end).to_datetime64().astype("datetime64[s]")) for end in blocks.now]
    now = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    words = (
        f"{capital(change.verdict)} (likely {points(change.lower)} to {points(change.upper)}). {now}: "
        f"{percent(change.rate1)}, {against}: {percent(change.rate2)}."
    )
    return Number(label, f"{points(change.difference)} points", words)


def _value(look: Look) -> Number:
    """Money per customer, or money kept; without amounts how often they are there, or how many leave."""
    if look.has_money:
        return _money(look) if look.is_visits else _money_kept(look)
    return _activity(look) if look.is_visits else _churn(look)


def _money(look: Look) -> Number:
    s = look.settings
    plain = CohortSettings(period=s.period, week_start=s.week_start, timezone=s.timezone, where=s.where)
    matrix = cohort_matrix(look.source, plain.replace(value="cumulative", max_age=AGE))
    found = value_per_customer(matrix, AGE)
    label = f"Revenue per customer up to {s.period} {AGE}"
    if found is None:
        return Number(label, "not yet", f"No cohort has been watched up to {s.period} {AGE}.")
    spread = (
        "" if math.isnan(found.lowest) else (f"Cohorts lie between {money(found.lowest)} and {money(found.highest)}; ")
    )
    return Number(label, money(found.mean), f"{spread}{count(found.n, 'customer')}. Paid so far, no projection.")


def _money_kept(look: Look) -> Number:
    frame = money_periods(look)
    known = frame[frame["nrr"].notna()]
    if known.empty:
        return Number("Net revenue retention", "not yet", f"No {look.unit} is complete yet.")
    last = known.iloc[-1]
    words = capital(likely(last["nrr_lower"], last["nrr_upper"], int(last["customers"])))
    label = f"Net revenue retention, {look.called(known.index[-1])}"
    return Number(label, percent(last["nrr"]), f"{words}. Gross, before upgrades: {percent(last['grr'])}.")


def _activity(look: Look) -> Number:
    frame = active_customers(look.source, look.series)
    known = frame[frame["complete"] & ~frame["no_data"]]
    if known.empty:
        return Number("Visits per customer", "not yet", f"No {look.unit} is complete yet.")
    last = known.iloc[-1]
    words = f"{count(int(last['rows']), 'row')} of {count(int(last['active']), 'customer')} in the last {look.unit}."
    return Number("Visits per customer", f"{last['rows_per_customer']:.1f}", words)


def _churn(look: Look) -> Number:
    known = look.periods[look.periods["churn_rate"].notna()]
    if known.empty:
        return Number("Left", "not yet", f"No {look.unit} is complete yet.")
    last = known.iloc[-1]
    words = capital(likely(1 - last["upper"], 1 - last["lower"], int(last["start"])))
    return Number(f"Left in {look.called(known.index[-1])}", percent(last["churn_rate"]), f"{words}.")
