"""The sentence of controls of the behaviours: did what, how often, in which first days; came back in which days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import behaviour_proposals, more, state, words
from pages.shared.behaviour_proposals import days_of, names, windows
from pages.shared.sentence import ANY_EVENT, Sentence
from retention.languages import many, noun, say

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
    def behaviour(self) -> str:
        """What they did, safe inside Markdown: "export", "export 3 times or more"."""
        return behaviour(self.event, self.times)

    @property
    def watched(self) -> str:
        """The window of the behaviour in words: "the first 7 days"."""
        return words.first(self.first, "day")

    @property
    def outcome(self) -> str:
        """When they came back, in words: "in days 7 to 13", "on day 1"; the day of the start is day 0."""
        first, last = self.first + self.wait, self.first + self.wait + self.later - 1
        if first == last:
            return say("on day {day}", day=f"{first:,}")
        return say("in days {first} to {last}", first=f"{first:,}", last=f"{last:,}")


def name(event: str, longest: int = 30) -> str:
    """An event's name, safe inside Markdown."""
    return words.plain(event or say("(blank)"), longest)


def behaviour(event: str, times: int) -> str:
    """A behaviour in bold: the event, and how often where once is not enough."""
    if times == 1:
        return f"**{name(event)}**"
    return say("**{event}** {times} times or more", event=name(event), times=f"{times:,}")


def days_from(day: int, length: int) -> str:
    """Days counted from 0: "day 7", "days 7 to 13"."""
    if length == 1:
        return say("day {day}", day=f"{day:,}")
    return say("days {first} to {last}", first=f"{day:,}", last=f"{day + length - 1:,}")


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
    if _days_asked(events) == 1:
        asked = say(
            "Did customers who did {behaviour} in the {first_days} after their first {visit} {come_back} more often "
            "on {later_days}?"
        )
    else:
        asked = say(
            "Did customers who did {behaviour} in the {first_days} after their first {visit} {come_back} more often "
            "in {later_days}?"
        )
    sentence = Sentence(asked)
    event, times = _behaviour(sentence, events, default)
    first = _first(sentence, events)
    _event(sentence, events, choices, "start_event", say("Event that a customer starts with"), noun("visit"))
    _event(sentence, events, choices, "return_event", say("Event that counts as coming back"), say("come back"))
    wait, later = _later(sentence, events, first)
    sentence.end()
    return BehaviourView(event, times, first, wait, later, rt.CohortSettings(**choices))


def _days_asked(events: rt.Events) -> int:
    """In how many later days coming back is looked for, before the choice is drawn."""
    found: int = state.current(LATER, range(1, MOST_DAYS + 1), windows(events)[2])
    return min(found, max(1, days_of(events) - 1))


def _behaviour(sentence: Sentence, events: rt.Events, default: tuple[str, int]) -> tuple[str, int]:
    options = names(events)
    event = state.current(EVENT, options, default[0])
    times = state.current(TIMES, range(1, MOST_TIMES + 1), default[1])
    said = name(event) if times == 1 else say("{event}, {n} times or more", event=name(event), n=f"{times:,}")
    with sentence.popover("behaviour", said):
        event = sentence.select(EVENT, say("What they did"), options, default[0])
        times = sentence.number(TIMES, say("At least so many times"), default[1], 1, MOST_TIMES)
        st.caption(say("A link carries the choice. Press a dot of the search below to put it in here."))
    return event, times


def _first(sentence: Sentence, events: rt.Events) -> int:
    most = max(1, min(MOST_DAYS, days_of(events) - 1))
    default = min(windows(events)[0], most)
    first = state.current(FIRST, range(1, most + 1), default)
    with sentence.popover("first_days", many("first day", "first {n} days", first)):
        first = sentence.number(FIRST, say("Days after the start in which it is looked for"), default, 1, most)
        st.caption(
            say(
                "Days of 24 hours after each customer's own start; what came later does not count as having done it. "
                "Short is better: in a long window those who did it have been more active because of it, and comparing "
                "equally active customers takes that away."
            )
        )
    return first


def _later(sentence: Sentence, events: rt.Events, first: int) -> tuple[int, int]:
    most = max(1, min(MOST_DAYS, days_of(events) - first))
    _, pause, length = windows(events)
    default, pause = min(length, most), min(pause, most - 1)
    wait = state.current(WAIT, range(most), pause)
    later = state.current(LATER, range(1, most + 1), default)
    with sentence.popover("later_days", days_from(first + wait, later)):
        later = sentence.number(LATER, say("Days in which coming back is looked for"), default, 1, most)
        wait = sentence.number(WAIT, say("Days to wait before they begin"), pause, 0, most - 1) if most > 1 else 0
        st.caption(
            say(
                "They begin when the first days are over: nobody has done it more often for having stayed longer. The "
                "day of the start is day 0."
            )
        )
    return wait, later


def _event(
    sentence: Sentence, events: rt.Events, choices: dict[str, Any], key: str, heading: str, nothing: str
) -> None:
    options = (ANY_EVENT, *names(events))
    picked = state.current(key, options, ANY_EVENT)
    back = key == "return_event"
    did = nothing if picked == ANY_EVENT else say("do {event}", event=name(picked)) if back else name(picked)
    with sentence.popover("come_back" if back else "visit", did):
        picked = sentence.select(key, heading, options, ANY_EVENT)
    choices[key] = None if picked == ANY_EVENT else picked
