"""An A/B file: one row for each player with the version and what they did."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import cards, compute, result_upload, state, words
from retention.languages import counted, many, mark, say

LABELS = {
    "version": mark("Version"),
    "players": mark("Players"),
    "did": mark("Yes"),
    "rate": mark("Rate"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
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
    with cards.card(say("An A/B file")):
        st.markdown(
            say(
                "One row for each player or user: **which version** they saw, and columns of **yes and no** for what "
                "they did, such as `userid, version, retention_1, retention_7`. Nothing else has to be loaded."
            )
        )
        found = result_upload.draw(say("The experiment"), "did-ab", rt.read_experiment, ("version", "customer"))
        if found is not None:
            state.keep_experiment(found)
            st.rerun()


def _who(experiment: rt.Experiment) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        line = say(
            "**{file}**: {players}, {versions} versions",
            file=words.plain(experiment.source),
            players=counted(len(experiment), "player"),
            versions=len(experiment.versions),
        )
        st.markdown(line, width="content")
        st.button(
            say("Another file"),
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
            line = say(
                "**{version}** against {control}: {result}",
                version=words.plain(version, 30),
                control=words.plain(found.control, 30),
                result=words.plain(one.words, 400),
            )
            st.markdown(line + _corrected(found, one, adjusted))
        figure = rt.charts.experiment_dots(rows, theme=cards.theme())
        spoken = ", ".join(f"{row.version}: {words.percent(row.rate)}" for row in rows.itertuples())
        cards.chart(figure, f"experiment-{outcome}", words.described(outcome, spoken), words.slug(outcome))
        labels = cards.said(LABELS)
        shares = cards.shares(*(labels[key] for key in ("rate", "lower", "upper")))
        st.dataframe(rows[list(labels)].rename(columns=labels), hide_index=True, column_config=shares)
        stem = f"experiment-{words.slug(outcome)}"
        cards.downloads(stem, cards.result_downloads(stem, rows, figure, outcome), picture=False)


def _corrected(found: rt.ExperimentResult, one: rt.Comparison, adjusted: float) -> str:
    """What the correction changed."""
    if found.looked_at < 2 or not one.p_value < 1 - one.level <= adjusted:
        return ""
    return " " + say("Alone it would look like more than chance; as one of {n} it is not.", n=found.looked_at)


def _trust_card(found: rt.ExperimentResult, experiment: rt.Experiment) -> None:
    with cards.card(say("Can the versions be compared?")):
        if found.ratio.ok:
            st.markdown(f":material/balance: {words.plain(found.ratio.words, 600)}")
        else:
            st.warning(words.plain(found.ratio.words, 600), icon=":material/report:")
        if found.both:
            st.markdown(
                many(
                    "**{n} player in several versions**, left out of all.",
                    "**{n} players in several versions**, left out of all.",
                    len(found.both),
                )
            )
        if found.dropped:
            st.markdown(result_upload.dropped_words(found.dropped))
        st.caption("  \n".join(words.plain(words.told(line), 300) for line in experiment.assumed))
