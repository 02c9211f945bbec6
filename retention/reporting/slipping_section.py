"""The section on those who are slipping away: stages and money, and the list itself only where ids are asked for."""

from __future__ import annotations

import pandas as pd

from retention import stages
from retention.charts.customers import stage_bars
from retention.export.lists import contactable, hashed
from retention.languages import counted, many, mark, say
from retention.metrics.customer_list import CustomerList
from retention.metrics.slipping import slipping
from retention.metrics.wording import money
from retention.periods import day_text
from retention.reporting.look import Look
from retention.reporting.phrases import stressed
from retention.reporting.values import Exhibit, Plot, Section, Sentence, Table, heads
from retention.settings import CohortSettings

LISTED = {
    "customer": (mark("Customer"), "id"),
    "stage": (mark("Stage"), "text"),
    "reason": (mark("Reason"), "words"),
    "silent": (mark("Days silent"), "count"),
    "at_stake": (mark("At stake"), "money"),
    "chance": (mark("Chance of a return"), "percent"),
    "expected_loss": (mark("Expected loss"), "money"),
}
STAGES = (mark("Stage"), mark("Who"), mark("Customers"))
MORE = (mark("Expected loss"), mark("Chance of a return"))
AT_STAKE = {"money": mark("At stake"), "months": mark("At stake (months)"), "visits": mark("At stake (visits)")}


def slipping_away(look: Look) -> Section:
    """Stages with their customers and what is at stake; the list itself only where ids are asked for."""
    look.need_periods()
    s = look.settings
    found = slipping(look.source, CohortSettings(where=s.where, timezone=s.timezone, week_start=s.week_start))
    stake = "money" if found.has_money else "months" if found.kind == "contracts" else "visits"
    table = found.stages
    figure = stage_bars(table, stake)
    exhibits = [Exhibit(say("Customers by stage"), _stages_said(table), figure, _stage_table(table, stake, found))]
    if look.ids != "none":
        exhibits.append(Exhibit(say("Whom to talk to first"), table=_list_table(found, look)))
    return Section(
        "slipping",
        say("Who is slipping away"),
        _slipping_sentence(found),
        exhibits=tuple(exhibits),
        how=(
            _how_found(found),
            *(f"{_name(key)}: {words}" for key, words in found.rules.items() if key in stages.SLIPPING),
            say(
                "Chance: of silences like this in the file, the share that ended with a return within {days}. At "
                "stake: {stake}. Expected loss: at stake x (1 - chance).",
                days=counted(found.horizon, "day"),
                stake=_stake_words(found),
            ),
        ),
    )


def _name(key: str) -> str:
    return say(stages.stage(key).name)


def _how_found(found: CustomerList) -> str:
    day, names = day_text(found.at), ", ".join(_name(key).lower() for key in stages.SLIPPING)
    if found.kind == "contracts":
        return say(
            "As of {day}, each customer is held against how contracts went on before. Slipping away: {stages}.",
            day=day,
            stages=names,
        )
    return say(
        "As of {day}, each customer is held against their own rhythm of visits. Slipping away: {stages}.",
        day=day,
        stages=names,
    )


def _stake_words(found: CustomerList) -> str:
    if found.kind == "contracts":
        return say("twelve monthly payments") if found.has_money else say("twelve months")
    if found.has_money:
        return say("money of the 365 days up to the last visit")
    return say("visits of the 365 days up to the last visit")


def _slipping_sentence(found: CustomerList) -> Sentence:
    part = found.stages.loc[list(stages.SLIPPING)]
    customers, worth = int(part["customers"].sum()), float(part["at_stake"].sum())
    if not customers:
        return say("Nobody is slipping away just now.")
    unit = "month" if found.kind == "contracts" else "visit"
    return stressed(
        many(
            "**{n} customer** worth **{worth}** a year is slipping away.",
            "**{n} customers** worth **{worth}** a year are slipping away.",
            customers,
            worth=money(worth) if found.has_money else counted(round(worth), unit),
        )
    )


def _stages_said(table: pd.DataFrame) -> str:
    rows = [f"{_name(str(key))}: {int(n):,}" for key, n in table["customers"].items() if n]
    return say("Customers by stage. {stages}.", stages="; ".join(rows))


def _stage_table(table: pd.DataFrame, stake: str, found: CustomerList) -> Table:
    kind, at_stake = ("money" if found.has_money else "count"), AT_STAKE[stake]
    frame = pd.DataFrame(
        {
            "Stage": [_name(str(key)) for key in table.index],
            "Who": [say("They {do}.", do=say(stages.stage(str(key)).who(found.kind))) for key in table.index],
            "Customers": table["customers"].to_numpy(),
            at_stake: table["at_stake"].to_numpy(float),
            "Expected loss": table["expected_loss"].to_numpy(float),
            "Chance of a return": table["chance"].to_numpy(float),
        }
    )
    kinds = {"Customers": "count", at_stake: kind, "Expected loss": kind, "Chance of a return": "percent"}
    plot = Plot("column", "Stage", ("Customers",))
    return Table(say("Stages"), frame, kinds, plot=plot, heads=heads(*STAGES, at_stake, *MORE))


def _list_table(found: CustomerList, look: Look) -> Table:
    """Those slipping away, the largest expected loss first; nobody who asked not to be contacted."""
    rows = contactable(found.listed())
    frame = rows[list(LISTED)].reset_index(drop=True)
    frame["stage"] = [_name(str(key)) for key in frame["stage"]]
    if look.ids == "hashed":
        frame["customer"] = hashed(frame["customer"].tolist(), look.salt)
    labels = {name: label for name, (label, _) in LISTED.items()}
    kinds = {label: "number" if kind == "money" and not found.has_money else kind for label, kind in LISTED.values()}
    shown = frame.rename(columns=labels)
    return Table(say("Customers slipping away"), shown, kinds, heads=heads(*labels.values()))
