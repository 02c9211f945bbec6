"""Opening bundles: whole or refused; and counting again: identical, or the cells that differ."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

import retention as rt
from retention import bundles, export
from retention.export.manifest import sealed

DATA = b"""customer,date,total,shop
anna-4711,2024-01-05,5.5,x
bert-4712,2024-01-09,6.25,y
carl-4713,2024-01-31,,
anna-4711,2024-02-03,7.1,x
bert-4712,2024-03-31,8.1,y
"""
MAPPING = rt.ColumnMapping("customer", "date", amount="total", segments=("shop",))
RECIPES = {
    "cohorts": rt.Recipe("cohort_matrix", rt.CohortSettings(segment="shop")),
    "weeks": rt.Recipe("cohort_matrix", rt.CohortSettings(period="week", where=(("shop", "in", ("x", "y")),))),
    "churn": rt.Recipe("period_retention", arguments={"level": 0.9}),
    "money": rt.Recipe("revenue_retention"),
}
NOTES = (rt.Annotation("2024-02-01", "New price", "change"),)


def read(data=DATA, **options):
    return rt.read_events(data, options.pop("mapping", MAPPING), name="shop.csv", **options)


@pytest.fixture(scope="module")
def packed():
    figures = {"curve": rt.charts.retention_curves(rt.retention_curve(rt.cohort_matrix(read())))}
    return export.bundle(read(), RECIPES, figures=figures, annotations=NOTES, note="For the board.")


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(found):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in found.items() if isinstance(found, dict) else found:
            archive.writestr(name, data)
    return out.getvalue()


# ------------------------------------------------------------------------------------------ whole bundles
def test_what_was_packed_comes_back(packed, tmp_path):
    (tmp_path / "a.zip").write_bytes(packed)
    for given in (packed, tmp_path / "a.zip", str(tmp_path / "a.zip"), io.BytesIO(packed)):
        found = rt.open_bundle(given)
        assert (found.recipes, found.annotations, found.note) == (RECIPES, NOTES, "For the board.")
        assert (found.name, found.mapping, found.figures) == ("shop.csv", MAPPING, ("curve",))
        assert (found.rows_read, found.rows_used, found.rows_dropped) == (5, 5, {})
        assert (found.library, found.timezone) == (rt.__version__, "UTC")
        assert found.observed_until == pd.Timestamp("2024-04-01")
        assert found.fingerprint == read().fingerprint
    assert found.frame("churn")["kept"].tolist() == [0, 1, 0]
    with pytest.raises(rt.BundleError, match="there is no table 'x'"):
        found.frame("x")


def test_a_packed_again_bundle_is_still_whole(packed):
    assert rt.open_bundle(zipped(members(packed))).name == "shop.csv"


def test_the_same_file_is_identical(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read())
    assert (found.same_file, found.identical, len(found.differing)) == (True, True, 0)
    assert found.words == f"Identical: {found.numbers:,} numbers in 4 tables."
    assert found.numbers > 100


def test_contracts_are_identical_and_are_no_visits():
    data = b"customer,start,end,mrr\na,2024-01-05,,10\nb,2024-01-20,2024-02-10,20\nc,2024-03-02,,30\n"
    contracts = rt.read_subscriptions(data, end_day="excluded")
    recipes = {"cohorts": rt.Recipe("cohort_matrix"), "money": rt.Recipe("revenue_retention")}
    found = rt.open_bundle(export.bundle(contracts, {**recipes, "stay": rt.Recipe("survival")}))
    assert rt.verify_bundle(found, contracts).identical
    other = rt.read_subscriptions(data.replace(b",30", b",31"), end_day="excluded")
    differing = rt.verify_bundle(found, other).differing
    assert set(differing["table"]) == {"money"}
    with pytest.raises(rt.BundleError, match="it was made from contracts, and this file holds visits"):
        rt.verify_bundle(found, read())


def test_a_changed_cell_is_named(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(DATA.replace(b"7.1", b"7.2")))
    assert (found.same_file, found.identical, found.agrees) == (False, False, False)
    assert found.differing.iloc[0].to_dict() == {
        "table": "money",
        "row": "period 2024-02-01",
        "column": "expansion",
        "then": "1.5999999999999996",
        "now": "1.7000000000000002",
        "rounding": False,
    }
    real = int((~found.differing["rounding"].astype(bool)).sum())
    assert found.words.startswith(
        f"Another file, {real} numbers differ from the {found.numbers:,} numbers in 4 tables: "
    )
    assert "money, period 2024-02-01, expansion was 1.5999999999999996 and is 1.7000000000000002; " in found.words


def test_last_digits_count_and_are_told_apart(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(DATA.replace(b"7.1", b"7.100000000000001")))
    assert (found.identical, found.agrees) == (False, True)
    assert found.differing["now"].tolist()[0] == "1.6000000000000014"
    assert found.words == (
        f"Another file. {len(found.differing)} numbers differ in the last digits only. All else is identical."
    )
    same = replace(found, same_file=True)
    assert same.words == (
        f"The same file. {len(found.differing)} numbers differ in the last digits only, added up in another order. "
        "All else is identical."
    )


def test_another_file_may_give_the_same_numbers(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(DATA.replace(b"2024-01-05", b"2024-01-06")))
    assert (found.same_file, found.identical) == (False, True)
    assert found.words == f"Another file, and all is identical: {found.numbers:,} numbers in 4 tables."


def test_a_file_read_otherwise_says_so(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(observed_until="2024-03-31"))
    assert found.read_otherwise == ("observed_until",)
    assert found.words.endswith("It was read otherwise: it is taken as complete through another moment.")


def test_another_version_is_told(packed):
    found = replace(rt.open_bundle(packed), library="0.1.0", fingerprint="0")
    assert rt.verify_bundle(found, read()).words.endswith(f"Counted by version 0.1.0 then, and {rt.__version__} now.")


def test_a_longer_file_names_what_is_new_in_it(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(DATA + b"carl-4713,2024-04-02,1,x\n"))
    added = found.differing[(found.differing["table"] == "churn") & (found.differing["row"] == "period 2024-04-01")]
    assert added[["column", "then", "now"]].values.tolist()[:2] == [["start", "", "1"], ["end", "", "1"]]


def test_a_table_that_cannot_be_counted_says_why(packed):
    found = rt.verify_bundle(rt.open_bundle(packed), read(mapping=rt.ColumnMapping("customer", "date")))
    assert set(found.failed) == {"cohorts", "weeks", "money"}
    assert not found.identical
    assert "The table money cannot be counted: amount: the file has no amount column." in found.words
    assert found.read_otherwise == ("mapping",)


# --------------------------------------------------------------------------------------- changed bundles
def names():
    figures = [f"figures/{name}" for name in ("curve.html", "curve.json", "plotly.min.js")]
    return ["README.txt", "reproduce.py", *figures, *(f"tables/{name}.csv" for name in RECIPES)]


def test_the_names_are_all_there_are(packed):
    assert sorted([*names(), "manifest.json"]) == list(members(packed))


@pytest.mark.parametrize("name", names())
def test_each_changed_member_is_refused(packed, name):
    found = members(packed)
    middle = len(found[name]) // 2
    changed = found[name][:middle] + bytes([found[name][middle] ^ 1]) + found[name][middle + 1 :]
    with pytest.raises(rt.BundleError, match=f"'{name}' was changed since it was made"):
        rt.open_bundle(zipped({**found, name: changed}))
    with pytest.raises(rt.BundleError, match=f"'{name}' was changed since it was made"):
        rt.open_bundle(zipped({**found, name: found[name] + b"\n"}))


@pytest.mark.parametrize("name", names())
def test_each_missing_member_is_refused(packed, name):
    found = members(packed)
    del found[name]
    with pytest.raises(rt.BundleError, match=f"'{name}' is missing"):
        rt.open_bundle(zipped(found))


@pytest.mark.parametrize(
    "name", ["tables/more.csv", "more.txt", "../README.txt", "/etc/passwd", "tables/", "C:\\x", "__MACOSX/a"]
)
def test_each_added_member_is_refused(packed, name):
    with pytest.raises(rt.BundleError, match="was added"):
        rt.open_bundle(zipped({**members(packed), name: b"x"}))


def test_a_member_that_is_there_twice_is_refused(packed):
    found = list(members(packed).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped([*found, ("tables/churn.csv", b"x")])
    with pytest.raises(rt.BundleError, match=r"'tables/churn\.csv' was added"):
        rt.open_bundle(twice)


def test_every_changed_letter_of_the_list_is_refused(packed):
    found = members(packed)
    manifest = found["manifest.json"]
    for i in range(0, len(manifest), 67):
        changed = manifest[:i] + bytes([manifest[i] ^ 1]) + manifest[i + 1 :]
        with pytest.raises(rt.BundleError):
            rt.open_bundle(zipped({**found, "manifest.json": changed}))


def test_a_list_with_other_blanks_is_refused(packed):
    found = members(packed)
    found["manifest.json"] = json.dumps(json.loads(found["manifest.json"])).encode()
    with pytest.raises(rt.BundleError, match=r"manifest\.json was changed"):
        rt.open_bundle(zipped(found))


def test_a_list_that_names_a_place_outside_is_refused_although_it_is_sealed(packed):
    found = members(packed)
    listed = json.loads(found["manifest.json"])
    del listed["seal"]
    listed["members"]["../../evil.py"] = bundles.digest(b"x")
    with pytest.raises(rt.BundleError, match="evil"):
        rt.open_bundle(zipped({**found, "manifest.json": sealed(listed), "../../evil.py": b"x"}))


@pytest.mark.parametrize(
    "change",
    [
        {"file": {}},
        {"tables": {"cohorts": {"metric": "cohort_matrix"}}},
        {"tables": {"gone": {"metric": "cohort_matrix", "settings": {"format": "retention settings", "version": 1}}}},
        {"tables": {"cohorts": {"metric": "slipping", "settings": {}, "arguments": {}}}},
        {"mapping": {"who": "customer"}},
        {"reader": "read_anything"},
        {"annotations": [1]},
        {"members": []},
    ],
)
def test_a_sealed_list_that_makes_no_sense_is_refused(packed, change):
    found = members(packed)
    listed = {name: value for name, value in json.loads(found["manifest.json"]).items() if name != "seal"}
    with pytest.raises(rt.RetentionError):
        rt.open_bundle(zipped({**found, "manifest.json": sealed({**listed, **change})}))


def test_a_newer_version_is_refused_and_left_as_it_is(packed, tmp_path):
    found = members(packed)
    listed = {**json.loads(found["manifest.json"]), "version": 3, "more": True}
    path = tmp_path / "newer.zip"
    path.write_bytes(zipped({**found, "manifest.json": sealed(listed), "tables/x.parquet": b"x"}))
    before = path.read_bytes()
    with pytest.raises(rt.BundleError, match="of version 3, and this program reads up to 2; it was left as it is"):
        rt.open_bundle(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", "not a ZIP file"),
        (b"customer,date\n", "not a ZIP file"),
        (zipped({}), r"does not hold one manifest\.json"),
        (zipped({"manifest.json": b"[]"}), "does not say that it is a retention bundle"),
        (zipped({"manifest.json": b"[" * 100_000}), "its list of what it holds is damaged"),
        (zipped({"manifest.json": b'{"format": "retention bundle"}'}), "does not say which version"),
        (zipped({"manifest.json": b"\xff\xfe\x00"}), "its list of what it holds is damaged"),
        (zipped({f"{i}": b"" for i in range(1_001)}), "more than 1,000 files"),
        (zipped({"manifest.json": b"{}"})[20:], "'manifest.json' is damaged"),  # a member begins before the file does
        (None, "cannot be opened"),
        ("no such file.zip", "cannot be opened"),
    ],
)
def test_something_else_is_refused(given, why):
    with pytest.raises(rt.BundleError, match=why):
        rt.open_bundle(given)


def test_what_is_cut_off_is_refused(packed):
    for end in range(1, len(packed), len(packed) // 23):
        with pytest.raises(rt.BundleError):
            rt.open_bundle(packed[:end])


def test_what_is_too_large_is_refused(packed, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "LARGEST", 1_000)
        with pytest.raises(rt.BundleError, match="larger than"):
            rt.open_bundle(packed)
    monkeypatch.setattr(bundles, "LARGEST_UNPACKED", 1_000_000)  # plotly.js alone is more
    with pytest.raises(rt.BundleError, match="larger than a bundle may be"):
        rt.open_bundle(packed)


def test_a_locked_member_is_refused(packed):
    data = bytearray(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        at = archive.start_dir
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<H", data, at + 8, 1)  # the first member is said to be encrypted
    with pytest.raises(rt.BundleError, match="locked with a password"):
        rt.open_bundle(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_could_only_be_unpacked_at_once_is_refused(method):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", method) as archive:
        archive.writestr("manifest.json", bytes(1 << 20))
    with pytest.raises(rt.BundleError, match="packed in a way that no bundle is"):
        rt.open_bundle(found.getvalue())


def test_a_long_list_of_members_is_not_taken_in():
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for i in range(3_000):
            archive.writestr("x" * 400 + str(i), b"")
    with pytest.raises(rt.BundleError, match="not a ZIP file"):
        rt.open_bundle(found.getvalue())
