"""Observed and projected value, the back-test, and how far the simple formula swings: what is drawn and said."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.metrics.money_paths import MoneyPaths
from retention.metrics.projection import HeldBack, ProjectedValue, ValueCheck, terms_of

INSIDE = HeldBack("purchases", 90.0, 80.0, 110.0, 100.0)
OUTSIDE = HeldBack("money", 700.0, 600.0, 800.0, 1000.0)


@pytest.fixture
def observed():
    """Three months, forty customers in each, 5 at once and 1 more in each month after."""
    rows = [(f"{m}{i}", m, at) for m in range(3) for i in range(40) for at in range(m, 4)]
    frame = pd.DataFrame(rows, columns=["who", "came", "at"])
    frame["when"] = pd.Timestamp("2024-01-05") + pd.to_timedelta(30 * frame["at"], unit="D")
    frame["paid"] = (frame["at"] == frame["came"]) * 4.0 + 1.0
    frame.loc[frame["who"] == "00", "paid"] += 2
    return rt.observed_value(
        rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"), observed_until="2024-05-01")
    )


@pytest.fixture
def projected():
    """Five at once and one at the end of each month; half as much at once without the hidden part."""
    money = np.array([5.0] + [1.0] * 12)
    drawn = np.array([money - 0.1 * share for share in (1, 0, -1)])
    then = np.array([2.5] + [1.0] * 12)
    paths = MoneyPaths(fitted=money, drawn=drawn, then=then, often=np.array([0.0] + [0.5] * 12), lead=1)
    terms = terms_of(0.1, 1.0, 6, rt.CohortSettings())
    return ProjectedValue(
        kind="visits",
        terms=terms,
        check=ValueCheck("2024-03-01", 80, (INSIDE, OUTSIDE)),
        n=120,
        each=2.0,
        models={},
        paths=paths,
        **paths.on(terms, 0.95),
    )


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def notes(figure):
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_observed_is_a_line_and_projected_is_dashed(observed, projected, theme):
    figure = rt.charts.value_projection(observed, projected, theme=theme)
    seen, dashed, then = (trace(figure, n) for n in ("observed so far", "projected", "projected earlier"))
    assert list(seen.x) == observed.pooled["since"].tolist()
    assert list(seen.y) == observed.pooled["value"].tolist()
    assert [seen.line.dash, dashed.line.dash, then.line.dash] == ["solid", "dash", "dot"]
    assert list(dashed.y) == projected.curve["revenue"].tolist() == [6, 7, 8, 9, 10, 11]
    assert list(then.y) == projected.curve["then"].tolist()
    assert "40 customers" not in seen.hovertext[0]
    assert "for each of 120 customers" in seen.hovertext[0]
    assert "projected for a new customer" in dashed.hovertext[0]
    assert sum(t.fill == "toself" for t in figure.data) == 2
    assert figure.layout.xaxis.title.text == "months since the first purchase"
    assert {text.split("</span> ")[1] for text in notes(figure)} == {
        "observed so far",
        "projected",
        "projected earlier",
    }


def test_either_alone(observed, projected):
    alone = rt.charts.value_projection(observed, None)
    assert [t.name for t in alone.data if t.name] == ["observed so far"]
    assert alone.layout.yaxis.range[1] > observed.pooled["upper"].max()
    assert [t.name for t in rt.charts.value_projection(None, projected).data if t.name] == [
        "projected earlier",
        "projected",
    ]
    assert rt.charts.value_projection(None, None).data == ()


def test_observed_ends_with_the_horizon(observed, projected):
    short = rt.charts.value_projection(observed, projected.with_terms(0.1, 1.0, 1))
    assert max(trace(short, "observed so far").x) <= 1


def test_the_back_test_against_what_came():
    figure = rt.charts.check_strip(ValueCheck("2024-03-01", 80, (INSIDE, OUTSIDE)), title="<b>checked</b>")
    bars = [t for t in figure.data if t.mode == "lines"]
    dots = [t for t in figure.data if t.mode == "markers"]
    assert [list(t.x) for t in bars] == [pytest.approx([0.6, 0.8]), pytest.approx([0.8, 1.1])]
    assert [t.marker.symbol for t in dots] == ["diamond", "circle"], "a miss differs by shape, not by colour alone"
    assert "outside the range" in dots[0].hovertext[0]
    assert list(figure.layout.yaxis.ticktext) == ["money", "purchases"]
    assert figure.layout.title.text == "&lt;b&gt;checked&lt;/b&gt;"
    low, high = figure.layout.xaxis.range
    assert low < 0.6
    assert high > 1.1


def test_nothing_came():
    nobody = HeldBack("purchases", 3.0, 1.0, 6.0, 0.0)
    assert rt.charts.check_strip(ValueCheck("2024-03-01", 80, (nobody,))).data == ()


def test_how_far_the_simple_formula_swings():
    simple = rt.simple_value(10, 0.04, 1.0, churn_range=(0.03, 0.06))
    figure = rt.charts.simple_strip(simple)
    part = trace(figure, "range of churn")
    assert (part.x[0], part.x[-1]) == (0.03, 0.06)
    assert (part.y[0], part.y[-1]) == (simple.upper, simple.lower)
    assert notes(figure) == ["250.00", "333.33", "166.67"]
    bare = rt.charts.simple_strip(rt.simple_value(10, 0.04, 1.0))
    assert [t.name for t in bare.data] == ["simple formula", None]


def test_nobody_leaves():
    figure = rt.charts.simple_strip(rt.simple_value(10, 0.0, 1.0, horizon=12, churn_range=(0.0, 0.1)))
    assert math.isfinite(figure.layout.yaxis.range[1])
