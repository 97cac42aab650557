from __future__ import annotations

from typing import Any

from docvl.document import Source
from docvl.extraction.signals import signals
from docvl.record import EngineInfo, Evidence, JsonRecord, Usage
from docvl.schema import load_schema


def _record(data: dict[str, Any], fields: dict[str, Evidence], ocr_pages: int = 0) -> JsonRecord:
    return JsonRecord(
        source=Source(path="a.pdf", sha256=None, pages=1),
        status="ok",
        data=data,
        fields=fields,
        engine=EngineInfo(name="scripted"),
        usage=Usage(pages=1, ocr_pages=ocr_pages),
    )


def _evidence(confidence: float = 0.5, y: float = 0.1) -> Evidence:
    return Evidence(raw="1", page=1, bbox=(0.1, y, 0.2, y + 0.01), confidence=confidence, grounding="exact")


def test_a_value_says_how_it_was_read() -> None:
    (own,) = signals(_record({"a": "x"}, {"/a": _evidence(y=0.25)}, ocr_pages=1)).values()
    assert own["confidence"] == 0.0
    assert own["grounding:exact"] == own["field:/a"] == own["scan"] == 1.0
    assert own["height"] == -0.25


def test_values_at_the_same_place_share_it() -> None:
    fields = {"/a": _evidence(), "/b": _evidence(), "/c": _evidence(y=0.5)}
    given = signals(_record({"a": "x", "b": "x", "c": "y"}, fields))
    assert {pointer: own["shared"] for pointer, own in given.items()} == {"/a": 1.0, "/b": 1.0, "/c": 0.0}


def test_rows_know_their_gaps() -> None:
    data = {"rows": [{"x": "a", "y": "b"}, {"x": "c", "y": None}]}
    fields = {pointer: _evidence() for pointer in ("/rows/0/x", "/rows/0/y", "/rows/1/x")}
    given = signals(_record(data, fields))
    assert [own["row-gaps"] for own in given.values()] == [0.0, 0.0, 0.5]
    assert all(own["field:/rows/*/x"] == 1.0 for pointer, own in given.items() if pointer.endswith("x"))


def test_rules_kept_and_broken_are_told() -> None:
    number = {"type": ["number", "null"]}
    schema = load_schema(
        {
            "type": "object",
            "properties": {"net": number, "total": number, "paid": number},
            "x-docvl-rules": ["/net == /total", "/total == /paid"],
        }
    )
    record = _record({"net": 1, "total": 1, "paid": 2}, {f"/{name}": _evidence() for name in ("net", "total", "paid")})
    given = signals(record, schema.rules)
    told = {pointer: (own.get("kept", 0), own.get("broken", 0)) for pointer, own in given.items()}
    assert told == {"/net": (1, 0), "/total": (1, 1), "/paid": (0, 1)}


def test_a_value_without_evidence_has_no_signals() -> None:
    assert signals(_record({"a": "x"}, {})) == {}


def test_a_value_says_by_how_much_it_beats_the_next_reading() -> None:
    contested = _evidence(0.75).model_copy(update={"rival": 0.5})
    own, alone = signals(_record({"a": "x", "b": "x"}, {"/a": contested, "/b": _evidence()})).values()
    assert (own["rival"], own["margin"]) == (1.0, 0.25)
    assert alone.keys().isdisjoint({"rival", "margin"})
