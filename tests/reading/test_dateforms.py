"""Every way of writing a date, in every language, means the same moment."""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.reading.dates.dates import GOOD, REASONS, read_dates
from retention.reading.dates.forms import form_of


def moments(values: list[str], order: str = "dmy") -> list[str]:
    micros, state = read_dates(pa.chunked_array([values], pa.string())).under(order)
    texts = micros.astype("datetime64[us]").astype("datetime64[s]").astype(str)
    return [str(t) if s == GOOD else REASONS[int(s)] for t, s in zip(texts, state, strict=True)]


DAY = "2024-03-05T00:00:00"
AFTERNOON = "2024-03-05T15:20:00"
STORIES = {
    "2024년 3월 5일": DAY,
    "2024년3월5일": DAY,
    "24년 3월 5일": DAY,
    "2024. 3. 5.": DAY,
    "24. 3. 5.": DAY,
    "2024.03.05 (화)": DAY,
    "2024년 3월 5일 화요일 오후 3:20": AFTERNOON,
    "2024-03-05 오후 3:20:00": AFTERNOON,
    "2024년 3월 5일 오후 3시 20분": AFTERNOON,
    "2024년 3월 5일 15시 20분 0초": AFTERNOON,
    "2024-03-05 오전 12:20": "2024-03-05T00:20:00",
    "2024年3月5日": DAY,
    "2024年03月05日 15时20分": AFTERNOON,
    "2024年3月5日15时20分00秒": AFTERNOON,
    "2024年3月5日 下午3:20": AFTERNOON,
    "2024年3月5日下午3点20分": AFTERNOON,
    "2024/3/5 下午 03:20:00": AFTERNOON,
    "2024/3/5 上午 03:20:00": "2024-03-05T03:20:00",
    "2024/3/5 晚上9:10": "2024-03-05T21:10:00",
    "2024/3/5 早上9:10": "2024-03-05T09:10:00",
    "2024/3/5 中午12:10": "2024-03-05T12:10:00",
    "2024年3月5日 星期二": DAY,
    "2024/3/5 週二": DAY,
    "2024年3月5日(火) 15:20": AFTERNOON,
    "2024年3月5日 15時20分": AFTERNOON,
    "2024年3月5日 午後3時20分": AFTERNOON,
    "2024年3月5日 午後0時20分": "2024-03-05T12:20:00",
    "5 มีนาคม 2024": DAY,
    "5 มี.ค. 2024 15:20 น.": AFTERNOON,
    "วันอังคารที่": "date cannot be read",
    "ngày 5 tháng 3 năm 2024": DAY,
    "5 tháng 3, 2024": DAY,
    "5 thg 3, 2024": DAY,
    "05/03/2024 3:20 CH": AFTERNOON,
    "15:20 05/03/2024": AFTERNOON,
    "Tuesday, 5th of March 2024": DAY,
    "March 5th, 2024, 3:20 p.m.": AFTERNOON,
    "5-Mar-24": DAY,
    "2024 Mar 5": DAY,
    "05MAR2024": DAY,
    "5 de marzo de 2024": DAY,
    "martes, 5 de marzo de 2024, 15:20": AFTERNOON,
    "5/3/2024, 3:20:00 p. m.": AFTERNOON,
    "5. März 2024 um 15:20 Uhr": AFTERNOON,
    "Di., 5. Mrz. 2024": DAY,
    "mar. 5 mars 2024 à 15h20": AFTERNOON,
    "1er février 2024": "2024-02-01T00:00:00",
    "5 DÉC. 2024": "2024-12-05T00:00:00",
    "terça-feira, 5 de março de 2024": DAY,
    "5º de março de 2024": DAY,
    "5 ago 2024": "2024-08-05T00:00:00",
    "martedì 5 marzo 2024": DAY,
    "dinsdag 5 maart 2024": DAY,
    "5 mrt. 2024": DAY,
    "5 marca 2024 r.": DAY,
    "5 września 2024": "2024-09-05T00:00:00",
    "5 марта 2024 г.": DAY,
    "5 марта 2024 г., 15:20": AFTERNOON,
    "05 авг. 2024": "2024-08-05T00:00:00",
    "5 Mart 2024 Salı": DAY,
    "5 Ağustos 2024": "2024-08-05T00:00:00",
    "5 AĞUSTOS 2024": "2024-08-05T00:00:00",
    "Selasa, 5 Maret 2024": DAY,
    "5 Agustus 2024": "2024-08-05T00:00:00",
    "٥ مارس ٢٠٢٤": DAY,
    "5 آذار 2024": DAY,
    "٠٥/٠٣/٢٠٢٤ ٣:٢٠ م": AFTERNOON,
    "５／３／２０２４": DAY,
    "5. března 2024": DAY,
    "2024. március 5.": DAY,
    "Tue Mar  5 15:20:00 2024": AFTERNOON,
    "Tue Mar 5 15:20:00 UTC 2024": AFTERNOON,
    "Tue Mar 05 2024 15:20:00 GMT+0900 (Korean Standard Time)": "2024-03-05T06:20:00",
    "05/Mar/2024:15:20:00 +0900": "2024-03-05T06:20:00",
    "2024-03-05T15:20:00.000+09:00": "2024-03-05T06:20:00",
    "2024-03-05 15:20 KST": "2024-03-05T06:20:00",
    "2024-03-05 15:20:00 UTC": AFTERNOON,
    "2024-03-05 15:20 GMT+9": "2024-03-05T06:20:00",
    "2024-03-05 15:20 EST": "2024-03-05T20:20:00",
    "2024-03-05T15:20+00": AFTERNOON,
    "2024-03-05 15:20 IST": "time zone with several meanings",
    "2024-03-05 24:00": "2024-03-06T00:00:00",
    "2024-03-05 25:00": "date does not exist",
    "20240305": DAY,
    "20240305.0": DAY,
    "202403051520": AFTERNOON,
    "20240305T152000": AFTERNOON,
    "20240305152000123": AFTERNOON,
    "1709652000": AFTERNOON,
    "1709652000.25": AFTERNOON,
    "1709652000000": AFTERNOON,
    "1709652000000000": AFTERNOON,
    "1709652000000000000": AFTERNOON,
    "45356": DAY,
    "45356.63888889": AFTERNOON,
    "2024-03": "2024-03-01T00:00:00",
    "2024.03": "2024-03-01T00:00:00",
    "03/2024": "2024-03-01T00:00:00",
    "202403": "2024-03-01T00:00:00",
    "Mar 2024": "2024-03-01T00:00:00",
    "März 2024": "2024-03-01T00:00:00",
    "2024년 3월": "2024-03-01T00:00:00",
    "2024年3月": "2024-03-01T00:00:00",
    "tháng 3/2024": "2024-03-01T00:00:00",
    "2024-W10": "date cannot be read",
    "2024 Q1": "date cannot be read",
    "1분기": "date cannot be read",
    "2024": "date cannot be read",
    "15:20": "date cannot be read",
    "2024-03-05 - 2024-03-07": "date cannot be read",
    "5 marble 2024": "date cannot be read",
    "31 April 2024": "date does not exist",
    "2024년 2월 30일": "date does not exist",
}


