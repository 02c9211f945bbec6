"""The playbook: ours is whole, a person's own is read, and a broken one says where and what to do."""

from __future__ import annotations

import re
import textwrap

import pytest

import retention as rt
from retention.stages import KEYS, NEVER
from retention.strategies.book import OURS
from retention.strategies.signs import SIGNS

ENTRIES = [
    "onboarding",
    "time_to_value",
    "education",
    "recommendations",
    "proactive_support",
    "gamification",
    "loyalty",
    "feature_news",
    "community",
    "personalised_communication",
    "feedback_loop",
    "several_platforms",
    "inviting_colleagues",
    "reactivation",
    "good_terms",
]
ENTRY = """
    [[strategy]]
    key = "call"
    name = "Call them"
    sign = "many_cooling"
    parameters = { least = 3 }
    stages = ["cooling"]
    whom = "customers who are late"
    do = "Call them. Listen."
    channel = "Telephone"
    success = "They come back."
    rate_low = 0.01
    rate = 0.02
    rate_high = 0.03
    needs = "a longer file"
    timing = { cooling = "at once" }
"""


def written(tmp_path, text, head="version = 1"):
    path = tmp_path / "own.toml"
    path.write_text(f"{head}\n{textwrap.dedent(text)}", encoding="utf-8")
    return path


# ----------------------------------------------------------------------------------------------------- our own
def test_all_entries_are_there_in_their_order():
    assert [strategy.key for strategy in rt.strategies.load()] == ENTRIES


@pytest.mark.parametrize("strategy", rt.strategies.load(), ids=lambda strategy: strategy.key)
def test_each_entry_is_whole(strategy):
    sentences = re.findall(r"[^.?!]+[.?!]", strategy.do)
    assert len(sentences) == 2
    assert "".join(sentences) == strategy.do
    assert set(strategy.timing) == set(strategy.stages) <= set(KEYS) - {NEVER}
    assert 0 < strategy.rate_low < strategy.rate < strategy.rate_high <= 0.2
    assert strategy.success.endswith(".")
    assert not strategy.needs.endswith(".")


def test_no_entry_promises_what_data_cannot_show():
    """What goes together is said as such; nobody's study is called on."""
    text = OURS.read_text(encoding="utf-8").casefold()
    assert re.findall(r"\b(causes?|drives?|because of it\.|rolling|studies|research|proven|http)\b", text) == []
    assert "assumptions" in text


def test_every_sign_is_called_for_by_some_entry():
    assert {strategy.sign for strategy in rt.strategies.load()} == set(SIGNS)


# ------------------------------------------------------------------------------------------------ a person's own
def test_a_playbook_of_ones_own(tmp_path):
    (own,) = rt.strategies.load(written(tmp_path, ENTRY))
    assert (own.key, own.stages, own.rates, own.parameters) == ("call", ("cooling",), (0.01, 0.02, 0.03), {"least": 3})
    assert rt.strategies.load(str(tmp_path / "own.toml")) == (own,)


def test_one_that_extends_ours_adds_and_replaces(tmp_path):
    both = ENTRY + ENTRY.replace('"call"', '"loyalty"').replace("Call them", "Thank them")
    book = rt.strategies.load(written(tmp_path, both, "version = 1\nextends = true"))
    assert [strategy.key for strategy in book] == [*ENTRIES, "call"]
    assert [strategy.name for strategy in book if strategy.key == "loyalty"] == ["Thank them"]


def test_one_that_extends_ours_may_use_our_words(tmp_path):
    own = ENTRY.replace("many_cooling", "behaviour_goes_with_staying").replace("least = 3", 'events = ["@invite", "x"]')
    found = rt.strategies.load(written(tmp_path, own, "version = 1\nextends = true"))[-1]
    assert {"invit", "초대", "x"} < set(found.parameters["events"])
    assert "@invite" not in found.parameters["events"]
    with pytest.raises(rt.SettingsError, match="no list of words 'invite'"):
        rt.strategies.load(written(tmp_path, own))


def test_whole_numbers_are_rates_too(tmp_path):
    own = ENTRY.replace("rate_low = 0.01", "rate_low = 0").replace("rate_high = 0.03", "rate_high = 1")
    assert rt.strategies.load(written(tmp_path, own))[0].rates == (0.0, 0.02, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Call them"', "", "'name' is missing"),
        ('name = "Call them"', 'name = " "', "'name' is no text"),
        ('name = "Call them"', "name = 3", "'name' is no text"),
        ('needs = "a longer file"', 'needs = "x"\nprice = 3', "'price' is not known"),
        ("many_cooling", "__import__", "there is no sign '__import__'"),
        ("least = 3", "most = 3", "the sign 'many_cooling' takes no 'most'. It takes: least."),
        ("least = 3", "material = 3", "takes no 'material'"),
        ("least = 3", "least = true", "'least' is neither a number nor a list of words"),
        ("parameters = { least = 3 }", "parameters = 3", "'parameters' is no table"),
        ('["cooling"]', '["cool"]', "'cool' is no stage"),
        ('["cooling"]', '["do_not_contact"]', "'do_not_contact' is no stage"),
        ('["cooling"]', '"cooling"', "'stages' is no list of stages"),
        ('["cooling"]', "[]", "'stages' is no list of stages"),
        ('{ cooling = "at once" }', '{ warm = "at once" }', "'warm' is no stage"),
        ('{ cooling = "at once" }', "{ cooling = 1 }", "'timing' is no table of texts"),
        ("rate_high = 0.03", "rate_high = 3", "Write 2 % as 0.02"),
        ("rate_low = 0.01", "rate_low = 0.025", "no shares in ascending order"),
        ("rate_low = 0.01", 'rate_low = "1 %"', "no shares in ascending order"),
        ("rate_low = 0.01", "rate_low = nan", "no shares in ascending order"),
        ("[[strategy]]", "[strategy]", "the playbook has no entries"),
        ("[[strategy]]", "[[strategies]]", "'strategies' is not known"),
        ("[[strategy]]", "words = 3\n[[strategy]]", "'words' is no list of words"),
        ("[[strategy]]", "words = { a = [] }\n[[strategy]]", "'a' is no list of words"),
        ("[[strategy]]", "[[strategy", "cannot be read"),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(tmp_path, old, new, message):
    assert ENTRY.count(old) == 1
    with pytest.raises(rt.SettingsError, match=re.escape(message)) as raised:
        rt.strategies.load(written(tmp_path, ENTRY.replace(old, new)))
    assert "own.toml" in str(raised.value)
    assert str(raised.value).endswith((".", "longer", '"."', '".'))
    assert raised.value.todo


def test_entries_that_are_none(tmp_path):
    with pytest.raises(rt.SettingsError, match="entry 1: this is no entry"):
        rt.strategies.load(written(tmp_path, "strategy = [3]"))


def test_the_same_key_twice(tmp_path):
    with pytest.raises(rt.SettingsError, match="'call' is there twice"):
        rt.strategies.load(written(tmp_path, ENTRY + ENTRY))


@pytest.mark.parametrize("head", ["", "version = 2", 'version = "1"'])
def test_another_version(tmp_path, head):
    with pytest.raises(rt.SettingsError, match="take a newer version"):
        rt.strategies.load(written(tmp_path, ENTRY, head))


def test_no_file_no_text(tmp_path):
    with pytest.raises(rt.SettingsError, match="cannot be opened"):
        rt.strategies.load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(rt.SettingsError, match="cannot be read"):
        rt.strategies.load(tmp_path / "bytes.toml")
