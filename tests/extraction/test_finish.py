from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docvl.document import Source
from docvl.engines.base import Finding, Reply
from docvl.errors import EncryptedError
from docvl.extraction import failed, finish
from docvl.geometry import Box
from docvl.issues import Issue, from_error
from docvl.record import EngineInfo, JsonRecord, Usage
from docvl.schema import load_schema

SOURCE = Source(path="a.pdf", sha256="0" * 64, pages=1)
ENGINE = EngineInfo(name="scripted")
TEXT = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}


def obj(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def found(raw: str) -> Finding:
    return Finding(raw, 0.9, 1, Box(0.1, 0.2, 0.3, 0.4))


def run(schema: dict[str, Any], data: dict[str, Any], findings: dict[str, Finding] | None = None) -> JsonRecord:
    loaded = load_schema(schema)
    record = finish(SOURCE, Reply(data, findings or {}), loaded, ENGINE)
    assert record.data is None or loaded.validate(record.data) == []
    assert JsonRecord.model_validate_json(record.model_dump_json()) == record
    return record


def codes(record: JsonRecord) -> list[tuple[str, str, str | None]]:
    return [(issue.code, issue.severity, issue.pointer) for issue in record.issues]


def test_values_stand_in_the_order_of_the_schema_with_null_for_the_rest() -> None:
    schema = obj({"a": TEXT, "b": NUMBER, "c": obj({"d": TEXT}), "e": {"type": "array", "items": TEXT}})
    record = run(schema, {"b": Decimal("33.90"), "a": "x"}, {"/b": found("RM 33.90"), "/a": found("x")})
    assert record.status == "ok"
    assert record.data == {"a": "x", "b": 33.9, "c": {"d": None}, "e": []}
    assert list(record.data) == ["a", "b", "c", "e"]
    assert list(record.fields) == ["/a", "/b"]
    assert record.fields["/b"].raw == "RM 33.90"
    assert record.fields["/b"].bbox == (0.1, 0.2, 0.3, 0.4)


def test_what_may_be_null_and_was_not_found_is_null() -> None:
    party = obj({"name": TEXT}, type=["object", "null"])
    rows = {"type": ["array", "null"], "items": party}
    assert run(obj({"p": party, "r": rows}), {"p": {"name": None}}).data == {"p": None, "r": None}
    assert run(obj({"r": rows}), {"r": [{"name": None}, {"name": "x"}]}).data == {"r": [{"name": "x"}]}


def test_what_may_neither_be_null_nor_is_required_is_left_out() -> None:
    record = run(obj({"a": {"type": "string"}, "b": TEXT}), {})
    assert record.data == {"b": None}
    assert record.status == "ok"


def test_nothing_found_is_said() -> None:
    assert codes(run(obj({"a": TEXT}), {"a": None})) == [("nothing-found", "warning", None)]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"pattern": "^[A-Z]{3}$"}, "eur"),
        ({"format": "date"}, "2024-02-30"),
        ({"maxLength": 2}, "long"),
        ({"minLength": 2, "pattern": "^[0-9]+$"}, "x"),
        ({"enum": ["a", "b", None]}, "c"),
        ({"type": ["number", "null"], "minimum": 0}, Decimal("-1")),
        ({"type": ["number", "null"]}, "12"),
        ({"type": ["integer", "null"]}, Decimal("1.5")),
        ({"type": ["number", "null"]}, float("nan")),
        ({"type": ["number", "null"]}, 10**400),
        ({"type": ["boolean", "null"]}, 1),
        ({"type": ["string", "null"]}, {"a": 1}),
    ],
)
def test_a_value_that_breaks_a_rule_becomes_null(rule: dict[str, Any], value: Any) -> None:
    schema = obj({"keep": TEXT, "a": {**TEXT, **rule}, "z": TEXT})
    data = {"keep": "x", "a": value, "z": "y"}
    record = run(schema, data, {pointer: found("raw") for pointer in ("/keep", "/a", "/z")})
    assert record.data == {"keep": "x", "a": None, "z": "y"}
    assert list(record.fields) == ["/keep", "/z"]
    assert codes(record) == [("invalid-value", "warning", "/a")]
    assert record.status == "ok"


