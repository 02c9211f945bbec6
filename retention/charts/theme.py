"""The look of every figure: colour tokens, fonts, one plotly template, and how text becomes safe to draw.

A figure never relies on plotly's default template, which other libraries change when they are imported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from retention.charts.fonts import font
from retention.errors import SettingsError
from retention.languages import percent_text, say, spoken, straight

HEADING = 30  # pixels above a figure that carries its own heading


@dataclass(frozen=True)
class Theme:
    """Every colour that a figure may use.

    ``ramp`` holds ten plain steps from little to much, ``ramp_inks`` the text colour on each; ``diverging`` nine
    steps from below to above, with theirs. ``categorical`` stays apart for colour-blind readers in the order given.
    """

    name: str
    paper: str
    raised: str
    text: str
    muted: str
    grid: str
    hatch: str
    greyed: str
    accent: str
    attention: str
    attention_text: str
    band: str
    hover_ground: str
    hover_text: str
    ramp: tuple[str, ...]
    ramp_inks: tuple[str, ...]
    diverging: tuple[str, ...]
    diverging_inks: tuple[str, ...]
    categorical: tuple[str, ...]
    lifecycle: Mapping[str, str]


LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    raised="#F4F7F9",
    text="#0D171F",
    muted="#566570",
    grid="#E4EAEE",
    hatch="#A9B6C0",
    greyed="#EFF2F4",
    accent="#1F5F96",
    attention="#D9771E",
    attention_text="#8A4500",
    band="rgba(31,95,150,0.14)",
    hover_ground="#0D171F",
    hover_text="#FFFFFF",
    ramp=(
        *("#E9F6FE", "#D1EAFB", "#B9DDF7", "#9FCEF1", "#85BDE8"),
        *("#6BAADC", "#337AB2", "#26679D", "#1D5180", "#163C61"),
    ),
    ramp_inks=("#101820",) * 6 + ("#FFFFFF",) * 4,
    diverging=("#984B16", "#D0762E", "#E9A364", "#EECEAA", "#EAEDEF", "#AFCFE9", "#6CA5D3", "#3A7AAE", "#19507E"),
    diverging_inks=("#FFFFFF",) + ("#101820",) * 6 + ("#FFFFFF",) * 2,
    categorical=(
        *("#1F5F96", "#D9771E", "#702B4C", "#5F93DE", "#3E7F5B"),
        *("#A87894", "#7C4516", "#421D88", "#2A2FDB", "#540F13"),
    ),
    lifecycle=MappingProxyType(
        {"new": "#5798D2", "returning": "#1F5F96", "resurrected": "#1A9A8A", "dormant": "#D07E2E"}
    ),
)
DARK = Theme(
    name="dark",
    paper="#11161B",
    raised="#1B232A",
    text="#E6ECF1",
    muted="#9DABB6",
    grid="#252F38",
    hatch="#55646F",
    greyed="#20282F",
    accent="#6DB6E4",
    attention="#E8924A",
    attention_text="#F3B06F",
    band="rgba(109,182,228,0.18)",
    hover_ground="#E6ECF1",
    hover_text="#11161B",
    ramp=(
        *("#1A2834", "#1F374A", "#234660", "#265677", "#29678D"),
        *("#51A0D0", "#67B3E0", "#85C5EB", "#A5D7F4", "#C8E9FA"),
    ),
    ramp_inks=("#F2F6F9",) * 5 + ("#0B1116",) * 5,
    diverging=("#F4C48D", "#DE9046", "#8A501E", "#52361E", "#26292D", "#24425E", "#356E9C", "#6FB1E3", "#A8D8FB"),
    diverging_inks=("#0B1116",) * 2 + ("#F2F6F9",) * 5 + ("#0B1116",) * 2,
    categorical=(
        *("#67B3E0", "#E8924A", "#FAD18A", "#6C78CC", "#A4F2F6"),
        *("#B8657E", "#3F8A2C", "#5EBF9C", "#7054F9", "#85D2DE"),
    ),
    lifecycle=MappingProxyType(
        {"new": "#A5D7F4", "returning": "#4A93C8", "resurrected": "#63C7A6", "dormant": "#E0954E"}
    ),
)
THEMES: Mapping[str, Theme] = MappingProxyType({"light": LIGHT, "dark": DARK})


def theme_named(theme: str | Theme) -> Theme:
    """The theme of a name; a :class:`Theme` is returned as it is."""
    if isinstance(theme, Theme):
        return theme
    if theme not in THEMES:
        raise SettingsError(
            say("'{theme}' is not a theme.", theme=theme),
            where="theme",
            todo=say("Choose one of: {names}.", names=", ".join(THEMES)),
        )
    return THEMES[theme]


# ------------------------------------------------------------------------------------------------ template
@lru_cache(maxsize=16)
def _template(name: str, family: str) -> go.layout.Template:
    return _build_template(THEMES[name], family)


def template(theme: str | Theme) -> go.layout.Template:
    """Plotly template: quiet grid, no zero line, no frame, solid hover label, explicit ground."""
    tokens = theme_named(theme)
    ours = THEMES.get(tokens.name) is tokens
    return _template(tokens.name, font()) if ours else _build_template(tokens, font())


def _build_template(t: Theme, family: str) -> go.layout.Template:
    axis = {
        "gridcolor": t.grid,
        "gridwidth": 1,
        "zeroline": False,
        "linecolor": t.grid,
        "ticks": "",
        "automargin": False,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": t.muted},
        "title": {"font": {"size": 12, "color": t.muted}, "standoff": 8},
    }
    layout = {
        "font": {"family": family, "size": 13, "color": t.text},
        # The ground is explicit: a picture taken from a dark page must not put pale text on white paper.
        "paper_bgcolor": t.paper,
        "plot_bgcolor": t.paper,
        "colorway": list(t.categorical),
        "margin": {"l": 48, "r": 16, "t": 12, "b": 40},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero"},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": t.hover_ground,
            "bordercolor": t.hover_ground,
            "align": "left",
            "namelength": -1,
            "font": {"family": family, "size": 13, "color": t.hover_text},
        },
        "title": {
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 12, "t": 12},
            "font": {"size": 15, "color": t.text, "weight": 600},
        },
        "legend": {"font": {"size": 12, "color": t.text}, "bgcolor": "rgba(0,0,0,0)", "itemclick": False},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": t.muted, "activecolor": t.accent},
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.28,
    }
    return go.layout.Template(layout=layout)


# -------------------------------------------------------------------------------------------------- config
def config(file_name: str = "chart") -> dict[str, Any]:
    """Options for showing a figure: one quiet button that saves a PNG at twice the screen's size.

    Examples
    --------
    >>> config("cohorts")["toImageButtonOptions"]
    {'format': 'png', 'filename': 'cohorts', 'scale': 2}
    """
    return _config("png", file_name)


def svg_config(file_name: str = "chart") -> dict[str, Any]:
    """The same, saving an SVG. Plotly's bar has one picture button, so a page switches between the two."""
    return _config("svg", file_name)


