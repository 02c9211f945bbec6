"""What headers mean, in many languages and spellings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.reading.roles.words import meanings, plain, roles_of

WHOLE = {
    "customer": """customer_id CustomerID USER_ID 고객번호 회원ID 客户编号 會員編號 顧客番号 รหัสลูกค้า Kundennummer msno
distinct_id""",
    "time": "order_date PurchaseDate 주문일시 下单时间 訂單日期 注文日時 วันที่สั่งซื้อ Bestelldatum timestamp",
    "amount": "total_amount 결제금액 订单金额 訂單金額 合計金額 ยอดรวม Betrag importe montant",
    "do_not_contact": "opt_out Unsubscribed 수신거부 退订 ยกเลิกรับข่าวสาร 配信停止 désabonné",
}


@pytest.mark.parametrize("role", WHOLE)
def test_whole_headers(role: str) -> None:
    headers = WHOLE[role].split()
    assert {
        header: meanings(header).get(role, 0.0) for header in headers if meanings(header).get(role, 0.0) < 0.93
    } == {}


BEST = {
    "주문고객번호": "customer",
    "최초주문일자": "time",
    "客户订单日期": "time",
    "门店会员卡号": "customer",
    "วันที่ลูกค้าสั่งซื้อ": "time",
    "รหัสลูกค้าสมาชิก": "customer",
    "Auftragsbestelldatum": "time",
    "Fecha de la última compra": "time",
    "Shopify Customer ID": "customer",
    "How likely are you to recommend us?": "score",
    "저희를 추천할 의향이 있나요?": "score",
    "您有多大可能向朋友推荐我们?": "score",
}


@pytest.mark.parametrize("header", BEST)
def test_parts_of_headers(header: str) -> None:
    said = {role: weight for role, weight in meanings(header).items() if role not in ("day", "month", "year", "clock")}
    assert max(said, key=lambda role: said[role]) == BEST[header]
    assert max(said.values()) < 1


SAME = [
    ("customer_id", ["Customer ID", "customerId", "CUSTOMER-ID"]),
    ("customer_id", ["=customer_id", "@customer id", "'customer_id", "“customer id”"]),
    ("amount", ["Amount (USD)", "amount [€]", "＋amount", "Amount:"]),
    ("결제금액", ["결제금액(원)", "결제 금액", "결제금액 (KRW)"]),
    ("Mã khách hàng", ["ma khach hang", "MÃ KHÁCH HÀNG", unicodedata.normalize("NFD", "Mã khách hàng")]),
    ("Código do cliente", ["codigo do cliente"]),
]  # fmt: skip


@pytest.mark.parametrize(("header", "spellings"), SAME)
def test_spellings_make_no_difference(header: str, spellings: list[str]) -> None:
    assert [s for s in spellings if meanings(s) != meanings(header)] == []


def test_what_is_about_customers_is_no_customer() -> None:
    for header in (
        "customer_city",
        "Customer segment",
        "user agent",
        "user type",
        "member tier",
        "product id",
        "추천인",
    ):
        assert meanings(header).get("customer", 0.0) <= 0.3, header


def test_dates_of_other_things_are_weak() -> None:
    for header in ("updated_at", "Date of birth", "delivery date", "배송일자", "更新时间", "Lieferdatum"):
        assert meanings(header).get("time", 0.0) <= 0.25, header


def test_money_that_nobody_paid_is_weak() -> None:
    for header in ("Discount amount", "Shipping cost total", "할인 금액", "优惠金额", "Tax amount"):
        assert meanings(header).get("amount", 0.0) <= 0.15, header


def test_an_id_is_stronger_than_a_device_a_mail_and_a_name() -> None:
    strength = [meanings(header)["customer"] for header in ("user_id", "device_id", "email", "customer name", "id")]
    assert strength == sorted(set(strength), reverse=True)


def test_every_word_is_compared_in_the_form_it_is_looked_up_by() -> None:
    assert [word for word in roles_of() if plain(word).replace(" ", "") != word] == []


@given(st.text(max_size=60))
def test_any_header_has_a_meaning_or_none(header: str) -> None:
    assert all(0 <= weight <= 1.2 for weight in meanings(header).values())
    assert not set(plain(header)) & set("_-./:#") or not header.strip("_-./:# ")


# What no list has as a whole, from what it is made of.
MADE_OF = {
    "Numer karty stałego klienta": ("customer", 0.9),
    "病歷號碼": ("customer", 0.9),
    "예약자 휴대폰": ("customer", 0.7),
    "Käufer E-Mail": ("customer", 0.72),
    "收件人手机": ("customer", 0.52),
    "Cashier ID": ("customer", 0.0),
    "담당 강사": ("customer", 0.0),
    "Date du rendez-vous": ("time", 0.99),
    "Date de création du RDV": ("time", 0.93),
    "Дата последней отгрузки": ("time", 0.2),
    "Khách phải trả": ("amount", 1.0),
    "Rabattbetrag": ("amount", 0.0),
    "SKU Total Price": ("amount", 0.85),
}


@pytest.mark.parametrize("header", MADE_OF)
def test_headers_mean_what_they_are_made_of(header: str) -> None:
    role, weight = MADE_OF[header]
    assert meanings(header).get(role, 0.0) == pytest.approx(weight, abs=0.15)


def test_who_does_something_is_a_person_in_scripts_without_blanks() -> None:
    assert meanings("대출자번호")["customer"] > 0.9 > 0.5 > meanings("대출번호").get("customer", 0.0)
