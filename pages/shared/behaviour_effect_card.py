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
from retention.languages import counted, many, mark, say
from retention.metrics.comparison import TOO_FEW

HEADING = mark("Who came back, side by side")
GOES_WITH = mark("It goes with coming back; only an experiment settles whether it brings them back.")


def tell(found: rt.BehaviourEffect, view: BehaviourView) -> None:
    """The difference between customers who were equally active, in one sentence, and what it does not mean."""
    if math.isnan(found.difference):
        st.markdown(_why_not(found, view))
        return
    size = _more(found.difference)
    size = size if found.verdict == TOO_FEW else f"**{size}**"
    st.markdown(
        say(
            "Among customers equally active in {first_days}, the share who came back {in_later_days} is {size} for "
            "those who did {behaviour} (likely {low} to {high} points; {sample} against {others}): **{verdict}**.",
            first_days=view.watched,
            in_later_days=view.outcome,
            size=size,
            behaviour=view.behaviour,
            low=points(found.lower),
            high=points(found.upper),
            sample=words.sample(found.n_did),
            others=f"{found.n_not:,}",
            verdict=words.plain(words.told(found.verdict)),
        )
    )
    st.caption(say(GOES_WITH))


def _more(difference: float) -> str:
    """A difference in words: "21.3 points higher"."""
    size = f"{abs(100 * difference):.1f}"
    if size == "0.0":
        return say("the same")
    return say("{points} points higher", points=size) if difference > 0 else say("{points} points lower", points=size)


