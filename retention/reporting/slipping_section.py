"""The section on those who are slipping away: stages and money, and the list itself only where ids are asked for."""

from __future__ import annotations

import pandas as pd

from retention import stages
from retention.charts.customers import stage_bars
from retention.export.lists import contactable, hashed
from retention.metrics.customer_list import CustomerList
from retention.metrics.slipping import slipping
from retention.metrics.wording import count, money
from retention.periods import day_text
from retention.reporting.look import Look
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table
from retention.settings import CohortSettings

LISTED = {
    "customer": ("Customer", "id"),
    "stage": ("Stage", "text"),
    "reason": ("Reason", "words"),
    "silent": ("Days silent", "count"),
    "at_stake": ("At stake", "money"),
    "chance": ("Chance of a return", "percent"),
    "expected_loss": ("Expected loss", "money"),
}


def slipping_away(look: Look) -> Section:
    """Stages with their customers and what is at stake; the list itself only where ids are asked for."""
    look.need_periods()
    s = look.settings
    found = slipping(look.source, CohortSettings(where=s.where, timezone=s.timezone, week_start=s.week_start))
    stake = "money" if found.has_money else "months" if found.kind == "contracts" else "visits"
    table = found.stages
    figure = stage_bars(table, stake)
    exhibits = [Exhibit("Customers by stage", _stages_said(table), figure, _stage_table(table, stake, found))]
    if look.ids != "none":
        exhibits.append(Exhibit("Whom to talk to first", table=_list_table(found, look)))
    return Section(
        "slipping",
        "Who is slipping away",
        _slipping_sentence(found, stake),
        exhibits=tuple(exhibits),
        how=(
            f"As of {day_text(found.at)}, each customer is held against "
            + ("how contracts went on before" if found.kind == "contracts" else "their own rhythm of visits")
            + ". Slipping away: "
            + ", ".join(stages.stage(key).name.lower() for key in stages.SLIPPING)
            + ".",
            *(f"{stages.stage(key).name}: {words}" for key, words in found.rules.items() if key in stages.SLIPPING),
            f"Chance: of silences like this in the file, the share that ended with a return within {found.horizon} "
            f"days. At stake: {_stake_words(found)}. Expected loss: at stake x (1 - chance).",
        ),
    )


def _stake_words(found: CustomerList) -> str:
    if found.kind == "contracts":
        return "twelve monthly payments" if found.has_money else "twelve months"
    return f"{'money' if found.has_money else 'visits'} of the 365 days up to the last visit"


def _slipping_sentence(found: CustomerList, stake: str) -> Sentence:
    part = found.stages.loc[list(stages.SLIPPING)]
    many, worth = int(part["customers"].sum()), float(part["at_stake"].sum())
    if not many:
        return "Nobody is slipping away just now."
    amount = money(worth) if found.has_money else f"{worth:,.0f} {stake}"
    return (
        Bold(count(many, "customer")),
        " worth ",
        Bold(amount),
        f" a year {'is' if many == 1 else 'are'} slipping away.",
    )


def _stages_said(table: pd.DataFrame) -> str:
    rows = [f"{stages.stage(str(key)).name}: {int(n):,}" for key, n in table["customers"].items() if n]
    return f"Customers by stage. {'; '.join(rows)}."


def _stage_table(table: pd.DataFrame, stake: str, found: CustomerList) -> Table:
    kind = "money" if found.has_money else "count"
    named = "At stake" if found.has_money else f"At stake ({stake})"
    frame = pd.DataFrame(
        {
            "Stage": [stages.stage(str(key)).name for key in table.index],
            "Who": [f"They {stages.stage(str(key)).who(found.kind)}." for key in table.index],
            "Customers": table["customers"].to_numpy(),
            named: table["at_stake"].to_numpy(float),
            "Expected loss": table["expected_loss"].to_numpy(float),
            "Chance of a return": table["chance"].to_numpy(float),
        }
    )
    kinds = {"Customers": "count", named: kind, "Expected loss": kind, "Chance of a return": "percent"}
    return Table("Stages", frame, kinds, plot=Plot("column", "Stage", ("Customers",)))


def _list_table(found: CustomerList, look: Look) -> Table:
    """Those slipping away, the largest expected loss first; nobody who asked not to be contacted."""
    rows = contactable(found.listed())
    frame = rows[list(LISTED)].reset_index(drop=True)
    frame["stage"] = [stages.stage(str(key)).name for key in frame["stage"]]
    if look.ids == "hashed":
        frame["customer"] = hashed(frame["customer"].tolist(), look.salt)
    kinds = {label: "number" if kind == "money" and not found.has_money else kind for label, kind in LISTED.values()}
    return Table("Customers slipping away", frame.rename(columns={k: v[0] for k, v in LISTED.items()}), kinds)
