"""One strategy on this file: its sign, whom it concerns, what to do, and what it could bring."""

from __future__ import annotations

from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, state, strategy_audience, strategy_words, words
from retention import stages
from retention.languages import say, term

STEP = 0.5  # percentage points
NEARLY = 1 - 1e-9  # two ways to the same number may differ in its last digit


def rate_of(found: rt.strategies.Opportunity) -> float:
    """The rate that is chosen, even before its slider is drawn."""
    chosen: float = state.current(f"plan_{found.key}_rate", _rates(found), _default(found))
    return chosen / 100


def draw(data: Any, found: rt.strategies.Opportunity) -> None:
    """Everything about it but its name."""
    st.markdown(f":material/search_insights: {words.plain(found.sign, 900)}")
    _whom(found)
    st.markdown(f":material/task_alt: {words.plain(found.do, 900)}")
    _how(found)
    _size(found)
    if st.toggle(
        say("Take this audience away, with a holdout group"), key=f"plan_{found.key}_take", bind="query-params"
    ):
        strategy_audience.draw(data, found, rate_of(found))


def _whom(found: rt.strategies.Opportunity) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f":material/group: {_customers(found)}",
            width="stretch",
        )
        st.page_link(
            cards.CUSTOMERS,
            label=say("Customers"),
            icon=":material/arrow_forward:",
            icon_position="right",
            width="content",
            query_params=[("list_stages", say(stages.stage(key).name)) for key in found.timing],
        )


def _customers(found: rt.strategies.Opportunity) -> str:
    """How many, and who they are: "**152 customers** who come less than they used to"."""
    people, whom = words.count(found.customers, "customer"), words.plain(found.whom, 300)
    own = "customers "  # as English begins
    if whom.startswith(own):
        return f"**{people}** {whom.removeprefix(own)}."
    return say("**{people}**: {whom}.", people=people, whom=whom)


def _how(found: rt.strategies.Opportunity) -> None:
    """Channel, timing and success, quietly."""
    said = {term("a strategy", "How"): found.channel}
    said |= {say(stages.stage(key).name): text for key, text in found.timing.items()}
    lines = [say("**{name}**: {words}.", name=name, words=words.plain(text, 300)) for name, text in said.items()]
    lines.append(say("**{name}**: {words}", name=say("Success"), words=words.plain(found.success, 400)))
    st.caption("  \n".join(line.replace("..", ".").replace("。。", "。") for line in lines))


def _size(found: rt.strategies.Opportunity) -> None:
    """The sum, and the slider of the only number in it that is not measured."""
    left, right = st.columns([11, 8], gap="medium", vertical_alignment="center")
    with right:
        rates = _rates(found)
        st.select_slider(
            say("Stay or come back only because of it, %"),
            rates,
            _default(found),
            key=f"plan_{found.key}_rate",
            bind="query-params",
            help=say("An assumption, not a finding: an experiment with a holdout group tells."),
        )
    with left:
        could_bring = words.capital(strategy_words.could(found))
        st.markdown(
            "  \n".join(
                [
                    say("{could_bring}: {sum}.", could_bring=could_bring, sum=strategy_words.sum_of(found)),
                    strategy_words.at_rate(found, rate_of(found)),
                ]
            )
        )
        if max(rate_of(found), found.rate_high) >= found.lost * NEARLY:
            st.caption(f":material/report: {strategy_words.most(found.lost)}")


def _rates(found: rt.strategies.Opportunity) -> list[float]:
    """Rates of the slider in per cent: from none to twice the highest that is assumed, or to all that are lost."""
    most = min(2 * found.rate_high, found.lost)
    steps = {STEP * i for i in range(round(100 * most / STEP) + 1)} | {round(100 * most, 3)}
    return sorted({rate for rate in steps if rate <= 100 * found.lost} | {0.0, _default(found)})


def _default(found: rt.strategies.Opportunity) -> float:
    return round(100 * found.rate, 3)
