"""Bytes to text: every encoding of the list, little and much of it, damaged, mixed, and chosen by hand."""

import random
import unicodedata
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from retention.reading.encodings.decoding import STEP
from retention.reading.encodings.encoding import Decoded, to_utf8

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder with real files is not beside the repository")

HEADERS = {
    "ko": "고객번호 주문일자 결제금액 회원등급",
    "zh-Hans": "客户编号 下单时间 支付金额 会员级别",
    "zh-Hant": "客戶編號 訂購日期 付款金額 會員級別",
    "ja": "お客様番号 ご注文日 お支払金額 会員ランク",
    "th": "รหัสลูกค้า วันที่ซื้อ ยอดชำระ ระดับสมาชิก",
    "vi": "Mã khách_hàng Ngày_đặt_hàng Số_tiền Hạng_thành_viên",
    "de": "Kunde Auftragsdatum Nettoerlös Lieferländer",
    "fr": "Numéro Date_d'achat Montant_payé Catégorie",
    "es": "Código_cliente Fecha Importe_según_factura Categoría",
    "pt": "Código_usuário Data_transação Preço Região",
    "ru": "Клиент Дата_заказа Сумма Город",
    "pl": "Użytkownik Data_zamówienia Kwota_płatności Województwo",
    "cs": "Zákazník Datum_objednávky Částka Město",
    "tr": "Müşteri Sipariş_tarihi Ödeme_tutarı Şehir",
    "el": "Πελάτης Ημερομηνία Ποσό Πόλη",
    "he": "לקוח תאריך_הזמנה סכום עיר",
    "ar": "العميل تاريخ_الطلب المبلغ المدينة",
    "lt": "Pirkėjas Užsakymo_data Suma Miestų_grupė",
}
VALUES = {
    "ko": "서울 부산 대구 인천 광주 수원 제주 운동화 청바지 셔츠 양말 모자 가방 지갑 시계 우산 골드 실버 일반 신규",
    "zh-Hans": "北京 上海 广州 深圳 成都 杭州 武汉 南京 运动鞋 牛仔裤 衬衫 帽子 钱包 手表 雨伞 黄金 白银 普通 新客户",
    "zh-Hant": "臺北 高雄 臺中 新竹 桃園 嘉義 花蓮 運動鞋 牛仔褲 襯衫 帽子 錢包 手錶 雨傘 黃金 白銀 普通 新客戶",
    "ja": "東京 大阪 京都 札幌 横浜 神戸 スニーカー ジーンズ シャツ 帽子 かばん 財布 腕時計 傘 ゴールド シルバー 新規",
    "th": "กรุงเทพ เชียงใหม่ ภูเก็ต ขอนแก่น รองเท้า กางเกง เสื้อเชิ้ต หมวก กระเป๋า นาฬิกา ร่ม ทอง เงิน ทั่วไป ใหม่",
    "vi": "Hà_Nội Đà_Nẵng Cần_Thơ Hải_Phòng Huế giày áo_sơ_mi mũ túi_xách đồng_hồ ví_tiền vàng bạc thường mới",
    "de": "München Köln Düsseldorf Nürnberg Münster Lübeck Göttingen Würzburg Gürtel Mütze Schlüssel Tücher Größe weiß",
    "fr": "Orléans Besançon Nîmes Béziers Saint-Étienne Évreux chaussée manteau d'été lunettes_dorées fidélité",
    "es": "Málaga Córdoba Cádiz León Logroño A_Coruña pantalón cinturón niño señora pañuelo suscripción",
    "pt": "São_Paulo Brasília Goiânia Maceió Belém Florianópolis calção cinto_de_couro promoção coleção bolsa_média",
    "ru": "Москва Казань Самара Омск Уфа Пермь кроссовки джинсы рубашка шапка сумка кошелёк часы зонт золотой обычный",
    "pl": "Łódź Kraków Wrocław Poznań Gdańsk Białystok Częstochowa spodnie_dżinsowe książka żółty błękitny śliwka",
    "cs": "Plzeň Liberec Olomouc České_Budějovice Ústí_nad_Labem kalhoty košile čepice peněženka běžný nový_účet",
    "tr": "İstanbul İzmir Eskişehir Muğla Diyarbakır Şanlıurfa ayakkabı gömlek şapka çanta cüzdan şemsiye altın_üye",
    "el": "Αθήνα Θεσσαλονίκη Πάτρα Ηράκλειο Λάρισα παπούτσια παντελόνι πουκάμισο καπέλο τσάντα ρολόι ομπρέλα χρυσό",
    "he": "ירושלים חיפה אשדוד נתניה באר_שבע נעליים מכנסיים חולצה כובע תיק ארנק שעון מטריה זהב כסף רגיל חדש",
    "ar": "الرياض جدة الدمام القاهرة دبي عمان حذاء بنطال قميص قبعة حقيبة محفظة ساعة مظلة ذهبي فضي عادي جديد",
    "lt": "Šiauliai Panevėžys Klaipėda Mažeikiai Telšiai Kėdainiai batai švarkas kepurė rankinė skėtis žalias",
}
WRITTEN_IN = [
    *[("ko", codec) for codec in ("cp949", "euc_kr")],
    *[("zh-Hans", codec) for codec in ("gb18030", "gbk", "gb2312")],
    *[("zh-Hant", codec) for codec in ("cp950", "big5")],
    *[("ja", codec) for codec in ("cp932", "shift_jis", "euc_jp")],
    *[("th", codec) for codec in ("cp874", "tis_620")],
    ("vi", "cp1258"),
    *[(language, codec) for language in ("de", "fr", "es", "pt") for codec in ("cp1252", "latin_1", "iso8859_15")],
    *[("de", codec) for codec in ("cp850", "cp437", "mac_roman")],
    *[("fr", codec) for codec in ("cp850", "mac_roman")],
    *[("ru", codec) for codec in ("cp1251", "koi8_r", "cp866", "iso8859_5")],
    *[(language, codec) for language in ("pl", "cs") for codec in ("cp1250", "iso8859_2", "cp852")],
    ("tr", "cp1254"),
    ("el", "cp1253"),
    ("he", "cp1255"),
    ("ar", "cp1256"),
    ("lt", "cp1257"),
]
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def words_of(texts: dict[str, str], language: str) -> list[str]:
    return [word.replace("_", " ") for word in texts[language].split()]


