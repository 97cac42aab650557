"""Typed reading of printed text: dates, amounts, currencies, identifiers; pure functions, no input or output."""
