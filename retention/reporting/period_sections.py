"""Sections on periods: who was kept and lost from one to the next, and where the customers of each come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.churn import churn_chart
from retention.charts.lifecycle import lifecycle_chart, quick_ratio_chart
from retention.metrics.comparison import compare_rates
from retention.metrics.wording import count, percent, percent_span
from retention.reporting.look import Look
from retention.reporting.phrases import latest, signed
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table
from retention.results import FEW_MARKED

DAYS_OF_A_YEAR = 364  # whole weeks, so that a weekday is set against the same weekday
CHURN = {
    "start": ("Before", "count"),
    "end": ("Now", "count"),
    "new": ("New", "count"),
    "kept": ("Kept", "count"),
    "lost": ("Lost", "count"),
    "won_back": ("Won back", "count"),
    "retention_rate": ("Retention", "percent"),
    "lower": ("Likely from", "percent"),
    "upper": ("Likely to", "percent"),
    "churn_rate": ("Churn", "percent"),
    "formula_rate": ("Textbook formula", "percent"),
    "complete": ("Complete", "text"),
}
MOVES = {
    "new": ("New", "count"),
    "returning": ("Returning", "count"),
    "resurrected": ("Resurrected", "count"),
    "dormant": ("Dormant", "count"),
    "active": ("Active", "count"),
    "net": ("Net", "count"),
    "quick_ratio": ("Quick ratio", "number"),
    "complete": ("Complete", "text"),
}

GAINED = {
    "gained": ("New or resurrected", "count"),
    "dormant": ("Dormant", "count"),
    "quick_ratio": ("Quick ratio", "number"),
    "complete": ("Complete", "text"),
}


def period_table(
    look: Look, frame: pd.DataFrame, columns: dict[str, tuple[str, str]], title: str, plot: tuple[str, ...] = ()
) -> Table:
    """A series as people read it: the name of each period, its start, and the columns under their names."""
    shown = frame[[name for name in columns if name in frame]].rename(columns={k: v[0] for k, v in columns.items()})
    if "Complete" in shown:
        shown["Complete"] = np.where(shown["Complete"].to_numpy(bool), "yes", "not yet")
    shown.insert(0, look.unit.capitalize(), look.names(frame))
    shown.insert(1, "Starts", frame.index.to_numpy())
    kinds = {"Starts": "day", **dict(columns.values())}
    drawn = Plot("line", look.unit.capitalize(), plot) if plot else None
    return Table(title, shown.reset_index(drop=True), kinds, newest_first=True, hidden=("Starts",), plot=drawn)


def a_year_before(look: Look, start: pd.Timestamp) -> pd.Timestamp | None:
    """Start of the comparable period a year earlier; None where the period itself is a year or an hour."""
    if look.settings.period in ("month", "quarter"):
        return start - pd.DateOffset(years=1)
    return start - pd.Timedelta(days=DAYS_OF_A_YEAR) if look.settings.period in ("day", "week") else None


# ----------------------------------------------------------------------------------------------------- churn
def churn_sentence(look: Look, frame: pd.DataFrame) -> tuple[Sentence, tuple[str, ...]]:
    """The last period that has a rate, and the same against the one before and a year before."""
    known = np.flatnonzero(frame["retention_rate"].notna().to_numpy())
    if not len(known):
        return (
            f"Nothing can be said yet: a rate needs two whole {look.unit}s, one to start from and one to look at.",
            (),
        )
    i = int(known[-1])
    start, row = frame.index[i], frame.iloc[i]
    rates = (
        ": ",
        Bold(percent(row["retention_rate"])),
        f" kept (likely {percent_span(row['lower'], row['upper'])}), {percent(row['churn_rate'])} lost.",
    )
    base, kept = count(int(row["start"]), "customer"), Bold(f"{int(row['kept']):,}")
    if look.is_contracts:
        said: Sentence = (
            f"Of the {base} at the beginning of {look.called(start)}, ",
            kept,
            " were still there at its end",
            *rates,
        )
    else:
        again = "came again" if look.settings.return_event is None else "did it again"
        said = (f"{look.at(start)}, ", kept, f" of the {base} of {look.called(frame.index[i - 1])} {again}", *rates)
    lines = []
    for other, name in ((frame.index[i - 1] if i else None, ""), (a_year_before(look, start), ", the year before")):
        if other is not None and other in frame["retention_rate"].dropna().index:
            lines.append(f"Against {look.called(other)}{name}: {_compared(row, frame.loc[other])}")
    return said, tuple(lines)


def _compared(now: Any, then: Any) -> str:
    return compare_rates(int(now["kept"]), int(now["start"]), int(then["kept"]), int(then["start"])).words


def churn(look: Look) -> Section:
    """Retention and churn, period by period."""
    frame = look.periods
    said, lines = churn_sentence(look, frame)
    shown = look.shown(frame)
    figure = churn_chart(shown, settings=look.series)
    pairs = list(zip(look.names(shown), shown["retention_rate"].to_numpy(float), strict=True))
    table = period_table(look, frame, CHURN, "Retention and churn", ("Retention", "Churn"))
    return Section(
        "churn",
        "Retention and churn",
        said,
        lines,
        exhibits=(
            Exhibit(
                f"Customers kept, {look.unit} by {look.unit}",
                f"Share of customers kept from one {look.unit} to the next. {latest(pairs)}.",
                figure,
                table,
                (*_open(look, shown), *look.annotated(figure)),
            ),
        ),
        how=(
            "Retention is kept / start, by the customers' ids; churn is lost / start = 1 - retention. "
            + (
                f"Start: customers with a contract running where the {look.unit} begins; kept: those of them who have "
                "one where it ends."
                if look.is_contracts
                else f"Start: customers of the {look.unit} before; kept: those of them who came in this one."
            ),
            "The textbook formula (CE - CN) / CS stands beside it in the table: it takes customers won back for kept, "
            "and so it can pass 100 %.",
        ),
    )


def _open(look: Look, frame: pd.DataFrame) -> tuple[str, ...]:
    if not len(frame) or frame["complete"].iloc[-1]:
        return ()
    return (f"Hatched: the {look.unit} is not over where the data end. It has counts so far, and no rate.",)


# ------------------------------------------------------------------------------------------------- lifecycle
def moves_sentence(look: Look, frame: pd.DataFrame) -> Sentence:
    """The last complete period: who was there, who went quiet, and the balance."""
    no_data = frame["no_data"].to_numpy(bool)
    after_gap = np.concatenate([[False], no_data[:-1]])[: len(frame)]
    done = np.flatnonzero(frame["complete"].to_numpy(bool) & ~no_data & ~after_gap)
    if not len(done):
        return f"Nothing can be said yet: no {look.unit} is over."
    row = frame.iloc[int(done[-1])]
    there = "had a running contract at the end" if look.is_contracts else "were active"
    return (
        f"{look.at(row.name)}, ",
        Bold(count(int(row["active"]), "customer")),
        f" {there}: {int(row['returning']):,} returning, {int(row['resurrected']):,} resurrected, "
        f"{int(row['new']):,} new. {int(row['dormant']):,} went dormant: ",
        Bold(signed(int(row["net"]))),
        " in all.",
    )


def moves(look: Look) -> Section:
    """Where the customers of each period come from, and whether more come than go."""
    frame = look.moves
    shown = look.shown(frame)
    figure, ratio = lifecycle_chart(shown, settings=look.series), quick_ratio_chart(shown, settings=look.series)
    table = period_table(look, frame, MOVES, "Lifecycle", ("New", "Returning", "Resurrected", "Dormant"))
    known = shown[shown["complete"] & ~shown["no_data"]]
    spoken = _spoken(look, known["net"], lambda value: signed(int(value)))
    return Section(
        "lifecycle",
        "New, returning, back, gone quiet",
        moves_sentence(look, frame),
        exhibits=(
            Exhibit(
                "Where the customers come from",
                f"New, returning, resurrected and dormant customers. Net change, {spoken}.",
                figure,
                table,
                (*_open(look, shown), *look.annotated(figure)),
            ),
            Exhibit(
                "Quick ratio: customers gained for each one gone dormant",
                f"Quick ratio. {_spoken(look, shown['quick_ratio'], '{:.2f}'.format)}.",
                ratio,
                period_table(look, _gained(frame), GAINED, "Quick ratio", ("Quick ratio",)),
                (
                    "Above 1 the number of customers grows, below 1 it shrinks. No point where fewer than "
                    f"{FEW_MARKED} customers moved.",
                ),
            ),
        ),
        how=(
            f"New: there for the first time in the file. Returning: there in this {look.unit} and the one before. "
            "Resurrected: there before and now, but not in between. Dormant: there before and not now.",
            "Net = new + resurrected - dormant. Quick ratio = (new + resurrected) / dormant.",
        ),
    )


def _gained(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(gained=frame["new"] + frame["resurrected"])


def _spoken(look: Look, values: pd.Series[Any], said: Callable[[float], str]) -> str:
    """The last values that are known, in words."""
    known = values.dropna().tail(6)
    pairs = zip(look.names(known.to_frame()), known.tolist(), strict=True)
    return ", ".join(f"{name}: {said(value)}" for name, value in pairs) or "no period is known yet"
