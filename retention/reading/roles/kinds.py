"""What kind of table the columns make, what that means for the reader, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retention.languages import later, mark
from retention.reading.roles.columns import Column
from retention.reading.roles.spans import ages_in, periods_in
from retention.reading.roles.words import asks_to_recommend, meanings, plain
from retention.reading.roles.words.composed import concepts_of
from retention.reading.wording import listed

MANY = 20  # rows from which on "each value once" says something
MEANT = {
    "events": mark("One row for each thing that a customer did."),
    "subscriptions": mark(
        "One row for each subscription, with a start and an end: what runs, what is cancelled and what it "
        "brings a month can be counted; visits cannot."
    ),
    "answers": mark("One row for each answer to a survey: scores can be counted by month and by group."),
    "customers": mark(
        "One row for each customer, none for what they did and when: groups of customers can be counted, but "
        "retention over time needs a table of events too, such as orders or visits."
    ),
    "wide": mark(
        "One row for each customer and a column for each period: every cell that is filled is read as an event of "
        "that customer in that period."
    ),
    "aggregated": mark(
        "The table is counted already: it holds totals, not single customers, so that no other period, group "
        "or rule can be looked at."
    ),
    "unknown": mark("It is not clear what one row is."),
}


@dataclass(frozen=True)
class Kind:
    """The kind of a table, and why.

    Attributes
    ----------
    name
        "events", "subscriptions", "answers", "customers", "wide", "aggregated" or "unknown".
    reason
        What makes it one, in words.
    without
        Roles that words suggest and that have no place in such a table.
    cohorts
        Whether it is a table of cohorts by age, which can be drawn as it stands.
    """

    name: str
    reason: str
    without: frozenset[str] = frozenset()
    cohorts: bool = False

    @property
    def meaning(self) -> str:
        """What one row is and what can be done with it."""
        return MEANT[self.name]


def kind_of(columns: list[Column], roles: dict[str, str], names: list[str]) -> Kind:
    """What kind of table columns with such roles make."""
    by_name = {column.name: column for column in columns}
    who = by_name.get(roles.get("customer", ""))
    for rule in (_counted, _of_periods, _answers, _subscriptions, _customers, _events, _totals):
        kind = rule(by_name, roles, names, who)
        if kind is not None:
            return kind
    return Kind("unknown", later("no column says who, or none says when"))


_Columns = dict[str, Column]
_OF_THINGS = re.compile(
    r"rating|review|star|평점|별점|评分|評分|評価|bewertung|valoracion|avaliacao|note|рейтинг|التقييم|điểm"
)


def _counted(columns: _Columns, roles: dict[str, str], names: list[str], who: Column | None) -> Kind | None:
    """Cohorts by age: a column for each age, or a row for each cohort and age."""
    everything = frozenset(roles)
    ages = ages_in(names)
    if len(ages) >= 3:
        label = next((columns[name] for name in names if name not in ages and name in columns), None)
        cells = [columns[name] for name in ages if name in columns]
        numbers = sum(c.numbers > 0.5 for c in cells if c.filled) >= 0.6 * sum(bool(c.filled) for c in cells)
        if label is not None and numbers and (_is_cohort(label) or who is None or (who is label and label.rows < MANY)):
            reason = later(
                "'{column}' names cohorts, and {n} columns are ages from '{first}' on",
                column=label.name,
                n=len(ages),
                first=next(iter(ages)),
            )
            return Kind("aggregated", reason, everything, cohorts=True)
    roles_of_it = long_form(columns)
    if roles_of_it:
        reason = later(
            "each row is one cohort ('{cohort}') at one age ('{age}')",
            cohort=roles_of_it["cohort"],
            age=roles_of_it["age"],
        )
        return Kind("aggregated", reason, everything, cohorts=True)
    return None


def long_form(columns: Mapping[str, Column]) -> dict[str, str]:
    """The columns of a table with a row for each cohort and age: "cohort", "age", and "size", "active" or "rate"."""
    found: dict[str, str] = {}
    for role in ("cohort", "age", "rate", "active", "size"):
        for name, column in columns.items():
            said = meanings(name).get(role, 0.0) >= 0.55 and (role == "cohort" or column.numbers > 0.5)
            if name not in found.values() and (said or (role == "age" and _is_age(column))):
                found.setdefault(role, name)
    cohort = columns[found["cohort"]] if "cohort" in found else None
    measured = {"rate", "active", "size"} & set(found)
    return found if cohort and "age" in found and measured and cohort.distinct < cohort.filled else {}


def _is_age(column: Column) -> bool:
    """Small whole numbers from 0 or 1 on, under the name of a unit of time."""
    unit = {"month", "day", "year", "time"} & set(meanings(column.name))
    whole = column.numbers > 0.95 and not column.decimals and column.low in (0, 1) and column.high < 400
    return bool(unit) and whole and column.distinct > 1


def _is_cohort(label: Column) -> bool:
    said = meanings(label.name)
    dated = (
        max(label.dates, label.months) > 0.5
        or len(periods_in([value for value, _ in label.values])) > 0.6 * label.distinct
    )
    return dated or said.get("cohort", 0.0) >= 0.6


def _of_periods(columns: _Columns, roles: dict[str, str], names: list[str], _: Column | None) -> Kind | None:
    """A column for each month, week or day: of customers, or of anything else."""
    periods = periods_in(names)
    if len(periods) < 3 or len(periods) < 0.3 * len(names):
        return None
    others = [name for name in names if name not in periods]
    if not others:
        return None
    label = columns.get(roles.get("customer", ""))
    without = frozenset(roles) - {"customer", "plan", "status", "signup", "do_not_contact"}
    if label is not None and label.name in others and not _is_cohort(label):
        said = meanings(label.name).get("customer", 0.0)
        if said >= 0.4 or (label.unique and label.codes > 0.8 and label.filled >= 5):
            reason = later(
                "one row for each '{column}', and {n} columns are periods from '{first}' on",
                column=label.name,
                n=len(periods),
                first=next(iter(periods)),
            )
            return Kind("wide", reason, without)
    first = columns.get(others[0])
    cohorts = first is not None and _is_cohort(first)
    return Kind(
        "aggregated",
        later("{n} columns are periods, and no row is a customer", n=len(periods)),
        frozenset(roles),
        cohorts,
    )


def of_sessions(columns: _Columns, roles: dict[str, str]) -> bool:
    """Whether all that began has ended, and nothing says what was subscribed to: visits and appointments."""
    start, end = columns.get(roles.get("start", "")), columns.get(roles.get("end", ""))
    over = end is not None and end.filled == end.rows >= MANY
    return (
        over and start is not None and start.timed > 0.5 and not {"plan", "recurring", "signup", "score"} & set(roles)
    )


def _subscriptions(columns: _Columns, roles: dict[str, str], __: list[str], who: Column | None) -> Kind | None:
    if who is None:
        return None
    if of_sessions(columns, roles):
        return None
    begun = "start" in roles or ("signup" in roles and "end" in roles)
    if begun and ("end" in roles or "recurring" in roles) and "order" not in roles:
        told = [f"'{roles[role]}'" for role in ("start", "signup", "end", "recurring") if role in roles]
        return Kind(
            "subscriptions", later("{columns} say when something runs and what it brings", columns=listed(told))
        )
    return None


def _answers(columns: _Columns, roles: dict[str, str], _: list[str], who: Column | None) -> Kind | None:
    score = columns.get(roles.get("score", ""))
    if score is None or {"amount", "event", "order", "price"} & set(roles):
        return None
    asked = meanings(score.name).get("score", 0.0) >= 0.85 and (score.high >= 8 or score.rows < MANY)
    recommend = asks_to_recommend(score.name) or (score.high >= 9 and not _OF_THINGS.search(plain(score.name)))
    single = who is None or who.unique or who.filled < MANY or who.distinct > 0.8 * who.filled
    if asked and (single or recommend) and (recommend or "start" not in roles):
        nobody = who is not None and "device" in concepts_of(who.name)  # an address of the network is nobody's
        without = frozenset({"customer"} if nobody else ())
        return Kind("answers", later("'{column}' is an answer from 0 to 10", column=score.name), without)
    return None


def _customers(columns: _Columns, roles: dict[str, str], __: list[str], who: Column | None) -> Kind | None:
    """One row per customer, and no moment at which they did something."""
    mails = [column for column in columns.values() if "mail" in concepts_of(column.name)]
    alone = next((column for column in (who, *mails) if column is not None and column.unique), None)
    if alone is None or alone.filled < MANY or {"event", "order"} & set(roles):
        return None
    told = [roles[role] for role in ("lost", "tenure", "signup") if role in roles]
    if not told and ("time" not in roles or not {"amount", "price", "quantity"} & set(roles)):
        persons = [name for name in columns if _PERSON & concepts_of(name) and not _OF_OTHERS & concepts_of(name)]
        told = persons if len(persons) >= 3 else []
    if told and _no_moment(roles.get("time")):
        return Kind(
            "customers",
            later("each '{id}' occurs once, and '{column}' describes the customer", id=alone.name, column=told[0]),
        )
    return None


_PERSON = frozenset({"name", "mail", "phone", "born", "tax_id"})
_OF_OTHERS = frozenset({"thing", "place", "staff", "receiver", "deed"})


def _no_moment(time: str | None) -> bool:
    """Whether no column says when something was done, only when a record was made or changed."""
    return time is None or meanings(time).get("time", 0.0) <= 0.25 or "created" in concepts_of(time)


def _events(columns: _Columns, roles: dict[str, str], _: list[str], who: Column | None) -> Kind | None:
    when = columns.get(roles.get("time", ""))
    if who is None or when is None:
        return None
    if _called_no_id(who, when) and _only_totals(when, who):
        return None
    return Kind("events", later("'{customer}' says who and '{time}' says when", customer=who.name, time=when.name))


def _called_no_id(who: Column, when: Column) -> bool:
    """Whether a column may count customers rather than name them."""
    if {"id", "account", "phone"} & concepts_of(who.name):
        return False
    said = meanings(who.name)
    return said.get("customer", 0.0) < 0.2 or said.get("size", 0.0) >= 0.9 or when.timed < 0.5


def _only_totals(when: Column, who: Column) -> bool:
    """One row a day with numbers in it, of which one was taken for an id."""
    return (
        (when.unique or when.months > 0.9)
        and when.filled >= 2
        and who.numbers > 0.9
        and max(when.dates, when.months) > 0.9
        and not _written_like_ids(who)
    )


def _written_like_ids(column: Column) -> bool:
    """Numbers that nobody counts with: of one length and long, with zeros in front, or 0, 1, 2 and so on."""
    texts = [text for text, _ in column.values if any(map(str.isdigit, text))]  # without the "Total" of a last row
    lengths = set(map(len, texts))
    zeros = any(len(text) > 1 and text[0] == "0" and text.isdigit() for text in texts)
    return column.counting or zeros or (len(lengths) == 1 and min(lengths) >= 5)


def _totals(columns: _Columns, roles: dict[str, str], _: list[str], __: Column | None) -> Kind | None:
    when = roles.get("time")
    dated = when or next((c.name for c in columns.values() if max(c.dates, c.months) > 0.9), None)
    if dated is None:
        return None
    numbers = [c for c in columns.values() if c.name != dated and c.numbers > 0.6]
    if numbers:
        reason = later("numbers for each '{date}', and no column says who", date=dated)
        return Kind("aggregated", reason, frozenset(roles) - {"time"})
    return None
