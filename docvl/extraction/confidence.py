"""Confidences that mean something: a record's own signals, weighed as labelled documents have taught."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from docvl.errors import ConfigError
from docvl.extraction.signals import Signals, signals
from docvl.record import EngineInfo, JsonRecord
from docvl.rules import Rule


class Quality(BaseModel):
    """What a calibration was found to be worth, on documents it was not fitted on.

    Attributes:
        documents: labelled.
        values: that were read and are labelled.
        right: share of them.
        ece: expected calibration error over ten bins of equal mass.
        ece_before: the same of the engine's own confidences.
        error_rate: wanted among the values that are accepted.
        accept: the confidence from which a value is accepted, for that rate; None when no such bar was found.
        accepted: share of values that clear the bar, each with the bar picked on other documents.
        wrong: share of those that are wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    values: int
    right: float
    ece: float
    ece_before: float
    error_rate: float
    accept: float | None
    accepted: float
    wrong: float


class Logistic(BaseModel):
    """From signals to the probability that a value is right.

    Attributes:
        bias: log-odds where every signal is 0.
        weights: by signal; one that is not named weighs nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    weights: Mapping[str, float]

    def probability(self, given: Signals) -> float:
        """How likely a value with these signals is right, 0 to 1."""
        odds = self.bias + math.fsum(self.weights.get(name, 0.0) * figure for name, figure in given.items())
        return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


class Calibration(BaseModel):
    """What ``docvl calibrate`` writes: plain JSON.

    Attributes:
        engine: whose records it was fitted on.
        fitted_on: name of their schema; for information.
        quality: how well it does.
        model: what it does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineInfo
    fitted_on: str
    quality: Quality
    model: Logistic

    def apply(self, record: JsonRecord, rules: Sequence[Rule]) -> JsonRecord:
        """The record with calibrated confidences.

        Raises:
            ConfigError: another engine read the record.
        """
        if record.engine != self.engine:
            names = [f"{info.name} {info.model or ''}".strip() for info in (self.engine, record.engine)]
            message = f"The calibration was fitted for the engine {names[0]}, and {names[1]} reads the documents."
            raise ConfigError(message, hint="Fit one for this engine with `docvl calibrate`.")
        known = signals(record, rules)
        fields = {
            pointer: evidence.model_copy(update={"confidence": round(self.model.probability(known[pointer]), 4)})
            if pointer in known
            else evidence
            for pointer, evidence in record.fields.items()
        }
        return record.model_copy(update={"fields": fields})


def load_calibration(path: Path) -> Calibration:
    """Read the file that ``docvl calibrate`` has written.

    Raises:
        ConfigError: not readable, or not such a file.
    """
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        hint = "Make one with `docvl calibrate LABELS --schema S -o calibration.json`."
        raise ConfigError(f"{str(path)!r} is no calibration: {type(error).__name__}.", hint=hint) from None
