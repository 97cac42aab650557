"""Scores on labelled documents, and confidences fitted to them."""

from docvl.eval.calibrate import Fitted, fit_calibration
from docvl.eval.labels import Label, Labels, read_labels
from docvl.eval.scores import DocumentScore, Evaluation, FieldScore, ListScore, evaluate

__all__ = [
    "DocumentScore",
    "Evaluation",
    "FieldScore",
    "Fitted",
    "Label",
    "Labels",
    "ListScore",
    "evaluate",
    "fit_calibration",
    "read_labels",
]
