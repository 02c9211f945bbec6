"""Customers."""

from __future__ import annotations

import retention as rt
from pages.shared import cards


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Customers")
    cards.need_events(cards.CUSTOMERS)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
