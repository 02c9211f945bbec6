"""Series as tables on the page, with names of periods and percent signs, and as words for those who cannot see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import one_period, words
from pages.shared.series_controls import SeriesView
from retention.languages import mark, noun, say

LABELS = {
    "start": mark("Before"),
    "end": mark("Now"),
    "new": mark("New"),
    "kept": mark("Kept"),
    "lost": mark("Lost"),
    "won_back": mark("Won back"),
    "retention_rate": mark("Retention"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "churn_rate": mark("Churn"),
    "formula_rate": mark("Textbook formula"),
    "returning": mark("Returning"),
    "resurrected": mark("Resurrected"),
    "dormant": mark("Dormant"),
    "active": mark("Active"),
    "net": mark("Net"),
    "quick_ratio": mark("Quick ratio"),
    "rows": mark("Rows"),
    "rows_per_customer": mark("Rows per customer"),
    "mean_daily_active": mark("On an average day"),
    "stickiness": mark("Stickiness"),
    "complete": mark("Complete"),
}
SHARES = ("retention_rate", "lower", "upper", "churn_rate", "formula_rate", "stickiness")
DECIMALS = ("quick_ratio", "rows_per_customer", "mean_daily_active")


def periods(frame: pd.DataFrame, view: SeriesView) -> None:
    """Every period as a row, the newest first."""
    shown = frame[[name for name in LABELS if name in frame]].rename(columns=said(LABELS))
    shown.insert(0, words.capital(noun(view.unit)), view.names(frame))
    st.dataframe(shown.iloc[::-1], hide_index=True, column_config=_formats(), height=320)


def groups(parts: dict[str, pd.DataFrame], view: SeriesView) -> None:
    """The last complete period of each group as a row, and two groups against each other in words."""
    columns = ["start", "kept", "lost", "retention_rate", "lower", "upper"]
    labels = said({name: LABELS[name] for name in columns})
    found = last_of_groups(parts, view, one_period.known, labels, _formats())
    if not found:
        return
    if len(found) == 2:
        (one, a), (other, b) = found.items()
        compared = rt.compare_rates(int(a["kept"]), int(a["start"]), int(b["kept"]), int(b["start"]))
        st.caption(
            say(
                "{group} against {other_group}: {verdict}",
                group=words.plain(one or say("(blank)")),
                other_group=words.plain(other or say("(blank)")),
                verdict=compared.words,
            )
        )
    else:
        st.caption(say("Where two ranges overlap widely, the difference could be chance."))


def last_of_groups(
    parts: dict[str, pd.DataFrame],
    view: SeriesView,
    known: Callable[[pd.DataFrame], list[int]],
    labels: dict[str, str],
    formats: dict[str, Any],
) -> dict[str, pd.Series]:
    """A table of the newest period in which any group has a rate, one row for each that has; and these rows."""
    last = {name: known(frame) for name, frame in parts.items()}
    found = {name: parts[name].iloc[places[-1]] for name, places in last.items() if places}
    if not found:
        st.caption(say("No group has a rate yet."))
        return {}
    newest = max(row.name for row in found.values())
    found = {name: row for name, row in found.items() if row.name == newest}
    st.markdown(f"**{one_period.called(newest, view)}**")
    table = pd.DataFrame([row[list(labels)] for row in found.values()]).rename(columns=labels)
    table.insert(0, str(view.settings.segment), [name or say("(blank)") for name in found])
    st.dataframe(table, hide_index=True, column_config=formats)
    return found


def spoken(frame: pd.DataFrame, view: SeriesView, column: str, most: int = 6) -> str:
    """The latest values in words: "Aug 2026: 50.1 %, Sep 2026: 47.4 %"."""
    values = frame[column].to_numpy(float)
    places = np.flatnonzero(~np.isnan(values))[-most:].tolist()
    names = view.names(frame)
    digits = 2 if column in DECIMALS else 0
    listed = [
        f"{names[i]}: {words.percent(values[i]) if column in SHARES else f'{values[i]:,.{digits}f}'}" for i in places
    ]
    return ", ".join(listed) or say("no period is known yet")


def said(labels: dict[str, str]) -> dict[str, str]:
    """Headers of columns in the language in use."""
    return {name: say(label) for name, label in labels.items()}


def _formats() -> dict[str, Any]:
    labels = said(LABELS)
    percent = {labels[name]: st.column_config.NumberColumn(format="percent") for name in SHARES}
    return percent | {labels[name]: st.column_config.NumberColumn(format="%.2f") for name in DECIMALS}
