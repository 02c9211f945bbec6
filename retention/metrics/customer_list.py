"""A list of customers: every customer at one moment, whatever it was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.languages import listed, say
from retention.stages import KEYS, NEVER, SLIPPING, stage

# How a list can be ordered, and whether the largest come first.
ORDERS = {"expected_loss": False, "at_stake": False, "lateness": False, "chance": True}  # True: smallest first


@dataclass(frozen=True, eq=False)
class CustomerList:
    """Every customer at one moment: their stage, how late they are, what is at stake, and the chance of a return.

    Attributes
    ----------
    frame
        One row for each customer who had come by then, also those who asked not to be contacted (:meth:`listed` leaves
        them out). Columns: see :func:`slipping`.
    at
        Moment looked at, local time: everything comes from days that were over by then.
    horizon
        Days in which a return counts.
    usual
        Days within which half of the customers who return after a visit have returned; None if nobody has.
    threshold
        Days within which 90 % of those have: silent for longer, a customer without a rhythm of their own has lapsed.
    has_money
        Whether ``value`` and ``at_stake`` are money; else they are visits.
    kind
        "visits" or "contracts".
    stages
        Indexed by the key of the stage, in the order of :data:`retention.stages.STAGES`, empty ones too:
        ``customers``, ``at_stake`` and ``expected_loss`` (sums), ``chance`` (mean of those that have one).
    words
        Who is slipping away, as one sentence.
    rules
        The rule of each stage as it is for these data, a sentence by the key of the stage.
    """

    frame: pd.DataFrame
    at: pd.Timestamp
    horizon: int
    usual: int | None
    threshold: int | None
    has_money: bool
    kind: str
    stages: pd.DataFrame
    words: str
    rules: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        flagged = int(self.stages.loc[list(SLIPPING), "customers"].sum())
        return f"<CustomerList: {len(self.frame):,} customers on {self.at:%Y-%m-%d}, {flagged:,} slipping away>"

    def listed(self, keys: Iterable[str] = SLIPPING, by: str = "expected_loss") -> pd.DataFrame:
        """Rows of some stages, those to look at first on top; never anybody who asked not to be contacted.

        Parameters
        ----------
        keys
            Keys of stages. Naming "do_not_contact" adds nobody.
        by
            "expected_loss", "at_stake" and "lateness" put the largest first, "chance" the smallest. What is not known
            comes last; of equal ones the longer silence comes first, then the order of ids.

        Raises
        ------
        SettingsError
            For a stage or an order that does not exist.
        """
        wanted = [keys] if isinstance(keys, str) else list(keys)
        unknown = [key for key in wanted if key not in KEYS]
        if unknown:
            raise SettingsError(
                say("'{stage}' is no stage.", stage=unknown[0]),
                where="keys",
                todo=say("Choose among: {choices}.", choices=", ".join(KEYS)),
            )
        if by not in ORDERS:
            raise SettingsError(
                say("'{by}' is no order.", by=by),
                where="by",
                todo=say("Choose one of: {choices}.", choices=", ".join(ORDERS)),
            )
        shown = self.frame["stage"].isin([key for key in wanted if key != NEVER])
        rows = self.frame[shown]
        return rows.sort_values([by, "silent"], ascending=[ORDERS[by], False], na_position="last", kind="stable")


def stage_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Sum up the customers of a list by stage: customers, at_stake, expected_loss and the mean chance."""
    groups = frame.groupby("stage", observed=False)
    table = pd.DataFrame(
        {
            "customers": groups.size(),
            "at_stake": groups["at_stake"].sum(),
            "expected_loss": groups["expected_loss"].sum(),
            "chance": groups["chance"].mean(),
        }
    )
    table.index = pd.Index(table.index.astype(str), name="stage")
    return table.reindex(list(KEYS))


def flagged(table: pd.DataFrame) -> dict[str, int]:
    """Customers of each stage that is slipping away, of a table by stage."""
    return dict(zip(SLIPPING, table["customers"].loc[list(SLIPPING)].tolist(), strict=True))


def named_stages(flagged: Mapping[str, int]) -> str:
    """Stages that hold anybody: "3 cooling, 12 lapsed lately"; "" for nobody."""
    names = {key: say(stage(key).name) for key in flagged}
    return listed(
        [
            say("{n} {stage}", n=f"{n:,}", stage=f"{names[key][0].lower()}{names[key][1:]}")
            for key, n in flagged.items()
            if n
        ]
    )


def as_dates(days: Any) -> Any:
    """Days since 1970-01-01 as a column of dates."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[s]")


def named(codes: Any, names: tuple[str, ...], n: int) -> Any:
    """Names of n codes, taken from a short table: -1 and a missing column are blank."""
    table = pd.array([*names, ""], dtype="str")
    return table.take(np.full(n, len(names)) if codes is None else np.where(codes < 0, len(names), codes))
