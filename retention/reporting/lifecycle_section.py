"""The section on where the customers of each period come from, and whether more come than go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.lifecycle import lifecycle_chart, quick_ratio_chart
from retention.languages import mark, noun, say
from retention.metrics.wording import count
from retention.reporting.look import Look
from retention.reporting.period_sections import open_note, period_table
from retention.reporting.phrases import signed, stressed
from retention.reporting.values import Exhibit, Section, Sentence
from retention.results import FEW_MARKED

MOVES = {
    "new": (mark("New"), "count"),
    "returning": (mark("Returning"), "count"),
    "resurrected": (mark("Resurrected"), "count"),
    "dormant": (mark("Dormant"), "count"),
    "active": (mark("Active"), "count"),
    "net": (mark("Net"), "count"),
    "quick_ratio": (mark("Quick ratio"), "number"),
    "complete": (mark("Complete"), "text"),
}
GAINED = {
    "gained": (mark("New or resurrected"), "count"),
    "dormant": (mark("Dormant"), "count"),
    "quick_ratio": (mark("Quick ratio"), "number"),
    "complete": (mark("Complete"), "text"),
}


def moves_sentence(look: Look, frame: pd.DataFrame) -> Sentence:
    """The last complete period: who was there, who went quiet, and the balance."""
    no_data = frame["no_data"].to_numpy(bool)
    after_gap = np.concatenate([[False], no_data[:-1]])[: len(frame)]
    done = np.flatnonzero(frame["complete"].to_numpy(bool) & ~no_data & ~after_gap)
    if not len(done):
        return say("Nothing can be said yet: no {unit} is over.", unit=noun(look.unit))
    row = frame.iloc[int(done[-1])]
    values = {name: f"{int(row[name]):,}" for name in ("returning", "resurrected", "new", "dormant")}
    values |= {
        "when": look.at(row.name),
        "customers": count(int(row["active"]), "customer"),
        "net": signed(int(row["net"])),
    }
    if look.is_contracts:
        said = say(
            "{when}, **{customers}** had a running contract at the end: {returning} returning, {resurrected} "
            "resurrected, {new} new. {dormant} went dormant: **{net}** in all.",
            **values,
        )
    else:
        said = say(
            "{when}, **{customers}** were active: {returning} returning, {resurrected} resurrected, {new} new. "
            "{dormant} went dormant: **{net}** in all.",
            **values,
        )
    return stressed(said)


def moves(look: Look) -> Section:
    """Where the customers of each period come from, and whether more come than go."""
    frame = look.moves
    return Section(
        "lifecycle",
        say("New, returning, back, gone quiet"),
        moves_sentence(look, frame),
        exhibits=(_moves_exhibit(look, frame), _ratio_exhibit(look, frame)),
        how=(
            say(
                "New: there for the first time in the file. Returning: there in this {unit} and the one before. "
                "Resurrected: there before and now, but not in between. Dormant: there before and not now.",
                unit=noun(look.unit),
            ),
            say("Net = new + resurrected - dormant. Quick ratio = (new + resurrected) / dormant."),
        ),
    )


def _moves_exhibit(look: Look, frame: pd.DataFrame) -> Exhibit:
    shown = look.shown(frame)
    figure = lifecycle_chart(shown, settings=look.series)
    known = shown[shown["complete"] & ~shown["no_data"]]
    return Exhibit(
        say("Where the customers come from"),
        say(
            "New, returning, resurrected and dormant customers. Net change, {changes}.",
            changes=_spoken(look, known["net"], lambda value: signed(int(value))),
        ),
        figure,
        period_table(look, frame, MOVES, say("Lifecycle"), ("New", "Returning", "Resurrected", "Dormant")),
        (*open_note(look, shown), *look.annotated(figure)),
    )


def _ratio_exhibit(look: Look, frame: pd.DataFrame) -> Exhibit:
    shown = look.shown(frame)
    return Exhibit(
        say("Quick ratio: customers gained for each one gone dormant"),
        say("Quick ratio. {ratios}.", ratios=_spoken(look, shown["quick_ratio"], "{:.2f}".format)),
        quick_ratio_chart(shown, settings=look.series),
        period_table(look, _gained(frame), GAINED, say("Quick ratio"), ("Quick ratio",)),
        (
            say(
                "Above 1 the number of customers grows, below 1 it shrinks. No point where fewer than {few} customers "
                "moved.",
                few=FEW_MARKED,
            ),
        ),
    )


def _gained(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(gained=frame["new"] + frame["resurrected"])


def _spoken(look: Look, values: pd.Series[Any], said: Callable[[float], str]) -> str:
    """The last values that are known, in words."""
    known = values.dropna().tail(6)
    pairs = zip(look.names(known.to_frame()), known.tolist(), strict=True)
    return ", ".join(f"{name}: {said(value)}" for name, value in pairs) or say("no period is known yet")
