"""One behaviour: who came back of those who did it and of those who did not, comparing like with like."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, words
from pages.shared.behaviour_controls import BehaviourView
from retention.charts.behaviours import behaviour_name
from retention.charts.words import points
from retention.intervals import wilson
from retention.metrics.comparison import TOO_FEW

HEADING = "Who came back, side by side"
GOES_WITH = "It goes with coming back; only an experiment settles whether it brings them back."


def say(found: rt.BehaviourEffect, view: BehaviourView) -> None:
    """The difference between customers who were equally active, in one sentence, and what it does not mean."""
    if math.isnan(found.difference):
        st.markdown(_why_not(found, view))
        return
    size = _more(found.difference)
    size = size if found.verdict == TOO_FEW else f"**{size}**"
    st.markdown(
        f"Among customers equally active in {view.watched}, the share who came back {view.outcome} is {size} for "
        f"those who {view.did} (likely {points(found.lower)} to {points(found.upper)} points; "
        f"n{words.NO_BREAK}={words.NO_BREAK}{found.n_did:,} against {found.n_not:,}): "
        f"**{words.plain(found.verdict)}**."
    )
    st.caption(GOES_WITH)


def _more(difference: float) -> str:
    """A difference in words: "21.3 points higher"."""
    size = f"{abs(100 * difference):.1f}"
    return "the same" if size == "0.0" else f"{size} points {'higher' if difference > 0 else 'lower'}"


def _why_not(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    """Why there is no difference to speak of."""
    if not found.n_did + found.n_not:
        days = view.first + view.wait + view.later
        return (
            f"Nobody has been watched for {words.count(days, 'day')} after the start yet. Choose shorter windows, or "
            "come back with a longer file."
        )
    few = min(found.n_did, found.n_not)
    side = "did it" if few == found.n_did else "did not"
    who = f"Only {words.count(few, 'customer')}" if few else "Nobody"
    return (
        f"{who} {side} in {view.watched}: there are not enough equally active ones on both sides to compare. Choose "
        "another behaviour, another number of times, or more days."
    )


def draw(found: rt.BehaviourEffect, view: BehaviourView, stem: str) -> None:
    """Both rates with their ranges, how many did it, and beside them the sums and the trap."""
    with cards.card(HEADING):
        frame = rates(found, view)
        figure = rt.charts.behaviour_rates(frame, theme=cards.theme())
        alt = ", ".join(
            f"{group}: {words.percent(row['rate'])} of {int(row['n']):,}" for group, row in frame.iterrows()
        )
        cards.chart(figure, "beh-rates", f"{HEADING}: {alt}", stem)
        st.caption("  \n".join(_notes(found, view)))
        with st.container(horizontal=True, gap="small"):
            _trap(found, view)
            with st.popover("How it is compared", icon=":material/balance:", type="tertiary"):
                st.markdown(_method(found, view))
        cards.downloads("beh-rates", cards.result_downloads(stem, frame, figure, HEADING))


def rates(found: rt.BehaviourEffect, view: BehaviourView) -> pd.DataFrame:
    """Both groups as rows: back, n, rate and its range."""
    back, n = [found.back_did, found.back_not], [found.n_did, found.n_not]
    lower, upper = wilson(back, n)
    return pd.DataFrame(
        {"back": back, "n": n, "rate": [found.rate_did, found.rate_not], "lower": lower, "upper": upper},
        index=pd.Index([f"Did {behaviour_name(view.event, view.times, 30)}", "Did not"], name="group"),
    )


def _notes(found: rt.BehaviourEffect, view: BehaviourView) -> list[str]:
    n = found.n_did + found.n_not
    lines = [
        f"{words.percent(found.coverage)} of {words.count(n, 'customer')} {view.did} in {view.watched}. Came back: "
        f"active {view.outcome}."
    ]
    if not math.isnan(found.difference) and n:
        plain = found.rate_did - found.rate_not
        lines.append(
            f"As they stand the two rates are {points(plain)} points apart; between equally active customers "
            f"{points(found.difference)}. Whoever does more of everything also comes back more."
        )
    if found.unwatched:
        lines.append(f"{words.count(found.unwatched, 'customer')} not watched to the end of it yet, and not counted.")
    return lines


def _method(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    return (
        f"1. What customers did is looked at in {view.watched} after each one's own start, and no later.\n"
        f"2. Coming back is looked at {view.outcome}, when the first window is closed: nobody can have done it for "
        "having stayed.\n"
        f"3. Only customers watched to the end of both count: {found.n_did + found.n_not:,} do, {found.unwatched:,} "
        "do not yet.\n"
        f"4. Customers are compared with those who were equally active in {view.watched}: on about as many days, until "
        "as late, with about as many rows of other events. The differences are averaged, with more weight where both "
        "sides have many.\n"
        "5. What is left may still be who they are, and not what they did: people who want to stay also try more. "
        "Only an experiment, in which chance decides who is led to it, settles that."
    )


def _trap(found: rt.BehaviourEffect, view: BehaviourView) -> None:
    """The comparison that everybody makes first, on this file's own numbers, and why it is wrong."""
    with st.popover("Why not simply “ever did it”?", icon=":material/warning:", type="tertiary"):
        st.markdown(trap_words(found, view))


def trap_words(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    """What "ever did it" would say, and why."""
    lift = found.naive_lift
    if math.isnan(lift):
        said = "In this file that comparison has nobody on one of its sides."
    else:
        said = (
            f"Of customers who did **{words.plain(view.event, 30)}** at any time "
            f"**{words.percent(found.naive_did)}** came back {view.outcome}, of all others "
            f"**{words.percent(found.naive_not)}**: {lift:.1f} times as often."
        )
    return (
        f"**The trap.** {said}\n\n"
        "It counts backwards. Whoever stays longer has more time to do anything at all, so having done it at some time "
        "is in part a consequence of staying. In invented data in which doing it changed nothing, this comparison said "
        "11.9 times as often, and the one used here 0.99 times."
    )
