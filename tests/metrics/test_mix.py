"""Mix or behaviour: the split adds up, equals exact fractions, and warns where the total misleads."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.metrics.mix import mix_of_retention, split_change
from tests.oracle_comparison import split

OPEN_SURGERY = {"small": (81, 87), "large": (192, 263)}
KEYHOLE = {"small": (234, 270), "large": (55, 80)}
SIDE = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
MAYBE_NOBODY = st.just((0, 0)) | SIDE


def sides(one):
    return st.lists(st.tuples(one, one), min_size=1, max_size=5).map(
        lambda pairs: tuple({f"s{i}": pair[side] for i, pair in enumerate(pairs)} for side in (0, 1))
    )


def test_kidney_stones_raise_the_warning():
    """Charig and others (1986), British Medical Journal 292, 879-882."""
    found = split_change(OPEN_SURGERY, KEYHOLE)
    assert found.simpson
    assert (round(found.before, 3), round(found.after, 3)) == (0.780, 0.826)
    assert [round(part.change, 3) for part in found.parts] == [-0.064, -0.043]
    assert found.words.replace("\N{NO-BREAK SPACE}", " ") == (
        "78.0 % became 82.6 %, 4.6 points more: +9.9 from who was counted (the mix), −5.4 within the groups. "
        "The total says more although every group moved the other way: the mix hides it, so compare group by group."
    )
    assert split_change(KEYHOLE, OPEN_SURGERY).simpson


@settings(deadline=None)
@given(sides(SIDE))
def test_the_split_equals_exact_fractions_and_adds_up(both):
    before, after = both
    found = split_change(before, after)
    mix, within = split(before, after)
    assert (found.mix, found.within) == (pytest.approx(float(mix), abs=1e-12), pytest.approx(float(within), abs=1e-12))
    assert found.mix + found.within == pytest.approx(found.change, abs=1e-12)
    assert sum(p.mix for p in found.parts) == pytest.approx(found.mix, abs=1e-12)


@settings(deadline=None)
@given(sides(MAYBE_NOBODY))
def test_a_segment_that_comes_or_goes_changes_the_mix_only(both):
    before, after = both
    if not sum(n for _, n in before.values()) or not sum(n for _, n in after.values()):
        with pytest.raises(rt.SettingsError, match="counts nobody"):
            split_change(before, after)
        return
    found = split_change(before, after)
    assert found.mix + found.within == pytest.approx(found.change, abs=1e-12)
    assert all(part.within == 0 for part in found.parts if not part.n1 or not part.n2)


def test_the_same_shares_are_all_behaviour_and_the_same_rates_all_mix():
    behaviour = split_change({"a": (10, 100), "b": (50, 100)}, {"a": (20, 100), "b": (60, 100)})
    mix = split_change({"a": (10, 100), "b": (50, 100)}, {"a": (5, 50), "b": (75, 150)})
    assert (round(behaviour.mix, 9), round(behaviour.within, 9), behaviour.simpson) == (0, 0.1, False)
    assert (round(mix.mix, 9), round(mix.within, 9), mix.simpson) == (0.1, 0, False)


def test_the_mix_of_the_last_two_months_of_a_file():
    rows = []
    for plan, january, february, march in (("x", 40, 20, 0), ("y", 10, 9, 8)):
        for month, n in (("01", january), ("02", february), ("03", march)):
            rows += [(f"{plan}{i}", f"2024-{month}-03", plan) for i in range(n)]
    rows.append(("late", "2024-03-31", "y"))
    frame = pd.DataFrame(rows, columns=["who", "when", "plan"]).astype({"when": "datetime64[s]"})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", segments=("plan",)))
    found = mix_of_retention(events, rt.CohortSettings(segment="plan"))
    assert {p.segment: (p.k1, p.n1, p.k2, p.n2) for p in found.parts} == {"x": (20, 40, 0, 20), "y": (9, 10, 8, 9)}
    with pytest.raises(rt.SettingsError, match="needs groups"):
        mix_of_retention(events, rt.CohortSettings())
    with pytest.raises(rt.SettingsError, match="no two complete periods"):
        mix_of_retention(events, rt.CohortSettings(period="year", segment="plan"))


@pytest.mark.parametrize("counts", [(5, 2), (-1, 2)])
def test_a_segment_has_no_more_than_all(counts):
    with pytest.raises(rt.SettingsError, match=f"{counts[0]} of 2 in 'a' is no share"):
        split_change({"a": counts}, {"a": (1, 2)})


def test_the_parts_as_a_table():
    frame = split_change({"a": (1, 2), "b": (3, 4)}, {"a": (2, 2), "b": (3, 4)}).to_frame()
    assert frame[["segment", "change", "within"]].to_dict("list") == {
        "segment": ["a", "b"],
        "change": [0.5, 0.0],
        "within": [pytest.approx(1 / 6), 0.0],
    }
