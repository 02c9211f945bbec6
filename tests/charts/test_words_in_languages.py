"""Figures in other languages: every word goes through the catalogues, and text has the room and the fonts it needs."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention import charts
from retention.charts.dates import calendar_ticks, day_ticks, month_ticks
from retention.charts.fonts import FONT, font
from retention.charts.letters import letters, shortened, wrapped
from retention.charts.theme import percent, percent_range, template
from retention.charts.timeline import Timeline
from retention.languages import messages, use
from tests.charts import frames
from tests.languages.marked import Marked


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda _: Marked())
    with use("ko"):
        yield


def shown(figure):
    """Everything a person can read in a figure."""
    layout = figure.layout
    yield from (text for note in layout.annotations for text in (note.text, note.hovertext))
    for name in ("xaxis", "yaxis", "xaxis2", "yaxis2"):
        if name in layout:
            yield from (layout[name].title.text, *(layout[name].ticktext or ()))
    for trace in figure.data:
        for words in (trace.hovertext, trace.text if "text" in trace else None):
            yield from np.asarray([] if words is None else words, object).ravel().tolist()


def bare(text):
    """What is left of a text when all that was asked of the catalogue is taken out, layer by layer."""
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    return re.sub(r"<[^>]+>", "", text)


def unsaid(figure):
    return sorted({text for text in shown(figure) if text and re.search("[A-Za-z]{2,}", bare(text))})


def money():
    columns = {"start": [0.0, 90.0], "new": [90.0, 20.0], "reactivated": [0.0, 0.0], "expansion": [0.0, 5.0]}
    columns |= {"contraction": [0.0, 3.0], "churned": [0.0, 12.0], "end": [90.0, 100.0], "complete": [True, True]}
    rates = {f"{rate}{end}": [np.nan, 0.9] for rate in ("nrr", "grr") for end in ("", "_lower", "_upper")}
    return frames.indexed({**columns, **rates, "customers": [0, 40]}, frames.STARTS[:2])


def answers():
    columns = {"score": [30.0], "lower": [14.7], "upper": [45.3], "n": [100], "complete": [True]}
    return frames.indexed({**columns, "detractors": [20], "passives": [30], "promoters": [50]}, frames.STARTS[:1])


FIGURES = {
    "churn": lambda: charts.churn_chart(frames.churn()),
    "lost": lambda: charts.retention_chart(frames.churn(), show="churn"),
    "lifecycle": lambda: charts.lifecycle_chart(frames.lifecycle()),
    "quick ratio": lambda: charts.quick_ratio_chart(frames.lifecycle()),
    "active": lambda: charts.active_chart(frames.activity()),
    "stickiness": lambda: charts.stickiness_chart(frames.activity()),
    "bridge": lambda: charts.revenue_bridge(money()),
    "movements": lambda: charts.revenue_movements(money()),
    "rates of money": lambda: charts.revenue_rates(money()),
    "score": lambda: charts.nps_chart(answers()),
    "groups": lambda: charts.nps_shares(answers()),
    "stay": lambda: charts.survival_curves(rt.kaplan_meier([1, 2, 3, 3, 5], [1, 0, 1, 1, 0]), unit="month"),
    "first value": lambda: charts.first_value_curve(rt.kaplan_meier(np.arange(100) % 5, np.arange(100) % 2), 3),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_of_a_figure_is_said(name, marked):
    assert unsaid(FIGURES[name]()) == []


@pytest.mark.parametrize("show", ["rate", "count", "difference"])
def test_every_word_of_a_cohort_table_is_said(show, matrix, pooled, marked):
    assert unsaid(charts.cohort_heatmap(matrix, show=show, pooled=pooled(matrix))) == []


def test_the_check_finds_a_word_that_is_not_said(marked):
    named = charts.retention_chart({"Search": frames.churn(), "12": frames.churn()})
    assert [bare(text).strip() for text in unsaid(named)] == ["■ Search"]


def test_names_of_traces_stay_the_same_in_every_language(marked):
    assert [bar.name for bar in charts.retention_bars(frames.churn()).data][:4] == ["kept", "won back", "new", "lost"]


# --------------------------------------------------------------------------------------------------------- dates
@pytest.mark.parametrize("language", ["ko", "zh", "th"])
def test_no_axis_has_english_names_of_months(language):
    starts = pd.date_range("2024-01-01", periods=30, freq="MS")
    frame = pd.DataFrame({"complete": True}, index=starts)
    with use(language):
        forms = [*day_ticks(), *month_ticks(), Timeline(frame).axis["tickformatstops"][0]]
        assert not [form["value"] for form in forms if re.search("%[bB]", form["value"])]
        assert "Q" not in calendar_ticks("quarter")["tickformat"]
        assert re.search("%[Bbm]", month_ticks()[0]["value"]), "or plotly names years alone"


def test_few_periods_are_named_with_the_year_apart():
    frame = pd.DataFrame({"complete": [True, True]}, index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    with use("ko"):
        assert Timeline(frame).axis["ticktext"] == ["2026년<br>1월", "2026년<br>2월"]
    assert Timeline(frame).axis["ticktext"] == ["Jan<br>2026", "Feb<br>2026"]


def test_the_strip_of_a_customer_has_numbers_for_months_where_the_browser_knows_english_alone():
    visits = pd.DataFrame({"day": pd.to_datetime(["2024-01-01", "2024-01-08"]), "rows": [1, 2]})
    assert not charts.visit_strip(visits, pd.Timestamp("2024-03-01")).layout.xaxis.tickformatstops
    with use("zh"):
        stops = charts.visit_strip(visits, pd.Timestamp("2024-03-01")).layout.xaxis.tickformatstops
    assert [stop.value for stop in stops][1] == "%-m月%-d日\n%Y年"


# ------------------------------------------------------------------------------------------------ fonts and room
def test_fonts_of_the_language_come_before_those_of_others():
    fonts = {}
    for language in ("en", "ko", "zh", "th"):
        with use(language):
            fonts[language] = font()
            assert template("light").layout.font.family == fonts[language]
    assert fonts["en"] == FONT
    assert all(family.startswith("'Source Sans'") for family in fonts.values())
    assert fonts["zh"].index("Noto Sans CJK SC") < fonts["zh"].index("Noto Sans CJK KR")
    assert fonts["ko"].index("Noto Sans CJK KR") < fonts["ko"].index("Noto Sans CJK SC")
    assert fonts["th"].index("Noto Sans Thai") < fonts["th"].index("Noto Sans CJK KR")
    assert len({tuple(sorted(family.split(", "))) for family in fonts.values()}) == 1


def test_wide_letters_take_more_room_and_signs_above_and_below_none():
    assert letters("ab") == 2
    assert letters("고객") > 3
    assert letters("ที่") == letters("ท")
    assert letters(shortened("아주 긴 이름을 가진 고객 집단입니다", 12)) <= 12


def test_lines_break_within_a_script_without_blanks_but_not_before_a_full_stop_or_a_sign():
    lines = wrapped("这条曲线到此为止，因为之后只剩下一个同期群。", 22)
    assert len(lines) > 1
    assert all(letters(line) <= 25 for line in lines)
    assert not [line for line in lines if line[0] in "，。"]
    thai = "เส้นโค้งหยุดที่นี่เพราะเหลือกลุ่มเดียว"
    assert "".join(wrapped(thai, 12)) == thai
    assert all(letters(line[0]) for line in wrapped(thai, 12))


def test_names_beside_a_figure_get_the_room_that_their_letters_need():
    latin, korean = (
        charts.retention_chart({name: frames.churn(), "b": frames.churn()}).layout.margin.r
        for name in ("abcdef", "고객집단이름")
    )
    assert korean > latin + 20


# ------------------------------------------------------------------------------------------------------- numbers
@pytest.mark.parametrize(("language", "one", "span"), [("en", "22.8 %", "17-29 %"), ("ko", "22.8%", "17-29%")])
def test_per_cents_are_written_as_the_language_does(language, one, span):
    with use(language):
        assert (percent(0.228), percent_range(0.1725, 0.2944)) == (one, span)
