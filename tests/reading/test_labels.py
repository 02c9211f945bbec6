"""Names as codes of sorted labels."""

import pyarrow as pa

from retention.reading.values.labels import coded, read_labels


def test_labels_are_trimmed_sorted_and_blank_ones_marked() -> None:
    codes, labels = read_labels(pa.chunked_array([["view", None, " buy"], ["buy", ""]], pa.string()))
    assert (labels, codes.tolist()) == (("buy", "view"), [1, -1, 0, 0, -1])


def test_codes_of_numbers_and_of_dictionaries() -> None:
    codes, texts = coded(pa.chunked_array([[2.0, None, 3.0]]))
    assert (codes.tolist(), texts.to_pylist()) == ([0, -1, 1], ["2", "3"])
    parts = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["b", "c"]).dictionary_encode()]
    codes, texts = coded(pa.chunked_array(parts))
    assert [texts[int(code)].as_py() for code in codes] == ["a", "b", "b", "c"]


def test_no_rows() -> None:
    codes, labels = read_labels(pa.chunked_array([], pa.string()))
    assert (codes.tolist(), labels) == ([], ())
