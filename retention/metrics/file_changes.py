"""Two files of the same customers: which finished numbers changed since the earlier one, and which rows did it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import RowChanges
from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.churn import period_retention
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.file_change_words import change_words
from retention.settings import CohortSettings

CLOSE = 1e-9  # sums of money that differ by less, relatively, were added up in another order
_SHARED = (
    *("period", "period_size", "origin", "return_event", "where", "return_where", "min_events"),
    *("start", "end", "week_start", "timezone", "refunds_count"),
)


@dataclass(frozen=True, eq=False)
class FileChange:
    """What changed between an earlier file and a later one, up to the moment up to which both are whole.

    Attributes
    ----------
    moment
        Local moment up to which both files are whole: rows from then on are new, and change nothing.
    same
        Whether both hold the same and are read alike.
    cells
        Finished cells of the cohort matrix that changed: ``cohort``, ``age``, ``age_label``, and then and now the
        ``size`` of the cohort, ``eligible``, ``active``, ``rate`` (and ``value`` where money is counted), and the
        ``difference`` of the rates. A cohort that only one file has counts as empty in the other.
    cells_compared
        How many finished cells with anybody in them were compared.
    periods
        Finished periods of period retention that changed: ``period``, and then and now ``start``, ``kept``, ``rate``;
        ``difference``.
    periods_compared
        How many finished periods were compared.
    rows
        Which rows differ.
    settings
        What was counted.
    """

    moment: pd.Timestamp
    same: bool
    cells: pd.DataFrame
    cells_compared: int
    periods: pd.DataFrame
    periods_compared: int
    rows: RowChanges
    settings: CohortSettings
    _sources: tuple[Any, Any] = field(repr=False, default=(None, None))

    @property
    def restated(self) -> bool:
        """Whether any row from before the moment differs."""
        return bool(self.rows.added + self.rows.removed + self.rows.changed)

    @property
    def words(self) -> str:
        """One to four sentences."""
        return change_words(self)

    def behind(self, cohort: Any, age: int) -> pd.DataFrame:
        """The listed rows of customers who stand otherwise in one cell than they did: they are what changed it.

        Parameters
        ----------
        cohort, age
            As in ``cells``.

        Returns
        -------
        pandas.DataFrame
            The rows of ``rows.rows`` that belong to them.

        Raises
        ------
        SettingsError
            If neither file has the cohort.
        """
        found = [_standing(source, self.settings, cohort, age) for source in self._sources]
        if found == [None, None]:
            raise SettingsError(
                say("neither file has a cohort that starts at {cohort}.", cohort=cohort),
                where="cohort",
                todo=say("Take one from cells."),
            )
        then, now = (standing or {} for standing in found)
        moved = {who for who in then.keys() | now.keys() if then.get(who) != now.get(who)}
        return self.rows.rows[self.rows.rows["customer"].isin(moved)].reset_index(drop=True)


def compare_files(before: Any, after: Any, settings: CohortSettings | None = None) -> FileChange:
    """Compare a file with an earlier one: which finished numbers changed, by how much, and which rows did it.

    A finished cell can only change when rows from before the end of the earlier file were added, taken out or altered:
    the export was restated. So both files are counted as of that end (or the later file's own end, if that comes
    first), and rows from then on are new data. Rows are compared as a multiset by customer, moment, event, amount and
    segments, so that neither the order of the file nor its names matter; of contracts by start, end, amount, plan and
    segments, where an end after the earlier file's end is news and no change.

    Parameters
    ----------
    before, after
        The earlier file and the later one: both visits, or both contracts, in the same zone.
    settings
        What to count, plain months by default. Segments are not counted apart, since their largest few are chosen
        anew for each file; period retention takes from the settings what has a meaning for it.

    Returns
    -------
    FileChange

    Raises
    ------
    SettingsError
        If one file holds visits and the other contracts, if they are read in different zones, or if the settings ask
        for an event or a column that a file does not have.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "b"],
    ...                       "when": ["2024-01-05", "2024-01-09", "2024-02-03", "2024-03-31"]})
    >>> mapping = rt.ColumnMapping(customer="who", time="when")
    >>> before = rt.events_from_frame(frame, mapping)
    >>> after = rt.events_from_frame(frame.replace("2024-02-03", "2024-03-03"), mapping)
    >>> change = rt.compare_files(before, after)
    >>> change.cells[["age", "active_then", "active_now"]].values.tolist()
    [[1, 1, 0], [2, 1, 2]]
    >>> change.rows.rows[["change", "customer", "what"]].values.tolist()
    [['changed', 'a', 'when']]
    """
    _check_pair(before, after)
    settings = (settings or CohortSettings()).replace(segment=None)
    moment = min(before.observed_until, after.observed_until)
    then, now = before.up_to(moment), after.up_to(moment)
    cells, cells_compared = _changed(
        _cells(then, settings), _cells(now, settings), ["cohort", "age", "age_label"], "eligible"
    )
    periods, periods_compared = _changed(_periods(then, settings), _periods(now, settings), ["period"], "start")
    return FileChange(
        moment=moment,
        same=before.fingerprint == after.fingerprint,
        cells=cells,
        cells_compared=cells_compared,
        periods=periods,
        periods_compared=periods_compared,
        rows=before.row_changes(after, moment),
        settings=settings,
        _sources=(then, now),
    )


def _check_pair(before: Any, after: Any) -> None:
    for source in (before, after):
        if not hasattr(source, "row_changes"):
            raise SettingsError(
                say("a {kind} cannot be compared with another file.", kind=type(source).__name__),
                where="source",
                todo=say("Give two files of visits or two of contracts."),
            )
    if type(before) is not type(after):
        raise SettingsError(
            say("one file holds visits and the other contracts."),
            where="source",
            todo=say("Give two files of one kind."),
        )
    if before.timezone != after.timezone:
        raise SettingsError(
            say(
                "the days of one file are those of {one}, of the other those of {other}.",
                one=before.timezone,
                other=after.timezone,
            ),
            where="timezone",
            todo=say("Read both in the same zone."),
        )


def _cells(source: Any, settings: CohortSettings) -> pd.DataFrame:
    """Cells with what is compared about them; without rows there is none."""
    if not len(source):
        return _nothing(
            {"cohort": "datetime64[s]", "age": "int64", "age_label": object}, ("size", "eligible", "active")
        )
    matrix = cohort_matrix(source, settings)
    frame: pd.DataFrame = matrix.to_frame()
    kept = ["cohort", "age", "age_label", "size", "eligible", "active", "rate", "complete"]
    return frame[[*kept, "value"] if "value" in frame else kept]


def _periods(source: Any, settings: CohortSettings) -> pd.DataFrame:
    """Periods with what is compared about them."""
    if not len(source):
        return _nothing({"period": "datetime64[s]"}, ("start", "kept"))
    chosen = CohortSettings(**{name: getattr(settings, name) for name in _SHARED})
    found: pd.DataFrame = period_retention(source, chosen)
    frame = found.reset_index().rename(columns={"retention_rate": "rate"})
    return frame[["period", "start", "kept", "rate", "complete"]]


def _nothing(keys: dict[str, Any], counts: tuple[str, ...]) -> pd.DataFrame:
    kinds = {**keys, **dict.fromkeys(counts, "int64"), "rate": "float64", "complete": "bool"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in kinds.items()})


def _changed(then: pd.DataFrame, now: pd.DataFrame, keys: list[str], whole: str) -> tuple[pd.DataFrame, int]:
    """What was finished then (or is there only now, and finished) and differs; and how much was compared.

    ``whole`` is the column of the denominator: where nobody is in it, there was nothing to compare.
    """
    # Clocks that go back name an hour twice: of equal names, the first goes with the first.
    then, now = (frame.assign(_place=frame.groupby(keys).cumcount()) for frame in (then, now))
    both = then.merge(now, on=[*keys, "_place"], how="outer", suffixes=("_then", "_now"), indicator=True, sort=True)
    finished = {when: both[f"complete_{when}"].eq(True).to_numpy(bool) for when in ("then", "now")}
    compared = finished["then"] | ((both["_merge"] == "right_only").to_numpy(bool) & finished["now"])
    names = [name for name in then if name not in (*keys, "complete", "_place")]
    differs = np.zeros(len(both), bool)
    for name in names:
        pair = [both[f"{name}_{when}"].to_numpy(float, na_value=np.nan) for when in ("then", "now")]
        if name not in ("rate", "value"):  # nobody, where there is no such cohort or period
            pair = [np.nan_to_num(one) for one in pair]
            both[f"{name}_then"], both[f"{name}_now"] = (one.astype(np.int64) for one in pair)
        differs |= ~np.isclose(pair[0], pair[1], rtol=CLOSE, atol=0, equal_nan=True)
    both["difference"] = both["rate_now"] - both["rate_then"]
    columns = [*keys, *(f"{name}_{when}" for name in names for when in ("then", "now")), "difference"]
    anybody = (both[f"{whole}_then"] > 0) | (both[f"{whole}_now"] > 0)
    return both.loc[compared & differs, columns].reset_index(drop=True), int((compared & anybody).sum())


def _standing(source: Any, settings: CohortSettings, cohort: Any, age: int) -> dict[str, str] | None:
    """How each customer of one cell stands in it; None without such a cohort."""
    if not len(source):
        return None
    try:
        found = source.cell_customers(settings, np.datetime64(pd.Timestamp(cohort), "s"), int(age))
    except SettingsError as error:
        if error.where != "cohort":
            raise
        return None
    groups = {"back": found.came_back, "not": found.did_not, "so far": found.seen_so_far, "not yet": found.not_yet}
    return {who: group for group, people in groups.items() for who in people}
