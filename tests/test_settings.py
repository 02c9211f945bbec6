"""Settings: every combination that means nothing is refused, with advice."""

from __future__ import annotations

import numpy as np
import pytest

from retention.errors import RetentionError, SettingsError
from retention.settings import CohortSettings

REFUSED = {
    "period: 'fortnight' is not known. Choose one of: hour, day, week, month, quarter, year.": {"period": "fortnight"},
    'within: measure "within" needs a length. Give within=3 for three periods of follow-up.': {"measure": "within"},
    'within: a follow-up length has no meaning with measure "on". Choose measure="within", or leave within out.': {
        "within": 3
    },
    'brackets: measure "bracket" needs lengths. Give brackets=(1, 3, 5) for ages 1, 2-4, 5-9.': {"measure": "bracket"},
    'brackets: bracket lengths have no meaning with measure "on". Choose measure="bracket", or leave brackets out.': {
        "brackets": (1, 2)
    },
    "brackets: (1, 0) holds something that is not a whole number of at least 1. Change it.": {
        "measure": "bracket",
        "brackets": (1, 0),
    },
    'cohort_period: rows by day are finer than columns by month. Choose period="day" or cohort_period="month".': {
        "cohort_period": "day"
    },
    "cohort_period: blocks of several units need rows of the same blocks. "
    "Leave cohort_period out, or choose period_size=1.": {"period": "day", "period_size": 28, "cohort_period": "month"},
    "origin: an origin has no meaning for single periods. Choose period_size=2 or more, or leave it out.": {
        "origin": "2024-01-01"
    },
    "end: the range ends (2024-01-01) before it begins (2024-02-01). The end is exclusive: choose a later one.": {
        "start": "2024-02-01",
        "end": "2024-01-01",
    },
    "start: 'soon' is not a local date. Write it as \"2024-03-31\", without an offset: it is read in the zone of the "
    "data.": {"start": "soon"},
    'value: cumulative money would be counted more than once with measure "within". '
    'Choose measure="on" or "bracket", or value="sum".': {"measure": "within", "within": 2, "value": "cumulative"},
    "min_events: 0 is not a whole number of at least 1. Change it.": {"min_events": 0},
    "max_age: 1.5 is not a whole number of at least 0. Change it.": {"max_age": 1.5},
    'timezone: \'Korea\' is not a known time zone. Write a name such as "UTC" or "Asia/Seoul".': {"timezone": "Korea"},
    "week_start: 'Montag' is not known. "
    "Choose one of: monday, tuesday, wednesday, thursday, friday, saturday, sunday.": {"week_start": "Montag"},
    'where: (\'plan\', \'=\', \'x\') is not a condition. Write ("column", "==", "value"); also "!=" and "in".': {
        "where": (("plan", "=", "x"),)
    },
}


@pytest.mark.parametrize("message", REFUSED)
def test_refused_with_advice(message):
    with pytest.raises(SettingsError) as refused:
        CohortSettings(**REFUSED[message])
    assert str(refused.value) == message


def test_every_refusal_is_a_value_error_and_ours():
    with pytest.raises(ValueError, match="not known") as refused:
        CohortSettings(period="fortnight")
    assert isinstance(refused.value, RetentionError)


def test_settings_are_values():
    one = CohortSettings(where=[["plan", "in", ["x", "y"]]])
    other = CohortSettings(where=(("plan", "in", ("x", "y")),))
    assert one == other
    assert hash(one) == hash(other)
    assert one.replace(period="day").period == "day"


def test_brackets_as_ages():
    assert CohortSettings(measure="bracket", brackets=(1, 3, 5)).windows == ((0, 0), (1, 1), (2, 4), (5, 9))


def test_numbers_of_numpy_and_single_values_are_taken():
    settings = CohortSettings(period="day", period_size=np.int64(28), where=(("plan", "in", 5),))
    assert settings == CohortSettings(period="day", period_size=28, where=[("plan", "in", (5,))])
    assert type(settings.period_size) is int
    assert CohortSettings(where=None).where == ()
    assert CohortSettings(measure="bracket", brackets=3).brackets == (3,)


def test_a_moment_with_an_offset_is_refused_since_settings_do_not_know_the_zone_of_the_data():
    with pytest.raises(SettingsError, match="without an offset"):
        CohortSettings(start="2024-01-01T00:00+09:00")
