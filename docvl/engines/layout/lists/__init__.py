"""Lists that are no goods and no bookings: rows of tables of any kind, and plain values under one caption."""

from __future__ import annotations

from docvl.engines.layout.lists.gridded import GridReader, extent, is_plain
from docvl.engines.layout.lists.values import find_listed

__all__ = ["GridReader", "extent", "find_listed", "is_plain"]
