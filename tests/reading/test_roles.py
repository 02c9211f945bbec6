"""Which column plays which role: a battery of tables, and the rules one at a time."""

from __future__ import annotations

import time

import pytest

import retention as rt
from retention.reading.roles.questions import role_questions
from retention.reading.roles.roles import Roles, guess_roles
from tests.reading.header_sets import Expected, tables

TABLES = tables()
EVENTS = ("events", "answers")


SAID = {
    "events": ("customer", "time", "event", "amount", "price", "quantity"),
    "answers": ("customer", "time"),
    "wide": ("customer",),
    "subscriptions": ("customer",),
    "customers": ("customer",),
}


def found(table: Expected) -> dict[str, str]:
    """What is guessed, as the battery says it: a price only where there is no amount."""
    roles = guess_roles(table.headers, table.records)
    columns = {role: name for role, name in roles.columns.items() if role in SAID.get(roles.kind, ())}
    for role in ("price", "quantity"):
        columns.pop(role, None)
    if roles.kind == "events" and "amount" not in columns and roles.mapping is not None and roles.mapping.amount:
        columns["price"] = roles.mapping.amount
        columns |= {"quantity": roles.mapping.quantity} if roles.mapping.quantity else {}
    return {"kind": roles.kind, **columns, **{f"asks {q.key}": "" for q in role_questions(roles)}}


def wrong(table: Expected) -> dict[str, str | None]:
    """What is guessed otherwise than the battery says."""
    seen = found(table)
    amiss: dict[str, str | None] = {role: name for role, name in seen.items() if role.startswith("asks")}
    if seen["kind"] not in table.kinds:
        amiss["kind"] = seen["kind"]
    for role in SAID.get(table.kind, ()):
        if role in table.roles and role not in seen and role in SAID["answers"] + ("event", "amount", "price"):
            amiss[role] = None
        elif role in seen and seen[role] not in table.allowed.get(role, ()):
            amiss[role] = seen[role]
    return amiss


def test_the_battery_is_large_and_of_many_languages() -> None:
    headers = " ".join(header for table in TABLES for header in table.headers)
    scripts = {"가": "가힣", "中": "一鿿", "か": "ぁヿ", "ก": "กฮ", "я": "ая", "ع": "ءي"}
    assert len(TABLES) >= 450
    assert [name for name, (low, high) in scripts.items() if not any(low <= c <= high for c in headers)] == []


def test_at_least_95_of_100_tables_are_right_without_a_click() -> None:
    amiss = {table.name: each for table in TABLES if (each := wrong(table))}
    assert len(amiss) <= 0.05 * len(TABLES), amiss


def test_nobody_is_ever_told_a_wrong_customer_or_time_for_sure() -> None:
    mistaken = []
    for table in TABLES:
        roles = guess_roles(table.headers, table.records)
        for role in ("customer", "time"):
            guess = roles.guesses.get(role)
            sure = table.kind in EVENTS and guess is not None and guess.certainty == "sure"
            if sure and guess.column not in table.allowed.get(role, ()):
                mistaken.append((table.name, role, guess.column))
    assert mistaken == []


def roles_of(text: str) -> Roles:
    lines = [line.split(",") for line in text.strip().splitlines()]
    return guess_roles(lines[0], lines[1:])


def test_a_guess_says_why_with_numbers() -> None:
    rows = "\n".join(f"C{i % 12},2024-01-{i % 28 + 1:02d}" for i in range(60))
    guess = roles_of(f"customer id,date\n{rows}").guesses["customer"]
    assert (guess.certainty, guess.reason) == (
        "sure",
        "who: its name says so; 12 different values in 60 rows looked at, most occur several times",
    )


def test_of_two_customer_ids_the_one_that_comes_back_is_taken() -> None:
    rows = "\n".join(f"o{i:04d},u{i % 9},2024-01-{i % 28 + 1:02d}" for i in range(60))
    assert roles_of(f"customer_id,customer_unique_id,date\n{rows}").columns["customer"] == "customer_unique_id"


def test_an_id_that_numbers_the_rows_is_no_customer_beside_a_real_one() -> None:
    rows = "\n".join(f"{i},mail{i % 9}@example.com,2024-01-{i % 28 + 1:02d}" for i in range(60))
    assert roles_of(f"id,email,date\n{rows}").columns["customer"] == "email"


def test_two_columns_that_could_be_the_customer_are_a_question() -> None:
    rows = "\n".join(f"A{i % 9:03d},B{i % 7:03d},2024-01-{i % 28 + 1:02d}" for i in range(60))
    data = f"alpha,beta,day\n{rows}\n".encode()
    asked = rt.inspect(data).questions
    assert [(q.key, [c.value for c in q.choices]) for q in asked] == [("customer", ["alpha", "beta"])]
    assert asked[0].choices[0].shows == ("A000", "A001", "A002")
    with pytest.raises(rt.UndecidedError, match='customer="alpha" or "beta"') as error:
        rt.read_events(data)
    assert error.value.questions == asked
    assert rt.read_events(data, customer="beta").n_customers == 7
    assert rt.inspect(data, customer="beta").questions == ()


