"""Projected lifetime value: what a new customer is expected to bring within a horizon, with a range and a back-test."""

from __future__ import annotations

from typing import Any, cast

from retention.counts import Source, VisitSource
from retention.metrics.projection import terms_of
from retention.settings import CohortSettings


def projected_value(
    source: Source,
    discount: float,
    margin: float,
    horizon: int,
    settings: CohortSettings | None = None,
    *,
    model: str = "bg_nbd",
    unit: str = "week",
    at: Any = None,
    level: float = 0.95,
) -> Any:
    """Project what a new customer brings: after margin, discounted period by period, within a horizon.

    In a shop: the mean first purchase, and purchases expected in each period (BG/NBD) times the expected spend
    (Gamma-Gamma), each counted at the end of its period. For contracts: the share still there at each renewal
    (shifted-beta-geometric) times what a customer pays in a period, the first payment now, which is the discounted
    expected lifetime (DEL) up to the horizon.

    Parameters
    ----------
    source
        Events with an amount, or contracts with their money.
    discount
        Discount rate of a year, as a fraction.
    margin
        Share of revenue that is left after serving the customer.
    horizon
        Number of periods of ``settings.period``; plain months by default.
    settings
        What counts as a purchase, which contracts; ``period``; ``segment``.
    model
        In a shop "bg_nbd", or "mbg_nbd" where customers may leave right after the first purchase.
    unit
        Unit of time in which a shop's model is fitted; no value depends on it.
    at
        In a shop, the local moment from which on the history is hidden in the back-test; None hides the last third. Of
        contracts always the last third of the ages is.
    level
        Confidence of the ranges.

    Returns
    -------
    ProjectedValue or dict of str to ProjectedValue or Refusal
        With ``settings.segment`` one for each value, fitted to its customers alone; a segment that the models refuse
        is a :class:`Refusal`.

    Raises
    ------
    ModelError
        Where a model refuses, for all customers or for those before the hidden third of the history: without a
        back-test there is no projection. ``condition`` says which condition failed.
    SettingsError
        Without amounts, for a margin outside 0-1, or a horizon that is not a whole number of periods.

    Notes
    -----
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "RFM and CLV: using iso-value curves for customer base
    analysis", Journal of Marketing Research 42, 415-430; Fader, P. S. and Hardie, B. G. S. (2010), "Customer-base
    valuation in a contractual setting: the perils of ignoring heterogeneity", Marketing Science 29(1), 85-93. The range
    holds what the data leave open of the parameters, not that the model is wrong: for that there is the back-test.
    Customers of contracts who come back count as if they had stayed.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> left = [1000, 869, 743, 653, 593, 551, 517, 491]
    >>> ends = [2017 + age for age in range(1, 8) for _ in range(left[age - 1] - left[age])] + [None] * left[-1]
    >>> frame = pd.DataFrame({"who": range(1000), "from": "2017-01-01", "mrr": 10.0,
    ...                       "to": [None if year is None else f"{year}-01-01" for year in ends]})
    >>> contracts = rt.subscriptions_from_frame(
    ...     frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until="2025-01-01")
    >>> found = projected_value(contracts, 0.10, 0.5, 5, rt.CohortSettings(period="year"))
    >>> found.each, found.lower < found.value < found.upper
    (120.0, True)
    """
    settings = settings or CohortSettings()
    terms = terms_of(discount, margin, horizon, settings)
    if hasattr(source, "customer_counts"):
        from retention.metrics.projected_shop import project_shop

        return project_shop(cast(VisitSource, source), terms, settings, level=level, unit=unit, model=model, at=at)
    from retention.metrics.projected_contracts import project_contracts

    return project_contracts(source, terms, settings, level)
