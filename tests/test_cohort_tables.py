"""Cohort tables that are counted already: drawn as they stand."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

HALF = {"sizes": [10, 4, 6], "active": [[10, 5, 3], [4, 1, 0], [6, 0, 0]], "known": [[1, 1, 1], [1, 1, 0], [1, 0, 0]]}


def seen(matrix: rt.CohortMatrix) -> dict[str, list]:
    return {
        "sizes": matrix.sizes.tolist(),
        "active": matrix.active.tolist(),
        "known": matrix.complete.astype(int).tolist(),
    }


SAME = {
    "counts": "Cohort,Users,M0,M1,M2\n2024-01,10,10,5,3\n2024-02,4,4,1,\n2024-03,6,6,,\n",
    "percent": "Cohort,Users,M0,M1,M2\n2024-01,10,100%,50%,30%\n2024-02,4,100%,25%,\n2024-03,6,100%,,\n",
    "percent without a sign": "Cohort,Users,M0,M1,M2\n2024-01,10,100,50,30\n2024-02,4,100,25,\n2024-03,6,100,,\n",
    "decimal comma": "Kohorte;Kunden;Monat 0;Monat 1;Monat 2\nJan 2024;10;100,0 %;50,0 %;30,0 %\nFeb 2024;4;100,0 %;25,0 %;\nMär 2024;6;100,0 %;;\n",  # noqa: E501
    "fractions": "cohort,size,m0,m1,m2\n2024-01,10,1.0,0.5,0.3\n2024-02,4,1.0,0.25,\n2024-03,6,1.0,,\n",
    "no size, ages from 1": "Cohort,Month 1,Month 2,Month 3\nJan 2024,10,5,3\nFeb 2024,4,1,\nMar 2024,6,,\n",
    "age 0 left out": "Cohort,Users,Month 1,Month 2\n2024-01,10,50%,30%\n2024-02,4,25%,\n2024-03,6,,\n",
    "korean": "가입월,가입자수,0개월,1개월,2개월\n2024년 1월,10,100%,50%,30%\n"
    "2024년 2월,4,100%,25%,\n2024년 3월,6,100%,,\n",
    "chinese": "注册月份,新增用户,第0月,第1月,第2月\n2024年1月,10,10,5,3\n2024年2月,4,4,1,\n2024年3月,6,6,,\n",
    "calendar": "cohort month,users,2024-01,2024-02,2024-03\n2024-01,10,10,5,3\n2024-02,4,,4,1\n2024-03,6,,,6\n",
    "summaries": "Cohort,Users,M0,M1,M2\n2024-01,10,10,5,3\n2024-02,4,4,1,\n2024-03,6,6,,\n"
    "Total,20,20,6,3\nAverage,7,7,3,3\n",
    "long rates": "cohort,period_number,cohort_size,retention_rate\n2024-01,0,10,1\n2024-01,1,10,0.5\n"
    "2024-01,2,10,0.3\n2024-02,0,4,1\n2024-02,1,4,0.25\n2024-03,0,6,1\n",
    "long counts": "cohort,month,users\n2024-01,0,10\n2024-01,1,5\n2024-01,2,3\n"
    "2024-02,0,4\n2024-02,1,1\n2024-03,0,6\n",
    "zeros": "Cohort,Users,M0,M1,M2\n2024-01,10,10,5,3\n2024-02,4,4,1,0\n2024-03,6,6,0,0\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_one_table_in_many_forms(text: str) -> None:
    matrix = rt.read_cohort_table(text.encode())
    assert seen(matrix) == HALF
    assert (matrix.ages.tolist(), str(matrix.cohorts[0])) == ([0, 1, 2], "2024-01-01T00:00:00")


def test_the_rates_are_those_of_the_file(shared) -> None:
    matrix = rt.read_cohort_table(shared / "data" / "messy" / "retention_table_already_pivoted.csv")
    assert matrix.rates[0].tolist() == [1.0, 0.625, 0.875, 0.5, 0.75, 0.75]
    assert matrix.complete.sum(axis=1).tolist() == [6, 5, 4, 3, 2]
    assert matrix.sizes.tolist() == [8, 8, 8, 8, 8]


def test_it_can_be_drawn_pooled_and_exported() -> None:
    matrix = rt.read_cohort_table(SAME["percent"].encode())
    assert rt.charts.cohort_heatmap(matrix).data
    large = rt.read_cohort_table(b"cohort,users,M0,M1,M2\n2024-01,100,100,50,30\n2024-02,300,300,90,\n")
    assert rt.retention_curve(large).rates.tolist() == [1.0, 0.35]
    assert rt.export.read_matrix_csv(rt.export.csv_bytes(matrix, shape="tidy")).active.tolist() == HALF["active"]


def test_zeros_behind_the_last_period_are_told_and_can_be_counted() -> None:
    data = SAME["zeros"].encode()
    assert any("3 zeros lie behind" in said for said in rt.read_cohort_table(data).notes)
    assert rt.read_cohort_table(data, zeros="counted").complete.all()


def test_a_share_that_no_number_of_customers_gives_is_told() -> None:
    matrix = rt.read_cohort_table(b"Cohort,Users,M0,M1,M2\n2024-01,10,100%,55.3%,30%\n2024-02,4,100%,25%,\n")
    assert matrix.active[0].tolist() == [10, 6, 3]
    assert any("first in cohort '2024-01' at age 1" in said for said in matrix.notes)


def test_rounded_shares_give_whole_customers() -> None:
    matrix = rt.read_cohort_table(b"Cohort,Users,M0,M1,M2\n2024-01,300,100%,33.3%,66.7%\n2024-02,7,100%,14.3%,\n")
    assert (matrix.active.tolist(), [n for n in matrix.notes if "nearest" in n]) == ([[300, 100, 200], [7, 1, 0]], [])


def test_weeks_of_cohorts_and_days_of_months() -> None:
    weekly = rt.read_cohort_table(b"cohort,users,week 0,week 1,week 2\n2024-01-01,10,10,5,3\n2024-01-08,4,4,2,\n")
    assert weekly.settings == rt.CohortSettings(period="week")
    daily = rt.read_cohort_table(b"cohort,users,day 0,day 1,day 7\n2024-01,10,10,5,3\n2024-02,4,4,2,1\n")
    assert (daily.settings.period, daily.settings.cohort_period, daily.ages.tolist()) == ("day", "month", [0, 1, 7])


def test_a_cohort_without_a_row_is_shown_as_empty() -> None:
    matrix = rt.read_cohort_table(b"cohort,users,m0,m1,m2\n2024-01,10,10,5,3\n2024-03,4,4,,\n")
    assert (matrix.sizes.tolist(), matrix.complete[1].tolist()) == ([10, 0, 4], [False, False, False])
    assert any("1 months between" in said or "1 month between" in said for said in matrix.notes)


REFUSED = {
    "Cohort,M0,M1,M2\n2024-01,100%,50%,25%\n": "shares, and not how many customers",
    "Cohort,Users,M0,M1,M2\nspring,10,10,5,3\nautumn,4,4,1,\n": "'spring' is no month",
    "Cohort,Users,M0,M1,M2\nJanuary,10,10,5,3\nFebruary,4,4,1,\n": "with its year",
    "Cohort,Users,M0,M1,M2\n2024-01,10,5000,700,30\n": "10 customers and shows 5000",
    "Cohort,Plan,M0,M1,M2\n2024-01,a,9,4,2\n2024-01,b,8,3,1\n": "more than one row",
    "customer,date\na,2024-01-05\n": "no table of cohorts",
}


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.values())
def test_what_it_cannot_say_is_refused_in_words(text: str) -> None:
    with pytest.raises(rt.ReadError, match=REFUSED[text]):
        rt.read_cohort_table(text.encode())


@pytest.mark.parametrize("size", ["-8", "8.5", "1.234", "99999999999999999999"])
@pytest.mark.parametrize("cells", ["100%,50%", "0%,"])
def test_a_size_that_is_no_number_of_people_is_refused(size: str, cells: str) -> None:
    with pytest.raises(rt.ReadError, match=f"has {re.escape(size)} customers: that is no number of people"):
        rt.read_cohort_table(f"Cohort,Users,M0,M1\n2024-01,8,100%,50%\n2024-02,{size},{cells}\n".encode())


@pytest.mark.parametrize(("size", "share"), [(0, "inf%"), (400, "inf%"), (400, "1e308%"), (400, "1e400%")])
def test_a_share_beyond_all_numbers_is_never_left_out_in_silence(size: int, share: str) -> None:
    with pytest.raises(rt.ReadError, match="not how many of them came back"):
        rt.read_cohort_table(f"Cohort,Users,M0,M1\n2024-01,8,100%,50%\n2024-02,{size},100%,{share}\n".encode())


tables = st.lists(
    st.tuples(st.integers(1, 500), st.lists(st.floats(0, 1), min_size=5, max_size=5)), min_size=1, max_size=6
)


@settings(deadline=None)
@given(tables, st.booleans())
def test_counts_and_shares_of_them_are_the_same_matrix(rows: list, triangle: bool) -> None:
    counts = [[size, *(round(size * share) for share in shares)] for size, shares in rows]
    known = [[not triangle or j < 6 - i for j in range(6)] for i in range(len(rows))]
    texts = {"count": [], "share": []}
    for i, row in enumerate(counts):
        label = f"2024-{i + 1:02d},{row[0]}"
        texts["count"].append(",".join([label, *(str(n) if k else "" for n, k in zip(row, known[i], strict=True))]))
        shares = (f"{100 * n / row[0]:.6f}%" if k else "" for n, k in zip(row, known[i], strict=True))
        texts["share"].append(",".join([label, *shares]))
    head = "cohort,users,M0,M1,M2,M3,M4,M5"
    for lines in texts.values():
        matrix = rt.read_cohort_table("\n".join([head, *lines, ""]).encode(), zeros="counted")
        assert np.array_equal(matrix.complete, known)
        assert matrix.active.tolist() == np.where(known, counts, 0).tolist()
