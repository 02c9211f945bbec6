"""Signs read from what customers use: how much of it, what few have found, and what goes with staying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from retention.languages import many, mark, say
from retention.metrics.wording import count, percent
from retention.results import FEW_MARKED
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Material, Sign, says
from retention.strategies.signs_of_stages import share_words

NO_EVENTS = mark("No column says what happened, so what customers use is not known.")
FEWEST_EVENTS = 3  # of fewer kinds nobody can be said to use little
SHOWN = 3


def few_events_used(material: Material, share: float = 0.5, least: float = 0.3, leave_out: Sequence[str] = ()) -> Sign:
    """Many of those who still come have used no more than some share of what there is."""
    if not material.has_events:
        return Sign(CANNOT_TELL, say(NO_EVENTS))
    events, ever, known = material.used
    here = material.here & known
    done = ever[known].any(axis=0)  # what nobody did after the start, such as signing up, is nothing to be learnt
    wanted = np.array([bool(name) and not says(name, leave_out) for name in events], bool) & done
    k, n = int(wanted.sum()), int(here.sum())
    if k < FEWEST_EVENTS or n < FEW_MARKED:
        words = say(
            "{kinds} of events and {customers} who still come are too few.",
            kinds=count(k, "kind"),
            customers=count(n, "customer"),
        )
        return Sign(CANNOT_TELL, words)
    most = int(share * k)
    few = here & (ever[:, wanted].sum(axis=1) <= most)
    words = say(
        "{share} customers who still come have used no more than {most} of {events} events.",
        share=share_words(int(few.sum()), n),
        most=most,
        events=k,
    )
    return Sign(YES if few.sum() >= least * n else NO_SIGN, words, few)


def events_used_by_few(material: Material, share: float = 0.25, least: int = 1, leave_out: Sequence[str] = ()) -> Sign:
    """There are events that only a small part of those who still come have ever used."""
    if not material.has_events:
        return Sign(CANNOT_TELL, say(NO_EVENTS))
    events, ever, known = material.used
    here = material.here & known
    n = int(here.sum())
    if n < FEW_MARKED:
        return Sign(CANNOT_TELL, say("Too few customers still come: {n}.", n=f"{n:,}"))
    users = ever[here].sum(axis=0)
    rare = [j for j, name in enumerate(events) if name and not says(name, leave_out) and least <= users[j] < share * n]
    if not rare:
        words = say(
            "Of {customers} who still come, {share} or more have used each event that matters.",
            customers=count(n, "customer"),
            share=percent(share),
        )
        return Sign(NO_SIGN, words)
    rare.sort(key=lambda j: (int(users[j]), events[j]))
    named = [f"'{events[j]}': {share_words(int(users[j]), n)}" for j in rare[:SHOWN]]
    if len(rare) > SHOWN:
        named.append(many("{n} more", "{n} more", len(rare) - SHOWN))
    words = say(
        "Used by few of the {customers} who still come: {events}.",
        customers=count(n, "customer"),
        events="; ".join(named),
    )
    return Sign(YES, words, here & ~ever[:, rare].any(axis=1))


def behaviour_goes_with_staying(
    material: Material, events: Sequence[str], first: int = 7, wait: int = 0, later: int = 7, level: float = 0.05
) -> Sign:
    """Who does one of some events in the first days comes back more often, among those as active as they are."""
    from retention.metrics.behaviours import behaviour_effect
    from retention.metrics.comparison import benjamini_hochberg

    names = material.events_like(events) if material.has_events and not material.contracts else ()
    if not names:
        return Sign(CANNOT_TELL, say("No event in this file speaks of it.") if material.has_events else say(NO_EVENTS))
    found = [
        behaviour_effect(material.source, name, first=first, wait=wait, later=later, settings=material.settings)
        for name in names
    ]
    adjusted = benjamini_hochberg([effect.p_value for effect in found])
    stands = [effect for effect, p in zip(found, adjusted, strict=True) if p < level and effect.lower > 0]
    best = max(stands or found, key=lambda effect: (np.nan_to_num(effect.lower, nan=-2.0), effect.n_did))
    words = best.words
    if len(found) > 1:
        words = f"{words} {say('{n} events of that kind were looked at.', n=len(found))}"
    if not stands or min(best.n_did, best.n_not) < FEW_MARKED:
        return Sign(NO_SIGN, words)
    never = material.used[2] & ~material.ever_did(names)
    return Sign(YES, words, never & material.here)


def one_kind_only(material: Material, columns: Sequence[str], least: float = 0.3) -> Sign:
    """Many of those who came several times always chose the same kind."""
    if material.contracts:
        return Sign(CANNOT_TELL, say("Contracts do not show what customers choose each time."))
    named = [name for name in material.columns_like(columns) if material.several(name).any()]
    if not named:
        return Sign(CANNOT_TELL, say("No column says which product or category each row was about."))
    column = named[0]
    rows = np.diff(material.source.offsets)[material.codes]
    several_times = material.here & (rows > 1) & ~material.blank(column)
    one = several_times & ~material.several(column)
    k, n = int(one.sum()), int(several_times.sum())
    words = say(
        "{share} customers who still come, and came several times, only ever chose one '{column}'.",
        share=share_words(k, n),
        column=column,
    )
    return Sign(YES if n >= FEW_MARKED and k >= least * n else NO_SIGN, words, one)


def several_platforms_go_with_staying(
    material: Material, columns: Sequence[str], first: int = 7, wait: int = 0, later: int = 7
) -> Sign:
    """Who comes by a second platform in the first days comes back more often, among those as active as they are."""
    from retention.metrics.behaviours import behaviour_effect
    from retention.metrics.comparison import MORE_THAN_CHANCE

    if material.contracts:
        return Sign(CANNOT_TELL, say("Contracts do not show by which platform customers come."))
    named = material.columns_like(columns)
    varying = [name for name in named if material.several(name).any()]
    if not varying:
        return Sign(CANNOT_TELL, _no_platforms(named))
    column = varying[0]
    settings = material.settings.replace(start_event=None, return_event=None)
    what = say("another {column}", column=column)
    effect = behaviour_effect(
        _with_second_value(material.source, column, what), what, first=first, wait=wait, later=later, settings=settings
    )
    only_one = material.here & ~material.several(column) & ~material.blank(column)
    words = say(
        "{customers} who still come have had one '{column}' only.",
        customers=count(int(only_one.sum()), "customer"),
        column=column,
    )
    shows = effect.verdict == MORE_THAN_CHANCE and effect.lower > 0
    return Sign(YES if shows else NO_SIGN, f"{words} {effect.words}", only_one)


def _no_platforms(columns: Sequence[str]) -> str:
    if not columns:
        return say("Whether customers come by several platforms is not known: no column names a platform or device.")
    return say(
        "Whether customers come by several platforms is not known: '{column}' never changes for any customer.",
        column=columns[0],
    )


def _with_second_value(source: Any, column: str, what: str) -> Any:
    """The same rows, and one more row with an event of its own where a customer first has a second value in a column.

    One more, so that what else the customer did stays what it was: who comes by two platforms has not done less by any.
    """
    codes, starts = source.segments[column].codes.astype(np.int64), source.offsets[:-1]
    place = np.arange(len(codes))
    named = np.minimum.reduceat(np.where(codes >= 0, place, len(codes)), starts)
    first = np.append(codes, -1)[named]
    differs = (codes >= 0) & (codes != np.repeat(first, np.diff(source.offsets)))
    at = np.minimum.reduceat(np.where(differs, place, len(codes)), starts)
    at = at[at < len(codes)]

    def with_marks(values: Any) -> Any:
        return None if values is None else np.insert(values, at, values[at])

    return replace(
        source,
        offsets=source.offsets + np.searchsorted(at, source.offsets),
        time=with_marks(source.time),
        row=with_marks(source.row),
        event=np.insert(np.full(len(codes), -1, np.int8), at, 0),
        event_names=(what,),
        amount=with_marks(source.amount),
        segments={name: replace(one, codes=with_marks(one.codes)) for name, one in source.segments.items()},
        _cache={},
    )
