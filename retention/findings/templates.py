"""Every sentence that a finding can say: the one place to reword them.

``{name}`` is filled in, ``**...**`` is stressed. What a sentence says of two groups is what was seen, never why.
"""

from __future__ import annotations

from retention.languages import mark

SENTENCES = {
    # ------------------------------------------------------------------------------------------ cohorts and groups
    "cohorts": mark(
        "Customers who first came {since} {came} {when}: **{rate1}** of {n1} (likely {range1}), "
        "against **{rate2}** of {n2} before (likely {range2})."
    ),
    "same season": mark("In the same {units} a year before it was {rate3} of {n3}."),
    "no season": mark("The data cover less than 13 months, so that season and trend cannot be told apart."),
    "one cohort": mark(
        "Customers who first came {at} {came} {when} than others: **{rate1}** of {n1} (likely {range1}), "
        "against **{rate2}** of {n2} who came before or after (likely {range2})."
    ),
    "segment": mark(
        "Customers with {column} {value} {came} {when}: **{rate1}** of {n1} (likely {range1}), "
        "against **{rate2}** of {n2} others of the same {units} (likely {range2})."
    ),
    "cell": mark(
        "Customers with {column} {value} who first came {at} {came} {when}: **{rate1}** of {n1} "
        "(likely {range1}). In other {units} it was {rate2} of {n2} with {column} {value}, and {at} it was {rate3} of "
        "{n3} others."
    ),
    # ---------------------------------------------------------------------------------------------------- periods
    "retention": mark(
        "In {now} **{rate1}** of {n1} customers of the {unit} before {stayed} (likely {range1}), in {before} "
        "it was **{rate2}** of {n2} (likely {range2})."
    ),
    "year before": mark("A year before it was {rate3} of {n3}."),
    "no change": mark(
        "In {now} {rate1} of {n1} customers of the {unit} before {stayed} (likely {range1}), in {before} "
        "{rate2} of {n2} (likely {range2}): the two **cannot be told apart from chance**."
    ),
    "busy": mark(
        "In {now} {rate1} of {n1} customers of the {unit} before {stayed} (likely {range1}), in {before} "
        "{rate2} of {n2} (likely {range2}): **no more than how busy the two {units} were** would give."
    ),
    "mix": mark(
        "Retention went from {rate2} of {n2} to {rate1} of {n1} (likely {range1}). By {column}, **{mix}** of these "
        "{change} points go with who was there, {within} with what the groups did."
    ),
    "reversal": mark(
        "Retention went up from {rate2} of {n2} to {rate1} of {n1} (likely {range1}), but by {column} {whole} went "
        "the other way: **look at the groups, not at the total**."
    ),
    "reversal down": mark(
        "Retention went down from {rate2} of {n2} to {rate1} of {n1} (likely {range1}), but by {column} {whole} went "
        "the other way: **look at the groups, not at the total**."
    ),
    "shrinking": mark(
        "In each of the last {periods} whole {units} **more customers went quiet than came**: {gained} came or came "
        "back, {lost} went quiet ({ratio} for each)."
    ),
    # ----------------------------------------------------------------------------------------------------- habits
    "interval": mark(
        "**{share}** of the visits that are followed by another are followed within **{days}**, half of them "
        "within {half}, 90 % within {most} ({n} silences, those still lasting counted)."
    ),
    "steps": mark(
        "Of {n2} customers watched for {days} after their first visit, {rate2} came again within them "
        "(likely {range2}); of {n1} watched as long after their second, **{rate1}** came a third time "
        "(likely {range1})."
    ),
    "weekdays": mark(
        "On Saturdays and Sundays **{ratio} times** as many customers are active as on other days ({days} days; from "
        "week to week mostly {low} to {high} times)."
    ),
    "season": mark(
        "**{peak}** stood out in both of the last two years: {now} active customers in {year1} and {before} in "
        "{year2}, {high} times what the trend would give. The quietest month was {quiet}, with {low} times the "
        "trend (of {n} customers in all)."
    ),
    "one year": mark(
        "The data cover {months} whole months: **season and trend cannot be told apart** before there are 13."
    ),
    # ------------------------------------------------------------------------------------------------------ money
    "concentration": mark(
        "**{people}** of {n} paying customers ({share}) brought **{part}** of the money; the {few} who paid most "
        "brought {few_part}."
    ),
    "price": mark(
        "The same customers paid **{change}** per {row} from {at} on: in the middle, of {n} who bought in the {months} "
        "months before and after (likely {low} to {high})."
    ),
    "net revenue": mark(
        "Of the money at the start of {at}, **{grr}** was still there at its end, **{nrr}** with what the same {n} "
        "customers added (likely {low} to {high})."
    ),
    # --------------------------------------------------------------------------------------------- the file itself
    "first in file": mark(
        "First in the file is not first ever: without {first}, which may hold old customers, **{rate1}** of {n1} came "
        "back {when} (likely {range1}), with them {rate2} of {n2}."
    ),
}
