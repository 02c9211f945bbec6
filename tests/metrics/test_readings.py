"""What reading a file otherwise would change."""

from __future__ import annotations

from dataclasses import asdict

import pytest

import retention as rt
from retention.metrics.readings import headline, reading_effect


@pytest.fixture
def orders():
    """Forty customers in two months; every second one comes back, on the third of the next month."""
    lines = ["customer,date,total"]
    for i in range(40):
        lines.append(f"c{i},{i % 12 + 1:02d}/{i % 2 + 1:02d}/2024,10")
        if i % 4 < 2:
            lines.append(f"c{i},03/{i % 2 + 2:02d}/2024,5")
    return "\n".join([*lines, "z,12/12/2024,1"]).encode() + b"\n"


def test_the_headline_counts_what_is_read(orders):
    assert asdict(headline(rt.read_events(orders, date_order="dmy"))) == {
        "rows": 61,
        "customers": 41,
        "month_1": 20 / 40,
        "money": 501.0,
        "first": "2024-01-01",
        "last": "2024-12-12",
    }


def test_another_order_of_day_and_month_changes_the_rate_but_not_the_rows(orders):
    effect = reading_effect(rt.read_events(orders, date_order="dmy"), rt.read_events(orders, date_order="mdy"))
    assert effect.changes
    assert (effect.otherwise.rows, effect.otherwise.customers) == (61, 41)
    assert effect.otherwise.month_1 < effect.now.month_1 == 0.5


def test_the_same_reading_changes_nothing_even_where_the_rate_is_unknown():
    events = rt.read_events(b"customer,date\na,2024-01-05\nb,2024-02-05\n")
    assert not reading_effect(events, events).changes
