"""Invent the sample files: a small shop's orders and what its customers said, an app's events, a service's contracts.

Run ``python sample_data/make_samples.py``. The same code gives the same files, byte for byte. The stories in them, and
the numbers one should find, stand in README.md beside this file; tests/test_sample_data.py holds them true.

All chance comes from ``np.random.RandomState``: numpy promises never to change its stream, which it does not promise
for the newer ``Generator``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

Rng = np.random.RandomState

HERE = Path(__file__).resolve().parent
END = pd.Timestamp("2026-07-01")  # the first moment after all files

# ---------------------------------------------------------------------------------------------------- shop
SHOP_START = pd.Timestamp("2024-07-01")
SHOP_CUSTOMERS = 3_000
SEASON = (0.97, 0.70, 0.95, 1.00, 1.02, 1.00, 0.95, 0.93, 1.00, 1.08, 1.45, 1.50)  # January to December
SHOP_WEEK = (1.00, 0.95, 0.95, 1.00, 1.10, 1.10, 0.90)  # Monday to Sunday
SHOP_HOURS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 5, 6, 7, 8, 7, 6, 6, 6, 7, 8, 9, 10, 9, 6, 3)
GROWTH = 1.9  # new customers a day at the end, for each one at the start
CHANNELS = {"Search": 0.62, "Friends": 0.38}
COUNTRIES = {"Germany": 0.46, "France": 0.24, "Netherlands": 0.17, "Austria": 0.13}

LEAVES_AFTER_FIRST = {"Search": 0.73, "Friends": 0.52}
ONBOARDING_FROM, ONBOARDING = pd.Timestamp("2025-09-01"), 0.76  # multiplies the chance to leave after the first order
LEAVES_LATER = (0.6, 17.0)  # beta distribution over customers: the chance to leave after each later order
ORDERS_PER_DAY = (1.7, 0.036)  # gamma distribution over customers: shape and scale

BASKET = 42.0
PRICES_FROM, PRICES = pd.Timestamp("2026-01-01"), 1.12
REFUNDED, REFUND_DAYS = 0.03, (3, 25)
COPIES, GUESTS = 12, 5  # exact duplicate rows, and orders without a customer: something for a reader to report


def shop_orders(rng: Rng) -> pd.DataFrame:
    """Orders and refunds of the shop, oldest first."""
    customers = _shop_customers(rng)
    who, day = _order_days(rng, customers)
    guests = np.sort(_whole(rng, 0, len(_shop_days()), GUESTS))
    orders = pd.DataFrame(
        {
            "customer_id": np.append(customers["customer_id"].to_numpy()[who], [""] * GUESTS),
            "ordered_at": SHOP_START + pd.to_timedelta(np.append(day, guests), unit="D"),
            "channel": np.append(customers["channel"].to_numpy()[who], ["Search"] * GUESTS),
            "country": np.append(customers["country"].to_numpy()[who], ["Germany"] * GUESTS),
            "basket": np.append(customers["basket"].to_numpy()[who], [BASKET] * GUESTS),
        }
    )
    minutes = _hours(rng, SHOP_HOURS, len(orders)) * 60 + _whole(rng, 0, 60, len(orders))
    orders["ordered_at"] += pd.to_timedelta(minutes, unit="min")
    orders = orders.sort_values("ordered_at", kind="stable", ignore_index=True)
    orders["order_id"] = [f"O{100_001 + i}" for i in range(len(orders))]
    orders["amount"] = _amounts(rng, orders)
    orders["status"] = "paid"
    copies = orders.iloc[np.sort(np.argsort(rng.random_sample(len(orders)))[:COPIES])]
    rows = pd.concat([orders, copies, _refunds(rng, orders)]).sort_values("ordered_at", kind="stable")
    rows["ordered_at"] = rows["ordered_at"].dt.strftime("%Y-%m-%d %H:%M")
    return rows[["order_id", "customer_id", "ordered_at", "amount", "channel", "country", "status"]]


def _shop_days() -> pd.DatetimeIndex:
    return pd.date_range(SHOP_START, END, inclusive="left")


def _busyness() -> np.ndarray:
    """How busy each day is, by season and weekday; 1 on average."""
    days = _shop_days()
    busy = np.array(SEASON)[days.month - 1] * np.array(SHOP_WEEK)[days.day_of_week]
    return np.asarray(busy / busy.mean())


def _shop_customers(rng: Rng) -> pd.DataFrame:
    """One row per customer, in the order in which they found the shop."""
    days = _shop_days()
    weight = _busyness() * np.linspace(1, GROWTH, len(days))
    joined = np.sort(_draw(rng, np.arange(len(days)), weight, SHOP_CUSTOMERS))
    channel = _draw(rng, list(CHANNELS), list(CHANNELS.values()), SHOP_CUSTOMERS)
    leaves = np.array([LEAVES_AFTER_FIRST[c] for c in channel])
    leaves *= np.where(days[joined] >= ONBOARDING_FROM, ONBOARDING, 1)
    return pd.DataFrame(
        {
            "customer_id": [f"C{i + 1:05d}" for i in range(SHOP_CUSTOMERS)],
            "joined": joined,
            "channel": channel,
            "country": _draw(rng, list(COUNTRIES), list(COUNTRIES.values()), SHOP_CUSTOMERS),
            "leaves_first": leaves,
            "leaves_later": rng.beta(*LEAVES_LATER, SHOP_CUSTOMERS),
            "rate": rng.gamma(*ORDERS_PER_DAY, SHOP_CUSTOMERS),
            "basket": BASKET * rng.lognormal(0, 0.35, SHOP_CUSTOMERS),
        }
    )


def _order_days(rng: Rng, customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Customer (row number) and day of every order.

    Customers buy at their own constant rate and may leave after any order, the model that is fitted to such data.
    Seasons come in because time itself runs faster on busy days.
    """
    busy_until = np.append(0, np.cumsum(_busyness()))
    leaves, later, rate = (customers[name].to_numpy() for name in ("leaves_first", "leaves_later", "rate"))
    who, clock = np.arange(len(customers)), busy_until[customers["joined"]]
    found = [(who, customers["joined"].to_numpy())]
    while len(who):
        stays = rng.random_sample(len(who)) >= leaves[who]
        clock = clock + rng.exponential(1, len(who)) / rate[who]
        going_on = stays & (clock < busy_until[-1])
        who, clock, leaves = who[going_on], clock[going_on], later
        found.append((who, np.searchsorted(busy_until, clock, side="right") - 1))
    return np.concatenate([w for w, _ in found]), np.concatenate([d for _, d in found])


