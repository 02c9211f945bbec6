"""What the cells of made tables hold: ids, names, dates and amounts in the ways that files write them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

FIRST = datetime(2024, 1, 3, 8, 15)
GROUPS = ["Gold", "Silver", "Bronze"]
EVENTS = ["signup", "login", "view item", "purchase", "share"]
NAMES = ["Ana Silva", "Kim Minsu", "Lee Jieun", "Max Braun", "Wei Chen", "Nok Suda", "Eva Novak", "Omar Said"]
THAI = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."]

MESES = ["janeiro", "fevereiro", "março", "abril", "maio", "junho"]


class Made(NamedTuple):
    """What one row is made from: its number, its customer's number, its moment, chance, and its order's number."""

    i: int
    who: int
    at: datetime
    chance: random.Random
    o: int


CELLS: dict[str, Callable[[Made], str]] = {
    "id": lambda m: f"C{m.who:05d}",
    "n": lambda m: str(17000 + m.who * 13),
    "zero": lambda m: f"{m.who:05d}",
    "email": lambda m: f"person{m.who}@example.com",
    "mail1": lambda m: f"office{m.who % 9}@example.com",
    "uuid": lambda m: f"{m.who * 7919:08x}-1d2c-4e3f-9a8b-{m.who:012x}",
    "uniq": lambda m: f"{m.i * 104729:08x}-77aa-4e3f-9a8b-{m.i:012x}",
    "oneid": lambda m: f"C{m.i:05d}",
    "phone": lambda m: f"010-{1000 + m.who}-{2000 + m.who}",
    "name": lambda m: NAMES[m.who % 8],
    "nick": lambda m: f"star_{m.who}",
    "order": lambda m: f"OR-{30000 + m.i // 2}",
    "num": lambda m: str(900_000 + m.i),
    "hash": lambda m: f"#{1001 + m.i // 2}",
    "row": lambda m: str(m.i + 1),
    "d": lambda m: f"{m.at:%Y-%m-%d}",
    "dt": lambda m: f"{m.at:%Y-%m-%d %H:%M:%S}",
    "iso": lambda m: f"{m.at:%Y-%m-%dT%H:%M:%SZ}",
    "dot": lambda m: f"{m.at:%d.%m.%Y}",
    "dmy": lambda m: f"{m.at:%d/%m/%Y}",
    "mdy": lambda m: f"{m.at.month}/{m.at.day}/{m.at.year} {m.at:%H:%M}",
    "ymd": lambda m: f"{m.at:%Y%m%d}",
    "ko": lambda m: f"{m.at.year}년 {m.at.month}월 {m.at.day}일",
    "kodot": lambda m: f"{m.at:%Y.%m.%d %H:%M}",
    "zh": lambda m: f"{m.at.year}年{m.at.month}月{m.at.day}日",
    "th": lambda m: f"{m.at.day} {THAI[m.at.month - 1]} {m.at.year + 543}",
    "be": lambda m: f"{m.at:%d/%m}/{m.at.year + 543}",
    "words": lambda m: f"{m.at:%b %d, %Y}",
    "s": lambda m: str(int(m.at.timestamp())),
    "ms": lambda m: str(int(m.at.timestamp()) * 1000 + m.i),
    "us": lambda m: str(int(m.at.timestamp()) * 1_000_000 + m.i),
    "later": lambda m: f"{m.at + timedelta(days=3):%Y-%m-%d %H:%M:%S}",
    "some": lambda m: f"{m.at + timedelta(days=40):%Y-%m-%d}" if m.i % 3 else "",
    "rarely": lambda m: f"{m.at + timedelta(days=1):%Y-%m-%d}" if m.i % 9 == 0 else "",
    "born": lambda m: f"19{60 + m.who % 40}-0{m.who % 9 + 1}-11",
    "x": lambda m: EVENTS[m.chance.randrange(5)],
    "a": lambda m: f"{m.chance.uniform(3, 400):.2f}",
    "a2": lambda m: f"{m.chance.uniform(3, 400):.2f}",
    "comma": lambda m: f"{m.chance.uniform(3, 400):.2f}".replace(".", ","),
    "won": lambda m: f"{m.chance.randrange(5, 900) * 100:,}",
    "won1": lambda m: f"{m.chance.randrange(5, 900) * 100:,}원",
    "usd": lambda m: f"$ {m.chance.uniform(3, 400):.2f}",
    "cents": lambda m: str(m.chance.randrange(300, 40_000)),
    "q": lambda m: str(m.chance.randrange(1, 7)),
    "nil": lambda _: "0.00",
    "g": lambda m: GROUPS[m.who % 3],
    "city": lambda m: ["Seoul", "Busan", "Daegu", "Jeju"][m.who % 4],
    "item": lambda m: f"Item {m.chance.randrange(60)}",
    "sku": lambda m: f"SKU-{m.chance.randrange(60):03d}",
    "yes": lambda m: "Yes" if m.who % 4 else "No",
    "flag": lambda m: str(m.who % 2),
    "ok": lambda _: "paid",
    "state": lambda m: "refunded" if m.i % 17 == 0 else "paid",
    "cur": lambda _: "KRW",
    "text": lambda m: f"it was fine, thank you, number {m.i}",
    "r": lambda m: str(m.chance.choice([0, 3, 6, 7, 8, 9, 9, 10, 10])),
    "stars": lambda m: str(m.chance.randrange(1, 6)),
    "clock": lambda m: f"{m.at:%H:%M:%S}",
    "year": lambda m: str(m.at.year),
    "month": lambda m: str(m.at.month),
    "day": lambda m: str(m.at.day),
    "age": lambda m: str(20 + m.who),
    "ip": lambda m: f"10.0.{m.who % 9}.{m.who}",
    "ten": lambda m: str(m.chance.randrange(1, 72)),
    "none": lambda _: "",
    "0": lambda m: str(m.chance.randrange(0, 2)),
    "cohort": lambda m: f"2024-{m.i % 12 + 1:02d}",
    "pct": lambda m: f"{m.chance.uniform(5, 95):.1f}%",
    "size": lambda m: str(m.chance.randrange(100, 900)),
    "oneday": lambda m: f"{FIRST + timedelta(days=m.i):%Y-%m-%d}",
}


def at(form: str, **later: int) -> Callable[[Made], str]:
    return lambda m: f"{m.at + timedelta(**later):{form}}"


F1 = ["Ana", "Max", "Wei", "Nok", "Eva", "Omar", "Liu", "Tom", "Ida", "Pia", "Ben", "Zoe", "Jon", "Mia", "Lea"]
L1 = ["Silva", "Braun", "Chen", "Suda", "Novak", "Said", "Park", "Ray", "Ost", "Moor", "King", "Fox", "Hall"]


def full(k):
    return f"{F1[k % 15]} {L1[(k // 15) % 13]}" + (f" {chr(65 + k // 195)}" if k >= 195 else "")


KS = "김이박최정강조윤장임"
KG = ["민수", "지은", "서연", "도윤", "하준", "수빈", "예린", "태호", "지훈", "유진", "성민", "나래"]


def kn(k):
    return KS[k % 10] + KG[(k // 10) % 12]


CS = "王李张刘陈杨赵黄周吴"
CG = ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰"]


def cn(k):
    return CS[k % 10] + CG[(k // 10) % 12]


TH = ["สมชาย ใจดี", "สมหญิง รักไทย", "นภา ศรีสุข", "วิชัย มั่นคง", "ปราณี ทองดี", "อนันต์ แสงทอง", "กมล บุญมา", "ดวงใจ พรหมมา"]
JS = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本"]
JG = ["花子", "太郎", "一郎", "美咲", "健太", "陽子"]
RU = ["Иванова Анна", "Петров Олег", "Сидорова Мария", "Козлов Иван", "Новикова Ольга", "Морозов Пётр", "Волков Артём"]
AR = ["محمد العتيبي", "فاطمة الزهراني", "عبدالله الحربي", "نورة القحطاني", "سارة الشمري", "خالد الدوسري"]

MORE: dict[str, Callable[[Made], str]] = {
    "full": lambda m: full(m.who),
    "full2": lambda m: full(m.i % 37 + 50),
    "first": lambda m: F1[m.who % 15],
    "last": lambda m: L1[m.who % 13],
    "email1": lambda m: f"person{m.i}@example.com",
    "nick1": lambda m: f"star_{m.i}",
    "company": lambda m: f"{L1[m.who % 13]} & {F1[m.who % 15]} Ltd",
    "company1": lambda m: f"{L1[m.i % 13]}{m.i} Ltd",
    "kcompany": lambda m: f"(주){KG[m.who % 12]}상사{m.who}",
    "tcompany": lambda m: f"บริษัท {TH[m.who % 8].split()[0]}{m.who} จำกัด",
    "rucompany": lambda m: f"ООО {L1[m.who % 13]}{m.who}",
    "kname": lambda m: kn(m.who),
    "kname2": lambda m: kn(m.who if m.i % 4 else m.who + 7),
    "kmask": lambda m: kn(m.who)[0] + "*" + kn(m.who)[-1],
    "cname": lambda m: cn(m.who),
    "cmask": lambda m: cn(m.who)[0] + "**",
    "tname": lambda m: TH[m.who % 8] + str(m.who),
    "tmask": lambda m: TH[m.who % 8][0] + "****" + TH[m.who % 8][-1],
    "jname": lambda m: JS[m.who % 7] + " " + JG[(m.who // 7) % 6],
    "runame": lambda m: RU[m.who % 7] + f" {chr(1040 + m.who % 20)}.",
    "arname": lambda m: AR[m.who % 6] + " " + AR[(m.who // 6) % 6].split()[0],
    "vname": lambda m: (
        ["Nguyễn", "Trần", "Lê", "Phạm"][m.who % 4] + " " + ["Lan", "Minh", "Hoa", "Dũng", "Thảo"][(m.who // 4) % 5]
    ),
    "idname": lambda m: (
        ["Budi", "Siti", "Dewi", "Agus", "Putri"][m.who % 5] + " " + ["Santoso", "Wijaya", "Lestari"][(m.who // 5) % 3]
    ),
    "trname": lambda m: (
        ["Ayşe", "Mehmet", "Elif", "Can"][m.who % 4] + " " + ["Yılmaz", "Demir", "Şahin", "Çelik"][(m.who // 4) % 4]
    ),
    "phone": lambda m: f"010-{1000 + m.who * 7 % 9000}-{2000 + m.who}",
    "phone2": lambda m: f"010-{1000 + m.i * 7 % 9000}-{2000 + m.i % 3000}",
    "street": lambda m: f"{m.who + 1} Main Street",
    "zip": lambda m: f"{10000 + m.who * 37 % 90000:05d}",
    "cafe": lambda m: f"{m.at:%Y%m%d}-{m.o + 1:07d}",
    "cafeitem": lambda m: f"{m.at:%Y%m%d}-{m.o + 1:07d}-{m.i % 2 + 1:02d}",
    "numbig": lambda m: str(2024010000000000 + m.o * 7919),
    "numbigu": lambda m: str(4824010000000000 + m.i * 7919),
    "numbigw": lambda m: str(70000000000 + m.who * 7919),
    "n2": lambda m: str(1 + m.who),
    "n3": lambda m: str(840000 + m.chance.randrange(90)),
    "n4": lambda m: str(5500 + m.chance.randrange(20)),
    "num2": lambda m: str(m.chance.randrange(1, 31)),
    "num3": lambda m: str(m.chance.randrange(10, 900)),
    "num4": lambda m: str(m.chance.randrange(1000, 90000)),
    "rate": lambda m: f"{m.chance.random():.3f}",
    "bal": lambda m: f"{m.chance.uniform(1000, 90000):.2f}",
    "neg": lambda m: f"-{m.chance.uniform(0.3, 4):.2f}",
    "ch": lambda m: f"ch_3Nk{m.i * 7919:010x}",
    "tr": lambda m: f"tr_{m.i * 7919:08x}",
    "cus": lambda m: f"cus_{m.who * 104729:010x}",
    "gpa": lambda m: f"GPA.3312-{m.i:04d}-{m.i * 7 % 9999:04d}-12345",
    "amz": lambda m: f"250-{m.i:07d}-{m.i * 7:07d}",
    "rakuten": lambda m: f"123456-{m.at:%Y%m%d}-{m.i:08d}",
    "vtex": lambda m: f"{1300000 + m.o}-01",
    "inv": lambda m: f"INV/{m.at:%Y%m%d}/MPL/{m.i + 3000000}",
    "ozon": lambda m: f"{20000000 + m.i}-0{m.i % 900:03d}",
    "ozonu": lambda m: f"{20000000 + m.i}-0{m.i % 900:03d}-1",
    "uniq2": lambda m: f"{m.i * 15485863:010x}-b",
    "uniq3": lambda m: f"in_{m.i * 15485863:010x}",
    "uuid2": lambda m: f"{m.who * 7907 + (m.i % 5 == 0):08x}-9a2c-4e3f-9a8b-{m.who:012x}",
    "uuidu": lambda m: f"{m.i * 7907:08x}-9a2c-11ef-9a8b-{m.i:012x}",
    "ordh": lambda m: f"{m.o * 15485863:012x}",
    "hex16w": lambda m: f"{m.who * 15485863 + 7777777777:016x}",
    "hex24w": lambda m: f"{m.who * 15485863 + 7777777777:024x}",
    "hex28w": lambda m: f"o6_bm{m.who * 15485863 + 7777777777:022x}",
    "hex32w": lambda m: f"{m.who * 15485863 + 7777777777:032X}",
    "hex32": lambda m: f"{m.i * 15485863 + 7777777777:032x}",
    "hex10": lambda m: f"{m.i * 15485863:010x}",
    "hex40": lambda m: f"{m.i * 15485863 + 77777777777777:040x}",
    "ul26w": lambda m: f"01H{m.who * 15485863:023X}",
    "gaid": lambda m: f"{100000000 + m.who * 7919}.{1700000000 + m.who}",
    "imei": lambda m: f"35{m.who * 7919:013d}",
    "acct": lambda m: f"110-{m.who:03d}-{m.who * 7919:06d}",
    "cardno": lambda m: f"{9000000000 + m.who * 7919}",
    "taxw": lambda m: f"{1100000000000 + m.who * 7919}",
    "cpf": lambda m: f"{100 + m.who % 900}.{m.who * 7 % 999:03d}.{m.who * 13 % 999:03d}-{m.who % 97:02d}",
    "iban": lambda m: f"NL91ABNA{m.who:010d}",
    "pan": lambda m: f"{1000 + m.who * 37 % 9000}",
    "sess": lambda m: f"s_{m.at:%Y%m%d}_{m.who}",
    "url": lambda m: f"https://acme.com/p/{m.chance.randrange(40)}",
    "ua": lambda m: f"Mozilla/5.0 (X11; Linux) Chrome/{100 + m.who % 9}.0",
    "json": lambda m: f'{{"a": {m.i}, "b": "x"}}',
    "textw": lambda m: f"The user with id '{m.who}' viewed the course with id '{m.chance.randrange(9)}'.",
    "deal": lambda m: f"{L1[m.who % 13]} - deal {m.i}",
    "ymd10": at("%Y-%m-%d"),
    "dthm": at("%Y-%m-%d %H:%M"),
    "ymdhm": at("%Y-%m-%d %H:%M"),
    "words12": at("%b %d, %Y %I:%M:%S %p"),
    "mdyonly": at("%m/%d/%Y"),
    "mdy8": at("%m/%d/%y"),
    "mdyampm": at("%m/%d/%y %I:%M %p"),
    "dmyd": at("%d-%m-%Y"),
    "dmydash": at("%d-%m-%Y"),
    "dmydashhms": at("%d-%m-%Y %H:%M:%S"),
    "dmyhm": at("%d/%m/%Y %H:%M"),
    "dmyhms": at("%d/%m/%Y %H:%M:%S"),
    "dothm": at("%d.%m.%Y %H:%M"),
    "dothms": at("%d.%m.%Y %H:%M:%S"),
    "dotlater": at("%d.%m.%Y", days=3),
    "ymdslash": at("%Y/%m/%d"),
    "ymdslashhm": at("%Y/%m/%d %H:%M:%S"),
    "soonslash": at("%Y/%m/%d %H:%M:%S", hours=1),
    "kodotd": at("%Y.%m.%d"),
    "ymdhms": at("%Y%m%d%H%M%S"),
    "isokst": at("%Y-%m-%dT%H:%M:%S+09:00"),
    "tz": at("%Y-%m-%d %H:%M:%S -0500"),
    "lazada": at("%d %b %Y %H:%M"),
    "moodle": at("%d/%m/%y, %H:%M"),
    "soon": at("%Y-%m-%d %H:%M:%S", minutes=7),
    "laterd": at("%Y-%m-%d", days=3),
    "earlier": at("%Y-%m-%d %H:%M:%S", days=-20),
    "earliermdy": at("%m/%d/%Y", days=-20),
    "earlierdmy": at("%d/%m/%Y", days=-6),
    "ampmko": lambda m: (
        f"{m.at.year}. {m.at.month}. {m.at.day} "
        f"{'오후' if m.at.hour >= 12 else '오전'} {(m.at.hour - 1) % 12 + 1}:{m.at:%M:%S}"
    ),
    "clock12": at("%I:%M %p"),
    "clockhm": at("%H:%M"),
    "hm4": at("%H%M"),
    "daynum": lambda m: str((m.at - FIRST).days + 1),
    "weekno": lambda m: str((m.at - FIRST).days // 7 + 1),
    "kosome": lambda m: f"{m.at + timedelta(days=90):%Y.%m.%d}",
    "us0": lambda m: str(1690000000000000 + m.who * 10**9),
    "msw": lambda m: str(int(m.at.timestamp()) * 1000 - m.at.minute * 60000),
    "signup": lambda m: f"{FIRST - timedelta(days=m.i * 3):%Y-%m-%d}",
    "dotsignup": lambda m: f"{FIRST - timedelta(days=m.i * 13):%d.%m.%Y}",
    "dotborn": lambda m: f"11.0{m.who % 9 + 1}.19{60 + m.who % 40}",
    "dmyborn": lambda m: f"{m.who % 27 + 1:02d}/0{m.who % 9 + 1}/19{60 + m.who % 40}",
    "cohort1": lambda m: f"{2023 + m.i // 12}-{m.i % 12 + 1:02d}",
    "oneday8": lambda m: f"{FIRST + timedelta(days=m.i):%Y%m%d}",
    "row0": lambda m: str(m.i),
    "q1": lambda m: f"{m.chance.randrange(1, 4)}.0",
    "usd2": lambda m: f"${m.chance.uniform(3, 400):,.2f}",
    "brl": lambda m: f"R$ {m.chance.uniform(3, 400):.2f}".replace(".", ","),
    "eur": lambda m: f"{m.chance.uniform(3, 400):.2f} €".replace(".", ","),
    "yen": lambda m: str(m.chance.randrange(5, 300) * 100),
    "twd": lambda m: str(m.chance.randrange(99, 3000)),
    "vnd": lambda m: str(m.chance.randrange(20, 900) * 1000),
    "idr": lambda m: str(m.chance.randrange(20, 900) * 500),
    "commaneg": lambda m: f"{m.chance.uniform(-300, 400):.2f}".replace(".", ","),
    "a0": lambda m: "" if m.chance.random() < 0.4 else f"{m.chance.uniform(3, 400):.2f}",
    "dmon": lambda m: f"{m.at:%b-%d-%y}",
    "dmonlater": lambda m: f"{m.at + timedelta(days=2):%b-%d-%y}",
    "utc": at("%Y-%m-%d %H:%M:%S UTC"),
    "numbigw2": lambda m: str(2053013550000000000 + m.chance.randrange(20) * 7919),
    "ipw": lambda m: f"10.{m.who % 7}.{m.who % 200}.{m.who}",
    "platew": lambda m: f"KA{m.who % 90 + 10} {chr(65 + m.who % 26)}BC{m.who}",
    "meterw": lambda m: f"{3700000000 + m.who * 7919}",
    "ptlong": lambda m: f"{m.at.day} de {MESES[m.at.month - 1]} de {m.at.year} {m.at:%H:%M} hs.",
    "dotshort": at("%d.%m.%y"),
    "clover": at("%d-%b-%Y %I:%M %p"),
    "jira": lambda m: f"ACME-{m.i + 100}",
    "pnr": lambda m: f"{m.i * 7919 + 60466176:X}",
    "cardmask": lambda m: f"{4000 + m.who}-****-****-{m.who * 37 % 9000 + 1000}",
    "ecount": lambda m: f"{m.at:%Y/%m/%d}-{m.i % 9 + 1}",
    "phone1": lambda m: f"138{m.i * 7919 % 100000000:08d}",
}

CELLS |= MORE


def maker(spec: str) -> Callable[[Made], str]:
    """One of the makers; ``=always the same``, ``[one,of,these]``, ``{one,for each,customer}``."""
    some = spec[1:-1].split(",")
    if spec.startswith("="):
        return lambda _: spec[1:]
    if spec.startswith("["):
        return lambda m: some[m.chance.randrange(len(some))]
    if spec.startswith("{"):
        return lambda m: some[m.who % len(some)]
    return CELLS[spec]
