"""Rows that are no data in any kind of file: totals, subtotals, footnotes, comments, and the header once more.

A total taken for a customer doubles the revenue, so such rows are left out, each with its reason. A word alone is not
enough where the row is otherwise like the others: "Total Wine" is a shop, and a customer may be called "Total".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, mark
from retention.reading.headers import COMMENTS, kind
from retention.reading.tables import Loaded

if TYPE_CHECKING:
    import pyarrow as pa

COMMENT, REPEATED, TOTALS, SUBTOTAL, FOOTNOTE = REASONS = (
    mark("comment line"),
    mark("repeated header"),
    mark("totals row"),
    mark("subtotal row"),
    mark("footnote"),
)
MALFORMED, BLANK = mark("malformed row"), mark("blank row")

_TOTALS = """total|totals|grand total|grand totals|overall total|overall|sum|sum total|total sum|all customers|
합계|총계|총합계|총합|전체 합계|전체|누계|합 계|총 계|合计|总计|总和|总额|合計|總計|総計|總額|รวม|รวมทั้งสิ้น|รวมทั้งหมด|
ยอดรวม|ยอดรวมทั้งหมด|summe|gesamt|gesamtsumme|gesamtergebnis|insgesamt|total général|total general|suma|suma total|
totale|totale generale|totale complessivo|total geral|soma|somme|итого|всего|общий итог|الإجمالي|المجموع|الإجمالي الكلي|
tổng cộng|tổng|tổng số|totaal|eindtotaal|razem|ogółem|totalt|toplam|genel toplam|jumlah"""
_SUBTOTALS = """subtotal|sub total|sub-total|subtotals|소계|중계|小计|小計|中計|ผลรวมย่อย|รวมย่อย|zwischensumme|
teilergebnis|teilsumme|sous-total|sous total|subtotale|subtotal parcial|промежуточный итог|المجموع الفرعي|tổng phụ|cộng|
subtotaal|ara toplam"""
TOTAL_WORDS = frozenset(" ".join(_TOTALS.split()).replace("| ", "|").split("|"))
SUBTOTAL_WORDS = frozenset(" ".join(_SUBTOTALS.split()).replace("| ", "|").split("|"))
_LAST_WORDS = " total| totals| subtotal| 합계| 소계| 요약| ergebnis| итог| totale| summe|汇总|小计|小計|合计|合計"
_ENDINGS = tuple(_LAST_WORDS.split("|"))  # as in "North total", which programs write below a group
_MARKED = re.compile(
    r"""(?ix) ^\s*(?: [*†‡※¹²³]+ | \(?\d[\d,.]*\s?(?:rows?|records?|lines?|건|행|条|件)\b | [-–—=_*.]{5,}$ |
    (?:notes?|source|sources|remarks?|disclaimer|copyright|©|legend|quelle|hinweis|anmerkung|stand|nota|notas|fuente|
    fonte|remarque|nb|n\.b\.|ps|참고|주의?|비고|출처|자료|注意?|注释|備考|备注|資料來源|数据来源|来源|出典|หมายเหตุ|ที่มา|
    примечание|источник|ملاحظة|المصدر|ghi\schú|nguồn)\s*\d*\s*[:.：)] |
    (?:exported|generated|printed|created|downloaded|extracted|report\srun|run\sdate|as\sof|page\s\d|end\sof|
    last\supdated|updated\son|data\sas\sof|erstellt|generado|généré|이\s보고서|출력일|작성일|생성일|导出|导出时间|
    出力日|作成日|ส่งออก)\b )"""
)
_RULER = re.compile(r"^[-=_+|:*\s]{3,}$")
_LONGEST = 40  # letters of a word for a total, and more
_WORDS = 4  # so many words are a sentence
_LETTERS = 16  # so many letters without a blank are one, in a script that has no blanks
_DATED = 2  # rows with a date and a totals word that are still totals; more are a customer of that name
_MOST = 200_000  # rows looked at
_HALF = 20_000  # rows looked at that lack a customer or a date, but not both


def totals_reason(cell: str) -> str:
    """Reason for a cell that is a word for a total and nothing else, or an empty text.

    Examples
    --------
    >>> totals_reason(" Grand Total: "), totals_reason("소계"), totals_reason("Total Wine")
    ('totals row', 'subtotal row', '')
    """
    if len(cell) > _LONGEST:
        return ""
    word = " ".join(re.sub(r"[*:：=\s.\"']+", " ", cell.replace("\ufeff", "")).split()).casefold()
    if word in TOTAL_WORDS:
        return TOTALS
    return SUBTOTAL if word in SUBTOTAL_WORDS else ""


def find_asides(
    loaded: Loaded,
    names: Sequence[str],
    ids: tuple[NDArray[np.int32], pa.Array],
    dateless: NDArray[np.bool_],
    blank: NDArray[np.bool_],
    watched: Sequence[str] = (),
) -> dict[str, NDArray[np.int64]]:
    """Rows that are no data, by reason.

    Only rows that lack a customer or a usable date are looked at, and rows with a word for a total in some column.

    Parameters
    ----------
    loaded
        The columns, and the way to whole rows.
    names
        Names of all columns.
    ids
        Codes of the customers (-1 for nobody) and the text of each code.
    dateless
        Where there is no usable date.
    blank
        Where there is nothing at all: no aside either.
    watched
        Columns loaded that may hold a word for a total, besides the customer.
    """
    codes, texts = ids
    coded = [_coded(loaded.columns[name]) for name in watched if name in loaded.columns]
    named = _rows_of_words([(codes, texts), *(one for one in coded if one is not None)])
    nobody = codes < 0
    lacking = np.flatnonzero(nobody & dateless & ~blank)[:_MOST]
    half = np.flatnonzero((nobody ^ dateless) & ~blank)[:_HALF]
    suspects = np.unique(np.concatenate([named, lacking, half]))
    if not len(suspects):
        return {}
    records = _records(loaded.whole(suspects))
    who = _said_of(codes[suspects], texts)
    headers = [_ways_to_say(name) for name in names]
    reasons = [
        _reason(cells, headers, undated) or totals_reason(name)
        for cells, undated, name in zip(records, dateless[suspects].tolist(), who, strict=True)
    ]
    reasons = _without_customers(records, reasons, dateless[suspects])
    return {
        reason: suspects[[i for i, own in enumerate(reasons) if own == reason]]
        for reason in dict.fromkeys(reasons)
        if reason
    }


def first_column(names: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The first column, if it holds few different words: rows of subtotals say so there."""
    cells = [record[0].strip() for record in sample if record and record[0].strip()]
    distinct = set(cells)
    few = len(distinct) <= 0.5 * len(cells) or any(map(totals_reason, distinct))
    return (names[0],) if few and any(kind(cell) == "text" for cell in distinct) else ()


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[Any], pa.Array] | None:
    """A column as codes (-1 for null) and texts; None if it holds no word for a total."""
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.dictionary_encode()
    if not pa.types.is_dictionary(column.type) or not column.num_chunks:
        return None
    united = column.unify_dictionaries()
    texts = united.chunk(0).dictionary
    if not any(totals_reason(str(text)) for text in _short(texts)):
        return None
    codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in united.chunks]
    return np.concatenate(codes), texts


