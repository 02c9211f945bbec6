"""What signs look at: lists and measures of one file, each worked out once, when it is first asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import AnswerSource, Source
from retention.periods import DAY
from retention.settings import CohortSettings
from retention.stages import NEVER

if TYPE_CHECKING:
    from retention.metrics.customer_list import CustomerList

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
YES, NO_SIGN, CANNOT_TELL = "yes", "no sign", "cannot tell"
KEPT_SETTINGS = (
    *("period", "period_size", "origin", "week_start", "timezone", "refunds_count", "warm_up"),
    *("start_event", "return_event", "where", "start_where", "return_where"),
)
UNSPACED = "\u0590"  # from here on words of other scripts are found anywhere: they are written without blanks or joined


@dataclass(frozen=True)
class Sign:
    """What a file says about one strategy.

    Attributes
    ----------
    applies
        "yes", "no sign", or "cannot tell" where the file lacks what it takes.
    words
        What was measured, with its numbers.
    who
        Of the rows of ``Material.frame``, those whom it concerns; None is everybody in the strategy's stages.
    """

    applies: str
    words: str
    who: Bools | None = None


class Material:
    """Lists and measures of one file, for signs.

    Parameters
    ----------
    source
        Visits or contracts.
    answers
        Answers to a survey of the same customers, where there are any.
    settings
        The period, the zone and which rows count. What speaks of ages, ranges and segments is left out.
    first_value
        The event that is first value; without one it is the second day with activity.
    """

    def __init__(
        self,
        source: Source,
        answers: AnswerSource | None = None,
        settings: CohortSettings | None = None,
        *,
        first_value: str | None = None,
    ) -> None:
        self.source: Any = source
        self.answers: Any = answers
        self.first_value = first_value
        self.settings = _plain(settings or CohortSettings())

    # --------------------------------------------------------------------------------------------------- customers
    @cached_property
    def customers(self) -> CustomerList:
        """Everybody, by stage."""
        from retention.metrics.slipping import slipping

        return slipping(self.source, self.settings, first_value=self.first_value)

    @property
    def frame(self) -> pd.DataFrame:
        """Its rows, one for each customer."""
        return self.customers.frame

    @property
    def contracts(self) -> bool:
        """Whether the file holds contracts and no visits."""
        return not hasattr(self.source, "rhythm_counts")

    @cached_property
    def stage(self) -> NDArray[Any]:
        """Stage of each row, by its key."""
        return self.frame["stage"].astype(object).to_numpy()

    def among(self, stages: Iterable[str]) -> Bools:
        """Which rows are in some stages; nobody who asked not to be contacted."""
        return np.isin(self.stage, [key for key in stages if key != NEVER])

    @property
    def here(self) -> Bools:
        """Rows of those who still come or pay, and may be written to."""
        return self.among(("new", "regular", "cooling", "won_back"))

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of the list as numbers, NaN where it is not known."""
        return self.frame[column].to_numpy(np.float64, na_value=np.nan)

    @cached_property
    def codes(self) -> Ints:
        """Code of each row's customer in the source."""
        everybody = self.source.customers(np.arange(self.source.n_customers))
        return np.asarray(pd.Index(everybody).get_indexer(pd.Index(self.frame["customer"])), np.int64)

    # -------------------------------------------------------------------------------------------------- what they do
    @property
    def has_events(self) -> bool:
        """Whether the rows say what happened."""
        return getattr(self.source, "event", None) is not None

    def events_like(self, words: Iterable[str]) -> tuple[str, ...]:
        """Names of events in which one of some words begins a part."""
        return tuple(name for name in getattr(self.source, "event_names", ()) if says(name, words))

    @cached_property
    def used(self) -> tuple[tuple[str, ...], NDArray[np.bool_], Bools]:
        """Events, whether each row's customer ever did them after the start, and for which rows that is known.

        Who started less than two days ago is not known yet.
        """
        counts = self.source.behaviour_counts(self.settings, 1, 0, 1)
        place = np.full(self.source.n_customers, -1, np.int64)
        place[counts.codes] = np.arange(len(counts.codes))
        at = place[self.codes]
        known = (at >= 0) & (self.codes >= 0)
        ever = np.zeros((len(at), len(counts.events)), bool)
        ever[known] = counts.ever[at[known]]
        return counts.events, ever, known

    def ever_did(self, names: Iterable[str]) -> Bools:
        """Whether each row's customer ever did one of some events; False where that is not known."""
        events, ever, known = self.used
        did = np.zeros(len(ever), bool)
        for name in names:
            if name in events:
                did |= ever[:, events.index(name)]
            else:  # one of more kinds of events than are counted at once
                counts = self.source.behaviour_counts(self.settings, 1, 0, 1, name)
                did |= known & np.isin(self.codes, counts.codes[counts.ever[:, 0]])
        return did

    def did_lately(self, names: Iterable[str], days: int) -> Bools:
        """Whether each row's customer did one of some events in the last days of 24 hours of the data."""
        codes = [code for code, name in enumerate(self.source.event_names) if name in set(names)]
        lately = (self.source.time >= self.source.until - days * DAY) & (self.source.time < self.source.until)
        rows = np.flatnonzero(lately & np.isin(self.source.event, codes))
        owners = np.unique(np.searchsorted(self.source.offsets, rows, side="right") - 1)
        return np.isin(self.codes, owners)

    # ------------------------------------------------------------------------------------------------------ segments
    def columns_like(self, words: Iterable[str]) -> tuple[str, ...]:
        """Segment columns in whose name one of some words begins a part."""
        return tuple(name for name in self.source.segments if says(name, words))

    def first_values(self, column: str) -> NDArray[Any]:
        """What a segment column says on each row's customer's first row of the file; blank is an empty text."""
        segment = self.source.segments[column]
        labels = np.array([*segment.labels, ""], object)
        return np.asarray(labels[segment.codes[self.source.offsets[:-1][self.codes]]])

    def several(self, column: str) -> Bools:
        """Whether the customer of each row has more than one value in a segment column, blanks left out."""
        codes, starts = self.source.segments[column].codes.astype(np.int64), self.source.offsets[:-1]
        highest = np.maximum.reduceat(codes, starts)
        lowest = np.minimum.reduceat(np.where(codes < 0, np.iinfo(np.int64).max, codes), starts)
        return np.asarray(((highest >= 0) & (lowest < highest))[self.codes])

    def blank(self, column: str) -> Bools:
        """Whether a segment column says nothing at all about the customer of each row."""
        codes, starts = self.source.segments[column].codes, self.source.offsets[:-1]
        return np.asarray((np.maximum.reduceat(codes, starts) < 0)[self.codes])

    # ------------------------------------------------------------------------------------------------------- answers
    @cached_property
    def latest_scores(self) -> NDArray[np.float64]:
        """Latest score of each row's customer, NaN without one; of answers at one instant the last in the file."""
        scores = np.full(len(self.frame), np.nan)
        if self.answers is None or self.answers.customer is None:
            return scores
        named = np.flatnonzero(self.answers.customer >= 0)
        if self.answers.time is not None:
            named = named[np.argsort(self.answers.time[named], kind="stable")]
        latest = np.full(len(self.answers.customer_ids), np.nan)
        latest[self.answers.customer[named]] = self.answers.score[named]  # the last one written stays
        at = pd.Index(self.answers.customer_ids.to_pylist()).get_indexer(pd.Index(self.frame["customer"]))
        scores[at >= 0] = latest[at[at >= 0]]
        return scores


def says(name: str, words: Iterable[str]) -> bool:
    """Whether one of some words begins a part of a name (is one, with "_" behind it), whatever its case and accents.

    Examples
    --------
    >>> says("inviteTeammate", ["team"]), says("Équipe invitée", ["invit"]), says("steam", ["team"])
    (True, True, False)
    >>> says("동료 초대하기", ["초대"]), says("user OS", ["os_"]), says("Oslo", ["os_"])
    (True, True, False)
    """
    parted = (
        f"_{letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(f" {name}", name, strict=False)
    )
    text = _folded("".join(parted)) + "_"
    return any(
        folded in text if folded[0] >= UNSPACED else f"_{folded}" in text for folded in (_part(word) for word in words)
    )


def _part(word: str) -> str:
    return _folded(word).removeprefix("_")


def _folded(text: str) -> str:
    """Lower case, without accents, every part after one underscore."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    letters = letters.translate(str.maketrans("łıøđ", "liod"))
    return "_" + re.sub(r"[\W_]+", "_", letters)


def _plain(settings: CohortSettings) -> CohortSettings:
    """What signs need of the settings: the period, the zone, and which rows count."""
    return CohortSettings(**{name: getattr(settings, name) for name in KEPT_SETTINGS})
