"""Did it work?."""

from __future__ import annotations

import retention as rt
from pages.shared import cards


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Did it work?")
    cards.need_events(cards.RESULTS)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