def _short(values: pa.Array) -> list[Any]:
    """Distinct texts that are short enough to be a word for a total."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return []
    # No digits: most distinct values are ids, and no word for a total has any.
    plain = pc.and_(
        pc.less_equal(pc.utf8_length(values), _LONGEST), pc.invert(pc.match_substring_regex(values, "[0-9]"))
    )
    found: list[Any] = values.filter(plain).to_pylist()
    return found


def _rows_of_words(columns: Iterable[tuple[NDArray[Any], pa.Array]]) -> NDArray[np.int64]:
    """Rows with a word for a total in some column."""
    rows = [np.zeros(0, np.int64)]
    for codes, texts in columns:
        words = {text for text in _short(texts) if totals_reason(str(text))}
        if words:
            import pyarrow as pa
            import pyarrow.compute as pc

            places = np.flatnonzero(pc.is_in(texts, pa.array(list(words), texts.type)).to_numpy(zero_copy_only=False))
            rows.append(np.flatnonzero(np.isin(codes, places)))
    return np.concatenate(rows)


def _said_of(codes: NDArray[np.int32], texts: pa.Array) -> list[str]:
    """The customer of each row; empty where there is none."""
    return [str(texts[code].as_py()) if code >= 0 else "" for code in codes.tolist()]


def _records(table: pa.Table) -> list[list[str]]:
    columns = [[str(v) if v is not None else "" for v in column.to_pylist()] for column in table.columns]
    return [list(cells) for cells in zip(*columns, strict=True)]


def _reason(cells: list[str], headers: Sequence[frozenset[str]], undated: bool) -> str:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return ""
    if _is_header_again(cells, headers):
        return REPEATED
    word = totals_reason(filled[0]) or (totals_reason(filled[0].partition(":")[0]) if undated else "")
    if word or not undated:
        return word
    first = filled[0].lstrip("\ufeff")
    if first.startswith(COMMENTS) and (len(filled) == 1 or " " in first):
        return COMMENT
    if first.casefold().endswith(_ENDINGS) and len(filled) < len(cells):
        return SUBTOTAL
    few = len(filled) <= max(1, len(cells) // 3)
    return FOOTNOTE if few and is_remark(filled[0]) else ""


def _is_header_again(cells: Sequence[str], headers: Sequence[frozenset[str]]) -> bool:
    """Whether a row says the column names once more, as files do that were made by joining others."""
    said = [(plain_name(cell), ways) for cell, ways in zip(cells, headers, strict=False) if cell.strip()]
    same = sum(cell in ways for cell, ways in said)
    return same >= 2 and same >= 0.7 * len(said) and same >= 0.5 * len(headers)


def _ways_to_say(name: str) -> frozenset[str]:
    """How a file may write a column name: ``total (2)`` is the name that the second column ``total`` was given."""
    plain = plain_name(name)
    return frozenset({plain, re.sub(r" \(\d+\)$", "", plain)})


def plain_name(text: str) -> str:
    """A column name without what tells no two apart: blanks, capitals, a byte order mark, quotation marks."""
    return " ".join(text.replace("\ufeff", "").replace('"', "").split()).casefold()


def is_remark(text: str) -> bool:
    """Whether a cell that stands alone is a remark and not a value.

    Examples
    --------
    >>> is_remark("* without cancelled orders"), is_remark("Exported on 2024-07-01"), is_remark("John Smith")
    (True, True, False)
    """
    words = text.split()
    return bool(_MARKED.match(text)) or len(words) >= _WORDS or (len(words) > 1 and _is_long(text)) or _is_script(text)


def _is_long(text: str) -> bool:
    return len(text) > 40


def _is_script(text: str) -> bool:
    """A sentence in a script that sets no blanks between words."""
    letters = sum(ord(c) > 0x0E00 for c in text)
    return letters >= _LETTERS


def _without_customers(records: list[list[str]], reasons: list[str], undated: NDArray[np.bool_]) -> list[str]:
    """Take back what looks like a customer whose name is a word for a total: rows as full as can be, with dates."""
    full = [
        i
        for i, (cells, reason) in enumerate(zip(records, reasons, strict=True))
        if reason == TOTALS and not undated[i] and all(cell.strip() for cell in cells)
    ]
    taken = set(full) if len(full) > _DATED else set()
    return ["" if i in taken else reason for i, reason in enumerate(reasons)]


def named_like_totals(ids: pa.Array) -> list[str]:
    """Say that a customer who is kept has a word for a total for a name.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [said.partition(",")[0] for said in named_like_totals(pa.array(["Total", "Total Wine"]))]
    ["A customer is called 'Total'"]
    """
    return [
        later(
            "A customer is called '{name}', and has whole rows with dates like any other. If these are totals of other "
            "rows, take them out of the file.",
            name=name,
        )
        for name in _short(ids)
        if totals_reason(str(name))
    ]


def reason_of_text(text: str) -> str:
    """Why a record with the wrong number of fields is left out: many such lines are no records at all.

    Examples
    --------
    >>> [reason_of_text(t) for t in ("  ", "# shop 7", "Total;;900", "* all amounts in EUR", "a,2024-01-05")]
    ['blank row', 'comment line', 'totals row', 'footnote', 'malformed row']
    """
    plain = text.replace("\ufeff", "").strip()
    fields = [field.strip().strip('"').strip() for field in re.split(r"[,;\t|\x1f\x01^~]", plain)]
    filled = [field for field in fields if field]
    if not filled:
        return BLANK
    if plain.startswith(COMMENTS) or _RULER.match(plain):
        return COMMENT
    word = totals_reason(filled[0]) or totals_reason(filled[0].partition(":")[0])
    if word:
        return word
    alone = len(filled) == 1 and is_remark(filled[0])
    return FOOTNOTE if alone or _MARKED.match(plain) else MALFORMED
