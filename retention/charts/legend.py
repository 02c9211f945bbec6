"""What stands under a cohort table: the scale and the looks that need a word. It is part of the figure, so that
every export carries it."""

from __future__ import annotations

from typing import Any

import numpy as np

from retention.charts.letters import letters
from retention.charts.theme import Theme
from retention.charts.view import View
from retention.languages import say

LINE = 20  # pixels from one line to the next
STEP = 20  # pixels of one step of the scale
WRAP = 90  # letters a line
CLEAR = "rgba(0,0,0,0)"


class Legend:
    """Lines under the table, measured in pixels from the figure's left edge.

    Parameters
    ----------
    view, theme
        What is drawn, and how.
    left
        The figure's left margin.
    warm_up, written, dots
        Whether cohorts carry an asterisk, cells their numbers, and small cells a dot.

    Attributes
    ----------
    shapes, annotations
        Parts of a plotly layout.
    height
        Pixels needed below the cells.
    """

    def __init__(self, view: View, theme: Theme, *, left: int, warm_up: bool, written: bool, dots: bool) -> None:
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self._theme, self._start, self._base = theme, 14 - left, -26
        self._scale(view)
        self._looks(view, written)
        self._notes(view, warm_up, dots)
        self.height = -self._base - LINE + 16

    def _scale(self, view: View) -> None:
        scale, x = view.scale, float(self._start)
        x += self._word(x, scale.low_text) + 6
        for colour in scale.colours:
            self._box(x, STEP - 1, colour)
            x += STEP
        x += 5
        self._word(x, say("{end_of_scale} {what}", end_of_scale=scale.high_text, what=view.note))
        self._base -= LINE

    def _looks(self, view: View, written: bool) -> None:
        x = float(self._start)
        if view.is_open.any():
            self._box(x, STEP - 1, CLEAR, self._theme.grid)
            self._hatch(x)
            x += STEP + 6
            so_far = written and not np.isnan(view.so_far).all()
            words = say("window still open, <i>seen so far</i>") if so_far else say("window still open")
            x += self._word(x, words) + 14
        if view.dashes.any():
            x += self._word(x, say("–  no rows in the file")) + 14
        self._word(x, say("blank: still ahead"))
        self._base -= LINE

    def _notes(self, view: View, warm_up: bool, dots: bool) -> None:
        notes = []
        if dots:
            notes.append(say("dot in the corner: fewer than 30 customers"))
        if view.greyed.any():
            notes.append(say("grey: fewer than 10, or nothing to compare"))
        if warm_up:
            notes.append(say("* may hold old customers: the first in a file is not the first ever"))
        for line in _lines(notes):
            self._word(self._start, line)
            self._base -= LINE

    def _word(self, x: float, text: str) -> float:
        """Write a text and return about how wide it is."""
        self.annotations.append(
            {
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0,
                "xanchor": "left",
                "yanchor": "middle",
                "xshift": x,
                "yshift": self._base,
                "text": text,
                "showarrow": False,
                "font": {"size": 12, "color": self._theme.muted},
            }
        )
        return 5.4 * letters(text.replace("<i>", "").replace("</i>", ""))

    def _box(self, x: float, width: float, colour: str, line: str = CLEAR) -> None:
        self.shapes.append(
            {
                "type": "rect",
                "x0": x,
                "x1": x + width,
                "y0": self._base - 6,
                "y1": self._base + 6,
                "fillcolor": colour,
                "line": {"width": 1, "color": line},
                **_PIXELS,
            }
        )

    def _hatch(self, x: float) -> None:
        low, high = self._base - 6, self._base + 6
        strokes = " ".join(f"M{x + d},{low} L{x + d + 5},{high}" for d in (2, 8, 13))
        line = {"width": 1, "color": self._theme.hatch}
        self.shapes.append({"type": "path", "path": strokes, "line": line, **_PIXELS})


def _lines(notes: list[str]) -> list[str]:
    """Notes side by side while they fit, whole ones only."""
    lines: list[str] = []
    for note in notes:
        joined = f"{lines[-1]}  ·  {note}" if lines else note
        if lines and letters(joined) <= WRAP:
            lines[-1] = joined
        else:
            lines.append(note)
    return lines


_PIXELS = {
    "xref": "paper",
    "yref": "paper",
    "xsizemode": "pixel",
    "ysizemode": "pixel",
    "xanchor": 0,
    "yanchor": 0,
}
