"""A table of a connection: which one, what is in it, what its columns are, and what counting it takes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, cost, counting, loading, resting, roles_form, state, words
from pages.shared.connected import Connected
from pages.shared.connections import Opened
from pages.shared.cost import Cost
from pages.shared.guard import Guard
from retention.languages import say, term

SAMPLE, SHOWN = 2_000, 5  # rows that the columns are guessed from, and rows shown


@dataclass(frozen=True)
class Look:
    """What was found out about a table without counting it."""

    expression: Any
    kinds: dict[str, str]
    guess: rt.FileGuess
    first: pd.DataFrame


def draw(opened: Opened) -> None:
    """Everything about the connection; the button that counts stands on top."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(opened.name)}**", width="content")
        st.caption(words.plain(opened.engine), width="content")
        st.button(
            say("Choose another connection"),
            icon=":material/database:",
            type="tertiary",
            key="another-connection",
            on_click=loading.keep_connection,
            args=(None,),
        )
    if opened.written:
        st.caption(
            say(
                "The program only reads. Let the database's owner make sure of it: connect as a user who may only read."
            )
        )
    table = _table(opened)
    if table is not None:
        _about(opened, table, looked(opened, table))


def _table(opened: Opened) -> str | None:
    if not opened.tables:
        st.info(say("There is no table in it that may be read."), icon=":material/info:")
        return None
    if len(opened.tables) == 1:
        return opened.tables[0]
    chosen: str | None = st.selectbox(
        term("database", "Table"),
        opened.tables,
        opened.tables.index(opened.chosen) if opened.chosen in opened.tables else None,
        key="connect-table",
        placeholder=say("choose a table"),
        on_change=loading.new_table,
    )
    return chosen


def looked(opened: Opened, table: str) -> Look:
    """What is in the table, from its first rows; looked at once."""
    found: Look | None = loading.looked(table)
    if found is None:
        found = _look(opened, table)
        loading.keep_looked(table, found)
    return found


def _look(opened: Opened, table: str) -> Look:
    expression = opened.table(table)
    with opened.watch.question():
        rows = expression.limit(SAMPLE).to_pyarrow()
    kinds = {name: str(kind) for name, kind in expression.schema().items()}
    return Look(expression, kinds, _guessed(rows, opened.place(table).table), rows.slice(0, SHOWN).to_pandas())


def _guessed(rows: Any, name: str) -> rt.FileGuess:
    """What the columns seem to be, by the same rules as those of a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not len(rows):
        raise rt.ReadError(say("the table is empty."), where=name, todo=say("Choose another one."))
    plain = [
        column.cast(pa.float64()) if pa.types.is_decimal(column.type) else _flat(column) for column in rows.columns
    ]
    file = io.BytesIO()
    pq.write_table(pa.table(plain, names=rows.column_names), file)
    return rt.inspect(file.getvalue(), name=f"{name}.parquet")


def _flat(column: Any) -> Any:
    """A column without parts: those of lists and the like are written as text."""
    import pyarrow as pa

    return pa.array([str(one) for one in column.to_pylist()]) if pa.types.is_nested(column.type) else column


# ----------------------------------------------------------------------------------------------------------- the form
def _about(opened: Opened, table: str, look: Look) -> None:
    button = st.container(gap="small")
    left, right = st.columns([11, 7], gap="small")
    with left:
        roles, segments = roles_form.draw(look.guess)
    with right, cards.card(say("Times")):
        zone = _zone(opened)
        until = st.date_input(
            say("Complete through"),
            None,
            key="connect-until",
            help=say("Left open, it is the last day in the table. Windows that end later are unfinished."),
        )
    with st.expander(say("Columns and first rows"), icon=":material/table_rows:"):
        _columns(look)
    with button:
        _count(opened, table, look, _Chosen(roles, segments, zone, until))


def _zone(opened: Opened) -> str:
    zones = list(resting.zones())
    named = opened.timezone if opened.timezone in zones else None
    zone: str = st.selectbox(
        say("Time zone"),
        zones,
        zones.index(named) if named else 0,
        key="connect-zone",
        help=say("Decides where a day begins. Times without a zone of their own are read as times of this zone."),
    )
    return zone


def _columns(look: Look) -> None:
    kinds = pd.DataFrame({term("of a table", "Column"): list(look.kinds), say("Type"): list(look.kinds.values())})
    st.dataframe(kinds, hide_index=True)
    st.caption(say("The first rows, as the database has them:"))
    st.dataframe(look.first.astype(str), hide_index=True)


@dataclass(frozen=True)
class _Chosen:
    roles: dict[str, str | None]
    segments: tuple[str, ...]
    zone: str
    until: Any

    @property
    def missing(self) -> str:
        """What still has to be chosen, as a sentence; empty when it can be counted."""
        for role, name, needed in roles_form.ROLES["events"]:
            if needed and not self.roles.get(role):
                return say(roles_form.CHOOSE[name])
        used = [column for column in self.roles.values() if column]
        if len(used) != len(set(used)):
            return say("One column is chosen twice. Give each its own.")
        return ""

    @property
    def mapping(self) -> rt.ColumnMapping:
        """The columns, as the library wants them."""
        taken = {column for column in self.roles.values() if column}
        return rt.ColumnMapping(**self.roles, segments=tuple(s for s in self.segments if s not in taken))  # type: ignore[arg-type]


def _count(opened: Opened, table: str, look: Look, chosen: _Chosen) -> None:
    """What it takes, whether it is wanted, and the button."""
    missing, sure = chosen.missing, True
    if not missing:
        found = _cost(opened, table, chosen.mapping)
        st.caption(found.told())
        if found.is_above(opened.limits):
            sure = st.checkbox(say("That is much. Count it all the same."), key="connect-sure")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            say("Count this table"),
            type="primary",
            icon=":material/play_arrow:",
            key="count-table",
            disabled=bool(missing) or not sure,
        )
        st.caption(missing or say("Only counts leave the database; its rows stay there."), width="content")
    if pressed:
        _connect(opened, table, look, chosen)


def _guard(opened: Opened, table: str, mapping: rt.ColumnMapping) -> Guard:
    """Asks before later counts that take much more; what going over some columns takes is looked up once for each."""
    known = {tuple(mapping.columns): _cost(opened, table, mapping)}

    def of(columns: Sequence[str]) -> Cost:
        if not opened.files:  # which alone hold their columns one by one
            return known[tuple(mapping.columns)]
        key = tuple(columns)
        if key not in known:
            known[key] = cost.of(opened, table, columns)
        return known[key]

    return Guard(opened.backend, of, mapping.columns, opened.limits)


def _cost(opened: Opened, table: str, mapping: rt.ColumnMapping) -> Cost:
    key = f"cost {table} {sorted(mapping.columns)}" if opened.files else f"cost {table}"
    kept: Cost | None = loading.costs().get(key)
    if kept is None:
        kept = loading.costs()[key] = cost.of(opened, table, mapping.columns)
    return kept


def _connect(opened: Opened, table: str, look: Look, chosen: _Chosen) -> None:
    until = None if chosen.until is None else pd.Timestamp(chosen.until) + pd.Timedelta(days=1)
    opened.watch.refused = False
    found = Connected(
        look.expression,
        chosen.mapping,
        chosen.zone,
        until,
        place=opened.place(table),
        watch=opened.watch,
        guard=_guard(opened, table, chosen.mapping),
    )
    state.keep_data(counting.counted(found, found.measure))
    loading.keep_connection(None)
    st.rerun()
