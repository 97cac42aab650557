"""Fitting a calibration to labelled documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from docvl.errors import UsageError
from docvl.eval.logistic import fit_logistic
from docvl.eval.reliability import Bin, Floats, bar_for, bins_of, calibration_error
from docvl.eval.scores import DocumentScore
from docvl.extraction.confidence import Calibration, Logistic, Quality
from docvl.extraction.signals import Signals, signals
from docvl.schema import Schema

FEWEST_DOCUMENTS = 10
"""Documents from which on a calibration is fitted."""

FOLDS = 10
"""Parts of the documents for cross-validation."""


class Sample(NamedTuple):
    """A value that was read from a labelled document.

    Attributes:
        document: index of its document.
        given: its signals.
        confidence: of the engine.
        right: whether it is.
    """

    document: int
    given: Signals
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, and what it is worth on documents it was not fitted on.

    Attributes:
        calibration: fitted on all documents.
        before: the engine's own confidences, in bins.
        after: calibrated ones, each by a model that has not seen the document.
    """

    calibration: Calibration
    before: list[Bin]
    after: list[Bin]


def samples_of(documents: Sequence[DocumentScore], schema: Schema) -> list[Sample]:
    """Every value that was read and is labelled, in order."""
    samples = []
    for index, document in enumerate(documents):
        if document.record is None:
            continue
        known = signals(document.record, schema.rules)
        for outcome in document.outcomes:
            if outcome.got is not None and (given := known.get(outcome.pointer)) is not None:
                confidence = document.record.fields[outcome.pointer].confidence
                samples.append(Sample(index, given, confidence, outcome.right))
    return samples


def fit_calibration(documents: Sequence[DocumentScore], schema: Schema, error_rate: float = 0.02) -> Fitted:
    """Fit confidences to labelled documents; the same documents give the same calibration.

    Args:
        documents: with records of one engine whose confidences are not calibrated yet.
        schema: of the records.
        error_rate: share of wrong values that is allowed among those accepted.

    Raises:
        UsageError: fewer than :data:`FEWEST_DOCUMENTS` documents in which anything was read, or records of several
            engines.
    """
    engines = {document.record.engine for document in documents if document.record is not None}
    if len(engines) > 1:
        raise UsageError("The records were read by several engines.", hint="Calibrate each engine on its own records.")
    samples = samples_of(documents, schema)
    read = len({sample.document for sample in samples})
    if read < FEWEST_DOCUMENTS:
        message = f"A calibration needs {FEWEST_DOCUMENTS} labelled documents in which something was read, not {read}."
        raise UsageError(message, hint="Label more, 50 or more if you can: `docvl eval --init` makes the lines.")
    order = np.random.default_rng(0).permutation(len(documents))
    folds = np.array([order[sample.document] % FOLDS for sample in samples])
    confidence, right = np.array([sample.confidence for sample in samples]), _right(samples)
    calibrated = np.empty(len(samples))
    for fold in range(FOLDS):
        model = _fit([sample for sample, of in zip(samples, folds, strict=True) if of != fold])
        inside = folds == fold
        calibrated[inside] = [_short(model.probability(samples[index].given)) for index in np.flatnonzero(inside)]
    before, after = bins_of(confidence, right), bins_of(calibrated, right)
    accepted = _accepted(calibrated, right, folds, error_rate)
    quality = Quality(
        documents=read,
        values=len(samples),
        right=_short(right.mean()),
        ece=_short(calibration_error(after)),
        ece_before=_short(calibration_error(before)),
        error_rate=error_rate,
        accept=bar_for(calibrated, right, error_rate),
        accepted=_short(accepted.mean()),
        wrong=_short((1 - right[accepted]).mean() if accepted.any() else 0.0),
    )
    calibration = Calibration(engine=engines.pop(), fitted_on=schema.name, quality=quality, model=_fit(samples))
    return Fitted(calibration, before, after)


def _fit(samples: Sequence[Sample]) -> Logistic:
    return fit_logistic([sample.given for sample in samples], _right(samples))


def _right(samples: Sequence[Sample]) -> Floats:
    return np.array([sample.right for sample in samples], dtype=float)


def _accepted(
    calibrated: Floats, right: Floats, folds: npt.NDArray[np.int64], error_rate: float
) -> npt.NDArray[np.bool_]:
    """Which values clear a bar that was picked on the documents of the other folds."""
    accepted = np.zeros(calibrated.size, dtype=bool)
    for fold in range(FOLDS):
        inside = folds == fold
        bar = bar_for(calibrated[~inside], right[~inside], error_rate)
        accepted[inside] = bar is not None and calibrated[inside] >= bar
    return accepted


def _short(figure: float) -> float:
    return round(float(figure), 4)
