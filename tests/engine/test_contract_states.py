"""Where contracts stood at a moment: worked examples, the slow twin, and laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.periods import to_local
from tests.contract_strategies import contract_lists, contracts_of, ends_of_data, instants
from tests.oracle_contract_stages import durations, later_of, state_of
from tests.oracle_contracts import Contract
from tests.strategies import ZONES

law = hypothesis_settings(max_examples=60, deadline=None)
COLUMNS = ("running", "spells", "age", "silent", "life", "planned", "pays", "most", "money", "paid")


def by_customer(rows: list[Contract]) -> dict[str, list[Contract]]:
    found: dict[str, list[Contract]] = {}
    for row in rows:
        found.setdefault(row.customer, []).append(row)
    return found


def moment(instant: int, zone: str) -> pd.Timestamp:
    """A local moment, if it names one instant only."""
    local = pd.Timestamp(to_local(np.array([instant]), zone)[0])
    back = local.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    assume(not pd.isna(back))
    return local


@law
@given(contract_lists(), st.sampled_from(ZONES), ends_of_data(), instants())
def test_states_are_those_of_the_slow_twin(rows, zone, until, at) -> None:
    first = min(row.start for row in rows)
    assume(first < until)
    at = min(max(at, first + 1), until)
    source = contracts_of(rows, until, zone)
    counts = source.contract_state_counts(rt.CohortSettings(), moment(at, zone), followed_to=moment(until, zone))
    slow = {c: s for c, each in sorted(by_customer(rows).items()) if (s := state_of(each, at, until, zone))}
    assert counts.ids.to_pylist() == list(slow)
    for name in COLUMNS:
        expected = [getattr(state, name) for state in slow.values()]
        assert getattr(counts, name).tolist() == pytest.approx(expected, abs=1e-6), name
    assert counts.later.tolist() == [later_of(by_customer(rows)[c], at, until) for c in slow]
    lengths = durations(by_customer(rows), at, zone)
    for name, over, tables in (
        ("spells", True, counts.spells_ended),
        ("spells", False, counts.spells_running),
        ("breaks", True, counts.breaks_ended),
        ("breaks", False, counts.breaks_open),
    ):
        days = sorted(d for d, ended in lengths[name] if ended is over)
        assert np.repeat(np.arange(len(tables)), tables).tolist() == days


@law
@given(contract_lists(), ends_of_data(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(rows, until, random) -> None:
    assume(min(row.start for row in rows) < until)
    shuffled = rows[:]
    random.shuffle(shuffled)
    one, two = (contracts_of(each, until).contract_state_counts(rt.CohortSettings()) for each in (rows, shuffled))
    for name in (*COLUMNS, "spells_ended", "breaks_ended"):
        assert getattr(one, name).tolist() == pytest.approx(getattr(two, name).tolist())


def frame_of(*rows: tuple[str, str, str | None, float]) -> rt.Subscriptions:
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "mrr"])
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr")
    return rt.subscriptions_from_frame(frame, mapping, observed_until="2025-01-01")


def test_what_begins_or_ends_later_is_not_known() -> None:
    source = frame_of(
        ("a", "2024-01-01", "2024-03-01", 10), ("a", "2024-06-01", None, 20), ("b", "2024-09-01", None, 5)
    )
    then = source.contract_state_counts(rt.CohortSettings(), "2024-02-01")
    assert (then.ids.to_pylist(), then.running.tolist(), then.pays.tolist()) == (["a"], [True], [10.0])
    assert then.planned.tolist() == [-1]
    assert then.money.tolist() == [10.0]  # the whole of January
    later = source.contract_state_counts(rt.CohortSettings(), "2024-04-01", followed_to="2024-07-01")
    assert (later.running.tolist(), later.silent.tolist(), later.later.tolist()) == ([False], [31], [True])


def test_an_end_that_the_file_knows_is_planned_unless_something_follows() -> None:
    source = frame_of(
        ("a", "2024-01-01", "2025-02-01", 10),
        ("b", "2024-01-01", "2025-02-01", 10),
        ("b", "2025-02-01", "2026-02-01", 10),
        ("c", "2024-01-01", None, 10),
    )
    assert source.contract_state_counts(rt.CohortSettings()).planned.tolist() == [31, -1, -1]


def test_renewals_are_measured_from_the_first_start_to_the_next() -> None:
    source = frame_of(
        ("a", "2024-01-01", "2024-02-01", 10), ("a", "2024-02-01", None, 10), ("b", "2024-01-01", "2024-02-01", 10),
        ("b", "2024-02-02", None, 10), ("c", "2024-01-01", None, 10),
    )  # fmt: skip
    renewals = source.contract_state_counts(rt.CohortSettings()).renewals
    assert np.repeat(np.arange(len(renewals)), renewals).tolist() == [31]


def test_moments_outside_the_data_are_refused() -> None:
    source = frame_of(("a", "2024-01-01", None, 10))
    for wrong in ("2024-01-01", "2025-06-01", "tomorrow"):
        with pytest.raises(rt.SettingsError):
            source.contract_state_counts(rt.CohortSettings(), wrong)
    with pytest.raises(rt.SettingsError, match="ends before"):
        source.contract_state_counts(rt.CohortSettings(), "2024-06-01", followed_to="2024-05-01")


def test_who_asked_not_to_be_contacted_goes_along() -> None:
    source = frame_of(("a", "2024-01-01", None, 10), ("b", "2024-01-01", None, 10))
    source = replace(source, blocked=np.array([False, True]))
    assert source.contract_state_counts(rt.CohortSettings()).blocked.tolist() == [False, True]
    assert source.without_rows(np.array([1], np.int32)).blocked.tolist() == [True]
