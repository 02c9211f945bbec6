"""The section on whether customers would recommend: the net promoter score."""

from __future__ import annotations

from typing import Any

import pandas as pd

from retention.charts.satisfaction import nps_chart, signed
from retention.charts.satisfaction_groups import nps_shares, score_distribution
from retention.errors import SettingsError
from retention.languages import mark, noun, say
from retention.metrics.satisfaction import nps, score_counts
from retention.metrics.wording import count
from retention.reporting.look import Look
from retention.reporting.phrases import capital, stressed
from retention.reporting.values import Exhibit, Plot, Section, Sentence, Table, heads
from retention.settings import CohortSettings

GROUPS = {"promoters": mark("Promoters"), "passives": mark("Passives"), "detractors": mark("Detractors")}
OVER_TIME = {
    "score": (mark("Score"), "points"),
    "lower": (mark("Likely from"), "points"),
    "upper": (mark("Likely to"), "points"),
    "n": (mark("Answers"), "count"),
} | {name: (label, "count") for name, label in GROUPS.items()}
GIVEN = {mark("Answer"): "count", mark("Answers"): "count", mark("Share"): "percent"}


def recommend(look: Look) -> Section:
    """The net promoter score: of all answers, and over time."""
    answers = look.survey
    if answers is None:
        raise SettingsError(say("no answers to a survey were given."), where="answers")
    row = nps(answers).iloc[0]
    if not row["n"]:
        raise SettingsError(say("there is no valid answer."), where="answers")
    return Section(
        "nps",
        say("Would they recommend"),
        _score_sentence(row),
        (say("Those who answer are not all customers."),),
        exhibits=(*_over_time(look, answers), _distribution(answers)),
        how=(
            say(
                "Promoters answered 9 or 10, passives 7 or 8, detractors 0 to 6: {promoters} - {detractors} = {score} "
                "points of {n} valid answers.",
                promoters=f"{100 * row['promoters'] / row['n']:.1f}",
                detractors=f"{100 * row['detractors'] / row['n']:.1f}",
                score=signed(float(row["score"]), 1),
                n=f"{int(row['n']):,}",
            ),
            say(
                "Range: 100 x 1.96 x sqrt((p + d - (p - d)^2) / n), p and d being the shares of promoters and "
                "detractors. A customer who answers twice counts twice."
            ),
        ),
    )


def _score_sentence(row: Any) -> Sentence:
    alike = int(row["n"]) in (int(row[name]) for name in GROUPS)
    if alike:
        span = say("all of one group, which gives no range")
    else:
        span = say("likely {low} to {high}", low=signed(row["lower"], 1), high=signed(row["upper"], 1))
    return stressed(
        say(
            "The score is **{score}** ({range}), from {answers}: {groups}.",
            score=signed(float(row["score"]), 1),
            range=span,
            answers=count(int(row["n"]), "answer"),
            groups=", ".join(count(int(row[name]), name.removesuffix("s")) for name in GROUPS),
        )
    )


def _over_time(look: Look, answers: Any) -> list[Exhibit]:
    if answers.time is None:
        return []
    asked = look.settings.period if look.has_periods else "month"
    settings = CohortSettings(period="day" if asked == "hour" else asked)
    frame, unit = nps(answers, settings), noun(settings.unit_name)
    calendar = settings.calendar("UTC")
    names = [calendar.name(start) for start in frame.index.to_numpy()]
    spoken = [f"{name}: {signed(score)}" for name, score in zip(names, frame["score"], strict=True) if score == score]
    return [
        Exhibit(
            say("Score, {unit} by {unit}", unit=unit),
            say("Net promoter score. {scores}.", scores=", ".join(spoken[-6:])),
            nps_chart(frame, settings=settings),
            _scores_table(frame, names, settings.unit_name),
        ),
        Exhibit(
            say("Who answered, {unit} by {unit}", unit=unit),
            say("Shares of detractors, passives and promoters of the answers."),
            nps_shares(frame, settings=settings),
            _shares_table(frame, names, settings.unit_name),
        ),
    ]


def _scores_table(frame: pd.DataFrame, names: list[str], unit: str) -> Table:
    labels = {name: label for name, (label, _) in OVER_TIME.items()}
    shown = frame[list(labels)].rename(columns=labels).reset_index(drop=True)
    shown.insert(0, unit.capitalize(), names)
    return Table(
        say("Score over time"),
        shown,
        dict(OVER_TIME.values()),
        newest_first=True,
        plot=Plot("line", unit.capitalize(), ("Score",)),
        heads={**heads(*labels.values()), unit.capitalize(): capital(noun(unit))},
    )


def _shares_table(frame: pd.DataFrame, names: list[str], unit: str) -> Table:
    answers, period = frame["n"].where(frame["n"] > 0).to_numpy(float), unit.capitalize()
    shares = {label: frame[name].to_numpy() / answers for name, label in GROUPS.items()}
    named = heads(*shares) | {period: capital(noun(unit))}
    shown = pd.DataFrame({period: names} | shares)
    return Table(say("Groups over time"), shown, dict.fromkeys(shares, "percent"), newest_first=True, heads=named)


def _distribution(answers: Any) -> Exhibit:
    counts = score_counts(answers)
    said = ", ".join(f"{score}: {number:,}" for score, number in counts["count"].items())
    columns = (counts.index.to_numpy(), counts["count"].to_numpy(), counts["share"].to_numpy(float))
    frame = pd.DataFrame(dict(zip(GIVEN, columns, strict=True)))
    plot = Plot("column", "Answer", ("Answers",))
    return Exhibit(
        say("How often each answer was given"),
        say("Answers from 0 to 10. {counts}.", counts=said),
        score_distribution(counts),
        Table(say("Answers"), frame, GIVEN, plot=plot, heads=heads(*GIVEN)),
    )
