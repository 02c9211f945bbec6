"""Worked examples small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.results import CohortMatrix

WHO = rt.ColumnMapping("who", "when", event="what", amount="paid", segments=("plan",))


def events(*rows: str, until: str | None = None, timezone: str = "UTC") -> rt.Events:
    """Events from "who when what paid plan" lines; a dash is blank."""
    cells = [["" if c == "-" else c for c in (row.split() + ["-"] * 4)[:5]] for row in rows]
    frame = pd.DataFrame(cells, columns=["who", "when", "what", "paid", "plan"])
    frame["when"] = pd.to_datetime(frame["when"], format="ISO8601")
    frame["paid"] = pd.to_numeric(frame["paid"])
    return rt.events_from_frame(frame, WHO, observed_until=until, timezone=timezone)


def cells(matrix: CohortMatrix) -> dict[str, list[str]]:
    """Rows as text: "2/3" came back of eligible, "(1)" seen so far in an open window, "" not begun."""
    rows = {}
    for i, cohort in enumerate(matrix.cohorts):
        line = []
        for j in range(len(matrix.ages)):
            if matrix.complete[i, j]:
                line.append(f"{matrix.active[i, j]}/{matrix.eligible[i, j]}")
            else:
                line.append(f"({matrix.active[i, j] + matrix.open_active[i, j]})" if matrix.is_open[i, j] else "")
        rows[str(cohort)[:10]] = line
    return rows


SHOP = (
    "a 2024-01-05",
    "a 2024-02-20",
    "a 2024-03-01",
    "b 2024-01-31T23:59",
    "b 2024-03-31",
    "c 2024-02-01",
    "d 2024-03-10",
    "c 2024-04-02",
)


def test_months():
    assert cells(rt.cohort_matrix(events(*SHOP), rt.CohortSettings())) == {
        "2024-01-01": ["2/2", "1/2", "2/2", "(0)"],
        "2024-02-01": ["1/1", "0/1", "(1)", ""],
        "2024-03-01": ["1/1", "(0)", "", ""],
    }


def test_the_last_day_completes_nothing_but_itself():
    matrix = rt.cohort_matrix(events(*SHOP, until="2024-05-01"), rt.CohortSettings())
    assert cells(matrix)["2024-02-01"] == ["1/1", "0/1", "1/1"] + [""] * 1
    assert matrix.rates[1].tolist()[:3] == [1.0, 0.0, 1.0]


def test_on_or_after():
    assert cells(rt.cohort_matrix(events(*SHOP), rt.CohortSettings(measure="on_or_after"))) == {
        "2024-01-01": ["2/2", "2/2", "2/2", "(0)"],
        "2024-02-01": ["1/1", "1/1", "(1)", ""],
        "2024-03-01": ["1/1", "(0)", "", ""],
    }


def test_within_two():
    assert cells(rt.cohort_matrix(events(*SHOP), rt.CohortSettings(measure="within", within=2))) == {
        "2024-01-01": ["2/2", "2/2", "(2)", "(0)"],
        "2024-02-01": ["1/1", "(1)", "(1)", ""],
        "2024-03-01": ["(1)", "(0)", "", ""],
    }


def test_brackets():
    matrix = rt.cohort_matrix(events(*SHOP, until="2024-05-01"), rt.CohortSettings(measure="bracket", brackets=(1, 2)))
    assert matrix.age_labels == ("0", "1", "2-3")
    assert cells(matrix) == {
        "2024-01-01": ["2/2", "1/2", "2/2"],
        "2024-02-01": ["1/1", "0/1", "(1)"],
        "2024-03-01": ["1/1", "0/1", ""],
    }


def test_elapsed_windows_are_each_customers_own():
    """a's second window of 30 days is over, b's is not: the cell is open, and says who was eligible."""
    own = events("a 2024-01-01", "a 2024-02-05", "b 2024-01-20", "b 2024-02-25", until="2024-03-05")
    matrix = rt.cohort_matrix(own, rt.CohortSettings(clock="elapsed"))
    assert {
        "eligible": matrix.eligible.tolist(),
        "active": matrix.active.tolist(),
        "open": matrix.open_active.tolist(),
        "complete": matrix.complete.tolist(),
    } == {
        "eligible": [[2, 1, 0]],
        "active": [[2, 1, 0]],
        "open": [[0, 1, 0]],
        "complete": [[True, False, False]],
    }


def test_a_different_return_measures_age_0():
    signups = events(
        "a 2024-01-05 join", "a 2024-01-05 buy", "b 2024-01-06 join", "b 2024-02-06 buy", until="2024-03-01"
    )
    matrix = rt.cohort_matrix(signups, rt.CohortSettings(start_event="join", return_event="buy"))
    assert cells(matrix) == {"2024-01-01": ["1/2", "1/2"]}


def test_the_starts_own_row_is_no_return():
    joined = events("a 2024-01-05 join", "b 2024-01-05 join", "b 2024-01-05 buy", until="2024-02-01")
    assert cells(rt.cohort_matrix(joined, rt.CohortSettings(start_event="join"))) == {"2024-01-01": ["1/2"]}


def test_a_return_before_the_start_does_not_count():
    early = events("a 2024-01-01 buy", "a 2024-01-05 join", until="2024-02-01")
    assert cells(rt.cohort_matrix(early, rt.CohortSettings(start_event="join", return_event="buy"))) == {
        "2024-01-01": ["0/1"]
    }


def test_every_start_opens_a_cohort():
    twice = events("a 2024-01-05", "a 2024-02-05", "b 2024-02-07", until="2024-04-01")
    assert cells(rt.cohort_matrix(twice, rt.CohortSettings(birth="every"))) == {
        "2024-01-01": ["1/1", "1/1", "0/1"],
        "2024-02-01": ["2/2", "0/2", ""],
    }


def test_the_first_start_in_a_range():
    long_known = events("a 2023-01-05", "a 2024-02-05", "a 2024-03-09", "b 2024-02-07", until="2024-04-01")
    chosen = rt.CohortSettings(birth="first_in_range", start="2024-01-01", end="2024-03-01")
    assert cells(rt.cohort_matrix(long_known, chosen)) == {
        "2024-01-01": ["0/0", "0/0"],
        "2024-02-01": ["2/2", "1/2"],
    }
    assert cells(rt.cohort_matrix(long_known, chosen.replace(birth="first"))) == {
        "2024-01-01": ["0/0", "0/0"],
        "2024-02-01": ["1/1", "0/1"],
    }


def test_days_under_months():
    """Month rows, day columns: each customer's day 1 is the day after their own first day."""
    daily = events("a 2024-01-01", "a 2024-01-02", "b 2024-01-31", "b 2024-02-01", until="2024-02-02")
    chosen = rt.CohortSettings(period="day", cohort_period="month", max_age=2)
    matrix = rt.cohort_matrix(daily, chosen)
    assert {"eligible": matrix.eligible.tolist(), "active": matrix.active.tolist()} == {
        "eligible": [[2, 2, 1]],
        "active": [[2, 2, 0]],
    }


