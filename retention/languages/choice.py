"""Which language is in use: chosen for a call, for a thread, or asked of whoever knows the visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = {"en": "English", "ko": "한국어", "zh": "简体中文", "th": "ไทย"}  # each by its own name
_DEFAULT = "en"
_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_ask: list[Callable[[], str | None]] = []


def language() -> str:
    """The language in use: what was chosen here, else what the program in front says, else English.

    Examples
    --------
    >>> language()
    'en'
    """
    here = _chosen.get()
    if here is not None:
        return here
    return (_ask[-1]() if _ask else None) or _DEFAULT


def known(name: str | None) -> str | None:
    """The language that a name such as "ko-KR" or "zh_Hans_CN" stands for, or None where it is none of ours.

    Examples
    --------
    >>> known("ko-KR"), known("zh_Hans_CN"), known("de"), known(None)
    ('ko', 'zh', None, None)
    """
    short = (name or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else None


def choose(name: str | None) -> None:
    """Speak a language in this thread from now on; None asks again each time."""
    _chosen.set(name)


@contextmanager
def use(name: str) -> Iterator[None]:
    """Speak a language inside a ``with`` block.

    Examples
    --------
    >>> with use("ko"):
    ...     language()
    'ko'
    """
    token = _chosen.set(name)
    try:
        yield
    finally:
        _chosen.reset(token)


def listen_to(ask: Callable[[], str | None]) -> None:
    """Ask this function for the language wherever none is chosen: the program in front knows its visitor."""
    _ask[:] = [ask]
