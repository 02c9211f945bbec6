"""Stages of a customer: who is treated how. Every customer is in exactly one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes
    ----------
    key
        What tables hold, such as "cooling".
    name
        What people read.
    words
        Who is in it, as a sentence goes on: "customers who ...".
    """

    key: str
    name: str
    words: str


# In the order in which they are shown; which of them holds a customer is decided in metrics/slipping.py.
STAGES = (
    Stage("new", "New, not yet at first value", "came first a short while ago, and have not reached first value yet"),
    Stage("unconverted", "Trial not converted", "tried it, never reached first value, and had the time to"),
    Stage("regular", "Regular", "come as they usually do"),
    Stage("cooling", "Cooling", "come less than they used to, or are later than they usually are"),
    Stage("lapsed_recent_long", "Lapsed lately after a long life", "were here for long, and have fallen silent lately"),
    Stage("lapsed_recent_short", "Lapsed lately after a short life", "were here for a short time, and left lately"),
    Stage("lapsed_past_long", "Lapsed long ago after a long life", "were here for long, and have been gone for long"),
    Stage("lapsed_past_short", "Lapsed long ago after a short life", "were here for a short time, long ago"),
    Stage("won_back", "Won back", "had fallen silent and have come again"),
    Stage("do_not_contact", "Left for good", "have asked not to be contacted: they are in no list"),
)
KEYS = tuple(stage.key for stage in STAGES)
SLIPPING = ("cooling", "lapsed_recent_long", "lapsed_recent_short")  # whom to talk to before it is too late
NEVER = "do_not_contact"


def stage(key: str) -> Stage:
    """The stage with this key.

    Examples
    --------
    >>> stage("cooling").name
    'Cooling'
    """
    return STAGES[KEYS.index(key)]
