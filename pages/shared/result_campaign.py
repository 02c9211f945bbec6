"""A campaign with a holdout: the list, what came of both groups, and what it was worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, result_upload, state, words
from retention.languages import counted, group_said, joined, many, mark, say
from retention.metrics.comparison import COULD_BE_CHANCE, MORE_THAN_CHANCE
from retention.metrics.wording import money
from retention.results import FEW_GREYED

DAYS, USUAL = (7, 14, 30, 60, 90, 120, 180, 365), 30
NOT_TOLD = mark("not told")
SPLITS = {NOT_TOLD: None, **{f"{a} : {100 - a}": (a, 100 - a) for a in (50, 60, 67, 70, 75, 80, 90, 95)}}
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "campaign.csv"
SHOP = "shop_orders.csv"
LABELS = {
    "listed": mark("On the list"),
    "unknown": mark("Not in the data"),
    "later": mark("Customers only later"),
    "waiting": mark("Days not over"),
    "watched": mark("Watched"),
    "active": mark("Came back"),
    "rate": mark("Rate"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "money_each": mark("Money each"),
}
OF_CONTRACTS = {"active": mark("Customers then"), "money_each": mark("Money a month")}
ANY = mark("anything")
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
    with cards.card(say("Bring the list back")):
        st.markdown(
            say(
                "One row for each customer: **who**, **which group** (treated or held out) and **the day**. The page "
                "*Strategies* makes such a list; any table with these three columns will do."
            )
        )
        found = result_upload.draw(say("The campaign's list"), "did-list", rt.read_campaign, ("customer", "group"))
        if found is not None:
            state.keep_campaign(found)
            st.rerun()
        if data.report.source == SHOP:
            st.button(
                say("Try with a sample list"),
                key="did-sample",
                icon=":material/play_arrow:",
                on_click=lambda: state.keep_campaign(rt.read_campaign(str(SAMPLE))),
            )
        st.caption(
            say(
                "Without customers who were held out by chance nothing says what would have happened anyway: those who "
                "are written to are often those who would have come."
            )
        )


def _who(campaign: rt.Campaign) -> None:
    """What is on the list, and the way to another one."""
    treated, held = campaign.sizes
    first, last = (words.day(day) for day in campaign.span)
    when = first if first == last else words.between(first, last)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            say(
                "**{file}**: {treated}, {held_out}, {days}",
                file=words.plain(campaign.source),
                treated=_of_group(treated, campaign.names[0]),
                held_out=_of_group(held, campaign.names[1]),
                days=when,
            ),
            width="content",
        )
        st.button(
            say("Another list"), key="did-other", icon=":material/upload_file:", type="tertiary", on_click=_let_go
        )
        st.button(
            say("The other group was held out"),
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
        say("The salt that the ids were hashed with"), key="did-salt", type="password", autocomplete="off", width=320
    )
    return campaign.with_ids_of(data, salt) if salt else campaign


def _strangers(campaign: rt.Campaign, data: Any) -> str:
    """What the customers are called on both sides, where nobody is found on both."""
    ours, theirs = (words.plain(source.customer_ids[0].as_py(), 24) for source in (campaign, data))
    return many(
        "None of the {n} customer on the list is in your data: on the list somebody is called **{ours}**, in the data "
        "**{theirs}**. Load the data of the same customers, or a list with their ids.",
        "None of the {n} customers on the list is in your data: on the list somebody is called **{ours}**, in the data "
        "**{theirs}**. Load the data of the same customers, or a list with their ids.",
        len(campaign),
        ours=ours,
        theirs=theirs,
    )


# --------------------------------------------------------------------------------------------------------- controls
def _controls(data: Any) -> tuple[int, rt.CohortSettings, tuple[float, ...] | None]:
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        days: int = st.select_slider(
            say("Days in which coming back counts"),
            DAYS,
            USUAL,
            key="did_days",
            bind="query-params",
            width=280,
            help=say(
                "They begin with the midnight after the day on the list. Decide them before you look: whoever tries "
                "several until one shows a difference will find one."
            ),
        )
        event = None
        if getattr(data, "event_names", ()):
            names = [ANY, *data.event_names]
            chosen = st.selectbox(
                say("What counts"), names, key="did_event", bind="query-params", width=200, format_func=_option
            )
            event = None if chosen == ANY else chosen
        split = st.selectbox(
            say("Intended split, treated : held out"),
            list(SPLITS),
            key="did_split",
            bind="query-params",
            width=220,
            format_func=_option,
        )
    return days, rt.CohortSettings(return_event=event), SPLITS[split]


def _option(value: str) -> str:
    return say(value) if value in (ANY, NOT_TOLD) else value


# ----------------------------------------------------------------------------------------------------------- result
def _answer(found: rt.CampaignResult) -> None:
    """The answer first, in a sentence."""
    st.markdown(f"**{_verdict(found)}**")
    st.markdown(_escaped(found.words))
    for line in (found.waiting_words, found.enough_words):
        if line:
            st.caption(_escaped(line))


def _verdict(found: rt.CampaignResult) -> str:
    if math.isnan(found.rate.difference):
        return say("Not known yet.")
    if found.rate.verdict == MORE_THAN_CHANCE:
        return _differ(found.counts.contracts, found.rate.difference > 0)
    if found.rate.verdict == COULD_BE_CHANCE:
        return say("No difference that chance could not have made.")
    return say("Too few customers to say.")


def _differ(contracts: bool, more: bool) -> str:
    if contracts and more:
        return say("The treated were still (or again) customers more often, by more than chance.")
    if contracts:
        return say("The treated were still (or again) customers less often, by more than chance.")
    if more:
        return say("The treated came back more often, by more than chance.")
    return say("The treated came back less often, by more than chance.")


def _result_card(found: rt.CampaignResult, stem: str) -> None:
    frame = found.to_frame()
    heading = say("Treated against held out, {days}", days=counted(found.days, "day"))
    labels = _labels(found)
    with cards.card(heading):
        if found.counts.watched.any():
            figure = rt.charts.campaign_dots(frame, did=found.did, theme=cards.theme())
            cards.chart(figure, "campaign", f"{heading}. {found.words}", stem)
            st.caption(say("Line: the likely range. Hollow: fewer than 30 customers; grey: fewer than 10."))
        if found.money_words and min(found.counts.watched) >= FEW_GREYED:
            _gained(found)
        table = frame.rename(columns=labels)
        table.insert(0, say("Group"), [str(name) for name in frame.index])
        st.dataframe(table, hide_index=True, column_config=_formats(labels))
        if found.counts.watched.any():
            cards.downloads("campaign", cards.result_downloads(stem, frame, figure, heading), sums=_sums(found))


def _labels(found: rt.CampaignResult) -> dict[str, str]:
    return cards.said(LABELS | (OF_CONTRACTS if found.counts.contracts else {}))


def _gained(found: rt.CampaignResult) -> None:
    total, low, high = (money(amount) for amount in found.gained)
    what = say("Money a month gained") if found.counts.contracts else say("Money gained")
    cards.facts({what: say("{money} (likely {low} to {high})", money=total, low=low, high=high)})
    st.caption(_escaped(found.money_words))


def _sums(found: rt.CampaignResult) -> tuple[str, ...]:
    c, rate = found.counts, found.rate
    lines = [
        f"{group_said(name)}: {int(k):,} / {int(n):,} = {words.percent(k / n if n else math.nan)}"
        for name, k, n in zip(found.names, c.active, c.watched, strict=True)
    ]
    if found.money is not None and c.money is not None and rate.n1 and rate.n2:
        treated, held_out = (f"{m:,.2f} / {int(n):,}" for m, n in zip(c.money, c.watched, strict=True))
        lines.append(
            say(
                "Money gained: ({treated} less {held_out}) x {customers} = {money}",
                treated=treated,
                held_out=held_out,
                customers=f"{int(c.watched[0]):,}",
                money=money(found.gained[0]),
            )
        )
    return tuple(lines)


def _formats(labels: dict[str, str]) -> dict[str, Any]:
    shares = cards.shares(*(labels[name] for name in ("rate", "lower", "upper")))
    return shares | {labels["money_each"]: st.column_config.NumberColumn(format="%.2f")}


# ------------------------------------------------------------------------------------------------------------ trust
def _trust_card(found: rt.CampaignResult, campaign: rt.Campaign) -> None:
    """Whether the two groups can be compared at all."""
    with cards.card(say("Can the two groups be compared?")):
        if found.ratio.ok:
            st.markdown(f":material/balance: {_escaped(found.ratio.words)}")
        else:
            st.warning(_escaped(found.ratio.words), icon=":material/report:")
        lines = _left_out(found, campaign)
        if lines:
            st.markdown("  \n".join(lines))
        if campaign.assumed:
            st.caption("  \n".join(words.plain(words.told(line), 200) for line in campaign.assumed))


def _left_out(found: rt.CampaignResult, campaign: rt.Campaign) -> list[str]:
    lines, c = [], found.counts
    if found.both:
        lines.append(_in_both(found.both))
    if c.unknown.any():
        groups = _of_groups(c.unknown, found.names)
        lines.append(say("{groups} not in the data at all, left out.", groups=groups))
    if c.later.any():
        groups = _of_groups(c.later, found.names)
        lines.append(say("{groups} in the data only after that day, left out.", groups=groups))
    if campaign.repeated:
        lines.append(
            many(
                "{n} row of customers who stand in their group already: the first day counts.",
                "{n} rows of customers who stand in their group already: the first day counts.",
                campaign.repeated,
            )
        )
    if found.dropped:
        lines.append(result_upload.dropped_words(found.dropped))
    return lines


def _in_both(customers: Sequence[str]) -> str:
    named = ", ".join(words.plain(one, 24) for one in customers[:NAMED])
    if len(customers) > NAMED:
        named = say("{names} and {n} more", names=named, n=f"{len(customers) - NAMED:,}")
    return many(
        "**{n} customer in both groups**, left out of both: {names}.",
        "**{n} customers in both groups**, left out of both: {names}.",
        len(customers),
        names=named,
    )


def _of_groups(numbers: Sequence[int], names: Sequence[str]) -> str:
    return joined([_of_group(int(n), name) for n, name in zip(numbers, names, strict=True)])


def _of_group(n: int, name: str) -> str:
    return say("{n} {group}", n=f"{n:,}", group=words.plain(group_said(name), 30))


def _escaped(text: str) -> str:
    """A sentence of the library, which may hold names from a file, safe inside Markdown."""
    return words.plain(text, 900)
