"""A figure as one page that works without a network."""

from __future__ import annotations

import html
import re
from typing import Any

import plotly.graph_objects as go

from retention.charts.fonts import font
from retention.charts.theme import LIGHT, THEMES, config
from retention.languages import language

# The page may run what is written in it and nothing else: no address is ever asked.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
LANGUAGE_TAGS = {"zh": "zh-Hans"}  # where the short name does not tell which letters
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 24px auto; max-width: 1100px; padding: 0 16px; background: {ground}; color: {ink};
  font-family: {font}; }}
h1 {{ font-size: 20px; font-weight: 600; }}
</style>
</head>
<body>
<h1>{title}</h1>
{figure}
</body>
</html>
"""


def html_bytes(figure: go.Figure, title: str, *, plotly: str | None = None) -> bytes:
    """A figure as a page of its own: plotly is inside, nothing is fetched, nothing is sent.

    Parameters
    ----------
    figure
        Any figure of :mod:`retention.charts`.
    title
        Heading and window title; markup in it is shown as text.
    plotly
        Name of a file beside the page that holds plotly.js, where several pages share one.

    Examples
    --------
    >>> page = html_bytes(go.Figure(), "<script>").decode()
    >>> "<title>&lt;script&gt;</title>" in page
    True
    """
    drawn: str = figure.to_html(
        include_plotlyjs=plotly or True,
        include_mathjax=False,
        full_html=False,
        config=config(_file_name(title)),
        div_id="figure",
    )
    ground, ink = _colours(figure)
    policy = POLICY if plotly is None else POLICY.replace("script-src", "script-src 'self' file:")
    page = PAGE.format(
        policy=policy,
        language=LANGUAGE_TAGS.get(language(), language()),
        title=html.escape(title),
        ground=ground,
        ink=ink,
        font=font(),
        figure=drawn,
    )
    return page.encode("utf-8", errors="replace")


def _file_name(title: str) -> str:
    return re.sub(r"\W+", "-", title).strip("-")[:80] or "chart"


def _colours(figure: Any) -> tuple[str, str]:
    """Ground and ink of the page, as in the figure's template; a figure from elsewhere is given ours."""
    ground = figure.layout.paper_bgcolor or figure.layout.template.layout.paper_bgcolor
    theme = next((theme for theme in THEMES.values() if theme.paper == ground), LIGHT)
    return theme.paper, theme.text
