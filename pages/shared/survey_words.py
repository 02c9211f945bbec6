"""Net promoter scores in words: what the score is, how sure that is, and how it comes about. Nothing here draws."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

import retention as rt
from pages.shared import words
from pages.shared.survey_controls import SurveyView
from retention.charts.satisfaction import signed
from retention.intervals import normal_quantile
from retention.languages import listed, mark, say
from retention.results import FEW_GREYED, FEW_MARKED

GROUPS = {
    "promoters": mark("Promoters, who answered 9 and 10"),
    "passives": mark("Passives, who answered 7 and 8"),
    "detractors": mark("Detractors, who answered 0 to 6"),
}
NARROW = 10.0  # points; a range as narrow as that is worth a decimal


def score(row: Any) -> str:
    """The score with its sign, and with a decimal where its range is narrow enough for one."""
    return signed(float(row["score"]), _digits(row))


def likely(row: Any) -> str:
    """The range: "likely +15 to +45"; in words where all answers are of one group."""
    if alike(row):
        return say("all of one group, which gives no range")
    low, high = signed(row["lower"], _digits(row)), signed(row["upper"], _digits(row))
    return say("likely {low} to {high}", low=low, high=high)


def alike(row: Any) -> bool:
    """Whether all answers are of one group: then the range has no width, which says nothing."""
    return int(row["n"]) in (int(row[group]) for group in GROUPS)


def _digits(row: Any) -> int:
    return 1 if not alike(row) and row["upper"] - row["lower"] < NARROW else 0


def groups(row: Any) -> str:
    """The three groups: "50 promoters, 30 passives, 20 detractors"."""
    return listed([words.count(int(row[group]), group[:-1]) for group in GROUPS])


def sentence(row: Any) -> str:
    """The score with its range, n, and the groups it is made of."""
    if not row["n"]:
        return say("Nothing can be said yet: no answer lies in the range.")
    said = say(
        "The score is **{score}** ({likely}), from {answers}: {groups}.",
        score=score(row),
        likely=likely(row),
        answers=words.count(int(row["n"]), "answer"),
        groups=groups(row),
    )
    if row["n"] < FEW_GREYED:
        return f"{said} {say('So few answers say next to nothing.')}"
    return f"{said} {say('These are few answers.')}" if row["n"] < FEW_MARKED else said


def who(answers: rt.Answers) -> str:
    """How many customers gave the answers; empty where nobody is named."""
    if answers.customer is None:
        return ""
    times = np.bincount(answers.customer[answers.customer >= 0])
    again, nameless = int((times > 1).sum()), int((answers.customer < 0).sum())
    parts = [say("{customers} answered in all", customers=words.count(answers.n_customers, "customer"))]
    parts += [say("{n} of them more than once: each answer counts", n=f"{again:,}")] if again else []
    parts += [say("{answers} without a customer", answers=words.count(nameless, "answer"))] if nameless else []
    facts = reduce(lambda so_far, more: say("{so_far}; {more}", so_far=so_far, more=more), parts)
    return say("{facts}. Those who answer are not all customers.", facts=facts)


def change(frame: pd.DataFrame, view: SurveyView) -> list[str]:
    """The last period that is over against the one before and the same a year before, each with its verdict."""
    over = frame[frame["complete"] & (frame["n"] > 0)]
    if len(over) < 2:
        return []
    now, before = over.index[-1], over.index[-2]
    lines = []
    for then in dict.fromkeys((before, now - pd.DateOffset(years=1))):
        if then in over.index:
            compared = rt.compare_nps(over.loc[now], over.loc[then])
            against = say("{period} against {other_period}:", period=view.name(now), other_period=view.name(then))
            lines.append(f"**{against}** {compared.words.replace('-', '−')}")
    return lines


def formula(row: Any) -> list[str]:
    """The score and its range, spelled out on the figures at hand."""
    n = int(row["n"])
    p, d = row["promoters"] / n, row["detractors"] / n
    z = normal_quantile(0.95)
    half = 100 * z * max(p + d - (p - d) ** 2, 0.0) ** 0.5 / n**0.5
    shares = [
        f"{say(answered)}: {int(row[group]):,} / {n:,} = **{words.percent(row[group] / n)}**"
        for group, answered in GROUPS.items()
    ]
    of_score = say("Score: promoters less detractors, in points")
    of_range = say("Range to either side, with p and d the shares of promoters and detractors")
    return [
        "  \n".join(shares),
        f"{of_score}  \n{100 * p:.1f} − {100 * d:.1f} = **{signed(row['score'], 1)}**",
        f"{of_range}  \n"
        f"100 × {z:.2f} × √((p + d − (p − d)²) / n)  \n"
        f"= 100 × {z:.2f} × √(({p:.3f} + {d:.3f} − {p - d:.3f}²) / {n:,}) = **±{half:.1f}**",
    ]


def spoken(frame: pd.DataFrame, view: SurveyView, most: int = 6) -> str:
    """The latest scores for those who cannot see the chart: "May 2026: +45, Jun 2026: +53"."""
    known = frame[frame["n"] > 0].tail(most)
    said = [f"{view.name(start)}: {signed(row['score'])}" for start, row in known.iterrows()]
    return ", ".join(said) or say("no answers")
