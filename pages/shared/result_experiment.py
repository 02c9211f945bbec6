"""An A/B file: one row for each player with the version and what they did."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, result_upload, state, words

LABELS = {
    "version": "Version",
    "players": "Players",
    "did": "Yes",
    "rate": "Rate",
    "lower": "Likely from",
    "upper": "to",
}


def draw() -> None:
    """The experiment if there is one, else where it goes in."""
    experiment = state.lists().experiment
    if experiment is None:
        _hand_in()
        return
    _who(experiment)
    found = compute.experiment_result(experiment)
    st.markdown(f"**{words.plain(found.words, 400)}**")
    for outcome in dict.fromkeys(found.frame["outcome"]):
        _outcome_card(found, str(outcome))
    _trust_card(found, experiment)


def _hand_in() -> None:
    with cards.card("An A/B file"):
        st.markdown(
            "One row for each player or user: **which version** they saw, and columns of **yes and no** for what they "
            "did, such as `userid, version, retention_1, retention_7`. Nothing else has to be loaded."
        )
        found = result_upload.draw("The experiment", "did-ab", rt.read_experiment, ("version", "customer"))
        if found is not None:
            state.keep_experiment(found)
            st.rerun()


def _who(experiment: rt.Experiment) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        players = words.count(len(experiment), "player")
        st.markdown(
            f"**{words.plain(experiment.source)}**: {players}, {len(experiment.versions)} versions", width="content"
        )
        st.button(
            "Another file",
            key="did-other-ab",
            icon=":material/upload_file:",
            type="tertiary",
            on_click=lambda: state.keep_experiment(None),
        )


def _outcome_card(found: rt.ExperimentResult, outcome: str) -> None:
    """One outcome: each version with its range, and against the control."""
    rows = found.frame[found.frame["outcome"] == outcome]
    name = words.plain(outcome, 40)
    with cards.card(name):
        for version in rows["version"].iloc[1:]:
            one, adjusted = found.comparisons[version, outcome], found.adjusted[version, outcome]
            st.markdown(
                f"**{words.plain(version, 30)}** against {words.plain(found.control, 30)}: "
                f"{words.plain(one.words, 400)}{_corrected(found, one, adjusted)}"
            )
        figure = rt.charts.experiment_dots(rows, theme=cards.theme())
        spoken = ", ".join(f"{row.version}: {words.percent(row.rate)}" for row in rows.itertuples())
        cards.chart(figure, f"experiment-{outcome}", f"{outcome}. {spoken}.", words.slug(outcome))
        shares = {LABELS[key]: st.column_config.NumberColumn(format="percent") for key in ("rate", "lower", "upper")}
        st.dataframe(_table(rows), hide_index=True, column_config=shares)
        stem = f"experiment-{words.slug(outcome)}"
        cards.downloads(stem, cards.result_downloads(stem, rows, figure, outcome), picture=False)


def _corrected(found: rt.ExperimentResult, one: rt.Comparison, adjusted: float) -> str:
    """What the correction changed."""
    if found.looked_at < 2 or not one.p_value < 1 - one.level <= adjusted:
        return ""
    return f" Alone it would look like more than chance; as one of {found.looked_at} it is not."


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[list(LABELS)].rename(columns=LABELS)


def _trust_card(found: rt.ExperimentResult, experiment: rt.Experiment) -> None:
    with cards.card("Can the versions be compared?"):
        if found.ratio.ok:
            st.markdown(f":material/balance: {words.plain(found.ratio.words, 600)}")
        else:
            st.warning(words.plain(found.ratio.words, 600), icon=":material/report:")
        if found.both:
            st.markdown(f"**{words.count(len(found.both), 'player')} in several versions**, left out of all.")
        if found.dropped:
            reasons = ", ".join(f"{words.plain(reason)}: {n:,}" for reason, n in found.dropped.items())
            st.markdown(f"Rows that could not be used: {reasons}.")
        st.caption("  \n".join(words.plain(line, 300) for line in experiment.assumed))
