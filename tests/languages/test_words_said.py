"""What the library says goes through the catalogues whole: tables of words are gathered, sentences leave no rest."""

from __future__ import annotations

import re
from gettext import NullTranslations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention import report
from retention.languages import messages, say, spoken, use
from retention.stages import STAGES


class Quoting(NullTranslations):
    """Puts what every message says itself in quotation marks, so that what was said without one stands out."""

    def gettext(self, message):
        return quoted(message)

    def pgettext(self, context, message):
        return quoted(message)

    def ngettext(self, one, several, n):
        return quoted(one if n == 1 else several)


def quoted(message):
    return "".join(part if part.startswith("{") else f"«{part}»" for part in re.split(r"(\{\w+\})", message) if part)


@pytest.fixture
def quoting(monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda code: Quoting())
    with use("th"):
        yield


def rest(text, *names):
    """Words outside every message, apart from names that the file has."""
    outside = re.sub("«[^»]*»", " ", spoken(text))
    return [word for word in re.findall(r"[^\W\d_]{2,}", outside) if word not in names]


@pytest.fixture(scope="module")
def ids(template):
    found = (message.id for message in template)
    return {one for entry in found for one in (entry if isinstance(entry, tuple) else (entry,))}


@pytest.fixture(scope="module")
def events():
    rows = [(f"c{i:02}", day, "a" if i % 2 else "b") for i in range(60) for day in range(0, 200 if i < 40 else 60, 10)]
    frame = pd.DataFrame(rows, columns=["who", "day", "group"])
    frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    mapping = rt.ColumnMapping(customer="who", time="when", segments=("group",))
    return rt.events_from_frame(frame[["who", "when", "group"]], mapping)


# --------------------------------------------------------------------------------------------------- tables of words
def test_words_of_the_ledger_and_its_reasons_are_gathered(ids):
    held = {words for _, words, _ in report._STEPS} | {reason for *_, reasons in report._STEPS for reason in reasons}
    assert held - ids == set()


def test_words_of_stages_are_gathered(ids):
    assert {words for one in STAGES for words in (one.name, one.words, one.of_contracts)} - ids == set()


def test_what_differs_in_a_preset_is_gathered(ids):
    assert {words for preset in rt.presets for words in preset.differences} - ids == set()


def test_what_people_read_of_benchmarks_is_gathered_and_sources_are_not(ids):
    held = rt.benchmarks.load()
    assert {words for one in held for words in (one.subject, one.note) if words} - ids == set()
    assert {*rt.benchmarks.DEFINITIONS, *rt.benchmarks.PERIODS} - ids == set()
    assert {one.source for one in held} & ids == set()


# --------------------------------------------------------------------------------------------------------- sentences
def test_the_rest_of_a_sentence_said_in_pieces_is_found(quoting):
    assert rest(say("Of {n}", n="all who did it") + " some came") == ["all", "who", "did", "it", "some", "came"]
    assert rest(say("Of {n} some", n=say("{k} of {n}", k=3, n=4))) == []


def test_an_error_says_where_and_what(quoting):
    with pytest.raises(rt.SettingsError) as error:
        rt.CohortSettings(within=3)
    assert rest(error.value.what, "on") == rest(error.value.todo) == []
    assert str(error.value).startswith("«within»: «")


def test_copies_kept_and_left_out(quoting):
    for handled in ("keep", "drop"):
        assumption = report._about_copies(2, handled)
        assert rest(assumption.words) == []
        assert assumption.words.startswith("2 exact copies")


def test_strategies_say_everything_in_the_language_in_use(quoting, events):
    for one in rt.strategies.opportunities(events):
        for text in (one.name, one.sign, one.whom, one.do, one.channel, one.success, one.needs, *one.timing.values()):
            assert rest(text, "group") == [], one.key


def test_what_a_model_of_buying_asks_for(quoting):
    table = pd.DataFrame({"frequency": [0, 2], "recency": [0.0, 8.0], "T": [20.0, 30.0]})
    table.attrs["unit"] = "day"
    for spend in ({}, {"monetary_value": [np.nan, 3.0]}):
        assert [rest(one.sentence) for one in rt.model_conditions(table.assign(**spend))] == [[]] * (5 if spend else 3)


def test_what_counting_a_bundle_again_came_to(quoting, events):
    found = rt.open_bundle(rt.export.bundle(events, {"cohorts": rt.Recipe("cohort_matrix")}))
    assert rest(rt.verify_bundle(found, events).words) == []
    other = rt.verify_bundle(found, events.observed_to("2024-06-15"))
    columns = {*other.differing["column"], *re.findall(r"\w+", " ".join(other.differing["row"]))}
    assert len(other.differing)
    assert rest(other.words, "cohorts", "True", "False", *columns) == []
    with pytest.raises(rt.BundleError) as error:
        rt.open_bundle(b"PK")
    assert rest(str(error.value)) == []


def test_a_cohort_table_notes_what_was_taken_for_granted(quoting):
    matrix = rt.read_cohort_table(b"Cohort,Users,M0,M1\n2024-01,8,8,5\n2024-03,9,9,0\n")
    assert len(matrix.notes) == 2
    assert [rest(note) for note in matrix.notes] == [[], []]


def test_windows_of_a_clock_of_ones_own(quoting, events):
    settings = rt.CohortSettings(period="day", period_size=28, clock="elapsed")
    assert rest(rt.cohort_matrix(events, settings).window_text(0, 1)) == []
