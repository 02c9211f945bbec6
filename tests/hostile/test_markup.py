"""Text from a file is drawn letter by letter: no chart and no report obeys its marks."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

import retention as rt

EVIL = ("<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>y</a>", "</script><script>alert(1)</script>")
MARKS = re.compile(r"<(?:img|a\s|script|/script|svg|iframe|span style='background)", re.IGNORECASE)


@pytest.fixture(scope="module")
def events() -> rt.Events:
    rows = [
        (f"2024-0{m}-{1 + i % 27:02d}", f"{EVIL[i % 3]}{i}", EVIL[i % 3], EVIL[i % 2], i + 1.5)
        for i in range(60)
        for m in range(1, 6 - i % 4)
    ]
    frame = pd.DataFrame(rows, columns=["date", "<b>customer</b>", EVIL[0], EVIL[1], "amount"])
    mapping = rt.ColumnMapping("<b>customer</b>", "date", event=EVIL[0], amount="amount", segments=(EVIL[1],))
    return rt.read_events(frame.to_csv(index=False).encode(), mapping, name=f"{EVIL[0]}.csv")


def charts(events: rt.Events) -> dict[str, object]:
    """Every chart that can carry names of this file: segments, events, ids, and headings made of them."""
    settings = rt.CohortSettings(segment=EVIL[1])
    by_segment = rt.cohort_matrix(events, settings)
    curves = {name: rt.retention_curve(matrix) for name, matrix in by_segment.items()}
    one = next(iter(by_segment.values()))
    title = EVIL[0]
    notes = rt.charts.cohort_heatmap(one, title=title)
    rt.charts.annotate(notes, [rt.Annotation("2024-02-01", EVIL[2])], matrix=one)
    return {
        "heatmap": rt.charts.cohort_heatmap(one, title=title, clickable=True),
        "notes": notes,
        "curves": rt.charts.retention_curves(curves, title=title),
        "trend": rt.charts.small_curve(next(iter(curves.values()))),
    }


def texts(value: object) -> list[str]:
    """Every text inside a figure."""
    if isinstance(value, dict):
        return [text for held in value.values() for text in texts(held)]
    if isinstance(value, list):
        return [text for held in value for text in texts(held)]
    return [value] if isinstance(value, str) else []


def test_no_chart_holds_markup_of_the_file(events: rt.Events) -> None:
    found = {name: texts(json.loads(figure.to_json())) for name, figure in charts(events).items()}
    assert {name: bad for name, held in found.items() if (bad := [text for text in held if MARKS.search(text)])} == {}
    assert any("&lt;img" in text for text in found["curves"])


def test_no_report_holds_markup_of_the_file(events: rt.Events) -> None:
    report = rt.make_report(events, title=EVIL[2], note=EVIL[0])
    page = rt.reporting.html.html_bytes(report).decode()
    assert "alert(1)" in page
    assert not re.search(r"<(img|a) [^>]*(onerror|javascript)|<script>alert", page)
