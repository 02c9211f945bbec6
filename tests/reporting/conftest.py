"""Reports on the samples, made once for all tests of this folder."""

from __future__ import annotations

import pytest

import retention as rt
from retention.reporting.pdf import find_chromium


@pytest.fixture(scope="session")
def shop(root):
    return rt.read_events(root / "sample_data" / "shop_orders.csv")


@pytest.fixture(scope="session")
def contracts(root):
    return rt.read_subscriptions(root / "sample_data" / "subscriptions.csv")


@pytest.fixture(scope="session")
def answers(root):
    return rt.read_answers(root / "sample_data" / "answers.csv")


@pytest.fixture(scope="session")
def shop_report(shop, answers):
    return rt.make_report(shop, answers=answers, title="Who stays & <why>", note="For the board.\n<b>Read me</b>")


@pytest.fixture(scope="session")
def contract_report(contracts):
    return rt.make_report(contracts)


@pytest.fixture
def chromium():
    if find_chromium() is None:
        pytest.skip("no Chromium is here to print with")
