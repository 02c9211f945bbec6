"""What stands in a list of customers, as people read it. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

import retention as rt
from pages.shared import words
from retention import stages
from retention.metrics.reasons import UNITS, units
from retention.metrics.wording import money

# Columns as people choose them: what they are called, and which columns of the list they are made of.
COLUMNS: dict[str, tuple[str, ...]] = {
    "Customer": ("customer",),
    "Expected loss": ("expected_loss",),
    "Stage": ("stage",),
    "Reason": ("reason",),
    "At stake": ("at_stake",),
    "Days silent": ("silent",),
    "Usually": ("usual_low", "usual_high"),
    "Times as late": ("lateness",),
    "Comes back": ("chance", "chance_lower", "chance_upper", "like"),
    "Last event": ("last_event",),
    "Segment": ("segment",),
    "Pace": ("trend",),
    "So far": ("value",),
    "First seen": ("first_day",),
    "Last seen": ("last_day",),
}
NOT_AT_FIRST = ("Pace", "So far", "First seen", "Last seen")
# The same of contracts.
CONTRACTS = {
    "Days silent": "Days without",
    "Comes back": "Stays or returns",
    "Times as late": "Share of usual break",
    "Last event": "Plan",
    "Pace": "Pays",
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
        return f"every {unit}" if first == 1 else f"every {first} {unit}s"
    return f"every {first}-{last} {unit}s"


def comes_back(chance: float, lower: float, upper: float, like: int) -> str:
    """A chance as a share of silences: "18 in 100, likely 15-22, of 340 like this"; nothing where it is not known.

    Examples
    --------
    >>> comes_back(0.18, 0.148, 0.223, 340), comes_back(float("nan"), 0, 0, 0)
    ('18 in 100, likely 15-22, of 340 like this', '')
    """
    if math.isnan(chance):
        return ""
    likely = "" if math.isnan(lower) else f", likely {100 * lower:.0f}-{100 * upper:.0f}"
    return f"{100 * chance:.0f} in 100{likely}, of {like:,} like this"


def pace(trend: float, kind: str) -> str:
    """A change of pace, or of what is paid; nothing where it is not known.

    Examples
    --------
    >>> pace(0.5, "visits"), pace(1.02, "visits"), pace(0.8, "contracts")
    ('50 % as often as before', 'as often as before', '80 % of the most so far')
    """
    if math.isnan(trend):
        return ""
    if kind == "contracts":
        return f"{100 * trend:.0f} % of the most so far"
    return "as often as before" if abs(trend - 1) < 0.05 else f"{100 * trend:.0f} % as often as before"


def called(column: str, kind: str) -> str:
    """What a column is called for visits, or for contracts."""
    return CONTRACTS.get(column, column) if kind == "contracts" else column


def shown(rows: pd.DataFrame, columns: Sequence[str], segment: str | None, kind: str) -> pd.DataFrame:
    """Rows of a list in the words of the page; numbers stay numbers, so that a column can be sorted."""
    stage_of = {stage.key: stage.name for stage in stages.STAGES}
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
    names["Segment"] = segment if segment and segment not in COLUMNS else "Segment"
    return table.rename(columns=names)


def taken(columns: Sequence[str]) -> list[str]:
    """The columns of the list that the chosen ones are made of, in the order in which they are shown."""
    return [part for name, parts in COLUMNS.items() if name in columns for part in parts]


def stage_names(keys: Sequence[str]) -> str:
    """Some stages in a few words."""
    if tuple(keys) == stages.SLIPPING:
        return "those slipping away"
    if len(keys) == 1:
        return stages.stage(keys[0]).name.lower()
    return f"{len(keys)} of {len(stages.KEYS) - 1} stages" if keys else "no stage"


def stake(found: rt.CustomerList) -> str:
    """What is at stake: "money", or what stands for it in a file without amounts."""
    return "money" if found.has_money else "months" if found.kind == "contracts" else "visits"


def worth(amount: float, found: rt.CustomerList) -> str:
    """So much of it: "12,300", or "860 visits"."""
    return money(amount) if found.has_money else words.count(round(amount), stake(found)[:-1])
