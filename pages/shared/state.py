"""What one visitor has loaded and chosen.

Two things live here: the data that a file became and how it was read, and the settings of the view. Settings are
widgets bound to the URL, so that a copied link opens the same view. The file that is not read yet is in ``loading``;
no other module reads or writes ``st.session_state``.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import streamlit as st

import retention as rt
from pages.shared import loading
from pages.shared.connected import Connected
from pages.shared.given import Given, How, Part
from pages.shared.timings import KEPT, Look
from retention.languages import say

# Every setting that a link carries: the widget's key is the name of its query parameter.
SETTINGS = (
    *("period", "cohort_period", "week_start", "start_event", "return_event", "birth"),
    *("size", "origin", "measure", "within", "brackets", "clock", "min_events"),
    *("refunds", "money", "preset", "benchmarks"),
    *(f"{name}{i}" for i in range(1, 5) for name in ("column", "how", "values", "scope")),
    *("unit", "after"),
    *("cohorts", "ages", "show", "by", "group", "numbers", "cell", "age", "lines"),
    *("periods", "at", "rate", "window", "tally", "silence"),
    *("moved", "retained", "again"),
    *("every", "margin", "discount", "horizon", "worth", "hidden"),
    *("cac", "revenue", "leaving", "kept", "gain", "contact", "saved", "stays"),
    "notes",
    "proof_view",
    *("list_event", "list_days", "list_column", "list_by", "list_stages", "list_group", "list_least", "list_most"),
    *("list_columns", "list_view", "list_since"),
    *(f"plan_{one.key}_{part}" for one in rt.strategies.load() for part in ("rate", "take", "share", "seed")),
    *("survey_period", "survey_range", "survey_by", "survey_days", "survey_words", "survey_group"),
    *("did_view", "did_days", "did_event", "did_split", "did_unit", "did_age", "did_day"),
    *("beh_event", "beh_times", "beh_first", "beh_wait", "beh_later"),
    *("beh_value", "beh_value_times", "beh_days", "beh_unit", "beh_least"),
)

_DATA, _READING, _WISH, _TABLE, _LINK = "_events", "_reading", "_wish", "_cohort_table", "_link"
_SURVEY, _SURVEY_READING, _LATEST, _MARKS = "_survey", "_survey_reading", "_latest", "_marks"

_BENCHMARKS, _NOTES = "_benchmarks", "_notes"
_LISTS = "_lists"
_SPEECH, _MADE = "_speech", "_made"
_VIEW_FAULT, _TOUR, _PAGE, _CLICKED = "_view_fault", "_tour", "_page", "_clicked"
_LOOKS, _SEEN = "_looks", "_seen"
Data: TypeAlias = "rt.Events | Connected | rt.Subscriptions | rt.Tenures | rt.Answers"


# -------------------------------------------------------------------------------------------------------- the data
def keep_data(data: Data, how: How | None = None) -> None:
    """Keep what was read and how, let large bytes go, and begin with the settings that fit the new data.

    Answers to a survey are kept beside what customers did: neither takes the place of the other.
    """
    file = loading.given()
    loading.clear_given()
    place, reading = _places(data)
    marks = () if file is None else tuple(part.digest for part in file.parts)
    data = _held_once(data, place, marks)
    st.session_state[place], st.session_state[_LATEST] = data, place
    st.session_state[_MARKS] = {**st.session_state.get(_MARKS, {}), place: marks}
    st.session_state[reading] = (file if file is not None and file.can_stay else None, how or How(data.mapping))
    for key in (*_settings_of(place), _WISH, *(() if place == _SURVEY else (_TABLE,))):
        st.session_state.pop(key, None)
    gc.collect()


def _held_once(data: Data, place: str, marks: tuple[str, ...]) -> Data:
    """What is held already, where the same file has been read to the same data once more."""
    held: Data | None = st.session_state.get(place)
    known = bool(marks) and all(marks) and st.session_state.get(_MARKS, {}).get(place) == marks
    if type(held) is not type(data) or not known:
        return data
    return replace(held, report=data.report) if held.fingerprint == data.fingerprint else data


def kept_parts() -> list[Part]:
    """The files that are kept to be read again."""
    files = [st.session_state.get(reading, (None, None))[0] for reading in (_READING, _SURVEY_READING)]
    return [part for file in files if file is not None for part in file.parts]


def held_bytes() -> int:
    """Memory of what this visitor holds: what is loaded, and files that wait or are kept to be read again."""
    file, wished_for, kept = loading.given(), wished() or {}, lists()
    data = [*held().values(), wished_for.get("events"), kept.campaign, kept.experiment]
    parts = [*kept_parts(), *(() if file is None else file.parts)]
    sources = {id(part.source): part.size for part in parts if isinstance(part.source, bytes)}
    return sum(getattr(one, "nbytes", 0) for one in data) + sum(sources.values())


def has_begun() -> bool:
    """Whether anything was loaded in this session."""
    return _LATEST in st.session_state or _TABLE in st.session_state


def let_go(data: Data) -> None:
    """Forget one of the things that are loaded, and how it was looked at."""
    place, reading = _places(data)
    for key in (place, reading, _WISH, *_settings_of(place)):
        st.session_state.pop(key, None)
    gc.collect()


def _places(data: Data) -> tuple[str, str]:
    """Where it is kept, and where it is kept how it was read."""
    return (_SURVEY, _SURVEY_READING) if isinstance(data, rt.Answers) else (_DATA, _READING)


def _settings_of(place: str) -> tuple[str, ...]:
    """The settings that look at what is kept there."""
    return tuple(key for key in SETTINGS if key.startswith("survey_") == (place == _SURVEY))


def replace_data(data: Data, how: How | None = None) -> None:
    """Keep another reading of the same file (another end, copies left out); the settings stay."""
    place, reading = _places(data)
    st.session_state[place] = data
    if how is not None:
        st.session_state[reading] = (st.session_state[reading][0], how)
        forget_wish()


def data() -> Data | None:
    """What customers did, as far as it is loaded: events, subscriptions or tenures; None without any."""
    found: Data | None = st.session_state.get(_DATA)
    return found


def answers() -> rt.Answers | None:
    """What customers said: the answers to a survey that are loaded beside it, or None."""
    found: rt.Answers | None = st.session_state.get(_SURVEY)
    return found


def held() -> dict[str, Data]:
    """Everything that is loaded, by what it is; what was loaded last stands first."""
    places = sorted((_DATA, _SURVEY), key=lambda place: place != st.session_state.get(_LATEST))
    found = [st.session_state[place] for place in places if place in st.session_state]
    return {kind_of(data): data for data in found}


def kind_of(data: Data) -> str:
    """What it is: "events", "tables", which are events in a database, "subscriptions", "tenures" or "answers"."""
    return "tables" if isinstance(data, Connected) else type(data).__name__.lower()


def has_visits(data: Any) -> bool:
    """Whether it is single visits, not contracts: in a file, or in a table of a database."""
    return isinstance(data, rt.Events | Connected)


def kind() -> str | None:
    """What the customers' doings are: "events", "tables", "subscriptions" or "tenures"."""
    found = data()
    return None if found is None else kind_of(found)


