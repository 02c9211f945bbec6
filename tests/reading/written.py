"""Files written in many ways from a table that is known: language, encoding, dates, numbers, layout, format.

:func:`write` makes a :class:`Written`, the bytes of a file together with the orders in it, from a source of chance.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import html
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any


@dataclass(frozen=True)
class Order:
    """One order of the known table."""

    customer: str
    moment: datetime
    amount: Decimal
    segment: str


@dataclass(frozen=True)
class Language:
    """Headers, words and encodings of one language."""

    headers: dict[str, tuple[str, ...]]
    segments: tuple[str, ...]
    total: str
    title: str
    codecs: tuple[str, ...]
    months: str = ""  # twelve words
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file and what is in it.

    Attributes
    ----------
    moments
        Form of the moments in the file; they are compared to its precision.
    answers
        What to answer if asked, by the key of the question.
    roles
        Role to the header that plays it.
    malformed
        Records with too many or too few fields.
    """

    name: str
    data: bytes
    orders: tuple[Order, ...]
    moments: Moments
    answers: dict[str, str]
    roles: dict[str, str]
    malformed: int = 0
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def open_questions(self) -> set[str]:
        """Keys of the questions that nothing in the file decides."""
        keys = {"decimal"} if self.told["amounts"] == "1.234" else set()
        days = {order.moment.day for order in self.orders}
        return keys | {"date_order"} if max(days) <= 12 else keys

    def expected(self) -> list[tuple[str, datetime, Decimal]]:
        """Customer, moment and amount of every order, sorted."""
        return sorted((o.customer, self.moments.cut(o.moment), o.amount) for o in self.orders)

    def __repr__(self) -> str:
        told = {**self.told, "moments": self.moments.name, "answers": self.answers}
        return f"Written({self.name!r}, {len(self.orders)} orders, {told}, {self.data[:700]!r})"


