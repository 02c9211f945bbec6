"""Did it work? A campaign's list, an A/B file, or a day on which something changed, against what came after."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import cards, result_campaign, result_change, result_experiment
from retention.languages import mark, say

CAMPAIGN, EXPERIMENT, CHANGE = mark("A campaign"), mark("An A/B file"), mark("Before and after")


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Did it work?"), say("What came of what you tried, against what would have happened anyway."))
    view = st.segmented_control(
        say("What you tried"),
        (CAMPAIGN, EXPERIMENT, CHANGE),
        default=CAMPAIGN,
        key="did_view",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
        format_func=say,
    )
    if view == EXPERIMENT:
        result_experiment.draw()
    elif view == CHANGE:
        result_change.draw(cards.need_data(cards.RESULTS))
    else:
        result_campaign.draw(cards.need_data(cards.RESULTS))


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
