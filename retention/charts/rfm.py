"""Recency and frequency as a grid of named groups, and who moved from group to group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.letters import letters, widest
from retention.charts.money import money
from retention.charts.theme import Theme, hard_steps, percent, plain, template, theme_named, titled
from retention.charts.words import headed
from retention.languages import counted, mark, say

GRID, ROW = 384, 34
ABSENT = "not_there_yet"  # the row of those who were no customers before
RECENCY, FREQUENCY = mark("how lately they came"), mark("how often they came")


def rfm_grid(cells: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the 25 pairs of scores of recency and frequency: customers in each, the name of their group, money on hover.

    Parameters
    ----------
    cells
        What :func:`retention.rfm_cells` returns.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> pairs = pd.MultiIndex.from_product([range(1, 6), range(1, 6)], names=["r", "f"])
    >>> cells = pd.DataFrame({"customers": 4, "share": 0.04, "money": 10.0, "group": "Loyal"}, index=pairs)
    >>> rfm_grid(cells).layout.annotations[0].text.split("<br>")[0]
    '<b>4</b>'
    """
    tokens = theme_named(theme)
    counts = cells["customers"].unstack("f")
    said = {pair: _cell_said(row, *pair) for pair, row in zip(cells.index, cells.to_dict("records"), strict=True)}
    top = max(1, int(counts.to_numpy().max()))
    left = max(52, round(6.6 * widest(say("long<br>ago").split("<br>")) + 26))
    drawn = go.Figure(
        data=[_heat(counts, [[said[r, f] for f in counts.columns] for r in counts.index], top, tokens)],
        layout=titled(
            {
                "template": template(tokens),
                "height": GRID,
                "margin": {"l": left, "r": 8, "t": 32, "b": 46},
                "xaxis": _scores(say(FREQUENCY), say("seldom"), say("often")),
                "yaxis": {**_scores(say(RECENCY), say("long<br>ago"), say("lately")), "showgrid": False},
            },
            title,
        ),
    )
    for (r, f), row in zip(cells.index, cells.to_dict("records"), strict=True):
        group = _folded(say(row["group"]))
        drawn.add_annotation(
            x=f,
            y=r,
            text=f"<b>{int(row['customers']):,}</b><br><span style='font-size:10px'>{group}</span>",
            showarrow=False,
            font={"size": 13, "color": _ink(int(row["customers"]) / top, tokens)},
        )
    return drawn


def _scores(name: str, low: str, high: str) -> dict[str, Any]:
    return {
        "range": [0.48, 5.52],
        "tickmode": "array",
        "tickvals": [1, 2, 3, 4, 5],
        "ticktext": [low, "", "", "", high],
        "tickangle": 0,
        "title": {"text": name, "standoff": 2},
    }


def _heat(counts: pd.DataFrame, said: Any, top: float, tokens: Theme) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": list(counts.columns),
        "y": list(counts.index),
        "z": counts.to_numpy(float),
        "zmin": 0,
        "zmax": top,
        "colorscale": hard_steps(tokens.ramp),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _ink(share: float, tokens: Theme) -> str:
    """The colour of text on the step of a share of the scale."""
    return tokens.ramp_inks[min(int(share * len(tokens.ramp)), len(tokens.ramp) - 1)]


def _cell_said(row: Mapping[Any, Any], r: int, f: int) -> str:
    group = plain(say(row["group"]))
    head = say("{group} (recency {recency}, frequency {frequency})", group=group, recency=r, frequency=f)
    counts = {"customers": counted(int(row["customers"]), "customer"), "share": percent(float(row["share"]))}
    if pd.isna(row["money"]):
        return headed(head, say("{customers}, {share} of all.", **counts))
    brought = money(float(row["money"]))
    return headed(head, say("{customers}, {share} of all,<br>{money} of money so far.", money=brought, **counts))