def _why_not(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    """Why there is no difference to speak of."""
    if not found.n_did + found.n_not:
        days = view.first + view.wait + view.later
        return say(
            "Nobody has been watched for {days} after the start yet. Choose shorter windows, or come back with a "
            "longer file.",
            days=counted(days, "day"),
        )
    first = _who_is_few(min(found.n_did, found.n_not), found.n_did <= found.n_not, view.watched)
    return first + " " + say("Choose another behaviour, another number of times, or more days.")


def _who_is_few(few: int, did: bool, days: str) -> str:
    """Which side has too few: those who did it, or those who did not."""
    customers = counted(few, "customer")
    if did and few:
        return say(
            "Only {customers} did it in {first_days}: there are not enough equally active ones on both sides to "
            "compare.",
            customers=customers,
            first_days=days,
        )
    if did:
        return say(
            "Nobody did it in {first_days}: there are not enough equally active ones on both sides to compare.",
            first_days=days,
        )
    if few:
        return say(
            "Only {customers} did not in {first_days}: there are not enough equally active ones on both sides to "
            "compare.",
            customers=customers,
            first_days=days,
        )
    return say(
        "Nobody did not in {first_days}: there are not enough equally active ones on both sides to compare.",
        first_days=days,
    )


def draw(events: rt.Events, found: rt.BehaviourEffect, view: BehaviourView, stem: str) -> None:
    """Both rates with their ranges, how many did it, and beside them the sums and the trap."""
    heading = say(HEADING)
    with cards.card(heading):
        frame = rates(found, view)
        figure = rt.charts.behaviour_rates(frame, theme=cards.theme())
        alt = ", ".join(
            say("{group}: {rate} of {n}", group=group, rate=words.percent(row["rate"]), n=f"{int(row['n']):,}")
            for group, row in frame.iterrows()
        )
        cards.chart(figure, "beh-rates", f"{heading}: {alt}", stem)
        st.caption("  \n".join(_notes(found, view)))
        with st.container(horizontal=True, gap="small"):
            _trap(found, view)
            with st.popover(say("How it is compared"), icon=":material/balance:", type="tertiary"):
                st.markdown(_method(found, view))
        asked = {"event": view.event, "times": view.times, "first": view.first, "wait": view.wait, "later": view.later}
        recipe = rt.Recipe("behaviour_effect", view.settings, asked)
        cards.downloads("beh-rates", cards.result_downloads(stem, frame, figure, heading), source=events, recipe=recipe)


def rates(found: rt.BehaviourEffect, view: BehaviourView) -> pd.DataFrame:
    """Both groups as rows: back, n, rate and its range."""
    back, n = [found.back_did, found.back_not], [found.n_did, found.n_not]
    lower, upper = wilson(back, n)
    did = say("Did {behaviour}", behaviour=behaviour_name(view.event, view.times, 30))
    return pd.DataFrame(
        {"back": back, "n": n, "rate": [found.rate_did, found.rate_not], "lower": lower, "upper": upper},
        index=pd.Index([did, say("Did not")], name="group"),
    )


def _notes(found: rt.BehaviourEffect, view: BehaviourView) -> list[str]:
    n = found.n_did + found.n_not
    lines = [
        say(
            "{share} of {customers} did {behaviour} in {first_days}. Came back: active {in_later_days}.",
            share=words.percent(found.coverage),
            customers=counted(n, "customer"),
            behaviour=view.behaviour,
            first_days=view.watched,
            in_later_days=view.outcome,
        )
    ]
    if not math.isnan(found.difference) and n:
        lines.append(
            say(
                "As they stand the two rates are {plain} points apart; between equally active customers {compared}. "
                "Whoever does more of everything also comes back more.",
                plain=points(found.rate_did - found.rate_not),
                compared=points(found.difference),
            )
        )
    if found.unwatched:
        lines.append(
            many(
                "{n} customer not watched to the end of it yet, and not counted.",
                "{n} customers not watched to the end of it yet, and not counted.",
                found.unwatched,
            )
        )
    return lines


def _method(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    steps = (
        say(
            "What customers did is looked at in {first_days} after each one's own start, and no later.",
            first_days=view.watched,
        ),
        say(
            "Coming back is looked at {in_later_days}, when the first window is closed: nobody can have done it for "
            "having stayed.",
            in_later_days=view.outcome,
        ),
        say(
            "Only customers watched to the end of both count: {watched} do, {unwatched} do not yet.",
            watched=f"{found.n_did + found.n_not:,}",
            unwatched=f"{found.unwatched:,}",
        ),
        say(
            "Customers are compared with those who were equally active in {first_days}: on about as many days, until "
            "as late, with about as many rows of other events. The differences are averaged, with more weight where "
            "both sides have many.",
            first_days=view.watched,
        ),
        say(
            "What is left may still be who they are, and not what they did: people who want to stay also try more. "
            "Only an experiment, in which chance decides who is led to it, settles that."
        ),
    )
    return "\n".join(f"{i}. {step}" for i, step in enumerate(steps, 1))


def _trap(found: rt.BehaviourEffect, view: BehaviourView) -> None:
    """The comparison that everybody makes first, on this file's own numbers, and why it is wrong."""
    with st.popover(say("Why not simply “ever did it”?"), icon=":material/warning:", type="tertiary"):
        st.markdown(trap_words(found, view))


def trap_words(found: rt.BehaviourEffect, view: BehaviourView) -> str:
    """What "ever did it" would say, and why."""
    lift = found.naive_lift
    if math.isnan(lift):
        said = say("**The trap.** In this file that comparison has nobody on one of its sides.")
    else:
        said = say(
            "**The trap.** Of customers who did **{event}** at any time **{did}** came back {in_later_days}, of all "
            "others **{others}**: {lift} times as often.",
            event=words.plain(view.event, 30),
            did=words.percent(found.naive_did),
            in_later_days=view.outcome,
            others=words.percent(found.naive_not),
            lift=f"{lift:.1f}",
        )
    why = say(
        "It counts backwards. Whoever stays longer has more time to do anything at all, so having done it at some time "
        "is in part a consequence of staying. In invented data in which doing it changed nothing, this comparison said "
        "11.9 times as often, and the one used here 0.99 times."
    )
    return f"{said}\n\n{why}"
