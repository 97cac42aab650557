"""The embedded engine: text layer or OCR, a lexicon of captions, and the layout of the page; no model."""

from docvl.engines.layout.engine import LayoutEngine

__all__ = ["LayoutEngine"]
