"""Customers by stage, one customer's history, and the look back: what is drawn and said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from retention import charts, stages
from retention.charts.theme import DARK, LIGHT
from retention.metrics.look_back import SlippingCheck

AT = pd.Timestamp("2024-06-01")


@pytest.fixture
def table():
    """Every stage, each with as many customers as its place, ten of money each."""
    n = range(1, len(stages.KEYS) + 1)
    return pd.DataFrame(
        {
            "customers": list(n),
            "at_stake": [10.0 * i for i in n],
            "expected_loss": [5.0 * i for i in n],
            "chance": [math.nan, *[0.18] * (len(stages.KEYS) - 1)],
        },
        index=list(stages.KEYS),
    )


@pytest.fixture
def check():
    return SlippingCheck(
        at=pd.Timestamp("2024-03-01"),
        until=AT,
        customers=1000,
        flagged=200,
        not_returned=156,
        share=0.78,
        lower=0.718,
        upper=0.832,
        size=50,
        hits=46,
        precision=0.92,
        precision_lower=0.812,
        precision_upper=0.968,
        recency_hits=45,
        recency_precision=0.9,
        base=0.55,
        auc=0.8,
        auc_recency=0.77,
        words="156 of 200 had not returned.",
    )


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def trace(figure, name):
    return next(part for part in figure.data if part.name == name)


# ----------------------------------------------------------------------------------------------------------- stages
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_stages_are_two_bars_each_and_those_slipping_away_are_dark(table, tokens):
    figure = charts.stage_bars(table, theme=tokens)
    many, stake = figure.data
    assert (list(many.x), list(stake.x)) == (table["customers"].tolist(), table["at_stake"].tolist())
    dark = [key for key, colour in zip(stages.KEYS, many.marker.color, strict=True) if colour == tokens.accent]
    assert tuple(dark) == stages.SLIPPING
    assert {stage.name for stage in stages.STAGES} <= set(notes(figure))
    assert many.hovertext[1] == (
        "Trial not converted: 2 customers,<br>money of a year at stake: 20,<br>"
        "on average 18 % of customers like them come back."
    )
    assert many.hovertext[0].endswith("money of a year at stake: 10.")


def test_without_money_what_is_at_stake_are_visits(table):
    figure = charts.stage_bars(table, "visits", title="Stages")
    assert "visits of a year at stake" in notes(figure)
    assert "visits of a year at stake: 20," in figure.data[0].hovertext[1]
    assert list(figure.data[1].text)[:2] == ["10", "20"]


def test_nobody_anywhere_is_no_error(table):
    assert list(charts.stage_bars(table * 0).data[0].x) == [0.0] * len(table)


# ----------------------------------------------------------------------------------------------------- one customer
def test_a_strip_shows_visits_when_the_next_was_due_and_the_silence():
    days = pd.to_datetime(["2024-01-01", "2024-01-31", "2024-03-01"])
    visits = pd.DataFrame({"day": days, "rows": [1, 2, 1], "money": [10.0, 20.5, math.nan]})
    figure = charts.visit_strip(visits, AT, (28.0, 35.0))
    assert list(trace(figure, "visits").hovertext) == [
        "1 Jan 2024: 1 row, 10",
        "31 Jan 2024: 2 rows, 20.50",
        "1 Mar 2024: 1 row",
    ]
    assert list(trace(figure, "silence").x) == [days[-1].to_pydatetime(), AT.to_pydatetime()]
    due = next(shape for shape in figure.layout.shapes if shape.type == "rect")
    assert (pd.Timestamp(due.x0), pd.Timestamp(due.x1)) == (pd.Timestamp("2024-03-29"), pd.Timestamp("2024-04-05"))
    assert notes(figure) == ["end of the data", "usually back here"]


def test_without_a_rhythm_nothing_is_due():
    visits = pd.DataFrame({"day": pd.to_datetime(["2024-01-01"]), "rows": [1]})
    figure = charts.visit_strip(visits, AT)
    assert [shape.type for shape in figure.layout.shapes] == ["line"]
    assert notes(figure) == ["end of the data"]


def test_contracts_are_bars_and_silence_follows_the_last_end_only():
    spans = pd.DataFrame({"start": ["2024-01-01", "2024-03-01"], "end": ["2024-02-01", "2024-04-01"], "money": [9, 12]})
    spans = spans.assign(start=pd.to_datetime(spans["start"]), end=pd.to_datetime(spans["end"]))
    ended = charts.contract_strip(spans, AT)
    assert [part.name for part in ended.data] == ["silence", "contract", "contract"]
    assert ended.data[2].hovertext[0] == "1 Mar 2024 to 1 Apr 2024, 12 a month"
    running = charts.contract_strip(spans.assign(end=[spans["end"][0], pd.NaT]), AT)
    assert [part.name for part in running.data] == ["contract", "contract"]
    assert running.data[1].hovertext[0] == "1 Mar 2024 still running, 12 a month"


# ---------------------------------------------------------------------------------------------------- the look back
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_look_back_has_a_range_where_there_is_one(check, theme):
    figure = charts.list_check(check, theme=theme)
    dots = {part.name: part.x[0] for part in figure.data if part.mode == "markers"}
    assert dots == {
        "everybody, 1,000": 0.55,
        "longest silence, 50": 0.9,
        "top of this order, 50": 0.92,
        "flagged, 200": 0.78,
    }
    assert [list(part.x) for part in figure.data if part.mode == "lines"] == [[0.812, 0.968], [0.718, 0.832]]
    assert "flagged, 200: <b>78.0 %</b>" in notes(figure)
