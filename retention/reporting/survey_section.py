"""The section on whether customers would recommend: the net promoter score."""

from __future__ import annotations

from typing import Any

import pandas as pd

from retention.charts.satisfaction import nps_chart, signed
from retention.charts.satisfaction_groups import nps_shares, score_distribution
from retention.errors import SettingsError
from retention.metrics.satisfaction import nps, score_counts
from retention.metrics.wording import count
from retention.reporting.look import Look
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table
from retention.settings import CohortSettings

GROUPS = {"promoters": "9 and 10", "passives": "7 and 8", "detractors": "0 to 6"}


def recommend(look: Look) -> Section:
    """The net promoter score: of all answers, and over time."""
    answers = look.survey
    if answers is None:
        raise SettingsError("no answers to a survey were given.", where="answers")
    row = nps(answers).iloc[0]
    if not row["n"]:
        raise SettingsError("there is no valid answer.", where="answers")
    exhibits = [*_over_time(look, answers), _distribution(answers)]
    return Section(
        "nps",
        "Would they recommend",
        _score_sentence(row),
        ("Those who answer are not all customers.",),
        exhibits=tuple(exhibits),
        how=(
            f"Promoters answered 9 or 10, passives 7 or 8, detractors 0 to 6: "
            f"{100 * row['promoters'] / row['n']:.1f} - {100 * row['detractors'] / row['n']:.1f} = "
            f"{signed(float(row['score']), 1)} points of {int(row['n']):,} valid answers.",
            "Range: 100 x 1.96 x sqrt((p + d - (p - d)^2) / n), p and d being the shares of promoters and detractors. "
            "A customer who answers twice counts twice.",
        ),
    )


def _score_sentence(row: Any) -> Sentence:
    groups = ", ".join(count(int(row[name]), name[:-1]) for name in GROUPS)
    alike = int(row["n"]) in (int(row[name]) for name in GROUPS)
    span = (
        "all of one group, which gives no range"
        if alike
        else (f"likely {signed(row['lower'], 1)} to {signed(row['upper'], 1)}")
    )
    return (
        "The score is ",
        Bold(signed(float(row["score"]), 1)),
        f" ({span}), from {count(int(row['n']), 'answer')}: {groups}.",
    )


def _over_time(look: Look, answers: Any) -> list[Exhibit]:
    if answers.time is None:
        return []
    asked = look.settings.period if look.has_periods else "month"
    settings = CohortSettings(period="day" if asked == "hour" else asked)
    frame = nps(answers, settings)
    calendar = settings.calendar("UTC")
    names = [calendar.name(start) for start in frame.index.to_numpy()]
    unit = settings.unit_name
    columns = {
        "score": "Score",
        "lower": "Likely from",
        "upper": "Likely to",
        "n": "Answers",
        "promoters": "Promoters",
        "passives": "Passives",
        "detractors": "Detractors",
    }
    shown = frame[list(columns)].rename(columns=columns).reset_index(drop=True)
    shown.insert(0, unit.capitalize(), names)
    kinds = dict.fromkeys(("Score", "Likely from", "Likely to"), "points")
    kinds |= dict.fromkeys(("Answers", "Promoters", "Passives", "Detractors"), "count")
    table = Table("Score over time", shown, kinds, newest_first=True, plot=Plot("line", unit.capitalize(), ("Score",)))
    spoken = [f"{name}: {signed(score)}" for name, score in zip(names, frame["score"], strict=True) if score == score]
    shares = pd.DataFrame(
        {unit.capitalize(): names}
        | {
            name.capitalize(): frame[name].to_numpy() / frame["n"].where(frame["n"] > 0).to_numpy(float)
            for name in GROUPS
        }
    )
    return [
        Exhibit(
            f"Score, {unit} by {unit}",
            f"Net promoter score. {', '.join(spoken[-6:])}.",
            nps_chart(frame, settings=settings),
            table,
        ),
        Exhibit(
            f"Who answered, {unit} by {unit}",
            "Shares of detractors, passives and promoters of the answers.",
            nps_shares(frame, settings=settings),
            Table("Groups over time", shares, dict.fromkeys(map(str.capitalize, GROUPS), "percent"), newest_first=True),
        ),
    ]


def _distribution(answers: Any) -> Exhibit:
    counts = score_counts(answers)
    said = ", ".join(f"{score}: {number:,}" for score, number in counts["count"].items())
    frame = pd.DataFrame(
        {
            "Answer": counts.index.to_numpy(),
            "Answers": counts["count"].to_numpy(),
            "Share": counts["share"].to_numpy(float),
        }
    )
    return Exhibit(
        "How often each answer was given",
        f"Answers from 0 to 10. {said}.",
        score_distribution(counts),
        Table(
            "Answers",
            frame,
            {"Answer": "count", "Answers": "count", "Share": "percent"},
            plot=Plot("column", "Answer", ("Answers",)),
        ),
    )
