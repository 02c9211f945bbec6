"""Hostile files against their truth: most carry the same 300 orders of 40 customers, each in another wrapping."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import retention as rt

MESSY = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "messy"
pytestmark = pytest.mark.skipif(not MESSY.is_dir(), reason="the folder with hostile files is not beside the repository")
TRUTH: dict[str, Any] = json.loads((MESSY / "TRUTH.json").read_text(encoding="utf-8")) if MESSY.is_dir() else {}
FILES: dict[str, dict[str, Any]] = TRUTH.get("files", {})
SAME = sorted(name for name, facts in FILES.items() if facts["same_as_base"])


def months(moments: pd.Series) -> pd.Series:
    return moments.dt.strftime("%Y-%m")


def seen(events: rt.Events) -> dict[str, Any]:
    """What the truth says of a file, counted from the rows that were read."""
    frame = events.frame().rename(columns={events.mapping.customer: "who", events.mapping.time: "when"})
    month = months(frame["when"])
    matrix = rt.cohort_matrix(events, rt.CohortSettings(period="month"))
    found = {
        "rows_used": len(events),
        "distinct_users": events.n_customers,
        "events_per_month": month.value_counts().sort_index().to_dict(),
        "mau": frame["who"].groupby(month).nunique().to_dict(),
        "cohort_matrix_month": {
            str(cohort)[:7]: [int(n) for n in row[watched]]
            for cohort, row, watched, size in zip(
                matrix.cohorts, matrix.active, matrix.eligible > 0, matrix.sizes, strict=True
            )
            if size
        },
    }
    if events.amount is not None:
        found["revenue_total"] = money(events)
    return found


def expected(facts: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: facts[key] for key in keys}


def money(events: rt.Events) -> str:
    return str(Decimal(float(events.amount.sum())).quantize(Decimal("0.01")))


def adds_up(report: rt.ReadReport) -> bool:
    return report.rows_read == report.rows_kept + sum(report.dropped.values())


# ------------------------------------------------------------------------ files that carry the same orders
@pytest.mark.parametrize("name", SAME)
def test_the_same_orders_in_another_wrapping(name: str) -> None:
    events = rt.read_events(MESSY / name)
    base = TRUTH["BASE"]
    found = seen(events)
    assert found == expected(base, *found)
    assert adds_up(events.report)
    first, last = events.span
    assert (str(first.date()), str(last.date())) == ("2024-01-02", "2024-06-30")


@pytest.mark.parametrize("name", [name for name in SAME if FILES.get(name, {}).get("encoding")])
def test_the_encoding_is_told(name: str) -> None:
    said = rt.inspect(MESSY / name)
    words = {
        "euc-kr": "CP949",
        "gb18030": "GB18030",
        "tis-620": "CP874",
        "utf-16": "UTF-16",
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8",
    }
    assert words[FILES[name]["encoding"]].lower() in (said.encoding or "").lower()


@pytest.mark.parametrize("name", ["vi_utf8_nfd_headers.csv", "ko_euckr.csv", "zh_gb18030.csv", "th_tis620_be.csv"])
def test_headers_in_other_languages_are_readable_and_understood(name: str) -> None:
    guess = rt.inspect(MESSY / name)
    names = [column.name for column in guess.columns]
    assert names == FILES[name].get("header", names)
    assert guess.mapping is not None
    assert [guess.mapping.customer, guess.mapping.time, guess.mapping.amount, *guess.mapping.segments] == names
    assert guess.questions == ()


def test_decoy_columns_do_not_win() -> None:
    mapping = rt.read_events(MESSY / "duplicate_headers.csv").mapping
    names = [column.name for column in rt.inspect(MESSY / "duplicate_headers.csv").columns]
    places = FILES["duplicate_headers.csv"]["mapping"]
    assert (mapping.customer, mapping.time, mapping.amount) == tuple(
        names[places[k]] for k in ("user", "date", "amount")
    )


def test_totals_and_a_footnote_are_left_out_by_name() -> None:
    report = rt.read_events(MESSY / "blank_trailing_rows_and_total.csv").report
    told = {reason: count for reason, count in report.dropped.items() if reason != "blank row"}
    assert sum(told.values()) == FILES["blank_trailing_rows_and_total.csv"]["rows_to_report_dropped"]
    assert any("total" in reason for reason in told)


def test_segments_that_look_like_code_stay_text() -> None:
    events = rt.read_events(MESSY / "html_script_segments.csv")
    (name,) = events.mapping.segments
    frame = events.frame()
    assert set(frame[name]) == {text.strip() for text in FILES["html_script_segments.csv"]["segments"]}


def test_an_unbalanced_quote_is_told() -> None:
    report = rt.read_events(MESSY / "unbalanced_quote.csv").report
    assert any("quot" in sentence.lower() for sentence in report.assumed)


def test_sheets_of_months_are_joined_and_this_is_said() -> None:
    events = rt.read_events(MESSY / "one_sheet_per_month.xlsx")
    assert any("2024-03" in sentence for sentence in events.report.assumed)
    single = rt.read_events(MESSY / "one_sheet_per_month.xlsx", sheet="2024-03")
    assert len(single) == TRUTH["BASE"]["events_per_month"]["2024-03"]


def test_hidden_and_cover_sheets_are_not_read() -> None:
    guess = rt.inspect(MESSY / "multi_sheet_cover_hidden.xlsx")
    facts = FILES["multi_sheet_cover_hidden.xlsx"]
    sheets = [name.removesuffix(" (hidden)") for name in facts["sheets"]]
    assert (list(guess.sheets), guess.sheet) == (sheets, facts["data_sheet"])


# --------------------------------------------------------------------------------- files with a truth of their own
def test_the_order_of_day_and_month_is_asked_with_both_readings() -> None:
    name = "ambiguous_day_month.csv"
    (question,) = rt.inspect(MESSY / name).questions
    assert (question.key, {choice.value for choice in question.choices}) == ("date_order", {"dmy", "mdy"})
    assert all("%" in choice.note for choice in question.choices)  # what each gives for month-1 retention
    with pytest.raises(rt.UndecidedError, match="date_order"):
        rt.read_events(MESSY / name)
    keys = ("rows_used", "distinct_users", "mau", "revenue_total")
    for order, facts in (("dmy", "metrics_if_day_first"), ("mdy", "metrics_if_month_first")):
        found = seen(rt.read_events(MESSY / name, date_order=order))
        assert expected(found, *keys) == expected(FILES[name][facts], *keys)


def test_offsets_become_instants_and_a_time_without_one_is_local() -> None:
    found = seen(rt.read_events(MESSY / "iso_mixed_timezones.csv"))
    keys = ("rows_used", "distinct_users", "mau", "revenue_total")
    assert expected(found, *keys) == expected(FILES["iso_mixed_timezones.csv"]["metrics_utc"], *keys)


def test_a_gap_of_three_years_is_kept() -> None:
    found = seen(rt.read_events(MESSY / "three_year_gap.csv"))
    truth = FILES["three_year_gap.csv"]["metrics"]
    assert expected(found, "rows_used", "distinct_users") == expected(truth, "rows_used", "distinct_users")
    assert found["mau"] == {month: n for month, n in truth["mau"].items() if n}


def test_destroyed_ids_are_warned_about() -> None:
    events = rt.read_events(MESSY / "ids_scientific.csv")
    assert (len(events), events.n_customers) == (300, FILES["ids_scientific.csv"]["distinct_users"])
    assert any("1.23457E+11" in sentence or "1.23458E+11" in sentence for sentence in events.report.assumed)


def test_ids_lose_the_point_that_a_program_gave_them() -> None:
    events = rt.read_events(MESSY / "ids_float_suffix.csv")
    assert not any(str(name).endswith(".0") for name in events.customer_ids.to_pylist())


def test_error_cells_are_visits_without_money() -> None:
    events = rt.read_events(MESSY / "error_cells.xlsx")
    assert (len(events), money(events)) == (300, FILES["error_cells.xlsx"]["amount_sum"])
    assert any(
        sentence.startswith("5 rows have no amount") or "5 error" in sentence for sentence in events.report.assumed
    )


def test_exact_copies_are_kept_and_counted_until_told() -> None:
    facts = FILES["exact_duplicate_rows.csv"]
    kept = rt.read_events(MESSY / "exact_duplicate_rows.csv")
    assert (len(kept), len(kept.report.copies), money(kept)) == (400, 100, facts["amount_sum"])
    dropped = rt.read_events(MESSY / "exact_duplicate_rows.csv", duplicates="drop")
    assert (len(dropped), money(dropped)) == (300, facts["amount_deduplicated"])
    assert adds_up(dropped.report)


def test_lakhs() -> None:
    assert money(rt.read_events(MESSY / "inr_lakh_grouping.csv")) == FILES["inr_lakh_grouping.csv"]["amount_sum"]


@pytest.mark.parametrize("name", ["all_same_day.csv", "huge_cell.csv"])
def test_odd_but_readable(name: str) -> None:
    events = rt.read_events(MESSY / name)
    assert (len(events), events.n_customers) == (FILES[name]["data_rows"], FILES[name]["distinct_users"])


def test_ten_thousand_columns_are_refused_unless_allowed() -> None:
    name = "ten_thousand_columns.csv"
    with pytest.raises(rt.LimitError, match="10,000 columns"):
        rt.read_events(MESSY / name)
    header = (MESSY / name).read_text(encoding="utf-8").splitlines()[0].split(",")
    user, date, amount = (header[FILES[name]["mapping"][role]] for role in ("user", "date", "amount"))
    events = rt.read_events(MESSY / name, rt.ColumnMapping(user, date, amount=amount), limits=rt.Limits(columns=20_000))
    assert (len(events), events.n_customers) == (6, 6)


# --------------------------------------------------------------------------------- what is no table of events
KINDS = {
    "nps_all_passive.csv": "answers",
    "nps_dirty.csv": "answers",
    "subscriptions_dirty.csv": "subscriptions",
    "retention_table_already_pivoted.csv": "aggregated",
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kinds(name: str) -> None:
    assert rt.inspect(MESSY / name).kind == KINDS[name]


REFUSED: dict[str, tuple[type[rt.ReadError] | type[rt.RetentionError], str]] = {
    "gz_bomb_40MB.csv.gz": (rt.LimitError, "unpacks"),
    "header_only_no_newline.csv": (rt.EmptyFileError, "no data rows"),
    "one_column.csv": (rt.RetentionError, "one column"),
    "only_bom.csv": (rt.EmptyFileError, "nothing"),
    "parquet_zero_rows.parquet": (rt.EmptyFileError, "no data rows"),
    "random_bytes.csv": (rt.ReadError, "not text"),
    "really_a_png.xlsx": (rt.ReadError, "PNG"),
    "retention_table_already_pivoted.csv": (rt.RetentionError, "cohort"),
    "subscriptions_dirty.csv": (rt.RetentionError, "subscriptions"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused_in_words(name: str) -> None:
    kind, words = REFUSED[name]
    with pytest.raises(kind, match=words) as raised:
        rt.read_events(MESSY / name)
    assert raised.value.todo


def test_an_archive_with_climbing_names_is_read_in_memory_or_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    questions = rt.inspect(MESSY / "zip_slip.zip").questions
    assert [question.key for question in questions] in ([], ["member"])
    answers = {question.key: question.choices[0].value for question in questions}
    events = rt.read_events(MESSY / "zip_slip.zip", **answers)
    assert len(events) > 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_every_file_is_looked_at_here() -> None:
    own_tests = {
        "ambiguous_day_month.csv",
        "iso_mixed_timezones.csv",
        "three_year_gap.csv",
        "ids_scientific.csv",
        "error_cells.xlsx",
        "exact_duplicate_rows.csv",
        "inr_lakh_grouping.csv",
        "all_same_day.csv",
        "huge_cell.csv",
        "ten_thousand_columns.csv",
        "zip_slip.zip",
    }
    assert set(FILES) == {*SAME, *KINDS, *REFUSED, *own_tests}
    assert len(FILES) == 60
