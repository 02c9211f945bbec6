"""Events by age: the most used first, one scale, few customers grey, unknown cells blank."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retention.charts import DARK, LIGHT, adoption_heatmap
from retention.intervals import wilson

ACTIVE = {0: 100, 1: 40, 2: 8, 3: 0}
USED = {"rare": {0: 5, 1: 1, 2: 1, 3: 0}, "often": {0: 50, 1: 30, 2: 6, 3: 0}}


def adoption(used=USED):
    rows = [(event, age, ACTIVE[age], n) for event, ages in used.items() for age, n in ages.items()]
    frame = pd.DataFrame(rows, columns=["event", "age", "active", "used"])
    lower, upper = wilson(frame["used"], frame["active"])
    share = frame["used"] / frame["active"].where(frame["active"] > 0)
    return frame.assign(share=share, lower=lower, upper=upper)


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def texts(figure):
    return [trace for trace in figure.data if trace.type == "scatter"]


def cells(figure):
    return np.asarray(named(figure, "cells").z, float)


def test_the_most_used_event_stands_first_and_small_cells_have_no_colour():
    figure = adoption_heatmap(adoption(), unit="week")
    assert list(figure.layout.yaxis.ticktext) == ["often", "rare"]
    np.testing.assert_allclose(cells(figure), [[0.5, 0.75, np.nan, np.nan], [0.05, 0.025, np.nan, np.nan]])
    grey = np.isfinite(np.asarray(named(figure, "few customers").z, float))
    assert grey.tolist() == [[False, False, True, False]] * 2


def test_one_scale_from_zero_to_a_round_number():
    assert (named(adoption_heatmap(adoption()), "cells").zmin, named(adoption_heatmap(adoption()), "cells").zmax) == (
        0,
        0.8,
    )
    few = adoption_heatmap(adoption({"rare": USED["rare"]}))
    assert named(few, "cells").zmax == pytest.approx(0.05)


def test_numbers_are_whole_percents_and_those_active_stand_above():
    figure = adoption_heatmap(adoption())
    written = {
        (int(y), int(x)): text
        for trace in texts(figure)
        if trace.name != "active"
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }
    assert written == {(0, 0): "50", (0, 1): "75", (1, 0): "5", (1, 1): "2"}
    assert list(named(figure, "active").text) == ["100", "40", "8", "0"]


def test_hover_has_the_range_and_n_of_small_cells_too():
    said = named(adoption_heatmap(adoption(), unit="week", times=2), "hover").hovertext
    assert said[0][1] == (
        "often, week 1:<br>30 of 40 active customers did it 2 times or more, 75.0 % (likely 60-86 %)."
    )
    assert said[0][2].startswith("often, week 2:<br>6 of 8 active customers")
    assert said[0][3] == ""


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_fits_the_step(theme):
    inks = {trace.textfont.color for trace in texts(adoption_heatmap(adoption(), theme=theme))}
    assert inks == {theme.muted, theme.ramp_inks[0], theme.ramp_inks[-1]}


def test_markup_is_shown_and_not_obeyed():
    figure = adoption_heatmap(adoption({"<b>x</b>": USED["often"]}))
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt;"]
    assert "<b>x" not in named(figure, "hover").hovertext[0][0]