def _config(form: str, file_name: str) -> dict[str, Any]:
    options: dict[str, Any] = {"format": form, "filename": re.sub(r"[^\w\-. ]+", "-", file_name) or "chart"}
    if form == "png":
        options["scale"] = 2
    return {
        "displaylogo": False,
        "displayModeBar": True,  # not only on hover: else nobody finds the camera
        "showSendToCloud": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": options,
    }


CONFIG: Mapping[str, Any] = MappingProxyType(config())


# ---------------------------------------------------------------------------------------------------- text
def plain(text: object) -> str:
    """Text that plotly draws letter by letter: markup from a file is shown, never obeyed.

    Examples
    --------
    >>> plain("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    text = spoken(text) if isinstance(text, str) else text
    one_line = re.sub(r"[\s\x00-\x1f\x7f]+", " ", straight(str(text)))
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def per_cent(number: str) -> str:
    """A number of per cents as figures write it: lines of a figure are never broken, so a usual blank will do.

    Examples
    --------
    >>> per_cent("17-29")
    '17-29 %'
    """
    return percent_text(number).replace("\N{NO-BREAK SPACE}", " ")


def percent(share: float, digits: int = 1) -> str:
    """A fraction in words; nothing at all and everything need no decimals.

    Examples
    --------
    >>> percent(41 / 180), percent(1.0), percent(float("nan"))
    ('22.8 %', '100 %', '–')
    """
    if math.isnan(share):
        return "–"
    return per_cent(f"{share * 100:.{0 if share in (0, 1) else digits}f}")


def percent_range(lower: float, upper: float) -> str:
    """A range of fractions in words, with decimals only where whole percents would hide it.

    Examples
    --------
    >>> percent_range(0.1725, 0.2944), percent_range(0.2213, 0.2341)
    ('17-29 %', '22.1-23.4 %')
    """
    digits = 0 if upper - lower >= 0.03 else 1
    return per_cent(f"{lower * 100:.{digits}f}-{upper * 100:.{digits}f}")


def percent_likely(share: float, lower: float, upper: float) -> str:
    """A fraction with its range in brackets behind it; alone where there is none.

    Examples
    --------
    >>> percent_likely(0.228, 0.1725, 0.2944), percent_likely(0.228, float("nan"), float("nan"))
    ('22.8 % (likely 17-29 %)', '22.8 %')
    """
    if math.isnan(lower):
        return percent(share)
    return say("{number} (likely {range})", number=percent(share), range=percent_range(lower, upper))


def range_words(low: str, high: str) -> str:
    """From one number to another, both written already: "+1.0 to +17.0"."""
    return say("{low} to {high}", low=low, high=high)


def with_range(number: str, low: str, high: str) -> str:
    """A number with its range in brackets behind it: "+9.0 (likely +1.0 to +17.0)"."""
    return say("{number} (likely {range})", number=number, range=range_words(low, high))


def titled(layout: dict[str, Any], title: str | None) -> dict[str, Any]:
    """A layout with a heading inside the figure, and room for it above."""
    if title is None:
        return layout
    margin = {**layout["margin"], "t": layout["margin"]["t"] + HEADING}
    return {**layout, "height": layout["height"] + HEADING, "margin": margin, "title": {"text": plain(title)}}


def hard_steps(colours: Sequence[str]) -> list[list[Any]]:
    """A colour scale with hard edges, so that the contrast of the text on every step is known beforehand."""
    n = len(colours)
    return [[edge / n, colour] for i, colour in enumerate(colours) for edge in (i, i + 1)]


def unchanged_by_clicks(marker: dict[str, Any]) -> dict[str, Any]:
    """Marks that keep their look when one of them is clicked."""
    return {"selected": {"marker": marker}, "unselected": {"marker": marker}}
