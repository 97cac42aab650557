"""Schemas: reading, checking and validating."""
