"""Which sheet of a workbook is read: the largest visible table, all of its shape, or a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retention.errors import EmptyFileError, LimitError, ReadError
from retention.languages import later, mark, say
from retention.mapping import Assumption
from retention.reading.joined import JoinedTable
from retention.reading.opening import ALL, Opening
from retention.reading.questions import Choice, Question
from retention.reading.roles.roles import guess_roles
from retention.reading.sheets.grid_tables import lay_out
from retention.reading.sheets.grids import Grid
from retention.reading.tables import ArrowTable, Table, as_text, joined
from retention.reading.wording import kept_word, strung
from retention.reading.wording import rows as _rows

_EQUAL = 0.5  # a table of this share of the rows is about as big
_COPY = 0.9  # a sheet that holds this share of the rows of all others is a summary of them
_OVERLAP = 0.5  # share of the rows of a sheet that may occur in others before it is asked about


@dataclass(frozen=True)
class Tab:
    """One sheet as its workbook lists it; ``why`` says in a word why it is not read, such as "hidden"."""

    name: str
    why: str = ""


@dataclass(frozen=True)
class _Candidate:
    table: ArrowTable
    name: str
    rank: int  # 2 where it can be read as it stands, 1 where it is some table, 0 where it is a list

    @property
    def size(self) -> tuple[int, int, int]:
        return self.rank, self.table.rows, len(self.table.names)


def choose(grids: Sequence[Grid], tabs: Sequence[Tab], opening: Opening, where: str) -> Table:
    """Turn the sheets of a workbook into one table.

    Parameters
    ----------
    grids
        Sheets that were read.
    tabs
        All sheets of the workbook.
    opening
        May name a sheet, or ask for all of one shape.
    where
        The file, for messages.

    Raises
    ------
    ReadError
        If there is no such sheet, or no sheet with data.
    """
    if opening.sheet not in (None, ALL):
        grid = next((grid for grid in grids if grid.name == opening.sheet), None)
        if grid is None:
            listed = ", ".join(f"'{tab.name}'" for tab in tabs)
            raise ReadError(
                say(
                    "There is no sheet '{sheet}' with cells. The workbook has: {sheets}.",
                    sheet=opening.sheet,
                    sheets=listed,
                ),
                where=where,
                todo=say("Choose one."),
            )
        return _one(lay_out(grid, opening, where), grid.name, tabs, "chosen", later("as asked for"), ())
    candidates = _candidates(grids, tabs, opening, where)
    best = candidates[0]
    group = [c for c in candidates if _same_shape(c, best)]
    group.sort(key=lambda c: [tab.name for tab in tabs].index(c.name))
    if len(group) == 1 and opening.sheet != ALL:
        return _largest(candidates, tabs)
    if opening.sheet == ALL:
        return _all(group, candidates, tabs, "chosen", later("as asked for"), where)
    return _joined(group, candidates, tabs, where)


def _candidates(grids: Sequence[Grid], tabs: Sequence[Tab], opening: Opening, where: str) -> list[_Candidate]:
    """Tables among the sheets, the best one first; hidden ones only where nothing else is there."""
    shown = {tab.name for tab in tabs if not tab.why}
    for among in (True, False):
        found, failed = [], None
        for grid in (grid for grid in grids if (grid.name in shown) is among):
            try:
                found.append((lay_out(grid, opening, where), grid.name))
            except (EmptyFileError, LimitError) as error:
                failed = failed if isinstance(failed, LimitError) else error
        if found:
            ranked = [_Candidate(table, name, _rank(table) if len(found) > 1 else 2) for table, name in found]
            return sorted(ranked, key=lambda c: c.size, reverse=True)
        if failed is not None:
            raise failed
    raise EmptyFileError(
        say("The workbook has no sheet with cells."), where=where, todo=say("Save the data on a sheet.")
    )


def _rank(table: ArrowTable) -> int:
    if len(table.names) < 2:
        return 0
    roles = guess_roles(table.names, table.sample)
    return 2 if roles.mapping is not None else int(roles.kind != "unknown")


def _same_shape(one: _Candidate, best: _Candidate) -> bool:
    if one.name == best.name:
        return True
    titled = one.table.detected["header"] != "none" and len(one.table.names) > 1
    return titled and set(one.table.names) == set(best.table.names)


# ---------------------------------------------------------------------------------------------- the decisions
def _largest(candidates: list[_Candidate], tabs: Sequence[Tab]) -> Table:
    best, *others = candidates
    rivals = [c for c in others if c.rank == best.rank and c.table.rows >= _EQUAL * best.table.rows]
    if rivals and best.rank:
        question = _question([best, *rivals], together=False)
        table = _one(
            best.table, best.name, tabs, "assumed", later("several are about equally large"), _single(candidates)
        )
        table.questions = (question,)
        return table
    if not others:
        why, sure = later("the only one that holds a table"), "proved"
    elif all(c.rank < best.rank for c in others):
        why, sure = later("the only one with a column for the customer and one for the time"), "likely"
    else:
        why, sure = later("the one with the most rows ({n})", n=f"{best.table.rows:,}"), "likely"
    return _one(best.table, best.name, tabs, sure, why, _single(candidates))


def _joined(group: list[_Candidate], candidates: list[_Candidate], tabs: Sequence[Tab], where: str) -> Table:
    """Sheets of one shape are one table, unless some repeat the rows of others."""
    total, again = _repeated(group)
    if total:
        why = later("it holds the rows of all other sheets of its columns")
        return _one(total.table, total.name, tabs, "likely", why, (*_single(candidates), _together(group)))
    if again:
        best = max(group, key=lambda c: c.table.rows)
        table = _one(
            best.table, best.name, tabs, "assumed", later("rows of some sheets occur in others"), _single(candidates)
        )
        table.questions = (_question(group, together=True),)
        return table
    why = later("{n} sheets have the same columns and no rows in common", n=f"{len(group):,}")
    return _all(group, candidates, tabs, "likely", why, where)


def _repeated(group: list[_Candidate]) -> tuple[_Candidate | None, bool]:
    """The sheet that holds all others, if one does; and whether some sheet repeats much of the others."""
    names = group[0].table.names
    rows = {c.name: joined(as_text(c.table.table.select(names)), "\x1f") for c in group}
    distinct = {name: set(texts) for name, texts in rows.items()}
    largest = max(group, key=lambda c: c.table.rows)
    others = [text for c in group if c is not largest for text in rows[c.name]]
    if sum(text in distinct[largest.name] for text in others) >= _COPY * len(others):
        return largest, True
    for c in group:
        elsewhere = set().union(*(distinct[o.name] for o in group if o is not c))
        if sum(text in elsewhere for text in rows[c.name]) >= _OVERLAP * len(rows[c.name]):
            return None, True
    return None, False


def _all(
    group: list[_Candidate], candidates: list[_Candidate], tabs: Sequence[Tab], sure: str, why: str, where: str
) -> Table:
    if len(group) == 1:
        return _one(group[0].table, group[0].name, tabs, sure, why, _single(candidates))
    _name_sheets(group, tabs)
    table = JoinedTable(where, [c.table for c in group], [c.name for c in group])
    read = {c.name for c in group}
    words = later("all {n} sheets of one shape", n=f"{len(group):,}")
    assumption = Assumption("sheet", ALL, words, why, sure, _single(candidates))
    table.assumptions = (assumption, *table.assumptions)
    table.detected[mark("sheet")] = words
    table.assumed = (*table.assumed, *_not_read(read, tabs))
    return table


def _name_sheets(group: list[_Candidate], tabs: Sequence[Tab]) -> None:
    """What is said of one sheet names it, once there are several; what is said of all alike is said once."""
    said = Counter(sentence for c in group for sentence in c.table.assumed)
    for c in group:
        c.table.sheets = tuple(tab.name for tab in tabs)
        c.table.assumed = tuple(
            text
            if said[text] == len(group) and not any(map(str.isdigit, text))
            else later("Sheet '{sheet}': {remark}", sheet=c.name, remark=text)
            for text in c.table.assumed
        )


def _one(
    table: ArrowTable, name: str, tabs: Sequence[Tab], sure: str, why: str, choices: tuple[tuple[str, str], ...]
) -> ArrowTable:
    others = tuple(choice for choice in choices if choice[0] != name)
    assumption = Assumption("sheet", name, later("the sheet '{sheet}'", sheet=name), why, sure, others)
    table.sheets = tuple(tab.name for tab in tabs)
    table.detected["sheet"] = name
    said = _not_read({name}, tabs)
    told = (later("The sheet '{sheet}' is read: {reason}.", sheet=name, reason=why), *said) if len(tabs) > 1 else ()
    return replace(table, assumptions=(assumption, *table.assumptions), assumed=(*told, *table.assumed))


def _not_read(read: set[str], tabs: Sequence[Tab]) -> tuple[str, ...]:
    others = [_with_reason(tab) for tab in tabs if tab.name not in read]
    return (later("Sheets not read: {sheets}.", sheets=strung(others)),) if others else ()


def _with_reason(tab: Tab) -> str:
    return later("{sheet} ({reason})", sheet=tab.name, reason=kept_word(tab.why)) if tab.why else tab.name


def _single(candidates: Sequence[_Candidate]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (c.name, later("the sheet '{sheet}' ({n} rows)", sheet=c.name, n=f"{c.table.rows:,}")) for c in candidates
    )


def _together(group: Sequence[_Candidate]) -> tuple[str, str]:
    total = sum(c.table.rows for c in group)
    return ALL, later("all {n} sheets together ({rows} rows)", n=f"{len(group):,}", rows=f"{total:,}")


def _question(among: Sequence[_Candidate], *, together: bool) -> Question:
    choices = [
        Choice(c.name, later("The sheet '{sheet}'", sheet=c.name), (", ".join(c.table.names[:8]),), _rows(c.table.rows))
        for c in among
    ]
    if together:
        total = sum(c.table.rows for c in among)
        again = later("{n} rows, some of them more than once", n=f"{total:,}")
        choices.append(Choice(ALL, later("All of them together"), (), again))
        text = later("Several sheets have the same columns, and rows of some occur in others. Which shall be read?")
    else:
        text = later("Several sheets hold tables of about the same size. Which shall be read?")
    largest = max(among, key=lambda c: c.size)
    return Question("sheet", text, tuple(choices), largest.name)
