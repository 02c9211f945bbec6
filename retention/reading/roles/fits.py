"""How far the cells of a column agree with a role that its header suggests: 1 is fully, 0 rules it out."""

from __future__ import annotations

from collections.abc import Callable

from retention.reading.roles.columns import Column


def _fits_customer(column: Column, said: float) -> float:
    if column.dates > 0.5 or column.clocks > 0.5 or (column.flag and column.rows > 3):
        return 0.0
    if column.decimals > 0.2 and not (said >= 0.8 and column.longest >= 16):  # two long numbers and a point are an id
        return 0.0
    if (column.distinct == 1 and column.rows >= 20) or column.negative > 0.1 or numbers_rows(column):
        return 0.0
    fit = 1.0
    if column.distinct <= 6 and column.filled >= (200 if said >= 0.8 else 50):
        fit *= 0.3  # a few kinds of users, not users
    if column.unique and column.filled >= 30:
        fit *= 0.9 if said >= 0.8 else 0.8 if column.emails > 0.8 else 0.6
    if column.counting and column.filled >= 30:
        fit *= 0.8
    if column.words > 4:
        fit *= 0.3
    elif column.words > 0.5 and column.codes < 0.2 and said >= 0.8:
        fit *= 0.6  # names of people, of whom two may share one
    if said <= 0.5 and not column.unique and column.codes > 0.8 and column.distinct > 5:
        fit *= 1.2  # ids that come back
    return fit * (1.05 if column.emails > 0.8 and said < 0.9 else 1.0) * _filled(column)


def _fits_date(column: Column, said: float) -> float:
    if column.dates > 0.5 or (said >= 0.5 and max(column.moments, column.months) > 0.9):
        fine = 1.0 if column.timed > 0.5 else 0.98
        return _filled(column) * fine if column.distinct > 1 or column.rows < 20 else 0.9
    return 0.0


def _fits_end(column: Column, said: float) -> float:
    return 1.0 if column.dates > 0.4 or (said >= 0.5 and column.moments > 0.9) else 0.0


def _fits_money(column: Column, _: float) -> float:
    return (1.0 if column.distinct > 2 or column.rows < 20 else 0.8) if is_number(column) else 0.0


def _fits_number(column: Column, _: float) -> float:
    return 1.0 if is_number(column) else 0.0


_ANY_NUMBER = frozenset(("num", "no", "nr", "number", "ref", "reference", "번호", "编号", "編號", "番号", "№"))


def numbers_rows(column: Column) -> bool:
    """Whether a column called nothing but "No" or "Num" has another number in every row, as invoices do."""
    return column.unique and column.name.strip(" .:#").casefold() in _ANY_NUMBER


def is_number(column: Column) -> bool:
    return column.numbers > 0.5 and column.dates < 0.5


def _fits_event(column: Column, said: float) -> float:
    if column.distinct == 1 and column.rows >= 20 and said < 0.9:
        return 0.0
    if column.dates > 0.5 or column.decimals > 0.2 or column.distinct > max(60, 0.3 * column.filled):
        return 0.0
    return 1.0 if column.numbers < 0.5 else 0.7 if said > 0.9 and column.distinct <= 60 else 0.0


def _fits_own_id(column: Column, _: float) -> float:
    return 1.0 if column.distinct >= 0.9 * column.filled and column.dates < 0.5 and column.decimals < 0.2 else 0.0


def _fits_order(column: Column, _: float) -> float:
    return 1.0 if column.dates < 0.5 and column.decimals < 0.2 and (column.distinct > 3 or column.rows < 20) else 0.0


def _fits_few(column: Column, _: float) -> float:
    few = column.distinct <= max(10, min(60, 0.3 * column.filled))
    return 1.0 if few and column.dates < 0.5 and column.decimals < 0.3 else 0.0


def _fits_flag(column: Column, _: float) -> float:
    return 1.0 if column.distinct <= 5 and column.dates < 0.5 and column.longest <= 40 else 0.0


def _fits_tenure(column: Column, _: float) -> float:
    return 1.0 if is_number(column) and column.low >= 0 and column.high <= 20_000 else 0.0


def _fits_score(column: Column, said: float) -> float:
    """Whole numbers on a scale; some of them may have words behind them ("10 - very likely")."""
    on_scale = sum(count for value, count in column.values if value[:1].isdecimal() and _leading(value) <= 10)
    if on_scale < 0.6 * column.filled or column.distinct > 40 or column.decimals > 0.3:
        return 0.0
    return 1.0 if column.high >= 8 or said >= 0.9 else 0.8


def _leading(text: str) -> float:
    digits = ""
    for letter in text:
        if not (letter.isdecimal() or letter == "."):
            break
        digits += letter
    return float(digits) if digits.replace(".", "", 1).isdecimal() else 99.0


def _fits_refund(column: Column, _: float) -> float:
    return 1.0 if is_number(column) or column.distinct <= 10 else 0.0


def _filled(column: Column) -> float:
    return 0.8 + 0.2 * column.filled / max(1, column.rows)


FITS: dict[str, Callable[[Column, float], float]] = {
    "customer": _fits_customer,
    "time": _fits_date,
    "start": _fits_date,
    "signup": _fits_date,
    "end": _fits_end,
    "amount": _fits_money,
    "price": _fits_money,
    "recurring": _fits_money,
    "quantity": _fits_number,
    "event": _fits_event,
    "event_id": _fits_own_id,
    "order": _fits_order,
    "plan": _fits_few,
    "status": _fits_few,
    "lost": _fits_flag,
    "do_not_contact": _fits_flag,
    "tenure": _fits_tenure,
    "score": _fits_score,
    "refund": _fits_refund,
}
