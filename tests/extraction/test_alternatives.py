from __future__ import annotations

from typing import Any

from docvl.document import Source
from docvl.engines.base import Finding, Reply
from docvl.extraction import finish
from docvl.record import EngineInfo, JsonRecord
from docvl.schema import load_schema

NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}
ROW = {"type": "object", "properties": {"q": NUMBER, "p": NUMBER, "x": NUMBER}}
PROPERTIES = {"net": NUMBER, "tax": NUMBER, "total": NUMBER, "iban": TEXT, "first": TEXT, "last": TEXT} | {
    "rows": {"type": "array", "items": ROW}
}
SUMS = ["/net + /tax == /total", "sum(/rows/*/x) == /net", "/rows/*/q * /rows/*/p == /rows/*/x"]


def other(*values: Any, page: int = 2) -> tuple[tuple[Any, Finding], ...]:
    return tuple((value, Finding(str(value), 0.5, page)) for value in values)


def record_of(data: dict[str, Any], alternatives: dict[str, Any], *rules: str, **finding: Any) -> JsonRecord:
    schema = load_schema({"type": "object", "properties": PROPERTIES, "x-docvl-rules": list(rules or SUMS)})
    findings = {pointer: Finding("as read", 0.9, 1, **finding) for pointer in alternatives}
    return finish(Source(path="a.pdf"), Reply(data, findings, alternatives=alternatives), schema, EngineInfo(name="x"))


def codes(record: JsonRecord) -> list[tuple[str, str | None]]:
    return [(issue.code, issue.pointer) for issue in record.issues]


def data_of(record: JsonRecord, *names: str) -> tuple[Any, ...]:
    assert record.data is not None
    return tuple(record.data[name] for name in names)


def test_the_value_that_makes_the_sum_right_is_taken_with_its_evidence() -> None:
    record = record_of({"net": 100, "tax": 19, "total": 191}, {"/total": other(200, 119)})
    assert data_of(record, "total") == (119,)
    assert codes(record) == [("reread", "/total")]
    assert (record.fields["/total"].raw, record.fields["/total"].page) == ("119", 2)


def test_the_surer_of_two_readings_is_taken() -> None:
    sure = ((119, Finding("119", 0.8, 1)),)
    record = record_of({"net": 100, "tax": 19, "total": 191}, {"/total": sure, "/net": other(172)})
    assert data_of(record, "net", "total") == (100, 119)


def test_two_values_are_exchanged_where_one_is_not_enough() -> None:
    data = {"net": 101, "tax": 91, "total": 119}
    record = record_of(data, {"/net": other(100), "/tax": other(19)}, "/net + /tax == /total")
    assert data_of(record, "net", "tax", "total") == (100, 19, 119)
    assert codes(record) == [("reread", "/net"), ("reread", "/tax")]


def test_no_rule_that_held_may_break() -> None:
    data = {"net": 100, "tax": 19, "total": 119, "rows": [{"x": 60}, {"x": 50}]}
    record = record_of(data, {"/net": other(110)})
    assert data_of(record, "net") == (100,)
    assert codes(record) == [("rule-broken", "/net")]


def test_cells_of_rows_are_read_again() -> None:
    rows = [{"q": 2, "p": 30, "x": 60}, {"q": 4, "p": 10, "x": 4000}]
    record = record_of({"net": 100, "tax": 0, "total": 100, "rows": rows}, {"/rows/1/x": other(400, 40)})
    assert data_of(record, "rows") == ([rows[0], {"q": 4, "p": 10, "x": 40}],)
    assert codes(record) == [("reread", "/rows/1/x")]


def test_a_checksum_tells_which_number_is_right() -> None:
    record = record_of({"iban": "DE89370400440532013001"}, {"/iban": other("DE89370400440532013000")}, "iban(/iban)")
    assert data_of(record, "iban") == ("DE89370400440532013000",)


def test_an_order_proves_no_value() -> None:
    record = record_of({"first": "2026-02-01", "last": "2026-01-01"}, {"/last": other("2026-03-01")})
    assert data_of(record, "last") == ("2026-01-01",)


def test_what_the_schema_refuses_mends_nothing() -> None:
    schema = {**PROPERTIES, "total": {**NUMBER, "maximum": 110}}
    loaded = load_schema({"type": "object", "properties": schema, "x-docvl-rules": SUMS})
    reply = Reply({"net": 100, "tax": 19, "total": 109}, alternatives={"/total": other(119)})
    record = finish(Source(path="a.pdf"), reply, loaded, EngineInfo(name="x"))
    assert data_of(record, "total") == (109,)
    assert codes(record) == [("rule-broken", "/total")]


def test_the_xml_of_an_invoice_is_not_read_again() -> None:
    record = record_of({"net": 100, "tax": 19, "total": 191}, {"/total": other(119)}, source="xml")
    assert data_of(record, "total") == (191,)


def test_long_lists_end_in_time() -> None:
    rows = [{"x": 1} for _ in range(3000)]
    alternatives = {f"/rows/{n}/x": other(2, 3) for n in range(3000)}
    record = record_of({"net": 5000, "tax": 0, "total": 5000, "rows": rows}, alternatives)
    assert codes(record) == [("rule-broken", "/net")]


def test_rows_broken_by_the_hundred_are_counted() -> None:
    record = record_of({"rows": [{"q": 1, "p": 1, "x": 2} for _ in range(120)]}, {})
    broken = [issue for issue in record.issues if issue.code == "rule-broken"]
    assert len(broken) == 51
    assert broken[0].pointer == "/rows/0/x"
    assert "(1 ≠ 2)" in broken[0].message
    assert "70 more rows" in broken[-1].message


def test_messages_show_figures_and_no_text() -> None:
    record = record_of(
        {"iban": "Jane Doe", "first": "2026-02-01", "last": "2026-01-01"}, {}, "iban(/iban)", "/first == /last"
    )
    messages = [issue.message for issue in record.issues]
    assert not any("Jane" in message for message in messages)
    assert "(2026-02-01 ≠ 2026-01-01)" in messages[1]


def test_an_issue_stands_at_the_field_that_a_rule_is_about() -> None:
    data = {"net": 1, "tax": 2, "total": 9, "rows": [{"x": 5}]}
    record = record_of(
        data, {}, "/net + /tax == /total", "sum(/rows/*/x) == (/net else /total) or sum(/rows/*/x) == /tax"
    )
    assert codes(record) == [("rule-broken", "/total"), ("rule-broken", "/net")]


def test_evidence_tells_the_likeliest_other_reading() -> None:
    record = record_of({"net": 100, "tax": 19, "total": 119}, {"/total": other(200, 119), "/net": ()})
    assert (record.fields["/total"].rival, record.fields["/net"].rival) == (0.5, None)
    shown = record.model_dump(mode="json")["fields"]
    assert ["rival" in shown[pointer] for pointer in ("/total", "/net")] == [True, False]
    certain = record_of({"total": 119}, {"/total": other(200)}, source="xml")
    assert certain.fields["/total"].rival is None
