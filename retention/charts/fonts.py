"""Fonts of figures: one list for all scripts, in the order that suits the language in use."""

from __future__ import annotations

from retention.languages import language

# "Source Sans" is the name under which Streamlit ships its font; the rest covers other places and other scripts.
_LATIN = ("Source Sans", "Source Sans 3")
_SCRIPTS = {
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"),
    "zh": ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    "th": ("Noto Sans Thai", "Leelawadee UI", "Thonburi", "Sarabun"),
}


def _fonts(first: str) -> str:
    """All fonts, those of one language before the others: Korean and Chinese share letters that look different."""
    scripts = sorted(_SCRIPTS, key=lambda code: code != first)
    names = [*_LATIN, *(name for code in scripts for name in _SCRIPTS[code])]
    return ", ".join([*(f"'{name}'" for name in names), "sans-serif"])


FONT = _fonts("en")


def font() -> str:
    """The fonts of a figure, those of the language in use first.

    Examples
    --------
    >>> font() == FONT, FONT[:14]
    (True, "'Source Sans',")
    """
    return _fonts(language())
