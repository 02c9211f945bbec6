"""Signs read from groups of customers: segments that differ, and what people say of us."""

from __future__ import annotations

from typing import Any

from retention.errors import SettingsError
from retention.languages import numbered, say
from retention.metrics.wording import count
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Material, Sign
from retention.strategies.signs_of_stages import share_words

UNNAMED = ("(blank)", "other")  # groups that nobody can be written to about
LAST_DETRACTOR = 6


def segments_differ(material: Material, level: float = 0.05, columns: int = 8) -> Sign:
    """The two largest groups of a column come back to different degrees, for all columns looked at together."""
    from retention.metrics.comparison import benjamini_hochberg

    looked_at = list(material.source.segments)[:columns]
    if not looked_at:
        return Sign(CANNOT_TELL, say("The file has no column to compare groups by."))
    found = [pair for name in looked_at if (pair := _two_largest(material, name))]
    if not found:
        return Sign(CANNOT_TELL, say("No column has two named groups that were watched for a whole period."))
    adjusted = benjamini_hochberg([comparison.p_value for *_, comparison in found])
    differ = [pair for pair, p in zip(found, adjusted, strict=True) if p < level and _apart(pair[-1])]
    column, first, second, comparison = max(differ or found, key=lambda pair: abs(pair[-1].difference))
    words = say(
        "'{column}', {group} against {other}, {period} after the first: {comparison}",
        column=column,
        group=first,
        other=second,
        period=numbered(material.settings.unit_name, 1),
        comparison=comparison.words,
    )
    if len(found) > 1:
        words = f"{words} {say('{columns} looked at.', columns=count(len(found), 'column'))}"
    if not differ:
        return Sign(NO_SIGN, words)
    less = first if comparison.difference < 0 else second
    return Sign(YES, f"{words} {say('Those of {group} stay less.', group=less)}", material.first_values(column) == less)


def _two_largest(material: Material, column: str) -> tuple[str, str, str, Any] | None:
    from retention.metrics.changes import compare_segments
    from retention.metrics.cohorts import cohort_matrix

    matrices = cohort_matrix(material.source, material.settings.replace(segment=column))
    named = [name for name in matrices if name not in UNNAMED][:2]
    try:
        return (column, *named, compare_segments(matrices, 1, *named)) if len(named) == 2 else None
    except SettingsError:  # no whole period after the first
        return None


def _apart(comparison: Any) -> bool:
    return bool(comparison.lower > 0 or comparison.upper < 0)


def detractors(material: Material, least: int = 5, days: int = 90) -> Sign:
    """Customers of this file whose latest answer is 0 to 6."""
    if material.answers is None:
        return Sign(CANNOT_TELL, say("No answers to a survey are loaded."))
    if material.answers.customer is None:
        return Sign(CANNOT_TELL, say("The answers name no customers, so nobody can be written to about theirs."))
    scores = material.latest_scores
    answered, who = scores >= 0, scores <= LAST_DETRACTOR
    if not answered.any():
        return Sign(CANNOT_TELL, say("None of those who answered is a customer in this file."))
    words = say(
        "{share} customers who answered gave 0 to {highest} last.",
        share=share_words(int(who.sum()), int(answered.sum())),
        highest=LAST_DETRACTOR,
    )
    back = _who_came_back(material, days)
    return Sign(YES if who.sum() >= least else NO_SIGN, f"{words} {back}" if back else words, who)


def _who_came_back(material: Material, days: int) -> str:
    from retention.metrics.answer_retention import retention_by_answer

    if material.answers.time is None:
        return ""
    found = retention_by_answer(material.answers, material.source, days, material.settings)
    comparison = found.comparison
    if not comparison.n1 or not comparison.n2:
        return ""
    words = {"days": count(days, "day"), "comparison": comparison.words}
    if material.contracts:
        return say(
            "Promoters were still customers within {days} of answering against detractors: {comparison}", **words
        )
    return say("Promoters were active within {days} of answering against detractors: {comparison}", **words)
