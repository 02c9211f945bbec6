"""The samples: made-up files to try, by what they hold and which pages they suit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import loading, roles_form, state
from pages.shared.given import How
from retention.languages import mark

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True)
class Sample:
    """A file that comes along.

    Attributes
    ----------
    key
        What buttons and examples know it by.
    file
        Its name.
    kind
        What one row is, as in :data:`pages.shared.roles_form.KINDS`.
    name, about
        What people read.
    made_up
        What stands over an example made of it.
    not_for
        Pages of its kind that need more than it holds, by the last part of their address.
    """

    key: str
    file: str
    kind: str
    name: str
    about: str
    made_up: str
    not_for: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies."""
        return FOLDER / self.file


SAMPLES = (
    Sample(
        "shop",
        "shop_orders.csv",
        "events",
        mark("Shop orders"),
        mark("Two years of a small shop: who ordered when, for how much, by channel."),
        mark("Example: a made-up shop, not your data"),
        ("behaviours",),
    ),
    Sample(
        "app",
        "app_events.csv",
        "events",
        mark("App events"),
        mark("Four months of an app: sign-ups, opens, projects, upgrades, by plan."),
        mark("Example: a made-up app, not your data"),
        ("revenue", "customer_value"),
    ),
    Sample(
        "subscriptions",
        "subscriptions.csv",
        "subscriptions",
        mark("Subscriptions"),
        mark("Three years of a service: who pays how much, from when to when, by plan."),
        mark("Example: a made-up service, not your data"),
    ),
    Sample(
        "answers",
        "answers.csv",
        "answers",
        mark("Answers"),
        mark("What customers of that shop said: 0 to 10, and why. Load both to see them together."),
        mark("Example: made-up answers, not your data"),
    ),
)
BY_KEY = {sample.key: sample for sample in SAMPLES}


def suiting(page: str, kinds: Sequence[str]) -> list[Sample]:
    """The samples that a page of that name can count."""
    return [sample for sample in SAMPLES if sample.kind in kinds and page not in sample.not_for]


def load(sample: Sample) -> None:
    """Read a sample as a visitor would who takes every proposal; what was loaded of its place is let go."""
    loading.give(sample.file, str(sample.path))
    file = loading.given()
    if file is None:  # never: it was just given
        return
    guess = file.inspect({}, None)
    how = How(roles_form.mapping(guess, sample.kind), {}, tuple(column.name for column in guess.columns))
    state.keep_data(file.read(how), how)


@st.cache_resource(show_spinner=False)
def data(key: str) -> Any:
    """A sample as it is read without any choice: for examples, and for everybody the same."""
    sample = BY_KEY[key]
    return getattr(rt, f"read_{sample.kind}")(str(sample.path))
