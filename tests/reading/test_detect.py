"""What a file seems to be: roles, kinds, questions."""

import pytest

import retention as rt


def guess(text: str) -> rt.FileGuess:
    return rt.inspect(text.encode())


ROWS = "".join(f"{{}}{i % 7},2024-01-{i % 28 + 1:02d},{i}.5,{'AB'[i % 2]}\n" for i in range(60)).replace("{}", "u")
HEADERS = {
    "customer_id,order_date,amount,segment": "en",
    "고객번호,주문일,결제금액,등급": "ko",
    "客户编号,下单时间,订单金额,等级": "zh",
    "รหัสลูกค้า,วันที่สั่งซื้อ,ยอดรวม,กลุ่ม": "th",
    "顧客番号,注文日,合計金額,区分": "ja",
    "Kundennummer,Bestelldatum,Betrag,Gruppe": "de",
    "ID Cliente,Fecha de compra,Importe,Grupo": "es",
    "Identifiant,Date de commande,Montant,Groupe": "fr",
    "Código do cliente,Data da compra,Valor total,Grupo": "pt",
}


@pytest.mark.parametrize("header", HEADERS, ids=HEADERS.values())
def test_roles_from_header_words_in_nine_languages(header: str) -> None:
    who, when, money, group = header.split(",")
    found = guess(f"{header}\n{ROWS}")
    assert (found.kind, found.mapping) == ("events", rt.ColumnMapping(who, when, None, money, (group,)))


def test_a_guess_says_why_and_shows_values() -> None:
    found = guess("customer_id,order_date,amount\na,2024-01-05,1\nb,2024-01-06,2\n")
    assert [(c.name, c.role, c.certainty, c.examples) for c in found.columns] == [
        ("customer_id", "customer", "sure", ("a", "b")),
        ("order_date", "time", "sure", ("2024-01-05", "2024-01-06")),
        ("amount", "amount", "sure", ("1", "2")),
    ]
    assert (found.date_order, found.rows, found.rows_exact, found.delimiter) == ("ymd", 2, True, "comma")
    assert found.preview.to_dict("list")["customer_id"] == ["a", "b"]


def test_an_open_date_order_is_a_question_and_shows_both_readings() -> None:
    found = guess("customer_id,date\na,03/05/2024\nb,04/06/2024\n")
    assert (found.date_order, [q.key for q in found.questions]) == (None, ["date_order"])
    assert {order: str(pairs[0][1].date()) for order, pairs in found.parsed_examples.items()} == {
        "dmy": "2024-05-03",
        "mdy": "2024-03-05",
    }


def test_without_a_header_columns_are_numbered() -> None:
    found = guess("00001 19970101 1 11.77\n00002 19970112 1 12.00\n00002 19970112 5 77.00\n")
    assert [c.name for c in found.columns] == ["column 1", "column 2", "column 3", "column 4"]
    events = rt.read_events(b"00001 19970101\n00002 19970112\n", rt.ColumnMapping("column 1", "column 2"))
    assert events.customers([0, 1]) == ["00001", "00002"]


def test_headers_are_cleaned_and_told_apart() -> None:
    found = guess(" id , date ,date,\na,2024-01-05,2030-01-01,x\nb,2024-01-06,2030-01-01,x\n")
    assert [c.name for c in found.columns] == ["id", "date", "date (2)", "column 4"]
    assert found.mapping.time == "date"
    assert "Two columns are called 'date'" in found.assumed[0]
