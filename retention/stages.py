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
    of_contracts
        The same where there are contracts instead of visits.
    """

    key: str
    name: str
    words: str
    of_contracts: str

    def who(self, kind: str) -> str:
        """Who is in it, for a list of "visits" or of "contracts".

        Examples
        --------
        >>> stage("regular").who("visits"), stage("regular").who("contracts")
        ('come as they usually do', 'have a contract, and no sign that they leave')
        """
        return self.of_contracts if kind == "contracts" else self.words


# In the order in which they are shown; which of them holds a customer is decided in metrics/customer_stages.py.
STAGES = (
    Stage(
        "new",
        "New, not yet at first value",
        "came first a short while ago, and have not reached first value yet",
        "have their first contract, and have not had it for long",
    ),
    Stage(
        "unconverted",
        "Trial not converted",
        "tried it, never reached first value, and had the time to",
        "never paid anything, or left within days",
    ),
    Stage(
        "regular",
        "Regular",
        "come as they usually do",
        "have a contract, and no sign that they leave",
    ),
    Stage(
        "cooling",
        "Cooling",
        "come less than they used to, or are later than they usually are",
        "have a contract that ends soon, pay less than they did, or are at an age at which many leave",
    ),
    Stage(
        "lapsed_recent_long",
        "Lapsed lately after a long life",
        "were here for long, and have fallen silent lately",
        "were customers for long, and have had no contract since lately",
    ),
    Stage(
        "lapsed_recent_short",
        "Lapsed lately after a short life",
        "were here for a short time, and left lately",
        "were customers for a short time, and left lately",
    ),
    Stage(
        "lapsed_past_long",
        "Lapsed long ago after a long life",
        "were here for long, and have been gone for long",
        "were customers for long, and have had no contract for long",
    ),
    Stage(
        "lapsed_past_short",
        "Lapsed long ago after a short life",
        "were here for a short time, long ago",
        "were customers for a short time, long ago",
    ),
    Stage(
        "won_back",
        "Won back",
        "had fallen silent and have come again",
        "had no contract for a while, and have one again",
    ),
    Stage(
        "do_not_contact",
        "Left for good",
        "have asked not to be contacted: they are in no list",
        "have asked not to be contacted: they are in no list",
    ),
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
