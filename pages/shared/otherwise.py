"""What the numbers rest on, and what they would be if the file were read otherwise: seen first, taken then."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import cards, compute, ledger, loading, resting, state, waiting, words
from pages.shared.given import Given, How
from retention.metrics.readings import Headline


def draw(events: rt.Events) -> None:
    """Each assumption with its evidence and a control, and the effect of what was chosen there."""
    file, how = state.source()
    _wished(events, file, how)
    resting.draw(loading.offered(events.report.assumptions), state.wish, frozen=file is None)
    if file is None:
        st.caption("The file was too large to be kept in memory after reading: to change one of these, load it again.")
    else:
        st.caption("A change is tried on the whole file first, and shows what it does before it counts.")


def _wished(events: rt.Events, file: Given | None, how: How) -> None:
    wish = state.wished()
    if wish is None or file is None:
        return
    other = how.but(wish["key"], wish["value"])
    with st.container(border=True, gap="small"):
        st.markdown(f"**{_words(events, wish['key'], wish['value'])}**")
        try:
            found = wish["events"] = wish.get("events") or _read(file, other, wish)
            if found is None:
                return
            _effect(events, _as_far(found, events))
        except rt.RetentionError as error:
            cards.error_box(error)
            found = None
        except Exception as error:  # the border of the page: a file must never show a traceback
            cards.error_box(cards.unreadable(error, file.name))
            found = None
        with st.container(horizontal=True, gap="small"):
            if found is not None:
                st.button(
                    "Use this reading",
                    type="primary",
                    icon=":material/check:",
                    key="use-reading",
                    on_click=state.replace_events,
                    args=(_as_far(found, events), other),
                )
            st.button("Keep as it is", icon=":material/undo:", key="keep-reading", on_click=state.forget_wish)


def _read(file: Given, how: How, wish: dict[str, str]) -> rt.Events | None:
    found: rt.Events | None = waiting.result_of(
        ("otherwise", wish["key"], wish["value"]),
        lambda progress: file.read(how, progress),
        quick=file.is_quick,
        label="Reading it so",
        on_cancel=state.forget_wish,
    )
    return found


def _as_far(found: rt.Events, events: rt.Events) -> rt.Events:
    """The new reading, whole up to the moment that the visitor set, where its last day is the same."""
    last = words.end_of_file(events)
    moved = events.observed_until != last and words.end_of_file(found) == last
    return found.observed_to(events.observed_until) if moved else found


def _words(events: rt.Events, key: str, value: str) -> str:
    """What would be otherwise: "Order of day and month: day first would be month first"."""
    now = next((a for a in loading.offered(events.report.assumptions) if a.key == key), None)
    if now is None:
        return words.plain(f"{resting.TITLES.get(key, key)}: {value}")
    options = resting.choices(now)
    return words.plain(f"{resting.title(now)}: {options[now.value]} → {options.get(value, value)}", 200)


def _effect(now: rt.Events, found: rt.Events) -> None:
    """The headline as it is and as it would be."""
    effect = compute.reading_effect(now, found)
    if not effect.changes:
        st.markdown(
            "None of these numbers would change: rows, customers, money, first and last day, month-1 retention."
        )
        return
    facts = {
        "Month-1 retention": (_rate(effect.now), _rate(effect.otherwise)),
        "Customers": (f"{effect.now.customers:,}", f"{effect.otherwise.customers:,}"),
        "Rows used": (f"{effect.now.rows:,}", f"{effect.otherwise.rows:,}"),
        "From": (words.day(now.span[0]), words.day(found.span[0])),
        "To": (words.day(now.span[1]), words.day(found.span[1])),
    }
    if now.amount is not None:
        facts["Money"] = (f"{effect.now.money:,.2f}", f"{effect.otherwise.money:,.2f}")
    with st.container(gap="xxsmall"):
        for name, (before, after) in facts.items():
            ledger.line(name, before if before == after else f"{before} → {after}", strong=before != after)


def _rate(headline: Headline) -> str:
    rate = words.percent(headline.month_1)
    return "too few to say" if rate == "unknown" else rate
