"""What a file's columns mean, and what was taken for granted about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


class _Roles:
    """What all mappings share: roles that are columns, and any number of segments."""

    segments: tuple[str, ...]

    def __post_init__(self) -> None:
        given: Any = self.segments
        object.__setattr__(self, "segments", (given,) if isinstance(given, str) else tuple(given))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column used, once each."""
        roles = (getattr(self, field.name) for field in fields(self) if field.name != "segments")  # type: ignore[arg-type]
        return tuple(dict.fromkeys(name for name in (*roles, *self.segments) if name is not None))


@dataclass(frozen=True)
class ColumnMapping(_Roles):
    """Which column of the file plays which role. The user's column names stop here.

    Parameters
    ----------
    customer, time
        Who, and when.
    event
        What happened; without it every row is the same event.
    amount
        Money of the row; a negative amount is a refund.
    segments
        Columns to compare groups by.
    quantity
        Number of units, where ``amount`` is the price of one: money is then amount times quantity.
    event_id
        What every row has of its own, such as an order line: rows of one such id that are alike are copies.
    do_not_contact
        Whether the customer asked not to be contacted: yes and no in any usual words. One yes in any row is enough, and
        the customer is in no list.

    Examples
    --------
    >>> ColumnMapping(customer="customer", time="ordered_at", amount="total").columns
    ('customer', 'ordered_at', 'total')
    """

    customer: str
    time: str
    event: str | None = None
    amount: str | None = None
    segments: tuple[str, ...] = ()
    quantity: str | None = None
    event_id: str | None = None
    do_not_contact: str | None = None


@dataclass(frozen=True)
class SubscriptionMapping(_Roles):
    """Which column of a file of subscriptions plays which role.

    Parameters
    ----------
    customer, start
        Who, and when the subscription began.
    end
        When it ended; blank while it runs. Without the column every subscription runs still.
    amount
        Money per month.
    plan
        What was subscribed to.
    segments
        Columns to compare groups by.
    do_not_contact
        As in :class:`ColumnMapping`.

    Examples
    --------
    >>> SubscriptionMapping(customer="account", start="from", end="to", plan="tier").columns
    ('account', 'from', 'to', 'tier')
    """

    customer: str
    start: str
    end: str | None = None
    amount: str | None = None
    plan: str | None = None
    segments: tuple[str, ...] = ()
    do_not_contact: str | None = None


@dataclass(frozen=True)
class TenureMapping(_Roles):
    """Which column of a customer table plays which role: one row for each customer, how long, and whether they left.

    Parameters
    ----------
    customer
        Who.
    tenure
        Time as a customer, in the unit that is told when reading.
    churned
        Whether the customer has left: yes and no in any usual words.
    amount
        Money per month.
    segments
        Columns to compare groups by.

    Examples
    --------
    >>> TenureMapping(customer="id", tenure="months", churned="left").columns
    ('id', 'months', 'left')
    """

    customer: str
    tenure: str
    churned: str
    amount: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswersMapping(_Roles):
    """Which column of a survey plays which role: one row for each answer.

    Parameters
    ----------
    score
        The answer, 0 to 10.
    time
        When it was given; without it nothing can be followed over time.
    customer
        Who answered; without it answers cannot be joined to what customers did.
    comment
        What they wrote about it.
    segments
        Columns to compare groups by.

    Examples
    --------
    >>> AnswersMapping(score="nps", time="sent", comment="why", segments=("market",)).columns
    ('nps', 'sent', 'why', 'market')
    """

    score: str
    time: str | None = None
    customer: str | None = None
    comment: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assumption:
    """One thing that the numbers rest on, why it was taken as true, and how to take it otherwise.

    Attributes
    ----------
    key
        Argument of ``inspect`` and ``read_events`` that changes it: "encoding", "delimiter", "header", "sheet",
        "member", "date_order", "decimal", "timezone", "duplicates"; empty where nothing does.
    value
        What was taken, as that argument takes it.
    words
        The same in words, e.g. "Korean (CP949)".
    evidence
        Why, in words, with the number of rows that prove it where rows do.
    certainty
        "proved" (the file allows nothing else), "likely", "assumed" (nothing speaks for or against it), or "chosen".
    choices
        What else it could be: ``(value, words)`` each.
    """

    key: str
    value: str
    words: str
    evidence: str
    certainty: str
    choices: tuple[tuple[str, str], ...] = ()
