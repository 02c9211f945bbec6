"""What is counted, alone and with its number: "months", "3 months", "28-day block"."""

from __future__ import annotations

from retention.languages.messages import many, mark, mark_many, say

# English name to: the noun alone, and with its number.
_NOUNS = {
    "hour": (mark_many("hour", "hours"), mark_many("{n} hour", "{n} hours")),
    "day": (mark_many("day", "days"), mark_many("{n} day", "{n} days")),
    "week": (mark_many("week", "weeks"), mark_many("{n} week", "{n} weeks")),
    "month": (mark_many("month", "months"), mark_many("{n} month", "{n} months")),
    "quarter": (mark_many("quarter", "quarters"), mark_many("{n} quarter", "{n} quarters")),
    "year": (mark_many("year", "years"), mark_many("{n} year", "{n} years")),
    "period": (mark_many("period", "periods"), mark_many("{n} period", "{n} periods")),
    "block": (mark_many("block", "blocks"), mark_many("{n} block", "{n} blocks")),
    "customer": (mark_many("customer", "customers"), mark_many("{n} customer", "{n} customers")),
    "contract": (mark_many("contract", "contracts"), mark_many("{n} contract", "{n} contracts")),
    "answer": (mark_many("answer", "answers"), mark_many("{n} answer", "{n} answers")),
    "comment": (mark_many("comment", "comments"), mark_many("{n} comment", "{n} comments")),
    "row": (mark_many("row", "rows"), mark_many("{n} row", "{n} rows")),
    "column": (mark_many("column", "columns"), mark_many("{n} column", "{n} columns")),
    "exact copy": (mark_many("exact copy", "exact copies"), mark_many("{n} exact copy", "{n} exact copies")),
    "event": (mark_many("event", "events"), mark_many("{n} event", "{n} events")),
    "visit": (mark_many("visit", "visits"), mark_many("{n} visit", "{n} visits")),
    "return": (mark_many("return visit", "return visits"), mark_many("{n} return", "{n} returns")),
    "cohort": (mark_many("cohort", "cohorts"), mark_many("{n} cohort", "{n} cohorts")),
    "age": (mark_many("age", "ages"), mark_many("{n} age", "{n} ages")),
    "group": (mark_many("group", "groups"), mark_many("{n} group", "{n} groups")),
    "kind": (mark_many("kind", "kinds"), mark_many("{n} kind", "{n} kinds")),
    "behaviour": (mark_many("behaviour", "behaviours"), mark_many("{n} behaviour", "{n} behaviours")),
    "player": (mark_many("player", "players"), mark_many("{n} player", "{n} players")),
    "promoter": (mark_many("promoter", "promoters"), mark_many("{n} promoter", "{n} promoters")),
    "passive": (mark_many("passive", "passives"), mark_many("{n} passive", "{n} passives")),
    "detractor": (mark_many("detractor", "detractors"), mark_many("{n} detractor", "{n} detractors")),
    "number": (mark_many("number", "numbers"), mark_many("{n} number", "{n} numbers")),
    "table": (mark_many("table", "tables"), mark_many("{n} table", "{n} tables")),
    "note": (mark_many("note", "notes"), mark_many("{n} note", "{n} notes")),
    "finished cell": (
        mark_many("finished cell", "finished cells"),
        mark_many("{n} finished cell", "{n} finished cells"),
    ),
    "finished period": (
        mark_many("finished period", "finished periods"),
        mark_many("{n} finished period", "{n} finished periods"),
    ),
}

# Ages and other places in a row: "month 3", "days 1-7".
_NUMBERED = {
    "hour": mark_many("hour {label}", "hours {label}"),
    "day": mark_many("day {label}", "days {label}"),
    "week": mark_many("week {label}", "weeks {label}"),
    "month": mark_many("month {label}", "months {label}"),
    "quarter": mark_many("quarter {label}", "quarters {label}"),
    "year": mark_many("year {label}", "years {label}"),
    "period": mark_many("period {label}", "periods {label}"),
}

# Groups of a campaign, as the lists that this program divides call them.
_GROUPS = (mark("treated"), mark("holdout"))


def noun(name: str) -> str:
    """One of them: "month"; of blocks "28-day block".

    Examples
    --------
    >>> noun("month"), noun("28-day block")
    ('month', '28-day block')
    """
    size, _, unit = name.partition("-")
    if unit:
        return say("{size}-{unit} block", size=size, unit=noun(unit.removesuffix(" block")))
    return many(*_forms(name)[0], 1)


def nouns(name: str) -> str:
    """Several of them: "months", "28-day blocks".

    Examples
    --------
    >>> nouns("month"), nouns("28-day block")
    ('months', '28-day blocks')
    """
    size, _, unit = name.partition("-")
    if unit:
        return say("{size}-{unit} blocks", size=size, unit=noun(unit.removesuffix(" block")))
    return many(*_forms(name)[0], 2)


def counted(number: int, name: str) -> str:
    """So many of them: "1 customer", "3,000 customers", "2 28-day blocks".

    Examples
    --------
    >>> counted(1, "customer"), counted(3000, "customer"), counted(2, "28-day block")
    ('1 customer', '3,000 customers', '2 28-day blocks')
    """
    size, _, unit = name.partition("-")
    if unit:
        unit = noun(unit.removesuffix(" block"))
        return many("{n} {size}-{unit} block", "{n} {size}-{unit} blocks", number, size=size, unit=unit)
    return many(*_forms(name)[1], number)


def numbered(name: str, label: int | str, last: int | str | None = None) -> str:
    """One of them by its number: "month 3", "days 1-7", "months 1 to 3", "28-day block 2".

    Examples
    --------
    >>> numbered("month", 3), numbered("day", "1-7"), numbered("month", 1, 3), numbered("28-day block", 2)
    ('month 3', 'days 1-7', 'months 1 to 3', '28-day block 2')
    """
    text = str(label) if last in (None, label) else say("{low} to {high}", low=label, high=last)
    number = 1 if "-" not in str(label) and text == str(label) else 2
    size, _, unit = name.partition("-")
    if unit:
        unit = noun(unit.removesuffix(" block"))
        return many(
            "{size}-{unit} block {label}", "{size}-{unit} blocks {label}", number, size=size, unit=unit, label=text
        )
    return many(*(_NUMBERED.get(name) or (f"{name} {{label}}", f"{name}s {{label}}")), number, label=text)


def group_said(name: str) -> str:
    """What a group is called: our own names in the language in use, all others as the file has them.

    Examples
    --------
    >>> from retention.languages import use
    >>> with use("ko"):
    ...     group_said("holdout"), group_said("Plan B")
    ('대조군', 'Plan B')
    """
    return say(name) if name in _GROUPS else name


def _forms(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Alone, and with a number; a word that is not ours, such as what somebody calls a period, takes an s."""
    return _NOUNS.get(name) or ((name, f"{name}s"), (f"{{n}} {name}", f"{{n}} {name}s"))
