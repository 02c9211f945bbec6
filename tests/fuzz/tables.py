"""Text tables that a grammar makes: headers that mean something above cells that hardly do, written as they may be."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HEADERS = (
    *("customer", "customer_id", "user id", "date", "order_date", "timestamp", "amount", "total (EUR)", "qty"),
    *("plan", "start_date", "end_date", "mrr", "score", "comment", "tenure", "churn", "group", "version"),
    *("retention_1", "Cohort", "Users", "M0", "M1", "2024-01", "2024-02", "고객번호", "下单时间", "ยอดรวม"),
    *("", " ", "date"),
    *("x\u200by", "\ufeffdate", "=1+1", "a" * 300, "\u202edate", "date\nof order", "#", "1", "2024-01-05"),
)
_EDGES = (
    *("1970-01-01", "1969-12-31", "2100-12-31", "2101-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "2023-02-29"),
    *("1582-10-10", "2024-03-31T02:30:00", "2024-12-31T23:59:60Z", "2024-01-05 24:00", "2024-W53-7", "2024-366"),
    *("12/2024", "31/12/99", "00/00/0000", "13/13/2024", "1/2/3", "2567-01-05", "令和6年1月5日", "2024年1月5日"),
    *("٢٠٢٤-٠١-٠٥", "Jan 5", "1704412800", "1704412800123", "1704412800123456789", "-1", "45296", "45296.999", "60"),
    *("2958466", "1e10", "now", "2024-01-05T10:00:00+14:00", "2024-01-05T10:00:00-99:99", "2024-01-05 10:00 EST"),
    *("2024-01-05T10:00:00.123456789Z",),
)
_NUMBERS = (
    *("0", "-0", "1e308", "1e309", "-1e309", "1e-400", "nan", "NaN", "inf", "-Infinity", "9" * 400, "0x10", "1_000"),
    *("1.234,56", "1,234.56", "1 234,56", "1'234", "(12)", "12-", "-", "+", "₩1,000", "$-5", "5%", "½", "１２", "٣"),
    *("1,2,3", "1E5", "1.", ".5", "1,5.5,5", "∞", "12 345 678 901 234 567 890", "1e1000000000"),
)
_WORDS = (
    *("a", "b", "c", "A", " a ", "", " ", "null", "N/A", "none", "-", "guest", "total", "Grand total", "yes", "no"),
    *("TRUE", "\0", "a\0b", "\u200b", "\u202ea\u202c", "\ufeff", "\x1b[31m", "\x85", "\u2028", "é", "e\u0301", "😀"),
    *("\U000e0001", "=cmd|' /C calc'!A0", "<script>", "a,b", 'a"b', "a\nb", "a\r", "\\", "'", "x" * 5000, "000012"),
    *("1.0", "12345678901234567"),
)
CELLS = st.one_of(
    st.sampled_from(_WORDS[:8]), st.sampled_from(_EDGES), st.sampled_from(_NUMBERS), st.sampled_from(_WORDS),
    st.dates().map(str), st.floats().map(repr), st.integers().map(str), st.text(max_size=12),
)  # fmt: skip
USUAL = {"date": st.dates().map(str), "customer": st.sampled_from("abcde"), "amount": st.integers(-9, 999).map(str)}
CODECS = (
    *("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp949", "shift_jis", "gb18030", "cp874"),
)


@st.composite
def texts(draw: Any) -> bytes:
    """A text table as bytes; half of its columns hold what their header says, the others anything."""
    width = draw(st.integers(1, 6))
    header = draw(st.lists(st.sampled_from(HEADERS) | st.text(max_size=6), min_size=width, max_size=width))
    if draw(st.booleans()):
        header[:2] = ["customer", "date"][:width]
    columns = [USUAL[name] if name in USUAL and draw(st.booleans()) else CELLS for name in header]
    rows = draw(st.lists(st.tuples(*columns).map(list), max_size=12))
    if rows and draw(st.integers(0, 3)) == 0:  # a record with a field more or less than the others
        at = draw(st.integers(0, len(rows) - 1))
        rows[at] = rows[at][:-1] if draw(st.booleans()) else [*rows[at], draw(CELLS)]
    return _bytes(draw, _lines(draw, [header, *rows]))


def _lines(draw: Any, grid: list[list[str]]) -> str:
    """The table as text, quoted well, badly or not at all."""
    delimiter, end = draw(st.sampled_from(",,,;\t|:^ ")), draw(st.sampled_from(("\n", "\r\n", "\r", "\n\n")))
    quoting = draw(st.sampled_from(("well", "well", "always", "never", "single", "half", "stray")))
    lines = [delimiter.join(_quoted(cell, delimiter, quoting) for cell in row) for row in grid]
    front = draw(
        st.sampled_from(("", "", "", "", f"sep={delimiter}{end}", f"Orders report{end}{end}", f"# made{end}", "\0"))
    )
    back = draw(st.sampled_from(("", end, end, f"{end}Total{delimiter}5{end}", f'{end}"', "\x1a")))
    return front + end.join(lines) + back


def _quoted(cell: str, delimiter: str, quoting: str) -> str:
    if quoting == "never":
        return cell
    if quoting == "single":
        return f"'{cell}'"
    if quoting == "half":
        return f'"{cell}'
    if quoting == "stray":
        return f'{cell}"' if len(cell) % 3 == 1 else cell
    special = quoting == "always" or any(mark in cell for mark in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if special else cell


def _bytes(draw: Any, text: str) -> bytes:
    """The text in one encoding, or its second half in another one."""
    first = draw(st.sampled_from(CODECS))
    if draw(st.integers(0, 5)):
        return text.encode(first, "surrogatepass" if first.startswith("utf") else "replace")
    half, second = len(text) // 2, draw(st.sampled_from(CODECS))
    return text[:half].encode(first, "replace") + text[half:].encode(second, "replace")
