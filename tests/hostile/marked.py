"""Files in which every text is an attack on whoever shows it: headers, ids, groups, events, comments, names."""

from __future__ import annotations

import csv
import io
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
OUTSIDE = "outside.invalid"  # nobody's host, by RFC 2606
_URL = f"http://{OUTSIDE}"
ATTACKS = (  # each would set `window.attacked`, ask the host outside, or change the look of the page
    f"<img src={_URL}/1 onerror=window.attacked=1>",
    f"<script>window.attacked=2;fetch('{_URL}/2')</script>",
    f"<svg onload=window.attacked=3><image href='{_URL}/3'/></svg>",
    "[look](javascript:window.attacked=4)",
    f"![look]({_URL}/5)",
    f"<a href='{_URL}/6' onmouseover=window.attacked=6>look</a>",
    f"<span style='background:url({_URL}/7)'>look</span>",
    f'=HYPERLINK("{_URL}/8","look")',
    "{{constructor.constructor('window.attacked=9')()}}",
    "${window.attacked=10}`",
    "\u202egnp.exe\u2066",
    ":material/delete: :red[look] :smile: **look** `look`",
    f"$$\\href{{{_URL}/13}}{{look}}$$",
    f"{_URL}/14 www.{OUTSIDE} somebody@{OUTSIDE}",
    "\"'><iframe srcdoc='<script>parent.attacked=15</script>'></iframe>",
    "</script></style><script>window.attacked=16</script>",
    "%{customdata[0]} %{x} <b>look</b><br><extra></extra>",
    f"[look]: {_URL}/18 <{_URL}/18>",
    "W" * 300,
    "javascript:window.attacked=20",
)
FILE = f"a<img src=x onerror=window.attacked=21> [look]({_URL.replace('/', ':')}) :red[look].csv"


def attack(number: int, role: str = "") -> str:
    """An attack that ends in a word of ours, which tells one from the other."""
    return f"{ATTACKS[number % len(ATTACKS)]} {role}".rstrip()


def customer(name: str) -> str:
    """An id that is an attack: the same for the same customer in every file."""
    return attack(sum(map(ord, name)), name)


class Words(dict[str, str]):
    """The words of a column, each with an attack in its place."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    def __missing__(self, word: str) -> str:
        self[word] = attack(self.first + len(self), word) if word else ""
        return self[word]


def written(headers: list[str], rows: list[list[str]]) -> bytes:
    """A file of these cells."""
    out = io.StringIO()
    csv.writer(out).writerows([headers, *rows])
    return out.getvalue().encode()


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a sample."""
    with (SAMPLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def users() -> list[str]:
    """Some users of the app."""
    return sorted({row["user_id"] for row in rows_of("app_events.csv") if int(row["user_id"][1:]) % 15 == 0})


def events() -> bytes:
    """What users of an app did, with amounts, plans, platforms and comments."""
    chosen, done, plans, platforms = set(users()), Words(0), Words(3), Words(5)
    rows = [
        [
            customer(row["user_id"]),
            row["timestamp"],
            done[row["event"]],
            f"{10 + i % 17}.5",
            plans[row["plan"]],
            platforms[row["platform"]],
            attack(i, f"said {i}"),
        ]
        for i, row in enumerate(rows_of("app_events.csv"))
        if row["user_id"] in chosen
    ]
    names = ("user_id", "timestamp", "event", "amount", "plan", "platform", "note")
    return written([attack(i, name) for i, name in zip((3, 6, 5, 7, 4, 1, 11), names, strict=True)], rows)


def answers() -> bytes:
    """Answers to a survey, with comments, by the same users."""
    who, channels = users(), Words(2)
    rows = [
        [
            customer(who[i % len(who)]),
            row["answered_at"].replace("2025", "2026"),
            row["score"],
            attack(i, f"{row['comment']} too slow") if i % 2 else row["comment"],
            channels[row["channel"]],
        ]
        for i, row in enumerate(rows_of("answers.csv")[:700])
    ]
    names = ("customer_id", "answered_at", "score", "comment", "channel")
    return written([attack(i, name) for i, name in zip((4, 3, 0, 1, 6), names, strict=True)], rows)


def subscriptions() -> bytes:
    """Contracts of a service."""
    plans, sold, billed = Words(0), Words(4), Words(8)
    rows = [
        [
            customer(row["account_id"]),
            plans[row["plan"]],
            row["started_on"],
            row["ended_on"],
            row["mrr"],
            billed[row["billed"]],
            sold[row["sold_by"]],
            attack(i, row["subscription_id"]),
        ]
        for i, row in enumerate(rows_of("subscriptions.csv")[:600])
    ]
    names = ("account_id", "plan", "started_on", "ended_on", "mrr", "billed", "sold_by", "subscription_id")
    return written([attack(i, name) for i, name in zip((11, 3, 0, 1, 7, 6, 5, 4), names, strict=True)], rows)


def workbook() -> bytes:
    """A workbook of two sheets, whose names are attacks too."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name in ("<img src=x onerror=1>", "{{1}} :red(look) $x$".replace(":", "")):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(csv.reader(io.StringIO(answers().decode()))):
                sheet.write_row(i, 0, row)
    return out.getvalue()


def campaign() -> bytes:
    """The list of a campaign among the same users; nothing but somebody's answer says which group was held out."""
    groups = Words(0)
    rows = [[customer(user), groups[("red", "blue")[i % 3 == 0]], "2026-06-01"] for i, user in enumerate(users())]
    return written([attack(i, name) for i, name in zip((3, 1, 6), ("user_id", "group", "date"), strict=True)], rows)


def experiment() -> bytes:
    """An A/B file whose versions and outcomes are attacks."""
    versions = Words(0)
    rows = [[customer(f"u{i}"), versions["AB"[i % 2]], str(i % 5 // 4), str(i % 3 // 2)] for i in range(400)]
    names = ("user_id", "version", "retention_1", "bought")
    return written([attack(i, name) for i, name in zip((11, 4, 0, 3), names, strict=True)], rows)


def notes() -> bytes:
    """What happened, as attacks."""
    texts = [one for one in ATTACKS if len(one) <= 200]
    rows = [[f"2026-0{3 + i % 4}-{i + 1:02}", text, "change"] for i, text in enumerate(texts)]
    return written(["date", "text", "kind"], rows)


def benchmarks() -> bytes:
    """Published figures that would be attacks."""
    names = ["subject", "value", "unit", "definition", "period", "age", "year", "grade", "source", "note"]
    known = ["%", "on", "month", "1", "2025", "B"]
    rows = [
        [attack(i, "subject"), f"{10 + i}", *known, attack(i + 1, "source"), attack(i + 2)] for i in range(len(ATTACKS))
    ]
    return written(names, rows)
