"""The sentence of controls of the behaviours: did what, how often, in which first days; came back in which days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import behaviour_proposals, more, state, words
from pages.shared.behaviour_proposals import days_of, names, windows
from pages.shared.sentence import ANY_EVENT, Sentence

EVENT, TIMES, FIRST, WAIT, LATER = "beh_event", "beh_times", "beh_first", "beh_wait", "beh_later"
MOST_TIMES = 50
MOST_DAYS = 365
SCOPES = ("every row",)


@dataclass(frozen=True)
class BehaviourView:
    """What the visitor asked for.

    Attributes
    ----------
    event, times
        The behaviour: did this at least so often.
    first, wait, later
        Days of the window it is looked for in, days of waiting, days of the window to come back in.
    settings
        Where customers start, what counts as coming back, and which rows count.
    """

    event: str
    times: int
    first: int
    wait: int
    later: int
    settings: rt.CohortSettings

    @property
    def did(self) -> str:
        """The behaviour in words, safe inside Markdown: "did export", "did export 3 times or more"."""
        often = "" if self.times == 1 else f" {self.times} times or more"
        return f"did **{name(self.event)}**{often}"

    @property
    def watched(self) -> str:
        """The window of the behaviour in words: "the first 7 days"."""
        return words.first(self.first, "day")

    @property
    def outcome(self) -> str:
        """When they came back, in words: "in days 7 to 13", "on day 1"; the day of the start is day 0."""
        return f"{'on' if self.later == 1 else 'in'} {days_from(self.first + self.wait, self.later)}"


def name(event: str, longest: int = 30) -> str:
    """An event's name, safe inside Markdown."""
    return words.plain(event or "(blank)", longest)


def days_from(day: int, length: int) -> str:
    """Days counted from 0: "day 7", "days 7 to 13"."""
    return f"day {day}" if length == 1 else f"days {day:,} to {day + length - 1:,}"


def draw(events: rt.Events) -> BehaviourView:
    """Draw the sentence: first what customers did, then when, then when they came back."""
    choices: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        line = st.container(width="content")
        more.draw(events, choices, money=False, scopes=SCOPES)
        with line:
            view = _question(events, choices)
    chosen = more.said(view.settings)
    if chosen:
        st.markdown(chosen)
    return view


def _question(events: rt.Events, choices: dict[str, Any]) -> BehaviourView:
    default = behaviour_proposals.behaviour(events)
    sentence = Sentence()
    sentence.word("Did customers who did")
    event, times = _behaviour(sentence, events, default)
    sentence.word("in the")
    first = _first(sentence, events)
    sentence.word("after their first")
    _event(sentence, events, choices, "start_event", "Event that a customer starts with", "visit")
    _event(sentence, events, choices, "return_event", "Event that counts as coming back", "come back")
    wait, later = _later(sentence, events, first)
    sentence.end()
    return BehaviourView(event, times, first, wait, later, rt.CohortSettings(**choices))


def _behaviour(sentence: Sentence, events: rt.Events, default: tuple[str, int]) -> tuple[str, int]:
    options = names(events)
    event = state.current(EVENT, options, default[0])
    times = state.current(TIMES, range(1, MOST_TIMES + 1), default[1])
    with sentence.popover(f"{name(event)}{'' if times == 1 else f', {times} times or more'}"):
        event = sentence.select(EVENT, "What they did", options, default[0])
        times = sentence.number(TIMES, "At least so many times", default[1], 1, MOST_TIMES)
        st.caption("A link carries the choice. Press a dot of the search below to put it in here.")
    return event, times


def _first(sentence: Sentence, events: rt.Events) -> int:
    most = max(1, min(MOST_DAYS, days_of(events) - 1))
    default = min(windows(events)[0], most)
    first = state.current(FIRST, range(1, most + 1), default)
    with sentence.popover(words.first(first, "day").removeprefix("the ")):
        first = sentence.number(FIRST, "Days after the start in which it is looked for", default, 1, most)
        st.caption(
            "Days of 24 hours after each customer's own start; what came later does not count as having done it. Short "
            "is better: in a long window those who did it have been more active because of it, and comparing equally "
            "active customers takes that away."
        )
    return first


def _later(sentence: Sentence, events: rt.Events, first: int) -> tuple[int, int]:
    most = max(1, min(MOST_DAYS, days_of(events) - first))
    _, pause, length = windows(events)
    default, pause = min(length, most), min(pause, most - 1)
    wait = state.current(WAIT, range(most), pause)
    later = state.current(LATER, range(1, most + 1), default)
    sentence.word(f"more often {'on' if later == 1 else 'in'}")
    with sentence.popover(f"{days_from(first + wait, later)}?"):
        later = sentence.number(LATER, "Days in which coming back is looked for", default, 1, most)
        wait = sentence.number(WAIT, "Days to wait before they begin", pause, 0, most - 1) if most > 1 else 0
        st.caption(
            "They begin when the first days are over: nobody has done it more often for having stayed longer. The day "
            "of the start is day 0."
        )
    return wait, later


def _event(
    sentence: Sentence, events: rt.Events, choices: dict[str, Any], key: str, heading: str, nothing: str
) -> None:
    options = (ANY_EVENT, *names(events))
    picked = state.current(key, options, ANY_EVENT)
    do = "do " if key == "return_event" else ""
    with sentence.popover(nothing if picked == ANY_EVENT else f"{do}{name(picked)}"):
        picked = sentence.select(key, heading, options, ANY_EVENT)
    choices[key] = None if picked == ANY_EVENT else picked
