from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from docvl.document import Source
from docvl.eval.labels import Label
from docvl.eval.plot import write_chart
from docvl.eval.report import as_json, bins_of_judged
from docvl.eval.scores import Evaluation, evaluate
from docvl.record import EngineInfo, Evidence, JsonRecord
from docvl.schema import load_schema

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "number": {"type": ["string", "null"]},
            "total": {"type": ["number", "null"]},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": ["string", "null"]}}}},
        },
    }
)


def _record(name: str, data: dict[str, Any] | None) -> JsonRecord:
    evidence = Evidence(raw="a", page=1, bbox=None, confidence=0.9, grounding="exact")
    return JsonRecord(
        source=Source(path=name, sha256=None, pages=1),
        status="ok" if data else "failed",
        data=data,
        fields={f"/{key}": evidence for key, value in (data or {}).items() if isinstance(value, str | int)},
        engine=EngineInfo(name="scripted"),
    )


@pytest.fixture
def evaluation() -> Evaluation:
    """Four documents: one right, one with slips, one failed, one without a record."""
    labels = [
        Label(name, name, {"number": "<A>", "total": 1, "rows": [{"x": "p"}, {"x": "q"}]}) for name in ("a", "b", "c")
    ]
    records = [
        _record("a", {"number": "<a>", "total": 1, "rows": [{"x": "p"}, {"x": "q"}]}),
        _record("b", {"number": "<A>", "total": 2, "rows": [{"x": "q"}, {"x": "r"}]}),
        _record("c", None),
        _record("unlabelled", {"number": "z", "total": None, "rows": []}),
    ]
    return evaluate([*labels, Label("d", "d", {"number": None})], records, SCHEMA)


def test_fields(evaluation: Evaluation) -> None:
    number, total, cells = evaluation.fields
    assert (number.field, number.values, number.missed, number.invented, number.wrong) == ("/number", 3, 1, 0, 0)
    assert [number.exact, number.normalized] == pytest.approx([1 / 3, 2 / 3])
    assert (total.values, total.missed, total.wrong) == (3, 1, 1)
    assert (cells.field, cells.values, cells.missed, cells.invented) == ("/rows/*/x", 7, 3, 1)
    assert evaluation.overall.values == 13


def test_rows(evaluation: Evaluation) -> None:
    (rows,) = evaluation.lists
    assert (rows.field, rows.expected, rows.got, rows.right) == ("/rows", 6, 4, 3)
    assert rows.f1 == pytest.approx(0.6)
    assert rows.cells == pytest.approx(3 / 7)


def test_documents(evaluation: Evaluation) -> None:
    assert evaluation.missing == 1
    # A document without a record is never right, even where nothing is expected of it.
    assert evaluation.straight_through == 0.25
    assert [document.path for document in evaluation.worst] == ["c", "b"]


def test_confidences_of_values_that_were_read(evaluation: Evaluation) -> None:
    assert sorted(value.right for value in evaluation.judged()) == [False, True, True, True]


def test_as_json(evaluation: Evaluation) -> None:
    told = as_json(evaluation, worst=1)
    assert told["straight_through"] == 0.25
    assert told["lists"][0]["f1"] == 0.6
    assert told["confidence"]["ece"] == 0.15
    assert [document["path"] for document in told["worst"]] == ["c"]
    assert told["worst"][0]["wrong"][0] == {"pointer": "/number", "expected": "<A>", "got": None}


def test_the_chart_is_well_formed_and_complete(evaluation: Evaluation, tmp_path: Path) -> None:
    bins = bins_of_judged(evaluation.judged())
    write_chart(tmp_path / "chart.svg", evaluation.fields, {"<before>": bins, "after": bins})
    root = ET.parse(tmp_path / "chart.svg").getroot()  # noqa: S314
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"number", "total", "rows/*/x"} <= set(texts)
    assert any(text.startswith("<before>: expected calibration error") for text in texts)


def test_a_chart_of_nothing(tmp_path: Path) -> None:
    write_chart(tmp_path / "chart.svg", [], {})
    ET.parse(tmp_path / "chart.svg")  # noqa: S314