# ------------------------------------------------------------------------------------------------- languages
LANGUAGES: dict[str, Language] = {
    "English": Language(
        {
            "customer": ("customer_id", "Customer ID", "UserId", "user_id", "Client No", "distinct_id"),
            "time": ("order_date", "Created at", "InvoiceDate", "timestamp", "Purchase Date", "event_time"),
            "amount": ("amount", "Total", "Order Total (USD)", "revenue", "total_price"),
            "segment": ("plan", "country", "channel", "Segment"),
        },
        ("Gold", "Silver", "New"),
        "Grand total",
        "Orders report",
        ("utf-8", "utf-8-sig", "utf-16"),
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        ("%-d %b %Y", "%b %-d, %Y %H:%M", "%d-%b-%y"),
    ),
    "Korean": Language(
        {
            "customer": ("고객번호", "회원ID", "고객 ID", "구매자ID"),
            "time": ("주문일시", "결제일", "주문일자", "구매일시"),
            "amount": ("결제금액", "주문금액(원)", "매출액", "총 결제 금액"),
            "segment": ("등급", "지역", "유입경로"),
        },
        ("골드", "실버", "신규"),
        "합계",
        "주문 내역 보고서",
        ("utf-8", "utf-8-sig", "cp949", "utf-16"),
        dates=("%Y년 %-m월 %-d일", "%Y년 %m월 %d일 {ko} %-I:%M", "%Y. %-m. %-d. {ko} %-I:%M:%S", "%Y.%m.%d %H:%M"),
    ),
    "Chinese": Language(
        {
            "customer": ("客户编号", "用户ID", "会员编号", "买家ID"),
            "time": ("下单时间", "付款时间", "订单日期", "购买日期"),
            "amount": ("实付金额", "订单金额", "金额(元)", "销售额"),
            "segment": ("会员等级", "城市", "渠道"),
        },
        ("黄金", "白银", "新客"),
        "合计",
        "订单明细报表",
        ("utf-8", "utf-8-sig", "gb18030", "utf-16"),
        dates=("%Y年%-m月%-d日", "%Y年%m月%d日 %H:%M", "%Y年%-m月%-d日 {zh}%-I:%M", "%Y年%-m月%-d日 %H时%M分"),
    ),
    "Taiwanese": Language(
        {
            "customer": ("客戶編號", "會員編號", "用戶ID"),
            "time": ("訂單日期", "付款日期", "購買時間"),
            "amount": ("訂單金額", "消費金額", "銷售額"),
            "segment": ("會員等級", "縣市", "通路"),
        },
        ("金級", "銀級", "新客"),
        "總計",
        "訂單明細報表",
        ("utf-8", "utf-8-sig", "cp950"),
        dates=("{minguo}/%m/%d", "民國{minguo}年%-m月%-d日", "%Y年%-m月%-d日 {zh}%-I:%M"),
    ),
    "Thai": Language(
        {
            "customer": ("รหัสลูกค้า", "รหัสสมาชิก", "ผู้ซื้อ"),
            "time": ("วันที่สั่งซื้อ", "วันที่ชำระเงิน", "วันที่ทำรายการ"),
            "amount": ("ยอดชำระ", "จำนวนเงิน", "ยอดขาย"),
            "segment": ("ระดับสมาชิก", "จังหวัด", "ช่องทาง"),
        },
        ("ทอง", "เงิน", "ใหม่"),
        "รวม",
        "รายงานคำสั่งซื้อ",
        ("utf-8", "utf-8-sig", "cp874"),
        "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
        ("%-d %b {thai}", "%d/%m/{thai}", "%-d %b {thai} %H:%M น.", "%d/%m/{thai} %H:%M:%S"),
    ),
    "Japanese": Language(
        {
            "customer": ("顧客ID", "会員番号", "顧客番号"),
            "time": ("注文日時", "購入日", "受注日"),
            "amount": ("合計金額", "売上金額", "購入金額"),
            "segment": ("会員ランク", "都道府県", "チャネル"),
        },
        ("ゴールド", "シルバー", "新規"),
        "合計",
        "受注一覧レポート",
        ("utf-8", "utf-8-sig", "cp932"),
        dates=("令和{reiwa}年%-m月%-d日", "%Y年%-m月%-d日 %H時%M分", "%Y年%m月%d日 {ja}%-I:%M", "R{reiwa}.%-m.%-d"),
    ),
    "German": Language(
        {
            "customer": ("Kundennummer", "Kunden-ID", "Benutzer-ID"),
            "time": ("Bestelldatum", "Rechnungsdatum", "Kaufdatum"),
            "amount": ("Umsatz", "Betrag (€)", "Gesamtbetrag"),
            "segment": ("Land", "Kanal", "Größe"),
        },
        ("Österreich", "Deutschland", "Zürich"),
        "Summe",
        "Bestellübersicht für März",
        ("utf-8", "utf-8-sig", "cp1252"),
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        ("%-d. %b %Y", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%y"),
    ),
    "French": Language(
        {
            "customer": ("ID client", "Code client", "Numéro client"),
            "time": ("Date de commande", "Date facture", "Date achat"),
            "amount": ("Montant", "Montant total", "Montant (€)"),
            "segment": ("Région", "Catégorie", "Canal"),
        },
        ("Île-de-France", "Rhône", "Été"),
        "Total général",
        "Relevé des commandes de l'été",
        ("utf-8", "utf-8-sig", "cp1252"),
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        ("%-d %b %Y", "%d/%m/%Y %H:%M"),
    ),
    "Spanish": Language(
        {
            "customer": ("ID cliente", "Código cliente", "Cliente"),
            "time": ("Fecha de compra", "Fecha pedido", "Fecha"),
            "amount": ("Importe", "Monto", "Importe total"),
            "segment": ("País", "Región", "Canal"),
        },
        ("España", "México", "Perú"),
        "Total general",
        "Informe de pedidos del año",
        ("utf-8", "utf-8-sig", "cp1252"),
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        ("%-d de %b de %Y", "%d/%m/%Y"),
    ),
    "Portuguese": Language(
        {
            "customer": ("ID do cliente", "Código do cliente", "Cliente"),
            "time": ("Data do pedido", "Data da compra", "Data"),
            "amount": ("Valor", "Valor total", "Montante"),
            "segment": ("Região", "Categoria", "Canal"),
        },
        ("São Paulo", "Maranhão", "Paraná"),
        "Total geral",
        "Relatório de pedidos",
        ("utf-8", "utf-8-sig", "cp1252"),
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        ("%-d de %b de %Y", "%d/%m/%Y"),
    ),
    "Vietnamese": Language(
        {
            "customer": ("Mã khách hàng", "ID khách hàng"),
            "time": ("Ngày đặt hàng", "Ngày mua"),
            "amount": ("Số tiền", "Tổng tiền", "Doanh thu"),
            "segment": ("Nhóm", "Tỉnh thành", "Kênh"),
        },
        ("Vàng", "Bạc", "Mới"),
        "Tổng cộng",
        "Báo cáo đơn hàng",
        ("utf-8", "utf-8-sig"),
        dates=("%d/%m/%Y", "%d/%m/%Y %H:%M"),
    ),
    "Russian": Language(
        {
            "customer": ("ID клиента", "Код клиента", "Покупатель"),
            "time": ("Дата заказа", "Дата покупки", "Дата"),
            "amount": ("Сумма", "Сумма заказа", "Выручка"),
            "segment": ("Регион", "Город", "Канал"),
        },
        ("Москва", "Казань", "Новый"),
        "Итого",
        "Отчёт о заказах",
        ("utf-8", "utf-8-sig", "cp1251"),
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        ("%-d %b %Y", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
    ),
    "Arabic": Language(
        {
            "customer": ("رقم العميل", "معرف العميل"),
            "time": ("تاريخ الطلب", "تاريخ الشراء"),
            "amount": ("المبلغ", "إجمالي المبلغ"),
            "segment": ("الفئة", "المدينة"),
        },
        ("ذهبي", "فضي", "جديد"),
        "الإجمالي",
        "تقرير الطلبات",
        ("utf-8", "utf-8-sig", "cp1256"),
        dates=("%Y/%m/%d", "%d/%m/%Y"),
    ),
}


# ------------------------------------------------------------------------------------------------- moments
@dataclass(frozen=True)
class Moments:
    """One way to write moments: a pattern, how precise it is, and which order of the day answers a question."""

    name: str
    write: Callable[[datetime], str]
    unit: str
    order: str | None = None

    def cut(self, moment: datetime) -> datetime:
        """What of a moment the file still says."""
        if self.unit == "day":
            return moment.replace(hour=0, minute=0, second=0)
        return moment.replace(second=0) if self.unit == "minute" else moment


COMMON = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M",
    "%Y/%-m/%-d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %-I:%M %p",
    "%-m/%-d/%y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y%m%d",
    "%Y%m%d%H%M%S",
)


def _pattern(pattern: str, months: Sequence[str] = ()) -> Moments:
    def write(moment: datetime) -> str:
        half = int(moment.hour >= 12)
        text = pattern.replace("%b", months[moment.month - 1]) if months else pattern
        text = moment.strftime(text)
        return text.format(
            ko=("오전", "오후")[half],
            zh=("上午", "下午")[half],
            ja=("午前", "午後")[half],
            thai=moment.year + 543,
            minguo=moment.year - 1911,
            reiwa=moment.year - 2018,
        )

    unit = "second" if "%S" in pattern else "minute" if "%M" in pattern else "day"
    day, month = (max(pattern.find(f"%{c}"), pattern.find(f"%-{c}")) for c in "dm")
    year = max(pattern.find("%Y"), pattern.find("%y"), pattern.find("{thai}"))
    first = "ymd" if year < min(day, month) else "dmy" if day < month else "mdy"
    return Moments(pattern, write, unit, None if "%b" in pattern or year < 0 else first)


def _epoch(times: int) -> Moments:
    return Moments(
        f"epoch x {times}", lambda moment: str(int(moment.replace(tzinfo=UTC).timestamp()) * times), "second"
    )


def _ways(language: Language) -> list[Moments]:
    own = [_pattern(pattern, language.months.split()) for pattern in language.dates]
    common = [*(_pattern(pattern) for pattern in COMMON), _epoch(1), _epoch(1000)]
    utc = Moments("Z", lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "second")
    return [*own, *own, *common, utc]


# ------------------------------------------------------------------------------------------------- amounts
def _grouped(amount: Decimal, thousands: str, decimal: str, places: int) -> str:
    text = f"{abs(amount):,.{places}f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def _styled(thousands: str, decimal: str, places: int, form: str, negative: str = "-{}") -> Callable[[Decimal], str]:
    def write(amount: Decimal) -> str:
        text = form.format(_grouped(amount, thousands, decimal, places))
        return negative.format(text) if amount < 0 else text

    return write


AMOUNTS: dict[str, tuple[Callable[[Decimal], str], int]] = {
    "1234.56": (_styled("", ".", 2, "{}"), 2),
    "1,234.56": (_styled(",", ".", 2, "{}"), 2),
    "$1,234.56": (_styled(",", ".", 2, "${}"), 2),
    "(1,234.56)": (_styled(",", ".", 2, "{}", "({})"), 2),
    "1.234,56": (_styled(".", ",", 2, "{}"), 2),
    "1.234,56 €": (_styled(".", ",", 2, "{} €"), 2),
    "1 234,56": (_styled("\u00a0", ",", 2, "{}"), 2),
    "1'234.56": (_styled("'", ".", 2, "{}"), 2),
    "1234,56": (_styled("", ",", 2, "{}"), 2),
    "1234": (_styled("", ".", 0, "{}"), 0),
    "1,234": (_styled(",", ".", 0, "{}"), 0),
    "₩1,234": (_styled(",", ".", 0, "₩{}"), 0),
    "1,234원": (_styled(",", ".", 0, "{}원"), 0),
    "¥1,234.56": (_styled(",", ".", 2, "¥{}"), 2),
    "฿1,234.56": (_styled(",", ".", 2, "฿{}"), 2),
    "1.234": (_styled(".", ",", 0, "{}"), 0),
}


# ------------------------------------------------------------------------------------------------- the known table
IDS: dict[str, Callable[[int], str]] = {
    "letters": lambda i: f"C{i:04d}",
    "zeros": lambda i: f"{i:06d}",
    "numbers": lambda i: str(17_850 + 13 * i),
    "long": lambda i: str(9_007_199_254_740_993_000 + i),
    "mail": lambda i: f"person{i}@example.com",
    "uuid": lambda i: f"6f1d{i:04x}-0b2c-4e5d-8a9b-{i * 7919:012x}",
}
FIRST = datetime(2023, 11, 3)


def orders(chance: Random, language: Language, places: int) -> tuple[Order, ...]:
    """Some customers with at least two orders on average, over about ten months."""
    customers = chance.randint(6, 14)
    name = IDS[chance.choice(sorted(IDS))]
    made = []
    for k in range(chance.randint(2 * customers + 8, 4 * customers)):
        who = k if k < customers else chance.randrange(customers)
        moment = FIRST + timedelta(days=chance.randint(0, 290), seconds=chance.randint(0, 86_399))
        cents = chance.choice([chance.randint(100, 99_999), chance.randint(100, 9_999_999)])
        amount = Decimal(cents).scaleb(-2) if places else Decimal(cents // 100 + 1)
        segment = language.segments[who % len(language.segments)]
        made.append(Order(name(who), moment, -amount if chance.random() < 0.04 else amount, segment))
    return tuple(made)


# ------------------------------------------------------------------------------------------------- files
Grid = list[list[str]]
TEXT_FORMATS = ("csv", "csv", "csv", "csv", "tsv", "fixed", "html")
FORMATS = (*TEXT_FORMATS, "xlsx", "xlsx", "json lines", "json", "parquet", "feather", "xml")
PACKED: dict[str, Callable[[bytes, str], bytes]] = {
    "": lambda data, name: data,
    ".gz": lambda data, name: gzip.compress(data),
    ".bz2": lambda data, name: bz2.compress(data),
    ".xz": lambda data, name: lzma.compress(data),
    ".zip": lambda data, name: _zipped(data, name),
}


def write(chance: Random) -> Written:
    """Any file in any wrapping."""
    spoken = chance.choice(sorted(LANGUAGES))
    language = LANGUAGES[spoken]
    kind = chance.choice(FORMATS)
    moments = chance.choice(_ways(language))
    style = chance.choice(sorted(AMOUNTS))
    write_amount, places = AMOUNTS[style]
    table = orders(Random(chance.randrange(1 << 32)), language, places)  # realistic, however small the case is made
    roles = {role: chance.choice(headers) for role, headers in language.headers.items()}
    codec = chance.choice(_able(language.codecs, style, roles)) if kind in TEXT_FORMATS else "utf-8"
    answers = {"encoding": codec, "decimal": "," if style in _COMMA else "."}
    if moments.order:
        answers["date_order"] = moments.order
    cells = {
        "customer": [order.customer for order in table],
        "time": [moments.write(order.moment) for order in table],
        "amount": [write_amount(order.amount) for order in table],
        "segment": [order.segment for order in table],
    }
    grid = _grid(chance, cells, roles)
    junk = _junk(chance, language, grid, kind)
    data, malformed = _written(chance, kind, grid, junk, codec)
    packing = chance.choice(("", "", "", *PACKED))
    suffix = {"json lines": "jsonl", "html": "xls", "fixed": "txt", "xml": "xls"}.get(kind, kind)
    name = f"orders.{suffix}"
    told = {"language": spoken, "format": kind, "codec": codec, "amounts": style, **junk.told}
    return Written(name + packing, PACKED[packing](data, name), table, moments, answers, roles, malformed, told)


_COMMA = {style for style in AMOUNTS if ",56" in style} | {"1.234"}


def _able(codecs: tuple[str, ...], style: str, roles: dict[str, str]) -> tuple[str, ...]:
    """Encodings that have the sign of the currency, the blank between thousands, and every letter of the headers."""
    found = []
    for codec in codecs:
        try:
            (AMOUNTS[style][0](Decimal("1234567.89")) + "".join(roles.values())).encode(codec)
        except UnicodeEncodeError:
            continue
        found.append(codec)
    return tuple(found)


def _grid(chance: Random, cells: dict[str, list[str]], roles: dict[str, str]) -> Grid:
    """Header and records; sometimes with an order number and a running number that mean nothing here."""
    columns = [[roles[role], *values] for role, values in cells.items()]
    length = len(columns[0]) - 1
    if chance.random() < 0.5:
        columns.append(["order_no", *(f"A{10_000 + 7 * k}" for k in range(length))])
    if chance.random() < 0.3:
        chance.shuffle(columns)
    if chance.random() < 0.15:
        columns = [["", *(str(k) for k in range(length))], *columns]
    return [list(record) for record in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Junk:
    """What stands around the records."""

    above: Grid
    below: Grid
    told: dict[str, Any]


def _junk(chance: Random, language: Language, grid: Grid, kind: str) -> Junk:
    width = len(grid[0])
    above: Grid = []
    below: Grid = []
    if kind in ("csv", "tsv", "xlsx", "html", "xml"):
        if chance.random() < 0.25:
            above = [[language.title, *[""] * (width - 1)]]
            above += [[""] * width] * chance.randint(0, 2)
        if chance.random() < 0.25:
            below = [[language.total, *[""] * (width - 1)]]
        if chance.random() < 0.2:
            below = [*[[""] * width] * chance.randint(1, 3), *below]
    return Junk(above, below, {"above": len(above), "below": len(below)})


def _written(chance: Random, kind: str, grid: Grid, junk: Junk, codec: str) -> tuple[bytes, int]:
    """Bytes of the file, and how many malformed records were put into it."""
    whole = [*junk.above, *grid, *junk.below]
    if kind in ("csv", "tsv"):
        return _delimited(chance, "\t" if kind == "tsv" else chance.choice(",,,;|\t"), whole, len(junk.above), codec)
    if kind == "fixed":
        return _fixed(grid).encode(codec, "replace"), 0
    if kind == "html":
        return _html(whole).encode(codec, "xmlcharrefreplace"), 0
    if kind == "xml":
        return _spreadsheet_xml(whole).encode(), 0
    if kind == "xlsx":
        return _workbook(whole), 0
    return _from_records(kind, grid), 0


def _delimited(chance: Random, delimiter: str, whole: Grid, above: int, codec: str) -> tuple[bytes, int]:
    end = chance.choice(["\n", "\r\n", "\r\n", "\r"])
    out = io.StringIO(newline="")
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    if chance.random() < 0.1:
        out.write(f"sep={delimiter}{end}")
    bad = chance.randint(1, 2) if chance.random() < 0.15 else 0
    for i, record in enumerate(whole):
        writer.writerow(record)
        if above + 5 < i <= above + 5 + bad:
            writer.writerow([*record, "one", "too many"])
    return out.getvalue().encode(codec), bad


def _fixed(grid: Grid) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*grid, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(record, widths, strict=True)) for record in grid]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _html(grid: Grid) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in record) + "</tr>\n" for record in grid)
    return f"<html><body><table border=1>\n{rows}</table></body></html>"