def test_a_broken_value_in_a_nullable_object_leaves_its_neighbours() -> None:
    party = obj({"name": TEXT, "code": {**TEXT, "maxLength": 2}})
    schema = obj({"p": {"anyOf": [{"$ref": "#/$defs/p"}, {"type": "null"}]}}, **{"$defs": {"p": party}})
    assert run(schema, {"p": {"name": "x", "code": "long"}}).data == {"p": {"name": "x", "code": None}}


def test_a_required_value_that_is_missing_fails_the_record_and_keeps_the_evidence() -> None:
    schema = obj({"a": {"type": "string"}, "b": TEXT, "c": NUMBER}, required=["a", "c"])
    record = run(schema, {"b": "x"}, {"/b": found("x")})
    assert (record.status, record.data) == ("failed", None)
    assert codes(record) == [("required-missing", "error", "/a")]
    assert "Allow null" in record.issues[0].message
    assert list(record.fields) == ["/b"]


def test_a_required_value_that_is_invalid_fails_the_record() -> None:
    record = run(obj({"a": {"type": "string", "maxLength": 1}}, required=["a"]), {"a": "long"})
    assert record.status == "failed"
    assert codes(record) == [("invalid-value", "warning", "/a"), ("required-missing", "error", "/a")]


def test_rows_without_a_required_cell_are_dropped_and_the_others_move_up() -> None:
    row = obj({"text": TEXT, "amount": {"type": "number"}}, required=["amount"])
    rows: list[dict[str, Any]] = [{"text": "a"}, {"text": "b", "amount": 2}, {}, {"text": "c", "amount": 3}]
    findings = {f"/rows/{n}/{key}": found(f"{key}{n}") for n, cells in enumerate(rows) for key in cells}
    record = run(obj({"rows": {"type": "array", "items": row}}), {"rows": rows}, findings)
    assert record.status == "partial"
    assert record.data == {"rows": [{"text": "b", "amount": 2}, {"text": "c", "amount": 3}]}
    assert codes(record) == [("row-dropped", "error", "/rows")]
    assert {pointer: evidence.raw for pointer, evidence in record.fields.items()} == {
        "/rows/0/text": "text1",
        "/rows/0/amount": "amount1",
        "/rows/1/text": "text3",
        "/rows/1/amount": "amount3",
    }


def test_a_nullable_object_without_its_required_property_is_null_and_the_record_partial() -> None:
    party = obj({"name": {"type": "string"}, "city": TEXT}, required=["name"], type=["object", "null"])
    record = run(obj({"p": party}), {"p": {"city": "x"}}, {"/p/city": found("x")})
    assert (record.status, record.data, record.fields) == ("partial", {"p": None}, {})
    assert codes(record) == [("required-missing", "error", "/p/name")]
    assert run(obj({"p": party}), {"p": {"city": None}, "q": 1}).status == "ok"


def test_a_list_that_breaks_a_rule_is_left_out_as_an_error() -> None:
    rows = {"type": ["array", "null"], "items": TEXT, "maxItems": 1}
    record = run(obj({"r": rows, "a": TEXT}), {"r": ["x", "y"], "a": "z"}, {"/r/0": found("x"), "/a": found("z")})
    assert (record.status, record.data) == ("partial", {"r": None, "a": "z"})
    assert codes(record) == [("invalid-value", "error", "/r")]
    assert list(record.fields) == ["/a"]


def test_a_rule_on_the_root_fails_the_record_and_keeps_the_evidence() -> None:
    record = run(obj({"a": {"type": "string"}}, minProperties=1), {"b": 1})
    assert record.status == "failed"
    record = run(obj({"a": TEXT, "b": TEXT}, maxProperties=1), {"a": "x"}, {"/a": found("x")})
    assert record.status == "failed"
    assert list(record.fields) == ["/a"]


