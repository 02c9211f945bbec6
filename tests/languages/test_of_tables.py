"""Sentences on tables take the place of those on files, and of nothing else."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from retention.languages import later, many, say, speak_of_table, speaking_of_table, spoken, use
from retention.languages.of_tables import INSTEAD


def names(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_each_takes_the_place_of_a_message_of_the_code(template):
    known = {form for one in template for form in (one.id if isinstance(one.id, tuple) else (one.id,))}
    assert sorted(set(INSTEAD) - known) == [], "these sentences on files are gone: take them out"
    assert sorted(set(INSTEAD.values()) - known) == []


@pytest.mark.parametrize("of_file", INSTEAD)
def test_each_speaks_of_a_table_with_the_same_values(of_file):
    of_table = INSTEAD[of_file]
    assert names(of_table) == names(of_file)
    assert not re.search(r"\bfiles?\b", of_table)
    assert of_table[:1].isupper() == of_file[:1].isupper()


def test_it_is_said_only_where_a_table_is_spoken_of():
    kept = later("Every row of the file is used.")
    with speaking_of_table():
        assert say("Every row of the file is used.") == spoken(kept) == "Every row of the table is used."
        words = (
            "{n} row of the file is in no number ({reasons}).",
            "{n} rows of the file are in no number ({reasons}).",
        )
        assert many(*words, 2, reasons="x") == "2 rows of the table are in no number (x)."
        with speaking_of_table(False), use("en"):
            assert spoken(kept) == "Every row of the file is used."
    assert spoken(kept) == "Every row of the file is used."
    speak_of_table(True)
    try:
        assert say("Rows in the file") == "Rows in the table"
    finally:
        speak_of_table(False)