def _amounts(rng: Rng, orders: pd.DataFrame) -> np.ndarray:
    prices = np.where(orders["ordered_at"] >= PRICES_FROM, PRICES, 1.0)
    return np.round(orders["basket"].to_numpy() * prices * rng.lognormal(0, 0.3, len(orders)), 2)


def _refunds(rng: Rng, orders: pd.DataFrame) -> pd.DataFrame:
    """Some orders come back in full: a row of its own with a negative amount, some days later."""
    refunds = orders[(rng.random_sample(len(orders)) < REFUNDED) & (orders["customer_id"] != "")].copy()
    wait = _whole(rng, *REFUND_DAYS, len(refunds)) * 1440 + _whole(rng, -120, 120, len(refunds))
    refunds["ordered_at"] += pd.to_timedelta(wait, unit="min")
    refunds["order_id"] += "-R"
    refunds["amount"] *= -1
    refunds["status"] = "refunded"
    return refunds[refunds["ordered_at"] < END]


# ----------------------------------------------------------------------------------------------------- app
APP_DAYS, APP_USERS = 120, 4_000
APP_START = END - pd.Timedelta(days=APP_DAYS)
APP_WEEK = np.array([1.08, 1.12, 1.10, 1.06, 0.95, 0.48, 0.45])  # Monday to Sunday
APP_HOURS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 3, 6, 9, 10, 9, 7, 8, 9, 9, 8, 7, 5, 4, 4, 5, 4, 0)
PLANS = ("free", "team", "business")
PLAN_AT_SIGNUP = (0.88, 0.09, 0.03)
PLATFORMS = {"android": 0.42, "ios": 0.33, "web": 0.25}
BAD_RELEASE = (pd.Timestamp("2026-05-04"), pd.Timestamp("2026-05-11"))  # Monday to Sunday
INVITES_EARLY = 0.18