@pytest.mark.parametrize("data", [{"p": "text", "r": "text"}, {"p": [1], "r": {"a": 1}}, {"p": 3, "r": 3}])
def test_answers_of_the_wrong_shape(data: dict[str, Any]) -> None:
    schema = obj({"p": obj({"a": TEXT}, type=["object", "null"]), "r": {"type": ["array", "null"], "items": TEXT}})
    record = run(schema, data)
    assert record.data == {"p": None, "r": None}
    assert codes(record) == [("invalid-value", "error", "/p"), ("invalid-value", "error", "/r")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("33.90"), "33.9"),
        (Decimal("100.00"), "100"),
        (Decimal("0.1"), "0.1"),
        (Decimal("12345678901234567890"), "12345678901234567890"),
        (1e3, "1000"),
        (-0.0, "0"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_numbers_are_written_short_and_true(value: Any, text: str) -> None:
    record = run(obj({"a": NUMBER}), {"a": value})
    assert f'"data":{{"a":{text}}}' in record.model_dump_json()


def test_half_a_surrogate_pair_is_replaced() -> None:
    record = run(obj({"a": TEXT}), {"a": "x\ud800"}, {"/a": found("\udc00y")})
    assert record.data == {"a": "x\ufffd"}
    assert record.fields["/a"].raw == "\ufffdy"


@pytest.mark.parametrize(
    ("schema", "value", "raw", "grounding"),
    [
        (TEXT, "INV-1", "INV-1", "exact"),
        (TEXT, "INV-1", "ＩＮＶ－１", "normalized"),
        (TEXT, "Main Street 1", "MAIN  STREET 1,", "normalized"),
        (TEXT, "4711", "No. 4711", "normalized"),
        (TEXT, "Müller & Söhne GmbH", "Muller & Söhne GmbH", "fuzzy"),
        (TEXT, "Müller", "something else", "none"),
        (TEXT, "Müller", "", "none"),
        (NUMBER, Decimal("33.90"), "RM 33.90", "normalized"),
        (NUMBER, 5, "5", "exact"),
        ({**TEXT, "format": "date"}, "2024-03-01", "1 March 2024", "normalized"),
        ({"enum": ["EUR", None]}, "EUR", "€", "normalized"),
    ],
)
def test_grounding(schema: dict[str, Any], value: Any, raw: str, grounding: str) -> None:
    assert run(obj({"a": schema}), {"a": value}, {"/a": found(raw)}).fields["/a"].grounding == grounding


def test_a_value_without_a_finding_is_marked() -> None:
    evidence = run(obj({"a": TEXT}), {"a": "x"}).fields["/a"]
    assert (evidence.grounding, evidence.raw, evidence.page, evidence.confidence) == ("none", None, None, 0.0)


def test_boxes_and_confidences_are_kept_in_range() -> None:
    finding = Finding("x", 1.2, 1, Box(-0.1, 0.0, 1.5, 0.5))
    evidence = run(obj({"a": TEXT}), {"a": "x"}, {"/a": finding}).fields["/a"]
    assert (evidence.bbox, evidence.confidence) == ((0.0, 0.0, 1.0, 0.5), 1.0)


def test_issues_and_usage_of_the_engine_are_kept() -> None:
    issue = Issue(code="truncated", severity="error", message="The last page is missing.")
    reply = Reply({"a": "x"}, issues=(issue,), usage=Usage(pages=2))
    record = finish(SOURCE, reply, load_schema(obj({"a": TEXT})), ENGINE)
    assert (record.status, record.issues, record.usage.pages) == ("partial", (issue,), 2)


def test_a_document_that_cannot_be_read() -> None:
    issue = from_error(EncryptedError("The file is encrypted.", hint="Give --password-file."))
    record = failed(SOURCE, issue, ENGINE)
    assert (record.status, record.data, record.issues) == ("failed", None, (issue,))
