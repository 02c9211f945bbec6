"""Files of subscriptions: what an end can be, which rows are left out, the order of dates, where the data end."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.subscriptions import NEVER

HEADER = "account,start_date,end_date,mrr\n"


def read(rows: str, header: str = HEADER, **options):
    return rt.read_subscriptions((header + rows).encode(), **options)


def ends(contracts) -> list[str | None]:
    local = contracts.frame()["end_date"]
    return [None if pd.isna(end) else f"{end:%Y-%m-%d}" for end in local]


def said(contracts) -> list[str]:
    return [a.evidence for a in contracts.report.assumptions if a.words == "Contracts"]


@pytest.mark.parametrize(
    "text",
    ["", "NULL", "-", "present", "Current", " ongoing ", "9999-12-31", "2999-12-31", "현재", "至今", "継続中",
     "laufend", "en cours", "actualidad", "действует", "hiện tại", "ปัจจุบัน", "0000-00-00", "2150-01-01"],
)  # fmt: skip
def test_no_end_is_written_in_many_ways(text) -> None:
    contracts = read(f"a,2024-01-05,{text},10\nb,2024-01-09,2024-02-03,20\n")
    assert (ends(contracts), contracts.report.dropped) == ([None, "2024-02-03"], {})
    written = [line for line in said(contracts) if "still running" in line]
    assert bool(written) == (text != "")


def test_each_row_left_out_has_its_reason() -> None:
    contracts = read(
        "a,2024-01-05,2024-02-05,10\n"
        ",2024-01-05,2024-02-05,10\n"
        "c,,2024-02-05,10\n"
        "d,2024-02-30,,10\n"
        "e,2024-01-05,2024-02-30,10\n"
        "f,2024-01-05,sometime,10\n"
        "g,2024-02-05,2024-02-04,10\n"
        "h,2024-02-05,2024-02-05,10\n"
        "guest,2024-02-05,,10\n"
    )
    report = contracts.report
    assert report.dropped == {
        "no customer": 1,
        "placeholder customer": 1,
        "no start date": 1,
        "start date does not exist": 1,
        "end date does not exist": 1,
        "end date cannot be read": 1,
        "end before start": 1,
    }
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    assert [(step.name, sum(step.left_out.values())) for step in report.steps] == [
        *(("file", 0), ("parsed", 0), ("customer", 2), ("date", 5), ("copies", 0), ("range", 0), ("used", 0)),
    ]
    assert "1 row ends at the moment of the start: kept, and running at no boundary." in said(contracts)


def test_the_day_is_decided_over_starts_and_ends_together() -> None:
    """No start has a day above 12; one end does."""
    data = "a,03/02/2024,25/05/2024,10\nb,05/01/2024,,20\n"
    guess = rt.inspect((HEADER + data).encode())
    assert (guess.date_order, guess.questions) == ("dmy", ())
    contracts = read(data)
    assert [f"{day:%Y-%m-%d}" for day in contracts.frame()["start_date"]] == ["2024-02-03", "2024-01-05"]


def test_an_order_in_which_rows_end_before_they_begin_is_not_the_one() -> None:
    data = "".join(f"c{i},11/0{2 + i}/2024,05/0{3 + i}/2024,10\n" for i in range(3))
    contracts = read(data)
    assert contracts.frame()["start_date"].dt.day.tolist() == [11, 11, 11]
    assert contracts.report.detected["date order"] == "with month first 3 rows would end before they begin"
    assert rt.inspect((HEADER + data).encode()).date_order == "dmy"


def test_what_nothing_decides_is_asked() -> None:
    data = "a,03/02/2024,05/06/2024,10\nb,05/01/2024,,20\n"
    guess = rt.inspect((HEADER + data).encode())
    assert [question.key for question in guess.questions] == ["date_order"]
    with pytest.raises(rt.UndecidedError, match="'start_date' or 'end_date' can be read in 2 ways") as asked:
        read(data)
    assert [choice.value for choice in asked.value.questions[0].choices] == ["dmy", "mdy"]
    assert ends(read(data, date_order="dmy")) == ["2024-06-05", None]
    assert ends(read(data, date_order="mdy")) == ["2024-05-06", None]


class TestTheEndDate:
    MONTHS = "".join(
        f"c{i},2024-01-01,2024-01-31,10\nc{i},2024-02-01,2024-02-29,10\nc{i},2024-03-01,,10\n" for i in range(3)
    )

    def test_rows_that_begin_the_day_after_say_that_it_is_the_last_day(self) -> None:
        contracts = read(self.MONTHS)
        (note,) = [a for a in contracts.report.assumptions if a.key == "end_day"]
        assert (note.value, note.certainty) == ("included", "likely")
        assert note.evidence == (
            "Of 6 rows that follow another of the same customer, 6 begin on the day after its end date and 0 on that "
            "very day."
        )
        counts = contracts.observed_to("2024-04-01").period_counts(rt.CohortSettings())
        assert (counts.lost[0].tolist(), counts.end[0].tolist()) == ([0, 0, 0], [3, 3, 3])

    def test_it_can_be_told(self) -> None:
        contracts = read(self.MONTHS, end_day="excluded", observed_until="2024-04-01")
        assert contracts.period_counts(rt.CohortSettings()).end[0].tolist() == [0, 0, 3]
        with pytest.raises(rt.ReadError, match="end_day"):
            read(self.MONTHS, end_day="perhaps")

    def test_otherwise_it_is_the_first_day_without(self) -> None:
        rows = "".join(f"c{i},2024-01-01,2024-02-01,10\nc{i},2024-02-01,,10\n" for i in range(3))
        contracts = read(rows, observed_until="2024-03-01")
        (note,) = [a for a in contracts.report.assumptions if a.key == "end_day"]
        assert (note.value, note.certainty) == ("excluded", "likely")
        assert contracts.period_counts(rt.CohortSettings()).end[0].tolist() == [3, 3]
        (alone,) = [a for a in read("a,2024-01-05,2024-02-05,1\n").report.assumptions if a.key == "end_day"]
        assert (alone.value, alone.certainty) == ("excluded", "assumed")

    def test_a_last_day_ends_where_the_day_ends(self) -> None:
        contracts = read("a,2024-01-05,2024-03-09,1\n", end_day="included", timezone="America/New_York")
        local = contracts.frame()["end_date"].iloc[0]
        assert str(local) == "2024-03-10 00:00:00"
        assert str(contracts.observed_until) == "2024-03-10 00:00:00"
        assert contracts.tenures("day").duration.tolist() == [65.0]


class TestWhereTheDataEnd:
    def test_at_the_latest_start_or_end(self) -> None:
        assert str(read("a,2024-01-05,2024-03-10,1\nb,2024-02-01,,1\n").observed_until) == "2024-03-11 00:00:00"
        assert str(read("a,2024-01-05,2024-01-10,1\nb,2024-02-01,,1\n").observed_until) == "2024-02-02 00:00:00"

    def test_an_end_years_ahead_is_a_plan(self) -> None:
        contracts = read("a,2024-01-05,2027-01-05,1\nb,2024-02-01,,1\n")
        assert str(contracts.observed_until) == "2024-02-02 00:00:00"
        assert "1 row ends when or after the data end: still running there." in said(contracts)

    def test_many_ends_after_the_latest_start_are_plans(self) -> None:
        """Contracts of a year, all with their last day: nobody has left yet."""
        rows = "".join(f"c{i},2024-0{1 + i % 6}-05,2025-0{1 + i % 6}-04,10\n" for i in range(20))
        contracts = read(rows)
        assert str(contracts.observed_until) == "2024-06-06 00:00:00"
        (note,) = [a for a in contracts.report.assumptions if a.key == "observed_until"]
        assert note.evidence == (
            "The latest start is on that day; 20 rows end after the latest start: taken as planned, not as seen."
        )
        assert contracts.period_counts(rt.CohortSettings()).lost.sum() == 0

    def test_the_person_can_move_it(self) -> None:
        contracts = read("a,2024-01-05,2024-03-10,1\nb,2024-02-01,,1\n", observed_until="2024-02-15")
        assert contracts.period_counts(rt.CohortSettings()).complete.tolist() == [True, False]
        moved = contracts.observed_to("2024-04-01")
        assert moved.period_counts(rt.CohortSettings()).end[0].tolist() == [1, 2, 1]
        assert moved.fingerprint != contracts.fingerprint


def test_money_that_is_lacking_or_negative_is_said() -> None:
    contracts = read("a,2024-01-05,,\nb,2024-01-09,,-5\nc,2024-01-10,,free\nd,2024-01-11,,7\ne,2024-01-12,,8\n")
    assert contracts.amount.tolist() == [0.0, -5.0, 0.0, 7.0, 8.0]
    assert "1 row has no amount; counted with no money." in contracts.report.assumed
    assert "1 row has a negative amount: it lowers what its customer pays." in said(contracts)


def test_overlapping_rows_are_said_and_those_of_one_plan_are_doubtful() -> None:
    header = "account,start_date,end_date,plan,mrr\n"
    rows = (
        "a,2024-01-05,2024-03-05,basic,10\na,2024-02-05,,pro,20\n"  # side by side
        "b,2024-01-05,2024-03-05,basic,10\nb,2024-03-05,,pro,20\n"  # one after the other
        "c,2024-01-05,,basic,10\nc,2024-02-05,,basic,12\n"  # perhaps a correction
    )
    lines = said(read(rows, header))
    assert "1 row begins while another of the same customer runs: side by side, their money added up." in lines
    assert [line[:69] for line in lines if "'plan'" in line] == [
        "1 row begins while another of the same customer in the same 'plan' ru"
    ]


def test_exact_copies_are_kept_unless_told() -> None:
    rows = "a,2024-01-05,,10\na,2024-01-05,,10\nb,2024-01-09,,20\n"
    kept, dropped = read(rows), read(rows, duplicates="drop")
    assert (len(kept), kept.report.copies.tolist()) == (3, [2])
    assert (len(dropped), dropped.report.dropped) == (2, {"exact copy of an earlier row": 1})
    assert len(kept.without_copies()) == 2
    settings = rt.CohortSettings()
    assert kept.revenue_counts(settings).end[0, -1] == 40
    assert dropped.revenue_counts(settings).end[0, -1] == 30
    assert (kept.period_counts(settings).end == dropped.period_counts(settings).end).all()


def test_without_a_column_of_ends_everything_runs() -> None:
    contracts = rt.read_subscriptions(b"account,start_date,mrr\na,2024-01-05,5\nb,2024-02-09,6\n")
    assert (contracts.end == NEVER).all()
    assert contracts.mapping == rt.SubscriptionMapping("account", "start_date", amount="mrr")


OTHERS = {
    "Korean": (
        "고객ID,구독시작일,구독종료일,요금제,월요금\nC1,2024-01-05,2024-03-10,기본,9900\nC2,2024-02-01,,프로,19900\n",
        ("고객ID", "구독시작일", "구독종료일", "월요금", "요금제"),
    ),
    "Chinese": (
        "客户ID,开始日期,结束日期,套餐,月费\nC1,2024-01-05,2024-03-10,基础,99\nC2,2024-02-01,至今,专业,199\n",
        ("客户ID", "开始日期", "结束日期", "月费", "套餐"),
    ),
    "German": (
        "Kundennummer;Vertragsbeginn;Vertragsende;Tarif;Monatsbeitrag\n"
        "C1;05.01.2024;10.03.2024;Basis;9,90\nC2;25.02.2024;unbefristet;Pro;19,90\n",
        ("Kundennummer", "Vertragsbeginn", "Vertragsende", "Monatsbeitrag", "Tarif"),
    ),
    "Spanish": (
        "cliente,fecha inicio,fecha fin,plan,cuota mensual\n"
        "C1,2024-01-05,2024-03-10,a,9.9\nC2,2024-02-01,vigente,b,5\n",
        ("cliente", "fecha inicio", "fecha fin", "cuota mensual", "plan"),
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_headers_of_other_languages(language) -> None:
    text, (customer, start, end, amount, plan) = OTHERS[language]
    found = rt.inspect(text.encode()).subscriptions
    assert (found.customer, found.start, found.end, found.amount, found.plan) == (customer, start, end, amount, plan)
    contracts = rt.read_subscriptions(text.encode())
    counts = contracts.observed_to("2024-04-01").period_counts(rt.CohortSettings())
    assert counts.end[0].tolist() == [1, 2, 1]


def test_a_workbook_with_dates() -> None:
    frame = pd.DataFrame(
        {
            "account": ["a", "b"],
            "start_date": pd.to_datetime(["2024-01-05", "2024-02-01"]),
            "end_date": pd.to_datetime(["2024-03-10", None]),
            "mrr": [10, 20],
        }
    )
    file = io.BytesIO()
    frame.to_excel(file, index=False)
    contracts = rt.read_subscriptions(file.getvalue())
    assert ends(contracts) == ["2024-03-10", None]
    assert contracts.amount.tolist() == [10.0, 20.0]


def test_a_frame_of_moments_with_a_zone() -> None:
    frame = pd.DataFrame(
        {
            "who": ["a", "b"],
            "from": pd.to_datetime(["2024-01-31 20:00", "2024-02-01 00:00"], utc=True),
            "to": pd.to_datetime(["2024-02-29 15:00", None], utc=True),
        }
    )
    mapping = rt.SubscriptionMapping("who", "from", "to")
    counts = rt.subscriptions_from_frame(frame, mapping, timezone="Asia/Seoul", observed_until="2024-04-01")
    settled = counts.period_counts(rt.CohortSettings())
    assert settled.end[0].tolist() == [2, 1]  # midnight of 1 March in Seoul ends February
    assert settled.start[0].tolist() == [0, 2]
    with pytest.raises(rt.MappingError, match="whom"):
        rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("whom", "from"))
    with pytest.raises(rt.EmptyFileError, match="no rows"):
        rt.subscriptions_from_frame(frame.head(0), mapping)


def test_ends_of_another_zone_are_instants() -> None:
    contracts = rt.read_subscriptions(
        b"account,start_date,end_date\na,2024-01-31T23:30:00+09:00,2024-03-01T00:00:00+09:00\n", timezone="Asia/Seoul"
    )
    assert np.diff([contracts.start[0], contracts.end[0]]).tolist() == [(29 * 24 + 0.5) * 3_600_000_000]


def test_a_file_of_visits_is_refused_until_columns_are_named() -> None:
    data = b"customer,ordered_at,total\na,2024-01-05,5\nb,2024-02-03,7\n"
    with pytest.raises(rt.MappingError, match="does not look like subscriptions"):
        rt.read_subscriptions(data)
    contracts = rt.read_subscriptions(data, customer="customer", start="ordered_at")
    assert (len(contracts), contracts.mapping.end) == (2, None)


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    data = HEADER.encode() + b"a,2024-01-05,,1\n"
    with pytest.raises(rt.MappingError, match="The column 'mrr' is used for end and for amount"):
        rt.read_subscriptions(data, rt.SubscriptionMapping("account", "start_date", "mrr", "mrr"))
    with pytest.raises(rt.EmptyFileError, match="start date cannot be read"):
        rt.read_subscriptions(data, rt.SubscriptionMapping("mrr", "account"))


def test_what_was_read_can_be_shown() -> None:
    contracts = read("a,2024-01-05,2024-02-05,10\nb,2024-01-09,,20\na,2024-03-01,present,12\n")
    frame = contracts.frame()
    assert frame["account"].tolist() == ["a", "a", "b"]
    assert frame["row"].tolist() == [1, 3, 2]
    assert frame["mrr"].tolist() == [10.0, 12.0, 20.0]
    assert repr(contracts) == "<Subscriptions: 3 contracts, 2 customers, 2024-01-05 to 2024-03-01>"
    assert contracts.nbytes > 0
    assert contracts.fingerprint == read("a,2024-01-05,2024-02-05,10\nb,2024-01-09,,20\na,2024-03-01,,12\n").fingerprint


def test_a_mapping_of_another_kind_is_refused_in_words() -> None:
    visits, contracts = rt.ColumnMapping("who", "from"), rt.SubscriptionMapping("who", "from")
    frame = pd.DataFrame({"who": ["a"], "from": ["2024-01-05"]})
    with pytest.raises(rt.MappingError, match=r"A ColumnMapping is no SubscriptionMapping\. Write SubscriptionMapping"):
        rt.subscriptions_from_frame(frame, visits)
    with pytest.raises(rt.MappingError, match="A dict is no SubscriptionMapping"):
        rt.read_subscriptions(b"who,from\na,2024-01-05\n", {"customer": "who"})
    with pytest.raises(rt.MappingError, match=r"Write ColumnMapping\(customer"):
        rt.events_from_frame(frame, contracts)
    with pytest.raises(rt.MappingError, match="no ColumnMapping"):
        rt.read_events(b"who,from\na,2024-01-05\n", contracts)
    with pytest.raises(rt.MappingError, match="no TenureMapping"):
        rt.read_tenures(b"who,from\na,2024-01-05\n", contracts)


def test_one_segment_is_named_alone() -> None:
    data = b"who,from,market\na,2024-01-05,north\nb,2024-02-05,south\n"
    assert list(rt.read_subscriptions(data, customer="who", start="from", segments="market").segments) == ["market"]


def test_of_rows_that_begin_together_the_first_plan_decides() -> None:
    frame = pd.DataFrame(
        {
            "who": ["a", "a", "a", "b", "b", "c"],
            "from": ["2024-01-05", "2024-01-05", "2024-01-03", "2024-01-09", "2024-01-09", "2024-01-10"],
            "to": ["2024-02-10", None, "2024-01-05", None, "2024-03-01", None],
            "mrr": [5.0, 6.0, 1.0, 2.0, 3.0, 4.0],
            "plan": ["pro", "basic", "pro", None, "pro", "basic"],
        }
    )
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr", "plan")
    settings = rt.CohortSettings(segment="plan")
    tables = []
    for rows in (frame, frame.iloc[::-1]):
        source = rt.subscriptions_from_frame(rows.reset_index(drop=True), mapping, end_day="excluded")
        found = rt.revenue_retention(source, settings)
        assert {name: int(part["customers"].max()) for name, part in found.items()} == {"pro": 2, "basic": 1}
        spells = source.tenures().frame().drop(columns="row").sort_values("who", ignore_index=True)
        tables.append((pd.concat(found), spells))
    for one, other in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(one, other)
