"""What the metrics ask of a source, a database answers as memory does, or refuses by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.counts import VisitSource
from retention.metrics.activity import last_day_note, rows_and_customers
from retention.metrics.own_numbers import own_numbers
from retention.metrics.time_to_value import time_to_value
from tests.engines.same import alike
from tests.oracles import Row
from tests.strategies import events_of

HOUR = 3_600_000_000
SETTINGS = rt.CohortSettings(segment="plan")
ANSWERED = {
    "cohort_matrix": rt.cohort_matrix,
    "period_retention": rt.period_retention,
    "lifecycle": rt.lifecycle,
    "active_customers": rt.active_customers,
    "stickiness": rt.stickiness,
    "revenue_retention": rt.revenue_retention,
    "observed_value": lambda s: rt.observed_value(s, rt.CohortSettings(value="cumulative")),
    "simple_value_of": lambda s: rt.simple_value_of(s, margin=0.5, horizon=3),
    "repeat_rate": rt.repeat_rate,
    "visit_gaps": rt.visit_gaps,
    "usual_period": rt.usual_period,
    "lapses": rt.lapses,
    "lapse_check": rt.lapse_check,
    "customer_counts": lambda s: rt.customer_counts(s, settings=SETTINGS),
    "customer_counts_by_kind": lambda s: rt.customer_counts(s, each=False),
    "slipping": lambda s: rt.slipping(s, SETTINGS),
    "slipping_check": lambda s: rt.slipping_check(s, days_ago=60),
    "rfm": rt.rfm,
    "rows_and_customers": lambda s: rows_and_customers(s, "week"),
    "own_numbers": own_numbers,
}


@pytest.fixture(scope="module")
def crowd():
    """Customers with a rhythm, some of whom have fallen silent."""
    draw, rows = np.random.default_rng(5), []
    for customer in range(60):
        every = int(draw.integers(1, 40) * 24)
        at = 1_700_000_000_000_000 + (int(draw.integers(0, 5000)) + np.cumsum(draw.integers(1, every + 1, 25))) * HOUR
        kinds = draw.choice(["buy", "buy", "look", "", "join"], 25)
        money, plans = draw.choice([np.nan, 10.0, 2.5, -4.0, 0.25], 25), draw.choice(["", "x", "y"], 25)
        rows += [
            Row(f"c{customer}", int(t), str(kind), float(paid), str(plan))
            for t, kind, paid, plan in zip(at, kinds, money, plans, strict=True)
        ]
    return rows


@pytest.mark.parametrize("question", ANSWERED)
def test_metrics_are_those_of_memory(engine, crowd, question):
    memory, there = events_of(crowd), engine.source(crowd)
    expected, found = (ANSWERED[question](source) for source in (memory, there))
    alike(expected, found, question)


REFUSED = {
    "behaviour_counts": lambda s: rt.behaviour_effect(s, "look"),
    "first_time_counts": lambda s: time_to_value(s, "buy"),
    "adoption_counts": lambda s: rt.feature_adoption(s),
    "row_changes": lambda s: s.row_changes(s, "2024-03-01"),
    "time": last_day_note,
    "frame": lambda s: s.frame(),
}


@pytest.mark.parametrize("question", REFUSED)
def test_what_goes_over_single_rows_is_refused_by_name(question):
    import ibis

    table = ibis.memtable(pd.DataFrame({"who": ["a", "b"], "at": pd.to_datetime(["2024-01-01", "2024-02-01"])}))
    source = rt.SqlEvents(ibis.duckdb.connect().create_table("visits", table), rt.ColumnMapping("who", "at"))
    with pytest.raises(rt.SettingsError, match=question) as refused:
        REFUSED[question](source)
    assert "as a file" in refused.value.todo
    assert not hasattr(source, "time")
    assert getattr(source, "customer_ids", None) is None


def test_an_engine_that_may_take_different_words_for_the_same_is_refused_by_name():
    import ibis

    frame = pd.DataFrame({"who": ["a", "A"], "at": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    table = ibis.sqlite.connect().create_table("visits", ibis.memtable(frame))
    with pytest.raises(rt.SettingsError, match="nothing is counted in sqlite") as refused:
        rt.SqlEvents(table, rt.ColumnMapping("who", "at"))
    assert "duckdb" in refused.value.todo


def test_every_question_of_a_source_of_visits_has_its_answer_or_refusal():
    asked = {name for name in dir(VisitSource) if not name.startswith("_")}
    assert asked <= set(dir(rt.SqlEvents))
