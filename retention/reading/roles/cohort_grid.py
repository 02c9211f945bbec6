"""A table of cohorts by age as text: a label for each row, an age for each column, whichever way it is laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from retention.errors import ReadError
from retention.languages import later, say
from retention.reading.roles.columns import look
from retention.reading.roles.kinds import long_form
from retention.reading.roles.spans import Period, age_unit, ages_in, period_of, periods_in
from retention.reading.roles.words import meanings
from retention.reading.tables import SAMPLE, Table, Wanted, as_text

_SUMMARY = re.compile(
    r"^\W*(grand )?(total|sum|subtotal|all|overall|average|avg|mean|median|weighted|합계|총계|총합계|소계|전체|평균|"
    r"가중평균|"
    r"合计|总计|小计|平均|加权平均|全部|合計|總計|小計|総計|全体|รวม|เฉลี่ย|ค่าเฉลี่ย|ทั้งหมด|summe|gesamt|durchschnitt|mittelwert|"
    r"moyenne|ensemble|promedio|media|média|totale|suma|średnia|toplam|ortalama|итого|всего|среднее|الإجمالي|المتوسط|"
    r"tổng|trung bình|rata)",
    re.IGNORECASE,
)


@dataclass
class CohortGrid:
    """A cohort table as text: a label for each row, an age for each column."""

    labels: list[str]
    ages: list[int]
    cells: list[list[str]]
    sizes: list[str]
    unit: str = ""
    shares: bool | None = None  # whether a header says that the cells are shares
    notes: list[str] = field(default_factory=list)


def grid_of(table: Table) -> CohortGrid:
    import pyarrow as pa

    loaded = table.load(Wanted(tuple(table.names), text_only=True))
    text = as_text(pa.table([loaded.columns[n] for n in table.names], names=table.names)).to_pydict()
    columns: dict[str, list[str]] = {n: [str(v).strip() for v in text[n]] for n in table.names}
    ages = ages_in(table.names, least=2)
    if ages:
        return _of_ages(columns, ages)
    periods = periods_in(table.names)
    if len(periods) >= 3:
        return _of_periods(columns, periods, table.source)
    return _long(columns, table.source)


def _no_cohorts(where: str) -> ReadError:
    return ReadError(
        say("The file is no table of cohorts: no columns are ages such as 'M0', 'Month 1' or '0', '1', '2'."),
        where=where,
        todo=say("Give one row for each cohort, its number of customers, and a column for each age."),
    )


def _of_ages(columns: dict[str, list[str]], ages: dict[str, int]) -> CohortGrid:
    others = [name for name in columns if name not in ages]
    label = _label(columns, others)
    cells = [list(row) for row in zip(*(columns[name] for name in ages), strict=True)]
    return CohortGrid(columns[label], list(ages.values()), cells, _sizes(columns, others, label), age_unit(ages))


def _of_periods(columns: dict[str, list[str]], periods: dict[str, Period], where: str) -> CohortGrid:
    """A column for each calendar period: the age is how long the cohort has been there by then."""
    others = [name for name in columns if name not in periods]
    label = _label(columns, others)
    cohorts = periods_in(columns[label])
    if not cohorts:
        raise _no_cohorts(where)
    width = len(periods)
    cells = []
    for i, name in enumerate(columns[label]):
        row = [""] * width
        for column, period in periods.items():
            age = number_of(period) - number_of(cohorts[name]) if name in cohorts else -1
            if 0 <= age < width:
                row[age] = columns[column][i]
        cells.append(row)
    said = later("A column is a calendar period; ages are counted from the cohort's own.")
    sizes = _sizes(columns, others, label)
    return CohortGrid(columns[label], list(range(width)), cells, sizes, next(iter(periods.values())).unit, notes=[said])


def _long(columns: dict[str, list[str]], where: str) -> CohortGrid:
    """One row for each cohort and age."""
    found = long_form({name: look(name, 0, [[cell] for cell in cells[:SAMPLE]]) for name, cells in columns.items()})
    if not found:
        raise _no_cohorts(where)
    cohort, age = found["cohort"], found["age"]
    measure = found.get("active") or found.get("rate") or found["size"]
    size = found.get("size") if measure != found.get("size") else None
    open_rows = [text.lower() == "false" for text in columns.get("complete", [""] * len(columns[cohort]))]
    labels = list(dict.fromkeys(columns[cohort]))
    numbers = sorted({int(text) for text in columns[age] if text.isdecimal()})
    cells = [[""] * len(numbers) for _ in labels]
    sizes = [""] * len(labels)
    seen: set[tuple[str, str]] = set()
    for i, (label, text) in enumerate(zip(columns[cohort], columns[age], strict=True)):
        if not text.isdecimal():
            continue
        if (label, text) in seen:
            raise _repeated(say("The cohort '{cohort}' occurs twice at age {age}.", cohort=label, age=text), where)
        seen.add((label, text))
        at = labels.index(label)
        cells[at][numbers.index(int(text))] = "" if open_rows[i] else columns[measure][i]
        sizes[at] = sizes[at] or (columns[size][i] if size else "")
    unit = next((u for u in ("month", "week", "day", "quarter", "year") if u in age.lower()), "")
    shares = measure == found.get("rate")
    return CohortGrid(labels, numbers, cells, sizes if size else [], unit, shares)


def _label(columns: dict[str, list[str]], others: list[str]) -> str:
    """The column that names the cohorts: of that name, else the first with dates."""
    named = [name for name in others if meanings(name).get("cohort", 0.0) >= 0.6]
    dated = [name for name in others if len(periods_in(columns[name])) >= 0.5 * max(1, len(set(columns[name])))]
    return next((name for name in [*[n for n in named if n in dated], *dated, *named, *others]), next(iter(columns)))


def _sizes(columns: dict[str, list[str]], others: list[str], label: str) -> list[str]:
    sample = {name: look(name, 0, [[cell] for cell in columns[name][:SAMPLE]]) for name in others if name != label}
    numbers = [name for name, column in sample.items() if column.numbers > 0.5]
    named = [name for name in numbers if meanings(name).get("size", 0.0) >= 0.5 or len(numbers) == 1]
    return columns[named[0]] if named else []


def _repeated(what: str, where: str) -> ReadError:
    return ReadError(
        what,
        where=where,
        todo=say("Several tables seem to lie in one: keep the rows of one group, and read them apart."),
    )


def without_summaries(grid: CohortGrid, where: str) -> CohortGrid:
    """Rows of totals and means are no cohorts; neither are rows without anything in them."""
    keep, left = [], []
    for i, label in enumerate(grid.labels):
        if _SUMMARY.match(label) and period_of(label) is None:
            left.append(label)
        elif label or any(cell for cell in grid.cells[i]):
            keep.append(i)
    if left:
        grid.notes.append(later("Left out, since they are no cohorts: {rows}.", rows=", ".join(map(repr, left))))
    grid.labels = [grid.labels[i] for i in keep]
    grid.cells = [grid.cells[i] for i in keep]
    grid.sizes = [grid.sizes[i] for i in keep] if grid.sizes else []
    twice = next((label for i, label in enumerate(grid.labels) if label in grid.labels[:i]), None)
    if twice is not None:
        raise _repeated(say("The cohort '{cohort}' has more than one row.", cohort=twice), where)
    if not keep:
        raise ReadError(say("The table has no cohort."), where=where, todo=say("Give one row for each cohort."))
    return grid


def number_of(period: Period) -> int:
    if period.unit in ("day", "week"):
        days = int(period.start.astype("datetime64[D]").astype(int))
        return days if period.unit == "day" else days // 7
    months = int(period.start.astype("datetime64[M]").astype(int))
    return months // {"month": 1, "quarter": 3, "year": 12}[period.unit]
