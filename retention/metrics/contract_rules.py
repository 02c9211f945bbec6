"""Which stage holds a customer with contracts, and by which numbers of their own file that is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.counts.contract_states import ContractStateCounts
from retention.intervals import Floats
from retention.metrics.chances import Chances, ended_within
from retention.metrics.gaps import GapCurve, gap_curve
from retention.results import FEW_MARKED, Ints
from retention.stages import KEYS, NEVER

TRIAL = 14  # days: whoever has left by then has tried it
SETTLE, SHORTEST, LONGEST = 90, 30, 365  # days until a customer has settled, where renewals do not tell, and its limits
AWAY = 90  # days after which a customer without a contract has been gone for long, where nobody's return tells
MORE, MANY = 1.5, 0.1  # an age at which many leave: so many times as many as of all who run, and one in ten
PAYS_LESS, ENDS, AGE = 1, 2, 3  # why somebody with a contract may be about to leave


@dataclass(frozen=True, eq=False)
class Rules:
    """The numbers that decide.

    Attributes
    ----------
    settle, settle_measured
        Days after the start of a contract by which it is no longer new: half of those who renewed first did so by then.
    away, away_measured
        Days without a contract by which 90 % of those who come back have.
    long_life
        Half of those who have lapsed had contracts for so many days or longer; NaN where nobody has.
    leaving
        Of all who run and have settled, the share that leaves within the horizon: mean over those customers.
    horizon
        Days in which leaving or coming back counts.
    has_money
        Whether anybody ever paid anything.
    """

    settle: int
    settle_measured: bool
    away: int
    away_measured: bool
    long_life: float
    leaving: float
    horizon: int
    has_money: bool


@dataclass(frozen=True, eq=False)
class States:
    """Everything decided about the customers at one moment, one entry for each.

    ``chances`` is, of customers with a contract, that it still runs after the horizon, and of the others that a new one
    has begun by then. ``leaves`` is 1 - the first. ``cause`` is why somebody with a contract is cooling, 0 for others.
    """

    counts: ContractStateCounts
    rules: Rules
    breaks: GapCurve
    chances: Chances
    cause: NDArray[np.int8]
    stage: NDArray[np.int8]


def states_of(counts: ContractStateCounts, horizon: int, *, heed_blocked: bool = True) -> States:
    """Decide the stage of each customer, and measure how contracts and breaks like theirs went on."""
    history = len(counts.spells_ended) - 1
    horizon = max(1, min(horizon, history // 2))
    breaks = gap_curve(counts.breaks_ended, counts.breaks_open)
    chances = _chances(counts, breaks, horizon)
    settle = _median(counts.renewals) if counts.renewals.sum() >= FEW_MARKED else None
    away = breaks.threshold if breaks.n_closed >= FEW_MARKED else None
    days = SETTLE if settle is None else min(max(settle, SHORTEST), LONGEST)
    has_money = counts.pays is not None and bool(counts.paid.any())
    free = ~counts.paid if has_money else np.zeros_like(counts.paid)
    settled = counts.running & (counts.age >= days)
    tried = ~counts.running & (counts.spells == 1) & (counts.life <= TRIAL)
    lapsed = ~counts.running & ~tried & ~free
    rules = Rules(
        settle=days,
        settle_measured=settle is not None,
        away=AWAY if away is None else max(1, away),
        away_measured=away is not None,
        long_life=float(np.median(counts.life[lapsed])) if lapsed.any() else float("nan"),
        leaving=float(np.mean(1 - chances.share[settled])) if settled.any() else float("nan"),
        horizon=horizon,
        has_money=has_money,
    )
    cause = _causes(counts, chances, rules)
    lately, long = counts.silent <= rules.away, counts.life >= rules.long_life
    decided = (
        (NEVER, counts.blocked & heed_blocked),
        ("new", counts.running & ~settled & (counts.spells == 1)),
        ("unconverted", free | tried),
        ("lapsed_recent_long", lapsed & lately & long),
        ("lapsed_recent_short", lapsed & lately),
        ("lapsed_past_long", lapsed & long),
        ("lapsed_past_short", lapsed),
        ("won_back", ~settled),
        ("cooling", cause > 0),
    )
    stage = np.select([rule for _, rule in decided], [KEYS.index(key) for key, _ in decided], KEYS.index("regular"))
    cooling = stage == KEYS.index("cooling")
    return States(counts, rules, breaks, chances, np.where(cooling, cause, 0).astype(np.int8), stage.astype(np.int8))


def _chances(counts: ContractStateCounts, breaks: GapCurve, horizon: int) -> Chances:
    spells = gap_curve(counts.spells_ended, counts.spells_running)
    leaves = ended_within(spells, counts.age, counts.age + horizon, 0.95)
    returns = ended_within(breaks, counts.silent, counts.silent + horizon, 0.95)

    def either(stays: Floats | Ints, comes: Floats | Ints) -> NDArray[np.float64]:
        return np.where(counts.running, stays, comes)

    return Chances(
        either(1 - leaves.share, returns.share),
        either(1 - leaves.upper, returns.lower),
        either(1 - leaves.lower, returns.upper),
        either(leaves.like, returns.like).astype(np.int64),
    )


def _causes(counts: ContractStateCounts, chances: Chances, rules: Rules) -> NDArray[np.int8]:
    """Why a contract that runs may be about to end: the first that holds of its end, its money and its age."""
    leaves, at_least = 1 - chances.share, 1 - chances.upper
    many = (leaves >= np.maximum(MANY, MORE * rules.leaving)) & (at_least > rules.leaving)
    less = np.zeros_like(many)
    if counts.pays is not None and counts.most is not None:
        less = np.round(counts.pays, 6) < np.round(counts.most, 6)
    ends = (counts.planned >= 0) & (counts.planned <= rules.horizon)
    cause = np.select([ends, less, many], [ENDS, PAYS_LESS, AGE], 0)
    return np.where(counts.running, cause, 0).astype(np.int8)


def _median(by_day: Ints) -> int:
    counts = np.cumsum(by_day)
    return int(np.searchsorted(counts, (counts[-1] + 1) // 2))