# Chance not to come back after the sign-up day: usually, for those who invite early, after the bad release.
GONE_AFTER_SIGNUP, GONE_IF_INVITED, GONE_IF_BAD = 0.48, 0.18, 0.82
DAILY_LEAVING = (0.5, 0.080)  # gamma distribution over users: the chance to leave for good, each day
LEAVES_BY_PLAN, LEAVES_IF_INVITED = np.array([1.0, 0.25, 0.12]), 0.45  # multiply that chance
VISITING = (2.2, 3.2)  # beta distribution over users: the chance to visit on a day
VISITS_BY_PLAN = np.array([1.0, 1.40, 1.65])
OPENS_BY_PLAN = np.array([0.85, 1.25, 1.6])  # further opens on a day with a visit
CREATES_BY_PLAN, EXPORTS_BY_PLAN = np.array([0.22, 0.34, 0.42]), np.array([0.10, 0.27, 0.42])
UPGRADES, CANCELS, INVITES_LATER = 0.013, 0.006, 0.012  # chances on a day with a visit


def app_events(rng: Rng) -> pd.DataFrame:
    """Events of the app, oldest first."""
    users = _app_users(rng)
    days = [_one_day(rng, users, day) for day in range(APP_DAYS)]
    rows = pd.concat(days).drop_duplicates().sort_values(["timestamp", "user"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "user_id": users["user_id"].to_numpy()[rows["user"]],
            "timestamp": (APP_START + pd.to_timedelta(rows["timestamp"], unit="s")).dt.strftime("%Y-%m-%dT%H:%M:%S"),
            "event": rows["event"],
            "plan": np.array(PLANS)[rows["plan"]],
            "platform": users["platform"].to_numpy()[rows["user"]],
        }
    )


def _app_users(rng: Rng) -> pd.DataFrame:
    """One row per user: who they are, and the state that the days change (plan, here)."""
    weekday = (APP_START.day_of_week + np.arange(APP_DAYS)) % 7
    signup = np.sort(_draw(rng, np.arange(APP_DAYS), APP_WEEK[weekday], APP_USERS))
    users = pd.DataFrame(
        {
            "user_id": [f"U{i + 1:04d}" for i in range(APP_USERS)],
            "signup": signup,
            "platform": _draw(rng, list(PLATFORMS), list(PLATFORMS.values()), APP_USERS),
            "plan": _draw(rng, np.arange(3), PLAN_AT_SIGNUP, APP_USERS),
            "inviter": rng.random_sample(APP_USERS) < INVITES_EARLY,
            "visits": rng.beta(*VISITING, APP_USERS),
            "here": False,
        }
    )
    users["leaves"] = rng.gamma(*DAILY_LEAVING, APP_USERS) * np.where(users["inviter"], LEAVES_IF_INVITED, 1)
    users["invite_day"] = np.where(users["inviter"], signup + (rng.random_sample(APP_USERS) < 0.25), -1)
    when = APP_START + pd.to_timedelta(signup, unit="D")
    bad = (users["platform"] == "android") & (when >= BAD_RELEASE[0]) & (when < BAD_RELEASE[1])
    gone = np.where(users["inviter"], GONE_IF_INVITED, GONE_AFTER_SIGNUP)
    users["gone_at_once"] = rng.random_sample(APP_USERS) < np.where(bad, GONE_IF_BAD, gone)
    return users


