"""What stands in a list of customers, as people read it. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

import retention as rt
from pages.shared import words
from retention import stages
from retention.languages import counted, mark, noun, nouns, say
from retention.metrics.reasons import UNITS, plain_percent, units
from retention.metrics.wording import money

# Columns as people choose them: what they are called, and which columns of the list they are made of.
COLUMNS: dict[str, tuple[str, ...]] = {
    mark("Customer"): ("customer",),
    mark("Expected loss"): ("expected_loss",),
    mark("Stage"): ("stage",),
    mark("Reason"): ("reason",),
    mark("At stake"): ("at_stake",),
    mark("Days silent"): ("silent",),
    mark("Usually"): ("usual_low", "usual_high"),
    mark("Times as late"): ("lateness",),
    mark("Comes back"): ("chance", "chance_lower", "chance_upper", "like"),
    mark("Last event"): ("last_event",),
    mark("Segment"): ("segment",),
    mark("Pace"): ("trend",),
    mark("So far"): ("value",),
    mark("First seen"): ("first_day",),
    mark("Last seen"): ("last_day",),
}
NOT_AT_FIRST = ("Pace", "So far", "First seen", "Last seen")
# The same of contracts.
CONTRACTS = {
    "Days silent": mark("Days without"),
    "Comes back": mark("Stays or returns"),
    "Times as late": mark("Share of usual break"),
    "Last event": mark("Plan"),
    "Pace": mark("Pays"),
}
NEVER_HIDDEN = ("Customer", "Reason")
SMALL = 100  # amounts below are written with decimals


def days(low: float, high: float) -> str:
    """A range of days between visits, in the unit that the reason has: "every 4-6 weeks"; nothing without one.

    Examples
    --------
    >>> days(28, 42), days(3, 5), days(7, 7), days(float("nan"), 3)
    ('every 4-6 weeks', 'every 3-5 days', 'every 7 days', '')
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    _, size, unit = UNITS[int(units(high))]
    first, last = max(1, round(low / size)), max(1, round(high / size))
    if first == last:
        return (
            say("every {unit}", unit=noun(unit)) if first == 1 else say("every {length}", length=counted(first, unit))
        )
    return say("every {low}-{high} {units}", low=first, high=last, units=nouns(unit))


def comes_back(chance: float, lower: float, upper: float, like: int) -> str:
    """A chance as a share of silences: "18 in 100, likely 15-22, of 340 like this"; nothing where it is not known.

    Examples
    --------
    >>> comes_back(0.18, 0.148, 0.223, 340), comes_back(float("nan"), 0, 0, 0)
    ('18 in 100, likely 15-22, of 340 like this', '')
    """
    if math.isnan(chance):
        return ""
    values = {"k": f"{100 * chance:.0f}", "like": f"{like:,}"}
    if math.isnan(lower):
        return say("{k} in 100, of {like} like this", **values)
    low, high = f"{100 * lower:.0f}", f"{100 * upper:.0f}"
    return say("{k} in 100, likely {low}-{high}, of {like} like this", low=low, high=high, **values)


def pace(trend: float, kind: str) -> str:
    """A change of pace, or of what is paid; nothing where it is not known.

    Examples
    --------
    >>> pace(0.5, "visits"), pace(1.02, "visits"), pace(0.8, "contracts")
    ('50 % as often as before', 'as often as before', '80 % of the most so far')
    """
    if math.isnan(trend):
        return ""
    share = plain_percent(100 * trend)
    if kind == "contracts":
        return say("{share} of the most so far", share=share)
    return say("as often as before") if abs(trend - 1) < 0.05 else say("{share} as often as before", share=share)


def called(column: str, kind: str) -> str:
    """What a column is called for visits, or for contracts."""
    return say(CONTRACTS.get(column, column) if kind == "contracts" else column)


def shown(rows: pd.DataFrame, columns: Sequence[str], segment: str | None, kind: str) -> pd.DataFrame:
    """Rows of a list in the words of the page; numbers stay numbers, so that a column can be sorted."""
    stage_of = {stage.key: say(stage.name) for stage in stages.STAGES}
    digits = 0 if rows["at_stake"].max() >= SMALL else 2
    every = list(rows[["chance", "chance_lower", "chance_upper", "like"]].itertuples(index=False, name=None))
    made = {
        "Customer": rows["customer"],
        "Stage": [stage_of.get(str(key), str(key)) for key in rows["stage"]],
        "Days silent": rows["silent"],
        "Usually": [days(low, high) for low, high in zip(rows["usual_low"], rows["usual_high"], strict=True)],
        "Times as late": rows["lateness"].round(1),
        "Comes back": [comes_back(*one) for one in every],
        "At stake": rows["at_stake"].round(digits),
        "Expected loss": rows["expected_loss"].round(digits),
        "Last event": rows["last_event"],
        "Segment": rows["segment"],
        "Reason": rows["reason"],
        "Pace": [pace(trend, kind) for trend in rows["trend"]],
        "So far": rows["value"].round(digits),
        "First seen": rows["first_day"],
        "Last seen": rows["last_day"],
    }
    table = pd.DataFrame({name: list(made[name]) for name in COLUMNS if name in columns})
    names = {name: called(name, kind) for name in table}
    if segment and segment not in COLUMNS and segment not in names.values():
        names["Segment"] = segment
    return table.rename(columns=names)


def taken(columns: Sequence[str]) -> list[str]:
    """The columns of the list that the chosen ones are made of, in the order in which they are shown."""
    return [part for name, parts in COLUMNS.items() if name in columns for part in parts]


def stage_names(keys: Sequence[str]) -> str:
    """Some stages in a few words."""
    if tuple(keys) == stages.SLIPPING:
        return say("those slipping away")
    if len(keys) == 1:
        return say(stages.stage(keys[0]).name).lower()
    return say("{n} of {all} stages", n=len(keys), all=len(stages.KEYS) - 1) if keys else say("no stage")


def stake(found: rt.CustomerList) -> str:
    """What is at stake: "money", or what stands for it in a file without amounts; data, not shown as it is."""
    return "money" if found.has_money else "months" if found.kind == "contracts" else "visits"


def worth(amount: float, found: rt.CustomerList) -> str:
    """So much of it: "12,300", or "860 visits"."""
    return money(amount) if found.has_money else words.count(round(amount), stake(found).removesuffix("s"))
