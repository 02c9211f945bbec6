"""What tests of findings share: the samples, read once, and the same events dealt to the customers anew."""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt
from retention.building import build_events


@pytest.fixture(scope="session")
def shop(root):
    """The sample shop, exact copies left out as its README counts."""
    return rt.read_events(root / "sample_data" / "shop_orders.csv").without_copies()


@pytest.fixture(scope="session")
def app(root):
    """The sample app."""
    return rt.read_events(root / "sample_data" / "app_events.csv")


@pytest.fixture(scope="session")
def dealt_anew():
    """A function that deals the rows of events to the same customers at random."""

    def deal(events: rt.Events, seed: int) -> rt.Events:
        codes = np.repeat(np.arange(events.n_customers, dtype=np.int32), np.diff(events.offsets))
        return build_events(
            mapping=events.mapping,
            timezone=events.timezone,
            report=events.report,
            customer=np.random.RandomState(seed).permutation(codes),
            customer_ids=events.customer_ids,
            time=events.time,
            row=events.row,
            event=events.event,
            event_names=events.event_names,
            amount=events.amount,
            segments=events.segments,
        )

    return deal
