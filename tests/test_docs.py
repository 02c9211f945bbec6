"""The guide is true: links lead somewhere, its code runs, every page is told, and its pictures are of today."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
import runpy
import shutil
import tomllib

import numpy as np
import pytest

import retention as rt
from docs import glossary, shown
from docs.shown import DOCS, IMAGES, ROOT
from retention.intervals import wilson
from retention.reporting.command import main as report

GUIDE = DOCS / "guide"
TEXTS = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
PARTS = ("What you see", "How each number is counted", "How to read it", "What can mislead", "What to do next")
LARGEST = 3_000_000  # bytes of all pictures together
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def prose(path):
    """A text without its blocks of code."""
    return BLOCK.sub("", path.read_text(encoding="utf-8"))


def links(path, *, pictures):
    return [target for mark, target in LINK.findall(prose(path)) if bool(mark) == pictures]


def anchors(path):
    """What a link can aim at: headings as they are shown on the web."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def blocks(path):
    """Each block of Python with the output that stands below it, or nothing."""
    found = BLOCK.findall(path.read_text(encoding="utf-8"))
    following = [*found[1:], ("", "")]  # one more than there are, where there is none
    return [
        (code, after if kind == "text" else None)
        for (name, code), (kind, after) in zip(found, following, strict=False)
        if name == "python"
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path):
    astray = []
    for target in links(path, pictures=False) + links(path, pictures=True):
        name, _, anchor = target.partition("#")
        aim = path if not name else path.parent / name
        if not aim.is_file() or (anchor and anchor not in anchors(aim)):
            astray.append(target)
    assert astray == []


@pytest.mark.parametrize("path", [p for p in TEXTS if p.parent == DOCS and blocks(p)], ids=lambda path: path.name)
def test_every_example_runs_and_says_what_stands_below_it(path, tmp_path, monkeypatch):
    (tmp_path / "sample_data").mkdir()
    shutil.copy(ROOT / "sample_data" / "shop_orders.csv", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    names = {}
    for code, output in blocks(path):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, path.name, "exec"), names)
        if output is not None:
            assert printed.getvalue() == output


def test_every_page_of_the_app_has_its_guide_page_and_the_reverse():
    assert len(shown.pages()) >= 19
    assert {path.stem for path in GUIDE.glob("*.md")} == {page.slug for page in shown.pages()}
    listed = set(links(DOCS / "index.md", pictures=False))
    assert {f"guide/{page.slug}.md" for page in shown.pages()} <= listed


@pytest.mark.parametrize("page", shown.pages(), ids=lambda page: page.slug)
def test_a_guide_page_has_its_question_its_picture_and_its_parts(page):
    text = (GUIDE / f"{page.slug}.md").read_text(encoding="utf-8")
    heading, _, question = text.split("\n", 3)[:3]
    assert heading == f"# {page.title}"
    assert re.fullmatch(r"\*\*The question: .+\?\*\*", question)
    assert links(GUIDE / f"{page.slug}.md", pictures=True) == [f"../images/{page.slug}.png"]
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == PARTS


def test_every_text_can_be_reached_from_the_contents():
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached and path.suffix == ".md" and path.is_relative_to(DOCS):
            reached.add(path)
            waiting += [(path.parent / target.partition("#")[0]).resolve() for target in links(path, pictures=False)]
    assert set(DOCS.rglob("*.md")) <= reached


def test_every_picture_is_used_and_together_they_are_small():
    used = {(path.parent / target).resolve() for path in TEXTS for target in links(path, pictures=True)}
    assert used == {*IMAGES.glob("*.png"), *DOCS.glob("*.png")}
    assert sum(picture.stat().st_size for picture in used) < LARGEST


@pytest.mark.parametrize("sample", sorted({page.sample for page in shown.pages()}), ids=lambda sample: sample or "none")
def test_the_pictures_are_of_the_words_of_today(sample):
    then = json.loads(shown.SOURCES.read_text(encoding="utf-8"))
    changed = {slug: new for slug, words in shown.texts(sample).items() if (new := shown.changes(then[slug], words))}
    assert changed == {}, "The words of these pages have changed. Run make screenshots."


def test_a_change_of_words_is_noticed_and_one_in_the_last_digits_is_not():
    then = shown.fingerprints(["Rows used", "about 29,000"])
    assert shown.changes(then, ["Rows used", "about 29,000"]) == []
    assert shown.changes(then, ["Rows read", "about 29,000"]) == ["Rows read"]
    assert len(shown.changes(then, ["Rows used"])) == 1
    assert shown.rounded("28.43 % of 2,830") == shown.rounded("28.41 % of 2,831")
    assert shown.rounded("28.4 %") != shown.rounded("31.4 %")


def test_pictures_of_pages_that_are_gone_are_gone():
    then = json.loads(shown.SOURCES.read_text(encoding="utf-8"))
    assert set(then) == {page.slug for page in shown.pages()}


def test_the_glossary_is_that_of_the_translations():
    page = glossary.PAGE.read_text(encoding="utf-8")
    assert glossary.written(page) == page, "Run python docs/glossary.py."
    terms = tomllib.loads((ROOT / "retention" / "languages" / "glossary.toml").read_text(encoding="utf-8"))
    assert all(f"| {name} |" in page for name in terms)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_names_a_host_or_somebodys_folder(path):
    assert (
        re.findall(r"https?://\S+|\b(?:localhost|127\.0\.0\.1)\b|(?<![\w.])/(?:home|Users|work|tmp)/\S*", prose(path))
        == []
    )


def test_every_option_of_the_report_is_told(capsys):
    with pytest.raises(SystemExit):
        report(["--help"])
    text = (DOCS / "report-and-bundle.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    assert len(options) >= 8
    assert [option for option in options if f"`{option}`" not in text] == []


def test_every_preset_has_its_own_part():
    heads = re.findall(r"^## (.+)$", (DOCS / "numbers-differ.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {preset.name for preset in rt.presets} <= set(heads)


def test_the_worked_examples_of_the_definitions_are_right():
    text = " ".join((DOCS / "definitions.md").read_text(encoding="utf-8").split())
    lower, upper = (float(side[0]) for side in wilson(np.array([31]), np.array([40])))
    assert f"31 of 40 is {31 / 0.4:.1f} %, likely {100 * lower:.1f} to {100 * upper:.1f} %" in text
    p, d = 0.5, 0.2
    assert f"{100 * (p - d):.0f} ± {196 * math.sqrt((p + d - (p - d) ** 2) / 100):.0f}" in text
    assert [round(10 / churn) for churn in (0.04, 0.06)] == [250, 167]
    assert "250 with 4 % churn and 167 with 6 %" in text
    needed = (1.959964 + 0.841621) ** 2 * (0.25 * 0.75 + 0.3 * 0.7) / 0.05**2
    assert 1240 < needed < 1260
    assert "about 1,250 customers on each side" in text


def test_how_far_a_headline_moves_is_as_told():
    events = rt.read_events(ROOT / "sample_data" / "shop_orders.csv")
    rates = [round(100 * point.rate) for point in rt.definition_check(events)]
    told = " ".join((GUIDE / "overview.md").read_text(encoding="utf-8").split())
    assert f"from {min(rates)} % to {max(rates)} % for the same data" in told


def test_the_script_of_pictures_can_be_imported_without_a_browser():
    assert callable(runpy.run_path(str(DOCS / "screenshots.py"))["main"])
