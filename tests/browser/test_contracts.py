"""Subscriptions in a browser: handed over, read with one click, and the number on the page is the library's."""

from __future__ import annotations

import re

import numpy as np
import pytest

import retention as rt


@pytest.fixture(scope="module")
def accounts():
    """Ninety accounts over a year and a half: monthly ones leave after 2, 5 or 9 months, annual ones hardly."""
    lines = ["account,start_date,end_date,mrr,billed"]
    for i in range(90):
        start, stays = np.datetime64("2023-01") + i // 5, (2, 5, 9, 20)[i % 4]
        annual, end = i % 3 == 0, start + stays
        ended = "" if (annual and i % 9) or end > np.datetime64("2024-06") else f"{end}-{i % 27 + 1:02}"
        lines.append(f"a{i:02},{start}-{i % 27 + 1:02},{ended},{10 + i},{'annual' if annual else 'monthly'}")
    return "\n".join(lines).encode() + b"\n"


def test_from_a_file_of_subscriptions_to_how_long_they_stay(visit, accounts):
    visitor = visit().give("accounts.csv", accounts)
    visitor.expect(visitor.page.get_by_role("radio", name="a subscription")).to_be_checked()
    visitor.press("Read the file")
    visitor.expect(visitor.page.get_by_text("accounts.csv is read")).to_be_visible()
    visitor.go("How long they stay")
    tenures = rt.read_subscriptions(accounts).tenures("month")
    curve = rt.survival(tenures)
    visitor.expect().to_contain_text(f"Half of the customers stay at least {curve.median:.0f} months")
    visitor.slide("Months to look at", "ArrowLeft").url_has(after=_before(curve))
    left = 1 - curve.at(int(_before(curve)))
    visitor.expect().to_contain_text(re.compile(rf"After {_before(curve)} months {100 * left:.1f}.% had left"))
    visitor.choose("Split by", "billed")
    assert rt.survival_test(tenures, "billed").p_value < 0.01
    visitor.expect().to_contain_text("more than chance")
    visitor.url_has(after=_before(curve), by="billed")


def _before(curve):
    """One month before the time that the page proposes."""
    return str(min(12, int(curve.times[-1])) - 1)
