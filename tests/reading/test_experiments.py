"""One row for each player: version and outcomes in any usual words."""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt
from retention.reading.tables import ArrowTable
from tests.hostile.attacks import archive
from tests.oracle_campaigns import of_players
from tests.reading.books import page


def test_a_file_like_cookie_cats():
    data = (
        b"userid,version,sum_gamerounds,retention_1,retention_7\n116,gate_30,3,FALSE,FALSE\n337,gate_30,38,TRUE,FALSE\n"
        b"377,gate_40,165,TRUE,FALSE\n483,gate_40,1,FALSE,FALSE\n488,gate_40,179,TRUE,TRUE\n"
    )
    experiment = rt.read_experiment(data)
    counts = experiment.counts()
    assert counts.versions == ("gate_30", "gate_40")
    assert counts.outcomes == ("retention_1", "retention_7")
    assert counts.players.tolist() == [2, 3]
    assert counts.did.tolist() == [[1, 0], [2, 1]]


@pytest.mark.parametrize(
    ("yes", "no"), [("1", "0"), ("True", "False"), ("yes", "no"), ("예", "아니오"), ("是", "否"), ("はい", "いいえ")]
)
def test_yes_and_no_in_many_words(yes, no):
    rows = [f"{i},{'B' if i % 2 else 'control'},{yes if i % 3 else no}" for i in range(12)]
    experiment = rt.read_experiment("\n".join(["player_id,group,came back", *rows]).encode())
    assert experiment.versions == ("control", "B")
    assert experiment.counts().did.tolist() == [[4], [4]]


def test_the_control_can_be_chosen_and_is_found_by_its_name():
    data = b"id,variant,kept\n1,a,1\n2,b,0\n3,holdout,1\n"
    assert rt.read_experiment(data).versions == ("holdout", "a", "b")
    assert rt.read_experiment(data, control="b").versions == ("b", "a", "holdout")


def test_players_once_and_in_one_version():
    rows = [(1, "a", 1), (1, "a", 0), (2, "a", 0), (2, "b", 1), (3, "b", None), (4, "b", 1), (5, "a", 1)]
    text = "\n".join(f"{who},{version},{'' if did is None else did}" for who, version, did in rows)
    experiment = rt.read_experiment(f"userid,version,retention_1\n{text}\n,a,1\n6,,1\n".encode())
    expected, both = of_players([(str(w), v, {"retention_1": None if d is None else bool(d)}) for w, v, d in rows])
    counts = experiment.counts()
    assert {
        (version, "retention_1"): (int(counts.did[i, 0]), int(counts.known[i, 0])) for i, version in enumerate("ab")
    } == expected
    assert experiment.both == tuple(both) == ("2",)
    assert experiment.repeated == 1
    assert experiment.dropped == {"no player": 1, "no version": 1}


def test_without_players_each_row_is_one():
    experiment = rt.read_experiment(b"version,retention_1\na,1\na,1\nb,0\n")
    assert experiment.counts().players.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        (b"userid,version,games\n1,a,3\n2,b,5\n", {}, "No column says yes or no"),
        (b"userid,version,retention_1\n1,a,1\n2,a,0\n", {}, "one version only"),
        (b"userid,games,retention_1\n1,3,1\n2,4,0\n", {}, "No column says which group"),
        (b"userid,version,retention_1\n1,a,1\n2,b,0\n", {"control": "c"}, "no version 'c'"),
        (b"userid,version,games\n1,a,3\n2,b,5\n", {"outcomes": ("games",)}, "is not yes or no"),
    ],
)
def test_what_is_no_experiment_is_refused_with_a_reason(data, options, said):
    with pytest.raises(rt.RetentionError, match=said):
        rt.read_experiment(data, **options)


def test_the_fingerprint_follows_the_data():
    data = b"userid,version,retention_1\n1,a,1\n2,b,0\n"
    same, other = rt.read_experiment(data), rt.read_experiment(data.replace(b"2,b,0", b"2,b,1"))
    assert rt.read_experiment(data).fingerprint == same.fingerprint != other.fingerprint
    assert np.array_equal(same.outcomes["retention_1"], [1, 0])


def test_a_file_without_versions_is_told_what_a_version_is():
    with pytest.raises(rt.ReadError, match="No column says which group") as refused:
        rt.read_experiment(b"userid,retention_1\n1,TRUE\n2,FALSE\n")
    assert (
        refused.value.todo == 'Say which column does, or add one called "version" that says which one each player saw.'
    )


def test_a_file_in_an_archive_is_asked_about_and_named():
    data = archive({"ab.csv": b"userid,version,retention_1\n1,a,TRUE\n2,b,FALSE\n", "prices.csv": b"plan,price\nx,5\n"})
    with pytest.raises(rt.UndecidedError) as caught:
        rt.read_experiment(data)
    assert caught.value.questions[0].key == "member"
    assert len(rt.read_experiment(data, member="ab.csv")) == 2


@pytest.mark.parametrize("read", [rt.read_experiment, rt.read_campaign])
def test_the_rows_of_a_wide_table_are_looked_at_once(read, monkeypatch):
    """Once for each column would take minutes."""
    asked = []
    look = ArrowTable.sample.fget
    monkeypatch.setattr(ArrowTable, "sample", property(lambda table: asked.append(1) or look(table)))
    cells = [f"c{j}" for j in range(60)]
    with pytest.raises(rt.ReadError, match="No column says which group"):
        read(page([cells, cells, cells]).encode())
    assert len(asked) < 10