def encoded(text: str, codec: str) -> bytes:
    """Vietnamese is written with letters and tone marks apart where the code page has no letter with both."""
    return b"".join(_one(character, codec) for character in text) if codec == "cp1258" else text.encode(codec)


def _one(character: str, codec: str) -> bytes:
    for text in (character, *_apart(character)):
        try:
            return text.encode(codec)
        except UnicodeEncodeError:
            pass
    raise AssertionError(character)


def _apart(character: str) -> list[str]:
    marks = unicodedata.normalize("NFD", character)
    return [unicodedata.normalize("NFC", marks[0] + m) + marks[1:].replace(m, "", 1) for m in marks[1:]] + [marks]


def table(language: str, amount: str, seed: int) -> str:
    """Orders with letters beyond ASCII in the header only, in a few rows, or in all of them."""
    draw, values = random.Random(seed), words_of(VALUES, language)
    share = {"header": 0.0, "few": 0.02, "all": 1.0}[amount]
    header = words_of(HEADERS, language) if amount != "few" else ["customer", "date", "total", "city"]
    rows = [
        f"C{i % 40:03},2024-{i % 12 + 1:02}-{i % 28 + 1:02},{draw.random() * 100:.2f},"
        f"{draw.choice(values) if draw.random() < share else 'other'}"
        for i in range(draw.choice([60, 200, 400]))
    ]
    if amount == "few":
        rows[5] += f" {values[0]} {values[7]}"
    return "\n".join([",".join(header), *rows]) + "\n"


def read(data: bytes, encoding: str | None = None) -> Decoded:
    return to_utf8(pa.py_buffer(data), "orders.csv", encoding)


def text_of(decoded: Decoded) -> str:
    return unicodedata.normalize("NFC", decoded.buffer.to_pybytes().decode())


def outcome(decoded: Decoded, text: str) -> str:
    if decoded.question is not None:
        return "asked"
    right = "right" if text_of(decoded) == unicodedata.normalize("NFC", text) else "wrong"
    return f"{decoded.certainty} {right}"


# ------------------------------------------------------------------------------------- which encoding it is
def test_hardly_ever_asked_and_never_wrong_when_sure() -> None:
    found: Counter[str] = Counter()
    wrong = []
    for number, (language, codec) in enumerate(WRITTEN_IN):
        for amount in ("header", "few", "all"):
            for seed in range(3):
                text = table(language, amount, 100 * number + seed)
                said = outcome(read(encoded(text, codec)), text)
                found[said] += 1
                wrong += [(language, codec, amount)] if said in ("likely wrong", "proved wrong") else []
    assert wrong == []
    assert found["asked"] < 0.06 * found.total()
    assert found["assumed wrong"] < 0.02 * found.total()
    assert found["likely right"] > 0.85 * found.total()


