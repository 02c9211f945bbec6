"""Generated events of a shop with an app: the same for everybody (fixed seed), kept under ``build/bench``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import retention as rt

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench"
VERSION = 1  # raise it when the generator changes, so that files of the old one are not taken
SEED = 20_260_101
EVENT_NAMES = ("add_to_cart", "app_open", "purchase", "search", "sign_up")
EVENT_SHARES = (0.2, 0.45, 0.13, 0.2, 0.02)
CHANNELS = ("ads", "friends", "search", "store")
CHANNEL_SHARES = (0.4, 0.3, 0.2, 0.1)
START = np.datetime64("2024-01-01", "s")
SECONDS = 731 * 86_400  # two years, one of them a leap year
CUSTOMERS_PER_EVENT = 0.08

WITHOUT_SEGMENT = rt.ColumnMapping(customer="customer", time="timestamp", event="event", amount="amount")
MAPPING = rt.ColumnMapping(customer="customer", time="timestamp", event="event", amount="amount", segments=("channel",))


def make_table(n: int, seed: int = SEED) -> pa.Table:
    """Make ``n`` events in the order of time, as a log has them.

    About 8 % as many customers, who begin on any day of the two years and differ in how often they come (gamma) and
    how soon they fade. The first event of nearly all is a sign-up; the channel of later events differs now and then.
    """
    random = np.random.default_rng(seed)
    customers = max(1, int(n * CUSTOMERS_PER_EVENT))
    born = (random.random(customers) ** 0.9 * (SECONDS - 2)).astype(np.int64)
    left = SECONDS - 1 - born
    wish = random.gamma(0.7, 1.0, customers) * left
    repeats = random.multinomial(n - customers, wish / wish.sum())
    who = np.repeat(np.arange(customers), repeats)
    # Later events come at least a second after the first, so that no tie decides who belongs to which channel.
    later = born[who] + 1 + (random.random(len(who)) ** 1.6 * (left[who] - 1)).astype(np.int64)
    customer = np.concatenate([np.arange(customers), who])
    seconds = np.concatenate([born, later])
    event = random.choice(len(EVENT_NAMES), n, p=EVENT_SHARES)
    event[:customers] = np.where(random.random(customers) < 0.97, EVENT_NAMES.index("sign_up"), event[:customers])
    channel = random.choice(len(CHANNELS), customers, p=CHANNEL_SHARES)[customer]
    moved = np.flatnonzero(random.random(n) < 0.1)
    channel[moved] = random.choice(len(CHANNELS), len(moved), p=CHANNEL_SHARES)
    order = np.argsort(seconds, kind="stable")
    ids = pa.array([f"C{number:07d}" for number in random.permutation(customers)])
    return pa.table(
        {
            "customer": pa.DictionaryArray.from_arrays(customer[order].astype(np.int32), ids),
            "timestamp": pa.array((START + seconds[order]).astype("datetime64[us]")),
            "event": pa.DictionaryArray.from_arrays(event[order].astype(np.int32), list(EVENT_NAMES)),
            "amount": pa.array(np.round(random.gamma(2.0, 18.0, n), 2)),
            "channel": pa.DictionaryArray.from_arrays(channel[order].astype(np.int32), list(CHANNELS)),
        }
    )


def table(n: int, folder: Path = FOLDER) -> pa.Table:
    """The events as an Arrow table, made once."""
    path = folder / f"events-v{VERSION}-{n}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        pq.write_table(make_table(n), unfinished)
        unfinished.replace(path)  # an interrupted run leaves no half file behind
    return pq.read_table(path)


@dataclass(frozen=True)
class Variant:
    """The same events in another text file: its encoding, its quotes, and how it writes moments and channels."""

    encoding: str = "utf-8"
    moments: str = "%Y-%m-%dT%H:%M:%S"
    quoted: bool = False
    channels: tuple[str, ...] = CHANNELS


KOREAN = ("광고", "친구 추천", "검색", "매장")
VARIANTS = {
    "Korean, UTF-8": Variant(channels=KOREAN),
    "Korean, CP949": Variant("cp949", channels=KOREAN),
    "Korean, UTF-16": Variant("utf-16", channels=KOREAN),
    "day first": Variant(moments="%d/%m/%Y %H:%M"),
    "quotes everywhere": Variant(quoted=True),
}


def variant_file(n: int, name: str, folder: Path = FOLDER) -> Path:
    """The events as one of the variants, made once."""
    variant = VARIANTS[name]
    slug = "".join(c if c.isalnum() else "-" for c in name.lower())
    path = folder / f"events-v{VERSION}-{n}-{slug}.csv"
    if not path.exists():
        events = table(n, folder)
        moments = pc.strftime(events["timestamp"].cast(pa.timestamp("s")), variant.moments)
        channels = pc.take(
            pa.array(variant.channels), pc.index_in(events["channel"].cast(pa.string()), pa.array(CHANNELS))
        )
        events = events.set_column(1, "timestamp", moments).set_column(4, "channel", channels)
        out = pa.BufferOutputStream()
        style = "all_valid" if variant.quoted else "none"
        pa.csv.write_csv(events, out, pa.csv.WriteOptions(quoting_style=style))
        text = out.getvalue().to_pybytes().decode()
        path.write_text(text, encoding=variant.encoding, newline="")
    return path


def encoding_of(file: Path) -> str:
    """Encoding that :func:`variant_file` gave a file."""
    return "cp949" if "cp949" in file.stem else "utf-16" if "utf-16" in file.stem else "utf-8"


def workbook_file(n: int, folder: Path = FOLDER) -> Path:
    """Lines of orders as a workbook of eight columns, as large shops export them, made once."""
    path = folder / f"orders-v{VERSION}-{n}.xlsx"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        _write_workbook(table(n, folder), unfinished)
        unfinished.replace(path)
    return path


def few_rows_workbook(folder: Path = FOLDER) -> Path:
    """A small workbook of the same kind."""
    return workbook_file(200, folder)


def _write_workbook(events: pa.Table, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Orders")
        names = ("customer", "timestamp", "event", "amount", "channel")
        sheet.write_row(0, 0, ("invoice", *names, "quantity", "product"))
        columns = [events[name].cast(pa.string()).to_pylist() for name in ("customer", "event", "channel")]
        rows = zip(*columns, events["timestamp"].to_pylist(), events["amount"].to_pylist(), strict=True)
        for i, (customer, event, channel, moment, amount) in enumerate(rows, start=1):
            cells = (f"A{500_000 + i // 3}", customer, moment, event, amount, channel, i % 7 + 1, f"product {i % 4000}")
            sheet.write_row(i, 0, cells)


def csv_file(n: int, folder: Path = FOLDER) -> Path:
    """The events as a CSV file, made once; moments as ISO text with seconds."""
    path = folder / f"events-v{VERSION}-{n}.csv"
    if not path.exists():
        events = table(n, folder)
        unfinished = path.with_suffix(".part")
        moments = events["timestamp"].cast(pa.timestamp("s"))
        events = events.set_column(events.column_names.index("timestamp"), "timestamp", moments)
        pa.csv.write_csv(events, unfinished, pa.csv.WriteOptions(quoting_style="none"))
        unfinished.replace(path)
    return path