def test_min_events():
    busy = events("a 2024-01-01", "a 2024-02-01", "a 2024-02-09", "b 2024-01-01", "b 2024-02-02", until="2024-03-01")
    assert cells(rt.cohort_matrix(busy, rt.CohortSettings(min_events=2))) == {"2024-01-01": ["0/2", "1/2"]}


def test_money():
    paid = events(
        "a 2024-01-05 - 10", "a 2024-02-20 - 30", "b 2024-01-31 - 20", "a 2024-02-25 - -5", "b 2024-03-02 - 8",
        until="2024-04-01",
    )  # fmt: skip
    values = {
        value: rt.cohort_matrix(paid, rt.CohortSettings(value=value)).values.tolist()
        for value in ("sum", "mean", "cumulative")
    }
    assert values == {
        "sum": [[30.0, 25.0, 8.0]],
        "mean": [[15.0, 25.0, 8.0]],
        "cumulative": [[15.0, 27.5, 31.5]],
    }


def test_refunds_are_money_and_not_activity():
    refund = events("a 2024-01-05 - 10", "a 2024-02-20 - -10", "b 2024-02-03 - -7", until="2024-03-01")
    assert cells(rt.cohort_matrix(refund, rt.CohortSettings())) == {"2024-01-01": ["1/1", "0/1"]}
    assert cells(rt.cohort_matrix(refund, rt.CohortSettings(refunds_count=True))) == {
        "2024-01-01": ["1/1", "1/1"],
        "2024-02-01": ["1/1", ""],
    }