def events() -> rt.Events | None:
    """The events of this visitor, or None."""
    found = data()
    return found if isinstance(found, rt.Events) else None


def keep_table(name: str, matrix: rt.CohortMatrix) -> None:
    """Keep a cohort table that was counted elsewhere, instead of events."""
    loading.clear_given()
    for key in (*_settings_of(_DATA), _WISH, _DATA, _READING):
        st.session_state.pop(key, None)
    st.session_state[_TABLE] = (name, matrix)


def table() -> tuple[str, rt.CohortMatrix] | None:
    """The name and the matrix of a cohort table that was counted elsewhere, or None."""
    found: tuple[str, rt.CohortMatrix] | None = st.session_state.get(_TABLE)
    return found


def drop_table() -> None:
    """Let go of it."""
    st.session_state.pop(_TABLE, None)


def source(data: Data) -> tuple[Given | None, How]:
    """The file that data came from, if it is still at hand, and how it was read."""
    found: tuple[Given | None, How] = st.session_state.get(_places(data)[1], (None, How()))
    return found


def wish(key: str, value: str) -> None:
    """Ask what reading the same file with one thing otherwise would give."""
    loading.stop_job()
    st.session_state[_WISH] = {"key": key, "value": value}


def wished() -> dict[str, Any] | None:
    """What was asked for: "key" and "value", and under "events" what it gives once that is known."""
    found: dict[str, Any] | None = st.session_state.get(_WISH)
    return found


def forget_wish() -> None:
    """Stay with the file as it is read."""
    st.session_state.pop(_WISH, None)
    loading.forget_widgets("reading-")  # the selectors show again what is
    loading.stop_job()


# ---------------------------------------------------------------------------------------------------- the settings
def current(key: str, options: Sequence[Any] | None, default: Any, shown: Callable[[str], str | None] = say) -> Any:
    """Value a setting has, even before its widget is drawn: this session's, else the link's, else the default."""
    if key in st.session_state:
        value = st.session_state[key]
        return value if options is None or value in options else default
    text = st.query_params.get(key)
    # The address holds what the choice is called in the language of the page.
    return next((one for one in options or () if text is not None and text in (str(one), shown(str(one)))), default)