@pytest.mark.parametrize("codec", UNICODE)
@pytest.mark.parametrize("language", sorted(HEADERS))
def test_unicode_is_proved(language: str, codec: str) -> None:
    text = table(language, "all", 7)
    decoded = read(text.encode(codec))
    assert (outcome(decoded, text), decoded.bad_bytes, decoded.assumed) == ("proved right", 0, "")


def test_nothing_is_copied_of_utf8() -> None:
    data = pa.py_buffer("\ufeffkunde,größe\n1,2\n".encode())
    decoded = to_utf8(data, "orders.csv")
    assert (decoded.buffer.address - data.address, decoded.encoding) == (3, "UTF-8 with a byte order mark")


@pytest.mark.parametrize("word", ["£40", "€12", "20°C", "café", "m²", "don’t", "a – b", "José", "Müller", "año", "é"])
def test_a_single_western_letter_or_sign_is_assumed_without_a_question(word: str) -> None:
    text = f"customer,date,total,note\na,2024-01-05,5,{word}\nb,2024-01-06,6,\n"
    decoded = read(text.encode("cp1252"))
    assert (outcome(decoded, text), decoded.codec) == ("assumed right", "cp1252")
    assert decoded.assumed == "The text is not UTF-8; it is read as Western European (Windows-1252)."


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("cp949", ["원"]),
        ("cp949", ["남", "여"]),
        ("cp949", ["오전", "오후"]),
        ("gb18030", ["元"]),
        ("gb18030", ["男", "女"]),
        ("gb18030", ["是", "否"]),
        ("cp950", ["總計"]),
        ("cp932", ["円"]),
        ("cp932", ["男性", "女性"]),
        ("cp874", ["บาท"]),
        ("cp874", ["ชาย", "หญิง"]),
        ("cp1251", ["руб"]),
        ("cp1251", ["да", "нет"]),
        ("cp1250", ["zł"]),
        ("cp1252", ["€"]),
    ],
)
def test_units_and_short_words_alone_are_enough(codec: str, words: list[str]) -> None:
    rows = "".join(f"C{i % 9},2024-01-{i % 28 + 1:02},{i * 7} {words[i % len(words)]}\n" for i in range(60))
    text = f"customer,date,total\n{rows}"
    assert outcome(read(text.encode(codec)), text) in ("likely right", "assumed right")


def test_one_chinese_character_over_and_over_is_not_taken_for_utf8() -> None:
    text = "customer,date,total\n" + "".join(f"C{i},2024-01-05,{i}元\n" for i in range(50))
    assert text.encode("gb18030").decode("utf-8") != text  # valid UTF-8 all the same
    assert text_of(read(text.encode("gb18030"))) == text
    for word in ("é", "°", "£", "×", "½", "ñ", "ш", "·"):
        assert read(text.replace("元", word).encode()).codec == "utf_8"


def test_letters_that_begin_late_in_a_large_file_are_found() -> None:
    text = "customer,date,city\n" + "C001,2024-01-05,other\n" * 100_000 + "C002,2024-01-06,서울특별시 강남구\n" * 3
    decoded = read(text.encode("cp949"))
    assert len(text) > 2 * STEP
    assert (decoded.codec, decoded.certainty, text_of(decoded) == text) == ("cp949", "likely", True)
    assert decoded.evidence == "3 lines with letters beyond ASCII all read as Korean."


def test_lines_are_counted_once_where_the_steps_of_reading_meet() -> None:
    text = "고객번호,주문일,금액\n" + "가나다라,2024-01-05,10\n" * 150_000
    assert read(text.encode("cp949")).evidence == "150,001 lines with letters beyond ASCII all read as Korean."


def test_old_mail_encodings_are_known_by_their_escapes() -> None:
    text = "お客様番号,注文日\n山田,2024-01-05\n"
    assert text_of(read(text.encode("iso2022_jp"))) == text


def test_every_choice_shows_what_it_would_read() -> None:
    decoded = read("고객번호,주문일자,결제금액\n가,2024-01-05,5\n".encode("euc_kr"))
    assert decoded.choices[0] == ("cp949", "Korean (CP949): 고객번호, 주문일자, 결제금액")
    assert [codec for codec, _ in decoded.choices[1:]] != []
    assert decoded.assumption.key == "encoding"