def test_segments_come_from_the_first_start():
    plans = events("a 2024-01-05 - - pro", "a 2024-02-05 - - free", "b 2024-01-06 - - -", "c 2024-01-07 - - pro")
    parts = rt.cohort_matrix(plans, rt.CohortSettings(segment="plan"))
    assert {name: m.sizes.tolist() for name, m in parts.items()} == {"pro": [2], "(blank)": [1]}


def test_many_segments_are_gathered():
    rows = [f"{plan}{i} 2024-01-05 - - {plan}" for plan in "abcdefghijklm" for i in range(2 if plan < "l" else 1)]
    parts = rt.cohort_matrix(events(*rows), rt.CohortSettings(segment="plan"))
    assert {name: int(m.sizes.sum()) for name, m in parts.items()} == {**dict.fromkeys("abcdefghijk", 2), "other": 2}


def test_a_gap_in_plentiful_data_is_unknown_not_zero():
    """Nothing at all in March while every other month has many rows: unknown, and left out of the pooled curve."""
    days = [f"{name} 2024-{month:02d}-{day:02d}" for month in (1, 2, 4, 5) for day in range(1, 29) for name in "ab"]
    matrix = rt.cohort_matrix(events(*days), rt.CohortSettings())
    assert {
        "no data": matrix.no_data[0].tolist(),
        "rates": [round(r, 2) if r == r else None for r in matrix.rates[0].tolist()],
    } == {
        "no data": [False, False, True, False, False],
        "rates": [1.0, 1.0, None, 1.0, None],
    }


def test_an_empty_month_among_few_rows_is_chance():
    matrix = rt.cohort_matrix(events("a 2024-01-05", "a 2024-03-05", until="2024-04-01"), rt.CohortSettings())
    assert cells(matrix) == {"2024-01-01": ["1/1", "0/1", "1/1"]}
    assert not matrix.no_data.any()


def test_midnight_belongs_to_the_day_that_begins():
    seoul = events("a 2024-01-31T23:59", "b 2024-02-01T00:00", timezone="Asia/Seoul")
    assert rt.cohort_matrix(seoul, rt.CohortSettings()).sizes.tolist() == [1, 1]
    assert rt.cohort_matrix(seoul, rt.CohortSettings(timezone="UTC")).sizes.tolist() == [2]


def test_the_first_cohorts_may_hold_old_customers():
    """Customers come back about every 40 days, so the first two months hold people who were there before."""
    rows = [f"{name} 2024-{m:02d}-{d:02d}" for name in "ab" for m, d in ((1, 1), (2, 10), (3, 21), (4, 30))]
    matrix = rt.cohort_matrix(events(*rows, "c 2024-02-03", "d 2024-03-03", "e 2024-04-04"), rt.CohortSettings())
    assert matrix.warm_up == 2
    assert rt.cohort_matrix(events(*rows), rt.CohortSettings(warm_up=0)).warm_up == 0


def big(active: list[list[int]], eligible: list[list[int]]) -> CohortMatrix:
    """A matrix of given counts, complete wherever somebody is eligible."""
    could = np.array(eligible)
    n, k = could.shape
    return CohortMatrix(
        cohorts=np.arange("2024-01", f"2024-{n + 1:02d}", dtype="datetime64[M]").astype("datetime64[s]"),
        ages=np.arange(k),
        age_labels=tuple(map(str, range(k))),
        sizes=could[:, 0],
        eligible=could,
        active=np.array(active),
        open_active=could * 0,
        complete=could > 0,
    )


