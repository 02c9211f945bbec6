"""Step two of an upload: what each column is, the open question if there is one, and reading the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

import retention as rt
from pages.shared import cards, state, words

ABSENT = "not in the file"
COLOURS = {"sure": "gray", "likely": "blue", "unsure": "orange", "your choice": "gray", "assumed": "blue"}
ROLES = (  # role in the mapping, words on screen, whether the file must have it
    ("customer", "Who", True),
    ("time", "When", True),
    ("event", "What happened", False),
    ("amount", "How much", False),
    ("quantity", "Quantity", False),
)
ABSENT_MEANS = {
    "event": "every row counts as one visit",
    "amount": "no money is counted",
    "quantity": "the amount is the money of the whole row",
}


@dataclass
class Form:
    """What was filled in."""

    roles: dict[str, str | None] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    timezone: str = "UTC"
    duplicates: str = "keep"
    answers: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None

    def missing(self, guess: rt.FileGuess) -> str:
        """What still has to be chosen, as a sentence; empty when the file can be read."""
        for role, name, needed in ROLES:
            if needed and not self.roles.get(role):
                return f"Choose the column that says {name.lower()}."
        used = [column for column in self.roles.values() if column]
        if len(used) != len(set(used)):
            return "One column is chosen twice. Give each its own."
        if any(question.key not in self.answers for question in guess.questions):
            return "Answer the question below first."
        return ""

    def mapping(self) -> rt.ColumnMapping:
        """The columns as the library wants them."""
        taken = set(self.roles.values())
        return rt.ColumnMapping(**self.roles, segments=tuple(s for s in self.segments if s not in taken))


def draw(file: state.Given) -> None:
    """The whole form, and the button that reads the file."""
    form = Form(answers=state.answers())
    form.sheet = state.current("file-sheet", None, None)
    with st.spinner("Looking at the file"):
        guess = _with_time_column(state.guess(form.sheet), form.sheet)
    _file_line(file, guess)
    button = st.container(gap="small")
    if guess.kind not in ("events", "unknown"):
        st.info(
            f"This looks like a table of {words.plain(guess.kind)}. Pages so far count events, one row for each thing "
            "a customer did; check who and when below.",
            icon=":material/info:",
        )
    left, right = st.columns([11, 7], gap="small")
    with left:
        for question in guess.questions:
            _question(question, guess, form)
        _columns(guess, form)
    with right:
        _choices(guess, form)
    with button:  # on top, so that a file that is understood takes one click; drawn last, when all is filled in
        _read_button(file, guess, form)
    with st.expander("First rows of the file", icon=":material/table_rows:"):
        st.dataframe(guess.preview, hide_index=True)


def _with_time_column(guess: rt.FileGuess, sheet: str | None) -> rt.FileGuess:
    """The guess again, looking at the dates of the column that the visitor chose."""
    time = state.current("role-time", [column.name for column in guess.columns], None)
    if time is None or (guess.mapping and time == guess.mapping.time):
        return guess
    try:
        return state.guess(sheet, time)
    except rt.RetentionError as error:
        cards.error_box(error)
        return guess


def _file_line(file: state.Given, guess: rt.FileGuess) -> None:
    facts = [words.size(file.size), f"{'' if guess.rows_exact else 'about '}{words.count(guess.rows, 'row')}"]
    facts += [f"{len(guess.columns)} columns"]
    facts += [f"{guess.delimiter} between values"] if guess.delimiter else []
    facts += [guess.encoding] if guess.encoding else []
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(file.name)}**", width="content")
        st.caption(" · ".join(words.plain(fact) for fact in facts), width="content")
        st.button("Choose another file", icon=":material/upload_file:", type="tertiary", on_click=state.clear_given)
    for sentence in guess.assumed:
        st.caption(words.plain(sentence, 300))


def _question(question: rt.Question, guess: rt.FileGuess, form: Form) -> None:
    """An open question: each reading in words, with what it would give."""
    chosen = form.answers.get(question.key)
    with cards.card("One question before we count"):
        st.markdown(words.plain(question.text, 400))
        for column, choice in zip(st.columns(len(question.choices), gap="small"), question.choices, strict=True):
            picked = chosen == choice.value
            raw = [text for text, _ in guess.parsed_examples.get(choice.value, ())]
            with column, st.container(border=True, gap="small", height="stretch"):
                st.markdown(f"**{words.plain(choice.label)}**")
                st.markdown("  \n".join(_reads(*pair) for pair in zip_longest(raw[:3], choice.shows, fillvalue="")))
                st.caption(words.plain(choice.note, 300))
                st.button(
                    f"{'Chosen: ' if picked else 'Read as '}{words.plain(choice.label.split(' (')[0].lower())}",
                    key=f"{question.key}-{choice.value}",
                    type="primary" if picked else "secondary",
                    icon=":material/check:" if picked else None,
                    width="stretch",
                    on_click=state.answer,
                    args=(question.key, choice.value),
                )


def _reads(raw: str, shown: str) -> str:
    """One value of the file, and what it would mean: "3/4/2024 is 3 April 2024"."""
    return f"{words.plain(raw, 30)} is **{words.plain(shown)}**" if raw else f"**{words.plain(shown)}**"


def _columns(guess: rt.FileGuess, form: Form) -> None:
    with cards.card("What each column is"):
        names = [column.name for column in guess.columns]
        for role, name, needed in ROLES:
            proposed = getattr(guess.mapping, role) if guess.mapping else None
            form.roles[role] = _role(guess, role, name, names, proposed, needed)
        proposed_groups = [s for s in guess.mapping.segments if s in names] if guess.mapping else []
        row = _row("Groups")
        with row[1]:
            picked = st.multiselect("Groups", names, proposed_groups, label_visibility="collapsed", key="role-segments")
        form.segments = tuple(picked)
        row[2].caption("a few different words each" if picked else "nothing to compare customers by")
        with row[3]:
            _badge("likely" if picked and picked == proposed_groups else "your choice")


def _row(name: str) -> list[Any]:
    columns = st.columns([3, 5, 7, 3], vertical_alignment="center", gap="small")
    columns[0].markdown(f"**{name}**")
    return columns


def _role(
    guess: rt.FileGuess, role: str, name: str, names: list[str], proposed: str | None, needed: bool
) -> str | None:
    row = _row(name)
    options: list[str | None] = list(names) if needed else [None, *names]
    index = options.index(proposed) if proposed in options else None if needed else 0
    picked = row[1].selectbox(
        name,
        options,
        index=index,
        format_func=lambda column: ABSENT if column is None else column,
        label_visibility="collapsed",
        key=f"role-{role}",
        placeholder="choose a column",
        on_change=state.clear_answers if role == "time" else None,
    )
    reason, certainty = _reason(guess, role, picked, picked == proposed)
    row[2].caption(reason)
    with row[3]:
        _badge(certainty)
    return picked


def _reason(guess: rt.FileGuess, role: str, picked: str | None, as_proposed: bool) -> tuple[str, str]:
    """Why a column has its role, in words, and how sure that is."""
    if picked is None:
        return ABSENT_MEANS.get(role, "this has to be chosen"), "assumed" if role in ABSENT_MEANS else "unsure"
    column = next(column for column in guess.columns if column.name == picked)
    if not as_proposed:
        return "such as " + ", ".join(words.plain(example, 24) for example in column.examples[:3]), "your choice"
    reason = words.plain(column.reason.split(": ", 1)[-1], 160)  # the role stands at the beginning of the row
    if role != "time":
        return reason, column.certainty
    if guess.questions:
        return reason, "asked above"
    examples = guess.parsed_examples.get(guess.date_order or "", ())
    shown = dict.fromkeys(_parsed(raw, moment) for raw, moment in examples)
    return "  \n".join([reason, *list(shown)[:3]]), column.certainty


def _parsed(raw: str, moment: datetime) -> str:
    clock = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{words.plain(raw, 30)} is **{words.day(moment)}{clock}**"


def _badge(certainty: str) -> None:
    st.badge(certainty, color=COLOURS.get(certainty, "orange"))


def _choices(guess: rt.FileGuess, form: Form) -> None:
    with cards.card("Times and copies"):
        if len(guess.sheets) > 1:
            form.sheet = st.selectbox(
                "Sheet",
                guess.sheets,
                index=guess.sheets.index(guess.sheet) if guess.sheet in guess.sheets else 0,
                key="file-sheet",
                on_change=state.clear_answers,
            )
        form.timezone = st.selectbox(
            "Time zone of the times as written",
            ["UTC", *sorted(available_timezones() - {"UTC", "localtime"})],
            key="file-timezone",
            help="Decides where a day begins. Times that carry their own offset are moved into this zone.",
        )
        form.duplicates = st.radio(
            "Exact copies of a row",
            ("keep", "drop"),
            format_func=lambda v: {"keep": "Keep and count them", "drop": "Leave them out"}[v],
            key="file-duplicates",
            help="The Audit page says what leaving them out would change.",
        )


def _read_button(file: state.Given, guess: rt.FileGuess, form: Form) -> None:
    missing = form.missing(guess)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            "Read the file", type="primary", icon=":material/play_arrow:", disabled=bool(missing), key="read"
        )
        st.caption(missing or ":material/lock: Everything stays on this computer.", width="content")
    if pressed:
        _read(file, form)


def _read(file: state.Given, form: Form) -> None:
    """Read with progress; any failure is a sentence, and the form stays as it was filled in."""
    bar = st.progress(0.0, "Reading")
    try:
        events = rt.read_events(
            file.source,
            form.mapping(),
            date_order=form.answers.get("date_order"),
            timezone=form.timezone,
            duplicates=form.duplicates,
            sheet=form.sheet,
            name=file.name,
            progress=lambda fraction, phrase: bar.progress(min(max(fraction, 0.0), 1.0), phrase),
        )
    except rt.RetentionError as error:
        bar.empty()
        cards.error_box(error)
        return
    except Exception as error:  # the border of the page: a file must never show a traceback
        bar.empty()
        cards.error_box(cards.unreadable(error, file.name))
        return
    state.keep_events(events)
    st.rerun()
