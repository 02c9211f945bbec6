"""Each kind of finding on a small file made for it; what a sentence may not say; files that hold next to nothing."""

from __future__ import annotations

import re
from string import Formatter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

import retention as rt
from retention.findings.templates import SENTENCES
from retention.findings.words import Foreign, at, since, tell, when
from retention.languages import messages, use
from tests.strategies import events_of, row_lists, settings

MONTHS = rt.CohortSettings()


def events(rows, columns=("who", "when"), **mapping):
    frame = pd.DataFrame(rows, columns=columns).astype({"when": "datetime64[s]"})
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", **mapping))


def one(found, kind):
    matching = [finding for finding in found if finding.kind == kind]
    assert len(matching) == 1, [f.kind for f in found]
    return matching[0]


def kinds(found):
    return {finding.kind for finding in found}


def stay(name, n, months, plan=None, start=0):
    """``n`` customers, each there in every month of a list."""
    more = () if plan is None else (plan,)
    return [(f"{name}{i}", f"2024-{m:02d}-{1 + i % 28:02d}", *more) for i in range(start, start + n) for m in months]


# ---------------------------------------------------------------------------------------------------- the words
def test_no_sentence_says_why():
    assert [t for t in SENTENCES.values() if re.search(r"caus|driv|because|due to|thanks|lead to|rolling", t)] == []


def test_every_bold_part_is_closed_and_nothing_stands_in_braces_but_names():
    for name, template in SENTENCES.items():
        assert template.count("**") % 2 == 0, name
        fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
        assert all(re.fullmatch(r"[a-z_]+\d?", field) for field in fields), name


def test_every_template_is_said_by_some_finder(root):
    code = "".join(p.read_text(encoding="utf-8") for p in (root / "retention" / "findings").glob("[!t]*.py"))
    assert [name for name in SENTENCES if f'"{name}"' not in code] == []


def test_names_from_the_file_stand_in_pieces_of_their_own():
    pieces = tell(
        "segment",
        column=Foreign("<b>plan</b>"),
        value=Foreign("**x**"),
        came="came back more",
        when="in month 1",
        units="months",
        rate1="1 %",
        n1=1_000,
        range1="a",
        rate2="b",
        n2=2,
        range2="c",
    )
    assert [piece.text for piece in pieces if piece.foreign] == ["<b>plan</b>", "**x**"]
    assert [piece.text for piece in pieces if piece.bold] == ["1 %", "b"]
    assert "of 1,000 (likely a)" in pieces[-3].text


def test_sentences_follow_the_language_and_particles_the_value_before_them(monkeypatch):
    said = {
        SENTENCES["one year"]: "**{months}**개월을(를) 담음.",
        SENTENCES["year before"]: "{rate3}을(를), {n3}을(를).",
    }
    monkeypatch.setattr(messages, "catalogue", lambda code: SimpleNamespace(gettext=lambda text: said.get(text, text)))
    with use("ko"):
        pieces = tell("one year", "year before", months=7, rate3=Foreign("나라"), n3=Foreign("서울"))
    assert "".join(piece.text for piece in pieces) == "7개월을 담음. 나라를, 서울을."
    assert [piece.text for piece in pieces if piece.bold or piece.foreign] == ["7", "나라", "서울"]


def test_ages_and_cohorts_in_words():
    week, day = rt.CohortSettings(period="week"), rt.CohortSettings(period="day")
    assert {
        "on": when(MONTHS, "1"),
        "within": when(rt.CohortSettings(measure="within", within=3), "1"),
        "later": when(rt.CohortSettings(measure="on_or_after"), "1"),
        "bracket": when(day, "1-7"),
        "month": at(MONTHS, "May 2026"),
        "week": at(week, "4 May 2026"),
        "day": at(day, "4 May 2026"),
        "since": since(week, "4 May 2026"),
        "since day": since(day, "4 May 2026"),
    } == {
        "on": "in month 1",
        "within": "within 3 months from month 1",
        "later": "in month 1 or later",
        "bracket": "in days 1-7",
        "month": "in May 2026",
        "week": "in the week of 4 May 2026",
        "day": "on 4 May 2026",
        "since": "from the week of 4 May 2026 on",
        "since day": "from 4 May 2026 on",
    }


