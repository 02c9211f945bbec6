"""Text from files in Markdown, and numbers as words."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

import retention as rt
from pages.shared import words
from retention.languages import later, messages, use


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("order_id", r"order\_id"),
        ("![](x)", r"\!\[\]\(x\)"),
        (":red[x]", r"\:red\[x\]"),
        ("two\nlines  here", "two lines here"),
        ("a" * 80, "a" * 59 + "…"),
    ],
)
def test_text_from_files_carries_no_marks(given, shown):
    assert words.plain(given) == shown


def test_a_bare_address_is_broken():
    assert "://" not in words.plain("see http://evil.example now").replace("\\", "")
    assert "@e" not in words.plain("ask me@example.com").replace("\\", "")


def test_numbers_as_words():
    found = {
        "one": words.count(1, "customer"),
        "many": words.count(3000, "customer"),
        "rate": words.percent(0.2278),
        "unknown": words.percent(float("nan")),
        "range": words.likely(0.172, 0.294, 180),
        "file": words.slug("Month 1: <b>"),
    }
    assert {name: text.replace(words.NO_BREAK, " ") for name, text in found.items()} == {
        "one": "1 customer",
        "many": "3,000 customers",
        "rate": "22.8 %",
        "unknown": "unknown",
        "range": "likely 17.2 to 29.4 %, n = 180",
        "file": "month-1-b",
    }


def test_a_number_and_its_percent_sign_stay_on_one_line():
    assert " %" not in words.percent(0.2278) + words.likely(0.172, 0.294, 180)


@pytest.mark.parametrize(
    ("settings", "name"),
    [({}, "month"), ({"period": "day", "period_size": 28}, "28-day block")],
)
def test_an_age_has_a_name(settings, name):
    assert words.unit(rt.CohortSettings(**settings)) == name


class Capitals(NullTranslations):
    """A language of capitals."""

    def gettext(self, message):
        return message.upper().replace("{N}", "{n}")


def test_kept_text_and_words_of_tables_follow_the_language(monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda code: Capitals())
    kept = later("{n} files", n=3)
    with use("th"):
        assert (words.plain(kept), words.told(kept), words.told("blank row"), words.told("")) == (
            *("3 FILES", "3 FILES", "BLANK ROW"),
            "",
        )
        assert words.plain("a name of the file") == "a name of the file"
    assert words.told(kept) == words.plain(kept) == "3 files"
