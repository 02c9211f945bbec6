"""Cached one-line wrappers: events in, small results out.

The cache belongs to one session and is keyed by the events' fingerprint and the frozen settings: the events themselves
are never copied, and only small results are kept.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter

import pandas as pd
import streamlit as st

import retention as rt
from retention.metrics import activity, copies, readings
from retention.metrics.copies import CopiesEffect
from retention.metrics.readings import ReadingEffect

Matrices = dict[str, rt.CohortMatrix]

remember = partial(
    st.cache_data, scope="session", show_spinner=False, hash_funcs={rt.Events: attrgetter("fingerprint")}
)


@remember(max_entries=64)
def cohort_matrix(events: rt.Events, settings: rt.CohortSettings) -> rt.CohortMatrix:
    """One matrix over all customers."""
    return rt.cohort_matrix(events, settings)


@remember(max_entries=16)
def cohort_matrices(events: rt.Events, settings: rt.CohortSettings) -> Matrices:
    """One matrix for each value of the segment column."""
    return rt.cohort_matrix(events, settings)


@remember(max_entries=8)
def copies_effect(events: rt.Events) -> CopiesEffect:
    """What leaving out exact copies would change."""
    return copies.copies_effect(events)


@remember(max_entries=8)
def reading_effect(now: rt.Events, otherwise: rt.Events) -> ReadingEffect:
    """What another reading of the file would change."""
    return readings.reading_effect(now, otherwise)


@remember(max_entries=16)
def rows_and_customers(events: rt.Events, unit: str) -> pd.DataFrame:
    """Rows and distinct customers of each period."""
    return activity.rows_and_customers(events, unit)


@remember(max_entries=8)
def last_day_note(events: rt.Events) -> str:
    """A sentence if the last day looks cut short."""
    return activity.last_day_note(events)


@remember(max_entries=8)
def has_refunds(events: rt.Events) -> bool:
    """Whether any amount is negative."""
    return events.amount is not None and bool((events.amount < 0).any())


@remember(max_entries=32)
def values_of(events: rt.Events, column: str) -> list[str]:
    """Values of the event column or of a segment column; blank last, where there is one."""
    if column in events.segments:
        codes, labels = events.segments[column].codes, events.segments[column].labels
    else:
        codes, labels = events.event, events.event_names
    return [*labels, *([""] if codes is not None and codes.min() < 0 else [])]
