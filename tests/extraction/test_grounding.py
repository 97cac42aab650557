"""Values of an engine that cannot point -> places on the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from docvl.document import Page, PageText, Source, Word
from docvl.engines.base import Finding, Reply
from docvl.errors import CorruptError
from docvl.extraction import finish
from docvl.extraction.grounding import ground
from docvl.geometry import Box
from docvl.issues import Issue
from docvl.record import EngineInfo, Evidence, Usage
from docvl.schema import Schema, load_schema

WIDTH, HEIGHT = 600.0, 800.0
CHAR, LINE, PITCH = 6.0, 10.0, 15.0


def page(*lines: str, number: int = 1) -> Page:
    """Lines of words in a fixed pitch; two spaces and more are a gap."""
    words = []
    for row, line in enumerate(lines):
        column = 0
        for word in line.split(" "):
            if word:
                box = Box(column * CHAR, PITCH * row, (column + len(word)) * CHAR, PITCH * row + LINE)
                words.append(Word(word, box))
            column += len(word) + 1
    text = PageText(tuple(words), "text-layer")
    return Page(number, WIDTH, HEIGHT, lambda: text, lambda w, h: np.zeros((h, w, 3), np.uint8))


def broken(number: int) -> Page:
    def read() -> PageText:
        raise CorruptError("broken")

    return Page(number, WIDTH, HEIGHT, read, lambda w, h: np.zeros((h, w, 3), np.uint8))


def leaf(kind: str, **more: Any) -> Schema:
    return load_schema({"type": "object", "properties": {"a": {"type": [kind, "null"], **more}}})


def find(value: Any, *lines: str, kind: str = "string", **more: Any) -> Evidence:
    reply = Reply({"a": value}, {"/a": Finding("", 0.5)})
    record = finish(Source(path="x"), reply, leaf(kind, **more), EngineInfo(name="t"), lambda: [page(*lines)])
    return record.fields["/a"]


@pytest.mark.parametrize(
    ("value", "line", "raw", "grounding"),
    [
        ("INV-7", "No. INV-7 of today", "INV-7", "exact"),
        ("INV-7", "Number:INV–7", "INV–7", "normalized"),
        ("acme gmbh", "by ACME GmbH, Berlin", "ACME GmbH", "normalized"),
        ("ABC 12", "ref ＡＢＣ１２", "ＡＢＣ１２", "normalized"),
        ("北京百度有限公司", "名称：北京百度 有限公司", "北京百度 有限公司", "normalized"),
        ("Rue du Café", "12 Rue du Café", "Rue du Café", "exact"),
        ("Müller Maschinenbau", "Firma Mu1ler Maschinenbau KG", "Mu1ler Maschinenbau", "fuzzy"),
        ("EUR", "total 12 €", "€", "normalized"),
        ("2024-03-05", "date 2024-03-05", "2024-03-05", "exact"),
    ],
)
def test_text(value: str, line: str, raw: str, grounding: str) -> None:
    found = find(value, line, **({"format": "date"} if value[:2] == "20" else {}), **_code(value))
    assert (found.raw, found.grounding, found.page, found.confidence) == (raw, grounding, 1, 0.5)


def _code(value: str) -> dict[str, Any]:
    return {"enum": ["EUR", None]} if value == "EUR" else {}


@pytest.mark.parametrize(
    ("value", "kind", "line", "raw"),
    [
        (1234.5, "number", "Total 1.234,50 EUR", "1.234,50 EUR"),
        (33.9, "number", "RM 33.90", "RM 33.90"),
        (-5, "integer", "discount 5.00-", "5.00-"),
        (0.19, "number", "VAT 19 %", "19 %"),
        ("2024-03-05", "string", "vom 5. März 2024", "5. März 2024"),
        ("2024-03-05", "string", "开票日期：2024年03月05日", "2024年03月05日"),
        ("14:30:00Z", "string", "at 14:30", "14:30"),
    ],
)
def test_typed(value: Any, kind: str, line: str, raw: str) -> None:
    formats = {"14:30:00Z": {"format": "time"}, "2024-03-05": {"format": "date"}}
    found = find(value, line, kind=kind, **formats.get(str(value), {}))
    assert (found.raw, found.grounding) == (raw, "normalized")


@pytest.mark.parametrize(
    ("value", "line"),
    [("10", "2010"), ("1.5", "15"), ("ACME", "ACMEX"), ("short", "snort"), ("never there", "something else")],
)
def test_what_is_not_there(value: str, line: str) -> None:
    found = find(value, line)
    assert found == Evidence(raw=None, page=None, bbox=None, confidence=0.5, grounding="none")


def test_box_is_that_of_the_value_alone() -> None:
    found = find("33.90", "Total:33.90 RM")
    assert found.bbox == pytest.approx((6 * CHAR / WIDTH, 0, 11 * CHAR / WIDTH, LINE / HEIGHT), abs=1e-4)


def test_lines_of_an_address_beside_other_text() -> None:
    found = find("Hauptstr. 1, 10115 Berlin", "Hauptstr. 1        Date", "10115 Berlin       Today")
    assert found.raw == "Hauptstr. 1 10115 Berlin"
    assert found.bbox == pytest.approx((0, 0, 12 * CHAR / WIDTH, (PITCH + LINE) / HEIGHT), abs=1e-4)


ROWS = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "quantity": {"type": "number"}},
            },
        }
    },
}


def test_cells_of_a_row_stand_together_and_equal_rows_apart() -> None:
    rows = [{"name": "Beer", "quantity": 1}, {"name": "Wine", "quantity": 2}, {"name": "Beer", "quantity": 1}]
    findings = {f"/items/{i}/{name}": Finding("", 1.0) for i in range(3) for name in ("name", "quantity")}
    lines = ("Table 1 of 2", "Beer    1   5.00", "Wine    2   9.00", "Beer    1   5.00")
    reply = ground(Reply({"items": rows}, findings), load_schema(ROWS), lambda: [page(*lines)])
    tops = {
        pointer: finding.box and round(finding.box.y0 * HEIGHT / PITCH) for pointer, finding in reply.findings.items()
    }
    assert tops == {f"/items/{i}/{name}": i + 1 for i in range(3) for name in ("name", "quantity")}


def test_the_page_an_engine_names_is_the_only_one_searched() -> None:
    pages = [page("X1", number=1), broken(2), page("X1", number=3)]
    reply = Reply({"a": "X1"}, {"/a": Finding("", 1.0, page=3)})
    assert ground(reply, leaf("string"), lambda: pages).findings["/a"].page == 3
    anywhere = Reply({"a": "X1"}, {"/a": Finding("", 1.0)})
    assert ground(anywhere, leaf("string"), lambda: pages).findings["/a"].page == 1


def test_a_better_match_on_a_later_page_wins() -> None:
    pages = [page("Mu1ler Maschinenbau", number=1), page("Müller Maschinenbau", number=2)]
    reply = Reply({"a": "Müller Maschinenbau"}, {"/a": Finding("", 1.0)})
    assert ground(reply, leaf("string"), lambda: pages).findings["/a"].page == 2


def test_pages_stay_closed_when_the_engine_has_pointed() -> None:
    def pages() -> list[Page]:
        raise AssertionError("opened")

    reply = Reply({"a": "x"}, {"/a": Finding("x", 1.0, 1, Box(0, 0, 1, 1))})
    assert ground(reply, leaf("string"), pages) is reply


def test_of_equal_values_the_one_at_the_caption_of_its_field() -> None:
    schema = load_schema(
        {
            "type": "object",
            "properties": {"total": {"type": "number"}, "due_date": {"format": "date", "type": "string"}},
        }
    )
    lines = ("Item   12.00", "Date: 2024-03-05", "Total:   12.00", "Due date", "2024-03-05", "Paid   12.00")
    reply = Reply({"total": 12, "due_date": "2024-03-05"}, {"/total": Finding("", 1.0), "/due_date": Finding("", 1.0)})
    found = ground(reply, schema, lambda: [page(*lines)]).findings
    assert [round(box.y0 * HEIGHT / PITCH) for finding in found.values() if (box := finding.box)] == [2, 4]


def test_a_value_that_several_rows_share_stands_near_each() -> None:
    rows = [{"name": "Assembly", "quantity": 7}, {"name": "Assembly", "quantity": 9}]
    findings = {f"/items/{i}/{name}": Finding("", 1.0) for i in range(2) for name in ("name", "quantity")}
    lines = ("Assembly", "7", "9", "", "Assembly of the whole")
    found = ground(Reply({"items": rows}, findings), load_schema(ROWS), lambda: [page(*lines)]).findings
    assert [finding.box and finding.box.y0 for finding in found.values()][::2] == [0.0, 0.0]


def test_marks_at_the_edges_of_a_value_belong_to_it() -> None:
    assert [
        find(value, line).raw for value, line in (("(Name):", "(Name) : x"), ("日期：", "日期:2020"), ("A)", "A"))
    ] == [
        "(Name) :",
        "日期:",
        "A",
    ]


def test_pages_tell_what_is_missing_for_any_engine() -> None:
    record = finish(
        Source(path="x", pages=2),
        Reply({"items": [{"name": "Beer"}]}, {"/items/0/name": Finding("", 1.0)}, usage=Usage(pages=2)),
        load_schema(ROWS),
        EngineInfo(name="t"),
        lambda: [page("Page 1 of 3", "Beer"), page("Number of items: 2", "Page 3 of 3", number=2)],
    )
    assert record.completeness is not None
    assert record.completeness.verdict == "suspect"
    assert [issue.code for issue in record.issues] == ["missing-pages", "missing-rows"]


SUMS: dict[str, Any] = {
    "type": "object",
    "properties": {name: {"type": ["number", "null"]} for name in ("subtotal", "tax_total", "total")},
    "x-docvl-rules": ["/subtotal + /tax_total == /total"],
}


def test_a_slip_is_mended_by_what_the_layout_rules_read() -> None:
    lines = ("Subtotal      100.00", "VAT       19.00", "Total      119.00")
    reply = Reply(
        {"subtotal": 100, "tax_total": 19, "total": 179}, {f"/{name}": Finding("", 0.9) for name in SUMS["properties"]}
    )
    record = finish(Source(path="x"), reply, load_schema(SUMS), EngineInfo(name="t"), lambda: [page(*lines)])
    assert record.data is not None
    assert record.data["total"] == 119
    assert [issue.code for issue in record.issues] == ["reread"]
    assert record.fields["/total"].raw == "119.00"


def test_what_is_to_be_said_of_the_words_of_a_page() -> None:
    issue = Issue(code="speaks-to-models", severity="warning", message="It does.", page=1)
    shown = page("Number 17")
    noted = replace(shown, read_text=lambda: replace(shown.text, issues=(issue,)))
    assert ground(Reply({"a": "17"}, {"/a": Finding("", 0.9)}), leaf("string"), lambda: [noted]).issues == (issue,)


@pytest.mark.parametrize(
    ("value", "raw", "grounding"),
    [
        ("EUR", "€", "normalized"),
        ("2026-02-09", "9. Februar 2026", "normalized"),
        ("USD", "€", "none"),
        ("A1", "€", "none"),
    ],
)
def test_texts_that_say_in_a_standard_form_what_is_printed(value: str, raw: str, grounding: str) -> None:
    reply = Reply({"a": value}, {"/a": Finding(raw, 0.9, 1, Box(0, 0, 1, 1))})
    record = finish(Source(path="x"), reply, leaf("string"), EngineInfo(name="t"))
    assert record.fields["/a"].grounding == grounding
