"""Answers of engines -> records."""

from docvl.extraction.finish import failed, finish, typed
from docvl.extraction.targets import by_row, numbered

__all__ = ["by_row", "failed", "finish", "numbered", "typed"]
