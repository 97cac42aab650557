from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.eval.compare import Comparison, compare
from docvl.eval.keys import key, similarity
from docvl.eval.rows import match_rows
from docvl.schema import Node, load_schema

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "number": {"type": ["string", "null"]},
            "date": {"type": ["string", "null"], "format": "date"},
            "time": {"type": ["string", "null"], "format": "time"},
            "total": {"type": ["number", "null"]},
            "paid": {"type": ["boolean", "null"]},
            "seller": {"type": ["object", "null"], "properties": {"name": {"type": ["string", "null"]}}},
            "tags": {"type": ["array", "null"], "items": {"type": "string"}},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": ["string", "null"]},
                        "amount": {"type": ["number", "null"]},
                        "codes": {"type": ["array", "null"], "items": {"type": "string"}},
                    },
                },
            },
        },
    }
)
NODES = {node.pointer: node for node in SCHEMA.root.walk()}


def _compare(expected: dict[str, Any], got: dict[str, Any] | None) -> Comparison:
    return compare(SCHEMA.root, expected, got)


def _wrong(expected: dict[str, Any], got: dict[str, Any] | None) -> list[tuple[str, Any, Any]]:
    return [(o.pointer, o.expected, o.got) for o in _compare(expected, got).outcomes if not o.right]


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("/total", 33.9, "33.90"),
        ("/total", 1234.5, "1.234,50"),
        ("/total", 1234.5, "USD 1,234.50"),
        ("/total", 0.1 + 0.2, 0.3),
        ("/total", 12, Decimal("12.00")),
        ("/date", "2026-03-14", "14.03.2026"),
        ("/date", "2026-03-14", "2026年3月14日"),
        ("/time", "21:52", "21:52:00"),
        ("/number", "A  12", "a 12"),
        ("/number", "ＡＢ－１２", "ab-12"),
        ("/number", "发票 号码", "发票号码"),
        ("/number", " ", None),
    ],
)
def test_values_that_mean_the_same(field: str, one: Any, other: Any) -> None:
    assert key(NODES[field], one) == key(NODES[field], other)
    assert similarity(NODES[field], one, other) == 1.0


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("/total", 33.9, 33.91),
        ("/total", 0, None),
        ("/total", 1e31, 1e31 + 1e16),
        ("/date", "2026-03-14", "2026-04-13"),
        ("/number", "A12", "A 12"),
        ("/number", "12", "12.0"),
        ("/paid", False, None),
    ],
)
def test_values_that_differ(field: str, one: Any, other: Any) -> None:
    assert key(NODES[field], one) != key(NODES[field], other)
    assert similarity(NODES[field], one, other) < 1.0


@given(st.sampled_from(sorted(NODES)), st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_any_value_equals_itself(field: str, value: Any) -> None:
    node: Node = NODES[field]
    if node.is_leaf and not (isinstance(value, float | int) and abs(value) >= 1e32):
        assert key(node, value) == key(node, value)
        assert similarity(node, value, value) == 1.0


def test_similarity_is_that_of_anls() -> None:
    assert similarity(NODES["/number"], "kitten", "sitten") == pytest.approx(5 / 6)
    assert similarity(NODES["/number"], "abcd", "wxyz") == 0.0


def test_only_what_is_labelled_is_looked_at() -> None:
    assert [o.field for o in _compare({"total": 1}, {"total": 1, "number": "x"}).outcomes] == ["/total"]


def test_null_says_that_the_document_does_not_state_it() -> None:
    assert _wrong({"number": None}, {"number": None}) == []
    assert _wrong({"number": None}, {"number": "x"}) == [("/number", None, "x")]
    assert _wrong({"seller": None}, {"seller": {"name": "x"}}) == [("/seller/name", None, "x")]
    assert _wrong({"items": None}, {"items": [{"name": "x"}]}) == [("/items/0/name", None, "x")]


def test_nothing_is_read_from_a_failed_document() -> None:
    label = {"number": "x", "items": [{"amount": 1}], "date": None}
    assert _wrong(label, None) == [("/number", "x", None), ("/items/0/amount", 1, None)]


def test_exact_and_normalized_are_told_apart() -> None:
    (outcome,) = _compare({"number": "INV 7"}, {"number": "inv 7"}).outcomes
    assert (outcome.exact, outcome.right) == (False, True)


def test_rows_are_matched_one_to_one_whatever_their_order() -> None:
    rows = [{"name": "a", "amount": 1}, {"name": "b", "amount": 2}, {"name": "b", "amount": 2}]
    comparison = _compare({"items": rows}, {"items": [rows[1], {"name": "a", "amount": 9}]})
    (count,) = comparison.rows
    assert (count.field, count.expected, count.got, count.right) == ("/items", 3, 2, 1)
    wrong = [(o.pointer, o.expected, o.got) for o in comparison.outcomes if not o.right]
    assert wrong == [("/items/1/amount", 1, 9), ("/items/2/name", "b", None), ("/items/2/amount", 2, None)]


def test_a_row_is_right_when_its_labelled_cells_are() -> None:
    got = {"items": [{"name": "a", "amount": 1, "codes": ["x"]}]}
    assert _compare({"items": [{"name": "A"}]}, got).rows[0].right == 1
    assert _compare({"items": [{"name": "a", "codes": ["y"]}]}, got).rows[0].right == 0
    assert _compare({"items": [{"name": "a", "codes": None}]}, got).rows[0].right == 0


def test_lists_of_single_values() -> None:
    assert _wrong({"tags": ["a", "b"]}, {"tags": ["B", "c"]}) == [("/tags/0", "a", None), ("/tags/1", None, "c")]


def test_the_nearest_of_equal_rows_is_taken() -> None:
    rows = [{"amount": 1}] * 4
    assert match_rows(rows, rows) == [0, 1, 2, 3]


def test_the_best_rows_are_matched_first() -> None:
    expected = [{"name": "a", "amount": 1}, {"name": "a", "amount": 2}]
    assert match_rows(expected, [{"name": "a", "amount": 2}, {"name": "a", "amount": 3}]) == [1, 0]


@given(st.lists(st.fixed_dictionaries(dict.fromkeys("abc", st.integers(0, 2) | st.none())), max_size=6))
def test_a_list_matches_itself_reversed(rows: list[dict[str, int | None]]) -> None:
    matches = match_rows(rows, rows[::-1])
    assert sorted(match for match in matches if match is not None) == list(range(len(rows)))
    assert [rows[::-1][match] for match in matches if match is not None] == rows


def test_thousands_of_rows_take_no_time() -> None:
    rows = [{"name": str(n), "amount": n % 7} for n in range(3000)]
    assert match_rows(rows, rows[::-1]) == list(range(3000))[::-1]
