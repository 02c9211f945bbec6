"""The few numbers said first: customers, retention, its change, and what a customer is worth."""

from __future__ import annotations

import math

from retention.languages import noun, say, term
from retention.metrics.activity import active_customers
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.overview import change_at_age, value_per_customer
from retention.metrics.wording import count, money, percent
from retention.reporting.cohort_words import block_name, those, those_when
from retention.reporting.look import Look
from retention.reporting.money_sections import money_periods
from retention.reporting.phrases import age_name, capital, likely, points, signed
from retention.reporting.values import Number
from retention.settings import CohortSettings

AGE = 1  # the age that is said first


def four_numbers(look: Look) -> tuple[Number, ...]:
    """What a busy person should know first; whatever the data cannot say yet says so."""
    return (_customers(look), _retention(look), _change(look), _value(look))


def _not_yet(label: str, why: str) -> Number:
    return Number(label, say("not yet"), why)


def _none_complete(look: Look) -> str:
    return say("No {unit} is complete yet.", unit=noun(look.unit))


def _customers(look: Look) -> Number:
    frame = look.moves
    known = frame[frame["complete"] & ~frame["no_data"]]
    if known.empty:
        return Number(say("Customers"), f"{look.source.n_customers:,}", _none_complete(look))
    last, start = known.iloc[-1], known.index[-1]
    if look.is_contracts:
        label = say("Customers at the end of {period}", period=look.called(start))
    else:
        label = say("Customers active {when}", when=look.within(start))
    if len(known) < 2:
        words = say("The first complete {unit}.", unit=noun(look.unit))
    else:
        values = {
            "net": signed(int(last["net"])),
            "unit": noun(look.unit),
            "before": f"{int(known['active'].iloc[-2]):,}",
            "came": f"{int(last['new'] + last['resurrected']):,}",
            "gone": f"{int(last['dormant']):,}",
        }
        if look.is_contracts:
            words = say("{net} on the {unit} before ({before}): {came} new or back, {gone} left.", **values)
        else:
            words = say("{net} on the {unit} before ({before}): {came} new or back, {gone} stayed away.", **values)
    return Number(label, f"{int(last['active']):,}", words)


def _retention(look: Look) -> Number:
    matrix, curve = look.matrix, look.curve
    label = those_when(matrix, AGE) if len(matrix.ages) > AGE else those(matrix)
    if len(curve) <= AGE:
        return _not_yet(label, curve.note or say("Too few customers have been watched long enough."))
    words = say(
        "{range}; {cohorts}.",
        range=capital(likely(curve.lower[AGE], curve.upper[AGE], int(curve.denominator[AGE]))),
        cohorts=count(int(curve.cohorts[AGE]), "cohort"),
    )
    return Number(label, percent(curve.rates[AGE]), words)


def _change(look: Look) -> Number:
    matrix = look.matrix
    found = change_at_age(matrix, AGE) if len(matrix.ages) > AGE else None
    age = matrix.age_labels[AGE] if len(matrix.ages) > AGE else str(AGE)
    label = say("Change of {age}", age=age_name(look.unit, age))
    if found is None:
        return _not_yet(label, say("It takes two complete blocks of cohorts that are surely new."))
    blocks = found.blocks
    change = blocks.change if blocks.year_change is None else blocks.year_change
    values = {
        "verdict": capital(say(change.verdict)),
        "low": points(change.lower),
        "high": points(change.upper),
        "cohorts": block_name(matrix, blocks.now),
        "rate": percent(change.rate1),
        "earlier_rate": percent(change.rate2),
    }
    if blocks.year_change is None:
        words = say(
            "{verdict} (likely {low} to {high}). {cohorts}: {rate}, the block before: {earlier_rate}.", **values
        )
    else:
        words = say("{verdict} (likely {low} to {high}). {cohorts}: {rate}, a year before: {earlier_rate}.", **values)
    return Number(label, say("{points} points", points=points(change.difference)), words)


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
    age = age_name(s.period, str(AGE))
    label = say("Revenue per customer up to {age}", age=age)
    if found is None:
        return _not_yet(label, say("No cohort has been watched up to {age}.", age=age))
    customers = count(found.n, "customer")
    if math.isnan(found.lowest):
        words = say("{customers}. Paid so far, no projection.", customers=customers)
    else:
        words = say(
            "Cohorts lie between {low} and {high}; {customers}. Paid so far, no projection.",
            low=money(found.lowest),
            high=money(found.highest),
            customers=customers,
        )
    return Number(label, money(found.mean), words)


def _money_kept(look: Look) -> Number:
    frame = money_periods(look)
    known = frame[frame["nrr"].notna()]
    if known.empty:
        return _not_yet(say("Net revenue retention"), _none_complete(look))
    last = known.iloc[-1]
    words = say(
        "{range}. Gross, before upgrades: {rate}.",
        range=capital(likely(last["nrr_lower"], last["nrr_upper"], int(last["customers"]))),
        rate=percent(last["grr"]),
    )
    label = say("Net revenue retention, {period}", period=look.called(known.index[-1]))
    return Number(label, percent(last["nrr"]), words)


def _activity(look: Look) -> Number:
    frame, label = active_customers(look.source, look.series), say("Visits per customer")
    known = frame[frame["complete"] & ~frame["no_data"]]
    if known.empty:
        return _not_yet(label, _none_complete(look))
    last = known.iloc[-1]
    words = say(
        "{rows} of {customers} in the last {unit}.",
        rows=count(int(last["rows"]), "row"),
        customers=count(int(last["active"]), "customer"),
        unit=noun(look.unit),
    )
    return Number(label, f"{last['rows_per_customer']:.1f}", words)


def _churn(look: Look) -> Number:
    known = look.periods[look.periods["churn_rate"].notna()]
    if known.empty:
        return _not_yet(term("share of customers", "Left"), _none_complete(look))
    last = known.iloc[-1]
    words = capital(likely(1 - last["upper"], 1 - last["lower"], int(last["start"])))
    label = term("share of customers", "Left in {period}", period=look.called(known.index[-1]))
    return Number(label, percent(last["churn_rate"]), f"{words}.")
