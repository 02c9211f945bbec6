"""What a table of single visits is asked beside cohorts, series and money; and what it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never, cast

from retention.counts import (
    CustomerCounts,
    GapCounts,
    HabitCounts,
    LapseCounts,
    OverdueCounts,
    RepeatCounts,
    RhythmCounts,
    SilenceClassCounts,
    SilenceCounts,
    SilenceLimits,
    SpreadCounts,
)
from retention.errors import SettingsError
from retention.languages import say
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.engine.sql.source import SqlEvents


# What events in memory hold of single rows.
OF_ROWS = {
    *("time", "offsets", "row", "event", "customer_ids", "blocked", "frame", "customers"),
    *("up_to", "without_rows", "without_copies"),
}


class VisitQuestions:
    """Questions of :class:`retention.counts.VisitSource`, each answered where the events lie, or refused by name."""

    def gap_counts(self, settings: CohortSettings) -> GapCounts:
        """Count the days between visits."""
        from retention.engine.sql import silences

        return silences.gap_counts(self._events, settings)

    def lapse_counts(self, settings: CohortSettings) -> LapseCounts:
        """Count silences by the period before them."""
        from retention.engine.sql import silences

        return silences.lapse_counts(self._events, settings)

    def silence_counts(self, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
        """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""
        from retention.engine.sql import silences

        return silences.silence_counts(self._events, settings, at, until)

    def customer_counts(
        self, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
    ) -> CustomerCounts:
        """Sum up the purchases of each customer, or of each kind of customers with the same history."""
        from retention.engine.sql import customers

        return customers.customer_counts(self._events, settings, until, followed_to=followed_to, each=each)

    def repeat_counts(self, settings: CohortSettings, days: int) -> RepeatCounts:
        """Count who ordered again within so many days of the first order."""
        from retention.engine.sql import customers

        return customers.repeat_counts(self._events, settings, days)

    def spread_counts(self, settings: CohortSettings) -> SpreadCounts:
        """Count rows by period and by customer."""
        from retention.engine.sql import customers

        return customers.spread_counts(self._events, settings)

    def habit_counts(self, settings: CohortSettings) -> HabitCounts:
        """Count next steps, money by customer, and money per row over time."""
        from retention.engine.sql import habits

        return habits.habit_counts(self._events, settings)

    def rhythm_counts(
        self, settings: CohortSettings, at: Any = None, *, followed_to: Any = None, first_value: str | None = None
    ) -> RhythmCounts:
        """Sum up the rhythm of each customer at one moment, and who came again after it."""
        from retention.engine.sql import rhythms

        return rhythms.rhythm_counts(self._events, settings, at, followed_to=followed_to, first_value=first_value)

    def silence_class_counts(self, settings: CohortSettings, at: Any = None) -> SilenceClassCounts:
        """Count gaps, open ones too, by the number of the visit they begin at."""
        from retention.engine.sql import silence_classes

        return silence_classes.silence_class_counts(self._events, settings, at)

    def overdue_counts(
        self,
        settings: CohortSettings,
        limits: SilenceLimits,
        most: int,
        by: str,
        at: Any = None,
        *,
        first_value: str | None = None,
    ) -> OverdueCounts:
        """Find the customers who are overdue most: only they come back."""
        from retention.engine.sql import overdue

        return overdue.overdue_counts(self._events, settings, limits, most, by, at, first_value=first_value)

    # ------------------------------------------------------------------------------------------ refused, by name
    def first_time_counts(self, *_: Any, **__: Any) -> Never:
        """Refused: the days from a start to the first time of something."""
        raise _of_files("first_time_counts")

    def adoption_counts(self, *_: Any, **__: Any) -> Never:
        """Refused: who used what by age."""
        raise _of_files("adoption_counts")

    def behaviour_counts(self, *_: Any, **__: Any) -> Never:
        """Refused: what customers did in their first days, customer by customer."""
        raise _of_files("behaviour_counts")

    def row_changes(self, *_: Any, **__: Any) -> Never:
        """Refused: which rows differ from those of another file."""
        raise _of_files("row_changes")

    def __getattr__(self, name: str) -> Never:
        """What events in memory hold row by row stays in the database, and is refused by name."""
        if name in OF_ROWS:
            raise StaysThereError(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def _events(self) -> SqlEvents:
        return cast("SqlEvents", self)


def _of_files(question: str) -> SettingsError:
    return SettingsError(
        say("a database is not asked for {question}, which goes over single rows.", question=question),
        where="source",
        todo=say("Take a sample of customers, or one segment, as a file, and read it with read_events."),
    )


class StaysThereError(SettingsError, AttributeError):
    """Rows were asked for; an ``AttributeError`` too, so that asking whether a source has them is answered with no."""

    def __init__(self, name: str) -> None:
        refused = _of_files(name)
        super().__init__(refused.what, where=refused.where, todo=refused.todo)
