"""Rows of tables as objects: line items, bookings."""

from docvl.engines.layout.tables.reader import TableReader

__all__ = ["TableReader"]
