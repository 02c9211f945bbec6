"""What can be copied from a card: this view as a link, and the Python that counts its numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import state
from retention.languages import language, say


def draw(place: DeltaGenerator, source: Any, recipe: rt.Recipe | None, *, quiet: bool = False) -> None:
    """A menu with the link and, where the numbers have a recipe, the lines that count them; each can be copied."""
    with place.popover(say("Copy"), icon=":material/content_copy:", type="tertiary" if quiet else "secondary"):
        st.caption(say("This view as a link: the settings, never the data. Whoever has the same file sees the same."))
        st.code(link(), language=None, wrap_lines=True)
        code = None if recipe is None else python(source, recipe)
        if code is not None:
            st.caption(say("The same numbers in Python:"))
            st.code(code, language="python")


def quietly(source: Any, recipe: rt.Recipe) -> None:
    """The same menu below a chart that has no files of its own."""
    draw(st.container(), source, recipe, quiet=True)


def link() -> str:
    """The address of this view: the page, every setting in the address, and the language."""
    query: dict[str, Any] = {key: st.query_params.get_all(key) for key in st.query_params if key != "lang"}
    query |= state.clicked()
    # Where the address is not known, as without a browser, the link begins with the page.
    base, page = (st.context.url or "").rstrip("/"), state.page()
    base = base.removesuffix(f"/{page}") if page else base
    return f"{base}/{page}?{urlencode({**query, 'lang': language()}, doseq=True)}"


def python(source: Any, recipe: rt.Recipe) -> str | None:
    """Python that reads the file and counts the table; None for data that no script can read again."""
    try:
        return rt.export.as_python(source, recipe)
    except rt.RetentionError:
        return None
