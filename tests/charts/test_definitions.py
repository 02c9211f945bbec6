"""The strip of dots: one row for each definition, the own one marked, text from elsewhere never obeyed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from retention.charts import DARK, LIGHT, definition_dots


def point(label, rate, *, n=100, own=False, words="Something differs."):
    came = round(rate * n)
    return SimpleNamespace(
        label=label, words=words, came=came, n=n, rate=rate, lower=rate - 0.05, upper=rate + 0.05, own=own
    )


POINTS = [point("In month 1", 0.3, own=True), point("Within 3 months", 0.4), point("Own clock", 0.28, n=20)]


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_each_dot_has_its_range_its_name_and_its_number():
    figure = definition_dots(POINTS)
    ranges, dots = figure.data
    assert list(dots.x) == [0.3, 0.4, 0.28]
    assert [x for x in ranges.x if x is not None] == pytest.approx([0.25, 0.35, 0.35, 0.45, 0.23, 0.33])
    assert texts(figure) == ["In month 1", "30.0 %", "Within 3 months", "40.0 %", "Own clock", "28.0 % (few)"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_own_choice_is_filled_and_has_a_line(theme):
    figure = definition_dots(POINTS, theme=theme)
    assert list(figure.data[1].marker.color) == [theme.accent, theme.paper, theme.paper]
    assert [(line.x0, line.x1) for line in figure.layout.shapes] == [(0.3, 0.3)]


def test_hover_says_it_in_full():
    assert definition_dots(POINTS).data[1].hovertext[1] == (
        "Within 3 months: 40 of 100 came back, 40.0 % (likely 35-45 %).<br>Something differs."
    )


def test_markup_is_shown_and_not_obeyed():
    figure = definition_dots([point("<b>x</b>", 0.3, own=True, words="<a href='x'>y</a>")])
    assert texts(figure)[0] == "&lt;b&gt;x&lt;/b&gt;"
    assert "<a" not in figure.data[1].hovertext[0]


def test_names_stand_above_their_dots_so_that_nothing_crosses():
    figure = definition_dots(POINTS)
    names, numbers = figure.layout.annotations[::2], figure.layout.annotations[1::2]
    assert all(name.x == 0 and name.xref == "paper" and name.yshift > 10 for name in names)
    assert all(number.x == p.upper for number, p in zip(numbers, POINTS, strict=True))


def test_height_grows_with_the_rows_and_a_title():
    assert definition_dots(POINTS).layout.height < definition_dots([*POINTS, *POINTS]).layout.height
    assert definition_dots(POINTS, title="Headline").layout.title.text == "Headline"


def test_none_at_all():
    assert definition_dots([]).layout.height > 0
