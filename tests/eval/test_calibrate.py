from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.document import Source
from docvl.errors import UsageError
from docvl.eval.calibrate import fit_calibration
from docvl.eval.labels import Label
from docvl.eval.logistic import fit_logistic
from docvl.eval.reliability import bar_for, bins_of, calibration_error
from docvl.eval.scores import evaluate
from docvl.record import EngineInfo, Evidence, JsonRecord
from docvl.schema import load_schema

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {name: {"type": ["string", "null"]} for name in ("sure", "doubtful")},
    }
)


def _documents(count: int, engine: str = "scripted") -> tuple[list[Label], list[JsonRecord]]:
    """Values that are right in 99 of 100 cases in one field, and in half of them in the other."""
    dice = np.random.default_rng(7)
    labels, records = [], []
    for number in range(count):
        data = {"sure": "x" if dice.random() < 0.99 else "y", "doubtful": "x" if dice.random() < 0.5 else "y"}
        evidence = Evidence(raw="x", page=1, bbox=(0.1, 0.1, 0.2, 0.2), confidence=0.5, grounding="exact")
        labels.append(Label(f"{number}.pdf", f"{number}.pdf", {"sure": "x", "doubtful": "x"}))
        records.append(
            JsonRecord(
                source=Source(path=f"{number}.pdf", sha256=None, pages=1),
                status="ok",
                data=data,
                fields={f"/{name}": evidence for name in data},
                engine=EngineInfo(name=engine),
            )
        )
    return labels, records


def _fit(count: int, error_rate: float = 0.02) -> Any:
    labels, records = _documents(count)
    return fit_calibration(evaluate(labels, records, SCHEMA).documents, SCHEMA, error_rate)


def test_confidences_come_to_mean_what_they_say() -> None:
    quality = _fit(400).calibration.quality
    assert (quality.documents, quality.values) == (400, 800)
    assert quality.ece_before > 0.2
    assert quality.ece <= 0.05


def test_the_bar_keeps_the_wanted_error_rate() -> None:
    quality = _fit(400).calibration.quality
    assert quality.accept is not None
    assert quality.accepted == pytest.approx(0.5, abs=0.05)
    assert quality.wrong <= 0.02


def test_there_is_no_bar_for_a_rate_that_cannot_be_shown() -> None:
    quality = _fit(40, error_rate=0.001).calibration.quality
    assert (quality.accept, quality.accepted, quality.wrong) == (None, 0.0, 0.0)


def test_the_same_labels_give_the_same_calibration() -> None:
    assert _fit(30).calibration == _fit(30).calibration


def test_applied_to_records() -> None:
    calibration = _fit(400).calibration
    record = calibration.apply(_documents(1)[1][0], SCHEMA.rules)
    assert record.fields["/sure"].confidence > 0.95
    assert 0.4 < record.fields["/doubtful"].confidence < 0.6
    assert record.fields["/sure"].raw == "x"


def test_too_few_documents_are_refused() -> None:
    with pytest.raises(UsageError, match="needs 10 labelled documents"):
        _fit(9)


def test_several_engines_are_refused() -> None:
    labels, records = _documents(20)
    records = [*records[:10], *_documents(20, "other")[1][10:]]
    with pytest.raises(UsageError, match="several engines"):
        fit_calibration(evaluate(labels, records, SCHEMA).documents, SCHEMA)


def test_bins_have_equal_mass() -> None:
    bins = bins_of(np.linspace(0, 1, 100), [value >= 50 for value in range(100)])
    assert [part.values for part in bins] == [10] * 10
    assert [part.right for part in bins] == [0.0] * 5 + [1.0] * 5


def test_values_of_one_confidence_are_not_told_apart() -> None:
    sorted_by_truth = bins_of([0.5] * 20, [False] * 10 + [True] * 10, 2)
    assert [part.right for part in sorted_by_truth] == [0.5, 0.5]
    assert calibration_error(sorted_by_truth) == 0.0


def test_calibration_error_of_nothing() -> None:
    assert calibration_error(bins_of([], [])) == 0.0


def test_bar_needs_more_than_a_handful() -> None:
    assert bar_for(np.full(10, 0.9), np.ones(10), 0.02) is None
    assert bar_for(np.full(100, 0.9), np.ones(100), 0.02) == 0.9


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9, 0.95]), st.booleans()), max_size=60))
def test_no_lower_bar_would_do(values: list[tuple[float, bool]]) -> None:
    confidence = np.array([value for value, _ in values])
    right = np.array([float(truth) for _, truth in values])

    def good(bar: float) -> bool:
        taken = [truth for value, truth in values if value >= bar]
        wrong = len(taken) - sum(taken) + 0.5
        return bool(taken) and bar >= 0.5 and wrong + wrong**0.5 <= 0.2 * (len(taken) + 1)

    assert bar_for(confidence, right, 0.2) == min((bar for bar in set(confidence.tolist()) if good(bar)), default=None)


@given(
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from("abc"), st.floats(-6, 6)), st.booleans()), min_size=1, max_size=40
    )
)
def test_a_model_of_any_values_is_finite_and_predicts_their_mean(values: list[tuple[dict[str, float], bool]]) -> None:
    given_signals = [given_value for given_value, _ in values]
    right = np.array([float(truth) for _, truth in values])
    model = fit_logistic(given_signals, right)
    predicted = [model.probability(each) for each in given_signals]
    assert all(0 < probability < 1 for probability in predicted)
    # The one value more that the fit adds may move the mean by half a value.
    assert abs(sum(predicted) - right.sum()) <= 0.51
