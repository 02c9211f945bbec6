"""The main number of a page as a sentence, with its range and n, and without cohorts that may hold old customers."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import words
from retention.languages import numbered, say, term


def draw(matrix: rt.CohortMatrix, curve: rt.MetricSeries) -> None:
    """Say the share that came back at the first age after the cohort's own period."""
    st.markdown(sentence(matrix, curve))
    if len(curve) > 1:
        without_warm_up(matrix)


def sentence(matrix: rt.CohortMatrix, curve: rt.MetricSeries) -> str:
    """The same share as a sentence, or why there is none."""
    if len(curve) < 2:
        return f"{say('Nothing can be said yet.')} {curve.note}".strip()
    values = {
        "customers": words.count(int(curve.denominator[1]), "customer"),
        "came": f"{int(curve.numerator[1]):,}",
        "did": did(matrix),
        "when": when(matrix, 1),
        "rate": words.percent(curve.rates[1]),
        "span": words.percent_span(curve.lower[1], curve.upper[1]),
    }
    if matrix.segment is None:
        return say(
            "Of {customers} watched long enough, **{came}** {did} {when}: **{rate}** (likely {span}).",
            **values,
        )
    return say(
        "Of {customers} of {group} watched long enough, **{came}** {did} {when}: **{rate}** (likely {span}).",
        group=words.plain(matrix.segment or say("(blank)"), 30),
        **values,
    )


def did(matrix: rt.CohortMatrix) -> str:
    """What those who are counted did, in words."""
    settings = matrix.settings
    if settings.return_event is None:
        done = verb(matrix.did)
    else:
        done = term("customers who ...", "did {event}", event=words.plain(settings.return_event, 30))
    if settings.min_events == 1:
        return done
    return term("customers who ...", "{did} at least {n} times", did=done, n=settings.min_events)


def verb(did: str) -> str:
    """What a matrix or a curve counts, in the language in use."""
    if did == "came back":
        return term("customers who ...", "came back")
    return term("customers who ...", "were still customers")


def never_a_mean(did: str) -> str:
    """How a pooled curve is counted."""
    return say("All who {did} by all who could be watched that long, never a mean of rates.", did=verb(did))


def when(matrix: rt.CohortMatrix, column: int) -> str:
    """A column of the matrix in words: "in month 1", "in months 2-4", "within 3 months from month 1"."""
    settings, unit = matrix.settings, words.unit(matrix.settings)
    age, own = numbered(unit, matrix.age_labels[column]), settings.clock == "elapsed"
    if matrix.did != "came back":
        return say("at the end of {age}", age=age)
    if settings.measure == "within":
        length = words.count(settings.within or 1, unit)
        if own:
            return say("within {length} from their own {age}", length=length, age=age)
        return say("within {length} from {age}", length=length, age=age)
    if settings.measure == "on_or_after":
        return say("in their own {age} or later", age=age) if own else say("in {age} or later", age=age)
    return say("in their own {age}", age=age) if own else say("in {age}", age=age)


def without_warm_up(matrix: rt.CohortMatrix, column: int = 1) -> None:
    """The number of a column without the first cohorts, which may hold old customers."""
    if not matrix.warm_up:
        return
    rows = matrix.settings.cohort_period or words.unit(matrix.settings)
    rest = matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1)
    curve = rt.retention_curve(rest)
    first = words.first(matrix.warm_up, rows)
    if len(curve) <= column:
        st.caption(say("First in the file is not first ever: {periods} (*) may hold old customers.", periods=first))
        return
    st.caption(
        say(
            "Without {periods} (*), which may hold old customers, since first in the file is not first ever: {rate}, "
            "{likely}.",
            periods=first,
            rate=words.percent(curve.rates[column]),
            likely=words.likely(curve.lower[column], curve.upper[column], int(curve.denominator[column])),
        )
    )
