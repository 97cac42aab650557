"""Scans whose words can be found and copied."""

from docvl.searchable.pdf import Place, SearchablePdf

__all__ = ["Place", "SearchablePdf"]
