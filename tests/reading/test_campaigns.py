"""The list of a campaign in the forms people keep it in: headers, groups, days, rows that are left out."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import retention as rt
from tests.hostile.attacks import archive


def listed(campaign):
    frame = campaign.frame()
    return list(zip(frame["customer"], frame["group"], frame["date"], strict=True))


PLAIN = [("007", "treated", "2026-03-02"), ("8", "holdout", "2026-03-02"), ("9", "treated", "2026-03-09")]


@pytest.mark.parametrize(
    ("header", "groups"),
    [
        ("customer,group,date", ("treated", "holdout")),
        ("user_id,arm,sent_at", ("mail", "control")),
        ("Customer ID,Variant,Contact date", ("B", "Control group")),
        ("고객ID,그룹,날짜", ("실험군", "대조군")),
        ("客户编号,组别,日期", ("实验组", "对照组")),
        ("顧客ID,グループ,日付", ("介入群", "対照群")),
        ("รหัสลูกค้า,กลุ่ม,วันที่", ("กลุ่มทดลอง", "กลุ่มควบคุม")),
        ("Kundennummer,Gruppe,Datum", ("Angebot", "Kontrollgruppe")),
        ("id_client,groupe,date", ("traité", "témoin")),
        ("cliente,grupo,fecha", ("tratado", "grupo de control")),
        ("клиент,группа,дата", ("письмо", "контрольная группа")),
        ("mã khách hàng,nhóm,ngày", ("xử lý", "đối chứng")),
    ],
)
def test_headers_and_groups_of_many_languages(header, groups):
    treated, control = groups
    rows = [f"007,{treated},2026-03-02", f"8,{control},2026-03-02", f"9,{treated},2026-03-09"]
    campaign = rt.read_campaign("\n".join([header, *rows]).encode())
    assert campaign.names == groups
    expected = [(who, {"treated": treated, "holdout": control}[group], day) for who, group, day in PLAIN]
    assert listed(campaign) == expected
    assert campaign.assumed == (f"'{control}' is the group that was left alone.",)


@pytest.mark.parametrize("asked", [{}, {"control": "holdout"}, {"control": "Holdout"}])
def test_groups_written_differently_are_one(asked):
    rows = ["a,Treated,2026-03-02", "b,holdout,2026-03-02", "c,Holdout,2026-03-02"]
    campaign = rt.read_campaign("\n".join(["id,group,date", *rows, "e,holdout,2026-03-02"]).encode(), **asked)
    assert campaign.names == ("Treated", asked.get("control", "holdout"))
    assert campaign.frame()["group"].tolist() == ["Treated", *[campaign.names[1]] * 3]


def test_versions_written_differently_are_one():
    rows = [f"{i},{('gate_30', 'Gate_30 ', 'gate_40')[i % 3]},yes" for i in range(30)]
    experiment = rt.read_experiment("\n".join(["userid,version,retention_1", *rows]).encode(), control="gate_30")
    assert experiment.counts().versions == ("gate_30", "gate_40")


@pytest.mark.parametrize(
    ("header", "treated", "control"),
    [("treated", "1", "0"), ("treated", "yes", "no"), ("is_holdout", "False", "True"), ("holdout", "no", "yes")],
)
def test_yes_and_no_mean_what_the_header_asks(header, treated, control):
    rows = [f"a,{treated}", f"b,{control}"]
    campaign = rt.read_campaign("\n".join([f"customer,{header}", *rows]).encode(), date="2026-03-02")
    assert campaign.names == (treated, control)


def test_a_group_column_is_found_by_what_it_holds():
    campaign = rt.read_campaign(b"customer,what,date\na,offer,2026-03-02\nb,holdout,2026-03-02\n")
    assert campaign.names == ("offer", "holdout")


def test_two_names_that_say_nothing_are_asked_about():
    data = b"customer,group,date\na,A,2026-03-02\nb,B,2026-03-02\nc,B,2026-03-02\n"
    with pytest.raises(rt.UndecidedError, match="left alone") as caught:
        rt.read_campaign(data)
    (asked,) = caught.value.questions
    assert (asked.key, [(c.value, c.note) for c in asked.choices]) == ("control", [("A", "1 row"), ("B", "2 rows")])
    assert rt.read_campaign(data, control="A").sizes == (2, 1)


def test_several_treated_groups_count_as_one_unless_one_is_named():
    data = b"customer,group,date\na,mail,2026-03-02\nb,call,2026-03-02\nc,holdout,2026-03-02\n"
    campaign = rt.read_campaign(data)
    assert campaign.names == ("treated", "holdout")
    assert campaign.sizes == (2, 1)
    assert "'call', 'mail' count as one treated group." in campaign.assumed
    only = rt.read_campaign(data, treated="mail")
    assert (only.names, only.sizes, only.dropped) == (("mail", "holdout"), (1, 1), {"another group": 1})


# ------------------------------------------------------------------------------------------------------------- days
def test_an_audience_of_ours_has_days_of_a_life_and_no_day_of_the_campaign():
    data = (
        b"customer,stage,silent,chance,value,first_day,last_day,last_event,segment,reason,group\n"
        b"a,cooling,40,0.2,10,2025-01-01,2026-01-05,buy,x,usually buys,treated\n"
        b"b,cooling,41,0.2,10,2025-01-02,2026-01-06,buy,x,usually buys,holdout\n"
    )
    with pytest.raises(rt.UndecidedError) as caught:
        rt.read_campaign(data)
    assert caught.value.questions[0].key == "date"
    assert listed(rt.read_campaign(data, date="2026-02-01")) == [
        ("a", "treated", "2026-02-01"),
        ("b", "holdout", "2026-02-01"),
    ]


def test_those_held_out_take_the_only_day_there_is():
    campaign = rt.read_campaign(b"customer,group,date\na,treated,2026-03-02\nb,holdout,\nc,holdout,\n")
    assert listed(campaign)[1] == ("b", "holdout", "2026-03-02")
    assert "2 rows without a date take the day of all others, 2026-03-02." in campaign.assumed


def test_with_several_days_a_blank_one_is_left_out_or_told():
    data = b"customer,group,date\na,treated,2026-03-02\nb,treated,2026-03-09\nc,holdout,\nd,holdout,2026-03-02\n"
    campaign = rt.read_campaign(data)
    assert (campaign.sizes, campaign.dropped) == ((2, 1), {"no date": 1})
    assert rt.read_campaign(data, date="2026-03-05").sizes == (2, 2)


def test_if_nobody_is_left_in_a_group_it_says_why():
    data = b"customer,group,date\na,treated,2026-03-02\nb,treated,2026-03-09\nc,holdout,\n"
    with pytest.raises(rt.EmptyFileError, match=r"Nobody is left in the group 'holdout' \(no date: 1\)"):
        rt.read_campaign(data)


def test_day_or_month_first_is_asked_about():
    data = b"customer,group,date\na,treated,03/04/2026\nb,holdout,03/04/2026\n"
    with pytest.raises(rt.UndecidedError) as caught:
        rt.read_campaign(data)
    assert caught.value.questions[0].key == "date_order"
    assert listed(rt.read_campaign(data, date_order="dmy"))[0][2] == "2026-04-03"


def test_a_moment_with_an_offset_is_a_day_of_the_zone():
    data = b"customer,group,date\na,treated,2026-03-02T23:30:00Z\nb,holdout,2026-03-02T10:00:00Z\n"
    assert [day for _, _, day in listed(rt.read_campaign(data, timezone="Asia/Seoul"))] == ["2026-03-03", "2026-03-02"]


# -------------------------------------------------------------------------------------------------- rows left out
def test_every_row_is_kept_or_counted():
    data = (
        b"customer,group,date\na,treated,2026-03-09\na,treated,2026-03-02\nb,holdout,2026-03-02\n,treated,2026-03-02\n"
        b"c,,2026-03-02\nd,treated,soon\ne,treated,2026-03-02\ne,holdout,2026-03-09\ne,holdout,2026-03-09\n"
    )
    campaign = rt.read_campaign(data)
    assert listed(campaign) == [("a", "treated", "2026-03-02"), ("b", "holdout", "2026-03-02")]
    assert campaign.both == ("e",)
    assert campaign.repeated == 1
    assert campaign.dropped == {"no customer": 1, "no group": 1, "date cannot be read": 1}
    assert len(campaign) + campaign.repeated + sum(campaign.dropped.values()) + 3 == 9  # e stands there three times


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"customer,date\na,2026-03-02\nb,2026-03-02\n", "No column says which group"),
        (b"customer,group,date\na,treated,2026-03-02\nb,treated,2026-03-02\n", "one group only"),
        (b"group,date\ntreated,2026-03-02\nholdout,2026-03-02\n", "No column looks like a customer"),
        (b"", "empty"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data, said):
    with pytest.raises(rt.RetentionError, match=said):
        rt.read_campaign(data)


def test_choices_that_are_not_there_are_refused():
    data = b"customer,group,date\na,treated,2026-03-02\nb,holdout,2026-03-02\n"
    for wrong in ({"control": "C"}, {"treated": "C"}, {"group": "nothing"}):
        with pytest.raises(rt.RetentionError, match=r"no group 'C'|no column 'nothing'"):
            rt.read_campaign(data, **wrong)


def test_a_workbook_and_a_frame_say_the_same():
    frame = pd.DataFrame(PLAIN, columns=["customer", "group", "date"])
    held = io.BytesIO()
    frame.assign(date=pd.to_datetime(frame["date"])).to_excel(held, index=False, engine="xlsxwriter")
    book = rt.read_campaign(held.getvalue())
    again = rt.campaign_from_frame(frame)
    assert listed(book) == listed(again) == PLAIN
    assert np.array_equal(book.day, again.day)


def test_hashed_ids_become_plain_again_with_their_salt():
    people = pd.DataFrame({"customer": ["a", "b"], "stage": ["cooling", "cooling"], "reason": ["", ""]})
    divided = people.assign(group=["treated", "holdout"], date="2026-03-02")
    data = rt.export.list_csv_bytes(divided, ids="hashed", salt="pepper", columns=["customer", "group", "date"])
    events = rt.read_events(b"id,when\na,2026-01-05\nb,2026-01-05\n")
    campaign = rt.read_campaign(data)
    assert listed(campaign.with_ids_of(events, "salt")) == listed(campaign)
    assert listed(campaign.with_ids_of(events, "pepper")) == [
        ("a", "treated", "2026-03-02"),
        ("b", "holdout", "2026-03-02"),
    ]


def test_the_groups_can_be_taken_the_other_way_round():
    campaign = rt.read_campaign(b"customer,group,date\na,treated,2026-03-02\nb,holdout,2026-03-02\n")
    other = campaign.swapped()
    assert (other.names, other.group.tolist()) == (("holdout", "treated"), [1, 0])
    assert listed(other) == listed(campaign)


def test_a_file_in_an_archive_is_asked_about_and_named():
    data = archive({"list.csv": b"id,group\na,holdout\nb,treated\n", "prices.csv": b"plan,price\nx,5\ny,6\nz,7\n"})
    with pytest.raises(rt.UndecidedError) as caught:
        rt.read_campaign(data, date="2026-03-02")
    assert caught.value.questions[0].key == "member"
    assert len(rt.read_campaign(data, date="2026-03-02", member="list.csv")) == 2
