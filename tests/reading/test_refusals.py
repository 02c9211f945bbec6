"""Who asked not to be contacted: from a column in any language to customers that no list may hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import retention as rt
from retention.reading.values.refusals import is_consent, read_refusals

REFUSALS = [
    "Unsubscribed", "opt_out", "do not contact", "Email Opt Out", "newsletter opt-out", "DNC", "수신거부",
    "마케팅수신거부", "退订", "是否退订", "拒收", "配信停止", "配信拒否", "ยกเลิกรับข่าวสาร",
    "ไม่รับข่าวสาร", "désabonné", "abgemeldet", "Werbesperre", "no contactar", "отписан", "hủy đăng ký",
    "jangan hubungi", "disiscritto", "uitgeschreven", "wypisany", "iletişime geçme",
]  # fmt: skip
CONSENTS = [
    "accepts_marketing", "Opt In", "Newsletter", "email consent", "수신동의", "마케팅수신동의", "营销同意",
    "是否接收营销", "電子報訂閱", "メルマガ購読", "รับข่าวสาร", "Einwilligung", "consentement",
    "acepta publicidad", "согласие на рассылку", "đồng ý nhận tin",
]  # fmt: skip
VALUES = [
    "yes/no", "Y/N", "TRUE/false", "1/0", "예/아니오", "是/否", "はい/いいえ", "ใช่/ไม่", "ja/nein",
    "oui/non", "sí/no", "да/нет", "opted_out/opted-in", "Unsubscribed/Subscribed", "수신거부/수신동의",
    "退订/订阅", "✓/", "x/", "O/X",
]  # fmt: skip
ROWS = [(f"c{i % 9}", f"2024-01-{i % 28 + 1:02d}", 5) for i in range(60)]


def file_of(header: str, values: dict[str, str]) -> bytes:
    """Sixty visits of nine customers, with a value in some customers' rows."""
    lines = [f"{who},{when},{paid},{values.get(who, '')}" for who, when, paid in ROWS]
    return "\n".join([f"customer,date,total,{header}", *lines]).encode()


def blocked(events: rt.Events | rt.Subscriptions) -> list[str]:
    assert events.blocked is not None
    return events.customers(np.flatnonzero(events.blocked))


def said(events: rt.Events | rt.Subscriptions) -> rt.Assumption:
    return next(a for a in events.report.assumptions if "not to be contacted" in a.words)


@pytest.mark.parametrize("header", REFUSALS)
def test_a_column_of_refusals_is_found_by_its_name(header) -> None:
    guess = rt.inspect(file_of(header, {"c1": "yes", "c2": "no"}))
    assert guess.mapping is not None
    assert (guess.mapping.do_not_contact, guess.mapping.segments) == (header, ())


@pytest.mark.parametrize("header", CONSENTS)
def test_a_column_of_consent_is_never_taken_without_being_asked_for(header) -> None:
    data = file_of(header, {"c1": "yes", "c2": "no"})
    guess = rt.inspect(data)
    assert guess.mapping is not None
    assert (guess.mapping.do_not_contact, guess.mapping.segments) == (None, ())
    assert rt.read_events(data).blocked is None
    asked = rt.read_events(data, rt.ColumnMapping("customer", "date", do_not_contact=header))
    assert is_consent(header)
    assert blocked(asked) == ["c2"]
    assert "says who may be contacted: 'no' is taken as asking not to be" in said(asked).evidence


@pytest.mark.parametrize("pair", VALUES)
def test_values_are_read_in_any_usual_words(pair) -> None:
    yes, no = pair.split("/")
    events = rt.read_events(file_of("opt_out", {"c1": yes, **{f"c{i}": no for i in (0, *range(2, 9))}}))
    assert blocked(events) == ["c1"]
    assert said(events).words == "1 customer asked not to be contacted: they are in no list"


def test_one_yes_in_any_row_is_enough_also_in_a_row_that_is_left_out() -> None:
    rows = ["a,2024-01-05,no", "a,2024-01-09,yes", "a,2024-01-10,no", "b,2024-01-05,", "b,,yes", "c,2024-01-07,no"]
    data = "\n".join(["customer,date,opt_out", *rows]).encode()
    events = rt.read_events(data, rt.ColumnMapping("customer", "date", do_not_contact="opt_out"))
    assert events.report.rows_kept == 5
    assert blocked(events) == ["a", "b"]