def put(key: str, value: Any) -> None:
    """Set a setting before its widget is drawn."""
    st.session_state[key] = value


def settings_now() -> dict[str, Any]:
    """Every setting of the view that has a value, as its widget has it."""
    return {key: st.session_state[key] for key in SETTINGS if key in st.session_state}


def click(**chosen: Any) -> None:
    """Set what a click on a chart of this page has chosen, before the widgets that show it are drawn."""
    for key, value in chosen.items():
        put(key, value)
    st.session_state[_CLICKED] = (page(), tuple(chosen))


def clicked() -> dict[str, str]:
    """What was clicked on this page: the address has it only once the widgets further down are drawn."""
    where, keys = st.session_state.get(_CLICKED, ("", ()))
    return {key: str(st.session_state[key]) for key in keys if where == page() and st.session_state.get(key)}


def query_now() -> dict[str, tuple[str, ...]]:
    """Every setting in the address, as a link has it."""
    return {key: tuple(st.query_params.get_all(key)) for key in SETTINGS if key in st.query_params}


def hold_settings() -> None:
    """Keep every setting of the view, though its choices are about to be called otherwise."""
    for key in SETTINGS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def reset(*keys: str) -> None:
    """Ask that settings go back to their defaults when they are drawn next."""
    for key in keys:
        st.session_state[f"_reset_{key}"] = True


def settle(key: str, default: Any, low: Any = None, high: Any = None) -> None:
    """Bring a setting back to its default if that was asked for, and within its limits if these have moved.

    A slider raises if its kept value lies outside, so this comes before the widget.
    """
    if st.session_state.pop(f"_reset_{key}", False) and key in st.session_state:
        st.session_state[key] = default
    if low is not None and st.session_state.get(key) is not None and not low <= st.session_state[key] <= high:
        st.session_state[key] = min(max(st.session_state[key], low), high)


def selected_point(key: str) -> tuple[int, int] | None:
    """Row and column of the point that was clicked in a chart."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    if not points:
        return None
    place = points[0].get("customdata")
    row, column = list(place.values() if isinstance(place, Mapping) else place)[:2]
    return int(row), int(column)


def keep_shown(chart: str, shown: Any) -> None:
    """Keep what a chart shows, until it shows something else."""
    st.session_state[f"_shown_{chart}"] = shown


def shown(chart: str) -> Any:
    """What a chart shows."""
    return st.session_state[f"_shown_{chart}"]


# --------------------------------------------------------------------------------------------------------- the tour
def tour() -> int | None:
    """The step of the tour that the visitor is at; None outside of it."""
    found = st.session_state.get(_TOUR)
    return found if isinstance(found, int) and found >= 0 else None


def toured() -> bool:
    """Whether the visitor has ended or refused it."""
    return bool(st.session_state.get(_TOUR) == -1)


def keep_tour(step: int) -> None:
    """Go on to a step."""
    st.session_state[_TOUR] = step


def end_tour() -> None:
    """No more of it in this session."""
    st.session_state[_TOUR] = -1


# ------------------------------------------------------------------------------------------------------- saved views
def fault_view(fault: str) -> None:
    """Keep why a view could not be saved, until it is shown."""
    st.session_state[_VIEW_FAULT] = fault


def take_view_fault() -> str:
    """The same, and forget it."""
    found: str = st.session_state.pop(_VIEW_FAULT, "")
    return found


# ----------------------------------------------------------------------------------------------------- the report
def made(what: str) -> Any:
    """The data and the wishes that a report or a bundle was last made for; None before the first."""
    return st.session_state.get(_MADE, {}).get(what)


def keep_made(what: str, wanted: Any) -> None:
    """Remember them."""
    st.session_state[_MADE] = {**st.session_state.get(_MADE, {}), what: wanted}


# --------------------------------------------------------------------------------------------------- the language
def speech() -> str | None:
    """The language that this visitor reads, once it is known."""
    found: str | None = st.session_state.get(_SPEECH)
    return found


def keep_speech(code: str) -> None:
    """Remember it."""
    st.session_state[_SPEECH] = code


# -------------------------------------------------------------------------------------------------- the benchmarks
@dataclass(frozen=True)
class Benchmarks:
    """What this visitor compares with: the rows, how often they were replaced, and what was wrong with the last try."""

    rows: tuple[rt.benchmarks.Benchmark, ...]
    edition: int = 0
    fault: str = ""


def benchmarks() -> Benchmarks:
    """The benchmarks of this visitor; those that come along until somebody changes them."""
    found: Benchmarks | None = st.session_state.get(_BENCHMARKS)
    return found or Benchmarks(rt.benchmarks.load())


def keep_benchmarks(rows: tuple[rt.benchmarks.Benchmark, ...] | None = None) -> None:
    """Use other benchmarks in this session; without any, those that come along."""
    rows = rt.benchmarks.load() if rows is None else rows
    st.session_state[_BENCHMARKS] = Benchmarks(rows, benchmarks().edition + 1)


def fault_benchmarks(fault: str) -> None:
    """Keep the benchmarks as they were, and what is wrong with those that were offered."""
    st.session_state[_BENCHMARKS] = replace(benchmarks(), fault=fault)


# ------------------------------------------------------------------------------------------------------- the notes
@dataclass(frozen=True)
class Notes:
    """What this visitor has written on the axis of time, how often it was replaced, and what was wrong last."""

    annotations: tuple[rt.Annotation, ...] = ()
    edition: int = 0
    fault: str = ""


def notes() -> Notes:
    """The notes of this visitor; they outlive the file, since what happened has happened."""
    found: Notes | None = st.session_state.get(_NOTES)
    return found or Notes()


def keep_notes(annotations: tuple[rt.Annotation, ...]) -> None:
    """Use other notes in this session."""
    st.session_state[_NOTES] = Notes(annotations, notes().edition + 1)


def fault_notes(fault: str) -> None:
    """Keep the notes as they were, and what is wrong with those that were offered."""
    st.session_state[_NOTES] = replace(notes(), fault=fault)


# ------------------------------------------------------------------------------------------------------- the lists
@dataclass(frozen=True)
class Lists:
    """What came back of what was tried: a campaign's list, an experiment, and how often either was replaced."""

    campaign: rt.Campaign | None = None
    experiment: rt.Experiment | None = None
    edition: int = 0