def _one_day(rng: Rng, users: pd.DataFrame, day: int) -> pd.DataFrame:
    """Events of one day; moves the users on (who is still here, and on which plan)."""
    new = (users["signup"] == day).to_numpy()
    plan = users["plan"].to_numpy().copy()
    visit = VISITS_BY_PLAN[plan] * users["visits"] * APP_WEEK[(APP_START.day_of_week + day) % 7]
    came = new | (users["here"] & ((rng.random_sample(APP_USERS) < visit) | (users["invite_day"] == day))).to_numpy()
    who = np.flatnonzero(came)
    start = _hours(rng, APP_HOURS, len(who)) * 3600 + _whole(rng, 0, 3600, len(who))
    # A visit takes an hour at most and none begins after 23:00: no event slips into a day on which the user was away.
    visits = pd.DataFrame({"user": who, "plan": plan[who], "at": day * 86_400 + start})
    events = [_events(rng, visits[new[who]], "signup", (0, 1)), *_usual_events(rng, visits)]
    invites = (users["invite_day"] == day).to_numpy()[who] | (
        (users["signup"] < day - 3).to_numpy()[who] & (rng.random_sample(len(who)) < INVITES_LATER)
    )
    events.append(_events(rng, visits[invites], "invite_teammate"))
    events += _plan_changes(rng, users, visits[~new[who]])
    _leave(rng, users, new, day)
    return pd.concat(events)


def _usual_events(rng: Rng, visits: pd.DataFrame) -> list[pd.DataFrame]:
    plan = visits["plan"].to_numpy()
    further = visits.loc[visits.index.repeat(rng.poisson(OPENS_BY_PLAN[plan]))]
    return [
        _events(rng, visits, "open", (3, 20)),
        _events(rng, further, "open"),
        _events(rng, visits[rng.random_sample(len(visits)) < CREATES_BY_PLAN[plan]], "create_project"),
        _events(rng, visits[rng.random_sample(len(visits)) < EXPORTS_BY_PLAN[plan]], "export"),
    ]


def _plan_changes(rng: Rng, users: pd.DataFrame, visits: pd.DataFrame) -> list[pd.DataFrame]:
    """Some visitors end their visit with an upgrade (the row carries the new plan) or a cancellation (the old one)."""
    chance = rng.random_sample(len(visits))
    up = visits[(chance < UPGRADES) & (visits["plan"] < 2)].copy()
    down = visits[(chance > 1 - CANCELS) & (visits["plan"] > 0)]
    up["plan"] = np.where((up["plan"] == 1) | (rng.random_sample(len(up)) < 0.2), 2, 1)
    users.loc[up["user"], "plan"] = up["plan"].to_numpy()
    users.loc[down["user"], "plan"] = 0
    return [_events(rng, up, "upgrade", (1800, 3600)), _events(rng, down, "cancel", (1800, 3600))]


def _leave(rng: Rng, users: pd.DataFrame, new: np.ndarray, day: int) -> None:
    leaves = rng.random_sample(APP_USERS) < users["leaves"] * LEAVES_BY_PLAN[users["plan"]]
    stays = np.where(new, ~users["gone_at_once"], users["here"] & ~leaves)
    invites_tomorrow = (users["signup"] <= day) & (users["invite_day"] > day)
    users["here"] = stays | invites_tomorrow


def _events(rng: Rng, visits: pd.DataFrame, event: str, wait: tuple[int, int] = (20, 1800)) -> pd.DataFrame:
    """One row per visit, some seconds after it began."""
    at = visits["at"] + _whole(rng, *wait, len(visits))
    return pd.DataFrame({"user": visits["user"], "timestamp": at, "event": event, "plan": visits["plan"]})


# ------------------------------------------------------------------------------------------- subscriptions
SERVICE_START = pd.Timestamp("2023-07-01")
ACCOUNTS, ACCOUNTS_GROWTH = 620, 2.0  # accounts, and new ones a day at the end for each one at the start
TIERS = ("Starter", "Team", "Business")
TIER_AT_START, SEATS, SEAT_PRICE = (0.46, 0.38, 0.16), (2.5, 8.0, 30.0), (12, 18, 25)
BILLING = {"monthly": 0.66, "annual": 0.34}  # an annual contract is a sixth cheaper and can only be left at its end
ANNUAL_PRICE = 5 / 6
SOLD_BY = {"Website": 0.7, "Sales": 0.3}

