"""Two rates beside each other, and the search: what stands is filled, a name from a file is never obeyed."""

from __future__ import annotations

import pandas as pd
import pytest

from retention.charts import DARK, LIGHT, behaviour_dots, behaviour_rates

NAN = float("nan")
RATES = pd.DataFrame(
    {"back": [41, 4], "n": [100, 20], "rate": [0.41, 0.2], "lower": [0.32, 0.08], "upper": [0.51, 0.42]},
    index=["Did <b>export</b>", "Did not"],
)


def row(event, times=1, difference=0.1, *, stands=True, found=0.12):
    counts = {"n_did": 100, "back_did": 41, "n_not": 200, "back_not": 58}
    ends = {"lower": difference - 0.05, "upper": difference + 0.05}
    words = {"event": event, "times": times, "coverage": 0.3, "found_difference": found}
    return {**words, **counts, "difference": difference, **ends, "adjusted": 0.01, "stands": stands}


SEARCH = pd.DataFrame([row("invite"), row("export", 3, -0.02, stands=False), row("open", 1, 0.01, stands=False)])


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def test_each_group_has_its_name_its_n_and_its_rate():
    assert notes(behaviour_rates(RATES)) == [
        *("Did &lt;b&gt;export&lt;/b&gt;, n = 100", "41.0 %"),
        *("Did not, n = 20", "20.0 % (few)"),
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_those_who_did_are_filled(theme):
    assert list(behaviour_rates(RATES, theme=theme).data[1].marker.color) == [theme.accent, theme.paper]


def test_nobody_on_one_side_is_no_rate():
    nobody = pd.DataFrame({"back": [0], "n": [0], "rate": [NAN], "lower": [NAN], "upper": [NAN]}, index=["Did it"])
    figure = behaviour_rates(nobody)
    assert notes(figure) == ["Did it, n = 0"]
    assert figure.data[1].hovertext == ("Did it: nobody.",)


def test_ranges_reach_from_end_to_end():
    assert [x for x in behaviour_rates(RATES).data[0].x if x is not None] == [0.32, 0.51, 0.08, 0.42]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_stands_is_filled_and_the_rest_hollow(theme):
    dots = behaviour_dots(SEARCH, theme=theme).data[-1]
    assert list(dots.marker.color) == [theme.accent, theme.paper, theme.paper]
    assert list(dots.x) == [0.1, -0.02, 0.01]


def test_the_first_half_is_a_mark_and_the_dots_know_their_row():
    _, found, dots = behaviour_dots(SEARCH).data
    assert list(found.x) == [0.12] * 3
    assert [list(place) for place in dots.customdata] == [[0, 0], [1, 0], [2, 0]]


def test_the_chosen_row_is_marked():
    figure = behaviour_dots(SEARCH, chosen=("export", 3))
    assert list(figure.layout.yaxis.ticktext) == ["invite", "<b>export, 3 or more</b>", "open"]
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(band.y0, band.y1) for band in bands] == [(0.5, 1.5)]
    assert not [s for s in behaviour_dots(SEARCH, chosen=("export", 1)).layout.shapes if s.type == "rect"]


def test_no_difference_is_in_sight_and_signs_are_written():
    axis = behaviour_dots(SEARCH.head(1)).layout.xaxis
    assert axis.range[0] < 0 < axis.range[1]
    assert "0" in axis.ticktext
    assert axis.ticktext[-1].startswith("+")


def test_hover_says_when_there_are_too_few():
    frame = pd.DataFrame([{**row("invite"), "difference": NAN, "lower": NAN, "upper": NAN, "stands": False}])
    assert behaviour_dots(frame).data[-1].hovertext[0] == "invite:<br>too few customers in the other half to say."


def test_markup_is_shown_and_not_obeyed():
    figure = behaviour_dots(pd.DataFrame([row("<b>x</b>"), row("")]))
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt;", "(blank)"]
    assert "<b>" not in figure.data[-1].hovertext[0]


def test_nothing_found_is_an_empty_figure():
    assert len(behaviour_dots(SEARCH.head(0)).data[-1].x) == 0
