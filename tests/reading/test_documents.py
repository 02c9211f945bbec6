"""JSON in its forms: everything stays as written, and no broken record takes another with it."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.containers.files import open_file
from retention.reading.formats import open_table
from retention.reading.opening import Opening
from retention.reading.tables import Wanted, as_text

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
RECORDS = [
    {"user_id": "0071234567890123456789", "at": "2024-01-05 10:00:00", "total": 5.5},
    {"user_id": "b", "at": "2024-02-30 10:00:00", "total": 1},
    {"user_id": "c", "at": "2024-02-03 10:00:00", "total": 7},
]
NDJSON = "\n".join(json.dumps(record) for record in RECORDS)
COLUMNS = {name: [record[name] for record in RECORDS] for name in RECORDS[0]}
FRAME = pd.DataFrame(RECORDS)

FORMS = {
    "lines": NDJSON,
    "lines with blank ones between": NDJSON.replace("\n", "\n\n") + "\n\n",
    "lines with commas": NDJSON.replace("\n", ",\n"),
    "lines in windows": NDJSON.replace("\n", "\r\n"),
    "lists on lines": '["user_id", "at", "total"]\n' + "\n".join(json.dumps(list(r.values())) for r in RECORDS),
    "list": json.dumps(RECORDS),
    "list in print": json.dumps(RECORDS, indent=2),
    "list on lines": "[" + NDJSON.replace("\n", ",\n") + "]",
    "list on lines of its own": "[\n" + NDJSON.replace("\n", ",\n") + "\n]\n",
    "data on lines": '{"data": [' + NDJSON.replace("\n", ",\n") + "]}",
    "data on lines of its own": '{"data": [\n' + NDJSON.replace("\n", ",\n") + "\n]}",
    "list of lists": json.dumps([list(RECORDS[0]), *[list(r.values()) for r in RECORDS]]),
    "data": json.dumps({"data": RECORDS, "next": None}),
    "results in print": json.dumps({"count": 3, "results": RECORDS}, indent=1),
    "deep": json.dumps({"response": {"status": "ok", "orders": RECORDS}}),
    "search hits": json.dumps(
        {"hits": {"total": 3, "hits": [{"_id": i, "_source": r} for i, r in enumerate(RECORDS)]}}
    ),
    "edges": json.dumps({"data": {"orders": {"edges": [{"node": record} for record in RECORDS]}}}),
    "columns": json.dumps(COLUMNS),
    "columns in data": json.dumps({"status": "ok", "data": COLUMNS}),
    "columns beside a number": json.dumps({"count": 3, **COLUMNS}),
    "columns and rows": json.dumps(
        {"columns": [{"name": name, "type": "text"} for name in COLUMNS], "rows": [list(r.values()) for r in RECORDS]}
    ),
    "pandas": FRAME.to_json(),
    "pandas records": FRAME.to_json(orient="records"),
    "pandas split": FRAME.to_json(orient="split"),
    "pandas table": FRAME.to_json(orient="table"),
    "pandas index": FRAME.to_json(orient="index"),
    "pandas lines": FRAME.to_json(orient="records", lines=True),
    "by key": json.dumps({f"order-{i}": record for i, record in enumerate(RECORDS)}),
}
ENCODED = {
    **{name: text.encode() for name, text in FORMS.items()},
    "byte order mark": b"\xef\xbb\xbf" + NDJSON.encode(),
    "utf-16": NDJSON.encode("utf-16"),
    "utf-16 list": FORMS["list in print"].encode("utf-16"),
    "packed": gzip.compress(NDJSON.encode()),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_every_form_gives_the_same_events(data: bytes) -> None:
    events = rt.read_events(data, rt.ColumnMapping("user_id", "at", amount="total"))
    assert events.customers([0, 1]) == ["0071234567890123456789", "c"]
    assert events.amount.tolist() == [5.5, 7.0]
    assert (events.report.rows_read, dict(events.report.dropped)) == (3, {"date does not exist": 1})


def cells(text: str, **chosen: str) -> pd.DataFrame:
    table = open_table(text.encode(), Opening(**chosen))
    loaded = table.load(Wanted(tuple(table.names), text_only=True))
    return as_text(loaded.whole(loaded.row - 1)).to_pandas() if not loaded.malformed else None


def test_values_stay_as_they_are_written() -> None:
    text = (
        '[{"id": 9223372036854775808123, "price": 1.50, "whole": 1.0, "big": 1e5, "yes": true, "none": null, '
        '"no": false, "list": [1.10, "a", null], "text": "0012", "odd": NaN}, {"id": 2}]'
    )
    assert cells(text).to_dict("records") == [
        {
            "id": "9223372036854775808123",
            "price": "1.50",
            "whole": "1.0",
            "big": "1e5",
            "yes": "true",
            "none": "",
            "no": "false",
            "list": '[1.10, "a", null]',
            "text": "0012",
            "odd": "NaN",
        },
        {"id": "2"} | dict.fromkeys(("price", "whole", "big", "yes", "none", "no", "list", "text", "odd"), ""),
    ]


def test_names_are_short_where_they_stay_clear() -> None:
    text = json.dumps(
        [
            {
                "event": "a",
                "properties": {"time": 1, "event": "b"},
                "user": {"id": 1, "city": {"name": "x"}},
                "order": {"id": 2},
            }
        ]
    )
    assert list(cells(text + " ")) == ["event", "time", "properties.event", "user.id", "user.city.name", "order.id"]


def test_types_of_a_database_are_taken_off() -> None:
    text = (
        '{"_id":{"$oid":"5f"},"at":{"$date":"2024-01-05T00:00:00Z"},"n":{"$numberLong":"12"},'
        '"when":{"$date":{"$numberLong":"17"}}}'
    )
    assert cells(f"{text}\n{text}").iloc[0].to_dict() == {
        "_id": "5f",
        "at": "2024-01-05T00:00:00Z",
        "n": "12",
        "when": "17",
    }


def test_a_broken_line_is_one_malformed_row_with_its_line() -> None:
    lines = NDJSON.split("\n")
    data = "\n".join([lines[0], '{"user_id": "x", "at": ', "", "garbage", lines[2]]).encode()
    report = rt.read_events(data, rt.ColumnMapping("user_id", "at")).report
    assert (report.rows_read, report.rows_kept, dict(report.dropped)) == (4, 2, {"malformed row": 2})
    assert report.left_out[["row", "line", "text"]].to_numpy().tolist() == [
        [2, 2, '{"user_id": "x", "at": '],
        [3, 4, "garbage"],
    ]
    assert "2 pieces of text are no readable record (the first on line 2); counted as malformed." in report.assumed


def test_a_broken_record_of_a_list_harms_no_other() -> None:
    broken = FORMS["list in print"].replace('"at": "2024-02-30', '"at": 2024-02-30')
    report = rt.read_events(broken.encode(), rt.ColumnMapping("user_id", "at")).report
    assert (report.rows_read, report.rows_kept, dict(report.dropped)) == (3, 2, {"malformed row": 1})
    assert report.left_out["line"].tolist() == [7]


@pytest.mark.parametrize("form", ["list", "list in print", "data", "deep", "results in print", "lines"])
def test_a_cut_file_keeps_what_can_be_read_and_tells_the_rest(form: str) -> None:
    text = FORMS[form]
    report = rt.read_events(text[: text.index('"c"') + 5].encode(), rt.ColumnMapping("user_id", "at")).report
    assert (report.rows_read, report.rows_kept) == (3, 1)
    assert dict(report.dropped) == {"malformed row": 1, "date does not exist": 1}
    assert any("cut off" in said for said in report.assumed) == (form != "lines")


def test_single_values_among_records_are_malformed_rows() -> None:
    data = json.dumps([None, RECORDS[0], 5, "x", RECORDS[2]]).encode()
    report = rt.read_events(data, rt.ColumnMapping("user_id", "at")).report
    assert (report.rows_read, report.rows_kept, dict(report.dropped)) == (5, 2, {"malformed row": 3})
    assert report.left_out["text"].tolist() == ["null", "5", "x"]


def test_two_lists_are_asked_for() -> None:
    users = [{"user_id": "a", "at": "2020-01-01", "name": "A"}, {"user_id": "b", "at": "2020-01-01", "name": "B"}]
    data = json.dumps({"users": users, "purchases": RECORDS}).encode()
    guess = rt.inspect(data)
    assert guess.members == ("users", "purchases")
    assert [(q.key, [c.value for c in q.choices]) for q in guess.questions] == [("member", ["users", "purchases"])]
    with pytest.raises(rt.UndecidedError):
        rt.read_events(data)
    assert len(rt.read_events(data, rt.ColumnMapping("user_id", "at"), member="purchases")) == 2


def test_a_list_beside_the_usual_one_is_named() -> None:
    data = json.dumps({"included": [{"id": 1}], "data": RECORDS}).encode()
    report = rt.read_events(data, rt.ColumnMapping("user_id", "at")).report
    assert (report.rows_read, report.assumed[0]) == (3, "The records are those in 'data'; not read: included.")


REFUSED = {
    "no records": ('{"data": []}', "no records"),
    "empty list": ("[]", "no records"),
    "single values": ("[1, 2, 3]", "single values"),
    "damaged": ('{"a": {"b": ', "damaged or cut off"),
    "only the beginning": ('[{"a": 1, "b', "no record of it can be read"),
    "too deep": ("[" * 100_000, "no record of it can be read"),
    "link to a sheet": (
        '{"url": "https://docs.google.com/open?id=1", "doc_id": "1", "email": "a@b.c"}',
        "Google sheet",
    ),
    "too many names": (json.dumps([{f"name {i}": 1 for i in range(6000)}]), "more than 5,000 different names"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_holds_no_records_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(rt.ReadError, match=words) as caught:
        rt.read_events(text.encode())
    assert caught.value.todo


NO_JSON = {
    "header in brackets": "[customer],[date]\na,2024-01-05\n",
    "python": "{customer},date\na,2024-01-05\n",
    "times in brackets": "[2024-01-05 10:00:00] a\n[2024-01-06 10:00:00] b\n",
}


@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON.keys())
def test_brackets_alone_make_no_json(text: str) -> None:
    assert open_file(text.encode()).kind == "text"


def test_half_a_character_is_replaced() -> None:
    assert cells('[{"a": "x\\ud800y", "b": "1"}]')["a"].tolist() == ["x?y"]
    assert list(cells('[{"\\udfff": "x", "b": "\\ud83d\\ude00 \\\\ud800"}]')) == ["?", "b"]


# ------------------------------------------------------------------------------------------------ products
@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder with real files is not beside the repository")
def test_mixpanel_export() -> None:
    events = rt.read_events(SHARED / "messy" / "mixpanel_export.ndjson")
    first, last = events.span
    mapping = events.mapping
    assert (mapping.customer, mapping.time, mapping.event, mapping.amount) == ("distinct_id", "time", "event", "amount")
    assert (len(events), events.n_customers, round(float(events.amount.sum()), 2)) == (300, 40, 485_369.12)
    assert (str(first.date()), str(last.date())) == ("2024-01-02", "2024-06-30")


def amplitude(hour: int, users: list[str | None]) -> bytes:
    """An hour of an export: a packed file of lines whose properties differ from line to line."""
    lines = [
        json.dumps(
            {
                "$insert_id": f"{hour}-{i}",
                "amplitude_id": 1000 + i,
                "app": 123,
                "city": "Seoul",
                "device_id": f"device-{i}",
                "event_id": i,
                "event_properties": {"amount": 2.5} if hour else {},
                "event_time": f"2024-03-05 {hour:02d}:00:0{i}.123000",
                "event_type": "purchase" if hour else "open",
                "groups": {},
                "session_id": 1709596800000,
                "user_id": user,
                "user_properties": {"plan": "pro"},
                "uuid": f"0000-{hour}-{i}",
            }
        )
        for i, user in enumerate(users)
    ]
    return gzip.compress("\n".join(lines).encode())


def test_amplitude_export() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for hour in (0, 1):
            archive.writestr(f"123/123_2024-03-05_{hour}#1.json.gz", amplitude(hour, ["007", "b", None]))
    guess = rt.inspect(out.getvalue())
    assert guess.questions[0].proposed == "*"
    assert (guess.mapping.customer, guess.mapping.time, guess.mapping.event) == ("user_id", "event_time", "event_type")
    events = rt.read_events(out.getvalue(), member="*")
    assert (events.n_customers, sorted(events.event_names)) == (2, ["open", "purchase"])
    assert (events.report.rows_read, dict(events.report.dropped)) == (6, {"no customer": 2})


# ------------------------------------------------------------------------------------------------ laws
names = st.text('abcdé고"\\ .', min_size=1, max_size=6)
values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.integers(), max_size=2))
records = st.lists(st.dictionaries(names, values, min_size=1, max_size=4), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(records, st.sampled_from([None, 0, 3]), st.booleans())
def test_as_many_rows_come_out_as_records_went_in(rows: list[dict], indent: int | None, lines: bool) -> None:
    # what holds the records has a name, since a single one without could be the whole document
    text = (
        "\n".join(json.dumps(r) for r in [*rows, {"a": "1"}])
        if lines
        else json.dumps([*rows, {"a": "1"}], indent=indent)
    )
    table = open_table(text.encode(), Opening())
    assert (table.rows, table.load(Wanted(tuple(table.names))).malformed) == (len(rows) + 1, [])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.integers(1, 400), st.integers(0, 255))
def test_a_flipped_byte_never_crashes(form: str, at: int, byte: int) -> None:
    data = bytearray(FORMS[form].encode())
    data[at % len(data)] = byte
    try:
        report = rt.read_events(bytes(data), rt.ColumnMapping("user_id", "at")).report
    except rt.RetentionError:
        return
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())


def test_values_that_name_their_type_as_firestore_does() -> None:
    made = [("a", 1, "double", "3"), ("b", 2, "integer", '"4"')]
    records = [
        f'{{"fields": {{"customer": {{"stringValue": "{who}"}}, "date": {{"timestampValue": "2024-0{month}-05"}}, '
        f'"amount": {{"{kind}Value": {amount}}}}}}}'
        for who, month, kind, amount in made
    ]
    events = rt.read_events(f'{{"documents": [{",".join(records)}]}}'.encode())
    assert (events.customer_ids.to_pylist(), events.amount.tolist()) == (["a", "b"], [3.0, 4.0])
