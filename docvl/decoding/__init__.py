"""Answers under a schema: what a model may write, what its text says, and how sure it was."""

from docvl.decoding.answer import Answer, read_answer
from docvl.decoding.confidence import Certainty, certainties
from docvl.decoding.constraint import MAX_ITEMS, MAX_LENGTH, Constraint, constrain

__all__ = ["MAX_ITEMS", "MAX_LENGTH", "Answer", "Certainty", "Constraint", "certainties", "constrain", "read_answer"]
