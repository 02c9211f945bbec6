"""The catalogues: one ``.po`` file for each language, compiled to ``.mo`` when the package is built."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
DOMAIN = "retention"


@lru_cache(maxsize=8)
def catalogue(code: str) -> NullTranslations:
    """The catalogue of a language; one that does not exist leaves everything in English.

    A source file newer than the compiled one is compiled in memory: whoever works on a translation sees it at once.
    """
    source, compiled = path_of(code), path_of(code).with_suffix(".mo")
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        return GNUTranslations(io.BytesIO(compiled.read_bytes()))
    if source.is_file():
        return GNUTranslations(io.BytesIO(compile_catalogue(source)))
    return NullTranslations()


def path_of(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def compile_catalogue(source: Path) -> bytes:
    """A ``.po`` file as the bytes of its ``.mo`` file; entries marked as fuzzy are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as lines:
        messages = read_po(lines)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    return compiled.getvalue()
