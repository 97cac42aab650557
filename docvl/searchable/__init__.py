"""Scans whose words can be found and copied."""

from docvl.searchable.pdf import SearchablePdf

__all__ = ["SearchablePdf"]
