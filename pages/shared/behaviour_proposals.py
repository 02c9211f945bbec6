"""What the page of behaviours begins with, measured on the file itself: a choice that is shown, and can be changed."""

from __future__ import annotations

import pandas as pd

import retention as rt
from pages.shared import compute

Windows = tuple[int, int, int]

# Days of the first window, of waiting, and of the window to come back in, by the length of the latter. The first one is
# short: whoever did something early is more active afterwards, and comparing equally active customers takes that away.
WINDOWS: dict[int, Windows] = {7: (3, 4, 7), 14: (7, 7, 14), 30: (14, 16, 30), 90: (30, 60, 90)}


def length(events: rt.Events) -> int:
    """Days in which a usual interval between visits fits, where the data are long enough to look at several such."""
    usual = events.usual_interval_days or min(WINDOWS)
    fits = [days for days in WINDOWS if 4 * days <= days_of(events)] or [min(WINDOWS)]
    return next((days for days in fits if days >= usual), fits[-1])


def windows(events: rt.Events) -> Windows:
    """Days of the first window, of waiting, and of the window to come back in."""
    if days_of(events) < 2 * min(WINDOWS):  # too short for any of them
        half = max(1, days_of(events) // 3)
        return half, 0, half
    return WINDOWS[length(events)]


def days_of(events: rt.Events) -> int:
    """Whole days from the first row to the end of the data."""
    return int((events.observed_until - events.span[0]) / pd.Timedelta(days=1))


def names(events: rt.Events) -> list[str]:
    """Events that have a name."""
    return [event for event in events.event_names if event]


def behaviour(events: rt.Events) -> tuple[str, int]:
    """The behaviour that stands out most in the search, else the one that tells customers apart most."""
    found = compute.behaviour_search(events, *windows(events), rt.CohortSettings())
    standing = found.standing
    if not len(standing):
        return first_value(events), 1
    more = standing[standing["difference"] > 0]
    best = (more if len(more) else standing).iloc[0]
    return str(best["event"]), int(best["times"])


def value_days(events: rt.Events) -> int:
    """Days in which first value is looked for at first."""
    return max(1, min(length(events), days_of(events) // 2))


def first_value(events: rt.Events) -> str:
    """The event that tells customers apart most: nearest to half of them did it in their first days."""
    days = value_days(events)
    settings = rt.CohortSettings(period="day", period_size=days, clock="elapsed", max_age=0)
    frame = compute.feature_adoption(events, settings, 1)
    share = frame.set_index("event")["share"].drop("", errors="ignore").dropna()
    if not len(share):
        return names(events)[0]
    return str((share - 0.5).abs().idxmin())
