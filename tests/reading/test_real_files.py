"""Real files against truths worked out without this library."""

import json
from pathlib import Path

import pytest

import retention as rt

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder with real files is not beside the repository")


def truth(path: str) -> dict:
    return json.loads((SHARED / path).read_text(encoding="utf-8"))


def seen(events: rt.Events) -> dict[str, object]:
    first, last = events.span
    return {
        "rows_used": len(events),
        "distinct_users": events.n_customers,
        "first_timestamp": str(first),
        "last_timestamp": str(last),
    }


def expected(facts: dict) -> dict[str, object]:
    full = {key: facts[key] for key in ("rows_used", "distinct_users", "first_timestamp", "last_timestamp")}
    return {key: f"{v} 00:00:00" if isinstance(v, str) and len(v) == 10 else v for key, v in full.items()}


@pytest.mark.parametrize("name", ["relay-foods.csv", "relay-foods.xlsx"])
def test_relay_foods(name: str) -> None:
    events = rt.read_events(SHARED / "real/relay_foods" / name)
    assert events.mapping == rt.ColumnMapping("UserId", "OrderDate", None, "TotalCharges")
    assert seen(events) == expected(truth("real/relay_foods/relay-foods.csv.truth.json")["truth"])


def test_cdnow_separated_by_blanks() -> None:
    events = rt.read_events(SHARED / "real/cdnow/CDNOW_master.txt")
    assert (events.mapping.customer, events.mapping.time, events.mapping.amount) == (
        "customer_id",
        "date",
        "dollar_value",
    )
    assert seen(events) == expected(truth("real/cdnow/CDNOW_master.truth.json")["truth"])


def test_cdnow_sample() -> None:
    mapping = rt.ColumnMapping(customer="sampleid", time="date", amount="sales")
    events = rt.read_events(SHARED / "real/cdnow/cdnowElog_BTYD.csv", mapping)
    assert seen(events) == expected(truth("real/cdnow/CDNOW_sample.truth.json")["truth"])


def test_online_retail() -> None:
    events = rt.read_events(SHARED / "real/online_retail/online_retail.csv.gz")
    assert events.mapping == rt.ColumnMapping(
        "CustomerID", "InvoiceDate", None, "UnitPrice", ("Country",), quantity="Quantity"
    )
    assert dict(events.report.dropped) == {"no customer": 135_080}
    assert seen(events) == expected(truth("real/online_retail/online_retail.truth.json")["A_drop_null_customer"])
    assert len(events.report.copies) == 5_225


def test_online_retail_as_first_published_month_first() -> None:
    events = rt.read_events(SHARED / "real/online_retail/online_retail_dec2010_uci_csv_format.csv")
    facts = truth("real/online_retail/online_retail_dec2010_uci_csv_format.truth.json")
    assert seen(events) == expected(facts["A_drop_null_customer"])


def test_moments_with_offsets() -> None:
    events = rt.read_events(SHARED / "real/git_activity/git_activity.csv")
    assert seen(events) == expected(truth("real/git_activity/git_activity.truth.json")["utc"])


SAME_AS_BASE = [
    "base_utf8.csv",
    "base.csv.gz",
    "gz_two_members.csv.gz",
    "backslash_escapes.csv",
    "blank_trailing_rows_and_total.csv",
    "csv_named.xlsx",
    "xlsx_named.csv",
    "plain.xlsx",
    "date1904.xlsx",
    "libre.ods",
    "multi_sheet_cover_hidden.xlsx",
    "dmy_decidable_late.csv",
    "duplicate_headers.csv",
    "epoch_millis.csv",
    "epoch_nanos.csv",
    "fr_semicolon_nbsp.csv",
    "html_script_segments.csv",
    "ids_float_suffix.csv",
    "ko_euckr.csv",
    "mixed_date_formats.csv",
    "shuffled_rows.csv",
    "trailing_commas_spaces.csv",
    "utf16le_bom_tab_excel_unicode_text.csv",
    "utf8_bom_crlf.csv",
    "yyyymmddhhmmss_int.csv",
]


@pytest.mark.parametrize("name", SAME_AS_BASE)
def test_messy_files_that_hold_the_same_table(name: str) -> None:
    events = rt.read_events(SHARED / "messy" / name)
    first, last = events.span
    assert (
        len(events),
        events.n_customers,
        str(first.date()),
        str(last.date()),
        round(float(events.amount.sum()), 2),
    ) == (
        300,
        40,
        "2024-01-02",
        "2024-06-30",
        485_369.12,
    )


def outcome(path: Path) -> str:
    try:
        return f"{len(rt.read_events(path))} events"
    except rt.RetentionError as error:
        return error.todo


def test_every_messy_file_ends_in_events_or_in_advice() -> None:
    outcomes = {name: outcome(SHARED / "messy" / name) for name in truth("messy/TRUTH.json")["files"]}
    assert [name for name, said in outcomes.items() if not said] == []
