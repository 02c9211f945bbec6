"""The app's settings and the charts' tokens are one look: a colour is written twice, and never differs."""

from __future__ import annotations

import tomllib

import pytest

from retention.charts.fonts import FONT
from retention.charts.theme import THEMES

# What a setting of the app is called in a chart's theme.
SAME = {
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "raised",
    "textColor": "text",
    "blueColor": "accent",
    "orangeColor": "attention",
    "orangeTextColor": "attention_text",
    "grayTextColor": "muted",
    "dataframeHeaderTextColor": "muted",
    "chartCategoricalColors": "categorical",
    "chartSequentialColors": "ramp",
}
# Red and green never stand for bad and good: what Streamlit would draw in them is orange and blue.
BENT = {
    "greenColor": "blueColor",
    "redTextColor": "orangeTextColor",
    "greenTextColor": "blueTextColor",
    "redBackgroundColor": "orangeBackgroundColor",
    "greenBackgroundColor": "blueBackgroundColor",
}


@pytest.fixture(scope="module")
def config(root):
    return tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def as_text(value):
    return ",".join(value) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("name", ["light", "dark"])
def test_app_and_charts_have_the_same_colours(config, name):
    app = {setting: as_text(config["theme"][name][setting]) for setting in SAME}
    assert app == {setting: as_text(getattr(THEMES[name], token)) for setting, token in SAME.items()}


def test_app_and_charts_have_the_same_font(config):
    assert {config["theme"]["font"], config["theme"]["headingFont"]} == {FONT}
    assert "serif" not in FONT.replace("sans-serif", "")


def test_fonts_come_from_no_font_service(config):
    assert "fontFaces" not in config["theme"]
    assert "http" not in str(config["theme"])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_ten_colours_keep_plotly_from_falling_back_to_its_own(config, name):
    assert len(set(config["theme"][name]["chartCategoricalColors"])) >= 10
    assert len(config["theme"][name]["chartSequentialColors"]) == 10


@pytest.mark.parametrize("name", ["light", "dark"])
def test_red_and_green_are_bent_to_orange_and_blue(config, name):
    colours = config["theme"][name]
    assert {setting: colours[setting] for setting in BENT} == {setting: colours[to] for setting, to in BENT.items()}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_stands_out(config, name):
    colours = config["theme"][name]
    pairs = {
        "text": (colours["textColor"], colours["backgroundColor"]),
        "text on tint": (colours["textColor"], colours["secondaryBackgroundColor"]),
        "text in the sidebar": (colours["textColor"], colours["sidebar"]["backgroundColor"]),
        "link": (colours["linkColor"], colours["backgroundColor"]),
        "caption": (colours["grayTextColor"], colours["backgroundColor"]),
        "button": ("#FFFFFF", colours["primaryColor"]),
        "note": (colours["blueTextColor"], colours["blueBackgroundColor"]),
        "warning": (colours["yellowTextColor"], colours["yellowBackgroundColor"]),
        "error": (colours["redTextColor"], colours["redBackgroundColor"]),
    }
    assert {pair: round(contrast(*both), 1) for pair, both in pairs.items() if contrast(*both) < 4.5} == {}


def test_nothing_is_told_to_anybody(config):
    assert config["browser"] == {"gatherUsageStats": False}
    assert config["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none", "showErrorLinks": False}
    assert config["server"] == {"enableStaticServing": False, "maxUploadSize": 1024}


def faded(colour, ground, share=0.6):
    """How Streamlit draws captions: so much of the text colour on the ground."""
    parts = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * ink + (1 - share) * paper):02X}" for ink, paper in parts)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_captions_stand_out_wherever_they_stand(config, name):
    colours = config["theme"][name]
    grounds = [colours["backgroundColor"], colours["secondaryBackgroundColor"], colours["sidebar"]["backgroundColor"]]
    text = colours["textColor"]
    seen = {ground: contrast(faded(text, ground), ground) for ground in grounds}
    assert {ground: round(ratio, 2) for ground, ratio in seen.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_lines_and_marks_stand_out(theme):
    drawn = {"accent": theme.accent, "attention": theme.attention, "muted": theme.muted, **theme.lifecycle}
    seen = {token: contrast(colour, theme.paper) for token, colour in drawn.items()}
    assert {token: round(ratio, 2) for token, ratio in seen.items() if ratio < 3} == {}
