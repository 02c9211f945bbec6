"""What the columns of series mean, in words."""

from __future__ import annotations

import pandas as pd

from retention.languages import mark, say

PERIOD = {
    "segment": mark("The value on each customer's first row of activity; blank where there is none."),
    "period": mark("Local start of the period."),
}
STATE = {
    "complete": mark("The period is over. The one under way has counts so far and no rate."),
    "no_data": mark("The file holds no row at all for the period: unknown, not nobody."),
}
CHURN = {
    "start": mark("CS: customers of the period before; of contracts, those running where the period begins."),
    "end": mark("CE: customers of the period; of contracts, those running where it ends. kept + won_back + new."),
    "new": mark("CN: customers who are there for the first time."),
    "kept": mark("Customers who were there at the start and are there at the end, by their ids."),
    "lost": mark("Customers who were there at the start and are not at the end: start - kept."),
    "won_back": mark("Customers who were there once, not at the start, and are there again."),
    "retention_rate": mark("kept / start."),
    "churn_rate": mark("lost / start = 1 - retention_rate."),
    "formula_rate": mark("(CE - CN) / CS, as textbooks write it: counts customers won back as kept, and can pass 1."),
    "lower": mark("Lower end of the Wilson score range of retention_rate, 95 %."),
    "upper": mark("Upper end of it."),
}
LIFECYCLE = {
    "new": mark("Customers active for the first time."),
    "returning": mark("Customers active in the period before too."),
    "resurrected": mark("Customers active earlier, but not in the period before."),
    "dormant": mark("Customers active in the period before and not in this one."),
    "active": mark("new + returning + resurrected."),
    "net": mark("new + resurrected - dormant."),
    "quick_ratio": mark("(new + resurrected) / dormant; below 1 the number of customers shrinks."),
}
ACTIVITY = {
    "active": mark("Customers active in the period."),
    "rows": mark("Rows of these customers."),
    "rows_per_customer": mark("rows / active."),
    "mean_daily_active": mark("Customers active on a day, on average over the days of the period."),
    "stickiness": mark("mean_daily_active / active."),
}
ACTIVE_PERIODS = {
    "active_periods": mark("Number of periods (days, weeks or months) of the window with activity."),
    "exactly": mark("Customers active in exactly so many."),
    "at_least": mark("Customers active in so many or more."),
    "share": mark("exactly / all customers active in the window."),
    "share_at_least": mark("at_least / all customers active in the window."),
}
REVENUE = {
    "start": mark("Money of the period before; of contracts, what runs per month where the period begins."),
    "new": mark("Money of customers who never paid before."),
    "expansion": mark("What customers who paid at the start pay more."),
    "contraction": mark("What customers who paid at the start pay less, and still pay."),
    "churned": mark("Money at the start of customers who do not pay any more."),
    "reactivated": mark("Money of customers who paid before, and not at the start."),
    "end": mark("start + new + reactivated + expansion - contraction - churned."),
    "grr": mark("Gross revenue retention: (start - contraction - churned) / start."),
    "nrr": mark("Net revenue retention: (start + expansion - contraction - churned) / start."),
    "quick_ratio": mark("(new + expansion + reactivated) / (contraction + churned); below 1 the money shrinks."),
    "grr_lower": mark("Lower end of the likely range of grr, 95 %, customers weighing as much as they paid."),
    "grr_upper": mark("Upper end of it."),
    "nrr_lower": mark("Lower end of the likely range of nrr, 95 %."),
    "nrr_upper": mark("Upper end of it."),
    "customers": mark("Customers paying at the start."),
    "kept": mark("Of these, those who still pay."),
    "below_zero": mark("Money of customers whose refunds outweigh what they paid: they do not count as paying."),
}
REVENUE_AGES = {
    "age": mark("Whole periods since the period of the first payment."),
    "cohorts": mark("Cohorts that have reached the age."),
    "cohort": mark("Local start of the period of the first payment."),
    "customers": mark("Customers of these cohorts."),
    "paying": mark("Customers who pay at that age."),
    "start": mark("Their money at age 0."),
    "money": mark("Their money at the age."),
    "kept": mark("The same, nobody counted with more than at age 0."),
    "grr": mark("kept / start."),
    "nrr": mark("money / start."),
    **{name: text for name, text in REVENUE.items() if name.endswith(("_lower", "_upper"))},
}
CUSTOMERS = {
    "customer": mark("The customer's id, or the SHA-256 of a salt and the id."),
    "stage": mark("How the customer stands to their own rhythm; every customer is in exactly one stage."),
    "silent": mark("Days since the last visit; of contracts since the last end, 0 while one runs."),
    "usual_low": mark(
        "Lower end of this customer's usual number of days between two visits; blank with too few visits."
    ),
    "usual_high": mark("Upper end of it."),
    "lateness": mark("silent / the customer's own usual gap, that of the group where there is none."),
    "chance": mark("Of silences like this, the share that ended with a return within the days asked for."),
    "chance_lower": mark("Lower end of the likely range of chance, 95 %."),
    "chance_upper": mark("Upper end of it."),
    "like": mark("How many silences like this chance was counted on."),
    "trend": mark("Recent pace of visits / earlier pace, both the customer's own; below 1 they come less often."),
    "value": mark("Money so far; visits in a file without money."),
    "at_stake": mark("Money, or visits, of the 365 days up to the last visit; of contracts 12 monthly payments."),
    "expected_loss": mark("at_stake x (1 - chance)."),
    "first_day": mark("First day with activity."),
    "last_day": mark("Last day with activity."),
    "last_event": mark("Event on the last row."),
    "segment": mark("Value of the column chosen; blank where there is none."),
    "reason": mark("Why the customer is on the list."),
    "group": mark("treated or holdout, dealt at random."),
}
RFM = {
    "customer": CUSTOMERS["customer"],
    "recency": mark("Days since the last visit."),
    "frequency": mark("Days with activity."),
    "money": mark("Money so far."),
    "r": mark("Fifth by recency: 5 came last."),
    "f": mark("Fifth by frequency: 5 came most often."),
    "m": mark("Fifth by money: 5 brought most."),
    "group": mark("Name of the group."),
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
            return [(name, say(text)) for name, text in (PERIOD | meanings | STATE).items() if name in frame]
    return []
