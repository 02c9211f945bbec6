"""Presets: count as a well-known product counts, and say in one line each what differs from ours.

What the products do was read in their documentation and, where it is open, in their code, in 2026: Mixpanel's page on
retention reports, Amplitude's on time in retention analysis, PostHog's retention query and its documentation, and
Google's on cohorts in the Analytics Data API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from retention.errors import SettingsError
from retention.languages import mark, say
from retention.settings import CohortSettings

MeanRule = Literal["pooled", "simple", "by size twice"]


@dataclass(frozen=True)
class Preset:
    """How one product counts retention, as settings, and what cannot be set.

    Attributes
    ----------
    key, name
        "mixpanel" and "Mixpanel".
    changes
        The settings that it fixes; all others stay as they are.
    differences
        One sentence for each difference to our own way; those that settings cannot mirror say so.
    mean
        How its mean of all cohorts is made; see :func:`retention.mean_of_cohorts`.

    Examples
    --------
    >>> settings = preset("mixpanel").apply(CohortSettings(period="week"))
    >>> settings.period, settings.clock, settings.measure
    ('week', 'elapsed', 'on_or_after')
    >>> preset("amplitude").changed(settings)
    ('measure', 'birth')
    """

    key: str
    name: str
    changes: Mapping[str, Any] = field(hash=False)
    differences: tuple[str, ...]
    mean: MeanRule = "pooled"

    def apply(self, settings: CohortSettings | None = None) -> CohortSettings:
        """Return the settings counted as this product counts.

        A follow-up length or brackets go with the measure they belonged to. Cumulative money would be counted more
        than once by "on or after": it becomes the sum.
        """
        settings = settings or CohortSettings()
        changes = {"within": None, "brackets": None, **self.changes}
        if changes["measure"] == "on_or_after" and settings.value == "cumulative":
            changes["value"] = "sum"
        return settings.replace(**changes)

    def changed(self, settings: CohortSettings) -> tuple[str, ...]:
        """Names of the settings that are not as this product has them; the start of a week matters to weeks only."""
        weeks = "week" in (settings.period, settings.cohort_period)
        matter = {name: value for name, value in self.changes.items() if name != "week_start" or weeks}
        return tuple(name for name, value in matter.items() if getattr(settings, name) != value)


_OWN_CLOCK = mark(
    "Windows run from each customer's own first moment, a month being 30 days, so that month 1 is days 30 to 59; "
    "ours follow the calendar."
)

presets: tuple[Preset, ...] = (
    Preset(
        "mixpanel",
        "Mixpanel",
        MappingProxyType({"clock": "elapsed", "measure": "on_or_after", "birth": "first_in_range"}),
        (
            _OWN_CLOCK,
            mark(
                "Came back means in that window or any later one, which favours cohorts that were watched longer; "
                "ours means in exactly that window."
            ),
            mark(
                "The first start event within the dates shown decides the cohort, even if the customer was there "
                "before; ours is the first in the whole file."
            ),
            mark(
                "Its first column counts the return event within the first window, and need not be 100 %; so does "
                "ours where start and return are different events."
            ),
            mark(
                "Its average weighs each cohort by its size twice, so that 500 of 1,000 and 400 of 500 give 56 %; "
                "ours adds all customers up, 60 %: not mirrored in the curve."
            ),
        ),
        mean="by size twice",
    ),
    Preset(
        "amplitude",
        "Amplitude",
        MappingProxyType({"clock": "elapsed", "measure": "on", "birth": "first"}),
        (
            _OWN_CLOCK,
            mark(
                "It rounds times down, to the hour when counting days and to the day when counting weeks or months, "
                "so that a return a little early counts for the next window; ours is exact: not mirrored."
            ),
            mark(
                "Somebody who repeats the start event opens several windows there; here only the first one counts, "
                "as with its new users: not mirrored."
            ),
            mark("Its average divides all who came back by all who reached that age, as ours does."),
        ),
    ),
    Preset(
        "posthog",
        "PostHog",
        MappingProxyType({"clock": "calendar", "measure": "on", "birth": "first", "week_start": "sunday"}),
        (
            mark("Windows follow the calendar and a return counts in exactly its window, as ours do."),
            mark("Weeks start on Sunday; ours start on Monday unless told."),
            mark(
                "Its column 0 is always 100 %, also where start and return are different events; ours is measured: "
                "not mirrored."
            ),
            mark(
                "It leaves out the period under way by today's date; ours ends where the file ends, so that a window "
                "cut short by the file is never a low number: not mirrored."
            ),
            mark(
                "Its mean is the simple mean of the cohorts' rates unless weighted is chosen, so that 500 of 1,000 "
                "and 400 of 500 give 65 %; ours adds all customers up, 60 %: not mirrored in the curve."
            ),
        ),
        mean="simple",
    ),
    Preset(
        "ga4",
        "GA4",
        MappingProxyType(
            {"clock": "calendar", "measure": "on", "birth": "first", "week_start": "sunday", "start_event": None}
        ),
        (
            mark("Its standard calculation counts a return in exactly its calendar window, as ours does."),
            mark(
                "A cohort is made by the day of the first session, so that any event begins one; ours can begin with "
                "a chosen event."
            ),
            mark("Weeks run from Sunday to Saturday; ours start on Monday unless told."),
            mark("It holds back numbers of small groups; ours shows them with their range: not mirrored."),
        ),
    ),
)


def preset(key: str) -> Preset:
    """Return the preset of a key.

    Raises
    ------
    SettingsError
        For a product that is not known; the message names those that are.

    Examples
    --------
    >>> preset("posthog").name
    'PostHog'
    """
    for one in presets:
        if one.key == key:
            return one
    raise SettingsError(
        say("'{key}' is not a preset.", key=key),
        where="preset",
        todo=say("Choose one of: {choices}.", choices=", ".join(one.key for one in presets)),
    )
