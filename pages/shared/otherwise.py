"""What the numbers rest on, and what they would be if the file were read otherwise: seen first, taken then."""

from __future__ import annotations

import math

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import cards, compute, ledger, loading, resting, state, waiting, words
from pages.shared.given import Given, How
from pages.shared.state import Data
from retention.charts.satisfaction import signed
from retention.languages import listed, mark, say
from retention.metrics.readings import Headline


def draw(data: Data) -> None:
    """Each assumption with its evidence and a control, and the effect of what was chosen there."""
    file, how = state.source(data)
    with st.container():  # a place of its own: the controls below stay the same ones when it is filled
        _wished(data, file, how)
    resting.draw(loading.offered(data.report.assumptions), state.wish, without=("observed_until",), frozen=file is None)
    if file is None:
        st.caption(
            say("The file was too large to be kept in memory after reading: to change one of these, load it again.")
        )
    else:
        st.caption(say("A change is tried on the whole file first, and shows what it does before it counts."))


def _wished(data: Data, file: Given | None, how: How) -> None:
    wish = state.wished()
    if wish is None or file is None:
        return
    other = how.but(wish["key"], wish["value"])
    with st.container(border=True, gap="small"):
        st.markdown(f"**{_words(data, wish['key'], wish['value'])}**")
        place = st.empty()
        try:
            found = wish["events"] = wish.get("events") or _read(file, other, wish, place)
            if found is None:
                return
            _effect(data, _as_far(found, data))
        except rt.RetentionError as error:
            cards.error_box(error)
            found = None
        except Exception as error:  # the border of the page: a file must never show a traceback
            cards.error_box(cards.unreadable(error, file.name))
            found = None
        with st.container(horizontal=True, gap="small"):
            if found is not None:
                st.button(
                    say("Use this reading"),
                    type="primary",
                    icon=":material/check:",
                    key="use-reading",
                    on_click=state.replace_data,
                    args=(_as_far(found, data), other),
                )
            st.button(say("Keep as it is"), icon=":material/undo:", key="keep-reading", on_click=state.forget_wish)


def _read(file: Given, how: How, wish: dict[str, str], place: DeltaGenerator) -> Data | None:
    found: Data | None = waiting.result_of(
        ("otherwise", wish["key"], wish["value"]),
        lambda progress: file.read(how, progress),
        place,
        quick=file.is_quick,
        label=say("Reading it so"),
        on_cancel=state.forget_wish,
    )
    return found


def _as_far(found: Data, events: Data) -> Data:
    """The new reading, whole up to the moment that the visitor set, where its last day is the same."""
    if not (isinstance(found, rt.Events) and isinstance(events, rt.Events)):
        return found
    last = words.end_of_file(events)
    moved = events.observed_until != last and words.end_of_file(found) == last
    return found.observed_to(events.observed_until) if moved else found


def _words(data: Data, key: str, value: str) -> str:
    """What would be otherwise: "Order of day and month: day first would be month first"."""
    now = next((a for a in loading.offered(data.report.assumptions) if a.key == key), None)
    if now is None:
        return words.plain(f"{say(resting.TITLES.get(key, key))}: {value}")
    options = resting.choices(now)
    return words.plain(
        f"{resting.title(now)}: {words.told(options[now.value])} → {words.told(options.get(value, value))}", 200
    )


def _effect(now: Data, found: Data) -> None:
    """What is counted as it is and as it would be."""
    if isinstance(now, rt.Events) and isinstance(found, rt.Events):
        _effect_on_events(now, found)
        return
    facts = {
        name: (before, after) for (name, before), after in zip(_held(now).items(), _held(found).values(), strict=True)
    }
    if all(before == after for before, after in facts.values()):
        names = listed([say(name) for name in facts]).lower()
        st.markdown(say("None of these numbers would change: {numbers}.", numbers=names))
        return
    _lines(facts)


def _held(data: Data) -> dict[str, str]:
    """The few numbers that say at a glance what a reading gives."""
    held = {mark("Customers"): f"{data.n_customers:,}", mark("Rows used"): f"{data.report.rows_kept:,}"}
    if isinstance(data, rt.Answers):
        return held | _said(data)
    if isinstance(data, rt.Tenures):
        return held | {
            mark("Have left"): f"{int(data.ended.sum()):,}",
            mark("Longest time"): f"{data.duration.max():g}",
        }
    first, last = data.span
    money = {} if data.amount is None else {mark("Money per month of all rows"): f"{data.amount.sum():,.2f}"}
    return held | {mark("First start"): words.day(first), mark("Last start"): words.day(last)} | money


def _said(answers: rt.Answers) -> dict[str, str]:
    """The score, and from when to when it was given."""
    score = {mark("Score"): signed(float(compute.nps(answers, None, None)["score"].iloc[0]), 1)}
    return score if answers.time is None else score | {mark("Span"): words.span(answers)}


def _effect_on_events(now: rt.Events, found: rt.Events) -> None:
    """The headline as it is and as it would be."""
    effect = compute.reading_effect(now, found)
    if not effect.changes:
        st.markdown(
            say("None of these numbers would change: rows, customers, money, first and last day, month-1 retention.")
        )
        return
    facts = {
        mark("Month-1 retention"): (_rate(effect.now), _rate(effect.otherwise)),
        mark("Customers"): (f"{effect.now.customers:,}", f"{effect.otherwise.customers:,}"),
        mark("Rows used"): (f"{effect.now.rows:,}", f"{effect.otherwise.rows:,}"),
        mark("From"): (words.day(now.span[0]), words.day(found.span[0])),
        mark("To"): (words.day(now.span[1]), words.day(found.span[1])),
    }
    if now.amount is not None:
        facts[mark("Money")] = (f"{effect.now.money:,.2f}", f"{effect.otherwise.money:,.2f}")
    _lines(facts)


def _lines(facts: dict[str, tuple[str, str]]) -> None:
    with st.container(gap="xxsmall"):
        for name, (before, after) in facts.items():
            ledger.line(say(name), before if before == after else f"{before} → {after}", strong=before != after)


def _rate(headline: Headline) -> str:
    return say("too few to say") if math.isnan(headline.month_1) else words.percent(headline.month_1)
