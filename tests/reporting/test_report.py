"""What a report says: the numbers of the library, sections by kind of data, and nobody by name unless asked."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention import stages
from retention.reporting import SECTIONS
from retention.reporting.values import plain

VISITS = ["summary", "cohorts", "curve", "churn", "lifecycle", "revenue", "value", "slipping", "nps", "data"]
CONTRACTS = ["summary", "cohorts", "curve", "churn", "lifecycle", "revenue", "value", "slipping", "survival", "data"]


def keys(report):
    return [section.key for section in report.sections]


def texts(report):
    """Every word of a report."""
    yield from (report.title, report.note)
    yield from (text for pair in (*report.facts, *report.left_out) for text in pair)
    for section in report.sections:
        yield from (section.title, plain(section.headline), section.findings_note, *section.how)
        yield from (plain(one) for one in (*section.lines, *section.findings))
        yield from (text for one in section.numbers for text in (one.label, one.value, one.words))
        for exhibit in section.exhibits:
            yield from (exhibit.title, exhibit.alt, *exhibit.notes)
            yield "" if exhibit.figure is None else exhibit.figure.to_json()
        for table in section.tables:
            yield from (str(value) for column in table.frame for value in (column, *table.frame[column]))


def words(report):
    return set(re.findall(r"[\w-]+", "\n".join(texts(report))))


# ----------------------------------------------------------------------------------------------- what is in it
def test_sections_follow_the_kind_of_data(shop_report, contract_report, answers):
    assert keys(shop_report) == VISITS
    assert shop_report.left_out == (
        ("How long customers stay", "It needs contracts, or how long each customer stayed."),
    )
    assert keys(contract_report) == CONTRACTS
    assert contract_report.left_out == (("Net promoter score", "No answers to a survey were given."),)
    assert keys(rt.make_report(answers)) == ["nps", "data"]


def test_a_file_without_amounts_has_no_money(root):
    found = rt.make_report(rt.read_events(root / "sample_data" / "app_events.csv"), sections=None)
    assert keys(found) == ["summary", "cohorts", "curve", "churn", "lifecycle", "slipping", "data"]
    assert ("Revenue retention", "The file has no amounts.") in found.left_out


def test_times_alone_have_a_survival_curve():
    file = b"customer,tenure,churned\n" + b"".join(
        b"c%d,%d,%s\n" % (i, i % 30 + 1, b"yes" if i % 3 else b"no") for i in range(60)
    )
    found = rt.make_report(rt.read_tenures(file))
    assert keys(found) == ["survival", "data"]


def test_groups_of_contracts_are_compared(contracts):
    found = rt.make_report(contracts, settings=rt.CohortSettings(segment="plan"), sections=["survival"])["survival"]
    curves = rt.survival(contracts.tenures("month"), "plan")
    table = found.tables[0].frame
    for name, curve in curves.items():
        rows = table[table["Group"] == name]
        assert rows["Still there"].tolist() == [curve.at(time) for time in rows["After months"]]
    p = rt.survival_test(contracts.tenures("month"), "plan").p_value
    assert ("more than chance" in plain(found.lines[1])) == (p < 0.05)


def test_every_section_says_something_shows_it_and_tells_how(shop_report, contract_report):
    for report in (shop_report, contract_report):
        for section in report.sections:
            assert all((section.title, plain(section.headline), section.tables, section.how)), section.key
            for exhibit in section.exhibits:
                assert exhibit.table is not None, exhibit.title
                assert (exhibit.figure is None) == (exhibit.alt == ""), exhibit.title
                if exhibit.figure is not None:  # alt text states the finding: a number of the data
                    assert re.search(r"\d|Shares of", exhibit.alt), exhibit.title
    assert any(exhibit.figure is not None for exhibit in shop_report["cohorts"].exhibits)


def test_the_facts_say_which_file_and_which_rows(shop, shop_report):
    facts = dict(shop_report.facts)
    assert facts["File"] == "shop_orders.csv"
    assert facts["Fingerprint"] == shop.fingerprint
    assert facts["Rows"] == "19,579 rows read, 19,574 used, 5 left out"
    assert facts["Left out because"] == "no customer: 5"
    assert facts["Complete through"] == "30 Jun 2026"
    assert facts["Ages by"] == "month"
    assert facts["Program"] == f"retention-dashboard {rt.__version__}"
    assert "Made" not in facts
    assert dict(rt.make_report(shop, sections=["data"], made="1 July 2026").facts)["Made"] == "1 July 2026"


# ------------------------------------------------------------------------------------------------- its numbers
def test_the_tables_hold_what_the_library_counts(shop, shop_report):
    matrix = rt.cohort_matrix(shop, rt.CohortSettings(max_age=24))
    table = shop_report["cohorts"].tables[0].frame
    np.testing.assert_array_equal(table["Customers"], matrix.sizes)
    np.testing.assert_array_equal(table.iloc[:, 3:].to_numpy(float), matrix.rates)
    curve = rt.retention_curve(matrix)
    np.testing.assert_array_equal(shop_report["curve"].tables[0].frame["Rate"], curve.rates)
    periods = rt.period_retention(shop, rt.CohortSettings())
    churn = shop_report["churn"].tables[0].frame
    np.testing.assert_array_equal(churn["Retention"], periods["retention_rate"])
    np.testing.assert_array_equal(churn["Lost"], periods["lost"])
    money = rt.revenue_retention(shop, rt.CohortSettings())
    np.testing.assert_array_equal(shop_report["revenue"].tables[0].frame["Net"], money["nrr"])
    moved = rt.slipping(shop).stages
    np.testing.assert_array_equal(shop_report["slipping"].tables[0].frame["Customers"], moved["customers"])
    ledger = shop_report["data"].tables[0].frame
    assert ledger["Left out"].sum() == 5
    assert ledger["Rows that remain"].iloc[-1] == 19_574


def test_the_headline_says_numerator_denominator_and_range(shop, shop_report):
    curve = rt.retention_curve(rt.cohort_matrix(shop, rt.CohortSettings()))
    said = plain(shop_report["summary"].headline)
    assert f"{int(curve.denominator[1]):,} customers" in said
    assert f"{int(curve.numerator[1]):,} came back" in said
    assert f"{100 * curve.rates[1]:.1f}" in said
    assert "likely" in said
    assert len(shop_report["summary"].numbers) == 4


def test_settings_decide_what_is_counted(shop):
    asked = rt.CohortSettings(period="quarter", segment="channel", max_age=3)
    found = rt.make_report(shop, settings=asked, sections=["cohorts", "curve", "churn"])
    assert found["cohorts"].tables[0].frame.columns[-1] == "Quarter 3"
    groups = rt.cohort_matrix(shop, asked)
    assert set(found["curve"].tables[0].frame["Group"]) == set(groups)
    assert dict(found.facts)["Split by"] == "channel"
    assert "Q2 2026" in plain(found["churn"].headline)


def test_what_is_shared_is_counted_once(shop, monkeypatch):
    asked = []
    real = type(shop).period_counts

    def counting(self, settings):
        asked.append(settings)
        return real(self, settings)

    monkeypatch.setattr(type(shop), "period_counts", counting)
    rt.make_report(shop)
    assert len(asked) == len(set(asked))


def test_notes_stand_on_the_axis_of_time(shop):
    found = rt.make_report(shop, sections=["churn"], annotations=[rt.Annotation("2026-03-01", "New price", "change")])
    assert "1: New price (2026-03-01)" in found["churn"].exhibits[0].notes[-1]


# ------------------------------------------------------------------------------------------------------- names
@pytest.mark.parametrize("which", ["shop_report", "contract_report"])
def test_nobody_is_named_unless_asked(which, request, shop, contracts):
    source = shop if which == "shop_report" else contracts
    everybody = set(source.customers(np.arange(source.n_customers)))
    assert words(request.getfixturevalue(which)) & everybody == set()


def test_remarks_on_the_file_name_nobody_either():
    rows = [f"c{i},2026-0{i % 6 + 1}-03" for i in range(40)] + [
        f"Total Wine Ltd,2026-0{i % 6 + 1}-{i % 27 + 1:02}" for i in range(400)
    ]
    events = rt.read_events(("customer,date\n" + "\n".join(rows) + "\n").encode())
    assert any("Total Wine Ltd" in one for one in events.report.assumed)  # what the Audit page says
    assert not any("Total Wine" in text for text in texts(rt.make_report(events)))
    assert any("Total Wine Ltd" in text for text in texts(rt.make_report(events, ids="plain")))


def test_ids_that_are_asked_for_are_those_slipping_away(shop):
    flagged = rt.slipping(shop).listed()["customer"].tolist()
    listed = rt.make_report(shop, sections=["slipping"], ids="plain")["slipping"].tables[1].frame
    assert listed["Customer"].tolist() == flagged
    hashed = rt.make_report(shop, sections=["slipping"], ids="hashed", salt="pepper")
    assert hashed["slipping"].tables[1].frame["Customer"].tolist() == rt.export.hashed(flagged, "pepper")
    assert words(hashed) & set(flagged) == set()


def test_whoever_asked_to_be_left_alone_is_in_no_list():
    rng = np.random.default_rng(4)
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 300, 3000), unit="D")
    frame = pd.DataFrame({"who": [f"c{i}" for i in rng.integers(0, 200, 3000)], "when": days})
    frame["never"] = np.where(frame["who"].str.endswith("7"), "yes", "no")
    mapping = rt.ColumnMapping(customer="who", time="when", do_not_contact="never")
    events = rt.events_from_frame(frame, mapping, observed_until="2027-01-01")
    listed = rt.make_report(events, sections=["slipping"], ids="plain")["slipping"].tables
    left_alone = listed[0].frame.set_index("Stage").loc[stages.stage(stages.NEVER).name, "Customers"]
    assert left_alone == 20
    assert not any(name.endswith("7") for name in listed[1].frame["Customer"])


# ------------------------------------------------------------------------------------------------- what is refused
def test_a_section_that_cannot_be_filled_says_why_if_it_was_asked_for(shop):
    found = rt.make_report(shop, sections=["survival", "data"])
    assert plain(found["survival"].headline) == (
        "This section cannot be filled. It needs contracts, or how long each customer stayed."
    )
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sections": ["cohort"]}, "sections: 'cohort' is no section. Choose among: summary, cohorts"),
        ({"sections": []}, "sections: no section was chosen."),
        ({"ids": "all"}, "ids: 'all' is no way to write ids."),
        ({"language": "xx"}, "language: there is no report in 'xx'."),
        ({"title": "x" * 201}, "title: 201 letters are too many. Use up to 200."),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(shop, options, sentence):
    with pytest.raises(rt.SettingsError) as error:
        rt.make_report(shop, **options)
    assert str(error.value).startswith(sentence)


def test_settings_that_the_data_cannot_follow_are_refused(shop):
    with pytest.raises(rt.RetentionError, match="planet"):
        rt.make_report(shop, settings=rt.CohortSettings(segment="planet"))


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_hardly_any_rows_still_make_a_report(rows):
    lines = [f"c{i % 2},2026-01-{i + 1:02},{i}.50" for i in range(rows)]
    found = rt.make_report(rt.read_events(("customer,date,amount\n" + "\n".join(lines) + "\n").encode()))
    assert {"summary", "cohorts", "data"} <= set(keys(found))
    assert len(rt.reporting.html_bytes(found)) > 1000
    assert rt.reporting.xlsx_bytes(found)[:2] == b"PK"


def test_progress_names_each_section_and_ends(contracts):
    said = []
    rt.make_report(contracts, progress=lambda share, what: said.append((share, what)))
    assert [what for _, what in said] == [title for title, _ in SECTIONS.values()] + ["done"]
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