def _spreadsheet_xml(grid: Grid) -> str:
    def row(record: list[str]) -> str:
        cells = (
            f'<Cell><Data ss:Type="String">{html.escape(cell)}</Data></Cell>' if cell else "<Cell/>" for cell in record
        )
        return f"<Row>{''.join(cells)}</Row>"

    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Orders"><Table>\n'
        + "\n".join(row(record) for record in grid)
        + "\n</Table></Worksheet></Workbook>"
    )


def _workbook(grid: Grid) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Orders")
        for i, record in enumerate(grid):
            for j, cell in enumerate(record):
                if cell:
                    sheet.write_string(i, j, cell)
    return out.getvalue()


def _from_records(kind: str, grid: Grid) -> bytes:
    header, *records = grid
    names = [name or "index" for name in header]
    if kind.startswith("json"):
        dicts = [dict(zip(names, record, strict=True)) for record in records]
        if kind == "json":
            return json.dumps(dicts, ensure_ascii=False).encode()
        return "\n".join(json.dumps(record, ensure_ascii=False) for record in dicts).encode()
    import pyarrow as pa
    from pyarrow import feather, parquet

    table = pa.table({name: list(column) for name, column in zip(names, zip(*records, strict=True), strict=True)})
    out = io.BytesIO()
    if kind == "parquet":
        parquet.write_table(table, out)
    else:
        feather.write_feather(table, out)
    return out.getvalue()


def _zipped(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()