# -------------------------------------------------------------------------------------------------- single kinds
def test_a_fall_from_one_month_to_the_next():
    rows = stay("a", 300, [1, 2, 3]) + stay("b", 300, [1, 2]) + stay("c", 200, [1]) + stay("d", 500, [3])
    rows.append(("z", "2024-03-31"))
    found = one(rt.find(events(rows), MONTHS, most=20), "retention")
    assert {name: found.numbers[name] for name in ("k1", "n1", "k2", "n2")} == {
        "k1": 300,
        "n1": 600,
        "k2": 600,
        "n2": 800,
    }
    assert found.text.replace("\N{NO-BREAK SPACE}", " ").startswith(
        "In Mar 2024 50.0 % of 600 customers of the month before were there again (likely 46.0 to 54.0 %), in Feb 2024 "
        "it was 75.0 % of 800"
    )


def test_a_total_that_moves_against_its_groups_is_found():
    """Both plans keep a larger share than before, but many of the leaving kind have come."""
    rows = stay("x", 95, [1, 2, 3], "x") + stay("x", 5, [1], "x", 95)
    rows += stay("x", 5, [2, 3], "x", 100)
    rows += stay("y", 10, [1, 2, 3], "y") + stay("y", 90, [1], "y", 10)
    rows += stay("y", 140, [2, 3], "y", 100) + stay("y", 750, [2], "y", 240)
    rows.append(("z", "2024-03-31", "x"))
    found = rt.find(events(rows, ("who", "when", "plan"), segments=("plan",)), MONTHS, most=30)
    reversal = one(found, "reversal")
    assert reversal.numbers["change"] * reversal.numbers["within"] < 0
    assert "look at the groups, not at the total" in reversal.text
    assert "every group went the other way" in reversal.text
    assert found[0] == reversal


def test_a_change_that_is_all_mix():
    rows = stay("x", 450, [1, 2, 3], "x") + stay("x", 50, [1], "x", 450)
    rows += stay("x", 0, [2, 3], "x") + stay("y", 10, [1, 2, 3], "y") + stay("y", 90, [1], "y", 10)
    rows += stay("y", 99, [2, 3], "y", 100) + stay("y", 981, [2], "y", 199)
    rows += [("z", "2024-03-31", "x")]
    rows = [r for r in rows if not (r[0] in {f"x{i}" for i in range(45)} and r[1].startswith("2024-03"))]
    found = one(rt.find(events(rows, ("who", "when", "plan"), segments=("plan",)), MONTHS, most=30), "mix")
    assert found.numbers["within"] == pytest.approx(0, abs=0.01)
    assert "go with who was there" in found.text


def test_a_base_that_shrinks_for_months():
    rows = stay("a", 400, [1]) + stay("b", 300, [1, 2]) + stay("c", 200, [1, 2, 3]) + stay("d", 100, [1, 2, 3, 4])
    rows += stay("e", 50, [3]) + stay("f", 10, [4]) + [("z", "2024-04-30")]
    found = one(rt.find(events(rows), MONTHS, most=20), "shrinking")
    expected = {"periods": 3, "gained": 50 + 10 + 1, "lost": 400 + 300 + 200 + 50}
    assert {name: found.numbers[name] for name in expected} == expected
    assert "more customers went quiet than came" in found.text


def test_the_first_months_of_a_file_that_began_later_than_the_shop():
    rng = np.random.RandomState(4)
    rows = stay("old", 400, range(1, 13))
    for m in range(2, 12):
        rows += [(f"n{m}-{i}", f"2024-{m:02d}-15") for i in range(100)]
        rows += [(f"n{m}-{i}", f"2024-{m + 1:02d}-20") for i in range(100) if rng.rand() < 0.2]
    rows.append(("z", "2024-12-31"))
    found = one(rt.find(events(rows), MONTHS, most=20), "first in file")
    assert found.numbers["warm_up"] == 2  # visits are 31 days apart as a rule, a month counts as 30
    assert found.numbers["n2"] - found.numbers["n1"] == 400 + 100
    assert found.numbers["rate2"] - found.numbers["rate1"] > 0.1
    assert "First in the file is not first ever" in found.text


