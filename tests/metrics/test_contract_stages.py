"""Slipping away from contracts: stages, chances and the look back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.contract_stages import contract_list
from retention.stages import KEYS, NEVER
from tests.contract_strategies import contract_lists, contracts_of, ends_of_data
from tests.engine.test_contract_states import by_customer
from tests.oracle_contract_stages import stages

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "subscriptions.csv"
law = hypothesis_settings(max_examples=60, deadline=None)


def contracts(*rows, until="2025-01-01", amount=True):
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "mrr"])
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr" if amount else None)
    return rt.subscriptions_from_frame(frame, mapping, observed_until=until)


def many(n=60):
    """Customers who run unchanged since long, so that what few others do stands out."""
    return [(f"z{i:03}", "2022-01-01", None, 10.0) for i in range(n)]


@law
@given(contract_lists(), ends_of_data(), st.sets(st.sampled_from("abcde"), max_size=2), st.sampled_from([1, 30, 90]))
def test_stages_and_chances_are_those_of_the_slow_twin(rows, until, blocked, horizon) -> None:
    assume(min(row.start for row in rows) < until)
    source = contracts_of(rows, until)
    ids = source.customer_ids.to_pylist()
    source = replace(source, blocked=np.isin(ids, sorted(blocked)))
    frame = contract_list(source, None, None, horizon).frame
    slow = stages(by_customer(rows), until, until, "UTC", horizon, frozenset(blocked))
    assert dict(zip(frame["customer"], frame["stage"], strict=True)) == {c: s for c, (s, _, _) in slow.items()}
    expected = [slow[c][1] for c in frame["customer"]]
    assert frame["chance"].tolist() == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert frame["like"].tolist() == [slow[c][2] for c in frame["customer"]]
    known = frame.dropna(subset=["chance"])
    assert (known["chance_lower"] <= known["chance"] + 1e-9).all()
    assert (known["chance"] <= known["chance_upper"] + 1e-9).all()


def test_every_stage_has_its_customer() -> None:
    source = contracts(
        *many(),
        ("asked", "2023-01-01", None, 10),
        ("new", "2024-12-01", None, 10),
        ("trial", "2024-11-01", "2024-11-10", 10),
        ("free", "2023-01-01", None, 0),
        ("less", "2023-01-01", "2024-08-01", 20),
        ("less", "2024-08-01", None, 10),
        ("ends", "2023-01-01", "2025-02-01", 10),
        ("late long", "2020-01-01", "2024-12-01", 10),
        ("late short", "2024-09-01", "2024-12-01", 10),
        ("past long", "2020-01-01", "2024-03-01", 10),
        ("past short", "2024-01-01", "2024-03-01", 10),
        ("back", "2023-01-01", "2024-01-01", 10),
        ("back", "2024-12-01", None, 10),
        ("back for good", "2023-01-01", "2024-01-01", 10),
        ("back for good", "2024-02-01", None, 10),
    )
    source = replace(source, blocked=np.array([name == "asked" for name in source.customer_ids.to_pylist()]))
    found = rt.slipping(source)
    stage = dict(zip(found.frame["customer"], found.frame["stage"], strict=True))
    assert {name: key for name, key in stage.items() if not name.startswith("z")} == {
        "asked": "do_not_contact", "new": "new", "trial": "unconverted", "free": "unconverted", "less": "cooling",
        "ends": "cooling", "late long": "lapsed_recent_long", "late short": "lapsed_recent_short",
        "past long": "lapsed_past_long", "past short": "lapsed_past_short", "back": "won_back",
        "back for good": "regular",
    }  # fmt: skip
    assert found.stages["customers"].sum() == len(found.frame) == 72
    assert tuple(found.stages.index) == KEYS == tuple(found.rules)
    assert (found.kind, found.has_money) == ("contracts", True)
    assert set(found.listed()["customer"]) == {"less", "ends", "late long", "late short"}
    assert NEVER not in found.listed([*KEYS])["stage"].tolist()
    row = found.frame.set_index("customer").loc["less"]
    assert (row["at_stake"], row["trend"], row["silent"]) == (120.0, 0.5, 0)
    assert row["reason"].startswith("runs for 24 months, brings 50 % less than it did; of contracts this old")
    assert found.frame.set_index("customer").loc["asked", "reason"] == "asked not to be contacted"
    gone = found.frame.set_index("customer").loc["late short"]
    assert (gone["silent"], gone["first_day"], gone["last_day"]) == (
        31, pd.Timestamp("2024-09-01"), pd.Timestamp("2024-11-30"),
    )  # fmt: skip
    too_few = "too few breaks like this to say how many end with a new contract"
    assert gone["reason"] == f"ended 4 weeks ago after 13 weeks; {too_few}"
    assert gone["expected_loss"] == gone["at_stake"] * (1 - gone["chance"])
    assert found.words.startswith("67 of 72 customers have a contract; 4 are")


def test_an_age_at_which_many_leave_is_cooling() -> None:
    """100 of 400 leave after a year of contract, nobody before or after: whoever comes to a year is cooling."""
    day = pd.Timestamp("2025-01-01")
    rows = [(f"a{i:03}", day - pd.Timedelta(days=800), None if i % 4 else day - pd.Timedelta(days=435), 10.0)
            for i in range(400)]  # fmt: skip
    rows += [(f"b{i:02}", day - pd.Timedelta(days=300), None, 10.0) for i in range(20)]
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "mrr"])
    source = rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until=day)
    found = rt.slipping(source, horizon=90).frame
    young = found[found["customer"].str.startswith("b")]
    assert set(young["stage"]) == {"cooling"}
    assert young["chance"].tolist() == pytest.approx([0.75] * 20)
    assert young["reason"].iloc[0] == (
        "runs for 10 months, an age at which many leave; of contracts this old 75 in 100 still run 90 days later"
    )
    assert set(found[found["customer"].str.startswith("a") & (found["silent"] == 0)]["stage"]) == {"regular"}


def test_without_amounts_months_are_counted_and_nobody_is_free() -> None:
    found = rt.slipping(contracts(*many(3), ("free", "2024-01-01", None, 0), amount=False))
    row = found.frame.set_index("customer").loc["free"]
    assert (found.has_money, row["stage"], row["at_stake"]) == (False, "regular", 12.0)
    assert row["value"] == pytest.approx(366 / 30)
    free = rt.slipping(contracts(("a", "2024-01-01", None, 0)))
    assert (free.has_money, free.frame["stage"].tolist()) == (False, ["regular"])


def test_segments_and_plans_are_named() -> None:
    frame = pd.DataFrame({"who": ["a", "b"], "from": ["2024-01-05"] * 2, "plan": ["pro", None], "land": ["se", "no"]})
    mapping = rt.SubscriptionMapping("who", "from", plan="plan", segments=("land",))
    found = rt.slipping(rt.subscriptions_from_frame(frame, mapping, observed_until="2024-06-01"),
                        rt.CohortSettings(segment="land")).frame  # fmt: skip
    assert found[["segment", "last_event"]].to_numpy().tolist() == [["se", "pro"], ["no", ""]]


@pytest.mark.parametrize("wrong", [{"horizon": 0}, {"horizon": 1.5}, {"at": "2030-01-01"}])
def test_what_cannot_be_asked_is_refused(wrong) -> None:
    with pytest.raises(rt.SettingsError):
        rt.slipping(contracts(("a", "2024-01-01", None, 10)), **wrong)


def test_the_sample_is_split_and_looked_back_to() -> None:
    source = rt.read_subscriptions(SAMPLE)
    found = rt.slipping(source)
    assert found.stages["customers"].sum() == source.n_customers == len(found.frame)
    assert found.frame["chance"].between(0, 1).all()
    running = found.frame[found.frame["silent"] == 0]
    assert running["chance"].mean() > 0.8 > found.frame.loc[found.frame["silent"] > 0, "chance"].max()
    check = rt.slipping_check(source, days_ago=91)
    then = rt.slipping(source, at=check.at)
    assert check.customers == len(then.frame)
    assert check.flagged == int(
        then.stages.loc[["cooling", "lapsed_recent_long", "lapsed_recent_short"]]["customers"].sum()
    )
    assert check.auc > 0.85
    assert check.words.startswith("Of 56 customers whose contract was cooling on 1 Apr 2026")


def test_a_look_back_holds_what_came_of_it() -> None:
    source = contracts(
        *many(40), ("gone", "2024-01-01", "2024-09-20", 10), ("came back", "2024-01-01", "2024-09-10", 10),
        ("came back", "2024-11-01", None, 10), ("less", "2023-01-01", "2024-06-01", 20),
        ("less", "2024-06-01", "2024-12-01", 10),
    )  # fmt: skip
    check = rt.slipping_check(source, days_ago=92)
    assert (check.customers, check.flagged, check.not_returned) == (43, 3, 2)
    assert check.words == (
        "Of 1 customer whose contract was cooling on 1 Oct 2024, 100\xa0% had ended it by 1 Jan 2025; of all 41 with a "
        "contract 2\xa0% had. Of 2 who had lapsed lately 50\xa0% had not come back."
    )
    with pytest.raises(rt.SettingsError, match="do not go back"):
        rt.slipping_check(source, days_ago=5_000)


def test_a_chance_is_what_comes_true() -> None:
    """Contracts that end by chance, 1 in 300 a day: of those who run, as many run on as is said."""
    random = np.random.default_rng(7)
    n, day = 3_000, pd.Timestamp("2025-01-01")
    start = day - pd.to_timedelta(random.integers(100, 900, n), unit="D")
    end = start + pd.to_timedelta(random.geometric(1 / 300, n), unit="D")
    frame = pd.DataFrame({"who": [f"c{i}" for i in range(n)], "from": start, "to": end.where(end < day)})
    source = rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("who", "from", "to"), observed_until=day)
    counts = source.contract_state_counts(rt.CohortSettings(), "2024-10-03", followed_to="2025-01-01")
    found = rt.slipping(source, at="2024-10-03", horizon=90).frame
    runs = counts.running
    assert found["chance"][runs].mean() == pytest.approx(float(counts.later[runs].mean()), abs=0.03)
    assert found["chance"][runs].mean() == pytest.approx((1 - 1 / 300) ** 90, abs=0.02)