# Chance to leave: at the first three monthly renewals, at later ones, at an annual one.
LEAVES_EARLY, LEAVES_MONTHLY, LEAVES_ANNUAL = 0.115, 0.034, 0.18
WELCOME_FROM, WELCOME = pd.Timestamp("2025-07-01"), 0.35  # multiplies the chance to leave early
MORE_SEATS, FEWER_SEATS, NEXT_TIER = 0.085, 0.012, 0.012  # chances at a monthly renewal
PRICES_MONTH, LEAVES_THEN, FEWER_THEN = pd.Timestamp("2025-03-01"), 2.6, 0.38
RETURNS, AWAY_DAYS = 0.24, (45, 300)
BACKWARDS, NOBODY = 3, 2  # rows that end before they start, and rows without an account: something to report


def subscriptions(rng: Rng) -> pd.DataFrame:
    """Contracts of the service, oldest first: another row whenever what an account pays changes."""
    days = pd.date_range(SERVICE_START, END, inclusive="left")
    joined = np.sort(_draw(rng, np.arange(len(days)), np.linspace(1, ACCOUNTS_GROWTH, len(days)), ACCOUNTS))
    contracts = [(f"A{i + 1:04d}", *contract) for i in range(ACCOUNTS) for contract in _account(rng, days[joined[i]])]
    names = ["account_id", "plan", "started_on", "ended_on", "mrr", "billed", "sold_by"]
    rows = pd.DataFrame(contracts, columns=names).sort_values("started_on", kind="stable", ignore_index=True)
    odd = np.sort(np.argsort(rng.random_sample(len(rows)))[: BACKWARDS + NOBODY])
    wrong = rows.iloc[odd].copy()
    wrong.loc[wrong.index[:BACKWARDS], "ended_on"] = wrong["started_on"] - pd.Timedelta(days=30)
    wrong.loc[wrong.index[BACKWARDS:], "account_id"] = ""
    rows = pd.concat([rows, wrong]).sort_values("started_on", kind="stable", ignore_index=True)
    return rows.assign(subscription_id=[f"S{10_001 + i}" for i in range(len(rows))])


Contract = tuple[str, pd.Timestamp, pd.Timestamp, float, str, str]


def _account(rng: Rng, joined: pd.Timestamp) -> list[Contract]:
    """All contracts of one account; a blank end where it still runs."""
    tier = int(_draw(rng, np.arange(3), TIER_AT_START, 1)[0])
    billing = str(_draw(rng, list(BILLING), list(BILLING.values()), 1)[0])
    sold_by = str(_draw(rng, list(SOLD_BY), list(SOLD_BY.values()), 1)[0])
    seats = 1 + int(rng.poisson(SEATS[tier] - 1))
    every = 1 if billing == "monthly" else 12
    found: list[Contract] = []
    begin, first, renewals = joined, joined, 0

    def close(end: pd.Timestamp) -> None:
        price = SEAT_PRICE[tier] * (1 if billing == "monthly" else ANNUAL_PRICE)
        found.append((TIERS[tier], begin, end, round(seats * price, 2), billing, sold_by))

    while (renewal := first + pd.DateOffset(months=every * (renewals + 1))) < END:
        renewals += 1
        if rng.random_sample() < _leaving(billing, renewals, renewal, welcomed=joined >= WELCOME_FROM):
            close(renewal)
            back = renewal + pd.Timedelta(days=int(_whole(rng, *AWAY_DAYS, 1)[0]))
            if rng.random_sample() >= RETURNS or back >= END:
                return found
            begin, first, renewals = back, back - pd.DateOffset(months=3 * every), 3  # they know the service by now
            continue
        changed = _changed(rng, tier, seats, renewal, every)
        if changed != (tier, seats):
            close(renewal)
            (tier, seats), begin = changed, renewal
    close(pd.NaT)
    return found


def _leaving(billing: str, renewals: int, renewal: pd.Timestamp, *, welcomed: bool) -> float:
    early = LEAVES_EARLY * (WELCOME if welcomed else 1)
    monthly = early if renewals <= 3 else LEAVES_MONTHLY
    usual = monthly if billing == "monthly" else LEAVES_ANNUAL
    return usual * (LEAVES_THEN if _in_prices_month(renewal) else 1)


