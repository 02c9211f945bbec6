"""Colours can be read, text from files is never markup, and nothing rests on plotly's defaults."""

from __future__ import annotations

import itertools

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from retention import charts
from retention.charts.letters import shortened
from retention.charts.theme import THEMES, hard_steps, percent_range, theme_named
from retention.errors import SettingsError


def linear(colour):
    part = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_stands_out_from_its_ground(theme):
    pairs = {
        **{f"ramp {i}": pair for i, pair in enumerate(zip(theme.ramp, theme.ramp_inks, strict=True))},
        **{f"diverging {i}": pair for i, pair in enumerate(zip(theme.diverging, theme.diverging_inks, strict=True))},
        "text": (theme.paper, theme.text),
        "muted": (theme.paper, theme.muted),
        "muted on greyed": (theme.greyed, theme.muted),
        "hover": (theme.hover_ground, theme.hover_text),
        "attention": (theme.paper, theme.attention_text),
    }
    assert {name: contrast(*pair) for name, pair in pairs.items() if contrast(*pair) < 4.5} == {}


# How colours reach eyes without red or green cones (Machado, Oliveira, Fernandes 2009, full strength).
EYES = {
    "all cones": np.eye(3),
    "no red": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "no green": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
}
TO_LMS = np.array([[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]])
TO_LAB = np.array([[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]])


def oklab(colour, eyes):
    return TO_LAB @ np.cbrt(TO_LMS @ np.clip(EYES[eyes] @ linear(colour), 0, 1)) * 100


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_ten_categories_stay_apart(theme, eyes):
    assert len(set(theme.categorical)) == 10
    seen = {colour: oklab(colour, eyes) for colour in theme.categorical}
    near = [pair for pair in itertools.combinations(seen, 2) if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < 8]
    assert near == []
    assert min(contrast(colour, theme.paper) for colour in theme.categorical) >= 3


def test_a_theme_that_does_not_exist_is_refused():
    with pytest.raises(SettingsError, match="'blue' is not a theme"):
        theme_named("blue")


def test_a_figure_does_not_depend_on_the_default_template(matrix):
    expected = charts.cohort_heatmap(matrix).to_json()
    before = pio.templates.default
    try:
        pio.templates.default = go.layout.Template(layout={"font": {"color": "red"}, "paper_bgcolor": "red"})
        assert charts.cohort_heatmap(matrix).to_json() == expected
    finally:
        pio.templates.default = before


def test_one_button_saves_a_picture_and_nothing_goes_to_a_cloud():
    png, svg = charts.config("a/b: c"), charts.svg_config("x")
    assert png["toImageButtonOptions"] == {"format": "png", "filename": "a-b- c", "scale": 2}
    assert svg["toImageButtonOptions"] == {"format": "svg", "filename": "x"}
    assert (png["showSendToCloud"], png["displaylogo"], png["modeBarButtons"]) == (False, False, [["toImage"]])


def test_words_for_numbers():
    said = {
        "a share": charts.percent(41 / 180),
        "nothing": charts.percent(0.0),
        "unknown": charts.percent(float("nan")),
        "a range": percent_range(0.17, 0.29),
        "a narrow one": percent_range(0.221, 0.229),
        "a long name": shortened("a" * 40, 10),
        "two lines": charts.plain("a\nb"),
    }
    assert said == {
        "a share": "22.8 %",
        "nothing": "0 %",
        "unknown": "–",
        "a range": "17-29 %",
        "a narrow one": "22.1-22.9 %",
        "a long name": "aaaaaaaaa…",
        "two lines": "a b",
    }


def test_a_scale_has_hard_edges():
    assert hard_steps(["a", "b"]) == [[0.0, "a"], [0.5, "a"], [0.5, "b"], [1.0, "b"]]
