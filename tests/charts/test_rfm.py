"""Recency and frequency: the grid of named groups, and who moved."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt
from retention import charts
from retention.charts.theme import DARK, LIGHT
from retention.metrics.rfm_groups import GROUPS

NAMES = {group.key: group.name for group in GROUPS}


@pytest.fixture
def events():
    """Ten customers: the i-th came i + 1 times, a week apart, the last time i days before the end."""
    end = pd.Timestamp("2024-06-30")
    visits = [(f"c{i}", end - pd.Timedelta(days=i + 7 * k), 10.0) for i in range(10) for k in range(i + 1)]
    frame = pd.DataFrame(visits, columns=["who", "when", "paid"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))


def test_cells_hold_every_customer_once_and_all_the_money(events):
    scores = rt.rfm(events)
    cells = rt.rfm_cells(scores)
    assert cells["customers"].sum() == len(scores.frame)
    assert cells["money"].sum() == pytest.approx(550.0)
    for (r, f), row in cells.iterrows():
        inside = scores.frame[(scores.frame["r"] == r) & (scores.frame["f"] == f)]
        assert (row["customers"], row["money"]) == (len(inside), pytest.approx(inside["money"].sum()))
        assert {NAMES[key] for key in inside["group"]} <= {row["group"]}


def test_without_amounts_there_is_no_money(events):
    frame = events.frame().rename(columns={"paid": "number"})
    found = rt.rfm_cells(rt.rfm(rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))))
    assert found["money"].isna().all()


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_grid_names_each_cell_and_says_money_on_hover(events, tokens):
    cells = rt.rfm_cells(rt.rfm(events))
    figure = charts.rfm_grid(cells, theme=tokens)
    heat = figure.data[0]
    assert heat.z.tolist() == cells["customers"].unstack("f").to_numpy(float).tolist()
    assert len(figure.layout.annotations) == 25
    top = next(note for note in figure.layout.annotations if (note.x, note.y) == (5, 1))
    assert top.text.endswith("Cannot<br>lose them</span>")
    assert "Cannot lose them (recency 1, frequency 5):<br>2 customers, 20.0 % of all,<br>190 of money so far." in str(
        heat.hovertext
    )


def test_movement_shows_shares_of_each_row(events):
    moved = rt.rfm_movement(events, "2024-06-20")
    figure = charts.rfm_moves(moved.table, NAMES, title="Moves")
    there = moved.table[moved.table.sum(axis=1) > 0]
    shares = there.to_numpy() / there.sum(axis=1).to_numpy()[:, None]
    assert pd.DataFrame(figure.data[0].z).fillna(0.0).to_numpy() == pytest.approx(shares)
    written = sorted(int(text.replace(",", "")) for part in figure.data[1:] for text in part.text)
    assert written == sorted(n for n in moved.table.to_numpy().ravel().tolist() if n)
    assert list(figure.layout.yaxis.ticktext) == [NAMES.get(key, "Not there yet") for key in there.index]
