"""Where nothing is there to be found, nothing is found: claims appear no more often than stated.

The ids of a file are dealt to its rows at random. Times and segments of rows stay, so that busy months and the
beginning of the file are still what they were; no claim about cohorts, groups or periods is true any more.
"""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt
from retention.findings import search
from retention.findings.look import Look

SHUFFLES = 200
MOST_FALSE = 18  # of 200 at 5 %, exceeded by chance once in a hundred times


def false_claims(events, settings, dealt_anew):
    """In how many shuffles anything was claimed, and the claims of all."""
    looks = [Look(dealt_anew(events, seed), settings) for seed in range(SHUFFLES)]
    told = [search._tested(look) for look in looks]
    assert min(looked_at for _, looked_at in told) > 30
    return sum(bool(found) for found, _ in told), [finding.kind for found, _ in told for finding in found]


def test_the_shop_shuffled(shop, dealt_anew):
    often, kinds = false_claims(shop, rt.CohortSettings(), dealt_anew)
    assert often <= MOST_FALSE, kinds


@pytest.mark.long
def test_the_app_shuffled(app, dealt_anew):
    often, kinds = false_claims(app, rt.CohortSettings(period="week"), dealt_anew)
    assert often <= MOST_FALSE, kinds


@pytest.mark.long
def test_without_the_correction_much_would_be_claimed(shop, dealt_anew, monkeypatch):
    """So that the tests above can fail."""
    monkeypatch.setattr(search, "benjamini_hochberg", lambda p_values: np.asarray(p_values))
    often, _ = false_claims(shop, rt.CohortSettings(), dealt_anew)
    assert often > 2 * MOST_FALSE


@pytest.mark.long
def test_without_the_deal_busy_months_would_be_claimed(shop, dealt_anew, monkeypatch):
    monkeypatch.setattr("retention.findings.cohorts._p_against_deal", lambda *_: 0.0)
    monkeypatch.setattr("retention.findings.periods._p_against_deal", lambda *_: 0.0)
    often, kinds = false_claims(shop, rt.CohortSettings(), dealt_anew)
    assert often > 5 * MOST_FALSE
    assert {"cohorts", "retention"} <= set(kinds)


@pytest.mark.parametrize("seed", range(3))
def test_the_whole_list_of_a_shuffled_file_claims_nothing(shop, dealt_anew, seed):
    found = rt.find(dealt_anew(shop, seed), rt.CohortSettings(), most=30)
    assert [f.kind for f in found if f.p_value is not None] == []
    assert sum(f.kind in ("no change", "busy") for f in found) == 1
