"""Kinds of tables, and what is said about those that are no events."""

import pytest

import retention as rt

REFUSED = {
    "account,start_date,end_date,mrr\nS1,2024-01-15,2024-03-10,49\nS2,2024-01-20,,99\n": (
        "subscriptions",
        rt.MappingError,
        "with a start and an end",
    ),
    "customerID,tenure,Churn\n" + "".join(f"c{i},{i % 9},{'Yes' if i % 2 else 'No'}\n" for i in range(30)): (
        "customers",
        rt.MappingError,
        "Load a table of events as well",
    ),
    "Cohort,Users,M0,M1,M2\n2024-01,8,100%,50%,25%\n2024-02,9,100%,40%,\n": (
        "aggregated",
        rt.ReadError,
        "read_cohort_table",
    ),
    "cohort,month,users\n2024-01,0,9\n2024-01,1,4\n2024-02,0,7\n2024-02,1,3\n": (
        "aggregated",
        rt.ReadError,
        "read_cohort_table",
    ),
    "date,visitors\n2024-01-01,500\n2024-01-02,510\n": ("aggregated", rt.MappingError, "holds totals"),
    "region,2024-01,2024-02,2024-03\nSeoul,10,20,30\nBusan,11,21,31\n": ("aggregated", rt.MappingError, "holds totals"),
    "customer,Jan,Feb,Mar\na,1,0,1\nb,0,1,1\n": ("wide", rt.MappingError, "Write the year"),
    "colour,shape\nred,round\nblue,square\n": ("unknown", rt.MappingError, "a customer or a time"),
    "customer\na\nb\n": ("unknown", rt.MappingError, "one column only"),
}


@pytest.mark.parametrize("text", REFUSED, ids=[f"{kind} {said[:12]}" for kind, _, said in REFUSED.values()])
def test_what_is_no_table_of_events_is_named_with_what_can_be_done(text: str) -> None:
    kind, error, said = REFUSED[text]
    found = rt.inspect(text.encode())
    assert (found.kind, found.mapping) == (kind, None)
    with pytest.raises(error, match=said):
        rt.read_events(text.encode())


def test_a_mapping_overrules_the_kind() -> None:
    data = b"account,start_date,end_date,mrr\nS1,2024-01-15,2024-03-10,49\nS2,2024-01-20,,99\n"
    assert len(rt.read_events(data, rt.ColumnMapping("account", "start_date"))) == 2


def test_answers_have_a_customer_and_a_time() -> None:
    data = b"respondent,answered_at,How likely are you to recommend us? (0-10)\nR1,2024-01-10,10\nR2,2024-02-10,0\n"
    found = rt.inspect(data)
    assert (found.kind, found.mapping) == ("answers", rt.ColumnMapping("respondent", "answered_at"))


def test_orders_with_lines_are_events_and_their_lines_are_told() -> None:
    rows = "".join(f"o{i // 3},C{i // 3 % 7},2024-01-{i // 3 % 28 + 1:02d} 10:00,{i}.5\n" for i in range(90))
    found = rt.inspect(f"order_id,customer,ordered_at,amount\n{rows}".encode())
    assert (found.kind, found.detected["orders"]) == ("events", "3.0 lines for each 'order_id'")


def test_the_whole_amount_of_an_order_on_each_of_its_lines_is_pointed_out() -> None:
    rows = "".join(f"o{i // 3},C{i // 3 % 7},2024-01-{i // 3 % 28 + 1:02d} 10:00,{i // 3}.5\n" for i in range(90))
    assert any("on every line" in said for said in rt.inspect(f"order,customer,date,total\n{rows}".encode()).assumed)


REAL = {
    "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv": "customers",
    "ravenstack/ravenstack_subscriptions.csv": "subscriptions",
    "nps/NPStimeseries.csv": "answers",
    "git_activity/git_activity.csv": "events",
    "kosis_cp949/kosis-airline-company.csv": "aggregated",
    "kosis_cp949/kosis-economic-index.csv": "aggregated",
    "relay_foods/relay-foods.csv": "events",
    "cdnow/CDNOW_master.txt": "events",
    "cdnow/cdnow_customers_summary.csv": "customers",
    "online_retail/online_retail_dec2010_uci_csv_format.csv": "events",
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(name: str, shared) -> None:
    assert rt.inspect(shared / "data" / "real" / name).kind == REAL[name]


def test_headers_that_are_formulas(shared) -> None:
    found = rt.inspect(shared / "data" / "messy" / "formula_injection_headers.csv")
    assert found.mapping == rt.ColumnMapping("=1+1", "@order_date", None, "+amount", ("-segment",))


def test_numbers_of_invoices_are_no_customers() -> None:
    rows = "".join(f"01/{day}/2024,Invoice,{1000 + day},50.00\n" for day in range(10, 29))
    with pytest.raises(rt.MappingError, match="no column says who"):
        rt.read_events(f"Date,Transaction Type,Num,Amount\n{rows}".encode())


def test_customers_with_short_numbers_and_a_row_of_totals_are_still_customers() -> None:
    rows = "".join(f"{17850 + i % 4},2024-01-{i + 10},{i}.50\n" for i in range(12))
    found = rt.read_events(f"Cliente,Data da compra,Valor\n{rows}Total geral,,66.00\n".encode())
    assert (found.mapping.customer, found.n_customers, found.report.rows_kept) == ("Cliente", 4, 12)
