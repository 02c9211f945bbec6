"""Frames give the same events as the file that holds the same rows."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import retention as rt

MAPPING = rt.ColumnMapping(customer="who", time="when", event="what", amount="money", segments=("group",))
ROWS = {
    "who": ["a", "b", "a", None],
    "when": ["2024-01-05 10:00", "2024-01-09 00:00", "2024-02-03 23:59", "2024-01-01 00:00"],
    "what": ["view", "buy", "view", "buy"],
    "money": [1.5, 2.0, None, 4.0],
    "group": ["x", None, "y", "x"],
}


def frames() -> dict[str, object]:
    typed = pd.DataFrame(ROWS)
    typed["when"] = pd.to_datetime(typed["when"])
    return {
        "pandas": typed,
        "pandas text": pd.DataFrame(ROWS),
        "pandas categories": typed.astype({"who": "category", "group": "category"}),
        "polars": pl.from_pandas(typed),
        "arrow": pa.table(ROWS),
        "arrow chunks": pa.concat_tables([pa.table(ROWS).slice(0, 2), pa.table(ROWS).slice(2)]),
    }


@pytest.mark.parametrize("name", frames())
def test_every_frame_gives_the_same_events(name: str) -> None:
    events = rt.events_from_frame(frames()[name], MAPPING)
    table = events.frame()
    assert table["who"].tolist() == ["a", "a", "b"]
    assert table["when"].astype(str).tolist() == ["2024-01-05 10:00:00", "2024-02-03 23:59:00", "2024-01-09 00:00:00"]
    assert table["what"].tolist() == ["view", "view", "buy"]
    assert table["money"].tolist() == [1.5, 0.0, 2.0]
    assert table["group"].tolist() == ["x", "y", ""]
    assert dict(events.report.dropped) == {"no customer": 1}


def test_moments_with_a_zone_are_instants_and_without_one_local() -> None:
    naive = pd.DataFrame({"who": ["a"], "when": pd.to_datetime(["2024-07-01 10:00"])})
    aware = pd.DataFrame({"who": ["a"], "when": pd.to_datetime(["2024-07-01 10:00"]).tz_localize("UTC")})
    mapping = rt.ColumnMapping("who", "when")
    hours = [rt.events_from_frame(f, mapping, timezone="Asia/Seoul").span[0].hour for f in (naive, aware)]
    assert hours == [10, 19]


def test_numbers_as_ids_are_written_without_a_point() -> None:
    frame = pd.DataFrame({"who": [17850.0, 17851.0, None], "when": pd.to_datetime(["2024-01-05"] * 3)})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))
    assert events.customers([0, 1]) == ["17850", "17851"]


def test_what_is_no_frame() -> None:
    with pytest.raises(rt.ReadError, match="not a data frame"):
        rt.events_from_frame([1, 2], MAPPING)
    with pytest.raises(rt.EmptyFileError, match="no rows"):
        rt.events_from_frame(pd.DataFrame(ROWS).head(0), MAPPING)
    with pytest.raises(rt.MappingError, match="no column 'where'"):
        rt.events_from_frame(pd.DataFrame(ROWS), rt.ColumnMapping("where", "when"))


def test_years_that_cannot_be_counted_are_named():
    frame = pd.DataFrame({"who": ["a", "b"], "when": pd.to_datetime(["1960-01-05", "1961-02-03"])})
    with pytest.raises(rt.EmptyFileError, match="Years from 1970 to 2100 can be counted"):
        rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))
