"""Files that are hard to read, in the browser: the question, another encoding, another reading, the rows left out."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

import retention as rt


def first_view(events):
    """The matrix that the app begins with: in the period that the visits suggest, for two years or half a one."""
    period = rt.usual_period(events)
    return rt.cohort_matrix(events, rt.CohortSettings(period=period, max_age={"week": 26, "month": 24}[period]))


def lines_of(order="{day:02}/{month:02}/2024", last_day=12):
    """Three cohorts of thirty customers; who comes back, and when, follows from their number."""
    for cohort in range(1, 4):
        for i in range(30):
            for month in (cohort, *(m for m in range(cohort + 1, 5) if (i + m) % 3 == 0)):
                yield f"c{cohort}{i:02},{order.format(day=i % last_day + 1, month=month)},{10 + i},"


@pytest.fixture(scope="module")
def ambiguous():
    """No day is above 12."""
    return "\n".join(["customer,ordered_at,total,channel", *(f"{line}web" for line in lines_of())]).encode() + b"\n"


@pytest.fixture(scope="module")
def korean():
    """As a Korean shop exports it."""
    channels = ("검색", "친구 추천", "메일")
    rows = [f"{line}{channels[i % 3]}" for i, line in enumerate(lines_of("2024-{month:02}-{day:02}", 28))]
    return "\r\n".join(["고객번호,주문일시,결제금액,유입경로", *rows]).encode("cp949") + b"\r\n"


@pytest.fixture(scope="module")
def lossy():
    """One day above 12 proves the order; some rows cannot be used."""
    bad = [",05/02/2024,7,web", "c101,31/02/2024,7,web", "c102,06/02/2024", "=1+1,,7,web"]
    rows = ["customer,ordered_at,total,channel", *(f"{line}web" for line in lines_of()), "c101,30/04/2024,7,web", *bad]
    return "\n".join(rows).encode() + b"\n"


def test_a_korean_file_is_read_without_a_question_and_another_encoding_can_be_taken_back(visit, korean):
    visitor = visit().give("주문.csv", korean)
    expect(visitor.main).to_contain_text("CP949")
    visitor.page.get_by_text("How the file was read").click()
    expect(visitor.main).to_contain_text("고객번호 · 주문일시 · 결제금액 · 유입경로")

    visitor.wait().page.get_by_role("combobox", name="Encoding", exact=True).click()
    visitor.page.get_by_role("option").nth(1).click()
    expect(visitor.main).not_to_contain_text("고객번호 · 주문일시")
    visitor.wait().press("Back to how it was").wait()
    expect(visitor.page.get_by_role("combobox", name="Who", exact=True)).to_have_value("고객번호")
    visitor.read().to_matrix().sees(first_view(rt.read_events(korean)))


def test_an_open_question_is_asked_and_its_answer_counts(visit, ambiguous):
    visitor = visit()
    button = visitor.page.get_by_role("button", name="Read the file")
    for chosen, order in {"day": "dmy", "month": "mdy"}.items():
        visitor.give("orders.csv", ambiguous)
        for way in ("day", "month"):
            expect(visitor.page.get_by_role("button", name=f"Read as {way} first")).to_be_visible()
        expect(button).to_be_disabled()
        visitor.press(f"Read as {chosen} first")
        expect(visitor.page.get_by_role("button", name=f"Chosen: {chosen} first")).to_be_visible()
        expect(button).to_be_enabled()
        events = rt.read_events(ambiguous, date_order=order)
        visitor.wait().read().to_matrix().sees(first_view(events)).go("Upload")


def test_rows_left_out_can_be_taken_away_and_another_reading_is_tried_before_it_counts(visit, lossy):
    visitor = visit().give("orders.csv", lossy).read().go("Audit")
    name, data = visitor.download("4 rows left out, with reasons (CSV)")
    assert (name, data[:3]) == ("orders-left-out.csv", b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    last = lossy.count(b"\n")
    assert rows == [
        left_out(last - 3, "no customer", "", "05/02/2024", "7", "web"),
        left_out(last - 2, "date does not exist", "c101", "31/02/2024", "7", "web"),
        left_out(last - 1, "malformed row", "", "", "", "") | {"text as written": "c102,06/02/2024"},
        left_out(last, "no date", "'=1+1", "", "7", "web"),
    ]

    visitor.page.get_by_role("combobox", name="Order of day and month", exact=True).click()
    visitor.page.get_by_role("option", name=re.compile("Month first")).click()
    expect(visitor.main).to_contain_text(re.compile(r"Month-1 retention\s*\d+\.\d\s%\s→\s\d+\.\d\s%"))
    visitor.wait().press("Use this reading")
    expect(visitor.page.get_by_role("button", name="Use this reading")).to_have_count(0)
    events = rt.read_events(lossy, date_order="mdy")
    visitor.wait().go("Cohorts").sees(first_view(events))


def left_out(line, reason, customer, when, total, channel):
    return {
        "line in the file": str(line),
        "why left out": reason,
        "text as written": "",
        "customer": customer,
        "ordered_at": when,
        "total": total,
        "channel": channel,
    }


def test_several_files_become_one_table(visit, ambiguous):
    header, *rows = ambiguous.splitlines(keepends=True)
    parts = [header + b"".join(rows[::2]), header + b"".join(rows[1::2])]
    visitor = visit()
    visitor.page.locator("input[type=file]").set_input_files(
        [{"name": f"part-{i}.csv", "mimeType": "text/csv", "buffer": part} for i, part in enumerate(parts)]
    )
    expect(visitor.main).to_contain_text("Read as one: part-0.csv, part-1.csv")
    visitor.wait().press("Read as day first").wait().read()
    assert re.search(rf"Rows used\s+{len(rows)}\b", visitor.main.inner_text())


@pytest.mark.long
def test_a_large_file_shows_its_progress_and_arrives(visit):
    rows = [f"c{i % 5000:05},2024-{i % 9 + 1:02}-{i % 28 + 1:02} 10:{i % 60:02}:00,{i % 90}.50" for i in range(170_000)]
    data = "\n".join(["customer,ordered_at,total", *rows]).encode() + b"\n"
    assert len(data) > 5_000_000
    visitor = visit().give("large.csv", data)
    expect(visitor.page.get_by_role("button", name="Read the file")).to_be_enabled()
    visitor.read()
    assert re.search(r"Rows used\s+170,000\b", visitor.main.inner_text())
