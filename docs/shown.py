"""What each page of the app says with a sample loaded: which picture shows it, and fingerprints of its words.

A picture is out of date when the texts of its page have other fingerprints than ``docs/images/sources.json`` holds.
Numbers are rounded to two digits first, so that another processor gives the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
SOURCES = IMAGES / "sources.json"
SAMPLES = {  # which sample a page is shown with; the shop where nothing is said
    "upload": "",
    "connect": "",
    "revenue": "subscriptions",
    "how-long-they-stay": "subscriptions",
    "nps": "answers",
    "behaviours": "app",
}
PRESSED = {"did-it-work": ("did-sample", "Try with a sample list")}  # key and words of a button pressed first
_PAGE = re.compile(r'st\.Page\("(?P<path>pages/[^"]+)", title=say\("(?P<title>[^"]+)"\)')


@dataclass(frozen=True)
class Shown:
    """A page of the app, and how it is shown in the guide."""

    path: str
    title: str

    @property
    def slug(self) -> str:
        """Name of its guide page and its picture: "retention-and-churn"."""
        return re.sub(r"[^a-z]+", "-", self.title.lower().replace("&", "and")).strip("-")

    @property
    def sample(self) -> str:
        """What is loaded: "shop", "app", "subscriptions", "answers", or nothing."""
        return SAMPLES.get(self.slug, "shop")

    @property
    def picture(self) -> Path:
        """Where its picture lies."""
        return IMAGES / f"{self.slug}.png"


def pages() -> tuple[Shown, ...]:
    """Every page of the menu, in its order."""
    menu = (ROOT / "app.py").read_text(encoding="utf-8")
    return tuple(Shown(found["path"], found["title"]) for found in _PAGE.finditer(menu))


def texts(sample: str) -> dict[str, list[str]]:
    """What each page that is shown with one sample says, by slug."""
    return dict(_words(sample))


def fingerprints(words: list[str]) -> str:
    """Six digits for each text of a page, in one line."""
    return " ".join(_fingerprint(text) for text in words)


def changes(then: str, words: list[str]) -> list[str]:
    """What a page says now and did not when its picture was made; or that something is gone, or moved."""
    old = then.split()
    new = [text for text in words if _fingerprint(text) not in old]
    return new or ([] if fingerprints(words) == then else ["nothing new: something is gone, or has moved"])


def _words(sample: str) -> Iterator[tuple[str, list[str]]]:
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"RETENTION_DATA": folder}):
        for name in ("RETENTION_FILE", "RETENTION_LOCAL"):
            os.environ.pop(name, None)
        app = _app()
        if sample:
            app.button(key=f"sample-{sample}").click().run()
            app.button(key="read").click().run()
        for page in pages():
            if page.sample == sample:
                app.switch_page(page.path).run()
                if page.slug in PRESSED:
                    app.button(key=PRESSED[page.slug][0]).click().run()
                if app.exception:
                    raise RuntimeError(f"{page.title}: {app.exception[0].value}")
                yield page.slug, [rounded(text) for text in _texts(app.main) if text]


def _app() -> Any:
    """The app without a browser, always under its frame: AppTest takes the folder of pages for an older kind of app."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.testing.v1 import AppTest

    make = PagesManager.__init__

    def make_without_old_kind(self: Any, *args: Any, **kwargs: Any) -> None:
        PagesManager.uses_pages_directory = False
        make(self, *args, **kwargs)

    with mock.patch.object(PagesManager, "__init__", make_without_old_kind):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        run = app._run

        def run_under_frame(*args: Any, **kwargs: Any) -> Any:
            with mock.patch.object(PagesManager, "__init__", make_without_old_kind):
                return run(*args, **kwargs)

        app._run = run_under_frame
        return app.run()


def _texts(block: Any) -> Iterator[str]:
    """Titles, sentences, labels and the values of metrics, in their order; no tables and no lists of choices."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield getattr(child, "label", None) or ""
            yield from _texts(child)
        else:
            yield getattr(child, "label", None) or ""
            if child.type in ("markdown", "caption", "metric", "info", "warning", "error"):
                yield str(child.value)


def rounded(text: str) -> str:
    """The same words with every number to two digits, and without the level of a heading."""
    words = re.sub(r"^#+ ", "", text).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\d[\d,]*(?:\.\d+)?", lambda number: _two_digits(number[0]), words)


def _two_digits(number: str) -> str:
    return format(float(format(float(number.replace(",", "")), ".2g")), ",g")


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