def test_pooled_is_never_a_mean_of_rates():
    curve = rt.retention_curve(big([[1000, 500], [500, 400]], [[1000, 1000], [500, 500]]))
    assert {
        "rates": curve.rates.tolist(),
        "came back": curve.numerator.tolist(),
        "of": curve.denominator.tolist(),
        "likely": [round(100 * float(x), 1) for x in (curve.lower[1], curve.upper[1])],
    } == {"rates": [1.0, 0.6], "came back": [1500, 900], "of": [1500, 1500], "likely": [57.5, 62.5]}


def test_the_curve_stops_where_it_knows_too_little_and_says_why():
    thin = rt.retention_curve(big([[40, 10, 5], [40, 9, 0]], [[40, 40, 40], [40, 40, 0]]))
    few = rt.retention_curve(big([[14, 4], [14, 5]], [[20, 14], [20, 14]]))
    none = rt.retention_curve(big([[8, 4], [4, 2]], [[8, 8], [4, 4]]))
    assert (len(none), none.note) == (0, "There are too few customers for a rate: only 12 customers so far.")
    assert {"one cohort": (len(thin), thin.note), "few customers": (len(few), few.note)} == {
        "one cohort": (2, "Stops before month 2: only one cohort has been watched that long."),
        "few customers": (1, "Stops before month 1: only 28 customers have been watched that long."),
    }


def test_trend_of_one_age():
    trend = rt.retention_trend(big([[40, 10], [50, 20], [60, 0]], [[40, 40], [50, 50], [60, 0]]), 1)
    assert {"labels": trend.labels, "rates": trend.rates.tolist()[:2], "last": bool(np.isnan(trend.rates[2]))} == {
        "labels": ("Jan 2024", "Feb 2024", "Mar 2024"),
        "rates": [0.25, 0.4],
        "last": True,
    }
    with pytest.raises(rt.SettingsError, match=r"no age 7\. Choose one from 0 to 1"):
        rt.retention_trend(big([[1, 1]], [[1, 1]]), 7)


def test_windows_in_words():
    matrix = rt.cohort_matrix(events(*SHOP), rt.CohortSettings())
    assert matrix.window_text(0, 1) == "1-29 Feb 2024"
    elapsed = rt.cohort_matrix(events(*SHOP), rt.CohortSettings(clock="elapsed"))
    assert elapsed.window_text(0, 1) == "month 1 after each customer's own first month"


def test_tidy_frame():
    frame = rt.cohort_matrix(events(*SHOP), rt.CohortSettings()).to_frame()
    assert list(frame.columns[:9]) == [
        "cohort", "age", "size", "eligible", "active", "rate", "lower", "upper", "complete",
    ]  # fmt: skip
    assert len(frame) == 12
    assert frame.loc[1, ["age", "size", "eligible", "active", "rate", "complete"]].tolist() == [1, 2, 2, 1, 0.5, True]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"start_event": "sing"}, "no row has the event 'sing'. The file has: buy, join."),
        ({"where": (("colour", "==", "red"),)}, "'colour' is neither the event column nor a segment column."),
        ({"segment": "colour"}, "'colour' is not a segment column. Choose one of: plan."),
        ({"period": "hour"}, "are too many cells to count. Choose a longer period"),
    ],
)
def test_what_the_data_do_not_hold_is_said(chosen, message):
    few = events("a 2020-01-05 buy 3 pro", "a 2024-02-05 join 2 pro")
    with pytest.raises(rt.SettingsError) as refused:
        rt.cohort_matrix(few, rt.CohortSettings(**chosen))
    assert message in str(refused.value)


def test_no_start_at_all_is_an_empty_matrix():
    nobody = rt.cohort_matrix(events("a 2024-01-05 buy 3 pro"), rt.CohortSettings(where=(("plan", "==", "free"),)))
    assert nobody.rates.shape == (0, 0)
    assert len(rt.retention_curve(nobody)) == 0
