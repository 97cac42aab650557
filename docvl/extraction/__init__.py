"""Answers of engines -> records."""

from docvl.extraction.finish import failed, finish, typed

__all__ = ["failed", "finish", "typed"]
