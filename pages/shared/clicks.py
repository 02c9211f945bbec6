"""Clicks on charts: what to do with them.

Streamlit remembers the callback of every chart that a session has ever drawn. So a callback holds no data: what the
chart shows stands in the session, once for each chart, and goes when the next one is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pages.shared import state


def then(chart: str, take: Callable[..., None], *shown: Any) -> Callable[[], None]:
    """Make the callback of a chart: a click gives ``take`` what the chart shows by then."""
    state.keep_shown(chart, (take, shown))
    return partial(_clicked, chart)


def _clicked(chart: str) -> None:
    take, shown = state.shown(chart)
    take(*shown)
