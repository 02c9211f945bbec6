"""Small files made by hand, each with one sign to be seen, or without it."""

from __future__ import annotations

import pandas as pd

import retention as rt

START = pd.Timestamp("2024-01-01 12:00")


def read(rows, columns=("who", "day"), until=None, **mapping):
    """Events from rows of (customer, day, ...)."""
    frame = pd.DataFrame(rows, columns=list(columns))
    frame["when"] = START + pd.to_timedelta(frame.pop("day"), unit="D")
    end = None if until is None else (START.normalize() + pd.Timedelta(days=until)).isoformat()
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", **mapping), observed_until=end)


def people(n):
    """Ids of n customers, all of one length."""
    return [f"c{i:03}" for i in range(n)]


def monthly(kept, lately=0):
    """100 customers of January and 100 of February; of each so many come in every later month. Some begin in June."""
    begins = [0, 31, 60, 91, 121, 152]  # the months of 2024
    rows = [
        (f"{first} {who}", begins[first + m])
        for first in (0, 1)
        for m, n in enumerate([100, *kept])
        for who in people(n)
    ]
    return read(rows + [(f"6 {who}", 160) for who in people(lately)], until=182)


def first_gaps(days):
    """Customers who come again after so many days (None never), watched for 100 days."""
    rows = [(f"c{i:03}", d) for i, gap in enumerate(days) for d in ([0] if gap is None else [0, gap])]
    return read(rows, until=101)


def app(n_each):
    """40 customers who join; of these so many use each event, the first ones always."""
    rows = [(who, 0, "join") for who in people(40)]
    rows += [(who, 1, name) for name, n in n_each.items() for who in people(n)]
    return read(rows, ("who", "day", "what"), until=30, event="what")


def invites(back_did, back_not, name="invite_mate"):
    """120 customers who open on day 1, 60 of them invite; so many of each half come back on day 8."""
    rows = [(who, day, what) for who in people(120) for day, what in [(0, "join"), (1, "open")]]
    rows += [(who, 1, name) for who in people(60)]
    rows += [(who, 8, "open") for who in [*people(120)[:back_did], *people(120)[60 : 60 + back_not]]]
    return read(rows, ("who", "day", "what"), until=30, event="what")


def platforms(back_two, back_one):
    """60 customers who come by a second platform on day 1 and 60 by the same; so many of each come on day 8."""
    rows = [(who, 0, "web") for who in people(120)]
    rows += [(who, 1, "ios" if i < 60 else "web") for i, who in enumerate(people(120))]
    rows += [(who, 8, "web") for who in [*people(120)[:back_two], *people(120)[60 : 60 + back_one]]]
    return read(rows, ("who", "day", "device_os"), until=30, segments="device_os")


def orders(one, several):
    """Customers who ordered twice: so many the same, so many two things; five who ordered once."""
    ids = people(one + several + 5)
    rows = [(who, 0, "tea") for who in ids] + [(who, 9, "tea") for who in ids[:one]]
    rows += [(who, 9, "pot") for who in ids[one : one + several]]
    return read(rows, ("who", "day", "product_group"), segments="product_group")


def channels(back_shop, back_web, columns=("who", "day", "channel")):
    """50 customers of the shop and 50 of the web, all of January; so many of each come in February."""
    ids = people(100)
    rows = [(who, 0, "shop" if i < 50 else "web") for i, who in enumerate(ids)]
    rows += [(who, 35, "web") for who in [*ids[:back_shop], *ids[50 : 50 + back_web]]]
    return read(rows, columns, until=80, segments=columns[2])


def answers(scores, time=True):
    frame = pd.DataFrame({"who": people(len(scores)), "score": scores, "sent": "2024-01-02"})
    return rt.answers_from_frame(
        frame, rt.AnswersMapping(score="score", customer="who", time="sent" if time else None), scale="0-10"
    )


CONTRACTS = rt.subscriptions_from_frame(
    pd.DataFrame({"who": people(40), "from": "2024-01-01", "to": [None] * 30 + ["2024-05-01"] * 10}),
    rt.SubscriptionMapping("who", "from", "to"),
)
VISITS = read([(who, day) for who in people(40) for day in (0, 7)])


# ------------------------------------------------------------------- for whole lists: the same, and they still come
def coming(source, days=(14, 21, 28)):
    """The same rows, and on some more days a row of everybody, like their last one on the first day (or "open")."""
    frame = source.frame().drop(columns="row")
    first = frame[frame["when"].dt.normalize() == START.normalize()].groupby("who").tail(1)
    first = first.assign(what="open") if "what" in first else first
    more = [first.assign(when=START + pd.Timedelta(days=day)) for day in days]
    return rt.events_from_frame(pd.concat([frame, *more]), source.mapping)


def weekly(until, *, stop=None, stopping=0, slower=0, slowing=0, amount=lambda i: 10, extra=()):
    """40 customers who come every week up to a day: some stop before, some take some days more in their last gaps."""
    slow = [until - (7 + slower) * k for k in range(4)]
    days = {True: [*slow, *range(slow[-1] - 7, -1, -7)], False: range(until, -1, -7)}
    rows = [
        (who, day, "open", amount(i))
        for i, who in enumerate(people(40))
        for day in days[i < slowing]
        if i >= stopping or day <= stop
    ]
    rows += [(who, day, what, 0) for who, day, what in extra]
    return read(rows, ("who", "day", "what", "paid"), event="what", amount="paid")


def uneven(late=0):
    """40 customers who come after 4, 10, 5, 9 and 20 days, and again; some are 17 days late in the end."""
    gaps, rows = (4, 10, 5, 9, 20), []
    for i, who in enumerate(people(40)):
        day, step = 200 - (17 if i < late else i % 4), i
        while day >= 0:
            rows.append((who, day))
            day, step = day - gaps[step % 5], step + 1
    return read(rows)


def slow_starters(first):
    """50 customers who come again after some days and every week from then on, and 10 who came two days ago."""
    rows = [(who, day) for who in people(50) for day in (0, *range(first, 200, 7))]
    return read([*rows, *((f"new{i}", 198) for i in range(10))])
