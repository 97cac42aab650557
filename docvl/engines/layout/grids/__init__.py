"""Tables of any kind as grids of cells: by ruling lines, and by the alignment of words."""

from __future__ import annotations

from docvl.engines.layout.grids.find import find_tables
from docvl.engines.layout.grids.grid import Grid, GridCell

__all__ = ["Grid", "GridCell", "find_tables"]
