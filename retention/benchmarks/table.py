"""The table of benchmarks: read, checked in words, and matched with what is counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from retention.errors import ReadError
from retention.languages import mark, say
from retention.settings import CohortSettings
from retention.spreadsheets import unprotected

NOT_STATED = mark("not stated")
DEFINITIONS = (
    *(mark("on"), mark("on or after"), mark("period retention"), mark("churn")),
    *(mark("gross revenue retention"), mark("net revenue retention"), mark("repeat purchase"), NOT_STATED),
)
BY_AGE = ("on", "on or after")  # these are of one age; the others are of a period
PERIODS = ("day", "week", "month", "quarter", "year", NOT_STATED)
GRADES = ("A", "B", "C", "D")
MEASURES = {"on": "on", "on_or_after": "on or after"}
MOST_ROWS = 500


@dataclass(frozen=True)
class Benchmark:
    """A number that somebody published.

    Attributes
    ----------
    subject
        Whom it is about: an industry, a kind of product.
    low, high
        Fractions; the same where one value was published.
    definition
        How it was counted: "on" or "on or after" for one age; "period retention", "churn", "gross revenue retention",
        "net revenue retention", "repeat purchase" for a period; or "not stated".
    period, age
        The period it is counted in, and the age where it is of one.
    year
        Of the data, or of the publication.
    grade
        How well definition and sample are known. A: both, and the data can be had. B: the publisher's own data with
        some method. C: a collection of other pages, or opinions. D: contradicted, or without a source.
    source
        Where it stands.
    note
        What else to bear in mind.
    """

    subject: str
    low: float
    high: float
    definition: str
    period: str
    age: int | None
    year: int
    grade: str
    source: str
    note: str = ""

    @property
    def comparable(self) -> bool:
        """Whether it says enough to be compared with anything."""
        stated = NOT_STATED not in (self.definition, self.period)
        return stated and (self.age is not None) == (self.definition in BY_AGE)

    @property
    def value_text(self) -> str:
        """The value as it was published: "7 %", "25 to 30 %"."""
        low, high = (f"{100 * share:g}" for share in (round(self.low, 6), round(self.high, 6)))
        return say("{share} %", share=low) if low == high else say("{low} to {high} %", low=low, high=high)


COLUMNS = ("subject", "value", "low", "high", "unit", *(f.name for f in fields(Benchmark)[3:]))


def load(path: str | Path | bytes | None = None) -> tuple[Benchmark, ...]:
    """Read a table of benchmarks: the one that comes along, or your own.

    Parameters
    ----------
    path
        A CSV file, or its bytes, with the columns ``COLUMNS``; ``value`` alone, or ``low`` and ``high``. None reads
        the table that comes along.

    Returns
    -------
    tuple of Benchmark

    Raises
    ------
    ReadError
        For a table that is not one, and for the first row that says something impossible, with what to write instead.

    Examples
    --------
    >>> one = load()[0]
    >>> one.value_text, one.definition, one.period, one.age, one.year, one.grade
    ('7 %', 'on', 'day', 7, 2025, 'B')
    >>> load(b"subject,value\\nShops,140\\n")
    Traceback (most recent call last):
    retention.errors.ReadError: row 1 of the benchmarks: value 140 is no percentage here ...
    """
    given = path if path is not None else Path(__file__).with_name("benchmarks.csv")
    try:
        frame = pd.read_csv(BytesIO(given) if isinstance(given, bytes) else given, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        where = mark("the file given") if isinstance(given, bytes) else str(given)
        raise ReadError(
            say("this is not a table of benchmarks."),
            where=where,
            todo=say("Save it as CSV with the columns {names}.", names=_names()),
        ) from error
    return check(frame.map(lambda cell: unprotected(cell) if isinstance(cell, str) else cell))


def check(rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> tuple[Benchmark, ...]:
    """Make benchmarks of rows, such as those of an editor; rows that are wholly blank are left out.

    Raises
    ------
    ReadError
        As for :func:`load`.
    """
    if isinstance(rows, pd.DataFrame):
        unknown = [str(name) for name in rows.columns if name not in COLUMNS]
        if unknown or "subject" not in rows.columns:
            what = (
                say("the column '{name}' is not known.", name=unknown[0])
                if unknown
                else say("there is no column 'subject'.")
            )
            raise ReadError(what, where=mark("benchmarks"), todo=say("The columns are {names}.", names=_names()))
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else [dict(row) for row in rows]
    cells = [{str(key): _cell(value) for key, value in row.items()} for row in records]
    if len(cells) > MOST_ROWS:
        raise ReadError(
            say("{n} rows are too many.", n=f"{len(cells):,}"),
            where=mark("benchmarks"),
            todo=say("Keep at most {most}.", most=MOST_ROWS),
        )
    return tuple(_benchmark(row, i) for i, row in enumerate(cells, 1) if any(row.values()))


def to_frame(benchmarks: Iterable[Benchmark]) -> pd.DataFrame:
    """Lay benchmarks out as the table that :func:`load` reads."""
    rows = []
    for one in benchmarks:
        row = asdict(one)
        low, high = (round(100 * row.pop(name), 6) for name in ("low", "high"))
        single = low == high
        row |= {
            "value": low if single else math.nan,
            "low": math.nan if single else low,
            "high": math.nan if single else high,
            "unit": "%",
        }
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    whole, text = dict.fromkeys(("age", "year"), "Int64"), dict.fromkeys(("subject", "unit", *COLUMNS[5:7]), "object")
    return frame.astype({**whole, **dict.fromkeys(("value", "low", "high"), "float64"), **text})


def matching(
    benchmarks: Iterable[Benchmark],
    settings: CohortSettings,
    *,
    definition: str | None = None,
    ages: Iterable[int] | None = None,
) -> tuple[Benchmark, ...]:
    """Return the benchmarks that were counted as the settings count.

    The period must be the same, single and not a block of several; the definition must be stated and the same. What
    counts as coming back, and which rows are looked at, nobody publishes: with conditions, named events or more than
    one event asked for, nothing matches.

    Parameters
    ----------
    benchmarks
        From :func:`load` or :func:`check`.
    settings
        What is counted.
    definition
        One of ``DEFINITIONS`` for a number of a period; None takes the measure of the settings.
    ages
        Only these ages, such as those on screen.

    Returns
    -------
    tuple of Benchmark
        In the order of their ages.

    Examples
    --------
    >>> [one.age for one in matching(load(), CohortSettings(period="day"))]
    [7]
    >>> matching(load(), CohortSettings(period="day", measure="on_or_after"))
    ()
    >>> [one.value_text for one in matching(load(), CohortSettings(period="month"), definition="churn")]
    ['5.48 %']
    """
    wanted = definition or MEASURES.get(settings.measure)
    narrowed = settings.where or settings.start_where or settings.return_where or settings.return_event
    if settings.period_size > 1 or settings.min_events > 1 or narrowed:
        return ()
    shown = None if ages is None else set(ages)
    found = [
        one
        for one in benchmarks
        if one.comparable and one.definition == wanted and one.period == settings.period
        if shown is None or one.age in shown
    ]
    return tuple(sorted(found, key=lambda one: -1 if one.age is None else one.age))


# -------------------------------------------------------------------------------------------------- one row
def _benchmark(row: Mapping[str, str], number: int) -> Benchmark:
    where = say("row {row} of the benchmarks", row=number)
    if not row.get("subject"):
        raise ReadError(
            say("{where}: it does not say whom it is about.", where=where),
            where="subject",
            todo=say("Write a subject."),
        )
    if row.get("unit", "") not in ("", "%"):
        raise ReadError(
            say("{where}: unit '{unit}' is not known.", where=where, unit=row["unit"]),
            where="unit",
            todo=say("Write values in %."),
        )
    low, high = _range(row, where)
    return Benchmark(
        subject=row["subject"][:120],
        low=low,
        high=high,
        definition=_one_of(row, "definition", DEFINITIONS, where),
        period=_one_of(row, "period", PERIODS, where),
        age=_whole(row, "age", 0, 10_000, where) if row.get("age") else None,
        year=_whole(row, "year", 1950, 2100, where),
        grade=_one_of({**row, "grade": row.get("grade", "").upper()}, "grade", GRADES, where),
        source=_source(row, where),
        note=row.get("note", "")[:200],
    )


def _range(row: Mapping[str, str], where: str) -> tuple[float, float]:
    names = ("value",) if row.get("value") else ("low", "high")
    shares = []
    for name in names:
        try:
            percent = float(row.get(name, "").replace(",", "."))
        except ValueError:
            percent = math.nan
        most = 1000 if row.get("definition", "") == "net revenue retention" else 100
        if not 0 <= percent <= most:
            said = row.get(name) or say("blank")
            raise ReadError(
                say("{where}: {name} {said} is no percentage here.", where=where, name=name, said=said),
                where=name,
                todo=say("Write a number from 0 to {most}.", most=most),
            )
        shares.append(percent / 100)
    if shares[0] > shares[-1]:
        raise ReadError(
            say("{where}: low is above high.", where=where), where="low", todo=say("Write the smaller number as low.")
        )
    return shares[0], shares[-1]


def _one_of(row: Mapping[str, str], name: str, allowed: tuple[str, ...], where: str) -> str:
    value = row.get(name, "")
    if value not in allowed:
        said = f"'{value}'" if value else say("a blank")
        raise ReadError(
            say("{where}: {said} is no {name} that is known.", where=where, said=said, name=name),
            where=name,
            todo=say("Choose one of: {choices}.", choices=", ".join(allowed)),
        )
    return value


def _whole(row: Mapping[str, str], name: str, low: int, high: int, where: str) -> int:
    try:
        number = float(row.get(name, ""))
    except ValueError:
        number = math.nan
    if not (low <= number <= high and number == int(number)):
        said = row.get(name) or say("blank")
        raise ReadError(
            say(
                "{where}: {name} {said} is not a whole number from {low} to {high}.",
                where=where,
                name=name,
                said=said,
                low=low,
                high=f"{high:,}",
            ),
            where=name,
            todo=say("Change it."),
        )
    return int(number)


def _source(row: Mapping[str, str], where: str) -> str:
    source = row.get("source", "")
    if not source:
        raise ReadError(
            say("{where}: it names no source.", where=where),
            where="source",
            todo=say("Write where it stands: an address, a title, a page."),
        )
    return source[:300]


def _cell(value: Any) -> str:
    return (
        ""
        if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
        else str(value).strip()
    )


def _names() -> str:
    return ", ".join(COLUMNS)
