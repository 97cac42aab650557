"""What contracts say in sentences: who agrees, from when to when, under which law."""

from docvl.engines.layout.agreements.reader import read_agreement

__all__ = ["read_agreement"]
