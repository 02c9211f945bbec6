"""Every public chart, drawn from the example of its own documentation, with an attack in the place of every text."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import json
import re
import sys
from dataclasses import replace

import pandas as pd
import pytest

import retention as rt
from pages.shared import words
from retention import charts
from tests.hostile.marked import ATTACKS

EVIL = "".join(ATTACKS[:3]) + ATTACKS[10]
# What plotly would obey, or what turns the direction of writing, but for the marks that we write ourselves.
MARKS = re.compile(r"<(?!/?(?:b|br|i|extra|span)\b)|<span style='background|[\u202a-\u202e\u2066-\u2069]")
OF_FILES = ("event", "version")  # columns that hold words of a file
GROUPS = ("behaviour_rates", "campaign_dots", "nps_segments", "adoption_heatmap")  # whose rows are such words
NO_WORDS = {  # charts of numbers alone, and without an example
    *("check_strip", "gain_bars", "list_check", "payback_curve", "simple_strip", "value_curves", "value_projection")
}
FIGURES = {
    name: chart
    for name in charts.__all__
    if inspect.isfunction(chart := getattr(charts, name)) and inspect.signature(chart).return_annotation == "go.Figure"
}


def examples(chart):
    """The example of a chart, line by line."""
    return doctest.DocTestParser().get_examples(inspect.getdoc(chart) or "")


def poisoned(name, given):
    """What is given to a chart, with attacks for its words."""
    if isinstance(given, pd.DataFrame):
        frame = given.copy()
        for column in {*OF_FILES} & {*frame.columns}:
            frame[column] = [EVIL + str(text) for text in frame[column]]
        if name in GROUPS:
            frame.index = pd.Index([EVIL + str(text) for text in frame.index], name=frame.index.name)
        return frame
    if isinstance(given, dict):
        return {EVIL + key: poisoned(name, one) for key, one in given.items()}
    return replace(given, name=EVIL) if isinstance(given, rt.MetricSeries) else given


def drawn(name):
    """The figures of a chart's example: as it is there with attacks, and once more in groups where it takes them."""
    chart, made = FIGURES[name], []

    def attacked(first, *rest, **named):
        title = {"title": EVIL} if "title" in inspect.signature(chart).parameters else {}
        made.append(chart(poisoned(name, first), *rest, **{**named, **title}))
        if "dict[str" in str(inspect.signature(chart).parameters) and not isinstance(first, dict):
            made.append(chart({EVIL: first, f"{EVIL}2": first}, *rest, **{**named, **title}))
        return chart(first, *rest, **named)

    names = {**vars(sys.modules[chart.__module__]), name: attacked}
    with contextlib.redirect_stdout(io.StringIO()):
        for example in examples(chart):
            exec(compile(example.source, name, "exec"), names)
    return made


def texts(value):
    """Every text inside a figure, the names of its parts left out."""
    if isinstance(value, dict):
        return [text for held in value.values() for text in texts(held)]
    if isinstance(value, list):
        return [text for held in value for text in texts(held)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", sorted({*FIGURES} - NO_WORDS))
def test_no_chart_obeys_a_word_of_a_file(name):
    figures = drawn(name)
    held = [text for figure in figures for text in texts(json.loads(figure.to_json())) if text]
    assert figures
    assert [text for text in held if MARKS.search(text)] == []
    assert any("&lt;img" in text for text in held) or name in ("small_curve",)


def test_the_charts_without_an_example_hold_no_words():
    assert {name for name, chart in FIGURES.items() if not examples(chart)} == NO_WORDS


def test_no_chart_has_a_title_that_is_not_made_safe(root):
    sources = {path.name: path.read_text(encoding="utf-8") for path in (root / "retention" / "charts").glob("*.py")}
    assert {name for name, source in sources.items() if re.search(r"\btext(?:\"\s*:|=)\s*title\b", source)} == set()
    assert "plain(title)" in sources["theme.py"]


def test_a_note_is_drawn_letter_by_letter():
    for attack in ATTACKS:
        assert not MARKS.search(charts.note_text(1, rt.Annotation("2024-02-01", attack[:150])))


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_sentence_obeys_a_word_of_a_file(attack):
    from markdown_it import MarkdownIt

    said = f"**{words.plain(attack, 300)}** came back."
    page = MarkdownIt("commonmark", {"linkify": False}).enable("strikethrough").render(said)
    assert re.sub(r"</?(?:p|strong)>", "", page).count("<") == 0
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", page)
    # What Streamlit adds to Markdown: pictures by name, colours, formulas, links of bare addresses.
    assert not re.search(r"(?<!\\):[a-z]|(?<!\\)\$|://|www\.|\w@\w", said)
