"""A report as one page that needs no network: figures to look into, tables behind them, and a form for paper."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from retention.charts.theme import config
from retention.languages import many, say, straight, use
from retention.reporting.cells import cell
from retention.reporting.document import Report
from retention.reporting.values import Bold, Exhibit, Section, Sentence, Table

HERE = Path(__file__).parent
ROWS_SHOWN, LISTED = 120, 50  # rows of a table on the page: of a series, the newest; of a list, the first
ROWS_ON_PAPER, COLUMNS_ON_PAPER = 12, 13
# Scripts by their fingerprints only: whatever a text from a file holds, it cannot run, and nothing is ever fetched.
# Fonts of the scripts that the first ones have not: those of the language itself come first.
KOREAN = "'Noto Sans CJK KR', 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic'"
CHINESE = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei'"
THAI = "'Noto Sans Thai', 'Leelawadee UI', Thonburi, Sarabun, Loma"
SCRIPTS = {"zh": f"{CHINESE}, {THAI}, {KOREAN}"}
OTHER_SCRIPTS = f"{KOREAN}, {CHINESE}, {THAI}"
TAGS = {"zh": "zh-Hans"}  # names of languages as pages have them, where they are not ours
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)


def html_bytes(report: Report) -> bytes:
    """A report as one HTML file: plotly is inside once, nothing is fetched, nothing is sent.

    Examples
    --------
    >>> page = html_bytes(Report("<script>", "", (), ())).decode()
    >>> "<h1>&lt;script&gt;</h1>" in page
    True
    """
    with use(report.language):
        return "\n".join(_page(report)).encode("utf-8", errors="replace")


def _page(report: Report) -> list[str]:
    from plotly.offline import get_plotlyjs

    figures = _figures(report)
    held = json.dumps(figures, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    scripts = [get_plotlyjs(), _read("page.js")] if figures["figures"] else []
    policy = POLICY.format(scripts=" ".join(f"'{_fingerprint(one)}'" for one in scripts) or "'none'")
    return [
        "<!DOCTYPE html>",
        f'<html lang="{TAGS.get(report.language, report.language)}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light"><meta name="referrer" content="no-referrer">',
        f"<title>{_text(report.title)}</title>",
        f"<style>{_style(report)}</style></head>",
        '<body><div class="sheet">',
        *_mast(report),
        '<div class="columns">',
        *_contents(report),
        "<main>",
        *(line for section in report.sections for line in _section(section)),
        *_about(report),
        "</main></div></div>",
        *([f'<script type="application/json" id="figures">{held}</script>'] if scripts else []),
        *(f"<script>{one}</script>" for one in scripts),
        "</body></html>",
    ]


def _style(report: Report) -> str:
    fonts = SCRIPTS.get(report.language, OTHER_SCRIPTS)
    return _read("page.css").replace("TITLE", _css(report.title)).replace("SCRIPTS", fonts)


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()


def _fingerprint(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _text(text: object) -> str:
    return html.escape(straight(str(text)))


def _css(text: str) -> str:
    """Text inside a string of a style sheet: letters and digits as they are, all else by number."""
    return re.sub(r"[^\w ]|[\x00-\x1f]", lambda found: f"\\{ord(found[0]):x} ", text[:90])


def _said(sentence: Sentence) -> str:
    pieces = (sentence,) if isinstance(sentence, str) else sentence
    return "".join(f"<strong>{_text(one)}</strong>" if isinstance(one, Bold) else _text(one) for one in pieces)


# ------------------------------------------------------------------------------------------------- the frame
def _mast(report: Report) -> list[str]:
    note = [f"<p>{_text(one)}</p>" for one in report.note.splitlines() if one.strip()]
    return [
        '<header class="mast">',
        f'<p class="kicker">{_text(say("Retention report"))}</p>',
        f"<h1>{_text(report.title)}</h1>",
        f'<p class="about">{_text(" · ".join(report.about))}</p>',
        *(['<div class="letter">', *note, "</div>"] if note else []),
        "</header>",
    ]


def _contents(report: Report) -> list[str]:
    links = [f'<li><a href="#{one.key}">{_text(one.title)}</a></li>' for one in report.sections]
    return [
        f'<nav aria-labelledby="contents"><div><h2 id="contents">{_text(say("Contents"))}</h2><ol>',
        *links,
        f'<li><a href="#about">{_text(say("About this report"))}</a></li>',
        "</ol></div></nav>",
    ]


def _about(report: Report) -> list[str]:
    facts = [f"<dt>{_text(name)}</dt><dd>{_text(words)}</dd>" for name, words in report.facts]
    reasons: dict[str, list[str]] = {}
    for title, why in report.left_out:
        reasons.setdefault(why, []).append(title)
    missing = [f"<li>{_text(', '.join(titles))}: {_text(why)}</li>" for why, titles in reasons.items()]
    heading = f'<h3 style="margin-top:20px">{_text(say("Not in this report"))}</h3>'
    left = [heading, '<ul class="missing">', *missing, "</ul>"]
    return [
        '<section id="about" aria-labelledby="about-title">',
        f'<h2 id="about-title">{_text(say("About this report"))}</h2>',
        '<dl class="facts">',
        *facts,
        "</dl>",
        *(left if missing else []),
        "</section>",
    ]


# -------------------------------------------------------------------------------------------------- sections
def _section(section: Section) -> Iterable[str]:
    title = f"{section.key}-title"
    yield f'<section id="{section.key}" aria-labelledby="{title}">'
    yield f'<h2 id="{title}">{_text(section.title)}</h2>'
    yield f'<p class="headline">{_said(section.headline)}</p>'
    yield from (f'<p class="line">{_said(one)}</p>' for one in section.lines)
    if section.numbers:
        yield '<dl class="numbers">'
        for one in section.numbers:
            yield f"<div><dt>{_text(one.label)}</dt><dd>{_text(one.value)}</dd><dd>{_text(one.words)}</dd></div>"
        yield "</dl>"
    if section.findings:
        yield f'<div class="findings"><h3>{_text(say("What stands out"))}</h3><ol>'
        yield from (f"<li>{_said(one)}</li>" for one in section.findings)
        yield f'</ol><p class="note">{_text(section.findings_note)}</p></div>'
    for i, exhibit in enumerate(section.exhibits, 1):
        yield from _exhibit(exhibit, f"{section.key}-{i}")
    if section.how:
        yield f'<div class="how"><h3>{_text(say("How it was computed"))}</h3>'
        yield from (f"<p>{_text(one)}</p>" for one in section.how)
        yield "</div>"
    yield "</section>"


def _exhibit(exhibit: Exhibit, name: str) -> Iterable[str]:
    yield f'<figure aria-labelledby="{name}-title"><h3 id="{name}-title">{_text(exhibit.title)}</h3>'
    if exhibit.figure is not None:
        wide = " wide" if exhibit.wide else ""
        yield f'<div class="frame"><div class="chart{wide}" id="{name}" role="img" aria-label="{_text(exhibit.alt)}">'
        yield f'<p class="note">{_text(exhibit.alt)}</p></div></div>'
    yield from (f'<p class="note">{_text(one)}</p>' for one in exhibit.notes)
    if exhibit.table is not None:
        yield from _table(exhibit.table, folded=exhibit.figure is not None)
    yield "</figure>"


# ---------------------------------------------------------------------------------------------------- tables
def _table(table: Table, *, folded: bool) -> Iterable[str]:
    most = ROWS_SHOWN if table.newest_first else LISTED
    rows = table.frame.iloc[::-1] if table.newest_first else table.frame
    columns = [str(name) for name in rows.columns if name not in table.hidden]
    shown = rows[columns].head(most)
    if folded:
        words = many("The numbers as a table ({n} row)", "The numbers as a table ({n} rows)", len(rows))
        yield f"<details><summary>{_text(words)}</summary>"
    wide = folded and len(columns) > COLUMNS_ON_PAPER
    classes = " ".join(name for name, holds in (("long", folded), ("too-wide", wide), ("whole", not folded)) if holds)
    yield f'<div class="scroll {classes}" tabindex="0" role="region" aria-label="{_text(table.title)}"><table>'
    head = "".join(f'<th scope="col" class="{_class(table, name)}">{_text(table.head(name))}</th>' for name in columns)
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for values in shown.itertuples(index=False, name=None):
        yield _row(table, columns, values)
    yield "</tbody></table></div>"
    yield from _cut(table, len(rows), len(shown), folded=folded, wide=wide)
    if folded:
        yield "</details>"


def _row(table: Table, columns: list[str], values: tuple[Any, ...]) -> str:
    cells = [
        (_class(table, name), _text(cell(value, table.kind(name)))) for name, value in zip(columns, values, strict=True)
    ]
    first = f'<th scope="row" class="{cells[0][0]}">{cells[0][1]}</th>'
    others = "".join(f'<td class="{name}">{text}</td>' for name, text in cells[1:])
    return f"<tr>{first}{others}</tr>"


def _class(table: Table, column: str) -> str:
    if table.kind(column) in ("id", "words"):
        return table.kind(column)
    if table.kind(column) not in ("text", "day"):
        return "n"
    return "short" if table.newest_first or table.kind(column) == "day" else "text"


def _cut(table: Table, rows: int, shown: int, *, folded: bool, wide: bool) -> Iterable[str]:
    """What of a table is not shown, on the screen and on paper."""
    if shown < rows:
        values = {"shown": f"{shown:,}", "all": f"{rows:,}"}
        if table.newest_first:
            words = say("The newest {shown} of {all} rows; the workbook holds all.", **values)
        else:
            words = say("The first {shown} of {all} rows; the workbook holds all.", **values)
        yield f'<p class="note">{_text(words)}</p>'
    if wide:
        words = say("The table is too wide for paper: the page and the workbook hold it.")
        yield f'<p class="note paper">{_text(words)}</p>'
    elif folded and rows > ROWS_ON_PAPER:
        values = {"shown": f"{ROWS_ON_PAPER}", "all": f"{rows:,}"}
        if table.newest_first:
            words = say("The newest {shown} of {all} rows; the page and the workbook hold all.", **values)
        else:
            words = say("The first {shown} of {all} rows; the page and the workbook hold all.", **values)
        yield f'<p class="note paper">{_text(words)}</p>'


# --------------------------------------------------------------------------------------------------- figures
def _figures(report: Report) -> dict[str, Any]:
    """All figures as data; what they share, their template, is held once."""
    templates: list[Any] = []
    figures = []
    for section in report.sections:
        for i, exhibit in enumerate(section.exhibits, 1):
            if exhibit.figure is None:
                continue
            drawn = json.loads(exhibit.figure.to_json())
            template = drawn["layout"].pop("template", {})
            if template not in templates:
                templates.append(template)
            name = f"{section.key}-{i}"
            figures.append(
                {
                    "id": name,
                    "data": drawn["data"],
                    "layout": drawn["layout"],
                    "template": templates.index(template),
                    "config": config(name),
                }
            )
    return {"templates": templates, "figures": figures}
