"""Amounts as people write them, decided over the column or asked."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.values.amounts import AmountColumn, read_amounts

MAPPING = rt.ColumnMapping(customer="id", time="date", amount="total")


def amounts(*values: str, **options: str) -> AmountColumn:
    return read_amounts(pa.chunked_array([list(values)], pa.string()), **options)


def read(*values: str, header: str = "total", **options: str) -> rt.Events:
    lines = [f"c{i}|2024-01-05|{value}" for i, value in enumerate(values)]
    mapping = rt.ColumnMapping(customer="id", time="date", amount=header)
    return rt.read_events("\n".join([f"id|date|{header}", *lines, ""]).encode(), mapping, **options)


VALUES = {
    "$ 50.67": (50.67, "$"),
    "(1,500.25)": (-1500.25, None),
    "($1,500.25)": (-1500.25, "$"),
    "1,500.00-": (-1500.0, None),
    "−3.50": (-3.5, None),
    "△1,500": (-1500.0, None),
    "▲ 1,500": (-1500.0, None),
    "₩1,200": (1200.0, "KRW"),
    "￦1,200": (1200.0, "KRW"),
    "1,200원": (1200.0, "KRW"),
    "-₩1,200": (-1200.0, "KRW"),
    "3만원": (30000.0, "KRW"),
    "1.5억": (150_000_000.0, None),
    "12万円": (120_000.0, "JPY"),
    "3.5万": (35000.0, None),
    "¥1,200": (1200.0, "¥"),
    "￥1,200.00": (1200.0, "¥"),
    "1200元": (1200.0, "CNY"),
    "RMB 12.50": (12.5, "CNY"),
    "฿1,234.50": (1234.5, "THB"),
    "1,234.50 บาท": (1234.5, "THB"),
    "NT$1,200": (1200.0, "TWD"),
    "HK$ 12.50": (12.5, "HKD"),
    "1.234,56 €": (1234.56, "EUR"),
    "EUR 1.234,56": (1234.56, "EUR"),
    "1 234,56 €": (1234.56, "EUR"),
    "1\u202f234,56 €": (1234.56, "EUR"),
    "1\u00a0234,56 €": (1234.56, "EUR"),
    "US$1,200.5": (1200.5, "USD"),
    "12.50 usd": (12.5, "USD"),
    "£12.5": (12.5, "GBP"),
    "₹1,23,456.00": (123456.0, "INR"),
    "Rs. 1,23,456": (123456.0, "INR"),
    "1.234.567 ₫": (1234567.0, "VND"),
    "1.234 đ": (1234.0, "VND"),
    "Rp 1.234.567": (1234567.0, "IDR"),
    "Rp50.000": (50000.0, "IDR"),
    "RM12.50": (12.5, "MYR"),
    "R$ 1.234,56": (1234.56, "BRL"),
    "12,50 zł": (12.5, "PLN"),
    "1 234,50 Kč": (1234.5, "CZK"),
    "1 234,56 ₽": (1234.56, "RUB"),
    "1.234,56 ₺": (1234.56, "TRY"),
    "1'234.50 CHF": (1234.5, "CHF"),
    "1’234.50": (1234.5, None),
    "CHF 99.-": (99.0, "CHF"),
    "99,-": (99.0, None),
    "AED 12.00": (12.0, "AED"),
    "kr 1.234,50": (1234.5, "kr"),
    "\\1,000": (1000.0, "₩/¥"),
    "１２３４．５": (1234.5, None),
    "๑๒๓.๕": (123.5, None),
    "٣٫٥": (3.5, None),
    "1e5": (100000.0, None),
    "1.5E+3": (1500.0, None),
    "12 %": (12.0, None),
    "1,500.00 CR": (-1500.0, None),
    "1,500.00 DR": (1500.0, None),
    "1_000": (1000.0, None),
    "1 234 567": (1234567.0, None),
    "1,234,567.891": (1234567.891, None),
    "+5": (5.0, None),
    "-.5": (-0.5, None),
    "0.123": (0.123, None),
    "12345678901234567890": (12345678901234567890.0, None),
}


@pytest.mark.parametrize(("text", "meaning"), VALUES.items(), ids=range(len(VALUES)))
def test_one_value(text: str, meaning: tuple[float, str | None]) -> None:
    value, currency = meaning
    column = amounts(text)
    assert (column.values.tolist(), list(column.currencies)) == ([value], [currency] if currency else [])


@pytest.mark.parametrize(
    "text", ["free", "1,2,3", "1만5천", "12 34", "(5", "5 pieces", "1.2.3", "--5", "#N/A!", "1,234,56"]
)
def test_what_is_no_amount(text: str) -> None:
    column = amounts(text, "1,234.5")
    assert math.isnan(column.values[0])
    assert (column.values[1], column.unreadable, column.examples) == (1234.5, 1, (text,))


def test_values_that_can_be_read_in_one_way_decide_for_the_others() -> None:
    assert amounts("1.234 €", "12,50 €").values.tolist() == [1234.0, 12.5]
    assert amounts("1.234", "12.50").values.tolist() == [1.234, 12.5]
    assert amounts("1,234", "12,50").values.tolist() == [1.234, 12.5]
    assert amounts("1.234", "0.500").values.tolist() == [1.234, 0.5]


def test_only_thousands_with_commas_are_stated() -> None:
    column = amounts("1,234", "56", name="price")
    assert (column.values.tolist(), column.question) == ([1234.0, 56.0], None)
    assert column.notes == ("In the column 'price', '1,234' is read as a thousand and more, not as decimals.",)


@pytest.mark.parametrize("values", [("1.234", "5.678"), ("1.234 €", "5.678 €", "12 €"), ("1.234", "1,5", "2.5")])
def test_what_nothing_decides_is_asked(values: tuple[str, ...]) -> None:
    with pytest.raises(rt.UndecidedError, match="Which mark comes before decimals in the column 'total'") as caught:
        read(*values)
    (question,) = caught.value.questions
    assert (question.key, [choice.value for choice in question.choices]) == ("decimal", [".", ","])


def test_the_question_shows_both_readings_and_the_answer_is_taken() -> None:
    with pytest.raises(rt.UndecidedError) as caught:
        read("1.234", "5.678")
    assert [(c.shows, c.note) for c in caught.value.questions[0].choices] == [
        (("1.234", "5.678"), "would add up to 6.912"),
        (("1,234", "5,678"), "would add up to 6,912"),
    ]
    assert read("1.234", "5.678", decimal=",").amount.tolist() == [1234.0, 5678.0]
    events = read("1.234", "5.678", decimal=".")
    assert events.amount.tolist() == [1.234, 5.678]
    assert [(a.value, a.certainty) for a in events.report.assumptions if a.key == "decimal"] == [(".", "chosen")]
    guess = rt.inspect(b"customer,date,amount\na,2024-01-05,1.234\nb,2024-01-25,5.678\n")
    assert [question.key for question in guess.questions] == ["decimal"]


def test_currencies_without_decimals_decide() -> None:
    assert amounts("1.234 ₫", "5.000 ₫").values.tolist() == [1234.0, 5000.0]
    assert amounts("₩1,234").values.tolist() == [1234.0]


def test_a_mark_against_the_rest_is_read_for_itself_and_told() -> None:
    column = amounts("1,234.50", "2,000.25", "1.234,50")
    assert column.values.tolist() == [1234.5, 2000.25, 1234.5]
    assert "has '.' before decimals, and 1 row the other mark" in column.notes[0]


def test_several_currencies_are_a_warning() -> None:
    events = read("$5", "₩100", "₩200", "7")
    assert events.report.detected["currency"] == "KRW, $"
    assert (
        "The amounts in the column 'total' are in 2 currencies (KRW 2, $ 1); they are added up as if they were one. "
        "Read one currency at a time to compare money." in events.report.assumed
    )
    assert read("$5", "USD 7").report.detected["currency"] == "USD"


@pytest.mark.parametrize(("header", "code"), {"금액(원)": "KRW", "Amount (USD)": "USD", "total_eur": "EUR"}.items())
def test_the_header_can_name_the_currency(header: str, code: str) -> None:
    assert read("5", "7.5", header=header).report.detected["currency"] == code


def test_text_in_a_column_of_amounts_is_set_aside_and_counted() -> None:
    column = amounts("5", "free", "", "n/a", "#REF!", "free")
    assert (column.blank, column.unreadable, column.examples) == (2, 3, ("free", "#REF!"))


def test_prices_times_quantities() -> None:
    data = b"id;date;price;qty\na;2024-01-05;1.234,50;2\nb;2024-01-06;10,00;-1\n"
    mapping = rt.ColumnMapping(customer="id", time="date", amount="price", quantity="qty")
    assert rt.read_events(data, mapping).amount.tolist() == [2469.0, -10.0]


STYLES = {
    "plain": lambda v: f"{v:.2f}",
    "english": lambda v: f"{v:,.2f}",
    "german": lambda v: f"{v:,.2f}".translate(str.maketrans(",.", ".,")),
    "french": lambda v: f"{v:,.2f}".translate(str.maketrans(",.", "\u202f,")) + " €",
    "swiss": lambda v: "CHF " + f"{v:,.2f}".replace(",", "'"),
    "accounting": lambda v: f"({-v:,.2f})" if v < 0 else f"{v:,.2f}",
    "trailing": lambda v: f"{-v:,.2f}-" if v < 0 else f"{v:,.2f}",
    "full width": lambda v: f"{v:.2f}".translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－")),
}


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=30))
def test_law_amounts_come_back_to_the_cent(style: str, cents: list[int]) -> None:
    values = [c / 100 for c in cents]
    assert np.array_equal(amounts(*map(STYLES[style], values)).values, np.array(values))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="0123456789.,' -()%eE₩$€원만kKr", max_size=16), max_size=8))
def test_law_every_value_is_a_number_blank_or_unreadable(values: list[str]) -> None:
    column = amounts(*values)
    assert column.blank + column.unreadable == int(np.isnan(column.values).sum())


def test_currencies_in_a_column_beside_are_a_warning() -> None:
    rows = "id,date,total,Currency\na,2024-01-05,5,usd\nb,2024-01-06,900,KRW\na,2024-02-05,7,USD\n"
    events = rt.read_events(rows.encode())
    assert events.report.detected["currency"] == "USD, KRW"
    said = "The amounts in the column 'total' are in 2 currencies (USD 2, KRW 1)"
    assert any(said in sentence for sentence in events.report.assumed)
    assert any(said in sentence for sentence in rt.inspect(rows.encode()).assumed)
    alone = rt.read_events(rows.replace("KRW", "USD").encode())
    assert (alone.report.detected["currency"], any("added up" in s for s in alone.report.assumed)) == ("USD", False)