def test_what_cannot_be_understood_blocks_and_is_counted() -> None:
    events = rt.read_events(file_of("opt_out", {"c1": "2024-03-01", "c2": "perhaps", "c3": "no"}))
    assert blocked(events) == ["c1", "c2"]
    assert said(events).certainty == "assumed"
    assert (
        "14 rows cannot be understood (for example '2024-03-01', 'perhaps') and count so too" in said(events).evidence
    )


def test_nobody_and_no_column() -> None:
    nobody = rt.read_events(file_of("opt_out", {"c1": "no"}))
    assert (blocked(nobody), said(nobody).words) == ([], "Nobody asked not to be contacted")
    assert rt.read_events(file_of("colour", {"c1": "red"})).blocked is None


def test_it_goes_along_without_copies_and_changes_the_fingerprint() -> None:
    rows = (
        "customer,date,opt_out\na,2024-01-05,yes\na,2024-01-05,yes\nb,2024-01-05,no\nb,2024-01-05,no\nc,2024-01-07,\n"
    )
    mapping = rt.ColumnMapping("customer", "date", do_not_contact="opt_out")
    events = rt.read_events(rows.encode(), mapping)
    assert len(events.report.copies) == 2
    assert blocked(events.without_copies()) == ["a"]
    assert blocked(events.without_rows(np.array([1, 2], np.int32))) == []
    assert blocked(events.observed_to("2024-01-06")) == ["a"]
    other = rt.read_events(rows.replace("no", "yes").encode(), mapping)
    assert other.fingerprint != events.fingerprint


def test_rows_that_differ_in_it_alone_are_no_copies() -> None:
    frame = pd.DataFrame({"who": ["a", "a"], "when": pd.to_datetime(["2024-01-05"] * 2), "no": [True, False]})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", do_not_contact="no"))
    assert len(events.report.copies) == 0
    assert blocked(events) == ["a"]


def test_frames_with_true_and_false_and_with_nothing() -> None:
    frame = pd.DataFrame({"who": list("abc"), "when": pd.to_datetime(["2024-01-05"] * 3), "no": [True, None, False]})
    assert blocked(rt.events_from_frame(frame, rt.ColumnMapping("who", "when", do_not_contact="no"))) == ["a"]
    contracts = rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("who", "when", do_not_contact="no"))
    assert blocked(contracts) == ["a"]


def test_contracts_know_it_too() -> None:
    rows = [
        f"a{i},2024-01-0{i % 9 + 1},{'2024-03-01' if i % 3 == 0 else ''},10,{'Y' if i == 4 else 'N'}" for i in range(40)
    ]
    data = "\n".join(["account,start_date,end_date,mrr,opt_out", *rows]).encode()
    contracts = rt.read_subscriptions(data)
    assert (contracts.mapping.do_not_contact, contracts.mapping.segments) == ("opt_out", ())
    assert blocked(contracts) == ["a4"]
    assert said(contracts).words == "1 customer asked not to be contacted: they are in no list"
    assert blocked(contracts.without_rows(np.array([1], np.int32))) == ["a4"]
    other = rt.read_subscriptions(data.replace(b",Y", b",N"))
    assert other.fingerprint != contracts.fingerprint
    assert blocked(rt.read_subscriptions(data, do_not_contact="opt_out")) == ["a4"]


def test_a_table_with_a_column_for_each_month_knows_it_too() -> None:
    rows = [f"c{i},{'yes' if i == 3 else 'no'},{i % 2},{(i + 1) % 2},1" for i in range(30)]
    data = "\n".join(["customer_id,opt_out,2024-01,2024-02,2024-03", *rows]).encode()
    events = rt.read_events(data)
    assert events.mapping.do_not_contact == "opt_out"
    assert blocked(events) == ["c3"]


def test_one_column_has_one_role() -> None:
    with pytest.raises(rt.MappingError, match="used for"):
        rt.read_events(b"a,b\n1,2024-01-01\n", rt.ColumnMapping("a", "b", do_not_contact="a"))


def test_a_cross_is_a_tick_unless_circles_stand_beside() -> None:
    assert read_refusals(pa.chunked_array([["x", "o", ""]]), "opt_out").refused.tolist() == [False, True, False]
    assert read_refusals(pa.chunked_array([["x", "", ""]]), "opt_out").refused.tolist() == [True, False, False]
