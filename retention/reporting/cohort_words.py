"""What the customers of a cohort did, when, and how many of them: the sentences on cohorts."""

from __future__ import annotations

import pandas as pd

from retention.languages import say, term
from retention.metrics.cohorts import retention_curve
from retention.metrics.overview import change_at_age
from retention.metrics.wording import count, first, percent, percent_span
from retention.reporting.phrases import age_name, capital, likely, stressed, unmarked
from retention.reporting.values import Sentence
from retention.results import CohortMatrix, MetricSeries

CAME_BACK = "came back"  # what matrices of visits say of those they count; those of contracts say that they stayed


def did(matrix: CohortMatrix) -> str:
    """What those who are counted did, as it goes on after "customers who"."""
    settings = matrix.settings
    if settings.return_event is not None:
        done = term("customers who ...", "did {event}", event=unmarked(str(settings.return_event)))
    elif matrix.did == CAME_BACK:
        done = term("customers who ...", "came back")
    else:
        done = term("customers who ...", "were still customers")
    if settings.min_events == 1:
        return done
    return term("customers who ...", "{did} at least {n} times", did=done, n=settings.min_events)


def those(matrix: CohortMatrix) -> str:
    """The same as a label."""
    return say("Came back") if matrix.did == CAME_BACK else say("Were still customers")


def those_when(matrix: CohortMatrix, column: int) -> str:
    """The same with the age."""
    if matrix.did == CAME_BACK:
        return say("Came back {when}", when=when(matrix, column))
    return say("Were still customers {when}", when=when(matrix, column))


def when(matrix: CohortMatrix, column: int) -> str:
    """A column of the matrix in words: "in month 1", "in months 2-4", "within 3 months from month 1"."""
    settings = matrix.settings
    age, own = age_name(settings.unit_name, matrix.age_labels[column]), settings.clock == "elapsed"
    if matrix.did != CAME_BACK:
        return say("at the end of {age}", age=age)
    if settings.measure == "within":
        length = count(settings.within or 1, settings.unit_name)
        if own:
            return say("within {length} from their own {age}", length=length, age=age)
        return say("within {length} from {age}", length=length, age=age)
    if settings.measure == "on_or_after":
        return say("in their own {age} or later", age=age) if own else say("in {age} or later", age=age)
    return say("in their own {age}", age=age) if own else say("in {age}", age=age)


def retention_sentence(matrix: CohortMatrix, curve: MetricSeries) -> Sentence:
    """The share that came back at the first age after the cohort's own period, with its range and n."""
    if len(curve) < 2:
        return " ".join(one for one in (say("Nothing can be said yet."), curve.note) if one)
    return stressed(
        say(
            "Of {customers} watched long enough, **{number}** {did} {when}: **{rate}** (likely {range}).",
            customers=count(int(curve.denominator[1]), "customer"),
            number=f"{int(curve.numerator[1]):,}",
            did=did(matrix),
            when=when(matrix, 1),
            rate=percent(curve.rates[1]),
            range=percent_span(curve.lower[1], curve.upper[1]),
        )
    )


def without_first(matrix: CohortMatrix) -> tuple[str, ...]:
    """The same without the first cohorts, which may hold old customers."""
    if not matrix.warm_up:
        return ()
    some = first(matrix.warm_up, matrix.settings.cohort_period or matrix.settings.unit_name)
    curve = retention_curve(matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1))
    if len(curve) < 2:
        return (
            say(
                "First in the file is not first ever: without {first_ones}, which may hold old customers, it is too "
                "few customers to say.",
                first_ones=some,
            ),
        )
    return (
        say(
            "First in the file is not first ever: without {first_ones}, which may hold old customers, it is {rate}, "
            "{range}.",
            first_ones=some,
            rate=percent(curve.rates[1]),
            range=likely(curve.lower[1], curve.upper[1], int(curve.denominator[1])),
        ),
    )


def against_before(matrix: CohortMatrix) -> Sentence:
    """The newest cohorts against those of a year before, or the ones before them; empty where there are none."""
    found = change_at_age(matrix, 1) if len(matrix.ages) > 1 else None
    if found is None:
        return ""
    blocks = found.blocks
    then, change = blocks.before, blocks.change
    if blocks.year_change is not None and blocks.year_before is not None:
        then, change = blocks.year_before, blocks.year_change
    return say(
        "{age} of cohorts {cohorts} against {earlier_cohorts}: {comparison}",
        age=capital(age_name(matrix.settings.unit_name, matrix.age_labels[1])),
        cohorts=block_name(matrix, blocks.now),
        earlier_cohorts=block_name(matrix, then),
        comparison=change.words,
    )


def block_name(matrix: CohortMatrix, block: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    """Cohorts in a row, by the first and the last of them: "Mar 2026 to May 2026"."""
    calendar = matrix.settings.cohort_calendar(matrix.timezone)
    start, end = (calendar.name(pd.Timestamp(one).to_datetime64().astype("datetime64[s]")) for one in block)
    return start if start == end else say("{first} to {last}", first=start, last=end)


def rates_in_words(curve: MetricSeries, unit: str, most: int = 6) -> str:
    """The first rates of a curve: "month 1: 28.4 %, month 2: 21.0 %"."""
    pairs = zip(curve.labels, curve.rates, strict=True)
    said = [f"{age_name(unit, label)}: {percent(rate)}" for label, rate in pairs if label != "0"]
    return ", ".join(said[:most]) or say("too few customers to say")


def steepest(curve: MetricSeries, unit: str) -> str:
    """Where a curve stands at its last age, against its first."""
    if len(curve) < 3:
        return curve.note or say("Too few customers have been watched for longer.")
    last = len(curve) - 1
    return say(
        "Of those who could be watched that long, {rate} are there in {age} ({range}).",
        rate=percent(curve.rates[last]),
        age=age_name(unit, curve.labels[last]),
        range=likely(curve.lower[last], curve.upper[last], int(curve.denominator[last])),
    )