@pytest.mark.parametrize(("text", "meaning"), STORIES.items(), ids=range(len(STORIES)))
def test_one_way_to_read(text: str, meaning: str) -> None:
    assert moments([text]) == [meaning]


@pytest.mark.parametrize("value", ["20240305", "5 มี.ค. 67", "05/03/2024", "2024-03-05", "1709652000", "113/03/05"])
def test_one_bad_value_changes_no_other(value: str) -> None:
    for bad in ("soon", "", "2024-02-30", "99999", "0", "31/02/67"):
        assert moments([value, value, bad])[:2] == moments([value, value])


def test_bare_numbers_are_days_only_where_the_whole_column_fits() -> None:
    assert moments(["45356", "", "45357"]) == [DAY, "no date", "2024-03-06T00:00:00"]
    assert moments(["45356", "2024-03-05"]) == ["date cannot be read", DAY]
    mixed = read_dates(pa.chunked_array([["45356", "2024-03-05"]]), serials=True)
    assert mixed.families == {"workbook day numbers": 1, "year first": 1}


def test_days_between_years_and_months_are_seen_where_they_pass_twelve() -> None:
    assert moments(["2024-25-03", "2024-13-04", "2024-05-03"]) == [
        "2024-03-25T00:00:00",
        "2024-04-13T00:00:00",
        "2024-03-05T00:00:00",
    ]
    assert moments(["2024-25-03", "2024-05-03", "2024-05-14"])[0] == "date does not exist"


def test_a_month_that_lost_its_zero_as_a_number_is_october() -> None:
    assert moments(["2024.09", "2024.1", "2024.11"])[1] == "2024-10-01T00:00:00"
    assert moments(["2024.9", "2024.1", "2024.11"])[1] == "2024-01-01T00:00:00"


def test_digits_without_separators_are_read_the_way_that_fits_most() -> None:
    assert moments(["25032024", "05032024"]) == ["2024-03-25T00:00:00", "2024-03-05T00:00:00"]
    assert moments(["202401", "202412"]) == ["2024-01-01T00:00:00", "2024-12-01T00:00:00"]
    assert moments(["240325", "240301"], "ymd") == ["2024-03-25T00:00:00", "2024-03-01T00:00:00"]


