"""The section on what customers have brought so far."""

from __future__ import annotations

import pandas as pd

from retention.charts.customer_value import value_projection
from retention.languages import mark, noun, say
from retention.metrics.customer_value import observed_value
from retention.metrics.wording import money
from retention.reporting.look import Look
from retention.reporting.money_sections import need_money
from retention.reporting.phrases import age_name, capital
from retention.reporting.values import Exhibit, Plot, Section, Table, heads

ENDS = (mark("Likely from"), mark("Likely to"))
VALUE = {
    "value": (mark("Per customer"), "money"),
    "lower": (ENDS[0], "money"),
    "upper": (ENDS[1], "money"),
    "amount": (mark("Money"), "money"),
    "customers": (mark("Customers"), "count"),
    "cohorts": (mark("Cohorts"), "count"),
}


def value(look: Look) -> Section:
    """What customers have brought so far."""
    need_money(look)
    s = look.matrix.settings
    found = observed_value(
        look.source,
        s.replace(
            measure="on",
            within=None,
            brackets=None,
            value="none",
            min_events=1,
            max_age=None if s.brackets else s.max_age,
        ),
    )
    settled: tuple[str, ...] = ()
    if found.warm_up and len(found.settled):
        last = found.settled.reset_index().iloc[-1]
        settled = (
            say(
                "Without the first cohorts, which may hold old customers: {money} by the end of {age}.",
                money=money(last["value"]),
                age=age_name(found.unit, str(int(last["age"]))),
            ),
        )
    return Section(
        "value",
        say("What a customer has brought so far"),
        found.words,
        settled,
        exhibits=(
            Exhibit(
                say("Money per customer, by time since they came"),
                f"{say('Observed value per customer.')} {found.words}",
                value_projection(found, None),
                _value_table(found.pooled.reset_index(), found.unit),
                (found.note,) if found.note else (),
            ),
        ),
        how=(
            *((f"{found.formula}.",) if found.formula else ()),
            say(
                "The money of a cohort from its first period through each age / its customers, those seen once "
                "included; windows that are over only. What was paid, not a projection, and before any margin."
            ),
        ),
    )


def _value_table(frame: pd.DataFrame, unit: str) -> Table:
    age = unit.capitalize()
    labels = {"age": age} | {name: label for name, (label, _) in VALUE.items()}
    return Table(
        say("Value so far"),
        frame[list(labels)].rename(columns=labels),
        {age: "count", **dict(VALUE.values())},
        plot=Plot("line", age, ("Per customer", *ENDS), ENDS),
        heads={**heads(*dict(VALUE.values())), age: capital(noun(unit))},
    )
