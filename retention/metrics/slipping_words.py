"""What a list of customers says as a whole, and the rules of its stages, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from retention.metrics.customer_list import named_stages
from retention.metrics.customer_stages import Rules


def in_words(customers: int, flagged: Mapping[str, int], usual: int | None, threshold: int | None) -> str:
    """Who is slipping away, as one sentence; ``flagged`` counts the customers of each stage that is."""
    total = sum(flagged.values())
    if usual is None or threshold is None:
        return "Nobody has come back on another day yet, so that it cannot be told who is late."
    are = "is" if total == 1 else "are"
    return (
        f"{total:,} of {customers:,} customers {are} slipping away{named_stages(flagged)}. Half of those who return do "
        f"so within {_days(usual)}, nine of ten within {_days(threshold)}."
    )


def rules_in_words(rules: Rules) -> dict[str, str]:
    """The rule of each stage with the numbers of this file: a sentence by key."""
    need, long = _days(rules.need), _days(rules.long_life)
    lapsed = (
        f"Silent for more than {_days(rules.lapsed)}, in which nine of ten who return have returned, and for longer "
        "than nine of ten silences like theirs that ended, in steps of their own rhythm."
    )
    lately, past = "No more than half as long again.", "More than half as long again."
    after_long, after_short = (f"First and last visit lie {word} {long} apart." for word in ("at least", "less than"))
    return {
        "new": f"Not yet at first value; first seen no more than {need} ago, in which four of five who reach it do.",
        "unconverted": f"Not at first value {need} after they were first seen, in which four of five who reach it do.",
        "regular": "Come as they usually do.",
        "cooling": "Silent for longer than four of five of their own gaps (without a rhythm of their own: than four of "
        "five silences like theirs that ended), or their latest three gaps took twice as long as those before.",
        "lapsed_recent_long": f"{lapsed} {lately} {after_long}",
        "lapsed_recent_short": f"{lapsed} {lately} {after_short}",
        "lapsed_past_long": f"{lapsed} {past} {after_long}",
        "lapsed_past_short": f"{lapsed} {past} {after_short}",
        "won_back": "One of their latest three gaps was long enough to count as lapsed, and they have come again.",
        "do_not_contact": "Asked not to be contacted, in any row of the file.",
    }


def _days(days: float) -> str:
    if np.isinf(days):
        return "any number of days"
    return f"{days:,.0f} {'day' if round(days) == 1 else 'days'}"
