"""A page with nothing to count: what it would answer, shown on a made-up file, and files to try it with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from pathlib import PurePosixPath

import streamlit as st

from pages.shared import cards, examples, loading, samples, state, words
from retention.languages import joined, language, say

EXAMPLE_HEIGHT = 380  # pixels; its place is kept while it is counted for the first time


def nothing_loaded(page: str, kinds: Sequence[str]) -> None:
    """Nothing is loaded: how to begin, and a worked example."""
    waiting, file = state.link() is not None, loading.given()
    with st.container(border=True, gap="small"):
        if waiting:
            st.markdown(f"## {say('Your link is kept')}", anchors=False)
            st.markdown(
                say(
                    "A link holds the settings of a view, never the data. Load the file that the link was made from, "
                    "and the same view opens."
                )
            )
        else:
            st.markdown(f"## {say('Nothing to show yet')}", anchors=False)
            st.markdown(say("This page counts what is in a file. Load one of yours, or try it here with a sample."))
            if state.table() is not None:
                st.caption(
                    say("The cohort table that is loaded was counted elsewhere; it is shown on the page Cohorts.")
                )
        if file is not None:
            st.caption(say("**{file}** waits there, ready to be read.", file=words.plain(file.name)))
        _ways(page, [] if file is not None else samples.suiting(_name(page), kinds))
    _example(page)


def other_kind(page: str, held: Sequence[str], kinds: Sequence[str]) -> None:
    """What the page needs, what is loaded instead and where that can be looked at, and a worked example.

    A sample is offered only where it takes the place of nothing that somebody has loaded.
    """
    with st.container(border=True, gap="small"):
        st.markdown(f"## {say('This page needs another kind of file')}", anchors=False)
        needed = reduce(lambda one, other: say("{one}; or {other}", one=one, other=other), map(say, _kinds(kinds)))
        st.markdown(say("It counts {kinds}.", kinds=needed))
        loaded = joined([say(kind) for kind in _kinds(held)])
        st.markdown(say("What is loaded: {kinds}. That can be looked at here:", kinds=loaded))
        with st.container(horizontal=True, gap="small"):
            for target in dict.fromkeys(page for kind in held for page in cards.WORKS_WITH[kind]):
                st.page_link(target, label=say(cards.NAMES[target]), icon=":material/arrow_forward:", width="content")
        beside = [one for one in samples.suiting(_name(page), kinds) if _takes_no_place(one.kind, held)]
        _ways(page, [] if loading.given() is not None else beside)
        if "answers" in (*kinds, *held):
            st.caption(
                say("Answers to a survey and what customers did are kept beside each other: nothing is thrown away.")
            )
    _example(page)


def _takes_no_place(kind: str, held: Sequence[str]) -> bool:
    """Whether it is kept beside what is loaded: answers stand beside what customers did."""
    return all((kind == "answers") != (other == "answers") for other in held)


def _kinds(names: Sequence[str]) -> list[str]:
    return [cards.KINDS[name] for name in names]


def _name(page: str) -> str:
    """The last part of a page's address."""
    return PurePosixPath(page).stem


def _ways(page: str, offered: Sequence[samples.Sample]) -> None:
    """To one's own file, and a button for each sample, which is read here."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(cards.UPLOAD, label=say("Go to Upload"), icon=":material/upload_file:", width="content")
        for sample in offered:
            st.button(
                say("Try {sample}", sample=say(sample.name).lower()),
                key=f"here-{_name(page)}-{sample.key}",
                icon=":material/play_arrow:",
                help=say(sample.about),
                on_click=samples.load,
                args=(sample,),
            )


def _example(page: str) -> None:
    """What the page answers, on numbers that say of themselves that they are made up."""
    with st.skeleton(EXAMPLE_HEIGHT):
        found = _made(page, cards.theme(), language())
    if found is None:
        return
    with st.container(border=True, gap="small", key="worked-example"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(found.made_up, icon=":material/science:", color="orange")
        st.markdown(f"## {found.question}", anchors=False)
        st.markdown(found.said)
        if found.figure is not None:
            st.plotly_chart(found.figure, theme=None, key="example", alt=found.alt, config={"staticPlot": True})


@st.cache_data(show_spinner=False, max_entries=160)
def _made(page: str, theme: str, code: str) -> examples.Example | None:
    """An example as it was made once, in one look and one language: it is the same for everybody."""
    del code  # it only tells one from another: what is said follows the language in use
    return examples.of(page, theme)
