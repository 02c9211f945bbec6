"""Orders whose lines are rows: how many there are to an order, and whether its total is on every one of them."""

from __future__ import annotations

from collections import defaultdict

from retention.languages import later, mark
from retention.reading.roles.roles import Roles

_MANY = 10  # orders of several lines from which on a total on every line is no chance


def lines_told(names: list[str], sample: list[list[str]], roles: Roles) -> tuple[dict[str, str], tuple[str, ...]]:
    """What is detected about the lines of orders, and sentences to read; nothing where an order is one row."""
    order = roles.columns.get("order")
    if order is None or roles.kind != "events":
        return {}, ()
    at = names.index(order)
    amount = names.index(roles.columns["amount"]) if "amount" in roles.columns else None
    lines: dict[str, list[str]] = defaultdict(list)
    for record in sample:
        if len(record) == len(names) and record[at].strip():
            lines[record[at]].append("" if amount is None else record[amount].strip())
    several = [cells for cells in lines.values() if len(cells) > 1]
    if len(several) < 0.05 * max(1, len(lines)):
        return {}, ()
    mean = sum(map(len, lines.values())) / len(lines)
    said = later("{n} lines for each '{order}'", n=f"{mean:.1f}", order=order)
    alike = sum(len(set(cells)) == 1 and bool(cells[0]) for cells in several)
    if amount is None or len(several) < _MANY or alike < 0.9 * len(several):
        return {mark("orders"): said}, ()
    name = roles.columns["amount"]
    doubt = later(
        "'{column}' is the same on every line of an order ('{order}', {lines}): if it is the total of the order, money "
        "is counted once for each line. Choose the price of a line instead, or keep one line of each order.",
        column=name,
        order=order,
        lines=said,
    )
    return {"orders": said}, (doubt,)
