"""Settings of a file back into the widgets that ask for them; what these data do not have is left out and said."""

from __future__ import annotations

from typing import Any

import pandas as pd

import retention as rt
from pages.shared import compute, more, sidebar, state
from pages.shared.sentence import ANY_EVENT
from retention.languages import noun, say
from retention.periods import to_moment

SCOPE_OF = {field: words for words, field in more.SCOPES.items()}


def widgets(settings: rt.CohortSettings, data: Any) -> tuple[dict[str, Any], list[str]]:
    """Value of each widget by its key, and the names of what these data do not have."""
    left_out: list[str] = []
    found = _whole(settings, data, left_out)
    if state.has_visits(data):
        found |= _visits(settings, data, left_out) | _conditions(settings, data, left_out)
    return found | _range(settings, data), left_out


def _whole(settings: rt.CohortSettings, data: Any, left_out: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"size": settings.period_size, "week_start": settings.week_start}
    if settings.period in sidebar.units_that_fit(data):
        found["period"] = settings.period
        found["cohort_period"] = settings.cohort_period or sidebar.SAME
    else:
        left_out.append(say("periods of a {period}", period=noun(settings.period)))
    if settings.origin is not None:
        origin = to_moment(settings.origin)
        found["origin"] = None if origin is None else origin.date()
    if settings.max_age is not None:
        found["ages"] = max(1, settings.max_age)
    if data.segments:
        known = settings.segment in data.segments
        found["by"] = settings.segment if known else sidebar.NO_SPLIT
    if settings.segment is not None and settings.segment not in data.segments:
        left_out.append(say("the column {column}", column=settings.segment))
    if settings.value != "none" and data.amount is not None:
        found["show"] = "Cumulative value" if settings.value == "cumulative" else "Value"
        found["money"] = {rule: words for words, rule in more.MONEY.items()}.get(settings.value, "added up")
    return found


def _visits(settings: rt.CohortSettings, events: rt.Events, left_out: list[str]) -> dict[str, Any]:
    """What is asked of visits only."""
    found: dict[str, Any] = {
        "birth": _word(sidebar.BIRTHS, settings.birth),
        "measure": _word(sidebar.MEASURES, settings.measure),
        "clock": settings.clock,
        "min_events": settings.min_events,
        "refunds": settings.refunds_count,
    }
    for key in ("start_event", "return_event"):
        event = getattr(settings, key)
        if event is None or event in events.event_names:
            found[key] = event or ANY_EVENT
        else:
            left_out.append(say("the event {event}", event=event))
    if settings.within is not None:
        found["within"] = settings.within
    if settings.brackets is not None:
        found["brackets"] = ", ".join(map(str, settings.brackets))
    return found


def _word(words: dict[str, str], value: str) -> str:
    return next(word for word, meant in words.items() if meant == value)


def _conditions(settings: rt.CohortSettings, events: rt.Events, left_out: list[str]) -> dict[str, Any]:
    """Conditions as rows of the form: those on one column with one scope stand together."""
    rows: dict[tuple[str, str, str], list[Any]] = {}
    columns = [*events.segments, *([events.mapping.event] if events.event_names else [])]
    for field, scope in SCOPE_OF.items():
        for column, operator, value in getattr(settings, field):
            values = list(value) if operator == "in" else [value]
            known = column in columns and set(values) <= set(compute.values_of(events, column))
            if not known or len(rows) >= more.MOST_CONDITIONS:
                left_out.append(say("the condition on {column}", column=column))
                continue
            rows.setdefault((column, more.IS_NOT if operator == "!=" else more.IS, scope), []).extend(values)
    found: dict[str, Any] = {}
    for i, ((column, how, scope), values) in enumerate(rows.items(), 1):
        found |= {f"column{i}": column, f"how{i}": how, f"values{i}": values, f"scope{i}": scope}
    if len(rows) < more.MOST_CONDITIONS:
        found[f"column{len(rows) + 1}"] = more.NONE
    return found


def _range(settings: rt.CohortSettings, data: Any) -> dict[str, Any]:
    """Both ends of the sliders over cohorts and over periods, where the file has them."""
    if settings.start is None and settings.end is None:
        return {}
    matrix = compute.cohort_matrix(data, settings.replace(start=None, end=None, max_age=0, segment=None, value="none"))
    first, end = to_moment(settings.start), to_moment(settings.end)
    names = [
        name
        for name, start in zip(sidebar.english_names(matrix.cohort_names)[0], matrix.cohorts, strict=True)
        if (first is None or pd.Timestamp(start) >= first) and (end is None or pd.Timestamp(start) < end)
    ]
    if not names:
        return {}
    # Periods and cohorts have the same names only where both are of the same unit.
    keys = ("cohorts", "periods") if settings.cohort_period in (None, settings.period) else ("cohorts",)
    return dict.fromkeys(keys, (names[0], names[-1]))
