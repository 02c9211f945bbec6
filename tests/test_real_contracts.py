"""Real files of contracts and of customers with a tenure, against their truth files."""

from __future__ import annotations

import json

import pytest

import retention as rt

MONTHLY = rt.CohortSettings(period="month")
# One row of a file of contracts, whoever the customer is: the rows of the truth, and how to ask for them.
TRUTHS = {
    "all": ("account_id", ()),
    "paid_only": ("account_id", (("is_trial", "==", "False"),)),
    "by_subscription": ("subscription_id", ()),
}


@pytest.fixture(scope="module")
def ravenstack(shared):
    folder = shared / "data" / "real" / "ravenstack"
    if not folder.is_dir():
        pytest.skip("the file of subscriptions is not here")
    truth = json.loads((folder / "ravenstack_subscriptions.truth.json").read_text(encoding="utf-8"))
    return folder / "ravenstack_subscriptions.csv", truth


@pytest.fixture(scope="module")
def dirty(shared):
    folder = shared / "data" / "messy"
    if not (folder / "subscriptions_dirty.csv").exists():
        pytest.skip("the hostile files are not here")
    truth = json.loads((folder / "TRUTH.json").read_text(encoding="utf-8"))
    return folder / "subscriptions_dirty.csv", truth["files"]["subscriptions_dirty.csv"]["truth_without_S4_S9"]


@pytest.fixture(scope="module")
def telco(shared):
    folder = shared / "data" / "real" / "telco_churn"
    if not folder.is_dir():
        pytest.skip("the table of customers is not here")
    (truth,) = folder.glob("*.truth.json")
    (table,) = folder.glob("*.csv")
    return table, json.loads(truth.read_text(encoding="utf-8"))


def months(source, settings):
    """What the truth says of each month, counted."""
    counts, money = source.period_counts(settings), source.revenue_counts(settings)
    names = settings.calendar(source.timezone).starts(counts.numbers).astype("datetime64[M]").astype(str).tolist()
    assert counts.complete.all()
    return {
        month: {
            "S": int(counts.start[0, j]),
            "E": int(counts.end[0, j]),
            "N": int(counts.new[0, j]),
            "lost": int(counts.lost[0, j]),
            "back": int(counts.won_back[0, j]),
            "mrr_end": float(money.end[0, j] + money.below_zero[0, j]),
        }
        for j, month in enumerate(names)
    }


def told(truth):
    names = ("S", "E", "N", "lost", "back")
    return {m: {**{n: line[n] for n in names}, "mrr_end": float(line["mrr_end"])} for m, line in truth["month"].items()}


def cohorts(source, settings):
    matrix = rt.cohort_matrix(source, settings)
    return {
        str(start.astype("datetime64[M]")): {
            "size": int(size),
            "alive": [int(n) for n, known in zip(row, complete, strict=True) if known],
        }
        for start, size, row, complete in zip(
            matrix.cohorts, matrix.sizes, matrix.active, matrix.eligible > 0, strict=True
        )
        if size
    }


@pytest.mark.parametrize("which", TRUTHS)
def test_ravenstack(ravenstack, which) -> None:
    path, truth = ravenstack
    customer, where = TRUTHS[which]
    mapping = rt.SubscriptionMapping(customer, "start_date", "end_date", "mrr_amount", "plan_tier", ("is_trial",))
    source = rt.read_subscriptions(path, mapping)
    settings = MONTHLY.replace(where=where)
    assert months(source, settings) == told(truth[which])
    assert cohorts(source, settings) == truth[which]["cohort_alive_at_month_end"]
    frame = rt.period_retention(source, settings)
    for (_, line), expected in zip(frame.iterrows(), truth[which]["month"].values(), strict=True):
        if expected["churn"] is not None:
            assert line["churn_rate"] == pytest.approx(expected["churn"])
            assert line["formula_rate"] == pytest.approx(expected["crr"])


def test_ravenstack_needs_no_mapping(ravenstack) -> None:
    path, truth = ravenstack
    guess = rt.inspect(path)
    assert (guess.kind, guess.questions) == ("subscriptions", ())
    found = guess.subscriptions
    assert (found.customer, found.start, found.end) == ("account_id", "start_date", "end_date")
    assert (found.amount, found.plan) == ("mrr_amount", "plan_tier")  # what a year costs is not what a month does
    source = rt.read_subscriptions(path)
    assert (len(source), source.n_customers, str(source.observed_until)) == (5000, 500, "2025-01-01 00:00:00")
    assert source.amount.sum() == float(truth["sum_mrr_all_rows"])
    plans = rt.period_retention(source, rt.CohortSettings(segment="plan_tier"))
    assert sum(frame["end"].iloc[-1] for frame in plans.values()) == 500


def test_a_hostile_file_of_subscriptions(dirty) -> None:
    path, truth = dirty
    source = rt.read_subscriptions(path)
    assert (len(source), source.n_customers) == (truth["rows"], truth["customers"])
    assert source.report.dropped == {"no start date": 1, "end before start": 1}
    left = source.report.rejected()
    assert dict(zip(left["line in the file"], left["why left out"], strict=True)) == {
        6: "end before start",
        12: "no start date",
    }
    assert months(source, MONTHLY) == told(truth)
    assert cohorts(source, MONTHLY) == truth["cohort_alive_at_month_end"]


def test_telco(telco) -> None:
    path, truth = telco
    tenures = rt.read_tenures(path)
    assert (len(tenures), int(tenures.ended.sum()), tenures.unit) == (7043, truth["churn_yes"], "month")
    assert tenures.duration.mean() == pytest.approx(truth["mean_tenure"])
    assert tenures.duration[tenures.ended].mean() == pytest.approx(truth["mean_tenure_churned"])
    assert tenures.amount.sum() == pytest.approx(float(truth["sum_MonthlyCharges"]))
    curve = rt.survival(tenures)
    (table,) = (rows for name, rows in truth.items() if name.startswith("kaplan_meier"))
    found = zip(curve.times, curve.at_risk, curve.events, curve.survival, strict=True)
    assert [list(row) for row in found] == [pytest.approx(row) for row in table]


def test_telco_by_group(telco) -> None:
    path, truth = telco
    for column in ("Contract", "InternetService", "PaymentMethod", "gender", "SeniorCitizen", "PaperlessBilling"):
        tenures = rt.read_tenures(path, segments=(column,))
        found = {
            name: {"n": len(at), "churned": int(tenures.ended[at].sum()), "rate": float(tenures.ended[at].mean())}
            for name, at in tenures.groups(column).items()
        }
        expected = truth[f"churn_by_{column}"]
        assert found == {name: pytest.approx(line) for name, line in expected.items()}
    test = rt.survival_test(rt.read_tenures(path), "Contract")
    assert (test.df, sum(test.observed)) == (2, truth["churn_yes"])
    assert test.p_value < 1e-100