def test_two_dates_without_a_telling_name_are_a_question() -> None:
    rows = "\n".join(f"C{i % 9:03d},2024-01-{i % 28 + 1:02d},2024-02-{i % 28 + 1:02d}" for i in range(60))
    data = f"customer,foo,bar\n{rows}\n".encode()
    assert [q.key for q in rt.inspect(data).questions] == ["time"]
    assert str(rt.read_events(data, time="bar").span[0].date()) == "2024-02-01"


def test_one_clear_candidate_is_never_asked_about() -> None:
    rows = "\n".join(f"C{i % 9:03d},2024-01-{i % 28 + 1:02d},{i}.5" for i in range(60))
    assert rt.inspect(f"foo,bar,baz\n{rows}\n".encode()).questions == ()


SEGMENTS = {
    "colour": ["red", "blue"],
    "constant": ["same"],
    "amount": ["1.5", "2.5", "3.5"],
    "plan code": ["1", "2", "3"],
    "floor": ["1", "2", "3"],
    "unsubscribed": ["yes", "no"],
    "remark": [f"said number {i} in so many words" for i in range(60)],
    "vip level": ["0", "1"],
}


def test_segments_are_few_words_and_numbers_only_if_they_are_called_so() -> None:
    names = ["customer", "date", *SEGMENTS]
    records = [
        [f"C{i % 9}", f"2024-01-{i % 28 + 1:02d}", *(v[i % len(v)] for v in SEGMENTS.values())] for i in range(60)
    ]
    assert guess_roles(names, records).segments == ("colour", "plan code", "vip level")


def test_at_most_eight_segments_are_proposed() -> None:
    names = ["customer", "date", *(f"g{i}" for i in range(20))]
    records = [[f"C{i % 9}", f"2024-01-{i % 28 + 1:02d}", *("ab"[(i + j) % 2] for j in range(20))] for i in range(60)]
    assert len(guess_roles(names, records).segments) == 8


def test_who_must_not_be_written_to_is_a_role() -> None:
    rows = "\n".join(f"C{i % 9},2024-01-{i % 28 + 1:02d},{'YN'[i % 2]}" for i in range(60))
    for header in ("opt_out", "수신거부", "退订", "ยกเลิกรับข่าวสาร", "配信停止"):
        assert roles_of(f"customer,date,{header}\n{rows}").columns["do_not_contact"] == header


def test_the_id_of_a_row_is_mapped_where_the_file_has_one() -> None:
    rows = "\n".join(f"e{i},C{i % 9},2024-01-{i % 28 + 1:02d}" for i in range(60))
    mapping = roles_of(f"$insert_id,distinct_id,time\n{rows}").mapping
    assert mapping is not None
    assert (mapping.event_id, mapping.customer) == ("$insert_id", "distinct_id")


def test_a_table_of_5000_columns_is_looked_at_in_no_time() -> None:
    names = [f"metric {i}" for i in range(5_000)]
    names[3_017], names[4_100], names[4_998] = "customer_id", "order_date", "amount"
    records = [[*(f"C{i % 9}" if n == "customer_id" else f"2024-01-{i % 28 + 1:02d}" if n == "order_date" else f"{i}.5"
                  for n in names)] for i in range(200)]  # fmt: skip
    guess_roles(["customer", "date"], [["a", "2024-01-05"]])  # words are collected once
    start = time.process_time()
    columns = guess_roles(names, records).columns
    assert (columns["customer"], columns["time"], columns["amount"]) == ("customer_id", "order_date", "amount")
    assert time.process_time() - start < 2


def rows_of(count: int, made: str) -> str:
    """Lines in which {i} is the number of the row, {c} that of the customer, {d} a day."""
    return "\n".join(made.format(i=i, c=i % 9, d=i % 28 + 1) for i in range(count))


def test_a_deal_happens_when_it_is_closed() -> None:
    rows = rows_of(60, "Acme {c},D{i},2024-01-{d:02d},2024-03-{d:02d},{i}.50")
    assert roles_of(f"Company,Deal Name,Create Date,Close Date,Amount\n{rows}").columns["time"] == "Close Date"
    assert roles_of(f"Customer,Ticket Name,Create Date,Close Date,Amount\n{rows}").columns["time"] == "Create Date"


def test_beside_fees_the_gross_is_what_was_paid() -> None:
    rows = rows_of(60, "a{c}@x.com,2024-01-{d:02d},{i}.50,1.{c}0,{i}.20")
    assert roles_of(f"email,date,Gross,Fee,Net\n{rows}").columns["amount"] == "Gross"


def test_visits_that_are_all_over_are_events_and_no_subscriptions() -> None:
    rows = rows_of(60, "C{c},2024-01-{d:02d} 10:00,2024-01-{d:02d} 11:00")
    roles = roles_of(f"customer,start time,end time\n{rows}")
    assert (roles.kind, roles.columns["time"]) == ("events", "start time")


def test_staff_is_who_acts_only_where_nothing_is_sold() -> None:
    rows = rows_of(60, "E{c}{c}0,2024-01-{d:02d} 10:00:{c}0,{i}.50")
    assert roles_of(f"employee no,login time,other\n{rows}").columns["customer"] == "employee no"
    assert "customer" not in roles_of(f"cashier no,sale time,amount\n{rows}").columns