def _folded(name: object, longest: int = 12) -> str:
    """A name on two lines, where it is long."""
    text = plain(name)
    if letters(text) <= longest or " " not in text:
        return text
    spaces = [i for i, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda i: abs(i - len(text) / 2))
    return f"{text[:middle]}<br>{text[middle + 1 :]}"


def rfm_moves(
    table: pd.DataFrame, names: Mapping[str, str], *, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw who moved from which group (rows) to which (columns), coloured by the share of the row.

    Parameters
    ----------
    table
        ``rfm_movement(...).table``: customers by group before and after.
    names
        What the groups are called, by key.
    theme, title
        As in :func:`rfm_grid`.

    Examples
    --------
    >>> table = pd.DataFrame([[8, 2], [0, 5]], ["new", "not_there_yet"], ["new", "loyal"])
    >>> rfm_moves(table, {"new": "New", "loyal": "Loyal"}).data[0].hovertext[0][1]
    'Of 10 customers who were New:<br>2 are Loyal now, 20.0 %.'
    """
    tokens = theme_named(theme)
    shown = table.loc[table.sum(axis=1) > 0]
    rows = [_named(key, names) for key in shown.index]
    columns = [_named(key, names) for key in shown.columns]
    counts = shown.to_numpy()
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    before = ["" if key == ABSENT else name for key, name in zip(shown.index, rows, strict=True)]
    said = [[_move_said(counts[i], j, before[i], columns[j]) for j in range(len(columns))] for i in range(len(rows))]
    ys = list(range(len(rows)))[::-1]
    heat = _heat(pd.DataFrame(shares, index=ys, columns=range(len(columns))), said, 1.0, tokens)
    heat["z"] = np.where(counts > 0, shares, np.nan)
    drawn = go.Figure(
        data=[heat],
        layout=titled(
            {
                "template": template(tokens),
                "height": 74 + ROW * max(1, len(rows)),
                "margin": {"l": max(112, round(6.8 * widest(rows) + 16)), "r": 8, "t": 52, "b": 8},
                "xaxis": {
                    "side": "top",
                    "range": [-0.5, len(columns) - 0.5],
                    "tickmode": "array",
                    "tickvals": list(range(len(columns))),
                    "ticktext": [_folded(name, 9) for name in columns],
                    "automargin": True,
                },
                "yaxis": {
                    "range": [-0.5, max(1, len(rows)) - 0.5],
                    "tickmode": "array",
                    "tickvals": ys,
                    "ticktext": [plain(name) for name in rows],
                    "ticklabelstandoff": 6,
                    "showgrid": False,
                },
            },
            title,
        ),
    )
    _counts(drawn, counts, shares, ys, tokens)
    return drawn


def _named(key: str, names: Mapping[str, str]) -> str:
    if key == ABSENT:
        return say("Not there yet")
    return say(names[key]) if names.get(key) else key.replace("_", " ").capitalize()


def _counts(drawn: go.Figure, counts: Any, shares: Any, ys: list[int], tokens: Theme) -> None:
    """The numbers, one trace for each colour of text."""
    inks: dict[str, list[tuple[int, int, str]]] = {}
    for i, j in np.argwhere(counts > 0).tolist():
        inks.setdefault(_ink(float(shares[i, j]), tokens), []).append((j, ys[i], f"{int(counts[i, j]):,}"))
    for ink, cells in inks.items():
        x, y, text = zip(*cells, strict=True)
        drawn.add_scatter(
            x=x, y=y, text=text, mode="text", textfont={"size": 12, "color": ink}, hoverinfo="skip", cliponaxis=False
        )


def _move_said(row: Any, j: int, before: str, after: str) -> str:
    total = int(row.sum())
    now = say("{n} are {group} now, {share}.", n=f"{int(row[j]):,}", group=plain(after), share=percent(row[j] / total))
    if not before:
        return headed(say("Of {n} customers who were not there yet", n=f"{total:,}"), now)
    return headed(say("Of {n} customers who were {group}", n=f"{total:,}", group=plain(before)), now)
