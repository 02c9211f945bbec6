"""A bundle of tables and figures, with a script that counts them again."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, sidebar, state, words
from pages.shared.connected import Connected
from retention.languages import mark, say

# Tables by name: the metric, what people read, and whether they need amounts.
TABLES = {
    "cohorts": ("cohort_matrix", mark("Cohorts"), False),
    "curve": ("retention_curve", mark("Retention curve"), False),
    "periods": ("period_retention", mark("Retention and churn by period"), False),
    "lifecycle": ("lifecycle", mark("Lifecycle"), False),
    "repeat": ("repeat_rate", mark("Came back within so many days"), False),
    "gaps": ("visit_gaps", mark("Days between visits"), False),
    "revenue": ("revenue_retention", mark("Revenue retention"), True),
    "survival": ("survival", mark("How long customers stay"), False),
}
OF_VISITS, OF_CONTRACTS = {"repeat", "gaps"}, {"survival"}
OF_COHORTS = {"cohorts", "curve"}
LONGEST_NOTE = 2000


def draw(data: rt.Events | rt.Subscriptions) -> None:
    """What goes in, and the file."""
    with st.expander(say("What is counted"), icon=":material/tune:"):
        view = sidebar.cohort_controls(data, with_show=False)
        st.caption(words.plain(view.heading, 200))
    with cards.card(say("What goes in")):
        offered = [name for name in TABLES if _fits(name, data)]
        picked = st.pills(
            say("Tables"),
            offered,
            default=offered,
            selection_mode="multi",
            format_func=lambda name: say(TABLES[name][1]),
            key=f"bundle_tables_{state.kind_of(data)}_{len(offered)}",
        )
        figures = st.toggle(say("With charts that open offline"), True, key="bundle_figures", persist_state="session")
        note = st.text_area(
            say("A few words of your own"),
            key="bundle_note",
            max_chars=LONGEST_NOTE,
            height=70,
            persist_state="session",
        )
        recipes = {name: recipe(name, view.settings, data) for name in offered if name in picked}
        if not recipes:
            st.info(say("Choose at least one table."), icon=":material/checklist:")
            return
        drawn = view.settings if figures else None
        make = partial(made, data, recipes, drawn, state.notes().annotations, note.strip())
        if not isinstance(data, Connected) or _is_wanted(data, (recipes, drawn, state.notes().annotations, note)):
            st.download_button(
                say("Bundle (ZIP)"),
                make if not isinstance(data, Connected) else _counted(*make.args),
                f"{words.file_stem(data, 'bundle')}.zip",
                "application/zip",
                key="bundle",
                on_click="ignore",
                type="primary",
                icon=":material/inventory_2:",
            )
    _about(data)


def _is_wanted(data: Connected, asked: Any) -> bool:
    """Whether the tables of a bundle are to be counted in the database: not before somebody says so."""
    wanted = (data.kept_as, asked)
    if state.made("bundle") == wanted:
        return True
    # Not a callback: it would get what was wanted before the words that the same click has ended.
    if st.button(say("Count these tables"), type="primary", icon=":material/play_arrow:", key="count-bundle"):
        state.keep_made("bundle", wanted)
        st.rerun()
    return False


def recipe(name: str, settings: rt.CohortSettings, data: rt.Events | rt.Subscriptions) -> rt.Recipe:
    """What gives a table: cohorts with all that was chosen, series and curves with what has a meaning in them."""
    s = settings
    if name not in OF_COHORTS:
        s = rt.CohortSettings(
            period=s.period,
            period_size=s.period_size,
            origin=s.origin,
            return_event=s.return_event if state.has_visits(data) else None,
            where=s.where,
            return_where=s.return_where,
            start=s.start,
            end=s.end,
            week_start=s.week_start,
            timezone=s.timezone,
            refunds_count=s.refunds_count,
        )
    return rt.Recipe(TABLES[name][0], s)


def made(
    data: rt.Events | rt.Subscriptions,
    recipes: dict[str, rt.Recipe],
    drawn: rt.CohortSettings | None,
    notes: tuple[rt.Annotation, ...],
    note: str,
) -> bytes:
    """The bytes of the bundle; ``drawn`` are the settings of its figures, None for none."""
    figures = {}
    if drawn is not None:
        matrix = rt.cohort_matrix(data, drawn.replace(segment=None))
        figures = {
            "cohorts": rt.charts.cohort_heatmap(matrix, pooled=rt.retention_curve(matrix)),
            "curve": rt.charts.retention_curves(matrix),
        }
    return rt.export.bundle(data, recipes, figures=figures, annotations=notes, note=note)


@compute.keep(max_entries=1)
def _counted(
    data: Connected,
    recipes: dict[str, rt.Recipe],
    drawn: rt.CohortSettings | None,
    notes: tuple[rt.Annotation, ...],
    note: str,
) -> bytes:
    """The same of a table, counted while the page shows how long it takes, and can be stopped."""
    return made(data, recipes, drawn, notes, note)


def _fits(name: str, data: rt.Events | rt.Subscriptions) -> bool:
    if name in OF_VISITS:
        return state.has_visits(data)
    if name in OF_CONTRACTS:
        return isinstance(data, rt.Subscriptions)
    return data.amount is not None if TABLES[name][2] else True


def _about(data: rt.Events | rt.Subscriptions) -> None:
    with cards.card(say("What it proves")):
        st.markdown(
            say(
                "The bundle holds every table as CSV, the settings, the fingerprint of the file and a short Python "
                "script. Whoever has the same file runs the script, or opens the bundle here, and sees whether every "
                "number is the same, or which ones differ. The data are not in it, and no customer is named."
            )
        )
        st.caption(say("Fingerprint of what was read:"))
        st.code(data.fingerprint, language=None, wrap_lines=True)
