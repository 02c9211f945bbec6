"""The main number of a page as a sentence, with its range and n, and without cohorts that may hold old customers."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import words


def draw(matrix: rt.CohortMatrix, curve: rt.MetricSeries) -> None:
    """Say the share that came back at the first age after the cohort's own period."""
    if len(curve) < 2:
        st.markdown(f"Nothing can be said yet. {curve.note}".strip())
        return
    group = "" if matrix.segment is None else f" of {words.plain(matrix.segment or '(blank)', 30)}"
    came, could = int(curve.numerator[1]), int(curve.denominator[1])
    st.markdown(
        f"Of {words.count(could, 'customer')}{group} watched long enough, **{came:,}** {did(matrix)} "
        f"{when(matrix, 1)}: **{words.percent(curve.rates[1])}** "
        f"(likely {words.percent_span(curve.lower[1], curve.upper[1])})."
    )
    without_warm_up(matrix)


def did(matrix: rt.CohortMatrix) -> str:
    """What those who are counted did, in words."""
    settings = matrix.settings
    done = matrix.did if settings.return_event is None else f"did {words.plain(settings.return_event, 30)}"
    return done if settings.min_events == 1 else f"{done} at least {settings.min_events} times"


def when(matrix: rt.CohortMatrix, column: int) -> str:
    """A column of the matrix in words: "in month 1", "in months 2-4", "within 3 months from month 1"."""
    settings, unit, label = matrix.settings, words.unit(matrix.settings), matrix.age_labels[column]
    name = f"{unit}s {label}" if "-" in label else f"{unit} {label}"
    if matrix.did != "came back":
        return f"at the end of {name}"
    own = "their own " if settings.clock == "elapsed" else ""
    if settings.measure == "within":
        return f"within {words.count(settings.within or 1, unit)} from {own}{name}"
    return f"in {own}{name}{' or later' if settings.measure == 'on_or_after' else ''}"


def without_warm_up(matrix: rt.CohortMatrix, column: int = 1) -> None:
    """The number of a column without the first cohorts, which may hold old customers."""
    if not matrix.warm_up:
        return
    rows = matrix.settings.cohort_period or words.unit(matrix.settings)
    rest = matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1)
    curve = rt.retention_curve(rest)
    first = words.first(matrix.warm_up, rows)
    if len(curve) <= column:
        st.caption(f"First in the file is not first ever: {first} (*) may hold old customers.")
        return
    st.caption(
        f"Without {first} (*), which may hold old customers, since first in the file is not first ever: "
        f"{words.percent(curve.rates[column])}, "
        f"{words.likely(curve.lower[column], curve.upper[column], int(curve.denominator[column]))}."
    )
