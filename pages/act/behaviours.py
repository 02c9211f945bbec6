"""Behaviours: what goes with staying, how long customers take to their first value, and what those who stay use."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import (
    behaviour_adoption_card,
    behaviour_controls,
    behaviour_effect_card,
    behaviour_search_card,
    behaviour_value_card,
    cards,
    compute,
    repeat_card,
    words,
)
from pages.shared.series_controls import SeriesView
from retention.languages import say


def without_events(events: rt.Events) -> None:
    """Which column would tell what customers did; what can be said without: how long until they came again."""
    with cards.card(say("What customers did is not in this file"), door=cards.UPLOAD, door_label=say("Upload")):
        st.markdown(
            say(
                "This page compares customers by what they did. It needs a column that names it in each row: an "
                "**event** or **action** (`signup`, `invite`, `export`), a **page** or **feature**, a **product** or "
                "its category. Name it as the event when you read the file again, or load a file that has one."
            )
        )
        st.caption(say("Until then, the first value is coming a second time."))
    settings = rt.CohortSettings()
    stem = words.file_stem(events, "second-visit")
    repeat_card.draw(events, SeriesView(settings, settings, {}, contracts=False), stem)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Behaviours"))
    events = cards.need_events(cards.BEHAVIOURS)
    if not any(events.event_names):
        without_events(events)
        return
    view = behaviour_controls.draw(events)
    windows = view.first, view.wait, view.later
    found = compute.behaviour_effect(events, view.event, view.times, *windows, view.settings)
    search = compute.behaviour_search(events, *windows, view.settings)
    stem = words.file_stem(events, "behaviours")
    with st.container(gap="xxsmall"):
        behaviour_effect_card.tell(found, view)
    left, right = st.columns([9, 10], gap="small")
    with left:
        behaviour_effect_card.draw(events, found, view, f"{stem}-{words.slug(view.event)}")
    with right:
        behaviour_search_card.draw(search, view, stem)
    behaviour_value_card.draw(events, view.settings, f"{stem}-first-value")
    behaviour_adoption_card.draw(events, view.settings, f"{stem}-adoption")


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
