"""How long customers stay: spells of contracts, curves and the test between groups."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

import retention as rt
from retention.tenures import elapsed_between
from tests.contract_strategies import contract_lists, contracts_of, ends_of_data

DAY = 86_400_000_000


def instants(*days: str) -> np.ndarray:
    return np.array(days, "datetime64[us]").astype(np.int64)


def spell(rows, until):
    """First start, end of what runs from there without a break, and whether it ended before the data did."""
    rows = sorted((r for r in rows if r.start < until), key=lambda r: r.start)
    reach = until if rows[0].end is None else min(rows[0].end, until)
    for row in rows[1:]:
        if row.start > reach:
            break
        reach = max(reach, until if row.end is None else min(row.end, until))
    return rows[0].start, reach, reach < until


@hypothesis_settings(max_examples=150, deadline=None)
@given(contract_lists(), ends_of_data())
def test_a_spell_lasts_until_nothing_runs(rows, until) -> None:
    tenures = contracts_of(rows, until).tenures("day")
    customers = sorted({r.customer for r in rows if r.start < until})
    expected = [spell([r for r in rows if r.customer == c], until) for c in customers]
    assert tenures.customer_ids.to_pylist() == customers
    assert tenures.ended.tolist() == [ended for _, _, ended in expected]
    assert tenures.duration.tolist() == pytest.approx([(end - start) / DAY for start, end, _ in expected], abs=1e-6)


def test_months_follow_the_calendar() -> None:
    first = instants("2024-01-15", "2024-01-31", "2023-03-01", "2024-02-10T12")
    after = instants("2024-03-15", "2024-02-29", "2024-03-01", "2024-02-11T12")
    assert elapsed_between(first, after, "month", "UTC").tolist() == [2.0, 0.997775, 12.0, 0.034483]
    assert elapsed_between(first, after, "year", "UTC").tolist()[2] == 1.0
    assert elapsed_between(first, after, "day", "UTC").tolist() == [60.0, 29.0, 366.0, 1.0]
    assert elapsed_between(first, after, "week", "UTC").tolist()[3] == 0.142857


def test_a_day_of_23_hours_is_a_day() -> None:
    zone = "America/New_York"
    begin, end = instants("2024-03-10T05", "2024-03-11T04")  # midnight to midnight as clocks go forward
    assert elapsed_between(np.array([begin]), np.array([end]), "day", zone).tolist() == [1.0]


def test_curves_of_contracts_by_plan() -> None:
    data = (
        "account,start_date,end_date,plan\n"
        + "".join(f"a{i},2024-01-01,2024-0{2 + i % 4}-01,basic\n" for i in range(8))
        + "".join(f"b{i},2024-01-01,{'' if i % 2 else '2024-06-01'},pro\n" for i in range(8))
    )
    contracts = rt.read_subscriptions(data.encode(), observed_until=datetime(2024, 7, 1))
    tenures = contracts.tenures()
    everybody = rt.survival(tenures)
    assert everybody.times.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert everybody.at_risk.tolist() == [16, 14, 12, 10, 8, 4]
    curves = rt.survival(tenures, "plan")
    assert {name: (curve.n, curve.median) for name, curve in curves.items()} == {"basic": (8, 2.0), "pro": (8, 5.0)}
    test = rt.survival_test(tenures, "plan")
    assert (test.observed, test.df) == ((8.0, 4.0), 1)
    assert test.p_value < 0.001
    with pytest.raises(rt.SettingsError, match="Choose one of: plan"):
        rt.survival(tenures, "country")
    with pytest.raises(rt.SettingsError, match="'hour' is not a unit"):
        contracts.tenures("hour")


def test_smallest_groups_are_together() -> None:
    rows = "".join(f"c{i},{1 + i % 5},{'Yes' if i % 2 else 'No'},g{i % 14:02d}\n" for i in range(57))
    tenures = rt.read_tenures(f"customer_id,tenure,churn,group\n{rows}".encode(), segments=("group",))
    groups = tenures.groups("group")
    assert list(groups) == ["g00", *(f"g{i:02d}" for i in range(1, 11)), "other"]
    assert sum(len(at) for at in groups.values()) == 57
