"""Numbers, dates and foreign text as words. Nothing here draws."""

from __future__ import annotations

import re
from datetime import timedelta

import numpy as np
import pandas as pd

import retention as rt
from retention.languages import Kept, listed, many, nouns, numbered, say, spoken, straight
from retention.metrics.wording import NO_BREAK, count, percent, percent_span
from retention.metrics.wording import first as first  # said by pages
from retention.periods import day_text

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def plain(text: object, longest: int = 60) -> str:
    """Text from a file, safe inside Markdown: no links, pictures or marks; one line; not longer than ``longest``."""
    line = " ".join(straight(spoken(text) if isinstance(text, str) else str(text)).split())
    line = line.encode("utf-8", "replace").decode()  # half a character, as names of files may hold, cannot be sent
    line = line if len(line) <= longest else line[: longest - 1] + "…"
    # A bare address, of a page or of a person, stays a link even when its marks are escaped: an invisible joiner
    # breaks it.
    line = line.replace("://", ":\u2060//").replace("www.", "www\u2060.").replace("@", "@\u2060")
    return _MARKS.sub(r"\\\1", line)


def told(text: str) -> str:
    """What the library has noted about a file, in the language in use: kept sentences, and words of its tables."""
    return spoken(text) if isinstance(text, Kept) or not text else say(text)


def capital(text: str) -> str:
    """The same with a capital, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def sample(n: int) -> str:
    """How many it rests on: "n = 180"."""
    return f"n{NO_BREAK}={NO_BREAK}{n:,}"


def likely(lower: float, upper: float, n: int) -> str:
    """Range and n: "likely 17.2 to 29.4 %, n = 180"."""
    return say("likely {span}, {sample}", span=percent_span(lower, upper), sample=sample(n))


def described(heading: str, details: str) -> str:
    """A chart for those who cannot see it: what it shows, and the main of what it says."""
    return say("{heading}. {details}.", heading=heading, details=details)


def with_sentence(heading: str, sentence: str) -> str:
    """The same where a whole sentence says it; without its marks for bold letters."""
    return say("{heading}. {sentence}", heading=heading, sentence=sentence.replace("**", ""))


def unit(settings: rt.CohortSettings) -> str:
    """What one age is called: "month", or "28-day block"; data, to be shown by ``noun``."""
    return settings.unit_name


age = numbered  # "month 1", or for several at once "months 2-4"


def day(moment: pd.Timestamp | np.datetime64) -> str:
    """A day as "18 Dec 2025"."""
    return day_text(moment)


def last_whole_day(events: rt.Events | rt.Subscriptions | rt.Answers) -> pd.Timestamp:
    """The last day that lies wholly before the end of the data."""
    return (events.observed_until - timedelta(microseconds=1)).normalize()


def end_of_file(events: rt.Events) -> pd.Timestamp:
    """The end of the last day in the data: what is complete through, unless somebody has moved it."""
    return events.span[1].normalize() + pd.Timedelta(days=1)


def span(events: rt.Events | rt.Subscriptions | rt.Answers) -> str:
    """First and last day of the data."""
    return between(*(day(moment) for moment in events.span))


def between(first: str, last: str) -> str:
    """A stretch of time by its ends: "1 Jan 2025 to 30 Jun 2026"."""
    return say("{first} to {last}", first=first, last=last)


def held(data: rt.Events | rt.Subscriptions | rt.Tenures | rt.Answers) -> list[str]:
    """What is loaded, in a few short lines."""
    customers = count(data.n_customers, "customer")
    if isinstance(data, rt.Answers):
        answers = count(len(data), "answer")
        both = answers if data.customer is None else say("{rows}, {customers}", rows=answers, customers=customers)
        return [both, *([] if data.time is None else [span(data)])]
    if isinstance(data, rt.Tenures):
        left = many("{n} of them has left", "{n} of them have left", int(data.ended.sum()))
        return [customers, left, say("Time so far in {units}", units=nouns(data.unit))]
    rows = count(len(data), "contract" if isinstance(data, rt.Subscriptions) else "row")
    through = say("Complete through {day}", day=day(last_whole_day(data)))
    return [say("{rows}, {customers}", rows=rows, customers=customers), span(data), through]


def size(n_bytes: int) -> str:
    """Bytes of a file or of memory: "48.2 kB", "1.3 MB", "12 MB", "2.0 GB"."""
    for unit, factor, least in (("GB", 1e9, 1e9), ("MB", 1e6, 1e5)):
        if n_bytes >= least:
            return f"{n_bytes / factor:.{0 if n_bytes >= 10 * factor else 1}f} {unit}"
    return f"{max(n_bytes, 100) / 1e3:.1f} kB"


def slug(text: str) -> str:
    """A name for a file: letters, digits and dashes only."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-_") or "retention"


def file_stem(data: rt.Events | rt.Subscriptions | rt.Tenures | rt.Answers, what: str) -> str:
    """Name of a download without its ending: "shop_orders-cohorts"."""
    endings = r"(\.(csv|tsv|txt|xls[xmb]?|ods|parquet|arrow|feather|(nd)?jsonl?|gz|bz2|xz|zst|zip|tar))+$"
    name = re.sub(endings, "", data.report.source, flags=re.IGNORECASE)
    return f"{slug(name)}-{what}"


def rates(series: rt.MetricSeries, unit_name: str, most: int = 6) -> str:
    """The first rates of a curve in words, for those who cannot see it: "month 1: 28.4 %, month 2: 21.0 %"."""
    said = [
        f"{numbered(unit_name, label)}: {percent(rate)}"
        for label, rate in zip(series.labels, series.rates, strict=True)
        if label != "0"
    ]
    return listed(said[:most]) or say("too few customers to say")
