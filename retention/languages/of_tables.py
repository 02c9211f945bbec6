"""Sentences that speak of a file, and how they are said of a table in a database.

The code speaks of files. Where the rows lie in a database, ``say`` and ``many`` take the sentence from here instead: in
whole sentences, so that every language finds its own words for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from retention.languages.marks import mark, mark_many

_of_table: ContextVar[bool] = ContextVar("of_table", default=False)
_ONES: dict[str, str] = {
    # What became of the rows.
    "Rows in the file": mark("Rows in the table"),
    "Every row of the file is counted.": mark("Every row of the table is counted."),
    "Every row of the file is used.": mark("Every row of the table is used."),
    "From the rows in the file to the rows used": mark("From the rows in the table to the rows used"),
    "Every row of the file is either used or left out for one reason, and the numbers of rows add up.": mark(
        "Every row of the table is either used or left out for one reason, and the numbers of rows add up."
    ),
    "Taken from the file: {why} Windows that end later are unfinished: they are marked, and left out of every mean.": (
        mark(
            "Taken from the table: {why} Windows that end later are unfinished: they are marked, and left out of every "
            "mean."
        )
    ),
    "The numbers speak for the smaller part of the file only: check the columns, the order of the dates and the "
    "encoding before you rely on them.": mark(
        "The numbers speak for the smaller part of the table only: check the columns before you rely on them."
    ),
    # Times without rows.
    "A dash: the file holds no rows for that time, which is not the same as nobody.": mark(
        "A dash: the table holds no rows for that time, which is not the same as nobody."
    ),
    "A dash: the file holds no rows for that time, which is not the same as no money.": mark(
        "A dash: the table holds no rows for that time, which is not the same as no money."
    ),
    "**No data**: the file holds no rows for this time.": mark("**No data**: the table holds no rows for this time."),
    "the file holds no rows for this time.": mark("the table holds no rows for this time."),
    "–  no rows in the file": mark("–  no rows in the table"),
    "no rate: nobody paid in the period before, or the file holds no rows for one of the two.": mark(
        "no rate: nobody paid in the period before, or the table holds no rows for one of the two."
    ),
    "The file holds no row at all for the window: unknown, not nobody.": mark(
        "The table holds no row at all for the window: unknown, not nobody."
    ),
    "active / eligible; blank where the window is not complete, nobody is eligible, or the file holds no rows.": mark(
        "active / eligible; blank where the window is not complete, nobody is eligible, or the table holds no rows."
    ),
    "The file is too short: this needs seven whole days.": mark("The table is too short: this needs seven whole days."),
    "Rows in the {unit} for each customer who was active in it. Rows are what the file counts.": mark(
        "Rows in the {unit} for each customer who was active in it. Rows are what the table counts."
    ),
    "The data are too short to look back even {days}, so nobody knows how good this list is. Load a longer file, or "
    "come back when there is more.": mark(
        "The data are too short to look back even {days}, so nobody knows how good this list is. Connect to a table "
        "that goes back further, or come back when there is more."
    ),
    # The first is not the first ever.
    "The first in the whole file.": mark("The first in the whole table."),
    "First in the file is not first ever: {periods} (*) may hold old customers.": mark(
        "First in the table is not first ever: {periods} (*) may hold old customers."
    ),
    "Without {periods} (*), which may hold old customers, since first in the file is not first ever: {rate}, "
    "{likely}.": mark(
        "Without {periods} (*), which may hold old customers, since first in the table is not first ever: {rate}, "
        "{likely}."
    ),
    "**New**: here for the first time in the file.": mark("**New**: here for the first time in the table."),
    "First in the file is not first ever: in {periods} of the file, and for whoever comes rarely also later, some who "
    "count as new are old customers.": mark(
        "First in the table is not first ever: in {periods} of the table, and for whoever comes rarely also later, "
        "some who count as new are old customers."
    ),
    "First in the file is not first ever: **new** in {first_periods} of the file holds old customers too.": mark(
        "First in the table is not first ever: **new** in {first_periods} of the table holds old customers too."
    ),
    "Without those who came in {first_periods}, who may be old customers, since first in the file is not first ever: "
    "{value}.": mark(
        "Without those who came in {first_periods}, who may be old customers, since first in the table is not first "
        "ever: {value}."
    ),
    "* may hold old customers: the first in a file is not the first ever": mark(
        "* may hold old customers: the first in a table is not the first ever"
    ),
    "The first cohorts of a file hold old customers too, since first in the file is not first ever: left out.": mark(
        "The first cohorts of a table hold old customers too, since first in the table is not first ever: left out."
    ),
    "Without the first in the file": mark("Without the first in the table"),
    "First in the file is not first ever: without {first}, which may hold old customers, **{rate1}** of {n1} came back "
    "{when} (likely {range1}), with them {rate2} of {n2}.": mark(
        "First in the table is not first ever: without {first}, which may hold old customers, **{rate1}** of {n1} came "
        "back {when} (likely {range1}), with them {rate2} of {n2}."
    ),
    "First in the file is not first ever: without {first_ones}, which may hold old customers, it is {rate}, "
    "{range}.": mark(
        "First in the table is not first ever: without {first_ones}, which may hold old customers, it is {rate}, "
        "{range}."
    ),
    "First in the file is not first ever: without {first_ones}, which may hold old customers, it is too few customers "
    "to say.": mark(
        "First in the table is not first ever: without {first_ones}, which may hold old customers, it is too few "
        "customers to say."
    ),
    "New: there for the first time in the file. Returning: there in this {unit} and the one before. Resurrected: there "
    "before and now, but not in between. Dormant: there before and not now.": mark(
        "New: there for the first time in the table. Returning: there in this {unit} and the one before. Resurrected: "
        "there before and now, but not in between. Dormant: there before and not now."
    ),
    "customers by {period} of their first start event in the file": mark(
        "customers by {period} of their first start event in the table"
    ),
    "The first start event within the dates shown decides the cohort, even if the customer was there before; ours is "
    "the first in the whole file.": mark(
        "The first start event within the dates shown decides the cohort, even if the customer was there before; ours "
        "is the first in the whole table."
    ),
    "It leaves out the period under way by today's date; ours ends where the file ends, so that a window cut short by "
    "the file is never a low number: not mirrored.": mark(
        "It leaves out the period under way by today's date; ours ends where the table ends, so that a window cut "
        "short by the table is never a low number: not mirrored."
    ),
    # What it has no column for.
    "the file has no amount column.": mark("no column of the table is named as the amount."),
    "the file has no amounts.": mark("no column of the table is named as the amount."),
    "The file has no money in it": mark("No column of the table is named as the amount"),
    "If there is one, load the file again and choose it as the amount.": mark(
        "If there is one, connect to the table again and choose it as the amount."
    ),
    "the file has no column that says what each row is.": mark(
        "no column of the table is named that says what each row is."
    ),
    "Name an amount column when reading the file.": mark("Name an amount column when connecting to the table."),
    "Name one in ColumnMapping when reading the file.": mark("Name one in ColumnMapping when connecting to the table."),
    "Name it in ColumnMapping when reading the file.": mark("Name it in ColumnMapping when connecting to the table."),
    "Name it in ColumnMapping(segments=...) when reading the file.": mark(
        "Name it in ColumnMapping(segments=...) when connecting to the table."
    ),
    "Name the event column when reading the file.": mark("Name the event column when connecting to the table."),
    "The file has: {names}.": mark("The table has: {names}."),
    # How orders and customers are told.
    "Each point counts those watched that many days, and no others; the line ends where they are fewer than half. Days "
    "of 24 hours after the first order. The second order is the next row at a later time: the lines of one order, "
    "which share its time, are one order, and in a file without times of day two orders on one day are one.": mark(
        "Each point counts those watched that many days, and no others; the line ends where they are fewer than half. "
        "Days of 24 hours after the first order. The second order is the next row at a later time: the lines of one "
        "order, which share its time, are one order, and in a table without times of day two orders on one day are one."
    ),
    "Asked not to be contacted, in any row of the file.": mark("Asked not to be contacted, in any row of the table."),
    "Nobody in the file is marked as not to be contacted.": mark(
        "Nobody in the table is marked as not to be contacted."
    ),
    "The rules, with the numbers of this file": mark("The rules, with the numbers of this table"),
    "Chance: of silences like this in the file, the share that ended with a return within {days}. At stake: {stake}. "
    "Expected loss: at stake x (1 - chance).": mark(
        "Chance: of silences like this in the table, the share that ended with a return within {days}. At stake: "
        "{stake}. Expected loss: at stake x (1 - chance)."
    ),
    # Reports and bundles.
    "Fingerprint of what was read: {fingerprint}": mark("Snapshot of the table: {fingerprint}"),
    "Fingerprint of what was read:": mark("Snapshot of the table:"),
    "The data are not in this folder, and no customer is named in it.": mark(
        "Neither the rows nor the address of the database are in this folder, and no customer is named in it."
    ),
    "The bundle holds every table as CSV, the settings, the fingerprint of the file and a short Python script. Whoever "
    "has the same file runs the script, or opens the bundle here, and sees whether every number is the same, or which "
    "ones differ. The data are not in it, and no customer is named.": mark(
        "The bundle holds every table of numbers as CSV, the settings, a snapshot of how much the table in the "
        "database held, and a short Python script. Whoever may read that table runs the script, or connects and opens "
        "the bundle here, and sees whether every number is the same, or which ones differ. Neither the rows nor the "
        "address of the database are in it, and no customer is named."
    ),
    "Its tables are counted again from the file that is loaded now, and every number is compared. Nothing in the "
    "bundle is run.": mark(
        "Its tables are counted again from the table that is connected now, and every number is compared. Nothing in "
        "the bundle is run."
    ),
    "Another file, and all is identical: {numbers_in_tables}.": mark(
        "Another snapshot, and all is identical: {numbers_in_tables}."
    ),
    "The same file.": mark("The same snapshot."),
    "Another file.": mark("Another snapshot."),
    # What goes along.
    "This view as a link: the settings, never the data. Whoever has the same file sees the same.": mark(
        "This view as a link: the settings, never the data. Whoever connects to the same table sees the same."
    ),
    "What happened outside the file: a new price, a campaign, an outage. Each note is a dashed line on the charts "
    "along time and on the cohort matrix. It says when something happened, not what it did.": mark(
        "What happened outside the table: a new price, a campaign, an outage. Each note is a dashed line on the charts "
        "along time and on the cohort matrix. It says when something happened, not what it did."
    ),
    "Not in this file, and left out: {things}.": mark("Not in this table, and left out: {things}."),
    "Who is slipping away, by ids that only the same file can be matched with.": mark(
        "Who is slipping away, by ids that only the same table can be matched with."
    ),
    "Your saved views of this file": mark("Your saved views of this table"),
    "Kept on this computer: the settings and the file's fingerprint, never the data.": mark(
        "Kept on this computer: the settings and the table's fingerprint, never the data."
    ),
}
_SEVERAL: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        (
            "{n} row of the file is in no number ({reasons}).",
            "{n} rows of the file are in no number ({reasons}).",
        ),
        mark_many(
            "{n} row of the table is in no number ({reasons}).",
            "{n} rows of the table are in no number ({reasons}).",
        ),
    ),
    (
        (
            "{n} cohort is not in it: its window is not over, or the file holds no rows for it.",
            "{n} cohorts are not in it: their windows are not over, or the file holds no rows for them.",
        ),
        mark_many(
            "{n} cohort is not in it: its window is not over, or the table holds no rows for it.",
            "{n} cohorts are not in it: their windows are not over, or the table holds no rows for them.",
        ),
    ),
    (
        (
            "The first cohort may hold old customers: first in the file is not first ever.",
            "The first {n} cohorts may hold old customers: first in the file is not first ever.",
        ),
        mark_many(
            "The first cohort may hold old customers: first in the table is not first ever.",
            "The first {n} cohorts may hold old customers: first in the table is not first ever.",
        ),
    ),
    (
        (
            "The same file, {n} number differs from the {numbers_in_tables}: {cells}.",
            "The same file, {n} numbers differ from the {numbers_in_tables}: {cells}.",
        ),
        mark_many(
            "The same snapshot, {n} number differs from the {numbers_in_tables}: {cells}.",
            "The same snapshot, {n} numbers differ from the {numbers_in_tables}: {cells}.",
        ),
    ),
    (
        (
            "Another file, {n} number differs from the {numbers_in_tables}: {cells}.",
            "Another file, {n} numbers differ from the {numbers_in_tables}: {cells}.",
        ),
        mark_many(
            "Another snapshot, {n} number differs from the {numbers_in_tables}: {cells}.",
            "Another snapshot, {n} numbers differ from the {numbers_in_tables}: {cells}.",
        ),
    ),
)
INSTEAD = _ONES | {of: told for both, said in _SEVERAL for of, told in zip(both, said, strict=True)}


def fitting(message: str) -> str:
    """The sentence that fits what is spoken of.

    Examples
    --------
    >>> with speaking_of_table():
    ...     fitting("Rows in the file")
    'Rows in the table'
    >>> fitting("Rows in the file")
    'Rows in the file'
    """
    return INSTEAD.get(message, message) if _of_table.get() else message


def speak_of_table(yes: bool) -> None:
    """Speak of a table, or of a file, in this thread from now on."""
    _of_table.set(yes)


@contextmanager
def speaking_of_table(yes: bool = True) -> Iterator[None]:
    """Speak of a table, or of a file, inside a ``with`` block."""
    token = _of_table.set(yes)
    try:
        yield
    finally:
        _of_table.reset(token)
