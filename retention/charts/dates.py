"""How the browser writes dates along an axis. It knows English names of months alone, so that others get numbers."""

from __future__ import annotations

from typing import Any

from retention.languages import language

# Months carry their name in their middle, with the year below where it changes; days stand where they begin.
_HOUR = {"en": "%H:%M\n%-d %b", "ko": "%H:%M\n%-m월 %-d일", "zh": "%H:%M\n%-m月%-d日", "th": "%H:%M\n%-d/%-m"}
_DAY = {"en": "%-d %b\n%Y", "ko": "%-m월 %-d일\n%Y년", "zh": "%-m月%-d日\n%Y年", "th": "%-d/%-m\n%Y"}
# "%m" and not "%-m", which plotly does not know for a month: it would take one of these for the format of a year.
_MONTH = {"en": "%b\n%Y", "ko": "%m월\n%Y년", "zh": "%m月\n%Y年", "th": "%m\n%Y"}
_QUARTER = {"en": "Q%q\n%Y", "ko": "%q분기\n%Y년", "zh": "第%q季度\n%Y年", "th": "ไตรมาส %q\n%Y"}
_YEAR = {"en": "%Y", "ko": "%Y년", "zh": "%Y年", "th": "%Y"}


def calendar_ticks(unit: str) -> dict[str, Any]:
    """A tick for each quarter or year; nothing for other units.

    Examples
    --------
    >>> calendar_ticks("quarter")["dtick"], calendar_ticks("week")
    ('M3', {})
    """
    steps = {"quarter": ("M3", _QUARTER), "year": ("M12", _YEAR)}
    if unit not in steps:
        return {}
    step, form = steps[unit]
    return {"dtick": step, "tickformat": _of(form), "ticklabelmode": "period"}


def month_ticks() -> list[dict[str, Any]]:
    """Formats of an axis of months, and of years where there are many."""
    return [{"dtickrange": [None, "M12"], "value": _of(_MONTH)}, {"dtickrange": ["M12", None], "value": _of(_YEAR)}]


def day_ticks() -> list[dict[str, Any]]:
    """Formats of an axis of days: hours within one, days, months, years.

    Examples
    --------
    >>> from retention.languages import use
    >>> with use("zh"):
    ...     day_ticks()[1]["value"]
    '%-m月%-d日\\n%Y年'
    """
    return [
        {"dtickrange": [None, 86_399_999], "value": _of(_HOUR)},
        {"dtickrange": [86_400_000, 2_419_200_000], "value": _of(_DAY)},
        *month_ticks(),
    ]


def on_two_lines(name: str) -> str:
    """A day or month with its year on a line of its own, where there are few ticks.

    Examples
    --------
    >>> on_two_lines("9 Mar 2026"), on_two_lines("2026년 3월 9일"), on_two_lines("2026年3月9日")
    ('9 Mar<br>2026', '2026년<br>3월 9일', '2026年<br>3月9日')
    """
    for year in ("년", "年"):
        if year in name:
            parts = name.partition(year)
            return "<br>".join(part for part in (parts[0] + year, parts[2].strip()) if part)
    return "<br>".join(part for part in name.replace(",", "").rpartition(" ") if part.strip())


def _of(forms: dict[str, str]) -> str:
    return forms.get(language(), forms["en"])