def test_two_characters_that_could_be_of_three_countries_are_asked_about() -> None:
    data = "customer,date,total,city\na,2024-01-05,5,北京\n".encode("gb18030")
    guess = rt.inspect(data)
    (asked,) = [question for question in guess.questions if question.key == "encoding"]
    assert asked.proposed == "gb18030"
    assert {choice.value: choice.shows for choice in asked.choices}["gb18030"] == ("北京",)
    with pytest.raises(rt.UndecidedError) as raised:
        rt.read_events(data)
    assert [question.key for question in raised.value.questions] == ["encoding"]
    assert len(rt.read_events(data, encoding="gb18030")) == 1


# -------------------------------------------------------------------------------------- damaged and mixed text
def test_one_bad_byte_of_utf8_loses_no_row() -> None:
    data = bytearray("고객번호,주문일,금액\n가나,2024-01-05,5\n다라,2024-01-06,6\n".encode())
    data[data.index("다".encode())] = 0xFF
    decoded = read(bytes(data))
    assert (decoded.encoding, decoded.bad_lines) == ("UTF-8", (3,))
    assert "(line 3); the rows are kept." in decoded.assumed
    events = rt.read_events(bytes(data))
    assert (len(events), events.report.rows_read) == (2, 2)


@pytest.mark.parametrize("codec", ["utf-8", "cp949", "gb18030", "cp932", "utf-16"])
def test_a_file_cut_inside_its_last_character_keeps_its_last_row(codec: str) -> None:
    whole = {"cp932": "ja", "gb18030": "zh-Hans"}.get(codec, "ko")
    text = table(whole, "all", 3) + f"C999,2024-12-24,1.00,{words_of(VALUES, whole)[0]}"
    decoded = read(text.encode(codec)[:-1])
    assert (text_of(decoded), decoded.bad_bytes) == (text[:-1] + "�", 1)
    assert decoded.bad_lines == (text.count("\n") + 1,)
    assert decoded.assumed.endswith("the rows are kept.")


def test_a_few_foreign_lines_in_utf8_are_replaced_and_counted() -> None:
    rows = [f"C{i:03},2024-01-05,서울특별시".encode() for i in range(100)]
    rows[41] = "C041,2024-01-05,부산".encode("cp949")
    decoded = read(b"customer,date,city\n" + b"\n".join(rows))
    assert (decoded.codec, decoded.certainty, decoded.question, decoded.bad_lines) == ("utf_8", "likely", None, (43,))


def test_half_utf8_and_half_korean_is_asked_about() -> None:
    rows = [f"C{i:03},2024-01-05,서울 {i}".encode("cp949" if i % 2 else "utf-8") for i in range(100)]
    decoded = read(b"customer,date,city\n" + b"\n".join(rows))
    assert decoded.question is not None
    assert {choice.value for choice in decoded.question.choices} == {"utf_8", "cp949"}
    assert {choice.value: choice.shows[0] for choice in decoded.question.choices}["cp949"] == "서울"


def test_zero_bytes_are_taken_out_and_counted() -> None:
    decoded = read("kunde,größe\na\0b,1\n\0\0c,2\n".encode())
    assert (text_of(decoded), decoded.assumed) == ("kunde,größe\nab,1\nc,2\n", "3 zero bytes were taken out.")


def test_line_numbers_in_a_file_of_old_macintosh_line_ends() -> None:
    data = "고객,금액\r가,1\r나,2\r".encode() + b"\xff,3\r" + "다,4\r라,5\r마마마,6\r바바바,7\r사사사,8\r".encode()
    assert read(data).bad_lines == (4,)


def test_random_bytes_are_refused() -> None:
    with pytest.raises(rt.ReadError, match="not text, nor a workbook"):
        read(random.Random(1).randbytes(5000))


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t", "\ufeff\n".encode("utf-16-le"), b"\0\0 \0"])
def test_nothing_but_marks_and_blanks_is_empty(data: bytes) -> None:
    with pytest.raises(rt.RetentionError):
        read(data)


