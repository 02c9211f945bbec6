"""The cohort table: its looks, its scale, its sentences, its limits."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from retention import charts
from retention.charts.theme import LIGHT
from retention.errors import SettingsError
from retention.settings import CohortSettings

EVIL = ("<b>x</b><img src=x onerror=1>", "<span style='background:url(//evil)'>")


def named(figure, name):
    return next((trace for trace in figure.data if trace.name == name), None)


def sentences(figure):
    """What each cell says on hover, by (row, column), line breaks undone."""
    texts = named(figure, "hover").hovertext
    return {(i, j): t.replace("<br>", " ") for i, row in enumerate(texts) for j, t in enumerate(row) if t}


def texts(figure):
    """The traces that print numbers."""
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]


def printed(figure):
    """Numbers in cells by (row, column), with the style they are printed in."""
    first = named(figure, "cells").y0
    return {
        (round(y - first), round(x)): (text, trace.textfont.style)
        for trace in texts(figure)
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }


def words(figure):
    return " | ".join(note.text for note in figure.layout.annotations)


# --------------------------------------------------------------------------------------------------- looks
def test_every_cell_has_its_look(matrix):
    figure = charts.cohort_heatmap(matrix)
    assert printed(figure) == {
        (0, 0): ("100", "normal"),
        (0, 1): ("23", "normal"),
        (0, 2): ("–", "normal"),
        (0, 3): ("7", "italic"),
        (1, 0): ("100", "normal"),
        (1, 1): ("25", "normal"),
        (1, 2): ("15", "italic"),
        (2, 0): ("100", "normal"),
        (2, 1): ("25", "italic"),
        (3, 0): ("100", "italic"),
    }


def test_open_windows_are_hatched_one_bar_over_each(matrix):
    bars = named(charts.cohort_heatmap(matrix), "window still open")
    assert bars.marker.pattern.shape == "/"
    assert {(y, round(base + 0.5)) for y, base in zip(bars.y, bars.base, strict=True)} == {
        (0, 3),
        (1, 2),
        (2, 1),
        (3, 0),
    }


def test_age_0_and_unknown_cells_are_not_coloured(matrix):
    z = named(charts.cohort_heatmap(matrix), "cells").z
    assert {(i, j): round(float(z[i, j]), 3) for i, j in np.argwhere(~np.isnan(z)).tolist()} == {
        (0, 1): 0.228,
        (1, 1): 0.25,
    }


def test_few_customers_are_marked_and_very_few_greyed(matrix):
    small = replace(
        matrix, eligible=np.where(matrix.complete, [[180], [20], [8], [0]], 0), complete=matrix.eligible > 0
    )
    small = replace(small, complete=small.complete | (np.arange(4) == [[9], [9], [1], [9]]))
    small = replace(small, eligible=np.where(small.complete, small.sizes[:, None], 0))
    figure = charts.cohort_heatmap(small)
    dots, grey = named(figure, "fewer than 30 customers"), named(figure, "few customers")
    assert list(zip(np.round(dots.x), np.round(dots.y + 0.29), strict=True)) == [(1, 1)]
    assert np.argwhere(~np.isnan(grey.z)).tolist() == [[2, 1]]
    assert "dot in the corner: fewer than 30 customers" in words(figure)
    assert "grey: fewer than 10" in words(figure)


def test_the_legend_names_only_the_looks_that_are_there(matrix, make_triangle):
    everything, plain_one = words(charts.cohort_heatmap(matrix)), words(charts.cohort_heatmap(make_triangle(3)))
    looks = ("seen so far", "no rows in the file", "blank: still ahead", "may hold old customers", "dot in the corner")
    assert {look: (look in everything, look in plain_one) for look in looks} == {
        "seen so far": (True, True),
        "no rows in the file": (True, False),
        "blank: still ahead": (True, True),
        "may hold old customers": (True, False),
        "dot in the corner": (True, False),
    }


def test_warm_up_cohorts_carry_an_asterisk_and_sizes_stand_beside(matrix, pooled):
    figure = charts.cohort_heatmap(matrix, pooled=pooled(matrix))
    assert figure.layout.yaxis.ticktext == ("<b>All</b>", "Mar 2026 *", "Apr 2026", "May 2026", "Jun 2026")
    assert figure.layout.yaxis2.ticktext == ("<b>298</b>", "180", "20", "8", "90")


def test_dates_as_labels_stay_labels(matrix):
    figure = charts.cohort_heatmap(replace(matrix, age_labels=("0", "2025-02", "2", "3")))
    assert (figure.layout.xaxis.type, figure.layout.xaxis.ticktext[1]) == ("linear", "2025-02")


# --------------------------------------------------------------------------------------------------- scale
def test_the_scale_ends_at_the_rounded_maximum_after_age_0(matrix, make_triangle):
    twice = replace(make_triangle(3), active=make_triangle(3).active * 2)
    assert {
        "one table": charts.scale_top(matrix),
        "two segments": charts.scale_top(matrix, make_triangle(3)),
        "nothing known": charts.scale_top(make_triangle(1)),
        "everybody": charts.scale_top(replace(twice, active=twice.eligible)),
    } == {"one table": 0.25, "two segments": 0.4, "nothing known": 0.1, "everybody": 1.0}


def test_the_scale_is_printed_and_shared(matrix):
    figure = charts.cohort_heatmap(matrix, top=0.6)
    fill = named(figure, "cells")
    assert (fill.zmin, fill.zmax) == (0, 0.6)
    assert "60 % came back" in words(figure)


def test_ink_follows_the_step_under_it(make_triangle):
    matrix = make_triangle(9)
    figure = charts.cohort_heatmap(matrix, top=0.45)
    inks = {text: t.textfont.color for t in texts(figure) for text in t.text if t.textfont.style == "normal"}
    for text in ("39", "33"):
        step = int(int(text) / 100 / 0.45 * 10)
        assert inks[text] == LIGHT.ramp_inks[step]


# --------------------------------------------------------------------------------------------------- hover
def test_hover_is_a_full_sentence(matrix, pooled):
    said = sentences(charts.cohort_heatmap(matrix))
    assert said[0, 1] == "Mar 2026, month 1 (1-30 Apr 2026, complete): 41 of 180 came back, 22.8 % (likely 17-29 %)."
    assert said[0, 3] == "Mar 2026, month 3 (1-30 Jun 2026, window open until the data's end): 12 of 180 seen so far."
    assert said[0, 2] == "Mar 2026, month 2 (1-31 May 2026): the file holds no rows for this time."
    figure = charts.cohort_heatmap(matrix, pooled=pooled(matrix))
    hover = [trace for trace in figure.data if trace.name == "hover"]
    assert hover[1].hovertext[0][1].endswith("<br>All cohorts: 23.0 %.")
    assert hover[0].hovertext[0][1] == (
        "All cohorts, month 1: 46 of 200 came back, 23.0 % (likely 18-29 %),<br>from 2 cohorts."
    )


def test_blank_cells_say_nothing(matrix):
    assert set(sentences(charts.cohort_heatmap(matrix))) == {
        *((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0))
    }


def test_windows_are_those_of_the_matrix_for_every_kind_of_settings(matrix):
    kinds = {
        "brackets": CohortSettings(measure="bracket", brackets=(1, 3, 5)),
        "within": CohortSettings(measure="within", within=2),
        "elapsed": CohortSettings(clock="elapsed"),
        "days in months": CohortSettings(period="day", cohort_period="month"),
    }
    for settings in kinds.values():
        other = replace(matrix, settings=settings)
        for (i, j), said in sentences(charts.cohort_heatmap(other)).items():
            assert f"({other.window_text(i, j)}" in said


def test_a_very_large_table_hovers_with_counts(make_triangle):
    figure = charts.cohort_heatmap(make_triangle(210, "day"))
    hover = named(figure, "hover")
    assert hover.hovertemplate.startswith("%{hovertext}, day %{x}: %{customdata[0]:,} of %{customdata[1]:,}")
    assert (hover.hovertext[3][2], hover.customdata[3][2].tolist()) == ("4 Jan 2024", [38, 100])


# ---------------------------------------------------------------------------------------------------- show
def test_counts_money_and_differences(matrix, pooled):
    curve = pooled(matrix)
    shown = {
        show: printed(charts.cohort_heatmap(matrix, show=show, pooled=curve))[0, 1][0]
        for show in ("rate", "count", "value", "difference")
    }
    assert shown == {"rate": "23", "count": "41", "value": "410", "difference": "0"}
    said = sentences(charts.cohort_heatmap(matrix, show="value"))
    assert said[0, 1].startswith("Mar 2026, month 1 (1-30 Apr 2026, complete): 410.00 in all. 41 of 180 came back")


def test_a_difference_needs_all_cohorts_and_money_needs_money(matrix):
    with pytest.raises(SettingsError, match="needs the curve of all cohorts"):
        charts.cohort_heatmap(matrix, show="difference")
    with pytest.raises(SettingsError, match="holds no money"):
        charts.cohort_heatmap(replace(matrix, values=None), show="value")
    with pytest.raises(SettingsError, match="Choose one of: rate, count, value, difference"):
        charts.cohort_heatmap(matrix, show="share")
    with pytest.raises(SettingsError, match="colour scale cannot end at 0"):
        charts.cohort_heatmap(matrix, top=0)


def test_a_difference_is_blue_grey_orange_around_zero(make_triangle, pooled):
    matrix = make_triangle(6)
    fill = named(charts.cohort_heatmap(matrix, show="difference", pooled=pooled(matrix)), "cells")
    assert fill.zmin == -fill.zmax
    assert fill.colorscale[8][1] == LIGHT.diverging[4]


# ---------------------------------------------------------------------------------------------- text, click
def test_numbers_up_to_700_cells(make_triangle):
    def has_numbers(figure):
        return bool(texts(figure))

    assert {
        "36 months, 666 cells": has_numbers(charts.cohort_heatmap(make_triangle(36))),
        "37 months, 703 cells": has_numbers(charts.cohort_heatmap(make_triangle(37))),
        "forced": has_numbers(charts.cohort_heatmap(make_triangle(37), text=True)),
        "forbidden": has_numbers(charts.cohort_heatmap(make_triangle(3), text=False)),
    } == {"36 months, 666 cells": True, "37 months, 703 cells": False, "forced": True, "forbidden": False}


def test_clicks_know_row_and_column_and_show_an_outline(matrix):
    clicks = named(charts.cohort_heatmap(matrix, clickable=True), "clicks")
    assert clicks.customdata.tolist()[:4] == [[0, 0], [0, 1], [0, 2], [0, 3]]
    assert len(clicks.customdata) == len(clicks.hovertext) == 10
    assert (clicks.marker.opacity, clicks.selected.marker.opacity, clicks.selected.marker.color) == (
        0,
        1,
        "rgba(0,0,0,0)",
    )


def test_without_clicks_nothing_can_be_selected(matrix):
    assert named(charts.cohort_heatmap(matrix), "clicks") is None


def test_a_selected_cell_is_outlined_and_one_outside_is_not(matrix):
    def outlines(**options):
        shapes = charts.cohort_heatmap(matrix, **options).layout.shapes
        return [(s.x0, s.y0) for s in shapes if s.layer == "above" and s.xref != "paper"]

    assert outlines(selected=(1, 2)) == [(1.51, 0.52)]
    assert outlines(selected=(9, 9)) == outlines() == []


# ------------------------------------------------------------------------------------------------- the rest
@pytest.mark.parametrize("evil", EVIL)
def test_markup_from_files_is_never_obeyed(matrix, evil):
    other = replace(matrix, age_labels=("0", evil, "2", "3"), segment=evil)
    for figure in (charts.cohort_heatmap(other, title=evil), charts.cohort_heatmap(other, clickable=True)):
        everything = str(figure.to_plotly_json())
        assert "<img" not in everything
        assert "<span" not in everything


def test_an_empty_table_is_still_a_figure(matrix):
    empty = matrix.rows(0, -1)
    assert charts.cohort_heatmap(empty).layout.height > 0
    nobody = replace(matrix, sizes=matrix.sizes * 0, eligible=matrix.eligible * 0, open_active=matrix.open_active * 0)
    assert sentences(charts.cohort_heatmap(nobody, text=True)) == {}


def test_a_large_table_is_built_at_once(make_triangle):
    charts.cohort_heatmap(make_triangle(3))
    began = time.perf_counter()
    figure = charts.cohort_heatmap(make_triangle(400, "day"))
    assert time.perf_counter() - began < 3
    assert figure.layout.height < 2000


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (340.4, "340"),
        (999.7, "1.0k"),
        (5328.37, "5.3k"),
        (9960, "10k"),
        (123_456, "123k"),
        (-1200, "−1.2k"),
        (2e9, "2.0bn"),
    ],
)
def test_amounts_are_short_enough_for_a_cell(matrix, amount, written):
    money = replace(matrix, values=np.where(matrix.eligible > 0, amount, np.nan))
    figure = charts.cohort_heatmap(money, show="value")
    texts = {text for trace in figure.data if trace.type == "scatter" for text in trace.text or ()}
    assert written in texts


def test_the_row_of_all_cohorts_keeps_its_distance_in_long_tables(make_triangle, pooled):
    long = make_triangle(120, "day")
    axis = charts.cohort_heatmap(long, pooled=pooled(long)).layout.yaxis
    pixels = 9.0  # height of a row with 120 of them
    assert (axis.tickvals[1] - axis.tickvals[0]) * pixels >= 20
