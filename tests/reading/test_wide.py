"""A row for each customer and a column for each month."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.roles.spans import ages_in, period_of, periods_in
from retention.reading.roles.unpivot import Marks


def seen(events: rt.Events) -> list[tuple[str, str]]:
    """Customer and month of every event."""
    customers = [str(name) for i in range(events.n_customers) for name in events.customers([i])]
    counts = events.offsets[1:] - events.offsets[:-1]
    who = [name for name, count in zip(customers, counts, strict=True) for _ in range(count)]
    months = [str(m)[:7] for m in events.time.astype("datetime64[us]")]
    return sorted(zip(who, months, strict=True))


def test_flags() -> None:
    data = b"customer,2024-01,2024-02,2024-03\na,1,0,1\nb,0,1,1\nc,-,,x\n"
    events = rt.read_events(data)
    assert (rt.inspect(data).kind, events.mapping) == ("wide", rt.ColumnMapping("customer", "month (from headers)"))
    assert seen(events) == [("a", "2024-01"), ("a", "2024-03"), ("b", "2024-02"), ("b", "2024-03"), ("c", "2024-03")]
    assert (events.report.rows_read, dict(events.report.dropped)) == (9, {"not active in that period": 4})
    assert str(events.observed_until) == "2024-04-01 00:00:00"
    assert "choose months as the period" in " ".join(events.report.assumed)
    assert events.report.left_out.head(1).to_dict("records") == [
        {"row": 2, "line": 2, "part": "", "reason": "not active in that period", "text": "a, 2024-02-01, 0"}
    ]


def test_money_and_groups() -> None:
    text = '회원번호,등급,2024년 1월,2024년 2월,2024년 3월\n001,골드,"1,000",0,"2,000"\n002,실버,,500,?\n'
    events = rt.read_events(text.encode())
    assert events.mapping == rt.ColumnMapping(
        "회원번호", "month (from headers)", None, "amount (from cells)", ("등급",)
    )
    assert (len(events), float(events.amount.sum())) == (3, 3_500.0)
    assert dict(events.report.dropped) == {"not active in that period": 2, "mark not understood": 1}


def test_retention_of_a_wide_table() -> None:
    matrix = rt.cohort_matrix(rt.read_events(b"id,2024-01,2024-02,2024-03\na,1,1,1\nb,1,0,1\nc,0,1,0\n"))
    assert (matrix.sizes.tolist(), matrix.active.tolist()) == ([2, 1], [[2, 1, 2], [1, 0, 0]])
    assert matrix.complete[0].tolist() == [True, True, True]


def test_a_month_without_any_cell_has_not_happened_yet() -> None:
    events = rt.read_events(b"customer,2024-01,2024-02,2024-03\na,1,0,\nb,0,1,\n")
    assert str(events.observed_until) == "2024-03-01 00:00:00"


def test_weeks_and_quarters() -> None:
    weekly = rt.read_events(b"member,2024-W01,2024-W02,2024-W03\na,1,0,1\nb,0,1,1\n")
    assert (weekly.mapping.time, str(weekly.span[0].date())) == ("week (from headers)", "2024-01-01")
    quarters = rt.read_events(b"member,Q1 2024,Q2 2024,Q3 2024\na,1,0,1\nb,0,1,1\n")
    assert (quarters.mapping.time, str(quarters.observed_until.date())) == ("quarter (from headers)", "2024-10-01")


def test_the_year_may_stand_in_the_name_of_the_file() -> None:
    events = rt.read_events(b"customer,Jan,Feb,Mar\na,1,0,1\nb,0,1,1\n", name="visits 2023.csv")
    assert seen(events)[0] == ("a", "2023-01")


def test_a_mapping_of_the_columns_of_the_file_leaves_it_as_it_is() -> None:
    data = b"customer,joined,2024-01,2024-02,2024-03\na,2023-05-01,1,0,1\nb,2023-06-01,0,1,1\n"
    assert len(rt.read_events(data, rt.ColumnMapping("customer", "joined"))) == 2


def test_blank_rows_and_nameless_customers_stay_accounted_for() -> None:
    events = rt.read_events(b"customer,2024-01,2024-02,2024-03\na,1,0,1\n,1,1,1\nb,1,1\nc,0,1,0\n")
    report = events.report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    assert report.dropped["no customer"] == 3


MARKS = {
    ("x", ""): {"x": True, "": False, "0": False, "1": True},
    ("O", "X"): {"o": True, "X": False},
    ("○", "×"): {"○": True, "×": False},
    ("Y", "N"): {"y": True, "no": False},
    ("예", "아니오"): {"예": True, "아니오": False},
    ("attended", "-"): {"attended": True, "–": False, "?": None},
    ("gold", "lead", "tin"): {"gold": None, "": False},
    ("$12.50", "0"): {"$12.50": True, "$0.00": False, "1,000 ₩": True},
}


@pytest.mark.parametrize("cells", MARKS)
def test_what_marks_mean(cells: tuple[str, ...]) -> None:
    marks = Marks.found_in(cells)
    assert {cell: marks.active(cell) for cell in MARKS[cells]} == MARKS[cells]


NAMES = {
    "2024-03": "2024-03-01",
    "2024.03": "2024-03-01",
    "202403": "2024-03-01",
    "Mar 2024": "2024-03-01",
    "Mar-24": "2024-03-01",
    "March '24": "2024-03-01",
    "03/2024": "2024-03-01",
    "2024년 3월": "2024-03-01",
    "2024年3月": "2024-03-01",
    "มี.ค. 67": "2024-03-01",
    "มี.ค. 2567": "2024-03-01",
    "März 2024": "2024-03-01",
    "Sales 2024-03": "2024-03-01",
    "revenue_2024_03": "2024-03-01",
    "2024 Q2": "2024-04-01",
    "2024-W10": "2024-03-04",
}


@pytest.mark.parametrize("name", NAMES)
def test_periods_in_headers(name: str) -> None:
    period = period_of(name)
    assert period is not None
    assert str(period.start) == NAMES[name]


def test_names_that_are_no_periods() -> None:
    names = ["M3", "customer 2", "amount", "2024-13", "id", "phone 010-1234", "top 10", "index (2020=100)", "v2.10"]
    assert [name for name in names if period_of(name) and not period_of(name).rest] == []


def test_ages_in_headers() -> None:
    for names in (["M0", "M1", "M2"], ["Month 1", "Month 2", "Month 3"], ["0개월", "1개월", "2개월"], ["0", "1", "2"]):
        assert list(ages_in(["cohort", *names])) == names


def test_periods_of_two_kinds_are_not_mixed() -> None:
    names = ["id", "sales 2024-01", "sales 2024-02", "sales 2024-03", "visits 2024-01", "visits 2024-02"]
    assert list(periods_in(names)) == names[1:4]


cells = st.sampled_from(["1", "0", "", "x", "-", "7", "12.5", "?"])


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=2, max_size=12))
def test_every_cell_is_an_event_or_left_out_for_one_reason(grid: list[tuple[str, ...]]) -> None:
    rows = "\n".join(f"c{i},{','.join(row)}" for i, row in enumerate(grid))
    try:
        report = rt.read_events(f"customer,2024-01,2024-02,2024-03,2024-04\n{rows}\n".encode()).report
    except rt.EmptyFileError:
        return
    assert report.rows_read == 4 * len(grid) == report.rows_kept + sum(report.dropped.values())
    assert report.rows_kept == sum(cell in ("1", "x", "7", "12.5") for row in grid for cell in row)


def test_totals_of_a_pivot_table_are_neither_customers_nor_money_of_a_month() -> None:
    text = "customer,Jan 2024,Feb 2024,Q1,Mar 2024,Total\na,1,2,3,4,7\nb,0,5,5,1,6\nGrand Total,1,7,8,5,13\n"
    events = rt.read_events(text.encode())
    assert (events.customer_ids.to_pylist(), float(events.amount.sum())) == (["a", "b"], 13.0)
    assert dict(events.report.dropped) == {"totals row": 3, "not active in that period": 1}
    assert "The column 'Total' is left out: its money would be counted once for each month." in events.report.assumed


def test_money_of_all_months_is_not_repeated_for_each() -> None:
    events = rt.read_events(b"customer,revenue,2024-01,2024-02,2024-03\na,90,1,0,1\nb,50,1,1,1\nTotal,140,2,1,2\n")
    assert (len(events), events.amount, dict(events.report.dropped)["totals row"]) == (5, None, 3)