def lists() -> Lists:
    """The lists of this visitor; they outlive the file that they are held against."""
    found: Lists | None = st.session_state.get(_LISTS)
    return found or Lists()


def keep_campaign(campaign: rt.Campaign | None) -> None:
    """Keep a campaign's list, or let it go; the uploader that took it lets go of its bytes."""
    st.session_state[_LISTS] = replace(lists(), campaign=campaign, edition=lists().edition + 1)


def keep_experiment(experiment: rt.Experiment | None) -> None:
    """Keep an experiment, or let it go."""
    st.session_state[_LISTS] = replace(lists(), experiment=experiment, edition=lists().edition + 1)


# ------------------------------------------------------------------------------------------------------- the link
def keep_page(path: str) -> None:
    """Remember which page is drawn, by the last part of its address."""
    st.session_state[_PAGE] = path


def page() -> str:
    """The last part of the address of the page that is drawn; the start page's is empty."""
    found: str = st.session_state.get(_PAGE, "")
    return found


@dataclass(frozen=True)
class Link:
    """A view that was asked for by link before its data were there."""

    page: str
    query: dict[str, Any]


def keep_link(page: str) -> None:
    """Remember the settings of a link that cannot be shown yet.

    A bound widget drops a value that is not among its options, and without data there are none: so the link is set
    aside as it came.
    """
    query = {key: st.query_params.get_all(key) for key in st.query_params if key in SETTINGS}
    if query:
        st.session_state[_LINK] = Link(page, query)


def link() -> Link | None:
    """The link that waits for its data."""
    found: Link | None = st.session_state.get(_LINK)
    return found


def take_link() -> Link | None:
    """The same, and forget it."""
    found: Link | None = st.session_state.pop(_LINK, None)
    return found


# ------------------------------------------------------------------------------------------------- what looks take
def looks() -> deque[Look]:
    """The last interactions, where these are measured."""
    found: deque[Look] = st.session_state.setdefault(_LOOKS, deque(maxlen=KEPT))
    return found


def changed_settings() -> tuple[str, ...]:
    """Names of the settings whose values are others than at the end of the last look."""
    before, now = st.session_state.get(_SEEN, {}), _settings_now()
    return tuple(key for key, value in now.items() if key in before and before[key] != value)


def keep_look(look: Look) -> None:
    """A look is over: keep it, and the settings as they are now."""
    looks().append(look)
    st.session_state[_SEEN] = _settings_now()


def _settings_now() -> dict[str, Any]:
    return {key: st.session_state[key] for key in SETTINGS if key in st.session_state}
