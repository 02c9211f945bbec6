"""The signs that a playbook can name. Each measures something on one file and says what it found, with its numbers.

A sign is a function of a :class:`retention.strategies.Material` and of the entry's parameters. It gives "yes" with the
rows of the list of customers whom it concerns, "no sign", or "cannot tell" where the file lacks what it takes.
"""

from __future__ import annotations

from collections.abc import Callable

from retention.strategies import signs_of_groups, signs_of_stages, signs_of_start, signs_of_use
from retention.strategies.material import Sign

SIGNS: dict[str, Callable[..., Sign]] = {
    sign.__name__: sign
    for sign in (
        signs_of_start.first_period_loses_most,
        signs_of_start.first_value_comes_late,
        signs_of_use.few_events_used,
        signs_of_use.events_used_by_few,
        signs_of_use.behaviour_goes_with_staying,
        signs_of_use.one_kind_only,
        signs_of_use.several_platforms_go_with_staying,
        signs_of_groups.segments_differ,
        signs_of_groups.detractors,
        signs_of_stages.many_cooling,
        signs_of_stages.pace_falls,
        signs_of_stages.few_bring_much,
        signs_of_stages.dormant_with_value,
        signs_of_stages.left_lately,
    )
}