def test_one_cohort_out_of_line():
    rng = np.random.RandomState(8)
    rows = []
    for m in range(1, 12):
        chance = 0.1 if m == 6 else 0.5
        rows += [(f"c{m}-{i}", f"2024-{m:02d}-10") for i in range(150)]
        rows += [(f"c{m}-{i}", f"2024-{m + 1:02d}-20") for i in range(150) if rng.rand() < chance]
    found = one(rt.find(events([*rows, ("z", "2024-12-31")]), MONTHS, most=20), "one cohort")
    assert found.numbers["cohort"] == "2024-06-01"
    assert found.numbers["n1"] == 150
    assert "came back less in month 1 than others" in found.text


def test_contracts_are_looked_at_as_far_as_they_go():
    rows = [
        (f"c{i}", f"2024-{1 + i % 6:02d}-05", None if i % 5 else f"2024-{2 + i % 6:02d}-20", 10.0) for i in range(600)
    ]
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "mrr"])
    contracts = rt.subscriptions_from_frame(
        frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until="2024-10-01"
    )
    found = rt.find(contracts, most=20)
    revenue = one(found, "net revenue")
    assert revenue.numbers["grr"] <= 1
    assert "same" in revenue.text
    assert not kinds(found) & {"interval", "steps", "weekdays", "price", "concentration"}


def test_customers_of_contracts_do_not_come_back_but_stay():
    stays = {"monthly": "2024-01-20", "annual": None}
    rows = [(f"{plan}{i}", "2024-01-05", stays[plan] if i % 4 else None, plan) for plan in stays for i in range(80)]
    frame = pd.DataFrame(rows, columns=["who", "from", "to", "plan"])
    mapping = rt.SubscriptionMapping("who", "from", "to", segments=("plan",))
    found = rt.find(rt.subscriptions_from_frame(frame, mapping, observed_until="2024-06-01"), most=20)
    assert "were more often still customers at the end of month 1: 100.0" in one(found, "segment").text
    assert [f.text for f in found if "came back" in f.text or "there again" in f.text] == []
    assert one(found, "one year").page == "lifecycle", "contracts have no page of activity"


def test_months_that_the_file_does_not_hold_are_no_quiet_months():
    """Two years between two springs: nobody knows how many came in them."""
    months = [(year, month) for year in (2022, 2025) for month in (2, 3, 4)]
    rows = [(f"c{i}", f"{year}-{month:02d}-10") for year, month in months for i in range(200 if month == 3 else 50)]
    assert "season" not in kinds(rt.find(events(rows), most=20))


# ------------------------------------------------------------------------------------------------ next to nothing
def test_one_customer_and_one_row_say_nothing():
    assert [f.kind for f in rt.find(events([("a", "2024-01-05")]))] == []
    assert rt.find(events([("a", "2024-01-05"), ("a", "2024-03-05")])).looked_at == 0
    assert "too few customers to test" in rt.find(events([("a", "2024-01-05")])).words


def test_what_cannot_be_asked_is_refused():
    few = events([("a", "2024-01-05")])
    for wrong in ({"most": 0}, {"level": 1.0}, {"age": 0}):
        with pytest.raises(rt.SettingsError, match="cannot be"):
            rt.find(few, **wrong)
    with pytest.raises(rt.SettingsError, match="no bracket 2"):
        rt.find(few, rt.CohortSettings(measure="bracket", brackets=(3,)), age=2)
    with pytest.raises(rt.SettingsError, match="no periods to compare"):
        rt.find(object())


@hypothesis_settings(deadline=None, max_examples=60)
@given(rows=row_lists(days=200), chosen=settings())
def test_no_file_and_no_settings_break_it(rows, chosen):
    found = rt.find(events_of(rows), chosen, most=40)
    for finding in found:
        assert finding.text == "".join(piece.text for piece in finding.pieces)
        assert "{" not in finding.text
        assert finding.page in {"cohorts", "churn", "lifecycle", "activity", "revenue"}
        assert all(isinstance(value, (int, float, str)) for value in finding.numbers.values())
        assert finding.p_value is None or finding.p_value <= found.level
    assert list(found) == sorted(found, key=lambda f: -f.strength)


def test_a_finding_is_a_value():
    rows = stay("a", 300, [1, 2, 3]) + stay("b", 300, [1, 2]) + [("z", "2024-03-31")]
    first, second = (rt.find(events(rows), MONTHS, most=20) for _ in range(2))
    assert first == second
    assert len(first) == len(list(first)) == len(set(first.findings))
