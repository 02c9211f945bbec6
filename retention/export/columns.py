"""What the columns of series mean, in words."""

from __future__ import annotations

import pandas as pd

PERIOD = {
    "segment": "The value on each customer's first row of activity; blank where there is none.",
    "period": "Local start of the period.",
}
STATE = {
    "complete": "The period is over. The one under way has counts so far and no rate.",
    "no_data": "The file holds no row at all for the period: unknown, not nobody.",
}
CHURN = {
    "start": "CS: customers of the period before; of contracts, those running where the period begins.",
    "end": "CE: customers of the period; of contracts, those running where it ends. kept + won_back + new.",
    "new": "CN: customers who are there for the first time.",
    "kept": "Customers who were there at the start and are there at the end, by their ids.",
    "lost": "Customers who were there at the start and are not at the end: start - kept.",
    "won_back": "Customers who were there once, not at the start, and are there again.",
    "retention_rate": "kept / start.",
    "churn_rate": "lost / start = 1 - retention_rate.",
    "formula_rate": "(CE - CN) / CS, as textbooks write it: counts customers won back as kept, and can pass 1.",
    "lower": "Lower end of the Wilson score range of retention_rate, 95 %.",
    "upper": "Upper end of it.",
}
LIFECYCLE = {
    "new": "Customers active for the first time.",
    "returning": "Customers active in the period before too.",
    "resurrected": "Customers active earlier, but not in the period before.",
    "dormant": "Customers active in the period before and not in this one.",
    "active": "new + returning + resurrected.",
    "net": "new + resurrected - dormant.",
    "quick_ratio": "(new + resurrected) / dormant; below 1 the number of customers shrinks.",
}
ACTIVITY = {
    "active": "Customers active in the period.",
    "rows": "Rows of these customers.",
    "rows_per_customer": "rows / active.",
    "mean_daily_active": "Customers active on a day, on average over the days of the period.",
    "stickiness": "mean_daily_active / active.",
}
ACTIVE_PERIODS = {
    "active_periods": "Number of periods (days, weeks or months) of the window with activity.",
    "exactly": "Customers active in exactly so many.",
    "at_least": "Customers active in so many or more.",
    "share": "exactly / all customers active in the window.",
    "share_at_least": "at_least / all customers active in the window.",
}
REVENUE = {
    "start": "Money of the period before; of contracts, what runs per month where the period begins.",
    "new": "Money of customers who never paid before.",
    "expansion": "What customers who paid at the start pay more.",
    "contraction": "What customers who paid at the start pay less, and still pay.",
    "churned": "Money at the start of customers who do not pay any more.",
    "reactivated": "Money of customers who paid before, and not at the start.",
    "end": "start + new + reactivated + expansion - contraction - churned.",
    "grr": "Gross revenue retention: (start - contraction - churned) / start.",
    "nrr": "Net revenue retention: (start + expansion - contraction - churned) / start.",
    "quick_ratio": "(new + expansion + reactivated) / (contraction + churned); below 1 the money shrinks.",
    "grr_lower": "Lower end of the likely range of grr, 95 %, customers weighing as much as they paid.",
    "grr_upper": "Upper end of it.",
    "nrr_lower": "Lower end of the likely range of nrr, 95 %.",
    "nrr_upper": "Upper end of it.",
    "customers": "Customers paying at the start.",
    "kept": "Of these, those who still pay.",
    "below_zero": "Money of customers whose refunds outweigh what they paid: they do not count as paying.",
}
REVENUE_AGES = {
    "age": "Whole periods since the period of the first payment.",
    "cohorts": "Cohorts that have reached the age.",
    "cohort": "Local start of the period of the first payment.",
    "customers": "Customers of these cohorts.",
    "paying": "Customers who pay at that age.",
    "start": "Their money at age 0.",
    "money": "Their money at the age.",
    "kept": "The same, nobody counted with more than at age 0.",
    "grr": "kept / start.",
    "nrr": "money / start.",
    **{name: text for name, text in REVENUE.items() if name.endswith(("_lower", "_upper"))},
}
CUSTOMERS = {
    "customer": "The customer's id, or the SHA-256 of a salt and the id.",
    "stage": "How the customer stands to their own rhythm; every customer is in exactly one stage.",
    "silent": "Days since the last visit; of contracts since the last end, 0 while one runs.",
    "usual_low": "Lower end of this customer's usual number of days between two visits; blank with too few visits.",
    "usual_high": "Upper end of it.",
    "lateness": "silent / the customer's own usual gap, that of the group where there is none.",
    "chance": "Of silences like this, the share that ended with a return within the days asked for.",
    "chance_lower": "Lower end of the likely range of chance, 95 %.",
    "chance_upper": "Upper end of it.",
    "like": "How many silences like this chance was counted on.",
    "trend": "Recent pace of visits / earlier pace, both the customer's own; below 1 they come less often.",
    "value": "Money so far; visits in a file without money.",
    "at_stake": "Money, or visits, of the 365 days up to the last visit; of contracts 12 monthly payments.",
    "expected_loss": "at_stake x (1 - chance).",
    "first_day": "First day with activity.",
    "last_day": "Last day with activity.",
    "last_event": "Event on the last row.",
    "segment": "Value of the column chosen; blank where there is none.",
    "reason": "Why the customer is on the list.",
    "group": "treated or holdout, dealt at random.",
}
RFM = {
    "customer": CUSTOMERS["customer"],
    "recency": "Days since the last visit.",
    "frequency": "Days with activity.",
    "money": "Money so far.",
    "r": "Fifth by recency: 5 came last.",
    "f": "Fifth by frequency: 5 came most often.",
    "m": "Fifth by money: 5 brought most.",
    "group": "Name of the group.",
}
# A series is known by a column that no other has.
SERIES = {
    "reason": CUSTOMERS,
    "r": RFM,
    "formula_rate": CHURN,
    "below_zero": REVENUE,
    "money": REVENUE_AGES,
    "resurrected": LIFECYCLE,
    "rows_per_customer": ACTIVITY,
    "at_least": ACTIVE_PERIODS,
}


def frame_columns(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Name and meaning of each column of a series; nothing for frames that are none.

    Examples
    --------
    >>> frame_columns(pd.DataFrame({"active_periods": [1], "exactly": [2], "at_least": [2]}))[1]
    ('exactly', 'Customers active in exactly so many.')
    """
    for column, meanings in SERIES.items():
        if column in frame:
            return [(name, text) for name, text in (PERIOD | meanings | STATE).items() if name in frame]
    return []
