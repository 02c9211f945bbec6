"""Lists of customers to take away: nobody who asked to be left alone, the reason kept, ids that can be hidden."""

from __future__ import annotations

import csv
import hashlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention import export, stages
from retention.errors import ExportError


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def people(keys):
    """One customer for each stage key, called by their place."""
    return pd.DataFrame(
        {
            "customer": [f"c{i}" for i in range(len(keys))],
            "stage": pd.Categorical(keys, list(stages.KEYS)),
            "silent": range(len(keys)),
            "chance": [0.25] * len(keys),
            "reason": [f"silent for {i} days" for i in range(len(keys))],
        }
    )


def sheet(data):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book["Data"].iter_rows()], [
        [cell.value for cell in row] for row in book["About"].iter_rows()
    ]


# -------------------------------------------------------------------------------------------------- who is in it
@given(st.lists(st.sampled_from(stages.KEYS)), st.sampled_from(["plain", "hashed"]))
def test_nobody_who_asked_not_to_be_contacted_is_in_a_file(keys, ids):
    frame = people(keys)
    wanted = [f"c{i}" for i, key in enumerate(keys) if key != stages.NEVER]
    if ids == "hashed":
        wanted = [hashlib.sha256(f"salt{who}".encode()).hexdigest() for who in wanted]
    written = rows(export.list_csv_bytes(frame, ids=ids, salt="salt", columns=("customer", "silent")))
    assert [line[0] for line in written[1:]] == wanted


def test_a_workbook_leaves_them_out_too():
    data, about = sheet(export.list_xlsx_bytes(people(["cooling", stages.NEVER, "regular"]), title="Slipping away"))
    assert [line[:2] for line in data] == [["customer", "stage"], ["c0", "Cooling"], ["c2", "Regular"]]
    assert data[1][3] == 0.25
    assert about[0][0] == "Slipping away"
    assert ["reason", "Why the customer is on the list."] in [line[:2] for line in about]


@pytest.mark.parametrize("ids", [["a", "b", "c"], [1, 2, 3]])
def test_they_can_be_told_by_id_or_by_a_column_of_their_own(ids):
    frame = pd.DataFrame({"customer": ids})
    assert rows(export.list_csv_bytes(frame, never={str(ids[1])})) == [["customer"], [str(ids[0])], [str(ids[2])]]
    marked = frame.assign(do_not_contact=[True, False, True])
    assert rows(export.list_csv_bytes(marked, columns=["customer"])) == [["customer"], [str(ids[1])]]


def test_a_list_that_cannot_tell_is_refused():
    with pytest.raises(ExportError, match="who asked not to be contacted"):
        export.list_csv_bytes(pd.DataFrame({"customer": ["a"]}))
    with pytest.raises(ExportError, match="no column named customer"):
        export.list_xlsx_bytes(pd.DataFrame({"who": ["a"], "stage": ["cooling"]}))


# ----------------------------------------------------------------------------------------------------- what is in it
def test_columns_in_their_order_and_always_the_reason():
    written = rows(export.list_csv_bytes(people(["cooling"]), columns=("silent", "customer")))
    assert written == [["silent", "customer", "reason"], ["0", "c0", "silent for 0 days"]]
    with pytest.raises(ExportError, match="no column lateness"):
        export.list_csv_bytes(people(["cooling"]), columns=("customer", "lateness"))


def test_unknown_numbers_are_blank_and_formulas_stay_text():
    frame = people(["cooling", "cooling"]).assign(
        customer=["=cmd", "b"], lateness=[np.inf, np.nan], last_day=pd.to_datetime(["2024-01-02", None])
    )
    written = rows(export.list_csv_bytes(frame, columns=("customer", "lateness", "last_day")))
    assert written[1:] == [["'=cmd", "", "2024-01-02", "silent for 0 days"], ["b", "", "", "silent for 1 days"]]


def test_the_list_itself_is_left_as_it_was():
    frame = people(["cooling", stages.NEVER])
    before = frame.copy()
    export.list_csv_bytes(frame, ids="hashed", salt="s")
    pd.testing.assert_frame_equal(frame, before)


# -------------------------------------------------------------------------------------------------------------- ids
def test_a_hash_is_the_sha_256_of_salt_and_id():
    written = rows(export.list_csv_bytes(people(["cooling"]), ids="hashed", salt="고추"))
    assert written[1][0] == hashlib.sha256("고추c0".encode()).hexdigest()


def test_without_a_salt_nobody_finds_the_way_back():
    frame = people(["cooling"] * 3)
    one, two = (rows(export.list_csv_bytes(frame, ids="hashed")) for _ in range(2))
    hashes = {line[0] for line in [*one[1:], *two[1:]]}
    assert len(hashes) == 6
    assert hashes.isdisjoint({hashlib.sha256(f"c{i}".encode()).hexdigest() for i in range(3)})


@pytest.mark.parametrize(
    ("asked", "said"), [({"ids": "hashed", "salt": " "}, "empty salt"), ({"ids": "md5"}, "no way to write ids")]
)
def test_what_would_hide_nothing_is_refused(asked, said):
    with pytest.raises(ExportError, match=said):
        export.list_csv_bytes(people(["cooling"]), **asked)
