"""The best column for each role: by its name and its cells, by its cells alone, and by what remains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from retention.languages import later, mark
from retention.reading.roles.by_cells import PERHAPS, perhaps_customer, perhaps_time
from retention.reading.roles.columns import Column
from retention.reading.roles.context import told_by_others
from retention.reading.roles.fits import FITS
from retention.reading.roles.kinds import of_sessions
from retention.reading.roles.words import meanings
from retention.reading.roles.words.composed import concepts_of
from retention.reading.wording import kept_word, strung

SURE, LIKELY = 0.85, 0.45
_CLOSE = 0.08
_WEAK = 0.25  # a time that is told by nothing but a date of something else
# Least score for a role to be proposed.
_LEAST = {
    "customer": 0.25,
    "time": 0.2,
    "event": 0.4,
    "event_id": 0.8,
    "amount": 0.4,
    "price": 0.5,
    "quantity": 0.5,
    "order": 0.45,
    "start": 0.5,
    "end": 0.5,
    "signup": 0.55,
    "plan": 0.5,
    "recurring": 0.55,
    "tenure": 0.6,
    "lost": 0.6,
    "score": 0.5,
    "do_not_contact": 0.6,
    "status": 0.5,
    "refund": 0.5,
}
WORDS = {
    "customer": mark("who"),
    "time": mark("when"),
    "event": mark("what happened"),
    "event_id": mark("id of each row"),
    "amount": mark("money"),
    "price": mark("price of one"),
    "quantity": mark("how many"),
    "order": mark("number of the order"),
    "start": mark("when it began"),
    "end": mark("when it ended"),
    "signup": mark("when the customer joined"),
    "plan": mark("what is subscribed to"),
    "recurring": mark("money per month"),
    "tenure": mark("how long a customer"),
    "lost": mark("whether the customer left"),
    "score": mark("an answer on a scale"),
    "do_not_contact": mark("who must not be written to"),
    "status": mark("state of the order"),
    "refund": mark("money given back"),
    "segment": mark("a group"),
}


@dataclass(frozen=True)
class RoleGuess:
    """The role of one column, how certain it is ("sure", "likely", "unsure"), and why, in words."""

    role: str
    column: str
    score: float
    certainty: str
    reason: str


def because(role: str, reason: str) -> str:
    """Why a column plays a role, as it is told: "when: its values are dates"."""
    return later("{role}: {reason}", role=kept_word(WORDS[role]), reason=reason)


def assign(
    columns: list[Column], known: dict[str, str | None]
) -> tuple[dict[str, RoleGuess], dict[str, tuple[Column, ...]]]:
    """The best column of each role, the surest first; no column plays two."""
    guesses: dict[str, RoleGuess] = {}
    for role, name in known.items():
        if name is not None:
            guesses[role] = RoleGuess(role, name, 2.0, "sure", because(role, later("as chosen")))
    scores = {column.name: _scores(column) for column in columns}
    told_by_others(columns, scores)
    if any({"end", "recurring"} & set(each) for each in scores.values()):  # something that runs: it starts, and ends
        for each in scores.values():
            if each.get("start", 0.0) >= each.get("time", 0.0) > 0:
                del each["time"]
    found = [(score, role, c) for c in columns for role, score in scores[c.name].items() if score >= _LEAST[role]]
    for score, role, column in sorted(found, key=lambda each: -each[0]):
        taken = {guess.column for guess in guesses.values()}
        if role in guesses or column.name in taken:
            continue
        others = [s for s, r, c in found if r == role and c is not column and c.name not in taken]
        guesses[role] = _guess(role, column, score, max(others, default=0.0))
    for role, rival in PERHAPS.items():
        if role not in guesses and not (role == "event" and {"amount", "price", "order"} & set(guesses)):
            _add_by_cells(guesses, role, columns, rival)
    _joining_again(guesses, columns)
    _add_by_name_alone(guesses, columns)
    _only_date(guesses, columns)
    return guesses, _rivals(guesses, columns, scores, known)


def _guess(role: str, column: Column, score: float, next_best: float) -> RoleGuess:
    close = next_best > score - _CLOSE
    certainty = "sure" if score >= SURE and not close else "likely" if score >= LIKELY else "unsure"
    by_name = meanings(column.name).get(role, 0.0) >= 0.99
    said = later("its name says so") if by_name else later("its name and its values fit")
    if role == "customer":
        said = strung([said, column.repetition], "; ")
    return RoleGuess(role, column.name, score, certainty, because(role, said))


def _scores(column: Column) -> dict[str, float]:
    """How well each role fits: what the name says, times how far the cells agree."""
    if not column.filled:
        return {}
    scores = {}
    for role, said in meanings(column.name).items():
        if role in FITS:
            fit = FITS[role](column, said)
            if fit > 0:
                scores[role] = said * fit
    return scores


# --------------------------------------------------------------------------- where no name says it, the cells may
def _add_by_cells(
    guesses: dict[str, RoleGuess], role: str, columns: list[Column], perhaps: Callable[[Column], float]
) -> None:
    taken = {guess.column for guess in guesses.values()}
    ranked = sorted(((perhaps(c), -i, c) for i, c in enumerate(columns) if c.name not in taken), reverse=True)
    ranked = [each for each in ranked if each[0] > 0]
    if not ranked or (role == "time" and {"start", "end", "signup"} & set(guesses)):
        return
    score, _, best = ranked[0]
    alone = len(ranked) == 1 or ranked[1][0] < score - _CLOSE
    said = {
        "customer": strung([later("its values look like ids"), best.repetition], "; "),
        "time": later("its values are dates"),
        "amount": later("its values are numbers with decimals"),
        "event": later("its values are names of what is done"),
    }[role]
    guesses[role] = RoleGuess(role, best.name, score, "likely" if alone else "unsure", because(role, said))


def _joining_again(guesses: dict[str, RoleGuess], columns: list[Column]) -> None:
    """Nobody joins several times: of a customer who has several dates of joining, they are when things happened."""
    if (
        "time" not in guesses
        and "start" in guesses
        and not {"end", "recurring", "plan", "signup", "score"} & set(guesses)
    ):
        guesses["time"] = replace(guesses.pop("start"), role="time", reason=because("time", later("when it began")))
    if "time" not in guesses and not {"start", "signup"} & set(guesses) and "end" in guesses:
        guesses["time"] = replace(guesses.pop("end"), role="time", reason=because("time", later("the only date")))
    by_name = {column.name: column for column in columns}
    when = guesses.get("time")
    added = when is None or "created" in concepts_of(when.column)
    if added and of_sessions(by_name, {role: guess.column for role, guess in guesses.items()}):
        guesses["time"] = replace(guesses.pop("start"), role="time", reason=because("time", later("when it began")))
    who, joined = guesses.get("customer"), guesses.get("signup")
    when = guesses.get("time")
    told = when is not None and when.score > _WEAK
    if told or who is None or joined is None or {"start", "end"} & set(guesses):
        return
    if by_name[joined.column].distinct > by_name[who.column].distinct and not by_name[who.column].unique:
        said = because("time", later("the only date, and customers have several"))
        del guesses["signup"]
        guesses["time"] = replace(joined, role="time", certainty="likely", reason=said)


def _only_date(guesses: dict[str, RoleGuess], columns: list[Column]) -> None:
    """A column called "date" is the moment for sure where there is no other date."""
    guess = guesses.get("time")
    others = [c for c in columns if guess is not None and c.name != guess.column and max(c.dates, c.moments) > 0.5]
    if guess is not None and guess.certainty == "likely" and guess.score >= 0.75 and not others:
        guesses["time"] = replace(guess, certainty="sure")


def _add_by_name_alone(guesses: dict[str, RoleGuess], columns: list[Column]) -> None:
    """Of that very name, though its cells do not fit: reading it says what is wrong."""
    for role in ("time", "customer"):
        taken = {guess.column for guess in guesses.values()}
        named = [c for c in columns if c.name not in taken and meanings(c.name).get(role, 0.0) >= 0.85]
        if role not in guesses and named and not (role == "time" and {"start", "signup"} & set(guesses)):
            words = because(role, later("its name says so, its values do not"))
            guesses[role] = RoleGuess(role, named[0].name, 0.0, "unsure", words)


def _rivals(
    guesses: dict[str, RoleGuess],
    columns: list[Column],
    scores: dict[str, dict[str, float]],
    known: dict[str, str | None],
) -> dict[str, tuple[Column, ...]]:
    """Columns to choose from, where neither a name nor the cells settle who or when."""
    rivals = {}
    for role, perhaps in (("customer", perhaps_customer), ("time", perhaps_time)):
        guess = guesses.get(role)
        if known.get(role) is not None or guess is None or guess.certainty != "unsure" or guess.score == 0:
            continue
        other = {g.column for r, g in guesses.items() if r != role and g.certainty != "unsure"}
        rated = [(max(scores[c.name].get(role, 0.0), perhaps(c)), -i, c) for i, c in enumerate(columns)]
        near = [(s, i, c) for s, i, c in rated if s > max(0.0, guess.score - 2 * _CLOSE) and c.name not in other]
        if len(near) > 1:
            rivals[role] = tuple(c for _, _, c in sorted(near, reverse=True)[:6])
    return rivals
