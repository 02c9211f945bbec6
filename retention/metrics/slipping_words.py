"""What a list of customers says as a whole, and the rules of its stages, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from retention.languages import counted, many, say
from retention.metrics.customer_list import named_stages
from retention.metrics.customer_stages import Rules


def in_words(customers: int, flagged: Mapping[str, int], usual: int | None, threshold: int | None) -> str:
    """Who is slipping away, as one sentence; ``flagged`` counts the customers of each stage that is."""
    if usual is None or threshold is None:
        return say("Nobody has come back on another day yet, so that it cannot be told who is late.")
    total, stages = sum(flagged.values()), named_stages(flagged)
    slipping = many(
        "{n} of {customers} customers is slipping away",
        "{n} of {customers} customers are slipping away",
        total,
        customers=f"{customers:,}",
    )
    who = (
        say("{slipping}: {stages}.", slipping=slipping, stages=stages)
        if stages
        else say("{slipping}.", slipping=slipping)
    )
    usually = say(
        "Half of those who return do so within {usual}, nine of ten within {late}.",
        usual=_days(usual),
        late=_days(threshold),
    )
    return f"{who} {usually}"


def rules_in_words(rules: Rules) -> dict[str, str]:
    """The rule of each stage with the numbers of this file: a sentence by key."""
    need = _days(rules.need)
    return {
        "new": say(
            "Not yet at first value; first seen no more than {days} ago, in which four of five who reach it do.",
            days=need,
        ),
        "unconverted": say(
            "Not at first value {days} after they were first seen, in which four of five who reach it do.", days=need
        ),
        "regular": say("Come as they usually do."),
        "cooling": say(
            "Silent for longer than four of five of their own gaps (without a rhythm of their own: than four of five "
            "silences like theirs that ended), or their latest three gaps took twice as long as those before."
        ),
        **_lapsed(rules),
        "won_back": say("One of their latest three gaps was long enough to count as lapsed, and they have come again."),
        "do_not_contact": say("Asked not to be contacted, in any row of the file."),
    }


def _lapsed(rules: Rules) -> dict[str, str]:
    """The four stages of those who stay away: for how long, and after a long or a short time."""
    silent = say(
        "Silent for more than {days}, in which nine of ten who return have returned, and for longer than nine of ten "
        "silences like theirs that ended, in steps of their own rhythm.",
        days=_days(rules.lapsed),
    )
    since = {"recent": say("No more than half as long again."), "past": say("More than half as long again.")}
    long = _days(rules.long_life)
    before = {
        "long": say("First and last visit lie at least {days} apart.", days=long),
        "short": say("First and last visit lie less than {days} apart.", days=long),
    }
    return {
        f"lapsed_{when}_{length}": f"{silent} {since[when]} {before[length]}" for when in since for length in before
    }


def _days(days: float) -> str:
    return say("any number of days") if np.isinf(days) else counted(round(days), "day")
