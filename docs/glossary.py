"""Writes the glossary of terms into docs/definitions.md, from the file that the translations are held to."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "definitions.md"
BEGIN, END = "<!-- glossary: written by docs/glossary.py -->\n", "<!-- end of glossary -->"
HEAD = "| English | 한국어 | 简体中文 | ไทย |\n|---|---|---|---|\n"


def table() -> str:
    """The terms as a table, in the order of the alphabet; where a language has several words, all of them."""
    terms = tomllib.loads((ROOT / "retention" / "languages" / "glossary.toml").read_text(encoding="utf-8"))
    rows = sorted(terms.items(), key=lambda one: one[0].casefold())
    return HEAD + "".join(
        f"| {' | '.join([name, *(', '.join(words[language]) for language in ('ko', 'zh', 'th'))])} |\n"
        for name, words in rows
    )


def written(page: str) -> str:
    """The page with the table of today."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
