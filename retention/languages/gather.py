"""Gathers what the code says, and brings the catalogues up to date: ``make messages``.

A message that is gone goes from the catalogues too; a new one is added without a translation, which a test then finds.
"""

from __future__ import annotations

import ast
import csv
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import IO, Any

from retention.languages.catalogue import path_of
from retention.languages.choice import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("say", "mark", "later")),
    **dict.fromkeys(("many", "mark_many", "later_many"), (1, 2)),
    "term": ((1, "c"), 2),
}
_LOCALES = {"ko": "ko", "zh": "zh_Hans_CN", "th": "th"}
_READ = ("name", "whom", "do", "channel", "success", "needs")  # fields of an entry of the playbook


def gathered() -> Any:
    """Every message of the code, as one catalogue of Babel without translations."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(pattern, one["method"]) for one in mappings for pattern in _patterns(one["pattern"])]
    found = Catalog(project="retention", charset="utf-8")
    messages = extract_from_dir(str(ROOT), methods, keywords=KEYWORDS, directory_filter=_is_ours)
    for path, _, message, comments, context in messages:
        found.add(message, None, [(Path(path).as_posix(), 1)], auto_comments=comments, context=context)
    return found


def from_python(lines: IO[bytes], keywords: Any, *_: Any, **__: Any) -> Iterator[tuple[int, str, tuple[Any, ...], Any]]:
    """What Python says, also inside f-strings and other calls, where Babel's own extractor does not look."""
    for node in ast.walk(ast.parse(lines.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = (one.value if isinstance(one, ast.Constant) else None for one in node.args)
            yield node.lineno, node.func.id, tuple(text if isinstance(text, str) else None for text in texts), []


def from_playbook(lines: IO[bytes], *_: Any, **__: Any) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the playbook: an extractor as Babel calls it."""
    for entry in tomllib.loads(lines.read().decode("utf-8"))["strategy"]:
        for sentence in (*(entry[name] for name in _READ if name in entry), *entry.get("timing", {}).values()):
            yield 1, None, sentence, []


def from_benchmarks(lines: IO[bytes], *_: Any, **__: Any) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the table of benchmarks; sources are names, and stay."""
    for row in csv.DictReader(StringIO(lines.read().decode("utf-8-sig"))):
        for sentence in filter(None, (row["subject"], row["note"])):
            yield 1, None, sentence, []


def update() -> None:
    """Write the catalogues again: translations stay, what is gone goes, what is new waits for its translation."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    template = gathered()
    for code in LANGUAGES:
        if code == "en":
            continue
        path = path_of(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(_LOCALES[code], "retention", project="retention")
        if path.is_file():
            with path.open("rb") as lines:
                catalogue = read_po(lines, locale=_LOCALES[code], domain="retention")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as out:
            out.write(_header(catalogue).encode())
            write_po(out, catalogue, width=120, sort_by_file=True, omit_header=True, include_lineno=False)


def _header(catalogue: Any) -> str:
    """What a catalogue begins with: no dates and no names of persons, so that it changes only when a message does."""
    lines = (
        f"Language: {catalogue.locale}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    said = f"# What the dashboard says, in {catalogue.locale.get_language_name('en')}."
    return "\n".join([said, 'msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), "", ""])


def _patterns(pattern: str | list[str]) -> list[str]:
    return [pattern] if isinstance(pattern, str) else pattern


def _is_ours(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in ("build", "dist", "tests")


if __name__ == "__main__":
    update()
