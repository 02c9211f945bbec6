"""What became of each date of a column, and the texts that stand for no date."""

from __future__ import annotations

from retention.languages import mark

GOOD, BLANK, IMPOSSIBLE, UNREADABLE, FAR, OPEN, PLACEHOLDER, LONELY, ZONE = range(9)
REASONS = {
    BLANK: mark("no date"),
    IMPOSSIBLE: mark("date does not exist"),
    UNREADABLE: mark("date cannot be read"),
    FAR: mark("year outside 1970 to 2100"),
    PLACEHOLDER: mark("placeholder date"),
    LONELY: mark("date far from all others"),
    ZONE: mark("time zone with several meanings"),
}
BLANK_WORDS = (
    "", "nan", "nat", "null", "none", "nil", "n/a", "na", "-", "--", "—", "#n/a", "<na>", "\\n", "$null$", "(null)",
    "(blank)", "undefined", "not set", "(not set)", "없음", "无", "無", "なし", "ไม่มี",
)  # fmt: skip