def _in_prices_month(day: pd.Timestamp) -> bool:
    return (day.year, day.month) == (PRICES_MONTH.year, PRICES_MONTH.month)


def _changed(rng: Rng, tier: int, seats: int, renewal: pd.Timestamp, months: int) -> tuple[int, int]:
    """Tier and seats from a renewal on: a year has as many chances of a change as its months."""
    chance, size = rng.random_sample(), 1 + int(rng.poisson(0.25 * seats))
    fewer = FEWER_THEN if _in_prices_month(renewal) else FEWER_SEATS * min(months, 4)
    more, next_tier = MORE_SEATS * min(months, 6), NEXT_TIER * min(months, 6)
    if chance < fewer:
        return tier, max(1, seats - size)
    if chance > 1 - more:
        return tier, seats + size
    if chance > 1 - more - next_tier and tier < 2:
        return tier + 1, seats + 2
    return tier, seats


# ------------------------------------------------------------------------------------------------- answers
ASKED_FROM, ASKED_EVERY = pd.Timestamp("2025-01-01"), 5  # the shop asks after the first order, the sixth, and so on
ANSWERS, ANSWER_DAYS = 0.42, (2, 9)  # chance to answer, and days from the order to the answer
SAID, SPREAD, NEVER = 8.15, 2.3, 0.035  # what people say on average, how much they differ, and who says 0 at once
RETURNERS, BY_FRIENDS, ONBOARDED, DEARER = 1.0, 0.55, 0.7, -1.3  # added to what they say
COMES_BACK = pd.Timedelta(days=90)
PRICES_FELT = pd.Timestamp("2026-04-01")  # the first moment at which new prices are no news any more
WRITES, PRICE_TALK = 0.4, {False: 0.08, True: 0.45}  # chance of a comment; that it is of prices, usually and then
LABELLED, ODD = 9, ("11", "n/a", "8.5", "", "n/a", "", "-1", "", "11", "n/a")  # words around a 10; no answers at all
NAMELESS = 6
SAYS = {  # what detractors, passives and promoters write, in the language of the country
    "Germany": (
        ("Lieferung dauerte fast zwei Wochen.", "Falsche Größe geschickt, Erstattung zäh."),
        ("Ganz in Ordnung.", "Gut, aber die Auswahl ist klein."),
        ("Schnelle Lieferung, schön verpackt.", "Immer wieder gern!", "Qualität wie beschrieben."),
    ),
    "France": (
        ("Livraison très lente.", "Article abîmé, remboursement long."),
        ("Correct, sans plus.", "Bien, mais peu de choix."),
        ("Très joli, merci !", "Livraison rapide.", "Je recommande."),
    ),
    "Netherlands": (
        ("Bezorging duurde veel te lang.", "Verkeerde maat ontvangen."),
        ("Prima, niets bijzonders.", "Goed, maar weinig keuze."),
        ("Snel geleverd, mooi verpakt.", "Fijne winkel!"),
    ),
    "Austria": (
        ("Lieferung viel zu langsam.", "Paket war beschädigt."),
        ("Passt schon.", "Gut, Auswahl könnte größer sein."),
        ("Super Service, rasch geliefert.", "Gerne wieder!"),
    ),
}
DEAR = {"Germany": "Zu teuer", "France": "Trop cher", "Netherlands": "Te duur", "Austria": "Zu teuer"}


