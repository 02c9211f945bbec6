"""Annotations: what happened outside the file, on the axis of time."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("change", "campaign", "incident", "other")


@dataclass(frozen=True)
class Annotation:
    """One thing that happened.

    Attributes
    ----------
    date
        The local day, as "2026-03-01".
    text
        What happened, in a few words.
    kind
        "change" (of the product or the price), "campaign", "incident" or "other".
    """

    date: str
    text: str
    kind: str = "other"
