"""Which column plays which role in a table, and what kind of table that makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from retention.languages import later, mark
from retention.mapping import AnswersMapping, ColumnMapping, SubscriptionMapping, TenureMapping
from retention.reading.roles.assigning import LIKELY, RoleGuess, assign, because
from retention.reading.roles.columns import Column, look
from retention.reading.roles.comments import comment_among
from retention.reading.roles.groups import segments_of
from retention.reading.roles.kinds import Kind, kind_of
from retention.reading.roles.words import meanings
from retention.reading.wording import kept_word

MAX_COLUMNS = 200  # a file with thousands of columns is asked about, not searched
MAX_CELLS = 200_000
_CALLED = 0.85  # so clearly a header says that answers lie below it


@dataclass(frozen=True)
class Roles:
    """Role to column, how certain each is, and what kind of table they make."""

    guesses: dict[str, RoleGuess]
    what: Kind
    segments: tuple[str, ...]
    looked_at: list[Column]
    rivals: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    """Columns that could as well be the customer, or the time, best first; where it is not clear."""

    @property
    def kind(self) -> str:
        """Name of the kind of table."""
        return self.what.name

    @property
    def columns(self) -> dict[str, str]:
        """Role to column."""
        return {role: guess.column for role, guess in self.guesses.items()}

    @property
    def said(self) -> dict[str, str]:
        """What was found out about the table as a whole, in words."""
        return {mark("kind"): later("{kind}: {reason}", kind=kept_word(self.kind), reason=self.what.reason)}

    @property
    def mapping(self) -> ColumnMapping | None:
        """The mapping that the roles propose for events; None without a customer or a time."""
        columns = self.columns
        who, when = columns.get("customer"), columns.get("time")
        if who is None or when is None or self.kind not in ("events", "answers", "wide"):
            return None
        amount, quantity = columns.get("amount"), None
        if amount is None and "price" in columns:
            amount, quantity = columns["price"], columns.get("quantity")
        event_id = columns.get("event_id")
        refusal = columns.get("do_not_contact")
        used = {who, when, columns.get("event"), amount, quantity, event_id, refusal}
        segments = tuple(name for name in self.segments if name not in used)
        return ColumnMapping(who, when, columns.get("event"), amount, segments, quantity, event_id, refusal)

    @property
    def subscriptions(self) -> SubscriptionMapping | None:
        """The mapping that the roles propose for subscriptions; None where the table is of another kind.

        Money is taken only from a column that says so for a month: what a year costs is twelve times as much.
        """
        columns = self.columns
        who, start = columns.get("customer"), columns.get("start") or columns.get("signup")
        if who is None or start is None or self.kind != "subscriptions":
            return None
        end, amount, plan = (columns.get(role) for role in ("end", "recurring", "plan"))
        refusal = columns.get("do_not_contact")
        segments = tuple(name for name in self.segments if name not in (who, start, end, amount, plan, refusal))
        return SubscriptionMapping(who, start, end, amount, plan, segments, refusal)

    @property
    def tenures(self) -> TenureMapping | None:
        """The mapping that the roles propose for a table of customers who stayed so long and have left or not."""
        columns = self.columns
        who, tenure, lost = (columns.get(role) for role in ("customer", "tenure", "lost"))
        if who is None or tenure is None or lost is None or self.kind not in ("customers", "unknown"):
            return None
        amount = columns.get("recurring")
        segments = tuple(name for name in self.segments if name not in (who, tenure, lost, amount))
        return TenureMapping(who, tenure, lost, amount, segments)

    @property
    def answers(self) -> AnswersMapping | None:
        """The mapping that the roles propose for answers to a survey; None where no column holds answers."""
        columns = self.columns
        named = (c.name for c in self.looked_at if meanings(c.name).get("score", 0.0) >= _CALLED)
        score = columns.get("score") or next(named, None)  # odd cells rule a role out, but not a plain question
        if score is None:
            return None
        used = {score, *(columns[role] for role in ("time", "customer") if role in columns)}
        comment = comment_among(self.looked_at, used)
        segments = tuple(name for name in self.segments if name not in {*used, comment})
        return AnswersMapping(score, columns.get("time"), columns.get("customer"), comment, segments)


def guess_roles(
    names: list[str], sample: list[list[str]], customer: str | None = None, time: str | None = None
) -> Roles:
    """Guess roles from header words and from some records.

    Parameters
    ----------
    names, sample
        Headers, and some records as text.
    customer, time
        Columns that are known to be these; None leaves them to the guess.
    """
    columns = _look_at(names, sample, {customer, time})
    guesses, rivals = assign(columns, {"customer": customer, "time": time})
    kind = kind_of(columns, {role: guess.column for role, guess in guesses.items()}, names)
    if kind.without:  # words that mean something else in a table of that kind
        guesses = {role: guess for role, guess in guesses.items() if role not in kind.without}
    if kind.name == "answers" and "time" not in guesses:  # surveys note when an answer was begun and when it was sent
        moment = guesses.pop("end", None) or guesses.pop("start", None)
        if moment is not None:
            guesses["time"] = replace(moment, role="time", reason=because("time", later("when the answer was given")))
    rivals = {role: several for role, several in rivals.items() if role in guesses}
    taken = {guess.column for role, guess in guesses.items() if role not in ("plan", "status", "event_id")}
    return Roles(guesses, kind, segments_of(columns, taken), columns, rivals)


def _look_at(names: list[str], sample: list[list[str]], known: set[str | None]) -> list[Column]:
    """The columns worth looking at: all of an ordinary table, of a very wide one those with a telling header."""
    at = list(range(len(names)))
    if len(names) > MAX_COLUMNS:
        telling = {j for j, name in enumerate(names) if name in known or max(meanings(name).values(), default=0) >= 0.5}
        at = sorted((sorted(telling) + [j for j in at if j not in telling])[:MAX_COLUMNS])
    step = max(1, len(sample) * len(at) // MAX_CELLS)
    records = sample if step == 1 else sample[: max(200, len(sample) // step)]
    return [look(names[j], j, records) for j in at]


def certainty_of(roles: Roles, column: Column) -> RoleGuess:
    """What is guessed about one column, whatever it is."""
    for guess in roles.guesses.values():
        if guess.column == column.name:
            return guess
    if column.name in roles.segments:
        words = later(
            "a few different words ({n} in the first {rows} rows)", n=f"{column.distinct:,}", rows=f"{column.rows:,}"
        )
        return RoleGuess("segment", column.name, LIKELY, "likely", words)
    return RoleGuess("", column.name, 0.0, "likely", later("no role"))