def answers(rng: Rng, shop: pd.DataFrame) -> pd.DataFrame:
    """What customers of the shop answered, 0 to 10, oldest first."""
    asked = _asked(shop)
    found = asked[rng.random_sample(len(asked)) < ANSWERS].reset_index(drop=True)
    minutes = _whole(rng, *ANSWER_DAYS, len(found)) * 1440 + _whole(rng, -300, 300, len(found))
    found["answered_at"] = found["at"] + pd.to_timedelta(minutes, unit="min")
    found = found[found["answered_at"] < END].sort_values("answered_at", kind="stable", ignore_index=True)
    score = _scores(rng, found)
    found["score"], found["comment"] = score.astype(str), _comments(rng, found, score)
    odd = np.argsort(rng.random_sample(len(found)))
    found.loc[odd[: len(ODD)], "score"] = list(ODD)
    found.loc[np.flatnonzero(score == 10)[:: len(found) // 4 // LABELLED][:LABELLED], "score"] = "10 - extremely likely"
    found.loc[odd[-NAMELESS:], "customer_id"] = ""
    found["answered_at"] = found["answered_at"].dt.strftime("%Y-%m-%d %H:%M")
    return found[["customer_id", "answered_at", "score", "comment", "channel", "country"]]


def _asked(shop: pd.DataFrame) -> pd.DataFrame:
    """Orders after which the shop asks, with what is told apart: who comes back, whose first order it was."""
    orders = shop[(shop["status"] == "paid") & (shop["customer_id"] != "")].drop_duplicates("order_id")
    orders = orders.assign(at=pd.to_datetime(orders["ordered_at"]))
    by = orders.groupby("customer_id")
    orders["number"] = by.cumcount()
    orders["returns"] = by["at"].shift(-1) - orders["at"] <= COMES_BACK
    orders["joined"] = by["at"].transform("min")
    return orders[(orders["at"] >= ASKED_FROM) & (orders["number"] % ASKED_EVERY == 0)]


def _scores(rng: Rng, found: pd.DataFrame) -> np.ndarray:
    said = SAID + SPREAD * rng.standard_normal(len(found))
    said += RETURNERS * found["returns"].to_numpy() + BY_FRIENDS * (found["channel"] == "Friends").to_numpy()
    said += ONBOARDED * (found["joined"] >= ONBOARDING_FROM).to_numpy() + DEARER * _prices_are_news(found)
    score = np.clip(np.round(said), 0, 10).astype(int)
    return np.where(rng.random_sample(len(found)) < NEVER, 0, score)


def _prices_are_news(found: pd.DataFrame) -> np.ndarray:
    return np.asarray((found["answered_at"] >= PRICES_FROM) & (found["answered_at"] < PRICES_FELT))


def _comments(rng: Rng, found: pd.DataFrame, score: np.ndarray) -> list[str]:
    """What some of them wrote: of what they got, or of prices."""
    writes, dear, which = rng.random_sample((3, len(found)))
    news = _prices_are_news(found)
    comments = []
    for i, (country, said) in enumerate(zip(found["country"], score, strict=True)):
        words = SAYS[country][int(said >= 7) + int(said >= 9)]
        text = words[int(which[i] * len(words))]
        if said < 9 and dear[i] < PRICE_TALK[bool(news[i])]:
            text = f"{DEAR[country]}. {text}" if which[i] < 0.4 else f"{DEAR[country]}!"
        comments.append(text if writes[i] < WRITES else "")
    return comments


# -------------------------------------------------------------------------------------------------- common
def _draw(rng: Rng, values: object, weights: object, size: int) -> np.ndarray:
    share = np.asarray(weights, float)
    return rng.choice(np.asarray(values), size, p=share / share.sum())


def _hours(rng: Rng, weights: tuple[float, ...], size: int) -> np.ndarray:
    return _draw(rng, np.arange(24), weights, size)


def _whole(rng: Rng, low: int, high: int, size: int) -> np.ndarray:
    """Whole numbers from low to high - 1. Not ``randint``, whose draws depend on the width of a C long."""
    return low + (rng.random_sample(size) * (high - low)).astype(np.int64)


def write_samples(folder: Path) -> list[Path]:
    """Write all files into a folder; return their paths."""
    shop = shop_orders(Rng(20_240_701))
    tables = {
        "shop_orders.csv": shop,
        "app_events.csv": app_events(Rng(20_260_303)),
        "subscriptions.csv": subscriptions(Rng(20_230_701)),
        "answers.csv": answers(Rng(20_250_101), shop),
    }
    for name, table in tables.items():
        table.to_csv(folder / name, index=False, float_format="%.2f", lineterminator="\n", encoding="utf-8")
    return [folder / name for name in tables]


if __name__ == "__main__":
    for path in write_samples(HERE):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
