"""The section on retention and churn, period by period, and what all series of periods share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.charts.churn import churn_chart
from retention.languages import mark, noun, nouns, percent_text, say
from retention.metrics.comparison import compare_rates
from retention.metrics.wording import count, percent, percent_span
from retention.reporting.look import Look
from retention.reporting.phrases import capital, latest, stressed
from retention.reporting.values import Exhibit, Plot, Section, Sentence, Table, heads

COMPLETE, STARTS = mark("Complete"), mark("Starts")
DAYS_OF_A_YEAR = 364  # whole weeks, so that a weekday is set against the same weekday
CHURN = {
    "start": (mark("Before"), "count"),
    "end": (mark("Now"), "count"),
    "new": (mark("New"), "count"),
    "kept": (mark("Kept"), "count"),
    "lost": (mark("Lost"), "count"),
    "won_back": (mark("Won back"), "count"),
    "retention_rate": (mark("Retention"), "percent"),
    "lower": (mark("Likely from"), "percent"),
    "upper": (mark("Likely to"), "percent"),
    "churn_rate": (mark("Churn"), "percent"),
    "formula_rate": (mark("Textbook formula"), "percent"),
    "complete": (COMPLETE, "text"),
}


def period_table(
    look: Look, frame: pd.DataFrame, columns: dict[str, tuple[str, str]], title: str, plot: tuple[str, ...] = ()
) -> Table:
    """A series as people read it: the name of each period, its start, and the columns under their names."""
    labels = {name: label for name, (label, _) in columns.items()}
    shown = frame[[name for name in columns if name in frame]].rename(columns=labels)
    if COMPLETE in shown:
        shown[COMPLETE] = np.where(shown[COMPLETE].to_numpy(bool), say("yes"), say("not yet"))
    period = look.unit.capitalize()
    shown.insert(0, period, look.names(frame))
    shown.insert(1, STARTS, frame.index.to_numpy())
    return Table(
        title,
        shown.reset_index(drop=True),
        {STARTS: "day", **dict(columns.values())},
        newest_first=True,
        hidden=(STARTS,),
        plot=Plot("line", period, plot) if plot else None,
        heads={**heads(STARTS, *labels.values()), period: capital(noun(look.unit))},
    )


def a_year_before(look: Look, start: pd.Timestamp) -> pd.Timestamp | None:
    """Start of the comparable period a year earlier; None where the period itself is a year or an hour."""
    if look.settings.period in ("month", "quarter"):
        return start - pd.DateOffset(years=1)
    return start - pd.Timedelta(days=DAYS_OF_A_YEAR) if look.settings.period in ("day", "week") else None


def churn_sentence(look: Look, frame: pd.DataFrame) -> tuple[Sentence, tuple[str, ...]]:
    """The last period that has a rate, and the same against the one before and a year before."""
    known = np.flatnonzero(frame["retention_rate"].notna().to_numpy())
    if not len(known):
        return (
            say(
                "Nothing can be said yet: a rate needs two whole {units}, one to start from and one to look at.",
                units=nouns(look.unit),
            ),
            (),
        )
    i = int(known[-1])
    start, row = frame.index[i], frame.iloc[i]
    lines = []
    if i and pd.notna(frame["retention_rate"].iloc[i - 1]):
        earlier, compared = look.called(frame.index[i - 1]), _compared(row, frame.iloc[i - 1])
        lines.append(say("Against {period}: {comparison}", period=earlier, comparison=compared))
    year = a_year_before(look, start)
    if year is not None and year in frame["retention_rate"].dropna().index:
        earlier, compared = look.called(year), _compared(row, frame.loc[year])
        lines.append(say("Against {period}, the year before: {comparison}", period=earlier, comparison=compared))
    return _kept(look, frame, i), tuple(lines)


def _kept(look: Look, frame: pd.DataFrame, i: int) -> Sentence:
    row = frame.iloc[i]
    values = {
        "kept": f"{int(row['kept']):,}",
        "customers": count(int(row["start"]), "customer"),
        "rate": percent(row["retention_rate"]),
        "range": percent_span(row["lower"], row["upper"]),
        "lost": percent(row["churn_rate"]),
    }
    if look.is_contracts:
        said = say(
            "Of the {customers} at the beginning of {period}, **{kept}** were still there at its end: **{rate}** kept "
            "(likely {range}), {lost} lost.",
            period=look.called(frame.index[i]),
            **values,
        )
        return stressed(said)
    when, before = look.at(frame.index[i]), look.called(frame.index[i - 1])
    if look.settings.return_event is None:
        said = say(
            "{when}, **{kept}** of the {customers} of {period_before} came again: **{rate}** kept (likely {range}), "
            "{lost} lost.",
            when=when,
            period_before=before,
            **values,
        )
    else:
        said = say(
            "{when}, **{kept}** of the {customers} of {period_before} did it again: **{rate}** kept (likely {range}), "
            "{lost} lost.",
            when=when,
            period_before=before,
            **values,
        )
    return stressed(said)


def _compared(now: Any, then: Any) -> str:
    return compare_rates(int(now["kept"]), int(now["start"]), int(then["kept"]), int(then["start"])).words


def churn(look: Look) -> Section:
    """Retention and churn, period by period."""
    frame = look.periods
    said, lines = churn_sentence(look, frame)
    shown = look.shown(frame)
    figure, unit = churn_chart(shown, settings=look.series), noun(look.unit)
    pairs = list(zip(look.names(shown), shown["retention_rate"].to_numpy(float), strict=True))
    return Section(
        "churn",
        say("Retention and churn"),
        said,
        lines,
        exhibits=(
            Exhibit(
                say("Customers kept, {unit} by {unit}", unit=unit),
                say("Share of customers kept from one {unit} to the next. {rates}.", unit=unit, rates=latest(pairs)),
                figure,
                period_table(look, frame, CHURN, say("Retention and churn"), ("Retention", "Churn")),
                (*open_note(look, shown), *look.annotated(figure)),
            ),
        ),
        how=_how_churn(look),
    )


def _how_churn(look: Look) -> tuple[str, ...]:
    rates = say("Retention is kept / start, by the customers' ids; churn is lost / start = 1 - retention.")
    if look.is_contracts:
        start = say(
            "Start: customers with a contract running where the {unit} begins; kept: those of them who have one where "
            "it ends.",
            unit=noun(look.unit),
        )
    else:
        start = say(
            "Start: customers of the {unit} before; kept: those of them who came in this one.", unit=noun(look.unit)
        )
    return (
        f"{rates} {start}",
        say(
            "The textbook formula (CE - CN) / CS stands beside it in the table: it takes customers won back for kept, "
            "and so it can pass {everybody}.",
            everybody=percent_text("100"),
        ),
    )


def open_note(look: Look, frame: pd.DataFrame) -> tuple[str, ...]:
    """What the hatched end of a figure means; nothing where all of it is over."""
    if not len(frame) or frame["complete"].iloc[-1]:
        return ()
    return (
        say(
            "Hatched: the {unit} is not over where the data end. It has counts so far, and no rate.",
            unit=noun(look.unit),
        ),
    )
