"""Customers: whom should I talk to today, and why?"""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import (
    cards,
    compute,
    customer_check,
    customer_controls,
    customer_detail,
    customer_groups,
    customer_list_card,
    customer_words,
    receipt,
    who,
    words,
)
from pages.shared.connected import Connected, few_enough
from retention import stages
from retention.languages import counted, many, say


def sentence(found: rt.CustomerList, checked: str) -> str:
    """How many are slipping away and what they are worth; then how good such a list has been."""
    part = found.stages.loc[list(stages.SLIPPING)]
    customers = int(part["customers"].sum())
    if not customers:
        return say("Nobody is slipping away just now.")
    return many(
        "**{n} customer** worth **{worth}** a year is slipping away{checked}.",
        "**{n} customers** worth **{worth}** a year are slipping away{checked}.",
        customers,
        worth=customer_words.worth(float(part["at_stake"].sum()), found),
        checked=checked,
    )


def made_of(data: Any, found: rt.CustomerList, stem: str) -> None:
    """How many of each stage are slipping away, who they are, and who is not among them."""
    n = {key: int(found.stages.loc[key, "customers"]) for key in stages.SLIPPING}
    if not sum(n.values()):
        return
    parts = " + ".join(f"{say(stages.stage(key).name)} {number:,}" for key, number in n.items())
    others = say(
        "All other customers are in another stage: {n} of {all}.",
        n=f"{data.n_customers - sum(n.values()):,}",
        all=f"{data.n_customers:,}",
    )
    with receipt.popover(f"{parts} = **{sum(n.values()):,}**", others, data=data):
        receipt.customers("slipping-customers", partial(who.in_stages, found), data, f"{stem}-slipping")


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Customers"))
    data: Any = few_enough(cards.need_data(cards.CUSTOMERS, cards.IN_TIME))
    terms = customer_controls.terms(data)
    found = compute.slipping(data, terms.settings, terms.horizon, terms.first_value)
    stem = words.file_stem(data, "customers")
    most = customer_controls.most_wanted()
    check = customer_check.found(data, terms, most)
    st.markdown(sentence(found, customer_check.in_short(check, found.kind)))
    made_of(data, found, stem)
    if found.horizon < terms.horizon:
        st.caption(
            say(
                "The history is too short to tell who comes back within {wanted}: a return within {possible} counts.",
                wanted=counted(terms.horizon, "day"),
                possible=counted(found.horizon, "day"),
            )
        )
    customer_check.draw(data, terms, most, check, found.kind, stem)
    with cards.card(say(customer_list_card.HEADING)):
        view = customer_controls.wanted(found, terms.settings.segment)
        rows = customer_controls.chosen(found, view)
        picked = customer_list_card.draw(found, rows, view, terms.settings.segment, stem)
    if len(rows) and not isinstance(data, Connected):  # whose single visits stay in the database
        row = rows.iloc[0] if picked is None else picked
        customer_detail.draw(data, found, row, picked=picked is not None)
    customer_groups.draw(data, found, terms, stem)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
