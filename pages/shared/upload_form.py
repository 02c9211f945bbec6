"""Step two of an upload: what the file is, the open questions if there are any, and reading it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import as_it_stands, cards, loading, private, questions, resting, roles_form, state, waiting, words
from pages.shared.given import LOCAL, READERS, Columns, Given, How
from pages.shared.jobs import Job
from retention.languages import mark, say

KINDS = {  # what to say of a table that is not simply one row for each event
    "wide": mark("The table has a column for each period: each filled cell is read as one visit in that period."),
    "customers": mark(
        "This looks like one row for each customer. Who came back cannot be seen in it: that takes one row for each "
        "visit, order or event. Export those, or choose the columns below if this is wrong."
    ),
    "answers": mark("This looks like answers to a survey. With the columns below, every answer counts as one visit."),
    "aggregated": mark(
        "This table is counted already: it holds totals, not what single customers did. Cohorts by age can be shown as "
        "they stand. For anything else, export one row for each visit, order or event."
    ),
}
AS_NAMED = mark("as its header says, else months")
UNITS = {
    AS_NAMED: None,
    mark("days"): "day",
    mark("weeks"): "week",
    mark("months"): "month",
    mark("quarters"): "quarter",
    mark("years"): "year",
}
COPIES = {"keep": mark("Keep and count them"), "drop": mark("Leave them out")}
IN_THE_CARD = ("sheet", "member", "timezone", "duplicates")  # always in view; the rest is in the expander


@dataclass
class Form:
    """What was filled in."""

    kind: str = "events"
    roles: dict[str, str | None] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)

    def missing(self, asked: tuple[rt.Question, ...]) -> str:
        """What still has to be chosen, as a sentence; empty when the file can be read."""
        for role, name, needed in roles_form.ROLES[self.kind]:
            if needed and not self.roles.get(role):
                return say(roles_form.CHOOSE[name])
        used = [column for column in self.roles.values() if column]
        if len(used) != len(set(used)):
            return say("One column is chosen twice. Give each its own.")
        if any(question.key not in loading.answers() for question in asked):
            return say("Answer the question below first.")
        return ""

    def how(self, guess: rt.FileGuess) -> How:
        """The columns and the answers as the library wants them."""
        options = {**loading.answers(), **self.options}
        return How(self._mapping(guess), options, tuple(column.name for column in guess.columns))

    def _mapping(self, guess: rt.FileGuess) -> Columns:
        """The chosen columns; what the form does not show stays as it was proposed."""
        taken = {column for column in self.roles.values() if column}
        segments = tuple(s for s in self.segments if s not in taken)
        proposed, make = roles_form.mapping(guess, self.kind), READERS[self.kind][0]
        shown = {role for role, _, _ in roles_form.ROLES[self.kind]} | {"segments"}
        others = {k: v for k, v in vars(proposed).items() if k not in shown} if proposed else {}
        kept = {k: None if v in taken else v for k, v in others.items()}
        return make(**self.roles, segments=segments, **kept)


def draw(file: Given) -> None:
    """The whole form, and the button that reads the file."""
    guess = _guess(file)
    if guess is None:
        return
    busy = loading.job("read") is not None
    _file_line(file, guess)
    button = st.container(gap="small")
    form = Form(roles_form.choose_kind(guess, disabled=busy))
    asked = _asked(guess, form.kind)
    if guess.kind in KINDS and form.kind == "events":
        st.info(say(KINDS[guess.kind]), icon=":material/info:")
        if guess.kind == "aggregated":
            as_it_stands.offer(file)
    left, right = st.columns([11, 7], gap="small")
    with left:
        for question in asked:
            questions.draw(question, guess, disabled=busy)
        form.roles, form.segments = roles_form.draw(guess, form.kind, disabled=busy)
    with right:
        _choices(guess, form, disabled=busy)
        with st.expander(
            say("How the file was read"), icon=":material/tune:", expanded=bool(loading.opening_answers())
        ):
            _how_it_was_read(guess, disabled=busy)
    with button:  # on top, so that a file that is understood takes one click; drawn last, when all is filled in
        _read_or_wait(file, form, guess, asked)
    with st.expander(say("First rows of the file"), icon=":material/table_rows:"):
        st.dataframe(guess.preview, hide_index=True)


# ------------------------------------------------------------------------------------------- looking at the file
def _guess(file: Given) -> rt.FileGuess | None:
    """What the file is, by the answers so far and the time column that was chosen; None while that takes its time."""
    place = st.empty()
    guess = loading.guess() or _inspected(file, None, place)
    if guess is None:
        return None
    time = state.current(loading.role_key("time"), [column.name for column in guess.columns], None)
    if time is None or time == roles_form.proposal(guess, "time"):
        return guess
    try:
        return loading.guess(time) or _inspected(file, time, place)
    except rt.RetentionError as error:
        with place.container():
            cards.error_box(error)
        return guess


def _inspected(file: Given, time: str | None, place: DeltaGenerator) -> rt.FileGuess | None:
    """Inspect the file; the first look at a large one runs beside the page."""
    answers = loading.opening_answers()
    quick = file.is_quick or bool(answers) or time is not None
    guess: rt.FileGuess | None = waiting.result_of(
        "inspect",
        lambda progress: file.inspect(answers, time, progress),
        place,
        quick=quick,
        label=say("Looking at the file"),
        on_cancel=loading.clear_given,
    )
    if guess is not None:
        loading.keep_guess(guess, time)
    return guess


def _asked(guess: rt.FileGuess, kind: str) -> tuple[rt.Question, ...]:
    """Open questions, but for those that the choice of columns answers, or that are about dates nobody reads."""
    dated = kind != "tenures" and (kind != "answers" or roles_form.chosen(guess, kind, "time"))
    without = LOCAL if dated else (*LOCAL, "date_order")
    asked = {q.key: q for q in (*guess.questions, *loading.asked_late()) if q.key not in without}
    return tuple(asked.values())


def _file_line(file: Given, guess: rt.FileGuess) -> None:
    rows = words.count(guess.rows, "row")
    facts = [words.size(file.size), rows if guess.rows_exact else say("about {rows}", rows=rows)]
    facts += [words.count(len(guess.columns), "column")]
    facts += [say("{separator} between values", separator=words.told(guess.delimiter))] if guess.delimiter else []
    facts += [guess.encoding] if guess.encoding else []
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(file.name)}**", width="content")
        st.caption(" · ".join(words.plain(fact) for fact in facts), width="content")
        st.button(
            say("Choose another file"),
            icon=":material/upload_file:",
            type="tertiary",
            key="choose-another",
            on_click=loading.clear_given,
        )
    if loading.twice():
        names = ", ".join(words.plain(name) for name in loading.twice())
        st.caption(say("Handed over twice, read once: {files}", files=names))
    if len(file.parts) > 1:
        st.caption(say("Read as one: {files}", files=", ".join(words.plain(part.name) for part in file.parts)))
    for sentence in guess.assumed:
        st.caption(words.plain(sentence, 300))


# -------------------------------------------------------------------------------------------- how it is to be read
def _choices(guess: rt.FileGuess, form: Form, *, disabled: bool) -> None:
    heading = say("Time so far") if form.kind == "tenures" else say("Times and copies")
    with cards.card(heading):
        for assumption in _places(guess):
            resting.select(assumption, loading.answer, disabled=disabled)
        if form.kind == "tenures":
            named = st.selectbox(say("Counted in"), list(UNITS), format_func=say, key="file-unit", disabled=disabled)
            unit = UNITS[named]
            form.options |= {"unit": unit} if unit else {}
            return
        if form.kind == "answers" and st.toggle(
            say("Take the scale as 0 to 10"),
            key="file-scale",
            disabled=disabled,
            help=say(
                "Answers that look like another scale, such as 1 to 5, are refused. Turn this on where people could "
                "answer 0 to 10 and merely did not use all of it."
            ),
        ):
            form.options["scale"] = "0-10"
        form.options["timezone"] = st.selectbox(
            say("Time zone of the times as written"),
            resting.zones(),
            key="file-timezone",
            disabled=disabled,
            help=say("Decides where a day begins. Times that carry their own offset are moved into this zone."),
        )
        form.options["duplicates"] = st.radio(
            say("Exact copies of a row"),
            tuple(COPIES),
            format_func=lambda v: say(COPIES[v]),
            key="file-duplicates",
            disabled=disabled,
            help=say("The Audit page says what leaving them out would change."),
        )


def _places(guess: rt.FileGuess) -> list[rt.Assumption]:
    """Which sheet and which file of an archive is read, where there are several and it is no open question."""
    asked = {question.key for question in guess.questions} - set(loading.answers())
    found = {a.key: a for a in loading.offered(guess.assumptions) if a.key in ("sheet", "member") and a.choices}
    for key, names, current in (("sheet", guess.sheets, guess.sheet), ("member", guess.members, None)):
        if len(names) > 1 and key not in found:
            value = loading.answers().get(key) or (current if current in names else "*")
            choices = (*((name, name) for name in names), ("*", mark("all with the same columns, as one table")))
            words_ = dict(choices).get(value, value)
            found[key] = rt.Assumption(key, value, words_, "", "assumed", choices)
    return [assumption for key, assumption in found.items() if key not in asked]


def _how_it_was_read(guess: rt.FileGuess, *, disabled: bool) -> None:
    """Encoding, separator, header and what else was decided, each with a control to change it."""
    seen = _foreign(guess)
    if seen:
        texts = " · ".join(words.plain(text, 40) for text in seen)
        st.caption(say("Text of the file as it is read: {texts}", texts=texts))
    resting.draw(loading.offered(guess.assumptions), loading.answer, without=IN_THE_CARD, frozen=disabled)
    if loading.answers():
        st.button(
            say("Back to how it was"), icon=":material/undo:", key="forget-answers", on_click=loading.forget_answers
        )


def _foreign(guess: rt.FileGuess, most: int = 5) -> list[str]:
    """Some texts of the file with letters beyond ASCII: whether they read well shows whether the encoding is right."""
    names = [column.name for column in guess.columns]
    cells = [cell for column in names if column in guess.preview for cell in guess.preview[column].tolist()]
    examples = [example for column in guess.columns for example in column.examples]
    return [text for text in dict.fromkeys([*names, *cells, *examples]) if not str(text).isascii()][:most]


# -------------------------------------------------------------------------------------------------------- reading
def _read_or_wait(file: Given, form: Form, guess: rt.FileGuess, asked: tuple[rt.Question, ...]) -> None:
    """The button, or the progress of what it began."""
    if loading.job("read") is not None:
        _read(file, How())  # how was settled when it began
        return
    missing = form.missing(asked)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            say("Read the file"), type="primary", icon=":material/play_arrow:", disabled=bool(missing), key="read"
        )
        safe = f":material/lock: {private.sentence()}"
        st.caption(missing or safe, width="content")
    failure = loading.take_failure()
    if failure is not None:
        cards.error_box(failure)
    if pressed and file.is_quick:
        _read(file, form.how(guess))
    elif pressed:
        loading.begin_job("read", Job(_reading(file, form.how(guess))))
        st.rerun()  # draws the form once more, locked


def _read(file: Given, how: How) -> None:
    """Read with progress; any failure is a sentence, and the form stays as it was filled in."""
    try:
        done = waiting.result_of("read", _reading(file, how), st.empty(), quick=file.is_quick, label=say("Reading"))
    except rt.UndecidedError as error:
        new = [question for question in error.questions if question.key not in loading.answers()]
        loading.ask_late(error.questions)
        loading.fail(None if new else error)
    except rt.RetentionError as error:
        loading.fail(error)
    except Exception as error:  # the border of the page: a file must never show a traceback
        loading.fail(cards.unreadable(error, file.name))
    else:
        if done is None:
            return
        state.keep_data(*done)
    st.rerun()


def _reading(file: Given, how: How) -> waiting.Call:
    """The call that reads; it carries with it how, since the form may change meanwhile."""
    return lambda progress: (file.read(how, progress), how)
