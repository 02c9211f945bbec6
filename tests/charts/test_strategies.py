"""The chart of what each strategy could bring."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt


def frame(*rows):
    columns = ("name", "customers", "rate_low", "rate", "rate_high", "low", "chosen", "high")
    return pd.DataFrame(rows, columns=list(columns))


FIRST = ("Onboarding", 240, 0.02, 0.05, 0.08, 1200.0, 3000.0, 4800.0)
SECOND = ("<b>Own</b> & more", 1000, 0.005, 0.5, 0.02, 5.0, 500.0, 20.0)


def test_a_bar_for_the_rates_and_a_point_for_the_chosen_one():
    figure = rt.charts.strategy_ranges(frame(FIRST, SECOND))
    bars, points = figure.data
    assert [(base, base + length) for base, length in zip(bars.base, bars.x, strict=True)] == [(1200, 4800), (5, 20)]
    assert list(points.x) == [3000, 500]
    assert figure.layout.yaxis.range == (1.5, -0.75), "the first on top"
    assert figure.layout.xaxis.range[1] > 4800


def test_what_is_written_and_said():
    figure = rt.charts.strategy_ranges(frame(FIRST, SECOND))
    assert [one.text for one in figure.layout.annotations] == [
        *("Onboarding", "1.2k to 4.8k", "&lt;b&gt;Own&lt;/b&gt; &amp; more", "5 to 20"),
    ]
    # A point beyond its bar pushes the words to its right.
    assert [one.x for one in figure.layout.annotations][1::2] == [4800, 500]
    assert figure.data[0].hovertext[1] == (
        "&lt;b&gt;Own&lt;/b&gt; &amp; more:<br>1,000 customers, 0.5 to 2 %: 5 to 20 a year; at 50 %: 500."
    )


def test_without_money_it_counts_customers():
    figure = rt.charts.strategy_ranges(frame(("A", 100, 0.02, 0.05, 0.08, 2.0, 5.0, 8.0)), has_money=False)
    assert figure.layout.xaxis.title.text == "customers kept in a year"
    assert figure.layout.annotations[1].text == "2.0 to 8.0"
    assert "2.0 to 8.0 customers kept; at 5 %: 5.0." in figure.data[0].hovertext[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_to_bring_and_other_themes(theme):
    figure = rt.charts.strategy_ranges(frame(("A", 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)), theme=theme, title="Sizes")
    assert figure.layout.xaxis.range[1] > 0
    assert figure.data[1].marker.color == rt.charts.THEMES[theme].accent
    assert not len(rt.charts.strategy_ranges(frame()).layout.annotations)


AMOUNTS = {
    0.4: "0.4",
    878: "880",
    950: "950",
    1200: "1.2k",
    48_200: "48k",
    456_789: "460k",
    999_999: "1M",
    1.44e6: "1.4M",
    3e9: "3B",
}


@pytest.mark.parametrize(("value", "text"), AMOUNTS.items())
def test_amounts_are_short(value, text):
    figure = rt.charts.strategy_ranges(frame(("A", 1, 0, 0, 0, value, value, value)))
    assert figure.layout.annotations[1].text == f"{text} to {text}"
