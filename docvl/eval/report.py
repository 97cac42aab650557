"""Scores as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from docvl.eval.reliability import Bin, bins_of, calibration_error
from docvl.eval.scores import DocumentScore, Evaluation, Judged

PLACES = 4
"""Decimals of shares."""


def as_json(evaluation: Evaluation, worst: int) -> dict[str, Any]:
    """Everything that was measured, with the ``worst`` documents named; shares to :data:`PLACES` decimals."""
    told: dict[str, Any] = {
        "documents": len(evaluation.documents),
        "missing": evaluation.missing,
        "straight_through": evaluation.straight_through,
        "overall": asdict(evaluation.overall),
        "fields": [asdict(score) for score in evaluation.fields],
        "lists": [asdict(score) | {"f1": score.f1} for score in evaluation.lists],
        "confidence": reliability(evaluation.judged()),
        "worst": [_document(document) for document in evaluation.worst[:worst]],
    }
    rounded: dict[str, Any] = _rounded(told)
    return rounded


def reliability(judged: Sequence[Judged]) -> dict[str, Any]:
    """How far confidences are from what came true: expected calibration error over ten bins of equal mass."""
    bins = bins_of_judged(judged)
    return {"values": len(judged), "ece": calibration_error(bins), "bins": [asdict(part) for part in bins]}


def bins_of_judged(judged: Sequence[Judged]) -> list[Bin]:
    """Bins of equal mass of the values that were read."""
    return bins_of([value.confidence for value in judged], [value.right for value in judged])


def _document(document: DocumentScore) -> dict[str, Any]:
    wrong = [{"pointer": o.pointer, "expected": o.expected, "got": o.got} for o in document.wrong]
    status = document.record.status if document.record is not None else None
    return {"path": document.path, "status": status, "wrong": wrong}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        # What documents say stays as it is.
        return {key: inner if key in ("expected", "got") else _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return round(value, PLACES) if isinstance(value, float) else value
