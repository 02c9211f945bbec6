"""A campaign with a holdout: the list, what came of both groups, and what it was worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, result_upload, state, words
from retention.metrics.comparison import COULD_BE_CHANCE, MORE_THAN_CHANCE
from retention.metrics.wording import money
from retention.results import FEW_GREYED

HEADING = "Treated against held out"
DAYS, USUAL = (7, 14, 30, 60, 90, 120, 180, 365), 30
NOT_TOLD = "not told"
SPLITS = {NOT_TOLD: None, **{f"{a} : {100 - a}": (a, 100 - a) for a in (50, 60, 67, 70, 75, 80, 90, 95)}}
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "campaign.csv"
SHOP = "shop_orders.csv"
LABELS = {
    "listed": "On the list",
    "unknown": "Not in the data",
    "later": "Customers only later",
    "waiting": "Days not over",
    "watched": "Watched",
    "active": "Came back",
    "rate": "Rate",
    "lower": "Likely from",
    "upper": "to",
    "money_each": "Money each",
}
OF_CONTRACTS = {"active": "Customers then", "money_each": "Money a month"}
ANY = "anything"
NAMED = 12  # customers of both groups who are named on the page


def draw(data: Any) -> None:
    """The list if there is one, else where it goes in."""
    campaign = state.lists().campaign
    if campaign is None:
        _hand_in(data)
        return
    _who(campaign)
    campaign = _plain_ids(campaign, data)
    days, settings, shares = _controls(data)
    found = compute.campaign_result(data, campaign, days, settings, shares)
    if not (found.counts.listed - found.counts.unknown).any():
        st.markdown(_strangers(campaign, data))
        return
    stem = words.file_stem(data, "campaign")
    with st.container(gap="xxsmall"):
        _answer(found)
    _result_card(found, stem)
    _trust_card(found, campaign)


# --------------------------------------------------------------------------------------------------------- the list
def _hand_in(data: Any) -> None:
    with cards.card("Bring the list back"):
        st.markdown(
            "One row for each customer: **who**, **which group** (treated or held out) and **the day**. The page "
            "*Strategies* makes such a list; any table with these three columns will do."
        )
        found = result_upload.draw("The campaign's list", "did-list", rt.read_campaign, ("customer", "group"))
        if found is not None:
            state.keep_campaign(found)
            st.rerun()
        if data.report.source == SHOP:
            st.button(
                "Try with a sample list",
                key="did-sample",
                icon=":material/play_arrow:",
                on_click=lambda: state.keep_campaign(rt.read_campaign(str(SAMPLE))),
            )
        st.caption(
            "Without customers who were held out by chance nothing says what would have happened anyway: those who are "
            "written to are often those who would have come."
        )


def _who(campaign: rt.Campaign) -> None:
    """What is on the list, and the way to another one."""
    treated, held = campaign.sizes
    first, last = (words.day(day) for day in campaign.span)
    when = first if first == last else f"{first} to {last}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{words.plain(campaign.source)}**: {treated:,} {words.plain(campaign.names[0], 30)}, {held:,} "
            f"{words.plain(campaign.names[1], 30)}, {when}",
            width="content",
        )
        st.button("Another list", key="did-other", icon=":material/upload_file:", type="tertiary", on_click=_let_go)
        st.button(
            "The other group was held out",
            key="did-swap",
            icon=":material/swap_vert:",
            type="tertiary",
            on_click=lambda: state.keep_campaign(campaign.swapped()),
        )


def _let_go() -> None:
    state.keep_campaign(None)


def _plain_ids(campaign: rt.Campaign, data: Any) -> rt.Campaign:
    """The list with plain ids again, where it was taken away with hashed ones."""
    ids = campaign.customer_ids[:20].to_pylist()
    if not all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in ids):
        return campaign
    salt = st.text_input(
        "The salt that the ids were hashed with", key="did-salt", type="password", autocomplete="off", width=320
    )
    return campaign.with_ids_of(data, salt) if salt else campaign


def _strangers(campaign: rt.Campaign, data: Any) -> str:
    """What the customers are called on both sides, where nobody is found on both."""
    ours, theirs = (words.plain(source.customer_ids[0].as_py(), 24) for source in (campaign, data))
    return (
        f"None of the {words.count(len(campaign), 'customer')} on the list is in your data: on the list somebody is "
        f"called **{ours}**, in the data **{theirs}**. Load the data of the same customers, or a list with their ids."
    )


# --------------------------------------------------------------------------------------------------------- controls
def _controls(data: Any) -> tuple[int, rt.CohortSettings, tuple[float, ...] | None]:
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        days: int = st.select_slider(
            "Days in which coming back counts",
            DAYS,
            USUAL,
            key="did_days",
            bind="query-params",
            width=280,
            help="They begin with the midnight after the day on the list. Decide them before you look: whoever tries "
            "several until one shows a difference will find one.",
        )
        event = None
        if getattr(data, "event_names", ()):
            names = [ANY, *data.event_names]
            chosen = st.selectbox("What counts", names, key="did_event", bind="query-params", width=200)
            event = None if chosen == ANY else chosen
        split = st.selectbox(
            "Intended split, treated : held out", list(SPLITS), key="did_split", bind="query-params", width=220
        )
    return days, rt.CohortSettings(return_event=event), SPLITS[split]


# ----------------------------------------------------------------------------------------------------------- result
def _answer(found: rt.CampaignResult) -> None:
    """The answer first, in a sentence."""
    rate = found.rate
    more = "more" if rate.difference > 0 else "less"
    did = "were still (or again) customers" if found.counts.contracts else "came back"
    if math.isnan(rate.difference):
        st.markdown("**Not known yet.**")
    elif rate.verdict == MORE_THAN_CHANCE:
        st.markdown(f"**The treated {did} {more} often, by more than chance.**")
    elif rate.verdict == COULD_BE_CHANCE:
        st.markdown("**No difference that chance could not have made.**")
    else:
        st.markdown("**Too few customers to say.**")
    st.markdown(_escaped(found.words))
    for line in (found.waiting_words, found.enough_words):
        if line:
            st.caption(_escaped(line))


def _result_card(found: rt.CampaignResult, stem: str) -> None:
    frame = found.to_frame()
    heading = f"{HEADING}, {words.count(found.days, 'day')}"
    with cards.card(heading):
        if found.counts.watched.any():
            figure = rt.charts.campaign_dots(frame, did=found.did, theme=cards.theme())
            cards.chart(figure, "campaign", f"{heading}. {found.words}", stem)
            st.caption("Line: the likely range. Hollow: fewer than 30 customers; grey: fewer than 10.")
        if found.money_words and min(found.counts.watched) >= FEW_GREYED:
            _gained(found)
        labels = LABELS | (
            {"active": "Customers then", "money_each": "Money a month"} if found.counts.contracts else {}
        )
        table = frame.rename(columns=labels)
        table.insert(0, "Group", [str(name) for name in frame.index])
        st.dataframe(table, hide_index=True, column_config=_formats())
        if found.counts.watched.any():
            cards.downloads("campaign", cards.result_downloads(stem, frame, figure, heading), sums=_sums(found))


def _gained(found: rt.CampaignResult) -> None:
    total, low, high = found.gained
    what = "Money a month gained" if found.counts.contracts else "Money gained"
    cards.facts({what: f"{money(total)} (likely {money(low)} to {money(high)})"})
    st.caption(_escaped(found.money_words))


def _sums(found: rt.CampaignResult) -> tuple[str, ...]:
    c, rate = found.counts, found.rate
    lines = [
        f"{name}: {int(k):,} / {int(n):,} = {words.percent(k / n) if n else 'unknown'}"
        for name, k, n in zip(found.names, c.active, c.watched, strict=True)
    ]
    if found.money is not None and c.money is not None and rate.n1 and rate.n2:
        means = " less ".join(f"{m:,.2f} / {int(n):,}" for m, n in zip(c.money, c.watched, strict=True))
        lines.append(f"Money gained: ({means}) x {int(c.watched[0]):,} = {money(found.gained[0])}")
    return tuple(lines)


def _formats() -> dict[str, Any]:
    shares = {LABELS[name]: st.column_config.NumberColumn(format="percent") for name in ("rate", "lower", "upper")}
    each = (LABELS["money_each"], OF_CONTRACTS["money_each"])
    return shares | dict.fromkeys(each, st.column_config.NumberColumn(format="%.2f"))


# ------------------------------------------------------------------------------------------------------------ trust
def _trust_card(found: rt.CampaignResult, campaign: rt.Campaign) -> None:
    """Whether the two groups can be compared at all."""
    with cards.card("Can the two groups be compared?"):
        if found.ratio.ok:
            st.markdown(f":material/balance: {_escaped(found.ratio.words)}")
        else:
            st.warning(_escaped(found.ratio.words), icon=":material/report:")
        lines = _left_out(found, campaign)
        if lines:
            st.markdown("  \n".join(lines))
        if campaign.assumed:
            st.caption("  \n".join(words.plain(line, 200) for line in campaign.assumed))


def _left_out(found: rt.CampaignResult, campaign: rt.Campaign) -> list[str]:
    lines = []
    if found.both:
        named = ", ".join(words.plain(one, 24) for one in found.both[:NAMED])
        more = f" and {len(found.both) - NAMED:,} more" if len(found.both) > NAMED else ""
        lines.append(f"**{words.count(len(found.both), 'customer')} in both groups**, left out of both: {named}{more}.")
    c = found.counts
    for numbers, said in ((c.unknown, "not in the data at all"), (c.later, "in the data only after that day")):
        if numbers.any():
            lines.append(f"{_of_groups(numbers, found.names)} {said}, left out.")
    if campaign.repeated:
        rows = words.count(campaign.repeated, "row")
        lines.append(f"{rows} of customers who stand in their group already: the first day counts.")
    if found.dropped:
        reasons = ", ".join(f"{words.plain(reason)}: {n:,}" for reason, n in found.dropped.items())
        lines.append(f"Rows that could not be used: {reasons}.")
    return lines


def _of_groups(numbers: Sequence[int], names: Sequence[str]) -> str:
    return " and ".join(f"{int(n):,} {words.plain(name, 30)}" for n, name in zip(numbers, names, strict=True))


def _escaped(text: str) -> str:
    """A sentence of the library, which may hold names from a file, safe inside Markdown."""
    return words.plain(text, 900)
