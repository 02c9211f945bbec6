"""Stages of a customer: who is treated how. Every customer is in exactly one."""

from __future__ import annotations

from dataclasses import dataclass

from retention.languages import mark


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
        mark("New, not yet at first value"),
        mark("came first a short while ago, and have not reached first value yet"),
        mark("have their first contract, and have not had it for long"),
    ),
    Stage(
        "unconverted",
        mark("Trial not converted"),
        mark("tried it, never reached first value, and had the time to"),
        mark("never paid anything, or left within days"),
    ),
    Stage(
        "regular",
        mark("Regular"),
        mark("come as they usually do"),
        mark("have a contract, and no sign that they leave"),
    ),
    Stage(
        "cooling",
        mark("Cooling"),
        mark("come less than they used to, or are later than they usually are"),
        mark("have a contract that ends soon, pay less than they did, or are at an age at which many leave"),
    ),
    Stage(
        "lapsed_recent_long",
        mark("Lapsed lately after a long life"),
        mark("were here for long, and have fallen silent lately"),
        mark("were customers for long, and have had no contract since lately"),
    ),
    Stage(
        "lapsed_recent_short",
        mark("Lapsed lately after a short life"),
        mark("were here for a short time, and left lately"),
        mark("were customers for a short time, and left lately"),
    ),
    Stage(
        "lapsed_past_long",
        mark("Lapsed long ago after a long life"),
        mark("were here for long, and have been gone for long"),
        mark("were customers for long, and have had no contract for long"),
    ),
    Stage(
        "lapsed_past_short",
        mark("Lapsed long ago after a short life"),
        mark("were here for a short time, long ago"),
        mark("were customers for a short time, long ago"),
    ),
    Stage(
        "won_back",
        mark("Won back"),
        mark("had fallen silent and have come again"),
        mark("had no contract for a while, and have one again"),
    ),
    Stage(
        "do_not_contact",
        mark("Left for good"),
        mark("have asked not to be contacted: they are in no list"),
        mark("have asked not to be contacted: they are in no list"),
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