# ---------------------------------------------------------------------------------------------- chosen by hand
@pytest.mark.parametrize(
    ("named", "codec"),
    [
        ("EUC-KR", "cp949"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("big5", "cp950"),
        ("Shift_JIS", "cp932"),
        ("tis-620", "cp874"),
        ("latin-1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("koi8-r", "koi8_u"),
        ("utf-8-sig", "utf_8"),
        ("UTF-16", "utf_16_le"),
    ],
)
def test_a_choice_is_obeyed_by_the_widest_encoding_of_that_name(named: str, codec: str) -> None:
    decoded = read("고객,금액\n가,1\n".encode("cp949"), named)
    assert (decoded.codec, decoded.certainty) == (codec, "chosen")


def test_a_choice_beats_what_the_file_looks_like() -> None:
    text = table("ko", "all", 1)
    decoded = read(text.encode("cp949"), "cp1252")
    assert (decoded.codec, text_of(decoded) == text) == ("cp1252", False)
    assert text_of(read(text.encode("utf-16"), "utf-16")) == text


@pytest.mark.parametrize("named", ["nonsense", "base64", "rot13", "idna", "punycode", "unicode_escape", ""])
def test_an_encoding_that_does_not_exist_is_refused_with_advice(named: str) -> None:
    with pytest.raises(rt.ReadError, match="There is no text encoding called") as raised:
        read(b"a,b\n1,2\n", named)
    assert "cp949" in raised.value.todo


# -------------------------------------------------------------------------------------------------- real files
@shared
@pytest.mark.parametrize(
    ("name", "codec", "begins"),
    [
        ("messy/ko_euckr.csv", "cp949", "고객번호,주문일시,결제금액,등급"),
        ("messy/zh_gb18030.csv", "gb18030", "客户编号,下单日期,金额(元),会员等级"),
        ("messy/th_tis620_be.csv", "cp874", "รหัสลูกค้า,วันที่สั่งซื้อ,ยอดขาย,กลุ่ม"),
        ("messy/utf16le_bom_tab_excel_unicode_text.csv", "utf_16_le", "customer_id\torder_date"),
        ("messy/utf8_bom_crlf.csv", "utf_8", "customer_id,"),
        ("real/kosis_cp949/kosis-airline-company.csv", "cp949", '"시점","항공사별(1)","도착출발별(1)"'),
        ("real/kosis_cp949/kosis-economic-index.csv", "cp949", '"시점", 선행종합지수'),
        ("real/online_retail/online_retail_dec2010_uci_csv_format.csv", "cp1252", "InvoiceNo,"),
    ],
)
def test_real_and_messy_files(name: str, codec: str, begins: str) -> None:
    decoded = read((SHARED / name).read_bytes())
    assert (decoded.codec, decoded.question, decoded.bad_bytes) == (codec, None, 0)
    assert text_of(decoded).startswith(begins)


# -------------------------------------------------------------------------------------------------------- laws
@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """Words of one language with at least twenty letters beyond ASCII, and an encoding of that language."""
    language, codec = draw(st.sampled_from(WRITTEN_IN))
    known = [*words_of(VALUES, language), *words_of(HEADERS, language)]
    words = draw(st.lists(st.sampled_from(known), min_size=8, max_size=60, unique=True))
    beyond = sum(not character.isascii() for character in "".join(words))
    if beyond < 20:
        words = known
    return ",".join(["id", "date"]) + "\n" + "\n".join(f"{i},{word}" for i, word in enumerate(words)), codec


@given(written())
def test_text_comes_back_as_it_was_or_is_asked_about(sample: tuple[str, str]) -> None:
    text, codec = sample
    assert outcome(read(encoded(text, codec)), text) in ("likely right", "assumed right", "asked")


@given(st.binary(min_size=1, max_size=300), st.sampled_from([None, "utf-8", "cp949", "utf-16", "cp1252", "gb18030"]))
def test_any_bytes_give_text_or_advice(data: bytes, named: str | None) -> None:
    assert advice_or_text(data, named)


def advice_or_text(data: bytes, named: str | None) -> bool:
    try:
        decoded = read(data, named)
    except rt.ReadError as error:
        return error.todo != ""
    decoded.buffer.to_pybytes().decode()
    return decoded.bad_bytes == 0 or (decoded.bad_lines != () and "could not be read" in decoded.assumed)


@given(st.lists(st.sampled_from(words_of(VALUES, "ko")), min_size=20, max_size=40), st.data())
def test_a_flipped_byte_never_changes_the_number_of_lines(words: list[str], data: st.DataObject) -> None:
    whole = bytearray("\n".join(f"{i},{word}" for i, word in enumerate(words)).encode("cp949"))
    at = data.draw(st.sampled_from([i for i, byte in enumerate(whole) if byte > 127]))
    whole[at] = data.draw(st.integers(128, 255))
    assert text_of(read(bytes(whole))).count("\n") == len(words) - 1