def test_placeholders_are_set_aside_whatever_their_form() -> None:
    values = [
        "2024-03-05",
        "1900-01-01",
        "1970-01-01",
        "0000-00-00",
        "00/00/0000",
        "31/12/9999",
        "9999-12-31",
        "0001-01-01",
    ]
    assert moments([*values, "1899-12-30", "1900-01-00", "2999-12-31"]) == [DAY, *["placeholder date"] * 10]
    assert moments(["1709652000", "0"]) == [AFTERNOON, "placeholder date"]
    assert moments(["1970-01-01", "1970-01-02", "1970-02-01"])[0] == "1970-01-01T00:00:00"


def test_a_few_dates_decades_from_all_others_are_set_aside() -> None:
    days = [str(date(2023, 1, 1) + timedelta(days=i)) for i in range(300)]
    assert moments([*days, "1983-05-05", "2071-01-01"])[-2:] == ["date far from all others"] * 2
    assert moments([*days, "2014-05-05"])[-1] == "2014-05-05T00:00:00"
    assert moments(["1983-05-05", "1984-05-05", "2023-01-01"])[0] == "1983-05-05T00:00:00"


def test_shapes_that_are_no_dates() -> None:
    for text in ("soon", "0.0.0.0", "00:00:00:00:00:00", "x" * 100, "0" * 30, "c0000", "-0", "0 0"):
        assert form_of(text) is None, text


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "th short": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "en short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "ru short": "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "pl short": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "tr short": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
}
PATTERNS = ("{d} {mon} {y}", "{d:02d}-{mon}-{y}", "{d} {mon} {y} {H}:{M:02d}", "{mon} {d}, {y}", "{y} {mon} {d}")


@pytest.mark.parametrize("language", MONTHS)
@settings(max_examples=25, deadline=None)
@given(st.lists(st.datetimes(datetime(2010, 1, 1), datetime(2037, 12, 31)), min_size=1, max_size=12), st.data())
def test_law_month_names_come_back(language: str, days: list[datetime], data: st.DataObject) -> None:
    names = MONTHS[language].split()
    pattern = data.draw(st.sampled_from(PATTERNS))
    upper = data.draw(st.booleans()) and language not in ("tr", "tr short")  # i and I are two letters each in Turkish
    written = [pattern.format(d=d.day, mon=names[d.month - 1], y=d.year, H=d.hour, M=d.minute) for d in days]
    expected = [
        d.replace(second=0, microsecond=0) if "{H}" in pattern else datetime(d.year, d.month, d.day) for d in days
    ]
    assert moments([t.upper() if upper else t for t in written]) == [str(np.datetime64(m, "s")) for m in expected]


NUMERIC = (
    "{y}-{m:02d}-{d:02d} {H:02d}:{M:02d}:{S:02d}",
    "{y}/{m}/{d} {H}:{M:02d}:{S:02d}",
    "{y}{m:02d}{d:02d}{H:02d}{M:02d}{S:02d}",
    "{y}년 {m}월 {d}일 {half} {h}시 {M}분 {S}초",
    "{y}. {m}. {d}. {half} {h}:{M:02d}:{S:02d}",
    "{y}年{m}月{d}日 {H}时{M}分{S}秒",
    "{y}年{m:02d}月{d:02d}日 {H:02d}時{M:02d}分{S:02d}秒",
    "{d:02d}/{m:02d}/{y} {H:02d}:{M:02d}:{S:02d}",
    "{d}.{m}.{y} {H}.{M:02d}.{S:02d}",
    "{d}-{m}-{be} {H}:{M:02d}:{S:02d}",
    "{minguo}/{m:02d}/{d:02d} {H:02d}:{M:02d}:{S:02d}",
    "{H:02d}:{M:02d}:{S:02d} {d:02d}/{m:02d}/{y}",
    "{y}-{m:02d}-{d:02d}T{H:02d}:{M:02d}:{S:02d}Z",
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.datetimes(datetime(2012, 1, 1), datetime(2037, 12, 31)), min_size=1, max_size=12),
    st.sampled_from(NUMERIC),
)
def test_law_numbers_come_back(days: list[datetime], pattern: str) -> None:
    days = [d.replace(microsecond=0) for d in days]
    written = [
        pattern.format(
            y=d.year, m=d.month, d=d.day, H=d.hour, M=d.minute, S=d.second, be=d.year + 543, minguo=d.year - 1911,
            half="오전" if d.hour < 12 else "오후", h=d.hour % 12 or 12,
        )
        for d in days
    ]  # fmt: skip
    assert moments(written) == [str(np.datetime64(d, "s")) for d in days]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="0123456789-/.: ,年月日년월일오전후TZmarAPM元令和ก.คม+", max_size=24), max_size=8))
def test_law_no_text_breaks_the_reader(values: list[str]) -> None:
    assert len(moments(values)) == len(values)
